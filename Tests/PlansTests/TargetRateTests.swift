import Calculation
import Inventories
import Quantities
import Tables
import Testing

@testable import Plans

/// Actions that do the algebra from the rate that a plan prints.
@Suite struct TargetRateTests {
    private func tonnes(_ mass: Mass) -> Double { mass.inTonnes }

    /// burned = (1 − u) · b: from 85 % to 90 % at equal b burning is multiplied by 0.10 ÷ 0.15.
    @Test func useRateOfStraw() throws {
        let table =
            "编号,类别,作物,作物产量,草谷比,干物质比例,综合利用率,焚烧比例\n"
            + "A1,straw_burning,wheat,10000,1.2,0.9,80%,3%\nA2,straw_burning,wheat,10000,1.2,0.9,90%,3%\n"
        let measure =
            "id: S, action: straw_use, table: area, where: {category: straw_burning}, with: {rate: 90 %}, timing: {completed: 2025-12}"
        let evaluation = try Samples.run(["area": table], [measure], pollutants: ["NOx", "VOCs"])
        let outcome = try #require(evaluation.outcome("S"))
        for pollutant in ["NOx", "VOCs"] {
            let before = tonnes(evaluation.baseline.total(of: pollutant))
            #expect(before > 0)
            #expect(abs(tonnes(outcome.reduction(pollutant)) - before / 3) < 1e-9)
        }
        let met = try Samples.run(["area": table], [measure.replacing("90 %", with: "85 %")])
        #expect(met.outcome("S")?.reduction("VOCs") == .zero)
        #expect(met.outcome("S")?.notes.contains { $0.text.en.contains("met already") } == true)
    }

    /// A row that says nothing of its use leaves the present rate open: nothing is credited, and the need is named.
    @Test func useRateNeedsTheBase() throws {
        let table =
            "编号,类别,作物,作物产量,草谷比,干物质比例,综合利用率,焚烧比例\n"
            + "A1,straw_burning,wheat,10000,1.2,0.9,85%,3%\nA2,straw_burning,wheat,10000,1.2,0.9,,3%\n"
        let measure =
            "id: S, action: straw_use, table: area, where: {category: straw_burning}, with: {rate: 90 %}, timing: {completed: 2025-12}"
        let open = try #require(try Samples.run(["area": table], [measure]).outcome("S"))
        #expect(open.reduction("VOCs") == .zero)
        #expect(open.lacking.contains { $0.lack.what == "base_rate (use_share of area)" })
        let given = try Samples.run(
            ["area": table], [measure.replacing("rate: 90 %", with: "rate: 90 %, base_rate: 85 %")])
        let before = tonnes(given.baseline.total(of: "VOCs"))
        #expect(abs(tonnes(try #require(given.outcome("S")).reduction("VOCs")) - before / 3) < 1e-9)
    }

    private let homes =
        "编号,燃料,炉具,户数,户均用量,建筑面积\nH1,loose_coal,traditional,6000,2.5,600000\nH2,loose_coal,traditional,4000,2.5,\n"

    /// The rest shrinks by (1 − c₁) ÷ (1 − c₀): from 60 % to 80 % coal heating halves. c₀ = 1 − 10⁶ m² ÷ 2.5·10⁶ m².
    @Test(arguments: ["base_rate: 60 %", "heated_area: 2500000, area_per_household: 100"])
    func rateOfCleanHeating(_ base: String) throws {
        let evaluation = try Samples.run(
            ["households": homes],
            [
                "id: C, action: clean_heating, table: households, where: {fuel: coal}, with: {rate: 80 %, \(base), to: electricity}, timing: {completed: 2025-12}"
            ])
        let before = tonnes(evaluation.baseline.total(of: "NOx"))
        #expect(before > 0)
        #expect(abs(tonnes(try #require(evaluation.outcome("C")).reduction("NOx")) - before / 2) < 1e-9)
    }

    @Test func heatedAreaMustBeKnown() throws {
        let evaluation = try Samples.run(
            ["households": homes],
            [
                "id: C, action: clean_heating, table: households, where: {fuel: coal}, with: {rate: 80 %, heated_area: 2500000, to: electricity}, timing: {completed: 2025-12}"
            ])
        #expect(evaluation.findings.kept.contains { $0.message.code == "area-not-known" })
        #expect(evaluation.outcome("C")?.state.isApplied == false)
    }

