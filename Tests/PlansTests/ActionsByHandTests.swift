import Calculation
import Factors
import Inventories
import Quantities
import Tables
import Testing

@testable import Plans

/// Every action of the plan's language, each with at least one worked example: the table, the measure, the arithmetic and the tonnes
/// that it removes. Factors are those of `ExampleFactors`, invented for the examples.
@Suite struct ActionsByHandTests {
    /// A worked example.
    private struct Worked: Sendable, CustomTestStringConvertible {
        let action: String
        let table: String
        /// The measure after `table` and before `timing`.
        let measure: String
        let rows: String
        let arithmetic: String
        let pollutant: String
        /// The tonnes removed, to the digits of the arithmetic.
        let removed: String
        var testDescription: String { "\(action) \(table): \(arithmetic) = \(removed) t \(pollutant)" }

        init(
            _ action: String, _ table: String, _ measure: String, rows: String, _ arithmetic: String,
            _ pollutant: String = "NOx", _ removed: String
        ) {
            self.action = action
            self.table = table
            self.measure = measure
            self.rows = rows
            self.arithmetic = arithmetic
            self.pollutant = pollutant
            self.removed = removed
        }
    }

    private static let fleet = "id,vehicle_class,fuel,standard,population,annual_km\n"
    private static let all: [Worked] = [
        Worked(
            "close", "boilers", "where: {fuel: coal, capacity: \"<= 10 t/h\"}, with: {}",
            rows: "id,fuel,fuel_use,capacity\nB1,coal,3000,10\nB2,coal,9000,35\n", "3000 t × 4.0 kg/t", "NOx", "12.000"),
        Worked(
            "close", "boilers", "where: {fuel: coal}, with: {count: 64}",
            rows: "id,fuel,boilers,fuel_use\nB1,coal,256,76800\n", "76 800 t × 4.0 kg/t × 64 ÷ 256", "NOx", "76.800"),
        // The heat of the closed boiler comes from gas: 1000 t × 20.934 MJ/kg × 0.65 = 13 607 100 MJ; ÷ (35.544 × 0.92) =
        // 416 113 m³; × 3.03 kg/10⁴ m³ = 126 kg that stay.
        Worked(
            "close", "boilers",
            "where: {fuel: coal}, with: {makeup: {fuel: natural_gas}, from_efficiency: 0.65, efficiency: 0.92}",
            rows: "id,fuel,use,heat_network,fuel_use,heat_value\nB1,coal,heating,yes,1000,20.934\n",
            "1000 × 4.0 − 41.611 × 3.03", "NOx", "3.874"),
        Worked(
            "limit", "boilers", "where: {fuel: coal}, with: {pollutant: NOx, concentration: 50, oxygen: 9}",
            rows:
                "id,fuel,nox_concentration,flue_gas_flow,hours,oxygen\nB1,coal,200,50000,4000,9\n",
            "200 mg/m³ × 50 000 m³/h × 4000 h × (1 − 50/200)", "NOx", "30.000"),
        Worked(
            "control", "boilers", "where: {fuel: coal}, with: {pollutant: NOx, device: scr, removal: 0.42, uptime: 1}",
            rows: "id,fuel,fuel_use\nB1,coal,25000\n", "25 000 × 4.0 × 0.42", "NOx", "42.000"),
        Worked(
            "control", "voc_firms",
            "where: {voc_device: none}, with: {pollutant: VOCs, device: rto, removal: 0.9, capture: 0.8, uptime: 0.95}",
            rows:
                "id,unit_type,material,material_use,voc_content,voc_device\nF1,solvent_use,solvent_coating,40,0.5,none\n",
            "40 × 0.5 × 0.8 × 0.9 × 0.95", "VOCs", "13.680"),
        Worked(
            "switch", "households", "where: {fuel: coal}, with: {to: electricity, share: 0.85}",
            rows: "id,fuel,households,fuel_per_household\nH1,loose_coal,3000,3\n", "3000 × 3 t × 2.20 kg/t × 0.85",
            "NOx", "16.830"),
        Worked(
            "switch", "boilers", "where: {fuel: coal}, with: {to: natural_gas, efficiency: 0.92}",
            rows: "id,fuel,boilers,fuel_use,heat_value,thermal_efficiency\nB1,coal,10,3000,20.934,65%\n",
            "3000 × 4.0 − 3000 × 20.934 × 0.65 ÷ (35.544 × 0.92) × 1000 ÷ 10⁴ × 3.03", "NOx", "11.622"),
        // 1000 × 20.934 × 0.65 ÷ (35.544 × 0.92) = 416 113 m³ of gas of 20 mg/m³ of sulphur: 16.645 kg of SO2.
        Worked(
            "switch", "boilers",
            "where: {fuel: coal}, with: {to: natural_gas, from_efficiency: 0.65, efficiency: 0.92, gas_sulphur: 20}",
            rows: "id,fuel,fuel_use,heat_value,sulphur,coal_basis\nB1,coal,1000,20.934,1,ar\n",
            "1000 t × 2 × 1 % × 0.85 − 416 113 m³ × 2 × 20 mg/m³", "SO2", "16.983"),
        // At 36 MJ/m³ 410 842 m³ of gas: 16.434 kg.
        Worked(
            "switch", "boilers",
            "where: {fuel: coal}, with: {to: natural_gas, from_efficiency: 0.65, efficiency: 0.92, gas_sulphur: 20, gas_heat_value: 36}",
            rows: "id,fuel,fuel_use,heat_value,sulphur,coal_basis\nB1,coal,1000,20.934,1,ar\n",
            "17 t − 410 842 m³ × 2 × 20 mg/m³", "SO2", "16.984"),
        // Washed coal of the same heat value and efficiency: 1000 t × (1 % − 0.4 %) × 2 × 0.85.
        Worked(
            "switch", "boilers",
            "where: {fuel: raw_coal}, with: {to: washed_coal, from_efficiency: 0.65, efficiency: 0.65, sulphur: 0.4, coal_basis: ar, heat_value: 20.934}",
            rows: "id,fuel,fuel_use,heat_value,sulphur,coal_basis\nB1,raw_coal,1000,20.934,1,ar\n",
            "1000 t × 2 × (1 % − 0.4 %) × 0.85", "SO2", "10.200"),
        Worked(
            "substitute", "voc_firms",
            "where: {material: solvent_coating}, with: {voc_content: 0.10, use_ratio: 1.25, share: 0.5}",
            rows: "id,unit_type,material,material_use,voc_content\nF1,solvent_use,solvent_coating,60,0.55\n",
            "(60 × 0.55 − 75 × 0.10) ÷ 2", "VOCs", "12.750"),
        Worked(
            "recover", "voc_firms", "where: {unit_type: station}, with: {stage: stage2}",
            rows: "id,unit_type,gasoline_sold,recovery_stage\nS1,station,5000,stage1\n",
            "5000 t × 3.243 kg/t × (0.5 − 0.2) = 4864.5 kg, to the even digit", "VOCs", "4.864"),
        Worked(
            "recover", "voc_firms", "where: {unit_type: ldar}, with: {leaks_found: 60, repaired_share: 0.75}",
            rows: "id,unit_type,valves_gas,valves_light,pumps_light,connectors,hours\nF1,ldar,400,600,40,3000,8000\n",
            "88.74 − 0.275 kg/h × 15 × 8000 h", "VOCs", "55.736"),
        Worked(
            "replace", "vehicles", "where: {standard: CN3}, with: {scrap: yes, count: 100}",
            rows: fleet + "V1,truck_heavy,diesel,CN3,417,30000\n", "100 × 30 000 km × 7.934 g/km", "NOx", "23.802"),
        Worked(
            "replace", "vehicles", "where: {standard: CN3}, with: {count: 417, to: {standard: CN6}}",
            rows: fleet + "V1,truck_heavy,diesel,CN3,417,30000\n", "417 × 30 000 × (7.934 − 1.72)", "NOx", "77.737"),
        // 300 of 1000 are electric; 80 % asks for 500 of the other 700.
        Worked(
            "stock_share", "vehicles",
            "where: {vehicle_class: truck_heavy}, with: {share: 80 %, counts: {fuel: [electricity]}, to: {fuel: electricity, standard: none}}",
            rows: fleet + "V1,truck_heavy,diesel,CN3,700,30000\nV2,truck_heavy,electricity,none,300,30000\n",
            "500 × 30 000 × 7.934", "NOx", "119.010"),
        Worked(
            "shift", "vehicles", "where: {standard: CN3}, with: {share: 0.05, to: rail}",
            rows: fleet + "V1,truck_heavy,diesel,CN3,417,30000\n", "417 × 30 000 × 7.934 × 0.05", "NOx", "4.963"),
        // 300 000 t ÷ 30 t × 100 km = 10⁶ km less.
        Worked(
            "rail", "vehicles",
            "where: {standard: CN3}, with: {growth: 0.1, base_tonnes: 3000000, payload: 30, km: 100}",
            rows: fleet + "V1,truck_heavy,diesel,CN3,417,30000\n", "0.1 × 3·10⁶ ÷ 30 × 100 × 7.934 g/km", "NOx", "7.934"
        ),
        // 10 000 t × 1.2 × 0.9 × 3 % burned of 15 % unused … at equal b burning falls by a third: (1 − 0.90) ÷ (1 − 0.85) = 2 ÷ 3.
        Worked(
            "straw_use", "area", "where: {category: straw_burning}, with: {rate: 90 %, base_rate: 85 %}",
            rows: "id,category,crop,crop_output,straw_ratio,dry_share,use_share,burn_share\n"
                + "A1,straw_burning,wheat,10000,1.2,0.9,85%,3%\n",
            "a third of what was burned", "NOx", "third"),
        // From 60 % to 80 % coal heating halves: 1 − (1 − 0.8) ÷ (1 − 0.6).
        Worked(
            "clean_heating", "households",
            "where: {fuel: coal}, with: {rate: 80 %, base_rate: 60 %, to: electricity}",
            rows: "id,fuel,households,fuel_per_household\nH1,loose_coal,3000,3\n", "3000 × 3 × 2.20 × 0.5", "NOx",
            "9.900"),
        Worked(
            "clean_heating", "households",
            "where: {fuel: coal}, with: {rate: 80 %, heated_area: 750000, area_per_household: 100, to: electricity}",
            rows: "id,fuel,households,fuel_per_household\nH1,loose_coal,3000,3\n",
            "c₀ = 1 − 3000 × 100 ÷ 750 000 = 0.6: 3000 × 3 × 2.20 × 0.5", "NOx", "9.900"),
        Worked(
            "scale", "boilers", "where: {fuel: coal}, with: {factor: 0.6, columns: [fuel_use]}",
            rows: "id,fuel,fuel_use\nB1,coal,25000\n", "25 000 × 4.0 × (1 − 0.6)", "NOx", "40.000"),
        Worked(
            "add", "boilers", "with: {rows: [{id: N1, fuel: coal, fuel_use: 100}]}",
            rows: "id,fuel,fuel_use\nB1,coal,1000\n", "−100 × 4.0: what comes new", "NOx", "-0.400"),
    ]

