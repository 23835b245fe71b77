internal import CBytes
internal import Quantities

/// Room for one column of a block, and how its plain cells are read. One for each thread.
final class BlockColumn {
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
    /// Whether its cells may say that a row holds the sums of others.
    private let mayNameSums: Bool
    /// One value a row: `UInt16`, `Double`, `Int32` or `IdentifierKey`.
    let room: UnsafeMutableRawPointer
    private var cache: SpellingCache
    private let rule: cbytes_number_rule
    private lazy var again = SecondLook()
    /// By code, whether contradictions are looked for where it stands.
    private var isWatched: [Bool] = []
    /// Whether such a code ever stood in the column.
    private(set) var hasMetWatched = false

    init(field: Layout.Field, reader: CellReader, isNeeded: Bool, mayNameSums: Bool) {
        index = field.index
        self.mayNameSums = mayNameSums
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
        room = .allocate(byteCount: FieldGrid.mostRows * (kind == .identifiers ? 16 : 8), alignment: 64)
        cache = SpellingCache(mayBeBlank: !reader.column.isRequired)
        // What plain numbers may be; in a column headed percent, small ones are looked at with care.
        let range: ClosedRange<Double> =
            switch reader.column.content {
            case .number(_, let range): range
            default: (reader.isPercentColumn ? 0.01.nextUp : 0)...1
            }
        rule = cbytes_number_rule(
            shift: Int32(reader.scale.decimalShift), numerator: Double(reader.scale.ratio?.numerator ?? 1),
            denominator: Double(reader.scale.ratio?.denominator ?? 1), low: range.lowerBound, high: range.upperBound,
            blank: Absence.empty.mark, may_be_blank: reader.column.isRequired ? 0 : 1)
    }

    deinit {
        room.deallocate()
        cache.deallocate()
    }

    /// Has the column tell whether one of these codes ever stood in it.
    func watch(_ isMeant: [Bool]) {
        if isWatched.count < isMeant.count {
            isWatched += Array(repeating: false, count: isMeant.count - isWatched.count)
        }
        for code in isMeant.indices where isMeant[code] { isWatched[code] = true }
    }

    /// The cell as the simple reader would see it, for what is not plain.
    private func careful(_ text: UnsafeRawPointer, _ start: Int, _ end: Int) -> (value: CellValue, isSound: Bool) {
        let cell = String(decoding: UnsafeRawBufferPointer(start: text + start, count: end - start), as: UTF8.self)
        let (value, problem) = reader.read(cell)
        return (value, problem == nil)
    }

    /// Reads the column of a block, and flags rows that must be read one by one.
    func read(_ text: UnsafeRawPointer, _ grid: FieldGrid, isASCII: Bool) {
        switch kind {
        case .codes: readCodes(text, grid)
        case .numbers: readNumbers(text, grid)
        case .dates: readDates(text, grid)
        case .texts: checkTexts(text, grid)
        case .identifiers: readIdentifiers(text, grid, isASCII: isASCII)
        }
    }

    private func readCodes(_ text: UnsafeRawPointer, _ grid: FieldGrid) {
        let codes = room.assumingMemoryBound(to: UInt16.self)
        let count = cache.codes(of: grid.cells(text, index), into: codes, others: grid.others)
        for row in UnsafeBufferPointer(start: grid.others, count: count).lazy.map(Int.init) {
            guard grid.flags[row] == 0 else { continue }
            let (start, end) = grid.field(row: row, index)
            if let code = cache.code(text, start, end - start) {
                codes[row] = code
            } else if case (.code(let code), true) = careful(text, start, end) {
                codes[row] = code
                if Int(code) < isWatched.count, isWatched[Int(code)] { hasMetWatched = true }
                cache.insert(text, start, end - start, code: code)
            } else {
                grid.flags[row] = 1
            }
        }
    }

    private func readNumbers(_ text: UnsafeRawPointer, _ grid: FieldGrid) {
        let numbers = room.assumingMemoryBound(to: Double.self)
        let count = read(grid.cells(text, index), into: numbers, others: grid.others)
        guard count > 0 else { return }
        // Once more, without the space around them.
        let cells = again.cells(text, grid, index, rows: grid.others, count: count)
        let left = read(cells, into: again.numbers, others: again.others)
        for place in 0..<count { numbers[Int(grid.others[place])] = again.numbers[place] }
        for place in UnsafeBufferPointer(start: again.others, count: left) {
            let row = Int(grid.others[Int(place)])
            guard grid.flags[row] == 0 else { continue }
            let (start, end) = grid.field(row: row, index)
            if case (.number(let number), true) = careful(text, start, end) {
                numbers[row] = number
            } else {
                grid.flags[row] = 1
            }
        }
    }

