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
        let codes = known(of: kind, context).filter { $0.tier == tier }.map(\.pollutant)
        return Set(codes).sorted().map { context.library.vocabularies["pollutant"].text($0) }
    }

    /// The tiers that limit a pollutant at sources of a kind, or any, in order.
    private static func tiers(of kind: String, pollutant: String?, _ context: RunContext) -> [String] {
        let code = pollutant.flatMap { context.library.vocabularies["pollutant"].code(exactly: $0) }
        let found = known(of: kind, context).filter { pollutant == nil || $0.pollutant == code }.map(\.tier)
        return Set(found).sorted()
    }

    /// The tiers and pollutants of the table's rows for sources of a kind.
    private static func known(of kind: String, _ context: RunContext) -> [(tier: String, pollutant: UInt16)] {
        guard let table = context.library.table(RunContext.limits),
            let kinds = table.keyColumns.firstIndex(of: "kind"), let tiers = table.keyColumns.firstIndex(of: "tier"),
            let pollutants = table.keyColumns.firstIndex(of: Column.pollutant)
        else { return [] }
        return table.factors.compactMap { factor in
            guard factor.keys[kinds] == .text(kind), case .text(let tier) = factor.keys[tiers],
                case .code(let code) = factor.keys[pollutants]
            else { return nil }
            return (tier, code)
        }
    }

    /// Why rows have no limit of a pollutant in a tier, or none at all: what the tier limits there, and which tiers limit it.
    static func reasons(
        of pollutant: String?, tier: String, _ draft: Draft, _ rows: [Int], _ context: RunContext
    ) -> [Label] {
        let kind = draft.engine.kindName
        let limits = pollutants(of: kind, tier: tier, context).map { name in
            (name, StandardLimits(context, tier: tier, pollutant: name).limits(draft))
        }
        let others = tiers(of: kind, pollutant: pollutant, context).filter { $0 != tier }
        return rows.map { row in
            let own = limits.compactMap { name, limits in
                limits[row].map { limit in
                    let oxygen = limit.oxygen.map { " (O2 \(DecimalText.shortest($0)) %)" } ?? ""
                    return "\(name) \(DecimalText.shortest(limit.concentration)) mg/m3\(oxygen)"
                }
            }
            let named = pollutant.map { ("的 \($0) 限值", "limit of \($0)") } ?? ("的限值", "limit")
            var zh = ["\(tier) 档没有这类源（\(kind)）\(named.0)"]
            var en = ["tier \(tier) has no \(named.1) for such a source (\(kind))"]
            if !own.isEmpty {
                zh.append("该档对它限 \(own.joined(separator: "、"))")
                en.append("of it the tier limits \(own.joined(separator: ", "))")
            } else if pollutant == nil, !limits.isEmpty {
                let names = limits.map(\.0)
                zh.append("该档在 \(kind) 中限其他源的 \(names.joined(separator: "、"))")
                en.append("of other sources in \(kind) the tier limits \(names.joined(separator: ", "))")
            }
            let what = pollutant ?? kind
            zh.append(others.isEmpty ? "没有别的档限 \(what)" : "限 \(what) 的别的档：\(others.joined(separator: "、"))")
            en.append(
                others.isEmpty
                    ? "no other tier limits \(what)"
                    : "other tiers that limit \(what): \(others.joined(separator: ", "))")
            return Label(zh.joined(separator: "；"), en.joined(separator: "; "))
        }
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
