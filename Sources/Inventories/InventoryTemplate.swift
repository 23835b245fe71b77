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
    /// Whether its data will be invented: its code is none of the list of divisions.
    public var isInvented = false

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

    /// The tables: one a kind, and that of outlets where units may feed them.
    public var tables: [Schema] {
        let own = kinds.map(\.schema)
        return own + (own.contains { $0.column(Column.outletNumber) != nil } ? [OutletTable.schema] : [])
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

        """ + (isInvented ? "invented: yes\n" : "")
    }

    /// Writes the folder, all or nothing; one that is not empty is refused. With `force` what is missing is added, and what
    /// somebody filled in stays. Returns the paths written.
    public func write(to folder: String, force: Bool = false) throws -> [String] {
        try OutputFolder(folder, force ? .filling : .empty).fill { place in
            try AtomicFile.write(manifest, to: place + "/inventory.yaml")
            for table in tables {
                // A byte order mark lets spreadsheet programs read Chinese headers.
                var writer = CSVWriter(byteOrderMark: true)
                writer.row(
                    table.columns.filter { !$0.isWorkedOut }.map { InventoryTemplate.header(of: $0, in: language) })
                try AtomicFile.write(writer.bytes, to: place + "/" + table.id + ".csv")
            }
            return ["inventory.yaml"] + tables.map { $0.id + ".csv" }
        }.map { folder + "/" + $0 }
    }
}
