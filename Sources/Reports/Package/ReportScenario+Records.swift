public import Quantities
public import Tables

extension ReportScenario {
    /// A measure with what became of it.
    public struct Measure: Sendable, Equatable {
        /// Its id.
        public var id: String
        /// The clauses that it carries out.
        public var clause: String
        /// What it is.
        public var title: Label
        /// The stable word of its state.
        public var state: String
        /// The state for people.
        public var told: Label
        /// The inputs, columns or factors that it waits for, with spaces between.
        public var needs: String
    }

    /// A clause with what carries it out.
    public struct Clause: Sendable, Equatable {
        /// Its id.
        public var id: String
        /// Its number in the plan.
        public var number: String
        /// Its kind.
        public var kind: String
        /// What it is about.
        public var topic: Label
        /// The stable word of its state.
        public var state: String
        /// The measures, targets and constraints that carry it out, with spaces between.
        public var carriers: String
        /// What it waits for, with spaces between.
        public var needs: String
    }

    /// A value that the plan does not print.
    public struct Input: Sendable, Equatable {
        /// What it answers.
        public var id: String
        /// The value.
        public var value: String
        /// Who said so.
        public var by: String
        /// When.
        public var date: String
        /// What else is to be known.
        public var note: String
    }

    /// What a measure moves elsewhere.
    public struct Elsewhere: Sendable, Equatable {
        /// The measure's id.
        public var measure: String
        /// Electricity, MWh a year.
        public var electricity: Double?
        /// Useful heat, GJ a year.
        public var heat: Double?
        /// What is emitted for it, or what is missing to tell.
        public var told: [Label]
    }

    /// A pollutant in a year: without measures, with law in force, with the plan, at the most that technique could do.
    public struct PathYear: Sendable, Equatable {
        /// The pollutant.
        public var pollutant: String
        /// The year.
        public var year: Int
        /// Without measures, growth included.
        public var baseline: Mass
        /// With what is in force already.
        public var inForce: Mass
        /// With the plan.
        public var plan: Mass
        /// At the most that technique could do; `nil` where nobody worked it out.
        public var potential: Mass?
        /// What a target allows.
        public var allowed: Mass?
    }

    /// A file of the plan.
    public struct File: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// Its text.
        public var text: String
    }
}
