import Factors
import Inventories
import Quantities
import Tables

/// Non-road machinery: by power, by fuel, by count. EMEP/EEA 2019 1.A.4 Tier 3 and US NONROAD2008a; deterioration and
/// transient factor only for the set that they belong to.
enum NonRoadMethods {
    static let machines = Term("N", "台数", "machines", "台", .column(Column.population))
    static let power = Term("P", "额定净功率", "rated net power", "kW/台", .column(Column.power))
    static let meanPower = Term(
        "P", "平均功率", "mean rated power", "kW/台", .column(Column.power),
        .factor(table: "nonroad/activity", parameter: "mean_power"))
    static let load = Term(
        "LF", "负载因子", "load factor", "1", .column(Column.loadFactor),
        .factor(table: "nonroad/activity", parameter: "load_factor"))
    static let hours = Term(
        "h", "年工作小时", "hours a year", "h", .column(Column.hours), .factor(table: "nonroad/activity", parameter: "hours")
    )
    private static let factor = Term("EF", "排放系数", "emission factor", "g/kWh", .factor(table: "nonroad/power_factors"))
    static let age = Term("a", "机龄", "age", "a", .column(Column.age), .assumed(0, NonRoadAging.unknownAge))
    private static let life = Term(
        "L", "使用寿命", "life", "a", .column(Column.usefulLife),
        .derived(
            NonRoadAging.life("life", Column.usefulLife, of: "emep", rule: "machine_life", "a", "寿命", "life")))
    /// The life over which a pollutant's factor grows: that of the line where none is named.
    static func medianLife(of pollutant: String? = nil) -> Term {
        Term(
            "M", "满负荷中位寿命", "median life at full load", "h", .column(Column.medianLife),
            .derived(
                NonRoadAging.life(
                    "median_life", Column.medianLife, of: "nonroad_us", rule: "machine_median_life", "h", "中位寿命",
                    "median life", pollutant: pollutant)))
    }
    private static let transient = Term("TAF", "瞬态修正", "transient adjustment", "1", .derived(transientFactor))

    /// 1 + min(a, L) / L × d
    private static let aged: Expression = .named("DF", 1 + .minimum("a", "L") / "L" * "d")
    /// The year in which a machine is made counts: (year − model year + 1) ÷ one year.
    private static let years: Expression = .named("n", ("a" + year) / year)
    private static let year: Expression = .constant(1, Unit(stated: "a"))
    /// 1 + min(n × h × LF / M, 1) × d
    static func worn(_ name: String = "DF", by deterioration: Expression = "d") -> Expression {
        .named(name, 1 + .minimum(years * "h" * "LF" / "M", 1) * deterioration)
    }

    /// EF + DR × min(a × h, H): CARB's factors of new engines grow with each hour of work.
    private static let grown: Expression = .named(
        "EF_a", "EF" + "DR" * .minimum("a" / year * "h", "H_max"))
    private static let growth = NonRoadAging.deterioration(
        of: "carb", "DR", parameter: "deterioration_rate", Label("每小时劣化率", "deterioration by the hour"),
        unit: "g/(kWh h)")
    private static let hoursThatCount = Term(
        "H_max", "累计小时上限", "hours that count at most", "h",
        .factor(table: Rules.numbers, parameter: "deterioration_hours"))

    private static func byPower(_ suffix: String, power: Term, when conditions: [Condition]) -> [Method] {
        [
            Method(
                "nonroad_power_emep" + suffix, "功率法（EMEP）", "power method (EMEP)",
                "N" * "P" * "LF" * "h" * "EF" * aged * "TAF", source: [.document("emep2019", "Tier 3")],
                when: conditions + [.family("emep", table: "nonroad/power_factors")],
                terms: [
                    machines, power, load, hours, factor, age, life, NonRoadAging.deterioration(of: "emep"), transient,
                ]),
            NonRoadSulphur.particles(suffix, power: power, when: conditions),
            Method(
                "nonroad_power_us" + suffix, "功率法（NONROAD）", "power method (NONROAD)",
                "N" * "P" * "LF" * "h" * "EF" * worn() * "k", source: [.document("nonroad2008a", "")],
                when: conditions + [.family("nonroad_us", table: "nonroad/power_factors")],
                terms: [
                    machines, power, load, hours, factor, age, medianLife(),
                    NonRoadAging.deterioration(of: "nonroad_us"),
                    Term("k", "HC 换算 VOCs", "VOCs per HC", "1", .derived(vocPerHC)),
                ]),
            Method(
                "nonroad_power_carb" + suffix, "功率法（CARB）", "power method (CARB)",
                "N" * "P" * "LF" * "h" * grown, source: [.document("carb_moyer2017", "Table D-8")],
                when: conditions + [.family("carb", table: "nonroad/power_factors")],
                terms: [machines, power, load, hours, factor, age, growth, hoursThatCount]),
            Method(
                "nonroad_power" + suffix, "功率法（本地或其他系数）", "power method, other factors",
                "N" * "P" * "LF" * "h" * "EF", source: [.document("mep2014_92", "附件4")],
                when: conditions + [
                    .not(.family("emep", table: "nonroad/power_factors")),
                    .not(.family("nonroad_us", table: "nonroad/power_factors")),
                    .not(.family("carb", table: "nonroad/power_factors")),
                ], terms: [machines, power, load, hours, factor]),
        ]
    }

