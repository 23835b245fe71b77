import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// Rules of documents act as rows of the library: what they hold is in `EmissionFactors/rules`, and results cite them.
@Suite struct RuleTests {
    private func sheets(
        _ file: String, _ text: String, _ pollutant: String = "NOx", book: String? = nil, year: Int = 2024
    ) async throws -> [Explanation] {
        let run = try await InventoryText([file: text], year: year).computed(pollutants: [pollutant], ruleBook: book)
        let sheet = try #require(run.inventory.sheets.first)
        return try (0..<sheet.table.rowCount).map { row in
            try #require(run.result.explanations(of: sheet, row: row, pollutant: pollutant).first)
        }
    }

    private func tonnes(_ sheet: Explanation) -> Double? { sheet.emission?.inTonnes }

    // MARK: Valid share

    private let monitored = """
        id,fuel,fuel_use,nox_concentration,flue_gas_flow,hours,valid_share
        A,coal,10000,40,100000,5000,0.75
        B,coal,10000,40,100000,5000,0.7499
        C,coal,10000,40,100000,5000,
        D,coal,10000,40,100000,5000,0.79

        """

    @Test func `monitoring counts from the share that the rule states, and the result cites it`() async throws {
        let found = try await sheets("boilers.csv", monitored)
        #expect(found.map { $0.method?.id == "monitoring" } == [true, false, true, true])
        // 40 mg/m3 × 100 000 m3/h × 5 000 h
        #expect(found[0].emission?.tonnes() == "20")
        #expect(found[0].rules.map(\.id) == ["rule.valid_share"])
        #expect(found[0].rules[0].reference.source == "tcses144" && found[0].rules[0].reference.place == "7.2.1")
        // Nothing rests on the rule where no share is given.
        #expect(found[2].rules.isEmpty)
    }

    @Test func `a county's own rule goes before the library's`() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            id,parameter,value,unit,set,source,confidence,role
            local.share,valid_share,80,%,local,tcses144,verified,default
            """, to: "factors/rules/numbers.csv")
        try InventoryText(["boilers.csv": monitored], extra: "packs: [factors]\n").write(to: folder)
        let opened = try InventoryFolder(folder.path, options: .init(factors: Repository.factors))
        let result = try opened.emissions().result
        let methods = result.totals(by: [try #require(Grouping("method"))]).filter { $0.keys[0] == "monitoring" }
        #expect(methods.map(\.lines) == [1])
    }

    @Test func `outlets follow the rule on valid hours, and a county's own before it`() async throws {
        let files = [
            "boilers.csv": """
            id,use,fuel,technology,fuel_use,permit_number,outlet_number
            B1,heating,raw_coal,stoker,10000,P1,DA001
            B2,heating,raw_coal,stoker,10000,P1,DA002
            B3,heating,raw_coal,stoker,10000,P1,DA003

            """,
            "outlets.csv": """
            permit_number,outlet_number,pollutant,monitored,valid_share
            P1,DA001,NOx,11,0.74
            P1,DA002,NOx,12,0.75
            P1,DA003,NOx,13,85%

