import CLibXML2
import Tables

/// Makes rows of the events of a sheet's XML.
final class SheetHandler: SAXHandler {
    private enum Kind { case number, shared, text, flag, error, date }
    private enum Part { case none, value, inline }

    private let texts: SharedTexts
    private let formats: [CellFormat]
    private let countsFrom1904: Bool
    private let limits: WorkbookLimits
    private(set) var merges: [WorkbookReader.Merge] = []
    private(set) var hiddenColumns: [ClosedRange<Int>] = []
    /// What kind of part this is, once its first tag is read.
    private var isSheet: Bool?
    /// Whether the element that holds the rows, though there may be none, has begun.
    private(set) var hasData = false

    private var rows: [WorkbookReader.Row] = []
    private var taken = 0
    /// The last row, which may go on: some programs write each cell in a row of its own.
    private var open: WorkbookReader.Row?
    private var isHidden = false

    private var number = 0
    private var cells: [String] = []
    private var errors: [Int] = []
    private var uncalculated: [Int] = []

    private var column = 0
    private var kind = Kind.number
    private var style = 0
    private var hasFormula = false
    private var hasValue = false
    private var value: [UInt8] = []
    private var part = Part.none
    private var phonetic = 0
    private var isInCell = false

    init(texts: SharedTexts, formats: [CellFormat], countsFrom1904: Bool, limits: WorkbookLimits) {
        self.texts = texts
        self.formats = formats
        self.countsFrom1904 = countsFrom1904
        self.limits = limits
    }

    func next() -> WorkbookReader.Row? {
        guard taken < rows.count else {
            rows.removeAll(keepingCapacity: true)
            taken = 0
            return nil
        }
        taken += 1
        return rows[taken - 1]
    }

    /// The row that nothing follows.
    func last() -> WorkbookReader.Row? {
        defer { open = nil }
        return open
    }

    func started(_ tag: SAXTag, _ parser: SAXParser) {
        if isSheet == nil {
            isSheet = tag.isNamed("worksheet")
            if isSheet == false { return damaged("worksheet", parser) }
        }
        if tag.isNamed("sheetData") { hasData = true }
        if tag.isNamed("c") {
            beginCell(tag, parser)
        } else if tag.isNamed("row") {
            beginRow(tag, parser)
        } else if isInCell {
            if tag.isNamed("v") {
                part = .value
                hasValue = true
            } else if tag.isNamed("t") {
                part = phonetic == 0 ? .inline : .none
                hasValue = true
            } else if tag.isNamed("f") {
                hasFormula = true
            } else if tag.isNamed("rPh") {
                phonetic += 1
            }
        } else if tag.isNamed("col") {
            addColumn(tag)
        } else if tag.isNamed("mergeCell") {
            addMerge(tag, parser)
        }
    }

    func ended(_ name: UnsafePointer<xmlChar>, _ parser: SAXParser) {
        if SAXTag.isEqual(name, "c") {
            endCell(parser)
        } else if SAXTag.isEqual(name, "row") {
            endRow()
        } else if SAXTag.isEqual(name, "v") || SAXTag.isEqual(name, "t") {
            part = .none
        } else if SAXTag.isEqual(name, "rPh") {
            phonetic -= 1
        }
    }

    func characters(_ bytes: UnsafeBufferPointer<UInt8>, _ parser: SAXParser) {
        if part != .none { value.append(contentsOf: bytes) }
    }

    private func beginRow(_ tag: SAXTag, _ parser: SAXParser) {
        let given = tag.attribute("r").map { SheetHandler.integer($0) } ?? number + 1
        guard let given, given >= 1 else { return damaged("row", parser) }
        if given > WorkbookWriter.rowLimit { return parser.stop(.tooManyRows, value: "\(given)") }
        guard given >= number else { return parser.stop(.rowsOutOfOrder, value: "\(given)") }
        if given == number, let row = open {
            (cells, errors, uncalculated, isHidden) = (row.cells, row.errors, row.uncalculated, row.isHidden)
        } else {
            if let row = open { rows.append(row) }
            cells.removeAll(keepingCapacity: true)
            isHidden = SheetHandler.isTrue(tag.attribute("hidden"))
        }
        open = nil
        number = given
        column = 0
    }

    private func endRow() {
        if !cells.isEmpty || !uncalculated.isEmpty {
            open = WorkbookReader.Row(
                number: number, cells: cells, errors: errors, uncalculated: uncalculated, isHidden: isHidden)
        }
        cells = []
        errors = []
        uncalculated = []
    }

    private static func isTrue(_ text: UnsafeBufferPointer<UInt8>?) -> Bool {
        text?.first == UInt8(ascii: "1") || text?.first == UInt8(ascii: "t")
    }

