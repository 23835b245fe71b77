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
        match(keyColumns.map { query.values[$0] }, year: query.year, in: book)
    }

    /// The best factor for the values of the key columns, in their order.
    package func match(_ values: [FactorQuery.Value?], year: Int, in book: RuleBook) -> FactorMatch {
        let search = Search(self, values, year: year, book: book)
        if let (best, tie) = search.best() {
            return tie.map { .ambiguous(factor(best), factor($0)) } ?? .found(factor(best))
        }
        guard let (row, place) = search.nearest(of: related(values)) else {
            return .none(nearest: nil, failedOn: nil)
        }
        return .none(nearest: factor(row), failedOn: place < keyColumns.count ? keyColumns[place] : "year")
    }

    /// The best factor, or `nil` where `match` finds none: what came near is not looked for.
    package func find(_ values: [FactorQuery.Value?], year: Int, in book: RuleBook) -> Factor? {
        guard let (best, tie) = Search(self, values, year: year, book: book).best(), tie == nil else { return nil }
        return factor(best)
    }

    /// Whether any of some rows has a say in a question: it fits the values of the key columns, whatever its year and family.
    /// Where nothing answered, whatever is about the same pollutant or parameter may come nearest.
    package func anyRow(of rows: Range<Int>, fits values: [FactorQuery.Value?], isUnanswered: Bool) -> Bool {
        guard values.count == keyColumns.count else { return true }
        var columns = Array(keyColumns.indices)
        if isUnanswered { columns = subjectColumn.map { [$0] } ?? [] }
        return rows.contains { row in
            columns.allSatisfy { Search.distance(pattern($0, ofRow: row), values[$0]) != nil }
        }
    }

    /// The rows that share the pollutant or parameter asked for, or leave it blank; all where none is asked for.
    private func related(_ values: [FactorQuery.Value?]) -> [Int32] {
        guard let column = subjectColumn, let value = values[column] else { return rows.indices.map(Int32.init) }
        func sharing(_ pattern: KeyPattern) -> [Int32] {
            number(of: pattern, column: column).map { rowsByPattern[column][$0] } ?? []
        }
        switch value {
        case .lineage(let codes): return codes.flatMap { sharing(.code($0)) } + sharing(.any)
        case .text(let text): return sharing(.text(text)) + sharing(.any)
        case .number: return rows.indices.map(Int32.init)
        }
    }

    /// What is asked of a table: how far each pattern of each key column is from its value, worked out once.
    private struct Search {
        let table: FactorTable
        let values: [FactorQuery.Value?]
        let year: Int
        /// By key column and pattern; −1 where the pattern does not match.
        let distances: [Int32]
        /// Where the distances of each key column begin.
        let starts: [Int]
        /// By family; `nil` where the rule book does not use it.
        let ranks: [Int?]
        let region: Int?

        init(_ table: FactorTable, _ values: [FactorQuery.Value?], year: Int, book: RuleBook) {
            self.table = table
            self.values = values
            self.year = year
            var distances: [Int32] = []
            var starts: [Int] = []
            distances.reserveCapacity(table.patterns.reduce(0) { $0 + $1.count })
            starts.reserveCapacity(values.count)
            for (column, value) in values.enumerated() {
                starts.append(distances.count)
                for pattern in table.patterns[column] { distances.append(Search.distance(pattern, value) ?? -1) }
            }
            self.distances = distances
            self.starts = starts
            ranks = table.sets.map(book.rank)
            region = table.keyColumns.firstIndex(of: "county_code")
        }

        private func distance(_ row: Int, _ place: Int) -> Int32 {
            distances[starts[place] + Int(table.keys[row * starts.count + place])]
        }

        /// The row that matches best, and another that matches as well; of many the first and the last.
        func best() -> (row: Int, tie: Int?)? {
            guard let column = rarest() else { return nil }
            var best: (row: Int, last: Int)?
            for (pattern, rows) in table.rowsByPattern[column].enumerated()
            where distances[starts[column] + pattern] >= 0 {
                for row in rows.lazy.map(Int.init) where matches(row) {
                    let rank = best.map { order(row, $0.row) } ?? -1
                    if rank < 0 {
                        best = (row, row)
                    } else if rank == 0, let known = best {
                        best = (min(row, known.row), max(row, known.last))
                    }
                }
            }
            return best.map { ($0.row, $0.row == $0.last ? nil : $0.last) }
        }

        /// The key column whose matching patterns the fewest rows have; `nil` where there are no key columns.
        private func rarest() -> Int? {
            var fewest: (rows: Int, column: Int)?
            for column in starts.indices {
                var rows = 0
                for (pattern, own) in table.rowsByPattern[column].enumerated()
                where distances[starts[column] + pattern] >= 0 { rows += own.count }
                if rows < fewest?.rows ?? .max { fewest = (rows, column) }
            }
            return fewest?.column
        }

        private func matches(_ row: Int) -> Bool {
            for place in starts.indices where distance(row, place) < 0 { return false }
            let row = table.rows[row]
            return row.isDefault && ranks[Int(row.set)] != nil && row.years.contains(year)
        }

        /// Below 0 where the first row is the better one, above where the second is.
        private func order(_ a: Int, _ b: Int) -> Int {
            if let region, distance(a, region) != distance(b, region) {
                return Int(distance(a, region) - distance(b, region))
            }
            let (rowA, rowB) = (table.rows[a], table.rows[b])
            if let x = ranks[Int(rowA.set)], let y = ranks[Int(rowB.set)], x != y { return x - y }
            for place in starts.indices where distance(a, place) != distance(b, place) {
                return Int(distance(a, place) - distance(b, place))
            }
            return table.files[Int(rowB.file)].layer - table.files[Int(rowA.file)].layer
        }

        /// The row that comes nearest, and the key column that it fails on: their number where it is the year.
        func nearest(of candidates: [Int32]) -> (row: Int, place: Int)? {
            var nearest: (passed: Int, place: Int, gap: Double, row: Int)?
            for number in candidates.lazy.map(Int.init) {
                let row = table.rows[number]
                guard row.isDefault, ranks[Int(row.set)] != nil else { continue }
                var place = starts.count
                var passed = 0
                for column in starts.indices {
                    if distance(number, column) >= 0 { passed += 1 } else { place = min(place, column) }
                }
                if let nearest, (passed, place) < (nearest.passed, nearest.place) { continue }
                let gap =
                    place == starts.count
                    ? Double(max(row.years.lowerBound - year, year - row.years.upperBound))
                    : Search.gap(table.pattern(place, ofRow: number), values[place])
                if nearest.map({ ($0.passed, $0.place, -$0.gap) < (passed, place, -gap) }) ?? true {
                    nearest = (passed, place, gap, number)
                }
            }
            return nearest.map { ($0.row, $0.place) }
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
        static func distance(_ pattern: KeyPattern, _ value: FactorQuery.Value?) -> Int32? {
            switch (pattern, value) {
            case (.any, _): 1000
            case (.code(let code), .lineage(let lineage)): lineage.firstIndex(of: code).map { Int32($0) }
            case (.interval(let interval), .number(let number?)): interval.contains(number) ? 0 : nil
            case (.text(let text), .text(let other)): text == other ? 0 : nil
            default: nil
            }
        }
    }
}