            """,
        ]
        // Local rules: 80 % for all, for NOx of outlets only, and for boilers, whose outlets it does not reach.
        let cases: [(rule: String?, methods: [String: Int])] = [
            (nil, ["factor": 1, "outlet": 2]), (",", ["factor": 2, "outlet": 1]),
            ("outlets,NOx", ["factor": 2, "outlet": 1]), ("outlets,SO2", ["factor": 1, "outlet": 2]),
            ("boilers,", ["factor": 1, "outlet": 2]),
        ]
        for (rule, methods) in cases {
            let folder = try TemporaryFolder()
            if let rule {
                try folder.write(
                    """
                    id,parameter,kind,pollutant,value,unit,set,source,confidence,role
                    local.share,valid_share,\(rule),80,%,local,tcses144,verified,default
                    """, to: "factors/rules/numbers.csv")
            }
            try InventoryText(files, extra: rule == nil ? "" : "packs: [factors]\n").write(to: folder)
            let opened = try InventoryFolder(folder.path, options: .init(factors: Repository.factors))
            let run = try opened.emissions()
            let keys = [try #require(Grouping("pollutant")), try #require(Grouping("method"))]
            var found: [String: Int] = [:]
            for total in run.result.totals(by: keys) where total.keys[0] == "NOx" {
                found[total.keys[1] == "outlet" ? "outlet" : "factor"] = Int(total.lines)
            }
            #expect(found == methods, "\(rule ?? "none")")
            let told = run.findings.sorted.filter { $0.message.code == "outlet-not-valid" }
            #expect(told.map(\.location?.line) == (methods["outlet"] == 2 ? [2] : [2, 3]))
            #expect(told.last?.expected?.en == (methods["outlet"] == 2 ? "at least 0.75" : "at least 0.8"))
        }
    }

    // MARK: Reference oxygen

    @Test func `a concentration is brought to the oxygen that the flue gas volume is stated for`() async throws {
        // V = 0.411 × 20.934 + 0.918 = 9.521874 m3/kg at 9 %; 10 000 t; 50 mg/m3 at 6 % is 40 at 9 %.
        let found = try await sheets(
            "boilers.csv",
            """
            id,use,fuel,fuel_use,heat_value,nox_concentration,oxygen
            A,power,coal,10000,20.934,50,6
            B,power,coal,10000,20.934,50,
            C,industrial,coal,10000,20.934,50,9
            D,industrial,coal,10000,20.934,50,

            """)
        #expect(found.map { $0.emission?.tonnes() } == ["3.8087496", "3.8087496", "4.760937", "4.760937"])
        #expect(found.map { $0.method?.id } == Array(repeating: "concentration", count: 4))
        #expect(found[0].assumptions.filter { $0.subject == "boilers.oxygen" }.isEmpty)
        #expect(found[1].assumptions.filter { $0.subject == "boilers.oxygen" }.count == 1)
    }

    @Test func `pelletising has the oxygen of its furnace, a hot stove none`() async throws {
        // C_max = 50 × (21 − O) ÷ (21 − O_ref) with O = 17 %
        let kilns = [
            ("sintering_machine", 50.0 * 4 / 5), ("pellet_shaft_furnace", 50.0 * 4 / 5), ("pellet_kiln", 50.0 * 4 / 5),
            ("grate_kiln", 50.0 * 4 / 3), ("travelling_grate", 50.0 * 4 / 3), ("hot_stove", 50.0),
        ]
        let rows = kilns.map { "\($0.0),\($0.0),coke_oven_gas,200,100000,5000,17,50" }
        let found = try await sheets(
            "kilns.csv",
            "id,kiln_type,fuel,nox_concentration,flue_gas_flow,hours,oxygen,nox_cap\n"
                + rows.joined(separator: "\n") + "\nstove,hot_stove,coke_oven_gas,200,100000,5000,,50\n")
        for (sheet, expected) in zip(found, kilns.map(\.1) + [50]) {
            let value = try #require(tonnes(sheet))
            #expect(abs(value - expected * 0.5) < 1e-9, "\(sheet.source)")
        }
    }

    @Test func `the flue gas of a hot stove's fuel needs measured oxygen`() async throws {
        let found = try await sheets(
            "kilns.csv",
            """
            id,kiln_type,fuel,gas_use,gas_heat_value,nox_concentration,oxygen,method
            A,hot_stove,coke_oven_gas,100,17,100,8,concentration_gas
            B,hot_stove,coke_oven_gas,100,17,100,,concentration_gas

