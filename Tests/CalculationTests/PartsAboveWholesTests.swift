import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// A part that is more than its whole is found row by row: no other row of the case makes up for it.
@Suite struct PartsAboveWholesTests {
    private static let header =
        "id,use,fuel,technology,fuel_use,ash,sulphur,coal_basis,pm_concentration,oxygen,pm_device,so2_device\n"

    /// B1: 1 mg/m³ measured beside 6 t of PM10 by the ash of the coal (1000 t × 10 × 20 % × …). B2 is of the same case, and so
    /// large and so dirty that the case as a whole has more PM than PM10. B3 measures nothing.
    private static let boilers =
        header + "B1,industrial,raw_coal,stoker_auto,1000,20,1,ar,1,9,none,none\n"
        + "B2,industrial,raw_coal,stoker_auto,900000,20,1,ar,3000,9,none,none\n"
        + "B3,industrial,raw_coal,stoker_auto,1000,20,1,ar,,,none,none\n"

    private func told(_ findings: Findings) -> [Finding] {
        findings.sorted.filter { $0.message.code == "part-exceeds-whole" }
    }

    @Test func `a row is told whatever the other rows of its case emit`() async throws {
        let run = try await InventoryText(["boilers.csv": Self.boilers]).computed(pollutants: ["PM", "PM10", "PM2.5"])
        // The case as a whole hides it: that is what the test is for.
        #expect(run.result.total(of: "PM") > run.result.total(of: "PM10"))
        let found = told(run.findings)
        #expect(found.map(\.location?.line) == [2, 2])
        #expect(
            found.map(\.value) == ["PM10 6 t, PM 0.009521874 t", "PM2.5 2.1 t, PM 0.009521874 t"])
        #expect(
            found[0].description(in: .en).contains("PM10 is more than PM, of which it is a part (1 row)")
                && found[0].description(in: .zh).contains("分项 PM10 大于总项 PM（1 行）"))
        #expect(found.allSatisfy { $0.severity == .warning && $0.expected != nil })
    }

    /// Ten thousand rows over many blocks and files, every hundredth of them measured too low: each is counted once, at the first.
    @Test func `rows are counted over blocks and files, however many threads and parts`() async throws {
        func table(_ first: Int, _ count: Int) -> String {
            (0..<count).reduce(into: Self.header) { text, i in
                let measured = i % 100 == 7 ? "1,9" : ","
                text += "B\(first + i),industrial,raw_coal,stoker_auto,1000,20,1,ar,\(measured),none,none\n"
            }
        }
        let files = ["boilers-a.csv": table(0, 6000), "boilers-b.csv": table(6000, 4000)]
        let folder = try TemporaryFolder()
        try InventoryText(files, extra: "pollutants: [PM, PM10]\n").write(to: folder)
        let options = Assessment.Options(factors: Repository.factors)
        let opened = try InventoryFolder(folder.path, options: options)
        let keys = [Grouping("pollutant")].compactMap { $0 }
        for threads in [1, 4] {
            let found = told(try opened.emissions(groupings: ["pollutant"], threads: threads).findings)
            #expect(found.count == 1)
            #expect(found.first?.message.text.en.contains("(100 rows)") == true, "\(found)")
            #expect(found.first?.location?.line == 9 && found.first?.location?.file.hasSuffix("boilers-a.csv") == true)
        }
        let parts = try (1...3).map { number in
            let file = folder.path + "/\(number).part"
            try opened.writePart(
                try #require(PartNumber(number, of: 3)), by: keys, balance: false, options: options, threads: 2,
                to: file)
            return try EmissionPart(file: file)
        }
        let combined = try opened.emissions(of: parts.reversed())
        func texts(_ findings: Findings) -> [String] { told(findings).map { $0.description(in: .en) } }
        #expect(texts(combined.findings) == texts(try opened.emissions().findings))
        #expect(texts(combined.inFiles).count == 1)
    }

    @Test func `runs without a whole and its part hold no rows`() throws {
        for (pollutants, count) in [(["NOx", "VOCs"], 0), (["PM10"], 0), (["NOx", "PM", "PM2.5"], 1)] {
            var manifest = InventoryManifest()
            manifest.region = "654002"
            let context = try RunContext(
                library: try Repository.library(), manifest: manifest, pollutants: pollutants)
            let engine = KindEngine(of: .boilers, in: context, groups: [])
            #expect(engine.pairs.all.count == count && engine.pairs.slotCount == 2 * count, "\(pollutants)")
        }
    }

    /// What a mass rounds to is no reason to doubt it.
    @Test func `rounding makes no part larger than its whole`() {
        #expect(!PartAboveWhole.isAbove(part: 5, whole: 5) && !PartAboveWhole.isAbove(part: 6, whole: 5))
        #expect(PartAboveWhole.isAbove(part: 7, whole: 5) && PartAboveWhole.isAbove(part: 2, whole: 0))
        #expect(!PartAboveWhole.isAbove(part: 1_000_000_000_000_000_900, whole: 1_000_000_000_000_000_000))
        #expect(PartAboveWhole.isAbove(part: 1_000_000_001_000_000_000, whole: 1_000_000_000_000_000_000))
    }
}
