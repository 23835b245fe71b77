import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// Devices at an outlet act on all units that feed it, line by line; gas may go round the unit's own devices.
@Suite struct SharedDeviceTests {
    private static let header = "id,use,fuel,technology,fuel_use,permit_number,outlet_number"
    // 4 kg/t: 40 and 24 t generated.
    private static let units = [
        "B1,heating,raw_coal,stoker,10000,P1,DA001", "B2,heating,raw_coal,stoker,6000,P1,DA001",
    ]
    private static let outlets = "permit_number,outlet_number,pollutant,line,line_share,removal,uptime"

    private func outlets(_ rows: String...) -> String {
        ([SharedDeviceTests.outlets] + rows).joined(separator: "\n") + "\n"
    }

    private func boilers(_ rows: [String] = SharedDeviceTests.units, more: String = "") -> String {
        ([SharedDeviceTests.header + more] + rows).joined(separator: "\n") + "\n"
    }

    /// Of each source what is emitted, generated, removed, and leaves through the stack and in the open.
    private func run(
        _ files: [String: String], _ pollutant: String = "NOx"
    ) async throws -> (parts: [String: [String]], findings: Findings) {
        let folder = try TemporaryFolder()
        try InventoryText(files).write(to: folder)
        var options = Assessment.Options(factors: Repository.root + "/EmissionFactors")
        options.pollutants = [pollutant]
        let streamed = try InventoryFolder(folder.path, options: options)
            .emissions(threads: 2, detail: folder.path + "/detail")
        // By the way that reads everything the total is the same.
        let assessment = try Assessment(folder: folder.path, options: options)
        let (whole, _) = await assessment.emissions(balance: true, threads: 2)
        #expect(whole.total(of: pollutant) == streamed.result.total(of: pollutant))
        let detail = String(decoding: try InputFile.bytes(of: folder.path + "/detail"), as: UTF8.self)
        var parts: [String: [String]] = [:]
        for line in detail.split(separator: "\n").dropFirst() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            parts[cells[2]] = [cells[8]] + cells.suffix(4)
        }
        return (parts, streamed.findings)
    }

    @Test func `a device that units share removes from each what it removes from the gas`() async throws {
        // 1 − 0.8 × 0.9 = 0.28
        let run = try await run([
            "boilers.csv": boilers(), "outlets.csv": outlets("P1,DA001,NOx,,,0.8,0.9"),
        ])
        #expect(
            run.parts == [
                "B1": ["11.2", "40", "28.8", "11.2", "0"], "B2": ["6.72", "24", "17.28", "6.72", "0"],
            ])
        #expect(run.findings.sorted.isEmpty)
    }

    @Test func `lines side by side, stages in a line, and what no line takes`() async throws {
        // 1 − 0.6 × 0.8 − 0.3 × (1 − 0.7 × 0.5) = 0.325; a tenth goes round both lines.
        let run = try await run([
            "boilers.csv": boilers(),
            "outlets.csv": outlets("P1,DA001,NOx,A,60%,0.8,1", "P1,DA001,NOx,B,0.3,0.3,1", "P1,DA001,NOx,B,,0.5,1"),
        ])
        #expect(run.parts["B1"]?.prefix(3) == ["13", "40", "27"])
        #expect(run.parts["B2"]?.prefix(3) == ["7.8", "24", "16.2"])
    }

    @Test func `lines whose shares are not known, or are more than the gas, are errors`() async throws {
        for rows in [
            ["P1,DA001,NOx,A,0.6,0.8,1", "P1,DA001,NOx,B,,0.3,1"],
            ["P1,DA001,NOx,A,0.6,0.8,1", "P1,DA001,NOx,B,0.5,0.3,1"],
            ["P1,DA001,NOx,A,0.6,0.8,1", "P1,DA001,NOx,A,0.5,0.3,1", "P1,DA001,NOx,B,0.6,0.3,1"],
        ] {
            let text = ([SharedDeviceTests.outlets] + rows).joined(separator: "\n") + "\n"
            let found = await #expect(throws: Findings.self) {
                try await run(["boilers.csv": boilers(), "outlets.csv": text])
            }
            #expect(
                found?.sorted.contains { $0.message.code == "outlet-line-share" && $0.severity == .error } == true,
                "\(rows)")
        }
    }

    @Test func `the unit's own device and its bypass stand before`() async throws {
        // (0.2 + 0.8 × (1 − 0.5)) × 0.28 = 0.168; without an outlet 0.6; a bypass without a device changes nothing.
        let rows = [
            "B1,heating,raw_coal,stoker,10000,P1,DA001,0.5,1,0.2", "B2,heating,raw_coal,stoker,10000,,,0.5,1,0.2",
            "B3,heating,raw_coal,stoker,10000,,,,,0.2",
        ]
        let run = try await run([
            "boilers.csv": boilers(rows, more: ",nox_removal,nox_uptime,bypass"),
            "outlets.csv": outlets("P1,DA001,NOx,,,0.8,0.9"),
        ])
        #expect(run.parts.mapValues { $0[0] } == ["B1": "6.72", "B2": "24", "B3": "40"])
        #expect(run.parts["B1"]?[2] == "33.28")
    }

    @Test func `only what is collected comes to the outlet`() async throws {
        // 100 t × 0.5 of VOCs = 50 t. Captured 0.8: open 10 t, stack 40 t × (1 − 0.9) = 4 t.
        let header = "id,unit_type,material,material_use,voc_content,voc_capture,permit_number,outlet_number\n"
        let run = try await run(
            [
                "voc_firms.csv": header + "F1,solvent_use,solvent_coating,100,0.5,0.8,P1,DA001\n"
                    + "F2,solvent_use,solvent_coating,100,0.5,,P1,DA001\n",
                "outlets.csv": outlets("P1,DA001,VOCs,,,0.9,1"),
            ], "VOCs")
        #expect(run.parts["F1"] == ["14", "50", "36", "4", "10"])
        // Capture not known: nothing is removed.
        #expect(run.parts["F2"]?.prefix(3) == ["50", "50", "0"])
    }

    @Test func `devices for particles meet each size of them`() async throws {
        let more = ",ash"
        let rows = SharedDeviceTests.units.map { $0 + ",20" }
        let files = ["boilers.csv": boilers(rows, more: more), "outlets.csv": outlets("P1,DA001,PM,,,0.99,1")]
        for pollutant in ["PM", "PM10", "PM2.5"] {
            let alone = try await run(["boilers.csv": files["boilers.csv"] ?? ""], pollutant)
            let shared = try await run(files, pollutant)
            let (before, after) = (
                Mass(tonnes: alone.parts["B1"]?[0] ?? ""), Mass(tonnes: shared.parts["B1"]?[0] ?? "")
            )
            let ratio = try #require(after).inTonnes / #require(before).inTonnes
            #expect(abs(ratio - 0.01) < 1e-9, "\(pollutant)")
        }
    }

    @Test func `uptime that is not given is 1, and said; a device that no unit feeds is told`() async throws {
        let run = try await run([
            "boilers.csv": boilers(),
            "outlets.csv": outlets("P1,DA001,NOx,,,0.8,", "P1,DA009,NOx,,,0.8,1"),
        ])
        #expect(run.parts["B1"]?.first == "8")
        #expect(run.findings.sorted.map(\.message.code).sorted() == ["outlet-uptime", "outlet-without-units"])
    }

    @Test func `monitoring at the outlet goes before its devices`() async throws {
        let run = try await run([
            "boilers.csv": boilers(),
            "outlets.csv": "permit_number,outlet_number,pollutant,removal,uptime,monitored\n"
                + "P1,DA001,NOx,0.8,0.9,16\n",
        ])
        #expect(run.parts.mapValues { $0[0] } == ["B1": "10", "B2": "6"])
        #expect(run.parts["B1"]?[2] == "30")
    }
}
