import Tables

extension SurveyForm {
    /// Sheets of area sources.
    static let areaForms: [SurveyForm] = [
        wallCoating, pesticide, otherSolvents, straw, dryCleaning, restaurants, restaurantSizes,
    ]

    private static let amount = SurveyField.amount([Column.materialUse, Column.materialVolume], "全年溶剂使用量", "溶剂使用量")

    private static let wallCoating = SurveyForm(
        id: "wall-coating", label: Label("建筑涂料信息表", "architectural coating"), kind: "area", hints: ["建筑涂料"],
        needsHint: true, needs: [Column.material, Column.materialUse],
        constants: [Column.category: "architectural_coating"],
        fields: SurveyFields.who + [
            .column(Column.material, "溶剂类型"), SurveyField(titles: ["喷涂工序"], use: .prefix(Column.material)), amount,
        ])

    /// Crops, and what becomes of their straw.
    private static let straw = SurveyForm(
        id: "straw", label: Label("农作物秸秆利用信息表", "crops and their straw"), kind: "area", hints: ["秸秆", "农作物"],
        needsHint: true, needs: ["crop", "crop_output", "burn_share"], constants: ["category": "straw_burning"],
        fields: SurveyFields.who + [
            .column(Column.crop, "农作物类型", "作物类型", "作物", "农作物"), .amount(["crop_output"], "产量", "农作物产量", "作物产量"),
            .column(Column.burnShare, "露天焚烧", "露天焚烧比例", "焚烧比例"), .column(Column.useShare, "综合利用率", "秸秆综合利用率"),
            .column(Column.strawRatio, "草谷比"),
            .noPlace(SurveyReason.strawUses, "秸秆肥料", "秸秆饲料", "秸秆燃料", "工业原料", "食用菌基料", "其他"),
        ])

    private static let pesticide = SurveyForm(
        id: "pesticide", label: Label("农药使用信息表", "pesticide use"), kind: "area", hints: ["农药"], needsHint: true,
        needs: [Column.materialUse, Column.material],
        constants: [Column.category: "pesticide", Column.material: "pesticide"],
        fields: SurveyFields.who + [.name(Column.material, "农药类型"), amount])

    private static let otherSolvents = SurveyForm(
        id: "other-solvents", label: Label("其它溶剂使用信息表", "other solvent use"), kind: "area", hints: ["溶剂用途"],
        needsHint: true, needs: [Column.category, Column.materialUse],
        fields: SurveyFields.who + [.column(Column.category, "溶剂用途"), .name(Column.material, "溶剂类型"), amount])

    private static func use(of name: String) -> SurveyField {
        SurveyField(
            titles: [name], use: .amount([Column.materialUse]),
            part: .init(name: name, values: [Column.material: "dry_cleaning_agent", Column.note: name]))
    }

    private static let dryCleaning = SurveyForm(
        id: "dry-cleaning", label: Label("干洗信息表", "dry cleaning"), kind: "area", hints: ["干洗"], needsHint: true,
        needs: [Column.materialUse], constants: [Column.category: "dry_cleaning"],
        fields: SurveyFields.site + [
            use(of: "四氯乙烯"), use(of: "四氯化碳"), use(of: "石油溶剂"), use(of: "其他"), SurveyFields.unit,
            .noPlace(SurveyReason.wasteSolvent, "处理方式", "年产生量"),
        ])

    private static let restaurants = SurveyForm(
        id: "restaurants", label: Label("餐饮业信息表", "catering"), kind: "area", hints: ["饭店", "餐饮", "灶头"],
        needsHint: true, needs: [Column.stoves], constants: [Column.category: "catering"],
        fields: SurveyFields.who + [
            .amount([Column.stoves], "固定灶头数", "基准灶头数", "灶头数"), .column(Column.vocDevice, "油烟净化器类型"),
            .noPlace(SurveyReason.fumeRemoval, "去除效率"), .noPlace(SurveyReason.diningArea, "营业面积"),
            .noPlace(SurveyReason.cateringFuel, "燃料名称", "年消耗量"), SurveyFields.unit,
        ])

    /// Restaurants of a county by size, three groups of titles side by side.
    private static let restaurantSizes = SurveyForm(
        id: "restaurant-sizes", label: Label("餐饮业信息表（分规模）", "catering by size"), kind: "area", hints: ["餐饮"],
        needsHint: true, needs: [Column.shops], constants: [Column.category: "catering"],
        fields: SurveyFields.who
            + ["大型餐饮企业", "中型餐饮企业", "小型餐饮企业"].flatMap { size -> [SurveyField] in
                let part = SurveyField.Part(name: size, values: [Column.note: size])
                return [
                    SurveyField.amount([Column.shops], size + "/企业数量").of(part),
                    SurveyField.column(Column.vocDevice, size + "/常用油烟净化器类型").of(part),
                ]
            } + [
                .noPlace(SurveyReason.diningArea, "烟气排放速率"), .noPlace(SurveyReason.shopHours, "地区平均年总经营时间"),
                .noPlace(SurveyReason.fumeRemoval, "去除效率"),
            ])
}
