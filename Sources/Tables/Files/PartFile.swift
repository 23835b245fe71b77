internal import Glibc

/// A file that is not whole yet, beside its place: `name.pid-n.part`. It is locked while its run lives, so that the next
/// run can tell, and remove, what a killed one left.
package enum PartFile {
    /// Makes an empty, locked file beside a path; leftovers of ended runs are removed. The descriptor is the caller's.
    package static func made(for path: String) throws(FileError) -> (path: String, descriptor: Int32) {
        removeLeftovers(of: path)
        for attempt in 0..<1000 {
            let name = "\(path).\(getpid())-\(attempt).part"
            let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else {
                if errno == EEXIST { continue }
                break
            }
            if isKept(name, descriptor) { return (name, descriptor) }
            close(descriptor)
        }
        throw FileError(path: path, operation: .write, code: errno)
    }

    /// Whether a new file or folder is ours: locked, and not removed by another run before it was.
    package static func isKept(_ name: String, _ descriptor: Int32) -> Bool {
        flock(descriptor, LOCK_EX) != 0 || FileIdentity(name) == FileIdentity(descriptor: descriptor)
    }

    /// Forces a file to the disk and moves it to its place, which may be that of an input only where the caller says so.
    /// Where it throws, the file is still there.
    package static func put(
        _ part: String, _ descriptor: Int32, at path: String, replacesInput: Bool = false
    ) throws(FileError) {
        if !replacesInput { try refuseInput(at: path) }
        guard fsync(descriptor) == 0, rename(part, path) == 0 else {
            throw FileError(path: path, operation: .write, code: errno)
        }
        InputRegister.note(FileIdentity(descriptor: descriptor))
    }

    /// Throws where a path leads to a file that this run has read or written.
    package static func refuseInput(at path: String) throws(FileError) {
        if InputRegister.holds(FileIdentity(path)) { throw FileError(path: path, operation: .replace, code: ETXTBSY) }
    }

    /// Removes the part files of a path whose runs have ended.
    private static func removeLeftovers(of path: String) {
        let (folder, name) = split(path)
        for entry in FolderNames.all(in: folder) where isPart(entry, of: name) {
            remove((folder == "/" ? "" : folder) + "/" + entry)
        }
    }

    /// Removes a file of an ended run; one that is locked belongs to a run that lives.
    private static func remove(_ part: String) {
        let descriptor = open(part, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(part) }
    }

    /// Whether a name is `name.pid-n.part`.
    private static func isPart(_ entry: String, of name: String) -> Bool {
        guard entry.hasPrefix(name + "."), entry.hasSuffix(".part") else { return false }
        return isNumbers(entry.dropFirst(name.count + 1).dropLast(5))
    }

    /// Whether a text is two numbers with a hyphen between.
    static func isNumbers(_ text: Substring) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = path[..<slash]
        return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
    }
}
