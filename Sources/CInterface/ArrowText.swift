internal import CArrow
import Lantian

/// A stream of Arrow record batches, read where they lie and handed over as rows of delimited text: one batch is held at a time.
final class ArrowText: @unchecked Sendable {
    // One thread at a time asks for the next piece; nothing else touches what is here.
    private var stream: ArrowArrayStream
    private var batch: ArrowArray?
    /// Those of the batch, one a column.
    private var readers: [ColumnReader] = []
    private var row = 0
    private var isAtEnd = false
    private let columns: [Column]
    private var header: [UInt8]?
    /// What a producer said when it failed.
    private(set) var failure: String?
    /// How many rows a piece of text has.
    private static let step = 8192

    /// A column: its name and how its values are stored.
    fileprivate struct Column {
        let name: String
        let form: Form
        /// The values that the numbers of the array mean, where it is dictionary-encoded.
        let values: Form?
    }

    /// Takes a stream over, whose own release it then calls. Throws where it is no table, or a column has a type that no cell
    /// can hold.
    init(_ stream: UnsafeMutablePointer<ArrowArrayStream>, name table: String) throws(InterfaceError) {
        self.stream = stream.pointee
        stream.pointee.release = nil
        var schema = ArrowSchema()
        let code = self.stream.get_schema?(&self.stream, &schema) ?? -1
        guard code == 0 else {
            let why = ArrowText.lastError(&self.stream)
            self.stream.release?(&self.stream)
            throw InterfaceError(
                "表“\(table)”的 Arrow 流没有给出结构，或已经读过：\(why)",
                "the Arrow stream of table '\(table)' gives no schema, or was read before: \(why)")
        }
        defer { schema.release?(&schema) }
        do throws(InterfaceError) {
            columns = try ArrowText.columns(of: schema, table)
        } catch {
            self.stream.release?(&self.stream)
            throw error
        }
        var line: [UInt8] = []
        for (place, column) in columns.enumerated() {
            if place > 0 { line.append(UInt8(ascii: ",")) }
            var name = column.name
            name.withUTF8 { line.append(field: UnsafeRawBufferPointer($0)) }
        }
        line.append(UInt8(ascii: "\n"))
        header = line
    }

    deinit {
        if var batch { batch.release?(&batch) }
        stream.release?(&stream)
    }

    private static func lastError(_ stream: inout ArrowArrayStream) -> String {
        stream.get_last_error?(&stream).map { String(cString: $0) } ?? "no reason given"
    }

    private static func columns(of schema: ArrowSchema, _ table: String) throws(InterfaceError) -> [Column] {
        guard schema.format.map({ String(cString: $0) }) == "+s" else {
            throw InterfaceError("“\(table)”是一列，不是表", "'\(table)' is a column and no table")
        }
        guard schema.n_children > 0 else { throw InterfaceError("表“\(table)”没有列", "table '\(table)' has no columns") }
        var columns: [Column] = []
        for place in 0..<Int(schema.n_children) {
            guard let child = schema.children?[place]?.pointee else { continue }
            let name = child.name.map { String(cString: $0) } ?? ""
            guard !name.isEmpty else {
                throw InterfaceError(
                    "表“\(table)”的第 \(place + 1) 列没有名称", "column \(place + 1) of table '\(table)' has no name")
            }
            let format = child.format.map { String(cString: $0) } ?? ""
            let values = child.dictionary?.pointee.format.map { String(cString: $0) }
            guard let form = Form(format), values.map({ Form($0) != nil }) ?? true else {
                let shown = values ?? format
                guard !shown.hasPrefix("ts") else {
                    throw InterfaceError(
                        "表“\(table)”的列“\(name)”是带时区的时间：请转为日期或不带时区的时间",
                        "column '\(name)' of table '\(table)' has times of a time zone: hand over dates, or times without a zone"
                    )
                }
                throw InterfaceError(
                    "表“\(table)”的列“\(name)”的 Arrow 类型“\(shown)”不能放进单元格；可读的是数、文字、字典、日期和真假",
                    "column '\(name)' of table '\(table)' has the Arrow type '\(shown)', which no cell can hold; numbers, texts, dictionaries, dates and booleans are read"
                )
            }
            columns.append(Column(name: name, form: form, values: values.flatMap(Form.init)))
        }
        return columns
    }

    /// The next rows as text; `nil` at the end.
    func next() -> [UInt8]? {
        if let header {
            self.header = nil
            return header
        }
        while !isAtEnd {
            if let batch, row < Int(batch.length) { return rows(of: batch) }
            readers = []
            if var old = batch { old.release?(&old) }
            batch = nil
            row = 0
            var more = ArrowArray()
            let code = stream.get_next?(&stream, &more) ?? -1
            guard code == 0 else {
                failure = ArrowText.lastError(&stream)
                isAtEnd = true
                return nil
            }
            guard more.release != nil else {
                isAtEnd = true
                return nil
            }
            batch = more
            let children = columns.indices.compactMap { more.children?[$0]?.pointee }
            readers = zip(columns, children).map { ColumnReader($0, $1) }
        }
        return nil
    }

