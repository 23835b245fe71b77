import Factors
import Quantities
import Tables

/// How the factors of machines grow with age: what is not known of it is an assumption where it matters.
enum NonRoadAging {
    static let unknownAge = Label("机龄未知，不计劣化", "age not known: no deterioration")

    /// Deterioration at the end of life, of the family of the factor: families are not mixed.
    static func deterioration(of set: String) -> Term {
        Term(
            "d", "寿命末劣化率", "deterioration at end of life", "1",
            .derived(
                Derivation(
                    "deterioration, " + set, words: ["stage", "machine_type"], tables: ["nonroad/activity"]
                ) { deterioration($0, set) }))
    }

    /// It matters to a machine whose age is known; 0 elsewhere, where the age is the assumption.
    private static func deterioration(_ resolver: CaseResolver, _ set: String) -> Derived {
        let keys = resolver.standInStage(of: set).map { ["stage": $0] } ?? [:]
        if case .found(let factor) = resolver.match("nonroad/activity", parameter: "deterioration", keys: keys) {
            return Derived(
                value: resolver.has("age") ? factor.value : 0,
                formula: resolver.has("age") ? "d ← \(factor.id)" : "d = 0", factors: [factor],
                assumptions: resolver.has("age") ? resolver.marks(of: factor) : [])
        }
        guard resolver.has("age") else { return Derived(value: 0, formula: "d = 0") }
        return Derived(
            value: 0, formula: "d = 0",
            assumptions: [
                Assumption(
                    kind: .statedDefault, subject: "nonroad.d",
                    text: Label(
                        "系数库中没有该阶段和污染物的劣化率，不计劣化",
                        "the library has no deterioration for the stage and pollutant: none counted"))
            ])
    }

    /// The life of the library, or a stated one. It matters only to a machine of known age that deteriorates, and is an
    /// assumption only there.
    static func life(
        _ parameter: String, _ column: String, else value: Double, _ unit: String, _ text: Label
    ) -> Derivation {
        let unit = Unit(stated: unit)
        return Derivation(parameter, words: ["stage", "machine_type"], tables: ["nonroad/activity"]) { resolver in
            var derived = Derived(value: value, formula: DecimalText.shortest(value) + " " + unit.symbol)
            var assumptions = [Assumption(kind: .statedDefault, subject: "nonroad." + column, text: text)]
            if case .found(let factor) = resolver.match("nonroad/activity", parameter: parameter),
                let ratio = factor.unit.conversion(to: unit)
            {
                derived = Derived(
                    value: ratio.applied(to: factor.value), formula: "← \(factor.id)", factors: [factor])
                assumptions = resolver.marks(of: factor, instead: column)
            }
            if resolver.has("age"), case .found = resolver.match("nonroad/activity", parameter: "deterioration") {
                derived.assumptions = assumptions
            }
            return derived
        }
    }
}
