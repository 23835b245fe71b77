import Calculation
import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Plans

/// Measures on any pollutant: limits, sets of limits and devices act on SO2, particles and their sizes as on NOx, and on a
/// pollutant that a pack adds.
///
/// 1000 t of coal of 20.934 MJ/kg give 1000 × (0.411 × 20.934 + 0.918) × 1000 = 9 521 874 m³ of flue gas at 9 % of oxygen.
@Suite struct PollutantMeasureTests {
    private static let pollutants = ["NOx", "VOCs", "SO2", "PM", "PM10", "PM2.5"]

    /// 20 % of ash and 1 % of sulphur as received: 17 t of SO2; by furnace and use 30 or 150 t of particles.
    private static func boiler(_ more: String = "", _ values: String = "", use: String, technology: String) -> String {
        """
        id,use,fuel,technology,fuel_use,ash,sulphur,coal_basis\(more)
        B1,\(use),raw_coal,\(technology),1000,20,1,ar\(values)

        """
    }
    private static let heating = boiler(use: "heating", technology: "stoker_auto")

    private func run(_ boilers: String, _ measures: String...) throws -> PlanEvaluation {
        try Samples.run(
            ["boilers": boilers],
            measures.enumerated().map { number, measure in
                "id: \(["A", "B", "C"][number]), table: boilers, \(measure), timing: {completed: 2025-12}"
            }, pollutants: Self.pollutants)
    }

    private func left(_ evaluation: PlanEvaluation, _ pollutant: String, _ decimals: Int = 4) -> String {
        evaluation.scenario.total(of: pollutant).t(decimals)
    }

    private func notes(_ evaluation: PlanEvaluation) -> String {
        evaluation.measures.flatMap(\.notes).map(\.text.en).joined(separator: "\n")
            + evaluation.measures.flatMap(\.lacking).map {
                "needs \($0.lack.what): \($0.lack.pollutant) \($0.held.t())\n\($0.lack.reason.en)"
            }.joined(separator: "\n")
            + evaluation.findings.sorted.map { $0.description(in: .en) }.joined(separator: "\n")
    }

    // MARK: Limits

    @Test(arguments: [
        // 35 mg/m³ × 9 521 874 m³ = 0.3333 t; stated at 6 % it allows (21 − 9) ÷ (21 − 6) = 0.8 of that at 9 %
        ("35", "9", "0.3333"), ("35", "6", "0.2666"), ("5000", "9", "17.0000"),
    ])
    func `a limit of SO2 lowers SO2 alone`(_ limit: String, _ oxygen: String, _ left: String) throws {
        let evaluation = try run(
            Self.heating,
            "action: limit, where: {fuel: coal}, with: {pollutant: SO2, concentration: \(limit), oxygen: \(oxygen)}")
        #expect(self.left(evaluation, "SO2") == left)
        for pollutant in ["NOx", "VOCs", "PM", "PM10", "PM2.5"] {
            #expect(evaluation.outcome("A")?.reduction(pollutant) == .zero)
        }
    }

    @Test func `ultra-low emission is one set: all three fall, NOx as by its own limit`() throws {
        let set = "concentration: {NOx: 50, SO2: 35, PM: 10}, oxygen: 9"
        let evaluation = try run(Self.heating, "action: limit, where: {fuel: coal}, with: {\(set)}")
        let measure = try #require(evaluation.outcome("A"))
        // 4 kg/t × 1000 t = 4 t to 50 × 9.521874 = 476.0937 kg; 17 t to 333.26559 kg; 30 t to 95.21874 kg
        #expect(measure.reduction("NOx").t(7) == "3.5239063")
        #expect(measure.reduction("SO2").t(7) == "16.6667344")
        #expect(measure.reduction("PM").t(7) == "29.9047813")
        #expect(measure.reduction("VOCs") == .zero)
        // The sizes fall in proportion: 9.9 and 3 t × 0.09521874 ÷ 30
        #expect(left(evaluation, "PM10", 7) == "0.0314222")
        #expect(left(evaluation, "PM2.5", 7) == "0.0095219")
        let alone = try run(
            Self.heating,
            "action: limit, where: {fuel: coal}, with: {pollutant: NOx, concentration: 50, oxygen: 9}")
        #expect(alone.outcome("A")?.reduction("NOx") == measure.reduction("NOx"))
        #expect(alone.outcome("A")?.reduction("SO2") == .zero)
    }

