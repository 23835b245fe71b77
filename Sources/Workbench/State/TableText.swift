import Tables

/// A table's file as text: where each row begins, so that a window of 10⁵ rows is read without the others.
struct TableText: Sendable {
    /// The file.
    let path: String
    /// The bytes as they are on the disk.
    let raw: [UInt8]
    /// The same as UTF-8, without byte order mark.
    let bytes: [UInt8]
    /// How the file encodes them.
    let encoding: TextEncoding
    private let separator: UInt8
    /// Where each row begins, the header first, with its line.
    private let starts: [(place: Int, line: Int)]

    /// Reads a file.
    init(path: String) throws(FileError) {
        let raw = try InputFile.bytes(of: path)
        self.init(raw: raw, path: path)
    }

    /// Takes the bytes of a file.
    init(raw: [UInt8], path: String) {
        let text = SourceText(raw: raw, path: path)
        self.path = path
        self.raw = raw
        bytes = text.bytes
        encoding = text.encoding
        separator = Dialect.told(by: text.bytes.prefix(1 << 16)).separator
        starts = TableText.starts(of: text.bytes, separator)
    }

    /// SHA-256 of the bytes on the disk.
    var digest: String { SHA256.hexadecimal(of: raw) }

    /// How many rows stand below the header.
    var rowCount: Int { max(0, starts.count - 1) }

    /// The header.
    var header: [String] { starts.first.map { fields(at: $0.place) } ?? [] }

    /// Some rows, from 0, each with its line.
    func rows(_ range: Range<Int>) -> [(line: Int, fields: [String])] {
        range.clamped(to: 0..<rowCount).map { row in
            let start = starts[row + 1]
            return (start.line, fields(at: start.place))
        }
    }

