public import Calculation
import Inventories
public import Tables

extension Plan {
    /// Runs the plan in one pass over an inventory's files: each piece is computed and goes through the measures while
    /// it is read, and memory holds a few pieces and sums, whatever the files' size.
    ///
    /// Of a kind with a measure that divides a number among all rows, the rows that the plan may mean are kept. What
    /// shows single rows, such as `sources(of:)`, reads the files again when it is first asked for. Throws `Findings`
    /// where the files have errors, unless the folder was opened to keep going.
    public func evaluated(
        on folder: InventoryFolder, groupings: [String] = [], threads: Int = 2,
        progress: ((TableStream.Progress) -> Void)? = nil
    ) throws -> PlanEvaluation {
        let run = try folder.evaluated(
            [self], groupings: groupings, keepsRows: false, threads: threads, progress: progress)
        guard let evaluation = run.evaluations.first else { throw run.emissions.findings }
        return evaluation
    }

    /// The rows of a kind that the plan may mean, as selectors: those of measures, and those of constraints.
    ///
    /// A measure can only touch a row that one of the plan's selectors means as it stands in the file: what no measure
    /// touched has not changed.
    fileprivate func selectors(ofMeasures kind: String) -> [Selector] {
        measures.filter { $0.kind.name == kind && $0.action.rawValue != Addition.name }.map {
            $0.action.type.context(of: $0.selector)
        }
    }

    fileprivate func selectors(ofConstraints kind: String) -> [Selector] {
        constraints.filter { $0.table == kind }.map(\.selector)
    }
}

extension Plan {
    /// The columns of a kind that the plan looks at beside those that methods compute with.
    func columns(of kind: SourceKind) -> Set<String> {
        let own = measures.filter { $0.kind.name == kind.name }
        let selectors = selectors(ofMeasures: kind.name) + selectors(ofConstraints: kind.name)
        return own.reduce(into: Set(selectors.flatMap(\.conditions).map(\.column))) { $0.formUnion($1.columns) }
            .union([Column.status, Column.countyCode, Column.startDate])
    }
}

extension InventoryFolder {
    /// Runs plans in one pass over the files; none where the files have errors and the folder does not keep going.
    ///
    /// With `keepsRows` all rows that the plans may mean stay in memory, with all their columns.
    package func evaluated(
        _ plans: [Plan], groupings: [String], keepsRows: Bool, threads: Int,
        progress: ((TableStream.Progress) -> Void)?
    ) throws(FileError) -> (emissions: Emissions, evaluations: [PlanEvaluation]) {
        let profiles = MonthlyProfiles(context)
        let names = SeenNames(plans)
        // Which regions the files have is known after the pass: where a plan is for some of them, it is run again.
        var regions = [Set<UInt16>?](repeating: nil, count: plans.count)
        while true {
            var passes: [PlanPass] = []
            if !keepsRows, !isWorkbook {
                passes = PlanPass.all(
                    plans,
                    runners: zip(plans, regions).map {
                        StepRunner(context: context, profiles: profiles, regions: $1, shares: $0.shares)
                    })
            }
            let emissions = try emissions(
                groupings: PlanEvaluation.groupings(groupings), threads: threads,
                watch: RowWatch(plans, passes, names, in: context),
                progress: progress)
            guard !emissions.findings.hasErrors || keepGoing else { return (emissions, []) }
            let counties = emissions.result.counties
            let present = plans.map { PlanEvaluation.regions(of: $0, present: counties, context).codes }
            if !passes.isEmpty, present != regions {
                regions = present
                continue
            }
            let evaluations = plans.indices.map { number in
                let plan = plans[number]
                return PlanEvaluation(
                    plan, on: emissions.kept, baseline: emissions.result, in: context, groupings: groupings,
                    keepsRows: keepsRows, threads: threads, pass: passes.isEmpty ? nil : passes[number],
                    names: names, profiles: profiles
                ) {
                    // Files that cannot be read any more have no rows.
                    (try? self.evaluated([plan], groupings: groupings, keepsRows: true, threads: threads, progress: nil))?
                        .emissions.kept
                }
            }
            return (emissions, evaluations)
        }
    }
}

extension RowWatch {
    /// What plans want of the rows: those of passes go through their measures, others are kept.
    init(_ plans: [Plan], _ passes: [PlanPass], _ names: SeenNames, in context: RunContext) {
        func isPassed(_ kind: String) -> Bool { passes.first?.measures[kind] != nil }
        var passed: [String: [Selector]] = [:]
        var kept: [String: [Selector]] = [:]
        var isNamed: Set<String> = []
        for kind in SourceKind.all.map(\.name) {
            let measures = plans.flatMap { $0.selectors(ofMeasures: kind) }
            if isPassed(kind) { passed[kind] = measures } else { kept[kind] = measures }
            let constraints = plans.flatMap { $0.selectors(ofConstraints: kind) }
            kept[kind, default: []] += constraints
            if passes.isEmpty || !constraints.isEmpty { isNamed.insert(kind) }
        }
        let (passing, keeping, named) = (passed, kept, isNamed)
        self.init { kind in
            if named.contains(kind.name) { return nil }
            return plans.reduce(into: []) {
                $0.formUnion($1.columns(of: kind).union($1.columnsJudged(of: kind, in: context)))
            }
        } mayMean: { engine, numbers in
            var may = [Bool](repeating: false, count: numbers.count)
            for selector in (passing[engine.kindName] ?? []) + (keeping[engine.kindName] ?? []) {
                for (i, isMeant) in selector.mayMean(engine, cases: numbers).enumerated() where isMeant {
                    may[i] = true
                }
            }
            return may
        } take: { engine, kind, file, table, rows in
            names.take(rows, of: table, kind: kind)
            if let selectors = passing[kind.name] {
                // The rows that came are of cases that a measure means: often nothing is left to ask of them.
                let isDecided =
                    (keeping[kind.name] ?? []).isEmpty && selectors.allSatisfy { $0.isDecided(byCasesOf: engine) }
                let own = isDecided ? rows : RowWatch.meant(by: selectors, of: table, among: rows)
                for pass in passes { pass.take(own, of: table, kind: kind, sheet: file, engine: engine) }
            }
            return RowWatch.meant(by: keeping[kind.name] ?? [], of: table, among: rows)
        } names: {
            names.all(of: $0.name)
        }
    }

    /// The rows that one of some selectors may mean.
    private static func meant(by selectors: [Selector], of table: Table, among rows: [Int32]) -> [Int32] {
        guard !rows.isEmpty, !selectors.isEmpty else { return [] }
        var isMeant = [Bool](repeating: false, count: table.rowCount)
        for selector in selectors {
            for row in selector.possibleRows(of: table, among: rows) { isMeant[Int(row)] = true }
        }
        return rows.filter { isMeant[Int($0)] }
    }
}
