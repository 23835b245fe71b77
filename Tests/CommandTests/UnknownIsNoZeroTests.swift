import Foundation
import Lantian
import TestSupport
import Testing

/// What nobody knows is no zero, in whatever output it stands; what a measured source already meets is no reduction; what meets a
/// share exactly is not short of it. The firms are invented.
@Suite struct UnknownIsNoZeroTests {
    private static let header = "id,firm_name,use,fuel,technology,fuel_use[t],profile\n"
    /// Of coal without sulphur NOx is known, 4 kg/t, and SO2 and NH3 are not.
    private static let coal =
        header + "B1,甲厂,industrial,coal,stoker,1000,all_year\nB2,乙厂,industrial,coal,stoker,1000,all_year\n"

    private static func plan(_ measure: String, targets: String = "") -> String {
        """
        plan: p1
        title: {zh: 试, en: try}
        regions: [654002]
        base_year: 2024
        years: [2025]
        clauses:
          - {id: C1, clause: 一, kind: M, text: "…", topic: {zh: 一, en: one}, effect: measures}
        \(targets)measures:
          - {id: M1, clauses: [C1], title: {zh: 限, en: limit}, \(measure), timing: {completed: 2024-12}}

        """
    }
    private static let limit =
        "action: limit, table: boilers, where: {fuel: coal}, with: {concentration: {NOx: 50, SO2: 35}, oxygen: 9}"

    private func lines(_ line: String, _ folder: TemporaryFolder) throws -> [String] {
        let outcome = try Program.run("\(line) --quiet --lang en", in: folder.path)
        #expect(outcome.code == 0, "\(line): \(outcome.errors)")
        return outcome.lines.filter { !$0.isEmpty }
    }

    // MARK: Caps

