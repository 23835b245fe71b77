import Inventories
import Tables

/// The sources of one kind in two years: by id, those without one by all their words, in the order in which they stand.
struct SourcePairs {
    /// The rows of one source.
    struct Pair {
        let old: Int
        let new: Int
    }

    /// Those of both years.
    private(set) var both: [Pair] = []
    /// Those of the earlier year alone.
    private(set) var onlyOld: [Int] = []
    /// Those of the later year alone.
    private(set) var onlyNew: [Int] = []

    init(_ old: ReportKind?, _ new: ReportKind?) {
        var rows: [String: [Int]] = [:]
        for row in (0..<(old?.rowCount ?? 0)).reversed() {
            rows[old.map { SourcePairs.name(of: row, in: $0) } ?? "", default: []].append(row)
        }
        for row in 0..<(new?.rowCount ?? 0) {
            if let name = new.map({ SourcePairs.name(of: row, in: $0) }), let partner = rows[name]?.popLast() {
                both.append(Pair(old: partner, new: row))
            } else {
                onlyNew.append(row)
            }
        }
        onlyOld = rows.values.joined().sorted()
    }

    private static func name(of row: Int, in kind: ReportKind) -> String {
        let id = kind.text(Column.id, row: row)
        guard id.isEmpty else { return "\u{1}" + id }
        return kind.kind.schema.columns.indices.compactMap { place in
            let column = kind.kind.schema.columns[place]
            guard column.unit == nil, column.id != Column.note else { return nil }
            return kind.cells[place]?[row] ?? ""
        }.joined(separator: "\u{1}")
    }
}
