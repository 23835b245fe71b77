import Calculation
import Documents
import Quantities
import Tables

/// A sheet of an exported workbook: titles, and rows whose numbers are numbers. A blank says that nothing is known.
struct ExportSheet {
    let name: String
    let titles: [String]
    var rows: [[CellContent?]] = []

    /// A mass as a number of tonnes. Up to 9,007 t a double tells every microgram; beyond that a text beside it does.
    static func tonnes(_ mass: Mass?) -> CellContent? { mass.map { .number($0.inTonnes) } }

    /// A text; nothing where it is empty.
    static func text(_ text: String) -> CellContent? { text.isEmpty ? nil : .text(text) }

    /// The sheet with the source classes that the totals of its rows' pollutants lack in a last column; as it is where
    /// its rows are of no pollutant.
    private func telling(_ incomplete: IncompleteTotals) -> ExportSheet {
        guard !incomplete.isEmpty, let place = titles.firstIndex(of: "污染物") else { return self }
        return ExportSheet(
            name: name, titles: titles + ["合计不完整，缺少"],
            rows: rows.map { row in
                guard row.count > place, case .text(let pollutant) = row[place] else { return row }
                return row + Array(repeating: nil, count: titles.count - row.count)
                    + [incomplete.told(pollutant).map { .text($0.zh) }]
            })
    }

    /// What totals lack, of all pollutants of a workbook; none where all are complete.
    private static func sheet(of incomplete: IncompleteTotals) -> [ExportSheet] {
        guard !incomplete.isEmpty else { return [] }
        return [
            ExportSheet(
                name: "完整性", titles: ["污染物", "完整性"],
                rows: incomplete.entries.map { [.text($0.pollutant), .text("incomplete: \($0.told.zh)")] })
        ]
    }

    /// Writes sheets to a workbook, the same bytes for the same sheets. What the totals of pollutants lack stands behind
    /// the rows and in a sheet of its own.
    static func write(
        _ sheets: [ExportSheet], incomplete: IncompleteTotals, to path: String, title: String, author: String, year: Int
    ) throws(DocumentError) {
        // Midday of the first of January after the year, to the day near enough: equal inventories, equal bytes.
        let created = Int((Double(year + 1 - 1970) * 365.2425).rounded()) * 86_400 + 43_200
        let book = try WorkbookWriter(
            path: path, properties: .init(title: title, subject: "", author: author, created: created),
            isConstantMemory: true)
        for content in sheets.map({ $0.telling(incomplete) }) + sheet(of: incomplete) {
            // A sheet has room for so many rows; what is more goes on in another.
            let room = WorkbookWriter.rowLimit - 1
            var (start, number) = (0, 1)
            repeat {
                let end = min(start + room, content.rows.count)
                content.write(
                    Array(content.rows[start..<end]),
                    to: book.addSheet(WorkbookWriter.sheetName(of: content.name, number: number))
                )
                (start, number) = (end, number + 1)
            } while start < content.rows.count
        }
        try book.close()
    }

    private func write(_ rows: [[CellContent?]], to sheet: WorkbookWriter.Sheet) {
        sheet.width(16, columns: 1...max(titles.count, 1))
        sheet.freeze(rows: 1)
        for (place, title) in titles.enumerated() { sheet.set(.text(title), row: 1, column: place + 1, style: .header) }
        for (number, row) in rows.enumerated() {
            for (place, content) in row.enumerated() {
                if let content { sheet.set(content, row: number + 2, column: place + 1) }
            }
        }
        if !rows.isEmpty { sheet.filter(rows: 1...rows.count + 1, columns: 1...titles.count) }
    }
}
