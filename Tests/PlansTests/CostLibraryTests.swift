import Calculation
import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Plans

/// Costs of measures as data: what documents print, what a county states before it, and what nobody knows.
@Suite struct CostLibraryTests {
    private static let words = Samples.library.vocabularies

    /// A library with folders of local costs on top.
    private func library(_ files: [String: String] = [:]) throws -> (CostLibrary, Findings) {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write(text, to: name) }
        var findings = Findings()
        let library = try FactorLibrary(
            folder: Samples.root + "/EmissionFactors", packs: files.isEmpty ? [] : [folder.path],
            regionFiles: [Samples.root + "/Inventories/demo-county-2024/regions.csv"])
        let costs = CostLibrary(of: library, findings: &findings)
        withExtendedLifetime(folder) {}
        return (costs, findings)
    }

    private func measure(_ text: String) throws -> Plan {
        try Samples.plan(["id: A, \(text), timing: {completed: 2025-12}"])
    }

    private let ultraLow =
        "action: limit, table: boilers, where: {fuel: coal, use: power}, with: {concentration: {NOx: 50, SO2: 35, PM: 10}, oxygen: 6}"
    private static let header =
        "measure,table,action,where,with,pollutant,each,capital,operating,annual,life,rate,grant,currency,price_year,source,confidence\n"

    @Test func `the library's table reads without a finding, and each row has its source`() throws {
        let (costs, findings) = try library()
        #expect(findings.isEmpty, "\(findings.sorted.map { $0.description(in: .en) })")
        #expect(costs.rows.count == 20)
        // One technique alone is printed whole: three pollutants at so much a tonne.
        #expect(Set(costs.rows.filter { $0.lacks.isEmpty }.map(\.technique)) == ["power_ule"])
    }

    /// 23 500, 44 600 and 4300 yuan a tonne of NOx, SO₂ and PM, as the abstract prints them.
    @Test func `a measure without a cost takes that of the library`() throws {
        let (costs, _) = try library()
        let plan = try measure(ultraLow).priced(by: costs, vocabularies: Self.words)
        let cost = try #require(plan.measures[0].cost)
        #expect(cost.parts.map(\.basis) == [.removed("NOx"), .removed("SO2"), .removed("PM")])
        #expect(cost.parts.map(\.annual) == [23_500, 44_600, 4_300])
        #expect(cost.priceYear == 2015 && cost.currency == "yuan")
        #expect(plan.measures[0].costOrigin?.sources == ["cost_ule_power (transcribed)"])
    }

    /// NOx alone costs its own part: 200 mg/m³ × 50 000 m³/h × 4000 h × (1 − 50/200) = 30 t × 23 500 = 705 000 yuan a year.
    @Test func `a tonne's cost is counted by the tonnes removed`() throws {
        let (costs, _) = try library()
        let inventory = try Samples.inventory([
            "boilers": "id,fuel,use,nox_concentration,flue_gas_flow,hours,oxygen\nB1,coal,power,200,50000,4000,6\n"
        ])
        let plan = try measure(
            "action: limit, table: boilers, where: {fuel: coal, use: power}, with: {pollutant: NOx, concentration: 50, oxygen: 6}"
        ).priced(by: costs, vocabularies: Self.words)
        let evaluation = PlanEvaluation(plan, on: inventory, in: try Samples.context(inventory))
        #expect(evaluation.measures[0].cost?.annual == 705_000)
    }

    /// A boiler that is no power plant, or a laxer limit, has no cost by that document.
    @Test(arguments: [
        ("use: power", "use: heating"), ("NOx: 50", "NOx: 100"), (", use: power}", "}"), ("PM: 10", "VOCs: 10"),
    ])
    func `what a document is not about has no cost by it`(right: String, wrong: String) throws {
        let (costs, _) = try library()
        let plan = try measure(ultraLow.replacing(right, with: wrong)).priced(by: costs, vocabularies: Self.words)
        #expect(plan.measures[0].cost == nil)
    }

    /// A grant is no cost, and an investment without life and rate none either: both are unknown, and what lacks is told.
    @Test(arguments: [
        (
            "action: limit, table: boilers, where: {fuel: gas, capacity: \"<= 4 t/h\"}, with: {pollutant: NOx, concentration: 30}",
            "gas_lnb_30_small", ["capital", "life", "rate", "operating"]
        ),
        (
            "action: switch, table: households, where: {fuel: coal}, with: {to: briquette}", "stove_briquette",
            ["life", "rate", "operating"]
        ),
        (
            "action: control, table: boilers, where: {fuel: coal, use: power}, with: {pollutant: NOx, device: scr}",
            "power_scr_300", ["capital", "life", "rate", "operating", "each MWh"]
        ),
    ])
    func `what is not whole stays unknown, with what it lacks`(text: String, technique: String, lacks: [String]) throws
    {
        let (costs, _) = try library()
        let plan = try measure(text).priced(by: costs, vocabularies: Self.words)
        #expect(plan.measures[0].cost == nil)
        let origin = try #require(plan.measures[0].costOrigin)
        #expect(origin.technique == technique && origin.lacks == lacks)
    }

    /// A county's own figures go before: 100 000 × 0.12950 + 5000 = 17 950.46 yuan a boiler at 5 % over 10 years.
    @Test func `costs of a county go before those of the library`() throws {
        let (costs, findings) = try library([
            "measures/costs.csv": Self.header
                + "own,boilers,limit,\"{fuel: coal, use: power}\",,,source,100000,5000,,10,5%,,yuan,2024,own_quote,estimated\n",
            "sources.csv": "id,title,issuer,year,kind,address,note\nown_quote,报价单,示例县,2024,derived,,Invented.\n",
        ])
        #expect(!findings.hasErrors, "\(findings.sorted.map { $0.description(in: .en) })")
        let plan = try measure(ultraLow).priced(by: costs, vocabularies: Self.words)
        let cost = try #require(plan.measures[0].cost)
        #expect((cost.annual * 100).rounded() == 1_795_046 && cost.parts[0].basis == .source)
        #expect(plan.measures[0].costOrigin?.technique == "own")
    }

    /// What the plan says itself is not looked up, and what it says nobody knows stays so.
    @Test func `a plan's own cost and its question mark stay`() throws {
        let (costs, _) = try library()
        for (text, annual) in [("cost: {annual: 7}", 7.0), ("cost: \"?\"", nil)] {
            let plan = try measure(ultraLow + ", " + text).priced(by: costs, vocabularies: Self.words)
            #expect(plan.measures[0].cost?.annual == annual && plan.measures[0].costOrigin == nil)
        }
    }

    /// Indices 100 in 2015 and 125 in 2024: 23 500 × 1.25 = 29 375. Without indices the cost stays unknown, and says why.
    @Test func `money of another year needs an index`() throws {
        let plan = try measure(ultraLow)
        let (plain, _) = try library()
        let open = plan.priced(by: plain, in: 2024, vocabularies: Self.words).measures[0]
        #expect(open.cost == nil && open.costOrigin?.lacks == ["deflator yuan 2015 → 2024"])
        let (costs, findings) = try library([
            "measures/deflators.csv": "currency,year,index,source\nyuan,2015,100,invented\nyuan,2024,125,invented\n"
        ])
        #expect(!findings.hasErrors)
        let cost = try #require(plan.priced(by: costs, in: 2024, vocabularies: Self.words).measures[0].cost)
        #expect(cost.parts.map(\.annual) == [29_375, 55_750, 5_375] && cost.priceYear == 2024)
        // A plan of prices of 2024 draws the library's into them by itself.
        let two = try Samples.plan([
            "id: A, \(ultraLow), timing: {completed: 2025-12}",
            "id: B, action: close, table: boilers, where: {fuel: coal}, with: {}, timing: {completed: 2025-12}, cost: {annual: 10, price_year: 2024}",
        ])
        #expect(two.priced(by: costs, vocabularies: Self.words).measures[0].cost?.priceYear == 2024)
        #expect(two.priced(by: plain, vocabularies: Self.words).measures[0].cost == nil)
    }

    @Test(arguments: [
        ("boilers,limit", "boiler,limit", "unknown-table"), ("boilers,limit", "boilers,limits", "unknown-action"),
        ("{fuel: coal}", "{feul: coal}", "unknown-column"), ("own_quote", "nobody", "unknown-source"),
        ("100000,5000", "much,5000", "not-a-number"),
    ])
    func `a wrong row of costs is told with its line`(right: String, wrong: String, code: String) throws {
        let row =
            "own,boilers,limit,{fuel: coal},,,source,100000,5000,,10,5%,,yuan,2024,own_quote,estimated\n"
        let (_, findings) = try library([
            "measures/costs.csv": Self.header + row.replacing(right, with: wrong),
            "sources.csv": "id,title,issuer,year,kind,address,note\nown_quote,报价单,示例县,2024,derived,,Invented.\n",
        ])
        let finding = try #require(
            findings.sorted.first { $0.severity == .error }, "\(findings.sorted.map { $0.description(in: .en) })")
        #expect(finding.message.code == code && finding.location?.line == 2)
    }

    /// Engineers Edge, Capital Recovery Factors, Table 1.0 "Annual Capital Recovery Factors": years by rates in percent a year.
    @Test func `a published table of capital recovery factors comes out`() {
        let rates = [3.5, 4.5, 6, 8, 10]
        let table: [(Double, [Double])] = [
            (2, [0.52640, 0.53400, 0.54544, 0.56077, 0.57619]), (4, [0.27225, 0.27874, 0.28859, 0.30192, 0.31547]),
            (6, [0.18767, 0.19388, 0.20336, 0.21632, 0.22961]), (8, [0.14548, 0.15161, 0.16104, 0.17401, 0.18744]),
            (10, [0.12024, 0.12638, 0.13587, 0.14903, 0.16275]), (12, [0.10348, 0.10967, 0.11928, 0.13270, 0.14676]),
            (14, [0.09157, 0.09782, 0.10758, 0.12130, 0.13575]), (16, [0.08268, 0.08902, 0.09895, 0.11298, 0.12782]),
            (18, [0.07582, 0.08224, 0.09236, 0.10670, 0.12193]),
        ]
        for (years, factors) in table {
            for (rate, printed) in zip(rates, factors) {
                let factor = MeasureCost.recoveryFactor(rate: rate / 100, years: years)
                #expect(abs(factor - printed) <= 0.6e-5, "\(years) a, \(rate) %: \(factor)")
            }
        }
        #expect(MeasureCost.recoveryFactor(rate: 0, years: 16) == 1.0 / 16)
    }
}
