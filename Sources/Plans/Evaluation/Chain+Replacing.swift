import Calculation
import Inventories
import Tables

extension Chain {
    /// The sums of the chain after one measure was changed; `nil` where everything must be computed again, because a
    /// measure from there on divides a number among all rows, adds sources, or was found wanting.
    ///
    /// Only rows that the old or the new measure means can end differently. They are taken out of the tables before it
    /// and run through the measures from there on, once with the old and once with the new one: what the old run gives
    /// leaves the sums, what the new run gives comes.
    func replacing(
        _ id: String, measures: [PreparedMeasure], runner: StepRunner, threads: Int
    ) -> Chain? {
        guard let index = steps.firstIndex(where: { $0.measure.id == id }),
            measures.map(\.measure.id) == steps.map(\.measure.id), steps.allSatisfy({ !$0.slices.isEmpty })
        else { return nil }
        let new = measures[index]
        let old = runner.prepared(steps[index].measure)
        guard ([old] + measures[index...]).allSatisfy(\.canBeSeparated),
            steps[index...].allSatisfy({ $0.effect.findings.isEmpty })
        else { return nil }
        let tail = Array(measures[index...])
        let earlier = [old] + tail.dropFirst()
        // Rows that may differ, a few batches of them for each thread: slices of one sheet go together, for they have few.
        let batches = batches(2 * threads)
        let changes = inParallel(batches.count, threads: threads) { number -> Change in
            var (before, base): ([Part], [Part]) = ([], [])
            for slice in batches[number] {
                let states = parts(before: index, slice: slice)
                before.join(states.taking(meant(states, old, new, known: steps[index].slices[slice].selected, runner)))
                let first = slices[slice].base
                base.join(first.taking(meant(first, old, new, known: alone[index].slices[slice].selected, runner)))
            }
            let sheet = slices[batches[number].lowerBound].sheet
            var change = Change(tail)
            change.run(earlier, before, sheet, engine, runner, into: \.leaving)
            change.run(tail, before, sheet, engine, runner, into: \.coming)
            change.runAlone([old, new], base, sheet, engine, runner)
            var all = measures
            for (list, effects) in [(new, \Change.coming), (old, \Change.leaving)] {
                all[index] = list
                change.countConflicts(all, from: index, base, runner, into: effects)
            }
            return change
        }
        var effects = steps[index...].map(\.effect)
        var own = alone[index].effect
        for change in changes {
            for i in tail.indices {
                effects[i].remove(change.leaving[i])
                effects[i].add(change.coming[i])
            }
            own.remove(change.aloneLeaving)
            own.add(change.aloneComing)
        }
        guard effects.allSatisfy({ $0.findings.isEmpty && !$0.notes.failures.hasErrors }) else { return nil }
        // What the changed measure says of itself as a whole is that of the new one.
        effects[0].notes.takeGeneral(
            of: changes.map { $0.coming[0].notes }, instead: changes.map { $0.leaving[0].notes })
        var later = Array(steps[..<index])
        for i in tail.indices { later.append(runner.step(tail[i], effects[i], [])) }
        var single = alone
        single[index] = runner.step(new, own, [])
        return Chain(kind: kind, engine: engine, sheets: sheets, slices: slices, steps: later, alone: single)
    }

    /// The slices in about so many batches, none of them over the border of a sheet.
    private func batches(_ count: Int) -> [Range<Int>] {
        let length = max(1, (slices.count + count - 1) / count)
        var batches: [Range<Int>] = []
        for slice in slices.indices {
            if let last = batches.last, last.count < length, slices[last.lowerBound].sheet == slices[slice].sheet {
                batches[batches.count - 1] = last.lowerBound..<slice + 1
            } else {
                batches.append(slice..<slice + 1)
            }
        }
        return batches
    }

