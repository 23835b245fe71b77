import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// Ammonia that leaves with denitrification: T/CSES 144-2024, table E.1, 0.16 g/kg of coal behind SCR and 0.17 behind SNCR.
@Suite struct AmmoniaSlipTests {
    private static let header = "id,fuel,fuel_use,nox_device,nox_device_2,boilers,fuel_per_boiler"

    private func sheets(_ rows: String, kind: String = "boilers", header: String = AmmoniaSlipTests.header) async throws
        -> [Explanation]
    {
        let run = try await InventoryText(["\(kind).csv": header + "\n" + rows]).computed(pollutants: ["NH3"])
        let sheet = try #require(run.inventory.sheets.first)
        return try (0..<sheet.table.rowCount).map { row in
            try #require(run.result.explanations(of: sheet, row: row, pollutant: "NH3").first)
        }
    }

    @Test func `the coal that burns before a device times what is printed of it`() async throws {
        let cases: [(row: String, tonnes: String?, state: ResultState)] = [
            // 1 000 t × 0.16 and 0.17 g/kg
            ("raw_coal,1000,scr,,,", "0.16", .computed), ("raw_coal,1000,sncr,,,", "0.17", .computed),
            ("washed_coal,1000,lnb_scr,,,", "0.16", .computed), ("raw_coal,1000,lnb,sncr,,", "0.17", .computed),
            // 3 boilers × 100 t × 0.16 g/kg
            ("raw_coal,,scr,,3,100", "0.048", .computed),
            // Both one behind the other are not printed; nothing is made up of the two.
            ("raw_coal,1000,sncr_scr,,,", nil, .missing), ("raw_coal,1000,lnb_sncr_scr,,,", nil, .missing),
            ("raw_coal,1000,sncr,scr,,", nil, .missing),
            // Without a device that injects ammonia it is nothing that is printed, nor is it of gas: missing as before, not zero.
            ("raw_coal,1000,lnb,,,", nil, .missing), ("raw_coal,1000,,,,", nil, .missing),
            ("natural_gas,1000,scr,,,", nil, .missing),
        ]
        let rows = cases.enumerated().map { "B\($0),\($1.row)\n" }.joined()
        for (expected, sheet) in zip(cases, try await sheets(rows)) {
            #expect(sheet.emission?.tonnes() == expected.tonnes, "\(expected.row)")
            #expect(sheet.state == expected.state, "\(expected.row): \(sheet.state)")
            if expected.tonnes != nil {
                #expect(sheet.method?.id.hasPrefix("ammonia_slip") == true, "\(expected.row)")
                let factor = try #require(sheet.terms.first { $0.symbol == "EF" })
                guard case .derived(let formula, _, _) = factor.provenance else {
                    Issue.record("\(expected.row): \(factor.provenance)")
                    continue
                }
                #expect(formula.contains("slip.tcses."), "\(formula)")
            }
            if expected.row.contains("sncr"), expected.state == .missing {
                let reason = try #require(sheet.reasons.first)
                #expect(reason.zh.contains("ammonia_slip") && reason.en.contains("ammonia_slip"))
            }
        }
    }

    @Test func `a kiln with coal and a device has it too`() async throws {
        let kiln = try await sheets(
            "K1,cement_clinker,raw_coal,2000,sncr\n", kind: "kilns", header: "id,product,fuel,fuel_use,nox_device")
        #expect(kiln.first?.emission?.tonnes() == "0.34")
    }
}
