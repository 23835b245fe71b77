import Calculation
import Factors
import FoundationEssentials
import Inventories
import Quantities
import Tables
import Testing

@testable import Plans

/// A later control is not a worse one, what is missing after a measure is held, and a kiln's process outlives its fuel.
@Suite struct `What measures keep` {
    private func run(
        _ tables: [String: String], _ measures: [String], pollutants: [String] = ["NOx", "VOCs"],
        library: FactorLibrary = ExampleFactors.library
    ) throws -> PlanEvaluation {
        try Samples.run(
            tables, measures.enumerated().map { "id: M\($0), \($1), timing: {completed: 2025-12}" },
            pollutants: pollutants, library: library)
    }

    private func kept(_ evaluation: PlanEvaluation) -> Int {
        evaluation.measures[0].notes.filter { $0.text.en.contains("what is in place removes more") }.map(\.rows)
            .reduce(0, +)
    }

    // MARK: Controls

    @Test func `A weaker device replaces nothing unless the measure says so`() throws {
        // 1000 t × 4 kg/t: B1 has 80 %, B2 nothing. SNCR at 40 %: B1 stays at 0.8 t, B2 falls from 4 to 2.4 t.
        let boilers = "id,fuel,fuel_use,nox_device,nox_removal\nB1,coal,1000,scr,0.8\nB2,coal,1000,,\n"
        let control = "action: control, table: boilers, where: {}, with: {pollutant: NOx, device: sncr, removal: 0.4"
        let evaluation = try run(["boilers": boilers], [control + "}"])
        #expect(evaluation.outcome("M0")?.reduction("NOx").t() == "1.60")
        #expect(evaluation.outcome("M0")?.rows == 1 && kept(evaluation) == 1)
        let replaced = try run(["boilers": boilers], [control + ", replace: yes}"])
        // B1 rises from 0.8 to 2.4 t: the measure says that it takes the better device out.
        #expect(replaced.outcome("M0")?.reduction("NOx").t() == "0.00")
        #expect(replaced.outcome("M0")?.rows == 2 && kept(replaced) == 0)
    }

    @Test func `Devices in series, running time and unknown removals are held against each other`() throws {
        // In series 1 − (1 − 0.30)(1 − 0.42) = 59.4 % removed; SCR alone 42 %.
        let series = "id,fuel,fuel_use,nox_device,nox_device_2\nB1,coal,1000,sncr,scr\n"
        let scr = "action: control, table: boilers, where: {}, with: {pollutant: NOx, device: scr}"
        #expect(kept(try run(["boilers": series], [scr])) == 1)
        // A device that runs half of the time removes less than one of half its removal that always runs.
        let running = "id,fuel,fuel_use,nox_device,nox_removal,nox_uptime\nB1,coal,1000,scr,0.8,0.9\n"
        let idle = "action: control, table: boilers, where: {}, with: {pollutant: NOx, uptime: 0.5}"
        #expect(kept(try run(["boilers": running], [idle])) == 1)
        #expect(try run(["boilers": running], [idle]).outcome("M0")?.reduction("NOx") == .zero)
        // What nobody knows the removal of removes nothing: it is not put in the place of 30 %.
        let known = "id,fuel,fuel_use,nox_device\nB1,natural_gas,,sncr\n"
        let unknown = "action: control, table: boilers, where: {}, with: {pollutant: NOx, device: ule}"
        #expect(kept(try run(["boilers": known], [unknown])) == 1)
    }

    @Test func `A hood with carbon does not take the place of an oxidiser`() throws {
        let firms = """
            id,unit_type,material,material_use,voc_content,voc_device,voc_capture,voc_removal,voc_uptime
            F1,solvent_use,solvent_coating,40,1,rto,0.9,0.94,0.95
            F2,solvent_use,solvent_coating,40,1,none,,,
            """
        // F2: 40 × 0.3 × 0.3 × 0.9 = 3.24 t
        let evaluation = try run(
            ["voc_firms": firms],
            [
                "action: control, table: voc_firms, where: {}, with: {pollutant: VOCs, device: activated_carbon_once, removal: 0.3, capture: 0.3, uptime: 0.9}"
            ])
        #expect(evaluation.outcome("M0")?.reduction("VOCs").t() == "3.24" && kept(evaluation) == 1)
    }

    // MARK: Missing after a measure

