public import Calculation
public import Quantities
public import Tables

/// What one level hands to the next 上报包: one or more inventories with sources, factors, results, totals and checks,
/// complete enough to be computed again by whoever receives it.
///
/// A county's package has one part. A merged package has one part for each county, unchanged, so that merging is exact,
/// independent of order, and may be done in stages.
///
/// ```swift
/// let package = ReportPackage(assessment, result: result, findings: findings)
/// try Report(package).write(to: "out", options: ReportOptions(language: .zh))
/// ```
public struct ReportPackage: Sendable, Equatable {
    /// The version written: 1.1 tells what is generated and removed and how it is released, which 1.0 does not.
    static let currentVersion = "1.1"

    /// The version of the form that it was read in, or would be written in.
    var version: String
    /// Region code, name, year and compiler.
    public var header: ReportHeader
    /// The inventories in it, sorted by region and year.
    public var parts: [ReportPart]
    /// Totals over all parts.
    public var totals: [ReportTotal]
    /// How sure the totals are; `nil` where no part says it.
    public var uncertainty: ReportUncertainty?
    /// Units and facilities that two parts claim.
    public var claims: [DoubleClaim]
    /// Packages that were not taken in, with the reasons.
    public var refusals: [Refusal]
    /// Regions that should be in it and of which nothing came, sorted.
    public var absent: [AbsentRegion]

    /// A package of these parts, with totals and double claims worked out.
    init(header: ReportHeader, parts: [ReportPart], refusals: [Refusal] = [], absent: [AbsentRegion] = []) {
        version = ReportPackage.currentVersion
        self.header = header
        self.absent = absent.sorted()
        self.parts = parts.sorted { ($0.header.region, $0.header.year) < ($1.header.region, $1.header.year) }
        self.refusals = refusals.sorted()
        totals = ReportTotal.sum(parts.map(\.totals))
        uncertainty = ReportUncertainty(self.parts, of: header, totals: totals)
        claims = DoubleClaim.found(in: self.parts)
        // Of parts that are read again sectors are in the sums by now.
        for place in self.parts.indices where self.parts[place].rest != nil {
            self.parts[place].totals = self.parts[place].totals.filter { $0.sector == nil }
        }
    }

    /// A package as it was read.
    init(
        version: String, header: ReportHeader, parts: [ReportPart], totals: [ReportTotal],
        uncertainty: ReportUncertainty?,
        claims: [DoubleClaim], refusals: [Refusal], absent: [AbsentRegion]
    ) {
        self.version = version
        self.uncertainty = uncertainty
        self.absent = absent
        self.header = header
        self.parts = parts
        self.totals = totals
        self.claims = claims
        self.refusals = refusals
    }

    /// The totals that lack source classes or rows in any part: all that any of them lacks.
    public var incompleteTotals: IncompleteTotals { ReportPackage.incompleteTotals(of: parts) }

    /// The same of some parts.
    static func incompleteTotals(of parts: some Sequence<ReportPart>) -> IncompleteTotals {
        IncompleteTotals(parts.flatMap(\.rules.incomplete), adding: true)
    }

    /// The parts that do not compute a pollutant of another part, by pollutant: the total over all lacks them.
    public var notComputed: [String: Label] {
        let pollutants = Set(parts.flatMap(\.rules.pollutants))
        return pollutants.reduce(into: [:]) { all, pollutant in
            let lacking = parts.filter { !$0.rules.pollutants.contains(pollutant) }.map(\.placeName)
            guard !lacking.isEmpty else { return }
            all[pollutant] = Label(
                "未核算：" + lacking.joined(separator: "、"), "not computed: " + lacking.joined(separator: ", "))
        }
    }

    /// What a total lacks: source classes in any part; of a total over all, also whole parts.
    public func lacks(_ pollutant: String, ofAll: Bool) -> Label? {
        let labels = [incompleteTotals.told(pollutant), ofAll ? notComputed[pollutant] : nil].compactMap { $0 }
        guard let first = labels.first else { return nil }
        return labels.dropFirst().reduce(first) { Label($0.zh + "；" + $1.zh, $0.en + "; " + $1.en) }
    }

    /// What each total over all lacks, a line a pollutant.
    public func lackLines(in language: Language) -> [String] {
        // Also of a package that was checked and does not hold its totals any more.
        Set(totals.map(\.pollutant) + parts.flatMap(\.rules.pollutants)).sorted().compactMap { pollutant in
            lacks(pollutant, ofAll: true).map { "\(pollutant) incomplete: \($0[language])" }
        }
    }

    /// Whether any part computes a pollutant.
    func computes(_ pollutant: String) -> Bool { parts.contains { $0.rules.pollutants.contains(pollutant) } }

    /// How many sources there are in all parts.
    public var sourceCount: Int { parts.reduce(0) { $0 + $1.sourceCount } }

    /// The names of codes, of all parts.
    public var words: ReportWords { parts.reduce(into: ReportWords()) { $0.add($1.words) } }
}

/// What a package or a part of it says of itself.
public struct ReportHeader: Sendable, Equatable {
    /// GB/T 2260 code of the region.
    public var region: String
    /// The year of the data.
    public var year: Int
    /// Whether any of the data are invented.
    public var isInvented: Bool
    /// Its name for people.
    public var name: Label
    /// Who compiled it.
    public var compiler: Label

