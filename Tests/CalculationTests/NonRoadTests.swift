import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// Machines: what acts in a formula is the row's own number, and what is not known is said.
@Suite struct NonRoadTests {
    private static let header = "id,machine_type,fuel,stage,population,power,hours,load_factor,age"

    private func run(
        _ rows: String, _ pollutants: [String] = ["NOx"], header: String = NonRoadTests.header, year: Int = 2024,
        book: String? = nil, manifest: String? = nil
    ) async throws -> Run {
        let files = ["nonroad.csv": header + "\n" + rows]
        let text = manifest.map { InventoryText(files, manifest: $0) } ?? InventoryText(files, year: year)
        return try await text.computed(pollutants: pollutants, ruleBook: book)
    }

    private func sheets(_ run: Run, _ pollutant: String) throws -> [Explanation] {
        let sheet = try #require(run.inventory.sheets.first)
        return try (0..<sheet.table.rowCount).map { row in
            try #require(run.result.explanations(of: sheet, row: row, pollutant: pollutant).first)
        }
    }

    private func value(_ symbol: String, _ sheet: Explanation) throws -> Double {
        try #require(sheet.terms.first { $0.symbol == symbol }).value
    }

    private func subjects(_ sheet: Explanation) -> [String] { sheet.assumptions.map(\.subject) }

    // MARK: Numbers of the row

