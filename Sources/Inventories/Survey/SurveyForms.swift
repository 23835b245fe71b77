import Tables

extension SurveyForm {
    /// The sheets that are known, each by its titles; where two fit, the one with more of its titles and hints has it.
    static let all: [SurveyForm] =
        [boilers, coalUsers, powerUnits, kilns, households] + processes + [sectorProduction, production] + vocForms
        + mobile
        + areaForms + facts + withoutKind

    private static let boilers = SurveyForm(
        id: "boilers", label: Label("锅炉信息表", "boilers"), kind: "boilers", hints: ["锅炉"],
        needs: [Column.fuel, Column.fuelUse],
        pivots: [Column.fuel], measure: [Column.fuelUse, Column.gasUse], other: .households,
        fields: SurveyFields.site + SurveyFields.fuel + SurveyFields.control + [
            .column(
                Column.technology, "工业锅炉燃烧方式", "电站锅炉燃烧方式", "锅炉燃烧方式", "设备类型", "锅炉类型", "燃烧方式", "工业锅炉类型", "电站锅炉/燃气轮机类型"),
            .column(Column.use, "锅炉用途"), .amount(["boilers"], "台数", "锅炉台数", "数量"),
            .amount(
                ["capacity"], "锅炉容量", "工业锅炉额定出力", "锅炉吨位", "锅炉蒸吨", "锅炉规模", "额定蒸发量", "额定出力", "蒸吨数", "容量", "额定热功率", "额定功率",
                "电站锅炉/燃气轮机额定出力"),
            .amount(["installed_power"], "装机容量"),
            .amount(
                ["hours"], "工业锅炉运行时间", "年运行时间", "年运行小时", "运行时间", "年工作小时", "年工作时间",
                "年工作小时数", "电站锅炉/燃气轮机运行时间"),
            SurveyField(titles: ["是否采用低氮燃烧技术"], use: .choice("nox_device_2", yes: "lnb", no: "")),
        ])

    /// The coal ledger: a unit a row, boilers and kilns together.
    private static let coalUsers = SurveyForm(
        id: "coal-users", label: Label("用煤设备台账", "units that burn coal"), kind: "boilers", hints: ["耗煤", "用煤", "煤炭消费"],
        needs: ["@type", "fuel_use"], constants: ["fuel": "coal"], other: .type,
        fields: SurveyFields.site + [
            SurveyField(titles: ["类型", "设备类型", "用煤设备类型"], use: .prefix("type")),
            .amount(["fuel_use"], "年耗煤量", "耗煤量", "年用煤量", "用煤量"), .amount(["capacity"], "容量"),
            .column(Column.use, "用途"), .column(Column.status, "状态"), SurveyFields.unit,
            .column(Column.fuel, "煤种", "耗煤品种", "燃料类型"),
        ])

    private static let powerUnits = SurveyForm(
        id: "power", label: Label("机组信息表", "power units"), kind: "boilers", hints: ["机组", "发电"], needsHint: true,
        needs: [Column.fuel, Column.fuelUse, Column.technology], constants: [Column.use: "power"],
        fields: SurveyFields.site + SurveyFields.fuel + [
            .column(Column.technology, "设备类型", "锅炉类型"),
            SurveyField(titles: ["是否热电联产"], use: .choice("use", yes: "cogeneration", no: "power")),
            .amount(["installed_power"], "装机容量"),
            .noPlace(SurveyReason.energyMade, "发电量/全年", "供热量/全年", "年发电量", "年供热量"),
        ])

    private static let kilnFields: [SurveyField] =
        SurveyFields.site + SurveyFields.fuel + SurveyFields.control + [
            .amount([Column.capacity], "产能"),
            .noPlace(SurveyReason.materials, "原料名称", "原料信息/年消耗量", "原料信息/硫份", "铁矿石使用量/全年"),
            .noPlace(SurveyReason.materials, "烧结矿使用量", "烧结矿硫份", "芒硝成分", "芒硝用量/全年"),
            .noPlace(SurveyReason.gasMade, "煤气产生量", "煤气产生量/全年", "煤气回收率", "煤气自用量/全年", "煤气中h2s浓度/全年"),
            .noPlace(SurveyReason.gasMade, "硫酸/全年", "硫磺产量/全年", "煤焦油产量/全年"),
            .noPlace(SurveyReason.otherUnitFuel, "高炉喷煤量", "热风炉煤气用量"),
            .noPlace(SurveyReason.yearlyFlow, "烟气量"),
            .noPlace(SurveyReason.size, "高炉容积", "炭化室高度", "熄焦工艺"),
        ]

    private static let kilns = SurveyForm(
        id: "kilns", label: Label("窑炉信息表", "kilns and furnaces"), kind: "kilns", hints: ["窑"], needs: [Column.kilnType],
        fields: kilnFields + [
            .column(Column.kilnType, "窑炉类型", "炉窑类型", "工业炉窑类型"), .name(Column.kilnType, "炉窑名称", "窑炉名称"),
            .name("technology", "工艺名称", "生产工艺"), .noPlace(SurveyReason.kilnCount, "数量", "台数", "炉窑数量", "窑炉数量"),
            .column(Column.product, "产品名称", "主要产品", "产品"),
            .amount(["product_output", "brick_output"], "年产量", "产品产量"),
        ])

