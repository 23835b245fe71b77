import Calculation
import Factors
import Inventories
import Quantities
import Tables
import Testing

@testable import Plans

/// What a measure may credit, and what it says where it credits nothing.
@Suite struct RightTonnesTests {
    private static let boilers = "编号,企业名称,区域类型,供热管网覆盖,锅炉用途,燃料,燃烧方式,额定蒸发量,台数,单台燃料消耗量\n"
    private static let closing =
        "id: C, action: close, table: boilers, where: {fuel: coal, capacity: \"< 10 t/h\", area: built_up}, with: {}, timing: {completed: 2025-12}"

    /// A row whose area is blank is in no measure, by `not` neither, and stands with its tonnes beside the rows that match.
    @Test func blankRowsAreToldWithTonnes() throws {
        let table =
            Self.boilers + "B1,甲,built_up,no,heating,coal,stoker,4,2,300\nB2,乙,,no,heating,coal,stoker,4,1,300\n"
        let evaluation = try Samples.run(["boilers": table], [Self.closing])
        let outcome = try #require(evaluation.outcome("C"))
        // 2 × 300 t × 4.0 kg/t = 2.40 t closed, 300 t × 4.0 kg/t = 1.20 t left out.
        #expect(outcome.reduction("NOx").t() == "2.40")
        #expect(outcome.undecided.map(\.column) == ["area"])
        #expect(outcome.undecided.map(\.rows) == [1])
        #expect(outcome.undecided.first?.masses.first?.t() == "1.20")
        #expect(outcome.verdict == .computed)
        let negated = try Samples.run(
            ["boilers": table], [Self.closing.replacing("area: built_up", with: "area: {not: [built_up]}")])
        #expect(negated.outcome("C")?.verdict == .blank(["area"]))
        #expect(negated.outcome("C")?.reduction("NOx") == .zero)
    }

