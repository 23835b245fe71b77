import Factors
import Tables
import TestSupport
import Testing

@testable import Inventories

/// The shipped inventories, read: the printed annex of Ili 2021 with its three totals that do not add up, and the
/// invented county.
@Suite struct ShippedInventoryTests {
    private func read(_ name: String) throws -> (Inventory, Findings) {
        var findings = Findings()
        let folder = Repository.inventory(name)
        let manifest = InventoryManifest(file: folder + "/inventory.yaml", findings: &findings)
        let library = try FactorLibrary(
            folder: Repository.factors, packs: manifest.packs.map { folder + "/" + $0 },
            regionFiles: [folder + "/regions.csv"])
        let inventory = Inventory(folder: folder, library: library, manifest: manifest, findings: &findings)
        return (inventory, findings)
    }

    @Test func `rows 3, 5 and 6 of the Ili annex do not add up, and no others`() throws {
        let (inventory, findings) = try read("ili-2021")
        #expect(!findings.hasErrors)
        let differing = findings.sorted.filter { $0.message.code == "total-differs" }
        #expect(
            differing.allSatisfy {
                $0.severity == .warning && $0.location?.file.hasSuffix("control_totals.csv") == true
            })
        // Row 3: 2677.8 against the printed 2542.8, 135 of Kuytun counted twice; row 5: 15.73 against 15.74;
        // row 6: 884.24 of those who reported against 884.23.
        let sums = ["135", "-0.01", "0.01"]
        #expect(differing.map(\.value) == ["2542.8", "15.74", "884.23"])
        for (finding, sum) in zip(differing, sums) {
            #expect(finding.expected?.en.contains("off by \(sum))") == true, "\(finding)")
            #expect(finding.expected?.zh.contains("差 \(sum)）") == true)
        }
        #expect(inventory.controlTotals.count >= 17)
    }

    @Test func `what nobody reported is told apart from nothing`() throws {
        let (inventory, findings) = try read("ili-2021")
        let notes = findings.sorted.filter { $0.message.code == "not-reported" }
        #expect(notes.map(\.severity) == [.note])
        #expect(notes.first?.value == "未报送")
        let households = try #require(inventory.sheets.first { $0.kind.name == "households" }).table
        let counts = try #require(households.numbers("households"))
        // The Kuytun-Dushanzi zone prints “-”, Kuytun 0.00: one does not apply, the other is a number.
        #expect(counts.contains { Absence($0) == .notApplicable })
        #expect(counts.contains(0))
    }

    @Test func `Ili has twelve units and says what it is`() throws {
        let (inventory, _) = try read("ili-2021")
        #expect(inventory.manifest.region == "654000" && inventory.manifest.year == 2021)
        #expect(!inventory.manifest.isInvented)
        let boilers = try #require(inventory.sheets.first { $0.kind.name == "boilers" }).table
        #expect(Set(boilers.codes("county_code") ?? []).count == 12)
        // Use, grate and coal of one boiler are defaults of the manifest: every filled cell is marked.
        let marks = try #require(boilers.schema.place(of: "use").flatMap { boilers.defaults[$0] })
        #expect(marks.reasons.allSatisfy { $0 > 0 })
        #expect(inventory.manifest.reason(1, table: "boilers", column: "technology").en.contains("stokers"))
    }

    @Test func `the demonstration county is marked as invented and has every kind`() throws {
        let (inventory, findings) = try read("demo-county-2024")
        #expect(!findings.hasErrors, "\(findings.sorted.first?.description(in: .en) ?? "")")
        #expect(inventory.manifest.isInvented)
        #expect(inventory.manifest.name.zh.contains("虚构") && inventory.manifest.name.en.contains("invented"))
        #expect(Set(inventory.sheets.map(\.kind.name)) == Set(SourceKind.all.map(\.name)))
        #expect(inventory.sourceCount > 1000)
        #expect(inventory.rejected.isEmpty)
        // GB18030, a byte order mark, semicolons, tabs and Chinese headers are all among its files.
        let encodings = try inventory.files.map { "\(try SourceText(path: $0.path).encoding)" }
        #expect(Set(encodings).count > 1)
    }
}
