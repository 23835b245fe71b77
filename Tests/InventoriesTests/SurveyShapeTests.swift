import Documents
import Tables
import TestSupport
import Testing

@testable import Inventories

/// Shapes of sheets as bureaus have them, with invented figures: what is a header, a unit, a group, a form.
@Suite struct SurveyShapeTests {
    private func rows(_ text: String, name: String = "s.csv", year: Int? = nil) throws -> [[String: String]] {
        try SurveySample.read([name: text], year: year).tables.flatMap(\.rows)
    }

    @Test(arguments: [
        "名称,产量（吨）\n小麦,30000\n玉米,50000\n", "Year,Coal\n1855,3000\n1856,4000\n", "日期,天然气,煤\n2024-01-05,2.85,750\n",
        "#TYPES=int4(10)|varchar(50)\nCode,Description,Text\n0,Example one,NONE\n1,Example two,SIC\n",
        "省份,煤,汽油,天然气\n甲省,1,2,3\n", "奶场,年产量（吨）\n甲,300\n",
        "Ship,Waste,Gas\nA,1,2\n",
    ])
    func `one column that fits does not make a form`(_ text: String) throws {
        let survey = try SurveySample.read(["s.csv": text])
        #expect(survey.isEmpty, "\(survey.tables.map(\.kind.id))")
        #expect(survey.findings.kept.contains { $0.message.code == "survey-sheet-unknown" })
    }

    @Test func `a form may be told by its name, its title or two signs`() throws {
        #expect(try rows("产量（吨）\n30000\n", name: "烧结工序信息表.csv")[0]["product_output"] == "30000")
        #expect(try rows("企业名称,烧结矿产量（万吨）\n甲厂,3\n")[0]["product_output"] == "30000")
        #expect(try rows("企业名称,燃料类型,燃料消耗量(吨)\n甲厂,烟煤,7\n")[0]["fuel_use"] == "7")
    }

    @Test func `a slash between two fuels is no group`() throws {
        let rows = try rows("机动车保有量（单位：辆）,,,,,\n车型,汽油,柴油,LNG/CNG,纯电动,其它\n小型客车,5000,20,3,500,0\n")
        #expect(rows.prefix(4).map { $0["fuel"] } == ["汽油", "柴油", "cng", "纯电动"])
        #expect(rows.prefix(4).map { $0["population"] } == ["5000", "20", "3", "500"])
        #expect(rows.allSatisfy { $0["standard"] == nil })
    }

    @Test func `what a head names besides is not carried on`() throws {
        let rows = try rows("企业名称,电站锅炉/燃气轮机编号,燃料类型,燃料消耗量(吨)\n甲厂,1#,烟煤,1000\n")
        #expect(rows.map { $0["fuel_use"] } == ["1000"] && rows[0]["fuel"] == "烟煤")
    }

