import Factors
import Quantities
import Tables

/// Boilers and kilns: monitoring, concentration × flue gas, factor × activity. T/CSES 144-2024 7.2; letters of the
/// source.
enum CombustionMethods {
    private static let guide = "T/CSES 144-2024 7.2"
    private static let atReference = Label(
        "未填含氧量，浓度按基准含氧量理解", "oxygen not given: concentration read at reference oxygen")
    private static let capAtReference = Label(
        "未填上限基准含氧量", "reference oxygen of the cap not given: that of the standard")

    // MARK: Terms

    private static let concentration = Term(
        "C", "实测浓度", "measured concentration", "mg/m3", .column("nox_concentration"))
    private static let limit = Term("C", "执行限值", "limit", "mg/m3", .column("nox_limit"))
    private static let cap = Term("C_cap", "浓度上限", "concentration cap", "mg/m3", .column("nox_cap"))
    private static let flow = Term("Q", "烟气流量", "flue gas flow", "m3/h", .column("flue_gas_flow"))
    private static let hours = Term("T", "年运行时间", "operating time", "h", .column("hours"))
    private static let referenceOxygen = Term(
        "O_ref", "基准含氧量", "reference oxygen", "%", .factor(table: "limits/reference_oxygen"))
    private static let measuredOxygen = Term(
        "O", "实测含氧量", "measured oxygen", "%", .column("oxygen"), .sameAs("O_ref", atReference))
    private static let limitOxygen = Term(
        "O", "限值基准含氧量", "reference oxygen of the limit", "%", .column("limit_oxygen"), .sameAs("O_ref", atReference))
    private static let capOxygen = Term(
        "O_cap", "上限基准含氧量", "reference oxygen of the cap", "%", .column("cap_oxygen"), .sameAs("O_ref", capAtReference))

    /// 21 %, the oxygen of air in formula (B).
    private static let air: Expression = .constant(21, Unit(stated: "%"))

    /// C × (21 − O_ref) / (21 − O), formula (B) of the method book
    private static func referred(_ c: Expression, from oxygen: Expression) -> Expression {
        c * (air - "O_ref") / (air - oxygen)
    }

    /// Fuel by weight or by volume: activity, heat value, flue gas and factor have their own units.
    private struct Medium {
        let suffix: String
        let zh: String
        let en: String
        let activity: Term
        let heatValue: Term
        let slope: Term
        let intercept: Term
        let factor: Term

        func terms(table: String, parameter: String?) -> Term {
            Term(
                factor.symbol, factor.label.zh, factor.label.en, factor.unit.symbol,
                .factor(table: table, parameter: parameter))
        }
    }

    private static let solid = Medium(
        suffix: "", zh: "", en: "",
        activity: Term("A", "燃料消耗量", "fuel use", "t", .column("fuel_use")),
        heatValue: Term(
            "Q_net", "低位发热量", "lower heating value", "MJ/kg", .column("heat_value"),
            .factor(table: "fuels/properties", parameter: "heat_value")),
        slope: Term(
            "a", "烟气量斜率", "flue gas slope", "m3/MJ", .factor(table: "boilers/flue_gas_volume", parameter: "slope")),
        intercept: Term(
            "b", "烟气量截距", "flue gas intercept", "m3/kg",
            .factor(table: "boilers/flue_gas_volume", parameter: "intercept")),
        factor: Term("EF", "排放系数", "emission factor", "kg/t"))

    private static let gas = Medium(
        suffix: "_gas", zh: "（燃气）", en: ", gas",
        activity: Term("A", "燃气消耗量", "gas use", "10^4 m3", .column("gas_use")),
        heatValue: Term(
            "Q_net", "低位发热量", "lower heating value", "MJ/m3", .column("gas_heat_value"),
            .factor(table: "fuels/properties", parameter: "gas_heat_value")),
        slope: Term(
            "a", "烟气量斜率", "flue gas slope", "m3/MJ", .factor(table: "boilers/flue_gas_volume", parameter: "slope")),
        intercept: Term(
            "b", "烟气量截距", "flue gas intercept", "1", .factor(table: "boilers/flue_gas_volume", parameter: "intercept")),
        factor: Term("EF", "排放系数", "emission factor", "kg/10^4 m3"))

    // MARK: Methods

    private static let monitored: [Condition] = [
        .number("valid_share", Interval(lower: 0.75, includesLower: true, upper: 1, includesUpper: true))
    ]

