import TestSupport
import Testing

/// What `plan` says of costs. County and plan are invented.
@Suite struct PlanCostTests {
    private static func plan(_ cost: String) -> String {
        """
        plan: costs
        title: {zh: 费用, en: costs}
        regions: [654002]
        base_year: 2024
        years: [2025]
        clauses:
          - {id: T-01, clause: 一, kind: M, text: "…", topic: {zh: 一, en: one}, effect: measures}
        measures:
          - {id: T-01.1, clauses: [T-01], title: {zh: 关停, en: close}, action: close, table: boilers, where: {id: B2}, timing: {completed: 2025-12}\(cost)}
          - {id: T-01.2, clauses: [T-01], title: {zh: 减半, en: half}, action: scale, table: boilers, where: {id: B1}, with: {factor: 0.5, columns: [fuel_use]}, timing: {completed: 2025-12}}

        """
    }

    private func run(_ cost: String, _ options: String) throws -> Program.Outcome {
        let folder = try Workplace.county(["boilers.csv": Workplace.boilers])
        try folder.write(PlanCostTests.plan(cost), to: "plan.yaml")
        return try Program.run("plan county plan.yaml --pollutants NOx --quiet " + options, in: folder.path)
    }

    @Test func `cost, cost per tonne of what, total, and whose cost nobody gave`() throws {
        // B2 emits 10 t: 1,500 yuan a year are 150 a tonne.
        let outcome = try run(", cost: {annual: 1500, price_year: 2024}", "--lang en")
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(
            outcome.output.contains(
                """
                costs:
                  T-01.1 1500.00 yuan a year (prices of 2024), for each tonne of NOx removed 150.00
                  total 1500.00 yuan a year (prices of 2024)
                  no cost given, not in the total: T-01.2
                """), "\(outcome.output)")
        let zh = try run(", cost: {annual: 1500}", "--lang zh")
        #expect(zh.output.contains("每吨 NOx 减排 150.00"))
        #expect(zh.output.contains("未给出费用，不在合计内：T-01.2"))
    }

    @Test func `a table of costs leaves blank what is unknown`() throws {
        let outcome = try run(
            ", cost: {capital: 10000, life: 10, rate: 0, operating: 500, currency: USD}", "--costs --format csv")
        #expect(
            outcome.lines.dropLast() == [
                "measure,pollutant,currency,price_year,capital,annual_cost,paid_by_state,reduction_t,cost_per_t",
                "T-01.1,NOx,USD,,10000.00,1500.00,0.00,10,150.00", "T-01.2,NOx,,,,,,17.52,",
            ])
    }

    @Test func `without any cost nothing is said of costs`() throws {
        let outcome = try run("", "--lang en")
        #expect(outcome.code == 0 && outcome.output.contains("10.00") && !outcome.output.contains("costs:"))
        #expect(!outcome.output.contains("no cost given"), "\(outcome.output)")
    }
}
