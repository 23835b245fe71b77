import ArgumentParser
import Lantian

/// `lantian alert`: what an emergency list cuts a day, against all sources.
struct AlertCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alert",
        abstract: text(
            "应急减排清单：各级别日减排量占全部源日排放量的比例", "Check an emergency list: daily cuts against what all sources emit."))

    @OptionGroup var inventory: InventoryOptions

    @Argument(help: ArgumentHelp(text("应急减排清单（CSV）", "emergency list (CSV)"), valueName: "list"))
    var list: String

    @Option(help: ArgumentHelp(text("月份，取该月的日排放量", "month whose daily emission counts"), valueName: "1-12"))
    var month = 1

    @Option(
        help: ArgumentHelp(
            text(
                "方案：各级应减的比例取自方案；默认黄 10 %、橙 20 %、红 30 %",
                "plan whose shares must be cut at each level; default: 10 % at yellow, 20 % at orange, 30 % at red"),
            valueName: "plan"))
    var plan: String?

    @Flag(help: ArgumentHelp(text("逐行列出", "list every row")))
    var lines = false

    @Option(help: ArgumentHelp(text("输出格式", "output format")))
    var format: OutputFormat = .table

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp(text("清单写入的文件夹（XML、XLSX、CSV）", "folder for the list (XML, XLSX, CSV)"), valueName: "folder"))
    var out: String?

    @OptionGroup var overwriting: OverwritingOptions

    func validate() throws {
        guard (1...12).contains(month) else {
            throw ValidationError(text("--month 应在 1–12 之间", "--month must lie between 1 and 12"))
        }
    }

    func run() async throws {
        do {
            let assessment = try inventory.assessment()
            let result = TableReader.read(
                try SourceText(path: try existing(list)), schema: AlertTable.schema,
                vocabularies: assessment.context.library.vocabularies)
            guard !result.findings.hasErrors else { throw result.findings }
            var findings = result.findings
            let outcome = assessment.inventory.alert(
                result.table, month: month, demand: try demand(assessment, &findings), in: assessment.context,
                findings: &findings)
            guard !findings.hasErrors || inventory.run.keepGoing else { throw findings }
            show(findings, quiet: inventory.speech.quiet)
            let incomplete = await assessment.incompleteTotals(threads: inventory.run.threads)
            if let out {
                let report = ListReport(
                    outcome, region: assessment.context.manifest.region, pollutants: assessment.context.pollutants,
                    incomplete: incomplete, language: chosenLanguage())
                for name in try report.write(to: out, force: overwriting.force) { put(out + "/" + name) }
                return try inventory.conclude(assessment.findings, findings)
            }
            put(
                lines ? rows(outcome, assessment.context.pollutants, incomplete) : totals(outcome, incomplete),
                as: format)
            if !lines, format == .table {
                for firm in outcome.unlisted {
                    put(
                        text("有排污许可、不在应急清单：", "has a permit and is not on the list: ") + "\(firm.firm) \(firm.permit) ("
                            + "\(firm.location.file):\(firm.location.line ?? 0))")
                }
            }
            try inventory.conclude(assessment.findings, findings)
        } catch {
            throw failing(error)
        }
    }

    /// What the plan asks for; one that asks nothing of emergency lists is told.
    private func demand(_ assessment: Assessment, _ findings: inout Findings) throws -> AlertDemand? {
        guard let plan else { return nil }
        let read = try PlanOptions.parse([]).plan(
            plan, vocabularies: assessment.context.library.vocabularies, findings: &findings)
        if read.alerts.isEmpty {
            findings.add(Finding(.warning, .noAlertDemand, at: Location(file: plan), value: read.id))
        }
        return read.alerts.first
    }

    private func totals(_ outcome: AlertOutcome, _ incomplete: IncompleteTotals) -> String {
        let language = chosenLanguage()
        let rows = outcome.totals.map {
            [
                $0.level.rawValue, $0.pollutant, $0.cut?.tonnes() ?? "", $0.daily?.tonnes() ?? "",
                $0.short?.tonnes() ?? "", $0.share.map { DecimalText.rounded($0 * 100, decimals: 4) } ?? "",
                DecimalText.rounded($0.required * 100, decimals: 0), $0.verdict.code,
            ]
        }
        let shown = outcome.totals.map {
            [
                $0.level.label[language], $0.pollutant, $0.cut?.tonnes() ?? "", $0.daily?.tonnes() ?? "",
                $0.short?.tonnes() ?? "", $0.share.map { DecimalText.rounded($0 * 100, decimals: 1) } ?? "",
                DecimalText.rounded($0.required * 100, decimals: 0), $0.verdict.label[language],
            ]
        }
        return RowsPrinting(
            names: [
                "level", "pollutant", "cut_t_d", "daily_t_d", "short_t_d", "share_percent", "required_percent", "state",
            ],
            titles: [
                Label("级别", "level"), Label("污染物", "pollutant"), Label("日减排 t", "cut t/d"),
                Label("全部源日排放 t", "all sources t/d"),
                Label("差 t", "short t/d"), Label("占比 %", "share %"), Label("要求 %", "required %"), Label("结论", "state"),
            ], masses: 2...4, numbers: 2...6, rows: rows, shown: shown, incomplete: incomplete
        ).text(in: format)
    }

    private func rows(
        _ outcome: AlertOutcome, _ pollutants: [String], _ incomplete: IncompleteTotals
    ) -> String {
        let rows = outcome.lines.flatMap { line in
            pollutants.indices.map { place in
                [
                    line.table, line.id, line.firm, line.line, line.grade, line.action, pollutants[place],
                    line.daily[place]?.tonnes() ?? "",
                ]
                    + line.cuts.map { $0[place]?.tonnes() ?? "" }
            }
        }
        return RowsPrinting(
            names: [
                "table", "id", "firm_name", "line", "grade", "action", "pollutant", "daily_t", "yellow_t", "orange_t",
                "red_t",
            ],
            titles: [
                Label("源类", "table"), Label("编号", "id"), Label("企业", "firm"), Label("生产线", "line"),
                Label("分级", "grade"),
                Label("措施", "action"), Label("污染物", "pollutant"), Label("日排放 t", "t/d"), Label("黄色 t", "yellow t"),
                Label("橙色 t", "orange t"), Label("红色 t", "red t"),
            ], masses: 7...10, numbers: 7...10, rows: rows, incomplete: incomplete
        ).text(in: format)
    }
}
