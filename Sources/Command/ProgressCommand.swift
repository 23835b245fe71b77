import ArgumentParser
import Lantian

/// The options of verbs that tell a plan's progress.
struct ProgressOptions: ParsableArguments {
    @Option(help: ArgumentHelp(text("进度截至的月份，如 2025-08", "month up to which progress is told, such as 2025-08")))
    var month: String?

    @Option(
        help: ArgumentHelp(
            text("进度月报（CSV），可重复", "monthly reports (CSV), repeatable"), valueName: "file"))
    var monthly: [String] = []

    func validate() throws {
        if let month {
            guard month.contains("-"), Month(month) != nil else {
                throw ValidationError(text("--month 的写法是 2025-08", "--month is written 2025-08"))
            }
        } else if !monthly.isEmpty {
            throw ValidationError(text("--monthly 要与 --month 同用", "--monthly needs --month"))
        }
    }

    /// The progress of a plan up to the month; `nil` where none is asked for.
    func progress(of evaluation: PlanEvaluation, findings: inout Findings) throws -> PlanProgress? {
        guard let month = month.flatMap({ Month($0) }) else { return nil }
        var reports: [Table] = []
        for file in monthly {
            let result = TableReader.read(
                try SourceText(path: try existing(file)), schema: MonthlyTable.schema,
                vocabularies: evaluation.context.library.vocabularies)
            findings.add(result.findings)
            reports.append(result.table)
        }
        guard !findings.hasErrors else { throw findings }
        let progress = evaluation.progress(upTo: month, reports: reports, findings: &findings)
        guard !findings.hasErrors else { throw findings }
        return progress
    }
}

/// `lantian progress`: the tasks of a plan, done, under way, not begun or late.
struct ProgressCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "progress",
        abstract: text(
            "方案进度：逐任务完成、进行、未开始、逾期，已实现与计划减排量",
            "Progress of a plan: each task done, under way, not begun or late; tonnes realised against planned."))

    @OptionGroup var inventory: InventoryOptions

    @Argument(help: ArgumentHelp(text("方案文件（YAML）", "plan file (YAML)"), valueName: "plan"))
    var plan: String

    @OptionGroup var told: ProgressOptions

    @Flag(help: ArgumentHelp(text("县区按已实现减排量排名", "rank the counties by what they have realised")))
    var ranking = false

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp(
            text("月报写入的文件夹（XML、XLSX、CSV）", "folder for the report (XML, XLSX, CSV)"), valueName: "folder"))
    var out: String?

    @Option(name: [.customShort("f"), .long], help: ArgumentHelp(text("输出格式", "output format")))
    var format: OutputFormat = .table

    @OptionGroup var overwriting: OverwritingOptions

    func validate() throws {
        try inventory.refuse("progress", withAll: true)
        guard told.month != nil else {
            throw ValidationError(text("缺少 --month，如 2025-08", "--month is missing, such as 2025-08"))
        }
    }

    func run() async throws {
        do {
            let assessment = try inventory.assessment()
            var findings = Findings()
            let plan = try PlanOptions.parse([]).plan(
                plan, vocabularies: assessment.context.library.vocabularies, findings: &findings)
            let evaluation = plan.evaluated(on: assessment)
            guard let progress = try told.progress(of: evaluation, findings: &findings) else { return }
            findings.add(evaluation.findings)
            if findings.hasErrors, !inventory.run.keepGoing { throw findings }
            show(findings, quiet: inventory.speech.quiet)
            let incomplete = IncompleteTotals(evaluation.baseline)
            let report = ListReport(
                progress, region: assessment.context.manifest.region,
                counties: assessment.context.library.vocabularies["county_code"], incomplete: incomplete,
                language: chosenLanguage())
            for name in try out.map({ try report.write(to: $0, force: overwriting.force) }) ?? [] {
                put((out ?? "") + "/" + name)
            }
            guard out == nil else { return }
            guard format == .table else {
                put(try ListPrinting(report).text(of: ranking ? "ranking" : "tasks", in: format), as: format)
                return
            }
            put(
                ranking
                    ? try ListPrinting(report).text(of: "ranking", in: format)
                    : incomplete.below(tasks(progress, assessment)))
            try inventory.conclude(assessment.findings, findings)
        } catch {
            throw failing(error)
        }
    }

    /// The tasks for people, each with the tonnes of the pollutants that it is about, and how many are in which state.
    private func tasks(_ progress: PlanProgress, _ assessment: Assessment) -> String {
        let language = chosenLanguage()
        let counties = assessment.context.library.vocabularies["county_code"]
        var table = TextTable(
            language == .zh
                ? ["措施", "任务", "县区", "数量", "已完成", "期限", "状态", "污染物", "计划 t", "已实现 t"]
                : [
                    "measure", "task", "county", "quantity", "done", "due", "state", "pollutant", "planned t",
                    "realised t",
                ],
            [
                .leading, .leading, .leading, .trailing, .trailing, .leading, .leading, .leading, .trailing, .trailing,
            ])
        for task in progress.tasks {
            let places = task.planned.indices.filter { task.planned[$0] != .zero }
            for (number, place) in (places.isEmpty ? [-1] : places).enumerated() {
                let head = [
                    task.measure, PlanPrinting.cut(task.title[language], to: 30),
                    counties.word(exactly: task.county)?.label[language] ?? task.county,
                    task.quantity.map { DecimalText.shortest($0) + " " + task.unit[language] } ?? "",
                    DecimalText.shortest(task.done), task.due?.description ?? "", task.state.label[language],
                ]
                table.row(
                    (number == 0 ? head : Array(repeating: "", count: 7))
                        + (place < 0
                            ? ["", "", ""]
                            : [
                                progress.pollutants[place], task.planned[place].roundedTonnes(decimals: 2),
                                task.realised[place].roundedTonnes(decimals: 2),
                            ]))
            }
        }
        let counts = PlanTask.State.allCases.map { state in
            "\(state.label[language]) \(progress.tasks.count { $0.state == state })"
        }
        return [table.text, counts.joined(separator: speak("，", ", ", language))].joined(separator: "\n")
    }
}

/// A table of a list report as CSV, JSON or for people.
struct ListPrinting {
    let report: ListReport

    init(_ report: ListReport) { self.report = report }

    func text(of table: String, in format: OutputFormat, limit: Int? = nil) throws -> String {
        var rows = try report.rows(of: table)
        let names = rows.isEmpty ? [] : rows.removeFirst()
        let places = names.indices.filter { names[$0].hasSuffix("_t") || names[$0].hasSuffix("_t_d") }
        let masses = (places.first ?? 0)...(places.last ?? 0)
        let titles = report.titles(of: table)
        return RowsPrinting(
            names: names, titles: titles, masses: masses, numbers: masses, rows: rows,
            shown: limit.map { Array(rows.prefix($0)) }, incomplete: .none
        ).text(in: format)
    }
}
