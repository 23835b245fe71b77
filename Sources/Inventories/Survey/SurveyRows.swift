import Tables

/// Rows of ours as texts, column by column: a row of a large sheet costs what its texts do.
struct SurveyRows: Sendable {
    private var lines: [Int] = []
    private var kinds: [String] = []
    private var names: [String] = []
    private var texts: [String: TextColumn] = [:]
    /// How many texts of a column are not empty.
    private(set) var filled: [String: Int] = [:]

    /// How many rows.
    var count: Int { lines.count }
    /// The line of the last row.
    var lastLine: Int? { lines.last }

    /// Adds a row.
    mutating func append(_ row: SurveyConversion.Row) {
        for (id, text) in row.values where !text.isEmpty {
            // Columns that a row has not end before it.
            while texts[id, default: TextColumn()].count < count { texts[id, default: TextColumn()].append("") }
            texts[id, default: TextColumn()].append(text)
            filled[id, default: 0] += 1
        }
        lines.append(row.line)
        kinds.append(row.kind)
        names.append(row.name)
    }

    /// The text of a column; `nil` where it is blank.
    func text(_ id: String, _ row: Int) -> String? {
        guard let column = texts[id], row < column.count else { return nil }
        let text = column[row]
        return text.isEmpty ? nil : text
    }

    /// A row; texts that are blank are absent.
    subscript(row: Int) -> SurveyConversion.Row {
        var values: [String: String] = [:]
        for id in texts.keys { values[id] = text(id, row) }
        return SurveyConversion.Row(line: lines[row], kind: kinds[row], values: values, name: names[row])
    }

    /// All rows, one after another.
    var all: some Sequence<SurveyConversion.Row> { (0..<count).lazy.map { self[$0] } }
}
