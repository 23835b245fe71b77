import Inventories
public import Quantities
import Tables

/// What changed from one package to another: totals and sources.
public struct ReportDifference: Sendable {
    /// One total in both packages.
    public struct TotalRow: Sendable, Equatable {
        /// The county; `nil` for all.
        public let county: String?
        /// The sector; `nil` for all.
        public let sector: String?
        /// The pollutant.
        public let pollutant: String
        /// The emission in the older package.
        public let old: Mass
        /// The emission in the newer package.
        public let new: Mass

        /// How much it rose.
        public var change: Mass { new - old }
    }

    /// One source in both packages, or in one.
    public struct SourceRow: Sendable, Equatable {
        /// What became of a source.
        public enum Change: String, Sendable {
            /// Only in the newer package.
            case added
            /// Only in the older package.
            case removed
            /// In both, with other inputs or results.
            case changed
        }

        /// The part's region.
        public let region: String
        /// The table.
        public let table: String
        /// The source's name.
        public let source: String
        /// What became of it.
        public let change: Change
        /// The columns whose cells differ.
        public let columns: [String]
        /// Tonnes by pollutant in the older package.
        public let old: [String: Mass]
        /// Tonnes by pollutant in the newer package.
        public let new: [String: Mass]
    }

    /// The totals of either package, in the order of reports.
    public let totals: [TotalRow]
    /// The sources that are not the same in both, by region, table and name.
    public let sources: [SourceRow]

    /// What changed from `old` to `new`. O(sources).
    public init(from old: ReportPackage, to new: ReportPackage) {
        let before = Dictionary(old.totals.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(new.totals.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        totals = Set(before.keys).union(after.keys).map { before[$0] ?? after[$0] ?? ReportTotal($0) }
            .sorted(by: ReportTotal.inOrder).map { total in
                TotalRow(
                    county: total.county, sector: total.sector, pollutant: total.pollutant,
                    old: before[total.key]?.emission ?? .zero, new: after[total.key]?.emission ?? .zero)
            }
        sources = ReportDifference.sources(old, new)
    }

    private struct Key: Hashable {
        let region: String
        let table: String
        let source: String
    }

    private struct Entry {
        let kind: ReportKind
        let row: Int

        var masses: [String: Mass] { kind.masses(row: row) }
    }

    private static func entries(_ package: ReportPackage) -> [Key: Entry] {
        var entries: [Key: Entry] = [:]
        for part in package.parts {
            for kind in part.kinds {
                for row in 0..<kind.rowCount {
                    let key = Key(
                        region: part.header.region, table: kind.kind.name, source: kind.sourceName(row: row))
                    entries[key] = Entry(kind: kind, row: row)
                }
            }
        }
        return entries
    }

    private static func sources(_ old: ReportPackage, _ new: ReportPackage) -> [SourceRow] {
        let (before, after) = (entries(old), entries(new))
        var rows: [SourceRow] = []
        for key in Set(before.keys).union(after.keys) {
            let (a, b) = (before[key], after[key])
            var columns: [String] = []
            if let a, let b {
                columns = a.kind.kind.schema.columns.map(\.id).filter {
                    a.kind.text($0, row: a.row) != b.kind.text($0, row: b.row)
                }
                if columns.isEmpty, a.masses == b.masses { continue }
            }
            rows.append(
                SourceRow(
                    region: key.region, table: key.table, source: key.source,
                    change: a == nil ? .added : b == nil ? .removed : .changed, columns: columns,
                    old: a?.masses ?? [:], new: b?.masses ?? [:]))
        }
        return rows.sorted { ($0.region, $0.table, $0.source) < ($1.region, $1.table, $1.source) }
    }
}

extension ReportKind {
    /// Tonnes by pollutant of one source, over all its processes.
    func masses(row: Int) -> [String: Mass] {
        var masses: [String: Mass] = [:]
        for (number, line) in lines.enumerated() where micrograms[number][row] != 0 {
            masses[line.pollutant, default: .zero] += Mass(micrograms: micrograms[number][row])
        }
        return masses
    }
}
