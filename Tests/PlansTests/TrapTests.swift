import Calculation
import Factors
import Inventories
import Quantities
import Tables
import Testing

@testable import Plans

/// The twelve traps of the five plans.
@Suite struct `Traps of the plans` {
    private func run(_ tables: [String: String], _ measures: [String]) throws -> PlanEvaluation {
        try Samples.run(tables, measures, library: ExampleFactors.library)
    }

    /// The rows of a table that a measure of a shipped plan means.
    private func meant(_ measure: String, of plan: String, _ table: String, _ text: String) throws -> [Int32] {
        let (plan, assessment, _) = try Samples.shippedPlan(plan)
        let kind = try #require(SourceKind.named(table))
        let result = TableReader.read(
            SourceText(raw: Array(text.utf8), path: "t.csv"), schema: kind.schema,
            vocabularies: assessment.context.library.vocabularies)
        #expect(!result.findings.hasErrors)
        return try #require(plan.measure(measure)).selector.rows(of: result.table)
    }

    @Test func `1: a boiler of exactly 35 t per hour closes in Kashgar and stays in Inner Mongolia`() throws {
        let boilers = """
            id,fuel,capacity[t/h],area,key_region,heat_network,county_code
            B1,raw_coal,35,built_up,yes,yes,
            B2,raw_coal,34.9,built_up,yes,yes,
            """
        #expect(try meant("KS-11.1", of: "kashgar-2024", "boilers", boilers) == [0, 1])
        #expect(try meant("NM-23.1", of: "inner-mongolia-2025", "boilers", boilers) == [1])
        // 24.5 MW is 35 t/h to the last bit.
        let megawatts = "id,fuel,capacity[MW],area\nB1,raw_coal,24.5,built_up\n"
        #expect(try meant("KS-11.1", of: "kashgar-2024", "boilers", megawatts) == [0])
    }

    @Test func `2: whether 以上 includes its bound can be set`() throws {
        let boilers = "id,fuel,capacity[t/h],use\nB1,coal,65,heating\nB2,coal,66,heating\n"
        let measure =
            "id: A, action: limit, table: boilers, where: {capacity: \">= 65 t/h\"}, with: {pollutant: NOx, concentration: 50}, timing: {completed: 2025-12}"
        let inventory = try Samples.inventory(["boilers": boilers])
        let table = inventory.sheets[0].table
        #expect(try Samples.plan([measure]).measures[0].selector.rows(of: table) == [0, 1])
        let other = try Samples.plan([measure], inputs: ["A.where.capacity": "\"> 65 t/h\""])
        #expect(other.measures[0].selector.rows(of: table) == [1])
    }

    @Test func `3: twenty percentage points are not twenty percent`() throws {
        // 70 t of 100 t are solvent-borne. 20 points less: 50 t; 20 % less: 70 × 0.8 = 56 t
        let firms = """
            id,unit_type,material,material_use,voc_content
            F1,solvent_use,solvent_coating,70,0.5
            F2,solvent_use,waterborne_coating,30,0.1
            """
        for (with, left) in [("{points: 20}", 50.0), ("{percent: 20}", 56)] {
            let evaluation = try run(
                ["voc_firms": firms],
                [
                    "id: A, action: substitute, table: voc_firms, where: {material: solvent_coating}, with: \(with), timing: {completed: 2025-12}"
                ])
            let (chain, index) = try #require(evaluation.step("A"))
            let uses = try #require(chain.steps[index].slices[0].parts[0].table.numbers("material_use"))
            #expect(DecimalText.significant(uses[0], digits: 12) == DecimalText.shortest(left))
        }
    }

    @Test func `4: the same stack meets 50 at 9 percent oxygen and fails it at 6`() throws {
        // 38 mg/m3 at 11.2 %: 38 × 12 / 9.8 = 46.5 at 9 %, 38 × 15 / 9.8 = 58.2 at 6 %
        let boilers =
            "id,fuel,nox_concentration,oxygen,flue_gas_flow,hours,valid_share\nB1,coal,38,11.2,210000,5040,1\n"
        for (oxygen, left) in [("9", "40.22"), ("6", "34.57")] {
            let evaluation = try run(
                ["boilers": boilers],
                [
                    "id: A, action: limit, table: boilers, where: {fuel: coal}, with: {pollutant: NOx, concentration: 50, oxygen: \(oxygen)}, timing: {completed: 2025-12}"
                ])
            // 50 at 6 % allows 50 × 9.8 / 15 = 32.67 mg/m3 in the stack: × 210 000 × 5040 = 34.57 t
            #expect(evaluation.scenario.total(of: "NOx").t() == left)
        }
    }

    @Test func `5: the oxygen of a biomass boiler's limit is a choice`() throws {
        let (plan, _, _) = try Samples.shippedPlan("kashgar-2024")
        let measure = try #require(plan.measures.first { $0.clauses.contains("KS-15") })
        #expect(measure.parameters["oxygen"] != nil && measure.action.rawValue == "limit")
        let (changed, _, findings) = try Samples.shippedPlan(
            "kashgar-2024", inputs: ["\(measure.id).oxygen": "9", "\(measure.id).concentration": "200"])
        #expect(!findings.hasErrors)
        #expect(changed.measure(measure.id)?.parameters["oxygen"]?.text == "9")
    }

