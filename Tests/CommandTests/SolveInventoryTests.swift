import Foundation
import TestSupport
import Testing

/// `lantian solve` on an inventory: what it prints, writes and refuses. County and costs are invented.
@Suite struct SolveInventoryTests {
    private static let plan = Workplace.choices([
        "{id: T-01.1, clauses: [T-01], title: {zh: 关停, en: close}, action: close, table: boilers, timing: {completed: 2025-12}, choose: free, cost: {annual: 1500, each: source}}",
        "{id: T-01.2, clauses: [T-01], title: {zh: 减半, en: half}, action: scale, table: boilers, with: {factor: 0.5, columns: [fuel_use]}, timing: {completed: 2025-12}, choose: free, cost: {annual: 400, each: source}}",
    ])

    private func folder() throws -> TemporaryFolder {
        let folder = try Workplace.county(["boilers.csv": Workplace.boilers])
        try folder.write(SolveInventoryTests.plan, to: "plan.yaml")
        return folder
    }

    @Test func `the plan that is written gives what was promised, and is not overwritten`() throws {
        let folder = try folder()
        let arguments = ["solve", "county", "plan.yaml", "--target", "NOx -25%", "--out", "out.yaml", "--lang", "en"]
        let outcome = try Program.run(arguments + ["--quiet", "--format", "json"], in: folder.path)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let answer = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        let cost = try #require(answer["cost"] as? Double)
        #expect(cost > 0 && answer["gap"] as? Double == 0)
        let emissions = try #require(answer["emissions"] as? [[String: Any]])
        let after = try #require(emissions.first { $0["pollutant"] as? String == "NOx" }?["after_t"] as? Double)
        let run = try Program.run("plan county out.yaml --quiet --costs --format csv", in: folder.path)
        let rows = run.lines.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
            .filter { $0.count == 11 }
        #expect(rows.filter { $0[1] == "NOx" }.compactMap { Double($0[5]) }.reduce(0, +) == cost)
        let removed = rows.filter { $0[1] == "NOx" }.compactMap { Double($0[7]) }.reduce(0, +)
        let before = try #require(emissions.first { $0["pollutant"] as? String == "NOx" }?["inventory_t"] as? Double)
        #expect(abs(before - after - removed) < 1e-9)
        let again = try Program.run(arguments, in: folder.path)
        #expect(again.code == 64 && again.errors.contains("out.yaml exists and is not overwritten"))
    }

    @Test func `both languages, targets out of reach, and wrong usage`() throws {
        let folder = try folder()
        let wrong = try Program.run(
            ["solve", "county", "plan.yaml", "--target", "NOx", "--lang", "zh"], in: folder.path)
        #expect(wrong.code == 64 && wrong.errors.contains("读不懂"))
        let found = try Program.run(
            ["solve", "county", "plan.yaml", "--target", "NOx -25%", "--lang", "zh", "--quiet"], in: folder.path)
        #expect(found.output.contains("每多一吨的费用") && found.output.contains("选定措施后 t"))
        let far = try Program.run(
            ["solve", "county", "plan.yaml", "--target", "NOx -100%", "--target", "cost <= 100", "--lang", "en"],
            in: folder.path)
        #expect(far.code == 65 && far.errors.contains("targets cannot be kept together"), "\(far.errors)")
        let both = try Program.run(["solve", "county", "--options", "x.csv", "--target", "NOx >= 5"], in: folder.path)
        #expect(both.code == 64)
    }

    @Test func `the table of options and the proof go together`() throws {
        let folder = try folder()
        let outcome = try Program.run(
            [
                "solve", "county", "plan.yaml", "--target", "NOx -25%", "--table", "options.csv", "--certificate",
                "proof.json", "--format", "json", "--quiet",
            ], in: folder.path)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let answer = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        let bound = try #require((answer["targets"] as? [[String: Any]])?.first?["bound"] as? String)
        let table = try Program.run(
            ["solve", "--options", "options.csv", "--target", bound, "--format", "json", "--quiet"], in: folder.path)
        let other = try #require(
            try JSONSerialization.jsonObject(with: Data(table.output.utf8)) as? [String: Any])
        #expect(other["cost"] as? Double == answer["cost"] as? Double)
    }
}
