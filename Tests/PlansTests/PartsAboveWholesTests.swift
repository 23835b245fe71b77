import Calculation
import Factors
import Inventories
import Quantities
import Tables
import Testing

@testable import Plans

/// A part that is more than its whole, in plans: rows as they are, and those that a measure makes so, with its name.
@Suite struct PartsAboveWholesTests {
    private static let pollutants = ["PM", "PM10"]

    /// B1 is measured too low beside its ash, B2 of the same case hides it in sums, B3 is computed by its ash alone.
    private static let boilers = [
        "boilers": """
        id,use,fuel,technology,fuel_use,ash,sulphur,coal_basis,pm_concentration,oxygen,pm_device,so2_device
        B1,industrial,raw_coal,stoker_auto,1000,20,1,ar,1,9,none,none
        B2,industrial,raw_coal,stoker_auto,900000,20,1,ar,3000,9,none,none
        B3,industrial,raw_coal,stoker_auto,1000,20,1,ar,,,none,none

        """
    ]

    /// More coal leaves a row that was told before as it was; a new boiler that is measured too low is the measure's own.
    private static let more =
        "id: A, table: boilers, where: {}, action: scale, with: {factor: 1.5, columns: [fuel_use]}, timing: {completed: 2025-12}"
    private static func new(_ concentration: Double) -> String {
        "id: N, table: boilers, where: {}, action: add, with: {rows: [{id: N1, use: industrial, fuel: raw_coal, technology: stoker_auto, fuel_use: 1000, ash: 20, sulphur: 1, coal_basis: ar, pm_concentration: \(concentration), oxygen: 9, pm_device: none, so2_device: none}]}, timing: {from: 2025-01}"
    }

    private func told(_ findings: Findings) -> [String] {
        findings.sorted.filter { $0.message.code == "part-exceeds-whole" }.map {
            "\($0.location?.line ?? 0) \($0.message.text.en) \($0.value ?? "")"
        }
    }

    @Test func `a plan tells the rows as they are and those that a measure makes so`() throws {
        let evaluation = try Samples.run(
            Self.boilers, [Self.more, Self.new(1)], pollutants: Self.pollutants)
        let found = told(evaluation.findings)
        #expect(found.count == 2, "\(found)")
        #expect(found.contains { $0.hasPrefix("2 PM10 is more") && $0.hasSuffix("PM10 6 t, PM 0.009521874 t") })
        #expect(found.contains { $0.contains("measure N: PM10 is more than PM, of which it is a part (1 row)") })
        #expect(!found.contains { $0.contains("measure A") })
        // A new boiler that is measured high enough is told of no more.
        let high = try Samples.run(Self.boilers, [Self.new(3000)], pollutants: Self.pollutants)
        #expect(told(high.findings).count == 1)
        // Where no whole and part are asked for together, nothing is.
        #expect(told(try Samples.run(Self.boilers, [Self.new(1)], pollutants: ["PM10"]).findings).isEmpty)
    }

