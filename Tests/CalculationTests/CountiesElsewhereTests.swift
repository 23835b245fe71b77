import Inventories
import Tables
import TestSupport
import Testing

@testable import Calculation

/// Rows whose county lies outside the inventory's region: they are counted, and it is said. Invented rows.
@Suite struct CountiesElsewhereTests {
    private func run(_ region: String, _ counties: [String]) async throws -> [Finding] {
        let rows = counties.enumerated().map { "B\($0),\($1),heating,raw_coal,stoker_auto,100\n" }.joined()
        let files = ["boilers.csv": "id,county_code,use,fuel,technology,fuel_use\n" + rows]
        let text = InventoryText(files, manifest: "region: \(region)\nname: {zh: 虚构, en: invented}\nyear: 2024\n")
        let run = try await text.computed(pollutants: ["NOx"])
        let there = Set(counties.map { $0.isEmpty ? region : $0 })
        #expect(Set(run.result.totals(by: ["county"].compactMap { Grouping($0) }).flatMap(\.keys)) == there)
        return run.findings.sorted.filter { $0.message.code == "row-elsewhere" }
    }

    @Test func `each county outside is told once, at its first row, with how many rows it has`() async throws {
        let found = try await run("654002", ["654002", "652901", "654003", "", "652901", "652901"])
        #expect(found.map(\.value) == ["652901", "654003"] && found.map { $0.location?.line } == [3, 4])
        #expect(found.allSatisfy { $0.severity == .warning && $0.location?.file.hasSuffix("boilers.csv") == true })
        let first = try #require(found.first)
        #expect(first.description(in: .zh).contains("3 行") && first.description(in: .en).contains("3 rows"))
        for language in [Language.zh, .en] {
            let text = first.description(in: language)
            #expect(text.contains("652901") && text.contains("654002") && text.contains("county_code"), "\(text)")
        }
    }

    @Test(arguments: [
        // A prefecture, a province and the country hold what lies in them; a county holds itself alone.
        ("654000", ["654002", "654003", "654000", ""], []), ("654000", ["652901", "654201"], ["652901", "654201"]),
        ("650000", ["654002", "652901"], []), ("650000", ["150102"], ["150102"]), ("100000", ["150102", "654002"], []),
        ("654002", ["654000"], ["654000"]),
    ])
    func `a region holds the counties in it`(_ region: String, _ counties: [String], _ outside: [String]) async throws {
        #expect(try await run(region, counties).compactMap(\.value) == outside)
    }
}
