import FoundationEssentials
import Quantities
public import Tables

/// An empty inventory: the manifest to fill and a table with headers per source kind.
public struct InventoryTemplate: Sendable {
    /// The region's code.
    public let region: String
    /// The year.
    public let year: Int
    /// The kinds that get a table.
    public let kinds: [SourceKind]
    /// The language of headers.
    public let language: Language

    /// A template.
    public init(region: String, year: Int, kinds: [SourceKind], language: Language) {
        self.region = region
        self.year = year
        self.kinds = kinds
        self.language = language
    }

    /// The header of a column: the Chinese label with its unit in brackets, or the id with its unit in English.
    public static func header(of column: ColumnSchema, in language: Language) -> String {
        let name = language == .zh ? column.label.zh : column.id
        guard case .number(let unit, _) = column.content, unit != .one else { return name }
        return language == .zh ? "\(name)（\(unit.symbol)）" : "\(name)[\(unit.symbol)]"
    }

    /// The manifest's text.
    public var manifest: String {
        """
        region: "\(region)"
        name: {zh: "", en: ""}
        year: \(year)
        compiler: {zh: "", en: ""}
        rule_book: inventory
        pollutants: [NOx, VOCs]

        """
    }

    /// Writes the folder; files that exist are never overwritten. Returns the paths written.
    public func write(to folder: String) throws(FileError) -> [String] {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw FileError(path: folder, operation: .write, code: 13)
        }
        var written: [String] = []
        func write(_ bytes: [UInt8], _ name: String) throws(FileError) {
            let path = folder + "/" + name
            guard !FileManager.default.fileExists(atPath: path) else { return }
            try AtomicFile.write(bytes, to: path)
            written.append(path)
        }
        try write(Array(manifest.utf8), "inventory.yaml")
        for kind in kinds {
            // A byte order mark lets spreadsheet programs read Chinese headers.
            var writer = CSVWriter(byteOrderMark: true)
            writer.row(kind.schema.columns.map { InventoryTemplate.header(of: $0, in: language) })
            try write(writer.bytes, kind.id + ".csv")
        }
        return written
    }
}
