import Documents
import Quantities
import Tables

/// The ledger as an import gives it back: a sheet of what was found, then every sheet of the ledger with each cell where
/// it was, and those in doubt coloured and commented.
///
/// Cells hold values: formulas, colours and pictures of the ledger stay in the ledger, which nobody touches. The marked
/// workbook may be corrected and imported again; the sheet of findings is passed over then.
struct MarkedLedger {
    /// The file's name in the folder of an import.
    static let name = "marked.xlsx"
    private static let title = Label("读入时发现的问题", "What the import found")
    private static let sheetName = Label("核对", "findings")
    /// Cells of all sheets above which the workbook is written row by row, without joined cells.
    private static let manyCells = 400_000

    private let sheets: [SurveySheet]
    private let findings: [Finding]
    private let unreadRows: [String: [Int: Label]]

    /// The ledger of files as they were read, with what the import found.
    init(files: [SurveyImport.Ledger], findings: Findings, report: SurveyReport) throws {
        var told = Findings()
        sheets = try files.flatMap { try SurveySheet.sheets(of: $0.path, named: $0.name, findings: &told) }
            .filter { !MarkedLedger.isFindings($0) && !$0.rows.isEmpty }
        self.findings = findings.sorted
        unreadRows = report.lines.reduce(into: [:]) { rows, line in
            guard [.totalRow, .passedOver].contains(line.status), let row = Int(line.header) else { return }
            rows[line.place, default: [:]][row] = line.status.label
        }
    }

    /// Whether a sheet is the sheet of findings of a workbook that came back.
    static func isFindings(_ sheet: SurveySheet) -> Bool {
        guard let first = sheet.rows.first?.cells.first else { return false }
        return [title.zh, title.en].contains(first) && [sheetName.zh, sheetName.en].contains(sheet.name)
    }

    /// What is told of one cell.
    private struct Mark {
        var severity: Finding.Severity
        var texts: [String]
    }

    /// Writes the workbook.
    func write(to path: String, in language: Language) throws(DocumentError) {
        let cells = sheets.reduce(0) { sum, sheet in sheet.rows.indices.reduce(sum) { $0 + sheet.rows.width($1) } }
        let book = try WorkbookWriter(
            path: path, properties: .init(title: MarkedLedger.title[language], created: 1_704_067_200),
            isConstantMemory: cells > MarkedLedger.manyCells)
        var names = SheetNames()
        names.reserve(MarkedLedger.sheetName[language])
        let named = sheets.map { (sheet: $0, name: names.name(of: $0.place)) }
        list(
            book, Dictionary(named.map { ($0.sheet.place, $0.name) }, uniquingKeysWith: { first, _ in first }), language
        )
        for (sheet, name) in named { copy(sheet, to: book.addSheet(name), language) }
        try book.close()
    }

    // MARK: The sheet of findings

