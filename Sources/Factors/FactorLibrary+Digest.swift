public import Tables

extension FactorLibrary {
    /// The digest over all files of a factor library, by which reports name it.
    public static func digest(ofFolder folder: String) throws(FileError) -> String {
        digest(of: try files(inFolder: folder))
    }

    /// The files of a factor library with their digests: all of them, or those that are wanted.
    package static func files(
        inFolder folder: String, where isWanted: (String) -> Bool = { _ in true }
    ) throws(FileError) -> [(name: String, digest: String)] {
        var files: [(name: String, digest: String)] = []
        for name in try tables(inFolder: folder) where isWanted(name) {
            files.append((name, SHA256.hexadecimal(of: try InputFile.bytes(of: folder + "/" + name))))
        }
        return files
    }

    /// One digest over the names and digests of files.
    package static func digest(of files: [(name: String, digest: String)]) -> String {
        SHA256.hexadecimal(of: Array(files.map { "\($0.digest)  \($0.name)\n" }.sorted().joined().utf8))
    }

    /// The folder of a table within its library, by its name; empty for what stands at the top.
    package static func folder(of table: String) -> String {
        table.firstIndex(of: "/").map { String(table[..<$0]) } ?? ""
    }

    /// The tables of a factor folder: those at its top and one folder below.
    package static func tables(inFolder folder: String) throws(FileError) -> [String] {
        var found: [String] = []
        for entry in try FolderNames.of(folder) where !entry.hasPrefix(".") {
            if entry.hasSuffix(".csv") {
                found.append(entry)
            } else {
                found += try FolderNames.ofFolder(folder + "/" + entry)
                    .filter { !$0.hasPrefix(".") && $0.hasSuffix(".csv") }.map { entry + "/" + $0 }
            }
        }
        return found
    }
}