    private func read(
        _ cells: cbytes_cells, into numbers: UnsafeMutablePointer<Double>, others: UnsafeMutablePointer<UInt16>
    ) -> Int {
        withUnsafePointer(to: cells) { cells in
            withUnsafePointer(to: rule) { cbytes_numbers(cells, $0, numbers, others) }
        }
    }

    private func readDates(_ text: UnsafeRawPointer, _ grid: FieldGrid) {
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

    /// Flags the rows whose text is missing though it must be there, or may be read otherwise than as it stands.
    private func checkTexts(_ text: UnsafeRawPointer, _ grid: FieldGrid) {
        let (isRequired, holdsCodes, mayNameSums) = (
            reader.column.isRequired, reader.column.holdsCreditCodes, mayNameSums
        )
        TotalWord.withEndBytes { ends in
            for row in 0..<grid.rows where grid.flags[row] == 0 {
                let field = grid.field(row: row, index)
                if field.start == field.end, !isRequired { continue }
                let (start, end) = ByteTrimming.trimmed(text, field.start, field.end)
                if start == end {
                    if isRequired { grid.flags[row] = 1 }
                } else if BlockColumn.isMarked(text, start)
                    || mayNameSums && TotalWord.isOne(text, start, end, ends)
                    || holdsCodes
                        && !CreditCode.isSound(UnsafeRawBufferPointer(start: text + start, count: end - start))
                {
                    grid.flags[row] = 1
                }
            }
        }
    }

    /// Whether a cell begins as errors of spreadsheets and texts kept from them do: `#N/A`, `="0001"`, `'=1`.
    @inline(__always)
    private static func isMarked(_ text: UnsafeRawPointer, _ start: Int) -> Bool {
        let first = text.load(fromByteOffset: start, as: UInt8.self)
        return first == UInt8(ascii: "#") || first == UInt8(ascii: "=") || FormulaGuard.mayBeGuarded(first)
    }

    /// Makes the keys of identifiers, and flags the rows whose identifier is missing though it must be there, or may be
    /// read otherwise than as it stands.
    private func readIdentifiers(_ text: UnsafeRawPointer, _ grid: FieldGrid, isASCII: Bool) {
        let keys = room.assumingMemoryBound(to: IdentifierKey.self)
        let isRequired = reader.column.isRequired
        TotalWord.withEndBytes { ends in
            for row in 0..<grid.rows {
                let field = grid.field(row: row, index)
                let (start, end) = ByteTrimming.trimmed(text, field.start, field.end)
                keys[row] = IdentifierKey()
                if start == end {
                    if isRequired { grid.flags[row] = 1 }
                } else if grid.flags[row] == 0,
                    mayBeAbsent(text, start, end) || BlockColumn.isMarked(text, start)
                        || mayNameSums && TotalWord.isOne(text, start, end, ends)
                        || !isASCII && BlockColumn.mayBeOtherwise(text, start, end)
                {
                    grid.flags[row] = 1
                } else {
                    keys[row] = IdentifierKey(text + start, count: end - start)
                }
            }
        }
    }

    /// Whether a text may hold what is written in several ways: letters of full width, or with marks of their own.
    @inline(__always)
    private static func mayBeOtherwise(_ text: UnsafeRawPointer, _ start: Int, _ end: Int) -> Bool {
        var place = start
        while place &+ 8 <= end,
            text.loadUnaligned(fromByteOffset: place, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        { place &+= 8 }
        while place < end {
            let byte = text.load(fromByteOffset: place, as: UInt8.self)
            if byte >= 0xC0, byte < 0xE4 || byte > 0xE9 { return true }
            place &+= 1
        }
        return false
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

/// Room for those cells of a column that are looked at once more.
private final class SecondLook {
    private let starts = UnsafeMutablePointer<UInt32>.allocate(capacity: FieldGrid.mostRows)
    private let ends = UnsafeMutablePointer<UInt32>.allocate(capacity: FieldGrid.mostRows)
    let numbers = UnsafeMutablePointer<Double>.allocate(capacity: FieldGrid.mostRows)
    let others = UnsafeMutablePointer<UInt16>.allocate(capacity: FieldGrid.mostRows)

    deinit {
        starts.deallocate()
        ends.deallocate()
        numbers.deallocate()
        others.deallocate()
    }

    /// The cells of some rows without the space around them, side by side.
    func cells(
        _ text: UnsafeRawPointer, _ grid: FieldGrid, _ index: Int, rows: UnsafePointer<UInt16>, count: Int
    ) -> cbytes_cells {
        for place in 0..<count {
            let field = grid.field(row: Int(rows[place]), index)
            let (start, end) = ByteTrimming.trimmed(text, field.start, field.end)
            starts[place] = UInt32(truncatingIfNeeded: start)
            ends[place] = UInt32(truncatingIfNeeded: end)
        }
        return cbytes_cells(
            text: text.assumingMemoryBound(to: UInt8.self), starts: starts, ends: ends, shift: 0, stride: 1, rows: count
        )
    }
}