            """)
        // V = 0.265 × 17 + 0.114 = 4.619 m3/m3 at 3.5 %; 100 × (21 − 3.5) ÷ (21 − 8) mg/m3
        let value = try #require(tonnes(found[0]))
        #expect(abs(value - 4.619 * 1e6 * 100 * 17.5 / 13 / 1e9) < 1e-9)
        #expect(found[1].state == .missing)
        #expect(found[1].reasons.first?.en.contains("rule.no_reference_oxygen.hot_stove") == true)
    }

    // MARK: Permit reports

    private let permits = """
        id,capacity,fuel,fuel_use,nox_device,nox_removal,nox_uptime,must_monitor,nox_concentration,flue_gas_flow,hours,valid_share
        large,35,coal,10000,scr,0.8,1,,,,,
        small,15,coal,10000,scr,0.8,1,,,,,
        stated,15,coal,10000,scr,0.8,1,yes,,,,
        exempt,35,coal,10000,scr,0.8,1,no,,,,
        bare,35,coal,10000,none,,,,,,,
        monitored,35,coal,10000,scr,0.8,1,yes,40,100000,5000,0.9
        broken,35,coal,10000,scr,0.8,1,yes,40,100000,5000,0.5
        byhand,35,coal,10000,scr,0.8,1,yes,40,,,

        """

    @Test func `in permit reports what must be monitored and was not counts without removal`() async throws {
        let found = try await sheets("boilers.csv", permits, book: "permit_report")
        let all = try #require(tonnes(found[4]))
        let expected = [all, all * 0.2, all, all * 0.2, all, 20, all, all]
        for (sheet, value) in zip(found, expected) {
            let own = try #require(tonnes(sheet), "\(sheet.source)")
            #expect(abs(own - value) < 1e-6, "\(sheet.source)")
        }
        let said = found.map { $0.assumptions.contains { $0.subject == "boilers.must_monitor" } }
        #expect(said == [true, false, true, false, true, false, true, true])
        #expect(found[0].rules.map(\.id) == ["rule.unmonitored.boiler.coal"])
        #expect(found[2].rules.map(\.id) == ["rule.unmonitored.stated.NOx"])
        #expect(
            found[0].assumptions.contains { $0.text.en.contains("HJ 953-2018") && $0.text.en.contains("no removal") })
    }

    @Test func `other rule books and years before the rule count the removal`() async throws {
        for (book, year) in [("national_first", 2024), ("permit_report", 2017)] {
            let found = try await sheets("boilers.csv", permits, book: book, year: year)
            let all = try #require(tonnes(found[4]))
            #expect(abs(try #require(tonnes(found[0])) - all * 0.2) < 1e-6, "\(book) \(year)")
            #expect(found.allSatisfy { !$0.assumptions.contains { $0.subject == "boilers.must_monitor" } })
        }
    }

    // MARK: Vehicles

    private let road = "id,vehicle_class,fuel,standard,population,annual_km\n"

    @Test func `fuel sulphur, stand-ins and the last year of deterioration come from tables, each said`() async throws {
        let manifest = "region: 654002\nname: {zh: 测试, en: test}\nyear: "
        for (year, subject) in [(2017, "reference fuel"), (2018, "10 mg/kg"), (2024, "rule.fuel_sulphur.gasoline")] {
            let run = try await InventoryText(
                ["vehicles.csv": road + "A,passenger_small,gasoline,CN6,1000,10000\n"], manifest: manifest + "\(year)\n"
            ).computed(pollutants: ["NOx"])
            let sheet = try #require(run.inventory.sheets.first)
            let found = try #require(run.result.explanations(of: sheet, row: 0, pollutant: "NOx").first)
            let texts = found.assumptions.map(\.text.en)
            #expect(texts.contains { $0.contains(subject) }, "\(year): \(texts)")
            #expect(texts.contains { $0.contains("reference 30 km/h") })
            #expect(texts.contains { $0.hasPrefix("deterioration ends in 2018") } == (year > 2018), "\(year)")
        }
    }

    @Test func `a climate without humidity is said, and a county's climate adds to the inventory's`() async throws {
        let months = Array(repeating: 5, count: 12)
        let manifest = """
            region: 654000
            name: {zh: 测试, en: test}
            year: 2014
            climate:
              temperature: \(months)
              altitude: 600
            speed: 30
            sulphur: {gasoline: 50, diesel: 350}
            counties:
              654003:
                climate: {altitude: 2000}

