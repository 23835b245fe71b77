import Tables
import Testing

/// Tables for terminals: widths of Chinese characters, and folding.
@Suite struct TextTableTests {
    private var table: TextTable {
        var table = TextTable(["企业", "amount", "what it is"], [.leading, .trailing, .leading])
        table.row(["示例热力有限责任公司第三供热站", "12345.67", "a boiler of the heating company that burns bituminous coal"])
        table.row(["B1", "1.00", "层燃炉，烟煤，集中供热；2024年改造为超低排放"])
        return table
    }

    @Test(arguments: [40, 60, 80, 120])
    func `a table is no wider than it may be, and numbers stay whole`(_ width: Int) {
        let lines = table.text(within: width).split(separator: "\n").map(String.init)
        for line in lines { #expect(line.displayWidth <= width, "\(line)") }
        #expect(lines.contains { $0.contains("12345.67") })
        // Nothing is lost in folding: all letters stand in their order, column by column.
        let letters = Set(lines.joined())
        for letter in "示例热力有限责任公司第三供热站层燃炉烟煤集中供热改造为超低排放" { #expect(letters.contains(letter)) }
    }

    @Test func `without a width nothing is folded`() {
        #expect(table.text(within: nil).split(separator: "\n").count == 4)
        #expect(table.text(within: 400) == table.text(within: nil))
    }

    @Test func `columns line up by the width of their characters`() {
        let lines = table.text(within: nil).split(separator: "\n").map(String.init)
        func place(_ line: String, _ part: String) -> Int? {
            line.firstRange(of: part).map { String(line[..<$0.lowerBound]).displayWidth }
        }
        #expect(place(lines[2], "a boiler") == place(lines[3], "层燃炉"))
    }
}
