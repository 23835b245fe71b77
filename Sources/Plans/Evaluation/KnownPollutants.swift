import Calculation
public import Quantities

/// The pollutants of a run of which the inventory knows something. Of the others no zero of a plan is a number: nothing was
/// removed from what nobody knows, and nothing is left of it.
public struct KnownPollutants: Sendable {
    private let unknown: Set<String>

    init(_ result: EmissionResult) {
        unknown = Set(result.context.pollutants.filter { result.isUnknown($0) })
    }

    /// Whether anything is known of a pollutant.
    public func contains(_ pollutant: String) -> Bool { !unknown.contains(pollutant) }

    /// A mass of a plan; `nil` where it is the zero of a pollutant of which nothing is known.
    public func mass(_ mass: Mass, of pollutant: String) -> Mass? {
        mass == .zero && unknown.contains(pollutant) ? nil : mass
    }
}

extension PlanEvaluation {
    /// What the inventory knows of the run's pollutants before the plan.
    public var known: KnownPollutants { KnownPollutants(baseline) }
}
