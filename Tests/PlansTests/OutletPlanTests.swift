import Calculation
import Factors
import Plans
import Quantities
import Tables
import TestSupport
import Testing

/// Closing one of the units behind an outlet takes its part of what is monitored there.
@Suite struct OutletPlanTests {
    private static let boilers = """
        id,use,fuel,technology,fuel_use,permit_number,outlet_number
        B1,heating,raw_coal,stoker,10000,P1,DA001
        B2,heating,raw_coal,stoker,6000,P1,DA001
        B3,heating,raw_coal,stoker,4000,P1,DA001

        """

    private static let plan = """
        plan: test
        title: {zh: 测试, en: test}
        regions: [654002]
        base_year: 2024
        years: [2025, 2026]
        clauses:
          - {id: T-01, clause: 一, kind: M, text: "…", topic: {zh: 一, en: one}, effect: measures}
        measures:
          - {clauses: [T-01], title: {zh: 关停, en: close}, id: A, action: close, table: boilers, where: {id: B3}, with: {}, timing: {completed: 2025-12}}

        """

    @Test(arguments: [true, false])
    func `closing the third boiler takes 7,72 t`(streams: Bool) throws {
        let folder = try TemporaryFolder()
        try InventoryText([
            "boilers.csv": OutletPlanTests.boilers,
            "outlets.csv": "permit_number,outlet_number,pollutant,monitored\nP1,DA001,NOx,38.6\n",
            "plan.yaml": OutletPlanTests.plan,
        ]).write(to: folder)
        var options = Assessment.Options(factors: Repository.root + "/EmissionFactors")
        options.pollutants = ["NOx"]
        let opened = try InventoryFolder(folder.path, options: options)
        var findings = Findings()
        let read = Plan(
            file: folder.path + "/plan.yaml", vocabularies: opened.context.library.vocabularies, inputs: [:],
            findings: &findings)
        #expect(!findings.hasErrors)
        let plan = try #require(read)
        let evaluation: PlanEvaluation
        if streams {
            evaluation = try plan.evaluated(on: opened)
        } else {
            let assessment = try Assessment(folder: folder.path, options: options)
            evaluation = PlanEvaluation(plan, on: assessment.inventory, in: assessment.context)
        }
        let measure = try #require(evaluation.outcome("A"))
        #expect(measure.reduction("NOx").tonnes() == "7.72")
    }

    /// A plan of measures on an inventory with outlets.
    private func evaluation(_ files: [String: String], _ measures: [String]) throws -> PlanEvaluation {
        let folder = try TemporaryFolder()
        let head = OutletPlanTests.plan.split(separator: "measures:")[0] + "measures:\n"
        let lines = measures.enumerated().map {
            "  - {id: M\($0), clauses: [T-01], title: {zh: 措施, en: measure}, timing: {completed: 2025-12}, \($1)}\n"
        }
        try InventoryText(files.merging(["plan.yaml": head + lines.joined()]) { $1 }).write(to: folder)
        var options = Assessment.Options(factors: Repository.root + "/EmissionFactors")
        options.pollutants = ["NOx"]
        let assessment = try Assessment(folder: folder.path, options: options)
        var findings = Findings()
        let plan = try #require(
            Plan(
                file: folder.path + "/plan.yaml", vocabularies: assessment.context.library.vocabularies, inputs: [:],
                findings: &findings))
        #expect(!findings.hasErrors, "\(findings.sorted)")
        return PlanEvaluation(plan, on: assessment.inventory, in: assessment.context)
    }

    @Test func `a limit binds behind a monitored outlet as it binds without one`() throws {
        let limit = "action: limit, table: boilers, where: {id: B1}, with: {concentration: 10, oxygen: 9}"
        let outlets = "permit_number,outlet_number,pollutant,monitored\nP1,DA001,NOx,38.6\n"
        let shared = try evaluation(["boilers.csv": OutletPlanTests.boilers, "outlets.csv": outlets], [limit])
        let alone = try evaluation(["boilers.csv": OutletPlanTests.boilers], [limit])
        let after = try [shared, alone].map { try #require($0.outcome("M0")).after.total(of: "NOx") }
        #expect(after[0] == after[1] && after[0] > .zero)
        #expect(shared.measures[0].reduction("NOx") == (try #require(Mass(tonnes: "19.3"))) - after[0])
        // What meets the limit stays: 19.3 t.
        let loose = try evaluation(
            ["boilers.csv": OutletPlanTests.boilers, "outlets.csv": outlets],
            [limit.split(separator: "10, ").joined(separator: "1000, ")])
        #expect(loose.measures[0].reduction("NOx") == .zero)
        var findings = Findings()
        let techniques = try #require(Plan.techniques(shared.context, findings: &findings))
        let potential = shared.inventory.potential(techniques, in: shared.context, findings: &findings)
        #expect(potential.lines.count == 3 && !findings.hasErrors)
    }

    /// Limestone, 2 kg/t of lime whatever burns: the printed factor is by product, so what is monitored stays, and so do the stages.
    @Test func `a kiln behind an outlet keeps its measured part, its devices and its bypass when its fuel changes`()
        throws
    {
        let kilns = """
            id,product,product_output,fuel,fuel_use,nox_device,nox_removal,bypass,permit_number,outlet_number
            K1,lime,50000,bituminous,7000,,,,P1,D1
            K2,lime,50000,bituminous,7000,sncr,50%,20%,,
            K3,lime,50000,bituminous,7000,,,,P1,D2

            """
        let boilers = """
            id,use,fuel,technology,fuel_use,nox_device,nox_removal,bypass,permit_number,outlet_number
            B1,heating,raw_coal,stoker,1000,scr,80%,20%,,
            B2,heating,raw_coal,stoker,1000,,,,P1,D3
            B3,heating,raw_coal,stoker,1000,,,,,

            """
        let outlets = """
            permit_number,outlet_number,pollutant,monitored,removal,uptime
            P1,D1,NOx,4,,
            P1,D2,NOx,,60%,1
            P1,D3,NOx,,60%,1

            """
        let evaluation = try evaluation(
            ["kilns.csv": kilns, "boilers.csv": boilers, "outlets.csv": outlets],
            [
                "action: switch, table: kilns, where: {}, with: {to: natural_gas, efficiency: 0.9, from_efficiency: 0.6}"
            ]
                + ["B1", "B2", "B3"].map {
                    "action: switch, table: boilers, where: {id: \($0)}, with: {to: natural_gas, efficiency: 0.9, from_efficiency: 0.6, control: keep}"
                })
        #expect(evaluation.measures[0].reduction("NOx") == .zero)
        let after = evaluation.measures.dropFirst().map { $0.after.total(of: "NOx") }
        // B1 lets 0.2 + 0.8 × 0.2 = 0.36 pass, the devices of B2's outlet 0.4; B3 has none.
        let whole = Double(after[2].micrograms)
        #expect(
            abs(Double(after[0].micrograms) - 0.36 * whole) <= 1 && abs(Double(after[1].micrograms) - 0.4 * whole) <= 1)
    }
}
