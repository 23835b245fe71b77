import Tables

/// Columns that several source kinds carry: where a source is, who runs it, and what is in force there.
enum SharedColumns {
    /// Where the source is and whether it counts.
    static let site: [ColumnSchema] = [
        .code(Column.countyCode, "县区代码", "county code", in: "county_code").also(
            "行政区划代码", "所属区县", "county", "行政区", "县（市、区）", "县(市/区)", "区县"
        )
        .noted("GB/T 2260 六位代码；空白时取清单所属地区", "six digits of GB/T 2260; blank: the inventory's own region"),
        .code(Column.area, "区域类型", "area type", in: "area").also("所在区域"),
        .flag(Column.keyRegion, "重点区域", "key region").also("是否重点区域"),
        .code(Column.status, "运行状态", "status", in: "status").also("状态", "使用状态", "运行情况"),
        .date(Column.startDate, "投产日期", "start date").also("建成日期", "投运日期", "投产年份", "投运时间", "投产时间", "建成时间", "启用时间"),
        .date(Column.retrofitDate, "改造日期", "retrofit date").also("改造完成日期"),
        .date(Column.closureDate, "关停日期", "closure date").also("淘汰日期", "拆除日期", "淘汰时间", "关停时间"),
    ]

    /// Who runs it.
    static let firm: [ColumnSchema] = [
        .text(Column.firmName, "企业名称", "firm name").also("单位名称", "名称", "name", "企业", "单位详细名称", "填报单位详细名称"),
        .text(Column.creditCode, "统一社会信用代码", "unified social credit code").ofCreditCodes.also(
            "社会信用代码", "组织机构代码", "社会统一信用代码"),
        .code(Column.industry, "行业", "industry", in: "industry").also("行业类别", "行业代码", "sector", "所属行业", "行业类别代码"),
    ]

    /// Heat supply and fuel rules at the place.
    static let supply: [ColumnSchema] = [
        .flag(Column.heatNetwork, "供热管网覆盖", "within heat-network coverage").also("集中供热覆盖", "管网覆盖"),
        .flag(Column.noBurnZone, "禁燃区", "no-burn zone").also("是否禁燃区", "高污染燃料禁燃区"),
    ]

    /// What was measured in the stack. Concentration and flow on the same basis (both dry, both at actual oxygen).
    static let stack: [ColumnSchema] = [
        .number(Column.hours, "年运行小时数", "operating hours", "h", 0...8784).ofYear.intensive.also(
            "运行时间", "年运行时间", "年工作小时数", "年工作小时", "年工作时间", "设施年运行小时数", "年运行小时"),
        .number(Column.flueGasFlow, "烟气流量", "flue gas flow", "m3/h", 0...1e8).extensive.ofFuel.role(.measured).also(
            "标干流量", "烟气量"
        )
        .noted("标准状态干烟气，与浓度同一基准", "dry gas at 273 K, 101.325 kPa, on the basis of the concentration"),
        .fraction(Column.validShare, "在线监测有效率", "valid monitoring share").intensive.ofFuel.role(.measured).also("数据有效率")
            .noted("季度有效数据捕集率应不低于 75 %", "valid capture should be at least 75 % of a quarter"),
        .flag(Column.mustMonitor, "应自动监测", "must be monitored").also("应当自动监测", "是否应自动监测")
            .noted(
                "排污许可要求自动监测；核算规则 permit_report 下未采用监测数据的不计去除",
                "required by the permit; under rule book permit_report no removal counts where no monitoring is used"),
        .fraction(Column.bypass, "旁路烟气比例", "gas that bypasses the devices").intensive.ofFuel.role(.bypass).also("旁路比例")
            .noted("不经过治理设施的烟气所占比例，空白为 0", "share of the gas that goes round the devices of the unit; blank: none"),
        .number(Column.oxygen, "实测含氧量", "measured oxygen", "%", 0...20.9).intensive.ofFuel.role(.measured).also(
            "含氧量", "烟气含氧量"),
        .number(Column.stackHeight, "排气筒高度", "stack height", "m", 0...500).intensive.also(
            "排放口高度", "烟囱高度", "排气筒高"),
    ]

    /// The outlet that the unit feeds, and its part of what is monitored there.
    static func outlet(_ shares: ColumnSchema...) -> [ColumnSchema] {
        [OutletTable.permit, OutletTable.number] + shares
    }

    /// The share of a pollutant that passes the devices of the outlet, which all its units share: worked out from the
    /// table of outlets.
    private static func passing(_ id: String, _ zh: String, _ en: String, of pollutant: String) -> ColumnSchema {
        .fraction(id, zh + "排放口设施通过率", en + " that passes the outlet's devices").intensive.ofFuel.role(
            .outletPassing(of: pollutant)
        ).workedOut
            .noted("由排放口表的治理设施得出，不填", "worked out from the devices in the table of outlets; not filled in")
    }