    @Test func statesOfMeasures() throws {
        let table = Self.boilers + "B1,甲,built_up,no,heating,coal,stoker,40,2,300\n"
        func verdict(_ measure: String) throws -> Verdict? {
            try Samples.run(["boilers": table], [measure]).outcome("C")?.verdict
        }
        #expect(try verdict(Self.closing) == .noSuchSource)
        #expect(
            try verdict(Self.closing.replacing("with: {}", with: "with: {share: \"?\"}")) == .needsInput(["share"]))
        #expect(
            try verdict(
                "id: C, action: switch, table: boilers, where: {}, with: {to: firewood}, timing: {completed: 2025-12}")
                != .computed)
        #expect(
            try verdict(
                "id: C, action: limit, table: boilers, where: {}, with: {concentration: 5000, oxygen: 9}, timing: {completed: 2025-12}"
            ) == .unchanged)
    }

    /// 256 × 300 t × 4.0 kg/t = 307.20 t. The network burns 256 × 300 t × 0.65 ÷ 0.80 = 62 400 t for the heat, at 50 mg/m³
    /// 0.4761 kg/t: 29.71 t; net 277.49 t.
    @Test func heatOfClosedBoilersIsMadeUp() throws {
        let table = Self.boilers + "B1,甲,built_up,yes,heating,coal,stoker,4,256,300\n"
        let evaluation = try Samples.run(
            ["boilers": table],
            [
                Self.closing.replacing(
                    "with: {}",
                    with:
                        "with: {makeup: {nox_cap: 50, cap_oxygen: 9}, from_efficiency: 0.65, efficiency: 0.80}")
            ])
        let outcome = try #require(evaluation.outcome("C"))
        #expect(outcome.gross("NOx").t() == "307.20")
        #expect(outcome.reduction("NOx").t(1) == "277.5")
        #expect(outcome.makeup("NOx").t(1) == "29.7")
        let elsewhere = try Samples.run(["boilers": table], [Self.closing])
        #expect(elsewhere.outcome("C")?.reduction("NOx").t() == "307.20")
        // 76 800 t × 20.9 GJ/t × η is heat that somebody must give.
        #expect((elsewhere.elsewhere.first?.heat ?? 0) > 900_000)
    }

    private static let trucks = "编号,车型,燃料,排放标准,保有量,年均行驶里程\nV1,truck_heavy,diesel,CN3,417,75000\n"

    /// 417 trucks scrapped: at the 75 000 km that the inventory takes all of the row goes, at 30 000 km two fifths of it.
    @Test func trucksByTheDistanceThatTheyDrive() throws {
        func removed(_ more: String) throws -> (Double, Double) {
            let evaluation = try Samples.run(
                ["vehicles": Self.trucks],
                [
                    "id: V, action: replace, table: vehicles, where: {vehicle_class: truck_heavy}, with: {scrap: yes, count: 417\(more)}, timing: {completed: 2025-12}"
                ])
            return (
                try #require(evaluation.outcome("V")).reduction("NOx").inTonnes,
                evaluation.baseline.total(of: "NOx").inTonnes
            )
        }
        let (all, before) = try removed("")
        #expect(before > 0 && abs(all - before) < 1e-9)
        let (some, _) = try removed(", annual_km: 30000")
        #expect(abs(some - before * 0.4) < 1e-3)
        let (renewed, _) = try removed(", to: {standard: CN6}")
        #expect(renewed > 0 && renewed < before)
    }

    private static let homes = "编号,燃料,炉具,户数,户均用量\nH1,loose_coal,traditional,1000,2.5\n"

    /// 30 % and 20 % of one stock are 44 % or 50 %, as the plan says.
    @Test func sharesCompoundOrAdd() throws {
        let measures = ["A", "B"].map { id in
            "id: \(id), action: switch, table: households, where: {fuel: coal}, with: {to: electricity, share: \(id == "A" ? 0.3 : 0.2)}, timing: {completed: 2025-12}"
        }
        func removed(_ extra: String) throws -> Double {
            let evaluation = try Samples.run(["households": Self.homes], measures, extra: extra)
            let before = evaluation.baseline.total(of: "NOx").inTonnes
            #expect(
                evaluation.outcome("B")?.notes.contains {
                    $0.text.en.contains(extra.isEmpty ? "compound" : "shares add")
                }
                    == true)
            return (before - evaluation.scenario.total(of: "NOx").inTonnes) / before
        }
        #expect(abs(try removed("") - 0.44) < 1e-6)
        #expect(abs(try removed("shares: add\n") - 0.5) < 1e-6)
    }

    @Test func conflictsNameBothClauses() throws {
        let table = Self.boilers + "B1,甲,built_up,no,heating,coal,stoker,4,2,300\n"
        let evaluation = try Samples.run(
            ["boilers": table],
            [
                Self.closing,
                "id: L, action: limit, table: boilers, where: {fuel: coal}, with: {concentration: 50, oxygen: 9}, timing: {completed: 2025-12}",
            ])
        let finding = try #require(evaluation.findings.kept.first { $0.message.code == "measures-conflict" })
        #expect(finding.message.text.en.contains("1 rows") && finding.message.text.en.contains("C"))
    }

    @Test func aNamedFirmThatIsOffByAWordGetsTheNearestName() throws {
        let table = Self.boilers + "B1,阿克陶县坤阳热力有限公司,built_up,no,heating,coal,stoker,4,2,300\n"
        let evaluation = try Samples.run(
            ["boilers": table],
            [
                "id: L, action: limit, table: boilers, where: {firm_name: 阿克陶县坤阳热力有限责任公司}, with: {concentration: 50, oxygen: 9}, timing: {completed: 2025-12}"
            ])
        let finding = try #require(evaluation.findings.kept.first { $0.message.code == "no-such-name" })
        #expect(finding.nearest == "阿克陶县坤阳热力有限公司")
    }

    /// A plan of a prefecture counts by county; one county's inventory takes its own part.
    @Test func countsOfOtherCountiesAreLeftOut() throws {
        let table =
            "编号,县区代码,区域类型,锅炉用途,燃料,燃烧方式,额定蒸发量,台数,单台燃料消耗量\nB1,654002,built_up,heating,coal,stoker,4,256,300\n"
        let text = Samples.text([
            Self.closing.replacing("with: {}", with: "with: {count: {654002: 256, 654021: 1}}")
        ]).replacing("[659999]", with: "[654000]")
        let inventory = try Samples.inventory(["boilers": table], manifest: Samples.manifest(region: "654002"))
        var findings = Findings()
        let plan = try #require(
            Plan(text: text, file: "plan.yaml", vocabularies: Samples.library.vocabularies, findings: &findings))
        let evaluation = PlanEvaluation(plan, on: inventory, in: try Samples.context(inventory))
        #expect(evaluation.outcome("C")?.reduction("NOx").t() == "307.20")
        #expect(evaluation.outcome("C")?.notes.contains { $0.text.en.contains("654021") } == true)
    }
}
