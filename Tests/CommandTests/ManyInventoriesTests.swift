import Foundation
import TestSupport
import Testing

/// Many inventories in one run: the same numbers as one by one, by region; one that is broken does not stop the others.
@Suite struct ManyInventoriesTests {
    /// Three invented counties, a broken one, and a folder that is none.
    private static func counties(broken: Bool) throws -> TemporaryFolder {
        let folder = try Workplace.empty()
        for (name, region, seed) in [("a", "654002", 3), ("b", "654003", 4), ("c", "654004", 5)] {
            try write(region, to: "all/" + name, in: folder, seed: seed)
        }
        try folder.write("no inventory", to: "all/plans/notes.txt")
        if broken { try folder.write("id,fuel,fuel_use\nB1,coall,1\n", to: "all/b/boilers.csv") }
        return folder
    }

    private static func write(
        _ region: String, to name: String, in folder: TemporaryFolder, year: Int = 2024, seed: Int
    ) throws {
        try FileManager.default.createDirectory(
            atPath: folder.path + "/" + name, withIntermediateDirectories: true)
        try InventedCounty.write(folder.path + "/" + name, region: region, year: year, seed: seed)
    }

    private func run(_ line: String, in folder: TemporaryFolder) throws -> Program.Outcome {
        try Program.run(line, in: folder.path)
    }

