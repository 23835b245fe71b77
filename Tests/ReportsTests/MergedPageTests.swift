import FoundationEssentials
import Reports
import Tables
import TestSupport
import Testing

/// The page of a merged package says first who is not in it, and why.
@Suite struct MergedPageTests {
    private func merged() async throws -> ReportPackage {
        let shared = "B9,虚构厂九,91650000000009999,bituminous,stoker,20,2000,20.1\n"
        let packages = [
            try await Counties.package("653022", seed: 1, extraBoilers: shared),
            try await Counties.package("653023", seed: 2, extraBoilers: shared),
            try await Counties.package("653024", seed: 3),
        ]
        let verified = try await Counties.verify(packages, { $0.region = "653000" }) {
            $0.contains("region=\"653024\"") ? $0.replacing("fuel_use=\"1003\"", with: "fuel_use=\"1004\"") : $0
        }
        var options = MergeOptions(region: "653000")
        options.expected = ["653001", "653022", "653023", "653024"].map {
            AbsentRegion(region: $0, name: Label("县\($0)", "county \($0)"))
        }
        return try #require(ReportPackage.merged(verified, options: options))
    }

    @Test func `who is missing, refused and claimed twice stands above the numbers, in words`() async throws {
        let package = try await merged()
        #expect(package.absent.map(\.region) == ["653001"])
        for language in Language.allCases {
            let page = try await Samples.inScratch { folder in
                _ = try Report(package).write(to: folder + "/p", options: .init(language: language, formats: [.html]))
                return try SourceText(path: folder + "/p/report.html").string
            }
            let zh = language == .zh
            let standing = try #require(page.firstRange(of: "class=\"warn standing\""))
            let lead = try #require(page.firstRange(of: "class=\"lead\""))
            #expect(standing.lowerBound < lead.lowerBound)
            let text = String(page[standing.lowerBound..<lead.lowerBound])
            #expect(text.contains(zh ? "未报 1 个，退回 1 个，重复申报 1 项" : "nothing came of 1, refused 1, claimed twice 1"))
            #expect(text.contains(zh ? "653001 县653001" : "653001 county 653001"))
            // The words of the finding, not its code.
            #expect(text.contains(zh ? "653024" : "653024") && !text.contains("recompute-emission"))
            #expect(text.contains(zh ? "与复算不符" : "recomputed"), "\(text)")
            #expect(text.contains("91650000000009999/B9") && text.contains("NOx"))
        }
    }

    @Test func `what is missing and why travels in the package and through a second merge`() async throws {
        let package = try await merged()
        let file = try Report(package).xml()
        let read = try ReportPackage.read(bytes: file, file: "m")
        #expect(!read.findings.hasErrors && read.package == package)
        #expect(read.package?.refusals.first?.reasons.values.first?.zh.isEmpty == false)
        let late = try await Counties.package("653001", seed: 4)
        let verified = try await Counties.verify([package, late])
        // The unit that two claim is an error of the merged package; what it lacked is no longer missing.
        let again = try #require(ReportPackage.merged(verified, options: MergeOptions(region: "653000")))
        #expect(again.absent.isEmpty && again.parts.map(\.header.region) == ["653001", "653022", "653023"])
    }
}
