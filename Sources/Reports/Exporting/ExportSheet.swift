import Documents
import Quantities

/// A sheet of an exported workbook: titles, and rows whose numbers are numbers. A blank says that nothing is known.
struct ExportSheet {
    let name: String
    let titles: [String]
    var rows: [[CellContent?]] = []

    /// A mass as a number of tonnes. Up to 9,007 t a double tells every microgram; beyond that a text beside it does.
    static func tonnes(_ mass: Mass?) -> CellContent? { mass.map { .number($0.inTonnes) } }

    /// A text; nothing where it is empty.
    static func text(_ text: String) -> CellContent? { text.isEmpty ? nil : .text(text) }

    /// Writes sheets to a workbook, the same bytes for the same sheets.
    static func write(
        _ sheets: [ExportSheet], to path: String, title: String, author: String, year: Int
    ) throws(DocumentError) {
        // Midday of the first of January after the year, to the day near enough: equal inventories, equal bytes.
        let created = Int((Double(year + 1 - 1970) * 365.2425).rounded()) * 86_400 + 43_200
        let book = try WorkbookWriter(
            path: path, properties: .init(title: title, subject: "", author: author, created: created),
            isConstantMemory: true)
        for content in sheets {
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
