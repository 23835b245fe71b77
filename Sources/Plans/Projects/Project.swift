import Inventories
public import Quantities
public import Tables

/// A project 减排项目: what one measure does to one source and pollutant, with what key-project accounting asks for.
public struct Project: Sendable {
    /// The measure.
    public let measure: String
    /// What is done.
    public let action: ActionName
    /// The clauses that it carries out.
    public let clauses: [String]
    /// The measure's name.
    public let title: Label
    /// The source.
    public let source: ProjectSource
    /// The pollutant.
    public let pollutant: String
    /// The emission before, after the measures that come first.
    public let before: Mass
    /// The emission after.
    public let after: Mass
    /// What of the reduction key-project accounting counts: none of what it refuses, and no more than its caps.
    public let counted: Mass
    /// What of that was used as an offset of new sources.
    public internal(set) var spent = Mass.zero
    /// By when the plan wants it in stable operation; `nil` where that is not printed.
    public let due: Month?
    /// The day that the table gives for the retrofit or closure, packed; `nil` where it is blank.
    public let done: Int32?
    /// The concentration that it must keep afterwards, mg/m³; `nil` where none is set.
    public let limit: Double?
    /// Why key-project accounting does not credit it; `nil` where it does.
    public let refusal: Label?
    /// The documents that it asks for.
    public let evidence: Label?
    /// When it counts: the measure's timing, the source's monthly shares, and the months before it counts.
    let timing: Timing
    let months: [Double]
    let offsetMonths: Int

    /// What is removed in a full year.
    public var reduction: Mass { before - after }

    /// What is new in a year of what counts; the years of a project add up to what counts of it.
    public func credited(in year: Int) -> Mass {
        func counts(_ year: Int) -> Mass {
            counted.times(timing.weight(in: year, months: months, offset: offsetMonths))
        }
        return counts(year) - counts(year - 1)
    }
}

/// A source of whose pollutant no measure of the plan changes anything, with what it emits.
public struct UntouchedSource: Sendable {
    /// Why.
    public enum Reason: Sendable, Hashable {
        /// No clause is about such a source.
        case noClause
        /// A measure means it, but what it has is as good.
        case controlled(measure: String)
        /// A measure means it, and what the source emits, or a part of it, cannot be computed.
        case lacksData(measure: String)
        /// A measure would mean it but for its size or another number.
        case outsideThreshold(measure: String)
        /// A measure may mean it: the column is blank.
        case undecided(measure: String, column: String)
        /// A measure means it, and waits for an input or cannot be applied.
        case waiting(measure: String)

        /// The stable word.
        public var word: String {
            switch self {
            case .noClause: "no_clause"
            case .controlled: "controlled"
            case .lacksData: "lacks_data"
            case .outsideThreshold: "outside_threshold"
            case .undecided: "undecided"
            case .waiting: "waiting"
            }
        }

        /// The name for people.
        public var label: Label {
            switch self {
            case .noClause: Label("没有条款涉及", "no clause is about it")
            case .controlled(let measure): Label("\(measure)：已有治理不差于措施", "\(measure): what it has is as good")
            case .lacksData(let measure):
                Label("\(measure)：该源缺数据，不能核算", "\(measure): the source lacks data and cannot be computed")
            case .outsideThreshold(let measure):
                Label("\(measure)：规模不在所定范围", "\(measure): its size is outside what is set")
            case .undecided(let measure, let column):
                Label("\(measure)：\(column) 空白，不能判断", "\(measure): \(column) is blank, cannot be decided")
            case .waiting(let measure):
                Label("\(measure)：措施待输入或不能实施", "\(measure): the measure waits or cannot be applied")
            }
        }

        /// What is nearest to being touched comes first.
        var rank: Int {
            switch self {
            case .controlled, .lacksData: 0
            case .waiting: 1
            case .undecided: 2
            case .outsideThreshold: 3
            case .noClause: 4
            }
        }
    }

    /// The source.
    public let source: ProjectSource
    /// The sector.
    public let sector: String
    /// The pollutant.
    public let pollutant: String
    /// What it emits; `nil` where that cannot be computed.
    public let emission: Mass?
    /// Why no measure touches it.
    public let reason: Reason
}

/// The projects of a plan, and the sources without one.
public struct ProjectList: Sendable {
    /// The projects, in the order of the measures.
    public let projects: [Project]
    /// The sources that no measure touches, by pollutant, the largest first; what cannot be computed last.
    public let untouched: [UntouchedSource]
}
