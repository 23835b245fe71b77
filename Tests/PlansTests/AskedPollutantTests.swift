import Calculation
import Factors
import Inventories
import Quantities
import Tables
import Testing

@testable import Plans

/// What a plan does follows from plan and inventory: the pollutants that a run asks for choose what is printed, and move no
/// tonnes of those that are.
@Suite struct AskedPollutantTests {
    private static let pollutants = ["NOx", "VOCs", "SO2", "PM", "PM2.5"]

    private static let tables = [
        "boilers": """
        id,use,fuel,technology,fuel_use,ash,sulphur,coal_basis,pm_device,so2_device,nox_device,nox_removal,pm_concentration,flue_gas_flow,hours
        B1,power,raw_coal,pulverized,1000,20,1,ar,wet_scrubber,,scr,0.8,,,
        B2,power,raw_coal,pulverized,1000,20,1,ar,,,,,,,
        B3,power,raw_coal,pulverized,1000,20,1,ar,esp,furnace_lime,sncr,,,,
        B4,heating,raw_coal,stoker_auto,1000,20,1,ar,wet_scrubber,limestone_gypsum,,,100,100000,4000
        B5,heating,raw_coal,stoker_auto,1000,,,,bag_filter,,,,,,

        """,
        "kilns":
            "id,product,product_output,fuel,fuel_use,pm_device\nK1,brick,80000,coal,900,wet_scrubber\nK2,lime,50000,coal,6000,\n",
        "vehicles":
            "id,vehicle_class,fuel,standard,population\nV1,truck_heavy,diesel,CN3,100\nV2,truck_heavy,diesel,,100\n",
        "nonroad":
            "id,machine_type,fuel,stage,population,power,hours,age\nM1,excavator,diesel,S2,10,110,1000,4\nM2,excavator,diesel,,10,110,1000,4\n",
        "voc_firms": """
        id,unit_type,material,material_use,voc_content,voc_device,voc_capture,voc_removal,voc_uptime
        F1,solvent_use,solvent_coating,40,1,rto,0.9,0.94,0.95
        F2,solvent_use,solvent_coating,40,1,,,,
        F3,solvent_use,solvent_coating,40,,,,,

        """,
        "households": "id,fuel,households,fuel_per_household\nH1,loose_coal,100,3\n",
    ]

    private static let measures = [
        "action: control, table: boilers, where: {}, with: {pollutant: PM, device: esp}",
        "action: control, table: boilers, where: {}, with: {pollutant: SO2, device: limestone_gypsum, uptime: 0.95}",
        "action: control, table: boilers, where: {}, with: {pollutant: NOx, device: sncr, removal: 0.4}",
        "action: control, table: kilns, where: {}, with: {pollutant: PM2.5, device: bag_filter}",
        "action: control, table: kilns, where: {}, with: {pollutant: PM, device: bag_filter}",
        "action: control, table: voc_firms, where: {}, with: {pollutant: VOCs, device: activated_carbon_once, removal: 0.3, capture: 0.3, uptime: 0.9}",
        "action: limit, table: boilers, where: {fuel: coal}, with: {concentration: {NOx: 50, SO2: 35, PM: 10}, oxygen: 9}",
        "action: replace, table: vehicles, where: {}, with: {share: 1, to: {standard: CN6}}",
        "action: replace, table: nonroad, where: {}, with: {share: 0.5, to: {stage: S4}}",
        "action: switch, table: households, where: {}, with: {to: natural_gas, share: 0.5}",
        "action: switch, table: boilers, where: {}, with: {to: natural_gas, share: 0.5}",
    ]

    private static func run(
        _ pollutants: [String], _ measures: [String] = measures, _ tables: [String: String] = tables
    ) throws -> PlanEvaluation {
        try Samples.run(
            tables, measures.enumerated().map { "id: M\($0), \($1), timing: {completed: 2025-12}" },
            pollutants: pollutants)
    }

    /// What a run says of a pollutant, measure by measure.
    private static func tonnes(_ evaluation: PlanEvaluation, _ pollutant: String) -> [String] {
        ["\(evaluation.baseline.total(of: pollutant))", "\(evaluation.scenario.total(of: pollutant))"]
            + evaluation.measures.map {
                let lacks = $0.lacking.filter { $0.lack.pollutant == pollutant }.map { "\($0.lack.what) \($0.rows)" }
                return
                    "\($0.id) \($0.rows) \($0.reduction(pollutant)) \($0.alone(pollutant)) \($0.held(pollutant)) \(lacks)"
            }
    }

