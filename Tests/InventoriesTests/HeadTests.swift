import Factors
import Tables
import TestSupport
import Testing

@testable import Inventories

/// Heads and words as real forms have them: which column, which word.
@Suite struct HeadTests {
    static let heads: [(kind: String, column: String, heads: [String])] = [
        (
            "boilers", "capacity",
            ["锅炉吨位（蒸吨）", "锅炉规模(蒸吨/小时)", "08_蒸吨数", "额定热功率(MW)", "额定功率（t/h）", "工业锅炉额定出力（蒸吨/小时）", "容量"]
        ),
        ("boilers", "fuel", ["煤种", "耗煤品种", "燃料一类型", "07_燃料类型"]),
        ("boilers", "fuel_use", ["年用煤量", "耗煤量", "燃料年使用量", "燃料一消耗量", "年燃料消耗量（吨）"]),
        ("boilers", "gas_use", ["天然气用量", "年用气量（万立方米）"]),
        ("boilers", "technology", ["锅炉燃烧方式", "工业锅炉类型"]), ("boilers", "status", ["使用状态"]),
        ("boilers", "county_code", ["县（市、区）", "02_行政区"]), ("boilers", "credit_code", ["社会统一信用代码"]),
        ("boilers", "firm_name", ["企业", "填报单位详细名称"]), ("boilers", "industry", ["所属行业"]),
        ("boilers", "nox_device", ["脱硝方式", "污染物治理工艺（脱硝）"]), ("boilers", "start_date", ["投产年份"]),
        ("boilers", "closure_date", ["淘汰时间"]), ("kilns", "kiln_type", ["工业炉窑类型"]),
        ("kilns", "nox_device", ["氮氧化物治理设施"]),
        ("vehicles", "population", ["辆数", "数量（辆）"]), ("vehicles", "annual_km", ["年平均行驶里程（km）"]),
        ("vehicles", "standard", ["环保达标情况"]), ("vehicles", "first_registration", ["登记日期"]),
        ("boilers", "so2_device", ["脱硫处理工艺名称", "脱硫方式"]), ("boilers", "pm_device", ["除尘处理工艺名称", "除尘方式"]),
        ("nonroad", "power", ["平均功率（kw）", "发动机功率", "功率（马力）"]), ("nonroad", "machine_type", ["非道路机械", "机械名称"]),
        ("nonroad", "hours", ["年工作时间（小时）"]), ("nonroad", "fuel_use", ["全年燃油消耗量（吨）"]),
        ("households", "households", ["燃煤户数", "居民户数"]), ("households", "fuel_per_household", ["年户均燃煤量"]),
        ("voc_firms", "voc_device", ["治理工艺", "有机废气处理工艺名称"]), ("voc_firms", "voc_removal", ["去除效率（%）", "处理效率（%）"]),
        ("voc_firms", "material", ["含VOCs原辅材料名称"]), ("voc_firms", "gasoline_sold", ["汽油年销售量"]),
    ]

    @Test(arguments: heads.indices)
    func `a head of real forms is its column`(_ number: Int) throws {
        let (name, column, heads) = HeadTests.heads[number]
        let schema = try #require(SourceKind.named(name)).schema
        for head in heads {
            let layout = Layout(schema: schema, header: [head], file: "t.csv")
            #expect(layout.fields.map { schema.columns[$0.place].id } == [column], "\(head)")
            #expect(!layout.findings.kept.contains { $0.message.code.contains("unit") }, "\(head)")
        }
    }

    @Test func `what belongs to another pollutant is no head of VOCs`() {
        for head in ["去除效率", "处理效率", "处理工艺"] {
            #expect(Layout(schema: SourceKind.boilers.schema, header: [head, "id"], file: "t").fields.count == 1)
        }
    }