    @Test(arguments: ["1", "0.5"]) func `Households to gas credit no NOx until a factor is known`(_ share: String)
        throws
    {
        let homes = "id,fuel,households,fuel_per_household\nH1,loose_coal,741,3\n"
        let evaluation = try run(
            ["households": homes],
            ["action: switch, table: households, where: {fuel: coal}, with: {to: natural_gas, share: \(share)}"])
        let measure = try #require(evaluation.outcome("M0"))
        // 741 × 3 t × 2.20 kg/t = 4.89 t before and after.
        #expect(evaluation.baseline.total(of: "NOx").t() == "4.89")
        #expect(evaluation.scenario.total(of: "NOx") == evaluation.baseline.total(of: "NOx"))
        #expect(measure.reduction("NOx") == .zero && measure.alone("NOx") == .zero)
        #expect(measure.lacking.map(\.lack.what) == ["households natural_gas NOx"])
        #expect(measure.held("NOx").t() == (share == "1" ? "4.89" : "2.45"))
        // VOCs have a factor of gas: they are credited.
        #expect(measure.reduction("VOCs") > .zero)
        for key in ["pollutant", "table", "fuel", "method", "sector"] {
            let keys = ["pollutant", key].compactMap { Grouping($0) }
            let sum = measure.reductions(by: keys).reduce(Mass.zero) { $1.keys[0] == "NOx" ? $0 + $1.reduction : $0 }
            #expect(sum == .zero, "\(key)")
            let after = evaluation.scenario.totals(by: keys).reduce(Mass.zero) {
                $1.keys[0] == "NOx" ? $0 + $1.emission : $0
            }
            #expect(after == evaluation.baseline.total(of: "NOx"), "\(key)")
        }
        let sources = evaluation.sources(of: "M0")
        #expect(sources.reduce(Mass.zero) { $0 + $1.before[0] - $1.after[0] } == .zero)
        let sheets = try #require(evaluation.sheets(of: "M0", pollutant: "NOx"))
        #expect(sheets.reduction == .zero && sheets.heldAfter == measure.held("NOx"))
        let clause = try #require(evaluation.coverage.first)
        #expect(clause.needs.map(\.what) == ["households natural_gas NOx"] && clause.state != .computed)
        // The pollutants that are asked for change no tonnes.
        let alone = try run(
            ["households": homes],
            ["action: switch, table: households, where: {fuel: coal}, with: {to: natural_gas, share: \(share)}"],
            pollutants: ["VOCs"])
        #expect(alone.outcome("M0")?.reduction("VOCs") == measure.reduction("VOCs"))
    }

    @Test func `What is held can be closed, made electric or held again by later measures`() throws {
        let homes = "id,fuel,households,fuel_per_household\nH1,loose_coal,100,3\n"
        let gas = "action: switch, table: households, where: {fuel: coal}, with: {to: natural_gas}"
        // 100 × 3 t × 2.20 kg/t = 0.66 t
        for (then, left) in [
            ("action: switch, table: households, where: {fuel: gas}, with: {to: electricity}", "0.00"),
            ("action: switch, table: households, where: {fuel: gas}, with: {to: lng}", "0.66"),
            ("action: scale, table: households, where: {fuel: gas}, with: {factor: 0.5, columns: [gas_use]}", "0.66"),
        ] {
            let evaluation = try run(["households": homes], [gas, then])
            #expect(evaluation.scenario.total(of: "NOx").t() == left, "\(then)")
            let sum = evaluation.measures.reduce(Mass.zero) { $0 + $1.reduction("NOx") }
            #expect(sum == evaluation.baseline.total(of: "NOx") - evaluation.scenario.total(of: "NOx"))
        }
    }

    @Test func `Pellets bring no NOx gain, as the library says`() throws {
        let evaluation = try run(
            ["households": "id,fuel,households,fuel_per_household\nH1,loose_coal,100,3\n"],
            ["action: switch, table: households, where: {fuel: coal}, with: {to: biomass_pellet}"])
        let measure = try #require(evaluation.outcome("M0"))
        #expect(measure.reduction("NOx") == .zero)
        #expect(measure.notes.contains { $0.text.en.contains("household.pellet_nox_gain") })
        // VOCs of pellets have no factor: held.
        #expect(measure.reduction("VOCs") == .zero && measure.held("VOCs").t() == "0.18")
    }

    @Test func `A substitute without content is asked for, not taken as free of VOCs`() throws {
        // 10 t × 0.6 = 6 t of a solvent that gives way to a material whose content nobody knows.
        let evaluation = try run(
            [
                "voc_firms":
                    "id,unit_type,material,material_use,voc_content\nF1,solvent_use,solvent_coating,10,0.6\n"
            ],
            ["action: substitute, table: voc_firms, where: {}, with: {percent: 100, material: other_material}"])
        let measure = try #require(evaluation.outcome("M0"))
        #expect(measure.reduction("VOCs") == .zero && measure.held("VOCs").t() == "6.00")
        #expect(measure.lacking.first?.lack.what.contains("other_material") ?? false)
        #expect(evaluation.scenario.total(of: "VOCs").t() == "6.00")
    }

    // MARK: Kilns

