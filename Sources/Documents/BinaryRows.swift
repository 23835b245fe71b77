import Tables

/// The rows of a sheet of records. One pass finds where each row's cells are, whatever their order; texts are made
/// when a row is asked for.
final class BinaryRows: SheetCursor {
    private(set) var merges: [WorkbookReader.Merge] = []
    private(set) var hiddenColumns: [ClosedRange<Int>] = []
    private let book: BinaryWorkbook
    let file: String
    private var hiddenRows: Set<Int> = []
    /// Row and place of each record with cells, the row in the upper half.
    private var records: [UInt64] = []
    private var taken = 0

    private typealias Kind = BinaryRecord.Kind

    init(_ book: BinaryWorkbook, from start: Int, to end: Int, file: String) throws(DocumentError) {
        self.book = book
        self.file = file
        // 16 is a sheet with rows.
        guard let first = BinaryRecord(at: start, in: book.bytes), first.kind == Kind.bof,
            first.unsigned16(2, in: book.bytes) == 16
        else { throw damaged("BOF") }
        try find(from: first.body.upperBound, to: end)
        if zip(records, records.dropFirst()).contains(where: { $0 > $1 }) { records.sort() }
    }

    func next() throws(DocumentError) -> WorkbookReader.Row? {
        while taken < records.count {
            let row = Int(records[taken] >> 32)
            var cells = Cells()
            while taken < records.count, Int(records[taken] >> 32) == row {
                let place = Int(records[taken] & 0xFFFF_FFFF)
                taken += 1
                try read(at: place, into: &cells)
            }
            guard !cells.texts.isEmpty || !cells.uncalculated.isEmpty else { continue }
            return WorkbookReader.Row(
                number: row + 1, cells: cells.texts, errors: cells.errors, uncalculated: cells.uncalculated,
                isHidden: hiddenRows.contains(row))
        }
        return nil
    }

    private func damaged(_ what: String) -> DocumentError { DocumentError(.binaryDamaged, in: file, value: what) }

    // MARK: Where cells are

    private func find(from start: Int, to end: Int) throws(DocumentError) {
        let bytes = book.bytes
        var place = start
        // Charts within the sheet bring records of their own along.
        var depth = 1
        while depth > 0 {
            guard place < end, let record = BinaryRecord(at: place, in: bytes) else { throw damaged("EOF") }
            switch record.kind {
            case Kind.bof: depth += 1
            case Kind.eof: depth -= 1
            case _ where depth > 1: break
            case Kind.labelSST, Kind.number, Kind.rk, Kind.mulRK, Kind.label, Kind.rString, Kind.boolErr, Kind.formula:
                guard record.body.count >= 6, let row = record.unsigned16(0, in: bytes) else { throw damaged("cell") }
                records.append(UInt64(row) << 32 | UInt64(place))
            case Kind.row:
                guard let row = record.unsigned16(0, in: bytes), let flags = record.byte(12, in: bytes) else {
                    throw damaged("ROW")
                }
                if flags & 0x20 != 0 { hiddenRows.insert(row) }
            case Kind.columnInfo: try addColumns(record)
            case Kind.mergedCells: try addMerges(record)
            default: break
            }
            place = record.body.upperBound
        }
    }

    private func addColumns(_ record: BinaryRecord) throws(DocumentError) {
        guard let first = record.unsigned16(0, in: book.bytes), let last = record.unsigned16(2, in: book.bytes),
            let flags = record.byte(8, in: book.bytes), first <= last
        else { throw damaged("COLINFO") }
        if flags & 1 != 0, hiddenColumns.count < book.limits.columns { hiddenColumns.append(first + 1...last + 1) }
    }

    private func addMerges(_ record: BinaryRecord) throws(DocumentError) {
        guard let count = record.unsigned16(0, in: book.bytes) else { throw damaged("MERGEDCELLS") }
        for number in 0..<count {
            let ends = (0..<4).compactMap { record.unsigned16(2 + number * 8 + $0 * 2, in: book.bytes) }
            guard ends.count == 4, ends[0] <= ends[1], ends[2] <= ends[3], merges.count < book.limits.merges else {
                throw damaged("MERGEDCELLS")
            }
            merges.append(
                WorkbookReader.Merge(rows: ends[0] + 1...ends[1] + 1, columns: ends[2] + 1...ends[3] + 1))
        }
    }

    // MARK: What cells hold

    /// The cells of a row that are read so far.
    private struct Cells {
        var texts: [String] = []
        var errors: [Int] = []
        var uncalculated: [Int] = []
    }

