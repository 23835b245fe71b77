/// Titles that many survey sheets share.
enum SurveyFields {
    static let firm = SurveyField(
        titles: [
            "企业编号", "所属企业编号", "加油站编号", "所属加油站编号", "饭店编号", "所属饭店编号", "干洗店编号", "所属干洗店编号", "机场编号",
        ], use: .firm)
    static let equipment = SurveyField(
        titles: [
            "编号", "锅炉编号", "工业锅炉编号", "电站锅炉/燃气轮机编号", "生产设施编号", "内部编号", "窑炉编号", "设备编号", "机组编号", "工序编号", "生产线编号", "粉磨站编号",
            "储罐编号", "装车站台编号", "干洗设备编号", "所属设备编号",
            "所属生产设备编号",
        ], use: .equipment)
    static let machineNumber = SurveyField(
        titles: ["环保登记号码", "机械环保代码", "环保编码", "产品识别码", "车牌号码"], use: .equipment)
    static let unit = SurveyField(titles: ["单位", "产品产量单位"], use: .unit)

    /// Who and where.
    static let who: [SurveyField] = [
        firm, equipment,
        .column(
            Column.countyCode, "县", "区县", "所属区县", "县区", "区", "行政区划代码", "行政区代码", "行政区", "单位所在区县", "所在区县", "所属县区", "所在县区"),
        .column(
            Column.firmName, "企业名称", "单位名称", "加油站名称", "饭店名称", "干洗店名称", "机场名称", "企业", "单位详细名称", "填报单位详细名称", "使用单位",
            "所属加油站名称", "所有人"),
        .column(Column.creditCode, "统一社会信用代码", "社会统一信用代码", "组织机构代码", "原组织机构代码号"),
        .column(
            Column.industry, "行业类别", "行业代码", "所属行业", "行业类别代码", "行业", "行业类别名称", "行业中类", "行业大类", "行业门类"),
        .noPlace(
            SurveyReason.address, "省", "市", "乡", "街道", "村", "门牌号", "中心经度/度", "中心纬度/度", "分", "秒", "乡镇", "所在乡镇", "乡镇街道",
            "所在地", "详细地址", "地址", "中心经度", "中心纬度", "经度", "纬度", "地", "行政区名称", "单位所在省", "单位所在地市"),
        .noPlace(
            SurveyReason.reported, "氮氧化物产生量", "氮氧化物排放量", "二氧化硫产生量", "二氧化硫排放量", "烟粉尘排放量", "颗粒物产生量", "颗粒物排放量",
            "挥发性有机物产生量",
            "挥发性有机物排放量", "vocs年排放量", "废气排放量", "工业废气排放量"),
        .noPlace(
            SurveyReason.statistics, "年份", "统计年份", "累计使用时间", "设计年限", "能效水平", "改造方式", "淘汰方式", "计划完成时间", "年运行天数",
            "绩效分级", "改造年份", "生产月份", "开业(成立)时间", "开业时间"),
        .noPlace(SurveyReason.secondFuel, "燃料二类型", "燃料二消耗量", "燃料二消耗量单位", "其他燃料消耗总量"),
        .noPlace(
            SurveyReason.contact, "填报人", "填表人", "调查员", "手机号", "法人代表", "联系电话", "企业联系人", "加油站联系人", "饭店联系人",
            "干洗店联系人", "邮箱", "控股集团", "序号", "联系人", "电话", "企业联系电话", "单位曾用名"),
        .noPlace(
            SurveyReason.stack, "排放口直径", "排放口编号/窑头", "窑尾", "排污设施位置高度"),
        .column(Column.stackHeight, "排放口高度", "排气筒高度"),
        .column(Column.outletNumber, "排放口编号", "对应排放口编号", "对应排气筒编号", "排气筒编号"),
        .column(Column.permitNumber, "排污许可编号", "排污许可证编号"),
        .noPlace(
            SurveyReason.months, "1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月", "一月",
            "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"),
    ]

    /// Who and where, and since when.
    static let site: [SurveyField] =
        who + [
            .column(Column.startDate, "投运时间", "投产时间", "投产年份", "建成时间", "启用时间"),
            .column(Column.closureDate, "关停时间", "淘汰时间"), .column(Column.status, "使用状态"),
            .noPlace(
                SurveyReason.size, "锅炉铭牌型号", "规模", "锅炉型号", "锅炉设备型号", "设备型号", "规格型号", "型号", "机械型号", "干洗设备型号", "干洗设备品牌"),
        ]

