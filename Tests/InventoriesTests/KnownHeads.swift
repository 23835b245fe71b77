/// Heads that real forms have, and what they are: by source kind and column; `-` are known and have no place, `+` make
/// rows of their own or are parts of an identifier in an import.
enum KnownHeads {
    static let heads: [(kind: String, meaning: String, heads: [String])] = [
        ("boilers", "fuel", ["煤种", "07_燃料类型", "燃料一类型", "耗煤品种"]),
        (
            "boilers", "fuel_use",
            ["年燃料消耗量（吨）", "年用煤量（吨）", "耗煤量（吨）", "燃料一消耗量（吨）", "燃料年使用量（吨）"]
        ),
        ("boilers", "gas_use", ["天然气用量（万立方米）", "03_天然气消耗量1（万立方米）", "年用气量（万立方米）"]),
        ("boilers", "id", ["锅炉编号", "工业锅炉编号", "电站锅炉/燃气轮机编号"]),
        ("boilers", "hours", ["年工作小时"]),
        ("boilers", "county_code", ["行政区", "02_行政区", "县（市、区）"]),
        (
            "boilers", "capacity",
            [
                "08_蒸吨数", "容量", "工业锅炉额定出力（蒸吨/小时）", "蒸吨数", "锅炉吨位（蒸吨）", "锅炉蒸吨", "锅炉规模(蒸吨/小时)", "额定功率（t/h）", "额定热功率(MW)",
            ]
        ),
        ("boilers", "installed_power", ["装机容量（MW）"]),
        ("boilers", "firm_name", ["企业", "使用单位", "单位详细名称", "填报单位详细名称"]),
        ("boilers", "status", ["使用状态"]), ("boilers", "outlet_number", ["对应排气筒编号", "排放口编号"]),
        ("boilers", "technology", ["工业锅炉燃烧方式", "工业锅炉类型", "电站锅炉/燃气轮机类型", "锅炉燃烧方式"]),
        ("boilers", "industry", ["所属行业", "行业大类", "行业类别代码", "行业类别名称"]),
        ("boilers", "nox_device", ["脱硝方式", "污染物治理工艺（脱硝）", "脱硝处理工艺名称"]),
        ("boilers", "closure_date", ["淘汰时间"]), ("boilers", "start_date", ["投产年份"]),
        ("boilers", "sulphur", ["燃料一平均收到基含硫量", "燃煤硫分"]), ("boilers", "credit_code", ["社会统一信用代码"]),
        ("boilers", "@unit", ["燃料一消耗量单位", "燃料单位", "燃料年用量单位"]),
        (
            "boilers", "-",
            [
                "一月", "十二月", "乡镇（街道）", "地（区，市，州，盟）", "年份", "统计年份", "年运行天数", "改造方式", "氮氧化物产生量（吨）", "氮氧化物排放量",
                "氮氧化物排放量（吨）", "淘汰方式", "累计使用时间", "计划完成时间", "锅炉型号", "锅炉设备型号",
            ]
        ),
        ("boilers", "so2_device", ["脱硫处理工艺名称"]), ("boilers", "pm_device", ["除尘处理工艺名称"]),
        (
            "vehicles", "+",
            [
                "LNG/CNG", "国3", "国III", "国Ⅰ前", "国Ⅲ", "国Ⅵ", "国六及以上", "油气混合", "油电混合", "液化石油气LPG", "纯电动", "车型1", "车型2",
            ]
        ),
        ("vehicles", "annual_km", ["年平均行驶里程（km）"]), ("vehicles", "standard", ["排放标准阶段", "环保达标情况"]),
        ("vehicles", "population", ["数量（辆）", "辆数"]), ("vehicles", "first_registration", ["登记日期"]),
        ("vehicles", "use", ["营运性质"]), ("vehicles", "vehicle_class", ["车辆种类"]), ("vehicles", "-", ["无标"]),
        ("households", "households", ["燃煤户数", "居民户数", "散煤户数"]), ("households", "fuel_per_household", ["年户均燃煤量"]),
        ("households", "+", ["取暖方式", "累计天然气户数", "累计天然气用量（万立方米）", "累计年散煤用量（吨）", "累计液化石油气户数"]),
        ("households", "-", ["改造年份", "村"]),
        ("kilns", "product", ["主要产品"]), ("kilns", "status", ["使用状态"]), ("kilns", "kiln_type", ["工业炉窑类型"]),
        ("kilns", "nox_device", ["氮氧化物治理设施"]), ("kilns", "+", ["工艺名称", "炉窑名称", "窑炉名称"]),
        ("kilns", "sulphur", ["燃料含硫率"]), ("kilns", "id", ["生产设施编号"]), ("kilns", "-", ["生产月份"]),
        ("kilns", "@unit", ["计量单位"]),
        ("nonroad", "id", ["产品识别码", "机械环保代码", "环保登记号码"]),
        ("nonroad", "fuel_use", ["全年燃油消耗量（吨）", "燃油消耗量（升）"]),
        ("nonroad", "power", ["发动机功率", "平均功率", "平均功率（kw）"]), ("nonroad", "hours", ["年工作小时", "年工作时间（小时）"]),
        ("nonroad", "firm_name", ["所有人"]), ("nonroad", "sulphur", ["燃料含硫率（%）"]),
        ("nonroad", "machine_type", ["机械名称", "机械种类", "非道路机械", "非道路移动机械名称"]),
        ("nonroad", "+", ["国Ⅲ", "国Ⅳ", "国三", "非道路国四"]),
        (
            "nonroad", "-",
            [
                "单机燃料年消耗量（吨／台）", "单车油耗量（L/h）", "年均工作天数(天)", "总功率（千瓦）", "日均工作小时(小时)", "机械型号", "机械总功率（千瓦）",
            ]
        ),
        ("stations", "liquid", ["05_油品类型", "油品类型"]), ("stations", "gasoline_sold", ["06_年销售量（吨）", "年销量（吨）", "汽油年销售量"]),
        ("stations", "diesel_sold", ["柴油年销售量"]), ("stations", "voc_removal", ["11_油气回收率（%）"]),
        ("stations", "firm_name", ["所属加油站名称"]), ("stations", "recovery_stage", ["汽油回收阶段", "油气回收装置类型"]),
        ("stations", "+", ["10_是否安装油气回收装置", "是否安装三次油气回收"]),
        ("stations", "-", ["08_地下储罐容量（立方米）", "是否正常运营", "有无在线监测系统", "柴油总罐容", "汽油总罐容"]),
        ("voc", "voc_removal", ["去除效率", "去除效率（%）", "处理效率（%）", "污染物去除效率"]),
        ("voc", "material_use", ["年使用量", "年消耗量"]), ("voc", "industry", ["所属行业"]),
        ("voc", "voc_content", ["VOCs质量占比", "voc含量"]), ("voc", "flue_gas_flow", ["有机废气排放风量"]),
        ("voc", "material", ["主要原辅材料", "原辅料名称", "原辅材料名称", "含VOCs原辅材料名称", "溶剂类别"]),
        ("voc", "voc_device", ["处理工艺", "处理工艺名称", "有机废气处理工艺名称", "治理工艺", "治理设施"]),
        ("voc", "hours", ["设施年运行小时数"]), ("voc", "@unit", ["计量单位"]),
        ("voc", "+", ["工段名称", "水性漆用量", "油性漆用量", "溶剂性质"]),
        ("voc", "unit_type", ["VOCs产生环节", "产污环节"]),
        ("voc", "-", ["VOCs年排放量（吨）", "voc挥发度（%）", "物料类型", "绩效分级", "设备风量(立方米/小时)"]),
    ]
}
