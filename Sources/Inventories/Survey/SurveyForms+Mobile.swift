import Tables

extension SurveyForm {
    /// Sheets of vehicles and machinery. Stages, fuels and classes may stand as columns.
    static let mobile: [SurveyForm] = [fleet, mileage, road, machinery, register, ships, aircraft]

    private static let cohort: [SurveyField] = [
        .column(Column.fuel, "燃料类型", "燃料种类", "燃料"), .column(Column.standard, "排放标准", "排放阶段", "排放标准阶段", "环保达标情况"),
    ]

    private static let fleet = SurveyForm(
        id: "fleet", label: Label("机动车保有量信息表", "vehicle population"), kind: "vehicles", hints: ["保有量", "机动车"],
        needsHint: true, needs: [Column.population, Column.vehicleClass],
        pivots: [Column.standard, Column.fuel, Column.vehicleClass, Column.use],
        measure: [Column.population],
        fields: SurveyFields.site + cohort + [
            .column(Column.vehicleClass, "车型", "车辆类型", "车辆类别", "车种", "车辆种类"),
            SurveyField(titles: ["车型1"], use: .prefix("vehicle_class")),
            .anyOf(["standard", "use", "vehicle_class"], "车型2"),
            .amount(["population"], "保有量", "车辆数", "数量", "辆数"),
            .amount(["annual_km"], "年均行驶里程", "年平均行驶里程", "年行驶里程", "行驶里程"),
            .column(Column.use, "使用性质", "营运性质"),
            .noPlace(SurveyReason.noStage, "无标"),
            .column(Column.firstRegistration, "初次登记日期", "登记日期", "注册登记日期", "登记年份", "注册年份"),
        ] + SurveyFields.classes("population"))

    private static let mileage = SurveyForm(
        id: "mileage", label: Label("年均行驶里程信息表", "annual distance"), kind: nil,
        key: [Column.countyCode, Column.fuel, Column.standard, Column.vehicleClass], hints: ["里程"], needsHint: true,
        needs: [Column.annualKm, Column.fuel], pivots: [Column.standard, Column.fuel, Column.vehicleClass],
        measure: [Column.annualKm],
        fields: SurveyFields.site + cohort + [
            .column(Column.vehicleClass, "车型", "车辆类型", "车辆类别", "车种"), .amount([Column.annualKm], "年均行驶里程", "行驶里程"),
        ] + SurveyFields.classes(Column.annualKm))

    private static let road = SurveyForm(
        id: "road", label: Label("其他机动车信息表", "speed and load"), kind: nil,
        key: [Column.countyCode, Column.fuel, Column.standard],
        needs: [Column.speed, Column.fuel],
        fields: SurveyFields.site + cohort + [
            .amount([Column.speed], "平均车速"), .amount([Column.load], "柴油车载重系数", "载重系数"),
            .noPlace(SurveyReason.manifestValue, "燃料含硫量", "汽油乙醇掺混度"),
        ])

    private static let machinery = SurveyForm(
        id: "machinery", label: Label("非道路机械信息表", "non-road machinery"), kind: "nonroad",
        hints: ["机械", "农用", "铁路", "发电机", "非道路"], needsHint: true,
        needs: ["stage|machine_type", "population|fuel_use"],
        named: [
            ("发电机组", Column.machineType, "generator_set"), ("农用运输车", Column.machineType, "farm_transport_vehicle"),
            ("铁路", Column.machineType, "locomotive"),
        ],
        pivots: [Column.stage, Column.fuel, Column.machineType], measure: [Column.population],
        fields: SurveyFields.site + [
            .column(Column.machineType, "机械类型", "铁路内燃机类型", "设备类型", "机械种类", "机械名称", "非道路移动机械名称", "非道路机械"),
            .column(Column.stage, "排放标准", "排放阶段"),
            SurveyFields.machineNumber,
            .column(Column.fuel, "燃料类型", "燃料", "燃料种类"),
            .amount(["fuel_use"], "全年燃油消耗量", "燃油消耗量", "全年燃料消耗量", "燃料消耗量"),
            .amount(["population"], "保有量", "机械保有量", "台数", "数量"),
            .amount(["power"], "额定净功率", "额定功率", "平均功率", "发动机功率", "功率"),
            .noPlace(SurveyReason.totalPower, "总功率", "机械总功率"),
            .noPlace(SurveyReason.statistics, "环保编码数", "编码登记数"),
            .noPlace(SurveyReason.fuelOfOne, "单机燃料年消耗量", "单车油耗量"),
            .noPlace(SurveyReason.hoursInParts, "日均工作小时", "年均工作天数"),
            .amount(["hours"], "年工作小时数", "年工作小时", "年使用小时数", "年工作时间"),
            .amount(["sulphur"], "燃料含硫率", "燃料含硫量"),
            .column(Column.manufactureDate, "出厂日期", "生产日期", "出厂年份"),
            .noPlace(SurveyReason.mileageHere, "行驶里程"),
        ])

    /// A register with a machine a row.
    private static let register = SurveyForm(
        id: "machine-register", label: Label("非道路机械编码登记表", "register of machines"), kind: "nonroad",
        needs: [Column.machineType, "@equipment"], constants: [Column.population: "1"],
        fields: [
            SurveyFields.machineNumber,
            .column(Column.machineType, "机械种类", "机械类型", "机械名称", "非道路移动机械名称"),
            .column(Column.stage, "排放标准", "排放阶段"), .column(Column.fuel, "燃料种类", "燃料类型", "燃料"),
            .amount(["power"], "额定净功率", "额定功率", "发动机功率", "功率"),
            .column(Column.manufactureDate, "生产日期", "出厂日期", "出厂年份"),
            .noPlace(SurveyReason.size, "发动机编号", "发动机生产厂", "发动机型号"),
        ] + SurveyFields.site)

    private static let ships = SurveyForm(
        id: "ships", label: Label("船舶信息表", "ships"), kind: "nonroad", hints: ["船舶", "客运周转量"], needsHint: true,
        needs: [Column.stage, Column.fuelUse], constants: [Column.machineType: "ship"],
        fields: SurveyFields.site + [
            .name(Column.machineType, "船舶类型", "铁路内燃机类型"), .column(Column.stage, "排放标准"), .column(Column.fuel, "燃料类型"),
            .amount([Column.fuelUse], "燃油消耗量", "全年燃油消耗量"),
            .noPlace(SurveyReason.transportWork, "客运周转量", "货运周转量"),
        ])

    private static let aircraft = SurveyForm(
        id: "aircraft", label: Label("飞机信息表", "aircraft"), kind: "nonroad", needs: [Column.flights],
        constants: [Column.machineType: "aircraft"],
        fields: SurveyFields.site + [.amount([Column.flights], "起降架次", "全年起降架次")])
}
