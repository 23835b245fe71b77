import Calculation
import Factors
import Inventories
import Quantities
import Tables

/// A table of one kind in a scenario: a file of the inventory, or rows that a measure split off or added.
struct Part: Sendable {
    var table: Table
    /// The file among the kind's, for rows of the inventory.
    let sheet: Int?
    /// For split-off rows: the part and row that each came from.
    let origins: [(part: Int, row: Int32)]
    /// The measure that made the rows.
    let measure: String?
}

/// One measure applied: what it touched, and the tables after it.
struct Step: Sendable {
    let measure: Measure
    let state: MeasureState
    /// The kind's tables after the measure.
    let parts: [Part]
    /// The touched rows before and after.
    let before: EmissionSums
    let after: EmissionSums
    /// The touched rows, by part of the scenario before.
    let touched: [(part: Int, rows: [Int32])]
    let notes: [(text: Label, rows: Int)]
    let findings: Findings
    /// Electricity that replaces fuel, MWh a year.
    let electricity: Double
    /// What a new source must be offset by.
    let offset: Double?
}

/// All measures of one source kind, step by step.
struct Chain: Sendable {
    let kind: SourceKind
    let engine: KindEngine
    let base: [Part]
    private(set) var steps: [Step] = []
    /// Each measure on the untouched base, by id.
    private(set) var alone: [String: Step] = [:]

    init(kind: SourceKind, engine: KindEngine, base: [Part]) {
        self.kind = kind
        self.engine = engine
        self.base = base
    }

    /// Runs the measures in order. Steps of `earlier` that begin alike are taken over.
    mutating func run(_ measures: [Measure], runner: StepRunner, earlier: Chain? = nil, changed: String? = nil) {
        var parts = base
        var isSame = earlier != nil
        for (i, measure) in measures.enumerated() {
            if isSame, let earlier, i < earlier.steps.count, earlier.steps[i].measure.id == measure.id,
                measure.id != changed
            {
                steps.append(earlier.steps[i])
            } else {
                isSame = false
                steps.append(runner.step(measure, kind: kind, engine: engine, parts: parts))
            }
            parts = steps[steps.count - 1].parts
            if let known = earlier?.alone[measure.id], measure.id != changed { alone[measure.id] = known }
        }
        let isUntouched = steps.enumerated().map { i, _ in steps[..<i].allSatisfy { !$0.state.isApplied } }
        for (i, step) in steps.enumerated() where alone[step.measure.id] == nil {
            alone[step.measure.id] =
                isUntouched[i] || !step.state.isApplied
                ? step : runner.step(step.measure, kind: kind, engine: engine, parts: base)
        }
    }

    /// The tables before a step.
    func parts(before index: Int) -> [Part] { index == 0 ? base : steps[index - 1].parts }
}

/// Applies one measure to the tables of its kind.
struct StepRunner: Sendable {
    let context: RunContext
    let profiles: MonthlyProfiles
    /// The regions that the plan is for; `nil` where all rows are meant.
    let regions: Set<UInt16>?

    func step(_ measure: Measure, kind: SourceKind, engine: KindEngine, parts: [Part]) -> Step {
        var notes = Notes(measure)
        func idle(_ state: MeasureState, _ findings: Findings = Findings()) -> Step {
            Step(
                measure: measure, state: state, parts: parts, before: EmissionSums(), after: EmissionSums(),
                touched: [], notes: notes.sorted, findings: findings, electricity: 0, offset: nil)
        }
        let waiting = measure.waitingFor
        guard waiting.isEmpty else { return idle(.waiting(waiting)) }
        var findings = Findings()
        guard let action = Action(measure, vocabularies: context.library.vocabularies, findings: &findings) else {
            return idle(.invalid, findings)
        }
        if case .add(let rows, let offset) = action {
            return added(rows, offset, measure, kind: kind, engine: engine, parts: parts)
        }
        let selector = regions.map { measure.selector.within($0, schema: kind.schema) } ?? measure.selector
        var works: [Working] = []
        var before = EmissionSums()
        for (place, part) in parts.enumerated() {
            let (rows, undecided) = selector.selection(of: part.table)
            for blank in undecided where part.sheet != nil {
                notes.add(
                    Label("\(blank.column) 空白，无法判断是否适用，未选入", "\(blank.column) is blank: not selected"),
                    rows: blank.rows)
            }
            guard !rows.isEmpty else { continue }
            let own = part.table.selecting(rows, places: StepRunner.numericPlaces(of: part.table))
            let emissions = engine.emissions(of: own, findings: &findings)
            before.add(emissions, engine: engine, kind: kind)
            works.append(
                Working(
                    part: place, rows: rows, draft: Draft(own, cases: emissions.cases, engine: engine),
                    micrograms: emissions.micrograms))
        }
        if works.isEmpty {
            notes.add(Label("清单中没有所指的源", "the inventory has no such source"))
        }
        let surroundings = Surroundings(
            kind: kind, tables: parts.map(\.table), manifest: context.manifest, profiles: profiles,
            vocabularies: context.library.vocabularies)
        switch action {
        case .emergency(let emergency):
            return idle(.emergency(emergency.episodes(of: before, in: context)), findings)
        case .scale(let scaling) where !scaling.isAnnual:
            return idle(.seasonal(seasonal(scaling, before)), findings)
        default: break
        }
        action.apply(to: &works, in: surroundings, notes: &notes)
        findings.add(notes.findings)
        guard !notes.findings.hasErrors else { return idle(.invalid, findings) }
        return finished(
            works, measure, kind: kind, engine: engine, parts: parts, before: before, notes: notes, findings: findings)
    }

