import Testing

@testable import Tables

/// What spreadsheets and hands do to tables on the way: sums among the sources, characters that nobody sees, identifiers
/// kept from a spreadsheet, numbers split at a comma, credit codes taken for numbers.
@Suite struct DamageTests {
    private static let header = "source_id,firm,fuel,fuel_use"

    private static func codes(_ text: String) -> [String] {
        Samples.read(text).findings.sorted.map(\.message.code)
    }

    @Test(arguments: [
        "合计", "合 计", "合计：", "总计", "小计", "甲镇小计", "全县合计", "霍城县合计", "合计（吨）", "合计2台", "共2台", "共计12家", "累计", "Total",
        "SUBTOTAL",
        "Grand total", "Sum", "Town A total", "合\u{200B}计", "ＴＯＴＡＬ", "本页合计",
    ])
    func `a row of sums is no source`(_ word: String) {
        for row in ["\(word),,coal,3", "B3,\(word),coal,3"] {
            let result = Samples.read("\(Self.header)\nB1,甲厂,coal,1\nB2,乙厂,coal,2\n\(row)\n")
            #expect(result.table.numbers("fuel_use") == [1, 2])
            #expect(result.findings.sorted.map(\.message.code) == ["total-row"])
            #expect(result.findings.sorted.map { $0.location?.line } == [4])
            #expect(result.rejected.rows.map(\.line) == [4])
        }
    }

