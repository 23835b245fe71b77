public import Inventories
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

    /// The number of a sector's name, added where it is new.
    mutating func number(ofSector name: String) -> UInt16 {
        if let known = sectorNames.firstIndex(of: name) { return UInt16(known) }
        sectorNames.append(name)
        return UInt16(sectorNames.count - 1)
    }

    /// Whether no two sources have one id; blank ones are none. O(sources) where they are sorted, as reports have them.
    var hasUniqueIdentifiers: Bool {
        guard let ids = kind.schema.place(of: "id").flatMap({ cells[$0] }), ids.count > 1 else { return true }
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
            && a.bases == b.bases && a.micrograms == b.micrograms && a.rowCount == b.rowCount
            && (0..<a.rowCount).allSatisfy { a.sector(row: $0) == b.sector(row: $0) }
    }
}
