import Calculation
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
        #expect(package.incompleteTotals.told("PM2.5") == Label("扬尘源、农业源", "dust, farming"))
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

    private func kilns(_ region: String, _ rows: Int) async throws -> ReportPackage {
        try await Samples.inScratch { path in
            let folder = try TemporaryFolder()
            let text = (1...rows).map { "K\($0),cement_clinker,nsp_kiln,raw_coal,100,none\n" }.joined()
            try InventoryText(
                ["kilns.csv": "id,product,kiln_type,fuel,product_output,pm_device\n" + text],
                manifest: InventoryText.manifest(year: 2024).replacing("654002", with: region)
                    + "pollutants: [PM, PM10]\n"
            ).write(to: folder)
            return try await Samples.package(folder.path)
        }
    }

    /// What is said of rows with a part alone travels in the package, is computed again, and adds up in a merged one.
    @Test func `rows that have a part alone are counted in packages, verified and added up`() async throws {
        let (one, two) = (try await kilns("653022", 2), try await kilns("653023", 3))
        let xml = String(decoding: try Report(one).xml(), as: UTF8.self)
        #expect(xml.contains("<without_whole pollutant=\"PM\" part=\"PM10\" rows=\"2\"/>"))
        let verified = try await Counties.verify([one, two])
        #expect(verified.allSatisfy { $0.isAccepted }, "\(verified.flatMap(\.errorCodes))")
        #expect(verified[0].package?.parts[0].rules == one.parts[0].rules)
        let merged = try #require(ReportPackage.merged(verified))
        #expect(
            merged.lacks("PM", ofAll: true)
                == Label("扬尘源、农业源；5 个有 PM10 而无 PM 的结果", "dust, farming; 5 results that have PM10 and no PM"))
        // A receiver is told of accepted packages too, although they are only counted.
        let told = Receipt(verified).text(in: .zh, refusedOnly: true)
        #expect(told.contains("PM10 incomplete: 扬尘源、农业源（2 个包）"), "\(told)")
        let silent = try await Counties.verify(
            [one], tamper: { $0.replacing("part=\"PM10\" rows=\"2\"", with: "part=\"PM10\" rows=\"1\"") })
        #expect(silent[0].errorCodes.contains("recompute-completeness"), "\(silent[0].errorCodes)")
    }

    /// A receiver is told of a source whose part is more than its whole, by its name; the package is accepted all the same.
    @Test func `a verified package tells the sources whose part is more than the whole`() async throws {
        let package = try await Samples.inScratch { _ in
            let folder = try TemporaryFolder()
            try InventoryText(
                [
                    "boilers.csv": """
                    id,use,fuel,technology,fuel_use,ash,sulphur,coal_basis,pm_concentration,oxygen,pm_device,so2_device
                    B1,industrial,raw_coal,stoker_auto,900000,20,1,ar,3000,9,none,none
                    B2,industrial,raw_coal,stoker_auto,1000,20,1,ar,1,9,none,none

                    """
                ], manifest: InventoryText.manifest(year: 2024) + "pollutants: [PM, PM10]\n"
            ).write(to: folder)
            return try await Samples.package(folder.path)
        }
        let verified = try await Counties.verify([package])
        #expect(verified[0].isAccepted, "\(verified[0].errorCodes)")
        let told = verified[0].all.filter { $0.finding.message.code == "part-exceeds-whole" }.map(\.finding)
        #expect(told.map(\.value) == ["PM10 6 t, PM 0.009521874 t"])
        #expect(told.first?.location?.column?.hasSuffix("boilers B2") == true)
    }
}
