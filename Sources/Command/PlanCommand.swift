import ArgumentParser
import Lantian

/// `lantian plan`: what a plan removes, measure by measure and clause by clause.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: text("核算方案：逐措施、逐条款的减排量", "Compute what a plan removes, measure by measure and clause by clause."))

    @OptionGroup var inventory: InventoryOptions

    @Argument(help: ArgumentHelp(text("方案文件（YAML）", "plan file (YAML)"), valueName: "plan"))
    var plan: String?

    @Option(name: [.customShort("f"), .long], help: ArgumentHelp(text("输出格式", "output format")))
    var format: OutputFormat = .table

    @Option(
        help: ArgumentHelp(
            text("按这些键拆分减排量，如 county,sector", "split reductions by these keys, such as county,sector"),
            valueName: "keys"))
    var by: String?

    @Option(help: ArgumentHelp(text("目标完成情况写入此 CSV 文件", "write the targets to this CSV file"), valueName: "file"))
    var targets: String?

    @Flag(
        help: ArgumentHelp(
            text("按内置重点工程规则并列两本账", "set key-project accounting by the built-in rules beside the difference")))
    var keyProjects = false

    @Flag(
        help: ArgumentHelp(
            text("逐年路径：基线、已生效、方案、全部生效与目标", "the path by year: baseline, in force, plan, full effect, target")))
    var path = false

    @Flag(
        help: ArgumentHelp(
            text(
                "重点工程减排任务：逐项目逐年认定、抵扣、不认定与差额",
                "tasks of key-project reductions: credits by project and year, offsets, refusals, shortfall")))
    var tasks = false

    @Flag(help: ArgumentHelp(text("逐条列出：已核算、需要输入、无吨数", "list every clause: computed, needs input, no effect")))
    var coverage = false

    @Flag(
        help: ArgumentHelp(
            text(
                "逐措施的年费用和每吨费用；方案没有给出的取自措施费用库",
                "what each measure costs a year, and for each tonne; the library's where the plan gives none")))
    var costs = false

    @Option(
        help: ArgumentHelp(
            text(
                "费用折算到这一年的价格（需要价格指数 measures/deflators.csv）",
                "prices of this year (needs indices, measures/deflators.csv)"),
            valueName: "year"))
    var priceYear: Int?

    @Flag(
        help: ArgumentHelp(
            text(
                "逐项目（源×条款）：前、后、减排、日期、限值、应备材料；其后为方案未涉及的源",
                "each project, a line a source and clause: before, after, reduction, dates, limit, documents; then sources without one"
            )))
    var projects = false

    @Flag(
        help: ArgumentHelp(
            text("按规模提出的要求所涉及的源", "the sources that duties set by size concern: monitoring from 20 t/h and the like")))
    var thresholds = false

    @Flag(
        help: ArgumentHelp(
            text("只检查方案文件，不需要清单：plan --check 方案", "check the plan file alone, without an inventory: plan --check PLAN"))
    )
    var check = false

    @Flag(help: ArgumentHelp(text("全部未涉及的源及原因", "all sources that no measure touches, with the reason")))
    var untouched = false

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            text("一项措施对一个源的前后核算过程：措施编号 [源编号]", "before and after sheets of a measure: ID [SOURCE]"),
            valueName: "measure"))
    var explain: [String] = []

    @Option(
        help: ArgumentHelp(
            text(
                "把方案等待的输入写成表单（YAML），已答的保留；不覆盖已有文件",
                "write what the plan waits for as a form (YAML), answers kept; a file that is there is never replaced"),
            valueName: "file"))
    var ask: String?

    @OptionGroup var given: PlanOptions

    @OptionGroup var drawing: DrawingOptions

    @OptionGroup var parts: PartOptions

    @OptionGroup var sources: VarianceOptions

    func validate() throws {
        try sources.expect(drawing)
        guard check || plan != nil else {
            throw ValidationError(text("缺少 <plan>：方案文件", "Missing expected argument '<plan>'"))
        }
        if let by { _ = try ListOption(keys: by) }
        // What is for one inventory, and for all of its rows.
        let whole = [
            ("--accounting", given.accounting != nil), ("--key-projects", keyProjects), ("--explain", !explain.isEmpty),
            ("--year", given.year != nil), ("--ask", ask != nil), ("--base", !given.base.isEmpty),
            ("--uncertainty", drawing.uncertainty), ("--projects", projects), ("--untouched", untouched),
            ("--thresholds", thresholds), ("--check", check),
        ]
        let single = [
            ("--targets", targets != nil), ("--coverage", coverage), ("--by", by != nil), ("--part", parts.part != nil),
            ("--path", path), ("--tasks", tasks), ("--costs", costs),
        ]
        for (option, isGiven) in whole + single { try inventory.refuse(option, withAll: isGiven) }
        for (option, isGiven) in [
            ("--targets", targets != nil), ("--coverage", coverage), ("--rejected", inventory.run.rejected != nil),
        ] { try parts.refuse(option, where: isGiven) }
        for (option, isGiven) in whole + [("--path", path), ("--tasks", tasks), ("--costs", costs)] {
            try parts.refuseWhole(option, where: isGiven)
        }
        if priceYear != nil, !costs {
            throw ValidationError(text("--price-year 要与 --costs 同用", "--price-year goes with --costs"))
        }
        try expectYear(priceYear)
        if explain.count > 2 {
            throw ValidationError(
                text("--explain 至多两项：措施编号 [源编号]", "--explain takes a measure and at most one source"))
        }
    }

    /// Computes a part for the plan into its file. What is found in tables travels in it; errors of measures that its rows decide are told
    /// at once, for there they are known first, and end it as they end `plan`.
    private func compute(_ part: PartNumber, to out: String, _ folder: InventoryFolder, _ keys: [Grouping]) throws {
        var findings = Findings()
        let plan = try given.plan(file, vocabularies: folder.context.library.vocabularies, findings: &findings)
        parts.tellShared(
            try PlanInputs(given.set).findings, findings, folder.findingsBesideTables, quiet: inventory.speech.quiet)
        let bar = ProgressBar(quiet: inventory.speech.quiet)
        let errors = try folder.writePart(
            part, of: plan, try given.told(file, id: plan.id), by: keys, options: try inventory.options(),
            threads: inventory.run.threads, to: out, progress: { bar.show($0) })
        bar.clear()
        show(errors, quiet: inventory.speech.quiet)
        try inventory.conclude(errors)
    }

    /// The plan on many inventories, each measure by region.
    private func runAll() throws {
        show(try PlanInputs(given.set).findings, quiet: inventory.speech.quiet)
        let (file, language, given) = (try existing(file), chosenLanguage(), given)
        let many = ManyInventories(options: inventory)
        let (results, code) = try many.results { folder, options in
            let folder = try InventoryFolder(folder, options: options)
            var findings = Findings()
            let plan = try given.plan(file, vocabularies: folder.context.library.vocabularies, findings: &findings)
            let (emissions, evaluations) = try folder.evaluated(
                [plan], groupings: [], keepsRows: false, threads: 1, progress: nil)
            guard let evaluation = evaluations.first else { throw emissions.findings }
            findings.add(emissions.inFiles)
            findings.add(evaluation.findings)
            let printing = PlanPrinting(evaluation: evaluation, year: nil)
            let rows = printing.rows(language)
            var result = RegionRows(
                folder.context.manifest, rows: rows.files, shown: rows.shown, sums: rows.sums,
                incomplete: printing.incomplete, findings: findings)
            result.remarks = plan.violations(in: emissions.kept, context: folder.context)
            return result
        }
        put(
            many.printed(
                results, names: PlanPrinting.measureNames + ["state"], titles: PlanPrinting.regionTitles(language),
                numbers: 3...12,
                shownNumbers: 3...5, in: format), as: format)
        try many.conclude(results, code)
    }

    func run() async throws {
        do {
            if inventory.all { return try runAll() }
            if check { return try checkFile() }
            if thresholds { return try listThresholds() }
            if projects || untouched { return try listProjects() }
            let folder = try InventoryFolder(
                inventory.folder, options: try drawing.asked(of: inventory.options()))
            let asked = try by.map { try ListOption(keys: $0) }
            let keys = asked?.keys(pollutants: folder.context.pollutants) ?? []
            if let ask {
                let count = try given.ask(file, form: ask, vocabularies: folder.context.library.vocabularies)
                return put(text("\(ask)：\(count) 项输入", "\(ask): \(count) inputs"))
            }
            if let part = parts.part, let out = parts.out { return try compute(part, to: out, folder, keys) }
            var repeated = try PlanInputs(given.set).findings
            if let asked { repeated.add(asked.findings) }
            show(repeated, quiet: inventory.speech.quiet)
            var run = try PlanRun(files: [file], given: given, folder: folder, options: inventory)
            if costs { try run.price(in: priceYear) }
            let showsRows = !explain.isEmpty || given.accounting != nil || keyProjects || tasks
            let (emissions, evaluations) = try run.evaluated(groupings: keys.map(\.name), rows: showsRows)
            guard let evaluation = evaluations.first else { return }
            var printing = PlanPrinting(
                evaluation: evaluation, year: given.year, bases: try given.bases(folder.context, inventory))
            printing.uncertainty = try drawing.options(of: folder).map {
                evaluation.uncertainty(
                    by: keys, $0, threads: inventory.run.threads, hasTotals: sources.variance != nil)
            }
            if let sure = printing.uncertainty {
                try DrawingOptions.write(
                    folder.context.pollutants.map { ($0, sure.reductionShares($0)) }, printing.incomplete,
                    to: sources.variance)
            }
            if let targets { try AtomicFile.write(printing.targetsCSV, to: targets) }
            if !explain.isEmpty {
                put(try printing.explanation(of: explain[0], source: explain.count > 1 ? explain[1] : nil))
            } else if tasks {
                put(try printing.creditedTasks(rules: given.accounting, format), as: format)
            } else if path {
                printing.potential = try inventory.assessment(isTold: false).afterAllTechniques(
                    evaluation.baseline, threads: inventory.run.threads)
                put(printing.path(format), as: format)
            } else if coverage {
                put(printing.coverage(format), as: format)
            } else if costs {
                put(printing.costs(format), as: format)
            } else if !keys.isEmpty {
                put(printing.reductions(by: keys, format), as: format)
            } else if given.accounting != nil || keyProjects {
                put(try printing.accounts(rules: given.accounting, format), as: format)
            } else {
                put(printing.measures(format), as: format)
            }
            try inventory.conclude(repeated, emissions.inFiles, evaluation.findings)
        } catch {
            throw failing(error)
        }
    }
}

