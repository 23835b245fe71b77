public import Calculation
import Factors
import Inventories
public import Quantities
public import Solve
public import Tables

/// What is to be found for an inventory: the cheapest measures that reach targets, or the most reduction for a budget.
public struct InventoryTask: Sendable {
    /// What must be reached and kept to.
    public var targets: [ChoiceTarget]
    /// What is to be as large as it can be; `nil` where the cost is to be as small.
    public var most: WeightedSum?
    /// Ids of measures that may be left out although the plan fixes them; `all` for each with a cost.
    public var freed: [String] = []
    /// What must be chosen: a source, `SOURCE=MEASURE`, or a measure wherever it can be done.
    public var must: [String] = []
    /// What must not be chosen.
    public var mustNot: [String] = []
    /// The gap at which the search may end.
    public var gap = 0.0
    /// The gap up to which an answer counts as proved where the work ends first.
    public var accepted = 1e-4
    /// How many options the search may look at; `nil` for the usual number.
    public var effort: Int?
    /// Whether the time that was allowed is over.
    public var isTimeUp: @Sendable () -> Bool = { false }
    /// Whether the plan's own targets are taken where none is given.
    public var takesPlanTargets = true
    /// Results of other years, computed with the same library.
    public var bases: [Int: EmissionResult] = [:]
    /// Threads.
    public var threads = 2

    /// A task.
    public init(targets: [ChoiceTarget], most: WeightedSum? = nil) {
        self.targets = targets
        self.most = most
    }
}

/// The choice that an inventory and a plan leave: measures at sources, with their costs and effects.
public struct InventoryChoice: Sendable {
    /// A target with what it means here.
    public struct Line: Sendable {
        /// The target.
        public let target: ChoiceTarget
        /// The emission that it is about before anything is chosen; `nil` for bounds on costs and projects.
        public let before: Mass?
        /// What may be emitted.
        public let allowed: Mass?
        /// The bound on the sum of what is chosen.
        public let bound: OptionTarget
    }

    /// The task.
    public let task: InventoryTask
    /// The plan.
    public let plan: Plan
    /// The measures of the plan that are fixed, run on the inventory.
    public let fixed: PlanEvaluation
    /// The targets.
    public let lines: [Line]
    /// The options as a table.
    public let table: OptionTable
    let free: [Measure]
    let options: SourceOptions
    /// The options of each source by name.
    let byName: [String: [String: SourceOption]]
    /// The pollutant of the table whose sum is to be as large as it can be.
    let most: String?
    let picks: (must: [OptionTask.Pick], mustNot: [OptionTask.Pick])

