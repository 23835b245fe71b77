package import Glibc

/// A file open for reading.
package struct InputFile: ~Copyable {
    let path: String
    private let descriptor: Int32
    /// The size when it was opened; 0 for what is no regular file.
    let size: Int
    /// When it was last written to, as it was opened.
    private let written: timespec

    /// Opens a file, which the run will then not overwrite.
    init(path: String) throws(FileError) { try self.init(path: path, isInput: true) }

    /// Opens a file; one that is only looked at is no input.
    init(path: String, isInput: Bool) throws(FileError) {
        let (descriptor, status) = try InputFile.opened(path)
        self.path = path
        self.descriptor = descriptor
        size = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
        written = status.st_mtim
        if isInput { InputRegister.note(FileIdentity(descriptor: descriptor)) }
    }

    private static func opened(_ path: String) throws(FileError) -> (descriptor: Int32, status: stat) {
        // Opening a pipe that nobody writes to would wait for ever.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileError(path: path, operation: .read, code: errno) }
        var status = stat()
        let code = fstat(descriptor, &status) != 0 ? errno : InputFile.refusal(of: status, path)
        guard code == 0 else {
            close(descriptor)
            throw FileError(path: path, operation: .read, code: code)
        }
        let flags = fcntl(descriptor, F_GETFL)
        if flags >= 0 { _ = fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) }
        return (descriptor, status)
    }

    /// Why something is not read: a folder, or what may never end, a device or a pipe; 0 for a file. What the shell hands
    /// over (`/dev/stdin`, `<(…)`) is read.
    package static func refusal(of status: stat, _ path: String) -> Int32 {
        switch status.st_mode & S_IFMT {
        case S_IFREG: 0
        case S_IFDIR: EISDIR
        case S_IFIFO, S_IFSOCK:
            path == "/dev/stdin" || path.hasPrefix("/dev/fd/") || path.hasPrefix("/proc/self/fd/") ? 0 : ESPIPE
        default: path == "/dev/null" ? 0 : ESPIPE
        }
    }

    /// Throws where the file is no longer as it was when it was opened: what was read of it may be half of something.
    func checkUnchanged(afterReading count: Int) throws(FileError) {
        guard size > 0 else { return }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError(path: path, operation: .read, code: errno) }
        let isSame =
            Int(status.st_size) == size && count == size && status.st_mtim.tv_sec == written.tv_sec
            && status.st_mtim.tv_nsec == written.tv_nsec
        guard isSame else { throw FileError(path: path, operation: .read, code: ESTALE) }
    }

    deinit { close(descriptor) }

    /// Reads the next bytes; fewer than asked for only at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let got = Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw FileError(path: path, operation: .read, code: errno) }
            if got == 0 { break }
            filled += got
        }
        return filled
    }

    /// Bytes from a place, without moving on; fewer than asked for only at the end.
    func peek(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let start = buffer.baseAddress.map { $0 + filled }
            let got = pread(descriptor, start, buffer.count - filled, off_t(offset + filled))
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw FileError(path: path, operation: .read, code: errno) }
            if got == 0 { break }
            filled += got
        }
        return filled
    }

    /// How many bytes a file has; 0 for what is no regular file.
    package static func size(of path: String) throws(FileError) -> Int { try InputFile(path: path).size }

    /// All bytes of a file.
    package static func bytes(of path: String) throws(FileError) -> [UInt8] {
        let file = try InputFile(path: path)
        // One byte more than the size: the read that does not fill it is the last.
        var wanted = file.size > 0 ? file.size + 1 : 1 << 16
        var bytes = try file.next(wanted)
        var got = bytes.count
        while got == wanted {
            wanted = max(1 << 16, bytes.count / 2)
            let piece = try file.next(wanted)
            got = piece.count
            bytes += piece
        }
        try file.checkUnchanged(afterReading: bytes.count)
        return bytes
    }

    /// The next bytes, fewer than asked for only at the end. Their room is not cleared before.
    private func next(_ count: Int) throws(FileError) -> [UInt8] {
        var failure: FileError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { room, filled in
            do throws(FileError) { filled = try read(into: UnsafeMutableRawBufferPointer(room)) } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return bytes
    }
}
