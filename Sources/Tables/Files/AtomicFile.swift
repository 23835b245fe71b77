internal import Glibc

/// A file that appears whole or not at all: written beside its place, forced to the disk, then renamed.
///
/// ```swift
/// var file = try AtomicFile("out/detail.csv")
/// try file.write(header)
/// try file.write(rows)
/// try file.commit()
/// ```
///
/// Without `commit()` nothing is left. What stands at the path and is no regular file (a device, a pipe) is written
/// directly.
public struct AtomicFile: ~Copyable {
    /// The path as the user named it.
    public let path: String
    private let temporary: String?
    private var descriptor: Int32
    private var buffer: [UInt8] = []
    private static let bufferSize = 1 << 16

    /// Opens a new file beside the path.
    public init(_ path: String) throws(FileError) {
        let (descriptor, temporary) = try AtomicFile.opened(path)
        self.path = path
        self.descriptor = descriptor
        self.temporary = temporary
    }

    private static func opened(_ path: String) throws(FileError) -> (descriptor: Int32, temporary: String?) {
        var status = stat()
        let exists = stat(path, &status) == 0
        let kind = status.st_mode & S_IFMT
        if exists, kind == S_IFDIR { throw FileError(path: path, operation: .write, code: EISDIR) }
        if exists, kind != S_IFREG {
            let descriptor = open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw FileError(path: path, operation: .write, code: errno) }
            return (descriptor, nil)
        }
        for attempt in 0..<1000 {
            let name = "\(path).\(getpid())-\(attempt).part"
            let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if descriptor >= 0 {
                if exists { _ = fchmod(descriptor, status.st_mode & 0o777) }
                return (descriptor, name)
            }
            guard errno == EEXIST else { break }
        }
        throw FileError(path: path, operation: .write, code: errno)
    }

    deinit { discard() }

    /// Adds bytes.
    public mutating func write(_ bytes: [UInt8]) throws(FileError) {
        if buffer.count + bytes.count <= AtomicFile.bufferSize {
            buffer.append(contentsOf: bytes)
            return
        }
        try flush()
        if bytes.count < AtomicFile.bufferSize {
            buffer.append(contentsOf: bytes)
        } else {
            try writeAll(bytes)
        }
    }

    /// Adds text.
    public mutating func write(_ text: String) throws(FileError) { try write(Array(text.utf8)) }

    /// Moves the file into its place.
    public consuming func commit() throws(FileError) {
        try flush()
        guard let temporary else { return }
        guard fsync(descriptor) == 0 else { throw FileError(path: path, operation: .write, code: errno) }
        guard rename(temporary, path) == 0 else { throw FileError(path: path, operation: .write, code: errno) }
        close(descriptor)
        descriptor = -1
    }

    /// Writes a whole file at once.
    public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        var file = try AtomicFile(path)
        try file.write(bytes)
        try file.commit()
    }

    /// Writes a whole file of text at once.
    public static func write(_ text: String, to path: String) throws(FileError) {
        try write(Array(text.utf8), to: path)
    }

    private mutating func flush() throws(FileError) {
        guard !buffer.isEmpty else { return }
        try writeAll(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private func writeAll(_ bytes: [UInt8]) throws(FileError) {
        var done = 0
        while done < bytes.count {
            let wrote = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
            }
            if wrote < 0, errno == EINTR { continue }
            guard wrote > 0 else { throw FileError(path: path, operation: .write, code: wrote < 0 ? errno : EIO) }
            done += wrote
        }
    }

    private borrowing func discard() {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if let temporary { unlink(temporary) }
    }
}
