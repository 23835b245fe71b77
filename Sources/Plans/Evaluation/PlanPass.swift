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
    /// By kind what was summed up, one batch for each thread that was at work.
    private let batches = Mutex<[String: [Batch]]>([:])

    init(_ plan: Plan, runner: StepRunner) {
        self.runner = runner
        let ordered = Dictionary(grouping: plan.orderedMeasures.map(runner.prepared), by: \.measure.kind.id)
        measures = ordered.filter { $0.value.allSatisfy(\.isLocal) }
    }

    /// Runs the measures of a kind on some rows of a table.
    func take(_ rows: [Int32], of table: Table, kind: SourceKind, sheet: Int, engine: KindEngine) {
        guard let own = measures[kind.id], !rows.isEmpty else { return }
        let texts = Set(own.flatMap { $0.selector.conditions.map(\.place) })
        let part = Part(table: table.selecting(rows, places: table.places { !$0 || texts.contains($1) }))
        run(own, [part], rows: rows.count, slice: 1, sheet: sheet, kind: kind.id, engine: engine)
    }

    private func run(
        _ own: [PreparedMeasure], _ base: [Part], rows: Int, slice number: Int, sheet: Int?, kind: String,
        engine: KindEngine
    ) {
        var batch = batches.withLock { $0[kind]?.popLast() } ?? Batch(own)
        Chain.run(
            own, number, Slice(sheet: sheet, rows: 0..<rows, base: base), base,
            Array(repeating: false, count: rows), engine: engine, runner: runner, keepsRows: false, keepsStates: false,
            &batch)
        batches.withLock { [batch] in $0[kind, default: []].append(batch) }
    }

    /// The chain of a kind, sums alone; `nil` where the kind is not handled. New sources come last.
    func chain(of kind: SourceKind, engine: KindEngine, sheets: [Table]) -> Chain? {
        guard let own = measures[kind.id] else { return nil }
        run(own, [], rows: 0, slice: 0, sheet: nil, kind: kind.id, engine: engine)
        var total = Batch(own)
        for batch in batches.withLock({ $0[kind.id] ?? [] }) { total.add(batch) }
        return Chain(
            kind: kind, engine: engine, sheets: sheets, slices: [],
            steps: own.indices.map { runner.step(own[$0], total.effect($0), []) },
            alone: own.indices.map { runner.step(own[$0], total.alone($0), []) })
    }
}
