import Tables

extension SourceKind {
    /// Other area sources 其他面源: catering, straw burning, building paint, dry cleaning and the like.
    public static let area = SourceKind(
        .area, Label("其他面源", "other area sources"),
        [SharedColumns.identifier]
            + SharedColumns.site.filter {
                [Column.countyCode, Column.area, Column.keyRegion, Column.status].contains($0.id)
            }
            + [
                .text(Column.firmName, "名称", "name").also("单位名称", "企业名称"),
                .code(Column.category, "面源类别", "category", in: "category").required.also("类别"),
                .code(Column.material, "原辅材料", "material", in: "material"),
                .number(Column.materialUse, "原辅材料用量", "material use", "t", 0...1e7).ofYear.extensive.activity.also(
                    "用量"),
                .number(Column.materialVolume, "原辅材料体积用量", "material volume", "m3", 0...1e7).ofYear.extensive.activity,
                .fraction(Column.vocContent, "VOCs质量分数", "VOC mass fraction").intensive,
                .number(Column.vocDensity, "VOCs体积含量", "VOC content by volume", "g/L", 0...2000).intensive.ofMaterial,
                .number(Column.persons, "人口", "persons", "人", 0...1e9).extensive.activity.also("常住人口"),
                .number(Column.shops, "店铺数", "shops", "家", 0...1e7).extensive.activity.also("门店数"),
                .number(Column.vehiclesServiced, "维修车辆数", "vehicles serviced", "辆", 0...1e8).ofYear.extensive.activity,
                .number(Column.stoves, "基准灶头数", "base stoves", "台", 0...1e6).extensive.activity.also("灶头数"),
                .number(Column.hoursPerDay, "日营业小时数", "hours a day", "h/d", 0...24).intensive.reading("h", as: "h/d")
                    .reading(
                        "小时", as: "h/d"),
                .number(Column.days, "年营业天数", "days a year", "d", 0...366).ofYear.intensive,
                .number(Column.vocConcentration, "VOCs实测浓度", "measured VOC concentration", "mg/m3", 0...100_000)
                    .intensive
                    .role(.concentration(of: "VOCs"))
                    .also("NMHC浓度", "非甲烷总烃浓度"),
                .number(Column.meals, "就餐人次", "meals served", "人", 0...1e10).ofYear.extensive.activity,
                .number(Column.oilUse, "食用油用量", "cooking oil", "t", 0...1e7).ofYear.extensive.activity,
                .code(Column.crop, "作物", "crop", in: "crop").also("农作物"),
                .number(Column.cropOutput, "作物产量", "crop output", "t", 0...1e9).ofYear.extensive.activity.also("农作物产量"),
                .number(Column.strawRatio, "草谷比", "straw-to-grain ratio", "1", 0...10).intensive,
                .fraction(Column.dryShare, "干物质比例", "dry matter share").intensive,
                .fraction(Column.useShare, "秸秆综合利用率", "straw used otherwise").intensive.also("综合利用率"),
                .fraction(Column.burnShare, "露天焚烧比例", "share burned in the open").intensive.activity.also("焚烧比例"),
                .fraction(Column.combustionEfficiency, "燃烧效率", "combustion efficiency").intensive,
                .code(Column.fuel, "燃料", "fuel", in: "fuel"),
                .number(Column.fuelUse, "燃料消耗量", "fuel use", "t", 0...1e8).ofYear.extensive.activity.ofFuel,
            ] + SharedColumns.voc.filter { [Column.vocDevice, Column.vocRemoval, Column.vocUptime].contains($0.id) }
            + SharedColumns.ending)
}
