public import Documents
import Factors
import Quantities
public import Tables

extension InventoryTemplate {
    /// How many rows drop-downs and ranges reach, and how many empty rows have lines, for who fills the sheet in on paper.
    private static let (ruledRows, linedRows) = (5000, 20)

    /// Writes an empty workbook: a cover sheet, a sheet a source kind with drop-downs and ranges, and a sheet of filled rows
    /// of an invented county, which is passed over when the workbook is read.
    ///
    /// - Parameters:
    ///   - path: the file to write.
    ///   - vocabularies: the words of drop-downs.
    ///   - methods: the ids of the methods of each source kind, which the column `method` offers.
    ///   - pollutants: those that columns of pollutants offer; all where it is `nil`.
    public func write(
        workbook path: String, vocabularies: Vocabularies, methods: [String: [String]] = [:],
        pollutants: [String]? = nil
    ) throws(DocumentError) {
        let zh = language == .zh
        do throws(FileError) { try OutputFolder.refuseExisting(path) } catch { throw DocumentError(error) }
        let book = try WorkbookWriter(
            path: path,
            properties: .init(title: zh ? "排放清单填报表" : "emission inventory", created: 1_704_067_200))
        writeCover(to: book.addSheet(zh ? "封面" : "cover"))
        for table in tables {
            var own = vocabularies
            let words = vocabularies["method"]
            own["method"] = words.keeping(methods[table.id] ?? [])
            if let pollutants { own[Column.pollutant] = vocabularies[Column.pollutant].keeping(pollutants) }
            fill(book.addSheet(zh ? table.label.zh : table.id), table: table, vocabularies: own)
        }
        TemplateSample.write(self, to: book.addSheet(TemplateSample.sheetName[language]), vocabularies)
        try book.close()
    }

    private func fill(_ sheet: WorkbookWriter.Sheet, table: Schema, vocabularies: Vocabularies) {
        let columns = headers(of: table)
        let groups = form == .short ? TemplateForm.groups(of: table) ?? [] : []
        let header = groups.isEmpty ? 1 : 2
        sheet.freeze(rows: header, columns: 1)
        sheet.tab(0x8EA4B8)
        sheet.height(50, row: header)
        let lined = header + 1...header + InventoryTemplate.linedRows
        for row in lined { sheet.height(19, row: row) }
        var setup = PrintSetup()
        // So many columns on one page could not be read: the sheet runs over several, header and first column on each.
        setup.pagesWide = (columns.count + 12) / 13
        setup.repeatedRows = 1...header
        setup.repeatedColumns = 1...1
        setup.header = "&L&A&R\(region) · \(year)"
        setup.footer = "&R&P / &N"
        sheet.print(setup)
        var first = 1
        for (number, group) in groups.enumerated() {
            let last = first + group.columns.count - 1
            sheet.merge(
                rows: 1...1, columns: first...last, text: group.label[language], style: .group(number.isMultiple(of: 2))
            )
            first = last + 1
        }
        for (i, column) in columns.enumerated() {
            let place = i + 1
            let title = (column.isRequired ? "*" : "") + InventoryTemplate.header(of: column, in: language)
            sheet.width(
                InventoryTemplate.width(of: title, column, language), columns: place...place,
                style: column.isText ? .text : nil)
            sheet.set(
                .text(title), row: header, column: place, style: column.isRequired ? .requiredHeader : .header)
            sheet.comment(explanation(of: column, vocabularies: vocabularies), row: header, column: place)
            rule(
                column, at: place, rows: header + 1...InventoryTemplate.ruledRows, on: sheet, vocabularies: vocabularies
            )
            let begun = rows[table.id] ?? []
            for (number, row) in lined.enumerated() where number >= begun.count {
                sheet.set(.blank, row: row, column: place, style: .entry(column))
            }
            for (number, cells) in begun.enumerated() {
                let text = cells[column.id].map { InventoryTemplate.word($0, of: column, vocabularies, language) } ?? ""
                sheet.set(
                    text.isEmpty ? .blank : .text(text), row: header + 1 + number, column: place, style: .entry(column))
            }
        }
    }

    /// A cell as the drop-down of its column offers it.
    private static func word(
        _ text: String, of column: ColumnSchema, _ vocabularies: Vocabularies, _ language: Language
    ) -> String {
        guard language == .zh, let name = column.vocabulary, let own = vocabularies[name].code(exactly: text),
            let word = vocabularies[name][own], vocabularies[name].code(of: word.label.zh) == own
        else { return text }
        return word.label.zh
    }

