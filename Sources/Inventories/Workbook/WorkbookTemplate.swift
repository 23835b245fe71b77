public import Documents
import Factors
import Quantities
public import Tables

extension InventoryTemplate {
    /// Rows that drop-downs and ranges reach.
    private static let ruledRows = 2...5000

    /// Writes an empty workbook: a cover sheet, and a sheet a source kind with drop-downs, ranges and an example row.
    ///
    /// The example row begins with `示例：` and is passed over when the workbook is read.
    public func write(workbook path: String, vocabularies: Vocabularies) throws(DocumentError) {
        let zh = language == .zh
        let book = try WorkbookWriter(
            path: path,
            properties: .init(title: zh ? "排放清单填报表" : "emission inventory", created: 1_704_067_200))
        cover(book.addSheet(zh ? "封面" : "cover"))
        for kind in kinds {
            fill(book.addSheet(zh ? kind.label.zh : kind.id), kind: kind, vocabularies: vocabularies)
        }
        try book.close()
    }

    private func cover(_ sheet: WorkbookWriter.Sheet) {
        sheet.width(30, columns: 1...1)
        sheet.width(22, columns: 2...2)
        for (i, field) in WorkbookCover.fields.enumerated() {
            let row = i + 1
            sheet.set(.text(field.label[language]), row: row, column: 1, style: .header)
            switch field.key {
            case "region": sheet.set(.text(region), row: row, column: 2)
            case "year": sheet.set(.number(Double(year)), row: row, column: 2)
            default: break
            }
            if !field.note[language].isEmpty {
                sheet.set(.text(field.note[language]), row: row, column: max(3, field.count + 2))
            }
        }
        let note = WorkbookCover.fields.count + 2
        sheet.set(
            .text(
                language == .zh
                    ? "各工作表第一行是表头，第二行是示例（以“示例：”开头，读取时跳过）。空白表示缺数据；“未报送”与“-”（不适用）各有含义。"
                    : "In each sheet row 1 is the header and row 2 an example (begins with 'example:', passed over when read)."
            ),
            row: note, column: 1)
    }

    private func fill(_ sheet: WorkbookWriter.Sheet, kind: SourceKind, vocabularies: Vocabularies) {
        let columns = kind.schema.columns
        sheet.freeze(rows: 1, columns: 1)
        for (i, column) in columns.enumerated() {
            let place = i + 1
            let header = InventoryTemplate.header(of: column, in: language)
            sheet.width(Double(max(header.displayWidth + 3, 10)), columns: place...place)
            sheet.set(.text(header), row: 1, column: place, style: .header)
            sheet.comment(explanation(of: column, vocabularies: vocabularies), row: 1, column: place)
        }
        for (i, column) in columns.enumerated() {
            let place = i + 1
            let message = CellMessage(
                title: column.label[language], text: explanation(of: column, vocabularies: vocabularies))
            switch column.content {
            case .code(let name):
                let words = vocabularies[name].words.map { language == .zh ? $0.label.zh : $0.code }
                sheet.dropDown(
                    words, rows: InventoryTemplate.ruledRows, columns: place...place, refusal: message, isStrict: false)
            case .number(_, let range):
                sheet.numbers(
                    in: range, rows: InventoryTemplate.ruledRows, columns: place...place, refusal: message,
                    isStrict: false)
            case .fraction:
                sheet.numbers(
                    in: 0...1, rows: InventoryTemplate.ruledRows, columns: place...place, refusal: message,
                    isStrict: false)
            case .text, .identifier, .date: break
            }
            if let cell = example(of: column, vocabularies: vocabularies, isFirst: i == 0) {
                sheet.set(cell, row: 2, column: place)
            }
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

    private func example(of column: ColumnSchema, vocabularies: Vocabularies, isFirst: Bool) -> CellContent? {
        if isFirst {
            let mark = language == .zh ? "示例：" : "example:"
            return .text(mark + (column.vocabulary == nil ? "1" : ""))
        }
        guard column.isRequired else { return nil }
        switch column.content {
        case .code(let name): return vocabularies[name].words.first.map { .text($0.label[language]) }
        case .number: return .number(1)
        case .fraction: return .number(0.5)
        case .text, .identifier, .date: return nil
        }
    }
}
