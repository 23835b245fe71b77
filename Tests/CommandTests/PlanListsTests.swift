import Foundation
import TestSupport
import Testing

/// The verbs of an officer's month: potential, projects, thresholds, progress, a plan checked and begun from.
@Suite struct PlanListsTests {
    private static let county = "Inventories/demo-county-2024"
    private static let plan = "Inventories/kizilsu-2025/plans/kizilsu-2025.yaml"

    @Test func `the potential adds up by any key to the same tonnes`() throws {
        func sum(_ key: String) throws -> Double {
            let outcome = try Program.run(
                "potential \(PlanListsTests.county) --quiet --pollutants NOx --format csv --by \(key)")
            #expect(outcome.code == 0 && outcome.lines[0].hasPrefix("\(key),pollutant,today_t,potential_t,"))
            return outcome.lines.dropFirst().filter { !$0.isEmpty }.reduce(0) { sum, line in
                let cells = line.split(separator: ",", omittingEmptySubsequences: false)
                return sum + (Double(cells[cells.count - 6]) ?? 0)
            }
        }
        let sectors = try sum("sector")
        #expect(sectors > 0)
        #expect(abs(try sum("kind") - sectors) < 1e-6)
        #expect(abs(try sum("technique") - sectors) < 1e-6)
    }

    @Test func `a plan is checked without an inventory, and a mistake ends with 65`() throws {
        let good = try Program.run("plan --check \(PlanListsTests.plan) --lang en")
        #expect(good.code == 0 && good.output.contains("42 measures") && good.output.contains("no errors"))
        let folder = try TemporaryFolder()
        let text = try Repository.text(PlanListsTests.plan).replacing("action: close", with: "action: closed")
        try folder.write(text, to: "wrong.yaml")
        let bad = try Program.run("plan --check \(folder.path)/wrong.yaml --lang en")
        #expect(bad.code == 65 && bad.errors.contains("close"))
        #expect(try Program.run("plan \(PlanListsTests.county) --lang en").code == 64)
    }

    @Test func `projects, sources without one and thresholds are lists`() throws {
        let line = "plan \(PlanListsTests.county) \(PlanListsTests.plan) --quiet --pollutants NOx --format csv "
        let projects = try Program.run(line + "--projects")
        #expect(projects.lines[0].hasPrefix("measure,clause,table,source_id,firm_name,credit_code,county_code,"))
        #expect(projects.lines.count > 10)
        let untouched = try Program.run(line + "--untouched")
        #expect(untouched.lines[0] == "table,source_id,pollutant,emission_t,reason_code,reason")
        let thresholds = try Program.run(
            "plan \(PlanListsTests.county) Inventories/kashgar-2024/plans/kashgar-2024.yaml --quiet --thresholds --format csv"
        )
        #expect(thresholds.lines.contains { $0.hasPrefix("KS-18.m,KS-18,") && $0.contains(",concerned,") })
    }

    @Test func `progress is printed and written, and travels in the package`() throws {
        let folder = try TemporaryFolder()
        let line = "progress \(PlanListsTests.county) \(PlanListsTests.plan) --quiet --month 2026-02 --lang en"
        #expect(try Program.run(line).output.contains("late"))
        #expect(try Program.run(line + " --out \(folder.path)/out").code == 0)
        #expect(try Workplace.text("out/progress.xml", in: folder).contains("month=\"2026-02\""))
        #expect(try Program.run("progress \(PlanListsTests.county) \(PlanListsTests.plan) --lang en").code == 64)
        #expect(
            try Program.run("report \(PlanListsTests.county) --month 2026-02 --out \(folder.path)/p --lang en").code
                == 64)
    }

    @Test func `an inventory begins from a plan`() throws {
        let folder = try TemporaryFolder()
        let outcome = try Program.run(
            "init \(folder.path)/new --region 653022 --year 2025 --plan \(PlanListsTests.plan) --quiet")
        #expect(outcome.code == 0)
        let boilers = try Workplace.text("new/boilers.csv", in: folder)
        #expect(boilers.contains("阿克陶县坤阳热力有限责任公司"))
    }
}
