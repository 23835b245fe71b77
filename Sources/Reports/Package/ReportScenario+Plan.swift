import Calculation
public import Plans
import Quantities
import Tables

extension ReportScenario {
    /// What a plan changes in full effect, with its targets, as the report carries it.
    ///
    /// Measures stand in the order in which they were applied, pollutant by pollutant; those that wait for an input are
    /// left out. A target on a pollutant that the run does not compute stays open.
    ///
    /// Projects and sources without one come with `rules` of key-project accounting, tasks with `progress`.
    public init(
        _ evaluation: PlanEvaluation, year: Int, rules: KeyProjectRules? = nil, progress: PlanProgress? = nil
    ) {
        let pollutants = evaluation.context.pollutants
        let rows = evaluation.measures.filter(\.state.isApplied).flatMap { measure in
            pollutants.map { pollutant in
                Row(
                    measure: measure.id, clause: measure.clauses.joined(separator: " ").clean,
                    title: measure.measure.title.clean, pollutant: pollutant, baseline: measure.baseline(pollutant),
                    reduction: measure.reduction(pollutant), alone: measure.alone(pollutant))
            }
        }
        let targets = evaluation.targets().map { outcome in
            let isComputed = pollutants.contains(outcome.target.pollutant)
            return Target(
                id: outcome.target.id, clause: outcome.target.clauses.joined(separator: " ").clean,
                region: outcome.target.region, pollutant: outcome.target.pollutant, year: outcome.target.year,
                allowed: isComputed ? outcome.allowed.map { max($0, .zero) } : nil,
                reached: isComputed ? max(outcome.emission, .zero) : nil)
        }
        self.init(
            plan: evaluation.plan.id, title: evaluation.plan.title.clean, year: year, rows: rows, targets: targets)
        if let rules {
            let list = evaluation.projects(rules)
            projects = list.projects.map { ReportProject($0, year: year) }
            untouched = list.untouched.map(ReportUntouched.init)
        }
        if let progress {
            month = progress.month.description
            tasks = progress.tasks.map { ReportTask($0, pollutants: progress.pollutants) }
        }
    }
}