    private func rows(of batch: ArrowArray) -> [UInt8] {
        let end = min(row + ArrowText.step, Int(batch.length))
        var text: [UInt8] = []
        text.reserveCapacity((end - row) * columns.count * 8)
        // A row whose cells are all blank is a blank line to a reader of text: quotes keep it a row.
        for row in row..<end {
            let start = text.count
            for (place, reader) in readers.enumerated() {
                if place > 0 { text.append(UInt8(ascii: ",")) }
                reader.append(Int(batch.offset) + row, to: &text)
            }
            if text.count == start { text.append(contentsOf: [UInt8(ascii: "\""), UInt8(ascii: "\"")]) }
            text.append(UInt8(ascii: "\n"))
        }
        row = end
        return text
    }
}

/// How the values of an Arrow array are stored.
enum Form: Hashable {
    case null, boolean, text32, text64, textView
    case integer(bytes: Int, isSigned: Bool)
    case float32, float64
    case decimal(scale: Int, bytes: Int)
    case days
    /// Times since 1970-01-01, so many a day.
    case times(aDay: Int)

    /// The form of a format string of the C data interface.
    init?(_ format: String) {
        switch format {
        case "n": self = .null
        case "b": self = .boolean
        case "u": self = .text32
        case "U": self = .text64
        case "vu": self = .textView
        case "c": self = .integer(bytes: 1, isSigned: true)
        case "C": self = .integer(bytes: 1, isSigned: false)
        case "s": self = .integer(bytes: 2, isSigned: true)
        case "S": self = .integer(bytes: 2, isSigned: false)
        case "i": self = .integer(bytes: 4, isSigned: true)
        case "I": self = .integer(bytes: 4, isSigned: false)
        case "l": self = .integer(bytes: 8, isSigned: true)
        case "L": self = .integer(bytes: 8, isSigned: false)
        case "f": self = .float32
        case "g": self = .float64
        case "tdD": self = .days
        case "tdm", "tsm:": self = .times(aDay: 86_400_000)
        case "tss:": self = .times(aDay: 86_400)
        case "tsu:": self = .times(aDay: 86_400_000_000)
        case "tsn:": self = .times(aDay: 86_400_000_000_000)
        default:
            // Decimals: `d:precision,scale`, of 128 bits unless it says otherwise.
            let parts = format.split(separator: ",")
            guard format.hasPrefix("d:"), (2...3).contains(parts.count), let scale = Int(parts[1]),
                (0...38).contains(scale), let bits = parts.count == 3 ? Int(parts[2]) : 128,
                [32, 64, 128].contains(bits)
            else { return nil }
            self = .decimal(scale: scale, bytes: bits / 8)
        }
    }
}

/// Writes the values of one array as cells.
private struct ColumnReader {
    private let array: ArrowArray
    private let form: Form
    private let isValid: UnsafePointer<UInt8>?
    private let values: UnsafeRawPointer?
    /// The cells of the dictionary, made once for the batch.
    private let words: [[UInt8]]?

    init(_ column: ArrowText.Column, _ array: ArrowArray) {
        self.array = array
        form = column.form
        isValid =
            column.form == .null || array.null_count == 0
            ? nil : array.buffers?[0]?.assumingMemoryBound(to: UInt8.self)
        values = array.n_buffers > 1 ? array.buffers?[1] : nil
        if let ofValues = column.values, let dictionary = array.dictionary?.pointee {
            let reader = ColumnReader(ArrowText.Column(name: "", form: ofValues, values: nil), dictionary)
            words = (0..<Int(dictionary.length)).map { place in
                var cell: [UInt8] = []
                reader.append(place, to: &cell)
                return cell
            }
        } else {
            words = nil
        }
    }

    /// Adds the cell of a row, counted from the batch's own beginning.
    func append(_ row: Int, to text: inout [UInt8]) {
        let place = Int(array.offset) + row
        if let isValid, isValid[place >> 3] & (1 << UInt8(place & 7)) == 0 { return }
        guard let values else { return }
        switch form {
        case .null: return
        case .boolean:
            let bit = values.loadUnaligned(fromByteOffset: place >> 3, as: UInt8.self) & (1 << UInt8(place & 7))
            text.append(contentsOf: bit == 0 ? "no".utf8 : "yes".utf8)
        case .integer(let bytes, let isSigned):
            let number = integer(values, place, bytes, isSigned)
            if let words {
                if let number = Int(exactly: number), words.indices.contains(number) {
                    text.append(contentsOf: words[number])
                }
                return
            }
            text.append(contentsOf: String(number).utf8)
        case .float32:
            append(Double(String(values.loadUnaligned(fromByteOffset: place * 4, as: Float.self))) ?? .nan, to: &text)
        case .float64: append(values.loadUnaligned(fromByteOffset: place * 8, as: Double.self), to: &text)
        case .decimal(let scale, let bytes):
            let digits =
                bytes == 16
                ? values.loadUnaligned(fromByteOffset: place * 16, as: Int128.self)
                : integer(values, place, bytes, true)
            appendDecimal(digits, scale, to: &text)
        case .text32:
            let ends = values.assumingMemoryBound(to: Int32.self)
            appendText(from: Int(ends[place]), to: Int(ends[place + 1]), &text)
        case .text64:
            let ends = values.assumingMemoryBound(to: Int64.self)
            appendText(from: Int(ends[place]), to: Int(ends[place + 1]), &text)
        case .textView: appendView(values + place * 16, &text)
        case .days: appendDay(Int(values.loadUnaligned(fromByteOffset: place * 4, as: Int32.self)), to: &text)
        case .times(let aDay):
            let time = Int(values.loadUnaligned(fromByteOffset: place * 8, as: Int64.self))
            appendDay(time / aDay - (time % aDay < 0 ? 1 : 0), to: &text)
        }
    }

