import Inventories
public import Tables

/// A reduction plan 方案 as a file: its clauses, the measures that carry them out, its targets and constraints.
///
/// ```swift
/// var findings = Findings()
/// let plan = Plan(file: "Inventories/ili-2021/plans/ili-2021.yaml", vocabularies: words, findings: &findings)
/// let evaluation = plan?.evaluated(on: assessment)
/// ```
///
/// What the plan's document does not print stands as `"?"`: the measure then waits for an input and removes nothing.
public struct Plan: Sendable {
    /// The document that is carried out.
    public struct Document: Sendable {
        /// Its title.
        public var title = ""
        /// Who issued it.
        public var issuer = ""
        /// Its number, where printed.
        public var number = ""
        /// Its date, where printed.
        public var date = ""
        /// Its id in `sources.csv`.
        public var source = ""
    }

    /// In which order measures are applied.
    public enum Order: String, Sendable, CaseIterable {
        /// Close, activity, fuel and material, combustion, capture, end of pipe, running rate.
        case physics
        /// As the file lists them.
        case listed
    }

    /// What shares of one stock by several measures mean.
    public enum Shares: String, Sendable, CaseIterable {
        /// Each takes its share of what the measures before it left: 30 % and 20 % are 44 %.
        case compound
        /// Each takes its share of the stock as it was: 30 % and 20 % are 50 %.
        case add
    }

    /// The stable id.
    public internal(set) var id = ""
    /// The title for people.
    public internal(set) var title = Label("", "")
    /// The document.
    public internal(set) var document = Document()
    /// The regions it is for, GB/T 2260.
    public internal(set) var regions: [String] = []
    /// The year that reductions are counted from.
    public internal(set) var baseYear = 0
    /// The years of the time series.
    public internal(set) var years: [Int] = []
    /// Months between stable operation and the first month that counts.
    public internal(set) var offsetMonths = 1
    /// In which order measures are applied.
    public internal(set) var order = Order.physics
    /// What shares of one stock by several measures mean.
    public internal(set) var shares = Shares.compound
    /// All clauses, in the document's order.
    public internal(set) var clauses: [Clause] = []
    /// The measures, in the file's order.
    public internal(set) var measures: [Measure] = []
    /// What is to be reached.
    public internal(set) var targets: [Target] = []
    /// What projects are to be credited.
    public internal(set) var tasks: [CreditedTask] = []
    /// What new sources must keep.
    public internal(set) var constraints: [Constraint] = []
    /// The duties that it sets by size.
    public internal(set) var thresholds: [Threshold] = []
    /// The areas that it names.
    public internal(set) var areas: [NamedArea] = []
    /// What it asks of emergency lists.
    public internal(set) var alerts: [AlertDemand] = []
    /// The values of its file of answers that hold, with who said so.
    public internal(set) var answers: [PlanAnswers.Answer] = []
    /// That file.
    public internal(set) var answersFile: String?
    /// The file it was read from.
    public internal(set) var file = ""
    /// The plan as written; `nil` where it was not read.
    var written: YAMLValue?

    init() {}

    /// What the offset may be.
    static let offsets = 0...60

    /// The measures in the order in which they are applied.
    public var orderedMeasures: [Measure] {
        guard order == .physics else { return measures }
        return measures.enumerated().sorted { a, b in
            (a.element.rank, a.offset) < (b.element.rank, b.offset)
        }.map(\.element)
    }

    /// The measure of that id, or `nil`.
    public func measure(_ id: String) -> Measure? { measures.first { $0.id == id } }
    /// The clause of that id, or `nil`.
    public func clause(_ id: String) -> Clause? { clauses.first { $0.id == id } }
}

/// A clause 条款 of a plan's document.
public struct Clause: Sendable {
    /// What a clause is, as in the acceptance table.
    public enum Kind: String, Sendable, CaseIterable {
        /// A measure with an effect.
        case measure = "M"
        /// A source or datum for the inventory.
        case source = "S"
        /// Both.
        case both = "S+M"
        /// A target.
        case target = "T"
        /// A constraint on sources.
        case constraint = "C"
        /// Evidence, monitoring, supervision.
        case evidence = "E"
        /// No effect on the pollutants.
        case none = "X"
    }

    /// What carries it out.
    public enum Effect: String, Sendable, CaseIterable {
        /// Measures of the plan.
        case measures
        /// Something that the inventory holds.
        case source
        /// A target.
        case target
        /// A constraint that is checked on new sources.
        case constraint
        /// Nothing: the reason says why.
        case none
    }

    /// Something that would make the clause computable.
    public struct Needed: Sendable, Hashable {
        /// The source kind.
        public let table: String
        /// The column.
        public let column: String
        /// What it is.
        public let label: Label
    }

    /// The id, as in the acceptance table.
    public let id: String
    /// The number in the document.
    public let number: String
    /// What it is.
    public let kind: Kind
    /// The document's words.
    public let text: String
    /// What it is about.
    public let topic: Label
    /// What carries it out.
    public let effect: Effect
    /// Why it carries no tonnes.
    public let reason: Label?
    /// What would make it computable.
    public let needs: [Needed]
    /// The responsible office 牵头单位, where the document prints one.
    public let office: String?
    /// Where it stands.
    public let location: Location
}
