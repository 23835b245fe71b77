import Calculation
import Inventories
import Tables

/// What measures did to a batch of slices, in the plan's order and each alone.
struct Batch: Sendable {
    /// By measure, what became of each slice.
    var steps: [[SliceStep]]
    var aloneSteps: [[SliceStep]]
    /// What each measure does in the plan's order and alone alike: to slices where it met only untouched rows.
    var shared: [Effect]
    /// What it does to the other slices, in the plan's order.
    var later: [Effect]
    /// What it does to those alone.
    var first: [Effect]
    /// The tables of each slice after the last measure.
    var states: [[Part]] = []
    /// Which rows of each slice's first part were touched.
    var touched: [[Bool]] = []

    init(_ measures: [PreparedMeasure]) {
        steps = Array(repeating: [], count: measures.count)
        aloneSteps = steps
        shared = measures.map { Effect($0.measure) }
        (later, first) = (shared, shared)
    }

    /// Adds what was done to other slices.
    mutating func add(_ other: Batch) {
        for i in shared.indices {
            shared[i].add(other.shared[i])
            later[i].add(other.later[i])
            first[i].add(other.first[i])
            steps[i] += other.steps[i]
            aloneSteps[i] += other.aloneSteps[i]
        }
        states += other.states
        touched += other.touched
    }

    /// A measure's effect in the plan's order.
    func effect(_ measure: Int) -> Effect {
        var effect = shared[measure]
        effect.add(later[measure])
        return effect
    }

    /// A measure's effect alone.
    func alone(_ measure: Int) -> Effect {
        var effect = shared[measure]
        effect.add(first[measure])
        return effect
    }
}

extension Chain {
    /// Applies all measures in order, and each alone.
    ///
    /// Measures that look at each row alone run slice by slice, side by side; one that divides a number among all rows
    /// waits until every slice has come so far. `keepsRows` tells whether the tables after each step are kept, which
    /// sheets, splits and changes of single measures need.
    init(
        kind: SourceKind, engine: KindEngine, sheets: [Table], measures: [PreparedMeasure], runner: StepRunner,
        keepsRows: Bool, threads: Int
    ) {
        let slices = Slice.all(of: sheets, for: measures)
        var states = slices.map(\.base)
        var touched = slices.map { Array(repeating: false, count: $0.rows.count) }
        var steps: [Step] = []
        var alone: [Step] = []
        var next = 0
        while next < measures.count {
            if measures[next].isLocal {
                var end = next + 1
                while end < measures.count, measures[end].isLocal { end += 1 }
                let segment = Array(measures[next..<end])
                let batch = Chain.run(
                    segment, on: slices, states, touched, engine: engine, runner: runner, keepsRows: keepsRows,
                    threads: threads)
                for (i, prepared) in segment.enumerated() {
                    steps.append(runner.step(prepared, batch.effect(i), batch.steps[i]))
                    alone.append(runner.step(prepared, batch.alone(i), batch.aloneSteps[i]))
                }
                (states, touched) = (batch.states, batch.touched)
                next = end
            } else {
                let prepared = measures[next]
                let (made, effect) = runner.applyJointly(
                    prepared, to: states, slices: slices, engine: engine, threads: threads)
                steps.append(runner.step(prepared, effect, keepsRows ? made : []))
                if touched.contains(where: { $0.contains(true) })
                    || steps.contains(where: \.brings)
                {
                    let (made, effect) = runner.applyJointly(
                        prepared, to: slices.map(\.base), slices: slices, engine: engine, threads: threads)
                    alone.append(runner.step(prepared, effect, keepsRows ? made : []))
                } else {
                    alone.append(steps[steps.count - 1])
                }
                for number in slices.indices {
                    Chain.mark(made[number], &touched[number])
                    states[number] = made[number].parts
                }
                next += 1
            }
        }
        self.init(kind: kind, engine: engine, sheets: sheets, slices: slices, steps: steps, alone: alone)
    }

