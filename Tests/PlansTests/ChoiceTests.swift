import Calculation
import Factors
import Inventories
import Quantities
import Solve
import Tables
import Testing

@testable import Plans

/// The cheapest measures for an inventory. Sources, measures and costs are invented.
@Suite struct ChoiceTests {
    /// Boilers of 4 kg/t: B1 burns 3,000 t and emits 12 t of NOx, and so on.
    private static let boilers = """
        id,county_code,fuel,technology,use,capacity,fuel_use
        B1,654002,bituminous,stoker,heating,20,3000
        B2,654002,bituminous,stoker,heating,10,2000
        B3,654003,bituminous,stoker,heating,6,1000
        B4,654003,bituminous,stoker,heating,4,500

        """
    private static let households = """
        id,county_code,fuel,stove,households,fuel_per_household
        H1,654002,loose_coal,traditional,1000,3

        """
    private static let half =
        "id: A, action: control, table: boilers, where: {}, with: {pollutant: NOx, removal: 0.5}, timing: {completed: 2025-12}"
    private static let shut = "id: B, action: close, table: boilers, where: {}, timing: {completed: 2025-12}"

    private func choice(
        _ measures: [String], _ targets: [String], extra: String = "", most: String? = nil, must: [String] = [],
        mustNot: [String] = [], free: [String] = [], tables: [String: String] = ["boilers": boilers]
    ) throws -> (choice: InventoryChoice?, findings: Findings) {
        var manifest = Samples.manifest(region: "654002")
        manifest.year = 2024
        let inventory = try Samples.inventory(tables, manifest: manifest)
        let text = Samples.text(measures, extra: extra).replacing("659999", with: "654000")
        var findings = Findings()
        let plan = try #require(
            Plan(text: text, file: "plan.yaml", vocabularies: Samples.library.vocabularies, findings: &findings))
        #expect(!findings.hasErrors, "\(findings.sorted.map { $0.description(in: .en) })")
        var task = InventoryTask(
            targets: try targets.map { try ChoiceTarget($0) }, most: try most.map { try WeightedSum($0) })
        (task.must, task.mustNot, task.freed) = (must, mustNot, free)
        findings = Findings()
        let choice = InventoryChoice(
            task, plan: plan,
            on: Assessment(context: try Samples.context(inventory), inventory: inventory), findings: &findings)
        return (choice, findings)
    }

    private func answer(
        _ measures: [String], _ targets: [String], extra: String = "", most: String? = nil, must: [String] = [],
        mustNot: [String] = [], free: [String] = [], tables: [String: String] = ["boilers": boilers]
    ) throws -> InventoryAnswer {
        var (choice, findings) = try choice(
            measures, targets, extra: extra, most: most, must: must, mustNot: mustNot, free: free, tables: tables)
        let own = try #require(choice, "\(findings.sorted.map { $0.description(in: .en) })")
        let answer = try #require(own.answer(findings: &findings))
        #expect(!answer.findings.kept.contains { $0.message.code == "plan-differs" })
        return answer
    }

    private func names(_ answer: InventoryAnswer) -> [String] {
        answer.chosen.map { $0.source + " " + $0.measures.joined(separator: "+") }
    }

    @Test func `the cheapest measures by source, and the plan gives the same to the microgram and the cost`() throws {
        // Removal of half costs 1,000 a t/h; of 26 t, 8 t must go: B1 6 t for 20,000 and B2 4 t for 10,000 are the cheapest
        // way (B3 2 t for 6,000 and B4 1 t for 4,000 do not reach it with B1 alone: 9 t for 30,000 against B1 + B3 8 t for 26,000).
        let answer = try answer(
            [ChoiceTests.half + ", choose: free, cost: {annual: 1000, each: capacity}"], ["NOx -8 t"])
        #expect(names(answer) == ["B1 A", "B3 A"])
        #expect(answer.answer.status == .proved)
        let evaluation = try #require(answer.evaluation)
        #expect(evaluation.baseline.total(of: "NOx") - evaluation.scenario.total(of: "NOx") == Mass(tonnes: "8"))
        #expect(evaluation.measures.map { $0.cost?.annual } == [26_000])
        #expect(answer.nextSteps("NOx").map(\.source) == ["B2", "B4"])
    }

    @Test func `measures in series are computed together, and those that exclude each other are not`() throws {
        let reduce =
            "id: C, action: scale, table: boilers, where: {id: B1}, with: {factor: 0.5, columns: [fuel_use]}, timing: {completed: 2025-12}, choose: free, cost: {annual: 100, each: source}"
        let control = ChoiceTests.half + ", choose: free, cost: {annual: 200, each: source}"
        // Half of half of 12 t: 9 t are removed for 300.
        let both = try answer([control, reduce], ["NOx in boilers -9 t"], mustNot: ["B2", "B3", "B4"])
        #expect(names(both) == ["B1 C+A"] || names(both) == ["B1 A+C"])
        #expect(both.evaluation?.measures.compactMap { $0.cost?.annual }.reduce(0, +) == 300)
        let (choice, findings) = try choice(
            [control.replacing("choose: free", with: "choose: {excludes: [C]}"), reduce], ["NOx -9 t"],
            mustNot: ["B2", "B3", "B4"])
        var told = findings
        let own = try #require(choice)
        let alone = try #require(own.answer(findings: &told))
        #expect(alone.answer.status == .infeasible)
        #expect(alone.findings.kept.contains { $0.message.code == "target-out-of-reach" })
    }

    @Test func `a cost for the whole measure keeps its sources together`() throws {
        let whole = ChoiceTests.half.replacing("where: {}", with: "where: {county_code: 654003}")
        let answer = try answer([whole + ", choose: free, cost: {annual: 5000}"], ["NOx -2.5 t"])
        #expect(names(answer) == ["A A"])
        #expect(answer.chosen.first?.cost == 5000)
        #expect(answer.chosen.first?.reductions.first == Mass(tonnes: "3"))
        #expect(answer.planText?.contains("id: [B3, B4]") == true)
    }

    @Test func `shares up to a limit, and what the state pays`() throws {
        let heat =
            "id: H, action: switch, table: households, where: {fuel: coal}, with: {to: electricity}, timing: {completed: 2025-12}, choose: {up_to: 80%, steps: 4}, cost: {capital: 12000, life: 10, rate: 0, operating: 300, grant: 4000, each: source}"
        let tables = ["households": ChoiceTests.households]
        let answer = try answer([heat], ["NOx -30%"], tables: tables)
        #expect(names(answer) == ["H1 H@40%"])
        // 400 households at 1,200 + 300 a year, 400 of it from the state.
        #expect(answer.chosen.first?.cost == 600_000)
        #expect(answer.chosen.first?.granted == 160_000)
        #expect(try #require(answer.evaluation?.measures.first?.cost).granted == 160_000)
    }

    @Test func `an unknown cost is never chosen, and the tonnes that this loses are told`() throws {
        let known = ChoiceTests.half + ", choose: free, cost: {annual: 1000, each: capacity}"
        let answer = try answer([known, ChoiceTests.shut + ", choose: free"], ["NOx -8 t"])
        #expect(names(answer) == ["B1 A", "B3 A"])
        let told = try #require(answer.findings.kept.first { $0.message.code == "unknown-cost" })
        #expect(told.description(in: .en).contains("NOx 26 t"))
    }

    @Test func `targets by region, sector and share, budgets, weights and lists`() throws {
        let measures = [ChoiceTests.half + ", choose: free, cost: {annual: 1000, each: capacity}"]
        #expect(names(try answer(measures, ["NOx in 654003 <= 4 t"])) == ["B3 A"])
        #expect(names(try answer(measures, ["NOx in 654003 heating -50%"])) == ["B3 A", "B4 A"])
        #expect(names(try answer(measures, ["cost <= 1.6万元"], most: "NOx")) == ["B2 A", "B3 A"])
        #expect(names(try answer(measures, ["cost <= 1.6万元"], most: "NOx + 0.5 VOCs")) == ["B2 A", "B3 A"])
        #expect(names(try answer(measures, ["NOx -4 t", "projects >= 2"], must: ["B4"])) == ["B2 A", "B4 A"])
        #expect(names(try answer(measures, ["NOx -4 t", "projects in 654003 >= 1"])) == ["B2 A", "B4 A"])
        #expect(names(try answer(measures, ["NOx -4 t"], mustNot: ["B2"])) == ["B1 A"])
        #expect(names(try answer(measures, ["NOx -10% vs 2024"])) == ["B2 A"])
    }

    @Test func `what is fixed is done first, and a fixed measure may be freed`() throws {
        let measures = [
            ChoiceTests.shut.replacing("where: {}", with: "where: {id: B1}") + ", cost: {annual: 10, each: source}",
            ChoiceTests.half + ", choose: free, cost: {annual: 1000, each: capacity}",
        ]
        let done = try answer(measures, ["NOx <= 12 t"])
        #expect(names(done) == ["B3 A"])
        #expect(done.evaluation?.scenario.total(of: "NOx") == Mass(tonnes: "12"))
        let freed = try answer(measures, ["NOx <= 12 t"], free: ["B"])
        #expect(names(freed) == ["B1 B", "B3 A"])
    }

    @Test func `prices of different years or currencies are refused, with what is needed`() throws {
        let (choice, findings) = try choice(
            [
                ChoiceTests.half + ", choose: free, cost: {annual: 1000, each: capacity, price_year: 2016}",
                ChoiceTests.shut + ", choose: free, cost: {annual: 1000, each: source, price_year: 2024}",
            ], ["NOx -8 t"])
        #expect(choice == nil)
        #expect(findings.kept.contains { $0.message.code == "mixed-prices" })
    }

    @Test(arguments: [
        "NOx", "NOx >= 5 t", "NOx -", "-5%", "NOx -200%", "NOx -5 apples", "NOx -5% vs soon",
    ])
    func `a target that cannot be read is told`(_ text: String) {
        #expect(throws: OptionTarget.Problem.self) { try ChoiceTarget(text) }
    }

    @Test(arguments: ["NOx -1% --target", "NOx <= 90%", "NOx -1%%", "cost <= 10%", "NOx - 1 % less"])
    func `a share that is no change is told with what a target of an inventory looks like`(_ text: String) throws {
        let problem = try #require(throws: OptionTarget.Problem.self) { try ChoiceTarget(text) }
        for language in [Language.zh, .en] {
            #expect(problem.text[language].contains("NOx -10% vs 2020") && problem.text[language].contains(text))
        }
        #expect(!problem.text.en.contains("table of options") && !problem.text.zh.contains("措施表"))
    }

    @Test func `a scope or a measure that is not there is told with the nearest`() throws {
        let measures = [ChoiceTests.half + ", choose: free, cost: {annual: 1000, each: capacity}"]
        let scope = try choice(measures, ["NOx in heatin -5%"]).findings
        #expect(scope.kept.contains { $0.message.code == "unknown-scope" && $0.nearest == "heating" })
        let pollutant = try choice(measures, ["SO2 -5%"]).findings
        #expect(pollutant.kept.contains { $0.message.code == "pollutant-not-computed" })
        let none = try choice([ChoiceTests.shut], ["NOx -5%"]).findings
        #expect(none.kept.contains { $0.message.code == "nothing-to-choose" })
    }

    @Test func `a tighter target never costs less, and a measure more never costs more`() throws {
        let measures = [
            ChoiceTests.half + ", choose: free, cost: {annual: 1300, each: capacity}",
            ChoiceTests.shut + ", choose: free, cost: {annual: 9000, each: NOx}",
            "id: C, action: scale, table: boilers, where: {}, with: {factor: 0.9, columns: [fuel_use]}, timing: {completed: 2025-12}, choose: free, cost: {annual: 2500, each: source}",
        ]
        var last = [0.0, 0, 0]
        for tonnes in stride(from: 1, through: 12, by: 2) {
            var costs: [Double] = []
            for count in 1...3 {
                let found = try answer(Array(measures.prefix(count)), ["NOx -\(tonnes) t"])
                #expect(found.answer.status == .proved)
                costs.append(found.chosen.reduce(0) { $0 + $1.cost })
            }
            #expect(costs[1] <= costs[0] && costs[2] <= costs[1], "\(tonnes) t: \(costs)")
            for (now, before) in zip(costs, last) { #expect(now >= before, "\(tonnes) t") }
            last = costs
        }
    }
}
