/// Writes delimited text by RFC 4180: commas, LF, quotes only where a field needs them. Text that a spreadsheet would take
/// for a formula stands behind an apostrophe, which readers of tables take away again.
public struct CSVWriter: Sendable {
    /// What is written so far.
    public private(set) var bytes: [UInt8]

    /// A writer; spreadsheets on Windows need the byte order mark to recognise UTF-8.
    public init(byteOrderMark: Bool = false) { bytes = byteOrderMark ? [0xEF, 0xBB, 0xBF] : [] }

    /// Adds a row.
    public mutating func row(_ cells: [String]) {
        for (i, cell) in cells.enumerated() {
            if i > 0 { bytes.append(UInt8(ascii: ",")) }
            field(cell)
        }
        // A row of one empty field would be a blank line.
        if cells.count == 1, cells[0].isEmpty { bytes.append(contentsOf: [UInt8(ascii: "\""), UInt8(ascii: "\"")]) }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Hands over what is written so far and begins anew, for writing in pieces.
    public mutating func take() -> [UInt8] {
        let taken = bytes
        bytes.removeAll(keepingCapacity: true)
        return taken
    }

    private mutating func field(_ cell: String) {
        let cell = FormulaGuard.guards(cell) ? "'" + cell : cell
        let needsQuotes =
            cell.utf8.first == 0x20 || cell.utf8.last == 0x20
            || cell.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
        guard needsQuotes else {
            bytes.append(contentsOf: cell.utf8)
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in cell.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
