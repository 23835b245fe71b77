import Tables

/// Reads the records of a factor file. Cells that say what the cell above says share its text: most of a factor table
/// repeats, so reading it costs little time and memory. The format is that of `RecordReader`.
struct FactorRecords {
    private let bytes: [UInt8]
    private var position = 0
    private var nextLine = 1
    /// The last record, and for each of its cells where its bytes stand; an empty range for quoted ones.
    private(set) var fields: [String] = []
    private var ranges: [Range<Int>] = []
    /// How many fields the last record has.
    private(set) var count = 0
    /// The line that it begins on.
    private(set) var line = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// Goes to the next record that is not blank; `false` at the end.
    mutating func advance() -> Bool {
        while position < bytes.count {
            read()
            if count > 1 || !fields[0].isEmpty { return true }
        }
        return false
    }

    private mutating func read() {
        line = nextLine
        count = 0
        while true {
            if count == fields.count {
                fields.append("")
                ranges.append(0..<0)
            }
            if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
                fields[count] = quotedField()
                ranges[count] = 0..<0
            } else {
                readPlainField()
            }
            count += 1
            guard position < bytes.count else { return }
            let byte = bytes[position]
            position += byte == UInt8(ascii: "\r") ? 2 : 1
            if byte != UInt8(ascii: ",") {
                nextLine += 1
                return
            }
        }
    }

    private mutating func readPlainField() {
        let text = position..<fieldEnd()
        position = text.upperBound
        let known = ranges[count]
        guard text.count != known.count || known.isEmpty || !isSame(text, known) else { return }
        ranges[count] = text
        fields[count] = text.isEmpty ? "" : String(decoding: bytes[text], as: UTF8.self)
    }

    private func fieldEnd() -> Int {
        bytes.withUnsafeBufferPointer { bytes in
            var end = position
            while end < bytes.count {
                let byte = bytes[end]
                if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") { break }
                if byte == UInt8(ascii: "\r"), end + 1 == bytes.count || bytes[end + 1] == UInt8(ascii: "\n") { break }
                end += 1
            }
            return end
        }
    }

    private func isSame(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            for i in 0..<a.count where bytes[a.lowerBound + i] != bytes[b.lowerBound + i] { return false }
            return true
        }
    }

    /// A quoted field with what follows the closing quote.
    private mutating func quotedField() -> String {
        var field: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") {
                guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { break }
                position += 1
            }
            if byte == UInt8(ascii: "\n") { nextLine += 1 }
            field.append(byte)
        }
        let end = fieldEnd()
        field += bytes[position..<end]
        position = end
        return String(decoding: field, as: UTF8.self)
    }
}
