import FoundationEssentials
import Quantities
import Reports
import Tables
import Testing

@Suite struct VerificationTests {
    private func verify(_ bytes: [UInt8], _ change: (inout VerificationOptions) -> Void = { _ in }) async throws
        -> Verification
    {
        var options = VerificationOptions(factors: Samples.root + "/EmissionFactors")
        change(&options)
        return try await Samples.inScratch { folder in
            try AtomicFile.write(bytes, to: folder + "/report.xml")
            return await Verifier(options).verify(folder + "/report.xml")
        }
    }

    @Test(arguments: ["demo-county-2024", "ili-2021"])
    func `a report of ours is accepted and recomputed to the microgram`(_ name: String) async throws {
        let result = try await verify(try Report(try await Samples.shipped(name)).xml())
        for (_, finding) in result.all where finding.severity != .note {
            Issue.record("\(finding.description(in: .en))")
        }
        #expect(result.isAccepted)
    }

    @Test func `a total off by a millionth of a tonne is found`() async throws {
        let package = try await Samples.shipped("ili-2021")
        let text = String(decoding: try Report(package).xml(), as: UTF8.self)
        let total = try #require(package.totals.first)
        let wrong = Mass(micrograms: total.emission.micrograms + 1_000_000)
        let changed = text.replacing(
            "t=\"\(total.emission.tonnes())\"", with: "t=\"\(wrong.tonnes())\"", maxReplacements: 1)
        let result = try await verify(Array(changed.utf8))
        #expect(!result.isAccepted)
        let codes = result.all.filter { $0.finding.severity == .error }.map(\.finding.message.code)
        #expect(Set(codes) == ["arithmetic-total"])
        let finding = try #require(result.all.first { $0.finding.severity == .error }?.finding)
        #expect(finding.value == wrong.tonnes())
        #expect(finding.expected?.en == total.emission.tonnes())
    }
}
