internal import Glibc

/// The names of what lies in a folder.
package enum FolderNames {
    /// All of them but `.` and `..`, sorted. A folder that cannot be read is an error, and never an empty one: what it holds
    /// would be missing without a word.
    package static func of(_ folder: String) throws(FileError) -> [String] {
        guard let stream = opendir(folder) else { throw FileError(path: folder, operation: .read, code: errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw FileError(path: folder, operation: .read, code: errno) }
                return names.sorted()
            }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
    }

    /// The same; none where it is no folder.
    package static func ofFolder(_ path: String) throws(FileError) -> [String] {
        do { return try of(path) } catch {
            guard error.isMissing else { throw error }
            return []
        }
    }

    /// The same for what may be passed over: none where the folder cannot be read.
    package static func all(in folder: String) -> [String] { (try? of(folder)) ?? [] }
}