    private func integer(_ values: UnsafeRawPointer, _ place: Int, _ bytes: Int, _ isSigned: Bool) -> Int128 {
        switch (bytes, isSigned) {
        case (1, true): Int128(values.loadUnaligned(fromByteOffset: place, as: Int8.self))
        case (1, false): Int128(values.loadUnaligned(fromByteOffset: place, as: UInt8.self))
        case (2, true): Int128(values.loadUnaligned(fromByteOffset: place * 2, as: Int16.self))
        case (2, false): Int128(values.loadUnaligned(fromByteOffset: place * 2, as: UInt16.self))
        case (4, true): Int128(values.loadUnaligned(fromByteOffset: place * 4, as: Int32.self))
        case (4, false): Int128(values.loadUnaligned(fromByteOffset: place * 4, as: UInt32.self))
        case (_, true): Int128(values.loadUnaligned(fromByteOffset: place * 8, as: Int64.self))
        default: Int128(values.loadUnaligned(fromByteOffset: place * 8, as: UInt64.self))
        }
    }

    /// A number; what is none is a blank, as analysts' tables mean it.
    private func append(_ value: Double, to text: inout [UInt8]) {
        if value.isNaN { return }
        if let whole = Int64(exactly: value), abs(whole) < 1 << 53 {
            text.append(contentsOf: String(whole).utf8)
        } else {
            text.append(contentsOf: DecimalText.shortest(value).utf8)
        }
    }

    private func appendDecimal(_ value: Int128, _ scale: Int, to text: inout [UInt8]) {
        var digits = String(value.magnitude)
        if digits.count <= scale { digits = String(repeating: "0", count: scale + 1 - digits.count) + digits }
        if value < 0 { text.append(UInt8(ascii: "-")) }
        text.append(contentsOf: digits.dropLast(scale).utf8)
        guard scale > 0 else { return }
        text.append(UInt8(ascii: "."))
        text.append(contentsOf: digits.suffix(scale).utf8)
    }

    private func appendText(from start: Int, to end: Int, _ text: inout [UInt8]) {
        guard end > start, let bytes = array.buffers?[2] else { return }
        text.append(field: UnsafeRawBufferPointer(start: bytes + start, count: end - start))
    }

    /// A text of at most 12 bytes stands in the view itself, a longer one in a buffer that the view names.
    private func appendView(_ view: UnsafeRawPointer, _ text: inout [UInt8]) {
        let count = Int(view.loadUnaligned(as: Int32.self))
        if count <= 12 { return text.append(field: UnsafeRawBufferPointer(start: view + 4, count: count)) }
        let buffer = Int(view.loadUnaligned(fromByteOffset: 8, as: Int32.self))
        let offset = Int(view.loadUnaligned(fromByteOffset: 12, as: Int32.self))
        guard let bytes = array.buffers?[2 + buffer] else { return }
        text.append(field: UnsafeRawBufferPointer(start: bytes + offset, count: count))
    }

    /// A day since 1970-01-01 in the Gregorian calendar.
    private func appendDay(_ days: Int, to text: inout [UInt8]) {
        // Years that begin in March, in eras of 400 years: the leap day comes last.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let ofEra = shifted - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let dayOfYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
        text.append(contentsOf: "\(year)-\(two(month))-\(two(day))".utf8)
    }
}

extension [UInt8] {
    /// Adds a text as a field of delimited text: quoted where it must be, and so that it is read as it is.
    fileprivate mutating func append(field bytes: UnsafeRawBufferPointer) {
        guard let first = bytes.first else { return }
        // An apostrophe before what looks like a formula is taken away by readers: one more keeps it.
        let isGuarded =
            first < 0x30 || first == 0x3D || first == 0x40 || first == 0xEF
            ? FormulaGuard.guards(String(decoding: bytes, as: UTF8.self)) : false
        let isQuoted =
            isGuarded || bytes.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D } || first == 0x20
        guard isQuoted else { return append(contentsOf: bytes) }
        append(0x22)
        if isGuarded { append(0x27) }
        for byte in bytes {
            if byte == 0x22 { append(byte) }
            append(byte)
        }
        append(0x22)
    }
}
