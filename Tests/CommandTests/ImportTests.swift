import Foundation
import Lantian
import TestSupport
import Testing

/// `lantian import` as a user runs it: an invented survey as a workbook and as text in GB18030.
@Suite struct ImportTests {
    /// Invented boilers of two firms, with a title, a row of totals and a remark.
    private func survey(_ folder: TemporaryFolder) throws {
        let book = try WorkbookWriter(
            path: folder.path + "/survey.xlsx", properties: .init(title: "survey", created: 1_704_067_200))
        let firms = book.addSheet("企业基本信息表")
        firms.set(["企业编号", "企业名称", "县(县级市、区、旗)", "联系电话"].map { .text($0) }, row: 1)
        firms.set([.text("E1"), .text("示例一厂"), .text("伊宁市"), .text("1")], row: 2)
        let boilers = book.addSheet("锅炉信息表")
        boilers.merge(rows: 1...1, columns: 1...6, text: "工业锅炉调查表（虚构）")
        boilers.set(
            ["企业编号", "编号", "锅炉类型", "锅炉容量(蒸吨)", "燃料类型", "燃料消耗量(万吨)/全年"].map { .text($0) }, row: 2)
        boilers.set(
            [.text("E1"), .number(1), .text("链条炉"), .number(20), .text("原煤"), .number(0.3)], row: 3)
        boilers.set(
            [.text("E1"), .number(2), .text("链条炉"), .number(10), .text("原煤"), .text("０.１２５")], row: 4)
        boilers.set([.text("合计"), .blank, .blank, .number(30), .blank, .number(0.425)], row: 5)
        boilers.set([.text("填表人：某某")], row: 6)
        try book.close()
        try folder.write("车型,燃料类型,国四(辆),国五(辆)\n重型货车,柴油,120,80\n", to: "utf8.csv")
        let done = try Program.shell("iconv -f UTF-8 -t GB18030 utf8.csv > 机动车保有量.csv", in: folder.path)
        try #require(done.code == 0)
    }

    private func cells(_ name: String, in folder: TemporaryFolder) throws -> [[String]] {
        try Workplace.text(name, in: folder).replacing("\u{FEFF}", with: "")
            .split(whereSeparator: \.isNewline).map {
                $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
    }

    @Test func `a ledger of the old binary form is imported; cut, changed and foreign ones are told`() throws {
        let folder = try Workplace.empty()
        let sound = try #require(
            FileManager.default.contents(atPath: Repository.root + "/Tests/Fuzz/Seeds/ledger.xls").map(Array.init))
        try folder.write(sound, to: "台账.xls")
        // What a workbook is, its bytes tell.
        try folder.write(sound, to: "named.xlsx")
        for name in ["台账.xls", "named.xlsx"] {
            let outcome = try Program.run(
                "import \(name) --out \(name)-read --region 654002 --year 2024 --format csv", in: folder.path)
            #expect([0, 65].contains(outcome.code), "\(outcome.errors)")
            let boilers = try cells(name + "-read/boilers.csv", in: folder)
            let fuel = try #require(boilers[0].firstIndex { $0.hasPrefix("fuel_use") })
            #expect(boilers.dropFirst().map { $0[fuel] } == ["2800", "1000", "9500"])
        }
        try folder.write(Array(sound[..<5000]), to: "cut.xls")
        for (language, told) in [
            ("zh", "请用表格软件打开并另存为 .xlsx"), ("en", "open it in a spreadsheet program and save it as .xlsx"),
        ] {
            let cut = try Program.run(
                "import cut.xls --out cut-read", in: folder.path, environment: ["LANTIAN_LANG": language])
            #expect(cut.code == 65 && cut.errors.contains("cut.xls") && cut.errors.contains(told), "\(cut.errors)")
        }
        for place in stride(from: 5, to: sound.count, by: 997) {
            var bytes = sound
            for next in stride(from: place, to: bytes.count, by: 997) { bytes[next] ^= 0xFF }
            try folder.write(bytes, to: "changed.xls")
            let outcome = try Program.shell(
                "ulimit -t 60; lantian import changed.xls --out changed --force --region 654002 --year 2024",
                in: folder.path)
            #expect([0, 65].contains(outcome.code), "\(place): \(outcome.code) \(outcome.errors)")
        }
        try #require(!FileManager.default.fileExists(atPath: folder.path + "/cut-read"))
    }

