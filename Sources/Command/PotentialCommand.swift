import ArgumentParser
import Lantian

/// `lantian potential`: how much the limits and techniques that are listed can remove, source by source.
struct PotentialCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "potential",
        abstract: text(
            "技术减排潜力：每个源对照限值和最佳可用技术可减多少",
            "The technical potential: what limits and best techniques can remove at each source."))

    @OptionGroup var inventory: InventoryOptions

    @Option(
        help: ArgumentHelp(
            text("按 sector、kind、firm、county 或 technique 汇总", "add up by sector, kind, firm, county or technique"),
            valueName: "key"))
    var by: PotentialKey = .sector

    @Flag(help: ArgumentHelp(text("逐源列出", "list every source")))
    var lines = false

    @Option(
        help: ArgumentHelp(
            text("技术清单文件；默认系数库的 accounting/techniques.yaml", "file of techniques; default: the library's"),
            valueName: "file"))
    var techniques: String?

    @Option(name: [.customShort("f"), .long], help: ArgumentHelp(text("输出格式", "output format")))
    var format: OutputFormat = .table

    func validate() throws { try inventory.refuse("potential", withAll: true) }

    func run() async throws {
        do {
            let assessment = try inventory.assessment()
            var findings = Findings()
            guard
                let plan = Plan.techniques(
                    assessment.context, file: try techniques.map(existing), findings: &findings),
                !findings.hasErrors
            else { throw findings }
            let potential = assessment.inventory.potential(
                plan, in: assessment.context, threads: inventory.run.threads, findings: &findings)
            show(findings, quiet: inventory.speech.quiet)
            let incomplete = await assessment.incompleteTotals(threads: inventory.run.threads)
            put(
                lines
                    ? sources(potential, incomplete) : totals(potential, assessment.context.library, incomplete),
                as: format)
            if format == .table, !lines {
                put(
                    text(
                        "潜力＝今年排放−各源按所列限值和技术所能达到的最低排放；不含关停、活动水平下降和换能源。没有技术、效果不明和缺数据的不计为零，单列。",
                        "Potential: today's emission less the lowest that the listed limits and techniques reach at each source; closing, less activity and other energy are not in it. What no technique is listed for, what is not known and what is missing is no zero: it stands apart."
                    ))
            }
            try inventory.conclude(assessment.findings, findings)
        } catch {
            throw failing(error)
        }
    }

    private func totals(
        _ potential: Potential, _ library: FactorLibrary, _ incomplete: IncompleteTotals
    ) -> String {
        let totals = potential.totals(by: by.key)
        let words = GroupingWords(library: library, language: chosenLanguage())
        let rows = totals.map { total in
            let masses = [total.today, total.reduction, total.after, total.withoutTechnique, total.unknown]
            // Of sources that all lack data nothing is known.
            return [total.key, total.pollutant] + masses.map { total.sources > total.missing ? $0.tonnes() : "" }
                + [String(total.sources), String(total.missing)]
        }
        let shown = zip(totals, rows).map { total, row in [name(total.key, potential, words)] + row.dropFirst() }
        return RowsPrinting(
            names: [
                by.rawValue, "pollutant", "today_t", "potential_t", "after_t", "no_technique_t", "unknown_t", "sources",
                "missing_sources",
            ],
            titles: [
                label, Label("污染物", "pollutant"), Label("现状 t", "today t"), Label("潜力 t", "potential t"),
                Label("其后 t", "after t"), Label("无技术 t", "no technique t"), Label("效果不明 t", "not known t"),
                Label("源数", "sources"), Label("缺数据源数", "lacking data"),
            ], masses: 2...6, numbers: 2...8, rows: rows, shown: shown, incomplete: incomplete
        ).text(in: format)
    }

    private var label: Label {
        switch by {
        case .firm: Label("企业", "firm")
        case .technique: Label("技术", "technique")
        case .sector, .kind, .county:
            grouping.map { Label(GroupingWords.title($0, .zh), GroupingWords.title($0, .en)) }
                ?? Label(same: by.rawValue)
        }
    }

    /// The key of results that has the same words for people.
    private var grouping: Grouping? { Grouping(by == .kind ? "table" : by.rawValue) }

    private func name(_ key: String, _ potential: Potential, _ words: GroupingWords) -> String {
        if key.isEmpty { return text("（无）", "(none)") }
        switch by {
        case .firm: return key
        case .technique: return potential.techniques.measure(key)?.title[words.language] ?? key
        case .sector, .kind, .county: return grouping.map { words.word($0, key) } ?? key
        }
    }

    private func sources(_ potential: Potential, _ incomplete: IncompleteTotals) -> String {
        let language = chosenLanguage()
        let rows = potential.lines.map { line in
            [
                line.kind, line.source, line.firm, line.county, line.sector, line.pollutant, line.today?.tonnes() ?? "",
                line.state == .reducible ? line.reduction.tonnes() : "", line.after?.tonnes() ?? "", line.technique,
                line.state.rawValue, line.reason[language],
            ]
        }
        let shown = zip(potential.lines, rows).map { line, row in
            Array(row[0...9]) + [line.state.label[language], row[11]]
        }
        return RowsPrinting(
            names: [
                "table", "id", "firm_name", "county_code", "sector", "pollutant", "today_t", "potential_t", "after_t",
                "technique", "state", "reason",
            ],
            titles: [
                Label("源类", "table"), Label("编号", "id"), Label("企业", "firm"), Label("县区", "county"),
                Label("部门", "sector"), Label("污染物", "pollutant"), Label("现状 t", "today t"),
                Label("潜力 t", "potential t"), Label("其后 t", "after t"), Label("技术", "technique"),
                Label("状态", "state"), Label("说明", "reason"),
            ], masses: 6...8, numbers: 6...8, rows: rows, shown: shown, incomplete: incomplete
        ).text(in: format)
    }
}

/// What the potential is added up by, as words of the command line.
enum PotentialKey: String, CaseIterable, ExpressibleByArgument {
    case sector, kind, firm, county, technique

    var key: Potential.Key {
        switch self {
        case .sector: .sector
        case .kind: .kind
        case .firm: .firm
        case .county: .county
        case .technique: .technique
        }
    }
}
