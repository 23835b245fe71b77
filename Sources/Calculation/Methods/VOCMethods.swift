import Factors
import Inventories
import Quantities
import Tables

/// VOC firms: solvent balance, process factors, leaks, tanks, loading, stations, water. T/CSES 144-2024 8.2.1.2.
enum VOCMethods {
    private static let guide = "8.2.1.2"

    /// A method of what is generated, with devices behind it; of VOCs, or of all that a table has rows of: dust, ammonia and
    /// SO2 that the guides print for a product. The devices of such firms are for VOCs and remove nothing else.
    private static func controlled(
        _ id: String, _ zh: String, _ en: String, generated: Expression, source: [Citation],
        when conditions: [Condition],
        nature: Nature = .factor, rowsOf: String? = nil, terms: [Term]
    ) -> [Method] {
        [
            Method(
                id, zh, en, generated, source: source, pollutants: rowsOf == nil ? ["VOCs"] : nil, rowsOf: rowsOf,
                when: conditions, nature: nature,
                release: .captured, acceptsControl: true, terms: terms)
        ]
    }

    private static func unit(_ codes: String...) -> Condition { .word(Column.unitType, of: codes) }

    /// E = C × Q × T
    private static let monitoring: [Method] = [
        Method(
            "outlet", "排放口监测分摊", "share of the outlet's monitoring", "M",
            source: [.document("tcses144", "7.2.1 (1)")],
            pollutants: ["VOCs"], gives: .emitted, nature: .monitoring, release: .stack, terms: [OutletTerm.share]),
        Method(
            "monitoring", "在线监测", "continuous monitoring", "C" * "Q" * "T",
            source: [.document("tcses144", "7.2.1 (1)")],
            pollutants: ["VOCs"],
            when: [.atLeast(Column.validShare, rule: "valid_share")],
            gives: .emitted, nature: .monitoring, release: .stack,
            terms: [
                Term("C", "实测浓度", "measured concentration", "mg/m3", .ofPollutant(.concentration)),
                Term("Q", "烟气流量", "flow", "m3/h", .column(Column.flueGasFlow)),
                Term("T", "年运行时间", "operating time", "h", .column(Column.hours)),
            ]),
    ]

    private static let recovered = Term(
        "R", "溶剂回收量", "VOCs recovered", "t", .column(Column.recovered),
        .silent(0, Label("未填，不扣除", "not given: none deducted")))
    private static let waste = Term(
        "D", "废物带走量", "VOCs leaving in waste", "t", .column(Column.wasteVoc),
        .silent(0, Label("未填，不扣除", "not given: none deducted")))
    private static let materialUse = Term("I", "原辅材料用量", "material use", "t", .column(Column.materialUse))

    /// E = (Σ W × I − R − D) × (1 − s × η × γ), formula (E) with what is weighed deducted before the bracket
    private static let solvents: [Method] =
        controlled(
            "solvent_balance", "溶剂物料衡算", "solvent balance", generated: "W" * "I" - "R" - "D",
            source: [.document("tcses144", guide + " (8)")],
            when: [unit("solvent_use"), .given(Column.vocContent)], nature: .balance,
            terms: [
                Term("W", "VOCs质量分数", "VOC mass fraction", "1", .column(Column.vocContent)), materialUse, recovered,
                waste,
            ])
        + controlled(
            "solvent_balance_volume", "溶剂物料衡算（体积）", "solvent balance by volume", generated: "ρ" * "V" - "R" - "D",
            source: [.document("tcses144", guide + " (8)")], when: [unit("solvent_use")], nature: .balance,
            terms: [
                Term("ρ", "VOCs体积含量", "VOC content by volume", "g/L", .column(Column.vocDensity)),
                Term("V", "原辅材料体积", "material volume", "m3", .column(Column.materialVolume)), recovered, waste,
            ])
        + controlled(
            "solvent_factor", "材料用量×系数", "material × factor", generated: "I" * "EF" - "R" - "D",
            source: [.document("tcses144", guide + " (8)")],
            when: [unit("solvent_use")],
            terms: [
                materialUse,
                Term(
                    "EF", "材料VOCs系数", "VOCs of the material", "kg/kg",
                    .factor(table: "voc/material_factors", parameter: "per_material"),
                    .factor(table: "voc/material_content", parameter: "voc_content")),
                recovered, waste,
            ])

