import Inventories
import Tables

extension ColumnSchema {
    /// Whether its cells hold for one year only and must be asked again: amounts of the year, what was measured in it, how
    /// long devices ran, and how many there are of what a row counts together.
    func isAskedYearly(in schema: Schema) -> Bool {
        if isWorkedOut { return false }
        switch id {
        case Column.useShare, Column.burnShare, Column.leaksFound, Column.leaksRepaired, Column.concentration,
            Column.flow, Column.uptime, Column.validShare, Column.monitored:
            return true
        default: break
        }
        if isOfYear { return true }
        let isCohort = !schema.isOfSingleSources
        return roles.contains { role in
            switch role {
            case .concentration, .measured, .uptime: true
            case .count: isCohort
            case .activity: isCohort && roles.contains(.extensive)
            default: false
            }
        }
    }

    /// Whether a retrofit may have changed it.
    var isOfRetrofit: Bool {
        roles.contains { role in
            switch role {
            case .device, .removal, .capture, .captureType, .cap, .capOxygen: true
            default: false
            }
        }
    }
}
