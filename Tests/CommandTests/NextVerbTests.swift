import Foundation
import Lantian
import TestSupport
import Testing

/// Next year's inventory: what dates and a plan make of it, what is asked, and that filled in it differs by nothing else.
@Suite struct NextVerbTests {
    private static let head =
        "id,firm_name,use,fuel,technology,capacity,fuel_use[t],nox_device,nox_removal,status,start_date,retrofit_date,closure_date\n"

    /// An invented county: 4 kg/t at stokers that heat.
    private static func workplace() throws -> TemporaryFolder {
        let folder = try Workplace.empty()
        try FileManager.default.createDirectory(
            atPath: folder.path + "/county", withIntermediateDirectories: true)
        try folder.write(InventoryText.manifest(year: 2024), to: "county/inventory.yaml")
        try folder.write(
            head + """
                B1,示例热力公司,heating,coal,stoker,40,100000,sncr,30%,,2010,,
                B2,示例供热站,heating,coal,stoker,4,3000,,,,2001-05,,2024-11
                B3,示例新区热源,heating,coal,stoker,65,,,,planned,2025-03,,
                B4,示例纸业,heating,coal,stoker,20,20000,sncr,40%,,2012,2024-08,
                B5,示例小锅炉,heating,coal,stoker,2,500,,,,2003,,
                B6,示例旧锅炉,heating,coal,stoker,2,600,,,,2003,,2025-06
                B7,示例拆除锅炉,heating,coal,stoker,2,700,,,closed,2003,,

                """, to: "county/boilers.csv")
        try folder.write(
            "vehicle_class,fuel,standard,population,annual_km\ntruck_heavy,diesel,CN5,100,30000\n",
            to: "county/vehicles.csv")
        try folder.write(
            "machine_type,fuel,stage,population,power,hours,age\nexcavator,diesel,S3,10,110,900,5\n",
            to: "county/nonroad.csv")
        try folder.write(
            """
            plan: invented
            title: {zh: 虚构方案, en: invented plan}
            regions: [654002]
            base_year: 2024
            years: [2025]
            clauses:
              - {id: P-1, clause: 一, kind: M, text: "…", topic: {zh: 小锅炉, en: small boilers}, effect: measures}
            measures:
              - {id: P-1.1, clauses: [P-1], title: {zh: 淘汰, en: close}, action: close, table: boilers, where: {firm_name: 示例小锅炉}, with: {}, timing: {completed: 2024-10}}
              - {id: P-1.2, clauses: [P-1], title: {zh: 淘汰, en: close}, action: close, table: boilers, where: {firm_name: 示例旧锅炉}, with: {}, timing: {completed: 2025-12}}

            """, to: "plan.yaml")
        return folder
    }

    private static func rows(_ path: String) throws -> [[String]] {
        RecordReader(try SourceText(path: path).bytes).map(\.fields)
    }

    /// Fills each cell that is asked with what stood there the year before.
    private static func fill(_ folder: String, values: [String: String] = [:]) throws {
        let asked = try rows(folder + "/to_fill.csv").dropFirst()
        for file in Set(asked.map { $0[0] }) {
            var table = try rows(folder + "/" + file)
            for row in asked where row[0] == file {
                let line = try #require(Int(row[1]))
                let place = try #require(table[0].firstIndex { $0.split(separator: "[")[0] == row[2] })
                table[line - 1][place] = values[row[4] + " " + row[2]] ?? row[6]
            }
            for (key, value) in values {
                let parts = key.split(separator: " ").map(String.init)
                guard let place = table[0].firstIndex(where: { $0.split(separator: "[")[0] == parts[1] }),
                    let line = table.firstIndex(where: { $0[0] == parts[0] })
                else { continue }
                table[line][place] = value
            }
            var writer = CSVWriter()
            for row in table { writer.row(row) }
            try AtomicFile.write(writer.bytes, to: folder + "/" + file)
        }
    }

    @Test func `dates and the plan are applied, ids stay, and what holds for a year is asked`() throws {
        let folder = try Self.workplace()
        let run = try Program.run("next county --year 2025 --out next --plan plan.yaml --lang en", in: folder.path)
        #expect(run.code == 0, "\(run.errors)")
        let boilers = try Self.rows(folder.path + "/next/boilers.csv")
        // B2 closed in November 2024, B5 by the plan in October, B7 was closed already. B6 runs until June 2025.
        #expect(boilers.dropFirst().map { $0[0] } == ["B1", "B3", "B4", "B6"])
        let fuel = try #require(boilers[0].firstIndex { $0.hasPrefix("fuel_use") })
        #expect(boilers.dropFirst().allSatisfy { $0[fuel].isEmpty })
        let removal = try #require(boilers[0].firstIndex(of: "nox_removal"))
        #expect(boilers[1][removal] == "0.3")
        let status = try #require(boilers[0].firstIndex(of: "status"))
        #expect(boilers[2][status] == "")
        let manifest = try String(contentsOfFile: folder.path + "/next/inventory.yaml", encoding: .utf8)
        #expect(manifest == InventoryText.manifest(year: 2025))
        let machines = try Self.rows(folder.path + "/next/nonroad.csv")
        #expect(machines[1][try #require(machines[0].firstIndex { $0.hasPrefix("age") })] == "6")
        let asked = try Self.rows(folder.path + "/next/to_fill.csv").dropFirst()
        #expect(asked.contains(["boilers.csv", "2", "fuel_use", "fuel use", "B1", "示例热力公司", "100000", "year"]))
        #expect(asked.contains(["boilers.csv", "4", "nox_removal", "NOx removal", "B4", "示例纸业", "0.4", "retrofit"]))
        #expect(asked.contains { $0[0] == "vehicles.csv" && $0[2] == "population" && $0[6] == "100" })
        for told in [
            "B2 closed: left out (2024-11)", "B3 in operation (2025-03)", "B5 changed by the plan (P-1.1)", "P-1.2",
        ] {
            #expect(run.output.contains(told), "\(run.output)")
        }
    }