/// What `--set` gives: a value by measure and parameter.
struct PlanInputs {
    /// The values by `ID.parameter`.
    private(set) var values: [String: String] = [:]
    /// The inputs that stand there twice alike.
    private(set) var findings = Findings()

    /// Reads `ID.parameter=value`. Two values for one parameter are wrong usage: nobody could tell which was meant.
    init(_ inputs: [String]) throws {
        for input in inputs {
            let parts = input.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let name = parts[0].split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count == 2, name.count > 1, name.allSatisfy({ !$0.isEmpty }) else {
                throw ValidationError(
                    text("--set 的写法是 措施.参数=值：", "--set is written ID.parameter=value: ") + input)
            }
            if let known = values[parts[0]] {
                guard known == parts[1] else {
                    throw ValidationError(
                        text(
                            "--set 给 \(parts[0]) 两个值：\(known) 和 \(parts[1])",
                            "--set gives \(parts[0]) two values: \(known) and \(parts[1])"))
                }
                findings.add(.repeated("--set " + input))
            }
            values[parts[0]] = parts[1]
        }
    }
}

/// Plans read, and run on one inventory.
struct PlanRun {
    private(set) var plans: [Plan]
    let folder: InventoryFolder
    let options: InventoryOptions

    /// Reads plans for an inventory, with what is given for them.
    init(files: [String], given: PlanOptions, folder: InventoryFolder, options: InventoryOptions) throws {
        var findings = Findings()
        plans = try files.map { file in
            try given.plan(file, vocabularies: folder.context.library.vocabularies, findings: &findings)
        }
        self.folder = folder
        self.options = options
        show(findings, quiet: options.speech.quiet)
    }