    @Test func `a set that is met changes nothing, and stricter caps stay`() throws {
        let set = "concentration: {NOx: 50, SO2: 35, PM: 10}, oxygen: 9"
        let evaluation = try run(
            Self.heating, "action: limit, where: {fuel: coal}, with: {\(set)}",
            "action: limit, where: {fuel: coal}, with: {concentration: {NOx: 100, SO2: 200, PM: 30}, oxygen: 9}")
        for pollutant in Self.pollutants { #expect(evaluation.outcome("B")?.reduction(pollutant) == .zero) }
    }

    @Test func `the tier of the limit tables is a set too`() throws {
        // State Council 2023 No. 24 for coal boilers from 65 t/h: 50, 35 and 10 mg/m³ at 9 %
        let boiler = Self.boiler(",capacity", ",75", use: "heating", technology: "stoker_auto")
        let all = try run(boiler, "action: limit, where: {fuel: coal}, with: {tier: ule}")
        let named = try run(
            boiler, "action: limit, where: {fuel: coal}, with: {pollutant: [NOx, SO2, PM], tier: ule}")
        for evaluation in [all, named] {
            #expect(left(evaluation, "NOx") == "0.4761")
            #expect(left(evaluation, "SO2") == "0.3333")
            #expect(left(evaluation, "PM") == "0.0952")
        }
    }

    @Test func `what a tier does not limit is held and told, the rest is limited`() throws {
        // The special tier has no limit of NH3; SO2 at 200 mg/m³: 200 × 9.521874 = 1.9044 t
        let evaluation = try Samples.run(
            ["boilers": Self.heating],
            [
                "id: A, table: boilers, action: limit, where: {fuel: coal}, with: {pollutant: [SO2, CO], tier: special}, timing: {completed: 2025-12}"
            ], pollutants: ["SO2", "CO"])
        #expect(left(evaluation, "SO2") == "1.9044")
        #expect(evaluation.outcome("A")?.reduction("CO") == .zero)
        #expect(notes(evaluation).contains("needs limits/emission_limits special boilers CO: CO 8.00"))
    }

    @Test func `a limit that a tier does not have is told with the limits that there are, in both languages`() throws {
        func remarks(_ boiler: String, _ with: String) throws -> [Label] {
            let evaluation = try Samples.run(
                ["boilers": boiler],
                [
                    "id: A, table: boilers, action: limit, where: {fuel: coal}, with: \(with), timing: {completed: 2025-12}"
                ], pollutants: ["NOx", "CO"])
            return evaluation.measures.flatMap(\.lacking).map { $0.lack.remark(held: $0.held, rows: $0.rows) }
        }
        let large = Self.boiler(",capacity", ",75", use: "heating", technology: "stoker_auto")
        let named = try remarks(large, "{pollutant: [NOx, CO], tier: ule}")
        #expect(
            named.map(\.en) == [
                "needs limits/emission_limits ule boilers CO (tier ule has no limit of CO for such a source (boilers); of it the tier limits NOx 50 mg/m3 (O2 9 %), SO2 35 mg/m3 (O2 9 %), PM 10 mg/m3 (O2 9 %); no other tier limits CO): 8.00 t of CO held as before, no reduction credited"
            ])
        #expect(
            named.map(\.zh) == [
                "需要 limits/emission_limits ule boilers CO（ule 档没有这类源（boilers）的 CO 限值；该档对它限 NOx 50 mg/m3 (O2 9 %)、SO2 35 mg/m3 (O2 9 %)、PM 10 mg/m3 (O2 9 %)；没有别的档限 CO）：CO 8.00 t 保持原值，不计减排"
            ])
        // A small boiler has no limit of that tier at all, and others have one.
        let small = Self.boiler(",capacity", ",4", use: "heating", technology: "stoker_auto")
        let none = try remarks(small, "{tier: ule}")
        #expect(none.count == 2)
        for remark in none {
            #expect(remark.en.contains("tier ule has no limit for such a source (boilers)"), "\(remark.en)")
            #expect(remark.en.contains("of other sources in boilers the tier limits NOx, SO2, PM"), "\(remark.en)")
            #expect(remark.en.contains("other tiers that limit boilers: ") && remark.en.contains("special"))
            #expect(remark.zh.contains("ule 档没有这类源（boilers）的限值"), "\(remark.zh)")
        }
        // What no table has a place for says so where it is printed, not its name alone.
        let capped = try remarks(large, "{concentration: {CO: 5}}")
        #expect(capped.count == 1 && capped[0].en.contains("(no column for a cap of CO: "), "\(capped)")
        #expect(capped[0].zh.contains("（CO 没有自己的浓度上限列"), "\(capped)")
    }

    @Test(arguments: [
        // Bricks are counted: their factor knows no flue gas.
        (
            "900,,", "NOx", "factor × bricks", "the method knows no flue gas", ["fuel_use"],
            "fuel_use filled in and factor_fuel ('factor × activity') in column method"
        ),
        // The library has no flue gas per tonne of bricks.
        (
            ",80000,", "NOx", "factor × activity", "no flue gas per product in table kilns/flue_gas_volume",
            ["fuel_use"], "fuel_use filled in and factor_fuel ('factor × activity') in column method"
        ),
        (
            ",80000,900", "NOx", "factor × activity", "no flue gas per product in table kilns/flue_gas_volume",
            ["method"], "factor_fuel ('factor × activity') in column method"
        ),
        (
            ",80000,900", "SO2", "factor × activity", "no flue gas per product in table kilns/flue_gas_volume",
            ["so2_concentration"],
            "so2_concentration filled in and concentration ('concentration × flue gas') in column method"
        ),
    ])
    func `a limit that cannot be turned into an emission says what lacks and what to fill in`(
        _ amounts: String, _ pollutant: String, _ method: String, _ reason: String, _ columns: [String],
        _ remedy: String
    ) throws {
        func run(_ row: String, more: String = "") throws -> PlanEvaluation {
            try Samples.run(
                ["kilns": "id,product,fuel,brick_output,product_output,fuel_use\(more)\nK1,brick,raw_coal,\(row)\n"],
                [
                    "id: A, table: kilns, action: limit, where: {}, with: {pollutant: \(pollutant), concentration: 5, oxygen: 9}, timing: {completed: 2025-12}"
                ], pollutants: ["NOx", "SO2"])
        }
        let evaluation = try run(amounts)
        #expect(evaluation.outcome("A")?.reduction(pollutant) == .zero)
        let finding = try #require(evaluation.findings.sorted.first { $0.message.code == "limit-without-effect" })
        #expect(finding.message.text.en.contains("'\(method)'") && finding.message.text.en.contains(reason))
        #expect(finding.expected?.en == remedy && finding.location?.line == 2)
        #expect(finding.location?.column == columns.first)
        #expect(finding.expected?.zh.contains("method 列写") == true)
        // With that filled in the limit acts: what the message says holds.
        let values = ["fuel_use": "900", "so2_concentration": "400"]
        let name = remedy.contains("concentration ('") ? "concentration" : "factor_fuel"
        let filled = amounts.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let row = [filled[0], filled[1], columns.contains("fuel_use") ? "900" : filled[2]]
        let others = columns.filter { $0 != "fuel_use" && $0 != "method" }
        let helped = try run(
            (row + [name] + others.map { values[$0] ?? "" }).joined(separator: ","),
            more: (["", "method"] + others).joined(separator: ","))
        #expect((helped.outcome("A")?.reduction(pollutant) ?? .zero) > .zero)
        #expect(!helped.findings.kept.contains { $0.message.code == "limit-without-effect" })
    }

    /// The slip of 1 000 t behind SCR is 0.16 t; 8 mg/m³ × 9 521 874 m³ = 0.0762 t. What a boiler without a device emits of it nobody
    /// prints, so that a device credits and debits nothing.
    @Test func `ammonia behind denitrification is limited, and a device debits none that was not known`() throws {
        let boiler = Self.boiler(",nox_device", ",scr", use: "heating", technology: "stoker_auto")
        func run(_ boilers: String, _ measure: String) throws -> PlanEvaluation {
            try Samples.run(
                ["boilers": boilers],
                ["id: A, table: boilers, where: {fuel: coal}, \(measure), timing: {completed: 2025-12}"],
                pollutants: ["NOx", "NH3"])
        }
        let limited = try run(boiler, "action: limit, with: {pollutant: NH3, concentration: 8, oxygen: 9}")
        #expect(limited.baseline.total(of: "NH3").tonnes() == "0.16" && left(limited, "NH3") == "0.0762")
        #expect(limited.outcome("A")?.reduction("NOx") == .zero)
        let installed = try run(Self.heating, "action: control, with: {pollutant: NOx, device: sncr}")
        #expect(installed.outcome("A")?.reduction("NH3") == .zero)
        #expect((installed.outcome("A")?.reduction("NOx") ?? .zero) > .zero)
    }

    @Test func `a number of a set may be waited for`() throws {
        let evaluation = try run(
            Self.heating,
            "action: limit, where: {fuel: coal}, with: {concentration: {NOx: 50, SO2: \"?\"}, oxygen: 9}")
        #expect(evaluation.outcome("A")?.measure.waitingFor == ["concentration.SO2"])
    }

    @Test func `a size has the limit of all particles and none of its own`() throws {
        let evaluation = try run(
            Self.heating, "action: limit, where: {fuel: coal}, with: {pollutant: PM2.5, concentration: 10, oxygen: 9}")
        #expect(evaluation.outcome("A")?.reduction("PM2.5") == .zero)
        #expect(notes(evaluation).contains("no column for a cap of PM2.5"))
    }

    @Test(arguments: [
        ("boilers", "{pollutant: XX, concentration: 5}", "unknown-word"),
        ("vehicles", "{pollutant: SO2, concentration: 5}", "action-inapplicable"),
        ("boilers", "{pollutant: SO2, concentration: {NOx: 5}}", "bad-parameter"),
        ("boilers", "{concentration: {NOx: -5}}", "bad-parameter"),
        ("boilers", "{tier: ule, concentration: 5}", "bad-parameter"),
    ])
    func `a limit that makes no sense is refused`(_ table: String, _ with: String, _ code: String) throws {
        var findings = Findings()
        _ = Plan(
            text: Samples.text([
                "id: A, table: \(table), action: limit, where: {}, with: \(with), timing: {completed: 2025-12}"
            ]), file: "plan.yaml", vocabularies: Samples.library.vocabularies, inputs: [:], findings: &findings)
        #expect(findings.kept.contains { $0.message.code == code }, "\(findings.kept.map(\.message.code))")
    }

    // MARK: Devices

    private static let power = boiler(use: "power", technology: "pulverized")

    @Test func `a wet scrubber takes fine and coarse particles apart, and some SO2`() throws {
        let evaluation = try run(
            Self.power, "action: control, where: {fuel: coal}, with: {pollutant: PM, device: wet_scrubber}")
        // 150 t, of it 9 fine and 34.5 up to 10 µm: fine × 0.50, coarse × 0.439; 17 t of SO2 × 0.80
        #expect(left(evaluation, "PM2.5", 3) == "4.500")
        #expect(left(evaluation, "PM10", 4) == "15.6945")
        #expect(left(evaluation, "PM", 3) == "66.399")
        #expect(left(evaluation, "SO2", 1) == "13.6")
        #expect(evaluation.outcome("A")?.reduction("NOx") == .zero)
    }

    @Test func `a desulphurisation tower by removal, or by device with its running time`() throws {
        let removal = try run(
            Self.power, "action: control, where: {fuel: coal}, with: {pollutant: SO2, removal: 95%, uptime: 1}")
        // 17 × 0.05
        #expect(left(removal, "SO2", 3) == "0.850")
        let device = try run(
            Self.power,
            "action: control, where: {fuel: coal}, with: {pollutant: SO2, device: limestone_gypsum, uptime: 0.9}")
        // 17 × (1 − 0.80 × 0.9); 9 × (1 − 0.57 × 0.9)
        #expect(left(device, "SO2", 3) == "4.760")
        #expect(left(device, "PM2.5", 3) == "4.383")
        #expect(device.outcome("A")?.reduction("NOx") == .zero)
    }

    @Test func `a weaker dust collector replaces nothing unless the measure says so`() throws {
        let boiler = Self.boiler(",pm_device", ",esp", use: "power", technology: "pulverized")
        let measure = "action: control, where: {fuel: coal}, with: {pollutant: PM, device: multicyclone"
        let kept = try run(boiler, measure + "}")
        #expect(kept.outcome("A")?.reduction("PM") == .zero)
        #expect(notes(kept).contains("what is in place removes more"))
        let replaced = try run(boiler, measure + ", replace: yes}")
        // 9 × 0.07 = 0.63 t before; 9 × 0.9 = 8.1 t after
        #expect(replaced.outcome("A")?.reduction("PM2.5").t(2) == "-7.47")
    }

    /// A cap of the whole scales its sizes by what it leaves of the whole: behind a device that takes most of the coarse the whole
    /// stays at the cap, and the fine would be more of it.
    @Test func `a dust collector below a cap raises no size unless the measure says so`() throws {
        let boiler = Self.boiler(",pm_cap", ",30", use: "power", technology: "pulverized")
        let measure = "action: control, where: {fuel: coal}, with: {pollutant: PM, device: multicyclone"
        let kept = try run(boiler, measure + "}")
        for pollutant in ["PM", "PM10", "PM2.5"] {
            #expect(kept.outcome("A")?.reduction(pollutant) == .zero, "\(pollutant)")
        }
        #expect(notes(kept).contains("the whole stands at its cap"))
        let replaced = try run(boiler, measure + ", replace: yes}")
        #expect(replaced.outcome("A").map { $0.reduction("PM2.5") < .zero } ?? false)
    }

    @Test func `what was measured goes with the devices, whichever pollutant they are for`() throws {
        // 100 mg/m³ × 100 000 m³/h × 4000 h = 40 t; φ = 9 ÷ 150: 0.06 × 0.43 + 0.94 × 0.25 = 0.2608 passes
        let boiler = Self.boiler(
            ",pm_concentration,so2_concentration,flue_gas_flow,hours", ",100,500,100000,4000", use: "power",
            technology: "pulverized")
        let evaluation = try run(
            boiler, "action: control, where: {fuel: coal}, with: {pollutant: SO2, device: limestone_gypsum, uptime: 1}")
        #expect(left(evaluation, "PM") == "10.4320")
        // 200 t × 0.20
        #expect(left(evaluation, "SO2") == "40.0000")
    }

    // MARK: Bypass

    @Test func `a control acts on the gas that goes through it, a cap on all`() throws {
        let boiler = Self.boiler(",bypass", ",0.2", use: "heating", technology: "stoker_auto")
        let control =
            "action: control, where: {fuel: coal}, with: {pollutant: NOx, device: scr, removal: 50%, uptime: 1}"
        // 4 t × (0.2 + 0.8 × 0.5)
        let evaluation = try run(boiler, control)
        #expect(left(evaluation, "NOx") == "2.4000")
        let both = try run(
            boiler, control, "action: limit, where: {fuel: coal}, with: {pollutant: NOx, concentration: 50, oxygen: 9}")
        #expect(left(both, "NOx") == "0.4761")
        // 17 t × (0.2 + 0.8 × (1 − 0.80 × 0.9))
        let tower = try run(
            boiler,
            "action: control, where: {fuel: coal}, with: {pollutant: SO2, device: limestone_gypsum, uptime: 0.9}")
        #expect(left(tower, "SO2") == "7.2080")
    }

    @Test func `what was measured goes with what passes round and through a new device`() throws {
        // 500 mg/m³ × 100 000 m³/h × 4000 h = 200 t; × (0.2 + 0.8 × 0.2) = 72 t
        let boiler = Self.boiler(
            ",so2_concentration,flue_gas_flow,hours,bypass", ",500,100000,4000,0.2", use: "power",
            technology: "pulverized")
        let evaluation = try run(
            boiler, "action: control, where: {fuel: coal}, with: {pollutant: SO2, device: limestone_gypsum, uptime: 1}")
        #expect(left(evaluation, "SO2") == "72.0000")
    }

    // MARK: Behind another fuel

    private static let toGas =
        "action: switch, where: {fuel: coal}, with: {to: natural_gas, gas_sulphur: 20, gas_heat_value: 38.931, efficiency: 0.8, from_efficiency: 0.8"

    /// 1000 t × 20.934 MJ/kg ÷ 38.931 MJ/m³ = 537 720.6 m³ of gas, a × 38.931 + b m³ of flue gas each: V.
    @Test func `a limit behind a switch holds for every pollutant, whether a factor tells of it or not`() throws {
        let evaluation = try run(
            Self.heating, Self.toGas + "}",
            "action: limit, where: {fuel: natural_gas}, with: {concentration: {NOx: 30, SO2: 1, PM: 5}, oxygen: 3.5}")
        let scenario = evaluation.scenario
        // Each is what the same flue gas may hold: 30 : 1 : 5.
        let unit = scenario.total(of: "SO2").inTonnes
        #expect(unit > 0)
        #expect(abs(scenario.total(of: "NOx").inTonnes / unit - 30) < 1e-6)
        #expect(abs(scenario.total(of: "PM").inTonnes / unit - 5) < 1e-6)
        // PM of gas has no factor: it is credited by the limit alone, as an assumption that says so.
        #expect(evaluation.outcome("A")?.reduction("PM") == .zero)
        #expect(evaluation.outcome("B")?.reduction("PM").t(1) == "30.0")
        let assumed = scenario.assumptions().filter { $0.assumption.text.en.contains("taken as what must be met") }
        #expect(assumed.map(\.pollutant) == ["PM"])
        #expect(!notes(evaluation).contains("limit-without-effect") && !notes(evaluation).contains("needs boilers PM"))
        // Sizes have factors of gas, and stay below.
        #expect(scenario.total(of: "PM10") <= scenario.total(of: "PM"))
    }

    @Test func `a switch takes the limits that the new fuel stands under`() throws {
        let without = try run(Self.heating, Self.toGas + "}")
        #expect(notes(without).contains("needs boilers natural_gas PM | pm_limit: PM 30.00"))
        let with = try run(Self.heating, Self.toGas + ", pm_limit: 5, limit_oxygen: 3.5}")
        let limited = try run(
            Self.heating, Self.toGas + "}",
            "action: limit, where: {fuel: natural_gas}, with: {pollutant: PM, concentration: 5, oxygen: 3.5}")
        #expect(with.scenario.total(of: "PM") == limited.scenario.total(of: "PM"))
        #expect(with.outcome("A")?.reduction("PM").t(1) == "30.0")
        // A stricter limit acts on what is computed by a limit in force.
        let both = try run(
            Self.heating, Self.toGas + ", pm_limit: 5, limit_oxygen: 3.5}",
            "action: limit, where: {fuel: natural_gas}, with: {pollutant: PM, concentration: 2, oxygen: 3.5}")
        #expect(
            abs(both.scenario.total(of: "PM").inTonnes / with.scenario.total(of: "PM").inTonnes - 0.4) < 1e-6)
    }

    @Test func `a kiln is limited by the flue gas of its product where nothing else tells of a pollutant`() throws {
        // Clinker has a factor of PM10 and none of PM: PM was not known before, so that nothing is credited, and what the cap
        // allows is in no difference.
        let evaluation = try Samples.run(
            [
                "kilns":
                    "id,product,kiln_type,fuel,product_output,pm_device\nK1,cement_clinker,nsp_kiln,raw_coal,100000,none\n"
            ],
            [
                "id: A, table: kilns, where: {}, action: limit, with: {pollutant: PM, concentration: 10, oxygen: 10}, timing: {completed: 2025-12}"
            ], pollutants: ["PM", "PM10"])
        #expect(evaluation.outcome("A")?.reduction("PM") == .zero)
        #expect(evaluation.scenario.total(of: "PM") == .zero && evaluation.scenario.total(of: "PM10") > .zero)
        #expect(!evaluation.findings.sorted.contains { $0.message.code == "part-exceeds-whole" })
    }

    // MARK: A pollutant that a pack adds

    private static let head = "value,unit,low,high,basis,set,source,place,confidence,role,from_year,to_year,note\n"

    /// Two pollutants of a pack, all numbers invented: HCl with factors of coal and gas, a removal and a limit; Hg with a factor
    /// of coal and a removal alone, as of what only a table of devices knows.
    private func added(_ more: String, _ values: String, _ measures: String...) throws -> PlanEvaluation {
        let folder = try TemporaryFolder()
        try folder.write(
            "vocabulary,code,zh,en,broader,aliases\npollutant,HCl,氯化氢,hydrogen chloride,,\npollutant,Hg,汞,mercury,,\n",
            to: "p/vocabularies.csv")
        try folder.write(
            "pollutant,unit,part_of,split,needs,note\nHCl,t,,,,Invented for a test.\nHg,t,,,,Invented for a test.\n",
            to: "p/pollutants.csv")
        try folder.write(
            "id,title,issuer,year,kind,address,note\nlocal,Invented,nobody,2024,report,,\n", to: "p/sources.csv")
        try folder.write(
            "id,use,fuel,technology,pollutant," + Self.head
                + "local.HCl,,coal,,HCl,0.5,kg/t,,,generation,derived,local,,estimated,default,,,\n"
                + "local.HCl.gas,,natural_gas,,HCl,0.02,kg/10^4 m3,,,generation,derived,local,,estimated,default,,,\n"
                + "local.Hg,,coal,,Hg,0.5,g/t,,,generation,derived,local,,estimated,default,,,\n",
            to: "p/boilers/emission_factors.csv")
        try folder.write(
            "id,gas_device,pollutant," + Self.head
                + "local.HCl.lime,limestone_gypsum,HCl,90,%,,,,derived,local,,estimated,default,,,\n"
                + "local.Hg.lime,limestone_gypsum,Hg,60,%,,,,derived,local,,estimated,default,,,\n",
            to: "p/controls/removal.csv")
        try folder.write(
            "id,kind,fuel,tier,pollutant,reference_oxygen," + Self.head
                + "local.limit.HCl,boilers,coal,special,HCl,=9,20,mg/m3,,,,standard,local,,estimated,default,,,\n",
            to: "p/limits/emission_limits.csv")
        var library = try FactorLibrary(
            folder: Samples.root + "/EmissionFactors", packs: [folder.path + "/p"],
            regionFiles: [Samples.root + "/Inventories/demo-county-2024/regions.csv"])
        library.addWords(KindMethods.words, to: "method")
        var findings = Findings()
        let plan = try #require(
            Plan(
                text: Samples.text(
                    measures.enumerated().map { number, measure in
                        let meant = measure.contains("where:") ? "" : ", where: {fuel: coal}"
                        return
                            "id: \(["A", "B"][number]), table: boilers, \(measure)\(meant), timing: {completed: 2025-12}"
                    }), file: "plan.yaml", vocabularies: library.vocabularies, inputs: [:], findings: &findings))
        #expect(!findings.hasErrors, "\(findings.sorted.map { $0.description(in: .en) })")
        let inventory = try Samples.inventory([
            "boilers": Self.boiler(more, values, use: "heating", technology: "stoker_auto")
        ])
        return PlanEvaluation(
            plan, on: inventory,
            in: try Samples.context(inventory, pollutants: ["NOx", "HCl", "Hg", "PM2.5"], library: library))
    }

    @Test func `a switch takes its factor of the new fuel`() throws {
        // The same heat, 1000 t × 20.934 MJ/kg, of a gas of 38.931 MJ/m³: 537 720 m³ × 0.02 kg/10⁴ m³ = 1.0754 kg
        let change =
            "action: switch, with: {to: natural_gas, gas_heat_value: 38.931, efficiency: 0.8, from_efficiency: 0.8}"
        let evaluation = try added("", "", change)
        #expect(left(evaluation, "HCl", 7) == "0.0010754")
        // Of Hg the pack has no factor of gas: what was emitted stays, and what lacks is named.
        #expect(left(evaluation, "Hg", 7) == "0.0005000" && evaluation.outcome("A")?.reduction("Hg") == .zero)
        #expect(notes(evaluation).contains("needs boilers natural_gas Hg"))
    }

    @Test func `what only a table of devices knows is controlled and limited, behind a switch too`() throws {
        // 1000 t × 0.5 g/t = 0.5 kg: × 0.4; 0.01 mg/m³ × 9 521 874 m³
        let device = try added("", "", "action: control, with: {pollutant: Hg, device: limestone_gypsum}")
        #expect(left(device, "Hg", 7) == "0.0002000" && left(device, "HCl", 3) == "0.050")
        let limit = try added("", "", "action: limit, with: {pollutant: Hg, concentration: 0.01, oxygen: 9}")
        #expect(left(limit, "Hg", 8) == "0.00009522")
        #expect(limit.outcome("A")?.reduction("HCl") == .zero)
        // Behind the switch nothing tells of Hg but what must be met: 0.001 mg/m³ × the gas of a year.
        let change =
            "action: switch, with: {to: natural_gas, gas_heat_value: 38.931, efficiency: 0.8, from_efficiency: 0.8}"
        let both = try added(
            "", "", change,
            "action: limit, where: {fuel: natural_gas}, with: {pollutant: Hg, concentration: 0.001, oxygen: 3.5}")
        let gas = try #require(both.outcome("B")).reduction("Hg")
        #expect(gas > .zero && both.scenario.total(of: "Hg") > .zero)
        #expect(!notes(both).contains("no column for a cap of Hg") && !notes(both).contains("needs boilers Hg"))
        // As much again is left of twice the concentration.
        let twice = try added(
            "", "", change,
            "action: limit, where: {fuel: natural_gas}, with: {pollutant: Hg, concentration: 0.002, oxygen: 3.5}")
        #expect(abs(twice.scenario.total(of: "Hg").inTonnes / both.scenario.total(of: "Hg").inTonnes - 2) < 1e-4)
    }

    @Test func `it is limited by a number or by its tier`() throws {
        // 0.5 t; 10 and 20 mg/m³ × 9 521 874 m³
        let number = try added(
            "", "", "action: limit, with: {pollutant: HCl, concentration: 10, oxygen: 9}")
        #expect(left(number, "HCl", 5) == "0.09522")
        #expect(number.outcome("A")?.reduction("NOx") == .zero)
        let tier = try added("", "", "action: limit, with: {pollutant: HCl, tier: special}")
        #expect(left(tier, "HCl", 5) == "0.19044")
    }

    @Test func `it is removed by a device, which takes a free place and leaves others theirs`() throws {
        let measure = "action: control, with: {pollutant: HCl, device: limestone_gypsum}"
        // 0.5 t × 0.10; fine particles 3 t × 0.43
        let free = try added("", "", measure)
        #expect(left(free, "HCl", 3) == "0.050")
        #expect(left(free, "PM2.5", 3) == "1.290")
        // Beside a bag filter it stands behind: 3 t × 0.055 × 0.43
        let beside = try added(",pm_device", ",bag_filter", measure)
        #expect(left(beside, "HCl", 3) == "0.050")
        #expect(left(beside, "PM2.5", 5) == "0.07095")
        let full = try added(
            ",so2_device,pm_device,pm_device_2",
            ",cfb_fgd,esp,bag_filter", measure)
        #expect(full.outcome("A")?.reduction("HCl") == .zero)
        #expect(notes(full).contains("no column for another device is free"))
    }

    @Test func `a device that is not known to remove it is told, not installed`() throws {
        let evaluation = try added("", "", "action: control, with: {pollutant: HCl, device: esp}")
        #expect(evaluation.outcome("A")?.reduction("HCl") == .zero)
        #expect(evaluation.outcome("A")?.reduction("PM2.5") == .zero)
        #expect(notes(evaluation).contains("controls/removal esp HCl"))
    }
}
