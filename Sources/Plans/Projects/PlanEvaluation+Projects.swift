import Calculation
import Factors
import Inventories
import Quantities
import Tables

extension PlanEvaluation {
    /// The plan's projects and the sources without one. The evaluation must be of an inventory with all its rows.
    public func projects(_ rules: KeyProjectRules) -> ProjectList {
        var projects = measures.flatMap { self.projects(of: $0, rules) }
        // What a task says was spent is taken from the measure's projects one after the other.
        for task in plan.tasks {
            for spent in task.spent {
                var left = spent.amount
                for i in projects.indices
                where projects[i].measure == spent.measure && projects[i].pollutant == task.pollutant {
                    let part = min(left, projects[i].counted - projects[i].spent)
                    guard part > .zero else { continue }
                    projects[i].spent += part
                    left = left - part
                }
            }
        }
        return ProjectList(projects: projects, untouched: untouched(by: projects))
    }

    /// A line for each source that a measure touches and each pollutant that changes there.
    private func projects(of outcome: MeasureOutcome, _ rules: KeyProjectRules) -> [Project] {
        guard outcome.state.isApplied, let (chain, index) = step(outcome.id) else { return [] }
        let step = chain.steps[index]
        let measure = outcome.measure
        let counties = context.library.vocabularies["county_code"]
        let sources = self.sources(of: outcome.id)
        var next = 0
        var projects: [Project] = []
        for (slice, own) in step.slices.enumerated() {
            let before = chain.parts(before: index, slice: slice)
            for (part, rows) in own.touched {
                let sheet = chain.sheet(rows, part: part, slice: slice, in: before)
                let after = own.parts[part].table.selecting(rows)
                let refusals = rules.rules.map {
                    ($0.reason, $0.refuses(sheet.table, action: measure.action, baseYear: plan.baseYear))
                }
                let days = [Column.closureDate, Column.retrofitDate].map { sheet.table.dates($0) }
                let cases = chain.engine.caseNumbers(of: sheet.table)
                let caps = context.pollutants.map { KeyProjectCaps(rules, table: after, pollutant: $0) }
                let offset = Int(rules.value("offset_months", or: Double(plan.offsetMonths)))
                let closes = step.measure.action.rawValue == Closing.name
                for row in rows.indices {
                    let source = sources[next]
                    next += 1
                    let day = days[closes ? 0 : 1].map { $0[row] } ?? 0
                    let identity = ProjectSource(
                        sheet, row: row, counties: counties, region: context.manifest.region)
                    for (place, pollutant) in context.pollutants.enumerated()
                    where source.before[place] != source.after[place] {
                        let limits = [ColumnRole.cap(of: pollutant), .limit(of: pollutant)].lazy.compactMap { role in
                            chain.kind.schema.column(role).flatMap { after.numbers($0.id)?[row] }
                        }
                        let mass = source.before[place] - source.after[place]
                        let refusal = refusals.first { $0.1.contains(Int32(row)) }?.0
                        let cap = caps[place].cap(row: row, before: source.before[place])?.mass
                        let weights = profiles.weights(of: chain.engine, inCase: cases[row])
                        projects.append(
                            Project(
                                measure: outcome.id, action: measure.action, clauses: outcome.clauses,
                                title: measure.title, source: identity,
                                pollutant: pollutant, before: source.before[place], after: source.after[place],
                                counted: refusal == nil ? min(mass, cap ?? mass) : .zero,
                                due: measure.timing.stages.last?.by, done: day == 0 ? nil : day,
                                limit: closes ? nil : limits.first { !$0.isNaN },
                                refusal: refusal, evidence: rules.evidence[measure.action.rawValue],
                                timing: measure.timing, months: weights.months, offsetMonths: offset))
                    }
                }
            }
        }
        return projects
    }