    /// Costs of the library for measures that a plan gives none.
    mutating func price(in year: Int?) throws {
        var findings = Findings()
        let library = folder.context.library
        let costs = CostLibrary(of: library, findings: &findings)
        guard !findings.hasErrors else { throw findings }
        plans = plans.map { $0.priced(by: costs, in: year, vocabularies: library.vocabularies) }
    }

    /// Runs the plans in one pass over the files and shows what was found; of the plans errors alone where `isQuiet`.
    func evaluated(
        groupings: [String], rows: Bool, isQuiet: Bool = false
    ) throws -> (emissions: InventoryFolder.Emissions, evaluations: [PlanEvaluation]) {
        let quiet = options.speech.quiet
        let bar = ProgressBar(quiet: quiet)
        let (emissions, evaluations) = try folder.evaluated(
            plans, groupings: groupings, keepsRows: rows, threads: options.run.threads, progress: { bar.show($0) })
        bar.clear()
        try options.accept(emissions)
        PlanRun.tell(emissions, evaluations, quiet: quiet, plansQuiet: quiet || isQuiet)
        return (emissions, evaluations)
    }

    /// Shows what was found in files, in running plans, and what plans' constraints say.
    static func tell(
        _ emissions: InventoryFolder.Emissions, _ evaluations: [PlanEvaluation], quiet: Bool, plansQuiet: Bool
    ) {
        show(emissions.inFiles, quiet: quiet)
        for evaluation in evaluations {
            show(evaluation.findings, quiet: plansQuiet)
            // Where plans only stand side by side, what makes their tonnes doubtful is told all the same.
            if plansQuiet { show(evaluation.findings.partsAboveWholes, quiet: quiet) }
            show(evaluation.plan.violations(in: emissions.kept, context: evaluation.context), quiet: plansQuiet)
        }
    }
}