    /// 1000 t of coal in a boiler of industry: PM2.5 2.1 t, BC of it 0.42 t. Gas has factors of PM10 and PM2.5 alone, so that BC
    /// stays what it was, above all particles of the gas.
    @Test func `what is held because the new fuel has no factor is compared too`() throws {
        let boiler = [
            "boilers": """
            id,use,fuel,technology,fuel_use,ash,sulphur,coal_basis,pm_device,so2_device
            B1,industrial,raw_coal,stoker_auto,1000,20,1,ar,none,none

            """
        ]
        func measure(_ id: String, _ with: String, _ action: String = "switch", fuel: String = "coal") -> String {
            "id: \(id), table: boilers, where: {fuel: \(fuel)}, action: \(action), with: {\(with)}, timing: {completed: 2025-12}"
        }
        let carbon = ["PM10", "PM2.5", "BC"]
        let gas = measure("A", "to: natural_gas, efficiency: 0.8, from_efficiency: 0.8, gas_sulphur: 20")
        let evaluation = try Samples.run(boiler, [gas], pollutants: carbon)
        let scenario = evaluation.scenario
        #expect(scenario.total(of: "BC") == evaluation.baseline.total(of: "BC") && scenario.total(of: "BC") > .zero)
        #expect(scenario.total(of: "BC") > scenario.total(of: "PM10"))
        let found = told(evaluation.findings)
        let masses = carbon.map { scenario.total(of: $0).tonnes() }
        #expect(
            found == [
                "2 measure A: BC is more than PM10, of which it is a part (1 row) BC \(masses[2]) t, PM10 \(masses[0]) t",
                "2 measure A: BC is more than PM2.5, of which it is a part (1 row) BC \(masses[2]) t, PM2.5 \(masses[1]) t",
            ], "\(found)")
        // Of a row that is divided it is the part that was switched; a later measure that leaves it so tells nothing more.
        let half = try Samples.run(
            boiler,
            [
                measure(
                    "A", "to: natural_gas, efficiency: 0.8, from_efficiency: 0.8, gas_sulphur: 20, share: 0.5"),
                measure("B", "factor: 0.9, columns: [fuel_use]", "scale", fuel: "natural_gas"),
            ], pollutants: carbon)
        let parted = told(half.findings)
        #expect(parted.count == 2 && parted.allSatisfy { $0.contains("measure A: BC is more than PM") }, "\(parted)")
        // The potential's techniques work as measures do.
        let inventory = try Samples.inventory(boiler)
        let context = try Samples.context(inventory, pollutants: carbon)
        let techniques = try Samples.plan([gas])
        var findings = Findings()
        _ = inventory.potential(techniques, in: context, findings: &findings)
        #expect(told(findings) == found)
    }

    /// Of a single source the totals are the row: where a part is more than its whole after a measure, the measure is told of,
    /// for every pair, whatever the measure.
    @Test func `no measure leaves a part above its whole without a word`() throws {
        let pollutants = ["PM", "PM10", "PM2.5", "PM2.5-10", "BC", "OC"]
        let head = "id,use,fuel,technology,fuel_use,ash,sulphur,coal_basis,pm_device,so2_device,pm_concentration,oxygen"
        let sources = [
            ("boilers", head + "\nB1,heating,raw_coal,stoker_auto,1000,20,1,ar,none,none,,\n"),
            ("boilers", head + "\nB1,industrial,raw_coal,stoker,1000,20,1,ar,bag_filter,none,,\n"),
            ("boilers", head + "\nB1,power,raw_coal,pulverized,1000,20,1,ar,none,none,500,9\n"),
            ("boilers", head + "\nB1,industrial,diesel,,1000,,,,none,none,,\n"),
            ("boilers", head + "\nB1,industrial,fuel_oil,,1000,,,,none,none,,\n"),
            (
                "kilns",
                "id,product,kiln_type,fuel,product_output,pm_device\nK1,cement_clinker,nsp_kiln,raw_coal,100000,none\n"
            ),
            ("households", "id,fuel,households,fuel_per_household\nH1,raw_coal,100,3\n"),
            ("households", "id,fuel,households,fuel_per_household\nH1,firewood,100,3\n"),
        ]
        let fuels = ["natural_gas", "diesel", "fuel_oil", "briquette", "biomass_pellet", "lpg", "electricity"]
        var measures = fuels.map { "action: switch, with: {to: \($0), efficiency: 0.8, from_efficiency: 0.8}" }
        measures += [
            "action: limit, with: {concentration: {PM: 10}, oxygen: 9}", "action: limit, with: {tier: special}",
            "action: control, with: {pollutant: PM, device: bag_filter}",
            "action: control, with: {pollutant: PM, device: multicyclone, replace: yes}",
            "action: control, with: {pollutant: PM, removal: 0.999, uptime: 1}",
            "action: control, with: {pollutant: SO2, device: limestone_gypsum}",
            "action: replace, with: {share: 1, to: {fuel: natural_gas}}",
            "action: replace, with: {share: 0.5, to: {fuel: diesel}}",
        ]
        var above = 0
        for (table, text) in sources {
            for measure in measures {
                let line = "id: A, table: \(table), where: {}, \(measure), timing: {completed: 2025-12}"
                // Not every measure is for every kind.
                var findings = Findings()
                let plan = Plan(
                    text: Samples.text([line]), file: "plan.yaml", vocabularies: Samples.library.vocabularies,
                    inputs: [:],
                    findings: &findings)
                guard !findings.hasErrors, let plan else { continue }
                let inventory = try Samples.inventory([table: text])
                let evaluation = PlanEvaluation(
                    plan, on: inventory, in: try Samples.context(inventory, pollutants: pollutants))
                let found = told(evaluation.findings)
                let after = evaluation.scenario
                let pairs = pollutants.flatMap { part in
                    Samples.library.wholes(of: part).dropFirst().map { (part, $0) }
                }
                for (part, whole) in pairs {
                    let (p, w) = (after.total(of: part).micrograms, after.total(of: whole).micrograms)
                    guard w > 0, p > w + 2 + w >> 30 else { continue }
                    above += 1
                    #expect(
                        found.contains { $0.contains("\(part) is more than \(whole), of which") },
                        "\(table) \(text.split(separator: "\n").last ?? ""), \(measure): \(part) \(p), \(whole) \(w)")
                }
            }
        }
        #expect(above > 5, "\(above)")
    }

    @Test func `what a changed measure makes is taken back and told anew`() throws {
        let mark = RowPlace(sheet: 0, line: 7)
        let pair = WholeAndPart(whole: "PM", part: "PM10")
        var risen = RisenParts()
        for part in [3, 3, 5] as [Int64] { risen.add(pair, RisenParts.Row(mark: mark, part: part, whole: 1)) }
        var gone = RisenParts()
        gone.add(pair, RisenParts.Row(mark: mark, part: 3, whole: 1))
        risen.remove(gone)
        let measure = try #require(try Samples.plan([Self.new(1)]).measures.first)
        let file = try #require(try Samples.inventory(Self.boilers).sheets.first).table
        let told = risen.findings(of: measure, files: [file]).sorted
        #expect(told.count == 1 && told[0].message.text.en.contains("(2 rows)") && told[0].location?.line == 7)
        risen.remove(risen)
        #expect(risen.findings(of: measure, files: [file]).isEmpty)
    }

    @Test func `the potential tells the rows of today, once`() throws {
        let inventory = try Samples.inventory(Self.boilers)
        let context = try Samples.context(inventory, pollutants: Self.pollutants)
        var findings = Findings()
        let techniques = try #require(Plan.techniques(context, findings: &findings))
        _ = inventory.potential(techniques, in: context, findings: &findings)
        #expect(
            told(findings).filter { !$0.contains("measure") } == [
                "2 PM10 is more than PM, of which it is a part (1 row) PM10 6 t, PM 0.009521874 t"
            ])
    }
}
