internal import CBytes
internal import Glibc

/// Where a row begins in a file: reading goes on from there as if all rows before had been read.
public struct RowMark: Hashable, Sendable {
    /// How many bytes of the file stand before it.
    package let offset: Int
    /// Its line, from 1.
    package let line: Int
    /// How the file is encoded, as the bytes before tell; `nil` while they are ASCII.
    package let encoding: TextEncoding?

    /// A mark.
    package init(offset: Int, line: Int, encoding: TextEncoding?) {
        self.offset = offset
        self.line = line
        self.encoding = encoding
    }
}

/// Whole rows of a file: those that begin at one mark or behind it, and before another.
public struct RowSpan: Hashable, Sendable {
    /// Where the first of them begins.
    package let start: RowMark
    /// Where the first row behind them begins.
    package let end: RowMark
    /// Whether the file's first rows are among them: what is odd about the header is told with those.
    package let isFirst: Bool

    /// Whether no row is among them.
    package var isEmpty: Bool { start.offset == end.offset }

    /// The rows from one mark to another.
    package init(from start: RowMark, to end: RowMark, isFirst: Bool) {
        self.start = start
        self.end = end
        self.isFirst = isFirst
    }
}

extension TableStream {
    /// The columns that a file has; `nil` of text that is handed over and read once.
    package static func columns(of path: String, schema: Schema) throws(FileError) -> [ColumnSchema]? {
        guard OfferedText.at(path) == nil else { return nil }
        let source = try ByteSource(path: path, takesDigest: false)
        return try StreamHead(source, schema: schema)?.layout.fields.map { schema.columns[$0.place] } ?? []
    }

    /// Cuts the file's rows at some bytes, given in ascending order: a row belongs where its first byte lies, so that there
    /// is one span more than cuts. `nil` where the file is read whole: it has no header, it is in UTF-16, or it is a pipe.
    ///
    /// - Parameter toEnd: whether the rows behind the last cut are wanted; else there are as many spans as cuts.
    ///
    /// O(bytes before the last cut, or of the file where its end is wanted); quotes are heeded as where rows are read, from the first byte of the file on.
    package func spans(cutAt cuts: [Int], toEnd: Bool = true) throws(FileError) -> [RowSpan]? {
        let source = try ByteSource(path: path, takesDigest: false)
        guard let head = try StreamHead(source, schema: schema), !head.layout.fields.isEmpty, source.isCuttable else {
            return nil
        }
        var walk = try RowWalk(source, separator: head.separator)
        try walk.skip(head)
        var marks = [walk.mark]
        for cut in cuts {
            try walk.go(to: cut)
            marks.append(walk.mark)
        }
        if toEnd {
            try walk.go(to: source.size)
            marks.append(walk.mark)
        }
        return marks.indices.dropLast().map { number in
            // The header belongs to the first span, even where no row does.
            RowSpan(from: marks[number], to: marks[number + 1], isFirst: number == 0)
        }
    }
}

/// Walks over a file from row to row without reading them.
private struct RowWalk: ~Copyable {
    private let file: InputFile
    private let separator: UInt8
    private let turnsReturns: Bool
    private let room: ChunkBuffer
    private(set) var mark: RowMark
    private static let block = 1 << 20

    init(_ source: ByteSource, separator: UInt8) throws(FileError) {
        file = try InputFile(path: source.path)
        self.separator = separator
        turnsReturns = source.turnsReturns
        room = ChunkBuffer(capacity: RowWalk.block)
        mark = source.start
    }

    /// Goes to the first row behind the header.
    mutating func skip(_ head: StreamHead) throws(FileError) {
        guard !head.isWholeFile else { return end() }
        while mark.line < head.nextLine {
            let count = try fill(RowWalk.block)
            guard count > 0 else { return end() }
            let text = UnsafeRawBufferPointer(start: room.start, count: count)
            var line = mark.line
            let last = text.firstIndex { byte in
                if byte == UInt8(ascii: "\n") { line += 1 }
                return line == head.nextLine
            }
            try pass((last ?? count - 1) + 1)
        }
    }

    /// Goes to the first row that begins at a byte or behind it.
    mutating func go(to target: Int) throws(FileError) {
        var wanted = RowWalk.block
        while mark.offset < target {
            let count = try fill(wanted)
            let isAtEnd = count < wanted
            let text = UnsafeRawPointer(room.start)
            let hasQuotes = memchr(text, Int32(UInt8(ascii: "\"")), count) != nil
            let border = RowBorder.last(text, count, separator: separator, hasQuotes: hasQuotes)
            if border > 0, mark.offset + border <= target {
                try pass(border)
                wanted = RowWalk.block
            } else if border > 0 {
                var next = 0
                while mark.offset + next < target {
                    next = RowBorder.next(text, next, border, separator: separator) ?? border
                }
                return try pass(next)
            } else if isAtEnd {
                return end()
            } else {
                wanted *= 2
                guard wanted <= ChunkSource.longestRow else {
                    throw FileError(path: file.path, operation: .read, code: EFBIG, line: mark.line)
                }
            }
        }
    }

    private mutating func end() { mark = RowMark(offset: file.size, line: 0, encoding: nil) }

    /// Reads from the mark on; says how many bytes there are.
    private func fill(_ wanted: Int) throws(FileError) -> Int {
        if room.capacity < wanted { room.grow(to: wanted, keeping: 0) }
        let buffer = UnsafeMutableRawBufferPointer(start: room.start, count: wanted)
        let count = try file.peek(into: buffer, at: mark.offset)
        if turnsReturns {
            for i in 0..<count where buffer[i] == UInt8(ascii: "\r") { buffer[i] = UInt8(ascii: "\n") }
        }
        return count
    }

    /// Moves the mark behind bytes that were read.
    private mutating func pass(_ count: Int) throws(FileError) {
        let text = UnsafeRawBufferPointer(start: room.start, count: count)
        let look = cbytes_look(UnsafeRawPointer(room.start).assumingMemoryBound(to: UInt8.self), count)
        var encoding = mark.encoding
        if encoding == nil, look.beyond_ascii != 0, let first = UTF8Scan.firstBeyondASCII(text) {
            encoding = try told(at: mark.offset + first)
        }
        let offset = mark.offset + count
        // What lies behind the last row tells nothing.
        mark =
            offset >= file.size
            ? RowMark(offset: file.size, line: 0, encoding: nil)
            : RowMark(offset: offset, line: mark.line + look.lines, encoding: encoding)
    }

    private func told(at offset: Int) throws(FileError) -> TextEncoding {
        let window = UnsafeMutableRawBufferPointer.allocate(byteCount: TextEncoding.window, alignment: 16)
        defer { window.deallocate() }
        let count = try file.peek(into: window, at: offset)
        return TextEncoding.told(by: UnsafeRawBufferPointer(rebasing: window[..<count]))
    }
}
