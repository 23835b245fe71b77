import Foundation
import TestSupport
import Testing

/// Exported workbooks, read by programs of others: openpyxl adds them up, LibreOffice opens them.
@Suite struct WorkbookExportTests {
    private static let inventory = "Inventories/demo-county-2024"
    private static let python = [Repository.root + "/.venv/bin/python3"]
        .first(where: FileManager.default.isExecutableFile(atPath:))
    private static let office = InstalledProgram("soffice")

    private func sums(_ form: String, _ file: String) throws -> [String: String] {
        let outcome = try Program.shell(
            "'\(WorkbookExportTests.python ?? "")' Tests/Additions/workbook_sums.py \(form) '\(file)'",
            in: Repository.root, environment: ["PYTHONIOENCODING": "utf-8"])
        #expect(outcome.code == 0, "\(outcome.errors)")
        return Dictionary(
            outcome.lines.compactMap { line in
                line.lastIndex(of: " ").map { (String(line[..<$0]), String(line[line.index(after: $0)...])) }
            }, uniquingKeysWith: { $1 })
    }

    /// The micrograms of a decimal text in tonnes.
    private func micrograms(_ tonnes: Substring) -> String {
        let parts = tonnes.split(separator: ".")
        let decimals = parts.count > 1 ? String(parts[1]) : ""
        let digits = parts[0] + decimals + String(repeating: "0", count: 12 - decimals.count)
        return digits.drop { $0 == "0" }.isEmpty ? "0" : String(digits.drop { $0 == "0" })
    }

    /// The cells of a line of CSV, where commas may stand between quotes.
    private func cells(_ line: String) -> [String] {
        var (cells, isQuoted) = ([""], false)
        for letter in line {
            if letter == "\"" {
                isQuoted.toggle()
            } else if letter == ",", !isQuoted {
                cells.append("")
            } else {
                cells[cells.count - 1].append(letter)
            }
        }
        return cells
    }

