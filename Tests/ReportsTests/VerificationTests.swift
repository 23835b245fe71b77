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
        // Rows that were planted to be asked about are.
        let asked = Set(result.all.map(\.finding.message.code).filter { $0.hasPrefix("rule-") })
        #expect(
            asked
                == (name == "ili-2021"
                    ? []
                    : [
                        "rule-hood-capture", "rule-monitoring-thin", "rule-nox-above-limit", "rule-start-later",
                        "rule-uv-removal",
                    ]))
        for (_, finding) in result.all
        where finding.severity != .note && !asked.contains(finding.message.code) {
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

@Suite struct TamperingTests {
    @Test(arguments: [
        ("fuel_use=\"1038\"", "fuel_use=\"1037\"", "recompute-emission"),
        ("state=\"assumed\"", "state=\"computed\"", "arithmetic-state"),
        ("county=\"653022\" sector=", "county=\"653024\" sector=", "arithmetic-total-unfounded"),
        ("sector=\"industrial_boilers\" id=\"B1-0\"", "sector=\"power\" id=\"B1-0\"", "recompute-sector"),
        ("county_code=\"653022\"", "county_code=\"653024\"", "region-outside"),
        ("<report xmlns", "<report xmlns:x='urn:x' x:y='1' xmlns", "schema-attribute"),
        ("fuel=\"bituminous\"", "fuel=\"banana\"", "recompute-cell"),
        ("rule_book=\"inventory\"", "rule_book=\"other\"", "recompute-impossible"),
    ])
    func `what was changed by hand is found`(_ old: String, _ new: String, _ code: String) async throws {
        let package = try await Counties.package("653022", seed: 1)
        let verified = try await Counties.verify(
            [package],
            tamper: { text in
                let applies = text.contains(old)
                #expect(applies)
                return text.replacing(old, with: new, maxReplacements: 1)
            })
        #expect(verified[0].errorCodes.contains(code), "\(verified[0].errorCodes)")
        let isAccepted = verified[0].isAccepted
        #expect(!isAccepted)
    }

    @Test func `another year, another region and last year's data are found`() async throws {
        let old = try await Counties.package("653022", year: 2023, seed: 1)
        let new = try await Counties.package("653022", year: 2024, seed: 1)
        let verified = try await Counties.verify([new]) {
            $0.year = 2025
            $0.region = "654000"
            $0.previous = [EarlierPackage(old)]
            $0.tables = ["vehicles"]
        }
        #expect(verified[0].errorCodes == ["year-differs", "region-outside", "carry-over", "table-missing"])
        let fresh = try await Counties.verify([try await Counties.package("653022", seed: 5)]) {
            $0.previous = [EarlierPackage(old)]
        }
        #expect(!fresh[0].errorCodes.contains("carry-over"))
    }

    @Test func `a receipt names each finding with what to do, in three forms`() async throws {
        let package = try await Counties.package("653022", seed: 1)
        let verified = try await Counties.verify([package]) { $0.year = 2025 }
        let receipt = Receipt(verified)
        let text = receipt.text(in: .zh)
        #expect(text.contains("year-differs") && text.contains("请报送要求年份的数据"))
        try await Samples.inScratch { folder in
            let names = try receipt.write(to: folder + "/back", language: .zh)
            #expect(names == ["receipt.xml", "receipt.xlsx", "receipt.txt"])
        }
        #expect(String(decoding: try receipt.xml(), as: UTF8.self).contains("code=\"year-differs\""))
    }
}
