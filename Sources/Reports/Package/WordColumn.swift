import Tables

/// The texts of one column of sources. As long as there are few different ones, each is kept once and a row is a small
/// number; a column of many, such as identifiers, keeps the text of every row.
public struct WordColumn: Sendable, Equatable {
    /// The different texts, or the text of each row.
    private var texts = TextColumn()
    /// The place of each row's text, as long as there are few different ones.
    private var codes: [UInt16]? = []
    /// Places in `texts` by hash, one more than the place; 0 is free. A power of two of them.
    private var slots: [UInt16] = Array(repeating: 0, count: 16)
    /// How many different texts are few.
    static let limit = 1 << 14

    /// No texts.
    public init() {}

    /// How many rows.
    public var count: Int { codes?.count ?? texts.count }
    /// Whether no row says anything.
    public var isBlank: Bool { texts.bytes.isEmpty }

    /// The text of a row.
    public subscript(row: Int) -> String { texts[place(of: row)] }

    /// The bytes of a row's text.
    func bytes(at row: Int) -> ArraySlice<UInt8> { texts.bytes(at: place(of: row)) }

    /// Hands over the bytes of a row's text.
    func withBytes<R>(at row: Int, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        let place = place(of: row)
        let (start, end) = (place == 0 ? 0 : texts.ends[place - 1], texts.ends[place])
        return texts.bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
    }

    /// Whether a row says nothing.
    func isBlank(at row: Int) -> Bool {
        let place = place(of: row)
        return texts.ends[place] == (place == 0 ? 0 : texts.ends[place - 1])
    }

    /// The number of a row's text among those that are kept once; `nil` where every row keeps its own.
    func number(at row: Int) -> Int? { codes.map { Int($0[row]) } }

    private func place(of row: Int) -> Int { codes.map { Int($0[row]) } ?? row }

    /// Adds a text.
    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append($0) }
    }

    /// Adds a text given as bytes.
    mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
        guard codes != nil else { return texts.append(bytes: text) }
        if let place = place(of: text) {
            codes?.append(UInt16(place))
        } else {
            keepAll()
            texts.append(bytes: text)
        }
    }

    /// Takes no more room than the texts need; where one is added later, what finds equal texts is made again.
    mutating func close() {
        slots = []
        codes = codes.map { $0.withUnsafeBufferPointer { Array($0) } }
        texts.bytes = texts.bytes.withUnsafeBufferPointer { Array($0) }
        texts.ends = texts.ends.withUnsafeBufferPointer { Array($0) }
    }

    /// Adds blank rows until there are so many.
    mutating func pad(to count: Int) {
        while self.count < count { append(UnsafeBufferPointer(start: nil, count: 0)) }
    }

    /// The place of a text, added where it is new; `nil` where that would be too many.
    private mutating func place(of text: UnsafeBufferPointer<UInt8>) -> Int? {
        if slots.isEmpty { widen() }
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(text))
        var slot = hasher.finalize() & (slots.count - 1)
        while slots[slot] != 0 {
            let place = Int(slots[slot]) - 1
            if texts.isEqual(text, at: place) { return place }
            slot = (slot + 1) & (slots.count - 1)
        }
        guard texts.count < WordColumn.limit else { return nil }
        texts.append(bytes: text)
        slots[slot] = UInt16(texts.count)
        if texts.count * 2 > slots.count { widen() }
        return texts.count - 1
    }

    private mutating func widen() {
        var size = max(slots.count * 4, 16)
        while size < texts.count * 2 { size *= 4 }
        slots = Array(repeating: 0, count: size)
        for place in 0..<texts.count {
            var hasher = Hasher()
            texts.bytes(at: place).withUnsafeBytes { hasher.combine(bytes: $0) }
            var slot = hasher.finalize() & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt16(place + 1)
        }
    }

    /// From here on every row keeps its text.
    private mutating func keepAll() {
        guard let codes else { return }
        var all = TextColumn()
        all.ends.reserveCapacity(codes.count + 1)
        for code in codes { all.append(bytes: texts.bytes(at: Int(code))) }
        texts = all
        slots = []
        self.codes = nil
    }

    /// The rows in another order.
    func reordered(_ order: [Int32]) -> WordColumn {
        var column = self
        if let codes {
            column.codes = order.map { codes[Int($0)] }
        } else {
            column.texts = TextColumn()
            column.texts.bytes.reserveCapacity(texts.bytes.count)
            column.texts.ends.reserveCapacity(order.count)
            for row in order { column.texts.append(bytes: texts.bytes(at: Int(row))) }
        }
        return column
    }

    /// The texts of two rows compared byte by byte: below zero where the first comes first.
    func compare(_ a: Int, _ b: Int) -> Int {
        let (a, b) = (place(of: a), place(of: b))
        if a == b { return 0 }
        return texts.bytes.withUnsafeBufferPointer { bytes in
            var (i, j) = (a == 0 ? 0 : texts.ends[a - 1], b == 0 ? 0 : texts.ends[b - 1])
            let (m, n) = (texts.ends[a], texts.ends[b])
            while i < m, j < n {
                if bytes[i] != bytes[j] { return Int(bytes[i]) - Int(bytes[j]) }
                i += 1
                j += 1
            }
            return (m - i) - (n - j)
        }
    }

    /// What a closure makes of each row's text, asked once for a text that is kept once.
    func map<Value>(_ rows: Range<Int>, _ make: (_ row: Int) -> Value) -> [Value] {
        guard let codes else { return rows.map(make) }
        var known = [Value?](repeating: nil, count: texts.count)
        return rows.map { row in
            let code = Int(codes[row])
            if let value = known[code] { return value }
            let value = make(row)
            known[code] = value
            return value
        }
    }

    /// The same texts in the same rows, whatever way they are kept.
    public static func == (a: WordColumn, b: WordColumn) -> Bool {
        a.count == b.count && (0..<a.count).allSatisfy { a.bytes(at: $0) == b.bytes(at: $0) }
    }
}

extension TextColumn {
    /// The bytes of one text.
    func bytes(at row: Int) -> ArraySlice<UInt8> { bytes[(row == 0 ? 0 : ends[row - 1])..<ends[row]] }

    /// Whether a text is this one.
    func isEqual(_ text: UnsafeBufferPointer<UInt8>, at row: Int) -> Bool {
        let (start, end) = (row == 0 ? 0 : ends[row - 1], ends[row])
        guard text.count == end - start else { return false }
        return bytes.withUnsafeBufferPointer { bytes in
            var i = 0
            while i < text.count, text[i] == bytes[start + i] { i += 1 }
            return i == text.count
        }
    }
}
