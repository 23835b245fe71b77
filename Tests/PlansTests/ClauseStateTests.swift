import Calculation
import Factors
import Inventories
import Quantities
import Tables
import Testing

@testable import Plans

/// Every clause that asks for tonnes has one state, and many are computed on a row of their own by hand.
@Suite struct ClauseStateTests {
    /// What becomes of the clauses of kind M and S+M: of the Ili plan on its own inventory, of the others on the
    /// demonstration county.
    private static let states: [String: String] = [
        "changji-2018-2020": """
        computed: CJ-22 CJ-27 CJ-28 CJ-29 CJ-51 CJ-52
        needs_input: CJ-06 CJ-07 CJ-08 CJ-09 CJ-12 CJ-14 CJ-15 CJ-20 CJ-30 CJ-35 CJ-36 CJ-38 CJ-39 CJ-47 CJ-48 \
        CJ-49 CJ-53 CJ-54 CJ-55 CJ-57 CJ-58 CJ-59 CJ-64
        no_effect: CJ-13 CJ-23
        no_such_source: CJ-50
        partly: CJ-11 CJ-31 CJ-32 CJ-33
        unchanged: CJ-44
        """,
        "ili-2021": """
        computed: IL-13 IL-16 IL-19 IL-21 IL-50 IL-52 IL-53 IL-54 IL-57 IL-60
        needs_input: IL-07 IL-08 IL-10 IL-11 IL-14 IL-17 IL-18 IL-22 IL-24 IL-25 IL-26 IL-27 IL-36 IL-37 IL-40 \
        IL-41 IL-42 IL-45 IL-47 IL-51 IL-59 IL-63
        no_such_source: IL-12 IL-33 IL-38
        partly: IL-29 IL-44 IL-46
        """,
        "inner-mongolia-2025": """
        computed: NM-12 NM-13 NM-31 NM-42 NM-49 NM-56 NM-57 NM-58 NM-59 NM-60
        needs_input: NM-07 NM-08 NM-09 NM-10 NM-11 NM-15 NM-22 NM-23 NM-25 NM-26 NM-27 NM-28 NM-29 NM-32 NM-33 \
        NM-35 NM-40 NM-50 NM-51 NM-52 NM-54 NM-55 NM-61 NM-62 NM-63 NM-64 NM-67 NM-74 NM-75 NM-76 NM-77 NM-78
        no_data_after: NM-14
        no_effect: NM-43
        no_such_source: NM-24
        partly: NM-65
        source: NM-48
        unchanged: NM-66
        """,
        "kashgar-2024": """
        computed: KS-11 KS-12 KS-13 KS-15 KS-35 KS-36
        needs_input: KS-03 KS-04 KS-06 KS-07 KS-08 KS-14 KS-16 KS-20 KS-22 KS-26 KS-28 KS-29 KS-30 KS-31 KS-32 \
        KS-33 KS-40 KS-43
        partly: KS-23
        unchanged: KS-39
        """,
        "kizilsu-2025": """
        computed: KZ-13 KZ-21 KZ-37 KZ-43 KZ-45
        needs_input: KZ-06 KZ-07 KZ-16 KZ-22 KZ-23 KZ-25 KZ-26 KZ-28 KZ-29 KZ-31 KZ-33 KZ-36 KZ-44 KZ-46 KZ-47 \
        KZ-49 KZ-51 KZ-52 KZ-53 KZ-54 KZ-58 KZ-66 KZ-67
        no_effect: KZ-30 KZ-38
        no_such_source: KZ-14 KZ-15 KZ-17 KZ-18 KZ-19 KZ-20
        partly: KZ-55
        source: KZ-40
        unchanged: KZ-57
        """,
    ]

    @Test(arguments: Samples.shipped.map(\.plan))
    func `every clause that asks for tonnes has its state`(_ name: String) throws {
        let (plan, assessment, _) = try Samples.shippedPlan(name)
        let evaluation = plan.evaluated(on: assessment)
        var found: [String: [String]] = [:]
        for clause in evaluation.coverage where clause.clause.kind.rawValue.contains("M") {
            found[clause.state.rawValue, default: []].append(clause.clause.id)
        }
        let text = found.keys.sorted().map { "\($0): " + (found[$0] ?? []).joined(separator: " ") }
        let wanted = try #require(ClauseStateTests.states[name]).split(separator: "\n").map(String.init)
        #expect(text == wanted)
    }

