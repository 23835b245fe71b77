import Foundation
import Lantian
import TestSupport
import Testing

@testable import Workbench

/// What the page finds is the cheapest way, and what it saves is a plan that the command line runs. Sources, measures and
/// costs are invented.
@Suite struct SolvePageTests {
    private func sample() throws -> SampleWorkspace {
        try SampleWorkspace { try $0.write(InventedCounty.options, to: "plans/options.yaml") }
    }

    private let asked = #"{"plan":"plans/options.yaml","targets":["NOx -5 t"]"#

    /// The least cost of removing so much, by trying all subsets of the boilers.
    private func least(_ tonnes: Double, in county: County) throws -> Double {
        let sheet = try #require(county.assessment.inventory.sheets.firstIndex { $0.kind.name == "boilers" })
        let column = try #require(county.pollutants.firstIndex(of: "NOx"))
        let table = county.assessment.inventory.sheets[sheet].table
        let capacities = try #require(table.numbers("capacity"))
        var boilers: [(cost: Double, removed: Double)] = []
        for (place, source) in county.sources.sources.enumerated() where source.sheet == sheet {
            boilers.append((1000 * capacities[source.row], 0.5e-12 * Double(county.sources.masses[column][place])))
        }
        #expect(boilers.count == 6)
        var best = Double.infinity
        for subset in 0..<(1 << boilers.count) {
            let own = boilers.indices.filter { subset >> $0 & 1 == 1 }.map { boilers[$0] }
            if own.reduce(0, { $0 + $1.removed }) >= tonnes { best = min(best, own.reduce(0) { $0 + $1.cost }) }
        }
        return best
    }

    @Test func `the cheapest choice is found, proved, saved as a plan, and run by the command line`() async throws {
        let sample = try sample()
        let value = try await sample.value(.post, "/api/solve", body: asked + #","save":true}"#)
        let answer = try #require(value["answer"] as? [String: Any])
        #expect(answer["status"] as? String == "proved")
        let county = try await sample.space.currentCounty()
        let least = try least(5, in: county)
        #expect(answer["cost"] as? Double == least)
        #expect(value["plan"] as? String == "choice-1.yaml")
        var findings = Findings()
        let plan = try #require(
            Plan(
                file: sample.folder.file("plans/choice-1.yaml"), vocabularies: try Repository.library().vocabularies,
                findings: &findings))
        let run = plan.evaluated(
            on: try Assessment(folder: sample.folder.path, options: .init(factors: Repository.factors)))
        #expect(run.measures.reduce(0) { $0 + ($1.cost?.annual ?? 0) } == least)
        let removed = run.baseline.total(of: "NOx") - run.scenario.total(of: "NOx")
        #expect(removed >= Mass(tonnes: "5") ?? .zero)
        let emissions = try #require(answer["emissions"] as? [[String: Any]])
        #expect(
            emissions.first { $0["pollutant"] as? String == "NOx" }?["after_t"] as? Double
                == Double(run.scenario.total(of: "NOx").tonnes()))
        #expect(try sample.space.versions.entries().map(\.action) == ["choice"])
        // The page of plans opens it; a second one takes another name, and what was not there before has no way back.
        #expect(await sample.answer(.get, "/plan", [("plan", "choice-1.yaml")]).status == 200)
        let again = try await sample.value(.post, "/api/solve", body: asked + #","save":true}"#)
        #expect(again["plan"] as? String == "choice-2.yaml")
        #expect(!(await sample.answer(.get, "/history").text.contains("data-do=\"restore\"")))
    }

    @Test func `the page tells cost, what binds, the curve, and the tonnes that unknown costs lose`() async throws {
        let sample = try sample()
        let form = await sample.answer(.get, "/solve", [("plan", "plans/options.yaml")])
        #expect(form.status == 200 && form.text.contains("费用未知") && !form.text.contains("id=\"found\""))
        let page = await sample.answer(
            .get, "/solve", [("plan", "plans/options.yaml"), ("target", "NOx -5 t"), ("target", "")])
        #expect(page.status == 200)
        #expect(page.text.contains("已得证") && page.text.contains("起约束") && page.text.contains("<svg"))
        #expect(page.text.contains("费用未知的措施不会被选；它们至多能减"))
        #expect(page.text.contains("data-do=\"keep-choice\"") && page.text.contains("value=\"NOx -5 t\""))
        let english = await sample.answer(
            .get, "/solve", [("lang", "en"), ("plan", "plans/options.yaml"), ("target", "NOx -5 t")])
        #expect(english.text.contains("proved") && english.text.contains("options of unknown cost are never chosen"))
        #expect(english.text.contains("Cost curve of NOx") && english.text.contains("cost of a further tonne"))
    }

    @Test func `targets that cannot be met say why, and nothing is saved`() async throws {
        let sample = try sample()
        let body = #"{"plan":"plans/options.yaml","targets":["NOx -1000 t"]"#
        let value = try await sample.value(.post, "/api/solve", body: body + "}")
        #expect((value["answer"] as? [String: Any])?["status"] as? String == "infeasible")
        let findings = try #require(value["findings"] as? [[String: Any]])
        #expect(findings.contains { $0["code"] as? String == "target-out-of-reach" })
        #expect(await sample.answer(.post, "/api/solve", body: body + #","save":true}"#).status == 409)
        #expect(FolderNames.all(in: sample.folder.file("plans")).sorted() == ["invented.yaml", "options.yaml"])
        let page = await sample.answer(
            .get, "/solve", [("plan", "plans/options.yaml"), ("target", "NOx -1000 t")])
        #expect(page.text.contains("目标不可行") && page.text.contains("全部措施合在一起也达不到这个目标"))
        #expect(!page.text.contains("data-do=\"keep-choice\""))
    }

    @Test func `the most for a budget spends no more than it`() async throws {
        let sample = try sample()
        let value = try await sample.value(
            .post, "/api/solve", body: #"{"plan":"plans/options.yaml","most":"NOx","budget":"24000"}"#)
        let answer = try #require(value["answer"] as? [String: Any])
        #expect(answer["status"] as? String == "proved")
        let cost = try #require(answer["cost"] as? Double)
        #expect(cost > 0 && cost <= 24000)
        #expect(value["plan"] is NSNull)
    }

    @Test(arguments: [
        (#"{"plan":"plans/options.yaml","targets":["NOx by half"]}"#, 422, "bad-target"),
        (#"{"plan":"plans/options.yaml","budget":"10"}"#, 422, "nothing-asked"),
        (#"{"plan":"../plans/options.yaml","targets":["NOx -1 t"]}"#, 404, "unknown-name"),
        (#"{"plan":"plans/options.yaml","targets":["Hg -1 t"]}"#, 422, "findings"),
        (#"{"plan":"plans/invented.yaml","targets":["NOx -1 t"]}"#, 422, "findings"),
    ])
    func `a question that cannot be asked is refused`(_ body: String, _ status: Int, _ code: String) async throws {
        let sample = try sample()
        let refused = await sample.answer(.post, "/api/solve", body: body)
        #expect(refused.status == status, "\(refused.text)")
        #expect(refused.text.contains("\"code\":\"\(code)\""))
    }

    @Test func `what is refused stands on the page beside the form`() async throws {
        let sample = try sample()
        let page = await sample.answer(
            .get, "/solve", [("plan", "plans/options.yaml"), ("target", "NOx by half")])
        #expect(page.status == 422)
        #expect(page.text.contains("读不懂") && page.text.contains("value=\"NOx by half\""))
    }
}
