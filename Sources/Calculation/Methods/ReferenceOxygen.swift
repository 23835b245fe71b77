import Factors
import Inventories
import Quantities
import Tables

/// The oxygen that a standard refers concentrations to 基准含氧量: of the row's fuel, furnace or industry, or none at all.
enum ReferenceOxygen {
    private static let table = "limits/reference_oxygen"
    private static let percent = Unit(stated: "%")

    /// That of the standard.
    static let ofStandard = Derivation("reference oxygen", words: [], tables: [table, Rules.numbers]) { resolved($0) }

    /// That of the standard, standing in for a column that the row leaves blank.
    static func standingIn(for column: String, _ text: Label) -> Derivation {
        Derivation("reference oxygen for " + column, words: [], tables: [table, Rules.numbers]) { resolver in
            var derived = resolved(resolver)
            guard derived.value != nil else { return derived }
            derived.assumptions.insert(
                Assumption(kind: .statedDefault, subject: resolver.schema.id + "." + column, text: text), at: 0)
            return derived
        }
    }

    private static func resolved(_ resolver: CaseResolver) -> Derived {
        if let (_, rule) = resolver.rule("no_reference_oxygen", in: .one) {
            return Derived(needs: [
                Need(
                    column: Column.oxygen,
                    text: Label(
                        "该炉窑没有基准含氧量，须填实测含氧量（\(rule.id)）",
                        "no reference oxygen holds for such a furnace: measured oxygen is needed (\(rule.id))"))
            ])
        }
        switch resolver.match(table) {
        case .found(let factor):
            guard let ratio = factor.unit.conversion(to: percent) else { return Derived() }
            return Derived(
                value: ratio.applied(to: factor.value), formula: "O_ref ← \(factor.id)",
                parts: [
                    ExplanationPart(
                        symbol: "O_ref", label: Label("基准含氧量", "reference oxygen"),
                        value: ratio.applied(to: factor.value), unit: percent,
                        provenance: .factor(factor, instead: nil))
                ], factors: [factor], assumptions: resolver.marks(of: factor))
        case .none(let nearest, let failedOn):
            let term = Term("O_ref", "基准含氧量", "reference oxygen", "%")
            return Derived(needs: [resolver.noFactor(term, table, nearest, failedOn)])
        case .ambiguous(let a, let b):
            return Derived(needs: [
                Need(
                    column: nil,
                    text: Label("系数 \(a.id) 与 \(b.id) 同等匹配", "factors \(a.id) and \(b.id) match equally well"))
            ])
        }
    }
}