    @Test func `a workbook and a text in GB18030 become a folder that computes, sums kept`() throws {
        let folder = try Workplace.empty()
        try survey(folder)
        let outcome = try Program.run(
            "import survey.xlsx 机动车保有量.csv --out county --region 654002 --year 2024", in: folder.path)
        #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/county")
            .filter { !$0.hasPrefix(".") }.sorted()
        #expect(names == ["boilers.csv", "import.csv", "inventory.yaml", "mapping.yaml", "vehicles.csv"])
        for name in names { #expect(outcome.lines.contains("county/" + name)) }
        #expect(outcome.output.contains("survey.xlsx#锅炉信息表"))

        let boilers = try cells("county/boilers.csv", in: folder)
        let fuel = try #require(boilers[0].firstIndex { $0.hasPrefix("fuel_use") })
        // 0.3 × 10⁴ t = 3000 t and 0.125 × 10⁴ t = 1250 t, together the 0.425 × 10⁴ t that the sheet prints.
        #expect(boilers.dropFirst().map { $0[fuel] } == ["3000", "1250"])
        let report = try cells("county/import.csv", in: folder)
        let column = { (name: String) in report[0].firstIndex(of: name) ?? 0 }
        let sums = report.filter { !$0[column("sum_before")].isEmpty }.dropFirst()
        #expect(sums.count == 4 && sums.allSatisfy { $0[column("sums_agree")] == "yes" })
        let line = try #require(sums.first { $0[column("column")] == "fuel_use" })
        #expect(line[column("sum_before")] == "0.425" && line[column("sum_after")] == "4250")
        let vehicles = try cells("county/vehicles.csv", in: folder)
        let population = try #require(vehicles[0].firstIndex { $0.hasPrefix("population") })
        #expect(vehicles.dropFirst().map { $0[population] } == ["120", "80"])
        let rows = try #require(report.first { $0[column("status")] == "rows" && $0[1] == "boilers" })
        // Four rows below the titles: two boilers, the totals, and who filled it in.
        #expect(rows[column("count")] == "4" && rows.joined(separator: ",").contains("2 written, 2 not read"))
        #expect(report.contains { $0[column("status")] == "total-row" })

        let computed = try Program.run("compute county --by pollutant --format csv", in: folder.path)
        #expect(computed.code == 0 && computed.lines.contains { $0.hasPrefix("NOx,") }, "\(computed.errors)")
    }

    @Test func `what is not understood is told at its cell, with what was expected and the nearest word`() throws {
        let folder = try Workplace.empty()
        try folder.write(
            "企业编号,编号,燃料类型,燃料消耗量(万桶)/全年,锅炉用涂\nE1,1,原媒,3,工业\n", to: "锅炉信息表.csv")
        let outcome = try Program.run("import 锅炉信息表.csv --out county", in: folder.path)
        // The tables are there with what is most likely meant; until somebody confirms it they do not count.
        #expect(outcome.code == 65 && Workplace.exists("county/boilers.csv", in: folder))
        let errors = outcome.errors
        #expect(errors.contains("锅炉信息表.csv:2:3: [燃料类型] warning"), "\(errors)")
        #expect(errors.contains("(found '原媒'; expected a word of the vocabulary fuel; did you mean '原煤'?)"))
        #expect(errors.contains("锅炉信息表.csv:2:4: [燃料消耗量(万桶)/全年] warning"))
        #expect(errors.contains("锅炉信息表.csv:1:5: [锅炉用涂] warning"))
        #expect(errors.contains("did you mean '锅炉用途'?"))
        #expect(errors.contains("county/mapping.yaml holds 3 guesses that tonnes hang on"))
        let mapping = try Workplace.text("county/mapping.yaml", in: folder)
        #expect(
            mapping.contains("{vocabulary: fuel, word: 原媒, code: \"raw_coal\", state: guess")
                || mapping.contains("code: raw_coal, state: guess"))
        // The unit that nobody knows is the officer's to fill in; then all is confirmed, and the run is done.
        try folder.write(
            mapping.replacing("unit: \"?\", state: open", with: "unit: 万吨, state: confirmed"), to: "said.yaml")
        let second = try Program.run(
            "import 锅炉信息表.csv --out county-2 --mapping said.yaml --accept", in: folder.path)
        #expect(second.code == 0, "\(second.errors)")
        #expect(try Workplace.text("county-2/boilers.csv", in: folder).contains("30000"))
        #expect(try Program.run("import 锅炉信息表.csv --out county-3 --accept", in: folder.path).code == 64)
        let zh = try Program.run("import 锅炉信息表.csv --out county-zh --lang zh", in: folder.path)
        #expect(zh.code == 65 && zh.errors.contains("是否想填“原煤”？") && zh.output.contains("未能读懂的值"))
    }

