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

    /// The factors of the built-in library that a row of a pack meets: each of its keys is the other's, a broader or a
    /// narrower word, an interval that overlaps, or blank. O(rows).
    func builtIn(meetingRow number: Int, words: [Vocabulary]) -> [Factor] {
        return rows.indices.filter { row in
            files[Int(rows[row].file)].layer == 0
                && keyColumns.indices.allSatisfy { column in
                    FactorTable.meet(pattern(column, ofRow: row), pattern(column, ofRow: number), words[column])
                }
        }.map { factor($0) }
    }

    private static func meet(_ a: KeyPattern, _ b: KeyPattern, _ words: Vocabulary) -> Bool {
        switch (a, b) {
        case (.any, _), (_, .any): true
        case (.code(let x), .code(let y)): words.lineage(of: x).contains(y) || words.lineage(of: y).contains(x)
        case (.interval(let x), .interval(let y)): x.overlaps(y)
        default: a == b
        }
    }
}

extension FactorLibrary {
    /// The factors of the built-in library that a row of a pack meets, in the table of that name. O(rows).
    package func builtIn(meetingRow number: Int, of table: FactorTable) -> [Factor] {
        let folder = String(table.name.prefix { $0 != "/" })
        let words = table.keyColumns.map { vocabularies[keyVocabularies.name(of: $0, in: folder)] }
        return table.builtIn(meetingRow: number, words: words)
    }
}
