public import Plans
public import Quantities
public import Tables

/// A project as a package carries it 减排项目: what a measure does to a source and pollutant, and what it is credited.
public struct ReportProject: Sendable, Equatable {
    /// The measure, and the clauses that it carries out.
    public var measure, clause: String
    /// The word of the plan's language for what is done.
    public var action: String
    /// The source kind, and the source's id.
    public var table, source: String
    /// The firm with its unified social credit code; empty where they are blank.
    public var firm, creditCode: String
    /// The county, GB/T 2260.
    public var county: String
    /// The pollution permit and the number of the outlet; empty where they are blank.
    public var permit, outlet: String
    /// The pollutant.
    public var pollutant: String
    /// The emission before and after, in full effect.
    public var before, after: Mass
    /// What of it key-project accounting counts in full effect.
    public var counted: Mass
    /// What of that is new in the year of the package.
    public var credited: Mass
    /// What of it was used as an offset of new sources.
    public var spent: Mass
    /// By when it is due, as 2025-12; `nil` where the plan does not print it.
    public var due: String?
    /// The day that the table gives; `nil` where it is blank.
    public var done: String?
    /// The concentration to keep, mg/m³.
    public var limit: Double?
    /// Why it is not credited.
    public var refusal: Label?
    /// The documents that are asked for.
    public var evidence: Label?
}

/// A source that no measure of the plan touches.
public struct ReportUntouched: Sendable, Equatable {
    /// The source kind, and the source's id.
    public var table, source: String
    /// The pollutant.
    public var pollutant: String
    /// What it emits; `nil` where that cannot be computed.
    public var emission: Mass?
    /// The stable word of the reason.
    public var reason: String
    /// The reason for people.
    public var text: Label
}

/// A task of the plan with its progress 任务进度.
public struct ReportTask: Sendable, Equatable {
    /// What is planned and realised of a pollutant, in full effect.
    public struct Tonnes: Sendable, Equatable {
        /// The pollutant.
        public var pollutant: String
        /// What is planned, and what is realised.
        public var planned, realised: Mass
    }

    /// The measure, and the clauses that it carries out.
    public var measure, clause: String
    /// What is to be done.
    public var title: Label
    /// The county, GB/T 2260.
    public var county: String
    /// The responsible office, empty where the plan prints none.
    public var office: String
    /// How much is to be done; `nil` where that is not known.
    public var quantity: Double?
    /// What is counted.
    public var unit: Label
    /// By when, as 2025-12.
    public var due: String?
    /// How much is done.
    public var done: Double
    /// How far it has come.
    public var state: PlanTask.State
    /// Where that is known from.
    public var basis: PlanTask.Basis
    /// The remark of the last monthly report.
    public var remark: String
    /// Tonnes by pollutant; none where nobody knows them.
    public var tonnes: [Tonnes]
}