    /// The choice of a plan's free measures; `nil`, with findings, where there is none or the task names what is not there.
    public init?(
        _ task: InventoryTask, plan given: Plan?, on assessment: Assessment, findings: inout Findings
    ) {
        let context = assessment.context
        let plan = given ?? Plan(emptyFor: context.manifest)
        for id in task.freed where id != "all" && plan.measure(id) == nil {
            findings.add(
                Finding(
                    .error, .unknownInput, at: Location(file: "--free"), value: id,
                    nearest: Spelling.nearest(to: id, in: plan.measures.map(\.id))))
        }
        let isFree = { (measure: Measure) in
            measure.freedom.extent != .fixed || task.freed.contains(measure.id)
                || task.freed.contains("all") && measure.cost != nil
        }
        let ordered = plan.orderedMeasures
        let free = ordered.filter(isFree)
        guard !free.isEmpty else {
            findings.add(
                Finding(
                    .error, .nothingToChoose,
                    at: Location(file: plan.file.isEmpty ? assessment.inventory.folder : plan.file),
                    expected: Label("choose: free 的措施，或 --free", "a measure with choose: free, or --free")))
            return nil
        }
        // What is fixed.
        let fixed = PlanEvaluation(
            plan.keeping(ordered.filter { !isFree($0) }), on: assessment.inventory, in: context,
            groupings: [Column.keyRegion], keepsRows: true, threads: task.threads)
        findings.add(fixed.findings)
        // Targets, scopes, and the columns that they need.
        let isOfPlan = task.targets.isEmpty && task.most == nil && task.takesPlanTargets
        let targets = isOfPlan ? plan.targets.compactMap(ChoiceTarget.init) : task.targets
        let ignoresScopes = isOfPlan && fixed.isStandIn
        let pollutants = context.library.vocabularies["pollutant"]
        func place(of name: String) -> Int? {
            let code = pollutants.code(of: name).map { pollutants.text($0) } ?? name
            return context.pollutants.firstIndex(of: code)
        }
        for name in targets.map(\.pollutant) + (task.most?.terms.map(\.pollutant) ?? [])
        where !name.isEmpty && place(of: name) == nil {
            findings.add(
                Finding(
                    .error, .pollutantNotComputed, at: Location(file: "--target"), value: name,
                    expected: Label(same: context.pollutants.joined(separator: ", ")),
                    nearest: pollutants.nearest(to: name)))
        }
        var scopes: [ChoiceScope] = []
        var scopeOf: [Int?] = []
        for target in targets {
            guard let text = target.scope ?? OptionTarget.scope(of: target.goal), !ignoresScopes else {
                scopeOf.append(nil)
                continue
            }
            guard let scope = ChoiceScope(text, in: context, findings: &findings) else {
                scopeOf.append(nil)
                continue
            }
            if !scopes.contains(scope) { scopes.append(scope) }
            scopeOf.append(scopes.firstIndex(of: scope))
        }
        if scopes.count > 64 {
            findings.add(Finding(.error, .manyScopes, at: Location(file: "--target"), value: "\(scopes.count)"))
        }
        guard !findings.hasErrors else { return nil }
        let isGrouped = scopes.count > 8
        var columns = context.pollutants.indices.map { AmountColumn(pollutant: $0, scope: nil) }
        if !isGrouped {
            for (target, scope) in zip(targets, scopeOf) {
                guard let scope, let own = place(of: target.pollutant) else { continue }
                let column = AmountColumn(pollutant: own, scope: scope)
                if !columns.contains(column) { columns.append(column) }
            }
        }
        let names = columns.map { column in
            context.pollutants[column.pollutant] + (column.scope.map { " (\(scopes[$0].text))" } ?? "")
        }
        // What can be done after it.
        let options = SourceOptions(free, after: fixed, columns: columns, scopes: scopes, threads: task.threads)
        findings.add(options.findings)
        guard !options.findings.hasErrors,
            InventoryChoice.checkPrices(options, findings: &findings),
            let groups = InventoryChoice.groups(
                options, scopes,
                isNeeded: isGrouped || zip(targets, scopeOf).contains { $0.pollutant.isEmpty && $1 != nil },
                findings: &findings)
        else { return nil }
        // The table.
        var byName: [String: [String: SourceOption]] = [:]
        var rows: [OptionTable.Row] = []
        let barred = Set(task.mustNot).intersection(free.map(\.id))
        let wanted = Set(task.must).intersection(free.map(\.id))
        var mustUnits: Set<String> = []
        let isListed = !wanted.isEmpty || task.must.contains { $0.contains("=") }
        let candidates = isListed ? options.options : options.undominated
        for option in candidates {
            let ids = option.measures.map { options.free[$0].measure.id }
            let unit = options.units[Int(option.unit)]
            if !barred.isDisjoint(with: ids) { continue }
            if !wanted.isDisjoint(with: ids) { mustUnits.insert(unit.name) }
            byName[unit.name, default: [:]][options.name(of: option)] = option
        }
        for (source, own) in byName {
            for (name, option) in own {
                let ids = Set(option.measures.map { options.free[$0].measure.id })
                let asked = wanted.filter { id in
                    own.values.contains { $0.measures.contains { options.free[$0].measure.id == id } }
                }
                if !asked.isSubset(of: ids) { continue }
                let cost = option.cost.flatMap {
                    $0.annual.magnitude < 1_000_000_000_000_000_000 ? Int64($0.annual) : nil
                }
                let weighted = task.most.map { sum in
                    sum.terms.reduce(0.0) { total, term in
                        total + term.weight * Double(place(of: term.pollutant).map { option.amounts[$0] } ?? 0)
                    }
                }
                rows.append(
                    OptionTable.Row(
                        source: source, option: name, group: groups[Int(option.unit)], cost: cost,
                        amounts: option.amounts
                            + (weighted.map { [Int64($0.rounded(.toNearestOrEven))] } ?? [])))
            }
        }
        guard !rows.isEmpty else {
            findings.add(
                Finding(
                    .error, .noSourceMeant, at: Location(file: assessment.inventory.folder),
                    value: free.map(\.id).joined(separator: ", "),
                    expected: Label("清单中有所指的源、且能减排", "sources in the inventory that the measures mean and reduce")))
            return nil
        }
        let most = task.most.map { "most " + $0.text }
        let currency = free.compactMap(\.cost).first?.currency ?? "yuan"
        table = OptionTable(
            file: SourceFile(path: assessment.inventory.folder), currency: currency,
            pollutants: names + (most.map { [$0] } ?? []), rows: rows)
        // The targets as bounds on sums.
        var lines: [Line] = []
        for (target, scope) in zip(targets, scopeOf) {
            let inScope = scope.map { scopes[$0] }
            if case .bound(let bound) = target.goal {
                let own = OptionTarget(
                    text: bound.text, quantity: bound.quantity, group: inScope?.text, isAtLeast: bound.isAtLeast,
                    bound: bound.bound)
                lines.append(Line(target: target, before: nil, allowed: nil, bound: own))
                continue
            }
            guard let pollutant = place(of: target.pollutant) else { continue }
            let name = context.pollutants[pollutant]
            func total(_ result: EmissionResult) -> Mass {
                inScope.map { $0.total(of: name, in: result) } ?? result.total(of: name)
            }
            let before = total(fixed.scenario)
            var base = total(fixed.baseline)
            if let year = target.baseYear, year != context.manifest.year {
                if let other = task.bases[year] {
                    base = total(other)
                } else if case .amount = target.goal {
                } else {
                    findings.add(
                        Finding(
                            .warning, .baseYearStandsIn, at: Location(file: assessment.inventory.folder),
                            value: "\(year)",
                            expected: Label("--base \(year) 年清单", "--base with an inventory of \(year)")))
                }
            }
            let allowed: Mass
            switch target.goal {
            case .amount(let mass): allowed = mass
            case .reduction(let mass): allowed = base - mass
            case .change(let share): allowed = share > 0 ? base + base.times(share) : base.times(1 + share)
            case .bound: continue
            }
            let column = AmountColumn(pollutant: pollutant, scope: isGrouped ? nil : scope)
            let asked = names[columns.firstIndex(of: column) ?? pollutant]
            let group = isGrouped ? inScope?.text : nil
            let text = asked + (group.map { " in " + $0 } ?? "") + " >= " + (before - allowed).tonnes() + " t"
            lines.append(
                Line(
                    target: target, before: before, allowed: allowed,
                    bound: OptionTarget(
                        text: text, quantity: .reduction(asked), group: group, isAtLeast: true,
                        bound: (before - allowed).micrograms)))
        }
        self.task = task
        self.plan = plan
        self.fixed = fixed
        self.lines = lines
        self.free = free
        self.options = options
        self.byName = byName
        self.most = most
        picks = (
            task.must.filter { !wanted.contains($0) }.map(OptionTask.Pick.init)
                + mustUnits.sorted().map(OptionTask.Pick.init),
            task.mustNot.filter { !barred.contains($0) }.map(OptionTask.Pick.init)
        )
    }

