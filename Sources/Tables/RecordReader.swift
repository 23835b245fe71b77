/// The simple, safe reader of delimited text: one record of strings after another, by RFC 4180.
///
/// It serves small files (factor tables, vocabularies) and is what the columnar reader is tested against. Quoted
/// fields may hold separators, doubled quotes and line ends; CR, LF and CRLF end a record; blank lines are passed over.
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
    private var line = 1
    /// The line of a quote that the text ends within, if it does.
    public private(set) var unclosedQuote: Int?

    /// A reader over UTF-8 text without byte order mark.
    public init(_ bytes: [UInt8], separator: UInt8 = UInt8(ascii: ",")) {
        self.bytes = bytes
        self.separator = separator
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
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
            var isQuoted = false
            if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
                isQuoted = true
                let opened = line
                position += 1
                var closed = false
                while position < bytes.count {
                    let byte = bytes[position]
                    position += 1
                    if byte == UInt8(ascii: "\"") {
                        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
                            position += 1
                        } else {
                            closed = true
                            break
                        }
                    }
                    if byte == UInt8(ascii: "\n") { line += 1 }
                    field.append(byte)
                }
                if !closed { unclosedQuote = opened }
            }
            let start = position
            while position < bytes.count, bytes[position] != separator, bytes[position] != UInt8(ascii: "\n"),
                bytes[position] != UInt8(ascii: "\r")
            {
                position += 1
            }
            if position > start || !isQuoted { field += bytes[start..<position] }
            record.fields.append(String(decoding: field, as: UTF8.self))
            guard position < bytes.count else { return record }
            let end = bytes[position]
            position += 1
            if end == separator { continue }
            if end == UInt8(ascii: "\r"), position < bytes.count, bytes[position] == UInt8(ascii: "\n") {
                position += 1
            }
            line += 1
            return record
        }
    }
}