    @Test func `wrong usage, missing input and no survey sheet end with their codes and write nothing`() throws {
        let folder = try Workplace.empty()
        try folder.write("甲,乙\n1,2\n", to: "other.csv")
        for (line, code) in [
            ("import --out county", 64), ("import other.csv", 64), ("import other.csv --out county --year 2024", 64),
            ("import other.csv --out county --region 6540 --year 2024", 64), ("import nowhere.xlsx --out county", 66),
            ("import other.csv nowhere.csv --out county", 66), ("import other.csv --out county", 65),
        ] {
            let outcome = try Program.run(line, in: folder.path)
            #expect(outcome.code == Int32(code), "\(line): \(outcome.errors)")
            #expect(!Workplace.exists("county", in: folder), "\(line)")
        }
    }

    @Test func `a workbook that is damaged ends with 65 and leaves no folder`() throws {
        let folder = try Workplace.empty()
        try survey(folder)
        let whole = try Data(contentsOf: URL(filePath: folder.path + "/survey.xlsx"))
        try whole.prefix(whole.count / 2).write(to: URL(filePath: folder.path + "/half.xlsx"))
        let outcome = try Program.run("import survey.xlsx half.xlsx --out county", in: folder.path)
        #expect(outcome.code == 65 && outcome.errors.contains("half.xlsx"))
        #expect(!Workplace.exists("county", in: folder))
    }

    @Test func `nothing that is there is overwritten, and nothing is written beside it`() throws {
        let folder = try Workplace.empty()
        try survey(folder)
        try folder.write("mine", to: "county/vehicles.csv")
        let outcome = try Program.run("import survey.xlsx 机动车保有量.csv --out county", in: folder.path)
        #expect(outcome.code == 64 && outcome.errors.contains("county"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/county") == ["vehicles.csv"])
        #expect(try Workplace.text("county/vehicles.csv", in: folder) == "mine")
        try folder.write("a file", to: "place")
        #expect(try Program.run("import survey.xlsx --out place/county", in: folder.path).code == 74)
    }

    /// A header of two units, of which the fuel of each row chooses.
    @Test func `a mapping that nobody changed reads a ledger as it was read without it`() throws {
        let folder = try Workplace.empty()
        try folder.write(
            "企业名称,锅炉编号,燃料类型,锅炉类型,锅炉吨位,年消耗量（吨／万m³）\n虚构厂,1,烟煤,链条炉,20,3000\n虚构校,2,天然气,燃气锅炉,4,38.5\n",
            to: "锅炉.csv")
        let first = try Program.run("import 锅炉.csv --out a --region 654002 --year 2024", in: folder.path)
        #expect(first.code == 0 || first.code == 65, "\(first.errors)")
        let table = try Workplace.text("a/boilers.csv", in: folder)
        #expect(table.contains("38.5") && table.split(separator: "\n")[0].contains("gas_use"), "\(table)")
        for options in ["", "--accept"] {
            let again = try Program.run(
                "import 锅炉.csv --out b\(options) --region 654002 --year 2024 --mapping a/mapping.yaml \(options)",
                in: folder.path)
            #expect(again.code == 0 || options.isEmpty, "\(again.errors)")
            #expect(try Workplace.text("b\(options)/boilers.csv", in: folder) == table)
        }
    }
}
