public import Calculation
import Documents
import Inventories
public import Plans
import Quantities
public import Tables

/// Lists that are handed on by themselves, in the forms of a report: an emergency list, a plan's progress, its projects.
///
/// ```swift
/// try ListReport(progress, region: "654002", counties: words, incomplete: .none, language: .zh).write(to: "out")
/// ```
public struct ListReport {
    /// The stable id: the name of its files.
    public let id: String
    /// The title.
    public let title: Label
    /// What the whole list is of, such as its month.
    let attributes: [(key: String, value: String?)]
    let tables: [ReportTable]
    let language: Language

    /// Writes `ID.xml`, `ID.xlsx` and a CSV file a table into a folder, all or none; returns the names.
    @discardableResult
    public func write(to folder: String, force: Bool = false) throws -> [String] {
        try OutputFolder(folder, force ? .forced : .empty).fill { place in
            try writeXML(to: place + "/" + id + ".xml")
            try writeWorkbook(to: place + "/" + id + ".xlsx")
            var names = [id + ".xml", id + ".xlsx"]
            for table in tables {
                try table.writeCSV(to: place + "/" + table.id + ".csv")
                names.append(table.id + ".csv")
            }
            return names
        }
    }

    /// A table's rows as in its CSV file, below the names of its columns.
    public func rows(of table: String) throws -> [[String]] {
        guard let own = tables.first(where: { $0.id == table }) else { return [] }
        var rows = [own.columns.map(\.id)]
        try own.forEachRow { rows.append($0.map(\.text)) }
        return rows
    }

    /// The titles of a table's columns for people.
    public func titles(of table: String) -> [Label] {
        tables.first { $0.id == table }?.columns.map(\.label) ?? []
    }

    /// Each table an element, each row one with its cells as attributes: the names are those of the CSV files.
    private func writeXML(to path: String) throws {
        let xml = try XMLWriter(path: path, indent: 1)
        xml.start(id, list: attributes)
        for table in tables {
            xml.start(table.id)
            try table.forEachRow { cells in
                xml.start("row", list: zip(table.columns, cells).map { (key: $0.id, value: Optional($1.text.clean)) })
                xml.end()
            }
            xml.end()
        }
        xml.end()
        try xml.finish()
    }

    private func writeWorkbook(to path: String) throws {
        let book = try WorkbookWriter(
            path: path, properties: .init(title: title[language], created: 1_704_110_400), isConstantMemory: true)
        let cell = CellStyle {
            $0.wraps = true
            $0.vertical = .top
            $0.border = 0xC8D0D8
        }
        var mass = cell
        mass.numberFormat = "#,##0.00"
        for table in tables {
            let shown = table.columns.indices.filter { table.columns[$0].visibility == .always }
            let sheet = book.addSheet(WorkbookWriter.sheetName(of: table.title[language]))
            for (column, place) in shown.enumerated() {
                sheet.width(table.columns[place].width, columns: column + 1...column + 1)
            }
            sheet.freeze(rows: 1)
            var setup = PrintSetup()
            setup.isLandscape = true
            setup.repeatedRows = 1...1
            setup.header = "&C" + title[language].replacing("&", with: "&&")
            sheet.print(setup)
            sheet.set(shown.map { .text(table.columns[$0].label[language]) }, row: 1, style: .header)
            var row = 2
            try table.forEachRow { cells in
                guard row <= WorkbookWriter.rowLimit else { return }
                for (column, place) in shown.enumerated() {
                    let content: CellContent
                    switch cells[place] {
                    case .text(let text), .coded(_, let text): content = text.isEmpty ? .blank : .text(text)
                    case .count(let count): content = .number(Double(count))
                    case .number(let value): content = .number(value)
                    case .mass(let mass): content = mass.map { .number($0.inTonnes) } ?? .blank
                    }
                    var style = cell
                    if case .mass = cells[place] { style = mass }
                    sheet.set(content, row: row, column: column + 1, style: style)
                }
                row += 1
            }
            if row > 2 { sheet.filter(rows: 1...row - 1, columns: 1...shown.count) }
        }
        try book.close()
    }

    /// A county's code and name.
    private static func county(_ words: Vocabulary, _ language: Language) -> (String) -> ReportTable.Cell {
        { code in .coded(code, name: words.word(exactly: code)?.label[language] ?? code) }
    }

    // MARK: What is listed

