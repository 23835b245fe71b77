import Tables

/// Cuts the bytes of a factor file into records and cells. A cell is the place of its text: most of a factor table
/// repeats or is never looked at, so a text is made only when it is asked for. The format is that of `RecordReader`.
struct FactorRecords {
    /// The file, and behind it the texts of cells that do not stand in it as they read: those with doubled quotes.
    private(set) var bytes: [UInt8]
    private let end: Int
    private var position = 0
    private var nextLine = 1
    /// The cells of the last record.
    private(set) var cells: [Range<Int>] = []
    /// The line that it begins on.
    private(set) var line = 1

    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        end = bytes.count
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// Goes to the next record that is not blank; `false` at the end.
    mutating func advance() -> Bool {
        while position < end {
            read()
            if cells.count > 1 || !cells[0].isEmpty { return true }
        }
        return false
    }

    /// The text of a cell.
    func text(_ cell: Range<Int>) -> String { bytes.text(cell) }

    private mutating func read() {
        line = nextLine
        cells.removeAll(keepingCapacity: true)
        while true {
            if position < end, bytes[position] == FactorRecords.quote {
                cells.append(quotedCell())
                if endsCell() { return }
            } else if plainCells() {
                return
            }
        }
    }

    /// Passes over what ends a cell; whether it ends the record too.
    private mutating func endsCell() -> Bool {
        guard position < end else { return true }
        let byte = bytes[position]
        position += byte == FactorRecords.carriageReturn ? 2 : 1
        if byte == FactorRecords.comma { return false }
        nextLine += 1
        return true
    }

    /// Reads cells until one is quoted or the record ends, which it tells.
    private mutating func plainCells() -> Bool {
        let end = end
        var place = position
        defer { position = place }
        return bytes.withUnsafeBytes { bytes in
            while true {
                let start = place
                place = FactorRecords.cellEnd(bytes, from: start, to: end)
                cells.append(start..<place)
                guard place < end else { return true }
                let byte = bytes[place]
                place += byte == FactorRecords.carriageReturn ? 2 : 1
                if byte != FactorRecords.comma {
                    nextLine += 1
                    return true
                }
                if place < end, bytes[place] == FactorRecords.quote { return false }
            }
        }
    }

    /// Where the cell ends that goes on here: before a comma, a line feed, or a carriage return that ends a line.
    @inline(__always)
    private static func cellEnd(_ bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) -> Int {
        var place = start
        while place < end {
            // Eight bytes at a time; the lowest mark is exact.
            if place + 8 <= end {
                let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                let marks =
                    zeros(word ^ 0x2C2C_2C2C_2C2C_2C2C) | zeros(word ^ 0x0A0A_0A0A_0A0A_0A0A)
                    | zeros(word ^ 0x0D0D_0D0D_0D0D_0D0D)
                guard marks != 0 else {
                    place += 8
                    continue
                }
                place += marks.trailingZeroBitCount >> 3
            }
            let byte = bytes[place]
            if byte == comma || byte == lineFeed { break }
            if byte == carriageReturn, place + 1 == end || bytes[place + 1] == lineFeed { break }
            place += 1
        }
        return place
    }

    /// The highest bit of the lowest byte that is 0; bits of higher bytes may be set besides.
    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }

    /// A quoted cell with what follows the closing quote.
    private mutating func quotedCell() -> Range<Int> {
        let start = position + 1
        position = start
        var stop = end
        var isDoubled = false
        while position < end {
            let byte = bytes[position]
            position += 1
            if byte == FactorRecords.lineFeed { nextLine += 1 }
            guard byte == FactorRecords.quote else { continue }
            guard position < end, bytes[position] == FactorRecords.quote else {
                stop = position - 1
                break
            }
            position += 1
            isDoubled = true
        }
        let rest = position
        position = bytes.withUnsafeBytes { FactorRecords.cellEnd($0, from: rest, to: end) }
        guard isDoubled || position > rest else { return start..<stop }
        let written = bytes.count
        var place = start
        while place < stop {
            let byte = bytes[place]
            bytes.append(byte)
            place += byte == FactorRecords.quote ? 2 : 1
        }
        bytes += Array(bytes[rest..<position])
        return written..<bytes.count
    }
}

extension [UInt8] {
    /// The text that stands at a place.
    func text(_ cell: Range<Int>) -> String { withUnsafeBufferPointer { $0.text(cell) } }
}

extension UnsafeBufferPointer<UInt8> {
    /// The text that stands at a place.
    func text(_ cell: Range<Int>) -> String {
        cell.isEmpty ? "" : String(decoding: UnsafeBufferPointer(rebasing: self[cell]), as: UTF8.self)
    }

    /// The place without space at either end.
    @inline(__always)
    func trimmed(_ cell: Range<Int>) -> Range<Int> {
        guard !cell.isEmpty, self[cell.lowerBound] <= 0x20 || self[cell.upperBound - 1] <= 0x20 else { return cell }
        var (start, end) = (cell.lowerBound, cell.upperBound)
        while start < end, self[start] == 0x20 { start += 1 }
        while end > start, self[end - 1] == 0x20 || self[end - 1] == 0x0D { end -= 1 }
        return start..<end
    }
}
