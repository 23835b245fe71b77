import Calculation
import Factors
import Inventories
import Quantities
import Tables

/// A measure with its parameters read.
struct PreparedMeasure: Sendable {
    let measure: Measure
    /// What it does; `nil` where it cannot be applied.
    let action: (any Action)?
    /// Why it cannot.
    let state: MeasureState
    let findings: Findings
    /// The rows that are meant, within the plan's regions.
    let selector: Selector

    /// Whether it can be applied to each slice apart from the others.
    var isLocal: Bool { action?.isLocal ?? true }
}

extension [PreparedMeasure] {
    /// The columns of a table that measures work on: all but texts that no selector asks for.
    func places(of table: Table) -> Set<Int> {
        let asked = Set(flatMap { $0.selector.conditions.map(\.place) })
        return table.places { isText, place in !isText || asked.contains(place) }
    }
}

/// What a selector says of a slice's tables.
struct Selection: Sendable {
    /// The rows that are meant.
    var rows: RowsByPart = []
    /// The rows of the inventory that leave a column blank that would decide.
    var undecided: [(part: Int, column: String, rows: [Int32])] = []

    /// The rows of a part that are meant.
    func rows(ofPart part: Int) -> [Int32] { rows.first { $0.part == part }?.rows ?? [] }

    /// Whether the same rows of the first part are meant, and no others.
    func isSame(as other: Selection) -> Bool {
        rows.count == other.rows.count
            && zip(rows, other.rows).allSatisfy { $0.part == 0 && $1.part == 0 && $0.rows == $1.rows }
    }
}

extension [Int32] {
    /// Two ascending lists as one.
    fileprivate func merged(with other: [Int32]) -> [Int32] {
        if isEmpty { return other }
        if other.isEmpty { return self }
        var all: [Int32] = []
        all.reserveCapacity(count + other.count)
        var next = 0
        for row in self {
            while next < other.count, other[next] < row {
                all.append(other[next])
                next += 1
            }
            all.append(row)
        }
        all += other[next...]
        return all
    }
}

/// Applies measures to tables of their kind.
struct StepRunner: Sendable {
    let context: RunContext
    let profiles: MonthlyProfiles
    /// The regions that the plan is for; `nil` where all rows are meant.
    let regions: Set<UInt16>?
    /// What shares of one stock mean.
    let shares: Plan.Shares
    /// The regions that the inventory has sources in; `nil` where that is not known yet.
    var present: Set<UInt16>?

    func prepared(_ measure: Measure) -> PreparedMeasure {
        let selector = regions.map { measure.selector.within($0, schema: measure.kind.schema) } ?? measure.selector
        var findings = Findings()
        var state = MeasureState.computed
        var action: (any Action)?
        if !measure.waitingFor.isEmpty {
            state = .waiting(measure.waitingFor)
        } else {
            action = measure.read(vocabularies: context.library.vocabularies, findings: &findings)
            // What is no error was told when the plan was read.
            if action == nil { state = .invalid } else { findings = Findings() }
        }
        return PreparedMeasure(measure: measure, action: action, state: state, findings: findings, selector: selector)
    }

    // MARK: Slice by slice

    /// What a measure's selector says of a slice's tables. What it said of the slice as it was holds still for the rows
    /// that nobody touched.
    func selection(
        _ prepared: PreparedMeasure, of parts: [Part], original: Selection? = nil, touched: [Bool] = []
    ) -> Selection {
        var selection = Selection()
        guard let action = prepared.action, action.additions == nil else { return selection }
        for (place, part) in parts.enumerated() {
            var (rows, undecided): ([Int32], [(column: String, rows: [Int32])])
            if place == 0, let original, original.undecided.isEmpty {
                let changed = touched.indices.filter { touched[$0] }.map(Int32.init)
                (rows, undecided) = prepared.selector.selection(of: part.table, among: changed)
                rows = original.rows(ofPart: 0).filter { !touched[Int($0)] }.merged(with: rows)
            } else {
                (rows, undecided) = prepared.selector.selection(of: part.table)
            }
            if !rows.isEmpty { selection.rows.append((place, rows)) }
            if part.measure == nil { selection.undecided += undecided.map { (place, $0.column, $0.rows) } }
        }
        return selection
    }

