import Documents
public import Tables

/// The rejected rows of an inventory as files to send back: one workbook with a sheet a table, or a CSV file a table.
///
/// ```swift
/// try RejectedFiles(inventory.rejected).write(to: "back.xlsx", in: .zh)
/// ```
public struct RejectedFiles: Sendable {
    private let tables: [(name: String, rows: RejectedRows)]

    /// The rows of several tables; each table gets a name of its own.
    public init(_ tables: [RejectedRows]) {
        var names = SheetNames()
        self.tables = tables.map { (names.name(of: $0.file), $0) }
    }

    /// Writes the rows; returns the files written. CSV of several tables: the first at the path, the others beside it under
    /// the names of their tables.
    public func write(to path: String, in language: Language) throws -> [String] {
        guard !tables.isEmpty else { return [] }
        // Of the old form none is written.
        if InventoryWorkbook.isWorkbook(path), !path.lowercased().hasSuffix(".xls") {
            try writeWorkbook(to: path, language)
            return [path]
        }
        let stem = path.lowercased().hasSuffix(".csv") ? String(path.dropLast(4)) : path
        var written: [String] = []
        for (number, table) in tables.enumerated() {
            let file = number == 0 ? path : stem + "." + table.name + ".csv"
            try table.rows.write(to: file, in: language, byteOrderMark: true)
            written.append(file)
        }
        return written
    }

    private func writeWorkbook(to path: String, _ language: Language) throws(DocumentError) {
        let book = try WorkbookWriter(
            path: path,
            properties: .init(title: language == .zh ? "退回的行" : "rejected rows", created: 1_704_067_200))
        let wrong = CellStyle {
            $0.background = 0xF6D5D5
            $0.wraps = true
        }
        for table in tables {
            let sheet = book.addSheet(table.name)
            let grid = table.rows.grid(in: language)
            sheet.freeze(rows: 1)
            for (place, header) in grid.header.enumerated() {
                sheet.set(.text(header), row: 1, column: place + 1, style: .header)
            }
            sheet.width(60, columns: grid.header.count...grid.header.count)
            for (number, row) in grid.rows.enumerated() {
                for (place, cell) in row.cells.enumerated() where !cell.isEmpty || row.wrong.contains(place) {
                    sheet.set(
                        cell.isEmpty ? .blank : .text(cell), row: number + 2, column: place + 1,
                        style: row.wrong.contains(place) || place == row.cells.count - 1 ? wrong : .plain)
                }
            }
        }
        try book.close()
    }
}
