import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// Accounts of results: a row that is lost, or a tonne, ends the run.
@Suite struct ResultAccountTests {
    private static func run() async throws -> EmissionResult {
        try await InventoryText([
            "boilers.csv":
                "id,use,fuel,technology,fuel_use,nox_device\nB1,heating,coal,stoker,8000,sncr\nB2,heating,coal,stoker,10,\n"
        ]).computed(balance: true).result
    }

    @Test func `sound results pass`() async throws {
        let result = try await Self.run()
        result.account()
        var sum = Accumulator(lines: 1)
        sum.add(case: 3, rows: 2, first: 0, sums: [5])
        sum.add(case: 0, rows: 1, first: 0, sums: [5])
        sum.account(of: 3, SourceKind.all[0])
    }

    @Test func `a row that was read and not computed ends the run`() async {
        await #expect(processExitsWith: .failure) {
            var sum = Accumulator(lines: 1)
            sum.add(case: 0, rows: 1, first: 0, sums: [5])
            sum.account(of: 2, SourceKind.all[0])
        }
    }

    @Test func `a table of totals that lacks a line ends the run`() async throws {
        let keys = [try #require(Grouping("table")), try #require(Grouping("pollutant"))]
        let result = try await Self.run()
        let totals = result.totals(by: keys)
        let whole = result.total(of: "NOx") + result.total(of: "VOCs")
        #expect(try #require(totals.first).emission > .zero)
        EmissionResult.account(of: totals, by: keys, whole: whole)
        await #expect(processExitsWith: .failure) {
            let result = try await ResultAccountTests.run()
            let keys = ["table", "pollutant"].compactMap { Grouping($0) }
            let whole = result.total(of: "NOx") + result.total(of: "VOCs")
            EmissionResult.account(of: result.totals(by: keys).dropFirst(), by: keys, whole: whole)
        }
    }
}