    @Test func `a machine is as old as its date of manufacture says, unless the row gives an age`() async throws {
        let found = try sheets(
            try await run(
                """
                A,excavator,diesel,S2,10,110,1000,0.59,,2014-06
                B,excavator,diesel,S2,10,110,1000,0.59,10,
                C,excavator,diesel,S2,10,110,1000,0.59,4,2014
                D,excavator,diesel,S2,10,110,1000,0.59,4,
                E,excavator,diesel,S2,10,110,1000,0.59,,2025
                F,excavator,diesel,S2,10,110,1000,0.59,,
                G,excavator,diesel,S2,10,110,1000,0.59,未报送,2014
                H,excavator,diesel,S2,10,110,1000,0.59,,1930

                """, header: NonRoadTests.header + ",manufacture_date"), "NOx")
        #expect(try value("a", found[0]) == 10 && found[0].emission == found[1].emission)
        #expect(
            found[0].assumptions.first { $0.subject == "nonroad.age" }?.text.en.contains("told by the date") == true)
        #expect(try value("a", found[2]) == 4 && found[2].emission == found[3].emission)
        // A date after the inventory's year, an age that nobody reported and a date beyond all ages tell nothing.
        for sheet in found[4...] {
            #expect(sheet.emission == found[5].emission)
            #expect(sheet.assumptions.contains { $0.text == NonRoadAging.unknownAge })
        }
    }

    @Test func `a machine's own date goes before a default age of the inventory`() async throws {
        let manifest = """
            name: {en: "Invented", zh: "虚构"}
            region: 659999
            year: 2024
            defaults:
              - {table: nonroad, column: age, value: 7, reason: {en: "invented", zh: "虚构"}}

            """
        let found = try sheets(
            try await run(
                "A,excavator,diesel,S2,10,110,1000,0.59,,2014\nB,excavator,diesel,S2,10,110,1000,0.59,,\n",
                header: NonRoadTests.header + ",manufacture_date", manifest: manifest), "NOx")
        #expect(try found.map { try value("a", $0) } == [10, 7])
    }

    @Test func `NONROAD deteriorates with the row's own age, whatever it is`() async throws {
        // Ten hours a year, so that even 80 years stay below the median life:
        // DF = 1 + (a + 1) × 10 h × 0.59 ÷ 4 667 h × 0.009
        let ages: [Double] = [0, 1, 2.5, 39, 40, 40.5, 41, 42, 60, 79, 80]
        let rows =
            ages.map { "N\($0),excavator,diesel,S2,1000,110,10,0.59,\($0)" } + [
                "N,excavator,diesel,S2,1000,110,10,0.59,"
            ]
        let found = try sheets(try await run(rows.joined(separator: "\n"), book: "inventory_us"), "NOx")
        let unworn = try #require(found.last?.emission)
        #expect(subjects(try #require(found.last)) == ["nonroad.age"])
        for (age, sheet) in zip(ages, found) {
            #expect(try value("a", sheet) == age)
            let expected = Double(unworn.micrograms) * (1 + min((age + 1) * 10 * 0.59 / 4667, 1) * 0.009)
            let emission = try #require(sheet.emission)
            #expect(abs(Double(emission.micrograms) - expected) <= 1, "\(age) years")
        }
    }

    @Test func `median life goes by power, not by type`() async throws {
        let cases: [(power: Double, life: Double)] = [
            (20, 2500), (36.9, 2500), (37, 4667), (110, 4667), (223, 4667), (224, 7000), (450, 7000),
        ]
        for type in ["excavator", "crane", "agricultural_tractor"] {
            let rows = cases.map { "N\($0.power),\(type),diesel,S2,1,\($0.power),500,0.5,3" }.joined(separator: "\n")
            let found = try sheets(try await run(rows, book: "inventory_us"), "NOx")
            for (expected, sheet) in zip(cases, found) {
                #expect(try value("M", sheet) == expected.life, "\(type), \(expected.power) kW")
                #expect(subjects(sheet).contains("nonroad.median_life"))
            }
        }
        let own = try await run(
            "N,excavator,diesel,S2,1,110,500,0.5,3,9000\n", header: NonRoadTests.header + ",median_life",
            book: "inventory_us")
        let sheet = try #require(try sheets(own, "NOx").first)
        #expect(try value("M", sheet) == 9000)
        #expect(!subjects(sheet).contains("nonroad.median_life"))
    }

    @Test func `a useful life of the row goes before the library's`() async throws {
        // S2, age 10: of 10 years 1.009, of 20 years 1.0045, of 40 years 1.00225
        let header = NonRoadTests.header + ",useful_life"
        let row = "excavator,diesel,S2,25,110,1000,0.59,10"
        let found = try await run("A,\(row),\nB,\(row),20\nC,\(row),40\n", header: header)
        let masses = try sheets(found, "NOx").compactMap(\.emission)
        // 25 × 64 900 kWh × 5.2 × 0.95 g/kWh = 8.01515 t
        #expect(masses.map { $0.roundedTonnes(decimals: 5) } == ["8.08729", "8.05122", "8.03318"])
        let subjects = try sheets(found, "NOx").map(self.subjects)
        #expect(subjects[0] == ["nonroad.useful_life"] && subjects[1].isEmpty)
    }

    // MARK: Never silently 1

    @Test func `VOCs of EMEP have a transient factor at every load and stage`() async throws {
        let cases: [(stage: String, load: Double, factor: Double, isSure: Bool)] = [
            ("S2", 0.59, 1.05, true), ("S2", 0.45, 1.67, false), ("S2", 0.3, 1.67, false), ("S2", 0.2, 2.29, false),
            ("S3", 0.59, 1.05, false), ("S3", 0.3, 1.67, false), ("S3", 0.2, 2.29, false), ("S4", 0.2, 1, false),
            ("eu_before_1981", 0.3, 1.67, false), ("eu_1981_1990", 0.59, 1.05, true),
        ]
        let rows = cases.enumerated().map { "N\($0),excavator,diesel,\($1.stage),1,60,500,\($1.load),5" }
        let found = try sheets(try await run(rows.joined(separator: "\n"), ["VOCs"]), "VOCs")
        for (expected, sheet) in zip(cases, found) {
            #expect(sheet.method?.id == "nonroad_power_emep")
            #expect(try value("TAF", sheet) == expected.factor, "\(expected.stage), \(expected.load)")
            let marks = subjects(sheet).filter { $0.hasPrefix("nonroad.emep.transient.VOC") }
            #expect(marks.isEmpty == expected.isSure, "\(expected.stage), \(expected.load)")
        }
    }

    @Test func `a factor that the library lacks is 1 or 0 only as an assumption`() async throws {
        let pollutants = ["NOx", "VOCs", "PM", "CO", "NH3"]
        let stages = [
            "S0", "S1", "S2", "S3", "S4", "eu_before_1981", "eu_1981_1990", "eu_1991_stage_1", "eu_stage_4",
            "eu_stage_5",
        ]
        let rows = stages.map { "N\($0),excavator,diesel,\($0),1,60,500,0.3,5" }.joined(separator: "\n")
        for book in ["inventory", "inventory_us"] {
            let run = try await run(rows, pollutants, book: book)
            var compared = 0
            for pollutant in pollutants {
                for sheet in try sheets(run, pollutant) where sheet.method?.id.hasPrefix("nonroad_power_") == true {
                    for term in sheet.terms where term.symbol == "TAF" || term.symbol == "d" {
                        guard case .derived(let formula, _, _) = term.provenance, !formula.contains("←") else {
                            continue
                        }
                        #expect(subjects(sheet).contains("nonroad." + term.symbol), "\(pollutant) \(formula)")
                        compared += 1
                    }
                }
            }
            // NH3 has neither in the guidebook; NONROAD has no such rows at all.
            #expect(compared > 0 || book == "inventory_us")
        }
    }

    /// The deterioration of VOCs at the end of life as the guidebook prints it: 0.036 of stage I, 0.034 of stage II, 0.027 from stage
    /// IIIA on; before stage I none is printed, and that of NONROAD's base engines, 0.047, is an estimate.
    ///
    /// 25 excavators of 110 kW at 0.59 for 1 000 h, 64 900 kWh each, with a life of 10 years; worked by hand.
    @Test func `VOCs of EMEP deteriorate by the printed share at the end of life`() async throws {
        // Half of the life gone: 25 × 64 900 kWh × EF × TAF × (1 + 0.5 × d)
        let halves: [(stage: String, deterioration: Double, grams: String)] = [
            ("S0", 0.047, "2092392.2"),  // 1.2 × 1.05 × 1.0235 = 1.28961 g/kWh
            ("S1", 0.036, "693716.1"),  // 0.4 × 1.05 × 1.018 = 0.42756 g/kWh
            ("S2", 0.034, "519776.0"),  // 0.3 × 1.05 × 1.017 = 0.320355 g/kWh
            ("S3", 0.027, "517987.2"),  // 0.3 × 1.05 × 1.0135 = 0.3192525 g/kWh
            ("S4", 0.027, "213772.5"),  // 0.13 × 1 × 1.0135 = 0.131755 g/kWh
            ("eu_stage_4", 0.027, "213772.5"), ("eu_stage_5", 0.027, "213772.5"),
        ]
        let rows = halves.enumerated().map { "N\($0),excavator,diesel,\($1.stage),25,110,1000,0.59,5" }
        let found = try sheets(try await run(rows.joined(separator: "\n"), ["VOCs"]), "VOCs")
        for (expected, sheet) in zip(halves, found) {
            #expect(sheet.method?.id == "nonroad_power_emep")
            #expect(try value("d", sheet) == expected.deterioration, "\(expected.stage)")
            #expect(try grams(sheet, decimals: 1) == expected.grams, "\(expected.stage)")
            let marks = subjects(sheet).filter { $0.hasPrefix("nonroad.emep.deterioration") }
            #expect(marks.isEmpty == (expected.stage != "S0"), "\(expected.stage): \(marks)")
        }
        // New: 25 × 64 900 × 0.315 g; at the end of life and after it 0.315 × 1.034 = 0.32571 g/kWh.
        let ages = ["0": "511087.5", "10": "528464.5", "15": "528464.5", "2.5": "515431.7"]
        for (age, grams) in ages {
            let sheet = try #require(
                try sheets(try await run("N,excavator,diesel,S2,25,110,1000,0.59,\(age)\n", ["VOCs"]), "VOCs").first)
            #expect(try self.grams(sheet, decimals: 1) == grams, "\(age) years")
        }
    }

    // MARK: Sulphur

    /// 25 excavators of 110 kW, China II, 1 000 h, LF 0.59.
    private static let excavators = "excavator,diesel,S2,25,110,1000,0.59,5"

    @Test(arguments: ["LPG", "gasoline", "natural_gas"])
    func `a machine without the sulphur of its fuel lacks that and its fuel, not a printed factor`(_ fuel: String)
        async throws
    {
        let manifest = "region: 654002\nname: {zh: 测试, en: test}\nyear: 2024\n"
        let run = try await run(
            "N,forklift,\(fuel),S3,10,50,1000,,4\n", ["SO2"], header: NonRoadTests.header, manifest: manifest)
        let sheet = try #require(try sheets(run, "SO2").first)
        #expect(sheet.state == .missing)
        let told = sheet.reasons.map(\.en).joined(separator: "\n")
        #expect(told.contains("sulphur") && told.contains("fuel_rate") && told.contains("fuel_use"), "\(told)")
        #expect(!told.contains("nonroad/power_factors"), "\(told)")
    }

    @Test func `a stated fuel rate is for SO2, and the sheet of particles says that it is not for them`() async throws {
        let header = NonRoadTests.header + ",fuel_rate,sulphur"
        let rows = ["", "400"].map { "N,excavator,diesel,us_tier_2,25,110,1000,0.59,4,\($0),500\n" }
        var masses: [[String]] = []
        for row in rows {
            let run = try await run(row, ["PM", "SO2"], header: header)
            masses.append(["PM", "SO2"].map { run.tonnes($0, decimals: 6) })
            let sheet = try #require(try sheets(run, "PM").first)
            #expect(sheet.method?.id == "nonroad_particles_us")
            for language in [Language.zh, .en] {
                let table = try #require(run.inventory.sheets.first).table
                let text = sheet.text(in: language, library: run.context.library, table: table)
                #expect(text.contains("fuel_rate"), "\(text)")
            }
        }
        #expect(masses[0][0] == masses[1][0] && masses[0][1] != masses[1][1])
    }

    @Test func `SO2 is the balance of the fuel's sulphur`() async throws {
        // One: 64 900 kWh × 255 × 1.01 g/kWh = 16.715 t of fuel; 2 × 10 mg/kg × 16.715 t × 25 = 8.36 kg
        let run = try await run("N,\(NonRoadTests.excavators)\n", ["SO2"])
        #expect(run.text(by: "method").hasPrefix("nonroad_sulphur_power,"))
        #expect(DecimalText.rounded(run.result.total(of: "SO2").inTonnes * 1000, decimals: 2) == "8.36")
        // Five times the sulphur, five times the emission.
        let manifest = InventoryText.manifest(year: 2024, diesel: 50)
        let more = try await self.run("N,\(NonRoadTests.excavators)\n", ["SO2"], manifest: manifest)
        #expect(more.tonnes("SO2", decimals: 5) == "0.04179")
        // Fuel that was counted goes before fuel worked out: 2 × 10 mg/kg × 400 t = 8 kg
        let fuel = try await self.run(
            "N,\(NonRoadTests.excavators),400\n", ["SO2"], header: NonRoadTests.header + ",fuel_use")
        #expect(fuel.text(by: "method") == "nonroad_sulphur,0.008,0,1")
        // A rate of the row holds for its own operation: 25 × 64 900 kWh × 240 g/kWh × 2 × 10 mg/kg = 7.788 kg
        let rate = try await self.run(
            "N,\(NonRoadTests.excavators),240\n", ["SO2"], header: NonRoadTests.header + ",fuel_rate")
        #expect(rate.text(by: "method") == "nonroad_sulphur_power,0.007788,0,1")
    }

    @Test func `the row's sulphur goes before the county's, that before the inventory's, before the limit of the year`()
        async throws
    {
        let header = NonRoadTests.header + ",county_code,sulphur,fuel_use"
        let rows = """
            A,\(NonRoadTests.excavators),654002,500,100
            B,\(NonRoadTests.excavators),654002,,100
            C,\(NonRoadTests.excavators),654003,,100
            """
        let counties = "counties:\n  654002:\n    sulphur: {diesel: 50}\n"
        let stated = try await run(
            rows, ["SO2"], header: header, manifest: InventoryText.manifest(year: 2024) + counties)
        #expect(
            try sheets(stated, "SO2").compactMap { $0.emission?.tonnes() } == ["0.1", "0.01", "0.002"])
        #expect(try sheets(stated, "SO2").allSatisfy { $0.assumptions.isEmpty })
        // Nothing stated: the limit of the year, marked; before the first limit known, missing.
        func unstated(_ year: Int) async throws -> Explanation {
            let run = try await self.run(
                "C,\(NonRoadTests.excavators),654003,,100\n", ["SO2"], header: header,
                manifest: "region: 654002\nyear: \(year)\n")
            return try #require(try sheets(run, "SO2").first)
        }
        for (year, tonnes) in [(2015, "0.07"), (2017, "0.01"), (2018, "0.002"), (2024, "0.002")] {
            let sheet = try await unstated(year)
            #expect(sheet.emission?.tonnes() == tonnes, "\(year)")
            #expect(Set(sheet.assumptions.map(\.kind)) == [.defaultFactor, .unverifiedFactor])
        }
        let missing = try await unstated(2010)
        #expect(missing.emission == nil && missing.state == .missing)
        #expect(missing.reasons.first?.en.contains("sulphur") == true)
        #expect(missing.reasons.first?.zh.contains("含硫量") == true)
    }

    @Test func `machines of other fuels need their sulphur, electric ones emit none`() async throws {
        let header = NonRoadTests.header + ",sulphur,fuel_use"
        let rows = """
            A,ship,fuel_oil,,1,,,,,,100
            B,ship,fuel_oil,,1,,,,,5000,100
            C,forklift,electricity,,1,30,900,,,,
            """
        let found = try sheets(try await run(rows, ["SO2"], header: header), "SO2")
        #expect(found.map(\.state) == [.missing, .computed, .computed])
        // 2 × 5 000 mg/kg × 100 t = 1 t
        #expect(found[1].emission?.tonnes() == "1")
        #expect(found[2].emission?.tonnes() == "0")
    }

    // MARK: NONROAD

    /// An excavator of 110 kW at 0.59 for 1 000 h: 64 900 kWh or 87 032.32 hp h (of 0.7457 kWh); five years of 590 h in 4 667 h.
    private func ofNONROAD(_ stage: String, sulphur: Double, _ pollutant: String, fuel: String = "diesel") async throws
        -> Explanation
    {
        let rows = "N,excavator,\(fuel),\(stage),1,110,1000,0.59,4,\(DecimalText.shortest(sulphur))\n"
        let run = try await run(
            rows, [pollutant], header: NonRoadTests.header + ",sulphur", book: "inventory_us")
        return try #require(try sheets(run, pollutant).first)
    }

    private func grams(_ sheet: Explanation, decimals: Int = 2) throws -> String {
        DecimalText.rounded(try #require(sheet.emission).inTonnes * 1e6, decimals: decimals)
    }

    /// Printed by EPA are the zero-hour factors and the fuel of the engine (NONROAD2008a, EXHTHC, EXHPM and BSFC) and the formulas of
    /// NR-009. No printed example of SO2, CO2 or particles with the sulphur of a fuel was found: what was seen of NR-009b and NR-009d
    /// and the folder NONROAD/NR08a of EPA's MOVES (source and data, no output) have none. The numbers below are worked from
    /// the formulas, by hand.
    @Test func `SO2, CO2 and particles are NONROAD's own for the sulphur of the fuel`() async throws {
        // b = 0.371 lb/(hp h) × 453.59237 = 168.28277 g; HC = 0.35 × (1 + 0.632098 × 0.034) = 0.357522 g
        // SO2 = 2 × S × (b × (1 − 0.02247) − HC): 500 mg/kg 0.16414393 g/(hp h), 10 mg/kg a fiftieth
        let so2 = try await ofNONROAD("us_tier_2", sulphur: 500, "SO2")
        #expect(so2.method?.id == "nonroad_sulphur_us")
        #expect(try grams(so2) == "14285.83")
        #expect(try grams(try await ofNONROAD("us_tier_2", sulphur: 10, "SO2")) == "285.72")
        // CO2 = (b − HC) × 0.87 × 44 ÷ 12 = 535.68154 g/(hp h), whatever the sulphur
        for sulphur in [10.0, 500] {
            #expect(try grams(try await ofNONROAD("us_tier_2", sulphur: sulphur, "CO2")) == "46621606.38")
        }
        // PM = 0.22 × (1 + 0.632098 × 0.473) − 7 × b × 0.02247 × (0.0350 % − S): 0.2897465 and 0.2767766 g/(hp h)
        #expect(try grams(try await ofNONROAD("us_tier_2", sulphur: 500, "PM")) == "25217.31")
        let clean = try await ofNONROAD("us_tier_2", sulphur: 10, "PM")
        #expect(clean.method?.id == "nonroad_particles_us")
        #expect(try grams(clean) == "24088.51")
        // All of them are PM10, 0.97 PM2.5.
        #expect(try grams(try await ofNONROAD("us_tier_2", sulphur: 10, "PM10")) == "24088.51")
        #expect(try grams(try await ofNONROAD("us_tier_2", sulphur: 10, "PM2.5")) == "23365.85")
        // With a catalyst 30 % of the sulphur becomes sulphate: SO2 0.0023533 g, PM 0.0101837 g/(hp h)
        #expect(try grams(try await ofNONROAD("us_tier_4", sulphur: 10, "SO2")) == "204.81")
        #expect(try grams(try await ofNONROAD("us_tier_4", sulphur: 10, "PM")) == "886.31")
    }

    /// What EPA's program works out for the same engine: NONROAD/NR08a/SOURCE/clcems.f (nonroad2008a_program) in its order, with
    /// the constants of nonrdprm.inc: 453.6 g a pound, of diesel 0.87 carbon and 0.33 % of sulphur as base, 0.02247 of it to
    /// sulphate. No printed result of that program was found; this repeats its formulas, not a run of it.
    @Test(arguments: [10.0, 15, 350, 500, 3300])
    func `SO2, CO2 and particles are those of EPA's program, worked in its order`(_ sulphur: Double) async throws {
        let (hours, power, load, bsfc) = (1000.0, 110 / 0.7457, 0.59, 0.371)
        let (carbon, conversion, base, certified) = (0.87, 0.02247, 0.33, 0.0350)
        // The age in median lives, not above 1; deterioration is 1 + A × age to the power of 1.
        let age = min((4 + 1) * 590 / 4667.0, 1)
        let perHour = power * load
        let hydrocarbons = 0.35 * perHour * (1 + 0.034 * age)
        let back = 1 / perHour
        let adjusted = sulphur / 1e4 / base
        let so2 = perHour * (bsfc * 453.6 * (1 - conversion) - hydrocarbons * back) * 0.01 * base * 2 * adjusted
        let co2 = perHour * (bsfc * 453.6 - hydrocarbons * back) * carbon * 44 / 12
        let particles =
            0.22 * perHour * (1 + 0.473 * age) - bsfc * 453.6 * power * load * 7 * conversion * 0.01
            * (certified - base * adjusted)
        for (pollutant, hourly) in [("SO2", so2), ("CO2", co2), ("PM", particles)] {
            let sheet = try await ofNONROAD("us_tier_2", sulphur: sulphur, pollutant)
            let grams = try #require(sheet.emission).inTonnes * 1e6
            // A pound is 453.59237 g here: 17 in a million less, of what goes by the fuel.
            let difference = abs(grams / (hourly * hours) - 1)
            #expect(difference < 2e-5, "\(pollutant) at \(sulphur) mg/kg: \(grams), \(hourly * hours)")
        }
    }

    @Test func `particles are not corrected for a sulphur that nobody knows, and say so`() async throws {
        // Before the first limit of diesel: PM as the factor stands, 0.22 × 1.2989822 = 0.2857761 g/(hp h)
        let run = try await run(
            "N,excavator,diesel,us_tier_2,1,110,1000,0.59,4\n", ["PM"], book: "inventory_us",
            manifest: "region: 654002\nyear: 2010\n")
        let sheet = try #require(try sheets(run, "PM").first)
        #expect(try grams(sheet) == "24871.76")
        #expect(sheet.assumptions.contains { $0.text.zh.contains("不修正") && $0.text.en.contains("not corrected") })
    }

    @Test func `a row's own fuel rate goes before NONROAD's`() async throws {
        // 64 900 kWh × 240 g/kWh = 15.576 t of fuel: 2 × 10 mg/kg, and 0.87 × 44 ÷ 12
        let run = try await run(
            "N,excavator,diesel,us_tier_2,1,110,1000,0.59,4,10,240\n", ["SO2", "CO2"],
            header: NonRoadTests.header + ",sulphur,fuel_rate", book: "inventory_us")
        #expect(run.text(by: "method").contains("nonroad_sulphur_power,0.00031152,"))
        #expect(run.text(by: "method").contains("nonroad_carbon_power,49.68744,"))
    }

    @Test func `the median life is an assumption wherever it is used, whatever the line's pollutant`() async throws {
        // SO2 and CO2 take hydrocarbons from the fuel, which grow with age; sizes of particles grow as all of them do.
        let header = NonRoadTests.header + ",sulphur"
        for stage in ["us_tier_2", "S2"] {
            for pollutant in ["SO2", "CO2", "PM", "PM10", "PM2.5", "VOCs", "CO"] {
                let aged = try sheets(
                    try await run(
                        "A,excavator,diesel,\(stage),1,110,1000,0.59,4,10\n", [pollutant], header: header,
                        book: "inventory_us"), pollutant)[0]
                let uses = aged.terms.contains { $0.symbol == "M" }
                #expect(
                    subjects(aged).contains("nonroad.median_life") == uses, "\(pollutant) of \(stage): \(aged.method)")
                if ["SO2", "CO2", "PM2.5"].contains(pollutant) { #expect(uses, "\(pollutant) of \(stage)") }
                // A life that the row gives is none, nor is one that moves nothing.
                for (age, life) in [("4", "9000"), ("", "")] {
                    let own = try sheets(
                        try await run(
                            "A,excavator,diesel,\(stage),1,110,1000,0.59,\(age),10,\(life)\n", [pollutant],
                            header: header + ",median_life", book: "inventory_us"), pollutant)[0]
                    #expect(!subjects(own).contains("nonroad.median_life"), "\(pollutant) of \(stage)")
                }
            }
        }
    }

    @Test func `CO2 is the carbon of the fuel that was counted, or worked out`() async throws {
        let header = NonRoadTests.header + ",fuel_use"
        // 400 t × 0.87 × 44 ÷ 12 = 1 276 t; electricity none here
        let counted = try await run(
            "N,\(NonRoadTests.excavators),400\nE,forklift,electricity,,1,30,900,,,\n", ["CO2"], header: header)
        #expect(counted.tonnes("CO2", decimals: 3) == "1276.000")
        // 25 × 64 900 kWh × 255 × 1.01 g/kWh × 0.87 × 44 ÷ 12 = 1 333.021 t
        let worked = try await run("N,\(NonRoadTests.excavators)\n", ["CO2"])
        #expect(worked.tonnes("CO2", decimals: 3) == "1333.021")
    }

    @Test(arguments: ["inventory", "inventory_us"])
    func `the fuel rate of diesel engines is not taken for a machine that burns another fuel`(_ book: String)
        async throws
    {
        let header = NonRoadTests.header + ",sulphur,fuel_rate"
        // 15 000 kWh × 300 g/kWh = 4.5 t of fuel; 2 × 50 mg/kg of it, and its carbon × 44 ÷ 12
        let carbon = ["lpg": "13.4805", "natural_gas": "11.8305", "cng": "11.8305", "gasoline": "14.355"]
        for (fuel, tonnes) in carbon {
            let rows = """
                A,forklift,\(fuel),S2,1,30,1000,0.5,5,50,
                B,forklift,\(fuel),S2,1,30,1000,0.5,5,50,300
                C,forklift,diesel,S2,1,30,1000,0.5,5,50,

                """
            for pollutant in ["CO2", "SO2"] {
                let found = try sheets(try await run(rows, [pollutant], header: header, book: book), pollutant)
                #expect(found[0].state == .missing && found[0].emission == nil, "\(fuel) \(pollutant)")
                let reason = try #require(found[0].reasons.first)
                for text in [reason.zh, reason.en] {
                    #expect(text.contains(fuel) && text.contains("fuel_rate") && text.contains("fuel_use"), "\(text)")
                }
                #expect(reason.zh.contains("柴油") && reason.en.contains("diesel"))
                #expect(
                    found[1].emission?.tonnes() == (pollutant == "CO2" ? tonnes : "0.00045"), "\(fuel) \(pollutant)")
                #expect(found[2].emission != nil)
            }
        }
    }

    @Test func `machines below 19 kW and from 560 kW have NONROAD's factors`() async throws {
        let rows = """
            A,excavator,diesel,us_tier_2,1,600,1000,0.59,0
            B,irrigation_set,diesel,us_tier_1,1,15,1000,0.5,0
            C,excavator,diesel,S2,1,10,1000,0.59,0

            """
        for pollutant in ["NOx", "VOCs", "PM", "CO", "SO2", "CO2"] {
            let found = try sheets(try await run(rows, [pollutant]), pollutant)
            #expect(found.allSatisfy { $0.state == .computed || $0.state == .assumed }, "\(pollutant)")
        }
    }

    @Test func `what NONROAD takes away is less than there is, for every machine, power and tier`() async throws {
        // Fuel without sulphur takes most from the particles, an old machine most hydrocarbons from the fuel.
        var rows = ""
        for machine in ["excavator", "crane", "backhoe_loader"] {
            for tier in [
                "pre_1988", "tier_0", "tier_1", "tier_2", "tier_3", "tier_4_transitional", "tier_4", "tier_4_final",
            ] {
                for power in [5, 10, 15, 25, 45, 65, 100, 180, 300, 500, 700] {
                    for (age, sulphur) in [(0, 0), (40, 10)] {
                        rows +=
                            "\(machine)-\(tier)-\(power)-\(age),\(machine),diesel,us_\(tier),1,\(power),4000,0.59,"
                            + "\(age),\(sulphur)\n"
                    }
                }
            }
        }
        for pollutant in ["PM", "PM2.5", "SO2", "CO2"] {
            let run = try await run(
                rows, [pollutant], header: NonRoadTests.header + ",sulphur", book: "inventory_us")
            #expect(run.findings.sorted.allSatisfy { $0.severity != .error }, "\(pollutant)")
            let found = try sheets(run, pollutant)
            let counted = found.filter { $0.emission != nil }
            #expect(counted.count > 400, "\(pollutant): \(counted.count)")
            #expect(counted.allSatisfy { ($0.emission ?? .zero) > .zero || pollutant == "SO2" })
        }
    }
}