    @Test(.enabled(if: python != nil, "Python with openpyxl is not installed"))
    func `rows and classes of the city's workbook add up to the inventory`() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("city.xlsx")
        let outcome = try Program.run(
            "export \(WorkbookExportTests.inventory) --as city --out \(file) --keep-going --quiet")
        #expect(outcome.code == 0, "\(outcome.errors)")
        let found = try sums("city", file)
        let totals = try Program.run(
            "compute \(WorkbookExportTests.inventory) --by pollutant --format csv --keep-going --quiet")
        for pollutant in ["NOx", "VOCs"] {
            let line = try #require(totals.lines.first { $0.hasPrefix(pollutant + ",") })
            let expected = micrograms(line.split(separator: ",")[1])
            for name in ["row", "class", "total"] {
                #expect(found["\(name) \(pollutant)"] == expected, "\(name) \(found)")
            }
        }
    }

    @Test(.enabled(if: office != nil, "LibreOffice is not installed"))
    func `LibreOffice opens it`() throws {
        let folder = try TemporaryFolder()
        let outcome = try Program.run(
            "export \(WorkbookExportTests.inventory) --as city --out \(folder.file("city.xlsx")) --keep-going --quiet")
        #expect(outcome.code == 0, "\(outcome.errors)")
        _ = try Program.shell(
            "soffice -env:UserInstallation=file://\(folder.path)/profile --headless --convert-to csv:'Text - txt - csv (StarCalc)':44,34,76 city.xlsx",
            in: folder.path)
        let text = try Workplace.text("city.csv", in: folder)
        #expect(text.hasPrefix("一级源分类,二级源分类,污染物,排放量（吨）"), "\(text.prefix(200))")
        #expect(text.contains("合计,,NOx,"))
    }

    /// 1000 t × 4 kg/t = 4 t here, 3 t there; 2 t that only the statistics have.
    @Test(.enabled(if: python != nil, "Python with openpyxl is not installed"))
    func `a comparison's parts add up to its differences, firm by firm`() throws {
        let folder = try TemporaryFolder()
        try InventoryText([
            "boilers.csv": "id,firm_name,use,fuel,technology,fuel_use[t]\nB1,示例一厂,heating,coal,stoker,1000\n"
        ]).write(to: folder)
        try folder.write("企业名称,氮氧化物排放量（吨）\n示例一厂,3\n示例二厂,2\n", to: "out/stated.csv")
        let outcome = try Program.run(
            "export . --as comparison --with out/stated.csv --out out/comparison.xlsx --pollutants NOx --quiet",
            in: folder.path, environment: ["LANTIAN_FACTORS": Repository.factors])
        #expect(outcome.code == 0, "\(outcome.errors)")
        let found = try sums("comparison", folder.file("out/comparison.xlsx"))
        #expect(found["本清单 NOx"] == "4000000000000" && found["对方 NOx"] == "5000000000000", "\(found)")
        #expect(found["差 NOx"] == "-1000000000000" && found["其中 NOx"] == "-1000000000000", "\(found)")
    }

    /// 3720 t × 4 kg/t = 14.88 t a year, even months: 14.88 / 12 / 31 = 0.04 t a day in January, of which a tenth.
    @Test(.enabled(if: python != nil, "Python with openpyxl is not installed"))
    func `an emergency list's rows add up to its levels`() throws {
        let folder = try TemporaryFolder()
        try InventoryText([
            "boilers.csv":
                "id,firm_name,use,fuel,technology,fuel_use[t],profile\nB1,示例一厂,industrial,coal,stoker,3720,all_year\n"
        ]).write(to: folder)
        try folder.write("源类,编号,绩效分级,黄色,橙色,红色\nboilers,B1,C,10%,30%,\n", to: "out/list.csv")
        let run = { (arguments: String) in
            try Program.run(
                arguments, in: folder.path, environment: ["LANTIAN_FACTORS": Repository.factors])
        }
        let outcome = try run(
            "export . --as emergency --with out/list.csv --out out/list.xlsx --pollutants NOx --quiet")
        #expect(outcome.code == 0, "\(outcome.errors)")
        let found = try sums("emergency", folder.file("out/list.xlsx"))
        #expect(found["应急减排清单 黄色 NOx"] == "4000000000" && found["分级汇总 黄色 NOx"] == "4000000000", "\(found)")
        #expect(found["应急减排清单 橙色 NOx"] == "12000000000" && found["分级汇总 橙色 NOx"] == "12000000000")
        // A blank share is no cut that is known.
        #expect(found["应急减排清单 红色 NOx"] == "0")
        // Many rows of odd shares: each cut is rounded once, and a level is the sum of its rows to the microgram.
        let rows = (1...60).map { "B\($0),厂\($0),industrial,coal,stoker,\($0 * 97 + 3),all_year\n" }.joined()
        try folder.write(
            "id,firm_name,use,fuel,technology,fuel_use[t],profile\n" + rows, to: "boilers.csv")
        let cuts = (1...60).map { "boilers,B\($0),C,\($0 % 7 + 3).7%,\($0 % 11 + 13).3%,\($0 % 13 + 31).9%\n" }.joined()
        try folder.write("源类,编号,绩效分级,黄色,橙色,红色\n" + cuts, to: "out/many.csv")
        #expect(
            try run("export . --as emergency --with out/many.csv --out out/many.xlsx --pollutants NOx --quiet").code
                == 0)
        let many = try sums("emergency", folder.file("out/many.xlsx"))
        for level in ["黄色", "橙色", "红色"] {
            let sum = try #require(many["应急减排清单 \(level) NOx"])
            #expect(sum == many["分级汇总 \(level) NOx"] && sum.count > 10, "\(many)")
        }
        #expect(try run("export . --as emergency --out out/none.xlsx").code == 64)
        #expect(try run("export . --as city --with out/list.csv --out out/none.xlsx").code == 64)
        #expect(try run("export . --as comparison --with out/nowhere.csv --out out/none.xlsx").code == 66)
    }

    /// The workbook's rows are those of `plan --projects`, and add up to the same micrograms in each pollutant.
    @Test(.enabled(if: python != nil, "Python with openpyxl is not installed"))
    func `the list of key projects adds up to the plan's projects`() throws {
        let folder = try TemporaryFolder()
        let plan = "Inventories/changji-2018-2020/plans/changji-2018-2020.yaml"
        let file = folder.file("projects.xlsx")
        let outcome = try Program.run(
            "export \(WorkbookExportTests.inventory) --as projects --plan \(plan) --out \(file) --keep-going --quiet")
        #expect(outcome.code == 0 || outcome.code == 65, "\(outcome.errors)")
        let found = try sums("projects", file)
        let listed = try Program.run(
            "plan \(WorkbookExportTests.inventory) \(plan) --projects --format csv --keep-going --quiet")
        let names = listed.lines[0].split(separator: ",").map(String.init)
        let (pollutant, reduction) = (
            try #require(names.firstIndex(of: "pollutant")), try #require(names.firstIndex(of: "reduction_t"))
        )
        var sums: [String: Int] = [:]
        for line in listed.lines.dropFirst() where !line.isEmpty {
            let cells = cells(line)
            let text = cells[reduction].replacing("-", with: "")
            let mass = Int(micrograms(Substring(text))) ?? 0
            sums[cells[pollutant], default: 0] += cells[reduction].hasPrefix("-") ? -mass : mass
        }
        #expect(sums["NOx"] ?? 0 > 0)
        for (pollutant, mass) in sums {
            #expect(found["行 \(pollutant)"] == "\(mass)" && found["汇总 \(pollutant)"] == "\(mass)", "\(found) \(sums)")
        }
        #expect(try Program.run("export \(WorkbookExportTests.inventory) --as projects --out \(file)").code == 64)
        #expect(
            try Program.run("export \(WorkbookExportTests.inventory) --as city --year 2020 --out \(file)").code == 64)
    }
}