    /// E = A × EF × (1 − s × η × γ)
    private static let processes: [Method] =
        controlled(
            "process_factor", "产品产量×系数", "product × factor", generated: "A" * "EF",
            source: [.document("tcses144", guide + " (7)")],
            when: [unit("process", "solvent_use", "other_unit")], rowsOf: "voc/process_factors",
            terms: [
                Term("A", "产品产量", "product output", "t", .column(Column.productOutput)),
                Term("EF", "产污系数", "generation factor", "kg/t", .factor(table: "voc/process_factors")),
            ])
        + controlled(
            "process_material", "原料用量×系数", "material × factor", generated: "A" * "EF",
            source: [.document("tcses144", guide + " (7)")],
            when: [unit("process", "other_unit")],
            terms: [
                Term("A", "原料用量", "material use", "t", .column(Column.materialUse)),
                Term("EF", "产污系数", "generation factor", "kg/t", .factor(table: "voc/process_factors")),
            ])
        + controlled(
            "process_pieces", "产品件数×系数", "pieces × factor", generated: "A" * "EF",
            source: [.document("tcses144", guide + " (7)")],
            when: [unit("process", "solvent_use", "other_unit")],
            terms: [
                Term("A", "产品件数", "pieces made", "piece", .column(Column.productPieces)),
                Term("EF", "产污系数", "generation factor", "kg/piece", .factor(table: "voc/process_factors")),
            ])

    /// The component columns of formula (14), in the order of table E.5.
    private static let components: [(column: String, zh: String, en: String)] = [
        (Column.valvesGas, "气体阀门", "valves, gas"), (Column.valvesLight, "轻液阀门", "valves, light liquid"),
        (Column.valvesHeavy, "重液阀门", "valves, heavy liquid"), (Column.pumpsLight, "轻液泵", "pumps, light liquid"),
        (Column.pumpsHeavy, "重液泵", "pumps, heavy liquid"), (Column.compressors, "压缩机", Column.compressors),
        (Column.reliefValves, "泄压设备", "relief devices"), (Column.connectors, "法兰连接件", "flanges"),
        (Column.openEnds, "开口管线", "open ends"), (Column.sampling, "采样连接", "sampling connections"),
    ]
    private static let subscripts = ["₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉", "₁₀"]
    private static let operating = Term(
        "T", "年运行时间", "operating time", "h", .column(Column.hours),
        .assumed(8760, Label("运行时间未填，取 8760 h", "hours not given: 8760")))

    /// E = Σ N_i × EF_i × T without LDAR; E = 0.275 × (N_leak − N_repaired) × T with it. Formula (14) prints t/8760
    /// with a kg/h factor; the 8760 is dropped.
    private static let leaks: [Method] = [
        Method(
            "ldar_repaired", "动静密封点（实施LDAR）", "leaks, with LDAR", "e" * ("N_leak" - "N_rep") * "T",
            source: [.document("tcses144", guide + " (15)")],
            pollutants: ["VOCs"], when: [unit("ldar"), .given(Column.leaksFound)], release: .fugitive,
            terms: [
                Term(
                    "e", "未修复泄漏点系数", "factor of an unrepaired leak", "kg/(h 点)",
                    .factor(table: "voc/component_factors", parameter: "leaking")),
                Term("N_leak", "泄漏点数", "leaks found", "点", .column(Column.leaksFound)),
                Term(
                    "N_rep", "已修复点数", "leaks repaired", "点", .column(Column.leaksRepaired),
                    .assumed(0, Label("修复点数未填，取 0", "repairs not given: none"))),
                operating,
            ]),
        Method(
            "ldar_average", "动静密封点（未实施LDAR）", "leaks, average factors",
            .named(
                "Σ N_i × EF_i",
                components.indices.dropFirst().reduce(.term("N₁") * .term("EF₁")) { sum, i in
                    sum + .term("N" + subscripts[i]) * .term("EF" + subscripts[i])
                }) * "T",
            source: [.document("tcses144", guide + " (14)")], pollutants: ["VOCs"],
            when: [unit("ldar"), .notGiven(Column.leaksFound), .any(components.map { .given($0.column) })],
            release: .fugitive,
            terms: components.indices.flatMap { i -> [Term] in
                let component = components[i]
                return [
                    Term(
                        "N" + subscripts[i], component.zh, component.en, "点", .column(component.column),
                        .silent(0, Label("未填，计 0", "not given: none"))),
                    Term(
                        "EF" + subscripts[i], component.zh + "系数", "factor, " + component.en, "kg/(h 点)",
                        .factor(table: "voc/component_factors", parameter: component.column)),
                ]
            } + [operating]),
    ]

    /// E = (k1 × Q + n × k2) × (1 − s η γ); E = A × k × (1 − s η γ)
    private static let tanksAndLoading: [Method] =
        controlled(
            "tank", "储罐", "tanks", generated: "k₁" * "Q" + "n" * "k₂", source: [.document("tcses144", guide + " (16)")],
            when: [unit("tank", "depot")],
            terms: [
                Term(
                    "k₁", "周转损失系数", "working loss factor", "kg/m3", .column(Column.workingLoss),
                    .factor(table: "voc/tank_factors", parameter: "k1")),
                Term("Q", "周转量", "throughput", "m3", .column(Column.throughput)),
                Term(
                    "n", "储罐数", "tanks", "台", .column(Column.tanks),
                    .assumed(1, Label("储罐数未填，取 1", "tanks not given: one"))),
                Term(
                    "k₂", "静置损失系数", "standing loss factor", "kg/台", .column(Column.standingLoss),
                    .factor(table: "voc/tank_factors", parameter: "k2")),
            ])
        + controlled(
            "loading", "装载", "loading", generated: "A" * "k", source: [.document("tcses144", guide + " (18)")],
            when: [unit("loading", "depot")],
            terms: [
                Term("A", "装载量", "volume loaded", "m3", .column(Column.loadedVolume)),
                Term("k", "装载损失系数", "loading factor", "kg/m3", .factor(table: "voc/loading_factors")),
            ])

