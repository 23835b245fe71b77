import Testing

@testable import Tables

/// Text as it really comes, read right.
@Suite struct GoodInputTests {
    @Test(arguments: [
        ("1,234.5", 1234.5), ("１，２３４．５", 1234.5), (" 12 ", 12), ("1e3", 1000), ("1E-3", 0.001), (".5", 0.5),
        ("5.", 5), ("+7", 7), ("0.1", 0.1), ("123456789012345678", 123_456_789_012_345_680),
        ("1,234,567", 1_234_567), ("-0", 0), ("９８", 98), ("\u{3000}3\u{A0}", 3),
        ("0.30000000000000004", 0.30000000000000004), ("9007199254740993", 9_007_199_254_740_992),
    ])
    func `numbers are read exactly`(_ text: String, _ value: Double) {
        let cells = Samples.read("source_id,fuel,fuel_use[g]\nB1,coal,\"\(text)\"\n", schema: plain)
        #expect(cells.findings.isEmpty)
        #expect(cells.table.numbers("fuel_use")?.map(\.bitPattern) == [value.bitPattern])
    }

    @Test(arguments: [
        ("fuel_use", "7", 7.0), ("fuel_use[10kt]", "1.5", 15000), ("燃料消耗量(万吨)", "0.3", 3000),
        ("燃料消耗量（万吨）", "0.3", 3000), ("燃料消耗量（kg)", "4.7", 0.0047), ("*Fuel Use [kg]", "1", 0.001),
        ("ＦＵＥＬ＿ＵＳＥ", "7", 7), ("燃料消耗量\n(t)", "7", 7),
    ])
    func `headers carry units`(_ header: String, _ text: String, _ value: Double) {
        let result = Samples.read("source_id,燃料类型,\"\(header)\"\nB1,coal,\(text)\n")
        #expect(result.findings.isEmpty)
        #expect(result.table.numbers("fuel_use") == [value])
    }

    @Test func `a unit may mean something particular in its column`() {
        // 10 t/h of steam are by convention 10 × 0.7 MW.
        let result = Samples.read("source_id,fuel,fuel_use,capacity[t/h]\nB1,coal,1,10\n")
        #expect(result.findings.isEmpty)
        #expect(result.table.numbers("capacity") == [7])
    }

    @Test(arguments: [("0.95", 0.95), ("95%", 0.95), ("９５％", 0.95), ("95.1 %", 0.951), ("1", 1), ("0", 0)])
    func `shares are fractions or percent`(_ text: String, _ value: Double) {
        let result = Samples.read("source_id,fuel,fuel_use,removal\nB1,coal,1,\(text)\n")
        #expect(result.findings.isEmpty)
        #expect(result.table.numbers("removal") == [value])
    }

    @Test(arguments: [
        ("2024", 20_240_000), ("2024-05", 20_240_500), ("2024-05-17", 20_240_517), ("2024/5/7", 20_240_507),
        ("2024年5月", 20_240_500), ("2024年", 20_240_000), ("2024年5月17日", 20_240_517), ("20240517", 20_240_517),
        ("２０２４－０５", 20_240_500), ("2024-02-29", 20_240_229), ("2024-05-17 00:00:00", 20_240_517), ("", 0),
        ("2024-05-17 10:30", 20_240_517), ("2018-05-17T08:30:00", 20_180_517), ("201805", 20_180_500),
        ("二〇一八年", 20_180_000), ("二〇一八年十二月", 20_181_200), ("2018年份", 20_180_000),
        ("-", 0),
    ])
    func `dates in the ways people write them`(_ text: String, _ value: Int32) {
        let result = Samples.read("source_id,fuel,fuel_use,start\nB1,coal,1,\(text)\n")
        #expect(result.findings.isEmpty)
        #expect(result.table.dates("start") == [value])
    }

    @Test(arguments: [
        "5月", "2024-", "2024-5-", "2024年5", "2024--5", "24-05-17", "2024-05/17", "1024", "2024-05-17 25:30", "201813",
        "201800", "18.5.17",
    ])
    func `what is no date is refused`(_ text: String) {
        #expect(DateText.date(CellText.folded(text)) == nil)
    }

