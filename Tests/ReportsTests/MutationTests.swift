import Documents
import Foundation
import Quantities
import Reports
import Tables
import TestSupport
import Testing

@Suite struct MutationTests {
    private static let xmllint = ["/usr/bin/xmllint", "/usr/local/bin/xmllint"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// The text of a package of each kind: a county's, one with a plan, a merged one with a claim and a refusal.
    private func packages() async throws -> [(name: String, text: String)] {
        let county = try await Counties.package("653022", seed: 1)
        let total = try #require(county.totals.first { $0.pollutant == "NOx" && $0.county == nil && $0.sector == nil })
        let tonne = try #require(Mass(tonnes: "1"))
        let title = Label("措施", "measure")
        let rows = ["M1", "M2"].enumerated().map { number, name in
            ReportScenario.Row(
                measure: name, clause: "\(number)", title: title, pollutant: "NOx",
                baseline: Mass(micrograms: total.emission.micrograms - Int128(number) * tonne.micrograms),
                reduction: tonne, alone: tonne)
        }
        let target = ReportScenario.Target(
            id: "T1", clause: "1", region: "653022", pollutant: "NOx", year: 2024, allowed: tonne,
            reached: rows[1].scenario)
        let scenario = ReportScenario(plan: "invented", title: title, year: 2024, rows: rows, targets: [target])
        let plan = try await Counties.package("653022", seed: 1, scenario: scenario)
        let parts = [
            try await Counties.package("653022", seed: 1, extraBoilers: InventedCounty.sharedBoiler),
            try await Counties.package("653023", seed: 2, extraBoilers: InventedCounty.sharedBoiler),
            try await Counties.package("653024", seed: 3),
        ]
        let verified = try await Counties.verify(
            parts,
            tamper: {
                $0.contains("region=\"653024\"") ? $0.replacing("fuel_use=\"1003\"", with: "fuel_use=\"1004\"") : $0
            })
        let merged = try #require(ReportPackage.merged(verified))
        #expect(merged.claims.count == 1 && merged.refusals.count == 1)
        let prefecture = try #require(
            ReportPackage.merged(verified, options: MergeOptions(region: "653000", name: Label("虚构州", "Invented"))))
        return try [("county", county), ("plan", plan), ("merged", merged), ("prefecture", prefecture)].map {
            ($0.0, String(decoding: try Report($0.1).xml(), as: UTF8.self))
        }
    }

    /// Which texts `xmllint --schema` accepts.
    private func accepted(_ texts: [String]) async throws -> [Bool] {
        let tool = try #require(MutationTests.xmllint)
        return try await Samples.inScratch { folder in
            try AtomicFile.write(ReportSchema.text, to: folder + "/schema.xsd")
            let names = texts.indices.map { "\($0).xml" }
            for (name, text) in zip(names, texts) { try AtomicFile.write(text, to: folder + "/" + name) }
            let process = Process(), pipe = Pipe()
            process.executableURL = URL(fileURLWithPath: tool)
            process.arguments = ["--noout", "--nonet", "--schema", "schema.xsd"] + names
            process.currentDirectoryURL = URL(fileURLWithPath: folder)
            process.standardError = pipe
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            let lines = Set(output.split(separator: "\n"))
            return names.map { lines.contains("\($0) validates") }
        }
    }

    @Test func `no mutant passes the schema, and every one of them is tried`() async throws {
        #expect(ReportMutant.all.count >= 60)
        let packages = try await packages()
        let schema = try ReportSchema.compiled()
        for (name, text) in packages {
            #expect(!schema.findings(in: Array(text.utf8), file: name).hasErrors, "\(name)")
            for mutant in ReportMutant.all {
                guard let changed = mutant.applied(to: text) else { continue }
                let isRefused = schema.findings(in: Array(changed.utf8), file: "report.xml").hasErrors
                #expect(isRefused, "\(name): \(mutant.name)")
            }
        }
        for mutant in ReportMutant.all {
            let applies = packages.contains { mutant.applied(to: $0.text) != nil }
            #expect(applies, "\(mutant.name)")
        }
        let onCounty = ReportMutant.all.count { $0.applied(to: packages[0].text) != nil }
        #expect(onCounty >= 40)
    }

    @Test(.enabled(if: xmllint != nil, "xmllint is not installed"))
    func `xmllint gives the same verdict on packages of every kind and on each of their mutants`() async throws {
        var texts = try await packages().map(\.text)
        texts += try await [Samples.shipped("demo-county-2024"), Samples.shipped("ili-2021")].map {
            String(decoding: try Report($0).xml(), as: UTF8.self)
        }
        let whole = texts.count
        for text in texts.prefix(4) {
            texts += (ReportMutant.all + ReportMutant.harmless).compactMap { $0.applied(to: text) }
        }
        #expect(texts.count > 200)
        let schema = try ReportSchema.compiled()
        let ours = texts.map { !schema.findings(in: Array($0.utf8), file: "report.xml").hasErrors }
        let theirs = try await accepted(texts)
        #expect(ours == theirs)
        #expect(ours.prefix(whole).allSatisfy { $0 })
        #expect(ours.count { $0 } == whole + 4 * ReportMutant.harmless.count)
    }
}
