import Tables
import TestSupport
import Testing

@testable import Solve

/// Tables of options as people write them. All are invented.
@Suite struct OptionTableTests {
    @Test func `sources and options stand in the order of their identifiers`() throws {
        let (table, findings) = try Answers.table("option,cost,source,NOx\nb,2,S2,20\na,1,S2,10\na,3,S1,30\n")
        let found = try #require(table)
        #expect(findings.isEmpty)
        #expect(found.sources == ["S1", "S2"])
        #expect((0..<3).map(found.name(of:)) == ["a", "a", "b"])
        #expect(found.cost == [3_000_000, 1_000_000, 2_000_000])
        #expect(found.amounts == [[30_000_000_000_000, 10_000_000_000_000, 20_000_000_000_000]])
    }

    @Test func `quotes, widths, groups of digits, units in the header and any encoding are read`() throws {
        let text = "\u{FEFF}排放源;措施;费用(万元/年);氮氧化物[kg]\r\n\"锅炉 \"\"1\"\"\";脱硝;\"1,200.5\";１２.５\r\n"
        let (table, findings) = try Answers.table(text, ["氮氧化物"])
        let found = try #require(table, "\(Answers.codes(findings))")
        #expect(found.sources == ["锅炉 \"1\""])
        #expect(found.cost == [12_005_000_000_000])
        #expect(found.amounts == [[12_500_000_000]])
        #expect(found.pollutants == ["氮氧化物"])
    }

    @Test func `a cost that is not known is never chosen, and what that loses is told`() throws {
        let text = "source,option,cost,NOx\nA,a,,50\nA,b,10,5\nB,a,未知,7\n"
        let answer = try Answers.answer(text, ["NOx >= 5"])
        #expect(answer.names == ["A b"])
        let finding = try #require(answer.findings.sorted.first)
        #expect(finding.message.code == "unknown-cost")
        #expect(finding.message.text.en.hasSuffix("NOx 57 t"))
        #expect(try Answers.answer(text, ["NOx >= 6"]).status == .infeasible)
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let text: String
        let code: String
        let line: Int?
        let column: Int?
        var testDescription: String { code + ": " + text }
    }

    static let bad: [Bad] = [
        Bad(text: "", code: "empty-file", line: nil, column: nil),
        Bad(text: "source,option,cost,NOx\n", code: "no-options", line: 1, column: nil),
        Bad(text: "source,option,NOx\nA,a,1\n", code: "missing-column", line: 1, column: nil),
        Bad(text: "source,option,cost,SO2\nA,a,1,1\n", code: "no-such-pollutant", line: 1, column: nil),
        Bad(text: "source,option,cost,NOx,nox\nA,a,1,1,1\n", code: "duplicate-column", line: 1, column: 5),
        Bad(text: "source,option,cost,NOx[m3]\nA,a,1,1\n", code: "unknown-unit", line: 1, column: 4),
        Bad(text: "source,option,cost,NOx\n,a,1,1\n", code: "missing-value", line: 2, column: 1),
        Bad(text: "source,option,cost,NOx\nA,,1,1\n", code: "missing-value", line: 2, column: 2),
        Bad(text: "source,option,cost,NOx\nA,a,cheap,1\n", code: "not-a-number", line: 2, column: 3),
        Bad(text: "source,option,cost,NOx\nA,a,nan,1\n", code: "not-a-number", line: 2, column: 3),
        Bad(text: "source,option,cost,NOx\nA,a,0x10,1\n", code: "not-a-number", line: 2, column: 3),
        Bad(text: "source,option,cost,NOx\nA,a,1e30,1\n", code: "value-out-of-range", line: 2, column: 3),
        Bad(text: "source,option,cost,NOx\nA,a,1,5%\n", code: "not-a-number", line: 2, column: 4),
        Bad(text: "source,option,cost,NOx\nA,a,1,1e9\n", code: "value-out-of-range", line: 2, column: 4),
        Bad(text: "source,option,cost,NOx\nA,a,1,\n", code: "missing-reduction", line: 2, column: 4),
        Bad(text: "source,option,cost,NOx\nA,a,1,#N/A\n", code: "not-a-number", line: 2, column: 4),
        Bad(text: "source,option,cost,NOx\nA,a,1,1\nA,a,2,2\n", code: "duplicate-option", line: 3, column: 2),
        Bad(text: "source,option,cost,NOx\nA,a,1,1,9\n", code: "too-many-fields", line: 2, column: nil),
        Bad(text: "source,option,cost,NOx\nA,a,1,1\n合计,a,1,1\n", code: "total-row", line: 3, column: 1),
        Bad(text: "source,option,cost,NOx,group\nA,a,1,1,X\nA,b,1,1,Y\n", code: "two-groups", line: 3, column: 5),
        Bad(text: "source,option,cost,NOx\n\"A,a,1,1\n", code: "unclosed-quote", line: 2, column: nil),
    ]

