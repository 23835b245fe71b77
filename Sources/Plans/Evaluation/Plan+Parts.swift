public import Calculation
import Factors
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
    /// - Returns: the errors of measures that rows of the part decide, whatever rows other parts have.
    @discardableResult
    public func writePart(
        _ number: PartNumber, of plan: Plan, _ told: PartPlan, by keys: [Grouping], options: Assessment.Options,
        threads: Int = 2, to path: String, progress: ((TableStream.Progress) -> Void)? = nil
    ) throws -> Findings {
        let asked = PlanEvaluation.groupings(keys.map(\.name)).compactMap { Grouping($0) }
        let rows = try writePart(
            number, by: asked, options: options, threads: threads, plan: told,
            watch: RowWatch([plan], [], SeenNames([plan]), in: context), to: path, progress: progress)
        return plan.errors(decidedBy: rows, in: context, threads: threads)
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

extension Plan {
    /// The errors of measures that some rows decide, whatever other rows there are: of each kind up to the first measure that looks at
    /// all rows together, and of that one what single rows lack. What all rows decide is told where they are together.
    fileprivate func errors(decidedBy rows: Inventory, in context: RunContext, threads: Int) -> Findings {
        let places = context.library.vocabularies["county_code"]
        let wanted = Set(regions.flatMap(places.places(within:)))
        // Where the inventory lies outside the plan's regions it stands in for them.
        let standsIn = wanted.isDisjoint(with: places.places(within: context.manifest.region))
        let runner = StepRunner(
            context: context, profiles: MonthlyProfiles(context), regions: standsIn ? nil : wanted, shares: shares,
            present: nil)
        var errors = Findings()
        for kind in SourceKind.all {
            let sheets = rows.tables(of: kind)
            let measures = orderedMeasures.filter { $0.kind.name == kind.name }.map(runner.prepared)
            guard !sheets.isEmpty, !measures.isEmpty else { continue }
            let local = Array(measures.prefix { $0.isLocal })
            let chain = Chain(
                kind: kind, engine: KindEngine(of: kind, in: context, groups: PlanEvaluation.groupings([])),
                sheets: sheets, measures: Array(measures.prefix(local.count + 1)), runner: runner, keepsRows: false,
                threads: threads)
            for (place, step) in chain.steps.enumerated() {
                errors.add(step.effect.notes.failuresOfRows)
                guard place < local.count else { continue }
                for finding in step.effect.findings.kept where finding.severity == .error { errors.add(finding) }
            }
        }
        return errors
    }
}
