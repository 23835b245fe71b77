import Tables

extension SurveyForm {
    /// Sheets that say something of sources that stand in others.
    static let facts: [SurveyForm] = [firms, controls, measures, denitration, monitoring]

    private static let firms = SurveyForm(
        id: "firms", label: Label("企业基本信息表", "firms"), kind: nil, key: ["@firm"], hints: ["基本信息"],
        needs: ["@firm", Column.firmName],
        fields: SurveyFields.who + [
            .noPlace(
                SurveyReason.statistics, "投产年份", "开业时间", "年生产天数", "连续/间歇生产", "间歇生产", "生产月份", "是否重点污染源", "年工业总产值",
                "年用电量",
                "so2总量控制限值", "nox总量控制限值", "环统是否覆盖", "环境统计年份", "总量核查是否覆盖", "总量核查年份", "餐饮类型", "营业月份",
                "营业时段", "年营业额", "封闭式台数", "开启式台数", "设备总容量"),
            .noPlace(
                SurveyReason.reported, "环统so2排放量", "环统nox排放量", "环统voc排放量", "环统烟粉尘排放量", "总量核查so2排放量", "总量核查nox排放量",
                "废水排放量", "废水自处理率", "污水处理池是否加盖"),
            .noPlace(
                SurveyReason.firmTotal, "年煤炭消耗量", "年燃气消耗量", "年燃油消耗量", "锅炉数", "锅炉总蒸吨数", "工业窑炉数", "自备发电机组数", "露天堆场数",
                "有机液体储罐数", "是否有焚烧炉", "焚烧炉类型", "焚烧炉燃料使用量", "产品类型", "产品名称", "产品产量"),
            .noPlace(SurveyReason.quality, "煤炭来源地", "煤炭运输方式", "主要原料来源地", "原料运输方式"),
        ])

    private static let organicControl: [SurveyField] = [
        .column(Column.vocDevice, "voc回收技术", "voc回收"), .column(Column.vocDevice2, "voc销毁技术", "voc销毁"),
    ]

    private static let controls = SurveyForm(
        id: "controls", label: Label("末端控制设备信息表", "pollution control"), kind: nil, key: ["@firm", "@equipment"],
        hints: ["末端"], needs: ["@equipment", Column.noxDevice],
        fields: SurveyFields.who + SurveyFields.control + organicControl + [
            .column(Column.vocRemoval, "处理效率"), .amount([Column.vocConcentration], "有机废气排放浓度"),
            SurveyField(titles: ["是否采用低氮燃烧技术"], use: .choice(Column.noxDevice2, yes: "lnb", no: "")),
            .noPlace(SurveyReason.deviceDate, "投运时间", "年运行时间", "年工作时间", "设备风量", "燃烧器出口浓度"),
            .noPlace(SurveyReason.sharedUptime, "投运率"),
            .noPlace(SurveyReason.materials, "脱硝剂名称", "脱硝剂使用量"), .name(Column.note, "备注:其他回收技术"),
        ])

    /// Each device of this sheet names its own equipment.
    private static let measures = SurveyForm(
        id: "measures", label: Label("末端控制措施信息表", "control measures"), kind: nil, key: ["@firm", "@equipment"],
        hints: ["控制措施", "治理措施"], needsHint: true, needs: ["@equipment", Column.noxDevice],
        titles: ["氮氧化物治理措施/所属生产设备编号"],
        fields: SurveyFields.who.filter { $0.use != .equipment } + [
            SurveyField.column(Column.noxDevice, "脱硝工艺").of(nox), SurveyField.column(Column.noxRemoval, "脱硝效率").of(nox),
            equipment("氮氧化物治理措施").of(nox),
            SurveyField.column(Column.vocDevice, "voc回收").of(recovery), equipment("有机废气治理措施").of(recovery),
            SurveyField.column(Column.vocDevice2, "voc销毁").of(destruction), equipment("有机废气治理措施").of(destruction),
            .noPlace(SurveyReason.deviceDate, "年工作时间"),
        ] + SurveyFields.otherDevices + SurveyFields.control.suffix(1))

    private static let nox = SurveyField.Part(name: "脱硝", values: [:])
    private static let recovery = SurveyField.Part(name: "VOCs回收", values: [:])
    private static let destruction = SurveyField.Part(name: "VOCs销毁", values: [:])
    private static func equipment(_ group: String) -> SurveyField {
        SurveyField(titles: [group + "/所属生产设备编号"], use: .equipment)
    }

    /// Which devices remove NOx with ammonia; the fuel stands in the sheets of boilers and kilns.
    private static let denitration = SurveyForm(
        id: "denitration", label: Label("烟气脱硝信息表", "flue gas denitration"), kind: nil, key: ["@firm", "@equipment"],
        hints: ["烟气脱硝"], needsHint: true, needs: ["@firm", Column.noxDevice],
        fields: SurveyFields.who + [
            .column(Column.noxDevice, "烟气脱硝设施类型"), .noPlace(SurveyReason.deviceDate, "投运时间", "关停时间"),
            .noPlace(SurveyReason.firmTotal, "锅炉类型", "燃料类型", "燃料消耗量/全年", "燃料消耗量"),
        ])