    static let noxPassing = passing(Column.noxOutletPassing, "氮氧化物", "NOx", of: "NOx")
    static let vocPassing = passing(Column.vocOutletPassing, "VOCs", "VOCs", of: "VOCs")
    static let so2Passing = passing(Column.so2OutletPassing, "二氧化硫", "SO2", of: "SO2")
    static let pmPassing = passing(Column.pmOutletPassing, "颗粒物", "PM", of: "PM")

    /// The part of what is monitored of a pollutant at the outlet: whole micrograms, worked out from the table of outlets.
    private static func share(_ id: String, _ zh: String, _ en: String, of pollutant: String) -> ColumnSchema {
        .number(id, zh + "排放口分摊量", "share of the outlet's " + en, "µg", 0...OutletTable.mostTonnes * 1e12).extensive
            .ofFuel
            .role(.outletShare(of: pollutant)).workedOut
            .noted("由排放口表的监测量按产生量分摊得出，不填", "worked out from the table of outlets by what is generated; not filled in")
    }

    static let noxShare = share(Column.noxOutletShare, "氮氧化物", "NOx", of: "NOx")
    static let vocShare = share(Column.vocOutletShare, "VOCs", "VOCs", of: "VOCs")

    /// Nitrogen oxides: measured, limited, removed.
    static let nox: [ColumnSchema] = [
        .number(Column.noxConcentration, "氮氧化物实测浓度", "measured NOx concentration", "mg/m3", 0...5000).intensive.ofFuel
            .role(
                .concentration(of: "NOx")
            )
            .also("NOx浓度", "氮氧化物浓度", "氮氧化物排放浓度"),
        .number(Column.noxLimit, "氮氧化物限值", "NOx limit", "mg/m3", 0...5000).intensive.ofFuel.role(.limit(of: "NOx"))
            .also(
                "NOx限值", "氮氧化物执行限值"),
        .number(Column.limitOxygen, "限值基准含氧量", "reference oxygen of the limit", "%", 0...20.9).intensive.ofFuel.also(
            "基准含氧量", "基准氧含量"),
        .number(Column.noxCap, "氮氧化物浓度上限", "NOx concentration cap", "mg/m3", 0...5000).intensive.ofFuel.role(
            .cap(of: "NOx")
        )
        .noted("改造后必须达到的浓度，只会使排放量降低", "concentration that must be met; it only lowers the emission"),
        .number(Column.capOxygen, "上限基准含氧量", "reference oxygen of the cap", "%", 0...20.9).intensive.ofFuel.role(
            .capOxygen(of: "NOx")
        ).noted("其他污染物的上限未另填基准含氧量时也用它", "also of caps of other pollutants that state none of their own"),
        .code(Column.noxDevice, "脱硝工艺", "NOx control", in: "nox_device").ofFuel.role(.device(of: "NOx", stage: 1)).also(
            "脱硝设施", "脱硝措施", "脱硝工艺名称", "脱硝方式", "脱硝处理工艺名称", "污染物治理工艺（脱硝）", "氮氧化物治理设施"),
        .code(Column.noxDevice2, "脱硝工艺二", "second NOx control", in: "nox_device").ofFuel.role(
            .device(of: "NOx", stage: 2)
        )
        .noted("串联的第二级，η = 1 − (1−η₁)(1−η₂)", "second stage in series, η = 1 − (1−η₁)(1−η₂)"),
        .fraction(Column.noxRemoval, "脱硝效率", "NOx removal").intensive.ofFuel.role(.removal(of: "NOx")).also(
            "综合脱硝效率", "NOx去除率"),
        .fraction(Column.noxUptime, "脱硝投运率", "NOx control uptime").intensive.ofFuel.role(.uptime(of: "NOx")).also(
            "脱硝设施投运率"),
    ]

    /// What an analysis says of the coal or oil.
    static let analysis: [ColumnSchema] = [
        .number(Column.sulphur, "全硫", "total sulphur", "%", 0...15).intensive.ofFuel.also("含硫量", "硫分", "含硫率", "St"),
        .number(Column.gasSulphur, "燃气总硫", "total sulphur of gas", "mg/m3", 0...100_000).intensive.ofFuel.also(
            "燃气含硫量", "气体总硫"),
        .number(Column.ash, "灰分", "ash", "%", 0...80).intensive.ofFuel.also("灰份", "含灰量", "A"),
        .number(Column.moisture, "收到基全水分", "moisture as received", "%", 0...80).intensive.ofFuel.also(
            "全水分", "水分", "Mt", "Mar"),
        .number(Column.moistureAd, "空气干燥基水分", "moisture as air-dried", "%", 0...50).intensive.ofFuel.also("分析水", "Mad"),
        .code(Column.coalBasis, "煤质基准", "basis of the analysis", in: "coal_basis").ofFuel.also("基准")
            .noted("硫分、灰分的基准；空白按收到基理解，列为假设", "basis of sulphur and ash; blank: read as received, an assumption"),
    ]

