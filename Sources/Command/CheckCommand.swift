import ArgumentParser
import Lantian

/// `lantian check`: all that computing would do, without numbers: files, findings, methods and states.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: text(
            "检查清单：数据问题、将用的方法和系数", "Check an inventory: findings, and the methods and factors that would be used."))

    @OptionGroup var inventory: InventoryOptions

    @Option(
        help: ArgumentHelp(
            text("按这个方案的约束检查新源，可重复", "check new sources against this plan's constraints; repeatable"), valueName: "plan"
        ))
    var plan: [String] = []

    @Option(
        help: ArgumentHelp(
            text("上年的清单：与上年比较的规则用它", "the inventory of the year before, for rules that compare with it"),
            valueName: "inventory"))
    var previous: String?

    @Option(name: [.customShort("f"), .long], help: ArgumentHelp(text("输出格式", "output format")))
    var format: OutputFormat = .table

    func validate() throws { try inventory.refuse("--plan", withAll: !plan.isEmpty) }

    private static let keys = ["table", "process", "pollutant", "state", "method"].compactMap { Grouping($0) }

    /// The states and methods of many inventories by region, with all that was found.
    private func checkAll() throws {
        let language = chosenLanguage()
        let many = ManyInventories(options: inventory)
        let (results, code) = try many.results(wholeFindings: true) { folder, options in
            let folder = try InventoryFolder(folder, options: options)
            let found = try folder.emissions(threads: 1)
            if found.findings.hasErrors, !options.keepGoing { throw found.findings }
            let rows = found.result.totals(by: CheckCommand.keys).map { $0.keys + [String($0.lines)] }
            return RegionRows(
                folder.context.manifest, rows: rows, shown: rows.map { CheckCommand.words($0, language) },
                incomplete: IncompleteTotals(found.result),
                findings: found.findings)
        }
        put(
            many.printed(
                results, names: CheckCommand.keys.map(\.text) + ["rows"], titles: CheckCommand.titles(language),
                numbers: 5...5, in: .table))
        try many.conclude(results, code)
    }

    private static func titles(_ language: Language) -> [String] {
        [
            speak("源类", "kind", language), speak("环节", "process", language), speak("污染物", "pollutant", language),
            speak("状态", "state", language), speak("方法", "method", language), speak("行数", "rows", language),
        ]
    }

    /// A row of methods for people.
    private static func words(_ row: [String], _ language: Language) -> [String] {
        [SourceKind.named(row[0])?.label[language] ?? row[0], row[1], row[2]]
            + [ResultState(rawValue: row[3])?.label[language] ?? row[3], row[4], row[5]]
    }

    func run() async throws {
        do {
            if inventory.all { return try checkAll() }
            let assessment = try inventory.assessment(isTold: format == .table)
            let before = try previous.map { try Assessment(folder: try existing($0), options: try inventory.options()) }
            let plausibility = assessment.plausibility(previous: before).findings
            if format == .table { show(plausibility, quiet: inventory.speech.quiet) }
            let (result, findings) = await assessment.emissions(threads: inventory.run.threads)
            let compared = result.methodComparison(of: assessment.inventory)
            if format == .table {
                show(findings, quiet: inventory.speech.quiet)
                show(compared, quiet: inventory.speech.quiet)
            }
            var violations = Findings()
            for file in distinct(plan, quiet: inventory.speech.quiet) {
                violations.add(try assessment.violations(ofPlan: file))
            }
            if format != .table {
                var all = assessment.findings
                for more in [plausibility, findings, compared, violations, IncompleteTotals(result).findings] {
                    all.add(more)
                }
                put(FindingRows.text(all, in: format), as: format)
                if violations.hasErrors { throw ExitCode(1) }
                return try inventory.conclude(all)
            }
            show(violations, quiet: inventory.speech.quiet)
            let language = chosenLanguage()
            var files = TextTable(
                [
                    speak("文件", "file", language), speak("源类", "kind", language), speak("行数", "rows", language),
                    "SHA-256",
                ],
                [.leading, .leading, .trailing, .leading])
            for sheet in assessment.inventory.sheets {
                files.row([
                    sheet.table.file.path, sheet.kind.label[language], String(sheet.table.rowCount),
                    String(sheet.table.file.digest.prefix(16)),
                ])
            }
            put(files.text + "\n")
            var methods = TextTable(
                CheckCommand.titles(language), [.leading, .leading, .leading, .leading, .leading, .trailing])
            for row in result.totals(by: CheckCommand.keys) {
                methods.row(CheckCommand.words(row.keys + [String(row.lines)], language))
            }
            put(IncompleteTotals(result).below(methods.text))
            if violations.hasErrors { throw ExitCode(1) }
            try inventory.conclude(assessment.findings, plausibility, findings, violations)
            let name = quoted(inventory.folder)
            tellNext("lantian compute \(name)", "lantian compute \(name)", quiet: inventory.speech.quiet)
        } catch {
            throw failing(error)
        }
    }
}
