import Tables

#if canImport(Glibc)
    import Glibc
#endif

/// Bytes that come one block after another.
protocol DocumentSource: AnyObject {
    /// Fills the buffer; returns how many bytes there were, 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(DocumentError) -> Int
}

/// Bytes in memory, as a source.
final class MemorySource: DocumentSource {
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

/// A file open for reading, closed together with the object.
final class OpenFile: DocumentSource {
    let path: String
    private let descriptor: Int32

    /// Opens a file for reading.
    init(reading path: String) throws(DocumentError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        var status = stat()
        let code =
            descriptor < 0 || fstat(descriptor, &status) != 0 ? errno : InputFile.refusal(of: status, path)
        guard code == 0 || code == EISDIR, descriptor >= 0 else {
            throw DocumentError(FileError(path: path, operation: .read, code: code), .cannotOpen)
        }
        InputRegister.note(FileIdentity(descriptor: descriptor))
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
            if errno != EINTR {
                throw DocumentError(FileError(path: path, operation: .read, code: errno), .cannotRead)
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