    private static let quality: [SurveyField] = [
        .amount(
            ["sulphur"], "燃料一平均收到基含硫量", "含硫量/全年", "含硫率/全年", "燃料信息/硫份", "燃料硫份", "燃煤硫分", "燃料含硫率", "含硫量", "含硫率",
            "硫份", "硫分", "全硫"),
        .amount(["ash"], "燃料一平均收到基灰分", "燃料灰分", "灰分", "灰份"),
        .noPlace(SurveyReason.quality, "燃料挥发分", "煤炭来源地", "煤炭运输方式"),
    ]

    /// Fuel: its kind, how much, its quality.
    static let fuel: [SurveyField] =
        [
            .column(
                Column.fuel, "燃料类型", "燃料名称", "燃料种类", "锅炉所用燃料类型", "燃料一类型", "燃料品种", "耗煤品种", "煤种", "燃料"),
            .amount(
                [Column.fuelUse, Column.gasUse], "燃料消耗量/全年", "燃料消费总量/全年", "全年燃料消耗量", "燃料信息/年消耗量", "燃料消耗量",
                "年消耗量", "年燃料消耗量", "年燃料用量", "燃料年使用量", "燃料年用量", "燃料年消耗量", "燃料一消耗量", "燃料用量", "年耗煤量", "年用煤量", "耗煤量", "年用气量",
                "天然气用量", "天然气消耗量", "天然气消耗量1"),
            unit,
            .amount(["heat_value", "gas_heat_value"], "燃料热值", "热值"),
        ] + quality

    /// What removes pollutants behind it.
    static let control: [SurveyField] = [
        .column(Column.noxDevice, "脱硝工艺", "脱硝方式", "脱硝措施", "脱硝设施", "脱硝处理工艺名称", "氮氧化物治理设施", "脱硝工艺名称", "污染物治理工艺(脱硝)"),
        .column(Column.noxRemoval, "脱硝效率"), .column(Column.noxUptime, "脱硝设备/投运率", "脱硝设施/投运率"),
        .amount(["nox_concentration"], "nox排放浓度", "氮氧化物排放浓度", "nox浓度"),
        .name(Column.so2Device, "脱硫工艺", "脱硫处理工艺名称", "脱硫方式", "脱硫工艺名称"), .column(Column.so2Removal, "脱硫效率"),
        .column(Column.so2Uptime, "脱硫设备/投运率", "脱硫设施/投运率"),
        .name(Column.pmDevice, "除尘工艺", "除尘处理工艺名称", "除尘方式", "除尘工艺名称"), .column(Column.pmRemoval, "除尘效率"),
        .column(Column.pmUptime, "除尘设备/投运率", "除尘设施/投运率"),
        .noPlace(
            SurveyReason.otherPollutants, "脱硫岛效率", "废气收集率", "脱硫剂名称", "脱硫剂使用量", "脱硫烟气旁路", "除尘风机总风量",
            "二氧化硫治理措施/年工作时间", "二氧化硫治理措施/所属生产设备编号", "烟粉尘治理措施/所属生产设备编号"),
    ]

    /// Devices against sulphur and dust, where a sheet does not say whose they are.
    static let otherDevices = control.filter { $0.names.contains { $0.hasPrefix("so2_") || $0.hasPrefix("pm_") } }.map {
        SurveyField(titles: $0.titles, use: .noPlace(SurveyReason.otherPollutants))
    }

    /// The columns of vehicle classes.
    static func classes(_ column: String) -> [SurveyField] {
        let words: [(titles: [String], word: String)] = [
            (["出租车"], "taxi"), (["公交车"], "bus"), (["微型客车", "微型载客汽车"], "passenger_mini"),
            (["小型客车", "小型载客汽车"], "passenger_small"), (["中型客车", "中型载客汽车"], "passenger_medium"),
            (["大型客车", "大型载客汽车"], "passenger_large"), (["微型货车", "微型载货汽车"], "truck_mini"),
            (["轻型货车", "轻型载货汽车"], "truck_light"), (["中型货车", "中型载货汽车"], "truck_medium"),
            (["重型货车", "重型载货汽车"], "truck_heavy"), (["轻便摩托", "轻便摩托车"], "moped"),
            (["普通摩托", "普通摩托车"], "motorcycle"), (["低速汽车", "低速货车"], "low_speed_truck"),
            (["三轮汽车"], "three_wheeler"),
        ]
        return words.map {
            SurveyField(
                titles: $0.titles, use: .amount([column]),
                part: .init(name: $0.word, values: [Column.vehicleClass: $0.word]))
        }
    }
}
