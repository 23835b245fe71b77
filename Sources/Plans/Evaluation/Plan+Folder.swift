public import Calculation
import Inventories
public import Tables

extension InventoryFolder.Keeping {
    /// The rows that plans may mean: those of measures, and those that constraints are about.
    ///
    /// A measure can only touch a row that one of the plan's selectors means as it stands in the file: what no measure
    /// touched has not changed. Without `texts` the columns are those that computing and selecting need.
    package init(plans: [Plan], texts: Bool) {
        var selectors: [String: [Selector]] = [:]
        var named: Set<String> = []
        for plan in plans {
            for measure in plan.measures where measure.action != .add {
                var selector = measure.selector
                // The present share of a material is taken of all materials.
                if measure.action == .substitute { selector.conditions.removeAll { $0.column == "material" } }
                selectors[measure.kind.id, default: []].append(selector)
            }
            for constraint in plan.constraints {
                selectors[constraint.table, default: []].append(constraint.selector)
                named.insert(constraint.table)
            }
        }
        let (all, withNames) = (selectors, named)
        self.init { kind in
            if texts || withNames.contains(kind.id) { return nil }
            let columns = (all[kind.id] ?? []).flatMap(\.conditions).map(\.column)
            return Set(columns).union(["status", "county_code", "start_date"])
        } rows: { kind, table in
            guard let selectors = all[kind.id] else { return [] }
            var isMeant = [Bool](repeating: false, count: table.rowCount)
            for selector in selectors { for row in selector.possibleRows(of: table) { isMeant[Int(row)] = true } }
            return isMeant.indices.filter { isMeant[$0] }.map(Int32.init)
        }
    }
}

extension Plan {
    /// Runs the plan in one pass over an inventory's files, which are computed while they are read. Memory holds a few
    /// chunks of rows and those rows that the plan may mean.
    ///
    /// Throws `Findings` where the files have errors, unless the folder was opened to keep going.
    public func evaluated(
        on folder: InventoryFolder, groupings: [String] = [], threads: Int = 2,
        progress: ((TableStream.Progress) -> Void)? = nil
    ) throws -> PlanEvaluation {
        let emissions = try folder.emissions(of: [self], groupings: groupings, threads: threads, progress: progress)
        guard !emissions.findings.hasErrors || folder.keepGoing else { throw emissions.findings }
        return evaluated(on: emissions, in: folder.context, groupings: groupings, threads: threads)
    }

    /// Runs the plan on what one pass over the files gave.
    package func evaluated(
        on emissions: InventoryFolder.Emissions, in context: RunContext, groupings: [String], threads: Int
    ) -> PlanEvaluation {
        PlanEvaluation(
            self, on: emissions.kept, baseline: emissions.result, in: context, groupings: groupings, keepsRows: false,
            threads: threads)
    }
}

extension InventoryFolder {
    /// Computes the inventory and keeps the rows that plans may mean, with all their columns where `texts` is set.
    package func emissions(
        of plans: [Plan], groupings: [String], texts: Bool = false, threads: Int,
        progress: ((TableStream.Progress) -> Void)?
    ) throws(FileError) -> Emissions {
        try emissions(
            groupings: PlanEvaluation.groupings(groupings), threads: threads,
            keeping: Keeping(plans: plans, texts: texts), progress: progress)
    }
}
