import Tables
import TestSupport
import Testing

@testable import Inventories

/// Plain numbers and words that came before are read in a shorter way, which gives what the long one gives. The firms are invented.
@Suite struct PlainCellTests {
    private static let header = "企业名称,锅炉编号,锅炉类型,燃料类型,锅炉容量(蒸吨),年消耗量(万吨),脱硝工艺,脱硝效率(%)\n"
    private static let numbers = [
        "12", "0", "0.5", "12.50", "007", "5.", ".5", "0.10", "100", "20000.004", "999999999.123", "3.14159265358979",
    ]

    /// What becomes of rows whose numbers stand behind a mark, and words behind a space.
    private func survey(_ mark: String, _ space: String) throws -> SurveyImport {
        let folder = try TemporaryFolder()
        let rows = (0..<36).map { number in
            let amount = mark + PlainCellTests.numbers[number % PlainCellTests.numbers.count]
            let device = ["SNCR", "无", "-", "SCR", "低氮燃烧+SCR", "未知工艺"][number % 6]
            return
                "示例\(number)厂,B\(number),\(space)\(number % 3 == 0 ? "链条炉" : "煤粉炉"),\(space)烟煤,\(mark)20,\(amount),\(space)\(device),\(mark)\(number % 90)\n"
        }
        let path = try folder.write(PlainCellTests.header + rows.joined(), to: "锅炉信息表.csv")
        return try SurveyImport(files: [path], library: try Repository.library())
    }

    @Test(arguments: [("+", ""), ("", " "), ("+", " ")])
    func `signs and spaces around them change nothing`(mark: String, space: String) throws {
        let (plain, marked) = (try survey("", ""), try survey(mark, space))
        #expect(plain.tables.count == 1 && plain.tables[0].rows.count == 36)
        #expect(plain.tables[0].rows == marked.tables[0].rows)
        func told(_ survey: SurveyImport) -> [String] {
            survey.report.lines.map {
                "\($0.status) \($0.header) \($0.column) \($0.unit) \($0.values) \($0.before) \($0.after) \($0.note.en) \($0.agrees ?? true)"
            }
        }
        #expect(told(plain) == told(marked))
        #expect(plain.mapping.lines.map(\.count) == marked.mapping.lines.map(\.count))
        // 3 × the numbers above, in 10⁴ t: sums before and after agree to the digit.
        let fuel = try #require(plain.report.lines.first { $0.column == "fuel_use" })
        #expect(fuel.values == 36 && fuel.agrees == true, "\(fuel)")
        // 12.50 × 10⁴ t
        #expect(plain.tables[0].rows[3]["fuel_use"] == "125000")
        #expect(plain.tables[0].rows[4]["fuel_use"] == "70000" && plain.tables[0].rows[6]["fuel_use"] == "5000")
    }

    @Test func `a plain number is the number, and its text is kept where it is written so`() {
        for text in PlainCellTests.numbers + [
            "-3.20", "-0", "123456789012345678", "1234567890123456789", "1.2.3", "", ".", "-",
        ] {
            let plain = SurveyNumber(plain: text)
            let long = SurveyNumber(text.hasPrefix("-") ? text + "e0" : "+" + text)
            #expect(plain == nil || plain == long, "\(text)")
            if let plain, SurveyNumber.isCanonical(text) { #expect(plain.text == text) }
        }
        for text in ["12", "0", "0.5", "100", "20000.004"] { #expect(SurveyNumber.isCanonical(text)) }
        for text in ["12.50", "007", "5.", ".5", "-1", "+1", "00", ""] {
            #expect(!SurveyNumber.isCanonical(text), "\(text)")
        }
    }

    @Test func `a cell begins with a number or does not, as the long way tells`() {
        for text in ["1200", "1.5t", "约2.1万吨", "35t/h", "≥20", "1,200", "12吨"] {
            #expect(SurveyCensus.isNumber(text), "\(text)")
        }
        for text in ["B12", "示例12厂", "", "-", "吨12", "1,2吨厂"] { #expect(!SurveyCensus.isNumber(text), "\(text)") }
    }
}