    static let all: [Method] =
        [
            Method(
                "nonroad_electric", "电动机械，无尾气", "electric: no exhaust", "N" * "e", source: [.page("NonRoad", "")],
                when: [.word(Column.fuel, of: ["electricity"])], nature: .none,
                terms: [
                    machines,
                    Term("e", "单台排放", "emission of one machine", "kg/台", .printed(0, Label("电动机械尾气为零", "no exhaust"))),
                ])
        ]
        + (combustion + NonRoadSulphur.methods + NonRoadCarbon.methods).map {
            $0.when(.noWord(Column.fuel, of: ["electricity"]))
        }

    private static let combustion: [Method] =
        byPower("", power: power, when: [.given(Column.power)])
        + [
            Method(
                "lto", "起降循环法", "landing and take-off cycles", "N" * "e", source: [.document("mep2014_92", "附件4")],
                terms: [
                    Term("N", "起降架次", "landing and take-off cycles", "LTO", .column(Column.flights)),
                    Term(
                        "e", "单次排放", "emission of one cycle", "kg/LTO",
                        .factor(table: "nonroad/count_factors", parameter: "per_flight")),
                ]),
            Method(
                "nonroad_fuel", "燃料法", "fuel method", "F" * "EF", source: [.document("mep2014_92", "附件4")],
                terms: [
                    NonRoadSulphur.fuel,
                    Term("EF", "排放系数", "emission factor", "g/kg", .factor(table: "nonroad/fuel_factors")),
                ]),
        ]
        + byPower("_default", power: meanPower, when: nothingCounted)
        + [
            Method(
                "nonroad_count", "台数法", "count method", "N" * "e", source: [.document("mep2014_92", "附件4")],
                when: [.notGiven(Column.power), .notGiven(Column.fuelUse)],
                terms: [
                    machines,
                    Term(
                        "e", "单台年排放", "emission of one machine a year", "t/台",
                        .factor(table: "nonroad/count_factors", parameter: "per_machine")),
                ])
        ]

    /// Machines of which neither power nor fuel nor flights are known.
    static let nothingCounted: [Condition] = [
        .notGiven(Column.power), .notGiven(Column.fuelUse), .notGiven(Column.flights),
    ]

    /// The factor of a table that depends on the load factor: the row's, or the usual one of the type.
    static func byLoad(_ parameter: String, _ resolver: CaseResolver) -> Factor? {
        var loadFactor = resolver.band(Column.loadFactor)
        if loadFactor == nil, case .found(let factor) = resolver.match("nonroad/activity", parameter: "load_factor") {
            loadFactor = factor.value
        }
        let numbers = loadFactor.map { [Column.loadFactor: $0] } ?? [:]
        guard case .found(let factor) = resolver.match("nonroad/activity", parameter: parameter, numbers: numbers)
        else { return nil }
        return factor
    }

    /// EMEP's transient adjustment by stage and load class; where the guidebook has none, 1 is an assumption.
    private static let transientFactor = Derivation(
        "transient", words: [Column.stage, Column.machineType], tables: ["nonroad/activity"]
    ) { resolver in
        guard let factor = byLoad("transient", resolver) else {
            return Derived(
                value: 1, formula: "TAF = 1",
                assumptions: [
                    Assumption(
                        kind: .statedDefault, subject: "nonroad.TAF",
                        text: Label(
                            "EMEP 表 3-14 中没有该阶段和污染物的瞬态修正，取 1",
                            "EMEP table 3-14 has no transient adjustment for the stage and pollutant: 1"))
                ])
        }
        return Derived(
            value: factor.value, formula: "TAF ← \(factor.id)", factors: [factor],
            assumptions: resolver.marks(of: factor))
    }

    /// VOC = 1.053 · THC for diesel; 1 for other pollutants and for factors that are VOC already.
    private static let vocPerHC = Derivation(
        "VOC per HC", words: [Column.machineType], tables: ["nonroad/activity", "nonroad/power_factors"]
    ) { resolver in
        guard resolver.pollutant == "VOCs", case .found(let used) = resolver.match("nonroad/power_factors"),
            resolver.isHydrocarbons(used, of: "nonroad/power_factors")
        else { return Derived(value: 1, formula: "k = 1") }
        guard case .found(let factor) = resolver.match("nonroad/activity", parameter: "voc_per_hc") else {
            let text = Label("HC 与 VOCs 之比未知，取 1", "VOCs per HC not known: 1")
            return Derived(
                value: 1, formula: "k = 1",
                assumptions: [Assumption(kind: .statedDefault, subject: "nonroad.k", text: text)])
        }
        return Derived(
            value: factor.value, formula: "k ← \(factor.id)", factors: [factor], assumptions: resolver.marks(of: factor)
        )
    }
}
