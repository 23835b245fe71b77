import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// Words and numbers of one row that cannot both hold are told; what would lower the emission is never computed.
@Suite struct ContradictionTests {
    private static let boilers = "id,use,fuel,technology,fuel_use,gas_use,nox_device,nox_device_2,nox_removal,status\n"
    private static let good = "G,heating,coal,stoker,1000,,none,,,operating\n"

    /// A row that contradicts itself, its column, what is found there, its finding, and the NOx of the table in tonnes.
    static let rows: [(row: String, column: String, value: String, code: String, nox: String)] = [
        ("X,heating,coal,stoker,1000,,none,,60%,", "nox_removal", "60%", "contradiction", "4"),
        ("X,heating,coal,stoker,1000,,无,none,0.6,", "nox_removal", "0.6", "contradiction", "4"),
        ("X,heating,coal,stoker,1000,,,none,60%,", "nox_removal", "60%", "contradiction", "4"),
        ("X,heating,coal,stoker,1000,,,,,closed", "fuel_use", "1000", "counts-nothing", "4"),
        ("X,heating,electricity,electric_boiler,1000,,,,,", "fuel_use", "1000", "counts-nothing", "4"),
        ("X,heating,空气源热泵,heat_pump,,12,,,,", "gas_use", "12", "counts-nothing", "4"),
    ]

    @Test(arguments: rows.indices)
    func `each pair is found at its number`(_ number: Int) async throws {
        let (row, column, value, code, nox) = ContradictionTests.rows[number]
        // Plain cells are read block by block, quoted ones one by one.
        for text in [row, row.replacing("X,", with: "\"X\",", maxReplacements: 1)] {
            let run = try await InventoryText([
                "boilers.csv": ContradictionTests.boilers + ContradictionTests.good + text + "\n"
            ])
            .computed(pollutants: ["NOx"])
            let found = run.findings.sorted.filter { ["contradiction", "counts-nothing"].contains($0.message.code) }
            let finding = try #require(found.first)
            #expect(found.count == 1 && finding.message.code == code && finding.value == value)
            #expect(finding.location?.line == 3 && finding.location?.column == column)
            #expect((finding.severity == .error) == (code == "contradiction"))
            #expect(finding.expected?.en.contains("than '") == true && finding.expected?.zh.contains("不是") == true)
            #expect(run.result.total(of: "NOx").tonnes() == nox)
            #expect(run.inventory.rejected.flatMap(\.rows).map(\.line) == (code == "contradiction" ? [3] : []))
        }
    }

    @Test func `what does not contradict is left alone`() async throws {
        let run = try await InventoryText([
            "boilers.csv": ContradictionTests.boilers
                + "A,heating,coal,stoker,1000,,none,,0,\nB,heating,coal,stoker,1000,,lnb,none,60%,\n"
                + "C,heating,coal,stoker,1000,,,,60%,\nD,heating,electricity,electric_boiler,,,,,,\n"
                + "E,heating,coal,stoker,0,,,,,closed\nF,heating,coal,stoker,1000,,none,scr,60%,idle\n"
        ]).computed(pollutants: ["NOx"])
        #expect(!run.findings.kept.contains { ["contradiction", "counts-nothing"].contains($0.message.code) })
    }

    @Test func `VOCs are held to the same: no device and a removal, no collection and a capture`() async throws {
        let run = try await InventoryText([
            "voc_firms.csv":
                "id,unit_type,voc_content,material_use,voc_capture_type,voc_capture,voc_device,voc_removal,status\n"
                + "A,solvent_use,0.5,10,密闭负压,90%,none,85%,\nB,solvent_use,0.5,10,无,90%,rto,85%,\n"
                + "C,solvent_use,0.5,10,,,,,关停\nD,solvent_use,0.5,10,,,,,\n",
            "nonroad.csv": "machine_type,fuel,population,fuel_use\nexcavator,electric,1,5\n",
        ]).computed(pollutants: ["VOCs"])
        let found = run.findings.sorted.filter { ["contradiction", "counts-nothing"].contains($0.message.code) }
        #expect(
            Set(found.map { "\($0.location?.line ?? 0) \($0.location?.column ?? "")" }) == [
                "2 voc_removal", "3 voc_capture", "4 material_use", "2 fuel_use",
            ])
        #expect(run.result.total(of: "VOCs").tonnes() == "5")
    }
}
