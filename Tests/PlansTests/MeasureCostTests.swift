import Factors
import Tables
import Testing

@testable import Plans

/// What a measure costs: the investment spread over its life, and what is missing stays unknown.
@Suite struct MeasureCostTests {
    @Test func `a published worksheet's capital recovery comes out`() {
        // Wyoming Air Quality Standards and Regulations, BACT control cost analysis worksheet (after the OAQPS Control Cost
        // Manual, 1990): 10 %, 10 years, factor 0.163, capital $14,000, capital recovery $2,278.
        let factor = MeasureCost.recoveryFactor(rate: 0.1, years: 10)
        #expect((factor * 1000).rounded() == 163)
        #expect((14_000 * factor).rounded() == 2278)
    }

    @Test func `the yearly parts are worth the investment, at any rate and without interest`() {
        for rate in [0.0001, 0.03, 0.07, 0.25] {
            for years in [1, 2, 15, 40] {
                let part = MeasureCost.recoveryFactor(rate: rate, years: Double(years))
                let worth = (1...years).reduce(0.0) { sum, year in
                    sum + part / (0..<year).reduce(1.0) { growth, _ in growth * (1 + rate) }
                }
                #expect(abs(worth - 1) < 1e-9, "\(rate) \(years)")
            }
        }
        #expect(MeasureCost.recoveryFactor(rate: 0, years: 8) == 0.125)
        #expect(abs(MeasureCost.recoveryFactor(rate: 1e-12, years: 8) - 0.125) < 1e-9)
    }

    private func read(_ cost: String) -> (cost: MeasureCost?, findings: Findings) {
        let text = """
            plan: costs
            title: {zh: 费用, en: costs}
            regions: [653000]
            base_year: 2024
            years: [2025]
            clauses:
              - {id: T-01, clause: 一, kind: M, text: "…", topic: {zh: 一, en: one}, effect: measures}
            measures:
              - id: T-01.1
                clauses: [T-01]
                title: {zh: 关停, en: close}
                action: close
                table: boilers
                with: {share: 0.5}
                timing: {completed: 2025-12}
                cost: \(cost)
            """
        var findings = Findings()
        let plan = Plan(text: text, file: "costs.yaml", vocabularies: Samples.library.vocabularies, findings: &findings)
        return (plan?.measure("T-01.1")?.cost, findings)
    }

    @Test func `a cost is given whole, or as investment, life, rate and operating cost`() throws {
        let whole = try #require(read("{annual: 120000, price_year: 2024}").cost)
        #expect(whole.annual == 120_000)
        #expect(whole.priceYear == 2024)
        #expect(whole.currency == "yuan")
        // 14,000 × 0.162745 + 4,000 = 6,278.44.
        let spread = try #require(read("{capital: 14000, life: 10, rate: 10%, operating: 4000, currency: USD}").cost)
        #expect((spread.annual * 100).rounded() == 627_844)
        #expect(spread.currency == "USD")
    }

    @Test(
        "what is not known is no cost, and no error",
        arguments: ["\"?\"", "{annual: \"?\"}", "{capital: 5, life: 10, rate: 0.05, operating: \"?\"}"])
    func unknown(_ cost: String) {
        let (cost, findings) = read(cost)
        #expect(cost == nil)
        #expect(!findings.hasErrors)
    }

    @Test(
        "what is left out or out of range is told with its line",
        arguments: [
            ("{capital: 5, life: 10, rate: 0.05}", "key-missing"),
            ("{capital: 5, operating: 1, rate: 0.05}", "key-missing"),
            ("{annual: 5, capital: 7}", "two-costs"), ("{annual: much}", "not-a-number"),
            ("{annaul: 5}", "unknown-key"),
            ("{capital: 5, life: 0, rate: 0.05, operating: 1}", "out-of-range"),
            ("{capital: 5, life: 10, rate: 7, operating: 1}", "out-of-range"),
        ])
    func wrong(_ cost: String, _ code: String) throws {
        let (found, findings) = read(cost)
        #expect(found == nil || code == "unknown-key")
        let finding = try #require(
            findings.sorted.first { $0.message.code == code }, "\(findings.sorted.map(\.message.code))")
        #expect(finding.location?.line == 16)
    }
}
