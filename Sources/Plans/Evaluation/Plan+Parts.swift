public import Calculation
import Inventories
public import Tables

extension InventoryFolder {
    /// Computes a part of the tables for a plan and writes it to a file: sums by case, and the rows that the plan may mean.
    ///
    /// - Parameters:
    ///   - plan: the plan, with what was given for it.
    ///   - told: where the plan came from, by which `combine` reads it again.
    ///   - keys: further keys that reductions can be asked by.
    ///   - path: the file, which appears whole or not at all.
    public func writePart(
        _ number: PartNumber, of plan: Plan, _ told: PartPlan, by keys: [Grouping], options: Assessment.Options,
        threads: Int = 2, to path: String, progress: ((TableStream.Progress) -> Void)? = nil
    ) throws {
        let asked = PlanEvaluation.groupings(keys.map(\.name)).compactMap { Grouping($0) }
        try writePart(
            number, by: asked, options: options, threads: threads, plan: told,
            watch: RowWatch([plan], [], SeenNames([plan]), in: context), to: path, progress: progress)
    }

    /// Runs the plan that parts were computed for on all of them together: what one run over the tables gives.
    ///
    /// O(rows that the plan may mean) memory: those travel in the parts.
    ///
    /// - Throws: `Findings` where the parts are not those of one run; no evaluation where the files have errors and the
    ///   folder does not keep going.
    public func evaluated(
        _ plan: Plan, on parts: [EmissionPart], threads: Int = 2
    ) throws -> (emissions: Emissions, evaluation: PlanEvaluation?) {
        let (emissions, names) = try emissions(of: parts, threads: threads) {
            RowWatch([plan], [], SeenNames([plan]), in: context)
        }
        guard !emissions.findings.hasErrors || keepGoing else { return (emissions, nil) }
        let own = PlanEvaluation.groupings([])
        let keys = (parts.first?.identity.groupings ?? []).filter { !own.contains($0) }
        return (
            emissions,
            PlanEvaluation(
                plan, on: emissions.kept, baseline: emissions.result, in: context, groupings: keys, keepsRows: false,
                threads: threads, names: SeenNames([plan], known: names))
        )
    }
}