    /// The task as one of a table of options.
    var optionTask: OptionTask {
        var own = OptionTask(
            table: table, targets: lines.map(\.bound), most: most, must: picks.must, mustNot: picks.mustNot)
        own.gap = task.gap
        if let effort = task.effort { own.effort = effort }
        own.isTimeUp = task.isTimeUp
        return own
    }

    /// The least cost of every reduction of a pollutant.
    public func curve(_ pollutant: String, findings: inout Findings) -> OptionCurve? {
        OptionCurve(optionTask, pollutant: pollutant, findings: &findings)
    }

    /// Money of different currencies or price years is not added.
    private static func checkPrices(_ options: SourceOptions, findings: inout Findings) -> Bool {
        let used = Set(options.options.flatMap(\.measures)).sorted().map { options.free[$0].measure }
        let priced = used.compactMap { measure in measure.cost.map { (measure, $0) } }
        guard let (first, cost) = priced.first else { return true }
        let other = priced.first { $1.currency != cost.currency || $1.priceYear != cost.priceYear }
        guard let (measure, differing) = other else { return true }
        func text(_ cost: MeasureCost) -> String {
            cost.currency + " " + (cost.priceYear.map(String.init) ?? "price_year ?")
        }
        findings.add(
            Finding(
                .error, .mixedPricesToChoose(measure.id, first.id), at: measure.location, value: text(differing),
                expected: Label(same: text(cost))))
        return false
    }

