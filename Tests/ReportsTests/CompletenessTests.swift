import Quantities
import Reports
import Tables
import TestSupport
import Testing

/// A package of particles says in each of its forms what the total lacks, and nobody can take the words away.
@Suite struct IncompleteReportTests {
    private func package() async throws -> ReportPackage {
        try await Samples.inScratch { path in
            let folder = try TemporaryFolder()
            try InventoryText(
                ["vehicles.csv": "id,vehicle_class,fuel,standard,population\nT1,truck_heavy,diesel,CN5,100\n"],
                manifest: InventoryText.manifest(year: 2024) + "pollutants: [PM2.5, NOx]\n"
            ).write(to: folder)
            return try await Samples.package(folder.path)
        }
    }

    @Test func `every form says incomplete`() async throws {
        let package = try await package()
        #expect(package.incomplete == ["PM2.5": Label("扬尘源、农业源", "dust, farming")])
        let xml = String(decoding: try Report(package).xml(), as: UTF8.self)
        #expect(xml.contains("<incomplete pollutant=\"PM2.5\" zh=\"扬尘源、农业源\" en=\"dust, farming\"/>"))
        try await Samples.inScratch { folder in
            try Report(package).write(to: folder + "/out", options: ReportOptions(language: .zh))
            let csv = try String(decoding: InputFile.bytes(of: folder + "/out/totals.csv"), as: UTF8.self)
            let page = try String(decoding: InputFile.bytes(of: folder + "/out/report.html"), as: UTF8.self)
            #expect(csv.contains("incomplete: 扬尘源、农业源"))
            #expect(page.contains("incomplete: 扬尘源、农业源"))
        }
    }

    @Test func `a verified package keeps the warning, and taking it out is found`() async throws {
        let package = try await package()
        let own = try await Counties.verify([package])
        #expect(own[0].isAccepted, "\(own[0].errorCodes)")
        #expect(own[0].all.contains { $0.finding.message.code == "incomplete-total" && $0.finding.value == "PM2.5" })
        let silent = try await Counties.verify(
            [package],
            tamper: {
                $0.replacing("<incomplete pollutant=\"PM2.5\" zh=\"扬尘源、农业源\" en=\"dust, farming\"/>", with: "")
            })
        #expect(silent[0].errorCodes.contains("recompute-completeness"), "\(silent[0].errorCodes)")
    }
}
