import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// States, not zeros: what is known, what is assumed, what is missing, what does not apply.
@Suite struct StateTests {
    private static let header = "id,use,fuel,technology,fuel_use,status,nox_removal,nox_uptime,method\n"

    private func state(_ row: String) async throws -> String {
        let run = try await InventoryText(["boilers.csv": StateTests.header + row + "\n"]).computed(pollutants: ["NOx"])
        return run.text(by: "state")
    }

    @Test(
        "one row each",
        arguments: [
            ("B1,heating,raw_coal,stoker,8000,,,,", "computed,32,0,1"),
            ("B1,heating,raw_coal,stoker,8000,,0.3,0.9,", "computed,23.36,0,1"),
            // The uptime is silent: taken as 1, which is an assumption.
            ("B1,heating,raw_coal,stoker,8000,,0.3,,", "assumed,22.4,22.4,1"),
            ("B1,heating,raw_coal,stoker,,,,,", "missing,0,0,1"),
            ("B1,heating,raw_coal,stoker,未报送,,,,", "missing,0,0,1"),
            ("B1,heating,raw_coal,stoker,-,,,,", "missing,0,0,1"),
            // Nothing burnt is a number.
            ("B1,heating,raw_coal,stoker,0,,,,", "computed,0,0,1"),
            ("B1,heating,raw_coal,stoker,8000,closed,,,", "not_applicable,0,0,1"),
            ("B1,heating,electricity,,,,,,", "computed,0,0,1"),
            // A method that the data do not allow is not replaced in silence.
            ("B1,heating,raw_coal,stoker,8000,,,,monitoring", "missing,0,0,1"),
            ("B1,heating,raw_coal,stoker,8000,,,,factor", "computed,32,0,1"),
        ])
    func states(row: String, expected: String) async throws {
        #expect(try await state(row) == expected)
    }

    @Test func `what is missing is told once for rows alike, with the column to fill`() async throws {
        let run = try await InventoryText([
            "boilers.csv": StateTests.header + "B1,heating,raw_coal,stoker,,,,,\nB2,heating,raw_coal,stoker,,,,,\n"
        ]).computed(pollutants: ["NOx"])
        let findings = run.findings.sorted
        #expect(findings.count == 1)
        #expect(findings.first?.severity == .warning)
        #expect(findings.first?.location?.line == 2)
        #expect(findings.first?.message.text.zh == "NOx 无法核算（同类 2 行）：缺少“燃料消耗量”（fuel_use）")
        #expect(
            findings.first?.message.text.en == "NOx cannot be computed (2 rows alike): fuel use (fuel_use) is missing")
    }

    @Test func `an unverified factor marks the result with its tonnes`() async throws {
        // Gas boilers of the national handbook are recalled.
        let run = try await InventoryText([
            "voc_firms.csv": "id,unit_type,gasoline_sold,recovery_stage\nS1,station,1000,stage3\n"
        ]).computed(pollutants: ["VOCs"])
        let marks = run.result.assumptions().filter { $0.assumption.kind == .unverifiedFactor }
        #expect(marks.map(\.assumption.subject) == ["station.guide2014.gasoline.total"])
        // 1 000 t × 3.243 kg/t × 0.1 = 324.3 kg
        #expect(marks.first?.mass.tonnes() == "0.3243")
        #expect(marks.first?.assumption.text.zh.contains("未核实") == true)
        #expect(run.result.totals(by: []).first?.assumed.tonnes() == "0.3243")
    }

    @Test func `a default of the manifest fills blanks, shows its reason, and never covers a value`() async throws {
        let defaults = """
            defaults:
              - table: boilers
                column: fuel_use
                value: 500
                when: {use: heating}
                reason: {zh: 台账缺用煤量, en: the ledger has no coal}
            """
        let run = try await InventoryText(
            [
                "boilers.csv": StateTests.header
                    + "B1,heating,raw_coal,stoker,,,,,\nB2,heating,raw_coal,stoker,100,,,,\nB3,industrial,raw_coal,stoker,,,,,\n"
            ], extra: defaults
        ).computed(pollutants: ["NOx"])
        // B1: 500 t × 4 kg/t = 2 t, assumed; B2: 0.4 t, its own; B3: another use, still missing.
        #expect(run.text(by: "state") == "assumed,2,2,1\ncomputed,0.4,0,1\nmissing,0,0,1")
        let found = run.result.assumptions()
        #expect(found.map(\.assumption.subject) == ["boilers.fuel_use"])
        #expect(found.first?.assumption.text == Label("台账缺用煤量", "the ledger has no coal"))
        #expect(found.first?.mass.tonnes() == "2")
    }

    @Test func `a default word counts as an assumption of everything that follows`() async throws {
        let defaults = "defaults:\n  - {table: boilers, column: technology, value: stoker, reason: {zh: 甲, en: a}}\n"
        let run = try await InventoryText(
            ["boilers.csv": StateTests.header + "B1,heating,raw_coal,,1000,,,,\n"], extra: defaults
        ).computed(pollutants: ["NOx"])
        #expect(run.text(by: "state") == "assumed,4,4,1")
        #expect(run.result.assumptions().map(\.assumption.subject) == ["boilers.technology"])
    }

    @Test func `where two methods are possible the better is taken and the ratio is shown`() async throws {
        let run = try await InventoryText([
            "nonroad.csv": """
            id,machine_type,fuel,stage,population,power,hours,load_factor,age,fuel_use
            N1,excavator,diesel,S2,25,110,1000,0.59,5,417.9
            """
        ]).computed(pollutants: ["NOx"])
        let sheet = try #require(run.inventory.sheets.first)
        let explanation = try #require(run.result.explanations(of: sheet, row: 0, pollutant: "NOx").first)
        #expect(explanation.method?.id == "nonroad_power_emep")
        #expect(explanation.alternatives.map(\.method.id).contains("nonroad_fuel"))
        let text = explanation.text(in: .en, library: run.context.library, table: sheet.table)
        #expect(text.contains("Also possible: ") && text.contains("ratio "))
    }

    @Test func `the rule book is chosen per run and changes what it ranks`() async throws {
        let files = [
            "voc_firms.csv": """
            id,unit_type,voc_content,material_use,voc_capture,voc_device,voc_uptime
            P1,solvent_use,0.5,200,1,photolysis,1
            """
        ]
        // 100 t; inventory average of UV 17 %, accounting default 10 %
        #expect(try await InventoryText(files).computed(ruleBook: "inventory").tonnes("VOCs") == "83.00")
        #expect(try await InventoryText(files).computed(ruleBook: "accounting").tonnes("VOCs") == "90.00")
        await #expect(throws: Findings.self) { try await InventoryText(files).computed(ruleBook: "nobody") }
        await #expect(throws: Findings.self) { try await InventoryText(files).computed(pollutants: ["O3"]) }
    }

    @Test func `a local pack wins and the result says so`() async throws {
        let demo = Repository.inventory("demo-county-2024")
        let assessment = try Assessment(folder: demo, options: .init(factors: Repository.factors))
        let local = assessment.context.library.factors.filter { $0.layer == 1 }
        #expect(!local.isEmpty && local.allSatisfy { $0.set == "local" })
        #expect(assessment.context.library.folders.count == 2)
    }
}