    private func addColumn(_ tag: SAXTag) {
        guard SheetHandler.isTrue(tag.attribute("hidden")), hiddenColumns.count < limits.columns,
            let first = tag.attribute("min").flatMap({ SheetHandler.integer($0) }),
            let last = tag.attribute("max").flatMap({ SheetHandler.integer($0) }), first >= 1, first <= last
        else { return }
        hiddenColumns.append(first...last)
    }

    private func beginCell(_ tag: SAXTag, _ parser: SAXParser) {
        if let reference = tag.attribute("r") {
            guard let place = SheetHandler.place(reference[...]) else { return damaged("c", parser) }
            column = place.column
        } else {
            column += 1
        }
        kind = .number
        if let type = tag.attribute("t"), let first = type.first {
            switch first {
            case UInt8(ascii: "s"): kind = type.count == 1 ? .shared : .text
            case UInt8(ascii: "i"): kind = .text
            case UInt8(ascii: "b"): kind = .flag
            case UInt8(ascii: "e"): kind = .error
            case UInt8(ascii: "d"): kind = .date
            default: kind = .number
            }
        }
        style = tag.attribute("s").flatMap { SheetHandler.integer($0) } ?? 0
        isInCell = true
        hasFormula = false
        hasValue = false
        phonetic = 0
        part = .none
        value.removeAll(keepingCapacity: true)
    }

    private func endCell(_ parser: SAXParser) {
        isInCell = false
        part = .none
        // Programs that do not calculate leave the value out, or empty; an empty text is a value.
        if hasFormula, !hasValue || value.isEmpty && kind != .text {
            if column <= limits.columns, uncalculated.count < limits.columns { uncalculated.append(column) }
            return
        }
        guard hasValue, let text = text(parser), !text.isEmpty else { return }
        if column > limits.columns {
            return parser.stop(.tooManyColumns, value: WorkbookWriter.columnName(column))
        }
        if kind == .error, errors.count < limits.columns { errors.append(column) }
        while cells.count < column { cells.append("") }
        cells[column - 1] = text
    }

    private func text(_ parser: SAXParser) -> String? {
        switch kind {
        case .shared:
            // A cell of a text that it does not name is blank.
            if value.isEmpty { return nil }
            guard let index = value.withUnsafeBufferPointer({ SheetHandler.integer($0) }), let text = texts.text(index)
            else {
                damaged("t=\"s\"", parser)
                return nil
            }
            return text
        case .text: return OfficeText.decoded(value)
        case .flag: return value.first == UInt8(ascii: "1") || value.first == UInt8(ascii: "t") ? "TRUE" : "FALSE"
        case .error: return String(decoding: value, as: UTF8.self)
        case .date:
            let text = String(decoding: value, as: UTF8.self)
            return text.hasSuffix("T00:00:00") ? String(text.dropLast(9)) : text
        case .number:
            guard let number = OfficeText.number(value) else { return String(decoding: value, as: UTF8.self) }
            let format = formats.indices.contains(style) ? formats[style] : .number
            return format.text(of: number, countsFrom1904: countsFrom1904)
        }
    }

    private func addMerge(_ tag: SAXTag, _ parser: SAXParser) {
        guard merges.count < limits.merges, let area = tag.attribute("ref"),
            let colon = area.firstIndex(of: UInt8(ascii: ":")), let first = SheetHandler.place(area[..<colon]),
            let last = SheetHandler.place(area[(colon + 1)...]), first.row <= last.row, first.column <= last.column
        else { return damaged("mergeCell", parser) }
        merges.append(WorkbookReader.Merge(rows: first.row...last.row, columns: first.column...last.column))
    }

    private func damaged(_ what: String, _ parser: SAXParser) { parser.stop(.workbookDamaged, value: what) }

    /// A whole number of at most nine digits.
    private static func integer(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        guard (1...9).contains(bytes.count) else { return nil }
        var result = 0
        for byte in bytes {
            guard (48...57).contains(byte) else { return nil }
            result = result * 10 + Int(byte - 48)
        }
        return result
    }

    /// Row and column of `D7`, from 1; `nil` beyond the last cell of a sheet.
    private static func place(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> (row: Int, column: Int)? {
        var column = 0, row = 0
        for byte in bytes where byte != UInt8(ascii: "$") {
            switch byte {
            case 65...90, 97...122:
                guard row == 0 else { return nil }
                column = column * 26 + Int(byte & 31)
            case 48...57: row = row * 10 + Int(byte - 48)
            default: return nil
            }
            guard column <= WorkbookWriter.columnLimit, row <= WorkbookWriter.rowLimit else { return nil }
        }
        return row >= 1 && column >= 1 ? (row, column) : nil
    }
}
