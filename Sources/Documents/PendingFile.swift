import Tables

#if canImport(Glibc)
    import Glibc
#endif

/// A file that a C library writes by name: made beside its place, put there when it is whole.
enum PendingFile {
    /// Makes an empty file beside a path and returns its path.
    static func made(for path: String) throws(DocumentError) -> String {
        for attempt in 0..<1000 {
            let name = "\(path).\(getpid())-\(attempt).part"
            let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if descriptor >= 0 {
                close(descriptor)
                return name
            }
            if errno != EEXIST { break }
        }
        throw DocumentError(FileError(path: path, operation: .write, code: errno), .cannotWrite)
    }

    /// Forces a file to the disk and moves it to its place; it is removed where that fails.
    static func put(_ temporary: String, at path: String) throws(DocumentError) {
        let descriptor = open(temporary, O_RDONLY | O_CLOEXEC)
        let isSafe = descriptor >= 0 && fsync(descriptor) == 0
        let code = errno
        if descriptor >= 0 { close(descriptor) }
        guard isSafe, rename(temporary, path) == 0 else {
            let error = FileError(path: path, operation: .write, code: isSafe ? errno : code)
            remove(temporary)
            throw DocumentError(error, .cannotWrite)
        }
    }

    /// Removes a file that is not wanted any more.
    static func remove(_ temporary: String) { unlink(temporary) }
}
