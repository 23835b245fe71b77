import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// What the road factors take where the tables say nothing of a row's own conditions, and whose conditions hold.
@Suite struct RoadConditionTests {
    private static let header = "id,county_code,vehicle_class,fuel,standard,population,annual_km,speed,load,sulphur\n"

    private func sheets(_ rows: String, _ manifest: String, _ pollutant: String = "NOx") async throws -> [Explanation] {
        let run = try await InventoryText(["vehicles.csv": RoadConditionTests.header + rows], manifest: manifest)
            .computed(pollutants: [pollutant])
        let sheet = try #require(run.inventory.sheets.first)
        return try (0..<sheet.table.rowCount).map { row in
            try #require(run.result.explanations(of: sheet, row: row, pollutant: pollutant).first)
        }
    }

    private func part(_ symbol: String, _ sheet: Explanation) throws -> Double {
        for term in sheet.terms {
            if case .derived(_, let parts, _) = term.provenance, let part = parts.first(where: { $0.symbol == symbol })
            {
                return part.value
            }
        }
        Issue.record("no \(symbol)")
        return .nan
    }

    private func said(_ sheet: Explanation, _ subject: String) -> [String] {
        sheet.assumptions.filter { $0.subject == subject }.map(\.text.en)
    }

    private let diesel = "654002,truck_heavy,diesel,CN3,10,50000"

    @Test func `sulphur off the levels of the table takes the next level and says so`() async throws {
        let rows = [5.0, 10, 30, 50, 60, 350, 700, 800, 900].map { "V\($0),\(diesel),30,,\($0)" }
        let exact = [10.0, 10, 50, 50, 150, 350, 800, 800, 800]
        let found = try await sheets(rows.joined(separator: "\n"), InventoryText.manifest(year: 2014))
        let table = try RoadFactorTests.Plain("sulphur")
        for (i, sheet) in found.enumerated() {
            let words = ["fuel": "diesel", "standard": "CN3", "pollutant": "NOx", "vehicle_class": "truck_heavy"]
            #expect(try part("θ(S)", sheet) == table.value(words, ["sulphur": exact[i]]), "row \(i)")
            let texts = said(sheet, "road/sulphur")
            #expect(texts.count == ([1, 3, 5, 7].contains(i) ? 0 : 1), "row \(i)")
            if i == 8 { #expect(texts.first?.contains("above the last level") == true) }
            if i == 2 { #expect(texts.first?.contains("the next above taken, 50 mg/kg") == true) }
        }
        // The inventory's own sulphur is held to the same.
        let stated = try await sheets("V,\(diesel),30,,\n", InventoryText.manifest(year: 2014, diesel: 30))
        #expect(said(stated[0], "road/sulphur").count == 1)
    }

    @Test func `a load off the levels takes the nearest one and says so`() async throws {
        // Levels 0, 50, 60, 75, 100: 58 is nearer to 60, 52 to 50.
        let loads: [(load: String, level: Double, isExact: Bool)] = [
            ("0", 0, true), ("24", 0, false), ("26", 50, false), ("50", 50, true), ("52", 50, false), ("58", 60, false),
            ("60", 60, true), ("68", 75, false), ("87", 75, false), ("88", 100, false), ("100", 100, true),
        ]
        let rows = loads.map { "V\($0.load),\(diesel),30,\($0.load)," }.joined(separator: "\n")
        let found = try await sheets(rows, InventoryText.manifest(year: 2014))
        let table = try RoadFactorTests.Plain("load")
        for (expected, sheet) in zip(loads, found) {
            let words = ["fuel": "diesel", "standard": "CN3", "pollutant": "NOx", "vehicle_class": "truck_heavy"]
            #expect(try part("θ(load)", sheet) == table.value(words, ["load": expected.level]), "\(expected.load) %")
            #expect(said(sheet, "road/load").isEmpty == expected.isExact, "\(expected.load) %")
        }
    }

    @Test func `speed and fuels: the row's, then the county's, then the inventory's`() async throws {
        let counties = """
            counties:
              654003:
                speed: 15
                sulphur: {gasoline: 150, diesel: 350}
            """
        let other = diesel.replacing("654002", with: "654003")
        let found = try await sheets(
            "A,\(diesel),,,\nB,\(other),,,\nC,\(other),60,,50\n",
            InventoryText.manifest(year: 2014, speed: 30, diesel: 10) + counties)
        let (speed, sulphur) = (try RoadFactorTests.Plain("speed"), try RoadFactorTests.Plain("sulphur"))
        let words = ["fuel": "diesel", "standard": "CN3", "pollutant": "NOx", "vehicle_class": "truck_heavy"]
        for (sheet, (km, mg)) in zip(found, [(30.0, 10.0), (15, 350), (60, 50)]) {
            #expect(try part("γ", sheet) == speed.value(words, ["speed": km]))
            #expect(try part("θ(S)", sheet) == sulphur.value(words, ["sulphur": mg]))
            #expect(said(sheet, "vehicles.speed").isEmpty && said(sheet, "inventory.sulphur").isEmpty)
        }
    }

    @Test func `evaporation takes the county's speed`() async throws {
        let manifest = InventoryText.manifest(year: 2014, speed: 30) + "counties:\n  654003:\n    speed: 15\n"
        let row = "passenger_small,gasoline,CN4,1000,18000,,,"
        let run = try await InventoryText(
            ["vehicles.csv": RoadConditionTests.header + "A,654002,\(row)\nB,654003,\(row)\n"], manifest: manifest
        ).computed(pollutants: ["VOCs"])
        let lines = run.text(by: "county", "process").split(separator: "\n")
        // 11.6 g/h × 600 h and × 1 200 h; 182.5 g parked
        #expect(lines.contains { $0.hasPrefix("654002,evaporation,7.1425,") })
        #expect(lines.contains { $0.hasPrefix("654003,evaporation,14.1025,") })
    }

    @Test func `hydrocarbons of gas vehicles as VOCs are an assumption with their tonnes`() async throws {
        let run = try await InventoryText([
            "vehicles.csv": RoadConditionTests.header + "A,654002,bus,cng,CN4,100,60000,30,,\n"
        ]).computed(pollutants: ["VOCs"])
        let found = run.result.assumptions().first { $0.assumption.subject == "vehicles.fuel" }
        #expect(found?.mass == run.result.total(of: "VOCs") && run.result.total(of: "VOCs") > .zero)
        #expect(found?.assumption.text.en.contains("upper bound") == true)
        #expect(found?.assumption.text.zh.contains("上限") == true)
    }

    @Test func `a factor of VOCs in a pack is no hydrocarbon`() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            id,vehicle_class,fuel,pollutant,value,unit,basis,set,source,place,confidence,role
            local.bus.cng.VOCs,bus,cng,VOCs,0.1,g/km,,local,measured,,verified,default
            """, to: "factors/road/base_factors.csv")
        try folder.write(
            "id,title,issuer,year,kind,address,note\nmeasured,measured in the county,county,2024,derived,,\n",
            to: "factors/sources.csv")
        try InventoryText(
            ["vehicles.csv": RoadConditionTests.header + "A,654002,bus,cng,CN4,100,60000,30,,\n"],
            extra: "packs: [factors]\n"
        ).write(to: folder)
        let opened = try InventoryFolder(folder.path, options: .init(factors: Repository.factors))
        let result = try opened.emissions().result
        // 0.1 g/km × 60 000 km × 100
        #expect(result.total(of: "VOCs").tonnes() == "0.6")
        #expect(!result.assumptions().contains { $0.assumption.subject == "vehicles.fuel" })
    }
}
