import Inventories
public import Quantities
public import Tables

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
        /// The emission in the older package; `nil` where it does not compute the pollutant.
        public let old: Mass?
        /// The emission in the newer package; `nil` where it does not compute the pollutant.
        public let new: Mass?

        /// How much it rose; `nil` where one of them does not tell.
        public var change: Mass? { old.flatMap { old in new.map { $0 - old } } }
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

            /// The word for people.
            public var label: Label {
                switch self {
                case .added: Label("新增", "added")
                case .removed: Label("减少", "removed")
                case .changed: Label("改变", "changed")
                }
            }
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
        /// Tonnes by pollutant in the older package; none of a pollutant that it does not compute.
        public let old: [String: Mass]
        /// Tonnes by pollutant in the newer package; none of a pollutant that it does not compute.
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
                func emission(_ totals: [ReportTotal.Key: ReportTotal], _ package: ReportPackage) -> Mass? {
                    totals[total.key]?.emission ?? (package.computes(total.pollutant) ? .zero : nil)
                }
                return TotalRow(
                    county: total.county, sector: total.sector, pollutant: total.pollutant, old: emission(before, old),
                    new: emission(after, new))
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
        let pollutants: [String]

        /// Tonnes of the pollutants that the part computes.
        var masses: [String: Mass] {
            let masses = kind.masses(row: row)
            return Dictionary(uniqueKeysWithValues: Set(pollutants).map { ($0, masses[$0] ?? .zero) })
        }
    }

    private static func entries(_ package: ReportPackage) -> [Key: Entry] {
        var entries: [Key: Entry] = [:]
        for part in package.parts {
            for kind in part.kinds {
                for row in 0..<kind.rowCount {
                    let key = Key(
                        region: part.header.region, table: kind.kind.name, source: kind.sourceName(row: row))
                    entries[key] = Entry(kind: kind, row: row, pollutants: part.rules.pollutants)
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
                let (old, new) = (a.masses, b.masses)
                if columns.isEmpty, old.allSatisfy({ new[$0.key] == nil || new[$0.key] == $0.value }) { continue }
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