    /// All columns but texts: what a measure may change or look at.
    private static func numericPlaces(of table: Table) -> Set<Int> {
        Set(
            table.cells.indices.filter {
                switch table.cells[$0] {
                case .absent, .texts: false
                default: true
                }
            })
    }

    private func finished(
        _ works: [Working], _ measure: Measure, kind: SourceKind, engine: KindEngine, parts: [Part],
        before: EmissionSums, notes: Notes, findings: Findings
    ) -> Step {
        var (notes, findings, parts, after) = (notes, findings, parts, EmissionSums())
        var unlimited: (rows: Int, first: Location)?
        for work in works {
            let emissions = engine.emissions(of: work.kept.table, findings: &findings)
            after.add(emissions, engine: engine, kind: kind)
            if measure.action == .limit { tell(&unlimited, work, emissions) }
            tellUnchanged(work, emissions, &notes)
            parts[work.part].table.take(work.kept, rows: work.rows)
            guard let split = work.split else { continue }
            after.add(engine.emissions(of: split.table, findings: &findings), engine: engine, kind: kind)
            let source = parts[work.part].table
            let rows = work.origins.map { work.rows[$0] }
            var table = source.selecting(rows, places: StepRunner.textPlaces(of: source))
            for place in split.table.cells.indices where split.table.cells[place] != .absent {
                table.cells[place] = split.table.cells[place]
            }
            table.defaults = split.table.defaults
            parts.append(
                Part(table: table, sheet: nil, origins: rows.map { (work.part, $0) }, measure: measure.id))
        }
        if let unlimited { notes.warn(.limitWithoutEffect(unlimited.rows), at: unlimited.first) }
        let warnings = notes.findings.kept.filter { $0.severity != .error }
        for warning in warnings where !findings.kept.contains(warning) { findings.add(warning) }
        return Step(
            measure: measure, state: .computed, parts: parts, before: before, after: after,
            touched: works.map { work in (work.part, work.treated.map { work.rows[$0] }) }, notes: notes.sorted,
            findings: findings,
            electricity: notes.electricity, offset: nil)
    }

    private static func textPlaces(of table: Table) -> Set<Int> {
        Set(table.cells.indices.filter { if case .texts = table.cells[$0] { true } else { false } })
    }

    /// Rows whose method has no cap: the limit does not reach them, and that must be said.
    private func tell(_ unlimited: inout (rows: Int, first: Location)?, _ work: Working, _ emissions: TableEmissions) {
        let engine = work.kept.engine
        for line in engine.lines.indices where engine.pollutant(ofLine: line) == "NOx" {
            let isUncapped = emissions.cases.mapOnce { number in
                guard let method = engine.method(ofLine: line, inCase: number) else { return false }
                return !method.id.hasSuffix("_capped") && method.id != "no_local_emission"
            }
            for row in work.whole where isUncapped[row] {
                let first = unlimited?.first ?? work.kept.table.location(row: row)
                unlimited = ((unlimited?.rows ?? 0) + 1, first)
            }
        }
    }

