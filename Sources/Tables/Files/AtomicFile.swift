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
/// directly. A file that the run has read is never replaced.
public struct AtomicFile: ~Copyable {
    /// The path as the user named it.
    public let path: String
    private let temporary: String?
    private let replacesInput: Bool
    private var descriptor: Int32
    private var buffer: [UInt8] = []
    private static let bufferSize = 1 << 16

    /// Opens a new file beside the path.
    public init(_ path: String) throws(FileError) { try self.init(path, replacesInput: false) }

    /// Opens a new file beside the path; only where it is asked for may it take the place of what this run has read.
    package init(_ path: String, replacesInput: Bool) throws(FileError) {
        if !replacesInput { try PartFile.refuseInput(at: path) }
        let (descriptor, temporary) = try AtomicFile.opened(path)
        self.replacesInput = replacesInput
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
        let part = try PartFile.made(for: path)
        if exists { _ = fchmod(part.descriptor, status.st_mode & 0o777) }
        return (part.descriptor, part.path)
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
        try PartFile.put(temporary, descriptor, at: path, replacesInput: replacesInput)
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
