import Tables
import Testing

@testable import Solve

/// The cost curve: every corner is the optimum for its own tonnage. All tables are invented.
@Suite struct CurveTests {
    private func curve(_ text: String) throws -> OptionCurve {
        let table = try #require(try Answers.table(text).0)
        var findings = Findings()
        return try #require(OptionCurve(OptionTask(table: table, targets: []), pollutant: "nox", findings: &findings))
    }

    @Test func `the curve of two sources by hand`() throws {
        // A: 10 t for 100, then 6 more for 150 (25/t); B: 12 t for 180 (15/t); its "half" lies above that line.
        let curve = try curve("source,option,cost,NOx\nA,lnb,100,10\nA,scr,250,16\nB,half,120,6\nB,lnb,180,12\n")
        #expect(
            (0..<curve.count).map(curve.row) == [
                ["0", "0", "", "", ""], ["10", "100", "10", "A", "lnb"], ["22", "280", "15", "B", "lnb"],
                ["28", "430", "25", "A", "scr"],
            ])
    }

    @Test func `the curve begins where the cost is least`() throws {
        let curve = try curve("source,option,cost,NOx\nA,save,-50,-1\nA,scr,100,4\nB,free,0,2\n")
        #expect((0..<curve.count).map(curve.row) == [["1", "-50", "", "", ""], ["6", "100", "30", "A", "scr"]])
    }

    @Test func `each corner is the optimum for its tonnage, and the marginal cost never falls`() throws {
        for seed in 700..<740 {
            let options = RandomOptions(seed: UInt64(seed))
            let curve = try curve(options.text())
            var last = -Double.infinity
            for place in 0..<curve.count {
                let row = curve.row(place)
                let answer = try Answers.answer(options.text(), ["NOx >= " + row[0]])
                #expect(WholeNumber.text(answer.cost, decimals: 6) == row[1], "seed \(seed) corner \(place)")
                if let marginal = Double(row[2]) {
                    #expect(marginal >= last)
                    last = marginal
                }
            }
        }
    }
}
