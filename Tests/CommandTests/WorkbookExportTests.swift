import Foundation
import Lantian
import TestSupport
import Testing

/// Exported workbooks, read by programs of others: openpyxl adds them up, LibreOffice opens them.
@Suite struct WorkbookExportTests {
    private static let inventory = "Inventories/demo-county-2024"
    private static let python = [Repository.root + "/.venv/bin/python3"]
        .first(where: FileManager.default.isExecutableFile(atPath:))
    private static let office = InstalledProgram("soffice")

    private func sums(_ file: String) throws -> [String: String] {
        let outcome = try Program.shell(
            "'\(WorkbookExportTests.python ?? "")' Tests/Additions/workbook_sums.py '\(file)'",
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
        let found = try sums(file)
        let totals = try Program.run(
            "compute \(WorkbookExportTests.inventory) --by pollutant --format csv --keep-going --quiet")
        for pollutant in ["NOx", "VOCs"] {
            let line = try #require(totals.lines.first { $0.hasPrefix(pollutant + ",") })
            let expected = micrograms(line.split(separator: ",")[1])
            for name in ["排放量汇总 排放量 \(pollutant)", "排放量合计 排放量 \(pollutant)"] {
                #expect(found[name] == expected, "\(name) \(found)")
            }
            let rows = found.filter { $0.key.hasSuffix(" \(pollutant)排放量") }
            #expect(rows.count == SourceKind.ID.allCases.count, "\(rows)")
            #expect(String(rows.values.compactMap { Int($0) }.reduce(0, +)) == expected, "\(rows)")
        }
    }

    /// The titles of a workbook's sheets, in order.
    private func titles(_ file: String) throws -> [(sheet: String, titles: [String])] {
        let book = try WorkbookReader(path: file)
        return try book.sheets.map { sheet in
            let rows = try book.rows(of: sheet)
            return (sheet.name, try rows.next()?.cells ?? [])
        }
    }

    @Test func `titles of the city's workbook are the survey's in its order, and what the survey lacks is marked`()
        throws
    {
        let folder = try TemporaryFolder()
        let file = folder.file("city.xlsx")
        let outcome = try Program.run(
            "export \(WorkbookExportTests.inventory) --as city --out \(file) --keep-going --quiet")
        #expect(outcome.code == 0, "\(outcome.errors)")
        let mark = "〔自定 ours〕"
        let sheets = try titles(file)
        #expect(sheets.count == SourceKind.ID.allCases.count + 3, "\(sheets.map(\.sheet))")
        // Sheets of ours take titles from one of the survey's, or none.
        let lent = ["非道路机械信息表": "工程机械信息表", "其他面源信息表": "生物质开放燃烧信息表"]
        var told: [[String]] = []
        for (sheet, titles) in sheets {
            let plain = sheet.hasSuffix(mark) ? String(sheet.dropLast(mark.count)) : sheet
            // A sheet is marked where the survey has none of its name.
            #expect((SurveyTitles.sheets[plain] == nil) == sheet.hasSuffix(mark), "\(sheet)")
            let own = SurveyTitles.sheets[plain] ?? SurveyTitles.sheets[lent[plain] ?? ""] ?? []
            let isOfFirms = titles.contains("企业名称")
            var survey = ((isOfFirms ? SurveyTitles.sheets[SurveyTitles.firm] ?? [] : []) + own)[...]
            for title in titles where !title.hasSuffix(mark) {
                let place = survey.firstIndex(of: title)
                #expect(place != nil, "\(sheet): \(title) is no title of the survey, or stands in another order")
                if let place { survey = survey[(place + 1)...] }
            }
            for title in titles where title.hasSuffix(mark) {
                let plain = String(title.dropLast(mark.count))
                #expect(!own.contains(plain), "\(sheet): \(title) is marked, and the survey has it")
            }
            let marked = titles.map { $0.hasSuffix(mark) }
            #expect(marked == marked.filter { !$0 } + marked.filter { $0 }, "\(sheet): our own stand behind")
            if sheet != "说明" + mark {
                told += titles.filter { !$0.contains("（吨，全部小数）") }.map { [sheet, $0] }
            }
        }
        // The sheet that tells where titles are from has each of them, in both languages.
        let book = try WorkbookReader(path: file)
        let about = try #require(book.sheets.last)
        let rows = try book.rows(of: about)
        _ = try rows.next()
        var listed: [[String]] = []
        while let row = try rows.next() {
            #expect(row.cells.count == 4 && !row.cells[2].isEmpty && !row.cells[3].isEmpty, "\(row.cells)")
            if row.cells[0] == "全部 all" { continue }
            listed.append(Array(row.cells[0...1]))
            #expect(row.cells[3].hasPrefix("our own") == row.cells[1].hasSuffix(mark), "\(row.cells)")
        }
        #expect(listed == told)
    }

    /// 3,086,419.73 t × 4 kg/t = 12,345.679 t. From 2^13 t on doubles of tonnes are more than a microgram apart: numbers of two
    /// masses may be one.
    @Test(.enabled(if: python != nil, "Python with openpyxl is not installed"))
    func `every microgram of rows above 8,192 tonnes is in the workbook`() throws {
        let folder = try TemporaryFolder()
        let rows = (1...40).map {
            "B\($0),厂\($0),heating,coal,stoker,\(3_086_419.725308641 + Double($0) * 70_000.0123456789)\n"
        }
        try InventoryText([
            "boilers.csv": "id,firm_name,use,fuel,technology,fuel_use[t]\n" + rows.joined()
        ]).write(to: folder)
        let environment = ["LANTIAN_FACTORS": Repository.factors]
        func run(_ arguments: String) throws {
            let outcome = try Program.run(arguments, in: folder.path, environment: environment)
            #expect(outcome.code == 0, "\(outcome.errors)")
        }
        try run("export . --as city --out city.xlsx --pollutants NOx --quiet")
        let found = try sums(folder.file("city.xlsx"))
        let totals = try Program.run(
            "compute . --by pollutant --pollutants NOx --format csv --quiet", in: folder.path, environment: environment)
        let expected = micrograms(try #require(totals.lines.last { !$0.isEmpty }).split(separator: ",")[1])
        #expect(found["锅炉信息表 NOx排放量"] == expected && expected.count > 17, "\(found) \(expected)")
        // The other account's digits come back as they were written.
        try folder.write("企业名称,氮氧化物排放量（吨）\n厂1,12345.678901234567\n别厂,98765.43210987654\n", to: "out/stated.csv")
        try run("export . --as comparison --with out/stated.csv --out out/comparison.xlsx --pollutants NOx --quiet")
        let compared = try sums(folder.file("out/comparison.xlsx"))
        #expect(compared["逐企业 对方 NOx"] == "111111111011111107" && compared["汇总 对方 NOx"] == "111111111011111107")
        #expect(compared["逐企业 本清单 NOx"] == expected && compared["汇总 本清单 NOx"] == expected, "\(compared)")
        let cells = try texts(folder.file("out/comparison.xlsx"), sheet: "逐企业")
        #expect(cells.contains("12345.678901234567") && cells.contains("98765.43210987654"), "\(cells)")
    }

    /// All cells of a sheet.
    private func texts(_ file: String, sheet name: String) throws -> Set<String> {
        let book = try WorkbookReader(path: file)
        let sheet = try #require(book.sheets.first { $0.name == name })
        let rows = try book.rows(of: sheet)
        var cells: Set<String> = []
        while let row = try rows.next() { cells.formUnion(row.cells) }
        return cells
    }

    @Test(.enabled(if: office != nil && python != nil, "LibreOffice or Python with openpyxl is not installed"))
    func `LibreOffice opens each workbook, sheet by sheet, and reads the same micrograms`() throws {
        let folder = try TemporaryFolder()
        try InventoryText([
            "boilers.csv":
                "id,firm_name,use,fuel,technology,fuel_use[t],profile\nB1,示例一厂,industrial,coal,stoker,3086419.725308641,all_year\n"
        ]).write(to: folder)
        try folder.write("企业名称,氮氧化物排放量（吨）\n示例一厂,3\n示例二厂,0.3333333333333333\n", to: "out/stated.csv")
        try folder.write("源类,编号,绩效分级,黄色,橙色,红色\nboilers,B1,C,10%,30%,\n", to: "out/list.csv")
        let county = Repository.inventory("demo-county-2024")
        let plan = Repository.inventory("changji-2018-2020") + "/plans/changji-2018-2020.yaml"
        let exports = [
            ("city", "\(county) --as city --keep-going"),
            ("projects", "\(county) --as projects --plan \(plan) --keep-going"),
            ("comparison", ". --as comparison --with out/stated.csv --pollutants NOx"),
            ("emergency", ". --as emergency --with out/list.csv --pollutants NOx"),
        ]
        for (name, arguments) in exports {
            let outcome = try Program.run(
                "export \(arguments) --out out/\(name).xlsx --quiet", in: folder.path,
                environment: ["LANTIAN_FACTORS": Repository.factors])
            #expect(outcome.code == 0 || outcome.code == 65, "\(outcome.errors)")
            // The last number asks for all sheets, each as a file.
            _ = try Program.shell(
                "mkdir \(name) && soffice -env:UserInstallation=file://\(folder.path)/profile --headless"
                    + " --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1'"
                    + " --outdir \(name) out/\(name).xlsx", in: folder.path)
            let read = try sums(folder.file(name))
            #expect(read == (try sums(folder.file("out/\(name).xlsx"))) && !read.isEmpty, "\(name): \(read)")
        }
        let text = try Workplace.text("city/city-排放量合计〔自定 ours〕.csv", in: folder)
        #expect(text.hasPrefix("污染物〔自定 ours〕,排放量（吨）〔自定 ours〕"), "\(text.prefix(200))")
    }

    /// 1000 t × 4 kg/t = 4 t here, 3 t there; 2 t and a third of a tonne that only the statistics have.
    @Test(.enabled(if: python != nil, "Python with openpyxl is not installed"))
    func `a comparison's parts add up to its differences, firm by firm`() throws {
        let folder = try TemporaryFolder()
        try InventoryText([
            "boilers.csv": "id,firm_name,use,fuel,technology,fuel_use[t]\nB1,示例一厂,heating,coal,stoker,1000\n"
        ]).write(to: folder)
        try folder.write("企业名称,氮氧化物排放量（吨）\n示例一厂,3\n示例二厂,2\n示例三厂,0.3333333333333333\n", to: "out/stated.csv")
        let outcome = try Program.run(
            "export . --as comparison --with out/stated.csv --out out/comparison.xlsx --pollutants NOx --quiet",
            in: folder.path, environment: ["LANTIAN_FACTORS": Repository.factors])
        #expect(outcome.code == 0, "\(outcome.errors)")
        let found = try sums(folder.file("out/comparison.xlsx"))
        // Whatever sheet is added up: nothing stands twice.
        for sheet in ["汇总", "逐企业"] {
            #expect(
                found["\(sheet) 本清单 NOx"] == "4000000000000" && found["\(sheet) 对方 NOx"] == "5333333333333", "\(found)")
            #expect(found["\(sheet) 差 NOx"] == "-1333333333333", "\(found)")
        }
        for sheet in ["差的原因", "逐企业"] { #expect(found["\(sheet) 其中 NOx"] == "-1333333333333", "\(found)") }
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
        let found = try sums(folder.file("out/list.xlsx"))
        #expect(found["应急减排清单 黄色日减排量 NOx"] == "4000000000" && found["分级汇总 黄色 日减排量 NOx"] == "4000000000", "\(found)")
        #expect(found["应急减排清单 橙色日减排量 NOx"] == "12000000000" && found["分级汇总 橙色 日减排量 NOx"] == "12000000000")
        // A blank share is no cut that is known.
        #expect(found["应急减排清单 红色日减排量 NOx"] == "0")
        // Many rows of odd shares: each cut is rounded once, and a level is the sum of its rows to the microgram.
        let rows = (1...60).map { "B\($0),厂\($0),industrial,coal,stoker,\($0 * 97 + 3),all_year\n" }.joined()
        try folder.write(
            "id,firm_name,use,fuel,technology,fuel_use[t],profile\n" + rows, to: "boilers.csv")
        let cuts = (1...60).map { "boilers,B\($0),C,\($0 % 7 + 3).7%,\($0 % 11 + 13).3%,\($0 % 13 + 31).9%\n" }.joined()
        try folder.write("源类,编号,绩效分级,黄色,橙色,红色\n" + cuts, to: "out/many.csv")
        #expect(
            try run("export . --as emergency --with out/many.csv --out out/many.xlsx --pollutants NOx --quiet").code
                == 0)
        let many = try sums(folder.file("out/many.xlsx"))
        for level in ["黄色", "橙色", "红色"] {
            let sum = try #require(many["应急减排清单 \(level)日减排量 NOx"])
            #expect(sum == many["分级汇总 \(level) 日减排量 NOx"] && sum.count > 10, "\(many)")
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
        let found = try sums(file)
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
            #expect(
                found["重点工程减排清单 全年减排量 \(pollutant)"] == "\(mass)"
                    && found["汇总 全年减排量 \(pollutant)"] == "\(mass)", "\(found) \(sums)")
        }
        #expect(try Program.run("export \(WorkbookExportTests.inventory) --as projects --out \(file)").code == 64)
        #expect(
            try Program.run("export \(WorkbookExportTests.inventory) --as city --year 2020 --out \(file)").code == 64)
    }
}