    private func list(_ book: WorkbookWriter, _ names: [String: String], _ language: Language) {
        let sheet = book.addSheet(MarkedLedger.sheetName[language])
        sheet.tab(0xA02014)
        let headers: [(Label, Double)] = [
            (Label("工作表", "sheet"), 20), (Label("单元格", "cell"), 9), (Label("级别", "severity"), 9),
            (Label("问题", "what it is"), 44), (Label("填的是", "found"), 22), (Label("应为", "expected"), 30),
            (Label("是否指", "did you mean"), 18),
        ]
        for (column, header) in headers.enumerated() { sheet.width(header.1, columns: column + 1...column + 1) }
        sheet.freeze(rows: 3)
        var setup = PrintSetup()
        setup.repeatedRows = 3...3
        setup.footer = "&L&A&R&P / &N"
        sheet.print(setup)
        sheet.set(.text(MarkedLedger.title[language]), row: 1, column: 1, style: .title)
        for (place, entry) in MarkedLedger.legend.enumerated() {
            sheet.set(.text(entry.0[language]), row: 2, column: [1, 4, 6][place], style: entry.1)
        }
        for (place, header) in headers.enumerated() {
            sheet.set(.text(header.0[language]), row: 3, column: place + 1, style: .header)
        }
        for (number, finding) in findings.enumerated() {
            let row = number + 4
            let place = finding.location
            let texts = [
                finding.message.text[language], finding.value ?? "", finding.expected?[language] ?? "",
                finding.nearest ?? "",
            ]
            let lines = zip(texts, headers.dropFirst(3)).map { text, header in
                max(1, (text.displayWidth + Int(header.1) - 2) / max(1, Int(header.1) - 1))
            }
            sheet.height(Double(lines.max() ?? 1) * (language == .zh ? 17 : 15), row: row)
            let name = place.flatMap { names[$0.file] }
            sheet.set(
                .text(name ?? place?.file.split(separator: "/").last.map(String.init) ?? ""), row: row, column: 1,
                style: .told)
            let cell = place.flatMap { place in
                place.line.map { MarkedLedger.cell($0, place.columnNumber) }
            }
            if let name, let cell {
                sheet.link(to: cell, of: name, row: row, column: 2, style: .linked)
            } else {
                sheet.set(cell.map { .text($0) } ?? .blank, row: row, column: 2, style: .told)
            }
            sheet.set(
                .text(finding.severity.label[language]), row: row, column: 3, style: .mark(finding.severity, true))
            sheet.set(
                texts.map { $0.isEmpty ? .blank : .text(MarkedLedger.short($0)) }, row: row, from: 4, style: .told)
        }
    }

    private static let legend: [(Label, CellStyle)] = [
        (Label("红：读不了", "red: not readable"), .mark(.error, true)),
        (Label("黄：有疑问或未读入，请核对", "yellow: in doubt, or not read: look at it"), .mark(.warning, true)),
        (Label("灰：整行未读入（合计、说明）", "grey: row not read (totals, remarks)"), .unread),
    ]

    private static func cell(_ row: Int, _ column: Int?) -> String {
        column.map { SurveyReport.cell(row: row, column: $0) } ?? "A\(row)"
    }

    // MARK: The sheets of the ledger

    private func copy(_ sheet: SurveySheet, to target: WorkbookWriter.Sheet, _ language: Language) {
        let marks = marks(on: sheet, language)
        let unread = unreadRows[sheet.place] ?? [:]
        let width = sheet.rows.widest(from: 0)
        var setup = PrintSetup()
        setup.footer = "&L&A&R&P / &N"
        target.print(setup)
        // A title stands alone in its row and runs over the others.
        let first = sheet.rows.prefix(200).map(\.cells).filter { $0.count { !$0.isEmpty } > 1 }
        for column in 0..<width {
            let widest = first.map { $0.count > column ? $0[column].displayWidth : 0 }
            let usual = widest.sorted().dropLast(widest.count / 20).last ?? 0
            target.width(Double(min(max(usual + 2, 9), 34)), columns: column + 1...column + 1)
        }
        let marked = Dictionary(grouping: marks.keys, by: \.row)
        for row in sheet.rows {
            for (place, text) in row.cells.enumerated() {
                let mark = marks[Cell(row: row.line, column: place + 1)]
                let style: CellStyle =
                    mark.map { .mark($0.severity, false) } ?? (unread[row.line] == nil ? .plain : .unread)
                if text.isEmpty, mark == nil { continue }
                target.set(MarkedLedger.content(text), row: row.line, column: place + 1, style: style)
                if let mark, !mark.texts.isEmpty {
                    target.comment(
                        MarkedLedger.short(mark.texts.joined(separator: "\n")), row: row.line, column: place + 1)
                } else if place == row.cells.firstIndex(where: { !$0.isEmpty }), let reason = unread[row.line] {
                    target.comment(reason[language], row: row.line, column: place + 1)
                }
            }
            // A finding may be about a cell beyond the last one that holds something.
            for cell in marked[row.line] ?? [] where cell.column > row.cells.count {
                guard let mark = marks[cell] else { continue }
                target.set(.blank, row: cell.row, column: cell.column, style: .mark(mark.severity, false))
                target.comment(
                    MarkedLedger.short(mark.texts.joined(separator: "\n")), row: cell.row, column: cell.column)
            }
        }
    }

