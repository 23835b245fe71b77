import Quantities
import TestSupport
import Testing

@testable import Documents

@Suite struct WorkbookWriterTests {
    private static let properties = WorkbookWriter.Properties(
        title: "排放清单", subject: "test", author: "示例", created: 1_704_067_200)

    /// A book with everything in it.
    private func sample(_ path: String, isConstantMemory: Bool = false) throws {
        let book = try WorkbookWriter(path: path, properties: Self.properties, isConstantMemory: isConstantMemory)
        let sheet = book.addSheet("锅炉")
        sheet.width(18, columns: 1...3)
        sheet.freeze(rows: 2, columns: 1)
        var setup = PrintSetup()
        setup.repeatedRows = 1...2
        setup.header = "&C排放清单"
        sheet.print(setup)
        sheet.merge(rows: 1...1, columns: 1...4, text: "锅炉活动水平", style: .header)
        sheet.height(30, row: 2)
        sheet.set(
            ["编号", "燃料", "用量 (t)", "去除效率", "投运日期", "启用"].map { .text($0) }, row: 2, style: .header)
        sheet.comment("每年实际消耗量", row: 2, column: 3, author: "示例")
        sheet.filter(rows: 2...5, columns: 1...6)
        for row in 3...5 {
            sheet.set(.text("00\(row)"), row: row, column: 1)
            sheet.set(.text(row == 4 ? "烟煤, \"洗\"" : "烟煤 & <x>"), row: row, column: 2)
            sheet.set(.number(12.5 + Double(row)), row: row, column: 3, style: CellStyle.plain.format("#,##0.00"))
            sheet.set(.number(0.953), row: row, column: 4, style: CellStyle.plain.format("0.0%"))
            sheet.set(.date(year: 2024, month: 5, day: 17), row: row, column: 5)
            sheet.set(.flag(row == 3), row: row, column: 6)
        }
        // 15.5 + 16.5 + 17.5 = 49.5
        sheet.set(.formula("=SUM(C3:C5)", value: 49.5), row: 6, column: 3)
        sheet.set(.textFormula("=\"合\"&\"计\"", value: "合计"), row: 6, column: 4)
        sheet.dropDown(["烟煤", "无烟煤"], rows: 3...100, columns: 2...2)
        let words = (0..<300).map { "燃料 \($0)" }
        for column in 7...8 {
            sheet.dropDown(
                words, rows: 3...100, columns: column...column,
                prompt: CellMessage(title: String(repeating: "长", count: 50), text: String(repeating: "长", count: 500)))
        }
        sheet.dropDown(["a,b", "c"], rows: 3...100, columns: 9...9, isStrict: false)
        sheet.numbers(in: 0...1, rows: 3...100, columns: 4...4, refusal: CellMessage(title: "范围", text: "0 至 1"))
        sheet.numbers(in: 0...(.infinity), areWhole: true, rows: 3...100, columns: 10...10)
        let second = book.addSheet("说明")
        second.set(.text("a\rb _x41_ _x0041_ \u{1}"), row: 1, column: 1)
        second.hideGridlines()
        second.tab(0x336699)
        try book.close()
    }

    @Test func `rows written as they come are read as cells written one by one`() throws {
        let scratch = try TemporaryFolder()
        let texts = ["烟煤 & <x>", " a ", "a\rb\tc\u{1}", "_x0041_ _x41_", "\"", "factor_boilers", "", "7"]
        let numbers = [0, 12.5, -0.125, 1e-9, 123_456_789.123]
        let masses: [Int64] = [0, 1, 1_234_567_890_123_456, -5_000_000_000_000]
        let look = CellStyle { $0.numberFormat = "0.00" }
        var found: [[[String]]] = []
        for isLong in [false, true] {
            let path = scratch.file("\(isLong).xlsx")
            let book = try WorkbookWriter(path: path, properties: Self.properties, isConstantMemory: true)
            let sheet = book.addSheet("结果")
            sheet.set(["文本", "数", "吨"].map { .text($0) }, row: 1, style: .header)
            let long = isLong ? sheet.rows(from: 2, styles: [.header, .plain, look]) : nil
            for row in 0..<8 {
                let (number, mass) = (numbers[row % 5], Mass(micrograms: masses[row % 4]))
                if let long {
                    long.text(texts[row])
                    long.number(number)
                    if row == 6 { long.blank() } else { long.mass(mass) }
                    long.end()
                } else {
                    sheet.set(texts[row].isEmpty ? .blank : .text(texts[row]), row: row + 2, column: 1, style: .header)
                    sheet.set(.number(number), row: row + 2, column: 2)
                    sheet.set(row == 6 ? .blank : .number(mass.inTonnes), row: row + 2, column: 3, style: look)
                }
            }
            long?.finish()
            sheet.filter(rows: 1...9, columns: 1...3)
            book.addSheet("说明").set(.text("a"), row: 1, column: 1)
            try book.close()
            let read = try WorkbookReader(path: path)
            found.append(try (0..<2).flatMap { try allRows(of: read, $0).map(\.cells) })
            #expect(try dimension(of: path) == "A1:C9")
        }
        #expect(found[0].count == 10)
        #expect(found[0][1] == ["烟煤 & <x>", "0", "0"])
        #expect(found[0] == found[1])
    }

