import Documents
import Quantities
import Tables

/// A sheet of a survey as it was read, and what was made of its titles.
struct SurveySheet: Sendable {
    /// The file, and for a workbook `#` and the sheet.
    let place: String
    /// The rows that hold something.
    let rows: [(line: Int, cells: [String])]
    /// Areas of the upper rows that are joined, as rows and columns from 1.
    let merges: [WorkbookReader.Merge]

    /// All sheets of a file. Hidden ones, and cells without a value to read, are findings.
    static func sheets(of path: String, findings: inout Findings) throws -> [SurveySheet] {
        guard InventoryWorkbook.isWorkbook(path) else {
            let text = try SourceText(path: path)
            findings.add(text.findings)
            for line in text.brokenLines {
                findings.add(Finding(.error, .brokenText, at: Location(file: path, line: line)))
            }
            var rows: [(line: Int, cells: [String])] = []
            var reader = RecordReader(text.bytes, separator: separator(of: text.bytes))
            while let record = reader.next() { rows.append((record.line, record.fields)) }
            if let line = reader.unclosedQuote {
                findings.add(Finding(.error, .openQuote, at: Location(file: path, line: line)))
            }
            return [SurveySheet(place: path, rows: rows, merges: [])]
        }
        let book = try WorkbookReader(path: path)
        var sheets: [SurveySheet] = []
        for sheet in book.sheets {
            let place = path + "#" + sheet.name
            guard sheet.visibility == .visible else {
                findings.add(Finding(.warning, .hiddenSheet, at: Location(file: place)))
                continue
            }
            let reader = try book.rows(of: sheet)
            var rows: [(line: Int, cells: [String])] = []
            while let row = try reader.next() {
                for (columns, message) in [
                    (row.errors, Finding.Message.errorCell), (row.uncalculated, .uncalculatedCell),
                ] {
                    for column in columns {
                        let name = WorkbookWriter.columnName(column)
                        findings.add(
                            Finding(
                                .error, message,
                                at: Location(file: place, line: row.number, column: name, columnNumber: column)))
                    }
                }
                rows.append((row.number, row.cells))
            }
            sheets.append(SurveySheet(place: place, rows: rows, merges: reader.merges))
        }
        return sheets
    }

    private static func separator(of text: [UInt8]) -> UInt8 {
        let line = text.prefix { $0 != UInt8(ascii: "\n") }
        let candidates = [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";")]
        return candidates.max { a, b in line.count { $0 == a } < line.count { $0 == b } } ?? candidates[0]
    }

    /// How a sheet is read: its form, its header's row, and what each column is.
    struct Reading: Sendable {
        let form: SurveyForm
        let firstRow: Int
        let headers: [SurveyHeader]
        let fields: [Int: SurveyField]
    }

    /// The best reading of the sheet: the form and header row with most titles known. `nil` where no form fits.
    func reading() -> Reading? {
        var best: (score: Int, reading: Reading)?
        for place in rows.indices.prefix(12) {
            for headers in candidates(at: place) {
                let hint = hintText(before: place) + headers.map { $0.text + ($0.group ?? "") }.joined()
                for form in SurveyForm.all {
                    let fields = SurveySheet.fields(of: headers, in: form)
                    let names = Set(fields.values.map(\.name))
                    let isHinted = form.hints.contains { hint.contains($0) }
                    guard form.needs.allSatisfy(names.contains), isHinted || !form.needsHint else { continue }
                    let grouped = headers.count { $0.group != nil }
                    let score = 20 * fields.count + (isHinted ? 30 : 0) + min(grouped, 9) + (form.kind == nil ? 0 : 1)
                    if score > best?.score ?? 0 {
                        best = (
                            score,
                            Reading(form: form, firstRow: place + 1, headers: headers, fields: fields)
                        )
                    }
                }
            }
        }
        guard let reading = best?.reading else { return nil }
        // Cells beyond the last title are columns too, without one.
        let width = min(rows[reading.firstRow...].map(\.cells.count).max() ?? 0, 1024)
        let missing = max(0, width - reading.headers.count)
        return Reading(
            form: reading.form, firstRow: reading.firstRow,
            headers: reading.headers + Array(repeating: SurveyHeader(""), count: missing), fields: reading.fields)
    }

    private func hintText(before place: Int) -> String {
        String(self.place.split(separator: "/").last ?? "") + rows[..<place].flatMap(\.cells).joined()
    }

    /// The header as one row, and as two where a row of groups stands above.
    private func candidates(at place: Int) -> [[SurveyHeader]] {
        let cells = rows[place].cells
        let single = SurveyHeader.row(cells, carries: true)
        guard place > 0, rows[place - 1].line == rows[place].line - 1 else { return [single] }
        let upper = filled(rows[place - 1])
        let both = (0..<max(cells.count, upper.count)).map { i in
            let below = i < cells.count ? cells[i] : ""
            let above = i < upper.count ? upper[i] : ""
            return below.isEmpty ? above : above.isEmpty || above == below ? below : above + "/" + below
        }
        return [single, SurveyHeader.row(both, carries: false)]
    }

    /// A row with the text of each joined area in all its columns.
    private func filled(_ row: (line: Int, cells: [String])) -> [String] {
        var cells = row.cells
        for merge in merges where merge.rows.contains(row.line) && merge.rows.count == 1 {
            let first = merge.columns.lowerBound - 1
            guard first < cells.count else { continue }
            while cells.count < min(merge.columns.upperBound, 1024) { cells.append("") }
            for column in merge.columns where column <= cells.count { cells[column - 1] = cells[first] }
        }
        return cells
    }

    /// What each column is. A use that only one column can have goes to the first.
    private static func fields(of headers: [SurveyHeader], in form: SurveyForm) -> [Int: SurveyField] {
        var fields: [Int: SurveyField] = [:]
        var taken: Set<SurveyField.Use> = []
        for (i, header) in headers.enumerated() where !header.title.isEmpty {
            guard let field = form.field(of: header) ?? ownField(header, form) else { continue }
            if field.use != .unit, field.use != .noPlace, !taken.insert(field.use).inserted { continue }
            fields[i] = field
        }
        return fields
    }

    /// A title of our own tables is taken wherever it stands.
    private static func ownField(_ header: SurveyHeader, _ form: SurveyForm) -> SurveyField? {
        guard let schema = form.kind.flatMap(SourceKind.named)?.schema else { return nil }
        let layout = Layout(schema: schema, header: [header.title], file: "")
        guard let column = layout.fields.first.map({ schema.columns[$0.place] }), column.id != "id" else { return nil }
        return SurveyField(titles: [header.title], use: column.isAmount ? .amount([column.id]) : .column(column.id))
    }
}

extension ColumnSchema {
    var isAmount: Bool { if case .number = content { true } else { false } }
}

extension Finding.Message {
    static let openQuote = Finding.Message("unclosed-quote", "引号没有结束", "a quote is not closed")
    static let brokenText = Finding.Message("broken-text", "这一行有无法解码的字符", "the line holds bytes that are no text")
}
