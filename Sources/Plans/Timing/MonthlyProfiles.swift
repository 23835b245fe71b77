public import Calculation
import Factors
import Inventories
import Tables

/// The monthly shares of sources' annual emissions 月变化曲线, w_m with Σ w_m = 1.
public struct MonthlyProfiles: Sendable {
    /// The weights of the known profiles, January first.
    public let weights: [String: [Double]]
    /// Even months, for what has no profile.
    public static let even = [Double](repeating: 1.0 / 12, count: 12)

    /// The profiles of a library, from `profiles/monthly`, each divided by its sum.
    public init(_ context: RunContext) {
        var weights: [String: [Double]] = [:]
        let vocabulary = context.library.vocabularies["profile"]
        if let table = context.library.table("profiles/monthly") {
            for word in vocabulary.words {
                guard let code = vocabulary.code(exactly: word.code), table.answers(code, in: "profile") else {
                    continue
                }
                let months = (1...12).compactMap { month -> Double? in
                    let values = table.keyColumns.map { column -> FactorQuery.Value? in
                        switch column {
                        case "profile": .lineage([code])
                        case "month": .number(Double(month))
                        default: nil
                        }
                    }
                    return table.find(values, year: context.manifest.year, in: context.book)?.value
                }
                let sum = months.reduce(0, +)
                if months.count == 12, sum > 0 { weights[word.code] = months.map { $0 / sum } }
            }
        }
        self.weights = weights
    }

    /// The weights for rows of a case. Without a profile of its own a heating boiler or a household takes the heating
    /// season, anything else even months: then `isAssumed`.
    package func weights(
        of engine: KindEngine, inCase number: Int32
    ) -> (profile: String, months: [Double], isAssumed: Bool) {
        let own = engine.word(Column.profile, inCase: number)
        if let months = weights[own] { return (own, months, false) }
        let season = "heating_season"
        let use = engine.word(Column.use, inCase: number)
        if SourceKind.named(engine.kindName)?.heats(use: use) == true, let months = weights[season] {
            return (season, months, true)
        }
        return ("all_year", MonthlyProfiles.even, true)
    }
}
