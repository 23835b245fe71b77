extension FieldGrid {
    /// Finds the fields of rows of any shape, quotes being marks too. Returns where the rows end, and the line there.
    mutating func walk(_ text: UnsafeRawPointer, from: Int, count: Int, line: Int) -> (Int, Int) {
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
    mutating func flagWhole(from: Int, to end: Int, line: Int) {
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
}
