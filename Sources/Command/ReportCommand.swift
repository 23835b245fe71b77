import ArgumentParser
import Lantian

/// `lantian report`: the package handed to the level above.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: text("写出上报包：XML、CSV、XLSX、HTML", "Write the package: XML, CSV, XLSX, HTML."))

    @OptionGroup var inventory: InventoryOptions

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp(text("写入的文件夹", "folder to write"), valueName: "folder"))
    var out: String

    @Option(
        help: ArgumentHelp(
            text("只写这些格式，逗号分隔：xml,csv,xlsx,html", "only these forms, comma-separated: xml,csv,xlsx,html"),
            valueName: "list"))
    var only: String?

    @Option(help: ArgumentHelp(text("同时报告这个方案的减排量", "report what this plan removes too"), valueName: "plan"))
    var plan: String?

    @OptionGroup var told: ProgressOptions

    @OptionGroup var drawing: DrawingOptions

    @Option(help: ArgumentHelp(text("签名私钥（PEM）", "private key to sign with (PEM)"), valueName: "key"))
    var sign: String?

    @Option(
        help: ArgumentHelp(
            text("签名证书（PEM）；默认与私钥同一文件", "certificate (PEM); default: in the key's file"), valueName: "certificate"))
    var certificate: String?

    @OptionGroup var given: PlanOptions

    @Option(
        help: ArgumentHelp(
            text(
                "上级发回的回执：整改后的包写明答复的是哪一份", "the receipt that came back: the corrected package says which one it answers"),
            valueName: "receipt"))
    var answers: String?

    @OptionGroup var overwriting: OverwritingOptions

    func validate() throws {
        _ = try formats
        if told.month != nil, plan == nil {
            throw ValidationError(text("--month 要与 --plan 同用", "--month needs --plan"))
        }
        let isGiven = !given.set.isEmpty || given.inputs != nil || !given.base.isEmpty || given.year != nil
        if plan == nil, isGiven || given.accounting != nil {
            throw ValidationError(
                text(
                    "--set、--inputs、--base、--year、--accounting 要与 --plan 同用",
                    "--set, --inputs, --base, --year and --accounting need --plan"))
        }
        if let count = Int(drawing.draws), count > PartUncertainty.mostDraws {
            throw ValidationError(
                text(
                    "上报包的 --draws 不超过 \(PartUncertainty.mostDraws)：收到的人要重新抽样",
                    "--draws of a package must not exceed \(PartUncertainty.mostDraws): whoever receives it draws again"
                ))
        }
        try inventory.refuse("--plan", withAll: plan != nil)
        try inventory.refuse("--answers", withAll: answers != nil)
    }

    /// A package of each of many inventories, in folders by region and year.
    private func reportAll(_ options: ReportOptions) throws {
        let out = out
        let many = ManyInventories(options: inventory)
        let drawing = drawing
        let (results, code) = try many.results(writes: true) { folder, how in
            let assessment = try Assessment(folder: folder, options: drawing.asked(of: how))
            var found = Findings()
            let result = assessment.inventory.computed(
                in: assessment.context, groupings: drawing.uncertainty ? PartUncertainty.groupings : [],
                balance: true, findings: &found)
            if found.hasErrors, !how.keepGoing { throw found }
            let manifest = assessment.context.manifest
            let place = "\(out)/\(manifest.region)-\(manifest.year)"
            let package = try ReportPackage(
                assessment, result: result, findings: found,
                draws: drawing.options(of: assessment.context, result))
            let written = try Report(package).write(to: place, options: options).map { [place + "/" + $0] }
            var findings = assessment.findings
            findings.add(found)
            return RegionRows(
                manifest, rows: written, shown: written, incomplete: IncompleteTotals(result), findings: findings)
        }
        for path in results.flatMap({ $0.rows }) { put(path[0]) }
        for line in IncompleteTotals(joining: results.map(\.incomplete), adding: true).lines { tell(line) }
        try many.conclude(results, code)
    }

    /// The forms asked for; all where none is.
    private var formats: ListOption<ReportOptions.Format>? {
        get throws {
            try only.map { only in
                try ListOption(only, option: "--only", known: ReportOptions.Format.allCases.map(\.rawValue)) {
                    ReportOptions.Format(rawValue: $0.lowercased())
                }
            }
        }
    }

    func run() async throws {
        do {
            let identity = try sign.map {
                try SigningIdentity(keyFile: existing($0), certificateFile: existing(certificate ?? $0))
            }
            try OutputFolder(out, overwriting.force ? .forced : .empty).check()
            var options = ReportOptions(
                language: chosenLanguage(), identity: identity, force: overwriting.force)
            if let formats = try formats {
                options.formats = Set(formats.entries)
                show(formats.findings, quiet: inventory.speech.quiet)
            }
            if inventory.all { return try reportAll(options) }
            let (package, findings) = try await package()
            let bar = ProgressBar(quiet: inventory.speech.quiet)
            defer { bar.clear() }
            let names = try Report(package).write(to: out, options: options) { bar.show($0, of: $1) }
            bar.clear()
            for name in names { put(out + "/" + name) }
            try inventory.conclude(findings.reading, findings.computing)
            let name = quoted(out)
            tellNext(
                "打开 \(name)/report.html；报送前自查：lantian verify \(name)",
                "open \(name)/report.html; before sending: lantian verify \(name)", quiet: inventory.speech.quiet)
        } catch {
            throw failing(error)
        }
    }

    /// The package; the inventory's own tables are gone when it is written.
    private func package() async throws -> (ReportPackage, findings: (reading: Findings, computing: Findings)) {
        let assessment = try inventory.assessment(asked: drawing)
        let manifest = assessment.context.manifest
        // Before the work: a receipt of somebody else is a mistake of the call.
        let answered = try answers.map {
            try ReportAnswer.all(inReceipt: existing($0), region: manifest.region, year: manifest.year)
        }
        let (result, found) = await assessment.emissions(
            groupings: drawing.uncertainty ? PartUncertainty.groupings : [], balance: true,
            threads: inventory.run.threads)
        let draws = drawing.options(of: assessment.context, result)
        if found.hasErrors, !inventory.run.keepGoing { throw found }
        show(found, quiet: inventory.speech.quiet)
        var scenario: ReportScenario?
        if let plan {
            let evaluation = try assessment.evaluated(
                planFile: plan, given: given, quiet: inventory.speech.quiet,
                keepGoing: inventory.run.keepGoing, tellsBase: false)
            var findings = Findings()
            let rules = try evaluation.keyProjectRules(
                file: given.accounting.map { try existing($0) }, findings: &findings)
            let progress = try told.progress(of: evaluation, findings: &findings)
            let last = evaluation.plan.years.last ?? assessment.context.manifest.year
            if given.year == nil { findings.add(.yearOfCredits(last, of: evaluation.plan)) }
            show(findings, quiet: inventory.speech.quiet)
            guard !findings.hasErrors else { throw findings }
            scenario = try ReportScenario(
                evaluation, year: given.year ?? last,
                bases: try given.bases(assessment.context, inventory), rules: rules, progress: progress,
                potential: try assessment.afterAllTechniques(result, threads: inventory.run.threads), draws: draws)
        }
        var package = try ReportPackage(
            assessment, result: result, findings: found, scenario: scenario, plan: plan, draws: draws)
        for part in package.parts.indices { package.parts[part].answers = answered ?? [] }
        return (package, (assessment.findings, found))
    }
}
