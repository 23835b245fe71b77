import Tables
import TestSupport
import Testing

@testable import Inventories

/// Files of an inventory folder that are like tables and are none, or are there twice.
@Suite struct TableNameTests {
    private func codes(_ files: [String: String]) throws -> [String] {
        let folder = try TemporaryFolder()
        for (name, text) in files { _ = try folder.write(text, to: name) }
        return TableNames.findings(in: folder.path, names: files.keys.sorted()).map(\.message.code)
    }

    @Test(arguments: [
        "vehicles.CSV", "Vehicles.csv", "vehicles (1).csv", "vehicles(2).csv", "vehicle.csv", "vehicles_2.csv",
        "机动车.csv",
        "vehicles.xlsx", "vehicles.txt", "vehicels.csv", "vehicles.xls", "VEHICLES-2.csv",
    ])
    func `a file that is like a table and not read is told`(_ name: String) throws {
        #expect(try codes(["boilers.csv": "id\n", name: "id\n"]) == ["table-not-read"])
    }

    @Test func `others are left alone, and tables that are there twice are told`() throws {
        #expect(
            try codes([
                "boilers.csv": "a", "boilers-town.csv": "b", "control_totals.csv": "", "plan.yaml": "",
                "overrules.csv": "", "regions.csv": "", "areas.txt.gz": "", "outlets.csv": "", "notes.txt": "",
            ]).isEmpty)
        for name in ["data.csv", "台账.xlsx", "Sheet1.CSV", "results.csv", "old.xls"] {
            #expect(try codes(["boilers.csv": "a", name: ""]) == ["other-file"], "\(name)")
        }
        #expect(try codes(["vehicles.csv": "a", "vehicles-b.csv": "a"]) == ["same-table"])
        #expect(try codes(["vehicles.csv": "a", "vehicles-副本.csv": "b"]) == ["copied-table"])
    }
}
