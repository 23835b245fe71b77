import CLibXLSXWriter
internal import Glibc
public import Quantities
import Tables

/// Rows of a sheet that are written as they come, each column in one look: for sheets whose cells are counted in millions.
///
/// The library's own way goes through a cell at a time, each printed with a format of its own; these rows go to the same
/// temporary file as text. The workbook must be one of constant memory, and from then on nothing else may be written to rows
/// of the sheet.
///
/// ```swift
/// let rows = sheet.rows(from: 2, styles: [.plain, masses])
/// rows.text("锅炉 1")
/// rows.mass(mass)
/// rows.end()
/// rows.finish()
/// ```
public final class WorkbookRows {
    private let sheet: WorkbookWriter.Sheet
    private let pointer: UnsafeMutablePointer<lxw_worksheet>?
    /// For each column what stands before the number of the row, and behind it.
    private let openings: [(before: [UInt8], behind: [UInt8])]
    private var bytes: [UInt8] = []
    private var rowText: [UInt8] = []
    private var column = 0
    /// The row that is written next.
    public private(set) var row: Int

    private static let flushed = 1 << 20
    private let textStart = Array(" t=\"inlineStr\"><is><t>".utf8)
    private let spacedTextStart = Array(" t=\"inlineStr\"><is><t xml:space=\"preserve\">".utf8)
    private let textEnd = Array("</t></is></c>".utf8)
    private let valueStart = Array("><v>".utf8)
    private let valueEnd = Array("</v></c>".utf8)
    private let blankEnd = Array("/>".utf8)

    init(
        _ sheet: WorkbookWriter.Sheet, _ pointer: UnsafeMutablePointer<lxw_worksheet>?, from row: Int,
        styles: [CellStyle]
    ) {
        self.sheet = sheet
        self.pointer = pointer
        self.row = row
        openings = styles.enumerated().map { column, style in
            let look = sheet.book.format(style).map { " s=\"\(lxw_format_get_xf_index($0))\"" } ?? ""
            return (Array("<c r=\"\(WorkbookWriter.columnName(column + 1))".utf8), Array("\"\(look)".utf8))
        }
        bytes.reserveCapacity(WorkbookRows.flushed + 1 << 16)
        // What is waiting to be written stands above these rows.
        if let pointer { lxw_worksheet_write_single_row(pointer) }
    }

    private func open() {
        if column == 0 {
            rowText.removeAll(keepingCapacity: true)
            rowText.append(decimal: row)
            bytes.append(contentsOf: "<row r=\"".utf8)
            bytes.append(contentsOf: rowText)
            bytes.append(contentsOf: "\">".utf8)
        }
        bytes.append(contentsOf: openings[column].before)
        bytes.append(contentsOf: rowText)
        bytes.append(contentsOf: openings[column].behind)
        column += 1
    }

    /// A cell with nothing but its look.
    public func blank() {
        open()
        bytes.append(contentsOf: blankEnd)
    }

    /// A cell with a text; an empty one is blank.
    public func text(_ text: String) {
        guard !text.isEmpty else { return blank() }
        guard WorkbookWriter.isWritable(text) else { return sheet.book.fail(.cellText, text) }
        var text = OfficeText.escaped(text)
        open()
        text.withUTF8 { characters in
            func isSpace(_ byte: UInt8?) -> Bool { byte == 0x20 || byte.map { (9...13).contains($0) } ?? false }
            let isSpaced = isSpace(characters.first) || isSpace(characters.last)
            bytes.append(contentsOf: isSpaced ? spacedTextStart : textStart)
            if characters.contains(where: { $0 < 0x20 || $0 == 0x26 || $0 == 0x3C || $0 == 0x3E }) {
                for byte in characters { append(character: byte) }
            } else {
                bytes.append(contentsOf: characters)
            }
        }
        bytes.append(contentsOf: textEnd)
    }

    /// A byte of a text, as it stands in the file.
    private func append(character byte: UInt8) {
        switch byte {
        case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
        case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
        case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
        case 9, 10: bytes.append(byte)
        case ..<0x20:
            let digits = Array("0123456789ABCDEF".utf8)
            bytes.append(contentsOf: "_x00".utf8)
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
            bytes.append(UInt8(ascii: "_"))
        default: bytes.append(byte)
        }
    }

    /// A cell with a number, which must be finite.
    public func number(_ number: Double) {
        guard number.isFinite else { return sheet.book.fail(.cellNumber, "\(sheet.name) \(row):\(column + 1)") }
        open()
        bytes.append(contentsOf: valueStart)
        bytes.append(contentsOf: DecimalText.shortest(number).utf8)
        bytes.append(contentsOf: valueEnd)
    }

    /// A cell with the tonnes of a mass, all their digits.
    public func mass(_ mass: Mass) {
        open()
        bytes.append(contentsOf: valueStart)
        mass.appendTonnes(to: &bytes)
        bytes.append(contentsOf: valueEnd)
    }

    /// Ends the row.
    public func end() {
        guard row <= WorkbookWriter.rowLimit, column == openings.count else {
            return sheet.book.fail(.place, "\(sheet.name) \(row)")
        }
        bytes.append(contentsOf: "</row>".utf8)
        (row, column) = (row + 1, 0)
        if bytes.count >= WorkbookRows.flushed { flush() }
    }

    /// Ends the rows.
    public func finish() {
        flush()
        guard let pointer, row > 1 else { return }
        pointer.pointee.dim_rowmax = max(pointer.pointee.dim_rowmax, UInt32(row - 2))
    }

    private func flush() {
        defer { bytes.removeAll(keepingCapacity: true) }
        guard let file = pointer?.pointee.optimize_tmpfile else { return }
        if fwrite(bytes, 1, bytes.count, file) != bytes.count { sheet.book.fail(.cannotWrite, sheet.name) }
    }
}
