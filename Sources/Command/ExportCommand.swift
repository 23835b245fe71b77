import ArgumentParser
import Lantian

/// What `export` writes.
enum ExportForm: String, CaseIterable, ExpressibleByArgument {
    case point = "ff10-point"
    case nonpoint = "ff10-nonpoint"
    case nonroad = "ff10-nonroad"
    case onroad = "ff10-onroad"
    case city
    case comparison
    case emergency
    case projects

    /// Whether it is about another file too: statistics to compare with, or an emergency list.
    var needsOther: Bool { self == .comparison || self == .emergency }

    /// The flat file, where it is one.
    var flatFile: FlatFile? { FlatFile(rawValue: rawValue) }
}

/// `lantian export`: the inventory in the forms that others read.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: text("按他人所读的格式写出清单", "Write the inventory in the forms that others read."),
        discussion: text(
            "ff10-point、ff10-nonpoint、ff10-nonroad、ff10-onroad：FF10 年排放文件，版式照空气质量模式排放处理程序 SMOKE 的手册（SMOKE 本身没有运行过）；四个文件合计等于清单，精确到微克。区划代码是 GB/T 2260，源分类代码是本程序自己的，文件头都有说明。city：城市清单工作簿（.xlsx）。comparison：与环统等对账的工作簿；emergency：应急减排清单工作簿；对方的表格用 --with 给出。projects：重点工程减排清单工作簿，用 --plan 给出方案；表式是本程序自定的。",
            "ff10-point, ff10-nonpoint, ff10-nonroad, ff10-onroad: the annual flat files FF10 in the layout of the manual of SMOKE, which prepares emissions for air quality models (SMOKE itself was not run); the four add up to the inventory, to the microgram. Regions are GB/T 2260 and source classes codes of Lantian's own; the file's head says so. city: the city inventory as a workbook (.xlsx). comparison: a workbook that compares with statistics; emergency: the emergency list with its daily tonnes; --with names the other table. projects: the list of key projects as a workbook, of the plan that --plan names; its layout is Lantian's own."
        ))

    @OptionGroup var inventory: InventoryOptions

    @Option(name: .customLong("as"), help: ArgumentHelp(text("格式", "the form"), valueName: "form"))
    var form: ExportForm

    @Option(
        help: ArgumentHelp(
            text("对账的对方（环统等表格），或应急减排清单", "the account to compare with, such as statistics, or the emergency list"),
            valueName: "file"))
    var with: String?

    @Option(help: ArgumentHelp(text("重点工程减排清单：方案文件", "projects: the plan file"), valueName: "plan"))
    var plan: String?

    @OptionGroup var given: PlanOptions

    @Option(
        help: ArgumentHelp(text("应急减排：取该月的日排放量", "emergency: the month whose daily emission counts"), valueName: "1-12")
    )
    var month = 1

    @Option(name: .shortAndLong, help: ArgumentHelp(text("写入此文件", "the file to write"), valueName: "file"))
    var out: String

    @Option(name: [.customShort("f"), .long], help: ArgumentHelp(text("输出格式", "output format")))
    var format: OutputFormat = .table

    func validate() throws {
        try inventory.refuse("export", withAll: true)
        guard (1...12).contains(month) else {
            throw ValidationError(text("--month 应在 1–12 之间", "--month must lie between 1 and 12"))
        }
        if form.needsOther != (with != nil) {
            throw ValidationError(
                form.needsOther
                    ? text("--as \(form.rawValue) 要用 --with 给出对方的表格", "--as \(form.rawValue) needs --with FILE")
                    : text("--with 只用于 comparison 和 emergency", "--with goes with comparison and emergency"))
        }
        if (form == .projects) != (plan != nil) {
            throw ValidationError(
                form == .projects
                    ? text("--as projects 要用 --plan 给出方案", "--as projects needs --plan FILE")
                    : text("--plan 只用于 projects", "--plan goes with projects"))
        }
        let isGiven = !given.set.isEmpty || given.inputs != nil || given.year != nil || given.accounting != nil
        if isGiven || !given.base.isEmpty, form != .projects {
            throw ValidationError(
                text(
                    "--set、--inputs、--base、--year、--accounting 只用于 projects",
                    "--set, --inputs, --base, --year and --accounting go with projects"))
        }
    }

    func run() async throws {
        do {
            let assessment = try inventory.assessment()
            let (result, findings) = await assessment.emissions(threads: inventory.run.threads)
            // A number that cannot be is none: nothing is written, as nothing is computed.
            if findings.hasErrors, !inventory.run.keepGoing { throw findings }
            show(findings, quiet: inventory.speech.quiet)
            if let form = form.flatFile {
                let file = assessment.flatFile(form, of: result)
                try AtomicFile.write(file.bytes, to: out)
                put(written(file, result), as: format)
                if format == .table {
                    if file.missing > 0 {
                        put(
                            text(
                                "缺数据或数字不可能、没有写入的排放：\(file.missing) 项（lantian check 列出所缺）",
                                "emissions that lack data, or whose number cannot be, and are not in the file: \(file.missing) (lantian check names what is missing)"
                            ))
                    }
                    if form == .point, file.rowCount > 0 {
                        put(
                            text(
                                "清单没有经纬度和排气筒高度以外的烟囱参数，这些列为空：做网格化之前要补",
                                "the inventory has no coordinates and no stack parameters but heights: those columns are blank, to be filled before gridding"
                            ))
                    }
                }
            }
            try writeWorkbook(assessment, result, told: Set(findings.sorted))
            try inventory.conclude(assessment.findings, findings)
        } catch {
            throw failing(error)
        }
    }

    /// The forms that are workbooks.
    private func writeWorkbook(_ assessment: Assessment, _ result: EmissionResult, told: Set<Finding>) throws {
        let (pollutants, year) = (assessment.context.pollutants, assessment.inventory.manifest.year)
        let incomplete = IncompleteTotals(result)
        var findings = Findings()
        switch form {
        case .point, .nonpoint, .nonroad, .onroad: return
        case .city: try assessment.writeCityWorkbook(of: result, to: out)
        case .comparison:
            let stated = try StatedEmissions.read(
                try existing(with ?? ""), pollutants: pollutants, library: assessment.context.library,
                findings: &findings)
            guard !findings.hasErrors else { throw findings }
            try Reconciliation(StatedEmissions(assessment, result), stated, pollutants: pollutants)
                .writeWorkbook(to: out, year: year)
        case .emergency:
            let list = TableReader.read(
                try SourceText(path: try existing(with ?? "")), schema: AlertTable.schema,
                vocabularies: assessment.context.library.vocabularies)
            guard !list.findings.hasErrors else { throw list.findings }
            findings = list.findings
            let outcome = assessment.inventory.alert(
                list.table, month: month, in: assessment.context, findings: &findings)
            guard !findings.hasErrors || inventory.run.keepGoing else { throw findings }
            // What is wrong with the inventory's rows was told when they were computed.
            findings = Findings(findings.sorted.filter { !told.contains($0) })
            try outcome.writeWorkbook(
                to: out, pollutants: pollutants, incomplete: incomplete, year: year)
        case .projects:
            let evaluation = try assessment.evaluated(
                planFile: plan ?? "", given: given, quiet: inventory.speech.quiet,
                keepGoing: inventory.run.keepGoing, keepsRows: true)
            guard let rules = evaluation.keyProjectRules(file: given.accounting, findings: &findings),
                !findings.hasErrors
            else { throw findings }
            let years = given.year.map { [$0] } ?? evaluation.plan.years
            try evaluation.projects(rules).writeWorkbook(
                to: out, title: evaluation.plan.title, years: years, incomplete: incomplete,
                year: years.last ?? year)
        }
        show(findings, quiet: inventory.speech.quiet)
        put(incomplete.below(text("已写入 \(out)", "written: \(out)")))
    }

    /// The tonnes of the file beside those of the inventory.
    private func written(_ file: FlatFileText, _ result: EmissionResult) -> String {
        // A pollutant without any number has no total; one that other forms have has none in this file.
        let known = Set(Grouping("pollutant").map { result.totals(by: [$0]).map { $0.keys[0] } } ?? [])
        let rows = result.context.pollutants.map { pollutant in
            let own = file.totals.first { $0.pollutant == pollutant }?.mass
            return [
                out, pollutant, (own ?? (known.contains(pollutant) ? .zero : nil))?.tonnes() ?? "",
                known.contains(pollutant) ? result.total(of: pollutant).tonnes() : "",
            ]
        }
        return RowsPrinting(
            names: ["file", "pollutant", "written_t", "inventory_t"],
            titles: [
                Label("文件", "file"), Label("污染物", "pollutant"), Label("写入 t", "written t"),
                Label("清单 t", "inventory t"),
            ], masses: 2...3, numbers: 2...3, rows: rows, incomplete: IncompleteTotals(result)
        ).text(in: format)
    }
}
