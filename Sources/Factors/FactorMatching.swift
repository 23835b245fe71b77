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
    ///
    /// Where none matches, the nearest is the row that passes most keys, fails on the least weighty, and misses there by
    /// least: of the standards of a class, the next one.
    public func match(_ query: FactorQuery, in book: RuleBook) -> FactorMatch {
        let values = keyColumns.map { query.values[$0] }
        let regionColumn = keyColumns.firstIndex(of: "county_code")
        var best: (rank: [Int], row: Int)?
        var tie: Int?
        var nearest: (passed: Int, place: Int, gap: Double, row: Int)?
        var distances = [Int](repeating: 0, count: keyColumns.count)
        for row in candidates(query) where isDefault[row] {
            guard let setRank = book.rank(of: sets[row]) else { continue }
            var failedPlace = keyColumns.count
            var passed = 0
            for place in values.indices {
                if let distance = distance(row, place, values[place]) {
                    distances[place] = distance
                    passed += 1
                } else if failedPlace == keyColumns.count {
                    failedPlace = place
                }
            }
            guard passed == keyColumns.count, factors[row].years.contains(query.year) else {
                let gap =
                    failedPlace == keyColumns.count
                    ? Double(
                        max(factors[row].years.lowerBound - query.year, query.year - factors[row].years.upperBound))
                    : FactorTable.gap(factors[row].keys[failedPlace], values[failedPlace])
                if nearest.map({ ($0.passed, $0.place, -$0.gap) < (passed, failedPlace, -gap) }) ?? true {
                    nearest = (passed, failedPlace, gap, row)
                }
                continue
            }
            var rank = [regionColumn.map { distances[$0] } ?? 0, setRank]
            for place in values.indices where place != regionColumn { rank.append(distances[place]) }
            rank.append(-factors[row].layer)
            if let current = best {
                if rank.lexicographicallyPrecedes(current.rank) {
                    best = (rank, row)
                    tie = nil
                } else if rank == current.rank {
                    tie = row
                }
            } else {
                best = (rank, row)
            }
        }
        if let best {
            return tie.map { .ambiguous(factors[best.row], factors[$0]) } ?? .found(factors[best.row])
        }
        guard let nearest else { return .none(nearest: nil, failedOn: nil) }
        return .none(
            nearest: factors[nearest.row],
            failedOn: nearest.place < keyColumns.count ? keyColumns[nearest.place] : "year")
    }

    /// The rows that share the pollutant or parameter asked for, or leave it blank.
    /// How far a key cell is from a value; words are compared by code, without looking at the row itself.
    @inline(__always)
    private func distance(_ row: Int, _ place: Int, _ value: FactorQuery.Value?) -> Int? {
        let code = codes[row * keyColumns.count + place]
        if code == FactorTable.anyCode { return 1000 }
        if code >= 0 {
            if case .lineage(let lineage)? = value { return lineage.firstIndex(of: UInt16(code)) }
            return nil
        }
        return FactorTable.distance(factors[row].keys[place], value)
    }

    private func candidates(_ query: FactorQuery) -> [Int] {
        guard let column = indexColumn, let value = query.values[keyColumns[column]] else {
            return Array(factors.indices)
        }
        switch value {
        case .lineage(let codes): return codes.flatMap { index[.code($0)] ?? [] } + (index[.any] ?? [])
        case .text(let text): return (index[.text(text)] ?? []) + (index[.any] ?? [])
        case .number: return Array(factors.indices)
        }
    }

    /// By how much a pattern misses a value: steps between two words of an ordered vocabulary, or numbers from the
    /// interval; infinite where the value is not known.
    private static func gap(_ pattern: KeyPattern, _ value: FactorQuery.Value?) -> Double {
        switch (pattern, value) {
        case (.code(let code), .lineage(let lineage)):
            lineage.first.map { Double(abs(Int(code) - Int($0))) } ?? .infinity
        case (.interval(let interval), .number(let number?)):
            max(interval.lower - number, number - interval.upper, 0)
        default: .infinity
        }
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
