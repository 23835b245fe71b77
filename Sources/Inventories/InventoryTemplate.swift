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
    /// How much it asks for.
    public var form = TemplateForm.full

    /// The columns that a table gets a header for; all of a table that is not named.
    public var columns: [String: Set<String>] = [:]
    /// The rows that a table begins with: cells by column.
    public var rows: [String: [[String: String]]] = [:]
    /// Values for blank cells that the manifest states.
    public var defaults: [InventoryManifest.Default] = []

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
        // What is monitored takes several numbers an outlet: it is for the full form.
        guard form == .full else { return own }
        let feeds = own.contains { schema in headers(of: schema).contains { $0.id == Column.outletNumber } }
        return own + (feeds ? [OutletTable.schema] : [])
    }

    /// The columns of a table that get a header.
    func headers(of table: Schema) -> [ColumnSchema] {
        form.columns(of: table).filter { columns[table.id]?.contains($0.id) ?? true }
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

        """ + (isInvented ? "invented: yes\n" : "") + (defaults.isEmpty ? "" : "defaults:\n" + statedDefaults)
    }

    /// The defaults, an entry each, as the manifest is written.
    private var statedDefaults: String {
        func quoted(_ text: String) -> String {
            "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
        }
        return defaults.map { entry in
            let when = entry.when.sorted { $0.key < $1.key }.map { "\($0.key): \(quoted($0.value))" }
            return "  - table: \(entry.table)\n    column: \(entry.column)\n    value: \(quoted(entry.value))\n"
                + (when.isEmpty ? "" : "    when: {\(when.joined(separator: ", "))}\n")
                + "    reason: {zh: \(quoted(entry.reason.zh)), en: \(quoted(entry.reason.en))}\n"
        }.joined()
    }

    /// Writes the folder, all or nothing; one that is not empty is refused. With `force` what is missing is added, and what
    /// somebody filled in stays. Returns the paths written.
    public func write(to folder: String, force: Bool = false) throws -> [String] {
        try OutputFolder(folder, force ? .filling : .empty).fill { place in
            try AtomicFile.write(manifest, to: place + "/inventory.yaml")
            for table in tables {
                // A byte order mark lets spreadsheet programs read Chinese headers.
                var writer = CSVWriter(byteOrderMark: true)
                let own = headers(of: table)
                writer.row(own.map { InventoryTemplate.header(of: $0, in: language) })
                for row in rows[table.id] ?? [] { writer.row(own.map { row[$0.id] ?? "" }) }
                try AtomicFile.write(writer.bytes, to: place + "/" + table.id + ".csv")
            }
            return ["inventory.yaml"] + tables.map { $0.id + ".csv" }
        }.map { folder + "/" + $0 }
    }
}
