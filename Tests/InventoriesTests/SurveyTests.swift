import Documents
import Factors
import Tables
import TestSupport
import Testing

@testable import Inventories

/// Survey sheets as cities fill them, made in the test: what is mapped, joined, left over and missing.
@Suite struct SurveyTests {
    private func survey(_ files: [String: String]) throws -> SurveyImport {
        let folder = try TemporaryFolder()
        let paths = try files.keys.sorted().map { try folder.write(files[$0] ?? "", to: $0) }
        return try SurveyImport(files: paths, library: try Repository.library())
    }

    private func line(_ survey: SurveyImport, _ header: String, _ status: SurveyReport.Status = .mapped) throws
        -> SurveyReport.Line
    {
        try #require(survey.report.lines.first { $0.header == header && $0.status == status }, "\(header)")
    }

    @Test func `boilers take firm, control and monitoring from other sheets, and units are converted exactly`() throws {
        let survey = try survey([
            "1-企业基本信息表.csv": "企业编号,企业名称,统一社会信用代码,行业类别,联系电话,县(县级市、区、旗)\nE1,示例一厂,916540021000000001,C30,1,654002\n",
            "2-锅炉信息表.csv": """
            所属企业编号,锅炉编号,设备类型,锅炉容量(蒸吨),投运时间(年/月),燃料信息/燃料类型,燃料热值(千卡/千克或千卡/标准立方米),燃料消耗量(万吨或立方米)/全年,1月,炉膛颜色
            E1,1,链条炉,20,2014-11,原煤,5000,0.3,0.1,红
            E1,2,燃气锅炉,10,2016-05,天然气,,1200000,,
            合计,,,30,,,,0.3,,
            """,
            "3-末端控制设备信息表.csv": """
            所属企业编号,所属设备编号,脱硝设备/脱硝工艺,投运时间(年/月),脱硝效率(％),投运率(％)
            E1,1,SNCR,2015-01,40,95
            E1,9,SCR,2015-01,80,95
            """,
        ])
        let table = try #require(survey.tables.first)
        #expect(survey.tables.count == 1 && table.kind.name == "boilers")
        #expect(table.rows.map { $0["id"] } == ["E1-1", "E1-2"])
        // 0.3 × 10⁴ t = 3000 t; 1 200 000 m³ = 120 × 10⁴ m³; 5000 kcal/kg × 4.1868 kJ/kcal = 20.934 MJ/kg
        #expect(table.rows[0]["fuel_use"] == "3000" && table.rows[1]["gas_use"] == "120")
        #expect(table.rows[0]["heat_value"] == "20.934" && table.rows[0]["capacity"] == "20")
        #expect(table.rows[0]["firm_name"] == "示例一厂" && table.rows[1]["county_code"] == "654002")
        #expect(table.rows[0]["nox_device"] == "SNCR" && table.rows[0]["nox_removal"] == "0.4")
        #expect(table.rows[0]["nox_uptime"] == "0.95" && table.rows[1]["nox_device"] == nil)
        // The column holds both: 0.3 in 10⁴ t, and 1 200 000 in m³. The total's row is shown apart.
        let fuel = survey.report.lines.filter { $0.header == "燃料消耗量(万吨或立方米)/全年" }
        #expect(fuel.map(\.column) == ["fuel_use", "gas_use"] && fuel.map(\.unit) == ["万吨", "立方米"])
        #expect(fuel.map(\.before) == ["0.3", "1200000"] && fuel.map(\.after) == ["3000", "120"])
        #expect(fuel.map(\.agrees) == [true, true])
        #expect(try line(survey, "4", .totalRow).sample == "合计 | 30 | 0.3")
        #expect(try line(survey, "炉膛颜色", .unknown).values == 1)
        #expect(try line(survey, "1月", .leftOver).values == 1)
        // The device of equipment 9, which no sheet lists, is said to have no place.
        let lost = try #require(survey.report.lines.first { $0.status == .notJoined })
        #expect(lost.sample == "3" && lost.place.hasSuffix("3-末端控制设备信息表.csv"))
    }

