import Documents
import Tables

extension InventoryTemplate {
    /// The last of the columns that the cover uses: the label and twelve months.
    private static let lastColumn = 13

    /// Writes the cover: a title, what `inventory.yaml` says of a folder as labels and values, and how to fill the sheets.
    func writeCover(to sheet: WorkbookWriter.Sheet) {
        let zh = language == .zh
        let all = 1...InventoryTemplate.lastColumn
        sheet.hideGridlines()
        sheet.tab(0x1F4E79)
        sheet.width(zh ? 26 : 32, columns: 1...1)
        sheet.width(8, columns: 2...InventoryTemplate.lastColumn)
        sheet.height(34, row: 1)
        sheet.merge(
            rows: 1...1, columns: all, text: zh ? "大气污染物排放清单填报表" : "Emission inventory: sheets to fill",
            style: .coverTitle)
        var row = 3
        for field in WorkbookCover.fields {
            if field.count > 1, row == firstMonthRow {
                for month in 1...12 { sheet.set(.text(monthName(month)), row: row, column: month + 1, style: .month) }
                row += 1
            }
            write(field, to: sheet, row: row)
            row += 1
        }
        row += 1
        for line in instructions {
            sheet.height(line.displayWidth > 116 ? 32 : 17, row: row)
            sheet.merge(rows: row...row, columns: all, text: line, style: .instruction)
            row += 1
        }
        var setup = PrintSetup()
        setup.footer = "&L&A&R&P / &N"
        sheet.print(setup)
    }

    /// Where the names of the months stand: before the first field of twelve cells.
    private var firstMonthRow: Int { 3 + (WorkbookCover.fields.firstIndex { $0.count > 1 } ?? 0) }

    private func monthName(_ month: Int) -> String {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return language == .zh ? "\(month)月" : names[month - 1]
    }

    private func write(_ field: WorkbookCover.Field, to sheet: WorkbookWriter.Sheet, row: Int) {
        sheet.height(20, row: row)
        sheet.set(.text(field.label[language]), row: row, column: 1, style: .coverLabel)
        guard field.count == 1 else {
            for column in 2...(field.count + 1) { sheet.set(.blank, row: row, column: column, style: .input) }
            return
        }
        let value = field.key == "region" ? region : ""
        sheet.merge(rows: row...row, columns: 2...6, text: value, style: .input)
        if field.key == "year" { sheet.set(.number(Double(year)), row: row, column: 2, style: .input) }
        guard !field.note[language].isEmpty else { return }
        sheet.merge(
            rows: row...row, columns: 7...InventoryTemplate.lastColumn, text: field.note[language], style: .remark)
    }

    private var instructions: [String] {
        let sheets = tables.map { language == .zh ? $0.label.zh : $0.id }
        guard language == .zh else {
            return [
                "How to fill:",
                "1. A sheet a source kind (\(sheets.joined(separator: ", "))); sheets that are not needed stay empty.",
                "2. The header has the units; columns with a star and darker ground must be filled in every row.",
                "3. The sheet 'sample' shows filled rows of an invented county; it is passed over when read.",
                "4. Drop-downs offer the words of the dictionary; other words are taken where they are known, else reported.",
                "5. A blank cell is missing data; 'not reported' and '-' (does not apply) each mean what they say.",
                "6. No rows of totals: they would count twice, and are errors. Save as .xlsx (or .xlsm) and hand it to 'lantian check'.",
            ]
        }
        return [
            "填报说明：",
            "1. 每个源类一张工作表（\(sheets.joined(separator: "、"))）；没有的源类留空即可。",
            "2. 表头注明单位；带星号、底色较深的列每行必填。",
            "3. “示例”表是填好的样子（虚构的县），读取时跳过。",
            "4. 下拉框列出词表中的词；也可填其他写法，认识的照常读取，不认识的会报告位置和相近的词。",
            "5. 空白表示缺数据；“未报送”与“-”（不适用）各有含义，不要用 0 代替。",
            "6. 不要填合计行（会重复计算，按错误报告）。存为 .xlsx（或 .xlsm），用 lantian check 检查。",
        ]
    }
}

extension CellStyle {
    fileprivate static let coverTitle = CellStyle {
        $0.isBold = true
        $0.fontSize = 18
        $0.color = 0x1F4E79
        $0.horizontal = .center
        $0.vertical = .center
    }
    fileprivate static let coverLabel = CellStyle {
        $0 = .header
        $0.horizontal = .left
    }
    fileprivate static let input = CellStyle {
        $0.background = 0xFFFBE6
        $0.border = 0x8EA4B8
        $0.horizontal = .left
        $0.vertical = .center
    }
    fileprivate static let month = CellStyle {
        $0.color = 0x6B7780
        $0.horizontal = .center
    }
    fileprivate static let remark = CellStyle {
        $0 = .instruction
        $0.indent = 1
        $0.horizontal = .left
    }
    fileprivate static let instruction = CellStyle {
        $0.wraps = true
        $0.vertical = .center
        $0.color = 0x404A52
    }
}
