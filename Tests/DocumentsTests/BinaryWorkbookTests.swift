import Foundation
import TestSupport
import Testing

@testable import Documents

/// Workbooks of the old form, `.xls`: one that LibreOffice wrote, with invented rows, and records made by hand.
@Suite struct BinaryWorkbookTests {
    static let sample = Repository.root + "/Tests/Fuzz/Seeds/ledger.xls"

    private func book(
        _ stream: [UInt8], isSmall: Bool = false, name: String = "Workbook",
        limits: WorkbookLimits = WorkbookLimits()
    ) throws -> WorkbookReader {
        let scratch = try TemporaryFolder()
        let path = try scratch.write(
            SampleCompound.file(stream, name: name, isSmall: isSmall), to: "a.xls")
        return try WorkbookReader(path: path, limits: limits)
    }

    private func rows(
        isUnicode: Bool = true, globals: (inout SampleRecords) -> Void = { _ in }, isSmall: Bool = false,
        limits: WorkbookLimits = WorkbookLimits(), _ fill: (inout SampleRecords) -> Void
    ) throws -> [WorkbookReader.Row] {
        var records = SampleRecords(isUnicode: isUnicode)
        globals(&records)
        records.addSheet("S", SampleRecords.sheet(isUnicode: isUnicode, fill))
        let stream = records.finished()
        return try allRows(
            of: try book(stream, isSmall: isSmall, name: isUnicode ? "Workbook" : "Book", limits: limits))
    }

    private func code(_ body: () throws -> Void) -> String? {
        do { try body() } catch { return (error as? DocumentError)?.code ?? "\(error)" }
        return nil
    }

