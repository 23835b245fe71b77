import Documents
import Quantities
import Tables

/// A sheet of a survey as it was read.
struct SurveySheet: Sendable {
    /// The file, and for a workbook `#` and the sheet.
    let place: String
    /// The rows that hold something.
    let rows: [(line: Int, cells: [String])]
    /// Joined areas, as rows and columns from 1.
    let merges: [WorkbookReader.Merge]
    /// Whether places are named as cells of a workbook are.
    var isWorkbook: Bool { place.contains("#") }

    /// All sheets of a file. Hidden ones, and cells without a value to read, are findings.
    static func sheets(of path: String, findings: inout Findings) throws -> [SurveySheet] {
        guard InventoryWorkbook.isWorkbook(path) else {
            let text = try SourceText(path: path)
            findings.add(text.findings)
            for line in text.brokenLines {
                findings.add(Finding(.error, .brokenText, at: Location(file: path, line: line)))
            }
            var rows: [(line: Int, cells: [String])] = []
            var reader = RecordReader(text.bytes, separator: Dialect.told(by: text.bytes).separator)
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

    /// How a sheet is read: its form, its header's row, and what each column is.
    struct Reading: Sendable {
        let form: SurveyForm
        let firstRow: Int
        let headers: [SurveyHeader]
        let fields: [Int: SurveyField]
        /// The unit that stands above the table, such as 单位：万辆.
        let unit: String?
    }

    /// The best reading of the sheet: the form and header row with most titles known. `nil` where no form fits.
    func reading(_ vocabularies: Vocabularies, year: Int?) -> Reading? {
        var best: (score: Int, form: SurveyForm, firstRow: Int, headers: [SurveyHeader], fields: [Int: SurveyField])?
        let name = Vocabulary.folded(String(place.split(separator: "/").last ?? ""))
        // The sheet's own name says more than its file's.
        let sheet = name.split(separator: "#").last.map(String.init) ?? name
        for start in rows.indices.prefix(12) {
            let above = Vocabulary.folded(rows[..<start].flatMap(\.cells).joined())
            for headers in candidates(at: start) where headers.contains(where: { !$0.title.isEmpty }) {
                let near = sheet + above + headers.flatMap(\.path).joined(separator: " ")
                for form in SurveyForm.all {
                    let isNear = form.hints.contains { near.contains($0) }
                    let isHinted = isNear || form.hints.contains { name.contains($0) }
                    guard isHinted || !form.needsHint else { continue }
                    let fields = SurveyMatching(form: form, vocabularies: vocabularies, year: year).fields(of: headers)
                    let names = Set(fields.values.flatMap(\.names))
                    let has: (String) -> Bool = { $0.split(separator: "|").contains { names.contains(String($0)) } }
                    let hasTitle =
                        form.titles.isEmpty
                        || headers.contains { header in
                            form.titles.contains { (header.path.joined(separator: "/") + "/").hasSuffix($0 + "/") }
                        }
                    guard form.needs.allSatisfy(has), hasTitle else { continue }
                    // A form that must be named is meant where it is.
                    let hint = isNear ? (form.needsHint ? 40 : 30) : isHinted ? 10 : 0
                    let grouped = headers.count { $0.path.count > 1 }
                    let score = 20 * fields.count + hint + min(grouped, 9) + (form.kind == nil ? 0 : 1)
                    if score > best?.score ?? 0 { best = (score, form, start + 1, headers, fields) }
                }
            }
        }
        guard let best else { return nil }
        // Cells beyond the last title are columns too, without one.
        let width = min(rows[best.firstRow...].map(\.cells.count).max() ?? 0, 1024)
        let missing = max(0, width - best.headers.count)
        return Reading(
            form: best.form, firstRow: best.firstRow,
            headers: best.headers + Array(repeating: SurveyHeader(""), count: missing), fields: best.fields,
            unit: unit(above: best.firstRow))
    }

    /// What 单位：万辆 above a table says, or the bracket of its title.
    private func unit(above place: Int) -> String? {
        for row in rows[..<place] {
            let texts = Set(row.cells.map(SurveyConversion.trimmed).filter { !$0.isEmpty })
            if texts.count == 1, let text = texts.first, let unit = SurveyHeader(text).unit, (try? Unit(unit)) != nil {
                return unit
            }
        }
        for cell in rows[..<place].flatMap(\.cells) {
            let text = Vocabulary.folded(cell.filter { !$0.isWhitespace })
            guard let mark = text.firstRange(of: "单位:") else { continue }
            // 填报单位 and 编制单位 are bureaus.
            guard mark.lowerBound == text.startIndex || "([（".contains(text[text.index(before: mark.lowerBound)]) else {
                continue
            }
            let unit = text[mark.upperBound...].prefix { !")]）,，;；".contains($0) }
            if !unit.isEmpty { return String(unit) }
        }
        return nil
    }

    /// The header as one row, and as two or three where rows of groups stand above.
    private func candidates(at place: Int) -> [[SurveyHeader]] {
        var rowsOfNames = [rows[place].cells]
        var found = [SurveyHeader.row(rows[place].cells, carries: true)]
        for depth in 1...2 {
            let above = place - depth
            guard above >= 0, rows[above].line == rows[above + 1].line - 1 else { break }
            let groups = filled(rows[above], over: rowsOfNames[0])
            // One text that begins in the first column is a title, not a group.
            guard Set(groups.filter { !$0.isEmpty }).count > 1 || groups.first?.isEmpty != false,
                !groups.contains(where: { SurveySheet.isRemark($0) })
            else { break }
            rowsOfNames.insert(groups, at: 0)
            let width = rowsOfNames.map(\.count).max() ?? 0
            let both = (0..<width).map { i -> String in
                var names: [String] = []
                for row in rowsOfNames where i < row.count {
                    let name = SurveyConversion.trimmed(row[i])
                    if !name.isEmpty, names.last != name { names.append(name) }
                }
                return names.joined(separator: "/")
            }
            found.append(SurveyHeader.row(both, carries: false))
        }
        return found
    }

    /// A row of groups with the text of each in all its columns: as far as cells are joined, and in text files as far
    /// as blank cells stand above names.
    private func filled(_ row: (line: Int, cells: [String]), over names: [String]) -> [String] {
        var cells = row.cells
        for merge in merges where merge.rows.contains(row.line) && merge.rows.count == 1 {
            let first = merge.columns.lowerBound - 1
            guard first < cells.count else { continue }
            while cells.count < min(merge.columns.upperBound, 1024) { cells.append("") }
            for column in merge.columns where column <= cells.count { cells[column - 1] = cells[first] }
        }
        // Where cells are joined, that says how far a group goes.
        guard !merges.contains(where: { $0.rows.contains(row.line) && $0.columns.count > 1 }) else { return cells }
        while cells.count < names.count { cells.append("") }
        for i in cells.indices.dropFirst() where SurveyConversion.trimmed(cells[i]).isEmpty {
            let hasOwn = { (k: Int) in k < names.count && !SurveyConversion.trimmed(names[k]).isEmpty }
            if hasOwn(i), hasOwn(i - 1) { cells[i] = cells[i - 1] }
        }
        return cells
    }

    /// Whether a text stands beside a table: 单位：万辆, 填表人：…, 注：….
    static func isRemark(_ text: String) -> Bool {
        let folded = Vocabulary.folded(text.filter { !$0.isWhitespace })
        guard let colon = folded.firstIndex(of: ":") else { return false }
        let word = folded[..<colon]
        return [
            "单位", "注", "备注", "说明", "填报单位", "编制单位", "填表人", "填报人", "制表人", "审核人", "审核", "负责人", "单位负责人", "统计负责人",
            "联系电话", "填表日期", "填报日期", "日期", "数据来源", "资料来源", "note", "source",
        ].contains(String(word))
    }

    /// The rows below a header, with words that were joined over several rows in each of them.
    func body(from first: Int, joining columns: Set<Int>) -> [(line: Int, cells: [String])] {
        var body = Array(rows[min(first, rows.count)...])
        var places: [Int: Int] = [:]
        for (i, row) in body.enumerated() { places[row.line] = i }
        for merge in merges where merge.rows.count > 1 {
            let column = merge.columns.lowerBound - 1
            guard columns.contains(column), let start = places[merge.rows.lowerBound], column < body[start].cells.count
            else { continue }
            for line in merge.rows.dropFirst() {
                guard let i = places[line] else { continue }
                while body[i].cells.count <= column { body[i].cells.append("") }
                if body[i].cells[column].isEmpty { body[i].cells[column] = body[start].cells[column] }
            }
        }
        return body
    }
}

extension ColumnSchema {
    var isAmount: Bool { if case .number = content { true } else { false } }
}

extension Finding.Message {
    static let openQuote = Finding.Message("unclosed-quote", "引号没有结束", "a quote is not closed")
    static let brokenText = Finding.Message("broken-text", "这一行有无法解码的字符", "the line holds bytes that are no text")
}