    /// 3 mg/m3 of particles are measured: a limit of 10 changes nothing of them, and a limit of 1 leaves a third of each size.
    @Test(arguments: ["PM,PM10,PM2.5", "PM10"]) func `a limit that the measured whole meets lowers no size`(
        _ pollutants: String
    ) throws {
        let folder = try Workplace.county([
            "boilers.csv":
                "id,use,fuel,technology,capacity,fuel_use,ash,coal_basis,heat_value,pm_device,oxygen,flue_gas_flow,hours,pm_concentration\nB1,industrial,raw_coal,stoker_auto,40,10000,20,ar,21,bag_filter,9,20000,5000,3\n"
        ])
        func rows(_ limit: Int) throws -> [[String]] {
            try folder.write(
                UnknownIsNoZeroTests.plan(
                    "action: limit, table: boilers, where: {fuel: coal}, with: {concentration: {PM: \(limit)}, oxygen: 9}"
                ),
                to: "plan.yaml")
            return try lines("plan county plan.yaml --pollutants \(pollutants) --format csv", folder).dropFirst().map {
                $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
        }
        let met = try rows(10)
        #expect(met.count == pollutants.split(separator: ",").count)
        for row in met { #expect(row[4] == "0" && row[3] != "0" && row[3] == row[7], "\(row)") }
        for row in try rows(1) {
            let (before, after) = (try #require(Double(row[3])), try #require(Double(row[7])))
            #expect(before > 0 && abs(after * 3 - before) < 1e-9 * before, "\(row)")
        }
    }

    // MARK: Emergency lists

    @Test(arguments: ["700", "1003", "1234", "999", "37", "1000"])
    func `sources that each cut the asked share are not short`(_ fuel: String) throws {
        let folder = try Workplace.county([
            "boilers.csv": UnknownIsNoZeroTests.coal.replacingOccurrences(of: "1000", with: fuel)
        ])
        try folder.write(
            "源类,编号,绩效分级,黄色,橙色,红色\nboilers,B1,C,10%,20%,30%\nboilers,B2,C,10%,20%,29.99%\n", to: "list.csv")
        let rows = try lines("alert county list.csv --pollutants NOx --format csv", folder)
        for level in ["yellow", "orange"] {
            #expect(
                rows.contains { $0.hasPrefix(level + ",NOx,") && $0.contains(",0,") && $0.hasSuffix(",pass") },
                "\(rows)")
        }
        #expect(rows.contains { $0.hasPrefix("red,NOx,") && $0.hasSuffix(",short") }, "\(rows)")
    }

    @Test func `a level whose source has no number is blank and not judged`() throws {
        let folder = try Workplace.county([
            "boilers.csv":
                "id,use,fuel,technology,fuel_use[t],sulphur,coal_basis,profile\nB1,industrial,coal,stoker,1000,,ar,all_year\nB2,industrial,coal,stoker,1000,0.6%,ar,all_year\n"
        ])
        try folder.write("源类,编号,绩效分级,黄色,橙色,红色\nboilers,B1,C,10%,20%,30%\n", to: "list.csv")
        let rows = try lines("alert county list.csv --pollutants SO2 --format csv", folder)
        #expect(rows.contains { $0.hasPrefix("yellow,SO2,,0.0") && $0.hasSuffix(",,,10,no_number") }, "\(rows)")
        _ = try lines("export county --as emergency --with list.csv --pollutants SO2 --out list.xlsx", folder)
        let book = try WorkbookCells(folder.file("list.xlsx"))
        let level = try book.row("分级汇总", "黄色", "SO2")
        #expect(level["日减排量（吨）"] == "" && level["差（吨）"] == "" && level["没有数字的行"] == "1", "\(level)")
        #expect(level["结论"] == "没有排放量，不能判断", "\(level)")
        #expect(try book.row("全部源日排放量", "SO2")["没有数字的行"] == "1")
    }

    // MARK: Comparisons

    @Test func `a pollutant without a number on a side has blank sums and no firm only here`() throws {
        let folder = try Workplace.county(["boilers.csv": UnknownIsNoZeroTests.coal])
        try folder.write("企业名称,二氧化硫排放量（吨）\n甲厂,3\n乙厂,\n", to: "stated.csv")
        _ = try lines(
            "export county --as comparison --with stated.csv --pollutants NOx,SO2,NH3 --out comparison.xlsx", folder)
        let book = try WorkbookCells(folder.file("comparison.xlsx"))
        let ammonia = try book.row("汇总", "NH3")
        #expect(ammonia["本清单（吨）"] == "" && ammonia["对方（吨）"] == "" && ammonia["差（吨）"] == "", "\(ammonia)")
        #expect(ammonia["本清单没有数字的行"] == "2", "\(ammonia)")
        let nitrogen = try book.row("汇总", "NOx")
        #expect(nitrogen["本清单（吨）"] == "8" && nitrogen["对方（吨）"] == "" && nitrogen["差（吨）"] == "", "\(nitrogen)")
        let sulphur = try book.row("汇总", "SO2")
        #expect(sulphur["本清单（吨）"] == "" && sulphur["对方（吨）"] == "3" && sulphur["差（吨）"] == "", "\(sulphur)")
        let rows = try lines("reconcile county stated.csv --pollutants NOx,SO2,NH3 --format csv", folder)
        #expect(rows.contains { $0.hasPrefix("甲厂,,NOx,4,,4,,,no-number,4,") }, "\(rows)")
        #expect(!rows.contains { $0.contains("only-here") }, "\(rows)")
        let told = try Program.run("reconcile county stated.csv --pollutants NOx,SO2,NH3 --lang en", in: folder.path)
        #expect(told.output.contains("NH3: here no number, there no number\n"), "\(told.output)")
        #expect(told.output.contains("NOx: here 8.00 t, there no number\n"), "\(told.output)")
    }

    // MARK: Plans

    @Test func `a plan gives no number of what nobody knows`() throws {
        let folder = try Workplace.county(["boilers.csv": UnknownIsNoZeroTests.coal])
        try folder.write(
            UnknownIsNoZeroTests.plan(
                UnknownIsNoZeroTests.limit,
                targets: """
                    targets:
                      - {id: T1, clauses: [C1], region: 654002, pollutant: NH3, base_year: 2024, year: 2025, change: -10%}
                      - {id: T2, clauses: [C1], region: 654002, pollutant: VOCs, base_year: 2024, year: 2025, change: -10%}

                    """), to: "plan.yaml")
        let run = "plan county plan.yaml --pollutants NOx,SO2,NH3"
        let rows = try lines(run + " --format csv --targets targets.csv", folder)
        #expect(rows.contains { $0.hasPrefix("M1,C1,SO2,,,,,,,,,,2025,computed") }, "\(rows)")
        #expect(rows.contains { $0.hasPrefix("M1,C1,NH3,,,,,,,,,,2025,computed") }, "\(rows)")
        #expect(rows.contains { $0.hasPrefix("M1,C1,NOx,8,") }, "\(rows)")
        let targets = try Workplace.text("targets.csv", in: folder)
        #expect(targets.contains("T1,C1,654002,NH3,2024,2025,,,,not_computed,"), "\(targets)")
        #expect(targets.contains("T2,C1,654002,VOCs,2024,2025,,,,not_computed,"), "\(targets)")
        let parts = try lines(run + " --by table,pollutant --format csv", folder)
        #expect(parts.contains { $0.hasPrefix("M1,boilers,NOx,8,") }, "\(parts)")
        #expect(!parts.contains { $0.contains(",0,0,0") }, "\(parts)")
        let json = try lines(run + " --by table,pollutant --format json", folder).joined()
        #expect(!json.contains("\"before_t\":0"), "\(json)")
        let path = try lines(run + " --path --format csv", folder)
        #expect(
            path.contains { $0.hasPrefix("SO2,2024,,,,,") } && path.contains { $0.hasPrefix("NOx,2024,8,") }, "\(path)")
        let compared = try lines("compare county plan.yaml --pollutants NOx,SO2,NH3 --format csv", folder)
        #expect(compared.contains { $0.hasPrefix("p1,SO2,,,,1,1,,") }, "\(compared)")
        #expect(compared.contains { $0.hasSuffix("no result has a number (lacking data: 2)") }, "\(compared)")
        // Nobody can say that what it has is as good.
        let untouched = try lines(run + " --untouched --format csv", folder)
        #expect(
            untouched.contains {
                $0.hasPrefix("boilers,B1,SO2,,lacks_data,M1: the source lacks data and cannot be computed")
            }, "\(untouched)")
        #expect(!untouched.contains { $0.contains(",controlled,") }, "\(untouched)")
    }