    /// E = C × Q × T; the cap lowers C to what it allows at the measured oxygen.
    private static let monitoring: [Method] = [
        Method(
            "monitoring_capped", "在线监测（受上限约束）", "monitoring, capped",
            .minimum("C", .named("C_max", "C_cap" * (air - "O") / (air - "O_cap"))) * "Q" * "T",
            source: guide + ".1 (1)",
            pollutants: ["NOx"], when: monitored + [.given("nox_cap")],
            terms: [concentration, cap, referenceOxygen, measuredOxygen, capOxygen, flow, hours]),
        Method(
            "monitoring", "在线监测", "continuous monitoring", "C" * "Q" * "T", source: guide + ".1 (1)",
            pollutants: ["NOx"], when: monitored, terms: [concentration, flow, hours]),
    ]

    /// V_ref = a × Q_net + b
    private static let volume: Expression = .named("V_ref", "a" * "Q_net" + "b")
    /// C_cap × (21 − O_ref) / (21 − O_cap) × V_ref × A
    private static let allowed: Expression = .named(
        "E_cap", .named("C_cap,ref", referred("C_cap", from: "O_cap")) * volume * "A")

    private static func gasTerms(_ medium: Medium) -> [Term] {
        [referenceOxygen, medium.slope, medium.heatValue, medium.intercept]
    }

    /// E = C_ref × V_ref × A, from what was measured.
    private static func concentrationMethods(_ medium: Medium) -> [Method] {
        let formula = .named("C_ref", referred("C", from: "O")) * volume * "A"
        let terms = [concentration] + gasTerms(medium) + [measuredOxygen, medium.activity]
        return capped(
            Method(
                "concentration" + medium.suffix, "浓度×理论烟气量" + medium.zh, "concentration × flue gas" + medium.en,
                formula,
                source: "Method book (B), (D)", pollutants: ["NOx"], terms: terms), with: [])
    }

    /// E = C × V_ref × A, from the limit in force: only where nothing else is possible, or forced.
    private static func limitMethod(_ medium: Medium) -> Method {
        Method(
            "limit" + medium.suffix, "限值×理论烟气量" + medium.zh, "limit × flue gas" + medium.en,
            .named("C_ref", referred("C", from: "O")) * volume * "A", source: "Method book (D)",
            pollutants: ["NOx"],
            terms: [limit] + gasTerms(medium) + [limitOxygen, medium.activity])
    }

    /// A method and, where a cap is given, its twin that takes the smaller of it and what the cap allows.
    private static func capped(_ method: Method, with terms: [Term], allowed: Expression = allowed) -> [Method] {
        let known = Set(method.terms.map(\.symbol))
        let extra = (terms + [cap, capOxygen]).filter { !known.contains($0.symbol) }
        return [
            Method(
                method.id + "_capped", method.label.zh + "（受上限约束）", method.label.en + ", capped",
                .minimum(method.formula, allowed), source: method.source, pollutants: ["NOx"],
                when: method.conditions + [.given("nox_cap")], terms: method.terms + extra),
            method,
        ]
    }

    /// E = A × EF × (1 − η × r) and its variants, from a table of generation or emission factors.
    private static func factorMethods(
        _ medium: Medium, id: String, table: String, parameter: String?, activity: Term, quantity: Expression = "A",
        extra: [Term] = [], conditions: [Condition] = [], allowed: Expression, allowedTerms: [Term]
    ) -> [Method] {
        let factor = medium.terms(table: table, parameter: parameter)
        let source = guide + ".2; Method book (C)"
        let base = [activity] + extra + [factor]
        let generation = conditions + [.basis(.generation, table: table, parameter: parameter)]
        let emission = conditions + [.basis(.emission, table: table, parameter: parameter)]
        let name = "系数×活动水平" + medium.zh
        let english = "factor × activity" + medium.en
        let nox: [Method] = [
            Method(
                id, name, english, quantity * "EF", source: source, pollutants: ["NOx"],
                when: generation + [Controls.noNOxControl], terms: base),
            Method(
                id + "_controlled", name + "（有脱硝）", english + ", controlled", quantity * "EF" * Controls.afterNOx,
                source: source, pollutants: ["NOx"], when: generation + Controls.oneNOxDevice,
                terms: base + [Controls.noxRemoval, Controls.noxUptime]),
            Method(
                id + "_series", name + "（两级脱硝）", english + ", two devices", quantity * "EF" * Controls.afterNOxSeries,
                source: source + ", (F)", pollutants: ["NOx"], when: generation + Controls.twoNOxDevices,
                terms: base + [Controls.noxRemoval1, Controls.noxRemoval2, Controls.noxUptime]),
            Method(
                id + "_after", name + "（排污系数）", english + ", factor after control", quantity * "EF", source: source,
                pollutants: ["NOx"], when: emission, terms: base),
        ]
        let others: Set<String> = ["SO2", "PM", "PM10", "PM2.5", "CO", "NH3", "CO2"]
        return nox.flatMap { capped($0, with: allowedTerms, allowed: allowed) }
            + Controls.vocVariants(
                id, name, english, generated: quantity * "EF", source: source, when: generation, terms: base)
            + [
                Method(
                    id, name, english, quantity * "EF", source: source, pollutants: others, when: generation,
                    terms: base)
            ]
    }