    @Test func `not reported, not applicable and empty are three states`() {
        let marks = ["未报送", "-", "—", "/", "不适用", "N/A", ""]
        let rows = marks.enumerated().map { "B\($0),coal,1,\($1)" }.joined(separator: "\n")
        let result = Samples.read("source_id,fuel,fuel_use,hours\n\(rows)\n")
        #expect(result.findings.isEmpty)
        let states = result.table.numbers("hours")?.map { Absence($0) }
        #expect(
            states == [
                .notReported, .notApplicable, .notApplicable, .notApplicable, .notApplicable, .notApplicable, .empty,
            ])
    }

    @Test(arguments: [",", ";", "\t"])
    func `separators are told by the header`(_ separator: String) {
        let rows = [["source_id", "fuel", "fuel_use"], ["B1", "煤", "\"1,5\""], ["B2", "COAL", "2"]]
        let text = rows.map { $0.joined(separator: separator) }.joined(separator: "\r\n")
        let result = Samples.read(text)
        #expect(result.findings.kept.map(\.message.code) == ["bad-grouping"])
        #expect(result.table.lines == [3])
        #expect(result.table.codes("fuel") == [1])
    }

    @Test func `titles above the header of a survey sheet hide no separator`() {
        for (text, separator) in [
            ("霍城县锅炉信息表\n\n企业名称;容量;用量\n甲厂;10;1000\n", ";"), ("# 表一，甲、乙\na;b;c\n1,5;2,5;3,5\n2,5;3,5;4,5\n", ";"),
            ("a, b, c\nx\ty\n1\t2\n", "\t"), ("标题；甲;乙\na,b\n1,2\n", ","), ("题\n", ","),
        ] {
            #expect(Dialect.told(by: text.utf8, lines: 12).separator == separator.utf8.first, "\(text)")
        }
        #expect(Dialect.told(by: "a;b\n1,2,3,4\n".utf8) == .semicolon)
    }

    @Test func `columns in any order, quotes, blank lines, byte order mark`() {
        let text = "\u{FEFF}燃料消耗量,企业名称,排放源编号,燃料\r\n\r\n1,\"甲, \"\"乙\"\"\r\n丙\",B1,天然气\r\n2,丁,B2,柴油"
        let result = Samples.read(text)
        #expect(result.findings.isEmpty)
        #expect(result.table.lines == [3, 5])
        #expect(result.table.texts("firm")?[0] == "甲, \"乙\"\r\n丙")
        #expect(result.table.codes("fuel") == [2, 3])
        #expect(result.table.location(row: 1, column: "fuel_use").column == "燃料消耗量")
    }

    @Test func `old Macintosh line ends`() {
        let result = Samples.read("source_id,fuel,fuel_use\rB1,coal,1\rB2,coal,2\r")
        #expect(result.findings.isEmpty)
        #expect(result.table.lines == [2, 3])
    }

    @Test func `a quote inside a field is an ordinary character`() {
        let result = Samples.read("source_id,firm,fuel,fuel_use\nB1,6\" pipe works,coal,1\nB2,x,coal,2\n")
        #expect(result.findings.isEmpty)
        #expect(result.table.texts("firm")?[0] == "6\" pipe works")
        #expect(result.table.rowCount == 2)
    }

    @Test func `rows of a workbook may end early`() {
        let layout = Layout(
            schema: Samples.boilers, header: ["source_id", "fuel", "fuel_use", "hours", ""], file: "b.xlsx#锅炉")
        var builder = TableBuilder(layout: layout, vocabularies: Samples.vocabularies, options: .workbook)
        builder.append(["B1", "coal", "5"], line: 2)
        builder.append(["", ""], line: 3)
        builder.append(["B2", "coal", "x"], line: 4)
        let result = builder.finish()
        #expect(result.table.lines == [2])
        #expect(
            result.findings.kept.map(\.location) == [
                Location(file: "b.xlsx#锅炉", line: 4, column: "fuel_use", columnNumber: 3)
            ])
    }

    private let plain = Schema(
        "plain", Label("表", "plain"),
        [
            .identifier("source_id", "编号", "id"), .code("fuel", "燃料", "fuel", in: "fuels"),
            .number("fuel_use", "用量", "use", "g", -1e300...1e300),
        ])
}