    @Test func `filled with the same numbers the years differ by what came and went`() throws {
        let folder = try Self.workplace()
        #expect(
            try Program.run("next county --year 2025 --out next --plan plan.yaml --lang en", in: folder.path).code == 0)
        try Self.fill(
            folder.path + "/next", values: ["B1 fuel_use": "90000", "B3 fuel_use": "1000", "B4 nox_removal": "0.5"])
        let run = try Program.run(
            "diff county next --causes --format csv --quiet", in: folder.path)
        #expect(run.code == 0, "\(run.errors)")
        let nox = try #require(run.lines.first { $0.hasPrefix("NOx,heating,") }).split(
            separator: ",", omittingEmptySubsequences: false
        ).map(String.init)
        let head = run.lines[0].split(separator: ",").map(String.init)
        func cell(_ name: String) -> String { head.firstIndex(of: name).map { nox[$0] } ?? "" }
        // B2 3,000 t and B5 500 t × 4 kg/t; B3 1,000 t; B1 10,000 t × 4 kg/t × 0.7; B4 20,000 t × 4 kg/t × 0.1.
        #expect(Mass(tonnes: cell("gone_t")) == Mass(tonnes: "-14"))
        #expect(Mass(tonnes: cell("new_t")) == Mass(tonnes: "4"))
        #expect(Mass(tonnes: cell("activity_t")) == Mass(tonnes: "-28"))
        #expect(Mass(tonnes: cell("control_t")) == Mass(tonnes: "-8"))
        #expect(Mass(tonnes: cell("change_t")) == Mass(tonnes: "-46"))
        let trucks = try #require(run.lines.first { $0.hasPrefix("NOx,road") })
        #expect(trucks.split(separator: ",").dropFirst(4).allSatisfy { $0 == "0" }, "\(trucks)")
        let table = try Program.run("diff county next --causes --lang zh", in: folder.path)
        #expect(table.output.contains("退出 -14.00") && table.output.contains("变化最大的源"))
        let json = try Program.run("diff county next --causes --sources --format json --quiet", in: folder.path)
        let entries = try #require(
            JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
        #expect(entries.contains { $0["source"] as? String == "B2" && ($0["gone_t"] as? Double) == -12 })
    }

    @Test func `a folder that is not empty is refused, own files are replaced with force, and a year must follow`()
        throws
    {
        let folder = try Self.workplace()
        #expect(try Program.run("next county --year 2025 --out next", in: folder.path).code == 0)
        let again = try Program.run("next county --year 2025 --out next --lang en", in: folder.path)
        #expect(again.code == 64 && again.errors.contains("not overwritten"), "\(again.errors)")
        #expect(try Program.run("next county --year 2025 --out next --force", in: folder.path).code == 0)
        // What was filled in is somebody's work.
        try folder.write("id,fuel\nB1,coal\n", to: "next/boilers.csv")
        #expect(try Program.run("next county --year 2025 --out next --force", in: folder.path).code == 64)
        #expect(try Program.run("next county --year 2024 --out other", in: folder.path).code == 64)
        #expect(try Program.run("next county --year 2025 --out county", in: folder.path).code == 64)
    }

    @Test func `packs are named from the new folder, and the demonstration county goes on`() throws {
        let folder = try Workplace.empty()
        let run = try Program.run(
            [
                "next", Repository.root + "/Inventories/demo-county-2024", "--year", "2025", "--out", "next", "--quiet",
                "--lang", "en",
            ],
            in: folder.path)
        #expect(run.code == 0, "\(run.errors)")
        // Until it is filled in, required cells are errors.
        #expect(try Program.run("check next --lang en", in: folder.path).code == 65)
        try Self.fill(folder.path + "/next")
        let check = try Program.run("check next --lang en", in: folder.path)
        #expect(check.code == 0, "\(check.errors)")
        let change = try Program.run(
            [
                "diff", Repository.root + "/Inventories/demo-county-2024", "next", "--causes", "--format", "csv",
                "--quiet",
            ],
            in: folder.path)
        #expect(change.code == 0, "\(change.errors)")
        let head = change.lines[0].split(separator: ",").map(String.init)
        for line in change.lines.dropFirst() where !line.isEmpty {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            for (name, cell) in zip(head, cells)
            where ["library_t", "method_t", "activity_t", "technique_t", "control_t"].contains(name) {
                #expect(cell == "0", "\(line)")
            }
        }
    }

    /// NOx against SO2: nothing that changed has a cause.
    @Test func `causes of packages without a common pollutant are refused by name`() throws {
        let folder = try Workplace.county(["boilers.csv": Workplace.boilers])
        for pollutant in ["NOx", "CO"] {
            let outcome = try Program.run(
                "report county --pollutants \(pollutant) --only xml --out \(pollutant) --quiet", in: folder.path)
            #expect(outcome.code == 0, "\(outcome.errors)")
        }
        let outcome = try Program.run("diff NOx CO --causes", in: folder.path)
        #expect(outcome.code == 65 && outcome.errors.contains("no pollutant in common"), "\(outcome.errors)")
        #expect(outcome.errors.contains("'CO'") && outcome.errors.contains("NOx"))
    }
}