    @Test func `every subset of pollutants gives each of them the same tonnes`() throws {
        let all = try Self.run(Self.pollutants)
        let wanted = Dictionary(uniqueKeysWithValues: Self.pollutants.map { ($0, Self.tonnes(all, $0)) })
        // The plan does something for each.
        for pollutant in Self.pollutants {
            #expect(all.measures.contains { $0.reduction(pollutant) > .zero }, "\(pollutant)")
        }
        for mask in 1..<(1 << Self.pollutants.count) {
            let list = Self.pollutants.indices.filter { mask >> $0 & 1 == 1 }.map { Self.pollutants[$0] }
            let evaluation = try Self.run(list)
            for pollutant in list {
                #expect(Self.tonnes(evaluation, pollutant) == wanted[pollutant], "\(pollutant) of \(list)")
            }
        }
    }

    @Test func `a dust collector does not take the place of a scrubber that removes SO2, asked for or not`() throws {
        // B1 keeps its scrubber: 150 t × (0.06 × 0.5 + 0.94 × 0.439) of PM, 17 × 0.8 of SO2; B2 gets the collector.
        let tables = [
            "boilers": Self.tables["boilers", default: ""].split(separator: "\n").prefix(3).joined(separator: "\n")
        ]
        let measure = "action: control, table: boilers, where: {}, with: {pollutant: PM, device: esp"
        for list in [["PM"], ["SO2"], ["SO2", "PM"], ["NOx"], Self.pollutants] {
            let evaluation = try Self.run(list, [measure + "}"], tables)
            #expect(evaluation.measures[0].rows == 1, "\(list)")
            if list.contains("SO2") { #expect(evaluation.scenario.total(of: "SO2").t(1) == "30.6", "\(list)") }
            if list.contains("PM") { #expect(evaluation.scenario.total(of: "PM").t(3) == "69.849", "\(list)") }
            #expect(
                evaluation.measures[0].notes.contains {
                    $0.text.en.contains("removes more SO2: kept") && $0.text.zh.contains("去除更多 SO2") && $0.rows == 1
                }, "\(list)")
            let replaced = try Self.run(list, [measure + ", replace: yes}"], tables)
            if list.contains("SO2") { #expect(replaced.scenario.total(of: "SO2").t(1) == "34.0", "\(list)") }
        }
    }

    @Test func `no device put in later raises any pollutant`() throws {
        let gas = ["SO2", "PM", "PM10", "PM2.5", "BC", "OC"]
        let devices = Samples.library.vocabularies["gas_device"].words.map(\.code)
        #expect(devices.count > 15)
        var rows = "id,use,fuel,technology,fuel_use,ash,sulphur,coal_basis,pm_device,so2_device,pm_uptime\n"
        for (number, device) in devices.enumerated() {
            rows += "P\(number),power,raw_coal,pulverized,1000,20,1,ar,\(device),,0.9\n"
        }
        for device in ["limestone_gypsum", "furnace_lime", "wet_scrubber", "esp"] {
            rows += "S-\(device),power,raw_coal,pulverized,1000,20,1,ar,,\(device),0.9\n"
        }
        for (device, pollutant) in devices.map({ ($0, "PM") }) + [("other_fgd", "SO2"), ("esp_bag", "SO2")] {
            let evaluation = try Self.run(
                gas,
                ["action: control, table: boilers, where: {}, with: {pollutant: \(pollutant), device: \(device)}"],
                ["boilers": rows])
            for source in evaluation.sources(of: "M0") {
                for (place, other) in gas.enumerated() {
                    #expect(
                        source.after[place] <= source.before[place],
                        "\(device) for \(pollutant) at \(source.source): \(other)")
                }
            }
        }
    }

    @Test(arguments: ["boilers", "kilns", "voc_firms"])
    func `a device without a capture credits nothing, and says what it needs`(table: String) throws {
        let measure = { (with: String) in
            "action: control, table: \(table), where: {}, with: {pollutant: VOCs, device: rto, \(with)}"
        }
        for with in ["removal: 0.9", "uptime: 0.9"] {
            let outcome = try Self.run(["VOCs"], [measure(with)]).measures[0]
            let needs = outcome.lacking.filter { $0.lack.what == "voc_capture_type | voc_capture" }
            #expect(
                needs.count == 1 && needs[0].rows > 0 && needs[0].held > .zero, "\(table) \(with): \(outcome.lacking)")
            #expect(table == "voc_firms" || outcome.reduction("VOCs") == .zero)
            #expect(
                table == "voc_firms" || outcome.verdict == .needsInput(["voc_capture_type | voc_capture"]),
                "\(outcome.verdict)")
        }
        let known = try Self.run(["VOCs"], [measure("removal: 0.9, capture: 0.5")]).measures[0]
        #expect(known.reduction("VOCs") > .zero && !known.lacking.contains { $0.lack.what.contains("voc_capture") })
        #expect(known.verdict == .computed)
    }
}

