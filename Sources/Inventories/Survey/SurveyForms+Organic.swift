import Tables

extension SurveyForm {
    /// Sheets of solvents, tanks, loading, leaks and stations.
    static let vocForms: [SurveyForm] = [solvents, coating, stations, tanks, loading, leaksFound, leakPoints]

    private static let solventFields: [SurveyField] = [
        .name("process", "喷涂工序", "溶剂用途", "工序", "工段名称"),
        .column(
            "voc_device", "voc治理技术", "vocs治理技术", "voc回收方式", "废气处理方式", "治理工艺", "治理设施", "处理工艺", "处理工艺名称",
            "有机废气处理工艺名称"),
        .column(Column.vocCaptureType, "收集方式", "废气收集方式"), .column(Column.vocCapture, "收集效率", "废气收集效率", "收集率"),
        .column(Column.vocDevice2, "voc销毁方式"), .column(Column.vocRemoval, "处理效率", "去除效率", "污染物去除效率"),
        .amount(["flue_gas_flow"], "有机废气排放风量"), .amount(["hours"], "设施年运行小时数", "年工作小时", "年工作时间", "年运行时间"),
        .noPlace(SurveyReason.deviceDate, "设备风量"),
        .amount(["voc_content"], "voc含量", "vocs含量", "vocs质量占比"), .name("product", "主要产品"),
        .noPlace(SurveyReason.operation, "vocs产生环节", "产污环节", "voc挥发度", "物料类型"),
        SurveyField(titles: ["溶剂性质"], use: .prefix(Column.material)), .name(Column.note, "溶剂名称"), SurveyFields.unit,
    ]

    private static let solvents = SurveyForm(
        id: "solvents", label: Label("溶剂使用信息表", "solvent use"), kind: "voc_firms",
        hints: ["溶剂", "喷涂", "印刷", "一厂一策", "原辅材料"],
        needs: [Column.material, Column.materialUse], constants: [Column.unitType: "solvent_use"],
        fields: SurveyFields.site + solventFields + [
            .column(Column.material, "溶剂类型", "溶剂类别", "原辅材料名称", "主要原辅材料", "含vocs原辅材料名称", "原辅料名称"),
            use(of: "油性漆", "油性漆用量", "油性漆年用量"), use(of: "水性漆", "水性漆用量", "水性漆年用量"),
            .amount(["material_use", "material_volume"], "年使用量", "溶剂使用量/全年", "全年溶剂使用量", "溶剂使用量", "年消耗量", "年用量"),
        ])

    private static func use(of word: String, _ titles: String...) -> SurveyField {
        SurveyField(
            titles: titles, use: .amount([Column.materialUse, Column.materialVolume]),
            part: .init(name: word, values: [Column.material: word]))
    }

    private static let coating = SurveyForm(
        id: "coating", label: Label("表面喷涂信息表", "surface coating"), kind: "voc_firms", hints: ["喷涂"],
        needs: [Column.materialUse, Column.process], constants: [Column.unitType: "solvent_use"],
        fields: SurveyFields.site + solventFields + [
            .noPlace(SurveyReason.solventGroup, "溶剂类型"), use(of: "涂料", "涂料/年用量"), use(of: "稀释剂", "稀释剂/年用量"),
            use(of: "胶粘剂", "胶黏剂/年用量", "胶粘剂/年用量"),
        ])

    private static let stations = SurveyForm(
        id: "stations", label: Label("加油站信息表", "service stations"), kind: "voc_firms", hints: ["加油站"],
        needs: [Column.gasolineSold], constants: [Column.unitType: "station"],
        fields: SurveyFields.site + [
            .amount(["gasoline_sold"], "汽油销售量", "汽油销量", "汽油年销售量", "汽油年销量"),
            .amount(["diesel_sold"], "柴油销售量", "柴油销量", "柴油年销售量", "柴油年销量"),
            .amount(["gasoline_sold", "diesel_sold"], "年销售量", "年销量"), .column(Column.liquid, "油品类型", "油品"),
            .noPlace(SurveyReason.tankSize, "汽油总罐容", "柴油总罐容", "地下储罐容量"),
            .noPlace(SurveyReason.statistics, "有无在线监测系统", "有无排放处理装置", "汽油回收装置改造完成时间", "是否正常运营", "有无在线监测"),
            .column(Column.recoveryStage, "回收方式", "汽油回收阶段", "油气回收装置类型"), .column(Column.vocRemoval, "去除效率", "油气回收率"),
            SurveyField(titles: ["是否安装三次油气回收"], use: .choice("recovery_stage", yes: "stage3", no: "")),
            SurveyField(titles: ["是否安装油气回收装置"], use: .choice("recovery_stage", yes: "", no: "none")),
        ])

