import Foundation
import Lantian
import TestSupport
import Testing

/// A number that cannot be, too large or below zero, is none: with `--keep-going` no file says 0 of it, it is told, and what is
/// written adds up. The firms are invented.
@Suite struct UnfitNumberTests {
    private static let header =
        "id,firm_name,use,fuel,technology,fuel_use[t],sulphur,coal_basis,profile,permit_number\n"
    /// A billion tonnes of coal of 0.6 % sulphur are more SO2 than a mass can hold; as NOx they are 4 million tonnes.
    private static let large = "B1,甲厂,industrial,coal,stoker,999999999,0.6%,ar,all_year,P1\n"
    /// 1000 t × 2 × 0.6 % × 0.85 = 10.2 t of SO2, and × 4 kg/t = 4 t of NOx; the fuel of the third is blank.
    private static let others =
        "B2,乙厂,industrial,coal,stoker,1000,0.6%,ar,all_year,P2\nB3,丙厂,industrial,coal,stoker,,0.6%,ar,all_year,P3\n"

    private func county(_ rows: String = large + others) throws -> TemporaryFolder {
        try Workplace.county(["boilers.csv": UnfitNumberTests.header + rows])
    }

    /// The lines that a run prints.
    private func lines(_ line: String, _ folder: TemporaryFolder, _ options: String = "--format csv") throws
        -> [String]
    {
        let outcome = try Program.run(
            "\(line) --pollutants SO2,NOx --keep-going --quiet --lang en \(options)", in: folder.path)
        #expect(outcome.code == 0, "\(line): \(outcome.errors)")
        #expect(outcome.errors.contains("too large to be true"), "\(line): \(outcome.errors)")
        return outcome.lines.filter { !$0.isEmpty }
    }

