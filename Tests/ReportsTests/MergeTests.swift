import Quantities
import Reports
import Tables
import TestSupport
import Testing

@Suite struct MergeTests {
    private func bytes(_ package: ReportPackage?) throws -> [UInt8] { try Report(try #require(package)).xml() }

    @Test func `order and stages of a merge change no byte, and one package alone stays itself`() async throws {
        let a = try await Counties.package("653022", seed: 1)
        let b = try await Counties.package("653023", seed: 2)
        let c = try await Counties.package("653024", seed: 3)
        let verified = try await Counties.verify([a, b, c])
        for result in verified { #expect(result.errorCodes == []) }
        let all = try #require(ReportPackage.merged(verified))
        let whole = try bytes(all)
        let turned = try bytes(ReportPackage.merged(verified.reversed())) == whole
        #expect(turned)
        let stage = try #require(ReportPackage.merged([verified[2], verified[0]]))
        let stages = try await Counties.verify([stage, b])
        #expect(stages.map(\.errorCodes) == [[], []])
        let staged = try bytes(ReportPackage.merged(stages)) == whole
        #expect(staged)
        let alone = try bytes(ReportPackage.merged([verified[0]])) == Report(a).xml()
        #expect(alone)

        #expect(all.header.region == "653000")
        let sum = [a, b, c].flatMap(\.totals).filter { $0.county == nil && $0.sector == nil && $0.pollutant == "NOx" }
            .reduce(Mass.zero) { $0 + $1.emission }
        #expect(all.totals.first { $0.county == nil && $0.sector == nil && $0.pollutant == "NOx" }?.emission == sum)
        #expect(sum > .zero)
        let again = try await Counties.verify([all])
        #expect(again[0].errorCodes == [])
    }

    /// Everything that verdicts say, without the folder of the files.
    private func told(_ results: [Verification]) -> [[String]] {
        results.map { result in
            let own = String(result.file.split(separator: "/").last ?? "")
            return [own, result.digest, "\(result.isAccepted) \(result.package?.header.region ?? "")"]
                + result.all.map { stage, finding in
                    "\(stage) \(finding.severity) \(finding.message.code) \(finding.location?.column ?? "") \(finding.value ?? "")"
                }
        }
    }

    @Test func `packages that are not kept whole have the same verdicts`() async throws {
        let shared = "B9,虚构厂九,91650000000009999,bituminous,stoker,20,2000,20.1\n"
        let a = try await Counties.package("653022", seed: 1, extraBoilers: shared)
        let b = try await Counties.package("653023", seed: 2, extraBoilers: shared)
        let c = try await Counties.package("653024", seed: 3)
        let other = try await Counties.package("653024", seed: 4)
        let both = try #require(ReportPackage.merged(try await Counties.verify([a, c])))
        for packages in [[a, b, c], [a, a, b], [c, other], [both, b], [both, c]] {
            let whole = try await Counties.verify(packages)
            let light = try await Counties.verify(packages) { $0.keeps = .forRules }
            #expect(told(light) == told(whole))
            #expect(whole.contains { !$0.all.isEmpty })
        }
        let light = try await Counties.verify([a, b]) { $0.keeps = .forRules }
        #expect(light[0].package?.parts.first?.factors.isEmpty ?? false)
        #expect(light[0].errorCodes == ["duplicate-unit"])
    }

    @Test func `of many who claim a unit the first twenty are named`() async throws {
        let shared = "B9,虚构厂九,91650000000009999,bituminous,stoker,20,2000,20.1\n"
        var packages: [ReportPackage] = []
        for number in 0..<23 {
            packages.append(
                try await Counties.package("6530\(30 + number)", seed: 1 + number % 3, extraBoilers: shared))
        }
        let verified = try await Counties.verify(packages) { $0.keeps = .forRules }
        for (number, result) in verified.enumerated() {
            let own = result.all.map(\.finding).filter {
                $0.message.code == "duplicate-unit" && $0.location?.column == "6530\(30 + number)/2024 boilers B9"
            }
            #expect(own.count == 1)
            let finding = try #require(own.first)
            #expect(finding.value?.hasPrefix("653030/2024 B9, 653031/2024 B9") ?? false)
            #expect(finding.value?.hasSuffix("653049/2024 B9, … +3") ?? false)
        }
    }

    @Test func `a boiler that two counties claim is told to both and shown in the merged package`() async throws {
        let shared = "B9,虚构厂九,91650000000009999,bituminous,stoker,20,2000,20.1\n"
        let a = try await Counties.package("653022", seed: 1, extraBoilers: shared)
        let b = try await Counties.package("653023", seed: 2, extraBoilers: shared)
        let c = try await Counties.package("653024", seed: 3)
        let verified = try await Counties.verify([a, b, c])
        #expect(verified.map(\.errorCodes) == [["duplicate-unit"], ["duplicate-unit"], []])
        let merged = try #require(ReportPackage.merged(verified))
        #expect(merged.claims.count == 1)
        #expect(merged.claims.first?.holders.map(\.region) == ["653022", "653023"])
        #expect(merged.claims.first?.holders.allSatisfy { $0.masses["NOx", default: .zero] > .zero } == true)
        #expect(merged.parts.count == 3)
    }

    @Test func `a refused package is listed with its reasons and counts nothing`() async throws {
        let a = try await Counties.package("653022", seed: 1)
        let b = try await Counties.package("653023", seed: 2)
        let verified = try await Counties.verify([a, b], { $0.region = "653000" }) {
            $0.contains("region=\"653023\"") ? $0.replacing("fuel_use=\"1002\"", with: "fuel_use=\"1003\"") : $0
        }
        #expect(verified[0].errorCodes == [])
        #expect(verified[1].errorCodes == ["recompute-emission"])
        let merged = try #require(ReportPackage.merged(verified))
        #expect(merged.parts.map(\.header.region) == ["653022"])
        #expect(merged.refusals.map(\.codes) == [["recompute-emission"]])
        #expect(merged.refusals.first?.region == "653023")
    }

    @Test func `two different packages of one county and year are both refused`() async throws {
        let a = try await Counties.package("653022", seed: 1)
        let other = try await Counties.package("653022", seed: 7)
        let b = try await Counties.package("653023", seed: 2)
        let verified = try await Counties.verify([a, other, b])
        let merged = try #require(ReportPackage.merged(verified))
        #expect(merged.parts.map(\.header.region) == ["653023"])
        #expect(merged.refusals.map(\.codes) == [["same-region-twice"], ["same-region-twice"]])
        let same = try #require(ReportPackage.merged([verified[0], verified[0], verified[2]]))
        #expect(same.parts.count == 2)
    }

    @Test func `shuffled rows change no byte but what tells of the files`() async throws {
        let a = try await Counties.package("653022", seed: 1)
        let b = try await Counties.package("653022", seed: 1, order: [3, 0, 5, 1, 4, 2])
        var part = b.parts[0]
        #expect(part.inputs != a.parts[0].inputs)
        part.inputs = a.parts[0].inputs
        part.findings = a.parts[0].findings
        let isSame = part == a.parts[0]
        #expect(isSame)
    }

    @Test func `a difference names the source, the column and the tonnes`() async throws {
        let old = try await Counties.package("653022", seed: 1)
        let new = try await Counties.package(
            "653022", seed: 1, extraBoilers: "B9,虚构厂九,91650000000009999,bituminous,stoker,20,2000,20.1\n")
        let difference = ReportDifference(from: old, to: new)
        #expect(difference.sources.map(\.source) == ["B9"])
        #expect(difference.sources.first?.change == .added)
        let total = try #require(
            difference.totals.first { $0.pollutant == "NOx" && $0.county == nil && $0.sector == nil })
        #expect(total.change == difference.sources.first?.new["NOx"])
    }

    /// A county of which only some pollutants are computed.
    private func county(_ region: String, _ pollutants: String) async throws -> ReportPackage {
        try await Samples.inScratch { path in
            let folder = try TemporaryFolder()
            try InventoryText(
                ["vehicles.csv": "id,vehicle_class,fuel,standard,population\nT1,truck_heavy,diesel,CN5,100\n"],
                manifest: InventoryText.manifest(year: 2024).replacing("654002", with: region)
                    + "pollutants: [\(pollutants)]\n"
            ).write(to: folder)
            return try await Samples.package(folder.path)
        }
    }

    @Test func `a pollutant that one package does not compute has no difference, and is no change of its sources`()
        async throws
    {
        let old = try await county("653022", "NOx")
        let new = try await county("653022", "NOx, VOCs")
        for (difference, isNewer) in [
            (ReportDifference(from: old, to: new), true), (ReportDifference(from: new, to: old), false),
        ] {
            let rows = difference.totals.filter { $0.pollutant == "VOCs" }
            #expect(!rows.isEmpty && rows.allSatisfy { $0.change == nil })
            #expect(rows.allSatisfy { (isNewer ? $0.old : $0.new) == nil && (isNewer ? $0.new : $0.old) != nil })
            #expect(difference.totals.filter { $0.pollutant == "NOx" }.allSatisfy { $0.change == .zero })
            #expect(difference.sources.isEmpty)
        }
    }

    @Test func `a total over counties names those that do not compute the pollutant`() async throws {
        let verified = try await Counties.verify([county("653022", "NOx, VOCs"), county("653023", "NOx")])
        let merged = try #require(ReportPackage.merged(verified))
        #expect(merged.lacks("NOx", ofAll: true) == nil && merged.lacks("VOCs", ofAll: false) == nil)
        #expect(merged.lacks("VOCs", ofAll: true)?.en.contains("653023") == true)
        try await Samples.inScratch { folder in
            try Report(merged).write(to: folder + "/out", options: ReportOptions(language: .en))
            let csv = try String(decoding: InputFile.bytes(of: folder + "/out/totals.csv"), as: UTF8.self)
            let rows = csv.split(whereSeparator: \.isNewline).filter { $0.contains(",VOCs,") }
            #expect(rows.contains { $0.hasPrefix(",") && $0.contains("not computed: 653023") })
            #expect(!rows.contains { $0.hasPrefix("653022") && $0.contains("not computed") })
            let page = try String(decoding: InputFile.bytes(of: folder + "/out/report.html"), as: UTF8.self)
            #expect(page.contains("incomplete: not computed: 653023"))
        }
        let again = try await Counties.verify([merged])
        #expect(again[0].isAccepted, "\(again[0].errorCodes)")
        #expect(again[0].all.contains { $0.finding.message.code == "incomplete-total" && $0.finding.value == "VOCs" })
    }
}
