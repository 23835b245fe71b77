import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// Any list of pollutants, over all that takes one: nothing traps, nothing is counted twice, kinds without a method for a
/// pollutant have no line of it.
@Suite struct PollutantListTests {
    private static let files = [
        "boilers.csv": "id,use,fuel,technology,fuel_use\nB1,heating,raw_coal,stoker,8000\n",
        "kilns.csv": "id,product,product_output\nK1,cement_clinker,1000\n",
        "vehicles.csv": "vehicle_class,fuel,standard,population\npassenger_small,gasoline,CN5,100\n",
        "nonroad.csv": "machine_type,fuel,stage,population,power\nexcavator,diesel,S3,10,100\n",
        "voc_firms.csv": "id,unit_type,voc_content,material_use\nV1,solvent_use,0.5,200\n",
        "households.csv": "fuel,households,fuel_per_household\ncoal,100,3\n",
        "area.csv": "category,stoves,hours_per_day,days\ncatering,6,4,350\n",
    ]

    /// Every subset of four pollutants of different kinds of methods, and lists that nobody should write.
    private static let lists: [[String]] =
        (1..<16).map { mask in
            ["NOx", "VOCs", "SO2", "NH3"].enumerated().filter { mask & (1 << $0.offset) != 0 }.map(\.element)
        } + [
            ["NOx", "NOx"], ["VOCs", "NOx", "VOCs"], ["nox"], ["HC"], ["N2O"], ["oil_fume"],
            ["BC", "OC", "CO2", "PM", "PM10", "PM2.5", "CO"],
        ]

    private static let keys = [
        "county", "table", "sector", "pollutant", "process", "method", "state", "class10:3", "class8:2", "fuel", "use",
    ]

    @Test("every list, grouped by everything", arguments: lists)
    func everyList(list: [String]) async throws {
        let run = try await InventoryText(PollutantListTests.files).computed(
            pollutants: list, groupings: ["fuel", "use"], balance: true)
        let distinct = Set(run.context.pollutants)
        #expect(distinct.count == run.context.pollutants.count && distinct.count <= list.count)
        for key in PollutantListTests.keys {
            let grouping = try #require(Grouping(key))
            let whole = run.result.totals(by: [grouping]).reduce(Mass.zero) { $0 + $1.emission }
            #expect(whole == distinct.reduce(Mass.zero) { $0 + run.result.total(of: $1) }, "\(key)")
        }
        _ = run.result.assumptions()
        _ = run.result.methodComparison(of: run.inventory)
        var lines = 0
        run.result.writeDetails(of: run.inventory) { (bytes: consuming [UInt8]) in lines += bytes.count { $0 == 10 } }
        #expect(lines >= 1)
        #expect(run.inventory.sheets.allSatisfy { $0.table.rowCount == 1 }, "\(run.findings.kept.map(\.message.code))")
        for sheet in run.inventory.sheets where sheet.table.rowCount > 0 {
            for pollutant in run.context.pollutants {
                for sheet in run.result.explanations(of: sheet, row: 0, pollutant: pollutant) {
                    #expect(sheet.pollutant == pollutant)
                }
            }
        }
    }

    @Test func `a pollutant asked for twice counts once and is told`() async throws {
        let once = try await InventoryText(PollutantListTests.files).computed(pollutants: ["NOx"])
        let twice = try await InventoryText(PollutantListTests.files).computed(pollutants: ["NOx", "NOx"])
        #expect(twice.result.total(of: "NOx") == once.result.total(of: "NOx"))
        #expect(twice.text(by: "table", "pollutant") == once.text(by: "table", "pollutant"))
        #expect(twice.context.findings.kept.map(\.message.code) == ["repeated-entry"])
    }

    @Test("a list that asks for nothing or nobody", arguments: [[], ["O3"], ["PN"], ["TVOC"], ["NOx", "NXO"], [""]])
    func refused(list: [String]) async throws {
        await #expect(throws: Findings.self) {
            try await InventoryText(PollutantListTests.files).computed(pollutants: list)
        }
    }

    @Test func `an unknown pollutant names the nearest`() async throws {
        do {
            _ = try await InventoryText(PollutantListTests.files).computed(pollutants: ["VOC5"])
            Issue.record("VOC5 passed")
        } catch let findings as Findings {
            #expect(findings.kept.first?.nearest == "VOCs" && findings.kept.first?.message.code == "unknown-pollutant")
        }
    }
}
