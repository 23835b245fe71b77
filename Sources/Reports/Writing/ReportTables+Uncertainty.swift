import Calculation
import Quantities
import Tables

extension ReportTables {
    /// How sure the tonnes are: intervals, what they come from, what rests on classes, what nobody tells a range of, and the
    /// same of plans; nothing of packages that do not say it.
    var uncertaintyTables: [ReportTable] {
        var tables: [ReportTable] = []
        if let told = package.uncertainty {
            tables += [intervals(told), variance(told), classes(told)]
            if !told.unknown.isEmpty { tables.append(unquantified(told)) }
        }
        if package.parts.contains(where: { $0.scenario?.uncertainty != nil }) { tables.append(planIntervals) }
        return tables
    }

    private static let pollutant = ReportTable.Column("pollutant", "污染物", "pollutant", width: 12)

    /// The columns of an interval.
    private static let columns: [ReportTable.Column] = [
        .init("low_t", "下限 (t)", "low (t)"), .init("median_t", "中位数 (t)", "median (t)"),
        .init("high_t", "上限 (t)", "high (t)"),
        .init("approach1_pct", "一阶传播 (±%)", "first order (±%)", width: 12),
        .init("bias_t", "偏差 (t)", "bias (t)"),
        .init("quantified_share", "有区间的份额", "share with ranges", width: 12),
    ]

    /// A number as far as it says something.
    private func rounded(_ value: Double?, _ decimals: Int) -> ReportTable.Cell {
        guard let value, let short = DecimalText.value(DecimalText.rounded(value, decimals: decimals)) else {
            return .text("")
        }
        return .number(short)
    }

    private func cells(_ range: MassRange) -> [ReportTable.Cell] {
        let ends: [Mass?] = range.isKnown ? [range.low, range.median, range.high] : [nil, nil, nil]
        return ends.map { .mass($0) } + [
            rounded(range.isKnown ? range.firstOrder : nil, 3), .mass(range.isKnown ? range.bias : nil),
            rounded(range.quantified, 4),
        ]
    }

    private func intervals(_ told: ReportUncertainty) -> ReportTable {
        ReportTable(
            "uncertainty", Label("不确定度（\(told.level) % 区间）", "Intervals of \(told.level) %"),
            [
                .init("county", "县区代码", "county code", width: 10, visibility: .files),
                .init("county_name", "县区", "county", width: 26),
                .init("sector", "部门代码", "sector code", width: 27, visibility: .files),
                .init("sector_name", "部门", "sector", width: 24), ReportTables.pollutant,
                .init("emission_t", "排放量 (t)", "emission (t)"),
            ] + ReportTables.columns,
            rows: told.ranges.map { entry in
                [
                    .text(entry.county ?? ""), .text(entry.county.map { word(.county, $0) } ?? Label.all[language]),
                    .text(entry.sector ?? ""), .text(entry.sector.map { word(.sector, $0) } ?? Label.all[language]),
                    .text(entry.pollutant), .mass(entry.range.mass),
                ] + cells(entry.range)
            })
    }

    private func variance(_ told: ReportUncertainty) -> ReportTable {
        ReportTable(
            "variance", Label("方差来源", "What the variance comes from"),
            [
                ReportTables.pollutant, .init("datum", "数据", "datum", width: 44),
                .init("origin", "区间来源", "range from", width: 26),
                .init("first_share", "方差份额（单独）", "share of variance, alone", width: 14),
                .init("total_share", "方差份额（含共同作用）", "with others, in total", width: 14),
                .init("half_width_then_pct", "若已知，总量半宽 (±%)", "half-width if it were known (±%)", width: 16),
            ],
            rows: told.data.map { datum in
                [
                    .text(datum.pollutant), .coded(datum.name, name: name(ofDatum: datum.name)),
                    .coded(datum.origin?.code ?? "", name: datum.origin?.label[language] ?? ""),
                    rounded(datum.first, 4), rounded(datum.total, 4), rounded(datum.remaining, 2),
                ]
            })
    }

    private func classes(_ told: ReportUncertainty) -> ReportTable {
        ReportTable(
            "uncertainty_classes", Label("区间依据什么", "What ranges rest on"),
            [
                ReportTables.pollutant, .init("origin", "区间来源", "range from", width: 26),
                .init("emission_t", "所涉排放量 (t)", "emission on it (t)"),
                .init("variance_share", "方差份额", "share of variance", width: 14),
            ],
            rows: told.classes.map { entry in
                [
                    .text(entry.pollutant), .coded(entry.share.origin.code, name: entry.share.origin.label[language]),
                    .mass(entry.share.mass), rounded(entry.share.share, 4),
                ]
            })
    }

    private func unquantified(_ told: ReportUncertainty) -> ReportTable {
        ReportTable(
            "unquantified", Label("未量化的数据", "Data without a range"),
            [
                ReportTables.pollutant, .init("datum", "数据", "datum", width: 44),
                .init("emission_t", "所涉排放量 (t)", "emission on it (t)"),
            ],
            rows: told.unknown.map { entry in
                [.text(entry.pollutant), .coded(entry.name, name: name(ofDatum: entry.name)), .mass(entry.mass)]
            })
    }

    private var planIntervals: ReportTable {
        ReportTable(
            "plan_uncertainty", Label("方案的不确定度", "Intervals of the plan"),
            ReportTables.part + [
                .init("of", "对象", "what", width: 14), .init("id", "措施/目标/年", "measure, target, year", width: 14),
                .init("title", "名称", "title", width: 34), ReportTables.pollutant, .init("t", "给定值 (t)", "stated (t)"),
            ] + ReportTables.columns + [.init("probability", "达到的概率", "probability", width: 12)]
        ) { take in
            for part in package.parts {
                guard let scenario = part.scenario, let told = scenario.uncertainty else { continue }
                let titles = Dictionary(
                    scenario.rows.map { ($0.measure, $0.title[language]) }, uniquingKeysWith: { first, _ in first })
                for entry in told.intervals {
                    let title = entry.kind == .reduction ? titles[entry.id] ?? Label.all[language] : ""
                    try take(
                        self.part(part) + [
                            .coded(entry.kind.rawValue, name: entry.kind.label[language]), .text(entry.id),
                            .text(title), .text(entry.pollutant), .mass(entry.range.mass),
                        ] + cells(entry.range) + [rounded(entry.probability, 4)])
                }
            }
        }
    }

    /// A datum for people: a column by its names, a default with its value, a factor by its id.
    func name(ofDatum name: String) -> String {
        if name == VarianceShare.rows { return Label("各源自身的误差", "errors of single sources")[language] }
        let parts = name.split(separator: "#", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return self.name(of: name) }
        return self.name(of: parts[0]) + Label("，缺省值 ", ", default ")[language] + parts[1]
    }
}

extension ScenarioUncertainty.Interval.Kind {
    /// The words for people.
    var label: Label {
        switch self {
        case .baseline: Label("实施前", "before")
        case .reduction: Label("减排量", "reduction")
        case .scenario: Label("实施后", "after")
        case .target: Label("允许量减排放量", "allowed less emitted")
        case .path: Label("路径", "path")
        }
    }
}
