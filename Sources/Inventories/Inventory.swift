public import Tables

/// A county's inventory 排放清单: its tables of sources, by kind, with what it says of itself.
///
/// ```swift
/// var findings = Findings()
/// let inventory = Inventory(folder: "Inventories/ili-2021", library: library, manifest: manifest, findings: &findings)
/// ```
public struct Inventory: Sendable {
    /// One file of one kind.
    public struct Sheet: Sendable {
        /// The kind.
        public let kind: SourceKind
        /// The rows.
        public var table: Table

        /// A sheet.
        public init(kind: SourceKind, table: Table) {
            self.kind = kind
            self.table = table
        }
    }

    /// The folder or workbook it was read from.
    public let folder: String
    /// What it says of itself.
    public var manifest: InventoryManifest
    /// The tables, by kind and file name.
    public var sheets: [Sheet]
    /// The tables of outlets, by file name.
    public package(set) var outlets: [Table] = []
    /// Whether the units hold their parts of what is monitored at outlets.
    package var hasOutletShares = false
    /// Rows that were put aside because of errors.
    public package(set) var rejected: [RejectedRows]
    /// The printed totals that come with it.
    public internal(set) var controlTotals: [ControlTotal]

    /// An inventory of given sheets.
    public init(folder: String, manifest: InventoryManifest, sheets: [Sheet]) {
        self.folder = folder
        self.manifest = manifest
        self.sheets = sheets
        rejected = []
        controlTotals = []
    }

    /// All files it was read from.
    public var files: [SourceFile] { (sheets.map(\.table) + outlets).map(\.file) }
    /// How many sources it has.
    public var sourceCount: Int { sheets.reduce(0) { $0 + $1.table.rowCount } }
}
