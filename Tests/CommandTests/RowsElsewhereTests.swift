import Foundation
import TestSupport
import Testing

/// Every verb that computes an inventory tells, once, the rows of a county outside its region. Invented county.
@Suite struct RowsElsewhereTests {
    private static let plan = Workplace.choices([
        "{id: T-01.1, clauses: [T-01], title: {zh: 关停, en: close}, action: close, table: boilers, timing: {completed: 2025-12}, choose: free, cost: {annual: 1500, each: source}}"
    ])

    private func folder() throws -> TemporaryFolder {
        let folder = try Workplace.empty()
        let rows =
            "id,county_code,use,fuel,technology,fuel_use\nB1,654002,heating,raw_coal,stoker_auto,100\nB2,652901,heating,raw_coal,stoker_auto,50\n"
        for (name, year) in [("old", 2023), ("county", 2024)] {
            try InventoryText(["boilers.csv": rows], year: year).write(to: folder, below: name)
        }
        try folder.write(RowsElsewhereTests.plan, to: "plan.yaml")
        try folder.write("table,id,yellow,orange,red\nboilers,B1,10%,20%,30%\n", to: "list.csv")
        return folder
    }

    @Test(arguments: [
        "check county", "compute county", "explain county B1 NOx", "plan county plan.yaml",
        "plan county plan.yaml --path",
        "compare county plan.yaml", "potential county", "solve county plan.yaml --target NOx<=0.5",
        "progress county plan.yaml --month 2025-12", "next county --year 2025 --out next", "diff old county",
        "diff old county --causes", "report county --out package", "reconcile county old",
        "alert county list.csv", "next-best county",
    ])
    func `each verb tells it`(_ line: String) throws {
        let folder = try folder()
        let outcome = try Program.run(line + " --lang en", in: folder.path)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let told = outcome.errors + outcome.output
        let own = told.split(separator: "\n").filter {
            $0.contains("county/boilers.csv:3") && $0.contains("county_code")
        }
        #expect(own.count == 1, "\(told)")
        #expect(own.allSatisfy { $0.contains("652901") }, "\(told)")
    }

    @Test func `parts carry it to the run that joins them`() throws {
        let folder = try folder()
        for part in 1...2 {
            let outcome = try Program.run("compute county --part \(part)/2 --out \(part).part", in: folder.path)
            #expect(outcome.code == 0, "\(outcome.errors)")
        }
        let outcome = try Program.run("combine 1.part 2.part --lang en", in: folder.path)
        #expect(outcome.code == 0 && outcome.errors.contains("652901"), "\(outcome.errors)")
    }
}

extension InventoryText {
    fileprivate func write(to folder: TemporaryFolder, below name: String) throws {
        try folder.write(manifest, to: name + "/inventory.yaml")
        for (file, text) in files { try folder.write(text, to: name + "/" + file) }
    }
}
