import Documents
import Quantities
import Tables

/// A sheet of a survey as it was read.
struct SurveySheet: Sendable {
    /// The file, and for a workbook `#` and the sheet.
    let place: String
    /// The rows that hold something.
    private(set) var rows: SheetRows
    /// Joined areas, as rows and columns from 1.
    let merges: [WorkbookReader.Merge]
    /// Cells without a value to read, and why.
    var unreadable: [(line: Int, column: Int, message: Finding.Message)] = []
    /// The sheet's name, or that of the file.
    var name: String { String((place.split(separator: "#").last ?? "").split(separator: "/").last ?? "") }
    /// Whether places are named as cells of a workbook are.
    var isWorkbook: Bool { place.contains("#") }

    /// Keeps what stands above the body alone.
    mutating func forgetRows(from first: Int) { rows.keep(first: first) }

    /// All sheets of a file. Hidden ones, and cells without a value to read, are findings.
    ///
    /// - Parameter name: what the file is called where that is not its path: places are told by it, and forms may be.
    static func sheets(of path: String, named name: String? = nil, findings: inout Findings) throws -> [SurveySheet] {
        let file = name ?? path
        guard InventoryWorkbook.isWorkbook(path) else {
            let text = try SourceText(path: path)
            findings.add(text.findings)
            for line in text.brokenLines {
                findings.add(Finding(.error, .brokenText, at: Location(file: file, line: line)))
            }
            var rows = SheetRows()
            var reader = RecordReader(
                text.bytes, separator: Dialect.told(by: text.bytes, lines: Dialect.surveyLines).separator)
            while let record = reader.next() { rows.append((record.line, record.fields)) }
            if let line = reader.unclosedQuote {
                findings.add(Finding(.error, .openQuote, at: Location(file: file, line: line)))
            }
            return [SurveySheet(place: file, rows: rows, merges: [])]
        }
        let book = try WorkbookReader(path: path)
        var sheets: [SurveySheet] = []
        for sheet in book.sheets {
            let place = file + "#" + sheet.name
            guard sheet.visibility == .visible else {
                findings.add(Finding(.warning, .hiddenSheet, at: Location(file: place)))
                continue
            }
            let reader = try book.rows(of: sheet)
            var rows = SheetRows()
            var unreadable: [(line: Int, column: Int, message: Finding.Message)] = []
            while let row = try SurveySheet.next(reader, of: place, &findings) {
                for (columns, message) in [
                    (row.errors, Finding.Message.errorCell), (row.uncalculated, .uncalculatedCell),
                ] {
                    for column in columns { unreadable.append((row.number, column, message)) }
                }
                if row.isHidden {
                    findings.add(Finding(.warning, .hiddenRow, at: Location(file: place, line: row.number)))
                }
                rows.append((row.number, row.cells))
            }
            findings.addHidden(reader.hiddenColumns, rows, place: place)
            sheets.append(SurveySheet(place: place, rows: rows, merges: reader.merges, unreadable: unreadable))
        }
        return sheets
    }