    /// What the first sheet of a file says of its size.
    private func dimension(of path: String) throws -> String? {
        let archive = try ZipArchive(path: path, limits: WorkbookLimits())
        let member = try #require(archive.member("xl/worksheets/sheet1.xml"))
        let reader = try XMLReader(try archive.open(member), file: "sheet1.xml", limits: XMLLimits())
        while let event = try reader.next() {
            if case .start(let element) = event, element.name == "dimension" { return element["ref"] }
        }
        return nil
    }

    @Test("rows that do not fit the sheet's columns, or come too late, are refused", arguments: [true, false])
    func refusedRows(_ isShort: Bool) throws {
        let scratch = try TemporaryFolder()
        let found = code {
            let book = try WorkbookWriter(
                path: scratch.file("a.xlsx"), properties: Self.properties, isConstantMemory: true)
            let sheet = book.addSheet("结果")
            sheet.set(.text("a"), row: 3, column: 1)
            let rows = sheet.rows(from: isShort ? 4 : 2, styles: [.plain, .plain])
            rows.text("b")
            if !isShort { rows.text("c") }
            rows.end()
            rows.finish()
            try book.close()
        }
        #expect(found == (isShort ? "workbook-place" : "workbook-row-order"))
        #expect(try scratch.names().isEmpty)
    }

    private let expected = [
        ["锅炉活动水平"], ["编号", "燃料", "用量 (t)", "去除效率", "投运日期", "启用"],
        ["003", "烟煤 & <x>", "15.5", "95.3%", "2024-05-17", "TRUE"],
        ["004", "烟煤, \"洗\"", "16.5", "95.3%", "2024-05-17", "FALSE"],
        ["005", "烟煤 & <x>", "17.5", "95.3%", "2024-05-17", "FALSE"], ["", "", "49.5", "合计"],
    ]

    @Test("what is written is read back", arguments: [false, true])
    func roundTrip(isConstantMemory: Bool) throws {
        let scratch = try TemporaryFolder()
        try sample(scratch.file("a.xlsx"), isConstantMemory: isConstantMemory)
        let book = try WorkbookReader(path: scratch.file("a.xlsx"))
        #expect(book.sheets.map(\.name) == ["锅炉", "说明", "lists"])
        #expect(book.sheets.map(\.visibility) == [.visible, .visible, .hidden])
        #expect(try allRows(of: book, 0).map(\.cells) == expected)
        let texts = try allRows(of: book, 1).map(\.cells)
        #expect(texts == [["a\rb _x41_ _x0041_ \u{1}"]])
        let lists = try allRows(of: book, 2)
        #expect(lists.count == 300)
        #expect(lists[0].cells == ["燃料 0", "a,b"])
        #expect(try book.merges(of: book.sheets[0]) == [WorkbookReader.Merge(rows: 1...1, columns: 1...4)])
        #expect(try scratch.names() == ["a.xlsx"])
    }

    @Test("equal calls give equal bytes", arguments: [false, true])
    func deterministic(isConstantMemory: Bool) async throws {
        let scratch = try TemporaryFolder()
        try sample(scratch.file("a.xlsx"), isConstantMemory: isConstantMemory)
        try await Task.sleep(for: .seconds(2.1))
        try sample(scratch.file("b.xlsx"), isConstantMemory: isConstantMemory)
        #expect(try scratch.bytes(of: "a.xlsx") == scratch.bytes(of: "b.xlsx"))
    }

