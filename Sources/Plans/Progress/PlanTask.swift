import Inventories
public import Quantities
public import Tables

/// A task 任务 of a plan: what one measure asks of one county, by when, with what was done of it up to a month.
public struct PlanTask: Sendable {
    /// How far it has come.
    public enum State: String, Sendable, CaseIterable {
        case done
        case underWay = "under_way"
        case notBegun = "not_begun"
        case late

        /// The name for people.
        public var label: Label {
            switch self {
            case .done: Label("完成", "done")
            case .underWay: Label("进行中", "under way")
            case .notBegun: Label("未开始", "not begun")
            case .late: Label("逾期", "late")
            }
        }
    }

    /// What of it is known to be done comes from here.
    public enum Basis: String, Sendable, CaseIterable {
        /// The dates in the tables.
        case dates
        /// The monthly reports.
        case report
        /// Neither says anything.
        case none

        /// The name for people.
        public var label: Label {
            switch self {
            case .dates: Label("台账日期", "dates in the tables")
            case .report: Label("月报", "monthly report")
            case .none: Label("无", "nothing")
            }
        }
    }

    /// The measure.
    public let measure: String
    /// The clauses.
    public let clauses: [String]
    /// What is to be done.
    public let title: Label
    /// The county, GB/T 2260; the inventory's region where the measure has no source in it.
    public let county: String
    /// The responsible office as the plan prints it, empty where it does not.
    public let office: String
    /// How much is to be done, in the unit; `nil` where that is not known.
    public let quantity: Double?
    /// What is counted: 台, 辆, 户, or sources.
    public let unit: Label
    /// By when; `nil` where the plan does not print it.
    public let due: Month?
    /// What is to be removed in a full year, by pollutant in the order of the run; empty where the measure waits, and
    /// nobody knows.
    public let planned: [Mass]
    /// How much is done.
    public let done: Double
    /// What that removes in a full year, by pollutant; empty where that is not known.
    public let realised: [Mass]
    /// Where that is known from.
    public let basis: Basis
    /// The remark of the last monthly report.
    public let remark: String
    /// How far it has come.
    public let state: State
}

/// The tasks of a plan up to a month 进度.
public struct PlanProgress: Sendable {
    /// The plan's id.
    public let plan: String
    /// The month up to which it is told.
    public let month: Month
    /// The pollutants of the masses.
    public let pollutants: [String]
    /// The tasks, in the order of the measures and then of the counties.
    public let tasks: [PlanTask]

    /// A plan's progress.
    public init(plan: String, month: Month, pollutants: [String], tasks: [PlanTask]) {
        self.plan = plan
        self.month = month
        self.pollutants = pollutants
        self.tasks = tasks
    }
}

/// The table of monthly reports 月报: a line a month, measure and county, with how much is done in all.
public enum MonthlyTable {
    package static let month = "month"
    package static let measure = "measure"
    package static let done = "done"
    package static let remark = "remark"

    /// The columns; the file is named where it is used.
    public static let schema = Schema(
        "monthly", Label("进度月报", "monthly report"),
        [
            .text(month, "月份", "month").required.noted("写作 2025-08", "written 2025-08"),
            .text(measure, "措施", "measure").required.also("措施编号").noted("方案中的措施编号", "the measure's id in the plan"),
            .code(Column.countyCode, "县区代码", "county code", in: "county_code").also("县区", "县市", "county"),
            .number(done, "累计完成", "done so far", "1", 0...1e9).required.also("完成量", "累计完成量")
                .noted("自方案开始的累计量，不是当月量", "the sum since the plan began, not that of the month"),
            .text(remark, "说明", "remark").also("备注", "存在问题"),
        ])
}