    /// The rows of a slice that the old or the new measure means or cannot decide on.
    private func meant(
        _ parts: [Part], _ old: PreparedMeasure, _ new: PreparedMeasure, known: RowsByPart, _ runner: StepRunner
    ) -> RowsByPart {
        if old.action != nil, new.action != nil, old.selector == new.selector { return known }
        return parts.indices.compactMap { place in
            let table = parts[place].table
            var isMeant = [Bool](repeating: false, count: table.rowCount)
            for prepared in [old, new] where prepared.action != nil {
                for row in prepared.selector.possibleRows(of: table) { isMeant[Int(row)] = true }
            }
            let rows = isMeant.indices.filter { isMeant[$0] }.map(Int32.init)
            return rows.isEmpty ? nil : (place, rows)
        }
    }
}

extension PreparedMeasure {
    /// Whether what it does to some rows can be told apart from the rest.
    fileprivate var canBeSeparated: Bool { action?.isSeparable ?? true }
}

extension [Part] {
    /// Some rows of the parts, as parts of their own.
    fileprivate func taking(_ rows: RowsByPart) -> [Part] {
        rows.map { place, rows in
            let part = self[place]
            // Where a split-off row came from does not matter here, but that it was split off does.
            return Part(
                table: part.table.selecting(rows), origins: part.origins.isEmpty ? [] : rows.map { (0, $0) },
                measure: part.measure, held: part.held.selecting(rows),
                left: part.left.isEmpty ? [] : rows.map { part.left[Int($0)] })
        }
    }

    /// Adds the rows of other parts to those that the same measure made.
    fileprivate mutating func join(_ others: [Part]) {
        for other in others {
            if let place = firstIndex(where: {
                $0.measure == other.measure && $0.origins.isEmpty == other.origins.isEmpty
            }) {
                self[place].held.append(
                    other.held, count: self[place].table.rowCount, more: other.table.rowCount)
                if !self[place].left.isEmpty || !other.left.isEmpty {
                    let own = self[place].left
                    self[place].left =
                        (own.isEmpty ? [Double](repeating: 1, count: self[place].table.rowCount) : own)
                        + (other.left.isEmpty ? [Double](repeating: 1, count: other.table.rowCount) : other.left)
                }
                self[place].table.append(other.table)
                self[place].origins += other.origins
            } else {
                append(other)
            }
        }
    }
}

/// What some rows gave before a change, and give after it, by measure.
private struct Change: Sendable {
    var leaving: [Effect]
    var coming: [Effect]
    var aloneLeaving: Effect
    var aloneComing: Effect

    init(_ measures: [PreparedMeasure]) {
        leaving = measures.map { Effect($0.measure) }
        coming = leaving
        (aloneLeaving, aloneComing) = (leaving[0], leaving[0])
    }

    mutating func run(
        _ measures: [PreparedMeasure], _ parts: [Part], _ sheet: Int?, _ engine: KindEngine,
        _ runner: StepRunner, into effects: WritableKeyPath<Change, [Effect]>
    ) {
        var parts = parts
        for (i, prepared) in measures.enumerated() {
            parts =
                runner.apply(
                    prepared, to: runner.selection(prepared, of: parts), of: parts, slice: 1, sheet: sheet,
                    engine: engine, into: &self[keyPath: effects][i]
                ).parts
        }
    }

    /// Counts the rows of measures from some place on which one before them closes.
    mutating func countConflicts(
        _ measures: [PreparedMeasure], from index: Int, _ base: [Part], _ runner: StepRunner,
        into effects: WritableKeyPath<Change, [Effect]>
    ) {
        let selections = measures.map { runner.selection($0, of: base) }
        for conflict in Chain.conflicts(measures, selections) where conflict.of >= index {
            self[keyPath: effects][conflict.of - index].notes.conflict(
                with: measures[conflict.with].measure.id, rows: conflict.rows)
        }
    }

    mutating func runAlone(
        _ measures: [PreparedMeasure], _ parts: [Part], _ sheet: Int?, _ engine: KindEngine,
        _ runner: StepRunner
    ) {
        for (prepared, effect) in zip(measures, [\Change.aloneLeaving, \Change.aloneComing]) {
            _ = runner.apply(
                prepared, to: runner.selection(prepared, of: parts), of: parts, slice: 1, sheet: sheet,
                engine: engine, into: &self[keyPath: effect])
        }
    }
}
