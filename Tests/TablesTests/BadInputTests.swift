import Testing

@testable import Tables

/// Every kind of bad input: what it is called, where it is found, and what is proposed instead.
@Suite struct BadInputTests {
    static let header = "source_id,fuel,fuel_use,hours,removal,start"

    static let cells: [MarkedText] = [
        MarkedText("text in a number", "\(header)\nB1,coal,⟦12.5t⟧,100,0.5,2020\n", ("not-a-number", "12.5")),
        MarkedText(
            "a text that is no unit of tonnes", "\(header)\nB1,coal,⟦12.5h⟧,100,0.5,2020\n", ("not-a-number", nil)),
        MarkedText(
            "another unit of mass", "\(header)\nB1,coal,⟦500kg⟧,⟦3万h⟧,0.5,2020\n", ("not-a-number", "0.5"),
            ("not-a-number", "30000")),
        MarkedText(
            "narrow spaces of thousands", "\(header)\nB1,coal,⟦1\u{202F}000⟧,⟦1\u{A0}000⟧,0.5,2020\n",
            ("not-a-number", "1000"), ("not-a-number", "1000")),
        MarkedText(
            "marks of thousands", "\(header)\nB1,coal,⟦1'000.5⟧,⟦1、000⟧,0.5,2020\n", ("not-a-number", "1000.5"),
            ("not-a-number", nil)),
        MarkedText(
            "spaces elsewhere", "\(header)\nB1,coal,⟦1 00⟧,⟦1 000 00⟧,0.5,2020\n", ("not-a-number", nil),
            ("not-a-number", nil)),
        MarkedText(
            "sums and products", "\(header)\nB1,coal,⟦10+20⟧,⟦2×10⟧,0.5,2020\n", ("several-numbers", nil),
            ("several-numbers", nil)),
        MarkedText(
            "lists and ranges", "\(header)\nB1,coal,⟦10t、20t⟧,⟦10-20⟧,⟦0.5~0.6⟧,2020\n", ("several-numbers", nil),
            ("several-numbers", nil), ("several-numbers", nil)),
        MarkedText("a number as words", "\(header)\nB1,coal,⟦很多⟧,100,0.5,2020\n", ("not-a-number", nil)),
        MarkedText("ten thousands in words", "\(header)\nB1,coal,⟦3万⟧,100,0.5,2020\n", ("not-a-number", nil)),
        MarkedText("NaN", "\(header)\nB1,coal,⟦NaN⟧,⟦inf⟧,0.5,2020\n", ("not-a-number", nil), ("not-a-number", nil)),
        MarkedText("hexadecimal", "\(header)\nB1,coal,⟦0x1F⟧,100,0.5,2020\n", ("not-a-number", nil)),
        MarkedText("a number too large", "\(header)\nB1,coal,⟦1e999⟧,100,0.5,2020\n", ("value-out-of-range", nil)),
        MarkedText("commas in odd places", "\(header)\nB1,coal,⟦\"12,34\"⟧,100,0.5,2020\n", ("bad-grouping", nil)),
        MarkedText("negative fuel", "\(header)\nB1,coal,⟦-5⟧,100,0.5,2020\n", ("value-out-of-range", nil)),
        MarkedText("hours beyond a year", "\(header)\nB1,coal,5,⟦8785⟧,0.5,2020\n", ("value-out-of-range", nil)),
        MarkedText("percent without sign", "\(header)\nB1,coal,5,100,⟦95⟧,2020\n", ("value-out-of-range", "95%")),
        MarkedText("more than all", "\(header)\nB1,coal,5,100,⟦105%⟧,2020\n", ("value-out-of-range", nil)),
        MarkedText("percent of tonnes", "\(header)\nB1,coal,⟦95%⟧,100,0.5,2020\n", ("percent-out-of-place", "95")),
        MarkedText("unknown fuel, near", "\(header)\nB1,⟦caol⟧,5,100,0.5,2020\n", ("unknown-word", "coal")),
        MarkedText("unknown fuel, far", "\(header)\nB1,⟦uranium⟧,5,100,0.5,2020\n", ("unknown-word", nil)),
        MarkedText("no date", "\(header)\nB1,coal,5,100,0.5,⟦2024-13⟧\n", ("not-a-date", nil)),
        MarkedText("no such day", "\(header)\nB1,coal,5,100,0.5,⟦2023-02-29⟧\n", ("not-a-date", nil)),
        MarkedText("required missing", "\(header)\nB1,⟦⟧,⟦ ⟧,,,\n", ("missing-value", nil), ("missing-value", nil)),
        MarkedText("required not reported", "\(header)\nB1,coal,⟦未报送⟧,,,\n", ("missing-value", nil)),
        MarkedText(
            "duplicate id", "\(header)\nB1,coal,5,,,\nB2,coal,5,,,\n⟦ B1⟧,coal,7,,,\n", ("duplicate-identifier", nil)),
        MarkedText(
            "all in one pass", "\(header)\n⟦⟧,⟦gas⟧,⟦x⟧,⟦-1⟧,⟦2⟧,⟦soon⟧\nB2,coal,5,,,\nB3,coal,⟦?⟧,,,\n",
            ("missing-value", nil), ("unknown-word", nil), ("not-a-number", nil), ("value-out-of-range", nil),
            ("value-out-of-range", "2%"), ("not-a-date", nil), ("not-a-number", nil)),
        MarkedText(
            "after a quoted line break", "source_id,firm,fuel,fuel_use\nB1,\"A\nB\",coal,1\nB2,C,coal,⟦x⟧\n",
            ("not-a-number", nil)),
        MarkedText(
            "blank lines count", "\n\(header)\n\nB1,coal,5,100,0.5,2020\n,,,,,\n\nB2,coal,⟦x⟧,100,0.5,2020\n",
            ("not-a-number", nil)),
        MarkedText("too many fields", "\(header)\nB1,coal,5,100,0.5,2020,⟦7⟧\n", ("too-many-fields", nil)),
    ]