    @Test("what cannot be read is told with its place", arguments: bad)
    func refused(_ bad: Bad) throws {
        let (table, findings) = try Answers.table(bad.text)
        #expect(table == nil)
        #expect(Answers.codes(findings) == [bad.code])
        let finding = try #require(findings.sorted.first)
        #expect(finding.location?.line == bad.line)
        #expect(finding.location?.columnNumber == bad.column)
        #expect(bad.column == nil || finding.expected != nil)
    }

    @Test func `every bad row is told at once`() throws {
        let (_, findings) = try Answers.table("source,option,cost,NOx\nA,a,x,1\nB,b,1,y\nC,c,z,w\n")
        #expect(Answers.codes(findings) == Array(repeating: "not-a-number", count: 4))
    }

    @Test func `targets are read with signs, units and groups`() throws {
        let target = try OptionTarget("NOx in 653101 ≥ 1,250.5 kg")
        #expect(target.quantity == .reduction("NOx"))
        #expect(target.group == "653101")
        #expect(target.isAtLeast)
        #expect(target.bound == 1_250_500_000_000)
        #expect(try OptionTarget("NOx >= 11166.6").bound == 11_166_600_000_000_000)
        #expect(try OptionTarget("VOCs<=1.5e2").bound == 150_000_000_000_000)
        #expect(try OptionTarget("cost <= 300万元").bound == 3_000_000_000_000)
        #expect(try OptionTarget("projects <= 12").bound == 12)
        #expect(try OptionTarget("PM2.5 >= -3 in A").group == "A")
    }

    @Test(
        "a target that cannot be read says how to write it",
        arguments: ["NOx", "NOx > 5", ">= 5", "NOx >= much", "NOx >= 10%", "NOx >= 5 m3", "NOx >= "])
    func badTarget(_ text: String) {
        #expect {
            try OptionTarget(text)
        } throws: { error in
            (error as? OptionTarget.Problem)?.text.en.contains(text) ?? false
        }
    }

    @Test func `names that the table does not have are told with the nearest`() throws {
        let text = "source,option,cost,NOx,group\nKiln1,scr,1,1,north\nKiln2,scr,1,1,south\n"
        #expect {
            try Answers.answer(text, ["NOx in nroth >= 1"], must: [], mustNot: [])
        } throws: {
            ($0 as? Findings)?.sorted.first.map { $0.message.code == "no-such-group" && $0.nearest == "north" } ?? false
        }
        #expect {
            try Answers.answer(text, ["NOx >= 1"], must: ["Kiln3", "Kiln1=sncr"], mustNot: [])
        } throws: { error in
            Set((error as? Findings).map(Answers.codes) ?? []) == ["no-such-source", "no-such-option"]
        }
    }

    @Test func `decimals are whole parts, rounded half to even once`() {
        func parts(_ text: String, _ decimals: Int) -> Int128? {
            WholeNumber.parts(Array(text.utf8), decimals: decimals)
        }
        #expect(parts("5.7390300000000005", 12) == 5_739_030_000_000)
        #expect(parts("0.0000005", 6) == 0)
        #expect(parts("0.0000015", 6) == 2)
        #expect(parts("0.00000050000000000000000000000000000000000001", 6) == 1)
        #expect(parts("-1.5e3", 6) == -1_500_000_000)
        #expect(parts("12", -3) == 0)
        #expect(parts("+.5", 1) == 5)
        for wrong in ["", "-", ".", "1e", "1 2", "1..2", "e5", "--1", "1e999"] {
            #expect(parts(wrong, 6) == nil, "\(wrong)")
        }
        #expect(WholeNumber.text(-5, decimals: 6) == "-0.000005")
        #expect(WholeNumber.text(1_500_000, decimals: 6) == "1.5")
        #expect(WholeNumber.rounded(-4_999, from: 6, to: 2) == "0.00")
    }
}
