import Documents
import Foundation
import Reports
import Tables
import Testing

@Suite struct MutationTests {
    /// One change to a report that the schema must not let pass.
    struct Mutant: Sendable, CustomTestStringConvertible {
        let name: String
        let old: String
        let new: String
        var testDescription: String { name }

        init(_ name: String, _ old: String, _ new: String) {
            self.name = name
            self.old = old
            self.new = new
        }
    }

    static let mutants: [Mutant] = [
        .init("a word for a total", "<total pollutant=\"NOx\" t=\"", "<total pollutant=\"NOx\" t=\"banana"),
        .init("a negative total", "<total pollutant=\"NOx\" t=\"", "<total pollutant=\"NOx\" t=\"-"),
        .init("an exponent", "<total pollutant=\"NOx\" t=\"", "<total pollutant=\"NOx\" t=\"1e"),
        .init("finer than a microgram", "assumed=\"0\"", "assumed=\"0.0000000000001\""),
        .init("a total without pollutant", "<total pollutant=\"NOx\" ", "<total "),
        .init("a total without tonnes", "lines=\"", "line=\""),
        .init("a year of five digits", "year=\"2024\" invented", "year=\"20244\" invented"),
        .init("a year long past", "year=\"2024\" invented", "year=\"1889\" invented"),
        .init("a region of five digits", "region=\"653022\" year", "region=\"65302\" year"),
        .init("a region of letters", "region=\"653022\" year", "region=\"65302x\" year"),
        .init("invented maybe", "invented=\"true\"", "invented=\"maybe\""),
        .init("another version", "version=\"1.0\" region", "version=\"2.0\" region"),
        .init("no version", "version=\"1.0\" region", "region"),
        .init("an unknown attribute", "<name zh", "<name colour=\"red\" zh"),
        .init("an unknown element", "<claims/>", "<claims/><blames/>"),
        .init("elements in another order", "<claims/>\n <refusals/>", "<refusals/>\n <claims/>"),
        .init("a missing element", " <refusals/>\n", ""),
        .init("a repeated element", "<claims/>", "<claims/><claims/>"),
        .init("text between elements", "<claims/>", "none<claims/>"),
        .init("another namespace", "urn:lantian:report:1", "urn:lantian:report:2"),
        .init("a digest cut short", "library=\"", "library=\"00"),
        .init(
            "a digest of other letters", "role=\"manifest\" name=\"inventory.yaml\" digest=\"",
            "role=\"manifest\" name=\"inventory.yaml\" digest=\"XY"),
        .init("an input of no known role", "role=\"manifest\"", "role=\"rumour\""),
        .init("two inputs of one name", "name=\"households.csv\"", "name=\"boilers.csv\""),
        .init("a dangling basis", "basis=\"b1\"", "basis=\"b9999\""),
        .init("two bases of one id", "<basis id=\"b2\"", "<basis id=\"b1\""),
        .init("a dangling factor", "<factor ref=\"", "<factor ref=\"none-"),
        .init("a dangling assumption", "<assumption ref=\"a1\"/>", "<assumption ref=\"a0\"/>"),
        .init("two sources of one id", "id=\"B1-1\"", "id=\"B1-0\""),
        .init("two sources of one number", "<source n=\"2\"", "<source n=\"1\""),
        .init("a source without number", "<source n=\"2\" ", "<source "),
        .init("fuel of nothing", "fuel_use=\"1038\"", "fuel_use=\"\""),
        .init("negative fuel", "fuel_use=\"1038\"", "fuel_use=\"-1038\""),
        .init("too much fuel", "fuel_use=\"1038\"", "fuel_use=\"10000000000\""),
        .init("a column of another table", "fuel_use=\"1038\"", "flights=\"1038\""),
        .init("a code of two words", "fuel=\"bituminous\"", "fuel=\"black coal\""),
        .init("a state that is none", "state=\"assumed\"", "state=\"guessed\""),
        .init("a result without basis", "basis=\"b1\" ", ""),
        .init("two results of one line", "pollutant=\"VOCs\" basis", "pollutant=\"NOx\" basis"),
        .init("an emission beyond all", " t=\"", " t=\"99999999999999"),
        .init("a pack out of its folder", "<packs/>", "<packs><file layer=\"1\" name=\"../../x.csv\">a</file></packs>"),
        .init("a mark that is none", "<source n=\"1\" ", "<source cells_defaulted=\"use\" n=\"1\" "),
        .init("a factor of unknown confidence", "confidence=\"", "confidence=\"very-"),
    ]

    private static let xmllint = ["/usr/bin/xmllint", "/usr/local/bin/xmllint"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    private func base() async throws -> String {
        String(decoding: try Report(try await Counties.package("653022", seed: 1)).xml(), as: UTF8.self)
    }

    private func lint(_ texts: [String]) async throws -> [Bool] {
        let tool = try #require(MutationTests.xmllint)
        return try await Samples.inScratch { folder in
            try AtomicFile.write(ReportSchema.text, to: folder + "/schema.xsd")
            return try texts.map { text in
                try AtomicFile.write(text, to: folder + "/report.xml")
                let process = Process()
                process.executableURL = URL(fileURLWithPath: tool)
                process.arguments = ["--noout", "--nonet", "--schema", folder + "/schema.xsd", folder + "/report.xml"]
                process.standardError = FileHandle.nullDevice
                process.standardOutput = FileHandle.nullDevice
                try process.run()
                process.waitUntilExit()
                return process.terminationStatus == 0
            }
        }
    }

    @Test func `no mutant passes the schema`() async throws {
        #expect(MutationTests.mutants.count >= 40)
        let text = try await base()
        let schema = try ReportSchema.compiled()
        for mutant in MutationTests.mutants {
            let applies = text.contains(mutant.old)
            #expect(applies, "\(mutant.name)")
            let changed = text.replacing(mutant.old, with: mutant.new, maxReplacements: 1)
            let isRefused = schema.findings(in: Array(changed.utf8), file: "report.xml").hasErrors
            #expect(isRefused, "\(mutant.name)")
        }
    }

    @Test(.enabled(if: xmllint != nil, "xmllint is not installed"))
    func `xmllint gives the same verdict on reports and mutants`() async throws {
        let text = try await base()
        let others = [
            String(decoding: try Report(try await Samples.shipped("demo-county-2024")).xml(), as: UTF8.self),
            String(decoding: try Report(try await Samples.shipped("ili-2021")).xml(), as: UTF8.self),
        ]
        let mutated = MutationTests.mutants.map { text.replacing($0.old, with: $0.new, maxReplacements: 1) }
        let verdicts = try await lint([text] + others + mutated)
        #expect(verdicts.prefix(3) == [true, true, true])
        for (mutant, verdict) in zip(MutationTests.mutants, verdicts.dropFirst(3)) {
            #expect(!verdict, "\(mutant.name)")
        }
    }
}