    @Test("bad cells are found where they stand", arguments: cells)
    func badCell(_ sample: MarkedText) {
        let result = Samples.read(sample.text)
        let found = result.findings.sorted
        #expect(found.map(\.message.code) == sample.codes)
        #expect(found.map { $0.location?.line } == sample.expected.map { $0.line })
        #expect(found.map { $0.location?.columnNumber } == sample.expected.map { $0.column })
        #expect(found.map(\.nearest) == sample.nearest)
        #expect(found.allSatisfy { $0.severity == .error })
        #expect(Set(result.rejected.rows.map(\.line)).count == result.rejected.rows.count)
    }

    @Test func `a range finding names the range and the unit`() {
        let result = Samples.read("source_id,fuel,fuel_use,hours\nB1,coal,1,9000\n")
        let expected = result.findings.kept.first?.expected
        #expect(expected == Label("数字，0 … 8784 h", "a number, 0 … 8784 h"))
        #expect(result.findings.kept.first?.value == "9000")
    }

    @Test func `several numbers in a cell are told with what to do`() {
        let result = Samples.read("source_id,fuel,fuel_use\nB1,coal,10+20\nB2,coal,10~20\n")
        #expect(
            result.findings.sorted.map { $0.expected?.en } == [
                "one number: a row for each, or the number of one and how many there are", "one number, no range",
            ])
    }

    @Test func `a duplicate names the first line, even where that row is rejected itself`() {
        let result = Samples.read("source_id,fuel,fuel_use\nB1,coal,x\nB1,coal,1\n")
        #expect(result.findings.sorted.map(\.message.code) == ["not-a-number", "duplicate-identifier"])
        #expect(result.findings.sorted.last?.expected?.en == "an identifier other than that of line 2")
        #expect(result.table.rowCount == 0)
    }

    @Test func `a row cut short is one error`() {
        let result = Samples.read("source_id,fuel,fuel_use\nB1,coal\nB2,coal,3\n")
        #expect(result.findings.kept.map(\.message.code) == ["too-few-fields"])
        #expect(result.findings.kept.first?.location?.line == 2)
        #expect(result.table.lines == [3])
    }

    @Test func `a quote that is never closed is found at its line`() {
        let result = Samples.read("source_id,firm,fuel,fuel_use\nB1,a,coal,1\nB2,\"b,coal,2\nB3,c,coal,3\n")
        #expect(result.findings.sorted.first { $0.message.code == "unclosed-quote" }?.location?.line == 3)
        #expect(result.table.rowCount == 1)
        #expect(result.rejected.rows.map(\.line) == [3])
    }

    @Test func `a percent header over fractions warns`() {
        let result = Samples.read("source_id,fuel,fuel_use,removal[%]\nB1,coal,1,0.95\nB2,coal,1,95\nB3,coal,1,95%\n")
        #expect(result.findings.kept.map(\.message.code) == ["small-percent"])
        #expect(result.findings.kept.first?.nearest == "95")
        #expect(result.table.numbers("removal") == [0.0095, 0.95, 0.95])
    }

    @Test func `at most a thousand are kept and all are counted`() {
        var text = "source_id,fuel,fuel_use\n"
        for i in 0..<1500 { text += "B\(i),coal,x\n" }
        let result = Samples.read(text)
        #expect(result.findings.kept.count == 1000)
        #expect(result.findings.count(.error) == 1500)
        #expect(result.rejected.rows.count == 1500)
    }
}
