import Lantian
import TestSupport
import Testing

@Suite(.enabled(if: PrefectureSample.openssl != nil, "openssl is not installed"))
struct PrefectureTests {
    /// The prefecture's desk and what checking the twelve packages gives, worked out once.
    private struct Desk: Sendable {
        let sample: PrefectureSample
        let results: [Verification]
    }

    private static let desk = Task {
        let sample = try await PrefectureSample.shared.value
        var options = VerificationOptions(factors: Repository.factors)
        options.anchors = try TrustAnchors(files: [sample.file("prefecture.pem")])
        options.region = "659900"
        options.year = 2024
        options.previous = try [10, 11].map { try PackageDocument(file: sample.previous($0)).package() }
        let results = await Verifier(options).verify(PrefectureSample.counties.map { sample.package($0) })
        return Desk(sample: sample, results: results)
    }

    private func errors(_ result: Verification) -> [String] {
        Set(result.all.filter { $0.finding.severity == .error }.map(\.finding.message.code)).sorted()
    }

    @Test func `twelve counties: five faults have five names, seven packages pass`() async throws {
        let results = try await Self.desk.value.results
        let expected: [Int: [String]] = [
            3: ["arithmetic-total"], 5: ["duplicate-unit"], 6: ["duplicate-unit"], 8: ["signature-digest"],
            10: ["carry-over"],
        ]
        for (county, result) in zip(PrefectureSample.counties, results) {
            #expect(errors(result) == expected[county] ?? [], "county \(county)")
            #expect(result.isAccepted == (expected[county] == nil), "county \(county)")
        }
        let total = try #require(results[2].all.first { $0.finding.severity == .error }?.finding)
        #expect(total.value == "28.160001")
        #expect(total.expected?.en == "28.16")
    }

    @Test func `the prefecture is the exact sum of nine packages and names the three refused`() async throws {
        let results = try await Self.desk.value.results
        let merged = try #require(ReportPackage.merged(results, options: MergeOptions(region: "659900")))
        #expect(merged.parts.map(\.header.region) == [1, 2, 4, 5, 6, 7, 9, 11, 12].map(PrefectureSample.code))

        // n − 1 of the nine: 0 + 1 + 3 + 4 + 5 + 6 + 8 + 10 + 11 = 48; the boiler of counties 5 and 6 stands in both.
        // NOx: 9 × 27.36 + 48 × 0.4 + 2 × 2 = 246.24 + 19.2 + 4 = 269.44 t
        // VOCs: 9 × 1.62 + 48 × 0.018 + 2 × 0.09 = 14.58 + 0.864 + 0.18 = 15.624 t
        let totals = merged.totals.filter { $0.county == nil && $0.sector == nil }
        #expect(totals.map { "\($0.pollutant) \($0.emission.tonnes())" } == ["NOx 269.44", "VOCs 15.624"])

        let claim = try #require(merged.claims.first)
        #expect(merged.claims.count == 1)
        #expect(claim.kind == .unit)
        #expect(claim.key == "91659999100001377C/B7")
        #expect(claim.holders.map(\.region) == ["659905", "659906"])
        #expect(claim.holders.allSatisfy { $0.masses["NOx"]?.tonnes() == "2" })

        #expect(
            merged.refusals.map { "\($0.region) \($0.codes.joined(separator: " "))" } == [
                "659903 arithmetic-total", "659908 signature-digest", "659910 carry-over",
            ])
        #expect(merged.refusals.map(\.digest) == [3, 8, 10].map { results[$0 - 1].digest })
    }

    @Test func `the order of packages changes no byte, and the merged one verifies a level higher`() async throws {
        let (sample, forward) = (try await Self.desk.value.sample, try await Self.desk.value.results)
        let options = MergeOptions(region: "659900")
        let merged = try #require(ReportPackage.merged(forward, options: options))
        let bytes = try Report(merged).xml()
        let backward = try #require(ReportPackage.merged(Array(forward.reversed()), options: options))
        #expect(try Report(backward).xml() == bytes)

        let file = try sample.folder.write(bytes, to: "659900/report.xml")
        var above = VerificationOptions(factors: Repository.factors)
        above.region = "650000"
        let result = await Verifier(above).verify(file)
        #expect(result.package?.totals == merged.totals)
        // What two counties claim stays in sight until one of them lets go.
        #expect(errors(result) == ["duplicate-unit"])
    }
}
