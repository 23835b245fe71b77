import Foundation
import TestSupport
import Testing

/// The verbs that work on plans and packages, as a user meets them.
@Suite struct PlanOutputTests {
    private static let plan = "plan Inventories/ili-2021 Inventories/ili-2021/plans/ili-2021.yaml --quiet"

    @Test func `a plan as CSV has the columns of the contract, and each measure begins where the last ended`() throws {
        let outcome = try Program.run(PlanOutputTests.plan + " --format csv")
        #expect(outcome.code == 0)
        #expect(
            outcome.lines[0]
                == "measure,clause,pollutant,baseline_t,reduction_t,alone_t,overlap_t,scenario_t,held_t,blank_t,year_effect_t,gross_t,year,state"
        )
        var reached: [String: String] = [:]
        for line in outcome.lines.dropFirst() where !line.isEmpty {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            #expect(cells.count == 14)
            // A household gas without a factor is held: 741 households × 3 t × 2.2 kg/t = 4.8906 t.
            if cells[0] == "IL-46.1" { #expect(cells[8] == (cells[2] == "NOx" ? "4.8906" : "0")) }
            if let before = reached[cells[2]] { #expect(cells[3] == before, "\(line)") }
            reached[cells[2]] = cells[7]
        }
        #expect(reached.count == 2)
    }

    @Test(arguments: ["", "--by pollutant", "--coverage", "--key-projects"])
    func `a plan whose totals lack source classes says so in every table`(option: String) throws {
        let line = PlanOutputTests.plan + " --pollutants NOx,PM2.5 --lang zh " + option
        let table = try Program.run(line)
        #expect(table.output.contains("PM2.5 incomplete: 扬尘源、农业源"), "\(option)")
        #expect(!table.output.contains("NOx incomplete"))
        let csv = try Program.run(line + " --format csv")
        #expect(csv.lines[0].hasSuffix(",incomplete"), "\(csv.lines[0])")
        #expect(csv.lines.contains { $0.contains("PM2.5") && $0.hasSuffix("扬尘源、农业源") } || option == "--coverage")
        #expect(option != "--coverage" || csv.lines[1].hasSuffix(",PM2.5: 扬尘源、农业源"))
        #expect(try Program.run(line + " --format json").output.contains("扬尘源、农业源"))
    }

    @Test func `plans side by side, targets and packages say what totals lack`() throws {
        let folder = try TemporaryFolder()
        let plan = "Inventories/ili-2021/plans/ili-2021.yaml"
        let compared = try Program.run("compare Inventories/ili-2021 \(plan) --quiet --pollutants PM2.5 --lang en")
        #expect(compared.output.contains("PM2.5 incomplete: dust, farming"))
        #expect(
            try Program.run(PlanOutputTests.plan + " --pollutants NOx,PM2.5 --targets " + folder.path + "/targets.csv")
                .code
                == 0)
        #expect(
            try Workplace.text("targets.csv", in: folder).hasPrefix("target,clause,region,pollutant,base_year,year,"))
        #expect(try Workplace.text("targets.csv", in: folder).contains("shortfall_t,incomplete\n"))
        let out = folder.path + "/package"
        #expect(try Program.run("report Inventories/ili-2021 --quiet --pollutants PM2.5 --out " + out).code == 0)
        let difference = try Program.run("diff \(out)/report.xml \(out)/report.xml --lang en")
        #expect(difference.output.contains("PM2.5 incomplete: dust, farming"))
    }

    @Test func `what is held for want of a factor is told in a comparison too`() throws {
        let plan = "Inventories/ili-2021/plans/ili-2021.yaml"
        let csv = try Program.run("compare Inventories/ili-2021 \(plan) --quiet --format csv")
        #expect(csv.lines[0].hasSuffix(",measures,held_t"))
        #expect(csv.lines.filter { $0.hasPrefix("ili-2021,NOx,") && $0.hasSuffix(",4.8906") }.count == 1)
        let table = try Program.run("compare Inventories/ili-2021 \(plan) --quiet --lang en")
        #expect(table.output.contains("IL-46.1 needs households natural_gas NOx: 4.89 t of NOx held as before"))
        let two = try Program.run("compare Inventories/ili-2021 \(plan) \(plan) --quiet --lang zh")
        #expect(two.output.contains("IL-46.1 需要 households natural_gas NOx：NOx 4.89 t 保持原值"))
    }

    @Test func `targets go to a table of their own`() throws {
        let folder = try TemporaryFolder()
        let line = PlanOutputTests.plan + " --format csv --targets " + folder.path + "/targets.csv"
        #expect(try Program.run(line).code == 0)
        #expect(try Workplace.text("targets.csv", in: folder).contains("IL-05.1"))
    }

    @Test func `a plan or an inventory that is not there ends with 66`() throws {
        #expect(try Program.run("plan Inventories/ili-2021 nowhere.yaml --quiet").code == 66)
        #expect(try Program.run("plan nowhere Inventories/ili-2021/plans/ili-2021.yaml --quiet").code == 66)
        #expect(try Program.run("verify nowhere.xml").code == 66)
    }

    @Test func `a report appears whole, is accepted by verify, and is the same bytes twice`() throws {
        let folder = try TemporaryFolder()
        for name in ["first", "second"] {
            let line = "report Inventories/ili-2021 --quiet --out " + folder.path + "/" + name
            #expect(try Program.run(line).code == 0)
        }
        for file in ["report.xml", "report.html", "report.xlsx", "totals.csv", "results.csv"] {
            let bytes = ["first/", "second/"].map {
                FileManager.default.contents(atPath: folder.path + "/" + $0 + file)
            }
            #expect(bytes[0] != nil && bytes[0] == bytes[1], "\(file)")
        }
        let verdict = try Program.run("verify " + folder.path + "/first/report.xml")
        #expect(verdict.code == 0)
        #expect(verdict.output.contains("accepted"))
    }

    @Test func `a report with one digit changed is refused`() throws {
        let folder = try TemporaryFolder()
        #expect(try Program.run("report Inventories/ili-2021 --quiet --out " + folder.path + "/out").code == 0)
        let text = try Workplace.text("out/report.xml", in: folder)
        // 256 boilers × 300 t × 4 kg/t = 307.2 t
        let changed = text.replacingOccurrences(of: "307.2<", with: "307.3<")
            .replacingOccurrences(of: "\"307.2\"", with: "\"307.3\"")
        #expect(changed != text)
        let file = try folder.write(changed, to: "changed.xml")
        let verdict = try Program.run(["verify", file])
        #expect(verdict.code == 65)
        #expect(!verdict.output.contains("verdict: accepted"))
    }

    @Test func `a report that has no place to stand ends with 74`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("a regular file", to: "file")
        let outcome = try Program.run("report Inventories/ili-2021 --quiet --out " + file + "/out")
        #expect(outcome.code == 74)
        #expect(outcome.output.isEmpty)
        let merged = try Program.run("merge nowhere.xml --out " + folder.path + "/merged")
        #expect(merged.code == 66)
        #expect(!Workplace.exists("merged", in: folder))
    }
}
