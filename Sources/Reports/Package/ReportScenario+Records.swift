public import Quantities
public import Tables

extension ReportScenario {
    /// A measure with what became of it.
    public struct Measure: Sendable, Equatable {
        /// Its id.
        public let id: String
        /// The clauses that it carries out.
        public let clause: String
        /// What it is.
        public let title: Label
        /// The stable word of its state.
        public let state: String
        /// The state for people.
        public let told: Label
        /// The inputs, columns or factors that it waits for, with spaces between.
        public let needs: String
    }

    /// A clause with what carries it out.
    public struct Clause: Sendable, Equatable {
        /// Its id.
        public let id: String
        /// Its number in the plan.
        public let number: String
        /// Its kind.
        public let kind: String
        /// What it is about.
        public let topic: Label
        /// The stable word of its state.
        public let state: String
        /// The measures, targets and constraints that carry it out, with spaces between.
        public let carriers: String
        /// What it waits for, with spaces between.
        public let needs: String
    }

    /// A value that the plan does not print.
    public struct Input: Sendable, Equatable {
        /// What it answers.
        public let id: String
        /// The value.
        public let value: String
        /// Who said so.
        public let by: String
        /// When.
        public let date: String
        /// What else is to be known.
        public let note: String
    }

    /// What a measure moves elsewhere.
    public struct Elsewhere: Sendable, Equatable {
        /// The measure's id.
        public let measure: String
        /// Electricity, MWh a year.
        public let electricity: Double?
        /// Useful heat, GJ a year.
        public let heat: Double?
        /// What is emitted for it, or what is missing to tell.
        public let told: [Label]
    }

    /// A pollutant in a year: without measures, with law in force, with the plan, at the most that technique could do.
    public struct PathYear: Sendable, Equatable {
        /// The pollutant.
        public let pollutant: String
        /// The year.
        public let year: Int
        /// Without measures, growth included.
        public let baseline: Mass
        /// With what is in force already.
        public let inForce: Mass
        /// With the plan.
        public let plan: Mass
        /// At the most that technique could do; `nil` where nobody worked it out.
        public let potential: Mass?
        /// What a target allows.
        public let allowed: Mass?
    }

    /// A file of the plan.
    public struct File: Sendable, Equatable {
        /// Its name.
        public let name: String
        /// Its text.
        public let text: String
    }
}