    @Test func `each action of the language is worked by hand, and no other`() {
        #expect(Set(ActionsByHandTests.all.map(\.action)) == Set(ActionName.allCases.map(\.rawValue)))
    }

    @Test(arguments: all)
    private func `an action removes what the arithmetic says`(_ worked: Worked) throws {
        let (evaluation, reads) = try Self.run(worked)
        let outcome = try #require(evaluation.outcome("A"))
        let removed = outcome.reduction(worked.pollutant)
        if worked.removed == "third" {
            let before = evaluation.baseline.total(of: worked.pollutant)
            #expect(before > .zero && abs(removed.inTonnes * 3 - before.inTonnes) < 1e-9)
        } else {
            #expect(removed.t(3) == worked.removed, "\(outcome.verdict) \(outcome.notes.map(\.text.en))")
        }
        #expect(reads == [])
    }

    /// Runs an example, and tells the columns that its action looked at without naming them.
    private static func run(_ worked: Worked) throws -> (PlanEvaluation, Set<String>) {
        let inventory = try Samples.inventory([worked.table: worked.rows])
        let time = worked.action == "add" ? "from: 2025-01" : "completed: 2025-12"
        let plan = try Samples.plan([
            "id: A, action: \(worked.action), table: \(worked.table), \(worked.measure), timing: {\(time)}"
        ])
        let context = try Samples.context(
            inventory, pollutants: ["NOx", "VOCs"].filter { $0 != worked.pollutant } + [worked.pollutant],
            library: ExampleFactors.library)
        let reads = ColumnReads()
        let evaluation = ColumnReads.$current.withValue(reads) {
            PlanEvaluation(plan, on: inventory, in: context, threads: 1)
        }
        return (evaluation, undeclared(reads, plan, context))
    }

