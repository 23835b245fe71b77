import Calculation
import Documents
import Foundation
import Quantities
import Reports
import Tables
import TestSupport
import Testing

/// Generated, removed, emitted, and how it is released, through every form of a package.
@Suite struct BalanceInReportTests {
    /// A package as version 1.0 wrote it: nothing of generation and release.
    private func old(_ text: String) -> String {
        text.replacing(
            #/ (generated|removed|generation_unknown|stack|fugitive|unassigned|release)="[a-z0-9.]*"/#, with: ""
        )
        .replacing("version=\"1.1\"", with: "version=\"1.0\"")
    }

    private func sum(_ totals: [ReportTotal], _ isWanted: (ReportTotal) -> Bool) throws -> [String: Balance] {
        var sums: [String: Balance] = [:]
        for total in totals where isWanted(total) {
            sums[total.pollutant, default: Balance()] += try #require(total.balance)
        }
        return sums
    }

    private func hold(_ totals: [ReportTotal], _ comment: Comment) throws {
        for total in totals {
            let own = try #require(total.balance, comment)
            #expect(own.emitted == total.emission, comment)
            #expect(own.generated - own.removed + own.unbalanced == total.emission, comment)
            #expect(own.stack + own.fugitive + own.unassigned == total.emission, comment)
            #expect(own.removed >= .zero && own.fugitive >= .zero && own.stack >= .zero, comment)
        }
        let whole = try sum(totals) { $0.county == nil && $0.sector == nil }
        #expect(!whole.isEmpty)
        #expect(try sum(totals) { $0.county != nil && $0.sector == nil } == whole, comment)
        #expect(try sum(totals) { $0.county == nil && $0.sector != nil } == whole, comment)
        #expect(try sum(totals) { $0.county != nil && $0.sector != nil } == whole, comment)
    }