    /// The number of the row that a line belongs to, or `nil`.
    func row(ofLine line: Int) -> Int? {
        var (low, high) = (1, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle].line < line { low = middle + 1 } else { high = middle }
        }
        return low < starts.count && starts[low].line == line ? low - 1 : nil
    }

    /// The file with some cells changed, each of which must stand there as it was seen. Nothing but the cells changes; a
    /// file that is not UTF-8 becomes so, with the mark that Excel needs.
    func replacing(_ edits: [CellEdit]) throws(Problem) -> [UInt8] {
        var changes: [(range: Range<Int>, bytes: [UInt8])] = []
        for edit in edits {
            guard let row = row(ofLine: edit.line) else {
                throw Problem(
                    409, "no-such-row", "文件没有第 \(edit.line) 行，请刷新", "the file has no line \(edit.line): load again")
            }
            let ranges = ranges(at: starts[row + 1].place)
            guard header.indices.contains(edit.column), ranges.indices.contains(edit.column) else {
                throw Problem(
                    409, "no-such-cell", "第 \(edit.line) 行没有第 \(edit.column + 1) 列",
                    "line \(edit.line) has no column \(edit.column + 1)")
            }
            let now = fields(at: starts[row + 1].place)[edit.column]
            guard now == edit.before else {
                throw Problem(
                    409, "cell-changed", "第 \(edit.line) 行已被改为“\(now)”，请刷新",
                    "the cell of line \(edit.line) is '\(now)' by now: load again")
            }
            guard edit.value.utf8.count <= 10_000, !edit.value.utf8.contains(0) else { throw .badBody }
            changes.append((ranges[edit.column], written(edit.value)))
        }
        changes.sort { $0.range.lowerBound < $1.range.lowerBound }
        for (a, b) in zip(changes, changes.dropFirst()) where a.range.lowerBound == b.range.lowerBound {
            throw .badBody
        }
        var result = mark
        var place = 0
        for change in changes {
            result += bytes[place..<change.range.lowerBound]
            result += change.bytes
            place = change.range.upperBound
        }
        return result + bytes[place...]
    }

    /// The file with a row behind all others.
    func appending(_ row: [String]) -> [UInt8] {
        let isWindows = bytes.firstIndex(of: 10).map { $0 > 0 && bytes[$0 - 1] == 13 } ?? false
        let end: [UInt8] = isWindows ? [13, 10] : [10]
        let isOpen = bytes.last.map { $0 != 10 } ?? false
        return mark + bytes + (isOpen ? end : []) + row.map(written).joined(separator: [separator]) + end
    }

    /// What the file begins with: the mark that Excel needs, where it had it or was not UTF-8.
    private var mark: [UInt8] {
        raw.starts(with: [0xEF, 0xBB, 0xBF]) || encoding != .utf8 ? [0xEF, 0xBB, 0xBF] : []
    }

    /// A field as it is written.
    private func written(_ value: String) -> [UInt8] {
        var writer = CSVWriter()
        writer.row([value, ""])
        var field = Array(writer.bytes.dropLast(2))
        if separator != UInt8(ascii: ","), field.contains(separator), field.first != UInt8(ascii: "\"") {
            field = [UInt8(ascii: "\"")] + field + [UInt8(ascii: "\"")]
        }
        return field
    }

    private func fields(at place: Int) -> [String] {
        var end = bytes.count
        if let range = ranges(at: place).last { end = range.upperBound }
        var reader = RecordReader(Array(bytes[place..<end]), separator: separator, firstLine: 2)
        return reader.next()?.fields ?? [""]
    }

    /// Where the fields of the row that begins at a place stand.
    private func ranges(at place: Int) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var (start, i) = (place, place)
        while true {
            if i < bytes.count, i == start, bytes[i] == UInt8(ascii: "\"") { i = TableText.pastQuote(bytes, i) }
            while i < bytes.count, bytes[i] != separator, !TableText.isLineEnd(bytes, i) { i += 1 }
            ranges.append(start..<i)
            guard i < bytes.count, bytes[i] == separator else { return ranges }
            i += 1
            start = i
        }
    }

    /// The place behind a quoted text that begins here.
    private static func pastQuote(_ bytes: [UInt8], _ start: Int) -> Int {
        var i = start + 1
        while i < bytes.count {
            if bytes[i] == UInt8(ascii: "\"") {
                guard i + 1 < bytes.count, bytes[i + 1] == UInt8(ascii: "\"") else { return i + 1 }
                i += 1
            }
            i += 1
        }
        return i
    }

    private static func isLineEnd(_ bytes: [UInt8], _ i: Int) -> Bool {
        bytes[i] == 10 || bytes[i] == 13 && (i + 1 == bytes.count || bytes[i + 1] == 10)
    }

    /// Where rows begin that are not blank, with their lines.
    private static func starts(of bytes: [UInt8], _ separator: UInt8) -> [(place: Int, line: Int)] {
        var starts: [(place: Int, line: Int)] = []
        var (place, line) = (0, 1)
        var (isQuoted, isFieldStart) = (false, true)
        var (recordStart, recordLine) = (0, 1)
        while place < bytes.count {
            let byte = bytes[place]
            if isQuoted {
                if byte == UInt8(ascii: "\"") {
                    if place + 1 < bytes.count, bytes[place + 1] == byte { place += 1 } else { isQuoted = false }
                } else if byte == 10 {
                    line += 1
                }
            } else if byte == 10 {
                if !isBlank(bytes[recordStart..<place]) { starts.append((recordStart, recordLine)) }
                line += 1
                (recordStart, recordLine, isFieldStart) = (place + 1, line, true)
                place += 1
                continue
            } else if byte == UInt8(ascii: "\""), isFieldStart {
                isQuoted = true
            }
            isFieldStart = !isQuoted && byte == separator
            place += 1
        }
        if recordStart < bytes.count, !isBlank(bytes[recordStart...]) { starts.append((recordStart, recordLine)) }
        return starts
    }

    private static func isBlank(_ record: ArraySlice<UInt8>) -> Bool { record.isEmpty || record.elementsEqual([13]) }
}

/// A cell to be changed: what stood there when it was seen, and what is to stand there.
struct CellEdit: Sendable, Decodable {
    /// The line of its row.
    let line: Int
    /// Its column, from 0.
    let column: Int
    /// What stood there.
    let before: String
    /// What is to stand there.
    let value: String
}
