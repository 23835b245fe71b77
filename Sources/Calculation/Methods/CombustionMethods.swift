import Factors
import Inventories
import Quantities
import Tables

/// Boilers and kilns: monitoring, concentration × flue gas, factor × activity. T/CSES 144-2024 7.2; letters of the
/// source.
enum CombustionMethods {
    private static let guide = "7.2"
    private static let atReference = Label(
        "未填含氧量，浓度按基准含氧量理解", "oxygen not given: concentration read at reference oxygen")
    private static let capAtReference = Label(
        "未填上限基准含氧量", "reference oxygen of the cap not given: that of the standard")

    // MARK: Terms

    private static let concentration = Term(
        "C", "实测浓度", "measured concentration", "mg/m3", .ofPollutant(.concentration))
    private static let limit = Term("C", "执行限值", "limit", "mg/m3", .ofPollutant(.limit))
    private static let cap = Term("C_cap", "浓度上限", "concentration cap", "mg/m3", .ofPollutant(.cap))
    private static let flow = Term("Q", "烟气流量", "flue gas flow", "m3/h", .column(Column.flueGasFlow))
    private static let hours = Term("T", "年运行时间", "operating time", "h", .column(Column.hours))
    private static let referenceOxygen = Term(
        "O_ref", "基准含氧量", "reference oxygen", "%", .derived(ReferenceOxygen.ofStandard))
    /// What was measured counts as measured at reference oxygen where no oxygen is given.
    private static let measuredOxygen = Term(
        "O", "实测含氧量", "measured oxygen", "%", .column(Column.oxygen),
        .derived(ReferenceOxygen.standingIn(for: Column.oxygen, atReference)))
    private static let limitOxygen = Term(
        "O", "限值基准含氧量", "reference oxygen of the limit", "%", .column(Column.limitOxygen),
        .derived(ReferenceOxygen.standingIn(for: Column.limitOxygen, atReference)), .column(Column.oxygen))
    private static let capOxygen = Term(
        "O_cap", "上限基准含氧量", "reference oxygen of the cap", "%", .ofPollutant(.capOxygen), .column(Column.capOxygen),
        .derived(ReferenceOxygen.standingIn(for: Column.capOxygen, capAtReference)), .column(Column.oxygen))
    /// The cap of a stack: where no reference oxygen holds, it is compared as measured.
    private static let stackOxygen = Term(
        measuredOxygen.symbol, measuredOxygen.label, measuredOxygen.unit,
        measuredOxygen.origins + [.silent(0, asMeasured)])
    private static let stackCapOxygen = Term(
        capOxygen.symbol, capOxygen.label, capOxygen.unit, capOxygen.origins + [.sameAs("O", asMeasured)])
    private static let asMeasured = Label("无基准含氧量，浓度按实测比较", "no reference oxygen: compared as measured")

    /// 21 %, the oxygen of air in formula (B).
    private static let air: Expression = .constant(21, Unit(stated: "%"))

    /// C × (21 − O_ref) / (21 − O): a concentration at the oxygen that its flue gas is stated for.
    private static func referred(
        _ c: Expression, from oxygen: Expression, to reference: Expression = "O_V"
    ) -> Expression {
        c * (air - reference) / (air - oxygen)
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
        activity: Term("A", "燃料消耗量", "fuel use", "t", .column(Column.fuelUse)),
        heatValue: Term(
            "Q_net", "低位发热量", "lower heating value", "MJ/kg", .column(Column.heatValue),
            .factor(table: "fuels/properties", parameter: "heat_value")),
        slope: Term(
            "a", "烟气量斜率", "flue gas slope", "m3/MJ", .factor(table: "boilers/flue_gas_volume", parameter: "slope")),
        intercept: Term(
            "b", "烟气量截距", "flue gas intercept", "m3/kg",
            .factor(table: "boilers/flue_gas_volume", parameter: "intercept")),
        factor: Term("EF", "排放系数", "emission factor", "kg/t"))