    /// Every source of whose pollutant no measure changes anything, with the reason that comes nearest.
    private func untouched(by projects: [Project]) -> [UntouchedSource] {
        func key(_ location: Location, _ pollutant: String) -> String {
            "\(location.line ?? 0) \(pollutant) \(location.file)"
        }
        let changed = Set(projects.map { key($0.source.location, $0.pollutant) })
        var all: [UntouchedSource] = []
        let counties = context.library.vocabularies["county_code"]
        for sheet in inventory.sheets {
            let chain = rows.chain(of: sheet.kind.name)
            let engine = chain?.engine ?? KindEngine(of: sheet.kind, in: context, groups: PlanEvaluation.groupings([]))
            let reasons = chain.map { self.reasons($0, sheet.table) }
            var ignored = Findings()
            let emissions = engine.emissions(of: sheet.table, findings: &ignored)
            for row in 0..<sheet.table.rowCount {
                let number = emissions.cases[row]
                let source = ProjectSource(sheet, row: row, counties: counties, region: context.manifest.region)
                for (place, pollutant) in context.pollutants.enumerated()
                where !changed.contains(key(source.location, pollutant)) {
                    let lines = engine.lines.indices.filter { engine.lines[$0].pollutant == place }
                    let known = lines.filter { engine.method(ofLine: $0, inCase: number) != nil }
                    let masses = known.compactMap { emissions.emitted(row, line: $0) }
                    let isComputed = !masses.isEmpty
                    let lacks =
                        masses.count < known.count
                        || lines.contains { !engine.lacking(ofLine: $0, inCase: number).isEmpty }
                    let sum = masses.reduce(Int128(0)) { $0 + Int128($1) }
                    guard sum > 0 || (!isComputed && lacks) else { continue }
                    var reason = reasons?[place][row] ?? .noClause
                    // Nobody can say that what it has is as good.
                    if lacks, case .controlled(let measure) = reason { reason = .lacksData(measure: measure) }
                    all.append(
                        UntouchedSource(
                            source: source, sector: engine.sector(ofCase: number), pollutant: pollutant,
                            emission: isComputed ? Mass(micrograms: sum) : nil,
                            reason: reason))
                }
            }
        }
        let order = Dictionary(
            context.pollutants.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        return all.enumerated().sorted { a, b in
            let (x, y) = (order[a.element.pollutant] ?? 0, order[b.element.pollutant] ?? 0)
            if x != y { return x < y }
            let (m, n) = (a.element.emission, b.element.emission)
            if m == n { return a.offset < b.offset }
            guard let m else { return false }
            return n.map { m > $0 } ?? true
        }.map(\.element)
    }

    /// By pollutant and row of a sheet, why no measure changes it: the reason of the measure that comes nearest.
    private func reasons(_ chain: Chain, _ table: Table) -> [[UntouchedSource.Reason]] {
        var nearest = context.pollutants.map { _ in
            [UntouchedSource.Reason](repeating: .noClause, count: table.rowCount)
        }
        for step in chain.steps where !step.brings {
            let measure = step.measure
            let names = measure.action.type.pollutants(measure.parameters)
            let places = context.pollutants.indices.filter { names?.contains(context.pollutants[$0]) ?? true }
            func say(_ reason: UntouchedSource.Reason, _ rows: [Int32]) {
                for place in places {
                    for row in rows where reason.rank < nearest[place][Int(row)].rank {
                        nearest[place][Int(row)] = reason
                    }
                }
            }
            let selector =
                runner.regions.map { measure.selector.within($0, schema: chain.kind.schema) } ?? measure.selector
            let meant = selector.selection(of: table)
            say(step.state.isApplied ? .controlled(measure: measure.id) : .waiting(measure: measure.id), meant.rows)
            for (column, rows) in meant.undecided { say(.undecided(measure: measure.id, column: column), rows) }
            if let loose = selector.withoutNumbers {
                say(.outsideThreshold(measure: measure.id), loose.rows(of: table))
            }
        }
        return nearest
    }
}

extension Selector {
    /// The same without conditions on numbers; `nil` where it has none.
    fileprivate var withoutNumbers: Selector? {
        var copy = self
        copy.conditions.removeAll { condition in
            if case .numbers = condition.test { true } else { false }
        }
        return copy.conditions.count == conditions.count ? nil : copy
    }
}