    /// 1.2 × 10⁶ t of clinker at 1.88 kg/t are 2256 t by factor; measured are 844.6 t.
    private let clinker = """
        id,kiln_type,product,product_output,fuel,fuel_use,nox_concentration,oxygen,flue_gas_flow,hours,valid_share
        K1,nsp_kiln,cement_clinker,1200000,coal,150000,211.15,10,500000,8000,1
        """

    @Test(arguments: ["0.2", "1"]) func `A monitored clinker kiln on electricity falls by its share`(_ share: String)
        throws
    {
        let evaluation = try run(
            ["kilns": clinker],
            ["action: switch, table: kilns, where: {}, with: {to: electricity, share: \(share)}"])
        #expect(evaluation.baseline.total(of: "NOx").t(1) == "844.6")
        // 844.6 × 0.2 = 168.92 t; the whole: 844.60 t. It was 844.6 − 2256 = −1411 t.
        #expect(evaluation.outcome("M0")?.reduction("NOx").t() == (share == "1" ? "844.60" : "168.92"))
    }

    @Test func `A monitored kiln on gas goes in proportion to its factors`() throws {
        // The product's factor is the same whatever the fuel: no reduction, and no jump to 2256 t.
        let evaluation = try run(
            ["kilns": clinker], ["action: switch, table: kilns, where: {}, with: {to: natural_gas}"])
        #expect(evaluation.outcome("M0")?.reduction("NOx") == .zero)
        #expect(evaluation.scenario.total(of: "NOx").t(1) == "844.6")
    }