    @Test(arguments: Samples.shipped.map(\.plan))
    func `a plan gives the same while the files pass as on tables in memory`(_ name: String) throws {
        let (plan, assessment, _) = try Samples.shippedPlan(name)
        let inMemory = plan.evaluated(on: assessment)
        var options = Assessment.Options(factors: Samples.root + "/EmissionFactors")
        options.keepGoing = true
        let entry = try #require(Samples.shipped.first { $0.plan == name })
        let folder = try InventoryFolder(Samples.root + "/Inventories/" + entry.folder, options: options)
        let passing = try plan.evaluated(on: folder)
        #expect(passing.measures.map(\.verdict) == inMemory.measures.map(\.verdict))
        for pollutant in inMemory.context.pollutants {
            #expect(
                passing.measures.map { $0.reduction(pollutant) } == inMemory.measures.map { $0.reduction(pollutant) })
        }
    }

    /// One invented row a measure. Boilers and kilns: 200 mg/m³ × 50,000 m³/h × 4,000 h = 40 t of NOx (at the oxygen of the
    /// limit; where another concentration stands, in proportion). VOC firms: 10 t × 50 % = 5 t of VOCs. Then the measure,
    /// the row's cells, the inputs, the arithmetic, and the tonnes removed.
    private static let cases = """
        CJ-06.1 | kilns | product=flat_glass;area=built_up | share=25 % | 40 × 0.25 | 10
        CJ-06.2 | voc_firms | industry=C26;area=built_up | share=40 % | 5 × 0.4 | 2
        CJ-07.1 | kilns | product=cement_clinker | share=10 % | 40 × 0.1 | 4
        CJ-08.1 | boilers | fuel=coal;use=power | share=50 % | 40 × 0.5 | 20
        CJ-08.2 | kilns | product=cement_clinker | share=75 % | 40 × 0.75 | 30
        CJ-09.1 | kilns | product=lime;key_region=yes | share=5 % | 40 × 0.05 | 2
        CJ-09.2 | kilns | product=lime;key_region=no | share=15 % | 40 × 0.15 | 6
        CJ-09.3 | voc_firms | key_region=yes | share=20 % | 5 × 0.2 | 1
        CJ-09.4 | voc_firms | key_region=no | share=60 % | 5 × 0.6 | 3
        CJ-12.1 | kilns | industry=C31;kiln_type=sintering_machine;oxygen=16 | completed=2020-12 | 40 × (1 − 50/200) | 30
        CJ-15.1 | voc_firms | area=industrial_park;process=spraying | device=rto;removal=80 %;capture=90 % | 5 × 0.9 × 0.8 | 3.6
        CJ-20.1 | boilers | fuel=coal;use=power | share=30 % | 40 × 0.3 | 12
        CJ-22.1 | boilers | fuel=coal;use=power;oxygen=6 |  | 40 × (1 − 50/200) | 30
        CJ-27.1 | boilers | fuel=coal;use=industrial;capacity=10;area=built_up |  | 40 | 40
        CJ-27.2 | kilns | fuel=coal;kiln_type=drying;industry=C13;area=built_up |  | 40 | 40
        CJ-28.1 | boilers | fuel=coal;use=industrial;capacity=34;area=built_up;key_region=yes |  | 40 | 40
        CJ-29.1 | boilers | fuel=coal;use=heating;capacity=65;area=built_up;key_region=yes;oxygen=9 |  | 40 × (1 − 50/200) | 30
        CJ-30.1 | boilers | fuel=natural_gas;use=heating;area=built_up;key_region=yes;oxygen=3.5 | concentration=80 | 40 × (1 − 80/200) | 24
        CJ-32.1 | boilers | fuel=coal;use=industrial;capacity=20;heat_network=yes | where.capacity=<= 20 t/h | 40 | 40
        CJ-33.1 | boilers | fuel=coal;use=industrial;chp_distance=15;key_region=yes |  | 40 | 40
        CJ-33.2 | boilers | fuel=coal;use=cogeneration;chp_distance=15;key_region=yes | share=50 % | 40 × 0.5 | 20
        CJ-48.1 | kilns | product=lime | share=35 % | 40 × 0.35 | 14
        CJ-49.1 | kilns | kiln_type=gas_producer;industry=C31 | share=50 % | 40 × 0.5 | 20
        CJ-50.1 | kilns | kiln_type=gas_producer;industry=C31;chamber_diameter=2.9;key_region=yes |  | 40 | 40
        CJ-51.1 | kilns | fuel=coal;kiln_type=hot_air_stove;key_region=yes |  | 40 | 40
        CJ-52.1 | kilns | fuel=coal;kiln_type=drying;heat_network=yes;key_region=yes |  | 40 | 40
        CJ-06.3 | kilns | product=coke;area=built_up | where.county_code=654002;share=30 % | 40 × 0.3 | 12
        CJ-06.4 | voc_firms | industry=C26;area=built_up | where.county_code=654002;share=50 % | 5 × 0.5 | 2.5
        CJ-64.1 | kilns | product=lime;area=industrial_park;oxygen=8 | concentration=100;oxygen=8;completed=2020-12 | 40 × (1 − 100/200) | 20
        CJ-64.2 | boilers | fuel=coal;use=industrial;area=industrial_park;oxygen=9 | concentration=150;oxygen=9;completed=2020-12 | 40 × (1 − 150/200) | 10
        CJ-64.3 | voc_firms | area=industrial_park | device=rto;removal=80 %;capture=75 %;completed=2020-12 | 5 × 0.75 × 0.8 | 3
        CJ-55.1 | voc_firms | industry=C33 | device=rto;removal=90 %;capture=80 % | 5 × 0.8 × 0.9 | 3.6
        NM-08.1 | voc_firms | area=industrial_park | device=rto;removal=95 %;capture=80 % | 5 × 0.8 × 0.95 | 3.8
        NM-10.1 | voc_firms | material=solvent_coating | voc_content=0.1;use_ratio=1.2;share=50 % | 2.5 − 10 × 0.5 × 1.2 × 0.1 | 1.9
        NM-22.1 | boilers | fuel=coal;use=heating;chp_distance=15 | share=45 % | 40 × 0.45 | 18
        NM-23.1 | boilers | fuel=coal;use=heating;capacity=34.9;area=built_up | where.county_code=654002 | 40 | 40
        NM-25.1 | kilns | kiln_type=gas_producer;industry=C30 | share=80 % | 40 × 0.8 | 32
        NM-55.1 | voc_firms | key_region=yes | device=rto;removal=90 %;capture=90 % | 5 × 0.9 × 0.9 | 4.05
        NM-56.1 | kilns | industry=C31;kiln_type=pellet_kiln;oxygen=16 |  | 40 × (1 − 50/200) | 30
        NM-57.1 | boilers | fuel=coal;use=heating;capacity=65;oxygen=6 |  | 40 × (1 − 50/200) | 30
        NM-58.1 | kilns | kiln_type=coke_oven;oxygen=8 |  | 40 × (1 − 150/200) | 10
        NM-60.1 | kilns | product=cement_clinker;oxygen=10 |  | 40 × (1 − 50/200) | 30
        NM-63.1 | boilers | fuel=natural_gas;use=heating;oxygen=3.5 | concentration=60 | 40 × (1 − 60/200) | 28
        NM-65.2 | kilns | product=cement_clinker;industry=C3011;oxygen=10;key_region=yes;nox_concentration=400 |  | 80 × (1 − 320/400) | 16
        NM-74.1 | kilns | product=lime | share=10 %;completed=2025-12 | 40 × 0.1 | 4
        NM-77.1 | voc_firms | industry=C26 | device=rto;removal=90 %;capture=70 %;completed=2025-12 | 5 × 0.7 × 0.9 | 3.15
        NM-78.1 | voc_firms | industry=C252 | device=rto;removal=50 %;capture=80 %;completed=2025-12 | 5 × 0.8 × 0.5 | 2
        NM-67.1 | voc_firms | industry=C27 | device=rto;removal=80 %;capture=100 % | 5 × 0.8 | 4
        KS-04.1 | kilns | product=lime | share=55 % | 40 × 0.55 | 22
        KS-08.1 | boilers | fuel=coal;use=industrial;capacity=10;heat_network=yes | where.capacity=<= 10 t/h | 40 | 40
        KS-11.1 | boilers | fuel=coal;use=industrial;capacity=35;area=built_up |  | 40 | 40
        KS-12.1 | boilers | fuel=coal;use=industrial;capacity=10;area=rural |  | 40 | 40
        KS-13.1 | boilers | fuel=biomass;use=industrial;capacity=2 |  | 40 | 40
        KS-14.1 | boilers | fuel=coal;use=heating;capacity=75;oxygen=9 | completed=2024-12 | 40 × (1 − 50/200) | 30
        KS-15.1 | boilers | fuel=natural_gas;use=heating;oxygen=3.5 |  | 40 × (1 − 50/200) | 30
        KS-16.1 | boilers | fuel=biomass;use=industrial;oxygen=9 | concentration=100;oxygen=9 | 40 × (1 − 100/200) | 20
        KS-20.1 | voc_firms | material=cleaner_solvent | voc_content=0.05;use_ratio=1;share=100 % | 5 − 10 × 0.05 | 4.5
        KS-28.1 | kilns | firm_name=喀什金岭球团有限公司;kiln_type=pellet_kiln;industry=C31;oxygen=18 | completed=2024-12 | 40 × (1 − 50/200) | 30
        KS-29.1 | kilns | firm_name=新疆喀钢集团有限公司;kiln_type=sintering_machine;industry=C31;oxygen=16 | completed=2024-12 | 40 × (1 − 50/200) | 30
        KS-29.2 | kilns | firm_name=新疆喀钢集团有限公司;kiln_type=hot_stove;industry=C31;oxygen=8;nox_concentration=400 | completed=2024-12 | 80 × (1 − 200/400) | 40
        KS-30.1 | kilns | firm_name=叶城天山水泥有限责任公司;product=cement_clinker;oxygen=10 | completed=2024-12 | 40 × (1 − 50/200) | 30
        KS-31.1 | kilns | firm_name=英吉沙山水水泥有限公司;product=cement_clinker;oxygen=10 | completed=2024-12 | 40 × (1 − 50/200) | 30
        KS-32.2 | boilers | fuel=coal;use=industrial;industry=C13;oxygen=9 | concentration=80;oxygen=9 | 40 × (1 − 80/200) | 24
        KS-32.1 | kilns | product=lime;industry=C30;oxygen=8 | concentration=150;oxygen=8 | 40 × (1 − 150/200) | 10
        KZ-06.1 | kilns | product=lime | share=12 % | 40 × 0.12 | 4.8
        KZ-06.2 | boilers | fuel=coal;use=industrial | share=9 % | 40 × 0.09 | 3.6
        KZ-66.1 | boilers | fuel=coal;use=industrial;fuel_use=1000 | factor=0.9;completed=2025-12 | 40 × (1 − 0.9) | 4
        KZ-07.1 | kilns | industry=C32;product=aluminium | share=24 % | 40 × 0.24 | 9.6
        KZ-13.1 | boilers | fuel=coal;use=industrial;capacity=6;area=built_up |  | 40 | 40
        KZ-14.1 | boilers | fuel=coal;use=heating;firm_name=阿克陶县坤阳热力有限责任公司;oxygen=9 |  | 40 × (1 − 50/200) | 30
        KZ-15.1 | boilers | fuel=coal;use=heating;firm_name=阿克陶县晨阳热力有限责任公司;oxygen=9 |  | 40 × (1 − 50/200) | 30
        KZ-45.1 | kilns | product=cement_clinker;oxygen=10 |  | 40 × (1 − 50/200) | 30
        KZ-46.1 | kilns | industry=C31;kiln_type=sintering_machine;oxygen=16 | completed=2025-12 | 40 × (1 − 50/200) | 30
        KZ-46.2 | kilns | industry=C31;kiln_type=hot_stove;oxygen=8;nox_concentration=500 | completed=2025-12 | 100 × (1 − 200/500) | 60
        KZ-51.1 | voc_firms | material=solvent_coating | voc_content=0.2;use_ratio=1;share=100 % | 5 − 10 × 0.2 | 3
        KZ-52.1 | voc_firms | industry=C23 | device=rto;removal=80 %;capture=80 % | 5 × 0.8 × 0.8 | 3.2
        KZ-54.1 | boilers | fuel=natural_gas;use=heating;oxygen=3.5 | concentration=50 | 40 × (1 − 50/200) | 30
        IL-07.1 | kilns | product=brick;firm_name=甲砖厂 | where.firm_name=甲砖厂 | 40 | 40
        IL-41.1 | kilns | product=cement_clinker;firm_name=甲水泥 | where.firm_name=甲水泥 | 40 | 40
        IL-41.2 | boilers | fuel=coal;use=power;firm_name=甲电厂 | where.firm_name=甲电厂 | 40 | 40
        IL-18.1 | boilers | fuel=coal;use=heating;capacity=20;heat_network=yes | share=50 % | 40 × 0.5 | 20
        IL-54.1 | boilers | fuel=coal;use=heating;capacity=75;oxygen=9 |  | 40 × (1 − 50/200) | 30
        IL-54.2 | boilers | fuel=coal;use=heating;capacity=40;area=built_up;oxygen=9 |  | 40 × (1 − 50/200) | 30
        IL-22.1 | kilns | industry=C31;kiln_type=sintering_machine;oxygen=16 | completed=2021-12 | 40 × (1 − 50/200) | 30
        IL-22.2 | kilns | industry=C31;kiln_type=hot_stove;oxygen=8;nox_concentration=250 | completed=2021-12 | 50 × (1 − 200/250) | 10
        IL-36.1 | voc_firms | industry=C36 | device=rto;removal=85 %;capture=80 % | 5 × 0.8 × 0.85 | 3.4
        IL-40.3 | boilers | fuel=coal;use=industrial;oxygen=9;firm_name=甲厂 | where.firm_name=甲厂;completed=2021-12 | 40 × (1 − 50/200) | 30
        IL-40.1 | voc_firms | county_code=654002 | device=rto;removal=60 %;capture=50 % | 5 × 0.5 × 0.6 | 1.5
        """

    private static let files = [
        "CJ": ("Inventories/changji-2018-2020/plans/changji-2018-2020.yaml", 2017),
        "NM": ("Inventories/inner-mongolia-2025/plans/inner-mongolia-2025.yaml", 2024),
        "KS": ("Inventories/kashgar-2024/plans/kashgar-2024.yaml", 2023),
        "KZ": ("Inventories/kizilsu-2025/plans/kizilsu-2025.yaml", 2024),
        "IL": ("Inventories/ili-2021/plans/ili-2021.yaml", 2020),
    ]

    @Test(arguments: ["CJ", "NM", "KS", "KZ", "IL"])
    func `measures of the plan give on one row what a hand calculation gives`(_ series: String) throws {
        let (file, year) = try #require(ClauseStateTests.files[series])
        var findings = Findings()
        let plan = try #require(
            Plan(
                file: Samples.root + "/" + file, vocabularies: Samples.library.vocabularies, findings: &findings))
        let lines = ClauseStateTests.cases.split(separator: "\n").filter { $0.hasPrefix(series) }
        #expect(lines.count >= 9)
        for line in lines {
            let fields = line.split(separator: "|", omittingEmptySubsequences: false).map {
                $0.trimming { $0 == " " }
            }
            let (id, table) = (fields[0], fields[1])
            var cells = [("id", "R1"), ("county_code", "654002")]
            cells +=
                table == "voc_firms"
                ? [("unit_type", "solvent_use"), ("material_use", "10"), ("voc_content", "0.5")]
                : [
                    ("nox_concentration", "200"), ("flue_gas_flow", "50000"), ("hours", "4000"), ("oxygen", "9"),
                ]
            for (name, value) in ClauseStateTests.pairs(fields[2]) {
                if let place = cells.firstIndex(where: { $0.0 == name }) {
                    cells[place].1 = value
                } else {
                    cells.append((name, value))
                }
            }
            let text = cells.map(\.0).joined(separator: ",") + "\n" + cells.map(\.1).joined(separator: ",") + "\n"
            let inventory = try Samples.inventory(
                [table: text], manifest: Samples.manifest(region: "654002", year: year))
            var own = plan
            own.measures = plan.measures.filter { $0.id == id }
            let inputs = ClauseStateTests.pairs(fields[3]).map { (id + "." + $0.0, $0.1) }
            own.set(
                Dictionary(uniqueKeysWithValues: inputs), vocabularies: Samples.library.vocabularies,
                findings: &findings)
            let evaluation = PlanEvaluation(own, on: inventory, in: try Samples.context(inventory))
            let outcome = try #require(evaluation.measures.first)
            let pollutant = table == "voc_firms" ? "VOCs" : "NOx"
            #expect(outcome.alone(pollutant) == Mass(tonnes: fields[5]), "\(line): \(outcome.verdict)")
            #expect(outcome.verdict == .computed, "\(line)")
        }
        #expect(!findings.hasErrors, "\(findings.sorted.map { $0.description(in: .en) })")
    }

    /// `a=1;b=2`.
    private static func pairs(_ text: String) -> [(String, String)] {
        text.split(separator: ";").compactMap { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            return parts.count == 2 ? (parts[0], parts[1]) : nil
        }
    }
}

extension Substring {
    /// Without such characters at either end.
    fileprivate func trimming(_ isCut: (Character) -> Bool) -> String {
        var rest = self
        while let first = rest.first, isCut(first) { rest.removeFirst() }
        while let last = rest.last, isCut(last) { rest.removeLast() }
        return String(rest)
    }
}