    @Test func `totals count it where data are missing, and a total of nothing else is none`() throws {
        let folder = try county()
        #expect(
            try lines("compute county --by pollutant,state", folder) == [
                "pollutant,state,emission_t", "NOx,computed,4000003.996", "NOx,missing,", "SO2,assumed,10.2",
                "SO2,missing,",
            ])
        #expect(try lines("compute county --by pollutant", folder).contains("SO2,10.2"))
        let alone = try county(UnfitNumberTests.large)
        #expect(
            try lines("compute county --by pollutant", alone) == [
                "pollutant,emission_t,incomplete", "NOx,3999999.996,", "SO2,,no result has a number (lacking data: 1)",
            ])
    }

    @Test func `parts of a run count it as one run does`() throws {
        let folder = try county()
        let whole = try lines("compute county --by state,pollutant,fuel", folder)
        for number in 1...2 {
            let run = try Program.run(
                "compute county --part \(number)/2 --out \(number).part --by state,pollutant,fuel --pollutants SO2,NOx",
                in: folder.path)
            #expect(run.code == 0, "\(run.errors)")
        }
        let parts = try Program.run("combine 1.part 2.part --keep-going --quiet --format csv", in: folder.path)
        #expect(parts.lines.filter { !$0.isEmpty } == whole, "\(parts.output)")
    }

    @Test func `a flat file leaves it out, says so, and holds the rest`() throws {
        let folder = try county()
        let told = try lines("export county --as ff10-point --out point.csv", folder)
        #expect(told.contains("point.csv,SO2,10.2,10.2"), "\(told)")
        let text = try Workplace.text("point.csv", in: folder)
        #expect(text.contains("#DESC total SO2: 10.2 t"))
        // Two lines without fuel, and the one that cannot be.
        #expect(text.contains("the number cannot be, not in this file: 3\n"), "\(text)")
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("156,") }
        #expect(rows.count == 3 && rows.count { $0.contains(",SO2,") } == 1, "\(text)")
        #expect(!text.contains(",SO2,0,") && !text.contains(",NOX,0,"))
        // Alone it leaves no row and no total of the pollutant.
        let alone = try county(UnfitNumberTests.large)
        let none = try lines("export county --as ff10-point --out point.csv", alone)
        #expect(none.contains("point.csv,SO2,,,no result has a number (lacking data: 1)"), "\(none)")
        #expect(!(try Workplace.text("point.csv", in: alone)).contains("SO2,"))
    }

    @Test func `the city's workbook leaves its cells blank and counts its row among those without a number`() throws {
        let folder = try county()
        _ = try lines("export county --as city --out city.xlsx", folder, "")
        let book = try WorkbookCells(folder.file("city.xlsx"))
        for (id, sulphur, nitrogen) in [("B1", "", "3999999.996"), ("B2", "10.2", "4"), ("B3", "", "")] {
            let row = try book.row("锅炉信息表", id)
            for end in ["（吨）", "（吨，全部小数）"] {
                #expect(row["SO2排放量" + end] == sulphur && row["NOx排放量" + end] == nitrogen, "\(row)")
            }
        }
        for name in ["排放量汇总", "排放量合计"] {
            let row = try book.row(name, "SO2")
            #expect(row["排放量（吨，全部小数）"] == "10.2" && row["没有数字的行"] == "2", "\(row)")
        }
        let alone = try county(UnfitNumberTests.large)
        _ = try lines("export county --as city --out city.xlsx", alone, "")
        let row = try WorkbookCells(alone.file("city.xlsx")).row("排放量合计", "SO2")
        #expect(row["排放量（吨）"] == "" && row["排放量（吨，全部小数）"] == "" && row["没有数字的行"] == "1", "\(row)")
    }

    @Test func `a comparison says that there is no number here`() throws {
        let folder = try county()
        // Of the last firm the statistics have a permit and no emission.
        try folder.write(
            "企业名称,二氧化硫排放量（吨）,二氧化硫许可排放量（吨）\n甲厂,3,\n乙厂,9,\n丙厂,,7\n", to: "stated.csv")
        let rows = try lines("reconcile county stated.csv", folder)
        #expect(rows.contains("甲厂,,SO2,,3,-3,,,no-number,-3,"), "\(rows)")
        #expect(rows.contains("乙厂,,SO2,10.2,9,1.2,,,method,1.2,"), "\(rows)")
        #expect(rows.contains("丙厂,,SO2,,,0,7,,no-number,0,"), "\(rows)")
        _ = try lines("export county --as comparison --with stated.csv --out comparison.xlsx", folder, "")
        let row = try WorkbookCells(folder.file("comparison.xlsx")).row("逐企业", "甲厂", "SO2")
        #expect(row["本清单（吨）"] == "" && row["对方（吨）"] == "3" && row["原因"] == "一方没有数字", "\(row)")
    }

    /// 10.2 t of SO2 even over the months: 10.2 / 12 / 31 = 0.027419354839 t a day in January.
    @Test func `an emergency list leaves its daily tonnes and cuts blank and says so`() throws {
        let folder = try county()
        try folder.write(
            "源类,编号,绩效分级,黄色,橙色,红色\nboilers,B1,C,10%,30%,40%\nboilers,B2,C,10%,30%,\nboilers,B3,C,10%,30%,40%\n",
            to: "list.csv")
        let rows = try lines("alert county list.csv --lines", folder)
        #expect(rows.contains("boilers,B1,,,C,,SO2,,,,"), "\(rows)")
        // The share of the last level is blank.
        #expect(rows.contains("boilers,B2,,,C,,SO2,0.027419354839,0.002741935484,0.008225806452,"), "\(rows)")
        #expect(rows.contains("boilers,B3,,,C,,NOx,,,,"), "\(rows)")
        let errors = try Program.run(
            "alert county list.csv --pollutants SO2,NOx --keep-going --lang en", in: folder.path
        ).errors
        for (line, pollutant) in [(2, "SO2"), (4, "SO2"), (4, "NOx")] {
            #expect(errors.contains("list.csv:\(line): warning: \(pollutant) of the source"), "\(errors)")
        }
        _ = try lines("export county --as emergency --with list.csv --out list.xlsx", folder, "")
        let row = try WorkbookCells(folder.file("list.xlsx")).row("应急减排清单", "B1", "SO2")
        for title in ["日排放量（吨）", "黄色日减排量（吨）", "红色日减排量（吨）"] { #expect(row[title] == "", "\(row)") }
        // Where no source has a number, nobody can say that a level is met.
        let alone = try county(UnfitNumberTests.large)
        try alone.write("源类,编号,绩效分级,黄色,橙色,红色\nboilers,B1,C,10%,30%,40%\n", to: "list.csv")
        #expect(try lines("alert county list.csv", alone).contains("yellow,SO2,,,,,10,no_number"))
    }

    @Test func `a package gives it no number, and the receiver finds the same`() throws {
        let folder = try county()
        _ = try lines("report county --out package", folder, "")
        let results = try Workplace.text("package/results.csv", in: folder)
        #expect(results.contains("boilers,B1,甲厂,654002,industrial_boilers,combustion,SO2,missing,,,,,"), "\(results)")
        let checked = try Program.run("verify package/report.xml --lang en", in: folder.path)
        #expect(checked.code == 0 && checked.output.contains("1 accepted"), "\(checked.output)")
        // Whoever writes a 0 in its place is found out.
        let report = try Workplace.text("package/report.xml", in: folder)
        let basis = try #require(report.firstRange(of: "cannot be (below zero or too large)"))
        #expect(report[..<basis.lowerBound].contains("state=\"missing\""))
    }

    /// Half of each boiler's coal: a project of the others alone, and none of them is said to emit nothing.
    @Test func `a list of key projects has no project of it`() throws {
        let folder = try county()
        try folder.write(
            """
            plan: invented
            title: {zh: 虚构方案, en: an invented plan}
            regions: [654002]
            base_year: 2024
            years: [2025]
            clauses:
              - {id: T-01, clause: 一, kind: M, text: "…", topic: {zh: 一, en: one}, effect: measures}
            measures:
              - {id: T-01.1, clauses: [T-01], title: {zh: 减半, en: half}, action: scale, table: boilers, with: {factor: 0.5, columns: [fuel_use]}, timing: {completed: 2025-06}}

            """, to: "plan.yaml")
        let rows = try lines("plan county plan.yaml --projects", folder)
        #expect(!rows.contains { $0.contains("B1") && $0.contains("SO2") }, "\(rows)")
        #expect(rows.contains { $0.contains("B2") && $0.contains("SO2") && $0.contains("5.1") }, "\(rows)")
        let untouched = try lines("plan county plan.yaml --untouched", folder)
        let own = try #require(untouched.first { $0.contains("B1") && $0.contains("SO2") }, "\(untouched)")
        let place = try #require(untouched[0].split(separator: ",").firstIndex(of: "emission_t"))
        #expect(own.split(separator: ",", omittingEmptySubsequences: false)[place].isEmpty, "\(own)")
        _ = try lines("export county --as projects --plan plan.yaml --out projects.xlsx", folder, "")
        let list = try WorkbookCells(folder.file("projects.xlsx")).rows("重点工程减排清单")
        #expect(!list.contains { $0.contains("B1") && $0.contains("SO2") }, "\(list)")
        #expect(list.contains { $0.contains("B2") && $0.contains("SO2") })
    }

    @Test func `measures that it stops remove no number of tonnes, whatever splits them`() throws {
        let folder = try county(UnfitNumberTests.large + UnfitNumberTests.others)
        let head = """
            plan: p
            title: {zh: 虚构, en: invented}
            clauses:
              - {id: one, kind: M, effect: measures, text: 虚构}
            measures:

            """
        func measure(_ id: String, _ rest: String) -> String {
            "  - {id: \(id), clauses: [one], table: boilers, where: {id: [B1]}, \(rest)}\n"
        }
        try folder.write(
            head
                + measure(
                    "M1", "action: scale, with: {factor: 1000, columns: [fuel_use]}, timing: {completed: 2023-01-01}")
                + measure(
                    "M2",
                    "action: control, with: {pollutant: NOx, device: scr, removal: 0.8}, timing: {completed: 2024-01-01}"
                ),
            to: "plan.yaml")
        let split = try lines("plan county plan.yaml --by pollutant", folder)
        #expect(split.filter { $0.contains("NOx") } == ["M1,NOx,3999999.996,,0", "M2,NOx,3999999.996,,0"], "\(split)")
        #expect(
            split.allSatisfy {
                !$0.contains("SO2") || $0.split(separator: ",", omittingEmptySubsequences: false)[3].isEmpty
            })
        let states = try lines("plan county plan.yaml", folder, "--format json").joined()
        #expect(states.contains("no_data_after") && !states.contains("\"computed\""), "\(states)")
    }

    @Test func `the potential knows nothing of it`() throws {
        let rows = try lines("potential county --lines", try county())
        let places = Dictionary(
            uniqueKeysWithValues: rows[0].split(separator: ",").map(String.init).enumerated().map { ($1, $0) })
        let own = try #require(rows.first { $0.contains("B1") && $0.contains("SO2") }, "\(rows)")
            .split(separator: ",", omittingEmptySubsequences: false)
        for name in ["today_t", "after_t"] { #expect(own[try #require(places[name], "\(rows[0])")].isEmpty, "\(own)") }
        #expect(own[try #require(places["state"])] == "missing", "\(own)")
    }
}