    @Test func `unknown titles come with the nearest, unknown words with their values`() throws {
        let survey = try survey([
            "锅炉信息表.csv": "编号,燃料类型,单位,年消耗量,锅炉用涂\n1,原媒,吨,100,工业\n2,原煤,桶,5,\n3,,吨,7,\n"
        ])
        #expect(try line(survey, "锅炉用涂", .guessed).nearest == "锅炉用途")
        let word = try line(survey, "燃料类型", .guessed)
        #expect(word.values == 1 && word.sample == "原媒" && word.nearest == "原煤")
        let unit = try line(survey, "年消耗量", .notUnderstood)
        #expect(unit.unit == "桶" && unit.sample == "5")
        let missing = try #require(survey.report.lines.first { $0.status == .missing && $0.column == "fuel" })
        #expect(missing.values == 1)
        #expect(survey.report.losses >= 4)
    }

    @Test func `a fleet table with a column a class becomes a row a cohort, with its mileage`() throws {
        let survey = try survey([
            "保有量信息表.csv": """
            县(县级市、区、旗),燃料类型,排放标准,保有量(万辆)/出租车,公交车,重型货车
            654002,汽油,国四,0.0125,0,
            654002,柴油,国五,,0.003,0.21
            """,
            "年均行驶里程信息表.csv": """
            县(县级市、区、旗),燃料类型,排放标准,年均行驶里程(万公里)/出租车,公交车,重型货车
            伊宁市,汽油,国4,12,,
            654002,柴油,国五,,6,7.5
            填表人：某某
            """,
        ])
        let rows = try #require(survey.tables.first).rows
        #expect(rows.map { $0["vehicle_class"] } == ["taxi", "bus", "bus", "truck_heavy"])
        // 0.0125 × 10⁴ = 125 vehicles, 0.003 × 10⁴ = 30, 0.21 × 10⁴ = 2100
        #expect(rows.map { $0["population"] } == ["125", "0", "30", "2100"])
        #expect(rows.map { $0["annual_km"] } == ["120000", nil, "60000", "75000"])
        #expect(Set(rows.compactMap { $0["id"] }).count == 4)
        #expect(try line(survey, "4", .passedOver).sample == "填表人：某某")
        #expect(survey.report.lines.allSatisfy { $0.agrees != false })
    }