    /// A sheet of one step of steel, cement or glass making, known by the title of its output.
    private static func process(
        _ id: String, _ zh: String, _ en: String, output: String..., product: String, type: String? = nil
    ) -> SurveyForm {
        SurveyForm(
            id: id, label: Label(zh, en), kind: "kilns", hints: [String(zh.prefix(2))], needs: [Column.productOutput],
            titles: output, hintsReplaceTitles: true,
            constants: [Column.product: product].merging(type.map { [Column.kilnType: $0] } ?? [:]) { $1 },
            fields: [
                SurveyField(titles: output, use: .amount([Column.productOutput])),
                .anyOf([Column.kilnType, Column.technology, Column.product], "设备类型", "炼焦方法"),
                .anyOf([Column.product, Column.technology], "产品类型"),
            ] + kilnFields)
    }

    private static let processes: [SurveyForm] = [
        process(
            "sinter", "烧结工序信息表", "sintering", output: "烧结矿产量/全年", "烧结矿产量", product: "sinter", type: "sintering_machine"),
        process(
            "pellet", "球团工序信息表", "pelletising", output: "球团矿产量/全年", "球团矿产量", product: "pellet", type: "pellet_kiln"),
        process(
            "iron", "炼铁工序信息表", "iron making", output: "生铁产量/全年", "生铁产量", product: "pig_iron", type: "blast_furnace"),
        process("steel", "炼钢工序信息表", "steel making", output: "粗钢产量/全年", "粗钢产量", product: "crude_steel"),
        process("coking", "炼焦工序信息表", "coking", output: "焦炭产量/全年", "焦炭产量", product: "coke", type: "coke_oven"),
        process(
            "rolling", "轧钢信息表", "rolling", output: "钢材产量/全年", "钢材产量", product: "rolled_steel",
            type: "rolling_heating_furnace"),
        process("lime", "石灰石信息表", "lime", output: "石灰产量/全年", "石灰产量", product: "lime", type: "lime_kiln"),
        process("clinker", "熟料生产信息表", "clinker", output: "熟料产量/全年", "熟料产量", product: "cement_clinker"),
        process("cement", "水泥生产信息表", "cement grinding", output: "水泥产量/全年", "水泥产量", product: "cement"),
        process(
            "glass", "玻璃生产信息表", "glass", output: "平板玻璃产量/全年", "平板玻璃产量", product: "flat_glass", type: "glass_furnace"),
    ]

    /// A sector of a county as a whole: products by kind, step and equipment.
    private static let sectorProduction = SurveyForm(
        id: "sector", label: Label("行业生产信息表", "production of a sector"), kind: "voc_firms", hints: ["行业", "企业信息"],
        needs: [Column.product, Column.productOutput], constants: [Column.unitType: "process"], other: .kilns,
        fields: [
            .anyOf([Column.product], "产品类型"),
            .anyOf([Column.kilnType, Column.technology, Column.product], "设备类型", "工序类别"),
            .amount([Column.productOutput, Column.productPieces, Column.brickOutput], "全年产品产量"),
        ] + kilnFields)

    /// A production line: what it makes of what, and what it burns.
    private static let production = SurveyForm(
        id: "production", label: Label("产品生产信息表", "production lines"), kind: "voc_firms", hints: ["生产", "产品", "原辅料"],
        needs: [Column.product, Column.productOutput], constants: [Column.unitType: "process"], other: .kilns,
        fields: SurveyFields.site + SurveyFields.fuel + SurveyFields.control + [
            .name(Column.product, "产品名称"), .name(Column.product, "产品类型"),
            .amount([Column.productOutput, Column.productPieces, Column.brickOutput], "产品产量/全年", "年产量", "产品产量"),
            .name(Column.process, "生产工艺", "工艺名称", "工段名称"),
            .name(Column.material, "有机原料信息/名称", "原料信息/原料名称", "原料名称"),
            .amount([Column.materialUse, Column.materialVolume], "使用量", "原料信息/年消耗量", "原料信息/年使用量"),
            .noPlace(SurveyReason.materials, "辅料名称", "辅料信息/年使用量"),
        ])

    /// A title that names its fuel: what it counts becomes a row of its own.
    private static func sum(_ fuel: String, _ field: SurveyField) -> SurveyField {
        field.of(.init(name: fuel, values: ["fuel": fuel]))
    }

    private static let households = SurveyForm(
        id: "households", label: Label("民用燃烧信息表", "household burning"), kind: "households", hints: ["民用", "散煤", "户数"],
        needsHint: true, needs: ["fuel"], pivots: ["fuel", "stove"], measure: ["households", "fuel_use", "gas_use"],
        fields: [
            .column(Column.town, "乡镇", "乡", "街道", "乡镇街道", "所在乡镇"), .anyOf(["fuel", "stove"], "取暖方式"),
            sum("天然气", .amount(["households"], "累计天然气户数")),
            sum("天然气", .amount(["gas_use"], "累计天然气用量")),
            sum("散煤", .amount(["households"], "累计散煤户数")),
            sum("散煤", .amount(["fuel_use"], "累计年散煤用量", "累计散煤用量", "年散煤用量")),
            sum("液化石油气", .amount(["households"], "累计液化石油气户数")),
            sum("液化石油气", .amount(["fuel_use"], "累计液化石油气用量")),
        ] + SurveyFields.site + SurveyFields.fuel + [
            .column(Column.stove, "设备类型"), .amount(["households"], "户数", "用煤户数", "散煤户数", "燃煤户数", "居民户数"),
            .amount(["fuel_per_household"], "年户均燃煤量", "户均燃煤量"),
        ])
}
