import Calculation
import Factors
import Inventories
import Quantities
import Tables

/// The limits of a tier 排放限值 (special, ultra-low, …) for sources, from the library's `limits/emission_limits`.
struct StandardLimits {
    private let context: RunContext
    private let tier: String
    private let pollutant: String
    /// The reference oxygen that the table's rows have, in percent.
    private let oxygens: [Double]

    init(_ context: RunContext, tier: String, pollutant: String) {
        self.context = context
        self.tier = tier
        self.pollutant = pollutant
        var oxygens: Set<Double> = []
        if let table = context.library.table(RunContext.limits),
            let place = table.keyColumns.firstIndex(of: StandardLimits.oxygen)
        {
            for factor in table.factors {
                if case .interval(let interval) = factor.keys[place] { oxygens.insert(interval.lower) }
            }
        }
        self.oxygens = oxygens.filter(\.isFinite).sorted()
    }

    private static let oxygen = "reference_oxygen"

    /// The pollutants that a tier limits at sources of a kind, in the order of the vocabulary.
    static func pollutants(of kind: String, tier: String, _ context: RunContext) -> [String] {
        guard let table = context.library.table(RunContext.limits) else { return [] }
        let words = context.library.vocabularies["pollutant"]
        func says(_ factor: Factor, _ column: String, _ text: String) -> Bool {
            table.keyColumns.firstIndex(of: column).map { factor.keys[$0] == .text(text) } ?? false
        }
        let place = table.keyColumns.firstIndex(of: Column.pollutant)
        let found = table.factors.compactMap { factor -> UInt16? in
            guard says(factor, "kind", kind), says(factor, "tier", tier), let place,
                case .code(let code) = factor.keys[place]
            else { return nil }
            return code
        }
        return Set(found).sorted().map { words.text($0) }
    }

    /// The limit of each row; `nil` where the table has none for such a source.
    func limits(_ draft: Draft) -> [(concentration: Double, oxygen: Double?)?] {
        let capacities = draft.used(Column.capacity)
        var known: [String: (concentration: Double, oxygen: Double?)?] = [:]
        return draft.cases.indices.map { row in
            let key = "\(draft.cases[row]) \(capacities[row])"
            if let limit = known[key] { return limit }
            let limit = limit(draft, draft.cases[row], capacity: capacities[row])
            known[key] = limit
            return limit
        }
    }

    /// The most specific row of the table, and of equally specific ones the strictest.
    private func limit(_ draft: Draft, _ number: Int32, capacity: Double) -> (concentration: Double, oxygen: Double?)? {
        guard let table = context.library.table(RunContext.limits), let unit = try? Unit("mg/m3") else { return nil }
        let vocabularies = context.library.vocabularies
        var values: [String: FactorQuery.Value] = [:]
        for column in table.keyColumns {
            switch column {
            case "kind": values[column] = .text(draft.engine.kindName)
            case "tier": values[column] = .text(tier)
            case Column.pollutant:
                values[column] = .lineage(vocabularies["pollutant"].code(exactly: pollutant).map { [$0] } ?? [])
            case Column.capacity: values[column] = .number(capacity.isNaN ? nil : capacity)
            default:
                guard let name = draft.schema.column(column)?.vocabulary else {
                    values[column] = .lineage([])
                    continue
                }
                let word = vocabularies[name].code(exactly: draft.engine.word(column, inCase: number))
                values[column] = .lineage(word.map { vocabularies[name].lineage(of: $0) } ?? [])
            }
        }
        var best: (keys: Int, concentration: Double, oxygen: Double?)?
        for oxygen in oxygens.map(Optional.some) + [nil] {
            values[StandardLimits.oxygen] = .number(oxygen)
            let query = FactorQuery(values: values, year: context.manifest.year)
            guard case .found(let factor) = table.match(query, in: context.book),
                let value = factor.unit.conversion(to: unit)?.applied(to: factor.value)
            else { continue }
            let keys = factor.keys.count { $0 != .any }
            let own: Double? =
                if case .interval? = table.keyColumns.firstIndex(of: StandardLimits.oxygen).map({ factor.keys[$0] }) {
                    oxygen
                } else { nil }
            func strict(_ c: Double, _ o: Double?) -> Double { c / (21 - (o ?? 0)) }
            if let best, (best.keys, -strict(best.concentration, best.oxygen)) >= (keys, -strict(value, own)) {
                continue
            }
            best = (keys, value, own)
        }
        return best.map { ($0.concentration, $0.oxygen) }
    }
}
