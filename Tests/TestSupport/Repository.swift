import FoundationEssentials
public import Lantian

/// The repository that the tests stand in: its factor library and its inventories.
public enum Repository {
    /// The root folder.
    public static let root = String(#filePath.dropLast("/Tests/TestSupport/Repository.swift".count))
    /// The folder of the factor library.
    public static let factors = root + "/EmissionFactors"
    /// The folder of the documentation.
    public static let docs = root + "/Docs/Docs.docc"

    /// The built program: beside the test bundle, which is built with it.
    public static let program: String = {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        let folder = bundle.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return [folder, root + "/.build/debug"].map { $0 + "/lantian" }
            .first { FileManager.default.isExecutableFile(atPath: $0) } ?? "lantian"
    }()

    /// The folder of an inventory.
    public static func inventory(_ name: String) -> String { root + "/Inventories/" + name }

    /// The built-in library, read once for all tests, with the methods as words of the column `method`.
    public static func library() throws -> FactorLibrary { try shared.get() }

    private static let shared = Result {
        var library = try FactorLibrary(folder: factors)
        library.addWords(KindMethods.words, to: "method")
        return library
    }

    /// The text of a file of the repository.
    public static func text(_ path: String) throws -> String {
        try String(contentsOfFile: root + "/" + path, encoding: .utf8)
    }
}
