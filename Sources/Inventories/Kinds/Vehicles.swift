import Tables

extension SourceKind {
    /// Road vehicles 机动车: one row a cohort of class, fuel and standard.
    public static let vehicles = SourceKind(
        .vehicles, Label("机动车", "road vehicles"),
        [
            SharedColumns.identifier,
            .code(Column.countyCode, "县区代码", "county code", in: "county_code").also("行政区划代码", "所属区县", "county"),
            .code(Column.vehicleClass, "车型", "vehicle class", in: "vehicle_class").required.also(
                "车辆类型", "车辆种类", "车辆类别", "车种"),
            .code(Column.fuel, "燃料类型", "fuel", in: "fuel").required.also("燃料", "燃料种类"),
            .code(Column.standard, "排放标准", "emission standard", in: "standard").also("排放阶段", "排放标准阶段", "环保达标情况"),
            .code(Column.technology, "发动机技术", "engine technology", in: "engine_technology"),
            .code(Column.use, "使用性质", "use", in: "vehicle_use").also("用途", "营运性质"),
            .date(Column.firstRegistration, "初次登记日期", "first registration").ofMachine.also("注册登记日期", "登记日期"),
            .number(Column.population, "保有量", "vehicle population", "辆", 0...1e8).counts.required.also(
                "车辆数", "数量", "count", "辆数"),
            .number(Column.annualKm, "年均行驶里程", "annual distance", "km/辆", 0...500_000).ofYear.role(
                .each(of: Column.population)
            )
            .activity.reading("km", as: "km/辆")
            .reading("公里", as: "km/辆").reading("万公里", as: "10^4 km/辆").reading("10^4 km", as: "10^4 km/辆").also(
                "年均行驶里程_km", "行驶里程", "VKT", "年平均行驶里程"),
            .fraction(Column.localShare, "本地行驶比例", "share driven in the county").intensive.also("辖区内行驶比例"),
            .number(Column.speed, "平均车速", "mean speed", "km/h", 1...150).intensive.activity.also("车速"),
            .number(Column.load, "载重系数", "load", "%", 0...100).intensive.also("载重率"),
            .number(Column.sulphur, "燃料含硫量", "fuel sulphur", "mg/kg", 0...50_000).intensive.ofFuel.also("含硫量", "油品含硫量")
                .noted("空白时取所在县、再取清单的含硫量", "blank: the county's, then the inventory's"),
            .code(Column.area, "区域类型", "area type", in: "area").also("登记区域"),
            .code(Column.status, "状态", "status", in: "status"),
        ] + SharedColumns.ending)
}