    /// Applies a measure to the selected rows of a slice; `number` tells which slice it is, for new sources come into
    /// the first.
    func apply(
        _ prepared: PreparedMeasure, to selection: Selection, of parts: [Part], slice number: Int, sheet: Int?,
        engine: KindEngine, into effect: inout Effect
    ) -> SliceStep {
        guard let action = prepared.action else { return SliceStep(parts: parts) }
        if let (rows, _) = action.additions {
            guard number == 0 else { return SliceStep(parts: parts) }
            return added(rows, prepared.measure, to: parts, engine: engine, &effect)
        }
        var works = begun(prepared, selection, parts, sheet: sheet, engine: engine, &effect)
        guard action.changesRows, !works.isEmpty else { return SliceStep(parts: parts) }
        action.apply(
            to: &works, in: surroundings(prepared.measure.kind, parts.map(\.table)), notes: &effect.notes)
        return finished(works, action, prepared.measure, parts, engine: engine, &effect)
    }

    /// Applies a measure that looks at all slices at once.
    func applyJointly(
        _ prepared: PreparedMeasure, to states: [[Part]], slices: [Slice], engine: KindEngine, threads: Int
    ) -> (steps: [SliceStep], effect: Effect) {
        let starts = inParallel(slices.count, threads: threads) { number -> (works: [Working], effect: Effect) in
            var effect = Effect(prepared.measure)
            let works = begun(
                prepared, selection(prepared, of: states[number]), states[number], sheet: slices[number].sheet,
                engine: engine, &effect)
            return (works, effect)
        }
        var total = Effect(prepared.measure)
        for part in starts { total.add(part.effect) }
        var works = starts.flatMap(\.works)
        if let action = prepared.action, !works.isEmpty {
            action.apply(
                to: &works, in: surroundings(prepared.measure.kind, states.flatMap { $0.map(\.table) }),
                notes: &total.notes)
        }
        guard !total.notes.failures.hasErrors else { return (states.map { SliceStep(parts: $0) }, total) }
        let bounds = starts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.works.count) }
        let worked = works
        let ends = inParallel(slices.count, threads: threads) { number -> (step: SliceStep, effect: Effect) in
            var effect = Effect(prepared.measure)
            let own = Array(worked[bounds[number]..<bounds[number + 1]])
            guard !own.isEmpty, let action = prepared.action else {
                return (SliceStep(parts: states[number]), effect)
            }
            let step = finished(own, action, prepared.measure, states[number], engine: engine, &effect)
            return (step, effect)
        }
        for part in ends { total.add(part.effect) }
        return (ends.map(\.step), total)
    }

    private func surroundings(_ kind: SourceKind, _ tables: [Table]) -> Surroundings {
        Surroundings(
            kind: kind, tables: tables, manifest: context.manifest, profiles: profiles,
            vocabularies: context.library.vocabularies, context: context, present: present)
    }

    /// The selected rows of a slice with their emission before.
    private func begun(
        _ prepared: PreparedMeasure, _ selection: Selection, _ parts: [Part], sheet: Int?, engine: KindEngine,
        _ effect: inout Effect
    ) -> [Working] {
        for blank in selection.undecided {
            let table = parts[blank.part].table
            let own = table.selecting(blank.rows, places: table.places { isText, _ in !isText })
            var micrograms = engine.emissions(of: own, findings: &effect.findings).micrograms
            parts[blank.part].held.selecting(blank.rows).add(to: &micrograms)
            var masses = [Int128](repeating: 0, count: context.pollutants.count)
            for (line, key) in engine.lines.enumerated() {
                masses[key.pollutant] += micrograms[line].reduce(0) { $0 + Int128($1) }
            }
            effect.notes.leave(blank.column, rows: blank.rows.count, micrograms: masses)
        }
        return selection.rows.map { place, rows in
            let part = parts[place]
            let own = part.table.selecting(rows, places: part.table.places { isText, _ in !isText })
            let emissions = engine.emissions(of: own, findings: &effect.findings)
            effect.before.add(emissions, engine: engine, kind: prepared.measure.kind)
            let held = part.held.selecting(rows)
            var micrograms = emissions.micrograms
            held.add(to: &micrograms)
            held.add(to: &effect.before, cases: emissions.cases, engine: engine, kind: prepared.measure.kind)
            effect.selected += rows.count
            let isNew = part.measure != nil && part.origins.isEmpty
            return Working(
                part: place, rows: rows,
                draft: Draft(own, cases: emissions.cases, engine: engine, sheet: isNew ? nil : sheet),
                micrograms: micrograms, misfits: emissions.misfits,
                aboveWholes: emissions.aboveWholes + held.aboveWholes(emissions, engine: engine), held: held,
                left: part.left.isEmpty ? [] : rows.map { part.left[Int($0)] }, addsShares: shares == .add)
        }
    }

    /// The tables of a slice after a measure.
    private func finished(
        _ works: [Working], _ action: any Action, _ measure: Measure, _ parts: [Part], engine: KindEngine,
        _ effect: inout Effect
    ) -> SliceStep {
        var parts = parts
        var costs: [RowCosts] = []
        let vocabularies = context.library.vocabularies
        for work in works {
            let emissions = engine.emissions(of: work.kept.table, findings: &effect.findings)
            effect.after.add(emissions, engine: engine, kind: measure.kind)
            effect.rows += work.treated.count
            let splitEmissions = work.split.map { engine.emissions(of: $0.table, findings: &effect.findings) }
            let held = work.hold(emissions, splitEmissions, &effect.notes) {
                action.gain(work, line: $0, row: $1, vocabularies: vocabularies)
            }
            var after = emissions.micrograms
            held.kept.add(to: &after)
            tellUnchanged(work, emissions.cases, after, held.kept, &effect.notes)
            tellAboveWholes(work, emissions, splitEmissions, held, &effect.notes)
            action.tell(work, emissions, splitEmissions, &effect.notes)
            if action.makesUp { makeUp(work, emissions, splitEmissions, held, &effect.notes) }
            held.kept.add(to: &effect.after, cases: emissions.cases, engine: engine, kind: measure.kind)
            held.split.add(
                to: &effect.after, cases: splitEmissions?.cases ?? [], engine: engine, kind: measure.kind)
            if context.ranges != nil {
                // What a row's parts emit together, for they have one activity.
                var whole = after
                var parted = splitEmissions?.micrograms ?? []
                if !parted.isEmpty { held.split.add(to: &parted) }
                for line in parted.indices {
                    for (row, origin) in work.origins.enumerated() { whole[line][origin] += parted[line][row] }
                }
                effect.change.add(
                    changesOf: work.kept.cases, from: work.micrograms, to: whole, engine: engine, kind: measure.kind)
            }
            if let cost = measure.cost, !cost.isWhole {
                let own = RowCosts(work, cost, after: after, splitEmissions, held.split, kind: measure.kind)
                effect.cost.add(own)
                costs.append(own)
            }
            let count = parts[work.part].table.rowCount
            parts[work.part].held.take(held.kept, rows: work.rows, of: count)
            parts[work.part].table.take(work.kept, rows: work.rows)
            if !work.left.isEmpty {
                var left = parts[work.part].left
                parts[work.part].left = []
                if left.isEmpty { left = Array(repeating: 1, count: count) }
                for (i, row) in work.rows.enumerated() { left[Int(row)] = work.left[i] }
                parts[work.part].left = left
            }
            if work.overlaps > 0 {
                effect.notes.add(shares == .add ? Notes.sharesAdd : Notes.sharesCompound, rows: work.overlaps)
            }
            guard let split = work.split, let splitEmissions else { continue }
            effect.after.add(splitEmissions, engine: engine, kind: measure.kind)
            let source = parts[work.part].table
            let rows = work.origins.map { work.rows[$0] }
            var table = source.selecting(rows, places: source.places { isText, _ in isText })
            for place in split.table.cells.indices where split.table.cells[place] != .absent {
                table.cells[place] = split.table.cells[place]
            }
            table.defaults = split.table.defaults
            parts.append(
                Part(table: table, origins: rows.map { (work.part, $0) }, measure: measure.id, held: held.split))
        }
        return SliceStep(
            parts: parts, selected: works.map { ($0.part, $0.rows) },
            touched: works.map { work in
                (work.part, work.isWhole ? work.rows : work.treated.map { work.rows[$0] })
            }, costs: costs)
    }

    private func added(
        _ rows: Table, _ measure: Measure, to parts: [Part], engine: KindEngine, _ effect: inout Effect
    ) -> SliceStep {
        var rows = rows
        if let place = measure.kind.schema.place(of: Column.countyCode),
            let code = context.library.vocabularies["county_code"].code(exactly: context.manifest.region)
        {
            var codes = rows.codes(Column.countyCode) ?? Array(repeating: 0, count: rows.rowCount)
            for row in codes.indices where codes[row] == 0 { codes[row] = code }
            rows.cells[place] = .codes(codes)
        }
        let emissions = engine.emissions(of: rows, findings: &effect.findings)
        effect.after.add(emissions, engine: engine, kind: measure.kind)
        for own in emissions.aboveWholes {
            effect.notes.rise(engine.pair(own.pair), own, at: RowPlace(sheet: nil, line: rows.lines[own.row]))
        }
        // New sources have nothing that a cost for each could be counted by.
        if measure.cost?.isWhole == false { effect.cost.unknown += rows.rowCount }
        effect.change.add(
            changesOf: emissions.cases, from: emissions.micrograms,
            to: emissions.micrograms.map { $0.map { _ in 0 } }, engine: engine, kind: measure.kind)
        return SliceStep(parts: parts + [Part(table: rows, measure: measure.id)])
    }

    /// What treated rows emit after the measure, which is for the heat of what was closed.
    private func makeUp(
        _ work: Working, _ kept: RowEmissions, _ split: RowEmissions?, _ held: (kept: Held, split: Held),
        _ notes: inout Notes
    ) {
        let engine = work.kept.engine
        func counted(_ rows: some Sequence<Int>, _ emissions: RowEmissions, _ held: Held, _ line: Int) -> Int128 {
            rows.reduce(0) {
                held.isLeftOut(line: line, row: $1) ? $0 : $0 + Int128(emissions.micrograms[line][$1])
            }
        }
        for (line, key) in engine.lines.enumerated() {
            let own = counted(work.whole, kept, held.kept, line)
            let parted = split.map { counted(work.origins.indices, $0, held.split, line) } ?? 0
            if own + parted != 0 { notes.makeUp(line: key.pollutant, micrograms: own + parted) }
        }
    }

    // MARK: Telling

    /// Rows that have more of a part than of its whole since the measure, whether both are computed or one is held.
    private func tellAboveWholes(
        _ work: Working, _ kept: RowEmissions, _ split: RowEmissions?, _ held: (kept: Held, split: Held),
        _ notes: inout Notes
    ) {
        let engine = work.kept.engine
        for own in kept.aboveWholes + held.kept.aboveWholes(kept, engine: engine)
        where !work.aboveWholes.contains(own.place()) {
            notes.rise(engine.pair(own.pair), own, at: work.kept.mark(own.row))
        }
        for own in split.map({ $0.aboveWholes + held.split.aboveWholes($0, engine: engine) }) ?? [] {
            let origin = work.origins[own.row]
            guard !work.aboveWholes.contains(own.place(row: origin)) else { continue }
            notes.rise(engine.pair(own.pair), own, at: work.kept.mark(origin))
        }
    }

    /// Treated rows that emit as before, or that nobody can compute: a zero that must be explained.
    private func tellUnchanged(
        _ work: Working, _ cases: [Int32], _ after: [[Int64]], _ held: Held, _ notes: inout Notes
    ) {
        let engine = work.kept.engine
        let lines = engine.lines.indices
        var unchanged = work.whole
        for line in lines {
            let (before, after) = (work.micrograms[line], after[line])
            unchanged = unchanged.filter { before[$0] == after[$0] && held.mass(line: line, row: $0) == nil }
        }
        guard !unchanged.isEmpty else { return }
        let isLacking = engine.memo.flags("lacking", of: unchanged.map { work.kept.cases[$0] }) { number in
            lines.contains { !engine.needs(ofLine: $0, inCase: number).isEmpty }
        }
        let missing = isLacking.count { $0 }
        let computed = zip(unchanged, isLacking).filter { !$1 }.map(\.0)
        var met = computed.count
        for (places, rows) in unused(work, cases, rows: computed) {
            met -= rows
            let columns = places.map { work.kept.schema.columns[$0] }
            notes.add(
                Label(
                    "排放不变：这些源的核算方法不用" + columns.map { "“\($0.label.zh)”（\($0.id)）" }.joined(separator: "、"),
                    "unchanged: no method of these sources uses " + columns.map(\.id).joined(separator: ", ")),
                rows: rows)
        }
        if met > 0 {
            notes.add(
                Label("排放不变：已达到要求，或改后的值不改变结果", "unchanged: met already, or the new values give the same"),
                rows: met)
        }
        if missing > 0 {
            notes.add(Label("行本身缺数据，无法核算", "the row itself lacks data and cannot be computed"), rows: missing)
        }
    }

    /// Which columns were changed at rows whose methods use none of them, with how many rows, in the order of the table.
    private func unused(_ work: Working, _ cases: [Int32], rows: [Int]) -> [(places: [Int], rows: Int)] {
        let (draft, engine) = (work.kept, work.kept.engine)
        let places = draft.changed.sorted()
        guard !rows.isEmpty, !places.isEmpty else { return [] }
        let uses = places.map { place in
            let column = draft.schema.columns[place].id
            return [rows.map { draft.cases[$0] }, rows.map { cases[$0] }].map { cases in
                engine.memo.flags("uses " + column, of: cases) { number in
                    engine.lines.indices.contains { engine.columns(ofLine: $0, inCase: number).contains(column) }
                }
            }
        }
        var counts: [[Int]: Int] = [:]
        for (i, row) in rows.enumerated() {
            let changed = places.indices.filter { draft.isChanged(places[$0], row: row) }
            guard !changed.isEmpty, !changed.contains(where: { uses[$0][0][i] || uses[$0][1][i] }) else { continue }
            counts[changed.map { places[$0] }, default: 0] += 1
        }
        return counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, $0.value) }
    }
}

extension StepRunner {
    /// A measure's step out of what it did to all slices.
    func step(_ prepared: PreparedMeasure, _ effect: Effect, _ slices: [SliceStep]) -> Step {
        var effect = effect
        var state = prepared.action?.state(of: effect.before, in: context, profiles) ?? prepared.state
        if effect.notes.failures.hasErrors { state = .invalid }
        if !state.isApplied {
            (effect.before, effect.after, effect.rows) = (EmissionSums(), EmissionSums(), 0)
            effect.change = EmissionSums()
            effect.cost = CostSums()
        }
        return Step(
            measure: prepared.measure, state: state, effect: effect, findings: prepared.findings,
            offset: prepared.action?.additions?.offset, slices: slices)
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
