import Foundation
import Lantian
import TestSupport
import Testing

/// `export`, and what others hand in as the base of a plan.
@Suite struct ExportTests {
    private static let inventory = "Inventories/demo-county-2024"
    private static let forms = ["ff10-point", "ff10-nonpoint", "ff10-nonroad", "ff10-onroad"]
    private static let python = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { $0 + "/python3" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    private func exported() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for form in ExportTests.forms {
            let outcome = try Program.run(
                "export \(ExportTests.inventory) --as \(form) --out \(folder.file(form)).csv --keep-going --quiet --format csv"
            )
            #expect(outcome.code == 0, "\(outcome.errors)")
            #expect(outcome.lines[0] == "file,pollutant,written_t,inventory_t")
        }
        return folder
    }

    @Test(.enabled(if: python != nil, "Python is not installed"))
    func `a program of another language finds the inventory's micrograms in the four files`() throws {
        let folder = try exported()
        let sum = try Program.shell(
            "\(ExportTests.python ?? "") '\(Repository.root)/Tests/Additions/flat_file.py' "
                + ExportTests.forms.map { $0 + ".csv" }.joined(separator: " "), in: folder.path)
        #expect(sum.code == 0, "\(sum.errors)")
        let totals = try Program.run(
            "compute \(ExportTests.inventory) --by pollutant --format csv --keep-going --quiet")
        func micrograms(_ pollutant: String) throws -> String {
            let line = try #require(totals.lines.first { $0.hasPrefix(pollutant + ",") })
            let parts = line.split(separator: ",")[1].split(separator: ".")
            let decimals = parts.count > 1 ? String(parts[1]) : ""
            return parts[0] + decimals + String(repeating: "0", count: 12 - decimals.count)
        }
        #expect(sum.lines.contains("NOX " + (try micrograms("NOx"))), "\(sum.output)")
        #expect(sum.lines.contains("VOC " + (try micrograms("VOCs"))))
    }

    @Test func `an inventory agrees with its own point file, firm by firm`() throws {
        let folder = try exported()
        let outcome = try Program.run(
            "reconcile \(ExportTests.inventory) \(folder.file("ff10-point.csv")) --keep-going --quiet --format csv")
        #expect(outcome.code == 0, "\(outcome.errors)")
        let header = outcome.lines[0].split(separator: ",").map(String.init)
        let there = try #require(header.firstIndex(of: "there_t"))
        let difference = try #require(header.firstIndex(of: "difference_t"))
        let rows = outcome.lines.dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }.filter { $0.count > difference && !$0[there].isEmpty }
        #expect(rows.count > 20)
        for row in rows { #expect(row[difference] == "0", "\(row)") }
    }

    /// A billion tonnes of coal are more SO2 than a mass can hold: nobody knows the number, and no file says 0.
    @Test(arguments: ["ff10-point", "city"])
    func `nothing is written where a number cannot be`(form: String) throws {
        let folder = try Workplace.county([
            "boilers.csv":
                "id,firm_name,use,fuel,technology,fuel_use[t],sulphur,coal_basis\nB1,甲厂,industrial,coal,stoker,999999999,0.6%,ar\n"
        ])
        let outcome = try Program.run(
            "export county --as \(form) --out out.xlsx --pollutants SO2 --quiet", in: folder.path)
        #expect(outcome.code == 65 && !outcome.output.contains("written"), "\(outcome.output)")
        #expect(outcome.errors.contains("too large to be true"), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder.file("out.xlsx")))
    }

    /// Names that flat files cannot hold as they are come back as the same firms.
    @Test func `firms with quotes and signs of formulas are found again`() throws {
        let folder = try Workplace.county([
            "boilers.csv":
                "id,firm_name,use,fuel,technology,fuel_use[t]\nB1,\"甲,\"\"厂\"\"'\",heating,coal,stoker,1000\nB2,'=1+1,heating,coal,stoker,500\n"
        ])
        #expect(try Program.run("export county --as ff10-point --out p.csv --quiet", in: folder.path).code == 0)
        let outcome = try Program.run(
            "reconcile county p.csv --pollutants NOx --quiet --format csv", in: folder.path)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let header = outcome.lines[0].split(separator: ",").map(String.init)
        let difference = try #require(header.firstIndex(of: "difference_t"))
        let records = Array(RecordReader(Array(outcome.output.utf8))).map(\.fields).dropFirst()
        let rows = records.filter { $0.count > difference && !$0[difference].isEmpty }
        #expect(rows.count >= 2 && rows.allSatisfy { $0[difference] == "0" }, "\(outcome.output)")
    }

