import Inventories
import Quantities
public import Tables

/// How a merged package is named.
public struct MergeOptions: Sendable {
    /// The region's code; `nil` for the smallest region that holds all parts.
    public var region: String?
    /// The name; `nil` for one made of region and year.
    public var name: Label?
    /// Who merges.
    public var compiler: Label?
    /// The regions that should be in it; those of which nothing came are listed.
    public var expected: [AbsentRegion] = []
    /// The name of a region, for a package that nobody has named.
    public var regionName: @Sendable (String) -> Label?

    /// Options.
    public init(
        region: String? = nil, name: Label? = nil, compiler: Label? = nil,
        regionName: @escaping @Sendable (String) -> Label? = { _ in nil }
    ) {
        self.region = region
        self.name = name
        self.compiler = compiler
        self.regionName = regionName
    }
}

extension ReportPackage {
    /// The package of many packages: every accepted part unchanged, totals added exactly, double claims shown, refused
    /// packages listed with the codes of their errors.
    ///
    /// Neither order nor stages matter: a merged package may be merged on. Double counting between packages is shown, not
    /// refused; two different parts of one region and year are both refused. One part alone stays what it is.
    ///
    /// - Returns: `nil` where nothing was accepted.
    public static func merged(_ verified: [Verification], options: MergeOptions = MergeOptions()) -> ReportPackage? {
        var packages: [ReportPackage] = []
        var refusals: [Refusal] = []
        for result in verified {
            let messages = result.all.filter { $0.finding.severity == .error }.map(\.finding.message)
                .filter { !RuleCheck.betweenPackages.contains($0.code) }
            let codes = messages.map(\.code)
            if let package = result.package, codes.isEmpty {
                packages.append(package)
            } else if !result.digest.isEmpty {
                // What could not even be read has no digest to be named by; the receipt has it.
                refusals.append(
                    Refusal(
                        region: result.package?.header.region ?? "", year: result.package?.header.year ?? 0,
                        digest: result.digest, codes: Set(codes).sorted(),
                        reasons: Dictionary(
                            messages.map { ($0.code, $0.text) }, uniquingKeysWith: { first, _ in first })
                    ))
            }
        }
        return merged(packages, refusals: refusals, options: options)
    }

    /// The package of packages that need no check.
    static func merged(
        _ packages: [ReportPackage], refusals: [Refusal] = [], options: MergeOptions = MergeOptions()
    ) -> ReportPackage? {
        var refused = Set(refusals + packages.flatMap(\.refusals))
        // Parts by region and year; equal ones are one.
        var parts: [String: [String: ReportPart]] = [:]
        for part in packages.flatMap(\.parts) { parts[part.placeName, default: [:]][part.digest] = part }
        let code = Finding.Message.sameRegionTwice.code
        var accepted: [ReportPart] = []
        var disputed = 0
        for (name, versions) in parts {
            let isDisputed =
                versions.count > 1
                || refused.contains {
                    $0.codes == [code] && "\($0.region)/\($0.year)" == name
                }
            for (digest, part) in versions {
                if isDisputed {
                    disputed += 1
                    refused.insert(
                        Refusal(
                            region: part.header.region, year: part.header.year, digest: digest, codes: [code],
                            reasons: [code: Finding.Message.sameRegionTwice.text]))
                } else {
                    accepted.append(part)
                }
            }
        }
        Account.balance(
            "parts", parts.values.reduce(0) { $0 + Int128($1.count) },
            [("merged", Int128(accepted.count)), ("disputed", Int128(disputed))])
        guard let first = accepted.first else { return nil }
        let came = accepted.map(\.header.region) + refused.map(\.region).filter { !$0.isEmpty }
        let absent = Set(options.expected + packages.flatMap(\.absent)).filter { wanted in
            !came.contains { RegionCode.holds(wanted.region, within: $0) }
        }
        let isOne = accepted.count == 1 && (options.region == nil || options.region == first.header.region)
        let merged = ReportPackage(
            header: isOne ? first.header : header(of: accepted, options), parts: accepted, refusals: Array(refused),
            absent: Array(absent))
        merged.account()
        return merged
    }

    /// The totals over all are the sources of all parts.
    func account() {
        for pollutant in Set(parts.flatMap(\.rules.pollutants)).sorted() {
            let stated = totals.filter { $0.county == nil && $0.sector == nil && $0.pollutant == pollutant }
            Account.balance(
                "micrograms of \(pollutant)", stated.reduce(0) { $0 + $1.emission.micrograms },
                parts.map { ($0.placeName, $0.micrograms(of: pollutant)) })
        }
    }

    private static func header(of parts: [ReportPart], _ options: MergeOptions) -> ReportHeader {
        let region = options.region ?? commonRegion(parts.map(\.header.region))
        let years = parts.map(\.header.year)
        let year = years.max() ?? 0
        return ReportHeader(
            region: region, year: year, isInvented: parts.contains { $0.header.isInvented },
            name: options.name ?? ReportHeader.mergedName(options.regionName(region) ?? Label(same: region), year),
            compiler: options.compiler ?? Label("", ""))
    }

    /// The smallest region of GB/T 2260 that holds all of these: the county, the prefecture, the province, the country.
    static func commonRegion(_ regions: [String]) -> String {
        guard let first = regions.first else { return "100000" }
        if regions.allSatisfy({ $0 == first }) { return first }
        for count in [4, 2] where regions.allSatisfy({ $0.prefix(count) == first.prefix(count) }) {
            return first.prefix(count) + String(repeating: "0", count: 6 - count)
        }
        return "100000"
    }
}
