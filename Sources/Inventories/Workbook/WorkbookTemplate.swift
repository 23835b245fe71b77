public import Documents
import Factors
import Quantities
public import Tables

extension InventoryTemplate {
    /// Rows that drop-downs and ranges reach.
    private static let ruledRows = 2...5000
    /// Empty rows with lines, for who fills the sheet in on paper; more may follow.
    private static let linedRows = 3...22

    /// Writes an empty workbook: a cover sheet, and a sheet a source kind with drop-downs, ranges and an example row.
    ///
    /// The example row begins with `示例：` and is passed over when the workbook is read.
    ///
    /// - Parameters:
    ///   - path: the file to write.
    ///   - vocabularies: the words of drop-downs.
    ///   - methods: the ids of the methods of each source kind, which the column `method` offers.
    public func write(
        workbook path: String, vocabularies: Vocabularies, methods: [String: [String]] = [:]
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
            fill(book.addSheet(zh ? table.label.zh : table.id), table: table, vocabularies: own)
        }
        try book.close()
    }

    private func fill(_ sheet: WorkbookWriter.Sheet, table: Schema, vocabularies: Vocabularies) {
        let columns = table.columns.filter { !$0.isWorkedOut }
        sheet.freeze(rows: 1, columns: 1)
        sheet.tab(0x8EA4B8)
        sheet.height(50, row: 1)
        for row in InventoryTemplate.linedRows { sheet.height(19, row: row) }
        var setup = PrintSetup()
        // So many columns on one page could not be read: the sheet runs over several, header and first column on each.
        setup.pagesWide = (columns.count + 12) / 13
        setup.repeatedRows = 1...1
        setup.repeatedColumns = 1...1
        setup.header = "&L&A&R\(region) · \(year)"
        sheet.print(setup)
        for (i, column) in columns.enumerated() {
            let place = i + 1
            let lines = InventoryTemplate.lines(of: column, in: language)
            sheet.width(InventoryTemplate.width(of: lines, column, language), columns: place...place)
            sheet.set(
                .text(lines.joined(separator: "\n")), row: 1, column: place,
                style: column.isRequired ? .requiredHeader : .header)
            sheet.comment(explanation(of: column, vocabularies: vocabularies), row: 1, column: place)
            rule(column, at: place, on: sheet, vocabularies: vocabularies)
            let example = example(of: column, of: table, vocabularies: vocabularies, isFirst: i == 0)
            sheet.set(example ?? .blank, row: 2, column: place, style: .example(isShare: column.isShare))
            for row in InventoryTemplate.linedRows { sheet.set(.blank, row: row, column: place, style: .entry) }
        }
    }

    /// The lines of a header cell: a star where the column is required, the name, and the unit below it.
    static func lines(of column: ColumnSchema, in language: Language) -> [String] {
        let name = (column.isRequired ? "*" : "") + (language == .zh ? column.label.zh : column.id)
        guard case .number(let unit, _) = column.content, unit != .one else { return [name] }
        return [name, language == .zh ? "（\(unit.symbol)）" : "[\(unit.symbol)]"]
    }

    /// Wide enough for what is written below, and for the longest line of the header on two lines.
    private static func width(of lines: [String], _ column: ColumnSchema, _ language: Language) -> Double {
        let header = lines.map(\.displayWidth).max() ?? 0
        let least =
            switch column.content {
            case .text: 18
            case .identifier: 14
            case .code: 14
            case .number, .fraction, .date: 11
            }
        // English names have no space to be broken at.
        let needed = language == .en ? header + 2 : header <= 14 ? header + 2 : header / 2 + 4
        return Double(min(max(needed, least), 30))
    }

    /// The words of a drop-down: labels, or the code where several words share a label and reading would take another.
    static func offered(_ vocabulary: Vocabulary, in language: Language) -> [String] {
        vocabulary.words.map { word in
            let own = vocabulary.code(exactly: word.code)
            return language == .zh && vocabulary.code(of: word.label.zh) == own ? word.label.zh : word.code
        }
    }

    private func rule(
        _ column: ColumnSchema, at place: Int, on sheet: WorkbookWriter.Sheet, vocabularies: Vocabularies
    ) {
        let columns = place...place
        let rows = InventoryTemplate.ruledRows
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

    /// Words that go together in an example row; else the first of the vocabulary stands there.
    private static let exampleWords = [
        "boilers.use": "heating", "boilers.fuel": "raw_coal", "boilers.technology": "chain_grate",
        "kilns.fuel": "raw_coal", "vehicles.vehicle_class": "passenger_small", "vehicles.fuel": "gasoline",
        "vehicles.standard": "CN5", "nonroad.machine_type": "excavator", "nonroad.fuel": "diesel",
        "nonroad.stage": "S3",
        "households.fuel": "loose_coal",
    ]

    private func example(
        of column: ColumnSchema, of table: Schema, vocabularies: Vocabularies, isFirst: Bool
    ) -> CellContent? {
        if isFirst { return .text(language == .zh ? "示例：1" : "example:1") }
        switch column.content {
        case .code("method"): return nil
        case .code("county_code"): return .text(region)
        case .code(let name):
            let words = vocabularies[name].words.map(\.code)
            let place = InventoryTemplate.exampleWords[table.id + "." + column.id].flatMap(words.firstIndex(of:)) ?? 0
            let offered = InventoryTemplate.offered(vocabularies[name], in: language)
            return place < offered.count ? .text(offered[place]) : nil
        case .number(_, let range): return .number(range.upperBound > 1 ? max(1, range.lowerBound) : 0.5)
        case .fraction: return .number(0.5)
        case .date: return .text("\(year)-05")
        case .text where column.id == Column.firmName: return .text(language == .zh ? "某企业" : "a firm")
        case .text where column.id == Column.note: return .text(language == .zh ? "读取时跳过" : "passed over when read")
        case .text: return .text("…")
        case .identifier: return nil
        }
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
    /// Whether the column holds shares, which people write in percent.
    fileprivate var isShare: Bool { if case .fraction = content { true } else { false } }
}

extension CellStyle {
    /// The header of a column that every row must fill.
    fileprivate static let requiredHeader = CellStyle {
        $0 = .header
        $0.background = 0xB9D0E6
    }

    /// An empty cell to be filled.
    fileprivate static let entry = CellStyle { $0.border = 0xD5DDE5 }

    /// The row that shows how to fill the sheet.
    fileprivate static func example(isShare: Bool) -> CellStyle {
        CellStyle {
            $0.isItalic = true
            $0.color = 0x6B7780
            $0.background = 0xF4F6F8
            $0.border = 0xD5DDE5
            if isShare { $0.numberFormat = "0%" }
        }
    }
}
