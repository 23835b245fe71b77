import Tables

extension SourceKind {
    /// Kilns and furnaces 工业炉窑: cement, brick, lime, glass, ceramics, steel, coking, ferro-alloy, dryers and hot-air stoves.
    public static let kilns = SourceKind(
        .kilns, Label("工业炉窑", "kilns and furnaces"),
        [SharedColumns.identifier.required] + SharedColumns.firm + SharedColumns.site + SharedColumns.supply + [
            .code(Column.kilnType, "炉窑类型", "kiln type", in: "kiln_type").also("窑炉类型", "炉型", "工业炉窑类型"),
            .code(Column.technology, "生产工艺", "technology", in: "kiln_technology").also("工艺", "工艺名称"),
            .code(Column.product, "产品", "product", in: "product").also("产品名称", "主要产品"),
            .number(Column.productOutput, "产品产量", "product output", "t", 0...1e9).ofYear.extensive.activity.also(
                "产量", "年产量"),
            .number(Column.brickOutput, "砖产量", "brick output", "10^4 块", 0...1e7).ofYear.extensive.activity.also(
                "砖瓦产量"),
            .number(Column.capacity, "设计产能", "design capacity", "t/a", 0...1e9).extensive.also("产能", "生产能力").reading(
                "t", as: "t/a"
            )
            .reading("万吨", as: "10^4 t/a").reading("万t", as: "10^4 t/a"),
            .number(Column.chamberDiameter, "炉膛直径", "chamber diameter", "m", 0...100).intensive,
            .code(Column.fuel, "燃料", "fuel", in: "fuel").also("燃料类型", "燃料种类"),
            .number(Column.fuelUse, "燃料消耗量", "fuel use", "t", 0...1e9).ofYear.extensive.ofFuel.activity.also(
                "燃料用量", "燃煤量", "年燃料消耗量", "燃料年消耗量", "燃料年用量", "耗煤量"),
            .number(Column.gasUse, "燃气消耗量", "gas use", "10^4 m3", 0...1e9).ofYear.extensive.ofFuel.activity.also(
                "天然气消耗量", "耗气量"),
            .number(Column.heatValue, "燃料低位发热量", "lower heating value", "MJ/kg", 0...60).intensive.ofFuel.also(
                "低位发热量", "热值"),
            .number(Column.gasHeatValue, "燃气低位发热量", "lower heating value of gas", "MJ/m3", 0...120).intensive.ofFuel,
            .fraction(Column.thermalEfficiency, "热效率", "thermal efficiency").intensive.ofFuel,
        ] + SharedColumns.analysis
            + SharedColumns.outlet(
                SharedColumns.noxShare, SharedColumns.vocShare, SharedColumns.noxPassing, SharedColumns.vocPassing,
                SharedColumns.so2Passing, SharedColumns.pmPassing)
            + SharedColumns.stack + SharedColumns.nox + SharedColumns.so2 + SharedColumns.particles
            + SharedColumns.otherCaps + SharedColumns.voc + SharedColumns.declaredGas + SharedColumns.ending)
}