            """
        let rows =
            "A,654002,passenger_small,gasoline,CN4,1000,10000\nB,654003,passenger_small,gasoline,CN4,1000,10000\n"
        let run = try await InventoryText(
            ["vehicles.csv": "id,county_code,vehicle_class,fuel,standard,population,annual_km\n" + rows],
            manifest: manifest
        ).computed(pollutants: ["NOx"])
        let sheet = try #require(run.inventory.sheets.first)
        func part(_ symbol: String, _ row: Int) throws -> Double {
            let found = try #require(run.result.explanations(of: sheet, row: row, pollutant: "NOx").first)
            #expect(found.assumptions.contains { $0.subject == "inventory.climate.humidity" })
            #expect(!found.assumptions.contains { $0.subject == "inventory.climate" })
            for term in found.terms {
                if case .derived(_, let parts, _) = term.provenance,
                    let part = parts.first(where: { $0.symbol == symbol })
                {
                    return part.value
                }
            }
            return .nan
        }
        #expect(try part("φ(T,RH)", 0) == part("φ(T,RH)", 1) && part("φ(T,RH)", 0) != 1)
        #expect(try part("φ(A)", 0) == 1 && part("φ(A)", 1) != 1)
    }

    @Test func `hybrids count as gasoline vehicles only as an assumption`() async throws {
        let found = try await sheets(
            "vehicles.csv", road + "A,passenger_small,hybrid,CN5,10,10000\nB,passenger_small,gasoline,CN5,10,10000\n")
        #expect(found[0].emission == found[1].emission)
        #expect(found.map { $0.assumptions.contains { $0.subject == "vehicles.fuel" } } == [true, false])
    }

    // MARK: Machines

    @Test func `CARB adds its deterioration by the hour`() async throws {
        // 10 × 100 kW × 0.5 × 1 000 h; 4.15 g/(hp h) and 0.00006 a hour of work, at most 12 000 h
        let rows = [("0", 4.15), ("5", 4.45), ("12", 4.87), ("30", 4.87), ("", 4.15)]
        let found = try await sheets(
            "nonroad.csv",
            "id,machine_type,fuel,stage,population,power,hours,load_factor,age\n"
                + rows.map { "M\($0.0),excavator,diesel,carb_t2,10,100,1000,0.5,\($0.0)" }.joined(separator: "\n"))
        let new = try #require(tonnes(found[0]))
        for (sheet, (age, factor)) in zip(found, rows) {
            #expect(sheet.method?.id == "nonroad_power_carb")
            #expect(abs(try #require(tonnes(sheet)) - new * factor / 4.15) < 1e-6, "age \(age)")
            #expect(sheet.assumptions.contains { $0.subject == "nonroad.age" } == age.isEmpty)
        }
    }

    @Test func `lives that the library lacks are those of a rule`() async throws {
        let found = try await sheets(
            "nonroad.csv",
            """
            id,machine_type,fuel,stage,population,power,hours,load_factor,age
            A,trencher,diesel,S2,10,100,1000,0.5,5

            """)
        let life = try #require(found[0].terms.first { $0.symbol == "L" })
        #expect(life.value == 10)
        #expect(
            found[0].assumptions.contains {
                $0.subject == "nonroad.useful_life" && $0.text.en == "life not known: 10 a"
            })
        #expect(found[0].assumptions.contains { $0.subject == "rule.machine_life" })
    }

    // MARK: Doubt

    @Test func `a limit whose pages differ is not verified`() throws {
        let table = try #require(try Repository.library().table("limits/emission_limits"))
        let doubtful = table.factors.filter { $0.note.contains("differ (") }
        #expect(doubtful.count == 2)
        for factor in table.factors where factor.note.lowercased().contains("pages") {
            #expect(factor.reference.confidence.needsMark, "\(factor.id)")
        }
    }
}
