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
                  removed by measures of unknown cost: NOx 17.52 t
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
                "measure,pollutant,currency,price_year,capital,annual_cost,paid_by_state,reduction_t,cost_per_t,cost_source,cost_lacks",
                "T-01.1,NOx,USD,,10000.00,1500.00,0.00,10,150.00,,", "T-01.2,NOx,,,,,,17.52,,,",
            ])
    }

    @Test func `without any cost nothing is said of costs`() throws {
        let outcome = try run("", "--lang en")
        #expect(outcome.code == 0 && outcome.output.contains("10.00") && !outcome.output.contains("costs:"))
        #expect(!outcome.output.contains("no cost given"), "\(outcome.output)")
    }

    /// 30 t of a power plant's NOx at 23 500 yuan a tonne, as the library's document prints it; the other measure's cost is a grant alone.
    @Test func `the library's cost is taken, and what it lacks is said`() throws {
        let folder = try Workplace.county([
            "boilers.csv":
                "id,use,fuel,capacity[t/h],nox_concentration,flue_gas_flow,hours,oxygen,gas_use\nB1,power,coal,400,200,50000,4000,6,\nB2,heating,natural_gas,4,,,,,100\n"
        ])
        let plan = PlanCostTests.plan("").split(separator: "\n").prefix { !$0.hasPrefix("measures") }.joined(
            separator: "\n")
        try folder.write(
            plan + """

                measures:
                  - {id: T-01.1, clauses: [T-01], title: {zh: 超低, en: ultra-low}, action: limit, table: boilers, where: {fuel: coal, use: power}, with: {concentration: 50, oxygen: 6}, timing: {completed: 2025-12}}
                  - {id: T-01.2, clauses: [T-01], title: {zh: 低氮, en: low NOx}, action: limit, table: boilers, where: {fuel: gas, capacity: "<= 4 t/h"}, with: {concentration: 30, oxygen: 3.5}, timing: {completed: 2025-12}}

                """, to: "plan.yaml")
        func run(_ options: String) throws -> Program.Outcome {
            try Program.run("plan county plan.yaml --pollutants NOx --quiet --costs \(options)", in: folder.path)
        }
        let csv = try run("--format csv")
        #expect(csv.code == 0, "\(csv.errors)")
        #expect(
            csv.output.contains(
                "T-01.1,NOx,yuan,2015,,705000.00,0.00,30,23500.00,power_ule cost_ule_power (transcribed),"))
        #expect(csv.output.contains("gas_lnb_30_small cost_bj_lnb (transcribed),capital; life; rate; operating"))
        let people = try run("--lang en")
        #expect(people.output.contains("removed by measures of unknown cost: NOx"))
        // No index for other prices: the cost is not known in them.
        let later = try run("--price-year 2024 --format csv")
        #expect(later.output.contains("deflator yuan 2015 → 2024") && !later.output.contains("705000"))
        #expect(try Program.run("plan county plan.yaml --price-year 2024", in: folder.path).code == 64)
        // The choice takes it too, and the plan that it writes carries it.
        try folder.write(
            try Workplace.text("plan.yaml", in: folder).replacing("timing:", with: "choose: free, timing:"),
            to: "free.yaml")
        let solved = try Program.run(
            ["solve", "county", "free.yaml", "--target", "NOx -50%", "--out", "out.yaml", "--quiet", "--lang", "en"],
            in: folder.path)
        #expect(solved.code == 0, "\(solved.errors) \(solved.output)")
        let written = try Workplace.text("out.yaml", in: folder)
        #expect(written.contains("annual: 23500") && written.contains("source: cost_ule_power"))
        let again = try Program.run(
            "plan county out.yaml --pollutants NOx --quiet --costs --format csv", in: folder.path)
        #expect(again.output.contains(",705000.00,0.00,30,23500.00,,"), "\(again.output)")
    }
}