    /// A header.
    public init(region: String, year: Int, isInvented: Bool, name: Label, compiler: Label) {
        self.region = region
        self.year = year
        self.isInvented = isInvented
        self.name = name
        self.compiler = compiler
    }
}

/// A package that a merge did not take in.
public struct Refusal: Sendable, Hashable, Comparable {
    /// The region it names, or empty where it could not be read.
    public var region: String
    /// The year it names, or 0.
    public var year: Int
    /// SHA-256 of the file, or of the part.
    public var digest: String
    /// The codes of the findings that kept it out, sorted.
    public var codes: [String]
    /// What the codes say, where it was written down.
    public var reasons: [String: Label] = [:]

    /// Ordered by region, year and digest.
    public static func < (a: Refusal, b: Refusal) -> Bool {
        if a.region != b.region { return a.region < b.region }
        if a.year != b.year { return a.year < b.year }
        if a.digest != b.digest { return a.digest < b.digest }
        return a.codes.lexicographicallyPrecedes(b.codes)
    }
}

/// A region that a merged package should hold and of which nothing came 未报.
public struct AbsentRegion: Sendable, Hashable, Comparable {
    /// Its code.
    public var region: String
    /// Its name.
    public var name: Label

    /// A region.
    public init(region: String, name: Label) {
        self.region = region
        self.name = name
    }

    /// Ordered by code.
    public static func < (a: AbsentRegion, b: AbsentRegion) -> Bool { a.region < b.region }
}

/// One line of totals: over a county, a sector, both or neither.
public struct ReportTotal: Sendable, Hashable {
    /// The county's code; `nil` for all counties.
    public var county: String?
    /// The sector's code; `nil` for all sectors.
    public var sector: String?
    /// The pollutant.
    public var pollutant: String
    /// The emission.
    public var emission: Mass
    /// How much of it rests on assumptions.
    public var assumed: Mass
    /// How much of it rests on factors that nobody verified.
    public var unverified: Mass
    /// How many results are in it.
    public var lines: Int
    /// What is generated and removed, and how it is released; `nil` where no part says, as in packages of version 1.0.
    public var balance: Balance?

    struct Key: Hashable {
        let county: String?
        let sector: String?
        let pollutant: String
    }

    var key: Key { Key(county: county, sector: sector, pollutant: pollutant) }

    init(_ key: Key) {
        county = key.county
        sector = key.sector
        pollutant = key.pollutant
        emission = .zero
        assumed = .zero
        unverified = .zero
        lines = 0
        balance = nil
    }

    init(
        county: String?, sector: String?, pollutant: String, emission: Mass, assumed: Mass, unverified: Mass,
        lines: Int,
        balance: Balance?
    ) {
        self.county = county
        self.sector = sector
        self.pollutant = pollutant
        self.emission = emission
        self.assumed = assumed
        self.unverified = unverified
        self.lines = lines
        self.balance = balance
    }

    /// The balance; of a total that says nothing of it, the generation is not known and the release not assigned.
    private var knownBalance: Balance {
        balance
            ?? (lines == 0
                ? Balance() : Balance(emitted: emission, generated: nil, fugitive: nil, release: .unassigned))
    }

    mutating func add(_ other: ReportTotal) {
        if balance != nil || other.balance != nil {
            var sum = knownBalance
            sum += other.knownBalance
            balance = sum
        }
        emission += other.emission
        assumed += other.assumed
        unverified += other.unverified
        lines += other.lines
    }

    /// Grand totals first, then by county, by sector, and by both.
    static func inOrder(_ a: ReportTotal, _ b: ReportTotal) -> Bool {
        func rank(_ total: ReportTotal) -> Int {
            total.county == nil ? (total.sector == nil ? 0 : 2) : total.sector == nil ? 1 : 3
        }
        if rank(a) != rank(b) { return rank(a) < rank(b) }
        return (a.county ?? "", a.sector ?? "", a.pollutant) < (b.county ?? "", b.sector ?? "", b.pollutant)
    }

    /// The sums of several lists of totals.
    static func sum(_ lists: [[ReportTotal]]) -> [ReportTotal] {
        // Where one part says how it is balanced, the others' tonnes stand as not known: groupings add up.
        let isBalanced = lists.joined().contains { $0.balance != nil }
        // Sorted they stand side by side: most are of one county, and of the nation there are many.
        var totals = Array(lists.joined())
        totals.sort(by: inOrder)
        var last = -1
        for place in totals.indices {
            var total = totals[place]
            if isBalanced { total.balance = total.knownBalance }
            if last < 0 || totals[last].key != total.key {
                last += 1
                totals[last] = ReportTotal(total.key)
            }
            totals[last].add(total)
        }
        totals.removeLast(totals.count - last - 1)
        return totals
    }

    /// All four groupings of totals by county and sector.
    static func grouped(_ cells: [ReportTotal]) -> [ReportTotal] {
        var sums: [Key: ReportTotal] = [:]
        for cell in cells {
            for county in [cell.county, nil] {
                for sector in [cell.sector, nil] {
                    let key = Key(county: county, sector: sector, pollutant: cell.pollutant)
                    sums[key, default: ReportTotal(key)].add(cell)
                }
            }
        }
        return sums.values.sorted(by: inOrder)
    }
}