    /// E = A_g × EF_g × (1 − ρ) + A_d × EF_d: the stage's rate is the total of a station that has it.
    private static let stations: [Method] = [
        Method(
            "station", "加油站", "petrol station", "A_g" * "EF_g" + "A_d" * "EF_d",
            source: [.document("mep2014_55", "附2"), .document("tcses144", "表A.1")], pollutants: ["VOCs"],
            when: [unit("station"), .any([.given(Column.gasolineSold), .given(Column.dieselSold)])], release: .fugitive,
            emitted: "A_g" * "EF_g" * (1 - "ρ") + "A_d" * "EF_d",
            terms: [
                Term(
                    "A_g", "汽油销量", "gasoline sold", "t", .column(Column.gasolineSold),
                    .silent(0, Label("未填，计 0", "not given: none"))),
                Term("EF_g", "汽油系数", "gasoline factor", "kg/t", .derived(stationFactor("gasoline"))),
                Term(
                    "ρ", "油气回收总效率", "total recovery of the stage", "1", .factor(table: "voc/station_recovery"),
                    .assumed(0, Label("油气回收阶段未填，按无回收", "recovery stage not given: none"))),
                Term(
                    "A_d", "柴油销量", "diesel sold", "t", .column(Column.dieselSold),
                    .silent(0, Label("未填，计 0", "not given: none"))),
                Term("EF_d", "柴油系数", "diesel factor", "kg/t", .derived(stationFactor("diesel"))),
            ])
    ]

    private static func stationFactor(_ liquid: String) -> Derivation {
        Derivation("station factor of \(liquid)", words: [], tables: ["voc/station_factors"]) { resolver in
            // Where none is sold, nothing rests on the factor.
            guard resolver.has(liquid + "_sold") else { return Derived(value: 0, formula: "0") }
            let found: FactorMatch = resolver.match("voc/station_factors", parameter: "total", keys: ["liquid": liquid])
            guard case .found(let factor) = found, let ratio = factor.unit.conversion(to: perTonne) else {
                return Derived(needs: [
                    Need(column: nil, text: Label("没有 \(liquid) 的加油站系数", "no station factor for \(liquid)"))
                ])
            }
            return Derived(
                value: ratio.applied(to: factor.value), formula: "← \(factor.id)", factors: [factor],
                assumptions: resolver.marks(of: factor))
        }
    }

    private static let perTonne = Unit(stated: "kg/t")

    private static let water: [Method] = [
        Method(
            "wastewater", "废水集输处理", "waste water", "Q" * "k", source: [.document("tcses144", guide + " (21)")],
            pollutants: ["VOCs"],
            when: [unit("wastewater")], release: .fugitive,
            terms: [
                Term("Q", "废水量", "waste water", "m3", .column(Column.wastewater)),
                Term("k", "逸散系数", "release factor", "kg/m3", .factor(table: "voc/items", parameter: "wastewater")),
            ]),
        Method(
            "cooling_water", "循环冷却水", "cooling water", "Q" * "k", source: [.document("tcses144", guide + " (20)")],
            pollutants: ["VOCs"],
            when: [unit("cooling_water")], release: .fugitive,
            terms: [
                Term("Q", "循环水量", "circulating water", "m3", .column(Column.coolingWater)),
                Term("k", "逸散系数", "release factor", "kg/m3", .factor(table: "voc/items", parameter: "cooling_water")),
            ]),
        Method(
            "flare", "火炬", "flare", "I" * "W", source: [.document("tcses144", guide + " (23)")], pollutants: ["VOCs"],
            when: [unit("flare")], release: .stack, emitted: "I" * "W" * (1 - "η"),
            terms: [
                Term("I", "进入火炬气量", "gas to the flare", "t", .column(Column.materialUse)),
                Term("W", "VOCs质量分数", "VOC mass fraction", "1", .column(Column.vocContent)),
                Term(
                    "η", "火炬效率", "flare efficiency", "1", .column(Column.vocRemoval),
                    .factor(table: "voc/items", parameter: "flare_efficiency")),
            ]),
    ]

    static let all = monitoring + solvents + processes + leaks + tanksAndLoading + stations + water
}
