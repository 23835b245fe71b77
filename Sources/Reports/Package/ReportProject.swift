public import Plans
public import Quantities
public import Tables

/// A project as a package carries it 减排项目: what a measure does to a source and pollutant, and what it is credited.
public struct ReportProject: Sendable, Equatable {
    /// The measure, and the clauses that it carries out.
    public let measure, clause: String
    /// The word of the plan's language for what is done.
    public let action: String
    /// The source kind, and the source's id.
    public let table, source: String
    /// The firm with its unified social credit code; empty where they are blank.
    public let firm, creditCode: String
    /// The county, GB/T 2260.
    public let county: String
    /// The pollution permit and the number of the outlet; empty where they are blank.
    public let permit, outlet: String
    /// The pollutant.
    public let pollutant: String
    /// The emission before and after, in full effect.
    public let before, after: Mass
    /// What of it key-project accounting counts in full effect.
    public let counted: Mass
    /// What of that is new in the year of the package.
    public let credited: Mass
    /// What of it was used as an offset of new sources.
    public let spent: Mass
    /// By when it is due, as 2025-12; `nil` where the plan does not print it.
    public let due: String?
    /// The day that the table gives; `nil` where it is blank.
    public let done: String?
    /// The concentration to keep, mg/m³.
    public let limit: Double?
    /// Why it is not credited.
    public let refusal: Label?
    /// The documents that are asked for.
    public let evidence: Label?
}

/// A source that no measure of the plan touches.
public struct ReportUntouched: Sendable, Equatable {
    /// The source kind, and the source's id.
    public let table, source: String
    /// The pollutant.
    public let pollutant: String
    /// What it emits; `nil` where that cannot be computed.
    public let emission: Mass?
    /// The stable word of the reason.
    public let reason: String
    /// The reason for people.
    public let text: Label
}

/// A task of the plan with its progress 任务进度.
public struct ReportTask: Sendable, Equatable {
    /// What is planned and realised of a pollutant, in full effect.
    public struct Tonnes: Sendable, Equatable {
        /// The pollutant.
        public let pollutant: String
        /// What is planned, and what is realised.
        public let planned, realised: Mass
    }

    /// The measure, and the clauses that it carries out.
    public let measure, clause: String
    /// What is to be done.
    public let title: Label
    /// The county, GB/T 2260.
    public let county: String
    /// The responsible office, empty where the plan prints none.
    public let office: String
    /// How much is to be done; `nil` where that is not known.
    public let quantity: Double?
    /// What is counted.
    public let unit: Label
    /// By when, as 2025-12.
    public let due: String?
    /// How much is done.
    public let done: Double
    /// How far it has come.
    public let state: PlanTask.State
    /// Where that is known from.
    public let basis: PlanTask.Basis
    /// The remark of the last monthly report.
    public let remark: String
    /// Tonnes by pollutant; none where nobody knows them.
    public let tonnes: [Tonnes]
}
