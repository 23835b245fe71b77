import Tables

extension SourceKind {
    /// Boilers 锅炉: steam, hot water and thermal-oil boilers, power-station and heating boilers included.
    public static let boilers = SourceKind(
        .boilers, Label("锅炉", "boilers"),
        [SharedColumns.identifier.required] + SharedColumns.firm + SharedColumns.site + SharedColumns.supply + [
            .code(Column.use, "锅炉用途", "boiler use", in: "boiler_use").also("用途"),
            .code(Column.fuel, "燃料", "fuel", in: "fuel").required.also(
                "燃料类型", "燃料种类", "煤种", "耗煤品种", "燃料一类型", "燃料品种", "锅炉所用燃料类型"),
            .code(Column.technology, "燃烧方式", "combustion technology", in: "boiler_technology").ofFuel.also(
                "炉型", "锅炉类型", "燃烧设备", "锅炉燃烧方式", "工业锅炉燃烧方式", "工业锅炉类型", "电站锅炉/燃气轮机类型"),
            .number(Column.capacity, "额定蒸发量", "rated capacity", "t(steam)/h", 0...5000).intensive.also(
                "规模", "锅炉容量", "额定出力", "额定功率", "额定热功率", "锅炉吨位", "锅炉蒸吨", "锅炉规模", "工业锅炉额定出力", "蒸吨数", "蒸吨", "容量"
            )
            .reading("t/h", as: "t(steam)/h").reading("吨/小时", as: "t(steam)/h").reading("吨/时", as: "t(steam)/h")
            .noted("热水锅炉按 0.7 MW = 1 蒸吨/小时", "hot-water boilers: 0.7 MW count as 1 t/h of steam"),
            .number(Column.installedPower, "装机容量", "installed power", "MW", 0...10_000).intensive.also("机组容量", "发电装机容量")
                .noted("发电机组；系数表按装机容量分档", "power units: factors go by it"),
            .number(Column.boilers, "台数", "number of boilers", "台", 0...100_000).counts.also("锅炉台数", "数量"),
            .number(Column.chpDistance, "距热电联产电厂距离", "distance to a CHP plant", "km", 0...1000).intensive.also("热电距离"),
            .number(Column.fuelUse, "燃料消耗量", "fuel use", "t", 0...1e9).ofYear.extensive.ofFuel.activity.also(
                "燃料用量", "燃煤量", "年耗煤量", "年燃料消耗量", "年用煤量", "耗煤量", "燃料年使用量", "燃料一消耗量", "燃料年消耗量", "燃料年用量"),
            .number(Column.gasUse, "燃气消耗量", "gas use", "10^4 m3", 0...1e9).ofYear.extensive.ofFuel.activity.also(
                "天然气消耗量", "耗气量", "用气量", "天然气用量", "年用气量", "年天然气用量"),
            .number(Column.fuelPerBoiler, "单台燃料消耗量", "fuel use of one boiler", "t/台", 0...1e7).ofYear.role(
                .each(of: Column.boilers)
            )
            .ofFuel,
            .number(Column.heatValue, "燃料低位发热量", "lower heating value", "MJ/kg", 0...60).intensive.ofFuel.also(
                "低位发热量", "热值"),
            .number(Column.gasHeatValue, "燃气低位发热量", "lower heating value of gas", "MJ/m3", 0...120).intensive.ofFuel
                .also(
                    "燃气热值"),
            .fraction(Column.thermalEfficiency, "热效率", "thermal efficiency").intensive.ofFuel.also("锅炉热效率"),
        ] + SharedColumns.analysis
            + SharedColumns.outlet(
                SharedColumns.noxShare, SharedColumns.vocShare, SharedColumns.noxPassing, SharedColumns.vocPassing,
                SharedColumns.so2Passing, SharedColumns.pmPassing)
            + SharedColumns.stack + SharedColumns.nox + SharedColumns.so2 + SharedColumns.particles
            + SharedColumns.otherCaps + SharedColumns.voc + SharedColumns.declaredGas + SharedColumns.ending,
        heating: .uses(["heating", "institutional", "commercial"]))
}
