import Documents
import Tables

/// Cells joined over several rows of a table: what their one value holds for.
struct MergedCells {
    private let merges: [WorkbookReader.Merge]

    init(_ merges: [WorkbookReader.Merge]) {
        self.merges = merges.filter { $0.rows.count > 1 }
    }

    /// Whether no cells are joined over several rows.
    var isEmpty: Bool { merges.isEmpty }

    /// Rows of a sheet in the same way; as they are where no cells are joined.
    func filled(
        _ rows: SheetRows, shared: Set<Int>, amounts: Set<Int>, place: String, findings: inout Findings
    ) -> SheetRows {
        guard !isEmpty else { return rows }
        return SheetRows(filled(Array(rows), shared: shared, amounts: amounts, place: place, findings: &findings))
    }

    /// Rows with the value of a joined cell in each of its rows, in columns that rows may share. One amount for several
    /// rows is a finding: how much is whose it does not say.
    private func filled(
        _ rows: [(line: Int, cells: [String])], shared: Set<Int>, amounts: Set<Int>, place: String,
        findings: inout Findings
    ) -> [(line: Int, cells: [String])] {
        var rows = rows
        var places: [Int: Int] = [:]
        for (i, row) in rows.enumerated() { places[row.line] = i }
        for merge in merges {
            let column = merge.columns.lowerBound - 1
            guard let start = places[merge.rows.lowerBound], column < rows[start].cells.count,
                !rows[start].cells[column].isEmpty
            else { continue }
            if amounts.contains(column), merge.rows.contains(where: { $0 > merge.rows.lowerBound && places[$0] != nil })
            {
                findings.add(
                    Finding(
                        .error, .mergedAmount,
                        at: Location(
                            file: place, line: merge.rows.lowerBound, column: WorkbookWriter.columnName(column + 1),
                            columnNumber: column + 1),
                        value: rows[start].cells[column],
                        expected: Label("每行各自的数量", "an amount for each row")))
            }
            guard shared.contains(column) else { continue }
            for line in merge.rows.dropFirst() {
                guard let i = places[line] else { continue }
                while rows[i].cells.count <= column { rows[i].cells.append("") }
                if rows[i].cells[column].isEmpty { rows[i].cells[column] = rows[start].cells[column] }
            }
        }
        return rows
    }
}

extension ColumnSchema {
    /// Whether one number for several rows would have to be divided among them.
    var isShareOfRows: Bool { roles.contains(.extensive) || roles.contains(.count) }
}

extension Findings {
    /// Says which hidden columns hold something.
    mutating func addHidden(
        _ hidden: [ClosedRange<Int>], _ rows: SheetRows, place: String
    ) {
        guard !hidden.isEmpty else { return }
        let width = rows.widest(from: 0)
        for range in hidden where range.lowerBound <= width {
            for column in range.clamped(to: 1...max(width, 1))
            where rows.contains(where: { column <= $0.cells.count && !$0.cells[column - 1].isEmpty }) {
                add(
                    Finding(
                        .warning, .hiddenColumn,
                        at: Location(file: place, column: WorkbookWriter.columnName(column), columnNumber: column)))
            }
        }
    }
}

extension Finding.Message {
    static let mergedAmount = Finding.Message(
        "merged-amount", "数量单元格跨行合并，无法分到各行", "an amount is joined over several rows: how much is whose it does not say")
}
