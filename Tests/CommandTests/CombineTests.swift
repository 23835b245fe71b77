import Foundation
import TestSupport
import Testing

/// `combine` prints what one run prints: standard output, findings, exit code and rejected rows.
@Suite struct CombineTests {
    /// Two tables of boilers: a remark over two lines, a word that does not exist, an identifier used twice in one table
    /// and once more in the other.
    private static func county() throws -> TemporaryFolder {
        let rows = (1...30).map { row in
            "\(row == 28 ? "B4" : "B\(row)"),heating,\(row == 9 ? "coall" : "coal"),stoker,\(row * 100),\"a,\n\(row)\"\n"
        }
        let header = "id,use,fuel,technology,fuel_use[t],note\n"
        return try Workplace.county([
            "boilers.csv": header + rows.joined(),
            "boilers-more.csv": header + "B7,heating,coal,stoker,5,\nC1,heating,coal,,,\n",
        ])
    }

    private func compute(_ count: Int, in folder: TemporaryFolder, _ options: String = "") throws {
        for number in 1...count {
            let run = try Program.run(
                "compute county --part \(number)/\(count) --out \(number).part \(options)", in: folder.path)
            #expect(run.code == 0)
            #expect(run.output.isEmpty && run.errors.isEmpty, "\(run.errors)")
        }
    }