    @Test func `solvents, stations, kilns and machinery go where they belong`() throws {
        let survey = try survey([
            "a-溶剂使用信息表.csv": "企业编号,溶剂类别,溶剂名称,溶剂性质,年使用量(吨),VOC回收方式\nE1,涂料,面漆,溶剂型,42.5,活性炭吸附\nE1,稀释剂,,,3,\n",
            "b-加油站信息表.csv": "所属企业编号,活动水平/汽油销售量(万吨),柴油销售量(万吨),油气回收/回收方式,去除效率(％)\nG1,0.52,0.312,二次油气回收,\n",
            "c-窑炉信息表.csv": """
            企业编号,编号,基本信息/窑炉类型,原料信息/原料名称,年消耗量(吨),燃料信息/燃料类型,单位,年消耗量,产品信息/产品名称,单位,年产量
            E2,K1,隧道窑,黏土,9000,原煤,万吨,0.05,砖瓦,万块,3200
            """,
            "d-工程机械信息表.csv": "县,设备类型,排放标准,全年燃油消耗量(万吨)\n654002,挖掘机,国三,0.12\n654002,装载机,国二,0.03\n",
            "e-柴油发电机组信息表.csv": "县,排放标准,全年燃油消耗量(万吨)\n654002,国二,0.001\n",
        ])
        #expect(survey.tables.map(\.kind.name) == ["voc_firms", "voc_firms", "kilns", "nonroad", "nonroad"])
        let solvents = survey.tables[0].rows
        #expect(solvents.map { $0["material"] } == ["溶剂型涂料", "稀释剂"] && solvents[0]["unit_type"] == "solvent_use")
        #expect(solvents.map { $0["id"] } == ["E1", "E1-2"] && solvents[0]["note"] == "面漆")
        #expect(
            survey.tables[1].rows[0]["gasoline_sold"] == "5200" && survey.tables[1].rows[0]["diesel_sold"] == "3120")
        let kiln = try #require(survey.tables[2].rows.first)
        // The feed's 9000 t is no fuel: 0.05 × 10⁴ t = 500 t is. 3200 × 10⁴ bricks stay what they are.
        #expect(kiln["fuel_use"] == "500" && kiln["brick_output"] == "3200" && kiln["product_output"] == nil)
        #expect(try line(survey, "年消耗量(吨)", .leftOver).values == 1)
        #expect(survey.tables[3].rows.map { $0["fuel_use"] } == ["1200", "300"])
        #expect(survey.tables[4].rows.map { $0["machine_type"] } == ["generator_set"])
        #expect(!survey.findings.hasErrors)
    }

    @Test func `a workbook with joined groups above the titles, a hidden and a strange sheet`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/survey.xlsx"
        let book = try WorkbookWriter(path: path, properties: .init(title: "t", created: 1))
        let fleet = book.addSheet("保有量")
        fleet.merge(rows: 1...1, columns: 1...5, text: "机动车保有量调查表")
        fleet.merge(rows: 2...3, columns: 1...1, text: "燃料类型")
        fleet.merge(rows: 2...3, columns: 2...2, text: "排放标准")
        fleet.merge(rows: 2...2, columns: 3...5, text: "保有量（万辆）")
        fleet.set([.text("出租车"), .text("公交车"), .text("火星车")], row: 3, from: 3)
        fleet.set([.text("汽油"), .text("国四"), .number(0.0125), .blank, .number(1)], row: 4)
        let hidden = book.addSheet("旧")
        hidden.set([.text("企业编号"), .text("企业名称")], row: 1)
        hidden.hide()
        book.addSheet("其他").set([.text("甲"), .text("乙")], row: 1)
        try book.close()
        var survey = try SurveyImport(files: [path], library: try Repository.library())
        #expect(
            survey.findings.sorted.map(\.message.code) == [
                "survey-column-unknown", "survey-sheet-unknown", "hidden-sheet",
            ])
        let rows = try #require(survey.tables.first).rows
        // 0.0125 × 10⁴ vehicles = 125
        #expect(rows.count == 1 && rows[0]["population"] == "125" && rows[0]["vehicle_class"] == "taxi")
        #expect(survey.report.lines.contains { $0.status == .unknown && $0.header.hasSuffix("火星车") && $0.values == 1 })
        #expect(survey.report.lines.contains { $0.status == .skipped && $0.place.hasSuffix("#其他") })

        // What is written reads without errors, and is never overwritten.
        let library = try Repository.library()
        let out = folder.path + "/out"
        let manifest = InventoryTemplate(region: "654002", year: 2024, kinds: [], language: .zh).manifest
        let written = try survey.write(to: out, manifest: manifest, library: library, language: .zh)
        #expect(
            written.map { String($0.dropFirst(out.count + 1)) } == [
                "vehicles.csv", "inventory.yaml", "mapping.yaml", "import.csv", "marked.xlsx",
            ])
        #expect(!survey.findings.hasErrors)
        let table = try TableReader.read(
            out + "/vehicles.csv", schema: SourceKind.vehicles.schema, vocabularies: library.vocabularies
        ).table
        #expect(table.rowCount == 1 && table.numbers("population") == [125])
        let report = try SourceText(path: out + "/import.csv").string
        #expect(report.hasPrefix("place,form,status,cell,header,unit,column,"))
        #expect(report.contains(",万辆,population taxi,辆,1,0.0125,125,yes,"))
        #expect(throws: FileError.self) {
            try survey.write(to: out, manifest: nil, library: library, language: .zh)
        }
    }

    @Test func `a file without any survey sheet is an error`() throws {
        let survey = try survey(["x.csv": "甲,乙\n1,2\n"])
        #expect(survey.isEmpty)
        #expect(survey.findings.kept.map(\.message.code) == ["survey-sheet-unknown", "no-survey-sheet"])
        #expect(survey.report.lines.map(\.status) == [.skipped, .cells])
    }

    @Test(
        "numbers are added and scaled exactly",
        arguments: [
            ("0.1", "0.2", "0.3"), ("1,234.50", "-0.5", "1234"), ("1e3", "0.001", "1000.001"), ("0", "0.00", "0"),
        ])
    func sums(a: String, b: String, sum: String) throws {
        #expect(try (#require(SurveyNumber(a)) + #require(SurveyNumber(b)))?.text == sum)
    }

    @Test func `what is no number is none`() {
        for text in ["", "1,23", "1.2.3", "12a", "--1", "１"] { #expect(SurveyNumber(text) == nil, "\(text)") }
    }
}