    /// Treated rows that emit as before, or that nobody can compute: a zero that must be explained.
    private func tellUnchanged(_ work: Working, _ after: TableEmissions, _ notes: inout Notes) {
        let engine = work.kept.engine
        let lines = engine.lines.indices
        let isLacking = work.kept.cases.mapOnce { number in
            lines.contains { !engine.needs(ofLine: $0, inCase: number).isEmpty }
        }
        let (same, missing) = work.whole.reduce(into: (0, 0)) { counts, row in
            let isSame = lines.allSatisfy { work.micrograms[$0][row] == after.micrograms[$0][row] }
            guard isSame else { return }
            if isLacking[row] { counts.1 += 1 } else { counts.0 += 1 }
        }
        if same > 0 {
            notes.add(
                Label("排放不变：已达到要求，或核算方法不含所改的列", "unchanged: met already, or the method does not use what is changed"),
                rows: same)
        }
        if missing > 0 {
            notes.add(Label("行本身缺数据，无法核算", "the row itself lacks data and cannot be computed"), rows: missing)
        }
    }

    private func added(
        _ rows: Table, _ offset: Double?, _ measure: Measure, kind: SourceKind, engine: KindEngine, parts: [Part]
    ) -> Step {
        var findings = Findings()
        var rows = rows
        if let place = kind.schema.place(of: "county_code"),
            let code = context.library.vocabularies["county_code"].code(exactly: context.manifest.region)
        {
            var codes = rows.codes("county_code") ?? Array(repeating: 0, count: rows.rowCount)
            for row in codes.indices where codes[row] == 0 { codes[row] = code }
            rows.cells[place] = .codes(codes)
        }
        var after = EmissionSums()
        after.add(engine.emissions(of: rows, findings: &findings), engine: engine, kind: kind)
        return Step(
            measure: measure, state: .computed,
            parts: parts + [Part(table: rows, sheet: nil, origins: [], measure: measure.id)], before: EmissionSums(),
            after: after, touched: [], notes: [], findings: findings, electricity: 0, offset: offset)
    }

    /// What a stop in some months takes from those months, with no annual credit.
    private func seasonal(_ scaling: Action.Scaling, _ sums: EmissionSums) -> [Mass] {
        var totals = [Double](repeating: 0, count: context.pollutants.count)
        sums.forEachCase { engine, number, masses in
            let weights = profiles.weights(of: engine, inCase: number).months
            let share = scaling.months.isEmpty ? 1 : scaling.months.reduce(0) { $0 + weights[$1 - 1] }
            for (line, mass) in masses.enumerated() {
                totals[engine.lines[line].pollutant] += Double(mass) * share * (1 - scaling.factor)
            }
        }
        return totals.map { Mass(micrograms: Int128($0.rounded(.toNearestOrEven))) }
    }
}

extension Action.Emergency {
    /// R = E_day × share × days of each level, with E_day a 365th of the year (REDUCTION_METHOD 3.13).
    func episodes(of sums: EmissionSums, in context: RunContext) -> [Episode] {
        let totals = sums.totals(in: context)
        return levels.map { level in
            Episode(
                level: level.name, share: level.share, days: level.days,
                reduction: totals.map { total in
                    Mass(micrograms: Int128((Double(total) / 365 * level.share * level.days).rounded(.toNearestOrEven)))
                })
        }
    }
}

extension Table {
    /// Takes over the changed columns of rows that a measure worked on.
    mutating func take(_ draft: Draft, rows: [Int32]) {
        for place in draft.changed {
            switch draft.table.cells[place] {
            case .numbers(let new):
                var values = Array(repeating: Absence.empty.mark, count: rowCount)
                if case .numbers(let own) = cells[place] { values = own }
                cells[place] = .absent
                for (i, row) in rows.enumerated() { values[Int(row)] = new[i] }
                cells[place] = .numbers(values)
            case .codes(let new):
                var values = [UInt16](repeating: 0, count: rowCount)
                if case .codes(let own) = cells[place] { values = own }
                cells[place] = .absent
                for (i, row) in rows.enumerated() { values[Int(row)] = new[i] }
                cells[place] = .codes(values)
            case .dates(let new):
                guard case .dates(var values) = cells[place] else { continue }
                for (i, row) in rows.enumerated() { values[Int(row)] = new[i] }
                cells[place] = .dates(values)
            case .absent, .texts: continue
            }
            if var marks = defaults[place], let own = draft.table.defaults[place] {
                for (i, row) in rows.enumerated() { marks.reasons[Int(row)] = own.reasons[i] }
                defaults[place] = marks
            }
        }
    }
}

extension Finding.Message {
    static func limitWithoutEffect(_ rows: Int) -> Finding.Message {
        Finding.Message(
            "limit-without-effect", "\(rows) 行没有单位产品烟气量或燃料量，限值不能折算排放，未计减排",
            "\(rows) rows have no flue gas volume or fuel use: the limit cannot be turned into an emission and removes nothing"
        )
    }
}
