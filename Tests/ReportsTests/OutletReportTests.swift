import FoundationEssentials
import Inventories
import Quantities
import Reports
import Tables
import TestSupport
import Testing

/// Outlets and the parts of their units in packages.
@Suite struct OutletReportTests {
    private func package() async throws -> ReportPackage {
        let folder = try TemporaryFolder()
        try InventoryText([
            "boilers.csv": """
            id,use,fuel,technology,fuel_use,permit_number,outlet_number
            B1,heating,raw_coal,stoker,10000,P1,DA001
            B2,heating,raw_coal,stoker,6000,P1,DA001
            B3,heating,raw_coal,stoker,4000,P1,DA001
            B4,heating,raw_coal,stoker,4000,,

            """,
            "outlets.csv": "permit_number,outlet_number,pollutant,monitored\nP1,DA001,NOx,38.6\n",
        ]).write(to: folder)
        return try await Samples.package(folder.path)
    }

    @Test func `a package carries outlets and parts, and verify shares again`() async throws {
        let package = try await package()
        #expect(package.parts[0].outlets.map { $0.monitored?.tonnes() } == ["38.6"])
        #expect(package.parts[0].inputs.contains { $0.name == "outlets.csv" })
        let bytes = try Report(package).xml()
        let (read, findings) = try ReportPackage.read(bytes: bytes, file: "report.xml")
        #expect(!findings.hasErrors)
        let isSame = read == package
        #expect(isSame)
        let other = try await Counties.package("653023", seed: 2)
        let verified = try await Counties.verify([package, other])
        #expect(verified.map(\.errorCodes) == [[], []])
        let merged = try #require(ReportPackage.merged(verified))
        #expect(merged.parts.flatMap(\.outlets).count == 1)
        let again = try await Counties.verify([merged])
        #expect(again[0].errorCodes == [])
        try await Samples.inScratch { folder in
            try Report(merged).write(to: folder, options: ReportOptions(language: .zh))
            let text = try SourceText(path: folder + "/outlets.csv")
            let rows = String(decoding: text.bytes, as: UTF8.self).split(separator: "\n").map {
                $0.filter { $0 != "\r" }
            }
            #expect(rows.count == 4)
            #expect(
                rows[1...].map { $0.split(separator: ",").suffix(2).joined(separator: " ") } == [
                    "B1 19.3", "B2 11.58", "B3 7.72",
                ])
        }
    }

    @Test(arguments: [
        ("nox_outlet_share=\"19300000000000\"", "nox_outlet_share=\"18300000000000\"", "recompute-outlet"),
        ("t=\"38.6\"/>", "t=\"39\"/>", "recompute-outlet"),
        ("outlet_number=\"DA001\" ", "outlet_number=\"DA002\" ", "recompute-outlet"),
        ("number=\"DA001\" pollutant", "number=\"DA001\" pollutants", "schema-attribute"),
        ("t=\"38.6\"/>", "t=\"9000001\"/>", "recompute-outlet"),
    ])
    func `what was changed by hand is found`(_ old: String, _ new: String, _ code: String) async throws {
        let verified = try await Counties.verify(
            [try await package()],
            tamper: { text in
                let applies = text.contains(old)
                #expect(applies)
                return text.replacing(old, with: new, maxReplacements: 1)
            })
        #expect(verified[0].errorCodes.contains(code), "\(verified[0].errorCodes)")
    }
}