    @Test func `6: half of the new and renewed is not half of the stock`() throws {
        // 1000 buses, 10 % renewed a year: half of 100 are 50; half of the stock are 500
        let fleet = "id,vehicle_class,fuel,standard,population,annual_km\nV1,truck_heavy,diesel,CN3,1000,30000\n"
        for (of, expected) in [("of: new_and_renewed, renewal_rate: 0.1", 50.0), ("of: stock", 500)] {
            let evaluation = try run(
                ["vehicles": fleet],
                [
                    "id: A, action: replace, table: vehicles, where: {fuel: diesel}, with: {share: 0.5, \(of), to: {fuel: electricity, standard: none}}, timing: {completed: 2025-12}"
                ])
            let (chain, index) = try #require(evaluation.step("A"))
            let parts = chain.steps[index].slices[0].parts
            #expect(parts[1].table.numbers("population") == [expected])
            #expect(parts[0].table.numbers("population") == [1000 - expected])
        }
    }

    @Test func `7: the annex of Ili does not add up, and says so`() throws {
        let assessment = try #require(Samples.assessments["ili-2021"])
        let differing = assessment.findings.kept.filter { $0.message.code == "total-differs" }
        #expect(differing.contains { $0.expected?.en.contains("135") ?? false })
        #expect(assessment.findings.kept.contains { $0.message.code == "not-reported" })
    }

    @Test func `8: coal is replaced by a ratio on the new coal`() throws {
        // 100 t of new coal: 120 t (power) and 130 t (other) of old coal must go
        for (ratio, replaced) in [("1.2", 120.0), ("1.3", 130)] {
            let evaluation = try run(
                ["boilers": "id,fuel,fuel_use\nB1,coal,1000\n"],
                [
                    "id: A, action: add, table: boilers, with: {rows: [{id: N1, fuel: coal, fuel_use: 100}], offset: \(ratio)}, timing: {from: 2025-01}"
                ])
            let offset = try #require(evaluation.offsets.first)
            #expect(offset.newCoal == 100 && offset.replacedCoal == replaced)
            // 100 t × 4.0 kg/t = 0.4 t come; that much × ratio must go elsewhere
            #expect(offset.added[0].t() == "0.40")
            #expect(evaluation.outcome("A")?.reduction("NOx").t() == "-0.40")
        }
    }

    @Test func `9: seventy percent by the end of 2019 and all by September 2020 are a time series`() throws {
        // 2019: nothing counts yet; 2020: 0.7 all year, 0.3 from October: 0.7 + 0.3 × 3/12 = 0.775; 2021: all
        let evaluation = try Samples.run(
            ["boilers": "id,fuel,fuel_use,profile\nB1,coal,25000,all_year\n"],
            [
                "id: A, action: close, table: boilers, where: {fuel: coal}, with: {}, timing: {stages: [{by: 2019-12, share: 0.7}, {by: 2020-09, share: 1}]}"
            ], library: ExampleFactors.library)
        let measure = try #require(evaluation.outcome("A"))
        let effects = (2019...2021).map { evaluation.effect(of: measure, "NOx", in: $0).t() }
        #expect(effects == ["0.00", "77.50", "100.00"])
        let (plan, _, _) = try Samples.shippedPlan("changji-2018-2020")
        #expect(plan.measures.filter { $0.timing.stages.count == 2 }.count == 2)
    }

    @Test func `10: a heating boiler without a profile takes the heating season, and it is an assumption`() throws {
        let evaluation = try run(
            ["boilers": "id,fuel,fuel_use,use\nB1,coal,25000,heating\n"],
            [
                "id: A, action: close, table: boilers, where: {fuel: coal}, with: {}, timing: {completed: 2025-10}"
            ])
        let measure = try #require(evaluation.outcome("A"))
        // 100 t × 2/6 = 33.33, not 100 × 2/12 = 16.67
        #expect(evaluation.effect(of: measure, "NOx", in: 2025).t() == "33.33")
        #expect(measure.hasAssumedProfile(evaluation.profiles))
    }

    @Test func `11: a named firm is a point source with that very name`() throws {
        let boilers = """
            id,firm_name,fuel
            B1,阿克陶县坤阳热力有限责任公司,raw_coal
            B2,阿克陶县晨阳热力有限责任公司,raw_coal
            B3,阿克陶县坤阳热力,raw_coal
            """
        #expect(try meant("KZ-14.1", of: "kizilsu-2025", "boilers", boilers) == [0])
        #expect(try meant("KZ-15.1", of: "kizilsu-2025", "boilers", boilers) == [1])
    }

    @Test func `12: measures hold by region attribute and by region code`() throws {
        let boilers = """
            id,fuel,capacity[t/h],area,key_region,county_code
            B1,raw_coal,20,built_up,yes,
            B2,raw_coal,20,built_up,no,
            """
        #expect(try meant("CJ-28.1", of: "changji-2018-2020", "boilers", boilers) == [0])
        let measure =
            "id: A, action: close, table: boilers, where: {county_code: [6540]}, with: {}, timing: {completed: 2025-12}"
        let inventory = try Samples.inventory(["boilers": "id,fuel,county_code\nB1,coal,654002\nB2,coal,653001\n"])
        #expect(try Samples.plan([measure]).measures[0].selector.rows(of: inventory.sheets[0].table) == [0])
    }
}
