import Tables

/// Rows of ours as texts, back to back: a row of a large sheet costs what its texts do.
struct SurveyRows: Sendable {
    /// Of each row its line, its kind, what tells it from others of the line, and a cell for each column that any has.
    private var rows = SheetRows()
    private var ids: [String] = []
    /// How many texts of each column are not empty.
    private var counts: [Int] = []
    /// The line of the last row.
    private(set) var lastLine: Int?
    private static let headCount = 2

    /// How many rows.
    var count: Int { rows.count }

    /// How many texts of a column are not empty.
    func filled(_ id: String) -> Int { ids.firstIndex(of: id).map { counts[$0] } ?? 0 }

    /// Adds a row.
    mutating func append(_ row: SurveyConversion.Row) {
        var cells = [row.kind, row.name]
        cells.reserveCapacity(SurveyRows.headCount + ids.count)
        // Rows of a sheet have their texts in the same order, as a rule.
        var next = 0
        for (id, text) in row.values where !text.isEmpty {
            if next >= ids.count || ids[next] != id {
                next = ids.firstIndex(of: id) ?? ids.count
                if next == ids.count {
                    ids.append(id)
                    counts.append(0)
                }
            }
            counts[next] += 1
            next += 1
            while cells.count < SurveyRows.headCount + next { cells.append("") }
            cells[SurveyRows.headCount + next - 1] = text
        }
        lastLine = row.line
        rows.append((row.line, cells))
    }

    /// A row; texts that are blank are absent.
    subscript(row: Int) -> SurveyConversion.Row {
        let (line, cells) = rows[row]
        var values = RowTexts(capacity: cells.count + 4)
        for place in SurveyRows.headCount..<cells.count where !cells[place].isEmpty {
            values.add(ids[place - SurveyRows.headCount], cells[place])
        }
        return SurveyConversion.Row(line: line, kind: cells[0], values: values, name: cells[1])
    }

    /// The texts of some columns of a row, empty where it has none.
    func texts(_ row: Int, at places: [Int?]) -> [String] {
        let cells = rows[row].cells
        return places.map { place in place.flatMap { $0 < cells.count ? cells[$0] : nil } ?? "" }
    }

    /// Where the texts of columns stand.
    func places(of columns: [String]) -> [Int?] {
        columns.map { id in ids.firstIndex(of: id).map { $0 + SurveyRows.headCount } }
    }

    /// Lets the room of rows go that are read no more.
    mutating func forget(before row: Int) { rows.forget(before: row) }

    /// All rows, one after another.
    var all: some Sequence<SurveyConversion.Row> { (0..<count).lazy.map { self[$0] } }
}