    @Test func `lists and ranges stand in the sheet's rules`() throws {
        let scratch = try TemporaryFolder()
        try sample(scratch.file("a.xlsx"))
        let archive = try ZipArchive(path: scratch.file("a.xlsx"), limits: WorkbookLimits())
        let member = try #require(archive.member("xl/worksheets/sheet1.xml"))
        let reader = try XMLReader(try archive.open(member), file: "sheet1.xml", limits: XMLLimits())
        var formulas: [String] = [], rules: [String] = []
        var takes = false
        while let event = try reader.next() {
            switch event {
            case .start(let element):
                takes = element.name.hasPrefix("formula")
                if element.name == "dataValidation" { rules.append(element["type"] ?? "") }
                if element.name == "pane" { rules.append("pane \(element["ySplit"] ?? "") \(element["xSplit"] ?? "")") }
            case .text(let text, _): if takes { formulas.append(text) }
            case .end: takes = false
            }
        }
        #expect(rules == ["pane 2 1", "list", "list", "list", "list", "decimal", "whole"])
        #expect(
            formulas == ["\"烟煤,无烟煤\"", "lists!$A$1:$A$300", "lists!$A$1:$A$300", "lists!$B$1:$B$2", "0", "1", "0"])
    }

    @Test(.enabled(if: InstalledProgram("soffice") != nil, "LibreOffice is not installed"))
    func `LibreOffice opens it, and what it saves reads the same`() throws {
        let office = try #require(InstalledProgram("soffice"))
        let scratch = try TemporaryFolder()
        try sample(scratch.file("a.xlsx"))
        let profile = "-env:UserInstallation=file://" + scratch.file("profile")
        let (code, output) = try office.run(
            profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", scratch.file("out"),
            scratch.file("a.xlsx"))
        #expect(code == 0, "\(output)")
        let book = try WorkbookReader(path: scratch.file("out/a.xlsx"))
        #expect(book.sheets.map(\.name) == ["锅炉", "说明", "lists"])
        #expect(book.sheets.map(\.visibility) == [.visible, .visible, .hidden])
        #expect(try allRows(of: book, 0).map(\.cells) == expected)
        #expect(try allRows(of: book, 2).count == 300)
        #expect(try book.merges(of: book.sheets[0]) == [WorkbookReader.Merge(rows: 1...1, columns: 1...4)])
    }

    @Test(
        "what no workbook can hold is an error",
        arguments: [
            "workbook-sheet-name", "workbook-place", "workbook-text", "workbook-number", "workbook-row-order",
            "workbook-sheet-name twice", "cannot-write",
        ])
    func refused(_ expected: String) throws {
        let scratch = try TemporaryFolder()
        let found = code {
            let path = expected == "cannot-write" ? "/nowhere/a.xlsx" : scratch.file("a.xlsx")
            let book = try WorkbookWriter(
                path: path, properties: Self.properties, isConstantMemory: expected == "workbook-row-order")
            let sheet = book.addSheet(expected == "workbook-sheet-name" ? "a/b" : "a")
            switch expected {
            case "workbook-place": sheet.set(.blank, row: 1, column: 16_385)
            case "workbook-text": sheet.set(.text(String(repeating: "x", count: 32_768)), row: 1, column: 1)
            case "workbook-number": sheet.set(.number(.nan), row: 1, column: 1)
            case "workbook-sheet-name twice": _ = book.addSheet("A")
            case "workbook-row-order":
                sheet.set(.number(1), row: 2, column: 1)
                sheet.set(.number(1), row: 1, column: 1)
            default: break
            }
            try book.close()
        }
        #expect(found == expected.split(separator: " ").first.map(String.init))
        #expect(try scratch.names().isEmpty)
    }

    @Test func `columns have letters`() {
        #expect([1, 26, 27, 702, 703, 16_384].map(WorkbookWriter.columnName) == ["A", "Z", "AA", "ZZ", "AAA", "XFD"])
    }

    /// Spreadsheet programs allow 31 characters, some of them not.
    @Test func `a title of any length names a sheet`() throws {
        #expect(WorkbookWriter.sheetName(of: "汇总") == "汇总")
        #expect(WorkbookWriter.sheetName(of: "汇总", number: 2) == "汇总 2")
        #expect(WorkbookWriter.sheetName(of: "a/b: 'c'") == "a_b_ _c_")
        for number in [1, 2, 12] {
            let name = WorkbookWriter.sheetName(of: "Emission that goes elsewhere (in no total)", number: number)
            #expect(name.utf16.count <= 31 && name.hasPrefix("Emission that goes else"), "\(name)")
        }
        #expect(WorkbookWriter.sheetName(of: String(repeating: "🏭", count: 40)).utf16.count <= 31)
    }
}
