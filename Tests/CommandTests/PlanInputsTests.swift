import Foundation
import Lantian
import TestSupport
import Testing

/// Inputs of a plan as a file: written as a form, read by every verb, carried in the package; and the path by year.
@Suite struct PlanInputsTests {
    private static let head = "id,firm_name,use,fuel,technology,capacity,fuel_use[t],nox_device,nox_removal\n"

    /// An invented county of 40 t and 4 t of NOx (4 kg/t), its inventory of 2020, and a plan that waits for two values.
    private static func workplace() throws -> TemporaryFolder {
        let folder = try Workplace.county([
            "boilers.csv": head
                + "B1,示例热力公司,heating,coal,stoker,40,10000,,\nB2,示例供热站,heating,coal,stoker,2,1000,,\n"
        ])
        try folder.write(InventoryText.manifest(year: 2020), to: "county2020/inventory.yaml")
        try folder.write(head + "B1,示例热力公司,heating,coal,stoker,40,5000,,\n", to: "county2020/boilers.csv")
        try folder.write(
            """
            plan: invented
            title: {zh: 虚构方案, en: invented plan}
            regions: [654002]
            base_year: 2024
            years: [2025]
            clauses:
              - {id: P-1, clause: 一, kind: M, text: "…", topic: {zh: 小锅炉, en: small boilers}, effect: measures}
              - {id: P-2, clause: 二, kind: M, text: "…", topic: {zh: 脱硝, en: removal}, effect: measures}
              - {id: P-3, clause: 三, kind: S, text: "…", topic: {zh: 增长, en: growth}, effect: measures}
            measures:
              - {id: P-1.1, clauses: [P-1], title: {zh: 淘汰小锅炉, en: close small boilers}, action: close, table: boilers, where: {capacity: "<= 10 t/h"}, with: {share: "?"}, timing: {completed: 2024-12}}
              - {id: P-2.1, clauses: [P-2], title: {zh: 脱硝改造, en: removal}, action: control, table: boilers, where: {capacity: "> 10 t/h"}, with: {pollutant: NOx, device: scr, removal: "?"}, timing: {completed: 2025-12}}
              - {id: P-3.1, clauses: [P-3], title: {zh: 供热增长, en: growth of heat}, action: scale, table: boilers, where: {capacity: "> 10 t/h"}, with: {factor: 1.1, columns: [fuel_use]}, timing: {from: 2025-01}}

            """, to: "plan.yaml")
        return folder
    }

    private static func answered(_ folder: TemporaryFolder, _ value: String = "50 %", by: String = "示例局") throws {
        let form = try Workplace.text("inputs.yaml", in: folder)
        let lines = form.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let place = try #require(lines.firstIndex { $0.hasSuffix("id: P-1.1.share") })
        var filled = lines
        filled[place + 1] = "    value: \(value)"
        filled[place + 2] = "    by: \(by)"
        filled[place + 3] = "    date: 2024-11-05"
        try AtomicFile.write(Array(filled.joined(separator: "\n").utf8), to: folder.path + "/inputs.yaml")
    }

    @Test func `a form is written once, and its answers are read by every verb`() throws {
        let folder = try Self.workplace()
        let asked = try Program.run("plan county plan.yaml --ask inputs.yaml --lang en", in: folder.path)
        #expect(asked.code == 0 && asked.output.contains("inputs.yaml: 2 inputs"), "\(asked.errors)")
        let form = try Workplace.text("inputs.yaml", in: folder)
        #expect(form.contains("# close small boilers · 一\n  - id: P-1.1.share\n    value: \"?\"\n    by: \"\""))
        // A form that nobody filled in changes nothing.
        let open = try Program.run("plan county plan.yaml --format csv --quiet", in: folder.path)
        #expect(open.code == 0 && open.output.contains("P-1.1"), "\(open.errors)")
        let again = try Program.run("plan county plan.yaml --ask inputs.yaml --lang en", in: folder.path)
        #expect(again.code == 64 && again.errors.contains("not overwritten"), "\(again.errors)")
        try Self.answered(folder)
        // Half of 4 t.
        let plan = try Program.run("plan county plan.yaml --format csv --quiet --pollutants NOx", in: folder.path)
        #expect(plan.lines.contains { $0.hasPrefix("P-1.1,P-1,NOx,44,2,2,0,42,") }, "\(plan.output)\(plan.errors)")
        let compared = try Program.run(
            "compare county plan.yaml inputs.yaml --format csv --quiet --pollutants NOx --year 2025 --base county2020",
            in: folder.path)
        #expect(compared.lines.count { !$0.isEmpty } == 2, "\(compared.output)\(compared.errors)")
        #expect(compared.lines[0].hasSuffix(",year_effect_t,targets_met,targets"))
        // Two of three computed: 2 t less, 4 t of growth.
        #expect(compared.lines[1].hasPrefix("invented,NOx,44,-2,46,2,3,0,"), "\(compared.lines[1])")
        #expect(compared.lines[1].hasSuffix(",-2,0,0"), "\(compared.lines[1])")
        // What the command line says goes before the file: all of it is closed.
        let set = try Program.run(
            "plan county plan.yaml --format csv --quiet --pollutants NOx --set P-1.1.share=1", in: folder.path)
        #expect(set.lines.contains { $0.hasPrefix("P-1.1,P-1,NOx,44,4,") }, "\(set.output)")
        // A new form keeps what is answered.
        #expect(try Program.run("plan county plan.yaml --ask more.yaml --lang zh", in: folder.path).code == 0)
        let more = try Workplace.text("more.yaml", in: folder)
        #expect(more.contains("value: \"50 %\"\n    by: \"示例局\"\n    date: 2024-11-05"), "\(more)")
        #expect(more.contains("- id: P-2.1.removal\n    value: \"?\""), "\(more)")
    }

