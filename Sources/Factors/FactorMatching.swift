import Quantities
import Tables

/// What is known about a source when a factor is looked for.
public struct FactorQuery: Sendable {
    /// A value of a key.
    public enum Value: Sendable {
        /// A word with its broader words, nearest first; empty where the word is not known.
        case lineage([UInt16])
        /// A number in the unit of the inventory's column; `nil` where it is not known.
        case number(Double?)
        /// A parameter's name.
        case text(String)
    }

    /// The values by key column.
    public var values: [String: Value]
    /// The year asked for.
    public var year: Int

    /// A query.
    public init(values: [String: Value], year: Int) {
        self.values = values
        self.year = year
    }
}

/// How a query ended.
public enum FactorMatch: Sendable {
    /// The one most specific factor.
    case found(Factor)
    /// None; the nearest row, and the key or year that it failed on.
    case none(nearest: Factor?, failedOn: String?)
    /// Two equally specific rows: the library is unsound there.
    case ambiguous(Factor, Factor)
}

extension FactorTable {
    /// The best factor for a query under a rule book.
    ///
    /// Region comes first (a county's own number before a general one), then the rule book's order of families, then
    /// the key columns in their order, the nearer word before the broader one and any word before a blank, then the
    /// higher layer. O(rows that share the pollutant or parameter).
    public func match(_ query: FactorQuery, in book: RuleBook) -> FactorMatch {
        var best: (rank: [Int], factor: Factor)?
        var tie: Factor?
        var nearest: (passed: Int, factor: Factor, failed: String)?
        let regionColumn = keyColumns.firstIndex(of: "county_code")
        for factor in candidates(query) where factor.isDefault {
            guard let setRank = book.rank(of: factor.set) else { continue }
            var rank = [0, setRank]
            var failed: String?
            var passed = 0
            for (place, column) in keyColumns.enumerated() {
                guard let distance = FactorTable.distance(factor.keys[place], query.values[column]) else {
                    failed = failed ?? column
                    continue
                }
                passed += 1
                if place == regionColumn { rank[0] = distance } else { rank.append(distance) }
            }
            if failed == nil, !factor.years.contains(query.year) { failed = "year" }
            if let failed {
                if passed > nearest?.passed ?? -1 { nearest = (passed, factor, failed) }
                continue
            }
            rank.append(-factor.layer)
            if let current = best {
                if rank.lexicographicallyPrecedes(current.rank) {
                    best = (rank, factor)
                    tie = nil
                } else if rank == current.rank {
                    tie = factor
                }
            } else {
                best = (rank, factor)
            }
        }
        if let best {
            return tie.map { .ambiguous(best.factor, $0) } ?? .found(best.factor)
        }
        return .none(nearest: nearest?.factor, failedOn: nearest?.failed)
    }

    private func candidates(_ query: FactorQuery) -> [Factor] {
        guard let column = indexColumn, let value = query.values[keyColumns[column]] else { return factors }
        let keys: [KeyPattern]
        switch value {
        case .lineage(let codes): keys = codes.map { .code($0) } + [.any]
        case .text(let text): keys = [.text(text), .any]
        case .number: return factors
        }
        return keys.flatMap { index[$0] ?? [] }.map { factors[$0] }
    }

    /// How far a pattern is from a value: 0 the very word, 1… broader words, 1000 anything; `nil` no match.
    private static func distance(_ pattern: KeyPattern, _ value: FactorQuery.Value?) -> Int? {
        switch (pattern, value) {
        case (.any, _): 1000
        case (.code(let code), .lineage(let lineage)): lineage.firstIndex(of: code)
        case (.interval(let interval), .number(let number?)): interval.contains(number) ? 0 : nil
        case (.text(let text), .text(let other)): text == other ? 0 : nil
        default: nil
        }
    }
}