    private static let tanks = SurveyForm(
        id: "tanks", label: Label("有机液体储罐信息表", "storage tanks"), kind: "voc_firms", hints: ["储罐"],
        needs: [Column.tankType], constants: [Column.unitType: "tank", Column.tanks: "1"],
        fields: SurveyFields.site + [
            .column(Column.tankType, "储罐类型", "罐型"), .amount([Column.tankVolume], "体积", "容积"),
            .column(Column.liquid, "存储液体成分", "储存液体成分", "存储物料"), .amount([Column.throughput], "年周转量", "周转量"),
            .noPlace(SurveyReason.tankSize, "高度", "直径"), .noPlace(SurveyReason.turnovers, "年进出料次数"),
        ])

    private static let loading = SurveyForm(
        id: "loading", label: Label("有机液体装载信息表", "loading"), kind: "voc_firms", hints: ["装载"],
        needs: [Column.loadingMode, Column.loadedVolume], constants: [Column.unitType: "loading"],
        fields: SurveyFields.site + [
            .column(Column.liquid, "装载物料名称"), .column(Column.loadingMode, "装载方式"),
            .amount([Column.loadedVolume], "年装载量"),
            SurveyField(titles: ["装载物料密度"], use: .density),
            .column(Column.vocDevice, "油气回收控制技术", "油气回收技术"), .name(Column.note, "备注:其他油气回收控制技术"),
            .noPlace(SurveyReason.operation, "操作方式", "车间", "作业部"),
        ])

    private static let leaksFound = SurveyForm(
        id: "leaks-found", label: Label("泄漏实施LDAR信息表", "leak detection"), kind: "voc_firms", hints: ["ldar", "泄漏"],
        needs: [Column.leaksFound], constants: [Column.unitType: "ldar"],
        fields: SurveyFields.site + [
            .amount([Column.leaksFound], "泄漏密封点"), .amount([Column.leaksRepaired], "修复"), .name(Column.note, "检测轮编号"),
            .noPlace(
                SurveyReason.statistics, "生产装置总数", "涉及voc装置", "开展ldar装置", "开展ldar", "未开展ldar装置", "豁免装置", "估算方法", "是否达标",
                "是否达到国内水平", "是否达到国内先进水平"),
            .noPlace(SurveyReason.reported, "泄漏排放量", "削减潜力"),
            .noPlace(SurveyReason.unspecifiedPoints, "动静密封点总数", "不可达点", "密封点"),
        ])

    private static let leakPoints = SurveyForm(
        id: "leak-points", label: Label("泄漏未实施LDAR信息表", "components without leak detection"), kind: "voc_firms",
        hints: ["ldar", "泄漏", "元件"], needs: [Column.valvesGas], constants: [Column.unitType: "ldar"],
        fields: SurveyFields.site + [
            .amount([Column.valvesGas], "阀/气体", "阀气体"), .amount([Column.valvesLight], "阀/轻液体", "阀轻液体"),
            .amount([Column.valvesHeavy], "阀/重液体", "阀重液体"),
            .amount([Column.pumpsLight], "泵/轻液体", "泵轻液体"), .amount([Column.pumpsHeavy], "泵/重液体", "泵重液体"),
            .amount([Column.compressors], "压缩机"),
            // One factor of table E.5 holds for all of them.
            .added(Column.reliefValves, "安全阀/气体", "安全阀气体", "安全阀/轻液体", "安全阀/重液体"),
            .added(Column.connectors, "法兰/气体", "法兰/轻液体", "法兰/重液体", "法兰气体", "法兰轻液体", "法兰重液体"),
            .amount([Column.openEnds], "开口管线"), .amount([Column.sampling], "采样连接", "采样链接"),
        ])
}
