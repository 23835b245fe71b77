import Inventories
public import Tables

extension EmissionChange {
    /// Why an emission is not what it was.
    public enum Cause: String, Sendable, CaseIterable {
        /// The source was not there, or not running.
        case new
        /// The source is there no more, or is closed.
        case gone
        /// The factor library and its packs.
        case library
        /// The rule book, or another way of computing.
        case method
        /// How much is burned, made, used or driven.
        case activity
        /// What burns, makes or drives it: fuel, process, standard, size.
        case technique
        /// What collects and removes it, and what it must keep to.
        case control
        /// What was measured or analysed of the source, and the year and climate that factors go by.
        case factor
        /// It has a number in one of the two years only.
        case data

        /// The words for people.
        public var label: Label {
            switch self {
            case .new: Label("新增", "new")
            case .gone: Label("退出", "gone")
            case .library: Label("系数库", "library")
            case .method: Label("核算方法", "method")
            case .activity: Label("活动水平", "activity")
            case .technique: Label("工艺燃料", "technique")
            case .control: Label("治理", "control")
            case .factor: Label("实测与条件", "factor")
            case .data: Label("仅一年有数", "data in one year only")
            }
        }

        /// The order in which what changed is put in place, one group after another: first the old year on the library and
        /// rules of the new one, then the source itself from its size to what was measured of it.
        public static let order: [Cause] = [.library, .method, .activity, .technique, .control, .factor]
    }
}

extension ColumnSchema {
    /// The cause that another value of the column is.
    var cause: EmissionChange.Cause {
        switch id {
        case Column.method, Column.mustMonitor: return .method
        case Column.limitOxygen, Column.recovered, Column.wasteVoc, Column.carbonReplaced, Column.leaksFound,
            Column.leaksRepaired, Column.recoveryStage, Column.wastewaterCovered:
            return .control
        case Column.standingLoss: return .factor
        case Column.useShare, Column.localShare: return .activity
        case Column.capacity, Column.installedPower, Column.chpDistance, Column.chamberDiameter: return .technique
        default: break
        }
        var isActivity = isOfYear
        for role in roles {
            switch role {
            case .concentration, .outletShare, .measured: return .factor
            case .device, .removal, .uptime, .capture, .captureType, .bypass, .outletPassing, .limit, .cap, .capOxygen:
                return .control
            case .extensive, .count, .each, .activity: isActivity = true
            default: continue
            }
        }
        if isActivity { return .activity }
        return unit == nil ? .technique : .factor
    }
}