extension Assessment {
    /// What is emitted at the most that the techniques of the library could do, by pollutant.
    func afterAllTechniques(_ result: EmissionResult, threads: Int) throws -> [String: Mass] {
        var findings = Findings()
        guard let techniques = Plan.techniques(context, findings: &findings), !findings.hasErrors else {
            throw findings
        }
        let potential = inventory.potential(techniques, in: context, threads: threads, findings: &findings)
        return Dictionary(
            uniqueKeysWithValues: context.pollutants.map { ($0, result.total(of: $0) - potential.reduction($0)) })
    }

    /// What a plan's constraints say of new sources.
    func violations(ofPlan file: String) throws -> Findings {
        var findings = Findings()
        return try PlanOptions.parse([]).plan(file, vocabularies: context.library.vocabularies, findings: &findings)
            .violations(in: inventory, context: context)
    }

    /// A plan run on the inventory with what is given for it, with what was found shown. An error of what measures do ends it,
    /// unless the user said to keep going.
    func evaluated(
        planFile file: String, given: PlanOptions, quiet: Bool, keepGoing: Bool, keepsRows: Bool = false,
        tellsBase: Bool = true
    ) throws -> PlanEvaluation {
        var findings = Findings()
        let plan = try given.plan(file, vocabularies: context.library.vocabularies, findings: &findings)
        show(findings, quiet: quiet)
        let evaluation = PlanEvaluation(
            plan, on: inventory, in: context, keepsRows: keepsRows, tellsBase: tellsBase)
        if evaluation.findings.hasErrors, !keepGoing { throw evaluation.findings }
        show(evaluation.findings, quiet: quiet)
        show(plan.violations(in: inventory, context: context), quiet: quiet)
        return evaluation
    }
}
