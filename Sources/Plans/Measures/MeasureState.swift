public import Quantities

/// A level of an emergency 应急响应 with what it removes while it lasts.
public struct Episode: Sendable {
    /// The level, such as yellow.
    public let level: String
    /// The share of the daily emission that is cut.
    public let share: Double
    /// How many days.
    public let days: Double
    /// Removed during the episode, in the order of the run's pollutants; no annual credit.
    public let reduction: [Mass]
}

/// What became of a measure.
public enum MeasureState: Sendable {
    /// It was applied.
    case computed
    /// It waits for these parameters, which the plan does not print.
    case waiting([String])
    /// It cannot be applied: the findings say why.
    case invalid
    /// An emergency: tonnes of the episode, no annual credit.
    case emergency([Episode])
    /// A stop in some months without less annual output: tonnes of those months, no annual credit.
    case seasonal([Mass])

    /// Whether it changed the scenario.
    public var isApplied: Bool { if case .computed = self { true } else { false } }

    /// The stable word of the state.
    public var name: String {
        switch self {
        case .computed: "computed"
        case .waiting: "needs_input"
        case .invalid: "invalid"
        case .emergency: "episode"
        case .seasonal: "seasonal"
        }
    }
}
