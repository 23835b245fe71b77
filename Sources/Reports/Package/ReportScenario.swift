public import Quantities
public import Tables

/// What a plan would change, as plain rows.
public struct ReportScenario: Sendable, Equatable {
    /// One measure and pollutant.
    public struct Row: Sendable, Equatable {
        /// The measure's id.
        public var measure: String
        /// The clause that it carries out.
        public var clause: String
        /// What the measure is.
        public var title: Label
        /// The pollutant.
        public var pollutant: String
        /// The total before this measure.
        public var baseline: Mass
        /// What it removes after those before it.
        public var reduction: Mass
        /// What it would remove alone.
        public var alone: Mass
        /// What it shares with those before it: alone − reduction.
        public var overlap: Mass
        /// The total after it: baseline − reduction.
        public var scenario: Mass
        /// What key-project accounting credits in the scenario's year, where it was asked for.
        public var credited: Mass?

        /// A row; overlap and scenario follow from the others.
        public init(
            measure: String, clause: String, title: Label, pollutant: String, baseline: Mass, reduction: Mass,
            alone: Mass
        ) {
            self.init(
                measure: measure, clause: clause, title: title, pollutant: pollutant, baseline: baseline,
                reduction: reduction, alone: alone, overlap: alone - reduction, scenario: baseline - reduction)
        }

        init(
            measure: String, clause: String, title: Label, pollutant: String, baseline: Mass, reduction: Mass,
            alone: Mass, overlap: Mass, scenario: Mass
        ) {
            self.measure = measure
            self.clause = clause
            self.title = title
            self.pollutant = pollutant
            self.baseline = baseline
            self.reduction = reduction
            self.alone = alone
            self.overlap = overlap
            self.scenario = scenario
        }
    }

    /// One target.
    public struct Target: Sendable, Equatable {
        /// The target's id.
        public var id: String
        /// The clause that sets it.
        public var clause: String
        /// The region's code.
        public var region: String
        /// The pollutant.
        public var pollutant: String
        /// The year it is for.
        public var year: Int
        /// The emission that may be reached at most; `nil` where the plan prints no number.
        public var allowed: Mass?
        /// The emission reached by the plan; `nil` where it is not known.
        public var reached: Mass?

        /// A target.
        public init(
            id: String, clause: String, region: String, pollutant: String, year: Int, allowed: Mass?, reached: Mass?
        ) {
            self.id = id
            self.clause = clause
            self.region = region
            self.pollutant = pollutant
            self.year = year
            self.allowed = allowed
            self.reached = reached
        }

        /// What is still missing: zero where it is met, `nil` where it cannot be told.
        public var shortfall: Mass? {
            guard let allowed, let reached else { return nil }
            return reached > allowed ? reached - allowed : .zero
        }
        /// `met`, `short` or `open`.
        public var state: String { shortfall.map { $0 == .zero ? "met" : "short" } ?? "open" }
    }

    /// The plan's id.
    public var plan: String
    /// Its title.
    public var title: Label
    /// The accounting year.
    public var year: Int
    /// The measures in the plan's order, pollutant by pollutant.
    public var rows: [Row]
    /// The targets.
    public var targets: [Target]
    /// The projects: a line a measure, source and pollutant.
    public var projects: [ReportProject] = []
    /// The sources that no measure touches, the largest first.
    public var untouched: [ReportUntouched] = []
    /// The month up to which progress is told, as 2025-08; `nil` where it is not.
    public var month: String?
    /// The tasks with their progress.
    public var tasks: [ReportTask] = []
    /// All measures with what became of them, those that wait too; empty in packages before they were carried.
    public var measures: [Measure] = []
    /// All clauses with what carries them out.
    public var clauses: [Clause] = []
    /// The values that the plan does not print and somebody said.
    public var inputs: [Input] = []
    /// What is emitted elsewhere.
    public var elsewhere: [Elsewhere] = []
    /// The path by pollutant and year.
    public var path: [PathYear] = []
    /// The plan's own files in full.
    public var files: [File] = []

    /// How sure its tonnes are; `nil` where nobody asked.
    public var uncertainty: ScenarioUncertainty?

    /// How many measures gave tonnes.
    public var computedCount: Int { measures.count { $0.state == "computed" } }
    /// How many measures wait for inputs.
    public var waitingCount: Int { measures.count { $0.state == "needs_input" } }

    /// What a plan would change.
    public init(plan: String, title: Label, year: Int, rows: [Row], targets: [Target]) {
        self.plan = plan
        self.title = title
        self.year = year
        self.rows = rows
        self.targets = targets
    }
}