    /// 50 000 m² of 10⁶ m² leave coal: 5 %.
    @Test func floorAreaOnElectricity() throws {
        let evaluation = try Samples.run(
            ["households": homes],
            [
                "id: F, action: switch, table: households, where: {fuel: coal}, with: {to: electricity, floor_area: 50000, area_per_household: 100}, timing: {completed: 2025-12}"
            ])
        let before = tonnes(evaluation.baseline.total(of: "NOx"))
        #expect(abs(tonnes(try #require(evaluation.outcome("F")).reduction("NOx")) - before * 0.05) < 1e-9)
    }

    /// 10 % of 3 million t is 300 000 t; ÷ 30 t × 100 km = 10⁶ km of 100 × 75 000 km: 13.33 % less.
    @Test func freightToRail() throws {
        let evaluation = try Samples.run(
            ["vehicles": "编号,车型,燃料,排放标准,保有量,年均行驶里程\nV1,truck_heavy,diesel,CN4,100,75000\n"],
            [
                "id: R, action: rail, table: vehicles, where: {vehicle_class: truck_heavy}, with: {growth: 10 %, base_tonnes: 3000000, payload: 30, km: 100}, timing: {completed: 2025-12}"
                    .replacing("10 %", with: "0.1")
            ])
        let before = tonnes(evaluation.baseline.total(of: "NOx"))
        #expect(before > 0)
        #expect(abs(tonnes(try #require(evaluation.outcome("R")).reduction("NOx")) - before / 7.5) < 1e-3)
        #expect(evaluation.elsewhere.first?.missing.first?.en.contains("rail_km") == true)
        let rising = try Samples.run(
            ["vehicles": "编号,车型,燃料,排放标准,保有量,年均行驶里程\nV1,truck_heavy,diesel,CN4,100,75000\n"],
            [
                "id: R, action: rail, table: vehicles, where: {vehicle_class: truck_heavy}, with: {rate: 90 %, base_rate: 80 %, leaving_tonnes: 30000000, payload: 30, km: 100}, timing: {completed: 2025-12}"
            ])
        #expect(rising.findings.kept.contains { $0.message.code == "more-road-than-driven" })
    }

    /// 300 of 1000 buses are electric; 80 % asks for 500 more: 500 ÷ 700 of what the others emit.
    @Test func shareOfTheStock() throws {
        let evaluation = try Samples.run(
            [
                "vehicles":
                    "编号,车型,燃料,排放标准,保有量,年均行驶里程\nV1,bus,diesel,CN4,700,50000\nV2,bus,electricity,none,300,50000\n"
            ],
            [
                "id: B, action: stock_share, table: vehicles, where: {vehicle_class: bus}, with: {share: 80 %, counts: {fuel: [electricity], standard: [CN6]}, to: {fuel: electricity, standard: none}}, timing: {completed: 2025-12}"
            ])
        let before = tonnes(evaluation.baseline.total(of: "NOx"))
        #expect(before > 0)
        #expect(abs(tonnes(try #require(evaluation.outcome("B")).reduction("NOx")) - before * 5 / 7) < 1e-6)
    }

    /// Share 50 % now, 60 % in the base year; 20 points less than then is 40 %: a fifth of it goes.
    @Test func pointsAgainstTheBaseYear() throws {
        let evaluation = try Samples.run(
            [
                "voc_firms":
                    "编号,企业名称,unit_type,原辅材料,原辅材料用量,VOCs质量分数\nF1,甲,solvent_use,solvent_coating,50,0.5\nF2,乙,solvent_use,waterborne_coating,50,0.1\n"
            ],
            [
                "id: P, action: substitute, table: voc_firms, where: {material: solvent_coating}, with: {points: 20, base_share: 60 %, voc_content: 0.1}, timing: {completed: 2025-12}"
            ])
        // A fifth of 50 t: 10 t × (0.5 − 0.1).
        #expect(try #require(evaluation.outcome("P")).reduction("VOCs").t(4) == "4.0000")
    }
}