    private static let county = [
        "boilers.csv": "id,use,fuel,technology,fuel_use[t]\nB1,heating,coal,stoker,1000\n",
        "plan.yaml": """
        plan: p
        title: {zh: 方案, en: plan}
        regions: [654002]
        base_year: 2020
        years: [2024]
        clauses:
          - {id: T-01, clause: 一, kind: T, text: 虚构, topic: {zh: 虚构, en: invented}, effect: target, reason: {zh: 目标, en: a target}}
        measures: []
        targets:
          - {id: T1, clauses: [T-01], pollutant: NOx, region: 654002, base_year: 2020, change: "-10 %", year: 2024}

        """,
    ]

    /// 1000 t × 4 kg/t = 4 t against 90 % of the base year's 5 t or 4.4 t.
    @Test func `tonnes of somebody else are the base of a target`() throws {
        let folder = try TemporaryFolder()
        try InventoryText(ExportTests.county).write(to: folder)
        try folder.write("county,pollutant,emission_t\n654002,NOx,5\n654003,NOx,100\n", to: "base.csv")
        // 4.4 t / 0.90718474 t in short tons.
        try folder.write(
            "#FORMAT=FF10_NONPOINT\n#COUNTRY=China\n#YEAR=2020\n156,654002,,,,X1,,NOX,4.850169768067306\n",
            to: "base.ff10")
        try folder.write("", to: "out/targets.csv")
        func targets(_ base: String) throws -> (code: Int32, text: String) {
            let outcome = try Program.run(
                "plan . plan.yaml \(base) --pollutants NOx --targets out/targets.csv --quiet --lang en",
                in: folder.path,
                environment: ["LANTIAN_FACTORS": Repository.factors])
            return (
                outcome.code, outcome.code == 0 ? try Workplace.text("out/targets.csv", in: folder) : outcome.errors
            )
        }
        let none = try targets("")
        #expect(none.code == 0, "\(none.text)")
        let table = try targets("--base 2020=base.csv")
        #expect(
            table.code == 0 && table.text.contains("NOx,2020,2024,") && table.text.contains(",4.5,"), "\(table.text)")
        let flat = try targets("--base base.ff10")
        #expect(flat.code == 0 && flat.text.contains(",3.96,"), "\(flat.text)")
        // The forms of one year are one inventory: 4.4 t and 0.6 t. One form twice would count twice.
        try folder.write(
            "#FORMAT=FF10_NONROAD\n#COUNTRY=China\n#YEAR=2020\n156,654002,,,,X2,,NOX,0.661386786554633\n",
            to: "more.ff10")
        let both = try targets("--base base.ff10 --base more.ff10")
        #expect(both.code == 0 && both.text.contains(",4.5,"), "\(both.text)")
        #expect(try targets("--base base.ff10 --base base.ff10").code == 64)
        #expect(try targets("--base base.ff10 --base 2020=base.csv").code == 64)
        // A file of the inventory's own year is told to be of no use.
        let own = try Program.run(
            "plan . plan.yaml --base 2024=base.csv --pollutants NOx --lang en", in: folder.path,
            environment: ["LANTIAN_FACTORS": Repository.factors])
        #expect(
            own.code == 0 && own.errors.contains("base.csv: warning: 2024 is the inventory's own year"), "\(own.errors)"
        )
        let without = try targets("--base base.csv")
        #expect(without.code == 64 && without.text.contains("write --base YEAR=base.csv"), "\(without.text)")
        let other = try targets("--base 2019=base.ff10")
        #expect(other.code == 64 && other.text.contains("is of 2020, not of 2019"), "\(other.text)")
        let missing = try targets("--base nowhere.csv")
        #expect(missing.code == 66)
    }
}
