internal import Quantities

/// Room for one column of a block, and how its plain cells are read.
struct BlockColumn {
    /// What stands in the column, as the block-wise reader sees it.
    enum Kind {
        case codes, numbers, dates, texts, identifiers
    }

    let kind: Kind
    /// Its place in the file.
    let index: Int
    let reader: CellReader
    /// Whether the table shall have it; it is checked in any case.
    let isNeeded: Bool
    /// One value a row: `UInt16`, `Double` or `Int32`.
    let room: UnsafeMutableRawPointer
    var cache = SpellingCache()

    init(field: Layout.Field, reader: CellReader, isNeeded: Bool) {
        index = field.index
        self.reader = reader
        self.isNeeded = isNeeded
        kind =
            switch reader.column.content {
            case .code: .codes
            case .number, .fraction: .numbers
            case .date: .dates
            case .text: .texts
            case .identifier: .identifiers
            }
        room = .allocate(byteCount: FieldGrid.mostRows * 8, alignment: 64)
    }

    /// Gives the memory back; the value is not used afterwards.
    func deallocate() {
        room.deallocate()
        cache.deallocate()
    }

    /// The cell as the simple reader would see it, for what is not plain.
    func careful(_ text: UnsafeRawPointer, _ start: Int, _ end: Int) -> (value: CellValue, isSound: Bool) {
        let cell = String(decoding: UnsafeRawBufferPointer(start: text + start, count: end - start), as: UTF8.self)
        let (value, problem) = reader.read(cell)
        return (value, problem == nil)
    }

    /// Codes of all rows of the block.
    mutating func readCodes(_ text: UnsafeRawPointer, _ grid: FieldGrid) {
        let codes = room.assumingMemoryBound(to: UInt16.self)
        let (starts, ends, flags, width, index) = (grid.starts, grid.ends, grid.flags, grid.width, index)
        let shift = grid.startShift
        let local = cache
        for row in 0..<grid.rows {
            let slot = row &* width &+ index
            let start = Int(starts[slot] &+ shift)
            let length = Int(ends[slot]) &- start
            if length > 0, length <= SpellingCache.longest, let code = local.code(text, start, length) {
                codes[row] = code
            } else if flags[row] == 0 {
                codes[row] = .max
            } else {
                codes[row] = 0
            }
        }
        for row in 0..<grid.rows where codes[row] == .max && flags[row] == 0 {
            let (start, end) = grid.field(row: row, index)
            if end - start <= SpellingCache.longest, end > start, let code = cache.code(text, start, end - start) {
                codes[row] = code
                continue
            }
            if start == end, !reader.column.isRequired {
                codes[row] = 0
                continue
            }
            let (value, isSound) = careful(text, start, end)
            guard isSound, case .code(let code) = value else {
                flags[row] = 1
                continue
            }
            codes[row] = code
            cache.insert(text, start, end - start, code: code)
        }
    }

    /// Numbers and shares of all rows of the block.
    func readNumbers(_ text: UnsafeRawPointer, _ grid: FieldGrid) {
        let numbers = room.assumingMemoryBound(to: Double.self)
        let (starts, ends, flags, width, index) = (grid.starts, grid.ends, grid.flags, grid.width, index)
        let startShift = grid.startShift
        let shift = reader.scale.decimalShift
        let ratio = reader.scale.ratio
        let (low, high) = plainRange
        let mayBeEmpty = !reader.column.isRequired
        PlainNumber.powers.withUnsafeBufferPointer { powers in
            for row in 0..<grid.rows {
                let slot = row &* width &+ index
                let start = Int(starts[slot] &+ startShift)
                let end = Int(ends[slot])
                if let (digits, decimals) = PlainNumber.digits(text, end, end &- start) {
                    var value = PlainNumber.scaled(digits, by: shift &- decimals, powers)
                    if let ratio { value = ratio.applied(to: value) }
                    if value >= low, value <= high {
                        numbers[row] = value
                        continue
                    }
                }
                if start == end, mayBeEmpty {
                    numbers[row] = Absence.empty.mark
                } else if flags[row] == 0 {
                    if let value = number(text, start, end) { numbers[row] = value } else { flags[row] = 1 }
                }
            }
        }
    }

    /// What plain numbers may be; in a column headed percent, small ones are looked at with care.
    private var plainRange: (Double, Double) {
        switch reader.column.content {
        case .number(_, let range): (range.lowerBound, range.upperBound)
        default: (reader.isPercentColumn ? 0.01.nextUp : 0, 1)
        }
    }

    /// A number that is not plain; `nil` where the row must be read one by one.
    @inline(never)
    private func number(_ text: UnsafeRawPointer, _ start: Int, _ end: Int) -> Double? {
        let (first, last) = ByteTrimming.trimmed(text, start, end)
        if reader.scale.ratio == nil, let (digits, decimals) = PlainNumber.digits(text, last, last - first) {
            let (low, high) = plainRange
            let exponent = reader.scale.decimalShift - decimals
            let value = PlainNumber.powers.withUnsafeBufferPointer { PlainNumber.scaled(digits, by: exponent, $0) }
            if value >= low, value <= high { return value }
        }
        let (value, isSound) = careful(text, start, end)
        if isSound, case .number(let number) = value { return number }
        return nil
    }

