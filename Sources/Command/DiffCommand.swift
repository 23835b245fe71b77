import ArgumentParser
import FoundationEssentials
import Lantian

/// `lantian diff`: what changed from one package to another.
struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: text("比较两个上报包或两年的清单", "Compare two packages, or the inventories of two years."),
        discussion: text(
            "--causes 把变化逐源分为新增、退出、系数库、核算方法、活动水平、工艺燃料、治理、实测与条件，分项之和等于变化，精确到微克。次序固定：先把较早一年按较新一年的系数库和规则重算，再依次换上活动水平、工艺燃料、治理、实测值；某一步算不出时与下一步合并。",
            "--causes splits the change, source by source, into new, gone, library, method, activity, technique, control and factor; the parts add up to it to the microgram. The order is fixed: the earlier year is first computed again by the library and rules of the later, then activity, technique, control and what was measured are put in place; a step that gives no number is taken together with the next."
        ))

    @Argument(
        help: ArgumentHelp(text("较早的 report.xml 或清单文件夹", "the older report.xml or inventory"), valueName: "old"))
    var old: String

    @Argument(
        help: ArgumentHelp(text("较新的 report.xml 或清单文件夹", "the newer report.xml or inventory"), valueName: "new"))
    var new: String

    @Flag(help: ArgumentHelp(text("把变化分到各个原因", "split the change into causes")))
    var causes = false

    @Option(
        help: ArgumentHelp(
            text(
                "各组变化换上的次序（library,method,activity,technique,control,factor 各一次）",
                "the order in which groups are put in place (each of library,method,activity,technique,control,factor once)"
            ), valueName: "list"))
    var order: String?

    @Option(help: ArgumentHelp(text("列出变化最大的几个源", "how many of the sources that changed most are listed")))
    var top = 10

    @Option(
        help: ArgumentHelp(
            text("系数库文件夹（清单和 --causes 用）", "factor library, for inventories and --causes"), valueName: "folder"))
    var factors: String?

    @Option(name: [.customShort("f"), .long], help: ArgumentHelp(text("输出格式", "output format")))
    var format: OutputFormat = .table

    @Flag(help: ArgumentHelp(text("逐源列出变化", "list changes source by source")))
    var sources = false

    @OptionGroup var speech: SpeechOptions

    func validate() throws {
        _ = try causeOrder
        if order != nil, !causes { throw ValidationError(text("--order 要与 --causes 同用", "--order needs --causes")) }
        if top < 0 { throw ValidationError(text("--top 不能为负", "--top must not be negative")) }
    }

    /// The order in which groups are put in place.
    private var causeOrder: [EmissionChange.Cause] {
        get throws {
            guard let order else { return EmissionChange.Cause.order }
            let named = WordList.words(of: order).compactMap(EmissionChange.Cause.init(rawValue:))
            guard named.count == EmissionChange.Cause.order.count, Set(named) == Set(EmissionChange.Cause.order) else {
                throw ValidationError(
                    text(
                        "--order 须含 library,method,activity,technique,control,factor 各一次",
                        "--order takes each of library,method,activity,technique,control,factor once"))
            }
            return named
        }
    }

    /// A package, or that of an inventory, computed now.
    private func opened(_ path: String) async throws -> ReportPackage {
        let files = FileManager.default
        guard files.fileExists(atPath: path + "/inventory.yaml") || InventoryWorkbook.isWorkbook(path) else {
            return try package(at: path).package
        }
        let assessment = try Assessment(
            folder: path, options: Assessment.Options(factors: try factorFolder(factors)))
        show(assessment.findings, quiet: speech.quiet)
        let (result, findings) = await assessment.emissions(balance: true)
        show(findings, quiet: true)
        if findings.hasErrors { throw findings }
        return try ReportPackage(assessment, result: result, findings: findings)
    }

    func run() async throws {
        do {
            if old == "-", new == "-" {
                throw ValidationError(text("标准输入（-）只能读一次", "standard input (-) can be read once only"))
            }
            let (before, after) = (try await opened(old), try await opened(new))
            let incomplete = IncompleteTotals(joining: [before.incompleteTotals, after.incompleteTotals])
            if causes {
                let own = [before, after].map { Set($0.parts.flatMap(\.rules.pollutants)) }
                guard !own[0].isDisjoint(with: own[1]) else {
                    var findings = Findings()
                    findings.add(
                        Finding(
                            .error, .noCommonPollutant, at: Location(file: new),
                            value: own[1].sorted().joined(separator: ", "),
                            expected: Label(same: own[0].sorted().joined(separator: ", "))))
                    throw findings
                }
                let change = try await EmissionChange(
                    from: before, to: after, factors: try factorFolder(factors), order: try causeOrder)
                show(change.findings, quiet: speech.quiet)
                var words = after.words
                words.add(before.words)
                return put(
                    ChangePrinting(change: change, words: words, top: top, incomplete: incomplete).printed(
                        in: format, bySource: sources),
                    as: format)
            }
            let difference = ReportDifference(from: before, to: after)
            var words = after.words
            words.add(before.words)
            put(
                sources ? sourceRows(difference, words, incomplete) : totalRows(difference, words, incomplete),
                as: format)
        } catch {
            throw failing(error)
        }
    }

    private func totalRows(
        _ difference: ReportDifference, _ words: ReportWords, _ incomplete: IncompleteTotals
    ) -> String {
        let language = chosenLanguage()
        let all = text("全部", "all")
        func masses(_ row: ReportDifference.TotalRow) -> [String] {
            [row.old, row.new, row.change].map { $0?.tonnes() ?? "" }
        }
        // People see the grand totals and what changed; files have every total.
        let shown = difference.totals.filter { $0.change != .zero || $0.county == nil && $0.sector == nil }.map { row in
            [
                row.county.map { "\($0) \(words.label(.county, $0)[language])" } ?? all,
                row.sector.map { words.label(.sector, $0)[language] } ?? all, row.pollutant,
            ] + masses(row)
        }
        return RowsPrinting(
            names: ["county", "sector", "pollutant", "old_t", "new_t", "change_t"],
            titles: [
                Label("县区", "county"), Label("部门", "sector"), Label("污染物", "pollutant"), Label("原 t", "old t"),
                Label("新 t", "new t"), Label("变化 t", "change t"),
            ], masses: 3...5, numbers: 3...5,
            rows: difference.totals.map { [$0.county ?? "", $0.sector ?? "", $0.pollutant] + masses($0) }, shown: shown,
            incomplete: incomplete
        ).text(in: format)
    }

    private func sourceRows(
        _ difference: ReportDifference, _ words: ReportWords, _ incomplete: IncompleteTotals
    ) -> String {
        let language = chosenLanguage()
        let pollutants = Set(difference.sources.flatMap { Array($0.old.keys) + Array($0.new.keys) }).sorted()
        var (rows, shown): ([[String]], [[String]]) = ([], [])
        for source in difference.sources {
            let kind = SourceKind.named(source.table)
            let columns = source.columns.map { kind?.schema.column($0)?.label[language] ?? $0 }
            for pollutant in pollutants {
                let masses = [source.old, source.new].map { $0.isEmpty ? "0" : $0[pollutant]?.tonnes() ?? "" }
                rows.append(
                    [
                        source.region, source.table, source.source, source.change.rawValue,
                        source.columns.joined(separator: ";"), pollutant,
                    ] + masses)
                shown.append(
                    [
                        words.label(.county, source.region)[language], kind?.label[language] ?? source.table,
                        source.source, source.change.label[language], columns.joined(separator: "; "), pollutant,
                    ] + masses)
            }
        }
        return RowsPrinting(
            names: ["region", "table", "source", "change", "columns", "pollutant", "old_t", "new_t"],
            titles: [
                Label("地区", "region"), Label("源类", "table"), Label("排放源", "source"), Label("变化", "change"),
                Label("列", "columns"),
                Label("污染物", "pollutant"), Label("原 t", "old t"), Label("新 t", "new t"),
            ], masses: 6...7, numbers: 6...7, rows: rows, shown: shown, incomplete: incomplete
        ).text(in: format)
    }
}

extension ReportDifference.SourceRow.Change {
    /// The word for people.
    fileprivate var label: Label {
        switch self {
        case .added: Label("新增", "added")
        case .removed: Label("减少", "removed")
        case .changed: Label("改变", "changed")
        }
    }
}

extension Finding.Message {
    fileprivate static let noCommonPollutant = Finding.Message(
        "no-common-pollutant", "两者没有共同的污染物，不能按原因比较", "the two have no pollutant in common: nothing to tell causes of")
}
