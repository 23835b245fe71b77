import Calculation
public import Plans
import Quantities
import Tables

extension ReportScenario {
    /// What a plan changes in full effect, with its targets, as the report carries it.
    public init(_ evaluation: PlanEvaluation, year: Int) {
        let rows = evaluation.measures.filter(\.state.isApplied).flatMap { measure in
            evaluation.context.pollutants.map { pollutant in
                Row(
                    measure: measure.id, clause: measure.clauses.joined(separator: " "), title: measure.measure.title,
                    pollutant: pollutant, baseline: measure.baseline(pollutant),
                    reduction: measure.reduction(pollutant),
                    alone: measure.alone(pollutant))
            }
        }
        let targets = evaluation.targets().map { outcome in
            Target(
                id: outcome.target.id, clause: outcome.target.clauses.joined(separator: " "),
                region: outcome.target.region, pollutant: outcome.target.pollutant, year: outcome.target.year,
                allowed: outcome.allowed, reached: outcome.emission)
        }
        self.init(plan: evaluation.plan.id, title: evaluation.plan.title, year: year, rows: rows, targets: targets)
    }
}