    @Test func `parts add up by row and in every grouping, in one package and in a merged one`() async throws {
        let demo = try await Samples.shipped("demo-county-2024")
        try hold(demo.totals, "demo")
        #expect(
            demo.totals.contains { ($0.balance?.removed ?? .zero) > .zero && ($0.balance?.fugitive ?? .zero) > .zero })
        let counties = [
            try await Counties.package("653022", seed: 1), try await Counties.package("653023", seed: 2), demo,
        ]
        let verified = try await Counties.verify(counties)
        for result in verified { #expect(result.errorCodes == []) }
        let merged = try #require(ReportPackage.merged(verified))
        #expect(merged.parts.count == 3)
        try hold(merged.totals, "merged")
        #expect(
            try sum(merged.totals) { $0.county == nil && $0.sector == nil }
                == sum(counties.flatMap(\.totals)) { $0.county == nil && $0.sector == nil })
    }

    @Test func `the table by source and the table of totals tell the same`() async throws {
        let package = try await Samples.shipped("demo-county-2024")
        try await Samples.inScratch { folder in
            try Report(package).write(to: folder, options: ReportOptions(language: .en))
            func rows(_ name: String) throws -> [[String: String]] {
                let text = try SourceText(path: folder + "/" + name)
                var reader = RecordReader(text.bytes)
                let header = reader.next()?.fields ?? []
                var rows: [[String: String]] = []
                while let record = reader.next() {
                    rows.append(Dictionary(uniqueKeysWithValues: zip(header, record.fields)))
                }
                return rows
            }
            func mass(_ text: String?) throws -> Mass { try #require(Mass(tonnes: text ?? "")) }
            var sums: [String: [String: Mass]] = [:]
            var unknown = 0
            for row in try rows("results.csv") where row["emission_t"] != "" {
                let emitted = try mass(row["emission_t"])
                let key = row["pollutant"] ?? ""
                if row["generated_t"] == "" {
                    unknown += 1
                    #expect(row["removed_t"] == "")
                    sums[key, default: [:]]["generation_unknown_t", default: .zero] += emitted
                } else {
                    let (generated, removed) = (try mass(row["generated_t"]), try mass(row["removed_t"]))
                    #expect(generated - removed == emitted && removed >= .zero)
                    sums[key, default: [:]]["generated_t", default: .zero] += generated
                    sums[key, default: [:]]["removed_t", default: .zero] += removed
                }
                if row["stack_t"] == "" {
                    #expect(row["fugitive_t"] == "")
                    sums[key, default: [:]]["unassigned_t", default: .zero] += emitted
                } else {
                    let (stack, fugitive) = (try mass(row["stack_t"]), try mass(row["fugitive_t"]))
                    #expect(stack + fugitive == emitted)
                    sums[key, default: [:]]["stack_t", default: .zero] += stack
                    sums[key, default: [:]]["fugitive_t", default: .zero] += fugitive
                }
            }
            let totals = try rows("balance.csv").filter { $0["county"] == "" && $0["sector"] == "" }
            #expect(totals.count == sums.count && sums.count >= 2)
            let columns = [
                "generated_t", "removed_t", "generation_unknown_t", "stack_t", "fugitive_t", "unassigned_t",
            ]
            for row in totals {
                for column in columns {
                    let own = sums[row["pollutant"] ?? ""]?[column] ?? .zero
                    #expect(try mass(row[column]) == own, "\(row["pollutant"] ?? "") \(column)")
                }
            }
            let book = try WorkbookReader(path: folder + "/report.xlsx")
            let sheet = try #require(book.sheets.first { $0.name == "Generated, removed and released" })
            var cells: [[String]] = []
            let lines = try book.rows(of: sheet)
            while let row = try lines.next() { cells.append(row.cells) }
            // Spreadsheets keep fifteen digits.
            #expect(cells.count == package.totals.count + 1)
            for (row, total) in zip(cells.dropFirst(), package.totals) {
                let removed = try #require(total.balance?.removed.inTonnes)
                #expect(abs((Double(row[6]) ?? -1) - removed) <= 1e-14 * removed)
            }
            let page = try String(contentsOfFile: folder + "/report.html", encoding: .utf8)
            #expect(page.contains("<section id=\"balance\">"))
        }
    }

    @Test(arguments: [
        (#" removed="[0-9.]+""#, " removed=\"0.5\"", "recompute-balance", "<emission "),
        (#" fugitive="[0-9.]+""#, " fugitive=\"0.000001\"", "recompute-balance", "<emission "),
        (#" release="stack""#, " release=\"fugitive\"", "recompute-release", "<basis "),
        (#" generated="(un)?known" release="unassigned""#, "", "arithmetic-balance", "<basis "),
        (#" generated="[0-9.]+" removed="[0-9.]+""#, " generated=\"2\" removed=\"1\"", "arithmetic-total", "<total "),
        (#" stack="[0-9.]+""#, " stack=\"1\"", "arithmetic-total", "<total "),
    ])
    func `what was changed by hand is found`(
        _ pattern: String, _ new: String, _ code: String, _ element: String
    ) async throws {
        let package = try await Samples.shipped("demo-county-2024")
        let old = try Regex(pattern)
        let verified = try await Counties.verify(
            [package],
            tamper: { text in
                var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                let place = lines.firstIndex { $0.contains(element) && $0.contains(old) }
                #expect(place != nil)
                if let place { lines[place] = lines[place].replacing(old, with: new) }
                return lines.joined(separator: "\n")
            })
        #expect(verified[0].errorCodes.contains(code), "\(verified[0].errorCodes)")
    }

    @Test func `a package of version 1 is read, verified, kept to the byte and merged with new ones`() async throws {
        let package = try await Samples.shipped("demo-county-2024")
        let text = old(String(decoding: try Report(package).xml(), as: UTF8.self))
        #expect(!text.contains(" release=") && text.contains("version=\"1.0\""))
        let (read, findings) = try ReportPackage.read(bytes: Array(text.utf8), file: "report.xml")
        #expect(!findings.hasErrors)
        let kept = try #require(read)
        #expect(kept.totals.map(\.emission) == package.totals.map(\.emission))
        #expect(kept.totals.allSatisfy { $0.balance == nil })
        let again = String(decoding: try Report(kept).xml(), as: UTF8.self)
        let isSame = again.replacing("version=\"1.1\"", with: "version=\"1.0\"") == text
        #expect(isSame)
        let new = try await Counties.package("653022", seed: 1)
        let verified = try await Counties.verify([kept, new])
        #expect(verified.map(\.errorCodes) == [[], []])
        let merged = try #require(ReportPackage.merged(verified))
        let backwards = try Report(try #require(ReportPackage.merged(verified.reversed()))).xml()
        let isCommutative = try Report(merged).xml() == backwards
        #expect(isCommutative)
        #expect(merged.parts.contains { $0.digest == kept.parts[0].digest })
        // What the old part emits is not told apart.
        for total in merged.totals where total.county == nil && total.sector == nil {
            func own(_ package: ReportPackage) -> ReportTotal? {
                package.totals.first { $0.pollutant == total.pollutant }
            }
            let balance = try #require(total.balance)
            let (a, b) = (try #require(own(kept)), try #require(own(new)?.balance))
            #expect(balance.unbalanced == a.emission + b.unbalanced)
            #expect(balance.unassigned == a.emission + b.unassigned)
            #expect(balance.generated == b.generated)
        }
        try hold(merged.totals, "merged")
        let check = try await Counties.verify([merged])
        #expect(check[0].errorCodes == [])
    }
}
