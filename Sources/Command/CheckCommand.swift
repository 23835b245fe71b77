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

    func run() async throws {
        do {
            let assessment = try inventory.assessment()
            let (result, findings) = await assessment.emissions(threads: inventory.threads)
            show(findings, quiet: inventory.speech.quiet)
            show(result.methodComparison(of: assessment.inventory), quiet: inventory.speech.quiet)
            var violations = Findings()
            for file in distinct(plan, quiet: inventory.speech.quiet) {
                violations.add(try assessment.violations(ofPlan: file))
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
            let keys = ["table", "process", "pollutant", "state", "method"].compactMap { Grouping($0) }
            var methods = TextTable(
                [
                    speak("源类", "kind", language), speak("环节", "process", language),
                    speak("污染物", "pollutant", language),
                    speak("状态", "state", language), speak("方法", "method", language), speak("行数", "rows", language),
                ], [.leading, .leading, .leading, .leading, .leading, .trailing])
            for row in result.totals(by: keys) {
                methods.row([
                    SourceKind.named(row.keys[0])?.label[language] ?? row.keys[0], row.keys[1], row.keys[2],
                    ResultState(rawValue: row.keys[3])?.label[language] ?? row.keys[3], row.keys[4], String(row.lines),
                ])
            }
            put(methods.text)
            if violations.hasErrors { throw ExitCode(1) }
            try inventory.conclude(assessment.findings, findings, violations)
        } catch {
            throw failing(error)
        }
    }
}
