public import Calculation
import Factors
public import Inventories
import Quantities
public import Tables

/// A plan run on an inventory: tonnes per measure and clause, with baseline and scenario.
///
/// Measures apply one after the other to the inventory's tables, never to results; a reduction is the difference of two
/// integers, so the reductions of all measures add up to baseline − scenario exactly, in any grouping. A source that a
/// measure moves to another sector leaves one sector and comes to the other.
public struct PlanEvaluation: Sendable {
    /// The plan.
    public let plan: Plan
    /// The inventory.
    public let inventory: Inventory
    /// Library, rules and pollutants.
    public let context: RunContext
    /// The measures in the order in which they were applied.
    public let measures: [MeasureOutcome]
    /// The inventory as it is.
    public let baseline: EmissionResult
    /// The inventory after all measures, each in full effect.
    public let scenario: EmissionResult
    /// What was found while applying.
    public let findings: Findings
    /// The monthly shares that timing uses.
    public let profiles: MonthlyProfiles
    let chains: [String: Chain]
    let base: EmissionSums
    let runner: StepRunner

    /// Runs a plan. Groupings name further word columns that results will be asked by.
    public init(_ plan: Plan, on inventory: Inventory, in context: RunContext, groupings: [String] = []) {
        var findings = Findings()
        let profiles = MonthlyProfiles(context)
        let regions = PlanEvaluation.regions(of: plan, inventory, context, &findings)
        let runner = StepRunner(context: context, profiles: profiles, regions: regions)
        var base = EmissionSums()
        var chains: [String: Chain] = [:]
        let ordered = plan.orderedMeasures
        for kind in SourceKind.all {
            let sheets = inventory.sheets.filter { $0.kind.id == kind.id }
            let measures = ordered.filter { $0.kind.id == kind.id }
            guard !sheets.isEmpty || !measures.isEmpty else { continue }
            let engine = KindEngine(of: kind, in: context, groups: ["profile", "use"] + groupings)
            for sheet in sheets {
                base.add(engine.emissions(of: sheet.table, findings: &findings), engine: engine, kind: kind)
            }
            let parts = sheets.enumerated().map { Part(table: $1.table, sheet: $0, origins: [], measure: nil) }
            var chain = Chain(kind: kind, engine: engine, base: parts)
            chain.run(measures, runner: runner)
            chains[kind.id] = chain
        }
        self.init(
            plan: plan, inventory: inventory, context: context, chains: chains, base: base, runner: runner,
            baseline: base.result(
                in: context, rejectedRows: inventory.rejected.reduce(0) { $0 + $1.rows.count }), found: findings)
    }

    private init(
        plan: Plan, inventory: Inventory, context: RunContext, chains: [String: Chain], base: EmissionSums,
        runner: StepRunner, baseline: EmissionResult, found: Findings
    ) {
        self.plan = plan
        self.inventory = inventory
        self.context = context
        self.chains = chains
        self.base = base
        self.runner = runner
        self.baseline = baseline
        profiles = runner.profiles
        var findings = found
        var sums = base
        var running = base.totals(in: context)
        var outcomes: [MeasureOutcome] = []
        for measure in plan.orderedMeasures {
            guard let chain = chains[measure.kind.id],
                let step = chain.steps.first(where: { $0.measure.id == measure.id })
            else { continue }
            let outcome = MeasureOutcome(
                step, alone: chain.alone[measure.id] ?? step, running: running, context: context)
            outcomes.append(outcome)
            running = zip(running, context.pollutants).map { $0 - outcome.reduction($1).micrograms }
            sums = sums.changed(from: step.before, to: step.after)
            findings.add(step.findings)
        }
        measures = outcomes
        scenario = sums.result(in: context)
        self.findings = findings
    }

    /// The same plan with one measure changed; steps before it, other source kinds, and the other measures' figures
    /// `alone` are taken over. A measure of another kind or an unknown id runs the plan anew.
    public func replacing(_ measure: Measure) -> PlanEvaluation {
        var plan = plan
        guard let place = plan.measures.firstIndex(where: { $0.id == measure.id }),
            plan.measures[place].kind.id == measure.kind.id, let earlier = chains[measure.kind.id]
        else { return self }
        plan.measures[place] = measure
        var chain = Chain(kind: earlier.kind, engine: earlier.engine, base: earlier.base)
        chain.run(
            plan.orderedMeasures.filter { $0.kind.id == measure.kind.id }, runner: runner, earlier: earlier,
            changed: measure.id)
        var chains = chains
        chains[measure.kind.id] = chain
        return PlanEvaluation(
            plan: plan, inventory: inventory, context: context, chains: chains, base: base, runner: runner,
            baseline: baseline, found: Findings())
    }

    /// The same plan with one parameter changed, such as `KZ-13.1.share` to `0.5`.
    public func setting(_ name: String, to text: String) throws(Findings) -> PlanEvaluation {
        var findings = Findings()
        var changed = plan
        changed.set([name: text], vocabularies: context.library.vocabularies, findings: &findings)
        guard !findings.hasErrors else { throw findings }
        guard let measure = changed.measures.first(where: { name.hasPrefix($0.id + ".") }) else {
            return PlanEvaluation(
                plan: changed, inventory: inventory, context: context, chains: chains, base: base, runner: runner,
                baseline: baseline, found: Findings())
        }
        return replacing(measure)
    }

    /// The outcome of a measure, or `nil`.
    public func outcome(_ id: String) -> MeasureOutcome? { measures.first { $0.id == id } }

    /// Baseline − scenario by keys: the sum of all measures.
    public func reductions(by keys: [Grouping]) -> [ReductionTotal] {
        ReductionTotal.differences(baseline.totals(by: keys), scenario.totals(by: keys))
    }

    /// Where the plan's regions are. An inventory that lies outside them altogether stands in for them as a whole.
    private static func regions(
        of plan: Plan, _ inventory: Inventory, _ context: RunContext, _ findings: inout Findings
    ) -> Set<UInt16>? {
        let vocabulary = context.library.vocabularies["county_code"]
        let wanted = Set(plan.regions.flatMap { vocabulary.places(within: $0) })
        guard !wanted.isEmpty else { return nil }
        let present = Set(inventory.sheets.flatMap { Set($0.table.codes("county_code") ?? []) }).subtracting([0])
        guard !present.isEmpty else { return nil }
        if present.isDisjoint(with: wanted) {
            findings.add(
                Finding(
                    .note, .standsIn(plan.regions.joined(separator: ", ")), at: Location(file: plan.file),
                    value: context.manifest.region))
            return nil
        }
        return present.isSubset(of: wanted) ? nil : wanted
    }
}

extension Plan {
    /// Runs the plan on an inventory that was read with its library.
    public func evaluated(on assessment: Assessment, groupings: [String] = []) -> PlanEvaluation {
        PlanEvaluation(self, on: assessment.inventory, in: assessment.context, groupings: groupings)
    }
}

extension Finding.Message {
    static func standsIn(_ regions: String) -> Finding.Message {
        Finding.Message(
            "stands-in", "清单不在方案地区（\(regions)）内，按其代替该地区计算",
            "the inventory lies outside the plan's regions (\(regions)) and stands in for them")
    }
}
