internal import CBytes
internal import Glibc

/// The text of a file as UTF-8, piece by piece, with a bounded amount of memory; the digest is taken on the way.
///
/// Decides the encoding exactly as `SourceText` does: by the byte order mark, else at the first byte that is not ASCII.
final class ByteSource {
    /// The path as the user named it.
    let path: String
    /// How many bytes the file has.
    let size: Int
    /// How many of them have been read.
    private(set) var bytesRead = 0
    /// Why the file is no text, if it is none.
    let problem: Finding.Message?
    private let file: InputFile
    /// The whole file, where it cannot be read at a place (a pipe).
    private let memory: [UInt8]?
    /// What a caller hands over in the place of the file.
    private let offered: OfferedText?
    private var hash: SHA256?
    /// `nil` while nothing but ASCII has been seen.
    private var encoding: TextEncoding?
    private var transcoder: TranscoderBox?
    private var raw: [UInt8] = []
    /// Decoded text that did not fit.
    private var waiting: [UInt8] = []
    private var waitingStart = 0
    private(set) var turnsReturns = false
    /// Where the text begins, behind a byte order mark, or at a mark that was gone to.
    private(set) var start = RowMark(offset: 0, line: 1, encoding: nil)
    /// Where it ends.
    private var end: Int

    /// Copyable hold on a converter.
    private final class TranscoderBox {
        var transcoder: Transcoder
        init(_ encoding: TextEncoding) { transcoder = Transcoder(from: encoding) }
    }

    init(path: String, takesDigest: Bool) throws(FileError) {
        self.path = path
        file = try InputFile(path: path)
        offered = OfferedText.at(path)
        if let offered {
            guard offered.take() else { throw FileError(path: path, operation: .read, code: ESPIPE) }
            memory = []
            size = 0
            end = 0
            hash = nil
            problem = nil
            encoding = .utf8
            return
        }
        memory = file.size == 0 ? try InputFile.bytes(of: path) : nil
        size = memory?.count ?? file.size
        end = size
        hash = takesDigest ? SHA256() : nil
        let head = try ByteSource.peek(file, memory, count: 1024, at: 0)
        problem = SourceText.problem(of: head)
        if let mark = TextEncoding.marked(by: head) {
            encoding = mark.encoding
            if mark.encoding != .utf8 { transcoder = TranscoderBox(mark.encoding) }
            hash?.update(Array(head.prefix(mark.length)))
            bytesRead = mark.length
            start = RowMark(offset: mark.length, line: 1, encoding: mark.encoding)
        }
    }

    /// Whether rows can be found without decoding: no byte of a character looks like a line end, a quote or a separator,
    /// and the file can be read at a place.
    var isCuttable: Bool {
        memory == nil && encoding != .utf16LittleEndian && encoding != .utf16BigEndian
    }

    /// Goes on with some rows alone; the digest will be of their bytes.
    func go(to span: RowSpan) {
        start = span.start
        bytesRead = span.start.offset
        end = span.end.offset
        encoding = span.start.encoding
        transcoder = encoding == .gb18030 ? TranscoderBox(.gb18030) : nil
        waiting.removeAll()
        waitingStart = 0
        if hash != nil { hash = SHA256() }
    }

    /// How many bytes there are to be read.
    var length: Int { end - start.offset }
    /// How many of them have been read.
    var lengthRead: Int { bytesRead - start.offset }

    /// The digest of the bytes read so far.
    var digest: String { hash?.hexadecimal ?? "" }

    /// Takes the rest of the bytes into the digest, where nobody needs the text.
    func skipRest() throws(FileError) {
        guard hash != nil else { return }
        while true {
            let piece = try ByteSource.peek(file, memory, count: TextEncoding.window, at: bytesRead)
            if piece.isEmpty {
                if memory == nil { try file.checkUnchanged(afterReading: bytesRead) }
                return
            }
            hash?.update(piece)
            bytesRead += piece.count
        }
    }

    /// From now on CR is read as LF.
    func turnReturnsIntoFeeds() { turnsReturns = true }

