import Calculation
import Factors
import Inventories
import Quantities
import Tables
import Testing

@testable import Plans

/// Areas that a plan lists, and what it asks of emergency lists.
@Suite struct NamedAreaTests {
    private static let area =
        "areas:\n  - {id: T-01.a, clauses: [T-01], column: key_region, value: yes, others: no, regions: [652301, 652302]}\n"
    private static let measure =
        "id: A, action: close, table: boilers, where: {fuel: coal, key_region: yes}, with: {}, timing: {completed: 2025-12}"

    private func template(_ region: String, _ extra: String = area) throws -> InventoryTemplate {
        let inventory = Inventory(folder: "test", manifest: Samples.manifest(region: region), sheets: [])
        return try Samples.plan([Self.measure], extra: extra).template(
            region: region, year: 2024, in: Samples.context(inventory), language: .zh)
    }

    /// A county in the list has one answer, one outside it the other; a prefecture says it county by county.
    @Test func `an inventory begun from a plan knows the plan's areas`() throws {
        let inside = try template("652301").defaults
        #expect(inside.map(\.value) == ["yes"] && inside[0].when.isEmpty && inside[0].table == "boilers")
        #expect(try template("652325").defaults.map(\.value) == ["no"])
        let whole = try template("652300").defaults
        let told = Dictionary(whole.map { ($0.when["county_code"] ?? "", $0.value) }) { first, _ in first }
        #expect(told["652301"] == "yes" && told["652302"] == "yes" && told["652325"] == "no" && told["652300"] == nil)
        #expect(told[""] == nil)
        // Where the plan does not say where the area ends, others stay blank.
        let open = try template("652325", Self.area.replacing("others: no, ", with: ""))
        #expect(open.defaults.isEmpty)
    }

    /// What is written is read again, and decides which rows a measure means.
    @Test func `the manifest states the areas as defaults`() throws {
        let text = try template("652300").manifest
        var findings = Findings()
        let yaml = try #require(YAMLValue.parse(text, file: "inventory.yaml", findings: &findings))
        #expect(!findings.hasErrors && yaml["defaults"]?.list.count ?? 0 > 2)
    }

    @Test(arguments: [
        ("column: key_region", "column: key_regoin", "unknown-column"), ("value: yes", "value: maybe", "unknown-word"),
        ("652302", "000000", "unknown-region"), ("T-01]", "T-99]", "unknown-clause"),
    ])
    func `a wrong area is told`(right: String, wrong: String, code: String) throws {
        var findings = Findings()
        _ = Plan(
            text: Samples.text([Self.measure], extra: Self.area.replacing(right, with: wrong)), file: "plan.yaml",
            vocabularies: Samples.library.vocabularies, findings: &findings)
        let found = findings.sorted.first { $0.severity == .error }
        #expect(
            found?.message.code == code && found?.location?.line != nil,
            "\(findings.sorted.map { $0.description(in: .en) })")
    }

    private let demand = "alerts:\n  - {id: T-01.b, clauses: [T-01], yellow: 15 %, orange: 25 %, red: 35 %}\n"

    /// All sources 1000 t in the year; the list cuts 16 % of all a day: enough for 15 %, not for 25 %.
    @Test func `an emergency list is held to the shares of the plan`() throws {
        let inventory = try Samples.inventory(["boilers": "id,fuel,fuel_use\nB1,coal,60000\nB2,coal,40000\n"])
        let context = try Samples.context(inventory, library: ExampleFactors.library)
        let list = TableReader.read(
            SourceText(raw: Array("table,id,yellow,orange,red\nboilers,B2,0.4,0.4,0.4\n".utf8), path: "alert.csv"),
            schema: AlertTable.schema, vocabularies: Samples.library.vocabularies
        ).table
        let plan = try Samples.plan([Self.measure], extra: demand)
        let asked = try #require(plan.alerts.first)
        var findings = Findings()
        func states(_ demand: AlertDemand?) -> [Bool] {
            inventory.alert(list, month: 1, demand: demand, in: context, findings: &findings).totals.filter {
                $0.pollutant == "NOx"
            }.map(\.passes)
        }
        #expect(states(asked) == [true, false, false])
        #expect(states(nil) == [true, false, false])
        let totals = inventory.alert(list, month: 1, demand: asked, in: context, findings: &findings).totals
        #expect(totals.filter { $0.pollutant == "NOx" }.map(\.required) == [0.15, 0.25, 0.35])
        #expect(totals.filter { $0.pollutant == "NOx" }.allSatisfy { abs(($0.share ?? 0) - 0.16) < 1e-9 })
    }

    /// CJ-57 cuts no row: its shares are of all sources and are held against a list.
    @Test func `the shares of an alert are no measure`() throws {
        let (plan, assessment, _) = try Samples.shippedPlan("changji-2018-2020")
        #expect(!plan.measures.contains { $0.clauses.contains("CJ-57") })
        let asked = try #require(plan.alerts.first)
        #expect(AlertLevel.allCases.map { asked[$0] } == [0.1, 0.2, 0.3])
        let line = try #require(plan.evaluated(on: assessment).coverage.first { $0.clause.id == "CJ-57" })
        #expect(line.state == .needsInput && line.carriers == ["CJ-57.a"])
        #expect(line.remarks.contains { $0.en.contains("lantian alert") })
    }
}
