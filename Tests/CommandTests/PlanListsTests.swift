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
        #expect(good.code == 0 && good.output.contains("46 measures") && good.output.contains("no errors"))
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
        // The plan and the form of what it waits for stand beside the tables, and are read together.
        #expect(try Workplace.text("new/plans/inputs.yaml", in: folder).contains("id: KZ-13") == false)
        #expect(try Workplace.text("new/plans/inputs.yaml", in: folder).contains("id: KZ-16.1.to"))
        let filled = try Workplace.text("new/plans/inputs.yaml", in: folder).replacing(
            "- id: KZ-16.1.to\n    value: \"?\"\n    by: \"\"\n    date: \"\"",
            with: "- id: KZ-16.1.to\n    value: electricity\n    by: 示例\n    date: 2025-03-01")
        try folder.write(filled, to: "new/plans/inputs.yaml")
        let asked = try Program.run("plan --check \(folder.path)/new/plans/kizilsu-2025.yaml --format csv")
        #expect(asked.code == 0 && !asked.output.contains("KZ-16.1.to"), "\(asked.output)")
        let again = try Program.run(
            "init \(folder.path)/new --region 653022 --year 2025 --plan \(PlanListsTests.plan) --quiet --force")
        #expect(again.code == 0, "\(again.errors)")
        #expect(try Workplace.text("new/plans/inputs.yaml", in: folder).contains("electricity"))
    }

    @Test func `a workbook begins from a plan, with its firms and the form of its inputs`() throws {
        let folder = try TemporaryFolder()
        let outcome = try Program.run(
            "init \(folder.path)/new.xlsx --workbook --region 653022 --year 2025 --plan \(PlanListsTests.plan) --quiet")
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(try Workplace.text("new-inputs.yaml", in: folder).contains("plan: kizilsu-2025"))
        let check = try Program.run("check \(folder.path)/new.xlsx --format csv --quiet")
        #expect(check.output.contains("boilers") && check.output.contains("kilns"), "\(check.output)")
        let firms = try Program.run(
            "plan \(folder.path)/new.xlsx \(PlanListsTests.plan) --coverage --format csv --quiet")
        #expect(firms.lines.contains { $0.hasPrefix("KZ-14,") && !$0.contains("no_such_source") }, "\(firms.output)")
        #expect(
            try Program.run(
                "init \(folder.path)/x --region 653022 --year 2025 --plan \(PlanListsTests.plan) --kinds boilers"
            ).code == 64)
    }

    @Test func `an emergency list is held to what a plan asks`() throws {
        let folder = try TemporaryFolder()
        try folder.write("table,id,yellow,orange,red\nboilers,B018,10%,20%,30%\n", to: "list.csv")
        let plan = "Inventories/changji-2018-2020/plans/changji-2018-2020.yaml"
        let line = "alert \(PlanListsTests.county) \(folder.path)/list.csv --keep-going --format csv --lang en"
        let outcome = try Program.run(line + " --plan \(plan) --quiet")
        #expect(outcome.output.contains("yellow,NOx,") && outcome.output.contains(",10,short"), "\(outcome.output)")
        // A plan that asks nothing of lists is told.
        let other = try Program.run(line + " --plan \(PlanListsTests.plan)")
        #expect(other.errors.contains("asks nothing of emergency lists"), "\(other.errors)")
    }

    @Test func `which year credits are told for is said`() throws {
        let plan = "Inventories/demo-county-2024/plans/demo-2025.yaml"
        let projects = try Program.run("plan \(PlanListsTests.county) \(plan) --projects --format csv --lang en")
        #expect(projects.errors.contains("credits are those of 2025"), "\(projects.errors)")
        let asked = try Program.run(
            "plan \(PlanListsTests.county) \(plan) --projects --year 2026 --format csv --lang en")
        #expect(!asked.errors.contains("credits are those of"))
    }
}