    private static let gas = Medium(
        suffix: "_gas", zh: "（燃气）", en: ", gas",
        activity: Term("A", "燃气消耗量", "gas use", "10^4 m3", .column(Column.gasUse)),
        heatValue: Term(
            "Q_net", "低位发热量", "lower heating value", "MJ/m3", .column(Column.gasHeatValue),
            .factor(table: "fuels/properties", parameter: "gas_heat_value")),
        slope: Term(
            "a", "烟气量斜率", "flue gas slope", "m3/MJ", .factor(table: "boilers/flue_gas_volume", parameter: "slope")),
        intercept: Term(
            "b", "烟气量截距", "flue gas intercept", "1", .factor(table: "boilers/flue_gas_volume", parameter: "intercept")),
        factor: Term("EF", "排放系数", "emission factor", "kg/10^4 m3"))

    // MARK: Methods

    /// Monitoring counts where enough of its hours are valid.
    private static let monitored: [Condition] = [.atLeast(Column.validShare, rule: "valid_share")]

    /// E = C × Q × T; the cap lowers C to what it allows at the measured oxygen.
    private static let monitoring = Method(
        "monitoring", "在线监测", "continuous monitoring", "C" * "Q" * "T",
        source: [.document("tcses144", guide + ".1 (1)")],
        when: monitored, gives: .emitted, nature: .monitoring, release: .stack,
        cap: ConcentrationCap(
            bound: .letter("C", .named("C_max", "C_cap" * (air - "O") / (air - "O_cap"))),
            terms: [cap, stackOxygen, stackCapOxygen]),
        terms: [concentration, flow, hours])

    /// E = M, the unit's part of what is monitored at its outlet.
    private static func outlet(_ medium: Medium, when conditions: [Condition]) -> Method {
        Method(
            "outlet" + medium.suffix, "排放口监测分摊" + medium.zh, "share of the outlet's monitoring" + medium.en, "M",
            source: [.document("tcses144", guide + ".1 (1)")], when: conditions, gives: .emitted, nature: .monitoring,
            release: .stack,
            cap: allowed(volume * "A", terms: gasTerms(medium) + [medium.activity]), terms: [OutletTerm.share])
    }

    /// Fuel by weight or by volume only tells how much flue gas a cap bounds.
    private static let outlets = [
        outlet(solid, when: [.notGiven(Column.gasUse)]), outlet(gas, when: [.given(Column.gasUse)]),
    ]

    /// V_ref = a × Q_net + b
    private static let volume: Expression = .named("V_ref", "a" * "Q_net" + "b")

    /// C_cap × (21 − O_V) / (21 − O_cap) × the flue gas of the year
    private static func allowed(
        _ gas: Expression, at reference: Expression = "O_V", terms: [Term]
    ) -> ConcentrationCap {
        let referred = referred("C_cap", from: "O_cap", to: reference)
        return ConcentrationCap(
            bound: .emission(.named("E_cap", .named("C_cap,ref", referred) * gas)), terms: terms + [cap, capOxygen])
    }

    /// The flue gas worked out from fuel is stated for an oxygen of its own, whatever holds for the kiln.
    private static let volumeOxygen = Term(
        "O_V", "烟气量的含氧量", "oxygen of the flue gas volume", "%",
        .factor(table: "boilers/flue_gas_volume", parameter: "oxygen"), .derived(ReferenceOxygen.ofStandard))

    private static func gasTerms(_ medium: Medium) -> [Term] {
        [volumeOxygen, medium.slope, medium.heatValue, medium.intercept]
    }

    private static func allowed(_ medium: Medium, activity: Expression = "A") -> ConcentrationCap {
        allowed(volume * activity, terms: gasTerms(medium))
    }

    /// E = C_ref × V_ref × A, from what was measured.
    private static func concentrationMethod(_ medium: Medium) -> Method {
        Method(
            "concentration" + medium.suffix, "浓度×理论烟气量" + medium.zh, "concentration × flue gas" + medium.en,
            .named("C_ref", referred("C", from: "O")) * volume * "A",
            source: [.page("Monitoring", "(B)"), .page("Combustion", "(D)")],
            gives: .emitted, nature: .measured, release: .stack, cap: allowed(medium),
            terms: [concentration] + gasTerms(medium) + [measuredOxygen, medium.activity])
    }

