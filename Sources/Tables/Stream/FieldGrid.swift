internal import CBytes

/// Where the fields of a block of rows begin and end: as many for each row as the header has.
///
/// Rows of another shape, and those with doubled quotes, are flagged: they are read one by one afterwards.
struct FieldGrid {
    /// The most rows of a block.
    static let mostRows = 1024
    private static let window = 24 << 10

    let width: Int
    let starts: UnsafeMutablePointer<UInt32>
    let ends: UnsafeMutablePointer<UInt32>
    let rowStarts: UnsafeMutablePointer<UInt32>
    let rowEnds: UnsafeMutablePointer<UInt32>
    /// Not 0 where a row must be read one by one.
    let flags: UnsafeMutablePointer<UInt8>
    let lines: UnsafeMutablePointer<UInt32>
    private(set) var rows = 0
    private var marks: UnsafeMutablePointer<UInt32>
    private var markRoom: Int
    private let separator: UInt8
    private let checksFirstByte: Bool

    /// - Parameter checksFirstByte: flags rows that do not begin with a plain character, which may be blank.
    init(width: Int, separator: UInt8, checksFirstByte: Bool) {
        self.width = width
        self.separator = separator
        self.checksFirstByte = checksFirstByte
        let slots = FieldGrid.mostRows * width
        starts = .allocate(capacity: slots)
        ends = .allocate(capacity: slots)
        rowStarts = .allocate(capacity: FieldGrid.mostRows)
        rowEnds = .allocate(capacity: FieldGrid.mostRows)
        flags = .allocate(capacity: FieldGrid.mostRows)
        lines = .allocate(capacity: FieldGrid.mostRows)
        markRoom = FieldGrid.window + 128
        marks = .allocate(capacity: markRoom)
    }

    /// Gives the memory back; the value is not used afterwards.
    func deallocate() {
        for pointer in [starts, ends, rowStarts, rowEnds, lines, marks] { pointer.deallocate() }
        flags.deallocate()
    }

    /// Finds the fields of the next rows of a text, at most `mostRows`; `line` is the line they begin on.
    ///
    /// Returns where the rows end, and the line there. A row that does not end before `end` is flagged.
    mutating func find(_ text: UnsafeRawPointer, from: Int, to end: Int, hasQuotes: Bool, line: Int) -> (Int, Int) {
        var window = FieldGrid.window
        while true {
            let stop = min(from + window, end)
            if markRoom < stop - from + 128 {
                marks.deallocate()
                markRoom = stop - from + 128
                marks = .allocate(capacity: markRoom)
            }
            let count = cbytes_marks(
                (text + from).assumingMemoryBound(to: UInt8.self), stop - from, separator, hasQuotes ? 1 : 0, marks)
            rows = 0
            if !hasQuotes, let reached = regular(text, from: from, count: count, line: line) {
                return (reached, line + rows)
            }
            let (reached, lineReached) = walk(text, from: from, count: count, line: line)
            if rows > 0 { return (reached, lineReached) }
            if stop == end {
                flagWhole(from: from, to: end, line: line)
                return (end, line + 1)
            }
            window *= 4
        }
    }

    /// Rows that all have the width of the header; `nil` where one of the block has not.
    private mutating func regular(_ text: UnsafeRawPointer, from: Int, count: Int, line: Int) -> Int? {
        let most = min(count / width, FieldGrid.mostRows)
        guard most > 0 else { return nil }
        let feed = UInt8(ascii: "\n")
        var start = UInt32(truncatingIfNeeded: from)
        let base = start
        var k = 0
        for row in 0..<most {
            rowStarts[row] = start
            let before = start
            var isRegular = true
            for _ in 0..<(width &- 1) {
                let mark = base &+ marks[k]
                isRegular = isRegular && text.load(fromByteOffset: Int(mark), as: UInt8.self) != feed
                starts[k] = start
                ends[k] = mark
                start = mark &+ 1
                k &+= 1
            }
            let mark = base &+ marks[k]
            guard isRegular, text.load(fromByteOffset: Int(mark), as: UInt8.self) == feed else { return nil }
            let hasReturn = mark > start && text.load(fromByteOffset: Int(mark) &- 1, as: UInt8.self) == 13
            let fieldEnd = hasReturn ? mark &- 1 : mark
            starts[k] = start
            ends[k] = fieldEnd
            k &+= 1
            rowEnds[row] = mark
            lines[row] = UInt32(truncatingIfNeeded: line &+ row)
            flags[row] =
                checksFirstByte && FieldGrid.mayBeBlank(text.load(fromByteOffset: Int(before), as: UInt8.self)) ? 1 : 0
            start = mark &+ 1
        }
        rows = most
        return Int(start)
    }

    /// Rows of any shape.
    private mutating func walk(_ text: UnsafeRawPointer, from: Int, count: Int, line: Int) -> (Int, Int) {
        let feed = UInt8(ascii: "\n")
        let quote = UInt8(ascii: "\"")
        let base = UInt32(truncatingIfNeeded: from)
        var rowStart = base
        var fieldStart = base
        var quotedEnd: UInt32 = 0
        var isQuoted = false
        var field = 0
        var flag: UInt8 = 0
        var rowLine = line
        var feeds = 0
        var k = 0
        marking: while k < count, rows < FieldGrid.mostRows {
            let mark = base &+ marks[k]
            let byte = text.load(fromByteOffset: Int(mark), as: UInt8.self)
            k &+= 1
            if byte == quote, quote != separator {
                guard mark == fieldStart else { continue }
                // To the closing quote, over doubled ones.
                while true {
                    guard k < count else { break marking }
                    let inner = base &+ marks[k]
                    let innerByte = text.load(fromByteOffset: Int(inner), as: UInt8.self)
                    k &+= 1
                    if innerByte == feed { feeds &+= 1 }
                    guard innerByte == quote else { continue }
                    if k < count, base &+ marks[k] == inner &+ 1,
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
            rowLine &+= feeds &+ 1
            feeds = 0
            field = 0
            flag = 0
        }
        return (Int(rowStart), rowLine)
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