    /// Dates of all rows of the block.
    func readDates(_ text: UnsafeRawPointer, _ grid: FieldGrid) {
        let dates = room.assumingMemoryBound(to: Int32.self)
        let mayBeEmpty = !reader.column.isRequired
        for row in 0..<grid.rows where grid.flags[row] == 0 {
            let (start, end) = grid.field(row: row, index)
            if start == end, mayBeEmpty {
                dates[row] = 0
            } else if let date = BlockColumn.plainDate(text, start, end) {
                dates[row] = date
            } else {
                let (value, isSound) = careful(text, start, end)
                if isSound, case .date(let date) = value { dates[row] = date } else { grid.flags[row] = 1 }
            }
        }
    }

    /// `2024`, `2024-05` and `2024-05-17`, with days up to 28: longer months are looked at with care.
    private static func plainDate(_ text: UnsafeRawPointer, _ start: Int, _ end: Int) -> Int32? {
        func digits(_ from: Int, _ count: Int) -> Int32? {
            var value: Int32 = 0
            for i in from..<(from + count) {
                let digit = text.load(fromByteOffset: start + i, as: UInt8.self) &- 48
                guard digit <= 9 else { return nil }
                value = value * 10 + Int32(digit)
            }
            return value
        }
        func isDash(_ place: Int) -> Bool {
            text.load(fromByteOffset: start + place, as: UInt8.self) == UInt8(ascii: "-")
        }
        let length = end - start
        guard length == 4 || length == 7 || length == 10, let year = digits(0, 4), (1900...2199).contains(year) else {
            return nil
        }
        if length == 4 { return year * 10000 }
        guard isDash(4), let month = digits(5, 2), (1...12).contains(month) else { return nil }
        if length == 7 { return year * 10000 + month * 100 }
        guard isDash(7), let day = digits(8, 2), (1...28).contains(day) else { return nil }
        return year * 10000 + month * 100 + day
    }

    /// Flags the rows whose text is missing though it must be there, or that may be read otherwise than as it stands.
    func checkTexts(_ text: UnsafeRawPointer, _ grid: FieldGrid) {
        let isRequired = reader.column.isRequired
        for row in 0..<grid.rows where grid.flags[row] == 0 {
            let field = grid.field(row: row, index)
            let (start, end) = ByteTrimming.trimmed(text, field.start, field.end)
            if start == end {
                if isRequired { grid.flags[row] = 1 }
            } else if kind == .identifiers, mayBeAbsent(text, start, end) {
                grid.flags[row] = 1
            }
        }
    }

    /// Whether an identifier may be a word for a value that is not there: those are short and begin with few characters.
    private func mayBeAbsent(_ text: UnsafeRawPointer, _ start: Int, _ end: Int) -> Bool {
        switch text.load(fromByteOffset: start, as: UInt8.self) {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "M"),
            UInt8(ascii: "O")...UInt8(ascii: "Z"):
            return false
        default:
            return end - start <= 24
                && CellText.absence(
                    String(decoding: UnsafeRawBufferPointer(start: text + start, count: end - start), as: UTF8.self))
                    != nil
        }
    }
}

/// Surrounding space of any width, by bytes: the same as `CellText.trimmed`.
enum ByteTrimming {
    /// The range without the space around it.
    @inline(__always)
    static func trimmed(_ text: UnsafeRawPointer, _ start: Int, _ end: Int) -> (Int, Int) {
        guard end > start else { return (start, start) }
        let first = text.load(fromByteOffset: start, as: UInt8.self)
        let last = text.load(fromByteOffset: end &- 1, as: UInt8.self)
        // Plain at both ends, or bytes that no space has there.
        let beginsPlain = (first > 0x20 && first < 0x80) || (first > 0xE3 && first < 0xEF)
        let endsPlain = last > 0x20 && last != 0x80 && last != 0xA0 && last != 0xBF
        if beginsPlain, endsPlain { return (start, end) }
        return slowly(text, start, end)
    }

    private static func slowly(_ text: UnsafeRawPointer, _ start: Int, _ end: Int) -> (Int, Int) {
        var (start, end) = (start, end)
        while start < end {
            let width = spaceWidth(text, start, end)
            guard width > 0 else { break }
            start += width
        }
        while start < end {
            let width = (1...3).first { $0 <= end - start && spaceWidth(text, end - $0, end) == $0 } ?? 0
            guard width > 0 else { break }
            end -= width
        }
        return (start, end)
    }

    /// How many bytes the space takes that stands at a place, or 0.
    private static func spaceWidth(_ text: UnsafeRawPointer, _ place: Int, _ end: Int) -> Int {
        func byte(_ k: Int) -> UInt8 { place + k < end ? text.load(fromByteOffset: place + k, as: UInt8.self) : 0 }
        switch byte(0) {
        case 0x20, 0x09, 0x0A, 0x0D: return 1
        case 0xC2: return byte(1) == 0xA0 ? 2 : 0
        case 0xE3: return byte(1) == 0x80 && byte(2) == 0x80 ? 3 : 0
        case 0xEF: return byte(1) == 0xBB && byte(2) == 0xBF ? 3 : 0
        default: return 0
        }
    }
}
