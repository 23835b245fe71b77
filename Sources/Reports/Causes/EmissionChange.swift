import Calculation
import Inventories
public import Quantities
public import Tables

/// Why a region emits another amount in one year than in another 排放变化归因: source by source, the change is split into
/// causes that add up to it to the microgram.
///
/// Sources are matched by their ids, those without one by their words. What changed is put in place one group after
/// another, in the order of `Cause.order`, and the source is computed after each: what a group changes is its part. A
/// group after which the source cannot be computed is taken together with the next.
public struct EmissionChange: Sendable {
    /// A part of a change with its cause.
    public struct Part: Sendable, Equatable {
        /// The cause.
        public let cause: Cause
        /// How much more is emitted by it.
        public let mass: Mass
    }

    /// A source and a pollutant.
    public struct Source: Sendable {
        /// The region's code.
        public let region: String
        /// The table.
        public let table: String
        /// The source's name.
        public let source: String
        /// The firm's name, or empty.
        public let firm: String
        /// The sector. A source that changes its sector stands in both.
        public let sector: String
        /// The pollutant.
        public let pollutant: String
        /// The emission of the earlier year; `nil` where there is no number.
        public let old: Mass?
        /// The emission of the later year; `nil` where there is no number.
        public let new: Mass?
        /// The parts of the change, in the order of the causes; their sum is the change.
        public let parts: [Part]

        /// The later year minus the earlier.
        public var change: Mass { (new ?? .zero) - (old ?? .zero) }
    }

    /// A sum over sources.
    public struct Total: Sendable {
        /// The pollutant.
        public let pollutant: String
        /// The sector's code; `nil` for all.
        public let sector: String?
        /// The emission of the earlier year.
        public internal(set) var old = Mass.zero
        /// The emission of the later year.
        public internal(set) var new = Mass.zero
        private var masses = Array(repeating: Mass.zero, count: Cause.allCases.count)

        /// The later year minus the earlier.
        public var change: Mass { new - old }
        /// How much of the change a cause is.
        public subscript(cause: Cause) -> Mass { masses[EmissionChange.place(of: cause)] }

        init(pollutant: String, sector: String?) {
            self.pollutant = pollutant
            self.sector = sector
        }

        mutating func add(_ source: Source) {
            old += source.old ?? .zero
            new += source.new ?? .zero
            for part in source.parts { masses[EmissionChange.place(of: part.cause)] += part.mass }
        }
    }

    /// The pollutants that both years compute, in the order of the later.
    public let pollutants: [String]
    /// The years, where all regions have the same.
    public let years: (old: Int, new: Int)
    /// The sources that changed or have a number, by region, table, name, sector and pollutant.
    public let sources: [Source]
    /// The totals of each pollutant: over all, then by sector.
    public let totals: [Total]
    /// What could not be compared.
    public let findings: Findings

    static func place(of cause: Cause) -> Int { Cause.allCases.firstIndex(of: cause) ?? 0 }

    /// Splits the change from one package to another.
    ///
    /// - Parameters:
    ///   - factors: the folder of the factor library, by which sources are computed between the two years.
    ///   - order: the order in which groups are put in place; each of `Cause.order` once.
    /// - Throws: `Findings` where the library does not know what the packages hold.
    public init(
        from old: ReportPackage, to new: ReportPackage, factors: String, order: [Cause] = Cause.order
    ) async throws {
        let shelf = LibraryShelf(folder: factors)
        var findings = Findings()
        var sources: [Source] = []
        let computed = old.parts.flatMap(\.rules.pollutants)
        let asked = new.parts.flatMap(\.rules.pollutants)
        var seen: Set<String> = []
        pollutants = asked.filter { computed.contains($0) && seen.insert($0).inserted }
        for name in Set(computed).symmetricDifference(asked).sorted() {
            findings.add(Finding(.warning, .pollutantOfOneYear, value: name))
        }
        var before = Dictionary(grouping: old.parts, by: \.header.region)
        for part in new.parts {
            let earlier = before[part.header.region]?.first
            if earlier != nil { before[part.header.region]?.removeFirst() }
            if earlier == nil { findings.add(Finding(.warning, .regionOfOneYear, value: part.placeName)) }
            sources += try await RegionChange(from: earlier, to: part, pollutants, shelf, order).sources()
        }
        for part in old.parts where before[part.header.region]?.contains(part) ?? false {
            findings.add(Finding(.warning, .regionOfOneYear, value: part.placeName))
            sources += try await RegionChange(from: part, to: nil, pollutants, shelf, order).sources()
        }
        self.findings = findings
        years = (old.header.year, new.header.year)
        let places = Dictionary(pollutants.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        func key(_ source: Source) -> (String, String, String, String, Int) {
            (source.region, source.table, source.source, source.sector, places[source.pollutant] ?? 0)
        }
        self.sources = sources.sorted { key($0) < key($1) }
        totals = EmissionChange.totals(of: self.sources, pollutants)
    }

    private static func totals(of sources: [Source], _ pollutants: [String]) -> [Total] {
        struct Key: Hashable {
            let pollutant: String
            let sector: String?
        }
        var sums: [Key: Total] = [:]
        for source in sources {
            for sector in [nil, source.sector] {
                sums[
                    Key(pollutant: source.pollutant, sector: sector),
                    default: Total(pollutant: source.pollutant, sector: sector)
                ].add(source)
            }
        }
        return pollutants.flatMap { pollutant in
            sums.values.filter { $0.pollutant == pollutant }.sorted { ($0.sector ?? "") < ($1.sector ?? "") }
        }
    }

    /// The sources of a pollutant that changed most, the largest changes first.
    public func top(_ count: Int, of pollutant: String) -> [Source] {
        func size(_ source: Source) -> Mass {
            source.change < .zero ? .zero - source.change : source.change
        }
        return Array(
            sources.enumerated().filter { $0.element.pollutant == pollutant && $0.element.change != .zero }.sorted {
                let (a, b) = (size($0.element), size($1.element))
                return a != b ? a > b : $0.offset < $1.offset
            }.map(\.element).prefix(count))
    }
}

extension Finding.Message {
    static let pollutantOfOneYear = Self(
        "pollutant-of-one-year", "两年中只有一年核算了该污染物，不作比较", "only one of the two years computes the pollutant: not compared"
    )
    static let regionOfOneYear = Self(
        "region-of-one-year", "只在一年中有的地区：其源全部计为新增或退出",
        "the region is in one of the two years only: all of its sources count as new or gone")
}