/// What was not known before a measure is in no difference: neither credited nor debited, and told.
@Suite struct `Not known before` {
    private func run(
        _ tables: [String: String], _ measures: [String], _ pollutants: [String] = ["NOx", "VOCs", "SO2", "PM"]
    ) throws -> PlanEvaluation {
        try Samples.run(
            tables, measures.enumerated().map { "id: M\($0), \($1), timing: {completed: 2025-12}" },
            pollutants: pollutants)
    }

    private static let cases:
        [(table: String, known: String, unknown: String, measure: String, pollutant: String, need: String)] = [
            (
                "vehicles", "id,vehicle_class,fuel,standard,population\nA,truck_heavy,diesel,CN3,100\n",
                "B,truck_heavy,diesel,,100\n", "action: replace, with: {share: SHARE, to: {standard: CN6}}", "NOx",
                "standard of vehicles (NOx)"
            ),
            (
                "nonroad", "id,machine_type,fuel,stage,population,power,hours\nA,excavator,diesel,S2,10,110,1000\n",
                "B,excavator,diesel,,10,110,1000\n", "action: replace, with: {share: SHARE, to: {stage: S4}}", "NOx",
                "of nonroad (NOx)"
            ),
            (
                "voc_firms",
                "id,unit_type,material,material_use,voc_content\nA,solvent_use,other_material,20,0.8\n",
                "B,solvent_use,other_material,20,\n",
                "action: substitute, with: {share: SHARE, material: waterborne_coating, voc_content: 0.5}", "VOCs",
                "voc_firms other_material VOCs"
            ),
            (
                "kilns",
                "id,product,product_output,fuel,fuel_use\n", "B,brick,80000,coal,900\n",
                "action: switch, with: {to: natural_gas, share: SHARE}", "PM", "kilns coal PM"
            ),
        ]

    @Test(arguments: cases.indices, ["1", "0.5"])
    func `a line without a value before is left out and told`(_ number: Int, _ share: String) throws {
        let own = Self.cases[number]
        let measure = "table: \(own.table), where: {}, " + own.measure.replacing("SHARE", with: share)
        let alone = try run([own.table: own.known], [measure])
        let both = try run([own.table: own.known + own.unknown], [measure])
        let outcome = both.measures[0]
        for pollutant in both.context.pollutants {
            let lacks = outcome.lacking.contains { $0.lack.pollutant == pollutant && $0.lack.place == .before }
            if pollutant == own.pollutant { #expect(lacks) }
            guard lacks else { continue }
            #expect(outcome.reduction(pollutant) == alone.measures[0].reduction(pollutant))
            #expect(outcome.alone(pollutant) == alone.measures[0].alone(pollutant))
            #expect(both.scenario.total(of: pollutant) == alone.scenario.total(of: pollutant))
            for key in ["table", "fuel", "method", "sector"] {
                let keys = ["pollutant", key].compactMap { Grouping($0) }
                let sum = both.scenario.totals(by: keys).filter { $0.keys[0] == pollutant }
                #expect(sum.allSatisfy { $0.emission >= .zero }, "\(key)")
                #expect(sum.reduce(Mass.zero) { $0 + $1.emission } == both.scenario.total(of: pollutant), "\(key)")
            }
            let sheets = try #require(both.sheets(of: "M0", source: "B", pollutant: pollutant))
            #expect(sheets.reduction == .zero && sheets.heldAfter < .zero, "\(pollutant)")
        }
        let lack = try #require(
            outcome.lacking.first { $0.lack.pollutant == own.pollutant && $0.lack.place == .before })
        #expect(lack.rows == 1 && lack.held == .zero && lack.lack.what.contains(own.need), "\(lack.lack.what)")
        let remark = lack.lack.remark(held: lack.held, rows: lack.rows)
        #expect(remark.en.contains("neither credited nor debited") && remark.zh.contains("不计增减"))
        let clause = try #require(both.coverage.first)
        #expect(clause.needs.contains { $0.what == lack.lack.what })
        // Alone it is the state of measure and clause.
        let head = own.known.prefix { $0 != "\n" } + "\n"
        let unknown = try run([own.table: head + own.unknown], [measure], [own.pollutant])
        #expect(unknown.measures[0].verdict.name == "no_data_before", "\(unknown.measures[0].verdict)")
        #expect(unknown.coverage.first?.state == .noDataBefore)
        #expect(unknown.scenario.total(of: own.pollutant) == .zero)
        // Nothing to say of a pollutant that no measure makes known.
        #expect(alone.measures[0].lacking.allSatisfy { $0.lack.place != .before || $0.lack.pollutant != own.pollutant })
    }

