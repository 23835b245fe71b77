import Factors
import Tables
import TestSupport
import Testing

@testable import Inventories

/// The sheets of the city forms, one row each with invented values: what becomes of every title.
@Suite struct SurveyFormTests {
    /// A sheet: its name, its titles, a row, the kind that the row becomes and some of its cells.
    struct Sheet: Sendable, CustomTestStringConvertible {
        let name: String
        let titles: String
        let row: String
        let kind: String
        let cells: [String: String]
        var leftOver: [String] = []
        var testDescription: String { name }
    }

    static let sheets = [
        Sheet(
            name: "有机液体储罐信息表", titles: "县(县级市、区、旗),所属企业编号,储罐编号,储罐类型,体积(立方米),高度(米),直径(米),存储液体成分,年进出料次数",
            row: "654002,E1,T1,内浮顶罐,2000,12,15,汽油,24", kind: "voc_firms",
            cells: [
                "id": "E1-T1", "unit_type": "tank", "tank_type": "内浮顶罐", "tank_volume": "2000", "liquid": "汽油",
                "tanks": "1",
            ], leftOver: ["高度(米)", "直径(米)", "年进出料次数"]),
        // 1500 t/a ÷ 750 kg/m3 × 1000 kg/t = 2000 m3: the density is the row's own.
        Sheet(
            name: "有机液体装载信息表",
            titles: "县(县级市、区、旗),所属企业编号,序号,作业部/车间,装车站台编号,装载物料名称,装载方式,操作方式,年装载量（吨/年）,装载物料密度（kg/m³）,油气回收控制技术",
            row: "654002,E1,1,一车间,L1,汽油,公路,底部,1500,750,冷凝", kind: "voc_firms",
            cells: [
                "unit_type": "loading", "liquid": "汽油", "loading_mode": "公路", "loaded_volume": "2000",
                "voc_device": "冷凝",
            ], leftOver: ["操作方式", "作业部/车间"]),
        Sheet(
            name: "泄漏实施LDAR信息表",
            titles:
                "县(县级市、区、旗),所属企业编号,基本信息/生产装置总数(套),动静密封点总数(个),设备泄漏VOC排放估算结果/估算方法,泄漏排放量(吨),检测轮编号,密封点(个),泄漏密封点(个),修复(个)",
            row: "654002,E1,3,5000,平均系数法,9.5,第1轮,5000,60,45", kind: "voc_firms",
            cells: ["unit_type": "ldar", "leaks_found": "60", "leaks_repaired": "45", "note": "第1轮"],
            leftOver: ["泄漏排放量(吨)", "密封点(个)"]),
        // Relief valves 1 + 2 + 3 = 6, flanges 100 + 200 + 300 = 600: one factor holds for each of the two.
        Sheet(
            name: "泄漏未实施LDAR信息表",
            titles:
                "县(县级市、区、旗),所属企业编号,元件数量/阀(件)/气体,轻液体,重液体,泵(件)/轻液体,重液体,压缩机(件),安全阀(件)/气体,轻液体,重液体,法兰(件)/气体,轻液体,重液体,开口管线(件),采样连接(件)",
            row: "654002,E1,400,600,50,40,5,2,1,2,3,100,200,300,7,8", kind: "voc_firms",
            cells: [
                "valves_gas": "400", "valves_light": "600", "valves_heavy": "50", "pumps_light": "40",
                "pumps_heavy": "5",
                "compressors": "2", "relief_valves": "6", "connectors": "600", "open_ends": "7", "sampling": "8",
            ]),
        Sheet(
            name: "餐饮业信息表", titles: "县(县级市、区、旗),所属饭店编号,活动水平/营业面积(平方米),固定灶头数(个),燃料信息/燃料名称,年消耗量,单位,油气回收/油烟净化器类型,去除效率(％)",
            row: "654002,R1,200,6,天然气,2,万立方米,油烟净化器,85", kind: "area",
            cells: ["category": "catering", "stoves": "6", "voc_device": "油烟净化器"], leftOver: ["去除效率(％)", "年消耗量"]),
        Sheet(
            name: "建筑涂料信息表", titles: "省(自治区、直辖市),市(地区、盟),县(县级市、区、旗),喷涂工序,溶剂类型,全年溶剂使用量(万吨)",
            row: "新疆,伊犁,654002,建筑内墙涂料,水性涂料,0.03", kind: "area",
            cells: ["category": "architectural_coating", "material": "内墙水性涂料", "material_use": "300"]),
        Sheet(
            name: "其它溶剂使用信息表", titles: "省(自治区、直辖市),市(地区、盟),县(县级市、区、旗),溶剂用途,溶剂类型,全年溶剂使用量(万吨)",
            row: "新疆,伊犁,654002,沥青铺路,稀释沥青,0.2", kind: "area",
            cells: ["category": "沥青铺路", "material": "稀释沥青", "material_use": "2000"]),
        Sheet(
            name: "农药使用信息表", titles: "县(县级市、区、旗),农药类型,全年溶剂使用量(万吨)", row: "654002,草甘膦,0.01", kind: "area",
            cells: ["category": "pesticide", "material": "pesticide", "material_use": "100", "note": "草甘膦"]),
        Sheet(
            name: "熟料生产信息表",
            titles:
                "县(县级市、区、旗),设备信息/所属企业编号,窑炉编号,设备类型,投运时间(年/月),燃料信息/燃料类型,燃料热值(千卡/千克或千卡/标准立方米),燃料硫份(％),燃料消耗量(万吨或立方米)/全年,产品信息/产品类型,熟料产量(万吨)/全年",
            row: "654002,E1,K1,新型干法,2010-05,原煤,5000,0.6,9,熟料,60", kind: "kilns",
            cells: ["kiln_type": "新型干法", "product": "熟料", "product_output": "600000", "fuel_use": "90000"],
            leftOver: []),
        Sheet(
            name: "烧结工序信息表",
            titles: "县(县级市、区、旗),设备信息/所属企业编号,设备编号,设备类型,产能(万吨),规模(平方米),燃料信息/燃料类型,燃料消耗量(万吨)/全年,含硫量(％)/全年,烧结矿产量(万吨)/全年,1月",
            row: "654002,E1,S1,烧结_有组织排放,100,180,焦炭,4,0.5,90,7", kind: "kilns",
            cells: [
                "kiln_type": "sintering_machine", "technology": "有组织排放", "product": "烧结", "product_output": "900000",
                "capacity": "1000000", "fuel_use": "40000",
            ], leftOver: ["规模(平方米)", "1月"]),
        Sheet(
            name: "机组信息表",
            titles: "县(县级市、区、旗),基本信息/所属企业编号,机组编号,设备类型,装机容量(兆瓦),是否热电联产,发电量(亿千瓦时)/全年,1月,燃料信息/燃料类型,燃料消费总量(万吨或立方米)/全年",
            row: "654002,E1,1,煤粉炉,350,是,18,1.5,原煤,80", kind: "boilers",
            cells: ["use": "cogeneration", "technology": "煤粉炉", "fuel_use": "800000"],
            leftOver: ["发电量(亿千瓦时)/全年"]),
        Sheet(
            name: "船舶信息表", titles: "县(县级市、区、旗),铁路内燃机类型,排放标准,燃油消耗量(万吨),客运周转量(人公里),货运周转量(吨公里)",
            row: "654002,货船,国二,0.05,1000,2000", kind: "nonroad",
            cells: ["machine_type": "ship", "stage": "国二", "fuel_use": "500", "note": "货船"],
            leftOver: ["客运周转量(人公里)"]),
        Sheet(
            name: "化工化纤行业信息表", titles: "县(县级市、区、旗),产品信息/设备类型,产品类型,全年产品产量(万吨)", row: "654002,不分技术,聚丙烯,2",
            kind: "voc_firms", cells: ["unit_type": "process", "product": "聚丙烯", "product_output": "20000"]),
        Sheet(
            name: "其它工业企业信息表", titles: "县(县级市、区、旗),产品信息/设备类型,产品类型,全年产品产量(万吨)", row: "654002,不分技术,石灰,2",
            kind: "kilns", cells: ["product": "石灰", "product_output": "20000", "technology": "不分技术"]),
    ]

