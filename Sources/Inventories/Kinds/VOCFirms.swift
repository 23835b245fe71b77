import Tables

extension SourceKind {
    /// VOC firms 涉VOCs企业: one row an emitting unit: solvent use, process, leaking components, tanks, loading, stations.
    public static let vocFirms = SourceKind(
        .vocFirms, Label("涉VOCs企业", "VOC firms"),
        [SharedColumns.identifier.required] + SharedColumns.firm + SharedColumns.site + [
            .code(Column.unitType, "排放环节", "unit type", in: "unit_type").required.also(
                "环节", "设施类型", "产污环节", "VOCs产生环节"),
            .code(Column.process, "工艺", "process", in: "process").also("工序", "生产工艺", "工段名称"),
            .code(Column.product, "产品", "product", in: "product").also("产品名称"),
            .number(Column.productOutput, "产品产量", "product output", "t", 0...1e9).ofYear.extensive.activity.also("产量"),
            .number(Column.productPieces, "产品件数", "pieces made", "piece", 0...1e10).ofYear.extensive.activity.also(
                "产品数量"),
            .code(Column.material, "含VOCs原辅材料", "VOC-containing material", in: "material").also(
                "原辅材料", "物料名称", "原辅料名称", "原辅材料名称", "含VOCs原辅材料名称", "主要原辅材料"),
            .number(Column.materialUse, "原辅材料用量", "material use", "t", 0...1e7).ofYear.extensive.activity.also(
                "物料用量", "年用量", "年使用量", "年消耗量"),
            .number(Column.materialVolume, "原辅材料体积用量", "material volume", "m3", 0...1e7).ofYear.extensive.activity,
            .fraction(Column.vocContent, "VOCs质量分数", "VOC mass fraction").intensive.also("VOCs含量", "VOCs质量占比", "VOC含量"),
            .number(Column.vocDensity, "VOCs体积含量", "VOC content by volume", "g/L", 0...2000).intensive.ofMaterial,
            .number(Column.coatedArea, "涂装面积", "coated area", "m2", 0...1e9).ofYear.extensive,
            .number(Column.recovered, "溶剂回收量", "VOCs recovered", "t", 0...1e7).ofYear.extensive.ofMaterial.also("回收量"),
            .number(Column.wasteVoc, "废物带走VOCs量", "VOCs leaving in waste", "t", 0...1e7).ofYear.extensive.ofMaterial
                .also(
                    "废物含VOCs量"),
            .number(Column.valvesGas, "气体阀门数", "valves, gas", "点", 0...1e7).extensive,
            .number(Column.valvesLight, "轻液阀门数", "valves, light liquid", "点", 0...1e7).extensive,
            .number(Column.valvesHeavy, "重液阀门数", "valves, heavy liquid", "点", 0...1e7).extensive,
            .number(Column.pumpsLight, "轻液泵数", "pumps, light liquid", "点", 0...1e7).extensive,
            .number(Column.pumpsHeavy, "重液泵数", "pumps, heavy liquid", "点", 0...1e7).extensive,
            .number(Column.compressors, "压缩机数", "compressors", "点", 0...1e7).extensive,
            .number(Column.reliefValves, "泄压设备数", "pressure-relief devices", "点", 0...1e7).extensive,
            .number(Column.connectors, "法兰连接件数", "flanges and connectors", "点", 0...1e8).extensive,
            .number(Column.openEnds, "开口管线数", "open-ended lines", "点", 0...1e7).extensive,
            .number(Column.sampling, "采样连接数", "sampling connections", "点", 0...1e7).extensive,
            .number(Column.leaksFound, "泄漏点数", "leaks found", "点", 0...1e7).extensive.also("检出泄漏点数"),
            .number(Column.leaksRepaired, "已修复泄漏点数", "leaks repaired", "点", 0...1e7).extensive.also("修复点数"),
            .code(Column.liquid, "物料（液体）", "liquid", in: "liquid").also("油品", "存储物料"),
            .code(Column.tankType, "储罐类型", "tank type", in: "tank_type").also("罐型"),
            .number(Column.tanks, "储罐数", "tanks", "台", 0...100_000).extensive.also("储罐个数"),
            .number(Column.tankVolume, "储罐容积", "tank volume", "m3", 0...1e7).role(.each(of: Column.tanks)),
            .number(Column.throughput, "周转量", "throughput", "m3", 0...1e9).ofYear.extensive.activity.also("年周转量"),
            .number(Column.workingLoss, "周转损失系数", "working loss factor", "kg/m3", 0...100).intensive.also("k1"),
            .number(Column.standingLoss, "静置损失系数", "standing loss factor", "kg/台", 0...1e6).role(
                .each(of: Column.tanks)
            ).also(
                "k2"),
            .code(Column.loadingMode, "装载方式", "loading mode", in: "loading_mode"),
            .number(Column.loadedVolume, "装载量", "volume loaded", "m3", 0...1e9).ofYear.extensive.activity.also("年装载量"),
            .number(Column.gasolineSold, "汽油销量", "gasoline sold", "t", 0...1e8).ofYear.extensive.activity.also(
                "汽油销售量", "汽油年销售量", "汽油年销量"),
            .number(Column.dieselSold, "柴油销量", "diesel sold", "t", 0...1e8).ofYear.extensive.activity.also(
                "柴油销售量", "柴油年销售量", "柴油年销量"),
            .code(Column.recoveryStage, "油气回收阶段", "vapour recovery stage", in: "recovery_stage").also("油气回收", "汽油回收阶段"),
            .number(Column.wastewater, "废水量", "waste water", "m3", 0...1e9).ofYear.extensive.activity,
            .flag(Column.wastewaterCovered, "废水设施加盖", "waste water covered"),
            .number(Column.coolingWater, "循环冷却水量", "circulating cooling water", "m3", 0...1e10).ofYear.extensive
                .activity,
        ] + SharedColumns.outlet(SharedColumns.vocShare, SharedColumns.vocPassing)
            + SharedColumns.stack.filter { $0.id != Column.oxygen }
            + controls + SharedColumns.declaredVOC + SharedColumns.ending,
        relations: [
            RowRelation(
                [Column.recovered, Column.wasteVoc],
                atMost: [
                    [Column.vocContent, Column.materialUse], [Column.vocDensity, Column.materialVolume],
                    [Column.materialUse],
                ]),
            RowRelation([Column.leaksRepaired], atMost: [[Column.leaksFound]]),
        ])

    /// Control of VOCs, which is what 处理工艺 and 去除效率 mean where nothing else is controlled.
    private static let controls = SharedColumns.voc.map { column in
        switch column.id {
        case Column.vocDevice: column.also("处理工艺", "处理工艺名称", "治理工艺", "有机废气处理工艺名称")
        case Column.vocRemoval: column.also("处理效率", "去除效率", "污染物去除效率")
        default: column
        }
    }
}
