import Quantities
import Tables

extension FactorTable {
    /// Whether rows of a pack are in it.
    package var hasLocalRows: Bool { files.contains { $0.layer > 0 } }

    /// Whether rows of the built-in library are in it.
    package var hasBuiltInRows: Bool { files.contains { $0.layer == 0 } }

    /// The numbers of the rows that packs brought.
    package var localRows: [Int] { rows.indices.filter { files[Int(rows[$0].file)].layer > 0 } }

    /// The row of that number with all that is known about it.
    package func factor(ofRow number: Int) -> Factor { factor(number) }

    /// The key columns that some rows of packs fill, and no row of the built-in library.
    package var localKeyColumns: [String] {
        keyColumns.indices.filter { column in
            var isLocal = false
            for row in rows.indices where keys[row * keyColumns.count + column] != 0 {
                guard files[Int(rows[row].file)].layer > 0 else { return false }
                isLocal = true
            }
            return isLocal
        }.map { keyColumns[$0] }
    }

    /// What rows say of their table beside answering questions: its key columns, the ends of its intervals where those are not what
    /// they are without the rows, the pollutants that they name.
    package func frame(ofRows rows: Range<Int>, over base: FactorTable?) -> String {
        let columns = keyColumns.map { column in
            let ends = edges(of: column)
            return base.map { $0.edges(of: column) == ends } ?? false ? column : "\(column) \(ends)"
        }
        let pollutants = keyColumns.firstIndex(of: "pollutant").map { place in
            Set(rows.map { keys[$0 * keyColumns.count + place] }).map { "\(patterns[place][Int($0)])" }.sorted()
        }
        return "\(name) \(columns) \(pollutants ?? [])"
    }

    /// Whether two patterns have a value in common.
    fileprivate static func meet(_ a: KeyPattern, _ b: KeyPattern, _ words: Vocabulary) -> Bool {
        switch (a, b) {
        case (.any, _), (_, .any): true
        case (.code(let x), .code(let y)): words.lineage(of: x).contains(y) || words.lineage(of: y).contains(x)
        case (.interval(let x), .interval(let y)): x.overlaps(y)
        default: a == b
        }
    }
}

/// The factors of the built-in library that rows of packs meet, in one table: each key of the one is the other's, a
/// broader or a narrower word, an interval that overlaps, or blank.
package struct BuiltInRows {
    private let table: FactorTable
    private let words: [Vocabulary]
    private let rows: [Int]
    /// By key column and pattern of a pack's row the patterns that meet it: rows share few of them.
    private var meeting: [[Int32: [Bool]]]
    /// For each key column the pattern of the last row, and the rows that meet it up to there: the next row often begins alike.
    private var last: [(pattern: Int32, found: [Int])] = []

    /// The rows of the built-in library in a table.
    package init(of table: FactorTable, in library: FactorLibrary) {
        let folder = String(table.name.prefix { $0 != "/" })
        self.table = table
        words = table.keyColumns.map { library.vocabularies[library.keyVocabularies.name(of: $0, in: folder)] }
        rows = table.rows.indices.filter { table.files[Int(table.rows[$0].file)].layer == 0 }
        meeting = Array(repeating: [:], count: table.keyColumns.count)
    }

    /// The factors that a row of a pack meets. O(rows).
    package mutating func meeting(row number: Int) -> [Factor] {
        let width = table.keyColumns.count
        let own = (0..<width).map { table.keys[number * width + $0] }
        let alike = zip(last, own).prefix { $0.pattern == $1 }.count
        last.removeLast(last.count - alike)
        for column in alike..<width {
            let found = last.last?.found ?? rows
            // A blank key meets all.
            guard own[column] != 0, !found.isEmpty else {
                last.append((own[column], found))
                continue
            }
            let meets = patterns(own[column], column)
            last.append((own[column], found.filter { meets[Int(table.keys[$0 * width + column])] }))
        }
        return (last.last?.found ?? rows).map { table.factor($0) }
    }

    private mutating func patterns(_ own: Int32, _ column: Int) -> [Bool] {
        if let known = meeting[column][own] { return known }
        let pattern = table.patterns[column][Int(own)]
        let meets = table.patterns[column].map { FactorTable.meet($0, pattern, words[column]) }
        meeting[column][own] = meets
        return meets
    }
}