    @Test func `a ledger as LibreOffice writes it: joined cells, hidden rows, days, shares, formulas, errors`() throws {
        let book = try WorkbookReader(path: Self.sample)
        #expect(book.sheets.map(\.name) == ["锅炉台账（虚构）", "各种单元格", "隐藏表", "空表"])
        #expect(book.sheets.map(\.visibility) == [.visible, .visible, .hidden, .visible])
        let reader = try book.rows(of: book.sheets[0])
        var ledger: [WorkbookReader.Row] = []
        while let row = try reader.next() { ledger.append(row) }
        #expect(ledger.map(\.number) == Array(1...9))
        #expect(ledger[1].cells == ["企业名称", "锅炉编号", "锅炉类型", "额定蒸发量（蒸吨）", "燃料", "燃料消耗量", "", "投运时间"])
        #expect(ledger[2].cells == ["", "", "", "", "", "2023年（万吨）", "2024年（万吨）"])
        #expect(ledger[3].cells == ["示例一厂", "G1", "链条炉", "20", "原煤", "0.3", "0.28", "2014-11-03"])
        #expect(ledger[5].cells == ["示例三厂", "G3", "燃气锅炉", "6", "天然气", "", "", "2020-02-29"])
        #expect(ledger[6].cells[5...] == ["1.2", "0.95", "2001-01-01"])
        #expect(ledger.map(\.isHidden) == [false, false, false, false, false, true, false, false, false])
        // Sums of columns with a number as text, which a sum passes over.
        #expect(ledger[7].cells == ["合计", "", "", "", "", "0.425", "1.33"])
        #expect(reader.hiddenColumns == [3...3])
        let merged = Set(reader.merges)
        #expect(merged.count == 8)
        #expect(merged.contains(WorkbookReader.Merge(rows: 1...1, columns: 1...8)))
        #expect(merged.contains(WorkbookReader.Merge(rows: 2...2, columns: 6...7)))
        #expect(merged.contains(WorkbookReader.Merge(rows: 2...3, columns: 8...8)))

        let kinds = try allRows(of: book, 1)
        #expect(
            kinds[0].cells
                == [
                    "0", "1", "-1", "100", "123.45", "-0.01", "1e-09", "1.5e+300", "0.3333333333333333",
                    "9007199254740992", "536870911", "536870912", "-536870912", "0.3", "65535", "12345.67",
                ].map { DecimalSpelling.same($0) })
        #expect(
            kinds[1].cells == [
                "95.3%", "2023-03-15T12:00:00", "08:30:00", "TRUE", "FALSE", "#DIV/0!", "0吨", "", "#N/A", "TRUE",
                "ＮＯｘ 烟尘①\n第二行", "🙂 café", "  ", "1900-02-28", "1900-02-28", "648:00:00",
            ])
        #expect(kinds[1].errors == [6, 9])
        #expect(try allRows(of: book, 3).isEmpty)
    }

    /// Very large and very small numbers, as the program writes them.
    private enum DecimalSpelling {
        static func same(_ text: String) -> String {
            Double(text).map { CellFormat.number.text(of: $0, countsFrom1904: false) } ?? text
        }
    }

    @Test(.enabled(if: InstalledProgram("soffice") != nil, "LibreOffice is not installed"))
    func `the same workbook as .xlsx and as .xls has the same cells`() throws {
        let office = try #require(InstalledProgram("soffice"))
        let scratch = try TemporaryFolder()
        let writer = try WorkbookWriter(
            path: scratch.file("a.xlsx"), properties: .init(title: "a", created: 1_704_067_200))
        let sheet = writer.addSheet("乡镇（虚构）")
        sheet.merge(rows: 1...1, columns: 1...3, text: "表一")
        for row in 2...300 {
            sheet.set(
                [.text("示例\(row)厂"), .number(Double(row * row) / 7), .number(Double(row) / 100), .blank, .text("原煤")],
                row: row)
        }
        sheet.set(.text(String(repeating: "长a", count: 9000)), row: 301, column: 2)
        try writer.close()
        try office.succeed([
            "-env:UserInstallation=file://\(scratch.path)/profile", "--headless", "--convert-to", "xls", "--outdir",
            scratch.path, scratch.file("a.xlsx"),
        ])
        let markup = try WorkbookReader(path: scratch.file("a.xlsx"))
        let binary = try WorkbookReader(path: scratch.file("a.xls"))
        #expect(binary.sheets.map(\.name) == markup.sheets.map(\.name))
        let expected = try allRows(of: markup)
        #expect(try allRows(of: binary) == expected && expected.count == 301)
        #expect(try binary.merges(of: binary.sheets[0]) == markup.merges(of: markup.sheets[0]))
    }

    @Test func `numbers of every packing, and rows in any order`() throws {
        let found = try rows { sheet in
            sheet.number(4, 1, 0.1)
            // 7 as a whole number; 1.23 as 123 hundredths; 1.5 as the upper part of a floating one; −1.
            sheet.cell(0x027E, 2, 0, double(7 << 2 | 2))
            sheet.add(
                0x00BD,
                word(0) + word(1) + word(0) + double(123 << 2 | 3) + word(0)
                    + double(Int(1.5.bitPattern >> 32) & 0xFFFF_FFFC) + word(0) + double(-1 << 2 | 2) + word(3))
            sheet.number(2, 2, -2.5)
            sheet.number(4, 0, .nan)
            sheet.cell(0x0205, 4, 2, [0x2A, 1])
            sheet.cell(0x0205, 4, 3, [1, 0])
        }
        #expect(found.map(\.number) == [1, 3, 5])
        #expect(found[0].cells == ["", "1.23", "1.5", "-1"])
        #expect(found[1].cells == ["7", "", "-2.5"])
        #expect(found[2].cells == ["#NUM!", "0.1", "#N/A", "TRUE"])
        #expect(found[2].errors == [1, 3])
    }

    @Test func `days count from 1904 where the workbook says so`() throws {
        let found = try rows(globals: { records in
            records.add(0x0022, word(1))
            records.add(0x041E, word(164) + SampleRecords.text("yyyy\"年\"m\"月\"d\"日\"", lengthOf: 2))
            records.add(0x00E0, word(0) + word(164))
            records.add(0x00E0, word(0) + word(9))
        }) { sheet in
            sheet.number(0, 0, style: 0, 0)
            sheet.number(0, 1, style: 1, 0.953)
            sheet.number(0, 2, style: 7, 5)
        }
        #expect(found[0].cells == ["1904-01-01", "95.3%", "5"])
    }

    @Test func `a formula's text follows it, behind what several formulas share`() throws {
        let found = try rows { sheet in
            let end: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0]
            sheet.cell(0x0006, 0, 0, [0, 0, 0, 0, 0, 0, 0xFF, 0xFF] + end)
            sheet.add(0x04BC, [1, 2, 3])
            sheet.add(0x0207, SampleRecords.text("万吨", lengthOf: 2))
            sheet.cell(0x0006, 0, 1, [3, 0, 0, 0, 0, 0, 0xFF, 0xFF] + end)
            sheet.cell(0x0006, 0, 2, [1, 0, 1, 0, 0, 0, 0xFF, 0xFF] + end)
            sheet.cell(0x0006, 0, 3, [2, 0, 0x17, 0, 0, 0, 0xFF, 0xFF] + end)
            sheet.cell(0x0006, 0, 4, long(2.25.bitPattern) + end)
            sheet.cell(0x0006, 0, 5, long(0) + end)
            // A nought that was never calculated is no nought.
            sheet.cell(0x0006, 0, 6, long(0) + [2, 0, 0, 0, 0, 0, 0, 0])
        }
        #expect(found[0].cells == ["万吨", "", "TRUE", "#REF!", "2.25", "0"])
        #expect(found[0].uncalculated == [7])
        #expect(found[0].errors == [4])
    }

    @Test func `a shared text goes on in the next record, there with characters of another width`() throws {
        let found = try rows(globals: { records in
            let wide = SampleRecords.text("锅炉", lengthOf: 2)
            // Rich text and what is said of its sound stand around the characters: "ab" with one run and four bytes.
            let rich = word(2) + [0x0C] + word(1) + double(4) + Array("ab".utf8) + [0, 0, 0, 0] + [9, 9, 9, 9]
            records.add(0x00FC, double(9) + double(9) + word(4) + [0] + Array("NO".utf8))
            records.add(0x003C, [1] + word(0x2093) + word(0x78))
            records.add(0x003C, wide + rich.dropLast(2))
            records.add(0x003C, Array(rich.suffix(2)))
        }) { sheet in
            for (column, text) in [2, 1, 0].enumerated() { sheet.cell(0x00FD, 0, column, double(text)) }
        }
        // It told of nine texts and holds three.
        #expect(found[0].cells == ["ab", "锅炉", "NOₓx"])
    }

    @Test func `Excel 5 and 95 write Chinese in GBK`() throws {
        let found = try rows(
            isUnicode: false,
            globals: { records in
                records.add(0x0042, word(936))
            }
        ) { sheet in
            sheet.cell(0x0204, 0, 0, word(4) + [0xB9, 0xF8, 0xC2, 0xAF])
            sheet.cell(0x0204, 0, 1, word(2) + Array("t1".utf8))
        }
        #expect(found[0].cells == ["锅炉", "t1"])
        let other = code {
            _ = try rows(
                isUnicode: false,
                globals: { records in
                    records.add(0x0042, word(1251))
                }
            ) { sheet in
                sheet.cell(0x0204, 0, 0, word(1) + [0xE0])
            }
        }
        #expect(other == "workbook-code-page")
    }

    @Test func `a small workbook lies in the container's small sectors, a chart in a sheet is passed over`() throws {
        let found = try rows(isSmall: true) { sheet in
            sheet.add(0x0208, word(0) + [UInt8](repeating: 0, count: 10) + [0x20, 0, 0, 0])
            sheet.begin(32)
            sheet.number(0, 0, 8)
            sheet.add(0x000A, [])
            sheet.number(0, 1, 9)
        }
        #expect(found.map(\.cells) == [["", "9"]] && found[0].isHidden)
    }

    @Test func `all 65,536 rows of a sheet are read`() throws {
        let found = try rows { sheet in for row in 0..<65_536 { sheet.number(row, 255, Double(row)) } }
        #expect(found.count == 65_536)
        #expect(found.last?.number == 65_536 && found.last?.cells.last == "65535")
    }

    @Test func `encrypted, oldest and foreign files are refused by name`() throws {
        let scratch = try TemporaryFolder()
        func opened(_ bytes: [UInt8]) -> String? {
            code { _ = try WorkbookReader(path: scratch.write(bytes, to: "a.xls")) }
        }
        var locked = SampleRecords()
        locked.add(0x002F, [0, 0, 1, 2, 3, 4])
        #expect(opened(SampleCompound.file(locked.finished())) == "workbook-old-or-encrypted")
        #expect(
            opened(SampleCompound.file([1, 2, 3], name: "EncryptedPackage")) == "workbook-old-or-encrypted")
        // Edition 3: its records stand in the file itself.
        #expect(opened([0x09, 0x02, 6, 0, 0, 0, 0x10, 0, 0, 0, 0x0A, 0, 0, 0]) == "workbook-old-or-encrypted")
        #expect(opened(SampleCompound.file([1, 2, 3], name: "WordDocument")) == "workbook-unknown")
        #expect(opened(CompoundFile.signature + [0, 0]) == "workbook-damaged")
        #expect(opened(Array("<html><table></table></html>".utf8)) == "workbook-unknown")
    }

    @Test func `sheets in one place, and records that lead out of the file, are refused`() throws {
        let sheet = SampleRecords.sheet { $0.number(0, 0, 1) }
        var records = SampleRecords()
        records.addSheet("A", sheet)
        records.addSheet("B", sheet)
        #expect(try allRows(of: book(records.finished()), 1).map(\.cells) == [["1"]])
        var first = 0
        let twice = records.finished { number, place in
            if number == 0 { first = place }
            return first
        }
        #expect(code { _ = try book(twice) } == "workbook-damaged")
        // The first sheet reaches into the second.
        var open = SampleRecords()
        var endless = SampleRecords()
        endless.begin(16)
        open.addSheet("A", endless)
        open.addSheet("B", sheet)
        #expect(code { _ = try allRows(of: book(open.finished())) } == "workbook-damaged")
        #expect(code { _ = try rows { $0.cell(0x00FD, 0, 0, double(0)) } } == "workbook-damaged")
        #expect(code { _ = try rows { $0.add(0x0203, word(0)) } } == "workbook-damaged")
        #expect(code { _ = try rows { $0.add(0x00E5, word(3) + word(0)) } } == "workbook-damaged")
        #expect(code { _ = try rows { $0.cell(0x0006, 0, 0, [0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) } } == "workbook-damaged")
    }

    @Test func `limits hold`() throws {
        func code(_ change: (inout WorkbookLimits) -> Void) -> String? {
            var limits = WorkbookLimits()
            change(&limits)
            return self.code {
                let text = SampleRecords.text(String(repeating: "x", count: 500), lengthOf: 2)
                _ = try rows(
                    globals: { $0.add(0x00FC, double(2) + double(2) + text) }, limits: limits,
                    { sheet in
                        sheet.number(0, 9, 1)
                        sheet.cell(0x00FD, 1, 0, double(0))
                        sheet.add(0x00E5, word(2) + [UInt8](repeating: 0, count: 16))
                    })
            }
        }
        #expect(code { _ in } == nil)
        #expect(code { $0.fileBytes = 1000 } == "workbook-too-large")
        #expect(code { $0.sharedTextBytes = 400 } == "xml-text-too-long")
        #expect(code { $0.cellBytes = 500 } == "workbook-too-much-text")
        #expect(code { $0.cellBytes = 501 } == nil)
        #expect(code { $0.columns = 9 } == "workbook-too-many-columns")
        #expect(code { $0.sheets = 0 } == "workbook-too-many-sheets")
        #expect(code { $0.merges = 1 } == "workbook-damaged")
    }

    @Test func `a file cut anywhere is refused, and one with changed bytes is read or refused`() throws {
        let sound = try #require(FileManager.default.contents(atPath: Self.sample).map(Array.init))
        let scratch = try TemporaryFolder()
        func outcome(_ bytes: [UInt8]) throws -> String? {
            let path = try scratch.write(bytes, to: "a.xls")
            return code {
                let book = try WorkbookReader(path: path)
                for place in book.sheets.indices { _ = try allRows(of: book, place) }
            }
        }
        #expect(try outcome(sound) == nil)
        let known: Set<String?> = [
            nil, "workbook-damaged", "workbook-unknown", "workbook-old-or-encrypted", "workbook-too-many-columns",
            "workbook-code-page", "xml-text-too-long",
        ]
        for length in stride(from: 0, to: sound.count, by: 61) {
            let found = try outcome(Array(sound[..<length]))
            #expect(known.contains(found), "cut at \(length)")
        }
        // What the stream of records loses is told, wherever it is cut.
        for length in [9, 512, 1024, 3000, 6000] { #expect(try outcome(Array(sound[..<length])) != nil) }
        for step in [997, 101, 13] {
            for start in [0, 3, 30, 44, 48, 68, 76, 600, 1025] {
                var bytes = sound
                for place in stride(from: start, to: bytes.count, by: step) { bytes[place] ^= 0xFF }
                #expect(known.contains(try outcome(bytes)), "every \(step)th from \(start)")
            }
        }
        for place in stride(from: 8, to: sound.count, by: 7) {
            for value: UInt8 in [0, 0xFF, sound[place] ^ 0x80] {
                var bytes = sound
                bytes[place] = value
                let found = try outcome(bytes)
                #expect(known.contains(found), "byte \(place): \(value)")
            }
        }
    }
}