    @Test func `what is wrong with inputs is told where it stands`() throws {
        let folder = try Self.workplace()
        func run(_ text: String, _ option: String = "") throws -> Program.Outcome {
            try folder.write(text, to: "inputs.yaml")
            return try Program.run("plan county plan.yaml \(option) --lang en", in: folder.path)
        }
        let unknown = try run(
            "plan: invented\ninputs:\n  - {id: P-1.1.shares, value: 1, by: A, date: 2024-01-05}\n")
        #expect(unknown.code == 65 && unknown.errors.contains("inputs.yaml:3"), "\(unknown.errors)")
        #expect(unknown.errors.contains("P-1.1.share"), "\(unknown.errors)")
        let nobody = try run("plan: invented\ninputs:\n  - {id: P-1.1.share, value: 1}\n")
        #expect(nobody.code == 0 && nobody.errors.contains("nobody is named"), "\(nobody.errors)")
        let date = try run("plan: invented\ninputs:\n  - {id: P-1.1.share, value: 1, by: A, date: spring}\n")
        #expect(date.code == 65 && date.errors.contains("cannot be read"), "\(date.errors)")
        let twice = try run(
            "plan: invented\ninputs:\n  - {id: P-1.1.share, value: 1, by: A, date: 2024-01}\n  - {id: P-1.1.share, value: 0.5, by: B, date: 2024-02}\n"
        )
        #expect(twice.code == 65 && twice.errors.contains("stands twice"), "\(twice.errors)")
        // Beside the plan a file of another plan is not asked; named, it is an error.
        let other = "plan: other\ninputs:\n  - {id: P-1.1.share, value: 1, by: A, date: 2024-01}\n"
        #expect(try run(other).code == 0)
        let named = try run(other, "--inputs inputs.yaml")
        #expect(named.code == 65 && named.errors.contains("that of another plan"), "\(named.errors)")
        #expect(try Program.run("report county --out p --year 2025", in: folder.path).code == 64)
    }

    @Test
    func `a package carries every measure, the clauses, the inputs and the plan, and its first page says how many`()
        throws
    {
        let folder = try Self.workplace()
        #expect(try Program.run("plan county plan.yaml --ask inputs.yaml --lang en", in: folder.path).code == 0)
        try Self.answered(folder)
        let report = try Program.run(
            "report county --plan plan.yaml --base county2020 --year 2025 --out package --lang en --quiet --pollutants NOx",
            in: folder.path)
        #expect(report.code == 0, "\(report.errors)")
        let page = try Workplace.text("package/report.html", in: folder)
        #expect(page.contains("2 of 3 measures of the plan computed, 1 wait for inputs."))
        #expect(page.contains("in force") && page.contains("<polyline"))
        let read = try ReportPackage.read(path: folder.path + "/package/report.xml")
        let scenario = try #require(read.package?.parts.first?.scenario)
        #expect(Set(scenario.measures.map(\.id)) == ["P-1.1", "P-2.1", "P-3.1"])
        #expect(scenario.measures.first { $0.id == "P-2.1" }?.state == "needs_input")
        #expect(scenario.measures.first { $0.id == "P-2.1" }?.needs == "removal")
        #expect(scenario.clauses.map(\.state) == ["computed", "needs_input", "computed"])
        #expect(scenario.inputs.map(\.id) == ["P-1.1.share"] && scenario.inputs.first?.by == "示例局")
        #expect(scenario.files.map(\.name) == ["plan.yaml", "inputs.yaml"])
        #expect(scenario.files.first?.text == (try Workplace.text("plan.yaml", in: folder)))
        #expect(scenario.path.map(\.year) == [2020, 2024, 2025])
        let csv = try Workplace.text("package/measures.csv", in: folder)
        #expect(csv.contains("P-2.1") && csv.contains("needs_input"))
        // 44 t and 4 t of growth; without the half of B2, which is closed by law from January on: 46 t.
        let path = try Workplace.text("package/path.csv", in: folder)
        #expect(path.contains("NOx,2025,48,46,46,"), "\(path)")
        let verified = try Program.run("verify package --lang en", in: folder.path)
        #expect(verified.code == 0, "\(verified.output)")
    }

    @Test func `the path has growth in its baseline, the base year as it was, and a target`() throws {
        let folder = try Self.workplace()
        let path = try Program.run(
            "plan county plan.yaml --path --base county2020 --set P-1.1.share=0.5 --format csv --quiet --pollutants NOx",
            in: folder.path)
        #expect(
            path.lines[0] == "pollutant,year,baseline_t,in_force_t,plan_t,full_effect_t,potential_t,target_t")
        let rows = path.lines.dropFirst().filter { !$0.isEmpty }.map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(
            rows.map { $0[0...5].joined(separator: ",") } == [
                "NOx,2020,20,20,20,46", "NOx,2024,44,44,44,46", "NOx,2025,48,46,46,46",
            ], "\(path.output)\(path.errors)")
        // The potential is that of the verb, and growth comes on top of it.
        let potential = try Program.run(
            "potential county --format csv --quiet --pollutants NOx", in: folder.path)
        let head = potential.lines[0].split(separator: ",").map(String.init)
        let place = try #require(head.firstIndex(of: "after_t"))
        let after = potential.lines.dropFirst().filter { !$0.isEmpty }.reduce(Mass.zero) { sum, line in
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            return sum + (Mass(tonnes: cells[place]) ?? .zero)
        }
        #expect(Mass(tonnes: rows[1][6]) == after, "\(potential.output)")
        #expect(Mass(tonnes: rows[2][6]) == Mass(tonnes: "4").map { after + $0 })
    }
}