    @Test func `sums stand in columns of words and in columns that nobody knows`() {
        #expect(Self.codes("\(Self.header)\nB1,甲厂,coal,1\nB2,,合计,1\n") == ["total-row"])
        #expect(Self.codes("镇,source_id,fuel,fuel_use\n甲,B1,coal,1\n合计,B2,coal,1\n").suffix(1) == ["total-row"])
        // Twice the same word is not a second use of an identifier.
        #expect(
            Self.codes("\(Self.header)\nB1,,coal,1\n小计,,coal,1\nB2,,coal,1\n小计,,coal,1\n") == [
                "total-row", "total-row",
            ])
    }

    @Test(
        "a word of sums is one whatever stands around it",
        arguments: [
            "合计", " 合计 ", "\u{3000}合计", "*合计*", "合 计", "合计\n", "合计\u{85}", "\u{200B}合计\u{200B}", "甲镇小计", "甲镇小计：",
            "甲镇小计——",
            "甲镇小计（吨）", "合计(吨)", "合计2台", "共2台", "-共2台-", "\u{1680}共2台", "Town A total", "TOTAL", "Ｔｏｔａｌ",
            "total\u{2003}", "tota l",
            "t-o-t-a-l", "sub-total", "Subtotals:", "grand total (t)", "SUM", "итого", "\u{FEFF}total",
        ])
    func sums(_ text: String) { #expect(TotalWord.extent(of: text) != nil) }

    @Test(
        "names, codes and numbers are no words of sums",
        arguments: [
            "", "-", "7", "12.5", "coal", "gas", "diesel", "natural_gas", "asm", "tal", "als", "oil", "合金厂", "小寨镇",
            "共青团农场", "总装厂",
            "B9", "654002", "totally", "um", "m", "s",
        ])
    func noSums(_ text: String) { #expect(TotalWord.extent(of: text) == nil) }

    @Test(arguments: ["合金厂", "统计局", "设计院", "共青团农场", "总部", "小李", "共和镇", "Totalview", "Summit", "合计量", "累加器厂", "会计所"])
    func `names like these words are names`(_ name: String) {
        #expect(TotalWord.extent(of: name) == nil)
        #expect(Self.codes("\(Self.header)\nB1,\(name),coal,1\n").isEmpty)
    }

    @Test(arguments: [
        "B1\u{200B}", "\u{FEFF}B1", "B\u{AD}1", "Ｂ１", "\"=\"\"B1\"\"\"", "=\"B1\"", "B1\u{A0}", "\u{202A}B1\u{202C}",
        "B1\u{2060}",
    ])
    func `an identifier is what people see`(_ spelling: String) {
        let result = Samples.read("\(Self.header)\n\(spelling),甲厂,coal,1\nB1,甲厂,coal,1\n")
        #expect(result.findings.sorted.map(\.message.code) == ["duplicate-identifier"])
        #expect(result.table.texts("source_id").map { ids in (0..<ids.count).map { ids[$0] } } == ["B1"])
    }

    @Test func `words, numbers and names are what people see`() {
        let result = Samples.read("\(Self.header)\nB1,=\"甲厂\",co\u{200B}al,1\u{200B}2\n")
        #expect(result.findings.isEmpty)
        #expect(result.table.texts("firm")?[0] == "甲厂")
        #expect(result.table.numbers("fuel_use") == [12])
        #expect(Self.codes("source_id,fuel,燃料\u{AD}消耗量\nB1,coal,3\n").isEmpty)
    }

    @Test(arguments: ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#n/a"])
    func `an error of a spreadsheet is no name`(_ word: String) {
        #expect(
            Self.codes("\(Self.header)\n\(word),甲厂,coal,1\nB2,\(word),coal,1\nB3,,\(word),1\nB4,,coal,\(word)\n")
                == ["error-cell", "error-cell", "error-cell", "error-cell"])
    }

    @Test func `a comma of thousands without quotes does not make a number smaller`() {
        let header = "source_id,fuel,capacity,fuel_use,firm"
        #expect(Self.codes("\(header)\nB1,coal,10,1,000,\n") == ["split-number", "too-many-fields"])
        #expect(Self.codes("\(header)\nB1,coal,10,1,000\n") == ["split-number"])
        #expect(Samples.read("\(header)\nB1,coal,10,1,000\n").table.rowCount == 0)
        // A comma behind each row, which takes nothing away, is passed over.
        #expect(Self.codes("\(header)\nB1,coal,10,1000,甲厂,\nB2,coal,10,7,乙厂,\n").isEmpty)
        #expect(Self.codes("source_id,fuel,fuel_use,capacity,,\nB1,coal,7,150,,\n").isEmpty)
    }

    @Test(arguments: ["0,125", "00,125", "012,345"])
    func `no group of thousands begins with a zero`(_ text: String) {
        #expect(Self.codes("source_id,fuel,fuel_use\nB1,coal,\"\(text)\"\n") == ["bad-grouping"])
    }

    @Test func `between semicolons a comma is either`() {
        #expect(Self.codes("source_id;fuel;fuel_use\nB1;coal;1,250\n") == ["comma-or-point"])
        // A number with a point shows what the comma of another is.
        let text = "source_id;fuel;fuel_use;removal\nB1;coal;1,250;\nB2;coal;7;0.5\n"
        #expect(Samples.read(text).table.numbers("fuel_use") == [1250, 7])
        #expect(
            Samples.read("source_id;fuel;fuel_use\nB1;coal;1,250,000\nB2;coal;2,000,000\n").table.numbers("fuel_use")
                == [
                    1_250_000, 2_000_000,
                ])
        #expect(Samples.read("source_id\tfuel\tfuel_use\nB1\tcoal\t1,250\n").table.numbers("fuel_use") == [1250])
    }

    private static let firms = Schema(
        "firms", Label("企业", "firms"),
        [.text("credit_code", "信用代码", "credit code").ofCreditCodes, .text("firm", "企业", "firm")])

    @Test(arguments: [
        // The example of GB 32100, and one of GB 11714.
        ("91350100M000100Y43", "91350100M000100Y43", nil), ("91350100m000100y43", "91350100M000100Y43", nil),
        ("D2143569-X", "D2143569X", nil), ("９１３５０１００M000100Y43", "91350100M000100Y43", nil), ("", "", nil),
        ("/", "/", nil),
        ("9.16541E+17", "", "credit-code-damaged"), ("916541000000000000", "", "credit-code-damaged"),
        ("9.1654E17", "", "credit-code-damaged"), ("91350100M000100Y44", "91350100M000100Y44", "credit-code"),
        ("9135O100M000100Y43", "9135O100M000100Y43", "credit-code"),
        ("91350100M000100Y4", "91350100M000100Y4", "credit-code"),
    ])
    func `credit codes keep to GB 32100`(_ cell: String, _ kept: String, _ code: String?) {
        let result = Samples.read("credit_code,firm\n\(cell),甲厂\n", schema: Self.firms)
        #expect(result.table.texts("credit_code")?[0] == kept)
        #expect(result.findings.sorted.map(\.message.code) == (code.map { [$0] } ?? []))
        #expect(result.findings.kept.allSatisfy { $0.severity == .warning })
    }
}
