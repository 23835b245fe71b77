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