    @Test(arguments: [
        "1、企业名称,2、锅炉编号,3、燃料类型,4、燃料消耗量(吨)", "01_企业名称,02_锅炉编号,03_燃料类型,04_燃料消耗量(吨)", "（1）企业名称,（2）锅炉编号,（3）燃料类型,（4）燃料消耗量（吨）",
        "*企业名称,锅炉编号*,燃料类型（必填）,燃料消耗量(吨)", "企业\u{AD}名称,锅炉\u{200B}编号,燃料类\u{AD}型,燃料消\u{AD}耗量(吨)",
        "①企业名称,②锅炉编号,③燃料类型,④燃料消耗量(吨)",
    ])
    func `numbers and marks around a head are no part of it`(_ header: String) throws {
        let rows = try rows(header + "\n甲厂,B1,烟煤,1000\n")
        #expect(rows.map { $0["fuel_use"] } == ["1000"] && rows.map { $0["id"] } == ["B1"])
        #expect(
            HeaderText.bare("2.5吨以上") == "2.5吨以上" && HeaderText.bare("1月") == "1月" && HeaderText.bare("1#锅炉") == "1#锅炉")
    }

    @Test func `the first row of data is no second header`() throws {
        let machines = try rows(
            "企业名称,环保登记号码,机械种类,排放标准,燃料种类,所在位置\n示例厂,新A1,挖掘机,国三,柴油,甲\n示例厂,新A2,叉车,国二,柴油,乙\n示例厂,新A3,叉车,国三,柴油,丙\n")
        #expect(machines.map { $0["machine_type"] } == ["挖掘机", "叉车", "叉车"])
        #expect(machines.map { $0["population"] } == ["1", "1", "1"])
        let boilers = try rows(
            "锅炉用途,锅炉所用燃料类型,锅炉类型,锅炉编号,锅炉吨位,燃料年使用量,燃料年用量单位,未知列\n工业,煤,层燃炉,1,10,3000,吨,烟煤\n工业,天然气,室燃炉,2,4,80,万立方米,\n",
            name: "锅炉.csv")
        #expect(boilers.map { $0["fuel_use"] } == ["3000", nil] && boilers.map { $0["gas_use"] } == [nil, "80"])
    }

    @Test(arguments: ["燃料单位", "计量单位", "单位", "燃料消耗量单位"])
    func `the unit of a number may stand in a column beside it, whatever that is called`(_ title: String) throws {
        let rows = try rows("窑炉类型,产品,燃料类型,燃料消耗量,\(title)\n隧道窑,烧结砖,煤,3,万吨\n")
        #expect(rows.map { $0["fuel_use"] } == ["30000"])
    }

    @Test func `units keep their case, and cells may have their own`() throws {
        let heads = try rows("企业名称,锅炉编号,锅炉类型,锅炉容量(MW),燃料类型,燃料消耗量(吨)\n甲厂,1#,链条炉,7,烟煤,1000\n")
        #expect(heads[0]["capacity"] == "10")
        let cells = try rows(
            "企业名称,锅炉编号,锅炉容量(蒸吨),燃料类型,燃料消耗量（吨/万m³）\n甲厂,1#,1.4MW,天然气,38.5\n乙厂,2#,35t/h,烟煤,约2.1万吨\n丙厂,3#,10蒸吨,煤,4200\n")
        #expect(cells.map { $0["capacity"] } == ["2", "35", "10"])
        #expect(cells.map { $0["gas_use"] ?? $0["fuel_use"] } == ["38.5", "21000", "4200"])
    }

    @Test func `a line of units below the header is taken`() throws {
        let rows = try rows("企业名称,锅炉编号,锅炉类型,锅炉容量,燃料类型,燃料消耗量\n,,,蒸吨/小时,,万吨\n甲厂,1#,链条炉,10,烟煤,0.1\n")
        #expect(rows.map { $0["fuel_use"] } == ["1000"] && rows.map { $0["capacity"] } == ["10"])
    }

    @Test func `a second table below the first has its own header and unit`() throws {
        let survey = try SurveySample.read([
            "s.csv":
                "企业名称,锅炉编号,锅炉类型,燃料类型,燃料消耗量(吨)\n甲厂,1#,链条炉,烟煤,1000\n\n表2 燃气锅炉,,,,\n企业名称,锅炉编号,锅炉类型,燃料类型,燃料消耗量(万立方米)\n丙厂,2#,燃气锅炉,天然气,100\n"
        ])
        let rows = survey.tables.flatMap(\.rows)
        #expect(rows.map { $0["fuel_use"] ?? "" } == ["1000", ""] && rows.map { $0["gas_use"] ?? "" } == ["", "100"])
        // The header that a printer repeats on each page is no table of its own.
        let header = "企业名称,锅炉编号,锅炉类型,燃料类型,燃料消耗量(吨)\n"
        let repeated = try self.rows(header + "甲厂,1#,链条炉,烟煤,1000\n" + header + "乙厂,2#,链条炉,烟煤,2000\n")
        #expect(repeated.map { $0["fuel_use"] } == ["1000", "2000"])
    }

    @Test func `several numbers in a cell are told as they are`() throws {
        let survey = try SurveySample.read([
            "s.csv": "企业名称,锅炉编号,锅炉容量(蒸吨),燃料类型,燃料消耗量(吨)\n甲厂,1#、2#,10+20,烟煤,3000\n乙厂,3#,2×10,烟煤,3000\n"
        ])
        #expect(survey.tables.flatMap(\.rows).map { $0["capacity"] } == ["10+20", "2×10"])
        let lines = survey.report.lines.filter { $0.column == "capacity" }
        #expect(lines.allSatisfy { $0.note == SurveyReason.severalNumbers } && !lines.isEmpty)
    }

    @Test func `a title of one cell hides no separator`() throws {
        let rows = try rows("霍城县锅炉信息表\n企业名称;锅炉编号;燃料类型;燃料消耗量(吨)\n甲厂;1#;烟煤;1000\n")
        #expect(rows.map { $0["fuel_use"] } == ["1000"])
    }

    @Test func `a fleet's distance in 万km is taken, and 纯电 is a fuel`() throws {
        let rows = try rows("机动车保有量（单位：辆）,,,\n车辆类型,燃料,国Ⅴ,年均行驶里程（万km）\n小型客车,汽油,500,1.3\n小型客车,纯电,20,1.5\n")
        #expect(rows.map { $0["annual_km"] } == ["13000", "15000"] && rows.map { $0["population"] } == ["500", "20"])
    }

    @Test func `two devices in one cell are two stages`() throws {
        let rows = try rows("企业名称,原辅材料名称,年使用量（吨）,治理工艺\n甲,稀释剂,3,UV光氧+活性炭\n乙,稀释剂,3,活性炭+催化燃烧\n丙,稀释剂,3,甲法+乙法\n")
        #expect(rows.map { $0["voc_device"] } == ["UV光氧", "活性炭+催化燃烧", "甲法+乙法"])
        #expect(rows.map { $0["voc_device_2"] } == ["活性炭", nil, nil])
    }
}