    @Test(arguments: [
        ("voc_capture_type", "局部集气罩", "outer_hood"), ("voc_capture_type", "密闭空间负压收集", "enclosed_negative"),
        ("kiln_type", "水泥回转窑", "rotary_kiln"), ("boiler_technology", "链条", "chain_grate"),
        ("material", "溶剂型油墨", "ink_solvent"), ("product", "粘土砖瓦", "brick"), ("product", "石灰制造", "lime"),
        ("standard", "国六及以上", "CN6"), ("stage", "非道路国四", "S4"), ("fuel", "液化石油气LPG", "lpg"),
        ("voc_device", "二级活性炭吸附", "activated_carbon_two_stage"), ("voc_device", "活性炭吸附+催化燃烧", "adsorption_catalytic"),
        ("industry", "木质家具制造", "C21"), ("industry", "粘土砖瓦", "C303"), ("industry", "汽车修理", "O81"),
        ("fuel", "纯电", "electricity"), ("nox_device", "低氮燃烧器（国内领先）", "lnb_leading"),
        ("machine_type", "拖拉机（大中型）", "agricultural_tractor"), ("voc_capture_type", "密闭喷漆房", "enclosed"),
    ])
    func `a word of real forms is its code`(_ vocabulary: String, _ word: String, _ code: String) throws {
        let words = try Repository.library().vocabularies[vocabulary]
        #expect(words.code(of: word).map(words.text) == code)
    }

    /// Heads of numbers for each of several things, a number below, and what it is in the column's unit.
    @Test(arguments: [
        ("vehicles", "年均行驶里程（万km）", "annual_km", 13_000.0), ("vehicles", "年均行驶里程（km/年）", "annual_km", 1.3),
        ("vehicles", "年均行驶里程（万公里/年）", "annual_km", 13_000), ("vehicles", "行驶里程（km/a）", "annual_km", 1.3),
        ("nonroad", "额定功率（W）", "power", 0.0013), ("nonroad", "功率（马力）", "power", 1.3 * 0.7457),
        ("households", "户均用量（kg）", "fuel_per_household", 0.0013),
        ("boilers", "单台燃料消耗量（万吨/年）", "fuel_per_boiler", 13_000),
    ])
    func `a unit of each thing may leave the thing out`(
        _ kind: String, _ head: String, _ column: String, _ value: Double
    ) throws {
        let schema = try #require(SourceKind.named(kind)).schema
        let library = try Repository.library()
        let table = TableReader.read(
            SourceText(raw: Array("\(head)\n1.3\n".utf8), path: "t.csv"),
            schema: Schema("t", Label(same: "t"), schema.columns.filter { $0.id == column }),
            vocabularies: library.vocabularies)
        #expect(table.findings.isEmpty && table.table.numbers(column)?.count == 1)
        #expect(abs((table.table.numbers(column)?.first ?? 0) / value - 1) < 1e-12)
    }

    /// Units that measure something else are refused, whatever they are called: no number takes another size.
    @Test(arguments: [
        ("boilers", "燃料消耗量（吨标准煤）"), ("boilers", "燃料消耗量（升）"), ("boilers", "燃料消耗量（m3）"), ("nonroad", "燃油消耗量（L）"),
        ("voc_firms", "汽油销量（m3）"), ("voc_firms", "VOCs质量分数（g/L）"), ("kilns", "产量（重量箱）"),
        ("vehicles", "年均行驶里程（h）"), ("nonroad", "保有量（辆）"), ("nonroad", "年工作小时数（台）"),
    ])
    func `a unit of something else is refused`(_ kind: String, _ head: String) throws {
        let layout = Layout(schema: try #require(SourceKind.named(kind)).schema, header: [head], file: "t.csv")
        let found = layout.findings.kept.filter { $0.message.code.hasSuffix("-unit") }
        #expect(found.count == 1 && found[0].severity == .error && found[0].expected != nil)
    }

    @Test(arguments: [("standard", "国二及以前"), ("fuel", "新能源"), ("fuel", "混合动力"), ("fuel", "气电混合")])
    func `a word that may mean several things is none`(_ vocabulary: String, _ word: String) throws {
        #expect(try Repository.library().vocabularies[vocabulary].code(of: word) == nil)
    }
}
