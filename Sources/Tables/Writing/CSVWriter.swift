package import Quantities

/// Writes delimited text by RFC 4180: commas, LF, quotes only where a field needs them. Text that a spreadsheet would take
/// for a formula stands behind an apostrophe, which readers of tables take away again.
public struct CSVWriter: Sendable {
    /// What is written so far.
    public private(set) var bytes: [UInt8]

    /// Whether a cell of the row that is being written stands before the next.
    private var hasCells = false

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

    /// Adds a cell to the row that is being written, which `endRow` ends: for long tables, whose rows need no lists of texts.
    package mutating func cell(_ text: String) {
        if hasCells { bytes.append(UInt8(ascii: ",")) }
        hasCells = true
        field(text)
    }

    /// Adds a cell with the tonnes of a mass, all their digits.
    package mutating func cell(_ mass: Mass) {
        if hasCells { bytes.append(UInt8(ascii: ",")) }
        hasCells = true
        mass.appendTonnes(to: &bytes)
    }

    /// Ends the row of several cells that is being written.
    package mutating func endRow() {
        bytes.append(UInt8(ascii: "\n"))
        hasCells = false
    }

    /// Hands over what is written so far and begins anew, for writing in pieces.
    public mutating func take() -> [UInt8] {
        let taken = bytes
        bytes.removeAll(keepingCapacity: true)
        return taken
    }

    private mutating func field(_ cell: String) {
        var cell = FormulaGuard.guards(cell) ? "'" + cell : cell
        cell.withUTF8 { text in
            guard CSVWriter.needsQuotes(text) else {
                bytes.append(contentsOf: text)
                return
            }
            bytes.append(UInt8(ascii: "\""))
            for byte in text {
                if byte == UInt8(ascii: "\"") { bytes.append(byte) }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "\""))
        }
    }

    private static func needsQuotes(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        if text.first == 0x20 || text.last == 0x20 { return true }
        for byte in text where byte == 0x2C || byte == 0x22 || byte == 0x0A || byte == 0x0D { return true }
        return false
    }
}
