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
    /// The sums of each measure, by kind: in the plan's order, and alone.
    let chains: [String: Chain]
    /// The chains with all their rows.
    let rows: ChainStore
    let base: EmissionSums
    let runner: StepRunner
    let threads: Int
    /// The rows of a kind that measures may mean.
    private let reload: @Sendable (SourceKind) -> [Table]

    /// Runs a plan. Groupings name further word columns that results will be asked by.
    ///
    /// `keepsRows` keeps the tables after each measure: then a changed measure costs only the rows that it touches.
    /// Without them memory holds the inventory and sums; sheets and splits compute the rows again when first asked for.
    /// `tellsBase` tells what is odd about the rows as they are too, for callers who do not compute the inventory besides.
    public init(
        _ plan: Plan, on inventory: Inventory, in context: RunContext, groupings: [String] = [],
        keepsRows: Bool = true, tellsBase: Bool = true, threads: Int = 2
    ) {
        var findings = Findings()
        let baseline = inventory.computed(
            in: context, groupings: PlanEvaluation.groupings(groupings), threads: threads, findings: &findings)
        self.init(
            plan, on: inventory, baseline: baseline, in: context, groupings: groupings, keepsRows: keepsRows,
            threads: threads, found: tellsBase ? baseline.partsAboveWholes : Findings())
    }

    /// The word columns that plans look at, with those that are asked for.
    static func groupings(_ asked: [String]) -> [String] { [Column.profile, Column.use] + asked }

    /// Runs a plan on rows of an inventory that were kept because the plan may mean them; the baseline is of all rows.
    ///
    /// Kinds that a pass over the files handled come from there, and `reload` reads their rows again. `found` is what is to
    /// be told of the rows as they are.
    init(
        _ plan: Plan, on inventory: Inventory, baseline: EmissionResult, in context: RunContext, groupings: [String],
        keepsRows: Bool, threads: Int, found: Findings = Findings(), pass: PlanPass? = nil, names: SeenNames? = nil,
        profiles: MonthlyProfiles? = nil, reload: @escaping @Sendable () -> Inventory? = { nil }
    ) {
        var findings = found
        let (regions, standsIn) = PlanEvaluation.regions(of: plan, present: baseline.counties, context)
        if standsIn {
            findings.add(
                Finding(
                    .note, .standsIn(plan.regions.joined(separator: ", ")), at: Location(file: plan.file),
                    value: context.manifest.region))
        }
        let seen = names ?? SeenNames([plan])
        if names == nil {
            for kind in SourceKind.all {
                for table in inventory.tables(of: kind) {
                    seen.take((0..<table.rowCount).map(Int32.init), of: table, kind: kind)
                }
            }
        }
        for measure in plan.measures {
            for condition in measure.selector.conditions {
                for name in condition.names ?? []
                where !seen.has(name, column: condition.column, kind: measure.kind.name) {
                    findings.add(
                        Finding(
                            .note, .noSuchName(condition.column).of(measure.id), at: measure.location, value: name,
                            nearest: seen.nearest(to: name, column: condition.column, kind: measure.kind.name)))
                }
            }
        }
        let runner = StepRunner(
            context: context, profiles: profiles ?? MonthlyProfiles(context), regions: regions, shares: plan.shares,
            present: baseline.counties.isEmpty || standsIn ? nil : baseline.counties)
        var chains: [String: Chain] = [:]
        let ordered = plan.orderedMeasures
        for kind in SourceKind.all {
            let measures = ordered.filter { $0.kind.name == kind.name }
            guard !measures.isEmpty else { continue }
            let engine =
                baseline.kinds.first { $0.kind.name == kind.name }?.engine
                ?? KindEngine(of: kind, in: context, groups: PlanEvaluation.groupings(groupings))
            let sheets = inventory.tables(of: kind)
            chains[kind.name] =
                pass?.chain(of: kind, engine: engine, sheets: sheets)
                ?? Chain(
                    kind: kind, engine: engine, sheets: sheets, measures: measures.map(runner.prepared), runner: runner,
                    keepsRows: keepsRows, threads: threads)
        }
        self.init(
            plan: plan, inventory: inventory, context: context, chains: chains, base: EmissionSums(baseline),
            runner: runner, baseline: baseline, found: findings, hasRows: keepsRows, threads: threads,
            reload: { kind in
                (pass?.measures[kind.name] == nil ? inventory : reload() ?? inventory).tables(of: kind)
            })
    }

    private init(
        plan: Plan, inventory: Inventory, context: RunContext, chains: [String: Chain], base: EmissionSums,
        runner: StepRunner, baseline: EmissionResult, found: Findings, hasRows: Bool, threads: Int,
        reload: @escaping @Sendable (SourceKind) -> [Table]
    ) {
        self.plan = plan
        self.inventory = inventory
        self.context = context
        self.chains = chains
        self.base = base
        self.runner = runner
        self.baseline = baseline
        self.threads = threads
        self.reload = reload
        rows = ChainStore(hasRows ? chains : [:]) { kind in
            guard let chain = chains[kind] else { return nil }
            let measures = plan.orderedMeasures.filter { $0.kind.name == kind }
            return Chain(
                kind: chain.kind, engine: chain.engine, sheets: reload(chain.kind),
                measures: measures.map(runner.prepared), runner: runner, keepsRows: true, threads: threads)
        }
        profiles = runner.profiles
        var findings = found
        var sums = base
        var running = base.totals(in: context)
        var outcomes: [MeasureOutcome] = []
        for measure in plan.orderedMeasures {
            guard let chain = chains[measure.kind.name],
                let place = chain.steps.firstIndex(where: { $0.measure.id == measure.id })
            else { continue }
            let step = chain.steps[place]
            let outcome = MeasureOutcome(step, alone: chain.alone[place], running: running, context: context)
            outcomes.append(outcome)
            running = zip(running, context.pollutants).map { $0 - outcome.reduction($1).micrograms }
            sums.add(step.effect.before, times: -1)
            sums.add(step.effect.after)
            findings.add(step.allFindings(sheets: chain.sheets))
            for conflict in outcome.conflicts {
                guard let other = plan.measure(conflict.measure) else { continue }
                findings.add(
                    Finding(
                        .warning, .measuresConflict(measure, other, rows: conflict.rows), at: measure.location,
                        value: measure.id))
            }
        }
        measures = outcomes
        scenario = sums.result(in: context)
        PlanEvaluation.account(baseline: base.totals(in: context), scenario: scenario, of: outcomes, in: context)
        self.findings = findings
    }

    /// Tonnes before are those after and those that the measures removed, one by one.
    static func account(
        baseline: [Int128], scenario: EmissionResult, of outcomes: [MeasureOutcome], in context: RunContext
    ) {
        guard let key = Grouping("pollutant") else { return }
        let after = scenario.totals(by: [key])
        for (pollutant, before) in zip(context.pollutants, baseline) {
            let kept = after.filter { $0.keys == [pollutant] }.reduce(0) { $0 + $1.emission.micrograms }
            let removed = outcomes.map { ("by \($0.id)", $0.reduction(pollutant).micrograms) }
            Account.balance("micrograms of \(pollutant)", before, [("after the plan", kept)] + removed)
        }
    }

    /// The same plan with one measure changed. A measure of another kind or an unknown id changes nothing.
    ///
    /// Where rows are kept, only those that the old or the new measure means are computed again, from that measure on.
    public func replacing(_ measure: Measure) -> PlanEvaluation {
        var plan = plan
        guard let place = plan.measures.firstIndex(where: { $0.id == measure.id }),
            plan.measures[place].kind.name == measure.kind.name, let earlier = rows.chain(of: measure.kind.name)
        else { return self }
        plan.measures[place] = measure
        var chains = chains
        let measures = plan.orderedMeasures.filter { $0.kind.name == measure.kind.name }.map(runner.prepared)
        if let changed = earlier.replacing(measure.id, measures: measures, runner: runner, threads: threads) {
            chains[measure.kind.name] = changed
        } else {
            chains[measure.kind.name] = Chain(
                kind: earlier.kind, engine: earlier.engine, sheets: earlier.sheets, measures: measures, runner: runner,
                keepsRows: false, threads: threads)
        }
        return again(plan, chains)
    }

    /// The same run with other sums.
    private func again(_ plan: Plan, _ chains: [String: Chain]) -> PlanEvaluation {
        PlanEvaluation(
            plan: plan, inventory: inventory, context: context, chains: chains, base: base, runner: runner,
            baseline: baseline, found: Findings(), hasRows: false, threads: threads, reload: reload)
    }

    /// The same plan with one parameter changed, such as `KZ-13.1.share` to `0.5`.
    public func setting(_ name: String, to text: String) throws(Findings) -> PlanEvaluation {
        var findings = Findings()
        var changed = plan
        changed.set([name: text], vocabularies: context.library.vocabularies, findings: &findings)
        guard !findings.hasErrors else { throw findings }
        guard let measure = changed.measures.first(where: { name.hasPrefix($0.id + ".") }) else {
            return again(changed, chains)
        }
        return replacing(measure)
    }

    /// The outcome of a measure, or `nil`.
    public func outcome(_ id: String) -> MeasureOutcome? { measures.first { $0.id == id } }

    /// Baseline − scenario by keys: the sum of all measures.
    public func reductions(by keys: [Grouping]) -> [ReductionTotal] {
        ReductionTotal.differences(baseline.totals(by: keys), scenario.totals(by: keys))
    }

    /// The regions that the plan is for among those that are there; `nil` where all rows are meant. An inventory that
    /// lies outside them altogether stands in for them as a whole.
    static func regions(
        of plan: Plan, present: Set<UInt16>, _ context: RunContext
    ) -> (codes: Set<UInt16>?, standsIn: Bool) {
        let vocabulary = context.library.vocabularies["county_code"]
        let wanted = Set(plan.regions.flatMap { vocabulary.places(within: $0) })
        guard !wanted.isEmpty, !present.isEmpty else { return (nil, false) }
        if present.isDisjoint(with: wanted) { return (nil, true) }
        return (present.isSubset(of: wanted) ? nil : wanted, false)
    }
}

