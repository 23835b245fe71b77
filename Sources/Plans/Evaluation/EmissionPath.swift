import Calculation
import Inventories
public import Quantities

/// The emission of a pollutant year by year 逐年路径: as the inventory stands, with what is in force already, and with the whole
/// plan, against the target where there is one.
public struct EmissionPath: Sendable {
    /// One year.
    public struct Year: Sendable {
        /// The year.
        public let year: Int
        /// Without any measure.
        public let baseline: Mass
        /// With the measures whose dates lie before the inventory's year: law already in force.
        public let inForce: Mass
        /// With all measures by their dates.
        public let plan: Mass
        /// With all measures in full effect.
        public let full: Mass
        /// What a target of the year allows.
        public let allowed: Mass?
    }

    /// The pollutant.
    public let pollutant: String
    /// The years, in order.
    public let years: [Year]
}

extension PlanEvaluation {
    /// The path of a pollutant over the plan's years and those of its targets. `bases` gives emissions of other years.
    public func path(_ pollutant: String, bases: [Int: BaseYear] = [:]) -> EmissionPath {
        let outcomes = targets(bases: bases).filter { $0.target.pollutant == pollutant }
        let own = inventory.manifest.year
        let years = Set(plan.years + outcomes.map(\.target.year) + [own]).sorted()
        let baseline = baseline.total(of: pollutant)
        return EmissionPath(
            pollutant: pollutant,
            years: years.map { year in
                var (inForce, plan) = (baseline, baseline)
                for measure in measures {
                    let effect = effect(of: measure, pollutant, in: year)
                    plan = plan - effect
                    if measure.measure.timing.stages.first.map({ $0.by.year <= own }) ?? false {
                        inForce = inForce - effect
                    }
                }
                return EmissionPath.Year(
                    year: year, baseline: baseline, inForce: inForce, plan: plan, full: scenario.total(of: pollutant),
                    allowed: outcomes.first { $0.target.year == year }?.allowed)
            })
    }
}
