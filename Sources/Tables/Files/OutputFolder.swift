internal import Glibc

/// A folder whose files appear together, and in which nothing of anybody else is ever overwritten.
///
/// Files are made in a hidden folder, then moved. What was written is listed with its digests in `.lantian-written`
/// (lines as `sha256sum` writes them): a file that is not listed, or has changed since, belongs to somebody else.
public struct OutputFolder: Sendable {
    /// What else may lie in the folder.
    public enum Rule: Sendable {
        /// Nothing.
        case empty
        /// Anything: a run with `--force` replaces its own files and removes those of its own that it does not write.
        case forced
        /// The same, and what stands at a name belongs to the user where it was changed: it stays.
        case filling
        /// Anything: own files are replaced, others stay.
        case shared
    }

    /// The folder's path as the user named it.
    public let path: String
    /// What else may lie in it.
    public let rule: Rule
    private static let list = ".lantian-written"

    /// A folder to write to.
    public init(_ path: String, _ rule: Rule = .empty) {
        self.path = path
        self.rule = rule
    }

    /// Throws where the folder may not be written to by its rule: worth asking before a long run.
    public func check() throws(FileError) {
        removeLeftovers()
        if rule == .empty, !isEmpty { throw FileError(path: path, operation: .replace, code: ENOTEMPTY) }
    }

    /// Hands a closure an empty folder; the files that it names are moved here when it returns, all or none, one run at a
    /// time. Returns the names of what was written.
    ///
    /// - Throws: what the closure throws, and `FileError`; nothing has changed then.
    @discardableResult
    public func fill(_ make: (_ place: String) throws -> [String]) throws -> [String] {
        try check()
        let made = try makeFolders()
        var isDone = false
        defer { if !isDone { for folder in made.reversed() { rmdir(folder) } } }
        let (place, descriptor) = try makePlace()
        defer {
            OutputFolder.remove(place)
            close(descriptor)
        }
        let names = try make(place)
        // One run at a time moves its files in, so that all of them are of one run.
        let lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if lock >= 0 { close(lock) } }
        if lock >= 0 { flock(lock, LOCK_EX) }
        if rule == .empty, !isEmpty { throw FileError(path: path, operation: .replace, code: ENOTEMPTY) }
        let written = try move(names, from: place)
        isDone = true
        return written
    }

    // MARK: Moving

    private func move(_ names: [String], from place: String) throws(FileError) -> [String] {
        let before = listed()
        var own: [String: String] = [:]
        for (name, digest) in before where isUnchanged(name, digest) { own[name] = digest }
        var moving: [String] = []
        for name in names {
            let target = path + "/" + name
            try PartFile.refuseInput(at: target)
            if OutputFolder.exists(target), own[name] == nil {
                if rule == .filling { continue }
                throw FileError(path: target, operation: .replace, code: EEXIST)
            }
            moving.append(name)
        }
        let stale =
            rule == .shared || rule == .filling
            ? [] : own.keys.filter { !names.contains($0) && !InputRegister.holds(FileIdentity(path + "/" + $0)) }
        var after = rule == .shared || rule == .filling ? before : own.filter { !stale.contains($0.key) }
        for name in moving { after[name] = try SHA256.hexadecimal(ofFile: place + "/" + name) }
        let lines = after.sorted { $0.key < $1.key }.map { "\($0.value)  \($0.key)\n" }
        try AtomicFile.write(lines.joined(), to: place + "/" + OutputFolder.list)
        try exchange(moving + [OutputFolder.list], stale: stale, place)
        return moving
    }

    /// Moves files in; where one does not go, those before it are put back.
    private func exchange(_ names: [String], stale: [String], _ place: String) throws(FileError) {
        let kept = place + "/.before"
        guard mkdir(kept, 0o777) == 0 else { throw FileError(path: path, operation: .write, code: errno) }
        var done: [String] = []
        for name in names {
            let target = path + "/" + name
            _ = link(target, kept + "/" + name)
            guard rename(place + "/" + name, target) == 0 else {
                let code = errno
                for name in done.reversed() where rename(kept + "/" + name, path + "/" + name) != 0 {
                    unlink(path + "/" + name)
                }
                throw FileError(path: target, operation: .write, code: code)
            }
            done.append(name)
        }
        for name in stale { unlink(path + "/" + name) }
        for name in done { InputRegister.note(FileIdentity(path + "/" + name)) }
    }

    // MARK: What is there

    /// Whether nothing lies in the folder but what runs are making.
    private var isEmpty: Bool {
        do throws(FileError) { return try FolderNames.of(path).allSatisfy(OutputFolder.isPlace) } catch {
            return error.isMissing
        }
    }

    /// Throws where anything stands at a path: for a single file that a user may have filled in since.
    public static func refuseExisting(_ path: String) throws(FileError) {
        if exists(path) { throw FileError(path: path, operation: .replace, code: EEXIST) }
    }

    private static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// What earlier runs wrote here, with digests.
    private func listed() -> [String: String] {
        guard let bytes = try? InputFile.bytes(of: path + "/" + OutputFolder.list, atMost: 1 << 20, isInput: false)
        else {
            return [:]
        }
        var files: [String: String] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let (digest, name) = (line.prefix(64), line.dropFirst(66))
            guard digest.utf8.count == 64, !name.isEmpty, !name.contains("/") else { continue }
            files[String(name)] = String(digest)
        }
        return files
    }

    private func isUnchanged(_ name: String, _ digest: String) -> Bool {
        var status = stat()
        guard lstat(path + "/" + name, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        return (try? SHA256.hexadecimal(ofFile: path + "/" + name)) == digest
    }

    // MARK: Making and removing

    /// Makes the folder and those above it that are missing; returns what was made.
    private func makeFolders() throws(FileError) -> [String] {
        var made: [String] = []
        var folder = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            folder += "/" + part
            if mkdir(folder, 0o777) == 0 {
                made.append(folder)
            } else if errno != EEXIST {
                let code = errno
                for folder in made.reversed() { rmdir(folder) }
                throw FileError(path: path, operation: .write, code: code)
            }
        }
        return made
    }

    /// Makes the hidden folder, locked while this run lives.
    private func makePlace() throws(FileError) -> (place: String, descriptor: Int32) {
        while true {
            let place = path + "/.lantian-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).part"
            guard mkdir(place, 0o777) == 0 else { throw FileError(path: path, operation: .write, code: errno) }
            let descriptor = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else {
                if errno == ENOENT { continue }
                throw FileError(path: path, operation: .write, code: errno)
            }
            if PartFile.isKept(place, descriptor) { return (place, descriptor) }
            close(descriptor)
        }
    }

    /// Removes what killed runs left here.
    private func removeLeftovers() {
        for name in FolderNames.all(in: path) where OutputFolder.isPlace(name) {
            let place = path + "/" + name
            let descriptor = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { OutputFolder.remove(place) }
            close(descriptor)
        }
    }

    private static func isPlace(_ name: String) -> Bool {
        name.hasPrefix(".lantian-") && name.hasSuffix(".part") && PartFile.isNumbers(name.dropFirst(9).dropLast(5))
    }

    /// Removes a folder of ours and all in it; links are removed, not followed.
    private static func remove(_ folder: String) {
        for name in FolderNames.all(in: folder) {
            let path = folder + "/" + name
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR { remove(path) } else { unlink(path) }
        }
        rmdir(folder)
    }
}