    @Test("a sheet of the city forms becomes a row, and no title is unknown", arguments: sheets)
    func known(_ sheet: Sheet) throws {
        let survey = try SurveySample.read([sheet.name + ".csv": sheet.titles + "\n" + sheet.row + "\n"])
        #expect(SurveySample.losses(survey) == [])
        let table = try #require(survey.tables.first)
        #expect(survey.tables.count == 1 && table.kind.name == sheet.kind && table.rows.count == 1)
        for (column, value) in sheet.cells { #expect(table.rows[0][column] == value, "\(column)") }
        for title in sheet.leftOver {
            let line = try #require(survey.report.lines.first { $0.header == title }, "\(title)")
            #expect(line.status == .leftOver && !line.note.zh.isEmpty && !line.note.en.isEmpty, "\(title)")
        }
        #expect(survey.report.lines.allSatisfy { $0.agrees != false })
    }

    @Test func `restaurants by size and dry cleaners by solvent are a row each`() throws {
        let survey = try SurveySample.read([
            "1-餐饮业信息表.csv":
                "县(县级市、区、旗),大型餐饮企业(灶头数≥6)/企业数量(个),烟气排放速率(立方米/小时),常用油烟净化器类型,中型餐饮企业(6>灶头数≥3)/企业数量(个),烟气排放速率(立方米/小时),小型餐饮企业(灶头数<3)/企业数量(个)\n654002,3,12000,油烟净化器,20,,150\n",
            "2-干洗信息表.csv":
                "县(县级市、区、旗),设备信息/所属干洗店编号,干洗设备编号,有机溶剂全年使用量(吨)/四氯乙烯,四氯化碳,石油溶剂,其他,废弃有机溶剂处理/处理方式\n654002,D1,1,0.4,,0.1,,回收\n",
        ])
        #expect(SurveySample.losses(survey) == [])
        #expect(survey.tables.map(\.kind.name) == ["area", "area"])
        let sizes = survey.tables[0].rows
        #expect(sizes.map { $0["shops"] } == ["3", "20", "150"])
        #expect(sizes.map { $0["note"] } == ["大型餐饮企业", "中型餐饮企业", "小型餐饮企业"] && sizes[0]["voc_device"] == "油烟净化器")
        #expect(survey.tables[1].rows.map { $0["material_use"] } == ["0.4", "0.1"])
        #expect(survey.tables[1].rows.map { $0["note"] } == ["四氯乙烯", "石油溶剂"])
    }

    @Test func `a production line is a process, and its fuel a furnace beside it; what leaves a kiln is one row`()
        throws
    {
        let survey = try SurveySample.read([
            "其他工业生产信息表.csv": """
            县(县级市、区、旗),设备信息/所属企业编号,生产线编号,生产工艺,产品信息/产品类型,产品名称,产品产量单位,产品产量/全年,燃料信息/燃料类型,燃料消费总量(万吨或立方米)/全年,有机原料信息/名称,使用量(吨)
            654002,E1,P1,聚合,聚丙烯,聚丙烯粉料,万吨,3,天然气,900000,丙烯,31000
            654002,E2,P1,隧道窑,砖瓦,空心砖,万块,3200,原煤,0.05,,
            """
        ])
        #expect(SurveySample.losses(survey) == [])
        #expect(survey.tables.map(\.kind.name) == ["voc_firms", "kilns"])
        let process = try #require(survey.tables[0].rows.first)
        #expect(survey.tables[0].rows.count == 1 && process["product_output"] == "30000" && process["fuel_use"] == nil)
        #expect(process["note"]?.contains("丙烯") == true && process["material_use"] == "31000")
        let kilns = survey.tables[1].rows
        // 900 000 m3 = 90 × 10⁴ m3; 0.05 × 10⁴ t = 500 t; 3200 × 10⁴ bricks stay bricks.
        #expect(kilns.map { $0["id"] } == ["E1-P1-fuel", "E2-P1"])
        #expect(kilns[0]["gas_use"] == "90" && kilns[0]["product"] == nil && kilns[0]["product_output"] == nil)
        #expect(kilns[1]["brick_output"] == "3200" && kilns[1]["fuel_use"] == "500")
    }

    @Test func `each control measure goes to its own equipment, and one device may serve several`() throws {
        let survey = try SurveySample.read([
            "1-锅炉信息表.csv":
                "企业编号,编号,基本信息/锅炉类型,锅炉容量(蒸吨),燃料信息/燃料类型,单位,年消耗量\nE1,1,链条炉,20,原煤,吨,3000\nE1,2,链条炉,20,原煤,吨,2000\n",
            "2-末端控制措施信息表.csv":
                "企业编号,二氧化硫治理措施/脱硫工艺,年工作时间(小时),脱硫效率(%),所属生产设备编号,氮氧化物治理措施/脱硝工艺,年工作时间(小时),脱硝效率(%),所属生产设备编号,有机废气治理措施/voc回收,所属生产设备编号,voc销毁,所属生产设备编号\nE1,湿法,4000,90,1、2,SNCR,4000,40,2,,,催化燃烧,1\n",
        ])
        #expect(SurveySample.losses(survey) == [])
        let rows = try #require(survey.tables.first).rows
        // The SNCR stands behind boiler 2, though the first number in the row is of the desulphurisation.
        #expect(rows.map { $0["nox_device"] } == [nil, "SNCR"] && rows.map { $0["nox_removal"] } == [nil, "0.4"])
        // A second device without a first is the first.
        #expect(rows[0]["voc_device"] == "催化燃烧" && rows[0]["voc_device_2"] == nil)
    }

    @Test func `a number that several sheets use is joined to none of them, and said so`() throws {
        let survey = try SurveySample.read([
            "1-锅炉信息表.csv": "企业编号,编号,锅炉类型,燃料类型,单位,年消耗量\nE1,1,链条炉,原煤,吨,3000\n",
            "2-窑炉信息表.csv": "企业编号,编号,窑炉类型,燃料类型,单位,年消耗量\nE1,1,隧道窑,原煤,吨,500\n",
            "3-末端控制设备信息表.csv": "所属企业编号,所属设备编号,脱硝设备/脱硝工艺,脱硝效率(％)\nE1,1,SNCR,40\n",
        ])
        #expect(survey.tables.allSatisfy { $0.rows[0]["nox_device"] == nil })
        let line = try #require(survey.report.lines.first { $0.status == .notJoined })
        #expect(line.note == SurveyReason.severalSources)
    }

    @Test(
        "a sheet that is known and has no source kind is named with the reason",
        arguments: [
            ("畜禽养殖量信息表", "县(县级市、区、旗),养殖方式,年底存栏数(万只)/奶牛,母猪,出栏数(万只)/肉鸡,肉猪"),
            ("堆场信息表", "县(县级市、区、旗),堆场类型,堆场材料,总占地面积(平方米),堆场平均高度(米),控制措施"),
            ("铺装道路信息表", "县(县级市、区、旗),道路类型,道路长度(公里),平均车流量(万辆/年),控制措施,除尘效率(％)"),
            ("油气储存信息表", "县(县级市、区、旗),活动水平/原油储存量(万吨),汽油储存量(万吨),柴油储存量(万吨),油气回收/回收方式,去除效率(％)"),
            ("燃料信息表", "企业编号,行业类别,燃料类型,单位,燃料消耗量/全年,1月,2月"),
            ("废水处理信息表", "县(县级市、区、旗),处理方式,全年废水处理量(万吨)"),
            ("生物质开放燃烧信息表", "县(县级市、区、旗),燃料类型,全年燃料消耗量(万吨)"),
        ])
    func withoutKind(name: String, titles: String) throws {
        let row = titles.split(separator: ",").map { _ in "1" }.joined(separator: ",")
        let survey = try SurveySample.read([name + ".csv": titles + "\n" + row + "\n"])
        let line = try #require(survey.report.lines.first)
        #expect(line.status == .unused && line.values == 1 && !line.note.en.isEmpty)
        #expect(survey.isEmpty && survey.findings.kept.map(\.message.code) == ["survey-without-table"])
        // Every title is named.
        #expect(line.header.split(separator: "|").count == titles.split(separator: ",").count)
    }

    @Test func `what leaves a kiln is known in the dictionary, and every form has its own name`() throws {
        let library = try Repository.library()
        let products = library.vocabularies["product"]
        let ofKilns = SurveyDivision.kilnProducts(library)
        #expect(ofKilns.count == 36)
        for product in ofKilns { #expect(products.code(exactly: product) != nil, "\(product)") }
        #expect(Set(SurveyForm.all.map(\.id)).count == SurveyForm.all.count)
        for form in SurveyForm.all {
            for field in form.fields {
                guard case .noPlace(let reason) = field.use else { continue }
                #expect(!reason.zh.isEmpty && !reason.en.isEmpty, "\(form.id) \(field.titles)")
            }
        }
    }
}