    /// What was looked at, and would be blank while files pass.
    private static func undeclared(_ reads: ColumnReads, _ plan: Plan, _ context: RunContext) -> Set<String> {
        var left: Set<String> = []
        for (name, columns) in reads.columns {
            guard let kind = SourceKind.named(name) else { continue }
            let engine = KindEngine(of: kind, in: context, groups: [])
            left.formUnion(
                columns.subtracting(plan.columns(of: kind)).subtracting(engine.neededColumns).map { "\(name).\($0)" })
        }
        return left
    }

    @Test(arguments: Samples.shipped.map(\.plan))
    func `measures of a plan look at no column that they do not name`(_ name: String) throws {
        let (_, assessment, _) = try Samples.shippedPlan(name)
        let inputs: [String: String] = [:]
        let (plan, _, _) = try Samples.shippedPlan(name, inputs: inputs)
        let reads = ColumnReads()
        _ = ColumnReads.$current.withValue(reads) {
            PlanEvaluation(plan, on: assessment.inventory, in: assessment.context, threads: 1)
        }
        #expect(!reads.columns.isEmpty)
        #expect(Self.undeclared(reads, plan, assessment.context) == [])
    }

    @Test(
        "what is stated of a new fuel is bounded as a cell is",
        arguments: [
            ("households", "ash: 20", "action-inapplicable"), ("boilers", "gas_sulphur: -1", "bad-parameter"),
            ("boilers", "gas_sulphur: 20 mg", "bad-parameter"), ("boilers", "sulphur: 16", "bad-parameter"),
            ("boilers", "coal_basis: dryish", "unknown-word"), ("kilns", "sulfur: 1", "unknown-key"),
        ])
    func refused(table: String, property: String, code: String) throws {
        var findings = Findings()
        _ = Plan(
            text: Samples.text([
                "id: A, table: \(table), action: switch, where: {}, with: {to: natural_gas, \(property)}, timing: {completed: 2025-12}"
            ]), file: "plan.yaml", vocabularies: Samples.library.vocabularies, inputs: [:], findings: &findings)
        #expect(findings.kept.map(\.message.code) == [code], "\(findings.kept.map { $0.description(in: .en) })")
    }

    /// A cost by installed power needs that column, which no method of the measure reads.
    @Test func `a cost names the column that it is counted by`() throws {
        let plan = try Samples.plan([
            "id: A, action: close, table: boilers, where: {fuel: coal}, with: {}, timing: {completed: 2025-12}, cost: {annual: 10, each: installed_power}"
        ])
        #expect(plan.columns(of: .boilers).contains("installed_power"))
    }
}
