import FoundationEssentials
import Glibc
import Tables

/// The versions of a folder's files: each by the digest of its bytes, and a list of what was changed when.
///
/// They lie in `.lantian` beside the files, which stay what they are: other programs may change them at any moment, and
/// what they changed becomes a version when the page next writes. Nothing that was told as done is lost when the program
/// is killed: versions are on the disk before the file changes, the file changes whole, and then its line is written.
struct Versions: Sendable {
    /// One change of a file.
    struct Entry: Sendable {
        /// Its number, from 1.
        let number: Int
        /// When, in UTC.
        let time: String
        /// What was done: `edit`, `undo`, `restore`, `input`, `range`, `month`, `choice`, `import`, `outside`.
        let action: String
        /// The file's name in the folder.
        let file: String
        /// The digest before; empty where there was no file.
        let before: String
        /// The digest after; empty where the file is not there.
        let after: String
        /// What changed, for people.
        let note: String
    }

    private let folder: String
    private var store: String { folder + "/.lantian" }
    private var list: String { store + "/history.csv" }
    private static let header = "time,action,file,before,after,note\n"

    /// The versions of a folder.
    init(folder: String) { self.folder = folder }

    /// All changes, the first one first. A line that was cut when the program was killed is none.
    func entries() throws(FileError) -> [Entry] {
        guard access(list, F_OK) == 0 else { return [] }
        return Versions.entries(in: try InputFile.bytes(of: list))
    }