    @Test(arguments: [
        "", "--keep-going", "--keep-going --format csv --lang zh", "--keep-going --by sector,pollutant --assumptions",
        "--keep-going --format json --by fuel --fail-on-warning --quiet",
    ])
    func `the parts print what one run prints`(_ options: String) throws {
        let folder = try CombineTests.county()
        try compute(3, in: folder, "--by county,sector,fuel,pollutant")
        let by = options.contains("--by") ? "" : " --by county,sector,fuel,pollutant"
        let whole = try Program.run("compute county \(options)\(by) --rejected whole.csv", in: folder.path)
        let parts = try Program.run("combine 2.part 3.part 1.part \(options) --rejected parts.csv", in: folder.path)
        #expect(parts.code == whole.code)
        #expect(parts.output == whole.output)
        #expect(
            parts.errors.replacingOccurrences(of: "parts.", with: "whole.") == whole.errors)
        #expect(whole.errors.contains("B4") && whole.errors.contains("B7"))
        for name in ["csv", "boilers-more.csv"] {
            let files = ["whole.", "parts."].map { folder.path + "/" + $0 + name }.map {
                FileManager.default.contents(atPath: $0)
            }
            #expect(files[0] == files[1])
            #expect((files[0] != nil) == (options.contains("--keep-going") && name == "csv"))
        }
    }

    @Test func `wrong use and wrong parts are told`() throws {
        let folder = try CombineTests.county()
        try compute(2, in: folder)
        for (line, code) in [
            ("combine 1.part", Int32(65)), ("combine 1.part 1.part 2.part", 65), ("combine county/boilers.csv", 65),
            ("combine none.part", 66), ("combine", 64), ("combine 1.part 2.part --by nothing", 64),
            ("combine 1.part 2.part --by fuel", 65), ("compute county --part 3/2 --out 3.part", 64),
            ("compute county --part 1/2", 64), ("compute county --out 1.part", 64),
            ("compute county --part 1/2 --out 1.part --detail d.csv", 64),
            ("combine 1.part 2.part --keep-going --inventory county", 0),
        ] {
            let run = try Program.run(line, in: folder.path)
            #expect(run.code == code, "\(line): \(run.errors)")
            if code != 0 { #expect(!run.errors.isEmpty && run.output.isEmpty, "\(line)") }
        }
        let missing = try Program.run("combine 2.part", in: folder.path)
        #expect(missing.errors.contains("1/2") && missing.errors.contains("--part"))
        // Where the inventory lies elsewhere, findings name it there.
        try FileManager.default.moveItem(atPath: folder.path + "/county", toPath: folder.path + "/moved")
        #expect(try Program.run("combine 1.part 2.part --keep-going", in: folder.path).code == 66)
        let moved = try Program.run("combine 1.part 2.part --keep-going --inventory moved", in: folder.path)
        let whole = try Program.run("compute moved --keep-going", in: folder.path)
        #expect(moved.output == whole.output)
        #expect(moved.errors == whole.errors)
    }

    /// A measure that looks at all rows at once, one for each row, one with a name that no row has, and a constraint.
    private static let plan = """
        plan: invented
        title: {zh: 虚构方案, en: Invented plan}
        base_year: 2024
        years: [2025]
        clauses:
          - {id: XX-01, clause: 一, kind: M, text: 淘汰和压减（虚构）, topic: {zh: 锅炉, en: boilers}, effect: measures}
        measures:
          - {id: XX-01.1, clauses: [XX-01], title: {zh: 淘汰七台, en: seven closed}, action: close, table: boilers, where: {fuel: coal}, with: {count: 7}, timing: {completed: 2024-12}}
          - {id: XX-01.2, clauses: [XX-01], title: {zh: 压减, en: less coal}, action: scale, table: boilers, where: {fuel: coal}, with: {factor: 0.5, columns: [fuel_use]}, timing: {completed: 2024-12}}
          - {id: XX-01.3, clauses: [XX-01], title: {zh: 某厂淘汰, en: one firm closes}, action: close, table: boilers, where: {firm_name: 某厂}, with: {}, timing: {completed: 2024-12}}

        """

    /// Twenty firms of 10 t × 0.5; the one before last recovers 4 t, which half of the material no longer has in it. All of it invented.
    /// Edited so that no table's size changes: rows of a part that is computed already, behind all of them, in the heading.
    @Test(arguments: [
        ("B2500,heating,coal,stoker,3500", "B2500,heating,coal,stoker,9500", 2, "2.part"),
        ("B5000,heating,coal,stoker,6000", "B5000,heating,coal,stoker,9000", 3, "3.part"),
        ("B5000,", "B4999,", 3, "3.part"), ("fuel_use[t]", "fuel_use[g]", 3, "1.part"),
    ])
    func `parts of other rows are refused by name, whenever a table was edited`(
        _ old: String, _ new: String, _ done: Int, _ named: String
    ) throws {
        let rows = (1...5000).map { "B\($0),heating,coal,stoker,\(1000 + $0),\n" }
        let text = "id,use,fuel,technology,fuel_use[t],note\n" + rows.joined()
        let folder = try Workplace.county(["boilers.csv": text])
        func part(_ number: Int) throws {
            let run = try Program.run("compute county --part \(number)/3 --out \(number).part", in: folder.path)
            #expect(run.code == 0, "\(run.errors)")
        }
        for number in 1...done { try part(number) }
        let edited = text.replacingOccurrences(of: old, with: new)
        #expect(edited != text && edited.utf8.count == text.utf8.count)
        try folder.write(edited, to: "county/boilers.csv")
        for number in done..<3 { try part(number + 1) }
        let combined = try Program.run("combine 1.part 2.part 3.part --keep-going --lang en", in: folder.path)
        #expect(combined.code == 65 && combined.output.isEmpty, "\(combined.code) \(combined.output)")
        #expect(combined.errors.contains("the part is of another run"), "\(combined.errors)")
        #expect(combined.errors.contains("\(named): error:"), "\(combined.errors)")
        // Computed again, they are one run.
        for number in 1...3 { try part(number) }
        let whole = try Program.run("compute county --keep-going --lang en", in: folder.path)
        let again = try Program.run("combine 1.part 2.part 3.part --keep-going --lang en", in: folder.path)
        #expect(again.output == whole.output && again.errors == whole.errors && again.code == whole.code)
    }

    private static func firms() throws -> TemporaryFolder {
        let rows = (1...20).map { "F\($0),solvent_use,solvent_coating,10,0.5,\($0 == 19 ? "4" : "")\n" }
        return try Workplace.county([
            "voc_firms.csv": "id,unit_type,material,material_use,voc_content,recovered\n" + rows.joined()
        ])
    }

    private static func plan(_ measures: String...) -> String {
        plan.split(separator: "\n").prefix { $0 != "measures:" }.map { $0 + "\n" }.joined() + "measures:\n"
            + measures.enumerated().map {
                "  - {id: XX-01.\($0 + 1), clauses: [XX-01], title: {zh: 虚构, en: invented}, \($1), timing: {completed: 2024-12}}\n"
            }.joined()
    }

    @Test(arguments: ["en", "zh"])
    func `a part tells the errors of measures that its rows decide, and ends as the plan does`(_ language: String)
        throws
    {
        let folder = try CombineTests.firms()
        let half = "action: scale, table: voc_firms, where: {}, with: {factor: 0.5, columns: [material_use]}"
        try folder.write(CombineTests.plan(half), to: "plan.yaml")
        func part(_ number: Int, _ options: String = "") throws -> Program.Outcome {
            try Program.run(
                "plan county plan.yaml --part \(number)/2 --out \(number).part --lang \(language) \(options)",
                in: folder.path)
        }
        let whole = try Program.run("plan county plan.yaml --lang \(language)", in: folder.path)
        #expect(whole.code == 65)
        let parts = [try part(1), try part(2)]
        #expect(parts.map(\.code).sorted() == [0, 65] && parts.allSatisfy(\.output.isEmpty))
        for part in parts { #expect((part.code == 65) == !part.errors.isEmpty, "\(part.errors)") }
        let told = try #require(parts.first { $0.code == 65 }).errors.split(separator: "\n")
        let row = try #require(told.first { $0.contains("voc_firms.csv:20:") && $0.contains("recovered") }, "\(told)")
        #expect(whole.errors.contains(row))
        // The part is there all the same: together they say what the plan says.
        let combined = try Program.run("combine 1.part 2.part --lang \(language)", in: folder.path)
        #expect(combined.code == 65 && combined.output == whole.output && combined.errors == whole.errors)
        let going = [try part(1, "--keep-going"), try part(2, "--keep-going")]
        #expect(going.map(\.code) == [0, 0] && going.contains { $0.errors.contains(row) })
        let failing = [try part(1, "--keep-going --fail-on-warning"), try part(2, "--keep-going --fail-on-warning")]
        #expect(failing.map(\.code).sorted() == [0, 1])
    }

    @Test(arguments: ["en", "zh"])
    func `what every part finds alike is told by the first of them, once and before it computes`(_ language: String)
        throws
    {
        let folder = try Workplace.county(["boilers.csv": Workplace.boilers])
        // A name near that of a table, and another that is near none.
        try folder.write("id\nB9\n", to: "county/boiler.csv")
        try folder.write("x\n1\n", to: "county/anything.csv")
        try folder.write(CombineTests.plan, to: "plan.yaml")
        for verb in ["compute county", "plan county plan.yaml"] {
            let whole = try Program.run("\(verb) --lang \(language)", in: folder.path)
            let named = whole.errors.split(separator: "\n").filter {
                $0.contains("county/boiler.csv") || $0.contains("county/anything.csv")
            }
            #expect(named.count == 2, "\(whole.errors)")
            func part(_ number: Int, _ options: String = "") throws -> Program.Outcome {
                try Program.run(
                    "\(verb) --part \(number)/3 --out \(number).part --lang \(language) \(options)", in: folder.path)
            }
            let parts = [try part(1), try part(2), try part(3)]
            #expect(parts.map(\.code) == [0, 0, 0], "\(parts.map(\.errors))")
            let told = parts[0].errors.split(separator: "\n")
            #expect(named.allSatisfy { line in told.count { $0 == line } == 1 }, "\(parts[0].errors)")
            #expect(parts[1].errors.isEmpty && parts[2].errors.isEmpty)
            let combined = try Program.run("combine 1.part 2.part 3.part --lang \(language)", in: folder.path)
            #expect(combined.output == whole.output && combined.errors == whole.errors)
            // It decides nothing of a part, and quiet runs are quiet.
            #expect(try part(1, "--fail-on-warning").code == 0)
            #expect(try part(1, "--quiet").errors.isEmpty)
        }
    }

    @Test func `what all rows decide together is told by combine, what one row lacks by its part`() throws {
        let rows = (1...20).map { "B\($0),heating,coal,stoker,100\n" }.joined()
        let folder = try Workplace.county([
            "boilers.csv": "id,use,fuel,technology,fuel_use[t]\n" + rows,
            "households.csv": "id,fuel,households,fuel_per_household\nH1,loose_coal,100,3\nH2,loose_coal,50,3\n",
        ])
        // More boilers than a part has, and more than there are.
        for (count, code) in [(15, Int32(0)), (99, 65)] {
            try folder.write(
                CombineTests.plan("action: close, table: boilers, where: {}, with: {count: \(count)}"),
                to: "plan.yaml")
            for number in 1...2 {
                let part = try Program.run(
                    "plan county plan.yaml --part \(number)/2 --out \(number).part", in: folder.path)
                #expect(part.code == 0 && part.errors.isEmpty, "\(count): \(part.errors)")
            }
            let combined = try Program.run("combine 1.part 2.part", in: folder.path)
            let whole = try Program.run("plan county plan.yaml", in: folder.path)
            #expect(combined.code == code && combined.errors == whole.errors && combined.output == whole.output)
        }
        // Households without a floor area stop a measure that needs the area of all.
        try folder.write(
            CombineTests.plan(
                "action: clean_heating, table: households, where: {}, with: {to: natural_gas, rate: 0.8, heated_area: 10000}"
            ),
            to: "plan.yaml")
        let parts = try (1...2).map {
            try Program.run("plan county plan.yaml --part \($0)/2 --out \($0).part --lang en", in: folder.path)
        }
        let whole = try Program.run("plan county plan.yaml --lang en", in: folder.path)
        #expect(whole.code == 65 && parts.contains { $0.code == 65 && $0.errors.contains("households.csv:") })
    }

    @Test(arguments: ["", "--keep-going", "--keep-going --by sector,pollutant --format csv --lang zh"])
    func `the parts of a plan print what one run prints`(_ options: String) throws {
        let folder = try CombineTests.county()
        try folder.write(CombineTests.plan, to: "plan.yaml")
        for number in 1...3 {
            let run = try Program.run(
                "plan county plan.yaml --part \(number)/3 --out \(number).part --by sector", in: folder.path)
            #expect(run.code == 0 && run.output.isEmpty && run.errors.isEmpty, "\(run.errors)")
        }
        let whole = try Program.run("plan county plan.yaml \(options) --rejected whole.csv", in: folder.path)
        let parts = try Program.run("combine 3.part 1.part 2.part \(options) --rejected parts.csv", in: folder.path)
        #expect(parts.code == whole.code && (whole.code == 0) == options.contains("--keep-going"))
        #expect(parts.output == whole.output && whole.output.isEmpty != options.contains("--keep-going"))
        #expect(parts.errors.replacingOccurrences(of: "parts.", with: "whole.") == whole.errors)
        // What the identifiers of other parts reject is no row of the plan.
        #expect(whole.errors.contains("B7"))
        // Another plan than that of the parts is told by name.
        try folder.write(CombineTests.plan.replacingOccurrences(of: "0.5", with: "0.6"), to: "plan.yaml")
        let other = try Program.run("combine 3.part 1.part 2.part \(options)", in: folder.path)
        #expect(other.code == 65 && other.output.isEmpty)
        #expect(other.errors.contains(options.contains("zh") ? "方案及输入的摘要" : "digest of the plan and its inputs"))
        #expect(other.errors.contains("1.part") && other.errors.contains("3.part"))
    }

    /// Parts of the plan, with the other options, in files of that name.
    private func plan(_ count: Int, in folder: TemporaryFolder, as name: String, _ options: String = "") throws {
        for number in 1...count {
            let run = try Program.run(
                "plan county plan.yaml --part \(number)/\(count) --out \(name)\(number).part \(options)",
                in: folder.path)
            #expect(run.code == 0 && run.output.isEmpty && run.errors.isEmpty, "\(run.errors)")
        }
    }

    @Test func `a corrupt, missing, doubled or foreign part of a plan is refused by name`() throws {
        let folder = try CombineTests.county()
        try folder.write(CombineTests.plan, to: "plan.yaml")
        try plan(3, in: folder, as: "p")
        try plan(2, in: folder, as: "two-")
        try plan(3, in: folder, as: "by-", "--by sector")
        try compute(3, in: folder)
        try folder.write(CombineTests.plan.replacingOccurrences(of: "0.5", with: "0.25"), to: "plan.yaml")
        try plan(3, in: folder, as: "other-")
        try folder.write(CombineTests.plan, to: "plan.yaml")
        func refused(_ files: String, _ words: String...) throws {
            let run = try Program.run("combine \(files) --keep-going", in: folder.path)
            #expect(run.code == 65 && run.output.isEmpty, "\(files): \(run.errors)")
            for word in words { #expect(run.errors.contains(word), "\(files): \(run.errors)") }
        }
        #expect(try Program.run("combine p3.part p1.part p2.part --keep-going", in: folder.path).code == 0)
        try refused("p1.part p3.part", "2/3")
        try refused("p2.part", "1/3", "3/3")
        try refused("p1.part p2.part p3.part p2.part", "p2.part", "2/3")
        for foreign in ["two-2.part", "by-2.part", "2.part", "other-2.part"] {
            try refused("p1.part \(foreign) p3.part", foreign)
        }
        // Every stretch of the file is looked at, and so is its end.
        let path = folder.path + "/p2.part"
        let sound = try #require(FileManager.default.contents(atPath: path))
        for place in stride(from: 3, to: sound.count, by: max(1, sound.count / 12)) {
            var wrong = sound
            wrong[place] ^= 0x10
            try wrong.write(to: URL(fileURLWithPath: path))
            try refused("p1.part p2.part p3.part", "p2.part")
        }
        for length in [0, 20, sound.count / 2, sound.count - 1] {
            try sound.prefix(length).write(to: URL(fileURLWithPath: path))
            try refused("p1.part p2.part p3.part", "p2.part")
        }
        try (sound + Data([0])).write(to: URL(fileURLWithPath: path))
        try refused("p1.part p2.part p3.part", "p2.part")
        try FileManager.default.removeItem(atPath: path)
        let gone = try Program.run("combine p1.part p2.part p3.part", in: folder.path)
        #expect(gone.code == 66 && gone.errors.contains("p2.part"))
    }

    /// The numbers of parts in an order that has nothing to do with theirs.
    private static func turned(_ count: Int, _ step: Int) -> [Int] { (0..<count).map { $0 * step % count + 1 } }

    @Test(arguments: ["compute county", "plan county plan.yaml"])
    func `sixty-four parts in any order print what one run prints`(_ verb: String) throws {
        let folder = try CombineTests.county()
        try folder.write(CombineTests.plan, to: "plan.yaml")
        for number in 1...64 {
            let run = try Program.run("\(verb) --part \(number)/64 --out \(number).part", in: folder.path)
            #expect(run.code == 0 && run.output.isEmpty && run.errors.isEmpty, "\(run.errors)")
        }
        for options in ["", "--keep-going"] {
            let whole = try Program.run("\(verb) \(options) --rejected whole.csv", in: folder.path)
            #expect((whole.code == 0) == (options == "--keep-going"))
            let rejected = FileManager.default.contents(atPath: folder.path + "/whole.csv")
            #expect((rejected != nil) == (options == "--keep-going"))
            for order in [CombineTests.turned(64, 1), CombineTests.turned(64, 27), CombineTests.turned(64, 63)] {
                #expect(Set(order).count == 64)
                let files = order.map { "\($0).part" }.joined(separator: " ")
                let parts = try Program.run("combine \(files) \(options) --rejected parts.csv", in: folder.path)
                #expect(parts.code == whole.code)
                #expect(parts.output == whole.output)
                #expect(parts.errors.replacingOccurrences(of: "parts.", with: "whole.") == whole.errors)
                #expect(FileManager.default.contents(atPath: folder.path + "/parts.csv") == rejected)
            }
        }
    }
}