extension Inventory {
    /// The tables of a kind.
    func tables(of kind: SourceKind) -> [Table] { sheets.filter { $0.kind.name == kind.name }.map(\.table) }
}

extension Plan {
    /// Runs the plan on an inventory that was read with its library.
    public func evaluated(on assessment: Assessment, groupings: [String] = []) -> PlanEvaluation {
        PlanEvaluation(self, on: assessment.inventory, in: assessment.context, groupings: groupings)
    }
}

extension Finding.Message {
    static func measuresConflict(_ measure: Measure, _ other: Measure, rows: Int) -> Finding.Message {
        let (own, others) = (
            measure.clauses.joined(separator: ", "), other.clauses.joined(separator: ", ")
        )
        return Finding.Message(
            "measures-conflict",
            "措施 \(measure.id)（条款 \(own)）要求\(measure.action.label.zh)的 \(rows) 行已由措施 \(other.id)（条款 \(others)）关停",
            "measure \(measure.id) (clause \(own)) works on \(rows) rows that measure \(other.id) (clause \(others)) closes"
        )
    }
    static func standsIn(_ regions: String) -> Finding.Message {
        Finding.Message(
            "stands-in", "清单不在方案地区（\(regions)）内，按其代替该地区计算",
            "the inventory lies outside the plan's regions (\(regions)) and stands in for them")
    }
}