    /// The last change of a file. Mostly it stands near the end of the list, of which no more is read then.
    private func last(of name: String) throws(FileError) -> Entry? {
        let descriptor = open(list, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let size = lseek(descriptor, 0, SEEK_END)
        var tail = [UInt8](repeating: 0, count: Int(min(size, 1 << 16)))
        let start = size - off_t(tail.count)
        if start > 0, pread(descriptor, &tail, tail.count, start) == tail.count,
            let end = tail.firstIndex(of: 10),
            let found = Versions.entries(in: Array(tail[(end + 1)...])).last(where: { $0.file == name })
        {
            return found
        }
        return try entries().last { $0.file == name }
    }

    private static func entries(in list: [UInt8]) -> [Entry] {
        var bytes = list
        while let last = bytes.last, last != 10 { bytes.removeLast() }
        var entries: [Entry] = []
        for record in RecordReader(bytes) where record.fields.count == 6 && record.fields[0] != "time" {
            let f = record.fields
            entries.append(
                Entry(
                    number: entries.count + 1, time: f[0], action: f[1], file: f[2], before: f[3], after: f[4],
                    note: f[5]))
        }
        return entries
    }

    /// One file of a change of several.
    struct Change: Sendable {
        /// The file's name in the folder.
        let name: String
        /// What it was when the change was made; `nil` where it was not there.
        let before: [UInt8]?
        /// What it is to be; `nil` where it goes.
        let bytes: [UInt8]?
    }

    /// Changes several files, all or none: what is to be done is on the disk before the first one changes, and is finished
    /// at the next start where the program is killed between.
    func write(_ changes: [Change], action: String, note: String) throws {
        try finish()
        for change in changes where try now(change.name) != change.before {
            throw Problem(
                409, "file-changed", "\(change.name) 已被别的程序修改，请刷新",
                "\(change.name) was changed by another program: load again")
        }
        var writer = CSVWriter()
        for change in changes where change.before != change.bytes {
            for bytes in [change.before, change.bytes] { if let bytes { try keep(bytes, Versions.digest(bytes)) } }
            writer.row([
                change.name, Versions.digest(change.before), Versions.digest(change.bytes), action, note.visible,
            ])
        }
        guard !writer.bytes.isEmpty else { return }
        var file = try AtomicFile(begun, replacesInput: true)
        try file.write(writer.bytes)
        try file.commit()
        do { try finish() } catch {
            // Where not even the first file could change, nothing is left to be done at a later start.
            if try changes.allSatisfy({ try now($0.name) == $0.before }) { unlink(begun) }
            throw error
        }
    }

    /// Finishes a change of several files that was begun. A file that is neither what it was nor what it is to be was
    /// changed by another program since, and stays.
    func finish() throws {
        guard access(begun, F_OK) == 0 else { return }
        for record in RecordReader(try InputFile.bytes(of: begun)) where record.fields.count == 5 {
            let f = record.fields
            let (name, before, after) = (f[0], f[1], f[2])
            // The file is one that anybody may have written to.
            guard !name.hasPrefix("/"), !name.split(separator: "/").contains("..") else { continue }
            let now = Versions.digest(try self.now(name))
            let last = try last(of: name)
            if now == before {
                if let last, last.after != before {
                    try add(action: "outside", name, before: last.after, after: before, note: "")
                }
                if after.isEmpty {
                    unlink(folder + "/" + name)
                } else {
                    guard let bytes = try bytes(of: after) else { continue }
                    var file = try AtomicFile(folder + "/" + name, replacesInput: true)
                    try file.write(bytes)
                    try file.commit()
                }
            } else if now != after || last?.after == after {
                continue
            }
            try add(action: f[3], name, before: before, after: after, note: f[4])
        }
        unlink(begun)
    }

    private var begun: String { store + "/begun.csv" }

    /// A file's bytes as they are; `nil` where it is not there.
    func now(_ name: String) throws(FileError) -> [UInt8]? {
        do throws(FileError) { return try InputFile.bytes(of: folder + "/" + name) } catch {
            guard error.isMissing else { throw error }
            return nil
        }
    }

    /// The digest of what a file holds; empty where it is not there.
    static func digest(_ bytes: [UInt8]?) -> String { bytes.map { SHA256.hexadecimal(of: $0) } ?? "" }

    /// Puts a file's new bytes in its place, and writes down what was there and what is.
    ///
    /// `before` are the bytes that the change was made on: where others stand there by now, nothing is changed.
    func write(_ bytes: [UInt8], to name: String, before: [UInt8], action: String, note: String) throws {
        let path = folder + "/" + name
        guard try InputFile.bytes(of: path) == before else {
            throw Problem(
                409, "file-changed", "\(name) 已被别的程序修改，请刷新", "\(name) was changed by another program: load again")
        }
        let (old, new) = (SHA256.hexadecimal(of: before), SHA256.hexadecimal(of: bytes))
        guard old != new else { return }
        try keep(before, old)
        try keep(bytes, new)
        if let last = try last(of: name), last.after != old {
            try add(action: "outside", name, before: last.after, after: old, note: "")
        }
        var file = try AtomicFile(path, replacesInput: true)
        try file.write(bytes)
        try file.commit()
        do { try add(action: action, name, before: old, after: new, note: note) } catch {
            // What is told as not saved is not there either.
            putBack(before, at: path)
            throw error
        }
    }

    /// Puts the bytes of before back, as far as the disk lets it.
    private func putBack(_ bytes: [UInt8], at path: String) {
        do {
            var file = try AtomicFile(path, replacesInput: true)
            try file.write(bytes)
            try file.commit()
        } catch {
            // What stands there then is told as a change by another program when the page next writes.
        }
    }

    /// Puts a new file in its place, where there is none by that name.
    func create(_ bytes: [UInt8], as name: String, action: String, note: String) throws {
        let path = folder + "/" + name
        guard access(path, F_OK) != 0 else {
            throw Problem(409, "file-exists", "\(name) 已存在，请刷新", "\(name) exists by now: load again")
        }
        let digest = SHA256.hexadecimal(of: bytes)
        try keep(bytes, digest)
        if let place = name.lastIndex(of: "/") { try Versions.makeFolder(folder + "/" + name[..<place]) }
        var file = try AtomicFile(path, replacesInput: true)
        try file.write(bytes)
        try file.commit()
        do { try add(action: action, name, before: "", after: digest, note: note) } catch {
            unlink(path)
            throw error
        }
    }

    /// The bytes of a version; `nil` where they are not kept, or are no longer what they were.
    func bytes(of digest: String) throws(FileError) -> [UInt8]? {
        guard digest.utf8.count == 64, digest.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) })
        else { return nil }
        let path = object(digest)
        guard access(path, R_OK) == 0 else { return nil }
        let bytes = try InputFile.bytes(of: path)
        return SHA256.hexadecimal(of: bytes) == digest ? bytes : nil
    }

    private func object(_ digest: String) -> String { store + "/objects/" + digest }

    private func keep(_ bytes: [UInt8], _ digest: String) throws(FileError) {
        try Versions.makeFolder(store)
        try Versions.makeFolder(store + "/objects")
        guard try self.bytes(of: digest) == nil else { return }
        var file = try AtomicFile(object(digest), replacesInput: true)
        try file.write(bytes)
        try file.commit()
    }

    /// Makes a folder where there is none.
    static func makeFolder(_ path: String) throws(FileError) {
        guard mkdir(path, 0o777) != 0 else { return }
        let code = errno
        guard code != EEXIST, access(path, F_OK) != 0 else { return }
        throw FileError(path: path, operation: .write, code: code)
    }

    private func add(action: String, _ name: String, before: String, after: String, note: String) throws(FileError) {
        var writer = CSVWriter()
        // A line of the list is a line of the file, whatever a cell held.
        writer.row([Versions.now(), action, name, before, after, note.visible])
        let descriptor = open(list, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileError(path: list, operation: .write, code: errno) }
        defer { close(descriptor) }
        var end = lseek(descriptor, 0, SEEK_END)
        var bytes = writer.bytes
        if end == 0 { bytes = Array(Versions.header.utf8) + bytes }
        // What a killed program left of a line goes.
        var last: UInt8 = 10
        while end > 0, pread(descriptor, &last, 1, end - 1) == 1, last != 10 { end -= 1 }
        var done = 0
        while done < bytes.count {
            let wrote = bytes.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done, end + off_t(done))
            }
            guard wrote > 0 else { throw FileError(path: list, operation: .write, code: errno) }
            done += wrote
        }
        guard ftruncate(descriptor, end + off_t(bytes.count)) == 0, fsync(descriptor) == 0 else {
            throw FileError(path: list, operation: .write, code: errno)
        }
    }

    /// The moment, as `2026-11-30T08:00:00Z`.
    static func now() -> String {
        var seconds = time(nil)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
        return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))T"
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
    }
}
