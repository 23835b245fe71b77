internal import CBytes
internal import Glibc

/// Room for one chunk of text, with readable bytes before and behind it.
final class ChunkBuffer {
    /// Bytes that may be read before the text and behind it.
    static let margin = 64
    private var storage: UnsafeMutableRawPointer
    private(set) var capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        storage = ChunkBuffer.room(for: capacity)
    }

    deinit { storage.deallocate() }

    /// Where the text begins.
    var start: UnsafeMutableRawPointer { storage + ChunkBuffer.margin }

    /// Makes room for more, keeping the first bytes.
    func grow(to capacity: Int, keeping count: Int) {
        let larger = ChunkBuffer.room(for: capacity)
        (larger + ChunkBuffer.margin).copyMemory(from: start, byteCount: count)
        storage.deallocate()
        storage = larger
        self.capacity = capacity
    }

    private static func room(for capacity: Int) -> UnsafeMutableRawPointer {
        let count = capacity + 2 * margin
        let room = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 64)
        // What lies between is written before it is read, or it is what an earlier chunk left behind: not cleared, it takes
        // no memory until then.
        room.initializeMemory(as: UInt8.self, repeating: 0, count: margin)
        (room + count - margin).initializeMemory(as: UInt8.self, repeating: 0, count: margin)
        return room
    }
}

/// A run of whole rows in a buffer.
struct Chunk {
    /// Its number, from 0.
    let index: Int
    /// How many bytes; the last is a line feed.
    let count: Int
    /// The text without a line feed that the file does not have.
    let trueCount: Int
    /// The line that it begins on.
    let firstLine: Int
    let hasQuotes: Bool
    let isASCII: Bool
    /// How many bytes of the file are read.
    let bytesRead: Int
    /// How many it has.
    let totalBytes: Int
}

/// Cuts a text into runs of whole rows.
final class ChunkSource {
    /// How many bytes a row may have: more is a quote that is never closed, or no table.
    static let longestRow = 8 << 20
    private let source: ByteSource
    private let size: Int
    private let separator: UInt8
    /// Text that is read but not handed out.
    private var pending: [UInt8]
    private var pendingStart = 0
    private var line: Int
    private var index = 0
    private var isAtEnd = false

    /// Goes on behind the header: `pending` is text that is read already, which begins at `line`.
    init(_ source: ByteSource, size: Int, separator: UInt8, pending: [UInt8], line: Int) {
        self.source = source
        self.size = size
        self.separator = separator
        self.pending = pending
        self.line = line
    }

    var digest: String { source.digest }

    /// The next run, or `nil` at the end.
    func next(into buffer: ChunkBuffer) throws(FileError) -> Chunk? {
        var wanted = max(size, 1)
        var filled = 0
        while true {
            if buffer.capacity <= wanted { buffer.grow(to: wanted + 1, keeping: filled) }
            filled += takePending(into: buffer.start + filled, atMost: wanted - filled)
            if filled < wanted, !isAtEnd {
                filled += try source.read(
                    into: UnsafeMutableRawBufferPointer(start: buffer.start + filled, count: wanted - filled))
                isAtEnd = filled < wanted
            }
            guard filled > 0 else { return nil }
            let text = UnsafeRawPointer(buffer.start)
            let look = cbytes_look(text.assumingMemoryBound(to: UInt8.self), filled)
            let isLast = isAtEnd && pendingStart == pending.count
            let border =
                isLast ? filled : RowBorder.last(text, filled, separator: separator, hasQuotes: look.quotes > 0)
            if border > 0 { return cut(buffer, filled: filled, border: border, look) }
            // A row longer than the chunk; places in a chunk are 32 bits wide.
            wanted = 2 * wanted
            guard wanted <= max(size, ChunkSource.longestRow) else {
                throw FileError(path: source.path, operation: .read, code: EFBIG, line: line)
            }
        }
    }

    private func takePending(into place: UnsafeMutableRawPointer, atMost room: Int) -> Int {
        let count = min(room, pending.count - pendingStart)
        guard count > 0 else { return 0 }
        pending.withUnsafeBytes { bytes in
            if let from = bytes.baseAddress { place.copyMemory(from: from + pendingStart, byteCount: count) }
        }
        pendingStart += count
        return count
    }

    private func cut(_ buffer: ChunkBuffer, filled: Int, border: Int, _ look: cbytes_survey) -> Chunk {
        let feed = UInt8(ascii: "\n")
        let text = UnsafeRawPointer(buffer.start)
        let rest = UnsafeRawBufferPointer(start: text + border, count: filled - border)
        if pendingStart < pending.count {
            pendingStart -= rest.count
        } else {
            pending.removeAll(keepingCapacity: true)
            pending.append(contentsOf: rest)
            pendingStart = 0
        }
        let lines = look.lines - rest.count { $0 == feed }
        var count = border
        if text.load(fromByteOffset: border - 1, as: UInt8.self) != feed {
            buffer.start.storeBytes(of: feed, toByteOffset: border, as: UInt8.self)
            count += 1
        }
        defer {
            index += 1
            line += lines
        }
        return Chunk(
            index: index, count: count, trueCount: border, firstLine: line, hasQuotes: look.quotes > 0,
            isASCII: look.beyond_ascii == 0, bytesRead: source.lengthRead, totalBytes: source.length)
    }
}