    /// Fills a buffer with the next text; less than asked for only at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        var filled = takeWaiting(into: buffer)
        if let offered {
            while filled < buffer.count {
                waiting = offered.piece()
                if waiting.isEmpty { break }
                waitingStart = 0
                filled += takeWaiting(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            }
            return filled
        }
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let got = transcoder == nil ? try readPlain(into: rest) : try readTranscoded(into: rest)
            if got == 0, waitingStart == waiting.count { break }
            filled += got
        }
        if filled < buffer.count, memory == nil {
            try file.checkUnchanged(afterReading: bytesRead == end ? size : bytesRead)
        }
        if turnsReturns {
            for i in 0..<filled where buffer[i] == UInt8(ascii: "\r") { buffer[i] = UInt8(ascii: "\n") }
        }
        return filled
    }

    private func takeWaiting(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, waiting.count - waitingStart)
        guard count > 0 else { return 0 }
        waiting.withUnsafeBytes { text in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: text[waitingStart..<(waitingStart + count)]))
        }
        waitingStart += count
        if waitingStart == waiting.count {
            waiting.removeAll(keepingCapacity: true)
            waitingStart = 0
        }
        return count
    }

    /// The next bytes of the file as they are; what turns out to be GB18030 goes through the converter.
    private func readPlain(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, max(end - bytesRead, 0))])
        let got = try ByteSource.peek(file, memory, into: room, at: bytesRead)
        guard got > 0 else { return 0 }
        let text = UnsafeRawBufferPointer(rebasing: buffer[..<got])
        hash?.update(text)
        if encoding == nil, ByteSource.isBeyondASCII(text), let first = UTF8Scan.firstBeyondASCII(text) {
            let window = try ByteSource.peek(file, memory, count: TextEncoding.window, at: bytesRead + first)
            let told = window.withUnsafeBytes { TextEncoding.told(by: $0) }
            encoding = told
            if told == .gb18030 {
                let box = TranscoderBox(told)
                transcoder = box
                bytesRead += got
                waiting = box.transcoder.decode(text, isLast: bytesRead >= end)
                return takeWaiting(into: buffer)
            }
        }
        bytesRead += got
        return got
    }

    private static func isBeyondASCII(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let start = text.baseAddress else { return false }
        return cbytes_is_beyond_ascii(start.assumingMemoryBound(to: UInt8.self), text.count) != 0
    }

    private func readTranscoded(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        guard bytesRead < end, let transcoder else { return 0 }
        let count = min(max(buffer.count / 2, 4096), end - bytesRead)
        raw = try ByteSource.peek(file, memory, count: count, at: bytesRead)
        guard !raw.isEmpty else { return 0 }
        hash?.update(raw)
        bytesRead += raw.count
        waiting = raw.withUnsafeBytes { transcoder.transcoder.decode($0, isLast: bytesRead >= end) }
        waitingStart = 0
        return takeWaiting(into: buffer)
    }

    private static func peek(
        _ file: borrowing InputFile, _ memory: [UInt8]?, count: Int, at offset: Int
    ) throws(FileError) -> [UInt8] {
        // Of a small file no more room is made than it has bytes.
        let count = min(count, max(0, (memory?.count ?? file.size) - offset))
        var bytes = [UInt8](repeating: 0, count: count)
        var failure: FileError?
        let got = bytes.withUnsafeMutableBytes { buffer -> Int in
            do throws(FileError) {
                return try peek(file, memory, into: buffer, at: offset)
            } catch {
                failure = error
                return 0
            }
        }
        if let failure { throw failure }
        bytes.removeLast(count - got)
        return bytes
    }

    private static func peek(
        _ file: borrowing InputFile, _ memory: [UInt8]?, into buffer: UnsafeMutableRawBufferPointer, at offset: Int
    ) throws(FileError) -> Int {
        guard let memory else { return try file.peek(into: buffer, at: offset) }
        let count = min(buffer.count, max(0, memory.count - offset))
        memory.withUnsafeBytes {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<(offset + count)]))
        }
        return count
    }
}
