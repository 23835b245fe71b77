import Tables

extension SourceKind {
    /// Other area sources 其他面源: catering, straw burning, building paint, dry cleaning and the like.
    public static let area = SourceKind(
        .area, Label("其他面源", "other area sources"),
        [SharedColumns.identifier]
            + SharedColumns.site.filter { ["county_code", "area", "key_region", "status"].contains($0.id) }
            + [
                .text("firm_name", "名称", "name").also("单位名称", "企业名称"),
                .code("category", "面源类别", "category", in: "category").required.also("类别"),
                .code("material", "原辅材料", "material", in: "material"),
                .number("material_use", "原辅材料用量", "material use", "t", 0...1e7).ofYear.extensive.activity.also("用量"),
                .number("material_volume", "原辅材料体积用量", "material volume", "m3", 0...1e7).ofYear.extensive.activity,
                .fraction("voc_content", "VOCs质量分数", "VOC mass fraction").intensive,
                .number("voc_density", "VOCs体积含量", "VOC content by volume", "g/L", 0...2000).intensive.ofMaterial,
                .number("persons", "人口", "persons", "人", 0...1e9).extensive.activity.also("常住人口"),
                .number("shops", "店铺数", "shops", "家", 0...1e7).extensive.activity.also("门店数"),
                .number("vehicles_serviced", "维修车辆数", "vehicles serviced", "辆", 0...1e8).ofYear.extensive.activity,
                .number("stoves", "基准灶头数", "base stoves", "台", 0...1e6).extensive.activity.also("灶头数"),
                .number("hours_per_day", "日营业小时数", "hours a day", "h/d", 0...24).intensive.reading("h", as: "h/d")
                    .reading(
                        "小时", as: "h/d"),
                .number("days", "年营业天数", "days a year", "d", 0...366).ofYear.intensive,
                .number("voc_concentration", "VOCs实测浓度", "measured VOC concentration", "mg/m3", 0...100_000).intensive
                    .role(.concentration(of: "VOCs"))
                    .also("NMHC浓度", "非甲烷总烃浓度"),
                .number("meals", "就餐人次", "meals served", "人", 0...1e10).ofYear.extensive.activity,
                .number("oil_use", "食用油用量", "cooking oil", "t", 0...1e7).ofYear.extensive.activity,
                .code("crop", "作物", "crop", in: "crop").also("农作物"),
                .number("crop_output", "作物产量", "crop output", "t", 0...1e9).ofYear.extensive.activity.also("农作物产量"),
                .number("straw_ratio", "草谷比", "straw-to-grain ratio", "1", 0...10).intensive,
                .fraction("dry_share", "干物质比例", "dry matter share").intensive,
                .fraction("use_share", "秸秆综合利用率", "straw used otherwise").intensive.also("综合利用率"),
                .fraction("burn_share", "露天焚烧比例", "share burned in the open").intensive.activity.also("焚烧比例"),
                .fraction("combustion_efficiency", "燃烧效率", "combustion efficiency").intensive,
                .code("fuel", "燃料", "fuel", in: "fuel"),
                .number("fuel_use", "燃料消耗量", "fuel use", "t", 0...1e8).ofYear.extensive.activity.ofFuel,
            ] + SharedColumns.voc.filter { ["voc_device", "voc_removal", "voc_uptime"].contains($0.id) }
            + SharedColumns.ending)
}
