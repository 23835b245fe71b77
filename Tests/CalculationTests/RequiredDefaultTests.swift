import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// A default for a column that must be filled in fills it, by county too; what no default holds for is still an error. Invented rows.
@Suite struct RequiredDefaultTests {
    private static let tables = [
        "boilers":
            "id,county_code,use,fuel,technology,fuel_use\nA,654002,heating,,stoker_auto,100\nB,654003,heating,,stoker_auto,100\n",
        "households": "county_code,fuel,fuel_use\n654002,,100\n654003,,100\n",
        "vehicles":
            "county_code,vehicle_class,fuel,standard,population\n654002,passenger_small,,CN5,100\n654003,passenger_small,,CN5,100\n",
        "nonroad":
            "county_code,machine_type,fuel,stage,population,power,hours\n654002,excavator,,S2,10,110,1000\n654003,excavator,,S2,10,110,1000\n",
    ]
    private static let fuels = [
        "boilers": ("raw_coal", "diesel"), "households": ("raw_coal", "biomass"), "vehicles": ("gasoline", "diesel"),
        "nonroad": ("diesel", "gasoline"),
    ]

    private func run(_ kind: String, _ defaults: String, table: String? = nil) async throws -> Run {
        let text = try #require(table ?? RequiredDefaultTests.tables[kind])
        let manifest = "region: 654000\nname: {zh: 虚构, en: invented}\nyear: 2024\ndefaults:\n" + defaults
        return try await InventoryText([kind + ".csv": text], manifest: manifest).computed(pollutants: ["NOx"])
    }

    private func entry(_ kind: String, _ value: String, _ county: String? = nil) -> String {
        let when = county.map { ", when: {county_code: \($0)}" } ?? ""
        return "  - {table: \(kind), column: fuel, value: \(value)\(when), reason: {zh: 县里只用它, en: all there is}}\n"
    }

    @Test(arguments: ["boilers", "households", "vehicles", "nonroad"])
    func `the fuel of each county of a prefecture`(_ kind: String) async throws {
        let (one, other) = try #require(RequiredDefaultTests.fuels[kind])
        let run = try await run(kind, entry(kind, one, "654002") + entry(kind, other, "654003"))
        #expect(!run.findings.hasErrors, "\(run.findings.sorted.map { $0.description(in: .en) })")
        let table = try #require(run.inventory.sheets.first).table
        let words = run.context.library.vocabularies["fuel"]
        #expect(table.codes("fuel")?.map(words.text) == [one, other])
        #expect(run.result.assumptions().contains { $0.assumption.subject == kind + ".fuel" })
        // The same as with the fuel in the table, but for the assumption.
        var rows = try #require(RequiredDefaultTests.tables[kind])
        for fuel in [one, other] {
            let at = try #require(
                [",heating,,", "2,,100", "3,,100", "small,,", "excavator,,"].compactMap { rows.firstRange(of: $0) }
                    .first)
            let old = String(rows[at])
            rows = rows.replacing(old, with: old.replacing(",,", with: ",\(fuel),"), maxReplacements: 1)
        }
        let stated = try await self.run(kind, entry(kind, one, "654002"), table: rows)
        #expect(stated.result.total(of: "NOx") == run.result.total(of: "NOx"))
        #expect(run.result.total(of: "NOx") > .zero)
    }

    @Test func `a whole column may be left out, and a row of another county is told where it stands`() async throws {
        let table =
            "id,county_code,use,technology,fuel_use\nA,654002,heating,stoker_auto,100\nB,654003,heating,stoker_auto,100\n"
        let run = try await run("boilers", entry("boilers", "raw_coal", "654002"), table: table)
        let told = run.findings.sorted.filter { $0.message.code == "missing-value" }
        #expect(told.map { $0.location?.line } == [3] && told.allSatisfy { $0.severity == .error })
        for language in [Language.zh, .en] {
            let text = try #require(told.first).description(in: language)
            #expect(text.contains("inventory.yaml") && text.contains("fuel"), "\(text)")
        }
        #expect(run.result.total(of: "NOx") > .zero)
    }

    @Test func `without a default it stays an error of the row`() async throws {
        let run = try await run("boilers", entry("boilers", "raw_coal").replacing("column: fuel", with: "column: use"))
        #expect(run.findings.sorted.filter { $0.message.code == "missing-value" }.map { $0.location?.line } == [2, 3])
    }

    @Test func `one pass over the files and parts give the same`() async throws {
        let folder = try TemporaryFolder()
        let defaults = entry("boilers", "raw_coal", "654002") + entry("boilers", "diesel", "654003")
        try folder.write(
            "region: 654000\nname: {zh: 虚构, en: invented}\nyear: 2024\npollutants: [NOx]\ndefaults:\n" + defaults,
            to: "inventory.yaml")
        try folder.write(try #require(RequiredDefaultTests.tables["boilers"]), to: "boilers.csv")
        let options = Assessment.Options(factors: Repository.root + "/EmissionFactors")
        let emissions = try InventoryFolder(folder.path, options: options).emissions()
        #expect(!emissions.findings.hasErrors)
        let assessment = try Assessment(folder: folder.path, options: options)
        #expect(await assessment.emissions().result.total(of: "NOx") == emissions.result.total(of: "NOx"))
    }
}