    /// Sulphur dioxide: measured, limited, removed.
    static let so2: [ColumnSchema] = [
        .number(Column.so2Concentration, "二氧化硫实测浓度", "measured SO2 concentration", "mg/m3", 0...20_000).intensive.ofFuel
            .role(
                .concentration(of: "SO2")
            )
            .also("SO2浓度", "二氧化硫浓度", "二氧化硫排放浓度"),
        .number(Column.so2Limit, "二氧化硫限值", "SO2 limit", "mg/m3", 0...5000).intensive.ofFuel.role(.limit(of: "SO2"))
            .also(
                "SO2限值", "二氧化硫执行限值"),
        .number(Column.so2Cap, "二氧化硫浓度上限", "SO2 concentration cap", "mg/m3", 0...5000).intensive.ofFuel.role(
            .cap(of: "SO2")),
        .number(Column.so2CapOxygen, "二氧化硫上限基准含氧量", "reference oxygen of the SO2 cap", "%", 0...20.9).intensive.ofFuel
            .role(.capOxygen(of: "SO2")),
        .code(Column.so2Device, "脱硫工艺", "SO2 control", in: "gas_device").ofFuel.role(.device(of: "SO2", stage: 1)).also(
            "脱硫设施", "脱硫措施", "脱硫工艺名称", "脱硫方式", "脱硫处理工艺名称"),
        .fraction(Column.so2Removal, "脱硫效率", "SO2 removal").intensive.ofFuel.role(.removal(of: "SO2")).also(
            "综合脱硫效率", "SO2去除率"),
        .fraction(Column.so2Uptime, "脱硫投运率", "SO2 control uptime").intensive.ofFuel.role(.uptime(of: "SO2")).also(
            "脱硫设施投运率"),
    ]

    /// Particles: measured, limited, removed.
    static let particles: [ColumnSchema] = [
        .number(Column.pmConcentration, "颗粒物实测浓度", "measured PM concentration", "mg/m3", 0...100_000).intensive.ofFuel
            .role(
                .concentration(of: "PM")
            )
            .also("颗粒物浓度", "烟尘浓度", "颗粒物排放浓度"),
        .number(Column.pmLimit, "颗粒物限值", "PM limit", "mg/m3", 0...5000).intensive.ofFuel.role(.limit(of: "PM")).also(
            "烟尘限值", "颗粒物执行限值"),
        .number(Column.pmCap, "颗粒物浓度上限", "PM concentration cap", "mg/m3", 0...5000).intensive.ofFuel.role(
            .cap(of: "PM")),
        .number(Column.pmCapOxygen, "颗粒物上限基准含氧量", "reference oxygen of the PM cap", "%", 0...20.9).intensive.ofFuel
            .role(.capOxygen(of: "PM")),
        .code(Column.pmDevice, "除尘工艺", "PM control", in: "gas_device").ofFuel.role(.device(of: "PM", stage: 1)).also(
            "除尘设施", "除尘措施", "除尘工艺名称", "除尘方式", "除尘处理工艺名称"),
        .code(Column.pmDevice2, "除尘工艺二", "second PM control", in: "gas_device").ofFuel.role(
            .device(of: "PM", stage: 2)),
        .fraction(Column.pmRemoval, "除尘效率", "PM removal").intensive.ofFuel.role(.removal(of: "PM")).also(
            "综合除尘效率", "颗粒物去除率"),
        .fraction(Column.pmUptime, "除尘投运率", "PM control uptime").intensive.ofFuel.role(.uptime(of: "PM")).also(
            "除尘设施投运率"),
    ]

    /// Caps of pollutants without a column of their own, such as a county adds: only a measure of a plan sets them. Of the
    /// pollutants of a run that the tables of limits or of devices know, the first has the first place.
    static let otherCaps: [ColumnSchema] = (1...3).flatMap { place -> [ColumnSchema] in
        [
            .number(
                Column.otherCap(place), "其他污染物浓度上限\(place)", "concentration cap of another pollutant, \(place)",
                "mg/m3",
                0...100_000
            ).intensive.ofFuel.role(.capOfOther(place)).workedOut
                .noted("由方案的限值措施写入，不填", "set by a limit of a plan; not filled in"),
            .number(
                Column.otherCapOxygen(place), "其他污染物上限基准含氧量\(place)",
                "reference oxygen of the cap of another pollutant, \(place)", "%", 0...20.9
            ).intensive.ofFuel.role(.capOxygenOfOther(place)).workedOut
                .noted("由方案的限值措施写入，不填", "set by a limit of a plan; not filled in"),
        ]
    }

