import ArgumentParser
import FoundationEssentials
import Lantian

/// `lantian reconcile`: why an inventory and another account of the same county differ, firm by firm.
struct ReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: text("对账：清单与环统、许可执行报告、应急清单或另一清单逐企业比较", "Say why two accounts of a county differ, firm by firm."),
        discussion: text(
            "对方可以是表格（企业名称或信用代码，各污染物的吨数，可有许可量、燃料量、去除率、核算方法），也可以是另一个清单文件夹。差值逐项给出原因，相加等于总差，精确到微克；超许可的企业排在最前。reconcile.csv 的 reason 一列可写明原因，下一年用 --reasons 沿用。",
            "The other account is a table (firm name or credit code, tonnes of each pollutant; permitted tonnes, fuel, removal and method where known) or another inventory. Each part of the difference has its cause, and they add up to the microgram; firms above their permit come first. Reasons written into reconcile.csv are kept for the next year by --reasons."
        ))

    @OptionGroup var inventory: InventoryOptions

    @Argument(
        help: ArgumentHelp(
            text("对方：表格（.csv、.xlsx、.xls）或清单文件夹", "the other account: a table (.csv, .xlsx, .xls) or an inventory"),
            valueName: "other"))
    var other: String

    @Option(
        help: ArgumentHelp(
            text("上次的 reconcile.csv，沿用其中写明的原因", "an earlier reconcile.csv, whose reasons are kept"), valueName: "file"))
    var reasons: String?

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp(text("把全部行写入这个 CSV 文件", "write all rows to this CSV file"), valueName: "file"))
    var out: String?

    @Option(name: [.customShort("f"), .long], help: ArgumentHelp(text("输出格式", "output format")))
    var format: OutputFormat = .table

    func run() async throws {
        do {
            _ = try existing(other)
            if let out { try OutputFolder.refuseExisting(out) }
            let assessment = try inventory.assessment()
            let (result, findings) = await assessment.emissions(threads: inventory.run.threads)
            show(findings, quiet: inventory.speech.quiet)
            let pollutants = assessment.context.pollutants
            let here = StatedEmissions(assessment, result)
            var reconciliation = Reconciliation(here, try await stated(assessment, pollutants), pollutants: pollutants)
            if let reasons { try reconciliation.takeReasons(from: try existing(reasons)) }
            if let out { try AtomicFile.write(reconciliation.csv, to: out) }
            if format == .table, !inventory.speech.quiet { put(summary(reconciliation)) }
            put(
                format == .table
                    ? reconciliation.incomplete.below(reconciliation.table)
                    : FindingRows.rows(
                        reconciliation.columns, reconciliation.records, in: format,
                        numbers: ["here_t", "there_t", "difference_t", "permitted_t", "above_permit_t", "part_t"]),
                as: format)
            try inventory.conclude(assessment.findings, findings)
        } catch {
            throw failing(error)
        }
    }

    /// What the other side says.
    private func stated(_ assessment: Assessment, _ pollutants: [String]) async throws -> StatedEmissions {
        var isFolder = false
        _ = FileManager.default.fileExists(atPath: other, isDirectory: &isFolder)
        if isFolder {
            let theirs = try Assessment(folder: other, options: try inventory.options())
            let (result, findings) = await theirs.emissions(threads: inventory.run.threads)
            show(theirs.findings, quiet: inventory.speech.quiet)
            show(findings, quiet: true)
            return StatedEmissions(theirs, result)
        }
        var findings = Findings()
        let stated = try StatedEmissions.read(
            other, pollutants: pollutants, library: assessment.context.library, findings: &findings)
        if findings.hasErrors { throw findings }
        show(findings, quiet: inventory.speech.quiet)
        return stated
    }

    /// The answer in a sentence for each pollutant.
    private func summary(_ reconciliation: Reconciliation) -> String {
        let language = chosenLanguage()
        return reconciliation.pollutants.map { pollutant in
            let (here, there) = reconciliation.totals(pollutant)
            let causes = reconciliation.sums(pollutant).map {
                "\($0.cause.label[language]) \($0.mass.roundedTonnes(decimals: 2))"
            }
            let above = reconciliation.rows.count { $0.pollutant == pollutant && $0.excess > .zero }
            let none = text("没有数字", "no number")
            func tonnes(_ mass: Mass?) -> String { mass.map { $0.roundedTonnes(decimals: 2) + " t" } ?? none }
            let difference = reconciliation.difference(pollutant).map {
                text("，差 ", ", difference ") + $0.roundedTonnes(decimals: 2) + " t = \(causes.joined(separator: " + "))"
            }
            return text("\(pollutant)：本清单 ", "\(pollutant): here ") + tonnes(here.number)
                + text("，对方 ", ", there ") + tonnes(there.number) + (difference ?? "")
                + (above > 0 ? text("；\(above) 家超过许可量", "; firms above their permit: \(above)") : "")
        }.joined(separator: "\n").replacing(" + -", with: " - ") + "\n"
    }
}

extension Reconciliation {
    /// The rows for people: a firm, its numbers, and below each other the parts of the difference.
    fileprivate var table: String {
        let language = chosenLanguage()
        let titles = [
            Label("企业", "firm"), Label("污染物", "pollutant"), Label("本清单 t", "here t"), Label("对方 t", "there t"),
            Label("差 t", "difference t"), Label("许可 t", "permitted t"), Label("原因", "cause"), Label("其中 t", "part t"),
            Label("说明", "reason"),
        ]
        var table = TextTable(
            titles.map { $0[language] },
            [.leading, .leading, .trailing, .trailing, .trailing, .trailing, .leading, .trailing, .leading])
        for row in rows where row.difference != .zero || row.excess > .zero {
            for (number, part) in row.parts.enumerated() {
                let isFirst = number == 0
                func mass(_ mass: Mass?) -> String { isFirst ? mass?.roundedTonnes(decimals: 2) ?? "—" : "" }
                let above = row.excess > .zero ? speak(" 超", " above", language) : ""
                table.row([
                    isFirst ? row.firm : "", isFirst ? row.pollutant : "", mass(row.here), mass(row.there),
                    isFirst ? row.difference.roundedTonnes(decimals: 2) : "",
                    isFirst ? (row.permitted?.roundedTonnes(decimals: 2) ?? "") + above : "",
                    part.cause.label[language], part.mass.roundedTonnes(decimals: 2), row.reasons[part.cause] ?? "",
                ])
            }
        }
        return table.text
    }
}
