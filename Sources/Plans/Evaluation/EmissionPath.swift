import Calculation
import Factors
import Inventories
public import Quantities
import Tables

/// The emission of a pollutant year by year 逐年路径, in four lines against the target where there is one: without measures,
/// with law already in force, with the plan, and with all that technique could do.
public struct EmissionPath: Sendable {
    /// One year.
    public struct Year: Sendable {
        /// The year.
        public let year: Int
        /// Without any measure that reduces: the inventory with the growth and the new sources that the plan foresees by
        /// then; of a base year its own inventory.
        public let baseline: Mass
        /// With the measures whose dates lie before the inventory's year: law already in force.
        public let inForce: Mass
        /// With all measures by their dates.
        public let plan: Mass
        /// With all measures in full effect.
        public let full: Mass
        /// With all that technique could do, whatever the plan asks; `nil` where nobody worked it out.
        public let potential: Mass?
        /// What a target of the year allows.
        public let allowed: Mass?
    }

    /// The pollutant.
    public let pollutant: String
    /// The years, in order.
    public let years: [Year]
}

extension PlanEvaluation {
    /// The path of a pollutant over the plan's years, those of its targets and their base years.
    ///
    /// - Parameters:
    ///   - bases: emissions of base years: what was emitted then, in all lines.
    ///   - potential: what all sources of the inventory would emit at the most that technique could do; growth comes on top.
    public func path(
        _ pollutant: String, bases: [Int: BaseYear] = [:], potential: Mass? = nil
    ) -> EmissionPath {
        let outcomes = targets(bases: bases).filter { $0.target.pollutant == pollutant }
        let own = inventory.manifest.year
        let past = bases.filter { $0.key < own }
        let years = Set(plan.years + outcomes.map(\.target.year) + [own] + past.keys).sorted()
        let total = baseline.total(of: pollutant)
        let isGrowth = measures.map { $0.measure.grows(vocabularies: context.library.vocabularies) }
        // What the plan reaches when everything is in effect, the growth included.
        let full = scenario.total(of: pollutant)
        return EmissionPath(
            pollutant: pollutant,
            years: years.map { year in
                if let base = past[year]?.total(of: pollutant, in: nil) {
                    return EmissionPath.Year(
                        year: year, baseline: base, inForce: base, plan: base, full: full,
                        potential: potential.map { _ in base },
                        allowed: outcomes.first { $0.target.year == year }?.allowed)
                }
                var (without, inForce, plan) = (total, total, total)
                var grown = potential
                for (measure, isGrowth) in zip(measures, isGrowth) {
                    let effect = effect(of: measure, pollutant, in: year)
                    plan = plan - effect
                    if isGrowth {
                        without = without - effect
                        inForce = inForce - effect
                        grown = grown.map { $0 - effect }
                    } else if measure.measure.timing.stages.first.map({ $0.by.year <= own }) ?? false {
                        inForce = inForce - effect
                    }
                }
                return EmissionPath.Year(
                    year: year, baseline: without, inForce: inForce, plan: plan, full: full, potential: grown,
                    allowed: outcomes.first { $0.target.year == year }?.allowed)
            })
    }
}

extension Measure {
    /// Whether it is no reduction but what comes anyway: new sources, or more activity.
    func grows(vocabularies: Vocabularies) -> Bool {
        if action.rawValue == Addition.name { return true }
        var ignored = Findings()
        guard waitingFor.isEmpty, let scaling = read(vocabularies: vocabularies, findings: &ignored) as? Scaling else {
            return false
        }
        return scaling.raises
    }
}
