import Calculation
import Plans
import Quantities
import Reports
import Tables
import TestSupport
import Testing

/// The first screen of the page: the answer before everything else.
@Suite struct FirstScreenTests {
    private func page(_ package: ReportPackage, _ language: Language) async throws -> String {
        try await Samples.inScratch { folder in
            let names = try Report(package).write(
                to: folder + "/p", options: .init(language: language, formats: [.html]))
            #expect(names.contains("report.html"))
            return try SourceText(path: folder + "/p/report.html").string
        }
    }

    @Test func `the page says how much, what is missing, who emits, and keeps all digits`() async throws {
        let package = try await Samples.shipped("demo-county-2024")
        let total = try #require(package.totals.first { $0.county == nil && $0.sector == nil && $0.pollutant == "NOx" })
        for language in Language.allCases {
            let page = try await page(package, language)
            let first = try #require(page.firstRange(of: "<section id=\"first\">"))
            let screen = String(page[first.lowerBound...].prefix { $0 != "\u{0}" })
            let end = try #require(screen.firstRange(of: "</section>"))
            let text = String(screen[..<end.lowerBound])
            // All digits stand behind the rounded number: 10285.56… t are 10,286 t.
            let whole = String(Int((try #require(Double(total.emission.tonnes()))).rounded()))
            #expect(whole.count == 5)
            let shown = "\(whole.prefix(2)),\(whole.suffix(3))"
            #expect(text.contains("title=\"\(total.emission.tonnes()) t\">\(shown)<"))
            #expect(text.contains(language == .zh ? "还不完整" : "Not complete yet"))
            #expect(text.contains(language == .zh ? "谁在排：NOx" : "Who emits NOx"))
            #expect(text.contains(language == .zh ? "排放最多的 10 个源" : "The 10 largest sources"))
            #expect(text.contains("示例炼铁厂 · K49"))
            #expect(!text.contains("nan") && !text.contains("<script"))
            // Bars begin at zero: the largest is a whole one.
            #expect(text.contains("width:100%") || text.contains("style=\"width:9"))
            #expect(page.contains("<html lang=\"\(language == .zh ? "zh-CN" : "en")\">"))
        }
    }

    @Test func `a package that lacks nothing has no banner, and one without a plan no path`() async throws {
        let folder = try TemporaryFolder()
        try InventoryText([
            "boilers.csv": "id,use,fuel,technology,fuel_use[t]\nB1,heating,bituminous,chain_grate,1000\n"
        ]).write(to: folder)
        let package = try await Samples.package(folder.path)
        let page = try await page(package, .en)
        #expect(!page.contains("path and targets"))
        #expect(page.contains("NOx: <span title="))
    }
}
