/// The rows of a sheet, each its line and its cells, back to back: a cell costs what its text does and no string of its own.
///
/// Rows are held some hundreds together, so that what was read can be let go while the rest is.
struct SheetRows: Sendable, RandomAccessCollection {
    /// Some rows one behind another: of each its line, how many cells it has, and of each cell its length and its text.
    private struct Chunk: Sendable {
        var bytes: [UInt8] = []
        var starts: [UInt32] = []

        mutating func append(_ number: Int) {
            var rest = number
            while rest > 0x7F {
                bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
                rest >>= 7
            }
            bytes.append(UInt8(truncatingIfNeeded: rest))
        }
    }

    /// Reads a row of a chunk.
    private struct Cursor {
        let bytes: UnsafeBufferPointer<UInt8>
        var place: Int

        mutating func number() -> Int {
            var (number, shift) = (0, 0)
            while true {
                let byte = bytes[place]
                place += 1
                number |= Int(byte & 0x7F) << shift
                guard byte > 0x7F else { return number }
                shift += 7
            }
        }

        mutating func text() -> UnsafeBufferPointer<UInt8> {
            let length = number()
            defer { place += length }
            return UnsafeBufferPointer(rebasing: bytes[place..<place + length])
        }
    }

    private static let rowsOfChunk = 512
    private var chunks: [Chunk] = []
    /// How many rows of the first chunk are not of these.
    private var skipped = 0
    /// How many rows.
    private(set) var count = 0

    /// None.
    init() {}

    /// Rows that are at hand.
    init(_ rows: some Sequence<(line: Int, cells: [String])>) {
        for row in rows { append(row) }
    }

    var startIndex: Int { 0 }
    var endIndex: Int { count }

    subscript(place: Int) -> (line: Int, cells: [String]) {
        read(place) { cursor in
            let (line, width) = (cursor.number(), cursor.number())
            var cells: [String] = []
            cells.reserveCapacity(width)
            for _ in 0..<width { cells.append(String(decoding: cursor.text(), as: UTF8.self)) }
            return (line, cells)
        }
    }

    /// The line of a row.
    func line(_ place: Int) -> Int { read(place) { $0.number() } }

    /// How many cells a row has.
    func width(_ place: Int) -> Int {
        read(place) { cursor in
            _ = cursor.number()
            return cursor.number()
        }
    }

    /// How many cells the widest row has, from one on.
    func widest(from place: Int) -> Int { (place..<Swift.max(place, count)).reduce(0) { Swift.max($0, width($1)) } }

    /// The cells of a row as they lie in memory, until one makes an end of it.
    func forEachCell(of place: Int, _ body: (_ column: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool) {
        read(place) { cursor in
            _ = cursor.number()
            let width = cursor.number()
            for column in 0..<width where !body(column, cursor.text()) { return }
        }
    }

    private func read<Result>(_ place: Int, _ body: (inout Cursor) -> Result) -> Result {
        let (chunk, row) = (skipped + place).quotientAndRemainder(dividingBy: SheetRows.rowsOfChunk)
        return chunks[chunk].bytes.withUnsafeBufferPointer { bytes in
            var cursor = Cursor(bytes: bytes, place: Int(chunks[chunk].starts[row]))
            return body(&cursor)
        }
    }

    /// Adds a row.
    mutating func append(_ row: (line: Int, cells: [String])) {
        if (skipped + count).isMultiple(of: SheetRows.rowsOfChunk) { chunks.append(Chunk()) }
        let last = chunks.count - 1
        chunks[last].starts.append(UInt32(truncatingIfNeeded: chunks[last].bytes.count))
        chunks[last].append(row.line)
        chunks[last].append(row.cells.count)
        for cell in row.cells {
            chunks[last].append(cell.utf8.count)
            chunks[last].bytes.append(contentsOf: cell.utf8)
        }
        count += 1
        // A chunk that is full takes no more room than its texts.
        if (skipped + count).isMultiple(of: SheetRows.rowsOfChunk) {
            chunks[last].bytes = Array(chunks[last].bytes[...])
        }
    }

    /// The rows from one on.
    func from(_ place: Int) -> SheetRows {
        var rest = self
        rest.chunks.removeFirst(Swift.min((skipped + place) / SheetRows.rowsOfChunk, chunks.count))
        rest.skipped = (skipped + place) % SheetRows.rowsOfChunk
        rest.count = count - place
        return rest
    }

    /// Keeps the first rows alone.
    mutating func keep(first rows: Int) {
        count = Swift.min(count, rows)
        let chunksOfThem = (skipped + count + SheetRows.rowsOfChunk - 1) / SheetRows.rowsOfChunk
        chunks.removeLast(Swift.max(chunks.count - chunksOfThem, 0))
        let rest = (skipped + count) % SheetRows.rowsOfChunk
        guard rest > 0, let last = chunks.indices.last, chunks[last].starts.count > rest else { return }
        chunks[last].bytes.removeLast(chunks[last].bytes.count - Int(chunks[last].starts[rest]))
        chunks[last].starts.removeLast(chunks[last].starts.count - rest)
    }

    /// Lets the room of rows go that are read no more.
    mutating func forget(before place: Int) {
        guard (skipped + place).isMultiple(of: SheetRows.rowsOfChunk), skipped + place > 0 else { return }
        chunks[(skipped + place) / SheetRows.rowsOfChunk - 1] = Chunk()
    }
}
