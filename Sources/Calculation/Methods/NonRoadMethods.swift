import Factors
import Quantities
import Tables

/// Non-road machinery: by power, by fuel, by count. EMEP/EEA 2019 1.A.4 Tier 3 and US NONROAD2008a; deterioration and
/// transient factor only for the set that they belong to.
enum NonRoadMethods {
    private static let machines = Term("N", "台数", "machines", "台", .column("population"))
    private static let power = Term("P", "额定净功率", "rated net power", "kW/台", .column("power"))
    private static let meanPower = Term(
        "P", "平均功率", "mean rated power", "kW/台", .column("power"),
        .factor(table: "nonroad/activity", parameter: "mean_power"))
    private static let load = Term(
        "LF", "负载因子", "load factor", "1", .column("load_factor"),
        .factor(table: "nonroad/activity", parameter: "load_factor"))
    private static let hours = Term(
        "h", "年工作小时", "hours a year", "h", .column("hours"), .factor(table: "nonroad/activity", parameter: "hours"))
    private static let factor = Term("EF", "排放系数", "emission factor", "g/kWh", .factor(table: "nonroad/power_factors"))
    private static let age = Term(
        "a", "机龄", "age", "a", .column("age"), .assumed(0, Label("机龄未知，不计劣化", "age not known: no deterioration")))
    private static let life = Term(
        "L", "使用寿命", "life", "a", .factor(table: "nonroad/activity", parameter: "life"),
        .derived(usualLife("L", 10, Label("寿命未知，取 10 年", "life not known: 10 years"))))
    private static let deterioration = Term(
        "d", "寿命末劣化率", "deterioration at end of life", "1",
        .factor(table: "nonroad/activity", parameter: "deterioration"),
        .silent(0, Label("该阶段无劣化值", "none for this stage")))
    private static let transient = Term("TAF", "瞬态修正", "transient adjustment", "1", .derived(transientFactor))

    /// 1 + min(a, L) / L × d
    private static let aged: Expression = .named("DF", 1 + .minimum("a", "L") / "L" * "d")

    private static func byPower(_ suffix: String, power: Term, when conditions: [Condition]) -> [Method] {
        [
            Method(
                "nonroad_power_emep" + suffix, "功率法（EMEP）", "power method (EMEP)",
                "N" * "P" * "LF" * "h" * "EF" * aged * "TAF", source: "EMEP/EEA 2019 1.A.4 Tier 3",
                when: conditions + [.family("emep", table: "nonroad/power_factors")],
                terms: [machines, power, load, hours, factor, age, life, deterioration, transient]),
            Method(
                "nonroad_power_us" + suffix, "功率法（NONROAD）", "power method (NONROAD)",
                "N" * "P" * "LF" * "h" * "EF" * .named("DF", 1 + .minimum("a" * "h" * "LF" / "M", 1) * "d") * "k",
                source: "US EPA NONROAD2008a",
                when: conditions + [.family("nonroad_us", table: "nonroad/power_factors")],
                terms: [
                    machines, power, load, hours, factor,
                    Term(
                        "a", "机龄（年数）", "age, number of years", "1", .derived(wholeYears)),
                    Term(
                        "M", "满负荷中位寿命", "median life at full load", "h",
                        .factor(table: "nonroad/activity", parameter: "median_life"),
                        .derived(
                            usualLife("M", 4667, Label("中位寿命未知，取 4667 h", "median life not known: 4667 h")))),
                    deterioration,
                    Term("k", "HC 换算 VOCs", "VOCs per HC", "1", .derived(vocPerHC)),
                ]),
            Method(
                "nonroad_power" + suffix, "功率法（本地或其他系数）", "power method, other factors",
                "N" * "P" * "LF" * "h" * "EF", source: "公告2014年第92号 附件4",
                when: conditions + [
                    .not(.family("emep", table: "nonroad/power_factors")),
                    .not(.family("nonroad_us", table: "nonroad/power_factors")),
                ], terms: [machines, power, load, hours, factor]),
        ]
    }

    static let all: [Method] =
        [
            Method(
                "nonroad_electric", "电动机械，无尾气", "electric: no exhaust", "N" * "e", source: "Method book 3.8",
                when: [.word("fuel", of: ["electricity"])], nature: .none,
                terms: [
                    machines,
                    Term("e", "单台排放", "emission of one machine", "kg/台", .printed(0, Label("电动机械尾气为零", "no exhaust"))),
                ])
        ]
        + combustion.map { $0.when(.noWord("fuel", of: ["electricity"])) }