    @Test func `what is left out stays so for later measures`() throws {
        let trucks =
            "id,vehicle_class,fuel,standard,population\nA,truck_heavy,diesel,CN3,100\nB,truck_heavy,diesel,,100\n"
        let replace = "table: vehicles, where: {}, action: replace, with: {share: SHARE, to: {standard: CN6}}"
        for share in ["1", "0.5"] {
            for then in [
                "action: close, table: vehicles, where: {}, with: {share: 0.4}",
                "action: scale, table: vehicles, where: {}, with: {factor: 1.5, columns: [annual_km]}",
                "action: scale, table: vehicles, where: {}, with: {factor: 0.5, columns: [annual_km]}",
                "action: replace, table: vehicles, where: {}, with: {share: 0.5, to: {fuel: electricity}}",
                "action: replace, table: vehicles, where: {}, with: {share: 1, to: {standard: CN5}}",
            ] {
                let measures = [replace.replacing("SHARE", with: share), then]
                let known = try run(["vehicles": String(trucks.split(separator: "B").first ?? "")], measures)
                let both = try run(["vehicles": trucks], measures)
                for pollutant in ["NOx", "VOCs"] {
                    for place in 0..<2 {
                        #expect(
                            both.measures[place].reduction(pollutant) == known.measures[place].reduction(pollutant),
                            "\(share) \(then) \(pollutant)")
                    }
                    #expect(both.scenario.total(of: pollutant) == known.scenario.total(of: pollutant))
                    // A source that no table of results hides: what is left out is in no row of them either.
                    let keys = ["pollutant", "standard"].compactMap { Grouping($0) }
                    #expect(both.scenario.totals(by: keys).allSatisfy { $0.emission >= .zero }, "\(share) \(then)")
                }
            }
        }
    }

    @Test func `heat of a closed source that was not known makes up for nothing`() throws {
        let boilers =
            "id,use,fuel,technology,fuel_use,heat_value,ash,heat_network\nA,heating,coal,stoker,1000,20.934,,yes\n"
        let evaluation = try run(
            ["boilers": boilers],
            [
                "action: close, table: boilers, where: {}, with: {makeup: {fuel: natural_gas}, efficiency: 0.9}"
            ], ["NOx", "PM10"])
        let outcome = evaluation.measures[0]
        #expect(outcome.reduction("PM10") == .zero && outcome.gross("PM10") == .zero)
        #expect(outcome.gross("NOx") > outcome.reduction("NOx") && outcome.makeup("NOx") > .zero)
    }

    @Test func `the potential of a source that is not known is not known`() throws {
        let inventory = try Samples.inventory([
            "vehicles":
                "id,vehicle_class,fuel,standard,population\nA,truck_heavy,diesel,CN3,100\nB,truck_heavy,diesel,,100\n"
        ])
        let context = try Samples.context(inventory)
        var findings = Findings()
        let techniques = try #require(Plan.techniques(context, findings: &findings))
        let potential = inventory.potential(techniques, in: context, findings: &findings)
        let lines = potential.lines.filter { $0.pollutant == "NOx" }
        #expect(lines.map(\.state) == [.reducible, .missing])
        #expect(lines[1].today == nil && lines[1].after == nil)
    }
}

extension String {
    fileprivate func replacing(_ word: String, with other: String) -> String {
        split(separator: word, omittingEmptySubsequences: false).joined(separator: other)
    }
}
