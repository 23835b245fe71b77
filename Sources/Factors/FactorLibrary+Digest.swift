import FoundationEssentials
import Tables

extension FactorLibrary {
    /// The digest over all files of a factor library, by which reports name it.
    public static func digest(ofFolder folder: String) -> String { digest(of: files(inFolder: folder)) }

    /// The files of a factor library with their digests, without some of them.
    package static func files(
        inFolder folder: String, without names: Set<String> = []
    ) -> [(name: String, digest: String)] {
        tables(inFolder: folder).filter { !names.contains($0) }.compactMap { name in
            FileManager.default.contents(atPath: folder + "/" + name).map {
                (name, SHA256.hexadecimal(of: Array($0)))
            }
        }
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
    package static func tables(inFolder folder: String) -> [String] {
        func entries(_ path: String) -> [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
        }
        return entries(folder).flatMap { entry -> [String] in
            entry.hasSuffix(".csv")
                ? [entry] : entries(folder + "/" + entry).filter { $0.hasSuffix(".csv") }.map { entry + "/" + $0 }
        }
    }
}
