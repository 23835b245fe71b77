import Foundation
import Reports
import Tables
import TestSupport
import Testing

/// A browser without a window, and what asks it.
enum Browser {
    static let path: String? = ["chromium", "chromium-browser", "google-chrome"].compactMap {
        InstalledProgram($0)?.path
    }
    .first
    static let python: InstalledProgram? = InstalledProgram("python3")
    static var isThere: Bool { path != nil && python != nil }
}

/// The page as a browser shows it: contrast, headings, heads of tables, names of figures, width.
@Suite(.enabled(if: Browser.isThere, "no Chromium or Python is installed"))
struct PageAppearanceTests {
    private func faults(_ page: String, width: Int) throws -> String {
        let outcome = try #require(Browser.python).run(
            Samples.root + "/Tests/Additions/page.py", try #require(Browser.path), page, "\(width)")
        return outcome.code == 0 && outcome.output.contains("texts ") ? "" : outcome.output
    }

    @Test(arguments: Language.allCases)
    func `texts are told from their ground, headings are in order, nothing is wider than a phone`(_ language: Language)
        async throws
    {
        let package = try await Samples.shipped("demo-county-2024")
        try await Samples.inScratch { folder in
            _ = try Report(package).write(to: folder + "/p", options: .init(language: language, formats: [.html]))
            for width in [390, 1366] {
                let told = try faults(folder + "/p/report.html", width: width)
                #expect(told == "", "\(width): \(told)")
            }
            // What is pale, out of order, or without a head is found.
            let page = try SourceText(path: folder + "/p/report.html").string
            for (good, bad, word) in [
                ("color:#566473", "color:#a0aab4", "contrast"), ("<h2", "<h4", "headings"),
                ("<thead>", "<tbody>", "table"),
                ("lang=\"", "xml:lang=\"", "lang"),
            ] {
                let path = folder + "/bad.html"
                try AtomicFile.write(page.replacing(good, with: bad), to: path)
                #expect(try faults(path, width: 1366).contains(word), "\(word)")
            }
        }
    }
}
