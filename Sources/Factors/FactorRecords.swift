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
            } else {
                let start = position
                position = cellEnd()
                cells.append(start..<position)
            }
            guard position < end else { return }
            let byte = bytes[position]
            position += byte == FactorRecords.carriageReturn ? 2 : 1
            if byte != FactorRecords.comma {
                nextLine += 1
                return
            }
        }
    }

    /// Where the cell ends that goes on here: before a comma, a line feed, or a carriage return that ends a line.
    private func cellEnd() -> Int {
        bytes.withUnsafeBufferPointer { bytes in
            var place = position
            while place < end {
                let byte = bytes[place]
                if byte <= FactorRecords.comma {
                    if byte == FactorRecords.comma || byte == FactorRecords.lineFeed { break }
                    if byte == FactorRecords.carriageReturn,
                        place + 1 == end || bytes[place + 1] == FactorRecords.lineFeed
                    {
                        break
                    }
                }
                place += 1
            }
            return place
        }
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
        position = cellEnd()
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
    func text(_ cell: Range<Int>) -> String {
        cell.isEmpty
            ? "" : withUnsafeBufferPointer { String(decoding: UnsafeBufferPointer(rebasing: $0[cell]), as: UTF8.self) }
    }
}
