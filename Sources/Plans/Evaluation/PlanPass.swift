import Calculation
import Inventories
import Synchronization
import Tables

/// A plan that runs while the rows of an inventory pass: of each piece of a table, the rows that its measures may mean
/// go through all of them, and only sums stay.
///
/// That is possible where each measure looks at each row alone; kinds of which one does not are not handled here.
final class PlanPass: Sendable {
    /// The measures by kind, of the kinds that are handled.
    let measures: [String: [PreparedMeasure]]
    private let runner: StepRunner
    /// By kind what was summed up, and rows that wait, of each thread that was at work.
    private let workers = Mutex<[String: [Worker]]>([:])

    /// How many rows go through the measures together: with what they are changed to, they shall stay in a processor's cache.
    private static let batch = Slice.length / 2

    private struct Worker: Sendable {
        var batch: Batch
        /// Rows of one sheet that wait until there are enough to be worth the way.
        var waiting: Table?
        var sheet = 0
    }

    private init(_ measures: [String: [PreparedMeasure]], runner: StepRunner) {
        self.measures = measures
        self.runner = runner
    }

    /// Passes of plans over the same files: a kind is handled where all of them can do without its rows.
    static func all(_ plans: [Plan], runners: [StepRunner]) -> [PlanPass] {
        let prepared = zip(plans, runners).map { plan, runner in
            Dictionary(grouping: plan.orderedMeasures.map(runner.prepared), by: \.measure.kind.name)
        }
        let kinds = SourceKind.all.map(\.name).filter { kind in
            prepared.allSatisfy { ($0[kind] ?? []).allSatisfy(\.isLocal) }
        }
        return zip(prepared, runners).map { prepared, runner in
            PlanPass(
                Dictionary(uniqueKeysWithValues: kinds.map { ($0, prepared[$0] ?? []) }), runner: runner)
        }
    }

    /// Runs the measures of a kind on some rows of a table.
    func take(_ rows: [Int32], of table: Table, kind: SourceKind, sheet: Int, engine: KindEngine) {
        guard let own = measures[kind.name], !own.isEmpty, !rows.isEmpty else { return }
        var worker = workers.withLock { $0[kind.name]?.popLast() } ?? Worker(batch: Batch(own))
        if worker.sheet != sheet { run(own, &worker, engine: engine) }
        worker.sheet = sheet
        let more = table.selecting(rows, places: own.places(of: table))
        if worker.waiting == nil { worker.waiting = more } else { worker.waiting?.append(more) }
        if let count = worker.waiting?.rowCount, count >= PlanPass.batch { run(own, &worker, engine: engine) }
        workers.withLock { [worker] in $0[kind.name, default: []].append(worker) }
    }

    /// Runs measures on the rows that wait.
    private func run(_ own: [PreparedMeasure], _ worker: inout Worker, engine: KindEngine) {
        guard let table = worker.waiting else { return }
        worker.waiting = nil
        run(own, [Part(table: table)], rows: table.rowCount, slice: 1, sheet: worker.sheet, engine, &worker.batch)
    }

    private func run(
        _ own: [PreparedMeasure], _ base: [Part], rows: Int, slice number: Int, sheet: Int?, _ engine: KindEngine,
        _ batch: inout Batch
    ) {
        Chain.run(
            own, number, Slice(sheet: sheet, rows: 0..<rows, base: base), base,
            Array(repeating: false, count: rows), engine: engine, runner: runner, keepsRows: false, keepsStates: false,
            &batch)
    }

    /// The chain of a kind, sums alone; `nil` where the kind is not handled. New sources come last.
    func chain(of kind: SourceKind, engine: KindEngine, sheets: [Table]) -> Chain? {
        guard let own = measures[kind.name] else { return nil }
        var total = Batch(own)
        run(own, [], rows: 0, slice: 0, sheet: nil, engine, &total)
        for var worker in workers.withLock({ $0.removeValue(forKey: kind.name) ?? [] }) {
            run(own, &worker, engine: engine)
            total.add(worker.batch)
        }
        return Chain(
            kind: kind, engine: engine, sheets: sheets, slices: [],
            steps: own.indices.map { runner.step(own[$0], total.effect($0), []) },
            alone: own.indices.map { runner.step(own[$0], total.alone($0), []) })
    }
}