    private func put(_ text: String, _ column: Int, isError: Bool = false, _ cells: inout Cells) throws(DocumentError) {
        guard !text.isEmpty else { return }
        guard column <= book.limits.columns else {
            taken = records.count
            throw DocumentError(.tooManyColumns, in: file, value: WorkbookWriter.columnName(column))
        }
        if isError, cells.errors.count < book.limits.columns { cells.errors.append(column) }
        while cells.texts.count < column { cells.texts.append("") }
        cells.texts[column - 1] = text
    }

    private func read(at place: Int, into cells: inout Cells) throws(DocumentError) {
        let bytes = book.bytes
        guard let record = BinaryRecord(at: place, in: bytes), let first = record.unsigned16(2, in: bytes),
            let style = record.unsigned16(4, in: bytes)
        else { throw damaged("cell") }
        let column = first + 1
        switch record.kind {
        case Kind.labelSST:
            guard let text = record.unsigned32(6, in: bytes).flatMap({ book.texts.text($0) }) else {
                throw damaged("LABELSST")
            }
            try put(text, column, &cells)
        case Kind.label, Kind.rString:
            try put(try book.text(of: record, offset: 6, lengthOf: 2, "LABEL"), column, &cells)
        case Kind.number:
            guard let value = record.unsigned64(6, in: bytes) else { throw damaged("NUMBER") }
            try put(Double(bitPattern: value), style, column, &cells)
        case Kind.rk:
            guard let value = record.unsigned32(6, in: bytes) else { throw damaged("RK") }
            try put(BinaryRows.number(packed: value), style, column, &cells)
        case Kind.mulRK:
            // Six bytes a cell, style and number; the last column stands behind them.
            for number in 0..<max(record.body.count - 6, 0) / 6 {
                guard let style = record.unsigned16(4 + number * 6, in: bytes),
                    let value = record.unsigned32(6 + number * 6, in: bytes)
                else { throw damaged("MULRK") }
                try put(BinaryRows.number(packed: value), style, column + number, &cells)
            }
        case Kind.boolErr:
            guard let value = record.byte(6, in: bytes), let isError = record.byte(7, in: bytes) else {
                throw damaged("BOOLERR")
            }
            try put(value, isError: isError != 0, column, &cells)
        default: try readFormula(record, style, column, &cells)
        }
    }

    /// What the formula had come to when the file was saved.
    private func readFormula(
        _ record: BinaryRecord, _ style: Int, _ column: Int, _ cells: inout Cells
    ) throws(DocumentError) {
        guard let value = record.unsigned64(6, in: book.bytes) else { throw damaged("FORMULA") }
        // Programs that do not calculate store a nought that is to be calculated when the file is opened.
        if value == 0, let flags = record.byte(14, in: book.bytes), flags & 2 != 0 {
            if column <= book.limits.columns, cells.uncalculated.count < book.limits.columns {
                cells.uncalculated.append(column)
            }
            return
        }
        guard value >> 48 == 0xFFFF else { return try put(Double(bitPattern: value), style, column, &cells) }
        let content = UInt8(truncatingIfNeeded: value >> 16)
        switch value & 0xFF {
        case 0: try put(try text(behind: record), column, &cells)
        case 1, 2: try put(content, isError: value & 0xFF == 2, column, &cells)
        default: break
        }
    }

    /// The text of a formula: it follows, perhaps behind what several formulas share.
    private func text(behind formula: BinaryRecord) throws(DocumentError) -> String {
        var place = formula.body.upperBound
        for _ in 0..<4 {
            guard let record = BinaryRecord(at: place, in: book.bytes) else { break }
            if record.kind == Kind.string {
                return try book.text(of: record, offset: 0, lengthOf: 2, "STRING")
            }
            place = record.body.upperBound
        }
        throw damaged("STRING")
    }

    private func put(
        _ number: Double, _ style: Int, _ column: Int, _ cells: inout Cells
    ) throws(DocumentError) {
        guard number.isFinite else { return try put("#NUM!", column, isError: true, &cells) }
        let format = book.formats.indices.contains(style) ? book.formats[style] : .number
        try put(format.text(of: number, countsFrom1904: book.countsFrom1904), column, &cells)
    }

    private func put(_ value: UInt8, isError: Bool, _ column: Int, _ cells: inout Cells) throws(DocumentError) {
        try put(
            isError ? BinaryRows.errors[value] ?? "#ERR" : value == 0 ? "FALSE" : "TRUE", column, isError: isError,
            &cells)
    }

    private static let errors: [UInt8: String] = [
        0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    ]

    /// A number of 30 bits, whole or the upper part of a floating one, and whether it stands for a hundredth.
    private static func number(packed value: Int) -> Double {
        let number =
            value & 2 != 0
            ? Double(Int32(truncatingIfNeeded: value) >> 2) : Double(bitPattern: UInt64(value & ~3) << 32)
        return value & 1 != 0 ? number / 100 : number
    }
}