    /// The next row; a sheet that is wider than tables are ends there, and the other sheets are read.
    private static func next(
        _ reader: WorkbookReader.Rows, of place: String, _ findings: inout Findings
    ) throws -> WorkbookReader.Row? {
        do throws(DocumentError) {
            return try reader.next()
        } catch  where error.finding.message.code == "workbook-too-many-columns" {
            findings.add(
                Finding(.warning, error.finding.message, at: Location(file: place), value: error.finding.value))
            return nil
        }
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

    /// Cells without a value: errors where they are read, notes in rows and columns that are not.
    func tellUnreadable(isRead: (_ line: Int, _ column: Int) -> Bool, _ findings: inout Findings) {
        for cell in unreadable {
            findings.add(
                Finding(
                    isRead(cell.line, cell.column) ? .error : .note, cell.message,
                    at: Location(
                        file: place, line: cell.line, column: WorkbookWriter.columnName(cell.column),
                        columnNumber: cell.column)))
        }
    }

    /// The best reading of the sheet: the form and header row with most titles known. `nil` where no form fits.
    func reading(_ vocabularies: Vocabularies, year: Int?, _ mapping: SurveyMapping = SurveyMapping()) -> Reading? {
        var best: (score: Int, form: SurveyForm, firstRow: Int, headers: [SurveyHeader], fields: [Int: SurveyField])?
        let name = Vocabulary.folded(String(place.split(separator: "/").last ?? ""))
        // The sheet's own name says more than its file's.
        let sheet = name.split(separator: "#").last.map(String.init) ?? name
        let words = SurveyWords(vocabularies)
        for start in rows.indices.prefix(12) where !isData(start) {
            let above = Vocabulary.folded(rows[..<start].flatMap(\.cells).joined())
            for headers in candidates(at: start, words) where headers.contains(where: { !$0.title.isEmpty }) {
                let near = sheet + above + headers.flatMap(\.path).joined(separator: " ")
                for form in SurveyForm.all {
                    let isNear = form.hints.contains { near.contains($0) }
                    let isHinted = isNear || form.hints.contains { name.contains($0) }
                    guard isHinted || !form.needsHint else { continue }
                    let fields = SurveyMatching(form: form, vocabularies: vocabularies, year: year, mapping: mapping)
                        .fields(of: headers)
                        // A word is the title of numbers, not a cell above other words.
                        .filter { $0.value.part == nil || form.measure.isEmpty || holdsNumbers($0.key, below: start) }
                    let names = Set(fields.values.flatMap(\.names))
                    let has: (String) -> Bool = { $0.split(separator: "|").contains { names.contains(String($0)) } }
                    let hasTitle =
                        form.titles.isEmpty
                        || headers.contains { header in
                            form.titles.contains { (header.path.joined(separator: "/") + "/").hasSuffix($0 + "/") }
                        }
                    let named = sheet + " " + above + " " + name
                    let isNamed = form.hints.contains { named.contains($0) }
                    guard form.needs.allSatisfy(has), hasTitle || form.hintsReplaceTitles && isNamed else { continue }
                    guard isNamed || form.reason != nil || form.isTold(by: fields, of: headers) else { continue }
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
        let width = min(rows.widest(from: best.firstRow), 1024)
        let missing = max(0, width - best.headers.count)
        // A line of units may stand between the header and the rows.
        let measured =
            best.firstRow < rows.count
            ? SurveySheet.units(best.headers, best.fields, below: rows[best.firstRow].cells) : nil
        return Reading(
            form: best.form, firstRow: best.firstRow + (measured == nil ? 0 : 1),
            headers: (measured ?? best.headers) + Array(repeating: SurveyHeader(""), count: missing),
            fields: best.fields,
            unit: unit(above: best.firstRow))
    }

    /// What 单位：万辆 above a table says, or the bracket of its title.
    private func unit(above place: Int) -> String? {
        for row in rows[..<place] {
            let texts = Set(row.cells.map(SheetText.trimmed).filter { !$0.isEmpty })
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
    private func candidates(at place: Int, _ words: SurveyWords) -> [[SurveyHeader]] {
        var rowsOfNames = [rows[place].cells]
        var found = [SurveyHeader.row(rows[place].cells, carries: true, words)]
        for depth in 1...2 {
            let above = place - depth
            guard above >= 0, rows[above].line == rows[above + 1].line - 1, mayHoldGroups(above, over: rowsOfNames[0])
            else { break }
            let groups = filled(rows[above], over: rowsOfNames[0])
            // One text that begins in the first column is a title, not a group.
            guard Set(groups.filter { !$0.isEmpty }).count > 1 || groups.first?.isEmpty != false,
                !groups.contains(where: { SheetText.isRemark($0) })
            else { break }
            rowsOfNames.insert(groups, at: 0)
            let width = rowsOfNames.map(\.count).max() ?? 0
            let both = (0..<width).map { i -> String in
                var names: [String] = []
                for row in rowsOfNames where i < row.count {
                    let name = SheetText.trimmed(row[i])
                    if !name.isEmpty, names.last != name { names.append(name) }
                }
                return names.joined(separator: "/")
            }
            found.append(SurveyHeader.row(both, carries: false, words))
        }
        return found
    }

    /// Whether a row holds more numbers than words: it is no header. Years may be heads, and a row may count the columns.
    private func isData(_ place: Int) -> Bool {
        let filled = rows[place].cells.map(SheetText.trimmed).filter { !$0.isEmpty }
        let numbers = filled.count { SurveySheet.isNumber($0) }
        return numbers * 2 > filled.count
    }

    /// Whether numbers stand below a title, as far as anything does.
    private func holdsNumbers(_ column: Int, below start: Int) -> Bool {
        let cells = rows[(start + 1)...].prefix(40).lazy.compactMap { row -> String? in
            let cell = column < row.cells.count ? SheetText.trimmed(row.cells[column]) : ""
            return cell.isEmpty || SurveyConversion.isAbsent(cell) ? nil : cell
        }.prefix(5)
        let numbers = cells.count { cell in cell.first.map { $0.isNumber || "+-约".contains($0) } ?? false }
        return numbers * 2 >= cells.count
    }

    private static func isNumber(_ text: String) -> Bool {
        SurveyNumber(Vocabulary.folded(text)) != nil && SurveyMatching.year(text) == nil
    }

    /// Whether a row may name groups over a row of titles: groups are joined, stand over several columns, or leave cells
    /// blank. Below a row that names each column stands the first row of data, whatever words it has; and where numbers
    /// stand in it, it is no row of titles.
    private func mayHoldGroups(_ above: Int, over names: [String]) -> Bool {
        let line = rows[above].line
        guard !names.contains(where: { SurveySheet.isNumber(SheetText.trimmed($0)) }) else { return false }
        if merges.contains(where: { $0.rows.contains(line) && ($0.columns.count > 1 || $0.rows.count > 1) }) {
            return true
        }
        let groups = rows[above].cells.map(SheetText.trimmed)
        for (i, name) in names.enumerated() where !SheetText.trimmed(name).isEmpty {
            guard i < groups.count, !groups[i].isEmpty else { return true }
            if i > 0, groups[i] == groups[i - 1] { return true }
        }
        return false
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
        for i in cells.indices.dropFirst() where SheetText.trimmed(cells[i]).isEmpty {
            let hasOwn = { (k: Int) in k < names.count && !SheetText.trimmed(names[k]).isEmpty }
            if hasOwn(i), hasOwn(i - 1) { cells[i] = cells[i - 1] }
        }
        return cells
    }

    /// The rows below a header, with what was joined over several rows in each of them; one amount for several is told.
    func body(from first: Int, joining columns: Set<Int>, amounts: Set<Int>, findings: inout Findings) -> SheetRows {
        MergedCells(merges).filled(
            rows.from(min(first, rows.count)), shared: columns, amounts: amounts, place: place, findings: &findings)
    }

    /// Whether a row has a plain number that is no year.
    private func holdsPlainNumber(_ place: Int) -> Bool {
        var found = false
        rows.forEachCell(of: place) { _, text in
            found = text.count != 4 && SurveyNumber(plain: text) != nil
            return !found
        }
        return found
    }

    /// The sheet as the tables that stand one below another, each with its header and what stands above it: below the
    /// first header every row of as many of its titles. A header that is only repeated is left out.
    func parts(_ reading: Reading) -> [SurveySheet] {
        let titles = Set(reading.headers.map(\.title).filter { !$0.isEmpty })
        let texts = reading.headers.map { SheetText.trimmed($0.text) }
        var starts: [Int] = []
        var repeated: Set<Int> = []
        for i in reading.firstRow..<rows.count where !holdsPlainNumber(i) {
            let row = rows[i]
            let filled = row.cells.map(SheetText.trimmed).filter { !$0.isEmpty }
            // A row with numbers, as most are, is no header.
            guard filled.count >= 2, !filled.contains(where: SurveySheet.isNumber),
                case let known = filled.count(where: { titles.contains(SurveyHeader($0).title) }),
                known * 2 > filled.count, known * 2 > titles.count
            else { continue }
            if row.cells.map(SheetText.trimmed) == Array(texts.prefix(row.cells.count)), starts.isEmpty {
                repeated.insert(i)
            } else {
                starts.append(i)
            }
        }
        guard !starts.isEmpty || !repeated.isEmpty else { return [self] }
        let kept = SheetRows(rows.indices.lazy.filter { !repeated.contains($0) }.map { rows[$0] })
        guard let second = starts.first else {
            return [SurveySheet(place: place, rows: kept, merges: merges, unreadable: unreadable)]
        }
        // Titles of one cell right above belong to the table below.
        var border = second
        while border > reading.firstRow, rows[border - 1].cells.count(where: { !$0.isEmpty }) == 1 { border -= 1 }
        let line = rows[border].line
        return [
            SurveySheet(
                place: place, rows: SheetRows(kept.lazy.filter { $0.line < line }), merges: merges,
                unreadable: unreadable.filter { $0.line < line }),
            SurveySheet(
                place: place, rows: rows.from(border), merges: merges,
                unreadable: unreadable.filter { $0.line >= line }),
        ]
    }

    /// Headers with the units that a line below them gives, and whether there is one.
    static func units(_ headers: [SurveyHeader], _ fields: [Int: SurveyField], below cells: [String]) -> [SurveyHeader]?
    {
        let filled = cells.enumerated().map { ($0.offset, SheetText.trimmed($0.element)) }.filter {
            !$0.1.isEmpty
        }
        guard !filled.isEmpty else { return nil }
        var headers = headers
        var found = false
        for (i, text) in filled {
            let unit = text.trimmingBrackets
            guard !isNumber(text) else { return nil }
            if i < headers.count, fields[i]?.isAmount == true {
                guard let use = fields[i]?.use, case .amount(let ids) = use else { return nil }
                let columns = SourceKind.all.flatMap { kind in ids.compactMap(kind.schema.column) }
                guard !SurveyUnits.conversions(of: unit, to: columns).isEmpty else { return nil }
                headers[i].measure(in: unit)
                found = true
            } else if !["必填", "选填", "文本", "数字", "数值", "下拉选择", "-", "/", "—", "%", "％"].contains(text) {
                return nil
            }
        }
        return found ? headers : nil
    }
}

extension String {
    /// The text within brackets around it, or itself.
    fileprivate var trimmingBrackets: String {
        guard let first, let last, "([（【".contains(first), ")]）】".contains(last), count > 2 else { return self }
        return String(dropFirst().dropLast())
    }
}

extension ColumnSchema {
    var isAmount: Bool { if case .number = content { true } else { false } }
}

extension Finding.Message {
    static let openQuote = Finding.Message("unclosed-quote", "引号没有结束", "a quote is not closed")
    static let brokenText = Finding.Message("broken-text", "这一行有无法解码的字符", "the line holds bytes that are no text")
}
