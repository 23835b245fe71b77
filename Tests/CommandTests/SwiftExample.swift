import Foundation
import Lantian
import TestSupport
import Testing

/// The example of the README for users of the library: compiled here, run, and held to the text of the page.
@Suite struct SwiftExample {
    private func example() async throws -> [String] {
        var lines: [String] = []
        func print(_ words: Any...) { lines.append(words.map { "\($0)" }.joined(separator: " ")) }
        // The example begins.
        let county = try await Lantian.compute("Inventories/ili-2021", by: "sector", "pollutant")
        for total in county.totals {
            print(total.keys.joined(separator: " "), total.emission.roundedTonnes(decimals: 2))
        }
        for sheet in county.assessment.inventory.sheets {
            print(sheet.kind.name, sheet.table.rowCount, "rows")
        }
        for finding in county.findings.sorted.prefix(1) {
            print(finding.description(in: .en))
        }
        // The example ends.
        return lines
    }

    @Test(arguments: ["README.md", "README.zh-CN.md"])
    func `the README's lines of Swift compile, and print what it shows`(page: String) async throws {
        try #require(
            FileManager.default.currentDirectoryPath == Repository.root, "tests run in the repository's folder")
        let text = try Repository.text(page)
        let shown = try #require(text.split(separator: "```swift\n").dropFirst().first)
        let parts = shown.split(separator: "```", maxSplits: 2, omittingEmptySubsequences: false)
        let source = try Repository.text("Tests/CommandTests/SwiftExample.swift")
        let begin = try #require(source.range(of: "// The example begins.\n"))
        let end = try #require(source.range(of: "        // The example ends.\n"))
        let own = source[begin.upperBound..<end.lowerBound].split(separator: "\n").map { $0.dropFirst(8) }
        #expect(parts[0].split(separator: "\n") == ["import Lantian"] + own)
        #expect(own.count < 15)
        let printed = try #require(text.split(separator: "```text swift\n").dropFirst().first)
        let lines = printed[..<(try #require(printed.range(of: "```")).lowerBound)].split(separator: "\n")
        let made = try await example()
        #expect(made == lines.map(String.init))
    }
}
