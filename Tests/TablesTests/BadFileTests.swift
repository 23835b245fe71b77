import Testing

@testable import Tables

/// Files that are wrong as a whole, or in their header or bytes.
@Suite struct BadFileTests {
    @Test func `a file of no bytes is a finding`() {
        let result = Samples.read([])
        #expect(result.findings.kept.map(\.message.code) == ["empty-file"])
        #expect(result.findings.kept.first?.location == Location(file: "t.csv"))
    }

    @Test func `a file of blank lines is empty too`() {
        #expect(Samples.read("\n\r\n , \n").findings.kept.map(\.message.code) == ["empty-file"])
        #expect(Samples.read([0xEF, 0xBB, 0xBF]).findings.kept.map(\.message.code) == ["empty-file"])
    }

    @Test func `a workbook is no text`() {
        #expect(Samples.read([0x50, 0x4B, 0x03, 0x04, 0]).findings.kept.map(\.message.code) == ["not-text"])
        #expect(Samples.read([1, 2, 0, 3]).findings.kept.map(\.message.code) == ["not-text"])
    }

    @Test func `GB18030 is told from UTF-8 and read alike`() throws {
        let utf8 = "排放源编号,企业名称,燃料,燃料消耗量\nB1,伊宁热力,原煤,５０\n"
        let result = Samples.read(try gb18030(utf8))
        #expect(result.findings.isEmpty)
        #expect(result.table.texts("firm")?[0] == "伊宁热力")
        #expect(result.table.numbers("fuel_use") == [50])
        #expect(SourceText(raw: try gb18030(utf8), path: "t").encoding == .gb18030)
    }

    @Test func `GB18030 bytes cut in half are found at their line`() throws {
        var bytes = try gb18030("排放源编号,燃料,燃料消耗量,企业名称\nB1,煤,1,甲\nB2,煤,2,乙")
        bytes.removeLast()
        let result = Samples.read(bytes + Array("\nB3,coal,3,\n".utf8))
        #expect(result.findings.kept.map(\.message.code) == ["broken-character"])
        #expect(result.findings.kept.first?.location?.line == 3)
        #expect(result.findings.kept.first?.location?.column == "企业名称")
        #expect(result.table.lines == [2, 4])
        #expect(SourceText(raw: bytes, path: "t").brokenLines == [3])
    }

    @Test func `UTF-8 bytes cut in half are found at their line`() {
        var bytes = Array("source_id,fuel,fuel_use,企业名称\nB1,coal,1,甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸\nB2,煤,2,乙".utf8)
        bytes.removeLast()
        let result = Samples.read(bytes + Array("\nB3,coal,3,\n".utf8))
        #expect(result.findings.kept.map(\.message.code) == ["broken-character"])
        #expect(result.findings.kept.first?.location?.line == 3)
    }

    @Test func `UTF-16 with byte order mark is read`() {
        let text = "source_id\tfuel\tfuel_use\r\nB1\t煤\t7\r\n"
        let little: [UInt8] = [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] as [UInt8] }
        let big: [UInt8] = [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] as [UInt8] }
        for bytes in [little, big] {
            let result = Samples.read(bytes)
            #expect(result.findings.isEmpty)
            #expect(result.table.numbers("fuel_use") == [7])
        }
    }

    @Test func `a missing file throws with its path`() {
        #expect(throws: FileError.self) { try SourceText(path: "/nonexistent/x.csv") }
        do {
            _ = try SourceText(path: "/nonexistent/x.csv")
        } catch {
            #expect(error.path == "/nonexistent/x.csv")
            #expect(error.isMissing)
            #expect(error.description(in: .zh) == "无法读取 /nonexistent/x.csv：文件或文件夹不存在")
        }
    }

    @Test func `a wrong unit is an error naming the expected one`() {
        let result = Samples.read("source_id,fuel,fuel_use[km]\nB1,coal,1\n")
        #expect(result.findings.kept.map(\.message.code) == ["wrong-unit"])
        #expect(result.findings.kept.first?.nearest == "t")
        #expect(result.table.rowCount == 0)
        #expect(result.rejected.rows.count == 1)
    }

    @Test func `an unknown unit is an error`() {
        let result = Samples.read("source_id,fuel,fuel_use[tonns]\nB1,coal,1\n")
        #expect(result.findings.kept.map(\.message.code) == ["unknown-unit"])
        #expect(result.findings.kept.first?.nearest == "tonne")
    }

    @Test func `two headers for one column are an error`() {
        let result = Samples.read("source_id,fuel,燃料类型,fuel_use\nB1,coal,coal,1\n")
        #expect(result.findings.kept.map(\.message.code) == ["duplicate-column"])
        #expect(result.findings.kept.first?.location?.columnNumber == 3)
    }

    @Test func `an unknown header warns with the nearest known one`() {
        let result = Samples.read("source_id,fuel,fuel_use,hour\nB1,coal,1,5\n")
        #expect(result.findings.kept.map(\.message.code) == ["unknown-column"])
        #expect(result.findings.kept.first?.severity == .warning)
        #expect(result.findings.kept.first?.nearest == "hours")
        #expect(result.table.rowCount == 1)
    }

    @Test func `a required column that is missing is an error, and cells are still checked`() {
        let result = Samples.read("source_id,fuel\nB1,cool\n")
        #expect(result.findings.sorted.map(\.message.code) == ["missing-column", "unknown-word"])
    }

    @Test func `a file without header is one error`() {
        let result = Samples.read("B1,coal,1\nB2,coal,2\n")
        #expect(result.findings.kept.map(\.message.code) == ["no-header"])
        #expect(result.findings.kept.first?.value == "B1")
    }

    private func gb18030(_ text: String) throws -> [UInt8] {
        // Written out by hand, so that the decoder is not tested by its own inverse.
        let table: [Character: [UInt8]] = [
            "排": [0xC5, 0xC5], "放": [0xB7, 0xC5], "源": [0xD4, 0xB4], "编": [0xB1, 0xE0], "号": [0xBA, 0xC5],
            "企": [0xC6, 0xF3], "业": [0xD2, 0xB5], "名": [0xC3, 0xFB], "称": [0xB3, 0xC6], "燃": [0xC8, 0xBC],
            "料": [0xC1, 0xCF], "消": [0xCF, 0xFB], "耗": [0xBA, 0xC4], "量": [0xC1, 0xBF], "伊": [0xD2, 0xC1],
            "宁": [0xC4, 0xFE], "热": [0xC8, 0xC8], "力": [0xC1, 0xA6], "原": [0xD4, 0xAD], "煤": [0xC3, 0xBA],
            "５": [0xA3, 0xB5], "０": [0xA3, 0xB0], "甲": [0xBC, 0xD7], "乙": [0xD2, 0xD2],
        ]
        return try text.flatMap { character -> [UInt8] in
            if let ascii = character.asciiValue { return [ascii] }
            return try #require(table[character])
        }
    }
}
