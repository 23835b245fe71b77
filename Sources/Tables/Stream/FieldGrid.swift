internal import CBytes

/// Where the fields of a block of rows begin and end: as many for each row as the header has.
///
/// Most blocks are regular: each row has the width of the header, and quotes only around whole fields. Their fields are
/// told by the marks alone, all rows at once. Others are walked from mark to mark, and rows of another shape and those
/// with doubled quotes are flagged: they are read one by one afterwards.
struct FieldGrid {
    /// The most rows of a block.
    static let mostRows = 1024
    private static let window = 48 << 10

    let width: Int
    /// Where each field begins, less `startShift`.
    var starts: UnsafeMutablePointer<UInt32>
    /// Where each field ends.
    var ends: UnsafeMutablePointer<UInt32>
    /// What is to be added to `starts`.
    private(set) var startShift: UInt32 = 0
    /// Not 0 where a row must be read one by one.
    let flags: UnsafeMutablePointer<UInt8>
    var rows = 0
    let rowStarts: UnsafeMutablePointer<UInt32>
    let rowEnds: UnsafeMutablePointer<UInt32>
    let lines: UnsafeMutablePointer<UInt32>
    private let ownStarts: UnsafeMutablePointer<UInt32>
    private let ownEnds: UnsafeMutablePointer<UInt32>
    /// Room for the numbers of rows, for those who read the columns.
    let others: UnsafeMutablePointer<UInt16>
    /// The marks; one more place stands before the first.
    private(set) var marks: UnsafeMutablePointer<UInt32>
    /// How many marks stand before each opening quote.
    private var quoted: UnsafeMutablePointer<UInt32>
    private var markRoom: Int
    let separator: UInt8
    let checksFirstByte: Bool
    /// Where the block is regular: the line of the first row.
    private(set) var firstLine: Int?

    /// - Parameter checksFirstByte: flags rows that do not begin with a plain character, which may be blank.
    init(width: Int, separator: UInt8, checksFirstByte: Bool) {
        self.width = width
        self.separator = separator
        self.checksFirstByte = checksFirstByte
        let slots = FieldGrid.mostRows * width
        ownStarts = .allocate(capacity: slots)
        ownEnds = .allocate(capacity: slots)
        (starts, ends) = (ownStarts, ownEnds)
        rowStarts = .allocate(capacity: FieldGrid.mostRows)
        rowEnds = .allocate(capacity: FieldGrid.mostRows)
        flags = .allocate(capacity: FieldGrid.mostRows)
        lines = .allocate(capacity: FieldGrid.mostRows)
        others = .allocate(capacity: FieldGrid.mostRows)
        markRoom = FieldGrid.window + 128
        marks = UnsafeMutablePointer<UInt32>.allocate(capacity: markRoom + 1) + 1
        quoted = .allocate(capacity: markRoom)
    }

    /// Gives the memory back; the value is not used afterwards.
    func deallocate() {
        for pointer in [ownStarts, ownEnds, rowStarts, rowEnds, lines, marks - 1, quoted] { pointer.deallocate() }
        flags.deallocate()
        others.deallocate()
    }

    /// Where a row's text begins.
    func start(ofRow row: Int) -> Int { Int(firstLine == nil ? rowStarts[row] : marks[row * width - 1] &+ 1) }
    /// Where a row's text ends, before the line feed.
    func end(ofRow row: Int) -> Int { Int(firstLine == nil ? rowEnds[row] : marks[row * width + width - 1]) }
    /// The line that a row begins on.
    func line(ofRow row: Int) -> UInt32 {
        if let firstLine { UInt32(truncatingIfNeeded: firstLine + row) } else { lines[row] }
    }
    /// Where a field stands.
    func field(row: Int, _ index: Int) -> (start: Int, end: Int) {
        let slot = row &* width &+ index
        return (Int(starts[slot] &+ startShift), Int(ends[slot]))
    }
    /// The fields of one column.
    func cells(_ text: UnsafeRawPointer, _ index: Int) -> cbytes_cells {
        cbytes_cells(
            text: text.assumingMemoryBound(to: UInt8.self), starts: starts + index, ends: ends + index,
            shift: startShift, stride: width, rows: rows)
    }

    /// Finds the fields of the next rows of a text, at most `mostRows`; `line` is the line they begin on.
    ///
    /// Returns where the rows end, and the line there. A row that does not end before `end` is flagged.
    mutating func find(_ text: UnsafeRawPointer, from: Int, to end: Int, hasQuotes: Bool, line: Int) -> (Int, Int) {
        var window = FieldGrid.window
        while true {
            let stop = min(from + window, end)
            makeRoom(stop - from + 128)
            rows = 0
            let heeded = findMarks(text, from, stop, hasQuotes ? CBYTES_HEED_QUOTES : CBYTES_NO_QUOTES)
            if let reached = regular(text, from: from, heeded, line: line) { return (reached, line + rows) }
            (starts, ends, startShift, firstLine) = (ownStarts, ownEnds, 0, nil)
            let found = hasQuotes ? findMarks(text, from, stop, CBYTES_MARK_QUOTES) : heeded
            let (reached, lineReached) = walk(text, from: from, count: found.marks, line: line)
            if rows > 0 { return (reached, lineReached) }
            if stop == end {
                flagWhole(from: from, to: end, line: line)
                return (end, line + 1)
            }
            window *= 4
        }
    }

