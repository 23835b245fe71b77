public import Calculation
import Factors
public import Plans
public import Quantities
public import Tables

extension ReportScenario {
    /// What a plan changes in full effect, with its targets, as the report carries it: every measure and clause with its
    /// state, what was said for it, what goes elsewhere, the path, and the plan's own text.
    ///
    /// Measures stand in the order in which they were applied, pollutant by pollutant; those that wait for an input have
    /// no tonnes. A target on a pollutant that the run does not compute stays open.
    ///
    /// - Parameters:
    ///   - bases: emissions of base years.
    ///   - rules: of key-project accounting: with them come credits, projects, and sources without one.
    ///   - progress: tasks up to a month.
    ///   - potential: what technique could do at the most, by pollutant.
    ///   - draws: how draws are made, where the run is asked how sure the tonnes are.
    public init(
        _ evaluation: PlanEvaluation, year: Int, bases: [Int: BaseYear] = [:], rules: KeyProjectRules? = nil,
        progress: PlanProgress? = nil, potential: [String: Mass] = [:], draws: DrawOptions? = nil
    ) throws(FileError) {
        let pollutants = evaluation.context.pollutants
        var credits: [[String]: Mass] = [:]
        for pollutant in pollutants {
            guard let rules else { continue }
            for outcome in evaluation.keyProjects(rules, pollutant: pollutant, year: year) {
                credits[[outcome.id, pollutant]] = outcome.credited
            }
        }
        let rows = evaluation.measures.filter(\.state.isApplied).flatMap { measure in
            pollutants.map { pollutant in
                var row = Row(
                    measure: measure.id, clause: measure.clauses.joined(separator: " ").clean,
                    title: measure.measure.title.clean, pollutant: pollutant, baseline: measure.baseline(pollutant),
                    reduction: measure.reduction(pollutant), alone: measure.alone(pollutant))
                row.credited = credits[[measure.id, pollutant]]
                return row
            }
        }
        let targets = evaluation.targets(bases: bases).map { outcome in
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
        measures = evaluation.measures.map { measure in
            Measure(
                id: measure.id, clause: measure.clauses.joined(separator: " ").clean,
                title: measure.measure.title.clean, state: measure.verdict.name, told: measure.verdict.label.clean,
                needs: measure.verdict.needs.joined(separator: " ").clean)
        }
        clauses = evaluation.coverage.map { clause in
            Clause(
                id: clause.clause.id, number: clause.clause.number.clean, kind: clause.clause.kind.rawValue,
                topic: clause.clause.topic.clean, state: clause.state.rawValue,
                carriers: clause.carriers.joined(separator: " ").clean,
                needs: clause.needs.map(\.what).joined(separator: " ").clean)
        }
        inputs = evaluation.plan.answers.map {
            Input(id: $0.id, value: $0.text.clean, by: $0.by.clean, date: $0.date.clean, note: $0.note.clean)
        }
        elsewhere = evaluation.elsewhere.map { outcome in
            let told = outcome.masses.map {
                Label(same: "\($0.pollutant) \($0.mass.tonnes()) t (\($0.factor.id))")
            }
            return Elsewhere(
                measure: outcome.id, electricity: outcome.electricity, heat: outcome.heat,
                told: (told + outcome.missing).map(\.clean))
        }
        path = pollutants.flatMap { pollutant in
            evaluation.path(pollutant, bases: bases, potential: potential[pollutant]).years.map {
                PathYear(
                    pollutant: pollutant, year: $0.year, baseline: max($0.baseline, .zero),
                    inForce: max($0.inForce, .zero), plan: max($0.plan, .zero),
                    potential: $0.potential.map { max($0, .zero) }, allowed: $0.allowed.map { max($0, .zero) })
            }
        }
        uncertainty = draws.map { ScenarioUncertainty(evaluation.uncertainty($0, hasPath: true)) }
        for path in [evaluation.plan.file] + [evaluation.plan.answersFile].compactMap({ $0 }) {
            // A plan may have been read from a text.
            guard let text = try ReportScenario.text(path) else { continue }
            files.append(File(name: path.split(separator: "/").last.map(String.init)?.clean ?? path.clean, text: text))
        }
    }

    private static func text(_ path: String) throws(FileError) -> String? {
        do { return try SourceText(path: path).string.clean } catch {
            guard error.isMissing else { throw error }
            return nil
        }
    }
}

extension Verdict {
    /// What it waits for.
    fileprivate var needs: [String] {
        switch self {
        case .blank(let columns): columns
        case .needsInput(let inputs): inputs
        case .noDataAfter(let what), .noDataBefore(let what): what
        default: []
        }
    }
}
