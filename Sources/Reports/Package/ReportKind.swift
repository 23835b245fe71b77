import Calculation
public import Inventories
import Quantities
import Tables

/// The sources of one kind with their inputs and results, column by column.
public struct ReportKind: Sendable, Equatable {
    /// The process and pollutant of one result of every source.
    public struct Line: Sendable, Hashable {
        /// The process.
        public let process: String
        /// The pollutant.
        public let pollutant: String
    }

    /// The text in a cell that says that nobody reported a value.
    static let notReported = "!not_reported"
    /// The text in a cell that says that there is nothing to report.
    static let notApplicable = "!not_applicable"

    /// The kind.
    public let kind: SourceKind
    /// The texts of each column of the kind's schema, empty where nothing is given; columns without any are `nil`.
    public internal(set) var cells: [WordColumn?]
    /// Which cells were filled by a default, and by which, by place of the column.
    public internal(set) var defaults: [Int: [UInt8]]
    /// The sectors that sources belong to.
    public internal(set) var sectorNames: [String]
    /// The sector of each source, by place in `sectorNames`.
    public internal(set) var sectors: [UInt16]
    /// The lines of results.
    public internal(set) var lines: [Line]
    /// The basis of each result, by line and source; −1 where a source has no such result.
    public internal(set) var bases: [[Int32]]
    /// Whole micrograms, by line and source.
    public internal(set) var micrograms: [[Int64]]
    /// Whole micrograms that are removed, by line and source; no rows in a line that removes nothing.
    public internal(set) var removed: [[Int64]]
    /// Whole micrograms that leave in the open of what is captured in part, by line and source; no rows in a line
    /// without any.
    public internal(set) var fugitive: [[Int64]]

    /// How many sources.
    public var rowCount: Int { sectors.count }

    init(kind: SourceKind, lines: [Line] = []) {
        self.kind = kind
        self.lines = lines
        cells = Array(repeating: nil, count: kind.schema.columns.count)
        defaults = [:]
        sectorNames = []
        sectors = []
        bases = Array(repeating: [], count: lines.count)
        micrograms = Array(repeating: [], count: lines.count)
        removed = micrograms
        fugitive = micrograms
    }

    /// The text of a cell, empty where nothing is given.
    public func text(_ column: String, row: Int) -> String {
        kind.schema.place(of: column).flatMap { cells[$0]?[row] } ?? ""
    }

    /// What a source is called: its id, or the kind and its number in the report.
    public func sourceName(row: Int) -> String {
        let id = text("id", row: row)
        return id.isEmpty ? "\(kind.name):\(row + 1)" : id
    }

    /// The sector of a source.
    public func sector(row: Int) -> String { sectorNames[Int(sectors[row])] }

    /// What is generated and removed, and how it is released, of one result; `nil` where the package does not say.
    func balance(_ line: Int, row: Int, basis: ReportBasis) -> Balance? {
        ReportKind.balance(
            Int128(micrograms[line][row]), removed: removed[line].isEmpty ? 0 : Int128(removed[line][row]),
            fugitive: fugitive[line].isEmpty ? 0 : Int128(fugitive[line][row]), basis: basis)
    }

    /// The same of results that share a basis, by their sums.
    static func balance(
        _ emitted: Int128, removed: Int128, fugitive: Int128, basis: ReportBasis
    ) -> Balance? {
        basis.release.map {
            Balance(
                emitted: Mass(micrograms: emitted),
                generated: basis.isGenerationKnown ? Mass(micrograms: emitted + removed) : nil,
                fugitive: $0 == .captured ? Mass(micrograms: fugitive) : nil, release: $0)
        }
    }

    /// Appends masses of further sources to a column of one line, which has rows only where any is not zero.
    static func append(_ masses: [Int64], to column: inout [Int64], after count: Int) {
        guard !masses.isEmpty else { return }
        column += repeatElement(0, count: count - column.count)
        column += masses
    }

    /// The number of a sector's name, added where it is new.
    mutating func number(ofSector name: String) -> UInt16 {
        if let known = sectorNames.firstIndex(of: name) { return UInt16(known) }
        sectorNames.append(name)
        return UInt16(sectorNames.count - 1)
    }

    /// Whether no two sources have one id; blank ones are none. O(sources) where they are sorted, as reports have them.
    var hasUniqueIdentifiers: Bool {
        guard let ids = kind.schema.place(of: Column.id).flatMap({ cells[$0] }), ids.count > 1 else { return true }
        let isSorted = (1..<ids.count).allSatisfy {
            ids.compare($0 - 1, $0) < 0 || ids.isBlank(at: $0 - 1) && ids.isBlank(at: $0)
        }
        if isSorted { return true }
        let named = (0..<ids.count).filter { !ids.isBlank(at: $0) }
        let order = named.sorted { ids.compare($0, $1) < 0 }
        return zip(order, order.dropFirst()).allSatisfy { ids.compare($0, $1) != 0 }
    }

    /// The same columns for the same sources, whatever way the sectors' names are kept.
    public static func == (a: ReportKind, b: ReportKind) -> Bool {
        a.kind.name == b.kind.name && a.cells == b.cells && a.defaults == b.defaults && a.lines == b.lines
            && a.bases == b.bases && a.micrograms == b.micrograms && a.removed == b.removed
            && a.fugitive == b.fugitive && a.rowCount == b.rowCount
            && (0..<a.rowCount).allSatisfy { a.sector(row: $0) == b.sector(row: $0) }
    }
}