    /// Boilers: fuel given, or boilers × fuel of one.
    static let boilers: [Method] =
        monitoring + concentrationMethods(solid) + concentrationMethods(gas)
        + factorMethods(
            solid, id: "factor", table: "boilers/emission_factors", parameter: nil, activity: solid.activity,
            allowed: allowed, allowedTerms: gasTerms(solid))
        + factorMethods(
            gas, id: "factor_gas", table: "boilers/emission_factors", parameter: nil, activity: gas.activity,
            allowed: allowed, allowedTerms: gasTerms(gas))
        + factorMethods(
            solid, id: "factor_boilers", table: "boilers/emission_factors", parameter: nil,
            activity: Term("n", "台数", "number of boilers", "台", .column("boilers")), quantity: .named("A", "n" * "B"),
            extra: [
                Term(
                    "B", "单台燃料消耗量", "fuel use of one boiler", "t/台", .column("fuel_per_boiler"))
            ],
            conditions: [.notGiven("fuel_use"), .notGiven("gas_use")],
            allowed: .named(
                "E_cap", .named("C_cap,ref", referred("C_cap", from: "O_cap")) * volume * .named("A", "n" * "B")),
            allowedTerms: gasTerms(solid))
        + [limitMethod(solid), limitMethod(gas), .noLocalEmission]

    /// Kilns: by product, by bricks, by fuel.
    static let kilns: [Method] =
        monitoring
        + factorMethods(
            solid, id: "factor_product", table: "kilns/emission_factors", parameter: "per_product",
            activity: Term("A", "产品产量", "product output", "t", .column("product_output")),
            allowed: .named("E_cap", .named("C_cap,ref", referred("C_cap", from: "O_cap")) * "V" * "A"),
            allowedTerms: [
                referenceOxygen,
                Term(
                    "V", "单位产品烟气量", "flue gas per product", "m3/t",
                    .factor(table: "kilns/flue_gas_volume", parameter: "volume")),
            ])
        + bricks + concentrationMethods(solid) + concentrationMethods(gas)
        + factorMethods(
            solid, id: "factor_fuel", table: "kilns/emission_factors", parameter: "per_fuel", activity: solid.activity,
            allowed: allowed, allowedTerms: gasTerms(solid))
        + factorMethods(
            gas, id: "factor_fuel_gas", table: "kilns/emission_factors", parameter: "per_fuel", activity: gas.activity,
            allowed: allowed, allowedTerms: gasTerms(gas))
        + factorMethods(
            solid, id: "factor_boiler_fuel", table: "boilers/emission_factors", parameter: nil,
            activity: solid.activity,
            allowed: allowed, allowedTerms: gasTerms(solid))
        + factorMethods(
            gas, id: "factor_boiler_fuel_gas", table: "boilers/emission_factors", parameter: nil,
            activity: gas.activity,
            allowed: allowed, allowedTerms: gasTerms(gas))
        + [limitMethod(solid), limitMethod(gas), .noLocalEmission]

    /// Bricks are counted, not weighed.
    private static let bricks: [Method] = [
        Method(
            "factor_bricks", "系数×砖产量", "factor × bricks", "A" * "EF", source: guide + ".2",
            when: [.given("brick_output")],
            terms: [
                Term("A", "砖产量", "brick output", "10^4 块", .column("brick_output")),
                Term(
                    "EF", "排放系数", "emission factor", "kg/10^4 块",
                    .factor(table: "kilns/emission_factors", parameter: "per_piece")),
            ])
    ]
}
