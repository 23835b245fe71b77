import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// What is monitored at an outlet is shared by what the units generate, to the microgram.
@Suite struct OutletTests {
    private static let header = "id,use,fuel,technology,fuel_use,permit_number,outlet_number"
    private static let units = [
        "B1,heating,raw_coal,stoker,10000,P1,DA001", "B2,heating,raw_coal,stoker,6000,P1,DA001",
        "B3,heating,raw_coal,stoker,4000,P1,DA001",
    ]
    private static let outlet = "permit_number,outlet_number,pollutant,monitored\nP1,DA001,NOx,38.6\n"

    private func text(_ units: [String], header: String = OutletTests.header) -> String {
        ([header] + units).joined(separator: "\n") + "\n"
    }

    /// Emissions by source of one pollutant, as the detail tells them, by the way that reads everything and by the way that
    /// streams.
    private func run(
        _ files: [String: String], pollutant: String = "NOx", threads: Int = 2
    ) async throws -> (emitted: [String: String], detail: String, findings: Findings) {
        let folder = try TemporaryFolder()
        try InventoryText(files).write(to: folder)
        var options = Assessment.Options(factors: Repository.root + "/EmissionFactors")
        options.pollutants = [pollutant]
        let streamed = try InventoryFolder(folder.path, options: options)
            .emissions(threads: threads, detail: folder.path + "/detail")
        let detail = String(decoding: try InputFile.bytes(of: folder.path + "/detail"), as: UTF8.self)
        let assessment = try Assessment(folder: folder.path, options: options)
        let (whole, computing) = await assessment.emissions(balance: true, threads: threads)
        #expect(whole.total(of: pollutant) == streamed.result.total(of: pollutant))
        var found = assessment.findings
        found.add(computing)
        #expect(found.sorted.map(\.message.code).sorted() == streamed.findings.sorted.map(\.message.code).sorted())
        var emitted: [String: String] = [:]
        for line in detail.split(separator: "\n").dropFirst() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false)
            emitted[String(cells[2])] = String(cells[8])
        }
        return (emitted, detail, streamed.findings)
    }

    @Test func `three boilers on one outlet`() async throws {
        let run = try await run(["boilers.csv": text(OutletTests.units), "outlets.csv": OutletTests.outlet])
        #expect(run.emitted == ["B1": "19.3", "B2": "11.58", "B3": "7.72"])
        #expect(run.findings.sorted.allSatisfy { $0.severity == .note })
        // 10 000 t × 4 kg/t = 40 t generated, 20.7 t of it removed.
        #expect(
            run.detail.contains("B1,654002,heating,NOx,outlet,,19.3,,40,20.7,19.3,0")
                || run.detail.contains(",outlet,,19.3,"))
    }

    @Test func `order of rows, files and threads do not matter`() async throws {
        let uneven = "permit_number,outlet_number,pollutant,monitored\nP1,DA001,NOx,10\n"
        let units = (1...7).map { "U\($0),heating,raw_coal,stoker,1000,P1,DA001" }
        let run = try await run(["boilers.csv": text(units), "outlets.csv": uneven])
        // 10 t over seven: 1 428 571 428 571.43 µg each; the three that are left over go to the first by id.
        let sum = run.emitted.values.compactMap { Mass(tonnes: $0) }.reduce(Mass.zero, +)
        #expect(sum == Mass(tonnes: "10"))
        #expect(run.emitted["U1"] == "1.428571428572" && run.emitted["U7"] == "1.428571428571")
        #expect(run.emitted.values.filter { $0 == "1.428571428572" }.count == 3)
        let turned = try await self.run(
            [
                "boilers-a.csv": text(Array(units[4...].reversed())),
                "boilers-b.csv": text(Array(units[..<4].reversed())),
                "outlets.csv": uneven,
            ], threads: 1)
        #expect(turned.emitted == run.emitted)
    }

    @Test func `units of several kinds share an outlet, rows without one are left alone`() async throws {
        let kilns = "id,product,product_output,permit_number,outlet_number\nK1,lime,1000,P1,DA001\n"
        let run = try await run([
            "boilers.csv": text(Array(OutletTests.units[..<1]) + ["B9,heating,raw_coal,stoker,1000,,"]),
            "kilns.csv": kilns, "outlets.csv": OutletTests.outlet,
        ])
        #expect(run.emitted["B9"] == "4")
        let (b, k) = (Mass(tonnes: run.emitted["B1"] ?? ""), Mass(tonnes: run.emitted["K1"] ?? ""))
        #expect(b.flatMap { b in k.map { b + $0 } } == Mass(tonnes: "38.6"))
        #expect((k ?? .zero) > .zero)
    }

    @Test func `concentration, flow and hours are monitoring too`() async throws {
        // 50 mg/m3 × 193 000 m3/h × 4 000 h = 38.6 t
        let outlets =
            "permit_number,outlet_number,pollutant,concentration,flow,hours,valid_share\nP1,DA001,NOx,50,193000,4000,0.9\n"
        let run = try await run(["boilers.csv": text(OutletTests.units), "outlets.csv": outlets])
        #expect(run.emitted == ["B1": "19.3", "B2": "11.58", "B3": "7.72"])
    }

    @Test(arguments: [
        // Nobody feeds it; a unit names another; too few valid hours; no emission told.
        (
            "P1,DA002,NOx,38.6,", "B1,heating,raw_coal,stoker,10000,P1,DA001,,,,",
            ["outlet-without-units", "unknown-outlet"], "40"
        ),
        ("P1,DA001,NOx,38.6,0.7", "B1,heating,raw_coal,stoker,10000,P1,DA001,,,,", ["outlet-not-valid"], "40"),
        ("P1,DA001,NOx,,", "B1,heating,raw_coal,stoker,10000,P1,DA001,,,,", ["outlet-not-monitored"], "40"),
        // What it generates is not known; it generates nothing; it is monitored itself; its method is forced.
        ("P1,DA001,NOx,38.6,", "B1,heating,raw_coal,stoker,,P1,DA001,,,,", ["outlet-not-shared"], ""),
        ("P1,DA001,NOx,38.6,", "B1,heating,raw_coal,stoker,0,P1,DA001,,,,", ["outlet-not-shared"], "0"),
        ("P1,DA001,NOx,38.6,", "B1,heating,raw_coal,stoker,10000,P1,DA001,200,10000,4000,", ["outlet-and-own"], "38.6"),
        ("P1,DA001,NOx,38.6,", "B1,heating,raw_coal,stoker,10000,P1,DA001,,,,factor", ["outlet-method-forced"], "40"),
    ])
    func `what does not fit is told`(
        _ outlet: String, _ unit: String, _ codes: [String], _ emitted: String
    ) async throws {
        let run = try await run([
            "boilers.csv": text([unit], header: OutletTests.header + ",nox_concentration,flue_gas_flow,hours,method"),
            "outlets.csv": "permit_number,outlet_number,pollutant,monitored,valid_share\n\(outlet)\n",
        ])
        let told = run.findings.sorted.filter {
            $0.message.code.hasPrefix("outlet") || $0.message.code == "unknown-outlet"
        }
        #expect(Set(told.map(\.message.code)) == Set(codes))
        #expect(told.allSatisfy { $0.severity == .warning && $0.location?.line == 2 && $0.expected != nil })
        #expect(run.emitted["B1"] == emitted)
    }

    @Test func `an outlet that stands twice is an error`() async throws {
        let folder = try TemporaryFolder()
        try InventoryText([
            "boilers.csv": text(OutletTests.units), "outlets.csv": OutletTests.outlet + "P1,DA001,NOx,3\n",
        ]).write(to: folder)
        let opened = try InventoryFolder(
            folder.path, options: Assessment.Options(factors: Repository.root + "/EmissionFactors"))
        let findings = try opened.emissions().findings.sorted
        let told = try #require(findings.first { $0.message.code == "outlet-twice" })
        #expect(told.severity == .error && told.location?.line == 3)
    }

    @Test func `no file gives a share`() async throws {
        let run = try await InventoryText([
            "boilers.csv": "id,fuel,fuel_use,use,technology,nox_outlet_share\nB1,raw_coal,10,heating,stoker,5\n"
        ]).computed(pollutants: ["NOx"])
        #expect(run.findings.sorted.contains { $0.message.code == "unknown-column" })
        #expect(run.tonnes("NOx") == "0.04")
    }

    @Test func `the calculation sheet shows how the part came about`() async throws {
        let folder = try TemporaryFolder()
        try InventoryText(["boilers.csv": text(OutletTests.units), "outlets.csv": OutletTests.outlet]).write(to: folder)
        var options = Assessment.Options(factors: Repository.root + "/EmissionFactors")
        options.pollutants = ["NOx"]
        let assessment = try Assessment(folder: folder.path, options: options)
        let (result, _) = await assessment.emissions()
        let sheet = try #require(assessment.inventory.sheets.first)
        let explanation = try #require(result.explanations(of: sheet, row: 1, pollutant: "NOx").first)
        #expect(explanation.method?.id == "outlet")
        #expect(explanation.emission?.tonnes() == "11.58" && explanation.balance?.generated.tonnes() == "24")
        let text = try #require(assessment.outlet(of: explanation))
        #expect(
            text.en.contains(
                "P1 DA001: 38.6 t monitored, shared by what 3 units generate: 38.6 t × 24 t / 80 t = 11.58 t"))
    }

    @Test func `parts go as the weights and add up`() {
        #expect(OutletSharing.parts(of: 10, by: [1, 1, 1]) == [4, 3, 3])
        #expect(OutletSharing.parts(of: 10, by: [0, 1]) == [0, 10])
        #expect(OutletSharing.parts(of: 0, by: [0, 0]) == [0, 0])
        #expect(OutletSharing.parts(of: 1, by: [0, 0]) == nil)
        var numbers = SeededNumbers(seed: 7)
        for _ in 0..<200 {
            let weights = (0..<Int.random(in: 1...9, using: &numbers)).map { _ in
                Int128(Int64.random(in: 0...Int64.max, using: &numbers))
            }
            let whole = Int128(Int64.random(in: 0...9_000_000_000_000_000, using: &numbers))
            let parts = OutletSharing.parts(of: whole, by: weights) ?? []
            #expect(parts.reduce(0, +) == whole && parts.allSatisfy { $0 >= 0 })
        }
    }
}
