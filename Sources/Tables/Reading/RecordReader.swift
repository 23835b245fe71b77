/// The simple, safe reader of delimited text: one record of strings after another, by RFC 4180.
///
/// It serves small files (factor tables, vocabularies) and is what the columnar reader is tested against. Quoted
/// fields may hold separators, doubled quotes and line ends; LF and CRLF end a record; blank lines are passed over.
/// A quote inside an unquoted field is an ordinary character. An apostrophe before what a spreadsheet would take for a
/// formula is no part of the field.
public struct RecordReader: Sequence, IteratorProtocol {
    /// One record.
    public struct Record: Sendable, Equatable {
        /// The line its first field begins on, from 1.
        public let line: Int
        /// The fields without their quotes.
        public var fields: [String]
    }

    private let bytes: [UInt8]
    private let separator: UInt8
    private var position = 0
    private var line: Int
    /// The line of a quote that the text ends within, if it does.
    public private(set) var unclosedQuote: Int?

    /// How many bytes are read.
    var consumed: Int { Swift.min(position, bytes.count) }
    /// The line that the next record begins on.
    var nextLine: Int { line }

    /// A reader over UTF-8 text, which begins at `firstLine` of its file; a byte order mark on line 1 is passed over.
    public init(_ bytes: [UInt8], separator: UInt8 = UInt8(ascii: ","), firstLine: Int = 1) {
        self.bytes = bytes
        self.separator = separator
        line = firstLine
        if firstLine == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The next record that is not blank, or `nil` at the end.
    public mutating func next() -> Record? {
        while position < bytes.count {
            let record = nextRecord()
            if record.fields.count > 1 || record.fields.first?.isEmpty == false { return record }
        }
        return nil
    }

    private mutating func nextRecord() -> Record {
        var record = Record(line: line, fields: [])
        while true {
            var field: [UInt8] = []
            if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { readQuoted(into: &field) }
            while position < bytes.count, bytes[position] != separator, !isAtLineEnd {
                field.append(bytes[position])
                position += 1
            }
            record.fields.append(FormulaGuard.plain(String(decoding: field, as: UTF8.self)))
            guard position < bytes.count else { return record }
            if bytes[position] == separator {
                position += 1
                continue
            }
            position += bytes[position] == UInt8(ascii: "\n") ? 1 : 2
            line += 1
            return record
        }
    }

    /// Whether LF, CRLF or a CR that ends the text stands here.
    private var isAtLineEnd: Bool {
        if bytes[position] == UInt8(ascii: "\n") { return true }
        guard bytes[position] == UInt8(ascii: "\r") else { return false }
        return position + 1 == bytes.count || bytes[position + 1] == UInt8(ascii: "\n")
    }

    /// Reads from an opening quote past the closing one.
    private mutating func readQuoted(into field: inout [UInt8]) {
        let opened = line
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") {
                guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return }
                position += 1
            }
            if byte == UInt8(ascii: "\n") { line += 1 }
            field.append(byte)
        }
        unclosedQuote = opened
    }
}