    /// E = C × V_ref × A, from the limit in force: only where nothing else is possible, or forced.
    private static func limitMethod(_ medium: Medium) -> Method {
        Method(
            "limit" + medium.suffix, "限值×理论烟气量" + medium.zh, "limit × flue gas" + medium.en,
            .named("C_ref", referred("C", from: "O")) * volume * "A", source: [.page("Combustion", "(D)")],
            gives: .emitted, nature: .limit, release: .stack, cap: allowed(medium),
            terms: [limit] + gasTerms(medium) + [limitOxygen, medium.activity])
    }

    /// E = C_cap × V_ref × A, from the concentration that a measure brings: where nothing tells what the source emits else.
    private static func capMethod(_ medium: Medium) -> Method {
        Method(
            "cap" + medium.suffix, "上限×理论烟气量" + medium.zh, "cap × flue gas" + medium.en,
            .named("C_cap,ref", referred("C_cap", from: "O_cap")) * volume * "A", source: [.page("Combustion", "(D)")],
            when: [.capped], gives: .emitted, nature: .limit, release: .stack,
            terms: [cap] + gasTerms(medium) + [capOxygen, medium.activity])
    }

    /// E = C_cap × V × A, of a kiln's product.
    private static let capOfProduct = Method(
        "cap_product", "上限×单位产品烟气量", "cap × flue gas per product",
        .named("C_cap,ref", referred("C_cap", from: "O_cap", to: "O_ref")) * ("V" * "A"),
        source: [.page("Combustion", "(D)")], when: [.capped, .noWord(Column.fuel, of: Method.unburned)],
        gives: .emitted,
        nature: .limit, release: .stack, terms: [cap, referenceOxygen, productVolume, capOxygen, product])

    /// E = A × EF from a table of factors: of what is generated, or of what is emitted with the device that the row names.
    private static func factorMethods(
        _ medium: Medium, id: String, table: String, parameter: String?, activity: Term, quantity: Expression = "A",
        extra: [Term] = [], conditions: [Condition] = [], cap: ConcentrationCap
    ) -> [Method] {
        let terms = [activity] + extra + [medium.terms(table: table, parameter: parameter)]
        let source: [Citation] = [.document("tcses144", guide + ".2"), .page("Combustion", "(C)")]
        let (zh, en) = ("系数×活动水平" + medium.zh, "factor × activity" + medium.en)
        return [
            Method(
                id, zh, en, quantity * "EF", source: source,
                when: conditions + [.basis(.generation, table: table, parameter: parameter)], release: .stack,
                acceptsControl: true, cap: cap, terms: terms),
            Method(
                id + "_after", zh + "（排污系数）", en + ", factor after control", quantity * "EF", source: source,
                when: conditions + [.basis(.emission, table: table, parameter: parameter)], gives: .emitted,
                release: .stack, cap: cap, terms: terms),
        ]
    }

    /// The fuel as it was counted.
    private static let counted = MassBalance.Amount(
        suffix: "", expression: "A", terms: [solid.activity], conditions: [])

    /// Boilers × the fuel of one.
    private static let ofBoilers = MassBalance.Amount(
        suffix: "_boilers", expression: .named("A", "n" * "B"),
        terms: [
            Term("n", "台数", "number of boilers", "台", .column(Column.boilers)),
            Term("B", "单台燃料消耗量", "fuel use of one boiler", "t/台", .column(Column.fuelPerBoiler)),
        ], conditions: [.notGiven(Column.fuelUse), .notGiven(Column.gasUse)])