    /// Wide enough for what is written below, and for the header on two lines.
    private static func width(of title: String, _ column: ColumnSchema, _ language: Language) -> Double {
        let header = title.displayWidth
        let least =
            switch column.content {
            case .text: 18
            case .identifier: 14
            case .code: 14
            case .number, .fraction, .date: 11
            }
        // English names have no space to be broken at.
        let needed = language == .en ? header + 2 : header <= 14 ? header + 2 : header / 2 + 4
        return Double(min(max(needed, least), 34))
    }

    /// The words of a drop-down: labels, or the code where several words share a label and reading would take another.
    static func offered(_ vocabulary: Vocabulary, in language: Language) -> [String] {
        vocabulary.words.map { word in
            let own = vocabulary.code(exactly: word.code)
            return language == .zh && vocabulary.code(of: word.label.zh) == own ? word.label.zh : word.code
        }
    }

    private func rule(
        _ column: ColumnSchema, at place: Int, rows: ClosedRange<Int>, on sheet: WorkbookWriter.Sheet,
        vocabularies: Vocabularies
    ) {
        let columns = place...place
        let message = CellMessage(
            title: column.label[language], text: explanation(of: column, vocabularies: vocabularies))
        switch column.content {
        case .code(let name) where vocabularies[name].words.isEmpty: break
        case .code(let name):
            sheet.dropDown(
                InventoryTemplate.offered(vocabularies[name], in: language), rows: rows, columns: columns,
                refusal: message,
                isStrict: false)
        case .number(_, let range):
            sheet.numbers(in: range, rows: rows, columns: columns, refusal: message, isStrict: false)
        case .fraction:
            sheet.numbers(in: 0...1, rows: rows, columns: columns, refusal: message, isStrict: false)
        case .text, .identifier, .date: break
        }
    }

    /// What a column is, its unit and what it may hold.
    private func explanation(of column: ColumnSchema, vocabularies: Vocabularies) -> String {
        let zh = language == .zh
        var parts = [column.label[language] + " (" + column.id + ")"]
        if column.isRequired { parts.append(zh ? "必填" : "required") }
        switch column.content {
        case .number(let unit, let range):
            parts.append(
                (zh ? "单位 " : "unit ") + unit.symbol + "，" + DecimalText.shortest(range.lowerBound) + " … "
                    + DecimalText.shortest(range.upperBound))
        case .fraction: parts.append(zh ? "0–1 或百分数" : "0–1 or percent")
        case .date: parts.append(zh ? "日期、年月或年份" : "a day, a month or a year")
        case .code(let name):
            parts.append(
                zh ? "从 \(vocabularies[name].words.count) 个词中选" : "one of \(vocabularies[name].words.count) words")
        case .identifier: parts.append(zh ? "不得重复" : "unique")
        case .text: break
        }
        if let note = column.note { parts.append(note[language]) }
        return parts.joined(separator: zh ? "；" : "; ")
    }
}

extension Vocabulary {
    /// The vocabulary with some of its words alone.
    fileprivate func keeping(_ codes: [String]) -> Vocabulary {
        var result = Vocabulary(name: name)
        for word in words where codes.contains(word.code) { result.add(code: word.code, label: word.label) }
        return result
    }
}

extension ColumnSchema {
    /// Whether what is filled in is kept as it is typed: identifiers with their zeros and all digits, codes, days.
    fileprivate var isText: Bool {
        switch content {
        case .identifier, .text, .code, .date: true
        case .number, .fraction: false
        }
    }
}

extension CellStyle {
    /// The header of a column that every row must fill.
    fileprivate static let requiredHeader = CellStyle {
        $0 = .header
        $0.background = 0xB9D0E6
    }

    /// What is typed stays as it is.
    fileprivate static let text = CellStyle { $0.numberFormat = "@" }

    /// An empty cell to be filled.
    fileprivate static func entry(_ column: ColumnSchema) -> CellStyle {
        CellStyle {
            $0.border = 0xD5DDE5
            if column.isText { $0.numberFormat = "@" }
        }
    }

    /// The band above columns that belong together, neighbours in different shades.
    fileprivate static func group(_ isEven: Bool) -> CellStyle {
        CellStyle {
            $0 = .header
            $0.background = isEven ? 0x1F4E79 : 0x3D6B96
            $0.color = 0xFFFFFF
            $0.horizontal = .center
        }
    }
}
