internal import CBytes

/// Where the fields of a block of rows begin and end: as many for each row as the header has.
///
/// Rows of another shape, and those with doubled quotes, are flagged: they are read one by one afterwards.
struct FieldGrid {
    /// The most rows of a block.
    static let mostRows = 1024
    private static let window = 24 << 10

    let width: Int
    /// Where each field begins, less `startShift`.
    private(set) var starts: UnsafeMutablePointer<UInt32>
    /// Where each field ends.
    private(set) var ends: UnsafeMutablePointer<UInt32>
    /// What is to be added to `starts`.
    private(set) var startShift: UInt32 = 0
    /// Not 0 where a row must be read one by one.
    let flags: UnsafeMutablePointer<UInt8>
    private(set) var rows = 0
    private let rowStarts: UnsafeMutablePointer<UInt32>
    private let rowEnds: UnsafeMutablePointer<UInt32>
    private let lines: UnsafeMutablePointer<UInt32>
    private let ownStarts: UnsafeMutablePointer<UInt32>
    private let ownEnds: UnsafeMutablePointer<UInt32>
    /// The marks; one more place stands before the first.
    private var marks: UnsafeMutablePointer<UInt32>
    private var markRoom: Int
    private let separator: UInt8
    private let checksFirstByte: Bool
    /// Where all rows are regular: the line of the first.
    private var firstLine: Int?

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
        markRoom = FieldGrid.window + 128
        marks = UnsafeMutablePointer<UInt32>.allocate(capacity: markRoom + 1) + 1
    }

    /// Gives the memory back; the value is not used afterwards.
    func deallocate() {
        for pointer in [ownStarts, ownEnds, rowStarts, rowEnds, lines, marks - 1] { pointer.deallocate() }
        flags.deallocate()
    }

    /// Where a row's text begins.
    func start(ofRow row: Int) -> Int {
        Int(firstLine == nil ? rowStarts[row] : starts[row * width] &+ startShift)
    }
    /// Where a row's text ends, before the line feed.
    func end(ofRow row: Int) -> Int { Int(firstLine == nil ? rowEnds[row] : ends[row * width + width - 1]) }
    /// The line that a row begins on.
    func line(ofRow row: Int) -> UInt32 {
        if let firstLine { UInt32(truncatingIfNeeded: firstLine + row) } else { lines[row] }
    }
    /// Where a field stands.
    func field(row: Int, _ index: Int) -> (start: Int, end: Int) {
        let slot = row &* width &+ index
        return (Int(starts[slot] &+ startShift), Int(ends[slot]))
    }

    /// Finds the fields of the next rows of a text, at most `mostRows`; `line` is the line they begin on.
    ///
    /// Returns where the rows end, and the line there. A row that does not end before `end` is flagged.
    mutating func find(_ text: UnsafeRawPointer, from: Int, to end: Int, hasQuotes: Bool, line: Int) -> (Int, Int) {
        var window = FieldGrid.window
        while true {
            let stop = min(from + window, end)
            if markRoom < stop - from + 128 {
                (marks - 1).deallocate()
                markRoom = stop - from + 128
                marks = UnsafeMutablePointer<UInt32>.allocate(capacity: markRoom + 1) + 1
            }
            var feeds = 0
            let count = cbytes_marks(
                (text + from).assumingMemoryBound(to: UInt8.self), stop - from, separator, hasQuotes ? 1 : 0,
                UInt32(truncatingIfNeeded: from), marks, &feeds)
            rows = 0
            if !hasQuotes, let reached = regular(text, from: from, count: count, feeds: feeds, line: line) {
                return (reached, line + rows)
            }
            (starts, ends, startShift, firstLine) = (ownStarts, ownEnds, 0, nil)
            let (reached, lineReached) = walk(text, from: from, count: count, line: line)
            if rows > 0 { return (reached, lineReached) }
            if stop == end {
                flagWhole(from: from, to: end, line: line)
                return (end, line + 1)
            }
            window *= 4
        }
    }

    /// Rows that all have the width of the header and end with LF alone: the marks are the ends of the fields. `nil`
    /// where a row of the block is otherwise.
    private mutating func regular(
        _ text: UnsafeRawPointer, from: Int, count: Int, feeds: Int, line: Int
    ) -> Int? {
        let most = min(count / width, FieldGrid.mostRows)
        // As many line feeds as rows, and one at the end of each: all other marks are separators.
        guard most > 0, feeds >= most else { return nil }
        var others: UInt16 = 0
        var k = width &- 1
        var returns: UInt16 = 0
        for _ in 0..<most {
            let last = text.loadUnaligned(fromByteOffset: Int(marks[k]) &- 1, as: UInt16.self)
            others |= (last &>> 8) ^ UInt16(UInt8(ascii: "\n"))
            returns |= last & 0xFF == 13 ? 1 : 0
            k &+= width
        }
        guard others | returns == 0 else { return nil }
        if feeds > most {
            // More rows than the block takes, or a line feed within one.
            var within = 0
            for i in 0..<(most &* width)
            where text.load(fromByteOffset: Int(marks[i]), as: UInt8.self) == UInt8(ascii: "\n") { within &+= 1 }
            guard within == most else { return nil }
        }
        marks[-1] = UInt32(truncatingIfNeeded: from) &- 1
        (starts, ends, startShift, firstLine) = (marks - 1, marks, 1, line)
        rows = most
        flags.update(repeating: 0, count: most)
        if checksFirstByte {
            for row in 0..<most
            where FieldGrid.mayBeBlank(text.load(fromByteOffset: start(ofRow: row), as: UInt8.self)) { flags[row] = 1 }
        }
        return Int(marks[most &* width &- 1]) + 1
    }

    /// Rows of any shape.
    private mutating func walk(_ text: UnsafeRawPointer, from: Int, count: Int, line: Int) -> (Int, Int) {
        let feed = UInt8(ascii: "\n")
        let quote = UInt8(ascii: "\"")
        var rowStart = UInt32(truncatingIfNeeded: from)
        var fieldStart = rowStart
        var quotedEnd: UInt32 = 0
        var isQuoted = false
        var isRowStart = true
        var field = 0
        var flag: UInt8 = 0
        var rowLine = line
        var feeds = 0
        var k = 0
        marking: while k < count, rows < FieldGrid.mostRows {
            if isRowStart, takeRegularRow(text, k, count, rowStart: rowStart, line: rowLine) {
                k &+= width
                rowStart = marks[k &- 1] &+ 1
                fieldStart = rowStart
                rowLine &+= 1
                continue
            }
            isRowStart = false
            let mark = marks[k]
            let byte = text.load(fromByteOffset: Int(mark), as: UInt8.self)
            k &+= 1
            if byte == quote, quote != separator {
                guard mark == fieldStart else { continue }
                // To the closing quote, over doubled ones.
                while true {
                    guard k < count else { break marking }
                    let inner = marks[k]
                    let innerByte = text.load(fromByteOffset: Int(inner), as: UInt8.self)
                    k &+= 1
                    if innerByte == feed { feeds &+= 1 }
                    guard innerByte == quote else { continue }
                    if k < count, marks[k] == inner &+ 1,
                        text.load(fromByteOffset: Int(inner) &+ 1, as: UInt8.self) == quote
                    {
                        k &+= 1
                        flag = 1
                        continue
                    }
                    isQuoted = true
                    quotedEnd = inner
                    break
                }
                continue
            }
            var fieldEnd = mark
            if byte == feed, mark > fieldStart, text.load(fromByteOffset: Int(mark) &- 1, as: UInt8.self) == 13 {
                fieldEnd = mark &- 1
            }
            if field < width {
                let slot = rows &* width &+ field
                if isQuoted {
                    if fieldEnd != quotedEnd &+ 1 { flag = 1 }
                    starts[slot] = fieldStart &+ 1
                    ends[slot] = quotedEnd
                } else {
                    starts[slot] = fieldStart
                    ends[slot] = fieldEnd
                }
            }
            isQuoted = false
            field &+= 1
            fieldStart = mark &+ 1
            guard byte == feed else { continue }
            if field != width {
                flag = 1
                for slot in (rows &* width)..<((rows &+ 1) &* width) {
                    starts[slot] = rowStart
                    ends[slot] = rowStart
                }
            }
            let first = text.load(fromByteOffset: Int(rowStart), as: UInt8.self)
            if checksFirstByte, FieldGrid.mayBeBlank(first) { flag = 1 }
            rowStarts[rows] = rowStart
            rowEnds[rows] = mark
            lines[rows] = UInt32(truncatingIfNeeded: rowLine)
            flags[rows] = flag
            rows &+= 1
            rowStart = fieldStart
            isRowStart = true
            rowLine &+= feeds &+ 1
            feeds = 0
            field = 0
            flag = 0
        }
        return (Int(rowStart), rowLine)
    }

    /// Takes a row of the header's width without quotes, the common case among rows of any shape.
    @inline(__always)
    private mutating func takeRegularRow(
        _ text: UnsafeRawPointer, _ k: Int, _ count: Int, rowStart: UInt32, line: Int
    ) -> Bool {
        guard k &+ width <= count else { return false }
        let last = marks[k &+ width &- 1]
        guard text.load(fromByteOffset: Int(last), as: UInt8.self) == UInt8(ascii: "\n") else { return false }
        var others: UInt8 = 0
        for i in k..<(k &+ width &- 1) {
            others |= text.load(fromByteOffset: Int(marks[i]), as: UInt8.self) ^ separator
        }
        guard others == 0 else { return false }
        let slot = rows &* width
        var start = rowStart
        for i in 0..<width {
            starts[slot &+ i] = start
            ends[slot &+ i] = marks[k &+ i]
            start = marks[k &+ i] &+ 1
        }
        if last > starts[slot &+ width &- 1], text.load(fromByteOffset: Int(last) &- 1, as: UInt8.self) == 13 {
            ends[slot &+ width &- 1] = last &- 1
        }
        rowStarts[rows] = rowStart
        rowEnds[rows] = last
        lines[rows] = UInt32(truncatingIfNeeded: line)
        flags[rows] =
            checksFirstByte && FieldGrid.mayBeBlank(text.load(fromByteOffset: Int(rowStart), as: UInt8.self)) ? 1 : 0
        rows &+= 1
        return true
    }

    /// One row that has no end of its own: a quote is not closed.
    private mutating func flagWhole(from: Int, to end: Int, line: Int) {
        rows = 1
        rowStarts[0] = UInt32(truncatingIfNeeded: from)
        rowEnds[0] = UInt32(truncatingIfNeeded: end)
        lines[0] = UInt32(truncatingIfNeeded: line)
        flags[0] = 1
        for slot in 0..<width {
            starts[slot] = rowStarts[0]
            ends[slot] = rowStarts[0]
        }
    }

    /// Whether a row that begins with this byte may be blank.
    @inline(__always)
    private static func mayBeBlank(_ byte: UInt8) -> Bool {
        byte <= 0x22 || byte >= 0x80 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
    }
}