    private static let monitoring = SurveyForm(
        id: "monitoring", label: Label("在线监测信息表", "continuous monitoring"), kind: nil, key: ["@firm", "@equipment"],
        hints: ["监测"], needs: ["@equipment", Column.noxConcentration],
        fields: SurveyFields.who + [
            .amount([Column.noxConcentration], "nox排放浓度/全年平均", "nox排放浓度"), .amount([Column.flueGasFlow], "废气排放流量"),
            .amount([Column.oxygen], "废气含氧量"),
            .noPlace(SurveyReason.otherPollutants, "so2排放浓度/全年平均", "烟粉尘浓度/全年平均"),
            .noPlace(SurveyReason.stack, "排放出口废气流速", "废气温度"),
            .noPlace(
                SurveyReason.statistics, "是否国控重点污染源", "是否省控重点污染源", "是否市控重点污染源", "是否安装在线监测", "安装位置", "是否联网", "是否通过验收"),
        ])

    /// Sheets that are known and have no source kind, each with the words it is told by and the reason.
    static let withoutKind: [SurveyForm] = [
        unused(
            "boiler-list", "锅炉名录", "list of boilers", SurveyReason.noFuelUse, "锅炉", "蒸吨数", "锅炉型号", "上次检测日期", "下次检测日期"),
        unused(
            "voc-list", "VOCs企业清单", "list of VOC firms", SurveyReason.amountsInWords, "voc", "主要原辅材料及年用量", "主要产品及产量",
            "vocs产生环节"),
        unused(
            "reported", "排放量报表（FF10 等）", "reported emissions (FF10)", SurveyReason.reported, "poll", "ann_value",
            "poll", "facility_id"),
        unused("firm-fuel", "燃料信息表", "fuel of a firm", SurveyReason.firmTotal, "燃料信息表", "燃料消耗量/全年", "燃料类型"),
        unused("firm-products", "产品信息表", "products of a firm", SurveyReason.firmTotal, "产品信息表", "产品产量/全年", "产品名称"),
        unused(
            "coking-chemicals", "炼焦工序化学加工环节信息表", "by-products of coking", SurveyReason.firmTotal, "化学加工环节",
            "是否存在化学加工环节", "产品类型",
            "焦炭产量/全年"),
        unused(
            "outlets", "排放口信息表", "outlets", SurveyReason.stack, "排放口信息", "废气排放流量", "排放出口废气流速",
            "废气温度", "废气含氧量", "是否安装在线监测装置"),
        unused("denitration-area", "烟气脱硝信息表（面源）", "denitration of an area", SurveyReason.ammonia, "烟气脱硝", "烟气脱硝设施类型"),
        unused(
            "wastewater", "废水处理信息表", "waste water",
            Label(
                "废水环节的系数只适用于石化含油污水，且吨不能换算为立方米",
                "the factor is for refinery water, and tonnes do not convert to cubic metres"),
            "废水处理", "废水处理量/全年", "全年废水处理量"),
        unused("solid-waste", "固废处理信息表", "solid waste", SurveyReason.ammonia, "固废处理", "固废处理量/全年", "全年固废处理量"),
        unused("livestock-farms", "养殖厂基本信息表", "livestock farms", SurveyReason.ammonia, "养殖", "养殖场名称"),
        unused("livestock", "畜禽养殖量信息表", "livestock", SurveyReason.ammonia, "养殖", "奶牛", "肉猪"),
        unused("fertiliser", "氮肥施用信息表", "nitrogen fertiliser", SurveyReason.ammonia, "施肥", "施肥面积"),
        unused("soil", "土壤本底信息表", "soil", SurveyReason.ammonia, "耕地", "耕地面积"),
        unused("nitrogen-plants", "固氮植物信息表", "nitrogen-fixing plants", SurveyReason.ammonia, "种植", "大豆", "绿肥"),
        unused("composting", "秸秆堆肥信息表", "straw composting", SurveyReason.ammonia, "堆肥", "堆肥比例"),
        unused("sewage", "人体粪便信息表", "human waste", SurveyReason.ammonia, "农村人口", "农村人口数"),
        unused("soil-dust", "土壤扬尘信息表", "soil dust", SurveyReason.dust, "土壤", "土壤面积"),
        unused("sites", "工地信息表", "building sites", SurveyReason.dust, "施工", "施工类型", "工地名称"),
        unused("piles", "堆场信息表", "storage piles", SurveyReason.dust, "堆场", "堆场类型", "堆场材料"),
        unused("road-dust", "道路扬尘信息表", "road dust", SurveyReason.dust, "道路", "道路类型", "道路长度"),
        unused(
            "open-burning", "生物质开放燃烧信息表", "open burning",
            Label(
                "秸秆按作物产量和焚烧比例核算，焚烧量不能换算", "straw goes by crop output and burned share: the mass burned does not convert"
            ),
            "开放燃烧", "全年燃料消耗量", "燃料类型"),
        unused(
            "oil-storage", "油气储存信息表", "oil storage",
            Label("储油按周转体积核算，储存质量不能换算", "depots go by the volume turned over: the mass stored does not convert"), "储存量",
            "汽油储存量", "原油储存量", "柴油储存量", "回收方式",
            "去除效率"),
        unused(
            "oil-transport", "油气运输信息表", "oil transport",
            Label("运输没有对应的源类，装载按体积核算", "no source kind for transport; loading goes by volume"), "运输量", "汽油运输量",
            "天然气运输量", "原油运输量",
            "柴油运输量", "是否安装", "回收方式", "去除效率"),
    ]

    private static func unused(
        _ id: String, _ zh: String, _ en: String, _ reason: Label, _ hint: String, _ titles: String...
    ) -> SurveyForm {
        SurveyForm(
            id: id, label: Label(zh, en), kind: nil, hints: [hint], needsHint: true, needs: [], titles: titles,
            reason: reason,
            fields: SurveyFields.who + [SurveyFields.unit, SurveyField(titles: titles, use: .noPlace(reason))])
    }
}