    /// What others say that the unit emits in a year 许可量、执行报告量、环统量: no method uses it, rules hold it against the result.
    private static func declared(
        _ zh: String, _ en: String, permitted: String, reported: String, statistics: String
    ) -> [ColumnSchema] {
        [
            .number(permitted, zh + "许可排放量", "permitted " + en, "t", 0...1e7).ofYear.extensive.also(zh + "年许可排放量")
                .noted("排污许可证载明的本单元年许可量，只用于核对", "what the permit allows the unit in a year; to compare with"),
            .number(reported, zh + "执行报告排放量", en + " of the permit report", "t", 0...1e7).ofYear.extensive.also(
                zh + "执行报告量"
            )
            .noted("执行报告的本单元实际排放量，只用于核对", "what the annual permit report says of the unit; to compare with"),
            .number(statistics, zh + "环统排放量", en + " of the environmental statistics", "t", 0...1e7).ofYear.extensive
                .also(zh + "环境统计排放量")
                .noted("环境统计的本单元排放量，只用于核对", "what the environmental statistics say of the unit; to compare with"),
        ]
    }

    static let declaredGas =
        declared(
            "氮氧化物", "NOx", permitted: Column.noxPermitted, reported: Column.noxReported,
            statistics: Column.noxStatistics)
        + declared(
            "二氧化硫", "SO2", permitted: Column.so2Permitted, reported: Column.so2Reported,
            statistics: Column.so2Statistics)
        + declared(
            "颗粒物", "PM", permitted: Column.pmPermitted, reported: Column.pmReported, statistics: Column.pmStatistics)
    static let declaredVOC = declared(
        "VOCs", "VOCs", permitted: Column.vocPermitted, reported: Column.vocReported, statistics: Column.vocStatistics)

    /// VOCs: measured, collected, removed.
    static let voc: [ColumnSchema] = [
        .number(Column.vocConcentration, "VOCs实测浓度", "measured VOC concentration", "mg/m3", 0...100_000).intensive.role(
            .concentration(of: "VOCs")
        )
        .also("非甲烷总烃浓度", "NMHC浓度"),
        .code(Column.vocCaptureType, "VOCs收集方式", "VOC capture type", in: "voc_capture_type").role(
            .captureType(of: "VOCs")
        )
        .also("废气收集方式", "收集方式"),
        .fraction(Column.vocCapture, "VOCs收集率", "VOC capture").intensive.role(.capture(of: "VOCs")).also(
            "VOCs收集效率", "废气收集效率", "收集效率"),
        .code(Column.vocDevice, "VOCs治理工艺", "VOC control", in: "voc_device").role(.device(of: "VOCs", stage: 1)).also(
            "VOCs治理设施", "VOCs处理工艺"),
        .code(Column.vocDevice2, "VOCs治理工艺二", "second VOC control", in: "voc_device").role(
            .device(of: "VOCs", stage: 2)
        )
        .noted("串联的第二级，η = 1 − (1−η₁)(1−η₂)", "second stage in series, η = 1 − (1−η₁)(1−η₂)"),
        .fraction(Column.vocRemoval, "VOCs去除率", "VOC removal").intensive.role(.removal(of: "VOCs")).also(
            "VOCs去除效率", "VOCs处理效率"),
        .fraction(Column.vocUptime, "VOCs治理投运率", "VOC control uptime").intensive.role(.uptime(of: "VOCs")).also(
            "VOCs设施投运率"),
        .number(Column.carbonReplaced, "活性炭年更换量", "activated carbon replaced", "t", 0...1e6).ofYear.extensive.also(
            "活性炭更换量"),
    ]

    /// What every table ends with.
    static let ending: [ColumnSchema] = [
        .code(Column.profile, "月变化曲线", "monthly profile", in: "profile").also("运行季节"),
        .code(Column.method, "核算方法", "forced method", in: "method")
            .noted("空白时取数据允许的最优方法", "blank: the best method that the data allow"),
        .text(Column.note, "备注", "note").also("说明"),
    ]

    static let identifier = ColumnSchema.identifier(Column.id, "排放源编号", "source id").also("编号", "设备编号", "source_id")
}
