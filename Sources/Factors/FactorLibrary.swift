import FoundationEssentials
import Quantities
public import Tables

/// The factor library: vocabularies, regions, citations, rule books, classes and every table of factors, in layers.
///
/// The built-in folder is layer 0; each pack given after it (a province's, a county's) is one layer more and may hold
/// any of the same files. Packs never edit rows; they win by being local or more specific.
public struct FactorLibrary: Sendable {
    /// Every word that tables may hold; `county_code` holds the regions.
    public internal(set) var vocabularies = Vocabularies()
    /// What the pollutants are, by code.
    public internal(set) var pollutants: [String: Pollutant] = [:]
    /// Where the words of key columns come from.
    var keyVocabularies = KeyVocabularies()
    /// The documents by id.
    public internal(set) var sources: [String: Source] = [:]
    /// The rule books by id.
    public internal(set) var ruleBooks: [String: RuleBook] = [:]
    /// The tables of factors by name.
    public internal(set) var tables: [String: FactorTable] = [:]
    /// Tables of words (stage maps, required measures…) by name: a row is a dictionary by header.
    public internal(set) var notes = NoteTables()
    /// Which sector and classes a source belongs to.
    public internal(set) var classification: [ClassificationRow] = []
    /// The folder of costs of measures, among those of factor tables.
    public static let costs = "measures"
    /// The folders it was read from, lowest layer first.
    public internal(set) var folders: [String] = []
    /// The divisions that were asked for; those of the folder that the library was read from, whatever packs lie on it.
    let knownDivisions = DivisionMemory()
    /// What is odd in packs without making them useless; errors are thrown.
    public internal(set) var findings = Findings()

    /// Reads the library and its packs. Everything that is wrong with any row is thrown at once.
    ///
    /// - Parameters:
    ///   - folder: the built-in library.
    ///   - packs: folders of local factors, later ones on top.
    ///   - regionFiles: further lists of regions.
    ///   - groups: the folders of tables to read, such as `road`; all where `nil`.
    public init(
        folder: String, packs: [String] = [], regionFiles: [String] = [], groups: Set<String>? = nil
    ) throws {
        var findings = Findings()
        let layers = FactorLibrary.distinct([folder] + packs, findings: &findings)
        for (layer, path) in layers.enumerated() {
            guard FileManager.default.fileExists(atPath: path) else {
                findings.add(Finding(.error, .noFactorFolder, at: Location(file: path)))
                continue
            }
            folders.append(path)
            FactorLibraryReader(path: path, layer: layer, groups: groups).read(into: &self, findings: &findings)
        }
        for file in regionFiles {
            FactorLibraryReader(path: file, layer: layers.count, groups: groups).readRegions(
                file, into: &self, findings: &findings)
        }
        for name in tables.keys { tables[name]?.reindex() }
        if findings.hasErrors { throw findings }
        self.findings = findings
    }

    /// The library with packs on top, the folders below it not read again: what `init(folder:packs:)` gives of all.
    ///
    /// - Throws: `Findings`, everything that is wrong with any row of the packs.
    public func adding(packs: [String], regionFiles: [String] = []) throws -> FactorLibrary {
        let regionFiles = regionFiles.filter { FileManager.default.fileExists(atPath: $0) }
        guard !packs.isEmpty || !regionFiles.isEmpty else { return self }
        var library = self
        var findings = Findings()
        for path in FactorLibrary.distinct(folders + packs, findings: &findings).dropFirst(folders.count) {
            let layer = library.folders.count
            library.folders.append(path)
            FactorLibraryReader(path: path, layer: layer, groups: nil).read(into: &library, findings: &findings)
        }
        for file in regionFiles {
            FactorLibraryReader(path: file, layer: library.folders.count, groups: nil).readRegions(
                file, into: &library, findings: &findings)
        }
        // A table that no pack adds to is indexed already.
        for (name, table) in library.tables where table.rows.count != tables[name]?.rows.count {
            library.tables[name]?.reindex()
        }
        if findings.hasErrors { throw findings }
        library.findings = findings
        return library
    }

    /// Folders, each once by whatever path: a pack on top of itself would bring every word and row twice.
    private static func distinct(_ folders: [String], findings: inout Findings) -> [String] {
        WordList.distinct(
            folders, by: FileIdentity.init, written: { $0 }, at: { Location(file: folders[$0]) }, findings: &findings)
    }

    /// The vocabulary that the words of a key column come from, in the tables of a folder.
    package func vocabularyName(ofKey column: String, in folder: String) -> String {
        keyVocabularies.name(of: column, in: folder)
    }

    /// Adds words that the program itself defines, such as the ids of methods.
    public mutating func addWords(_ words: [(code: String, label: Label)], to vocabulary: String) {
        for word in words { vocabularies[vocabulary].add(code: word.code, label: word.label) }
    }

    /// The table of that name, or `nil`.
    public func table(_ name: String) -> FactorTable? { tables[name] }

    /// All factors, by table and file order.
    public var factors: [Factor] { tables.keys.sorted().flatMap { tables[$0]?.factors ?? [] } }

    /// The document behind a factor, or a bare id where it is unknown.
    public func title(of reference: Reference) -> String {
        guard let source = sources[reference.source] else { return reference.source }
        return reference.place.isEmpty ? source.title : source.title + ", " + reference.place
    }
}

/// One row of `classification.csv`: the sector and the two class trees of the sources that match its keys.
public struct ClassificationRow: Sendable {
    /// The source kind.
    public let kind: String
    /// The patterns by column.
    public let keys: [String: UInt16]
    /// The sector's code.
    public let sector: String
    /// The path in the ten-class tree of the handbook.
    public let class10: String
    /// The path in the eight-class tree of T/CSES 144-2024.
    public let class8: String
}

extension Finding.Message {
    package static let noFactorFolder = Finding.Message(
        "no-factor-folder", "系数库文件夹不存在", "the factor folder does not exist")
}
