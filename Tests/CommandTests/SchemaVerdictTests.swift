import Foundation
import TestSupport
import Testing

/// `verify` and `xmllint --schema` on packages that the program wrote, and on their mutants.
@Suite(.enabled(if: InstalledProgram("xmllint") != nil, "xmllint is not installed"))
struct SchemaVerdictTests {
    /// Packages by verbs: two counties in both languages, merged, merged again as a prefecture's.
    private func packages(_ confined: Confined) throws -> [String] {
        for (number, region) in ["653022", "653023", "653024"].enumerated() {
            let path = "counties/" + region
            try FileManager.default.createDirectory(
                atPath: confined.folder.path + "/" + path, withIntermediateDirectories: true)
            try InventedCounty.write(
                confined.folder.path + "/" + path, region: region, seed: number + 1,
                extraBoilers: number < 2 ? InventedCounty.sharedBoiler : "")
        }
        let lines = [
            "report counties/653022 --out zh --lang zh", "report counties/653022 --out en --lang en",
            "report counties/653023 --out b", "report counties/653024 --out c",
            "merge zh b c --out merged", "merge merged --region 653000 --name Invented --out prefecture",
        ]
        for line in lines {
            let outcome = try confined.run("lantian \(line) --quiet")
            // What two counties claim is told, and merged all the same.
            #expect([0, 1].contains(outcome.code), "\(line): \(outcome.errors)")
        }
        return try ["zh", "en", "b", "c", "merged", "prefecture"].map {
            try Workplace.text($0 + "/report.xml", in: confined.folder)
        }
    }

    @Test func `verify refuses for the schema exactly what xmllint refuses`() throws {
        let confined = try Confined()
        var texts = try packages(confined)
        #expect(texts[0] == texts[1])
        let whole = texts.count
        for text in [texts[0], texts[4]] {
            texts += (ReportMutant.all + ReportMutant.harmless).compactMap { $0.applied(to: text) }
        }
        #expect(texts.count >= 100)
        for (number, text) in texts.enumerated() { try confined.folder.write(text, to: "cases/\(number).xml") }
        let names = texts.indices.map { "cases/\($0).xml" }.joined(separator: " ")
        let outcome = try confined.run("lantian verify \(names) --receipt receipt --lang en")
        #expect(outcome.code == 65)
        let refused = try SchemaErrors(file: confined.folder.path + "/receipt/receipt.xml").files
        let lint = try confined.run(
            "xmllint --noout --nonet --schema '\(Repository.root)/Docs/Schema/lantian-report-1.xsd' \(names)")
        let valid = Set(lint.errors.split(separator: "\n"))
        for number in texts.indices {
            let isValid = valid.contains("cases/\(number).xml validates")
            #expect(isValid == !refused.contains("cases/\(number).xml"), "case \(number)")
            if number < whole { #expect(isValid) }
        }
        #expect(refused.count == texts.count - whole - 2 * ReportMutant.harmless.count)
        #expect(refused.count >= 80)
    }
}

/// The files that a receipt refuses for their form or for the schema.
private struct SchemaErrors {
    private(set) var files: Set<String> = []

    init(file: String) throws {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        var name = ""
        for line in text.split(separator: "\n") {
            if let place = line.firstRange(of: "<package file=\"") {
                name = String(line[place.upperBound...].prefix { $0 != "\"" })
            } else if line.contains("<finding stage=\"1\" severity=\"error\"")
                || line.contains("<finding stage=\"2\" severity=\"error\"")
            {
                files.insert(name)
            }
        }
    }
}