    private static let combustion: [Method] =
        byPower("", power: power, when: [.given("power")])
        + [
            Method(
                "lto", "起降循环法", "landing and take-off cycles", "N" * "e", source: "公告2014年第92号 附件4",
                terms: [
                    Term("N", "起降架次", "landing and take-off cycles", "LTO", .column("flights")),
                    Term(
                        "e", "单次排放", "emission of one cycle", "kg/LTO",
                        .factor(table: "nonroad/count_factors", parameter: "per_flight")),
                ]),
            Method(
                "nonroad_fuel", "燃料法", "fuel method", "F" * "EF", source: "公告2014年第92号 附件4",
                terms: [
                    Term("F", "燃油消耗量", "fuel use", "t", .column("fuel_use")),
                    Term("EF", "排放系数", "emission factor", "g/kg", .factor(table: "nonroad/fuel_factors")),
                ]),
        ]
        + byPower(
            "_default", power: meanPower, when: [.notGiven("power"), .notGiven("fuel_use"), .notGiven("flights")])
        + [
            Method(
                "nonroad_count", "台数法", "count method", "N" * "e", source: "公告2014年第92号 附件4",
                when: [.notGiven("power"), .notGiven("fuel_use")],
                terms: [
                    machines,
                    Term(
                        "e", "单台年排放", "emission of one machine a year", "t/台",
                        .factor(table: "nonroad/count_factors", parameter: "per_machine")),
                ])
        ]

    /// EMEP's transient adjustment by stage and load class; 1 where the guidebook has none.
    private static let transientFactor = Derivation(
        "transient", words: ["stage", "machine_type"], numbers: ["load_factor": [0.25, 0.45]]
    ) { resolver in
        var loadFactor = resolver.band("load_factor")
        if loadFactor == nil, case .found(let factor) = resolver.match("nonroad/activity", parameter: "load_factor") {
            loadFactor = factor.value
        }
        let numbers = loadFactor.map { ["load_factor": $0] } ?? [:]
        guard case .found(let factor) = resolver.match("nonroad/activity", parameter: "transient", numbers: numbers)
        else {
            return Derived(value: 1, formula: "TAF = 1")
        }
        return Derived(value: factor.value, formula: "TAF ← \(factor.id)", factors: [factor])
    }

    /// The life where none is known. It matters only to a machine of known age that deteriorates, and is an assumption
    /// only there.
    private static func usualLife(_ symbol: String, _ value: Double, _ text: Label) -> Derivation {
        Derivation("\(text.zh) \(text.en)", words: ["stage", "machine_type"]) { resolver in
            var derived = Derived(value: value, formula: "\(symbol) = \(DecimalText.shortest(value))")
            if resolver.has("age"), case .found = resolver.match("nonroad/activity", parameter: "deterioration") {
                derived.assumptions = [
                    Assumption(kind: .statedDefault, subject: "nonroad." + symbol, text: text)
                ]
            }
            return derived
        }
    }

    /// NONROAD counts age as (year − model year + 1).
    private static let wholeYears = Derivation(
        "whole years", words: [], numbers: ["age": (0...40).map(Double.init)]
    ) { resolver in
        guard let age = resolver.band("age") else {
            return Derived(
                value: 0, formula: "a = 0",
                assumptions: [
                    Assumption(
                        kind: .statedDefault, subject: "nonroad.age",
                        text: Label("机龄未知，不计劣化", "age not known: no deterioration"))
                ])
        }
        return Derived(value: age.rounded(.down) + 1, formula: "a = age + 1")
    }

    /// VOC = 1.053 · THC for diesel; 1 for other pollutants and for factors that are VOC already.
    private static let vocPerHC = Derivation("VOC per HC", words: ["machine_type"]) { resolver in
        guard resolver.pollutant == "VOCs", case .found(let used) = resolver.match("nonroad/power_factors"),
            used.id.contains(".HC") || used.id.hasSuffix("HC"),
            case .found(let factor) = resolver.match("nonroad/activity", parameter: "voc_per_hc")
        else { return Derived(value: 1, formula: "k = 1") }
        return Derived(value: factor.value, formula: "k ← \(factor.id)", factors: [factor])
    }
}
