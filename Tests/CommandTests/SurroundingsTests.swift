import Foundation
import TestSupport
import Testing

/// What lies around a run changes nothing in what it gives: language and zone of the system, number of threads, working folder; and
/// what names say stays text on pages.
@Suite struct SurroundingsTests {
    /// The files of a folder with their bytes; workbooks say when they were made.
    private func files(_ folder: String) throws -> [String: Data] {
        var found: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where !name.hasSuffix(".xlsx") {
            found[name] = FileManager.default.contents(atPath: folder + "/" + name)
        }
        return found
    }

    @Test func `language and zone of the system, threads and the working folder leave every byte as it is`() throws {
        let folder = try Workplace.county(["boilers.csv": Workplace.boilers])
        var first: [String: Data]?
        var totals: String?
        let surroundings = [
            "LC_ALL=C TZ=UTC", "LC_ALL=de_DE.UTF-8 LC_NUMERIC=de_DE.UTF-8 TZ=Asia/Urumqi",
            "LC_ALL=tr_TR.UTF-8 TZ=Pacific/Apia",
            "LC_ALL=zh_CN.GB18030 LANG=zh_CN.GB18030", "LC_ALL=ar_EG.UTF-8 LANGUAGE=ar TZ=nowhere", "LC_ALL= LANG= TZ=",
        ]
        for (number, environment) in surroundings.enumerated() {
            let outcome = try Program.shell(
                "env \(environment) lantian report county --out out\(number) --lang zh --quiet && env \(environment) lantian compute county --by sector,pollutant --format csv --lang zh --quiet --threads \(number + 1)",
                in: folder.path)
            #expect(outcome.code == 0, "\(environment): \(outcome.errors)")
            let written = try files(folder.path + "/out\(number)")
            #expect(written.count > 8)
            if let first {
                for (name, bytes) in written { #expect(bytes == first[name], "\(environment): \(name)") }
            }
            first = first ?? written
            let own = outcome.lines.suffix(4).joined(separator: "\n")
            #expect(own == totals ?? own, "\(environment)")
            totals = own
        }
        let elsewhere = try Program.shell(
            "mkdir -p deep/er && cd deep/er && lantian report ../../county --factors ../../EmissionFactors --out ../../away --lang zh --quiet",
            in: folder.path)
        #expect(elsewhere.code == 0, "\(elsewhere.errors)")
        for (name, bytes) in try files(folder.path + "/away") where name != ".lantian-written" {
            #expect(bytes == first?[name], "\(name)")
        }
    }

    @Test func `names that look like markup stay text on every page`() throws {
        let folder = try Workplace.empty()
        let nasty = "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;\"'"
        let manifest = InventoryText.manifest(year: 2024).replacingOccurrences(
            of: "{zh: 测试, en: test}",
            with:
                "{zh: '\(nasty.replacingOccurrences(of: "'", with: "''"))', en: '\(nasty.replacingOccurrences(of: "'", with: "''"))'}"
        )
        #expect(manifest.contains("<script>"))
        try folder.write(manifest, to: "county/inventory.yaml")
        let cell = "\"" + nasty.replacingOccurrences(of: "\"", with: "\"\"") + "\""
        try folder.write(
            "id,firm_name,use,fuel,technology,fuel_use[t]\n\(cell),\(cell),heating,coal,stoker,1000\n",
            to: "county/boilers.csv")
        for line in [
            "report county --out out --quiet", "merge out --region 654000 --out merged --quiet",
        ] {
            let outcome = try Program.run(line, in: folder.path)
            #expect(outcome.code == 0, "\(line): \(outcome.errors)")
        }
        for page in ["out/report.html", "merged/report.html"] {
            let text = try Workplace.text(page, in: folder)
            #expect(text.contains("&lt;script&gt;"), "\(page)")
            for tag in ["<script>alert", "<img src=x"] { #expect(!text.contains(tag), "\(page): \(tag)") }
        }
    }
}