    private static func mark(_ step: SliceStep, _ touched: inout [Bool]) {
        for (part, rows) in step.touched where part == 0 {
            for row in rows { touched[Int(row)] = true }
        }
    }

    /// Runs measures that look at each row alone.
    private static func run(
        _ measures: [PreparedMeasure], on slices: [Slice], _ states: [[Part]], _ touched: [[Bool]],
        engine: KindEngine, runner: StepRunner, keepsRows: Bool, threads: Int
    ) -> Batch {
        // A few batches for each thread: sums are joined once a batch.
        let length = max(1, (slices.count + 4 * threads - 1) / (4 * threads))
        let starts = Array(stride(from: 0, to: slices.count, by: length))
        let batches = inParallel(starts.count, threads: threads) { number -> Batch in
            var batch = Batch(measures)
            for slice in starts[number]..<min(starts[number] + length, slices.count) {
                run(
                    measures, slice, slices[slice], states[slice], touched[slice], engine: engine, runner: runner,
                    keepsRows: keepsRows, &batch)
            }
            return batch
        }
        var total = Batch(measures)
        for batch in batches { total.add(batch) }
        return total
    }

    /// Runs measures on one slice.
    static func run(
        _ measures: [PreparedMeasure], _ number: Int, _ slice: Slice, _ state: [Part], _ touched: [Bool],
        engine: KindEngine, runner: StepRunner, keepsRows: Bool, keepsStates: Bool = true, _ batch: inout Batch
    ) {
        var (parts, touched) = (state, touched)
        var isTouched = parts.count > slice.base.count || touched.contains(true)
        var originals: [Selection] = []
        for (i, prepared) in measures.enumerated() {
            let original = runner.selection(prepared, of: slice.base)
            originals.append(original)
            let selection =
                isTouched ? runner.selection(prepared, of: parts, original: original, touched: touched) : original
            func apply(_ selection: Selection, _ parts: [Part], _ effect: inout Effect) -> SliceStep {
                runner.apply(
                    prepared, to: selection, of: parts, slice: number, sheet: slice.sheet, engine: engine,
                    into: &effect)
            }
            let step: SliceStep
            var alone: SliceStep?
            if isTouched, !(selection.isSame(as: original) && isClear(selection, of: touched)) {
                step = apply(selection, parts, &batch.later[i])
                alone = apply(original, slice.base, &batch.first[i])
            } else {
                step = apply(selection, parts, &batch.shared[i])
            }
            if keepsRows {
                batch.steps[i].append(step)
                batch.aloneSteps[i].append(alone ?? step)
            }
            mark(step, &touched)
            isTouched = isTouched || !step.touched.isEmpty || step.parts.count > parts.count
            parts = step.parts
        }
        for conflict in Chain.conflicts(measures, originals) {
            batch.shared[conflict.of].notes.conflict(with: measures[conflict.with].measure.id, rows: conflict.rows)
        }
        guard keepsStates else { return }
        batch.states.append(parts)
        batch.touched.append(touched)
    }

    /// Measures that work on rows which one before them closes, by what each means of the rows as they are.
    static func conflicts(
        _ measures: [PreparedMeasure], _ selections: [Selection]
    ) -> [(of: Int, with: Int, rows: Int)] {
        var found: [(of: Int, with: Int, rows: Int)] = []
        for (i, closing) in measures.enumerated() where (closing.action as? Closing)?.closesAll ?? false {
            let closed = Set(selections[i].rows(ofPart: 0))
            guard !closed.isEmpty else { continue }
            for j in measures.indices.dropFirst(i + 1) {
                guard let action = measures[j].action, action.changesRows, !(action is Closing) else { continue }
                let rows = selections[j].rows(ofPart: 0).count(where: closed.contains)
                if rows > 0 { found.append((j, i, rows)) }
            }
        }
        return found
    }

    /// Whether no measure touched the selected rows before.
    private static func isClear(_ selection: Selection, of touched: [Bool]) -> Bool {
        selection.rows.allSatisfy { $0.part == 0 && !$0.rows.contains { touched[Int($0)] } }
    }
}
