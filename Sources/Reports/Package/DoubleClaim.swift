import Calculation
import Inventories
public import Quantities
import Tables

/// A unit or a facility that two parts of a package claim, and the tonnes that each counts for it.
public struct DoubleClaim: Sendable, Equatable {
    /// How sure it is that the two are one.
    public enum Kind: String, Sendable, CaseIterable {
        /// The same unit of the same firm: firm and unit have the same codes.
        case unit
        /// The same firm in two counties, with units of different names.
        case facility
    }

    /// Who claims it, and what it counts.
    public struct Holder: Sendable, Equatable {
        /// The part's region.
        public var region: String
        /// The part's year.
        public var year: Int
        /// The source's name, or the first of several.
        public var source: String
        /// Tonnes by pollutant.
        public var masses: [String: Mass]
    }

    /// How sure it is that the two are one.
    public var kind: Kind
    /// The table.
    public var table: String
    /// The firm's code, and the unit's id where it is the same.
    public var key: String
    /// Who claims it, by region.
    public var holders: [Holder]

    private struct Sighting {
        let part: Int
        let source: String
        var masses: [String: Mass]
    }

    /// Every unit and facility that two parts of one year claim, by table and key. O(sources).
    static func found(in parts: [ReportPart]) -> [DoubleClaim] {
        guard parts.count > 1 else { return [] }
        var claims: [DoubleClaim] = []
        for table in Set(parts.flatMap { $0.kinds.map(\.kind.name) }).sorted() {
            var units: [String: [Sighting]] = [:]
            var firms: [String: [Sighting]] = [:]
            let shared = sharedFirms(of: table, in: parts)
            for (number, part) in parts.enumerated() {
                for kind in part.kinds where kind.kind.name == table {
                    collect(kind, part: number, shared, units: &units, firms: &firms)
                }
            }
            var claimedFirms: Set<String> = []
            for key in units.keys.sorted() {
                guard let own = units[key], let holders = holders(own, parts) else { continue }
                claims.append(DoubleClaim(kind: .unit, table: table, key: key, holders: holders))
                claimedFirms.insert(String(key.prefix { $0 != "/" }))
            }
            for key in firms.keys.sorted() where !claimedFirms.contains(key) {
                guard let own = firms[key], let holders = holders(own, parts) else { continue }
                claims.append(DoubleClaim(kind: .facility, table: table, key: key, holders: holders))
            }
        }
        return claims
    }

    /// The hashes of the firms that two parts name: few of many, and only of these are sources looked at.
    private static func sharedFirms(of table: String, in parts: [ReportPart]) -> Set<Int> {
        var partOf: [Int: Int32] = [:]
        var shared: Set<Int> = []
        for (number, part) in parts.enumerated() {
            for kind in part.kinds where kind.kind.name == table {
                for row in 0..<kind.rowCount {
                    guard let firm = CreditCode.key(kind.text(Column.creditCode, row: row))?.hashValue else { continue }
                    if let other = partOf[firm] {
                        if other != Int32(number) { shared.insert(firm) }
                    } else {
                        partOf[firm] = Int32(number)
                    }
                }
            }
        }
        return shared
    }

    private static func collect(
        _ kind: ReportKind, part: Int, _ shared: Set<Int>, units: inout [String: [Sighting]],
        firms: inout [String: [Sighting]]
    ) {
        for row in 0..<kind.rowCount {
            guard let firm = CreditCode.key(kind.text(Column.creditCode, row: row)), shared.contains(firm.hashValue)
            else { continue }
            let id = CellText.identifier(kind.text(Column.id, row: row))
            var masses: [String: Mass] = [:]
            for (number, line) in kind.lines.enumerated() where kind.micrograms[number][row] != 0 {
                masses[line.pollutant, default: .zero] += Mass(micrograms: kind.micrograms[number][row])
            }
            let sighting = Sighting(part: part, source: kind.sourceName(row: row), masses: masses)
            if !id.isEmpty { units[firm + "/" + id, default: []].append(sighting) }
            if let last = firms[firm]?.indices.last, firms[firm]?[last].part == part {
                firms[firm]?[last].masses.merge(masses, uniquingKeysWith: +)
            } else {
                firms[firm, default: []].append(sighting)
            }
        }
    }

    /// The holders of one year, where there are several parts among them.
    private static func holders(_ sightings: [Sighting], _ parts: [ReportPart]) -> [Holder]? {
        guard Set(sightings.map(\.part)).count > 1 else { return nil }
        let years = Dictionary(grouping: sightings) { parts[$0.part].header.year }
        let shared = years.filter { Set($0.value.map(\.part)).count > 1 }.keys
        let own = sightings.filter { shared.contains(parts[$0.part].header.year) }
        guard !own.isEmpty else { return nil }
        return own.map {
            Holder(
                region: parts[$0.part].header.region, year: parts[$0.part].header.year, source: $0.source,
                masses: $0.masses)
        }
    }
}