    private func findMarks(_ text: UnsafeRawPointer, _ from: Int, _ to: Int, _ quotes: some BinaryInteger)
        -> cbytes_found
    {
        cbytes_marks(
            (text + from).assumingMemoryBound(to: UInt8.self), to - from, separator, Int32(quotes),
            UInt32(truncatingIfNeeded: from), marks, quoted)
    }

    private mutating func makeRoom(_ count: Int) {
        guard markRoom < count else { return }
        (marks - 1).deallocate()
        quoted.deallocate()
        markRoom = count
        marks = UnsafeMutablePointer<UInt32>.allocate(capacity: count + 1) + 1
        quoted = .allocate(capacity: count)
    }

    /// Rows that all have the width of the header: the marks are the ends of the fields. `nil`, and the block is to be
    /// walked, where a row is otherwise.
    private mutating func regular(
        _ text: UnsafeRawPointer, from: Int, _ found: cbytes_found, line: Int
    ) -> Int? {
        let most = min(found.marks / width, FieldGrid.mostRows)
        // As many line feeds as rows, and one at the end of each: all other marks are separators.
        guard most > 0, found.feeds >= most, found.hidden == 0 else { return nil }
        var others: UInt16 = 0
        var k = width &- 1
        var returns: UInt16 = 0
        for _ in 0..<most {
            let last = text.loadUnaligned(fromByteOffset: Int(marks[k]) &- 1, as: UInt16.self)
            others |= (last &>> 8) ^ UInt16(UInt8(ascii: "\n"))
            returns |= last & 0xFF == 13 ? 1 : 0
            k &+= width
        }
        guard others == 0 else { return nil }
        if found.feeds > most {
            // More rows than the block takes, or a line feed within one.
            var within = found.feeds
            for i in (most &* width)..<found.marks
            where text.load(fromByteOffset: Int(marks[i]), as: UInt8.self) == UInt8(ascii: "\n") { within &-= 1 }
            guard within == most else { return nil }
        }
        marks[-1] = UInt32(truncatingIfNeeded: from) &- 1
        if returns == 0, found.quoted == 0 {
            (starts, ends, startShift) = (marks - 1, marks, 1)
        } else {
            guard trim(text, rows: most, quoted: found.quoted) else { return nil }
            (starts, ends, startShift) = (ownStarts, ownEnds, 0)
        }
        (rows, firstLine) = (most, line)
        flags.update(repeating: 0, count: most)
        if checksFirstByte {
            for row in 0..<most
            where FieldGrid.mayBeBlank(text.load(fromByteOffset: start(ofRow: row), as: UInt8.self)) { flags[row] = 1 }
        }
        return Int(marks[most &* width &- 1]) + 1
    }

    /// Writes the places of fields that have quotes, or a CR behind the last of a row, without these; says whether all
    /// quotes are such: one before a field and one behind it.
    private func trim(_ text: UnsafeRawPointer, rows: Int, quoted count: Int) -> Bool {
        let slots = rows &* width
        for slot in 0..<slots {
            ownStarts[slot] = marks[slot &- 1] &+ 1
            ownEnds[slot] = marks[slot]
        }
        for row in 1...rows {
            let slot = row &* width &- 1
            let isReturn = text.load(fromByteOffset: Int(marks[slot]) &- 1, as: UInt8.self) == 13
            ownEnds[slot] = marks[slot] &- (isReturn ? 1 : 0)
        }
        let quote = UInt8(ascii: "\"")
        var last = -1
        for k in 0..<count {
            let slot = Int(quoted[k])
            guard slot < slots else { break }
            let (start, end) = (Int(ownStarts[slot]), Int(ownEnds[slot]))
            guard slot > last, end - start >= 2, text.load(fromByteOffset: start, as: UInt8.self) == quote,
                text.load(fromByteOffset: end &- 1, as: UInt8.self) == quote
            else { return false }
            ownStarts[slot] &+= 1
            ownEnds[slot] &-= 1
            last = slot
        }
        return true
    }

    /// Whether a row that begins with this byte may be blank.
    @inline(__always)
    static func mayBeBlank(_ byte: UInt8) -> Bool {
        byte <= 0x22 || byte >= 0x80 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
    }
}
