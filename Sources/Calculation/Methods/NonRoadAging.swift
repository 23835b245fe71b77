import Factors
import Inventories
import Quantities
import Tables

/// How the factors of machines grow with age: what is not known of it is an assumption where it matters.
enum NonRoadAging {
    static let unknownAge = Label("机龄未知，不计劣化", "age not known: no deterioration")

    /// Deterioration of the family of the factor, at the end of life or by the hour: families are not mixed.
    static func deterioration(
        of set: String, _ symbol: String = "d", parameter: String = "deterioration",
        _ label: Label = Label("寿命末劣化率", "deterioration at end of life"), unit: String = "1",
        pollutant: String? = nil
    ) -> Term {
        let unit = Unit(stated: unit)
        return Term(
            symbol, label, unit,
            [
                .derived(
                    Derivation(
                        "\(parameter), \(set)", words: [Column.stage, Column.machineType], tables: ["nonroad/activity"]
                    ) { deterioration($0, set, symbol, parameter, unit, pollutant) })
            ])
    }

    /// The deterioration by the library for the stage, or what stands in for it; of another pollutant where one is named.
    private static func match(
        _ resolver: CaseResolver, _ set: String, _ parameter: String, _ pollutant: String?
    ) -> FactorMatch {
        var keys = resolver.standInStage(of: set).map { ["stage": $0] } ?? [:]
        keys["pollutant"] = pollutant
        return resolver.match("nonroad/activity", parameter: parameter, keys: keys)
    }

    /// It matters to a machine whose age is known; 0 elsewhere, where the age is the assumption.
    private static func deterioration(
        _ resolver: CaseResolver, _ set: String, _ symbol: String, _ parameter: String, _ unit: Unit,
        _ pollutant: String?
    ) -> Derived {
        let isAged = resolver.has(Column.age)
        if case .found(let factor) = match(resolver, set, parameter, pollutant),
            let ratio = factor.unit.conversion(to: unit)
        {
            return Derived(
                value: isAged ? ratio.applied(to: factor.value) : 0,
                formula: isAged ? "\(symbol) ← \(factor.id)" : "\(symbol) = 0", factors: [factor],
                assumptions: isAged ? resolver.marks(of: factor) : [])
        }
        guard isAged else { return Derived(value: 0, formula: "\(symbol) = 0") }
        return Derived(
            value: 0, formula: "\(symbol) = 0",
            assumptions: [
                Assumption(
                    kind: .statedDefault, subject: "nonroad.\(symbol)",
                    text: Label(
                        "系数库中没有该阶段和污染物的劣化率，不计劣化",
                        "the library has no deterioration for the stage and pollutant: none counted"))
            ])
    }

    /// The life of the library by type or power, or that of a rule. It matters only to a machine of known age that
    /// deteriorates by the family, whatever the line's pollutant where another is named, and is an assumption only there.
    static func life(
        _ parameter: String, _ column: String, of set: String, rule: String, _ unit: String, _ zh: String, _ en: String,
        pollutant: String? = nil
    ) -> Derivation {
        let unit = Unit(stated: unit)
        return Derivation(
            parameter, words: [Column.stage, Column.machineType], tables: ["nonroad/activity", Rules.numbers]
        ) { resolver in
            var derived: Derived
            if case .found(let factor) = resolver.match("nonroad/activity", parameter: parameter),
                let ratio = factor.unit.conversion(to: unit)
            {
                derived = Derived(
                    value: ratio.applied(to: factor.value), formula: "← \(factor.id)", factors: [factor],
                    assumptions: resolver.marks(of: factor, instead: column))
            } else if let life = resolver.conventional(
                rule, in: unit, instead: column,
                { Label("\(zh)未知，取 \($0.amount)", "\(en) not known: \($0.amount)") })
            {
                derived = life
            } else {
                return Derived(needs: [resolver.missing(column: column)])
            }
            guard resolver.has(Column.age), case .found = match(resolver, set, "deterioration", pollutant) else {
                derived.assumptions = []
                return derived
            }
            return derived
        }
    }
}