    @Test(arguments: ["csv", "json"])
    func `totals by region are those of each inventory`(_ format: String) throws {
        let folder = try ManyInventoriesTests.counties(broken: false)
        let all = try run("compute --all all --format \(format) --quiet", in: folder)
        #expect(all.code == 0, "\(all.errors)")
        let regions = ["654002", "654003", "654004"]
        if format == "csv" {
            var expected = ["region,county,sector,pollutant,emission_t"]
            for (name, region) in zip(["a", "b", "c"], regions) {
                let one = try run("compute all/\(name) --format csv --quiet", in: folder)
                expected += one.lines.dropFirst().filter { !$0.isEmpty }.map { region + "," + $0 }
            }
            #expect(all.lines.filter { !$0.isEmpty } == expected)
        } else {
            let rows = try #require(
                JSONSerialization.jsonObject(with: Data(all.output.utf8)) as? [[String: Any]])
            #expect(Set(rows.compactMap { $0["region"] as? String }) == Set(regions))
            #expect(rows.allSatisfy { $0["emission_t"] is NSNumber })
        }
        // A list names them from its own folder on.
        try folder.write("# counties\nall/c\n\nall/a\n", to: "list.txt")
        let listed = try run("compute --all list.txt --format csv --quiet", in: folder)
        let found = try run("compute --all all --format csv --quiet", in: folder)
        #expect(listed.lines.filter { $0.hasPrefix("654002") } == found.lines.filter { $0.hasPrefix("654002") })
        #expect(listed.lines[1].hasPrefix("654004"))
    }

    @Test func `a broken inventory is told and left out`() throws {
        let folder = try ManyInventoriesTests.counties(broken: true)
        for verb in ["compute", "check"] {
            let all = try run("\(verb) --all all", in: folder)
            #expect(all.code == 65)
            #expect(all.output.contains("654002") && all.output.contains("654004"))
            #expect(!all.output.contains("654003"))
            #expect(all.errors.contains("all/b/boilers.csv:2") && all.errors.contains("'coall'"))
            #expect(all.errors.contains("1 of 3 inventories are left out"))
        }
        #expect(try run("compute --all all --keep-going", in: folder).code == 0)
        try FileManager.default.removeItem(atPath: folder.path + "/all/b/inventory.yaml")
        let without = try run("compute --all all", in: folder)
        #expect(without.code == 65 && without.errors.contains("all/b/inventory.yaml"))
    }

    @Test func `an inventory of the same region and year is not added twice`() throws {
        let folder = try ManyInventoriesTests.counties(broken: false)
        try ManyInventoriesTests.write("654003", to: "all/d", in: folder, seed: 9)
        let twice = try run("compute --all all", in: folder)
        #expect(twice.code == 65)
        #expect(twice.errors.contains("all/d: error: two inventories are of one region and year"))
        let without = try run("compute --all all --quiet", in: folder)
        #expect(without.output == twice.output)
        try FileManager.default.removeItem(atPath: folder.path + "/all/d")
        #expect(try run("compute --all all --quiet", in: folder).output == twice.output)
        try ManyInventoriesTests.write("654021", to: "all/d", in: folder, year: 2023, seed: 9)
        let years = try run("compute --all all", in: folder)
        #expect(years.output.contains("different years (2023, 2024): no total"))
    }

    @Test func `plans and packages of many inventories`() throws {
        let folder = try ManyInventoriesTests.counties(broken: false)
        let plan = Repository.root + "/Inventories/kizilsu-2025/plans/kizilsu-2025.yaml"
        let all = try run("plan --all all \(plan) --format csv --quiet", in: folder)
        #expect(all.code == 0, "\(all.errors)")
        #expect(all.lines[0].hasPrefix("region,measure,clause,pollutant,baseline_t,reduction_t"))
        for (name, region) in [("a", "654002"), ("c", "654004")] {
            let one = try run("plan all/\(name) \(plan) --format csv --quiet", in: folder)
            #expect(
                all.lines.filter { $0.hasPrefix(region) }
                    == one.lines.dropFirst().filter { !$0.isEmpty }.map { region + "," + $0 })
        }
        let packages = try run("report --all all --out out --only xml --quiet", in: folder)
        #expect(packages.code == 0, "\(packages.errors)")
        #expect(
            packages.lines.filter { !$0.isEmpty }
                == ["654002-2024", "654003-2024", "654004-2024"].map { "out/\($0)/report.xml" })
        let one = try run("report all/b --out one --only xml --quiet", in: folder)
        #expect(one.code == 0)
        #expect(try folder.bytes(of: "one/report.xml") == folder.bytes(of: "out/654003-2024/report.xml"))
    }

    @Test func `of two inventories of one region and year the first is packed, whichever is ready first`() throws {
        let folder = try ManyInventoriesTests.counties(broken: false)
        try ManyInventoriesTests.write("654002", to: "all/d", in: folder, seed: 9)
        let one = try run("report all/a --out one --only xml --quiet", in: folder)
        #expect(one.code == 0, "\(one.errors)")
        for number in 0..<4 {
            let packages = try run("report --all all --out out\(number) --only xml --quiet --lang en", in: folder)
            #expect(packages.code == 65 && packages.errors.contains("all/d: left out"), "\(packages.errors)")
            #expect(packages.errors.contains("two inventories are of one region and year"), "\(packages.errors)")
            #expect(try folder.bytes(of: "one/report.xml") == folder.bytes(of: "out\(number)/654002-2024/report.xml"))
        }
    }

    @Test func `warnings that end a run with 1 are told`() throws {
        let folder = try ManyInventoriesTests.counties(broken: false)
        try folder.write(
            "id,use,fuel,technology,fuel_use[t],other\nB1,heating,coal,stoker,1,x\n", to: "all/b/boilers.csv")
        let told = try run("compute --all all --fail-on-warning --lang en", in: folder)
        #expect(told.code == 1 && told.errors.contains("all/b/boilers.csv:1:6"), "\(told.errors)")
        for option in ["--path", "--tasks", "--costs"] {
            #expect(try run("plan --all all all/b/plans/invented.yaml \(option)", in: folder).code == 64)
        }
    }

    @Test func `wrong use is told`() throws {
        let folder = try ManyInventoriesTests.counties(broken: false)
        for (line, code) in [
            ("compute --all nowhere", Int32(66)), ("compute --all all/plans", 65),
            ("compute --all all --detail d.csv", 64),
            ("compute --all all --assumptions", 64), ("compute --all all --rejected r.csv", 64),
            ("compute --all all --part 1/2 --out p", 64), ("explain --all all B1", 64),
            ("check --all all --plan p", 64),
        ] {
            let run = try run(line, in: folder)
            #expect(run.code == code, "\(line): \(run.errors)")
            #expect(run.output.isEmpty && !run.errors.isEmpty)
        }
    }
}