    @Test func `a base year's file of another region is told`() throws {
        let folder = try Workplace.county(["boilers.csv": UnknownIsNoZeroTests.coal])
        try folder.write(UnknownIsNoZeroTests.plan(UnknownIsNoZeroTests.limit), to: "plan.yaml")
        for (county, rows) in [("654002", 0), ("110101", 1)] {
            try folder.write("county,pollutant,emission_t\n\(county),NOx,9\n", to: "base.csv")
            let outcome = try Program.run(
                "plan county plan.yaml --pollutants NOx --base 2020=base.csv --lang en", in: folder.path)
            #expect(outcome.code == 0, "\(outcome.errors)")
            let told = outcome.errors.contains("rows of the base year's file outside the inventory's region: 1")
            #expect(told == (rows > 0), "\(county): \(outcome.errors)")
            #expect(!told || outcome.errors.contains("base.csv:2:"), "\(outcome.errors)")
        }
    }

    // MARK: Totals and checks

    @Test func `a pollutant of which nothing is known has a row that says so`() throws {
        let folder = try Workplace.county(["boilers.csv": UnknownIsNoZeroTests.coal])
        #expect(
            try lines("compute county --by table,pollutant --pollutants NOx,SO2 --format csv", folder) == [
                "table,pollutant,emission_t,incomplete", "boilers,NOx,8,",
                ",SO2,,no result has a number (lacking data: 2)",
            ])
        let json = try lines("compute county --by pollutant --pollutants NOx,SO2 --format json", folder).joined()
        #expect(json.contains("\"pollutant\":\"SO2\",\"emission_t\":null"), "\(json)")
        let check = try lines("check county --pollutants NOx,NH3 --format csv", folder)
        #expect(check.contains { $0.hasPrefix("note,incomplete-total,") && $0.contains("NH3") }, "\(check)")
    }

    /// An electric boiler emits nothing on the spot: of the coal boilers beside it that says nothing.
    @Test func `a source that cannot emit makes no total of those whose emission nobody knows`() throws {
        let folder = try Workplace.county([
            "boilers.csv": UnknownIsNoZeroTests.coal + "B3,丙厂,industrial,electricity,,10,all_year\n"
        ])
        #expect(
            try lines("compute county --by table,pollutant --pollutants NOx,SO2 --format csv", folder) == [
                "table,pollutant,emission_t,incomplete", "boilers,NOx,8,",
                ",SO2,,no result has a number (lacking data: 2)",
            ])
        for keys in ["table,pollutant", "fuel,pollutant", "sector"] {
            let shown = try lines("compute county --by \(keys) --pollutants NOx,SO2 --format table", folder)
            #expect(!shown.contains { $0.contains("SO2") && $0.contains("0.00") }, "\(shown)")
            #expect(shown.contains { $0.hasPrefix("SO2 incomplete: ") }, "\(shown)")
        }
        try folder.write(
            UnknownIsNoZeroTests.plan(
                UnknownIsNoZeroTests.limit,
                targets: """
                    targets:
                      - {id: T1, clauses: [C1], region: 654002, pollutant: SO2, base_year: 2024, year: 2025, change: -10%}

                    """), to: "plan.yaml")
        let path = try lines("plan county plan.yaml --pollutants SO2 --path --format csv", folder)
        #expect(path.count > 1)
        for row in path.dropFirst() {
            let cells = row.split(separator: ",", omittingEmptySubsequences: false)
            let isBlank = cells[2...7].allSatisfy { $0.isEmpty }
            #expect(isBlank, "\(row)")
        }
        _ = try lines("plan county plan.yaml --pollutants SO2 --targets targets.csv", folder)
        let targets = try Workplace.text("targets.csv", in: folder).split(separator: "\n")
        let areOpen = targets.dropFirst().allSatisfy { $0.contains(",not_computed,") }
        #expect(targets.count == 2 && areOpen, "\(targets)")
        let potential = try lines("potential county --by kind --pollutants SO2 --format csv", folder)
        #expect(potential.count == 2)
        // Of electric boilers alone zero is known.
        try folder.write(
            UnknownIsNoZeroTests.header + "B3,丙厂,industrial,electricity,,10,all_year\n", to: "county/boilers.csv")
        #expect(
            try lines("compute county --by table,pollutant --pollutants SO2 --format csv", folder) == [
                "table,pollutant,emission_t", "boilers,SO2,0",
            ])
    }

    /// SO2 is known of heating, so something is known of it; of industry only the electric boiler has a number.
    @Test func `a group of what cannot emit and what lacks data has no number`() throws {
        let folder = try Workplace.county([
            "boilers.csv": """
            id,firm_name,use,fuel,technology,fuel_use[t],sulphur,profile
            B1,甲厂,industrial,coal,stoker,1000,,all_year
            B2,乙厂,heating,coal,stoker,1000,0.5%,all_year
            B3,丙厂,industrial,electricity,,10,,all_year

            """
        ])
        func rows(_ keys: String) throws -> [String] {
            try lines("compute county --by \(keys) --pollutants SO2 --format csv", folder).map {
                $0.split(separator: ",", omittingEmptySubsequences: false).prefix(keys.split(separator: ",").count + 1)
                    .joined(separator: ",")
            }.dropFirst().sorted()
        }
        #expect(try rows("use,pollutant") == ["heating,SO2,8.5", "industrial,SO2,"])
        #expect(try rows("use") == ["heating,8.5", "industrial,"])
        // Of electric boilers alone zero is known.
        #expect(try rows("fuel,pollutant") == ["coal,SO2,8.5", "electricity,SO2,0"])
        #expect(try rows("table,pollutant") == ["boilers,SO2,8.5"])
    }

    @Test func `the potential of sources that all lack data is blank`() throws {
        let folder = try Workplace.county(["boilers.csv": UnknownIsNoZeroTests.coal])
        let rows = try lines("potential county --by kind --pollutants NOx,SO2 --format csv", folder)
        #expect(rows.contains { $0.hasPrefix("boilers,SO2,,,,,,2,2") }, "\(rows)")
        #expect(rows.contains { $0.hasPrefix("boilers,NOx,8,") }, "\(rows)")
    }

    /// Counties by name, each with the same firms or with coal of which the sulphur is known: 1,000 t of 0.5 % sulphur, 8.5 t of SO2.
    private static func counties(_ known: [String: Bool]) throws -> TemporaryFolder {
        let folder = try Workplace.empty()
        for (number, (name, isKnown)) in known.sorted(by: { $0.key < $1.key }).enumerated() {
            try folder.write(
                "region: 65400\(number + 2)\nname: {zh: 虚构, en: invented}\nyear: 2024\ninvented: yes\n",
                to: "all/\(name)/inventory.yaml")
            try folder.write(
                isKnown
                    ? "id,use,fuel,technology,fuel_use[t],sulphur\nB1,industrial,coal,stoker,1000,0.5\n" : coal,
                to: "all/\(name)/boilers.csv")
        }
        return folder
    }

    @Test func `a pollutant of which nothing is known in any county is told, and its sum is none`() throws {
        let folder = try UnknownIsNoZeroTests.counties(["a": false, "b": false])
        let run = "compute --all all --by table,pollutant --pollutants NOx,SO2"
        #expect(
            try lines(run + " --format csv", folder) == [
                "region,table,pollutant,emission_t,incomplete", "654002,boilers,NOx,8,",
                "654002,,SO2,,no result has a number (lacking data: 2)", "654003,boilers,NOx,8,",
                "654003,,SO2,,no result has a number (lacking data: 2)",
            ])
        let json = try lines(run + " --format json", folder).joined()
        #expect(json.components(separatedBy: "\"pollutant\":\"SO2\",\"emission_t\":null").count == 3, "\(json)")
        let table = try lines(run, folder)
        let sum = try #require(table.last { $0.contains(" SO2") && !$0.contains("incomplete") }, "\(table)")
        #expect(!sum.contains("0.00"), "\(table)")
        #expect(table.contains { $0.hasPrefix("total") && $0.contains("16.00") }, "\(table)")
        #expect(
            table.last == "SO2 incomplete: no result has a number in 2 regions (lacking data: 4)", "\(table)")
        let balance = try lines(run + " --balance --format csv", folder)
        #expect(balance.contains { $0.hasPrefix("654003,,SO2,,,,,,,,") }, "\(balance)")
    }

    @Test func `a pollutant that one county knows has the sum of that county`() throws {
        let folder = try UnknownIsNoZeroTests.counties(["a": false, "b": true, "c": false])
        let run = "compute --all all --by table,pollutant --pollutants NOx,SO2"
        let rows = try lines(run + " --format csv", folder)
        #expect(
            rows.filter { $0.contains(",SO2,") } == [
                "654002,,SO2,,no result has a number (lacking data: 2)", "654003,boilers,SO2,8.5,",
                "654004,,SO2,,no result has a number (lacking data: 2)",
            ])
        let table = try lines(run, folder)
        #expect(table.contains { $0.contains("SO2") && $0.hasSuffix(" 8.50") && !$0.contains("boilers") }, "\(table)")
        #expect(
            table.last == "SO2 incomplete: no result has a number in 2 regions (lacking data: 4)", "\(table)")
    }

    @Test func `plans of many counties sum up nothing of what none of them knows`() throws {
        let folder = try UnknownIsNoZeroTests.counties(["a": false, "b": false])
        try folder.write(
            UnknownIsNoZeroTests.plan(UnknownIsNoZeroTests.limit).replacing("regions: [654002]\n", with: ""),
            to: "plan.yaml")
        let table = try lines("plan --all all plan.yaml --pollutants NOx,SO2", folder)
        let rule = table.lastIndex { $0.contains("─") } ?? 0
        let sums = table[rule...]
        #expect(sums.contains { $0.contains("NOx") && $0.contains("16.00") }, "\(table)")
        let unknown = try #require(sums.first { $0.contains("SO2") && !$0.contains("incomplete") }, "\(table)")
        #expect(!unknown.contains("0.00"), "\(table)")
        #expect(!table.contains { $0.contains("SO2") && $0.contains("0.00") }, "\(table)")
    }

    @Test func `moistures that cannot be are findings`() throws {
        let folder = try Workplace.county([
            "boilers.csv":
                "id,use,fuel,technology,fuel_use[t],sulphur,ash,moisture,moisture_ad,coal_basis\nB1,industrial,raw_coal,stoker,1000,0.6,20,5,8,ad\nB2,industrial,raw_coal,stoker,1000,0.6,55,50,3,ar\nB3,industrial,raw_coal,stoker,1000,0.6,60,60,45,ad\nB4,industrial,raw_coal,stoker,1000,0.6,20,8,3,ad\n"
        ])
        let rows = try lines("check county --pollutants SO2 --format csv", folder)
        for (line, code) in [(2, "rule-coal-moisture-ad"), (3, "rule-coal-above-all"), (4, "rule-coal-above-all-ad")] {
            #expect(
                rows.contains { $0.contains(",\(code),") && $0.contains("boilers.csv,\(line),") }, "\(code): \(rows)")
        }
        #expect(!rows.contains { $0.contains("rule-coal-") && $0.contains("boilers.csv,5,") }, "\(rows)")
    }

    @Test func `the city's workbook says how many rows were put aside`() throws {
        let folder = try Workplace.county([
            "boilers.csv": UnknownIsNoZeroTests.coal + "B3,丙厂,industrial,coall,stoker,1000,all_year\n"
        ])
        let outcome = try Program.run(
            "export county --as city --pollutants NOx --keep-going --quiet --out city.xlsx", in: folder.path)
        #expect(outcome.errors.contains("coall"), "\(outcome.errors)")
        let about = try WorkbookCells(folder.file("city.xlsx")).rows("说明")
        #expect(about.contains { $0.contains("rows put aside because of errors, not in this workbook: 1") }, "\(about)")
    }
}
