import Tables

extension SourceKind {
    /// Household coal 散煤: groups of households that heat or cook with solid fuel, or have been moved off it.
    public static let households = SourceKind(
        .households, Label("散煤", "household coal"),
        [SharedColumns.identifier]
            + SharedColumns.site.filter {
                [Column.countyCode, Column.area, Column.keyRegion, Column.status].contains($0.id)
            }
            + SharedColumns.supply
            + [
                .text(Column.town, "乡镇（街道）", "town").also("乡镇", "街道", "社区"),
                .code(Column.fuel, "燃料", "fuel", in: "fuel").required.also("燃料类型"),
                .code(Column.stove, "炉具类型", "stove", in: "stove").ofFuel.also("炉具"),
                .number(Column.households, "户数", "households", "户", 0...1e8).counts.also(
                    "用煤户数", "居民户数", "散煤户数", "燃煤户数"),
                .number(Column.fuelPerHousehold, "户均用量", "fuel per household", "t/户", 0...50).ofYear.role(
                    .each(of: Column.households)
                )
                .ofFuel.also("户均燃煤量", "年户均燃煤量"),
                .number(Column.fuelUse, "燃料消耗量", "fuel use", "t", 0...1e8).ofYear.extensive.ofFuel.activity.also(
                    "散煤用量", "燃煤量", "年散煤用量", "累计年散煤用量"),
                .number(Column.gasUse, "燃气消耗量", "gas use", "10^4 m3", 0...1e8).ofYear.extensive.ofFuel.activity,
                .number(Column.floorArea, "建筑面积", "floor area", "m2", 0...1e10).extensive,
            ] + SharedColumns.analysis.filter { $0.id != Column.ash } + SharedColumns.ending, heating: .always)
}