    @Test(arguments: ["natural_gas", "electricity", "biomass_pellet"])
    func `Brick and lime kilns never rise with another fuel`(_ fuel: String) throws {
        let kilns = """
            id,kiln_type,product,product_output,brick_output,fuel,fuel_use,nox_device,nox_removal
            K1,tunnel_kiln,brick,,3000,coal,900,sncr,0.3
            K2,,brick,80000,,coal,900,,
            K3,,lime,50000,,coal,6000,sncr,0.4
            """
        let evaluation = try run(
            ["kilns": kilns], ["action: switch, table: kilns, where: {}, with: {to: \(fuel), share: 0.5}"])
        let (before, after) = (evaluation.baseline.total(of: "NOx"), evaluation.scenario.total(of: "NOx"))
        if fuel == "electricity" {
            #expect(
                evaluation.outcome("M0")?.reduction("NOx").t(3) == DecimalText.rounded(before.inTonnes / 2, decimals: 3)
            )
        } else {
            // The devices of the process stay, and its factor holds the fuel's share.
            #expect(after == before)
        }
    }

    @Test func `A stated process part stays on electricity`() throws {
        // The arc furnace has no fuel: 0.06 kg/t of VOCs on 22 × 10⁴ t stay, whatever was written as its fuel.
        let evaluation = try run(
            [
                "kilns":
                    "id,kiln_type,product,product_output,fuel\nK1,electric_arc_furnace,crude_steel,220000,natural_gas\n"
            ],
            ["action: switch, table: kilns, where: {}, with: {to: electricity}"])
        #expect(evaluation.baseline.total(of: "VOCs").t() == "13.20")
        #expect(evaluation.scenario.total(of: "VOCs").t() == "13.20")
    }

    @Test func `A boiler's device ends with its fuel unless the measure keeps it`() throws {
        // 1000 t × 4 kg/t × (1 − 0.8) = 0.8 t of coal. 1000 t × 20.934 MJ/kg at equal efficiency are 58.9 × 10⁴ m3 of gas.
        let boilers =
            "id,fuel,fuel_use,heat_value,thermal_efficiency,nox_device,nox_removal\nB1,coal,1000,20.934,0.8,scr,0.8\n"
        func left(_ control: String) throws -> Double {
            try run(
                ["boilers": boilers],
                ["action: switch, table: boilers, where: {}, with: {to: natural_gas, efficiency: 0.8\(control)}"]
            ).scenario.total(of: "NOx").inTonnes
        }
        let (ends, stays) = (try left(""), try left(", control: keep"))
        #expect(ends > 0 && DecimalText.significant(stays / ends, digits: 3) == "0.2")
    }

    @Test func `A rise by the factors prints them`() throws {
        // Two boilers' worth of heat from a coal of 80 % removal to gas without: the reason names both factors.
        let evaluation = try run(
            [
                "boilers":
                    "id,fuel,fuel_use,heat_value,thermal_efficiency,nox_device,nox_removal\nB1,coal,1000,20.934,0.8,scr,0.99\n"
            ],
            ["action: switch, table: boilers, where: {}, with: {to: natural_gas, efficiency: 0.8}"])
        let measure = try #require(evaluation.outcome("M0"))
        #expect(measure.reduction("NOx") < .zero)
        let note = try #require(measure.notes.first { $0.text.en.contains("NOx rises") })
        #expect(
            note.text.en.contains("ex.boiler.coal.nox") && note.text.en.contains("ex.boiler.gas.nox") && note.rows == 1)
    }

    // MARK: Unchanged

    private func texts(_ evaluation: PlanEvaluation) -> [String] {
        evaluation.measures[0].notes.map(\.text.en).filter { $0.hasPrefix("unchanged") }
    }

    /// Waste water is volume × release factor: neither hood nor device stands in the formula, and the note names them.
    @Test func `What no method uses is named, and told apart from what is met`() throws {
        let firms = "id,unit_type,wastewater\nF1,wastewater,1000\n"
        let evaluation = try Samples.run(
            ["voc_firms": firms],
            [
                "id: M0, action: control, table: voc_firms, where: {}, with: {pollutant: VOCs, capture_type: enclosed, capture: 0.9, device: rto, removal: 0.9}, timing: {completed: 2025-12}"
            ])
        #expect(evaluation.measures[0].verdict == .unchanged)
        #expect(
            texts(evaluation) == [
                "unchanged: no method of these sources uses voc_capture_type, voc_capture, voc_device, voc_removal"
            ])
        // A factor by class, fuel and standard knows no retrofit.
        let trucks =
            "id,vehicle_class,fuel,standard,population,annual_km,speed\nV1,truck_heavy,diesel,CN3,100,75000,40\n"
        let fitted = try Samples.run(
            ["vehicles": trucks],
            [
                "id: M0, action: replace, table: vehicles, where: {}, with: {share: 1, of: stock, to: {technology: three_way}}, timing: {completed: 2025-12}"
            ])
        #expect(texts(fitted) == ["unchanged: no method of these sources uses technology"])
        // A limit that the boiler meets is used, and changes nothing.
        let boilers = "id,use,fuel,technology,fuel_use\nB1,industrial,coal,stoker,1000\n"
        let met = try Samples.run(
            ["boilers": boilers],
            [
                "id: M0, action: limit, table: boilers, where: {}, with: {pollutant: NOx, concentration: 5000, oxygen: 9}, timing: {completed: 2025-12}"
            ])
        #expect(met.measures[0].verdict == .unchanged)
        #expect(texts(met) == ["unchanged: met already, or the new values give the same"])
    }

    /// CN6 trucks made CN5 ones rise, and the measure says of how many rows; CN3 ones fall.
    @Test(arguments: ["1", "0.5"])
    func `A replacement by what is dirtier is told`(share: String) throws {
        let trucks =
            "id,vehicle_class,fuel,standard,population,annual_km,speed\nV1,truck_heavy,diesel,CN6,100,75000,40\nV2,truck_heavy,diesel,CN3,100,75000,40\n"
        let evaluation = try Samples.run(
            ["vehicles": trucks],
            [
                "id: M0, action: replace, table: vehicles, where: {}, with: {share: \(share), to: {standard: CN5}}, timing: {completed: 2025-12}"
            ])
        let told = evaluation.measures[0].notes.filter { $0.text.en.hasPrefix("NOx rises") }
        #expect(told.map(\.rows) == [1])
    }

    // MARK: Columns

    @Test func `No list of columns is kept by hand outside the kinds`() throws {
        let ids = Set(SourceKind.all.flatMap { $0.schema.columns.map(\.id) })
        let folder = Samples.root + "/Sources/Plans"
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }
        #expect(files.count > 20)
        for file in files {
            let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
            for list in text.split(separator: "[").dropFirst() {
                let inner = list.prefix { $0 != "]" }
                let words = inner.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
                    .filter { $0.offset % 2 == 1 }.map { String($0.element) }
                let columns = words.filter(ids.contains)
                // Names of the plan language and keys of YAML may be spelled as columns are; two numbers may not.
                let numbers = columns.filter { id in
                    SourceKind.all.contains { $0.schema.column(id)?.unit != nil }
                }
                #expect(numbers.count < 2, "\(file): \(numbers)")
            }
        }
    }

    @Test func `Sizes, counts and what is void with the fuel come from the roles`() throws {
        for kind in SourceKind.all {
            #expect(kind.schema.columns(.count).count <= 1)
            #expect(kind.schema.sizes.allSatisfy { $0.unit != nil })
        }
        #expect(SourceKind.boilers.schema.fuelOfEach?.id == "fuel_per_boiler")
        #expect(SourceKind.households.schema.fuelOfEach?.id == "fuel_per_household")
        #expect(SourceKind.vehicles.schema.fuelOfEach == nil)
        #expect(SourceKind.boilers.schema.isOfSingleSources && !SourceKind.vehicles.schema.isOfSingleSources)
        #expect(SourceKind.kilns.schema.columns(.ofFuel).map(\.id).contains("nox_device"))
    }
}
