import FoundationEssentials
import TestSupport
import Testing

/// Every verb that takes `--pollutants`, with lists that people write and lists that nobody should: nothing traps, and what
/// is told of a pollutant is the same whatever else is asked for.
@Suite struct PollutantMatrixTests {
    static let tables = [
        "boilers.csv": """
        id,firm_name,use,fuel,technology,fuel_use,ash,sulphur,coal_basis,pm_device,nox_device,nox_removal
        B1,A,power,raw_coal,pulverized,1000,20,1,ar,wet_scrubber,scr,0.8
        B2,A,heating,raw_coal,stoker_auto,1000,20,1,ar,,,
        B3,B,heating,natural_gas,,,,,,,,

        """,
        "kilns.csv": "id,product,product_output,fuel,fuel_use\nK1,brick,80000,coal,900\n",
        "vehicles.csv":
            "id,vehicle_class,fuel,standard,population\nV1,truck_heavy,diesel,CN3,100\nV2,truck_heavy,diesel,,100\n",
        "nonroad.csv": "id,machine_type,fuel,stage,population,power,hours,age\nM1,excavator,diesel,S2,10,110,1000,4\n",
        "voc_firms.csv":
            "id,unit_type,material,material_use,voc_content\nF1,solvent_use,solvent_coating,40,1\nF2,solvent_use,other_material,20,\n",
        "households.csv": "id,fuel,households,fuel_per_household\nH1,loose_coal,100,3\n",
        "area.csv": "id,category,stoves,hours_per_day,days\nC1,catering,6,4,350\n",
    ]

    static let plan = """
        plan: test
        title: {zh: 测试, en: test}
        regions: [654002]
        base_year: 2024
        years: [2025, 2026]
        clauses:
          - {id: T-01, clause: 一, kind: M, text: "…", topic: {zh: 一, en: one}, effect: measures}
        targets:
          - {id: T-02, clauses: [T-01], pollutant: SO2, region: 654002, base_year: 2024, amount: 5 t, year: 2025}
        measures:
          - {clauses: [T-01], id: A, title: {zh: 甲, en: a}, table: boilers, where: {fuel: coal}, action: control, with: {pollutant: PM, device: esp}, timing: {completed: 2025-06}}
          - {clauses: [T-01], id: B, title: {zh: 乙, en: b}, table: boilers, where: {fuel: coal}, action: control, with: {pollutant: NOx, device: sncr}, timing: {completed: 2025-06}}
          - {clauses: [T-01], id: C, title: {zh: 丙, en: c}, table: vehicles, where: {}, action: replace, with: {share: 1, to: {standard: CN6}}, timing: {completed: 2025-06}}
          - {clauses: [T-01], id: D, title: {zh: 丁, en: d}, table: households, where: {}, action: switch, with: {to: natural_gas}, timing: {completed: 2025-06}}
          - {clauses: [T-01], id: E, title: {zh: 戊, en: e}, table: voc_firms, where: {}, action: control, with: {pollutant: VOCs, device: rto, removal: 0.9, capture: 0.8}, timing: {completed: 2025-06}}
          - {clauses: [T-01], id: F, title: {zh: 己, en: f}, table: boilers, where: {fuel: coal}, action: limit, with: {concentration: {NOx: 50, SO2: 35, PM: 10}, oxygen: 9}, timing: {completed: 2025-06}}

        """

    /// The verbs; those whose tables tell tonnes by pollutant print them.
    private static let verbs: [(line: String, tells: Bool)] = [
        ("check county", false), ("compute county --by table,pollutant --format csv", true),
        ("explain county B1", false), ("plan county plan.yaml --format csv", true),
        ("plan county plan.yaml --coverage", false), ("plan county plan.yaml --path --format csv", false),
        ("potential county --format csv", true), ("progress county plan.yaml --month 2025-08 --format csv", true),
        ("alert county list.csv --format csv", false), ("compare county plan.yaml --format csv", true),
        ("report county --plan plan.yaml --out OUT", false), ("export county --as ff10-point --out OUT.csv", false),
        ("next county --year 2025 --out OUT", false), ("reconcile county county --format csv", true),
        ("next-best county --format csv", false), ("export county --as city --out OUT.xlsx", false),
        ("export county --as ff10-nonpoint --out OUT.csv", false),
        ("compute county --balance --by pollutant --format csv", true),
        ("compute county --uncertainty --draws 100 --by pollutant --format csv", false),
    ]

    /// What must come of a list: all that is known, one, two, spelled otherwise and twice, unknown, no mass, empty.
    static let lists: [(text: String, codes: [Int32])] = [
        ("NOx,VOCs,SO2,PM,PM10,PM2.5,CO,NH3,BC,OC,CO2", [0]), ("NOx", [0]), ("VOCs", [0]),
        ("SO2", [0]), ("VOCs,BC", [0]), ("PM2.5,NOx", [0]),
        ("氮氧化物,nox", [0]), ("O3,NOx", [65]), ("PN", [65]), (",", [64]),
    ]

    /// The tonnes that a table tells of each pollutant, row by row with the first column that names the row.
    static func told(_ output: String) -> [String: [String]] {
        let lines = output.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        guard let head = lines.first, let place = head.firstIndex(of: "pollutant") else { return [:] }
        let masses = head.indices.filter { head[$0].hasSuffix("_t") }
        var told: [String: [String]] = [:]
        for cells in lines.dropFirst() where cells.count >= head.count {
            let row = [cells[0]] + masses.map { "\(head[$0])=\(cells[$0])" }
            told[cells[place], default: []].append(row.joined(separator: " "))
        }
        return told.mapValues { $0.sorted() }
    }

    @Test(arguments: verbs.map(\.line))
    func `a verb takes every list, and tells the same of a pollutant in each`(_ verb: String) throws {
        let folder = try Workplace.county(Self.tables)
        try folder.write(Self.plan, to: "plan.yaml")
        try folder.write("table,id,yellow,orange,red\nboilers,B2,10%,20%,30%\n", to: "list.csv")
        let tells = Self.verbs.contains { $0.line == verb && $0.tells }
        var all: [String: [String]] = [:]
        for (number, list) in Self.lists.enumerated() {
            let line = verb.split(separator: " ").map {
                $0.hasPrefix("OUT") ? "out\(number)\($0.dropFirst(3))" : String($0)
            }
            let outcome = try Program.run(
                line + ["--pollutants", list.text, "--lang", "en", "--quiet"], in: folder.path)
            #expect(
                list.codes.contains(outcome.code),
                "\(verb) --pollutants \(list.text): \(outcome.code) \(outcome.errors)")
            guard tells, outcome.code == 0 else { continue }
            let told = Self.told(outcome.output)
            #expect(!told.isEmpty, "\(verb) --pollutants \(list.text)")
            if number == 0 { all = told }
            for (pollutant, rows) in told {
                #expect(rows == all[pollutant], "\(verb) --pollutants \(list.text): \(pollutant)")
            }
        }
    }
}
