import Tables

extension SurveyForm {
    /// The sheets that are known, each by its titles; where two fit, the one with more of its titles and hints has it.
    static let all: [SurveyForm] = [
        boilers, kilns, households, solvents, coating, stations, fleet, mileage, road, machinery, aircraft, firms,
        controls, monitoring,
    ]

    private static let boilers = SurveyForm(
        id: "boilers", label: Label("锅炉信息表", "boilers"), kind: "boilers", hints: ["锅炉"], needs: ["fuel", "fuel_use"],
        fields: SurveyFields.site + SurveyFields.fuel + SurveyFields.control + [
            .column("technology", "设备类型", "锅炉类型"), .column("use", "锅炉用途"), .amount(["capacity"], "锅炉容量"),
        ])

    private static let kilns = SurveyForm(
        id: "kilns", label: Label("窑炉信息表", "kilns and furnaces"), kind: "kilns", hints: ["窑"], needs: ["kiln_type"],
        fields: SurveyFields.site + SurveyFields.fuel + SurveyFields.control + [
            .column("kiln_type", "窑炉类型", "炉窑类型"), .column("product", "产品名称"),
            .amount(["product_output", "brick_output"], "年产量", "产品产量"),
            .noPlace("原料名称", "原料信息/年消耗量", "原料信息/硫份"),
        ])

    private static let households = SurveyForm(
        id: "households", label: Label("民用燃烧信息表", "household burning"), kind: "households", hints: ["民用"],
        needsHint: true, needs: ["fuel", "fuel_use"],
        fields: SurveyFields.site + SurveyFields.fuel + [.column("stove", "设备类型")])

    private static let solventFields: [SurveyField] = [
        .column("process", "喷涂工序", "溶剂用途", "工序"),
        .column("voc_device", "voc治理技术", "vocs治理技术", "voc回收方式", "废气处理方式"),
        .column("voc_device_2", "voc销毁方式"), .column("voc_removal", "处理效率"),
        SurveyField(titles: ["溶剂性质"], use: .prefix("material")), .column("note", "溶剂名称"), SurveyFields.unit,
    ]

    private static let solvents = SurveyForm(
        id: "solvents", label: Label("溶剂使用信息表", "solvent use"), kind: "voc_firms", hints: ["溶剂", "喷涂", "印刷"],
        needs: ["material", "material_use"], constants: ["unit_type": "solvent_use"],
        fields: SurveyFields.site + solventFields + [
            .column("material", "溶剂类型", "溶剂类别"),
            .amount(["material_use", "material_volume"], "年使用量", "溶剂使用量/全年", "全年溶剂使用量", "溶剂使用量"),
        ])

    private static let coating = SurveyForm(
        id: "coating", label: Label("表面喷涂信息表", "surface coating"), kind: "voc_firms", hints: ["喷涂"],
        needs: ["material_use", "process"], constants: ["unit_type": "solvent_use"],
        fields: SurveyFields.site + solventFields + [
            .noPlace("溶剂类型"),
            SurveyField(
                titles: ["涂料/年用量"], use: .spread("material_use", wordColumn: "material", word: "涂料")),
            SurveyField(
                titles: ["稀释剂/年用量"], use: .spread("material_use", wordColumn: "material", word: "稀释剂")),
            SurveyField(
                titles: ["胶黏剂/年用量", "胶粘剂/年用量"],
                use: .spread("material_use", wordColumn: "material", word: "胶粘剂")),
        ])

    private static let stations = SurveyForm(
        id: "stations", label: Label("加油站信息表", "service stations"), kind: "voc_firms", hints: ["加油站"],
        needs: ["gasoline_sold"], constants: ["unit_type": "station"],
        fields: SurveyFields.site + [
            .amount(["gasoline_sold"], "汽油销售量", "汽油销量"), .amount(["diesel_sold"], "柴油销售量", "柴油销量"),
            .column("recovery_stage", "回收方式"), .column("voc_removal", "去除效率"),
        ])

    private static let cohort: [SurveyField] = [
        .column("fuel", "燃料类型"), .column("standard", "排放标准"),
    ]

    private static let fleet = SurveyForm(
        id: "fleet", label: Label("机动车保有量信息表", "vehicle population"), kind: "vehicles", hints: ["保有量"], needsHint: true,
        needs: ["population", "fuel"],
        fields: SurveyFields.site + cohort + SurveyFields.classes("population"))

