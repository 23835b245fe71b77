import Tables

/// Writes the fields of a part file: whole numbers by seven bits a byte, texts behind their length.
struct PartWriter {
    private(set) var bytes: [UInt8] = []

    mutating func raw(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    mutating func number(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func number(_ value: Int) { number(UInt64(bitPattern: Int64(value))) }

    /// A number that is small in most cases, whatever its sign.
    mutating func sum(_ value: Int128) {
        var rest = UInt128(bitPattern: value << 1 ^ value >> 127)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func text(_ value: String) {
        number(value.utf8.count)
        bytes.append(contentsOf: value.utf8)
    }

    mutating func text(_ value: String?) {
        bytes.append(value == nil ? 0 : 1)
        if let value { text(value) }
    }

    mutating func flag(_ value: Bool) { bytes.append(value ? 1 : 0) }

    mutating func list<Element>(_ values: some Collection<Element>, _ write: (inout PartWriter, Element) -> Void) {
        number(values.count)
        for value in values { write(&self, value) }
    }

    mutating func texts(_ values: [String]) { list(values) { $0.text($1) } }

    mutating func label(_ value: Label) {
        text(value.zh)
        text(value.en)
    }

    mutating func findings(_ value: Findings) {
        for severity in Finding.Severity.allCases { number(value.count(severity)) }
        list(value.kept) { $0.finding($1) }
    }

    mutating func finding(_ value: Finding) {
        number(Finding.Severity.allCases.firstIndex(of: value.severity) ?? 0)
        text(value.message.code)
        label(value.message.text)
        flag(value.location != nil)
        if let location = value.location {
            text(location.file)
            number((location.line ?? -1) + 1)
            text(location.column)
            number((location.columnNumber ?? -1) + 1)
        }
        text(value.value)
        flag(value.expected != nil)
        if let expected = value.expected { label(expected) }
        text(value.nearest)
    }

    mutating func rejected(_ value: RejectedRows) {
        text(value.file)
        texts(value.header)
        list(value.rows) { writer, row in
            writer.number(row.line)
            writer.texts(row.cells)
            writer.list(row.reasons) { $0.finding($1) }
        }
    }

    mutating func mark(_ value: RowMark) {
        number(value.offset)
        number(value.line)
        text(value.encoding?.rawValue)
    }

    mutating func span(_ value: RowSpan?) {
        flag(value != nil)
        guard let value else { return }
        mark(value.start)
        mark(value.end)
        flag(value.isFirst)
    }

    /// Identifiers that ascend, as those of most registers do, take a few bytes each.
    mutating func uses(_ value: IdentifierUses) {
        var last = (high: UInt64(0), low: UInt64(0), line: UInt32(0))
        list(value.lines.indices) { writer, place in
            let (high, low, line) = (value.high[place], value.low[place], value.lines[place])
            writer.number(high &- last.high)
            writer.sum(Int128(truncatingIfNeeded: Int64(bitPattern: low &- last.low)))
            writer.sum(Int128(line) - Int128(last.line))
            last = (high, low, line)
        }
    }
}

/// The bytes of a part file do not say what a part says.
struct PartDamage: Error {}

/// Reads what `PartWriter` wrote. Folders that findings name are replaced where the inventory lies elsewhere now.
struct PartReader {
    private let bytes: [UInt8]
    private(set) var position: Int
    private let end: Int
    /// The folder that paths in the file begin with, and the one that they shall begin with.
    var moved: (from: String, to: String)?

    init(_ bytes: [UInt8], from start: Int, to end: Int) {
        self.bytes = bytes
        position = start
        self.end = end
    }

    var isAtEnd: Bool { position == end }

    mutating func byte() throws(PartDamage) -> UInt8 {
        guard position < end else { throw PartDamage() }
        defer { position += 1 }
        return bytes[position]
    }

    mutating func unsigned() throws(PartDamage) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            guard shift < 64 else { throw PartDamage() }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
            shift += 7
        }
    }

    mutating func number() throws(PartDamage) -> Int { Int(Int64(bitPattern: try unsigned())) }

    mutating func sum() throws(PartDamage) -> Int128 {
        var value: UInt128 = 0
        var shift: UInt128 = 0
        while true {
            let next = try byte()
            guard shift < 128 else { throw PartDamage() }
            value |= UInt128(next & 0x7F) << shift
            if next < 0x80 { break }
            shift += 7
        }
        return Int128(bitPattern: value >> 1) ^ -Int128(bitPattern: value & 1)
    }

    /// A length of what follows, each at least a byte long.
    private mutating func count() throws(PartDamage) -> Int {
        let count = try number()
        guard count >= 0, count <= end - position else { throw PartDamage() }
        return count
    }

    mutating func text() throws(PartDamage) -> String {
        let count = try count()
        defer { position += count }
        return String(decoding: bytes[position..<position + count], as: UTF8.self)
    }

    mutating func optionalText() throws(PartDamage) -> String? { try flag() ? try text() : nil }

    mutating func flag() throws(PartDamage) -> Bool { try byte() != 0 }

    mutating func list<Element>(
        _ read: (inout PartReader) throws(PartDamage) -> Element
    ) throws(PartDamage) -> [Element] {
        let count = try count()
        var values: [Element] = []
        for _ in 0..<count { values.append(try read(&self)) }
        return values
    }

    mutating func texts() throws(PartDamage) -> [String] {
        try list { (reader: inout PartReader) throws(PartDamage) in try reader.text() }
    }

    mutating func label() throws(PartDamage) -> Label { Label(try text(), try text()) }

    /// A path, of the inventory as it lies now.
    mutating func path() throws(PartDamage) -> String {
        let path = try text()
        guard let moved else { return path }
        if path == moved.from { return moved.to }
        return path.hasPrefix(moved.from + "/") ? moved.to + path.dropFirst(moved.from.count) : path
    }

    mutating func findings() throws(PartDamage) -> Findings {
        var counts: [Finding.Severity: Int] = [:]
        for severity in Finding.Severity.allCases {
            let count = try number()
            if count > 0 { counts[severity] = count }
        }
        let kept = try list { (reader: inout PartReader) throws(PartDamage) in try reader.finding() }
        return Findings(kept: kept, counts: counts)
    }

    mutating func finding() throws(PartDamage) -> Finding {
        let severity = try number()
        guard Finding.Severity.allCases.indices.contains(severity) else { throw PartDamage() }
        let (code, words) = (try text(), try label())
        var location: Location?
        if try flag() {
            let (file, line, column, number) = (try path(), try number(), try optionalText(), try number())
            location = Location(
                file: file, line: line == 0 ? nil : line - 1, column: column,
                columnNumber: number == 0 ? nil : number - 1)
        }
        let value = try optionalText()
        let expected = try flag() ? try label() : nil
        return Finding(
            Finding.Severity.allCases[severity], Finding.Message(code, words.zh, words.en), at: location, value: value,
            expected: expected, nearest: try optionalText())
    }

    mutating func rejected() throws(PartDamage) -> RejectedRows {
        var rejected = RejectedRows(file: try path(), header: try texts())
        rejected.rows = try list { (reader: inout PartReader) throws(PartDamage) in
            RejectedRow(
                line: try reader.number(), cells: try reader.texts(),
                reasons: try reader.list { (reader: inout PartReader) throws(PartDamage) in try reader.finding() })
        }
        return rejected
    }

    mutating func mark() throws(PartDamage) -> RowMark {
        let (offset, line, encoding) = (try number(), try number(), try optionalText())
        guard encoding == nil || encoding.flatMap(TextEncoding.init(rawValue:)) != nil else { throw PartDamage() }
        return RowMark(offset: offset, line: line, encoding: encoding.flatMap(TextEncoding.init(rawValue:)))
    }

    mutating func span() throws(PartDamage) -> RowSpan? {
        guard try flag() else { return nil }
        return RowSpan(from: try mark(), to: try mark(), isFirst: try flag())
    }

    mutating func uses() throws(PartDamage) -> IdentifierUses {
        var uses = IdentifierUses()
        var last = (high: UInt64(0), low: UInt64(0), line: Int128(0))
        for _ in 0..<(try count()) {
            last.high = last.high &+ (try unsigned())
            last.low = last.low &+ UInt64(bitPattern: Int64(truncatingIfNeeded: try sum()))
            last.line += try sum()
            guard let line = UInt32(exactly: last.line) else { throw PartDamage() }
            uses.high.append(last.high)
            uses.low.append(last.low)
            uses.lines.append(line)
        }
        return uses
    }
}
