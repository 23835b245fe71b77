import Tables

#if canImport(Glibc)
    import Glibc
#endif

/// Bytes that come one block after another.
protocol ByteSource: AnyObject {
    /// Fills the buffer; returns how many bytes there were, 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(DocumentError) -> Int
}

/// Bytes in memory, as a source.
final class MemorySource: ByteSource {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, bytes.count - place)
        bytes.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[place..<(place + count)])) }
        place += count
        return count
    }
}

/// A file open for reading or writing, closed together with the object.
final class OpenFile: ByteSource {
    let path: String
    private let descriptor: Int32

    /// Opens a file for reading.
    init(reading path: String) throws(DocumentError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw DocumentError(.cannotOpen, in: path, value: systemError()) }
    }

    /// Creates a file, or empties the one that is there.
    init(writing path: String) throws(DocumentError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw DocumentError(.cannotWrite, in: path, value: systemError()) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// The size in bytes as the file system tells it.
    var size: Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Fills the buffer; returns how many bytes there were, 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(DocumentError) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR { throw DocumentError(.cannotRead, in: path, value: systemError()) }
        }
    }

    /// Writes all bytes.
    func write(_ bytes: UnsafeRawBufferPointer) throws(DocumentError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count > 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } else if errno != EINTR {
                throw DocumentError(.cannotWrite, in: path, value: systemError())
            }
        }
    }

    /// The whole content of a file that may not be larger than a limit.
    static func contents(of path: String, limit: Int, beyond: Finding.Message) throws(DocumentError) -> [UInt8] {
        let file = try OpenFile(reading: path)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(file.size, limit))
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { block.deallocate() }
        while true {
            let count = try file.read(into: block)
            if count == 0 { return bytes }
            guard bytes.count + count <= limit else { throw DocumentError(beyond, in: path, value: "> \(limit)") }
            bytes.append(contentsOf: block[..<count])
        }
    }
}