    private static let mileage = SurveyForm(
        id: "mileage", label: Label("年均行驶里程信息表", "annual distance"), kind: nil,
        key: ["county_code", "fuel", "standard", "vehicle_class"], hints: ["里程"], needsHint: true,
        needs: ["annual_km", "fuel"],
        fields: SurveyFields.site + cohort + SurveyFields.classes("annual_km"))

    private static let road = SurveyForm(
        id: "road", label: Label("其他机动车信息表", "speed and load"), kind: nil, key: ["county_code", "fuel", "standard"],
        needs: ["speed", "fuel"],
        fields: SurveyFields.site + cohort + [
            .amount(["speed"], "平均车速"), .amount(["load"], "柴油车载重系数", "载重系数"),
            .noPlace("燃料含硫量", "汽油乙醇掺混度"),
        ])

    private static let machinery = SurveyForm(
        id: "machinery", label: Label("非道路机械信息表", "non-road machinery"), kind: "nonroad",
        hints: ["机械", "农用", "铁路", "发电机"], needs: ["stage"],
        named: [
            ("发电机组", "machine_type", "generator_set"), ("农用运输车", "machine_type", "farm_transport_vehicle"),
            ("铁路", "machine_type", "locomotive"),
        ],
        fields: SurveyFields.site + [
            .column("machine_type", "机械类型", "铁路内燃机类型", "设备类型", "机械种类"), .column("stage", "排放标准", "排放阶段"),
            .column("fuel", "燃料类型", "燃料"), .amount(["fuel_use"], "全年燃油消耗量", "燃油消耗量", "全年燃料消耗量", "燃料消耗量"),
            .amount(["population"], "保有量", "台数"), .amount(["power"], "额定净功率", "额定功率", "功率"),
            .amount(["hours"], "年工作小时数", "年使用小时数", "年工作时间"), .noPlace("行驶里程"),
        ])

    private static let aircraft = SurveyForm(
        id: "aircraft", label: Label("飞机信息表", "aircraft"), kind: "nonroad", needs: ["flights"],
        constants: ["machine_type": "aircraft"],
        fields: SurveyFields.site + [.amount(["flights"], "起降架次")])

    private static let firms = SurveyForm(
        id: "firms", label: Label("企业基本信息表", "firms"), kind: nil, key: ["@firm"], hints: ["基本信息"],
        needs: ["@firm", "firm_name"],
        fields: SurveyFields.site + [
            .noPlace("投产年份", "开业时间", "年生产天数", "连续/间歇生产", "间歇生产", "生产月份", "是否重点污染源", "年工业总产值", "年用电量"),
            .noPlace("年煤炭消耗量", "年燃气消耗量", "年燃油消耗量", "煤炭来源地", "煤炭运输方式", "主要原料来源地", "原料运输方式"),
            .noPlace("锅炉数", "锅炉总蒸吨数", "工业窑炉数"),
        ])

    private static let controls = SurveyForm(
        id: "controls", label: Label("末端控制设备信息表", "pollution control"), kind: nil, key: ["@firm", "@equipment"],
        hints: ["末端"], needs: ["@equipment", "nox_device"],
        fields: SurveyFields.site + SurveyFields.control + [
            .column("voc_device", "voc回收技术", "voc回收"), .column("voc_device_2", "voc销毁技术", "voc销毁"),
            .column("voc_removal", "处理效率"),
            .noPlace("投运率", "脱硫剂名称", "脱硫剂使用量", "脱硫烟气旁路", "脱硝剂名称", "脱硝剂使用量", "是否采用低氮燃烧技术", "燃烧器出口浓度"),
            .noPlace("除尘风机总风量", "备注:其他回收技术", "设备风量", "年运行时间", "年工作时间", "有机废气排放浓度"),
        ])

    private static let monitoring = SurveyForm(
        id: "monitoring", label: Label("在线监测信息表", "continuous monitoring"), kind: nil, key: ["@firm", "@equipment"],
        hints: ["监测"], needs: ["@equipment", "nox_concentration"],
        fields: SurveyFields.site + [
            .amount(["nox_concentration"], "nox排放浓度/全年平均", "nox排放浓度"), .amount(["flue_gas_flow"], "废气排放流量"),
            .amount(["oxygen"], "废气含氧量"),
            .noPlace("so2排放浓度/全年平均", "烟粉尘浓度/全年平均", "排放口高度", "排放口直径", "排放出口废气流速", "废气温度"),
            .noPlace("是否国控重点污染源", "是否省控重点污染源", "是否市控重点污染源", "是否安装在线监测", "安装位置", "是否联网", "是否通过验收"),
        ])
}
