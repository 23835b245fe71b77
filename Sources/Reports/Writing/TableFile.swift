import Tables

extension ReportTable {
    /// Writes the table, which is none of parts, as CSV to a file.
    func writeCSV(to path: String) throws { try TableFile(self, at: path).end() }
}

/// A table as CSV while it is written, a quarter of a megabyte at a time.
final class TableFile {
    private let table: ReportTable
    private let file: OutputText
    // Spreadsheets recognise UTF-8 by the byte order mark.
    private var writer = CSVWriter(byteOrderMark: true)
    private static let flushed = 1 << 18

    /// A file with the header and the rows that are of no part.
    init(_ table: ReportTable, at path: String) throws {
        self.table = table
        file = OutputText(try AtomicFile(path))
        writer.row(table.columns.map(\.id))
        try table.forEachRow { try row($0) }
    }

    func take(_ part: ReportPart) throws { try table.ofPart?(part) { try row($0) } }

    func end() throws {
        try file.write(writer.take())
        try file.commit()
    }

    private func row(_ cells: [ReportTable.Cell]) throws {
        writer.row(cells.map(\.text))
        if writer.bytes.count > TableFile.flushed { try file.write(writer.take()) }
    }
}

/// A file that closures write to.
final class OutputText {
    private var file: AtomicFile?

    init(_ file: consuming AtomicFile) { self.file = consume file }

    func write(_ bytes: [UInt8]) throws(FileError) { try file?.write(bytes) }

    func commit() throws(FileError) { try file.take()?.commit() }
}