    /// A plan's progress: its tasks, and the counties by what they have realised.
    public init(
        _ progress: PlanProgress, region: String, counties: Vocabulary, incomplete: IncompleteTotals, language: Language
    ) {
        let own = ProjectTables(language: language, place: [], county: ListReport.county(counties, language))
        let tasks = progress.tasks.map { ReportTask($0, pollutants: progress.pollutants) }
        id = "progress"
        title = Label("方案进度 \(progress.plan) \(progress.month)", "Progress of \(progress.plan), \(progress.month)")
        attributes = [("plan", progress.plan), ("region", region), ("month", progress.month.description)]
        tables = [own.tasks([([], tasks)]), own.ranking(tasks)].map { $0.telling(incomplete, in: language) }
        self.language = language
    }

    /// A plan's projects and the sources without one.
    public init(
        _ list: ProjectList, plan: String, year: Int, counties: Vocabulary, incomplete: IncompleteTotals,
        language: Language
    ) {
        let own = ProjectTables(language: language, place: [], county: ListReport.county(counties, language))
        id = "projects"
        title = Label("减排项目 \(plan) \(year)", "Projects of \(plan), \(year)")
        attributes = [("plan", plan), ("year", "\(year)")]
        tables = [
            own.projects([([], list.projects.map { ReportProject($0, year: year) })]),
            own.untouched([([], list.untouched.map(ReportUntouched.init))]),
        ].map { $0.telling(incomplete, in: language) }
        self.language = language
    }

    /// An emergency list: its rows with their cuts, the totals by level, and firms that are not on it.
    public init(
        _ outcome: AlertOutcome, region: String, pollutants: [String], incomplete: IncompleteTotals, language: Language
    ) {
        id = "alert"
        title = Label("应急减排清单", "Emergency list")
        attributes = [("region", region), ("month", "\(outcome.month)")]
        self.language = language
        let levels = AlertLevel.allCases
        tables = [
            ReportTable(
                "levels", Label("各级别合计", "Totals by level"),
                [
                    .init("level", "级别", "level", width: 10), .init("pollutant", "污染物", "pollutant", width: 12),
                    .init("cut_t_d", "日减排 (t)", "cut (t/d)"), .init("daily_t_d", "全部源日排放 (t)", "all sources (t/d)"),
                    .init("share_percent", "占比 (%)", "share (%)"),
                    .init("required_percent", "要求 (%)", "required (%)"), .init("short_t_d", "差 (t)", "short (t/d)"),
                    .init("state", "结论", "state", width: 12),
                ],
                rows: outcome.totals.map { total in
                    [
                        .coded(total.level.rawValue, name: total.level.label[language]), .text(total.pollutant),
                        .mass(total.cut), .mass(total.daily), total.share.map { .number($0 * 100) } ?? .text(""),
                        .number(total.required * 100), .mass(total.short),
                        .coded(total.verdict.code, name: total.verdict.label[language]),
                    ]
                }),
            ReportTable(
                "lines", Label("清单各行", "Rows of the list"),
                [
                    .init("table", "源类", "table", width: 14), .init("id", "编号", "id", width: 14),
                    .init("firm_name", "企业", "firm", width: 30), .init("line", "生产线", "line", width: 18),
                    .init("grade", "绩效分级", "grade", width: 10), .init("action", "减排措施", "action", width: 30),
                    .init("pollutant", "污染物", "pollutant", width: 12), .init("daily_t_d", "日排放 (t)", "daily (t)"),
                ]
                    + levels.flatMap { level in
                        [
                            ReportTable.Column(
                                level.rawValue + "_share", level.label.zh + "比例", level.label.en + " share", width: 10),
                            ReportTable.Column(
                                level.rawValue + "_t_d", level.label.zh + "日减排 (t)", level.label.en + " cut (t/d)"),
                        ]
                    },
                rows: outcome.lines.flatMap { line in
                    pollutants.indices.map { place in
                        [
                            .coded(line.table, name: SourceKind.named(line.table)?.label[language] ?? line.table),
                            .text(line.id), .text(line.firm), .text(line.line), .text(line.grade), .text(line.action),
                            .text(pollutants[place]), .mass(line.daily[place]),
                        ]
                            + levels.indices.flatMap { level -> [ReportTable.Cell] in
                                [
                                    line.shares[level].map { .number($0) } ?? .text(""),
                                    .mass(line.cuts[level][place]),
                                ]
                            }
                    }
                }),
            ReportTable(
                "unlisted", Label("有排污许可而不在清单", "Firms not on the list"),
                [
                    .init("firm_name", "企业", "firm", width: 36),
                    .init("permit_number", "排污许可", "permit", width: 28),
                    .init("file", "文件", "file", width: 24), .init("row", "行", "row", width: 8),
                ],
                rows: outcome.unlisted.map {
                    [
                        .text($0.firm), .text($0.permit),
                        .text(String($0.location.file.split(separator: "/").last ?? "")), .count($0.location.line ?? 0),
                    ]
                }),
        ].map { $0.telling(incomplete, in: language) }
    }
}
