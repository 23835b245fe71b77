import Documents
import Foundation
import Quantities
import Reports
import Tables
import Testing

@Suite struct SameNumbersTests {
    private func rows(of path: String) throws -> [[String]] {
        let text = try SourceText(path: path)
        var reader = RecordReader(text.bytes)
        var rows: [[String]] = []
        while let record = reader.next() { rows.append(record.fields) }
        return rows
    }

    @Test(arguments: [Language.zh, .en])
    func `XML, CSV, workbook and page hold the same numbers`(_ language: Language) async throws {
        let package = try await Counties.package(
            "653022", seed: 3, scenario: try SameNumbersTests.scenario(try await Counties.package("653022", seed: 3)))
        try await Samples.inScratch { folder in
            try Report(package).write(to: folder, options: ReportOptions(language: language))
            let read = try #require(try ReportPackage.read(path: folder + "/report.xml").package)
            let isSame = read == package
            #expect(isSame)

            let stated = package.totals.map { $0.emission.tonnes() }
            let table = try rows(of: folder + "/totals.csv")
            #expect(table.dropFirst().map { $0[5] } == stated)

            let book = try WorkbookReader(path: folder + "/report.xlsx")
            let sheet = try #require(book.sheets.first { $0.name == (language == .zh ? "排放量合计" : "Totals") })
            var cells: [[String]] = []
            let lines = try book.rows(of: sheet)
            while let row = try lines.next() { cells.append(row.cells) }
            #expect(cells.dropFirst().map { Double($0[5]) } == package.totals.map { $0.emission.inTonnes })
            let matrix = try #require(book.sheets.first { $0.name == "NOx" })
            let matrixRows = try book.rows(of: matrix)
            var last: [String] = []
            let total = language == .zh ? "合计" : "total"
            while let row = try matrixRows.next() { if row.cells.first == total { last = row.cells } }
            #expect(
                last.last.flatMap { Double($0) } == package.totals.first { $0.pollutant == "NOx" }?.emission.inTonnes)

            let page = try String(contentsOfFile: folder + "/report.html", encoding: .utf8)
            let section = try #require(page.range(of: "<section id=\"totals\">"))
            let end = try #require(page[section.upperBound...].range(of: "</section>"))
            var exact: [String] = []
            for piece in page[section.upperBound..<end.lowerBound].split(separator: "data-t=\"").dropFirst() {
                let parts = piece.split(separator: "\"", maxSplits: 1)
                exact.append(String(parts[0]))
                let shown = parts[1].dropFirst().prefix { $0 != "<" }.replacing(",", with: "")
                // Two decimals by GB/T 8170; what they would lose keeps more.
                let mass = try #require(Mass(tonnes: exact[exact.count - 1]))
                let decimals = shown.split(separator: ".").last?.count ?? 0
                #expect(mass.roundedTonnes(decimals: decimals) == String(shown))
                #expect(decimals == 2 || mass.roundedTonnes(decimals: decimals - 1).allSatisfy { "-0.".contains($0) })
            }
            // By sector with the grand total, and by county where there are several; both together are in the files.
            let counties = Set(package.totals.compactMap(\.county)).count
            let expected = package.totals.filter { $0.county == nil || ($0.sector == nil && counties > 1) }
            let grand = counties > 1 ? package.totals.filter { $0.county == nil && $0.sector == nil } : []
            #expect(exact.sorted() == (expected + grand).map { $0.emission.tonnes() }.sorted())
            #expect(!page.contains("http://www") && !page.contains("<script"))

            let reductions = try rows(of: folder + "/reductions.csv").dropFirst().map { $0[8] }
            #expect(reductions == package.parts[0].scenario?.rows.map { $0.reduction.tonnes() })
        }
    }

    @Test func `equal packages give equal bytes in every form`() async throws {
        let package = try await Counties.package("653022", seed: 3)
        try await Samples.inScratch { folder in
            let names = try Report(package).write(to: folder + "/a", options: ReportOptions(language: .zh))
            try Report(package).write(to: folder + "/b", options: ReportOptions(language: .zh))
            for name in names {
                let a = FileManager.default.contents(atPath: folder + "/a/" + name)
                let b = FileManager.default.contents(atPath: folder + "/b/" + name)
                let isSame = a == b && a != nil
                #expect(isSame, "\(name)")
            }
        }
    }

    @Test func `a folder that cannot be written gets nothing`() async throws {
        let package = try await Counties.package("653022", seed: 3)
        try await Samples.inScratch { folder in
            try AtomicFile.write("a file, no folder", to: folder + "/out")
            #expect(throws: (any Error).self) {
                try Report(package).write(to: folder + "/out", options: ReportOptions())
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["out"])
        }
    }

    /// Two measures on NOx that overlap, and a target that is missed.
    static func scenario(_ package: ReportPackage) throws -> ReportScenario {
        let total = try #require(package.totals.first { $0.pollutant == "NOx" }).emission
        func share(_ part: Int128) -> Mass { Mass(micrograms: total.micrograms / 100 * part) }
        let first = ReportScenario.Row(
            measure: "M-1", clause: "三(六)", title: Label("关停小锅炉", "close small boilers"), pollutant: "NOx",
            baseline: total, reduction: share(20), alone: share(20))
        let second = ReportScenario.Row(
            measure: "M-2", clause: "三(七)", title: Label("低氮改造", "low-NOx burners"), pollutant: "NOx",
            baseline: first.scenario, reduction: share(12), alone: share(15))
        return ReportScenario(
            plan: "plan", title: Label("虚构方案", "invented plan"), year: 2025, rows: [first, second],
            targets: [
                .init(
                    id: "T-1", clause: "一", region: "653022", pollutant: "NOx", year: 2025, allowed: share(60),
                    reached: second.scenario),
                .init(
                    id: "T-2", clause: "一", region: "653022", pollutant: "NOx", year: 2025, allowed: share(80),
                    reached: second.scenario),
                .init(
                    id: "T-3", clause: "一", region: "653022", pollutant: "VOCs", year: 2025, allowed: nil,
                    reached: nil),
            ])
    }
}