    /// Boilers: fuel given, or boilers × fuel of one.
    static let boilers: [Method] =
        outlets + [monitoring, concentrationMethod(solid), concentrationMethod(gas)]
        + MassBalance.liquid([counted, ofBoilers], cap: allowed(solid))
        + factorMethods(
            solid, id: "factor", table: "boilers/emission_factors", parameter: nil, activity: solid.activity,
            cap: allowed(solid))
        + factorMethods(
            gas, id: "factor_gas", table: "boilers/emission_factors", parameter: nil, activity: gas.activity,
            cap: allowed(gas))
        + factorMethods(
            solid, id: "factor_boilers", table: "boilers/emission_factors", parameter: nil,
            activity: Term("n", "台数", "number of boilers", "台", .column(Column.boilers)),
            quantity: .named("A", "n" * "B"),
            extra: [
                Term(
                    "B", "单台燃料消耗量", "fuel use of one boiler", "t/台", .column(Column.fuelPerBoiler))
            ],
            conditions: [.notGiven(Column.fuelUse), .notGiven(Column.gasUse)],
            cap: allowed(solid, activity: .named("A", "n" * "B")))
        + MassBalance.sulphur([counted, ofBoilers], cap: allowed(solid))
        + MassBalance.ash([counted, ofBoilers], cap: allowed(solid)) + MassBalance.gas(gas.activity, cap: allowed(gas))
        + AmmoniaSlip.methods([counted, ofBoilers], cap: allowed(solid))
        + [limitMethod(solid), limitMethod(gas), capMethod(solid), capMethod(gas), .noLocalEmission]

    private static let product = Term("A", "产品产量", "product output", "t", .column(Column.productOutput))
    private static let productVolume = Term(
        "V", "单位产品烟气量", "flue gas per product", "m3/t",
        .factor(table: "kilns/flue_gas_volume", parameter: "volume"))

    /// Kilns: by product, by bricks, by fuel.
    static let kilns: [Method] =
        outlets + [monitoring]
        + factorMethods(
            solid, id: "factor_product", table: "kilns/emission_factors", parameter: "per_product",
            activity: product, conditions: [.noWord(Column.fuel, of: Method.unburned)],
            cap: allowed("V" * "A", at: "O_ref", terms: [referenceOxygen, productVolume]))
        + [process, bricks, concentrationMethod(solid), concentrationMethod(gas)]
        + factorMethods(
            solid, id: "factor_fuel", table: "kilns/emission_factors", parameter: "per_fuel", activity: solid.activity,
            cap: allowed(solid))
        + factorMethods(
            gas, id: "factor_fuel_gas", table: "kilns/emission_factors", parameter: "per_fuel", activity: gas.activity,
            cap: allowed(gas))
        + factorMethods(
            solid, id: "factor_boiler_fuel", table: "boilers/emission_factors", parameter: nil,
            activity: solid.activity,
            cap: allowed(solid))
        + factorMethods(
            gas, id: "factor_boiler_fuel_gas", table: "boilers/emission_factors", parameter: nil,
            activity: gas.activity,
            cap: allowed(gas))
        + MassBalance.sulphur([counted], when: [.given(Column.sulphur)], cap: allowed(solid))
        + MassBalance.gas(gas.activity, cap: allowed(gas)).map { $0.when(.given(Column.gasSulphur)) }
        + AmmoniaSlip.methods([counted], cap: allowed(solid))
        + [limitMethod(solid), limitMethod(gas), capOfProduct, capMethod(solid), capMethod(gas), .noLocalEmission]

    /// What a process emits whatever heats it: a factor of the product holds the share of its fuel, and electricity or
    /// purchased heat has none.
    private static let process = Method(
        "factor_process", "系数×产品产量（工艺部分）", "factor × product, process part", "A" * "EF",
        source: [.document("tcses144", guide + ".2"), .page("Combustion", "(C)")],
        when: [.word(Column.fuel, of: Method.unburned)], release: .stack,
        acceptsControl: true,
        terms: [
            Term("A", "产品产量", "product output", "t", .column(Column.productOutput)),
            Term(
                "EF", "工艺排放系数", "emission factor of the process", "kg/t",
                .factor(table: "kilns/emission_factors", parameter: "process_per_product")),
        ])

    /// Bricks are counted, not weighed.
    private static let bricks = Method(
        "factor_bricks", "系数×砖产量", "factor × bricks", "A" * "EF", source: [.document("tcses144", guide + ".2")],
        when: [.given(Column.brickOutput), .noWord(Column.fuel, of: Method.unburned)], release: .stack,
        acceptsControl: true,
        terms: [
            Term("A", "砖产量", "brick output", "10^4 块", .column(Column.brickOutput)),
            Term(
                "EF", "排放系数", "emission factor", "kg/10^4 块",
                .factor(table: "kilns/emission_factors", parameter: "per_piece")),
        ])
}