    private struct Alike: Hashable {
        let column: Int
        let text: TextKey
    }

    private struct Cell: Hashable {
        let row: Int
        let column: Int
    }

    /// The cells that are told of: a finding names the first; the others below that hold the same are coloured too.
    private func marks(on sheet: SurveySheet, _ language: Language) -> [Cell: Mark] {
        var marks: [Cell: Mark] = [:]
        // By column and text, from which rows on cells of it are coloured, and how.
        var alike: [Alike: [(row: Int, severity: Finding.Severity)]] = [:]
        for finding in findings where finding.location?.file == sheet.place {
            guard let row = finding.location?.line else { continue }
            let column = finding.location?.columnNumber ?? 1
            add(finding.severity, [MarkedLedger.remark(finding, language)], at: Cell(row: row, column: column), &marks)
            guard let value = finding.value, finding.location?.columnNumber != nil else { continue }
            alike[Alike(column: column, text: TextKey(value)), default: []].append((row, finding.severity))
        }
        let columns = Set(alike.keys.map(\.column))
        for other in sheet.rows where !columns.isEmpty {
            for column in columns where other.cells.count >= column {
                let key = Alike(column: column, text: TextKey(SheetText.trimmed(other.cells[column - 1])))
                // Of many findings of one text the gravest tells.
                let severity = alike[key]?.filter { $0.row < other.line }.map(\.severity).min()
                if let severity { add(severity, [], at: Cell(row: other.line, column: column), &marks) }
            }
        }
        return marks
    }

    private func add(_ severity: Finding.Severity, _ texts: [String], at cell: Cell, _ marks: inout [Cell: Mark]) {
        marks[cell, default: Mark(severity: severity, texts: [])].texts += texts
        if let old = marks[cell]?.severity, severity < old { marks[cell]?.severity = severity }
    }

    /// What a comment says: the finding, what would have been right, and the nearest word.
    private static func remark(_ finding: Finding, _ language: Language) -> String {
        var parts = [finding.severity.label[language] + Label("：", ": ")[language] + finding.message.text[language]]
        if let expected = finding.expected { parts.append(Label("应为 ", "expected ")[language] + expected[language]) }
        if let nearest = finding.nearest {
            parts.append(Label("是否指“\(nearest)”？", "did you mean '\(nearest)'?")[language])
        }
        return parts.joined(separator: "\n")
    }

    /// A number where the text is one as spreadsheets keep it; digits of an identifier stay a text.
    private static func content(_ text: String) -> CellContent {
        if text.isEmpty { return .blank }
        if text.utf8.count <= 15, let value = Double(text), value.isFinite, DecimalText.shortest(value) == text {
            return .number(value)
        }
        return .text(short(text))
    }

    private static func short(_ text: String) -> String { text.count > 8000 ? String(text.prefix(8000)) : text }
}

extension CellStyle {
    fileprivate static let title = CellStyle {
        $0.isBold = true
        $0.fontSize = 14
        $0.color = 0x1F4E79
    }
    fileprivate static let told = CellStyle {
        $0.wraps = true
        $0.vertical = .top
        $0.border = 0xC8D0D8
    }
    fileprivate static let linked = CellStyle {
        $0 = .told
        $0.color = 0x1F4E79
    }
    fileprivate static let unread = CellStyle {
        $0.background = 0xE4E7EA
        $0.color = 0x404A52
    }

    /// A cell that is told of; in the list with a line around.
    fileprivate static func mark(_ severity: Finding.Severity, _ isListed: Bool) -> CellStyle {
        CellStyle {
            if isListed { $0 = .told }
            switch severity {
            case .error: $0.background = 0xF6B8B0
            case .warning: $0.background = 0xFFE38A
            case .note: $0.background = 0xDCE9F5
            }
        }
    }
}
