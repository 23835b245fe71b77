import Tables

extension SourceKind {
    /// Non-road machinery 非道路移动机械: machines by type, power and stage; locomotives by fuel; aircraft by landing and take-off.
    public static let nonroad = SourceKind(
        .nonroad, Label("非道路移动机械", "non-road machinery"),
        [
            SharedColumns.identifier,
            .code(Column.countyCode, "县区代码", "county code", in: "county_code").also("行政区划代码", "所属区县", "county"),
            .text(Column.firmName, "使用单位", "operator").also("企业名称", "单位名称", "所有人"),
            .code(Column.machineType, "机械类型", "machine type", in: "machine_type").required.also(
                "机械种类", "机械名称", "非道路机械", "非道路移动机械名称"),
            .code(Column.use, "使用领域", "field of use", in: "machine_use").also("用途"),
            .code(Column.fuel, "燃料", "fuel", in: "fuel").also("燃料类型"),
            .code(Column.stage, "排放阶段", "emission stage", in: "stage").also("排放标准"),
            .number(Column.population, "保有量", "number of machines", "台", 0...1e7).counts.also("台数", "数量", "machines"),
            .number(Column.power, "额定净功率", "rated net power", "kW/台", 0...10_000).role(.each(of: Column.population))
                .reading(
                    "kW", as: "kW/台"
                )
                .reading("千瓦", as: "kW/台").reading("马力", as: "hp/台").reading("hp", as: "hp/台").also(
                    "功率", "额定功率", "平均功率", "发动机功率"),
            .number(Column.liftCapacity, "额定起重量", "rated lift capacity", "t", 0...1000).role(
                .each(of: Column.population)),
            .number(Column.hours, "年工作小时数", "hours a year", "h", 0...8784).ofYear.intensive.activity.also(
                "年运行小时数", "工作时间", "年工作小时", "年工作时间", "年使用小时数"),
            .number(Column.loadFactor, "负载因子", "load factor", "1", 0...1).intensive.also("负荷因子"),
            .number(Column.age, "机龄", "age", "a", 0...80).intensive.ofMachine.also("使用年限")
                .noted("空白时由出厂日期算", "blank: told by the date of manufacture"),
            .number(Column.usefulLife, "使用寿命", "useful life", "a", 0.5...80).intensive.ofMachine.also("设计寿命", "寿命")
                .noted("EMEP 劣化：到寿命末为止", "EMEP: deterioration grows to the end of it"),
            .number(Column.medianLife, "满负荷中位寿命", "median life at full load", "h", 1...1e6).intensive.ofMachine
                .noted("NONROAD 劣化；空白时按功率档", "NONROAD deterioration; blank: by power class"),
            .number(Column.fuelRate, "燃油消耗率", "fuel consumption rate", "g/kWh", 50...1000).intensive.ofFuel.ofMachine
                .also("比油耗", "油耗率").noted("单位功耗燃油，含瞬态影响", "fuel per work done, transient operation included"),
            .number(Column.sulphur, "燃料含硫量", "fuel sulphur", "mg/kg", 0...50_000).intensive.ofFuel.also("含硫量", "油品含硫量")
                .noted("空白时取所在县、再取清单的含硫量", "blank: the county's, then the inventory's"),
            .number(Column.fuelUse, "燃油消耗量", "fuel use", "t", 0...1e8).ofYear.extensive.ofFuel.activity.also(
                "燃料消耗量", "柴油消耗量", "全年燃油消耗量"),
            .number(Column.flights, "起降架次", "landing and take-off cycles", "LTO", 0...1e7).ofYear.extensive.activity
                .also(
                    "起降循环数", "LTO"),
            .code(Column.area, "区域类型", "area type", in: "area"),
            .code(Column.status, "状态", "status", in: "status"),
            .date(Column.manufactureDate, "出厂日期", "date of manufacture").ofMachine.also("生产日期"),
        ] + SharedColumns.ending)
}