    /// The group of each source, by its scope; `nil`, with a finding, where groups are needed and sources are in several.
    private static func groups(
        _ options: SourceOptions, _ scopes: [ChoiceScope], isNeeded: Bool, findings: inout Findings
    ) -> [String]? {
        guard isNeeded else { return options.units.map { _ in "" } }
        var groups: [String] = []
        for unit in options.units {
            guard unit.inSome == unit.inAll & unit.inSome, unit.inSome.nonzeroBitCount <= 1 else {
                findings.add(
                    Finding(.error, .scopesOverlap, at: Location(file: "--target"), value: unit.name))
                return nil
            }
            groups.append(unit.inSome == 0 ? "" : scopes[unit.inSome.trailingZeroBitCount].text)
        }
        return groups
    }
}

extension OptionTarget {
    /// The scope of a bound on costs or projects.
    fileprivate static func scope(of goal: ChoiceTarget.Goal) -> String? {
        if case .bound(let bound) = goal { bound.group } else { nil }
    }
}

extension Plan {
    /// The plan with some of its measures alone, in the order given.
    func keeping(_ measures: [Measure]) -> Plan {
        var own = self
        own.measures = measures
        own.order = .listed
        return own
    }

    /// A plan without measures for an inventory.
    init(emptyFor manifest: InventoryManifest) {
        self.init()
        id = "chosen"
        title = Label("求得的方案", "chosen measures")
        regions = [manifest.region]
        baseYear = manifest.year
        years = [manifest.year + 1]
    }
}

extension Finding.Message {
    static let nothingToChoose = Finding.Message("nothing-to-choose", "没有可选的措施", "there is no measure to choose")
    static let noSourceMeant = Finding.Message(
        "nothing-to-choose", "可选的措施在清单中没有减排", "the measures to choose from reduce nothing in the inventory")
    static let pollutantNotComputed = Finding.Message(
        "pollutant-not-computed", "本次不核算这种污染物", "the pollutant is not computed in this run")
    static let manyScopes = Finding.Message("many-scopes", "范围超过 64 个", "more than 64 scopes")
    static let scopesOverlap = Finding.Message(
        "scopes-overlap", "这个源属于几个范围，费用或项目数（以及超过 8 个的范围）不能分开计",
        "the source belongs to several scopes: costs and projects, and more than 8 scopes, cannot be told apart")
    static let baseYearStandsIn = Finding.Message(
        "base-year-stands-in", "没有基准年清单，以本清单代替", "no inventory of the base year: this one stands in")
    static func mixedPricesToChoose(_ id: String, _ other: String) -> Finding.Message {
        Finding.Message(
            "mixed-prices",
            "措施 \(id) 与 \(other) 的费用货币或价格年不同；没有可引用的平减指数，不能比较，请把费用写成同一货币、同一价格年",
            "the costs of \(id) and \(other) are of different currencies or price years; without a citable deflator they cannot be compared: give both in one currency and the prices of one year"
        )
    }
}
