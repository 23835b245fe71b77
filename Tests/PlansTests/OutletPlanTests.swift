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
}
