import Foundation
import Lantian
import TestSupport
import Testing

@testable import Workbench

/// The progress page says what the command line says, and what is reported on it stands in the file that this reads.
@Suite struct ProgressPageTests {
    private func sample(share: String = "1") throws -> SampleWorkspace {
        try SampleWorkspace {
            try $0.write(InventedCounty.plan.replacing("\"?\"", with: share), to: "plans/invented.yaml")
        }
    }

    /// What the command line would say of the folder.
    private func progress(of sample: SampleWorkspace, upTo text: String) throws -> PlanProgress {
        let assessment = try Assessment(folder: sample.folder.path, options: .init(factors: Repository.factors))
        var findings = Findings()
        let words = assessment.context.library.vocabularies
        let plan = try #require(
            Plan(file: sample.folder.file("plans/invented.yaml"), vocabularies: words, findings: &findings))
        let read = TableReader.read(
            try SourceText(path: sample.folder.file("plans/invented.monthly.csv")), schema: MonthlyTable.schema,
            vocabularies: words)
        let month = try #require(Month(text))
        let progress = plan.evaluated(on: assessment).progress(
            upTo: month, reports: [read.table], findings: &findings)
        #expect(!findings.hasErrors)
        return progress
    }

    private func report(_ sample: SampleWorkspace, _ month: String, _ done: String, _ more: String = "") async
        -> Response
    {
        await sample.answer(
            .post, "/api/progress",
            body: #"{"plan":"invented.yaml","month":"\#(month)","measure":"XX-01.1","done":"\#(done)"\#(more)}"#)
    }

    private func task(_ value: [String: Any]) throws -> [String: Any] {
        let tasks = try #require(value["tasks"] as? [[String: Any]])
        return try #require(tasks.first { $0["pollutant"] as? String == "NOx" })
    }

    @Test func `what is reported is stored in the file that the command line reads`() async throws {
        let sample = try sample()
        let query = [(name: "plan", value: "invented.yaml"), (name: "month", value: "2025-03")]
        let before = try task(try await sample.value(.get, "/api/progress", query))
        #expect(before["state"] as? String == "late" && before["done"] as? Double == 0)
        #expect(before["quantity"] as? Double == 6)
        #expect(await report(sample, "2025-02", "2", #","remark":"虚构, 验收\"一\"""#).status == 200)
        #expect(await report(sample, "2025-03", "4").status == 200)
        #expect(await report(sample, "2025-03", "6").status == 200)
        #expect(
            try sample.text("plans/invented.monthly.csv")
                == "\u{FEFF}month,measure,county_code,done,remark\n2025-02,XX-01.1,,2,\"虚构, 验收\"\"一\"\"\"\n2025-03,XX-01.1,,6,\n"
        )
        let march = try #require(try progress(of: sample, upTo: "2025-03").tasks.first)
        #expect(march.state == .done && march.realised == march.planned && march.basis == .report)
        let february = try #require(try progress(of: sample, upTo: "2025-02").tasks.first)
        #expect(february.state == .late && february.done == 2 && february.remark == "虚构, 验收\"一\"")
        let after = try task(try await sample.value(.get, "/api/progress", query))
        #expect(after["state"] as? String == "done")
        #expect(after["realised_t"] as? Double == after["planned_t"] as? Double)
        #expect((after["planned_t"] as? Double ?? 0) > 0)
        #expect(try sample.space.versions.entries().map(\.action) == ["month", "month", "month"])
        #expect(await sample.answer(.post, "/api/restore", body: #"{"entry":3}"#).status == 200)
        #expect(try progress(of: sample, upTo: "2025-03").tasks.first?.done == 4)
    }

    @Test func `the page tells tasks, months and counties in both languages`() async throws {
        let sample = try sample()
        #expect(await report(sample, "2025-02", "2").status == 200)
        let page = await sample.answer(.get, "/progress", [("month", "2025-03")])
        #expect(page.status == 200)
        #expect(page.text.contains("逾期 1") && page.text.contains("data-measure=\"XX-01.1\""))
        #expect(page.text.contains("month=2025-02\"") && page.text.contains("--monthly plans/invented.monthly.csv"))
        let english = await sample.answer(.get, "/progress", [("lang", "en"), ("month", "2025-03")])
        #expect(english.text.contains("late 1") && english.text.contains("By county"))
    }

    @Test func `tonnes of a measure that waits are not known, and not zero`() async throws {
        let sample = try SampleWorkspace()
        let page = await sample.answer(.get, "/progress", [("month", "2024-06")])
        #expect(page.text.contains("另有 1 项任务的吨数未知") && page.text.contains(">未知</td>"))
        #expect(!page.text.contains("0.00 t"))
        let value = try await sample.value(.get, "/api/progress", [("month", "2024-06")])
        let tasks = try #require(value["tasks"] as? [[String: Any]])
        #expect(tasks.count == 1 && tasks[0]["planned_t"] is NSNull && tasks[0]["quantity"] is NSNull)
    }

    @Test(arguments: [
        ("2025-13", "XX-01.1", "1"), ("2025", "XX-01.1", "1"), ("2025-03", "no-such", "1"),
        ("2025-03", "XX-01.1", "-1"),
        ("2025-03", "XX-01.1", "many"), ("2025-03", "XX-01.1", " "),
    ])
    func `what the command line would refuse is not written`(_ month: String, _ measure: String, _ done: String)
        async throws
    {
        let sample = try sample()
        let refused = await sample.answer(
            .post, "/api/progress",
            body: #"{"plan":"invented.yaml","month":"\#(month)","measure":"\#(measure)","done":"\#(done)"}"#)
        #expect((400..<500).contains(refused.status), "\(refused.text)")
        #expect(FolderNames.all(in: sample.folder.file("plans")) == ["invented.yaml"])
    }

    @Test func `a report by other hands keeps its form, and its lines their place`() async throws {
        let sample = try sample()
        let text = "月份;措施编号;累计完成;备注\r\n2025-01;XX-01.1;1;虚构\r\n2025-02;XX-01.1;2;虚构"
        try sample.folder.write(text, to: "plans/invented.monthly.csv")
        #expect(await report(sample, "2025-01", "1.5").status == 200)
        #expect(await report(sample, "2025-03", "3", #","remark":"a;b""#).status == 200)
        #expect(
            try sample.text("plans/invented.monthly.csv")
                == "月份;措施编号;累计完成;备注\r\n2025-01;XX-01.1;1.5;虚构\r\n2025-02;XX-01.1;2;虚构\r\n2025-03;XX-01.1;3;\"a;b\"\r\n")
        // No column for another county.
        let refused = await report(sample, "2025-03", "3", #","county":"659001""#)
        #expect(refused.status == 409 && refused.text.contains("no-such-column"))
    }

    @Test func `more than planned, and a region outside the plan, are told`() async throws {
        let sample = try sample()
        func told(_ done: String, _ more: String = "") async throws -> [String] {
            let value = try await report(sample, "2025-03", done, more).value()
            return try #require(value["findings"] as? [[String: Any]]).compactMap { $0["code"] as? String }
        }
        #expect(try await !told("6").contains("done-exceeds"))
        #expect(try await told("7").contains("done-exceeds"))
        #expect(try await told("1", #","county":"659001""#).contains("done-elsewhere"))
        let page = await sample.answer(.get, "/progress", [("month", "2025-03")])
        #expect(page.text.contains("累计完成量多于计划的数量") && page.text.contains("659001"))
    }

    @Test func `a month without its zero is the same month`() async throws {
        let sample = try sample()
        try sample.folder.write("month,measure,done\n2025-3,XX-01.1,1\n", to: "plans/invented.monthly.csv")
        #expect(await report(sample, "2025-3", "2").status == 200)
        #expect(try sample.text("plans/invented.monthly.csv") == "month,measure,done\n2025-3,XX-01.1,2\n")
    }

    @Test func `the page fills in no zero, and counts as the interface does`() async throws {
        let sample = try sample()
        let page = await sample.answer(.get, "/progress", [("month", "2025-03")])
        #expect(page.text.contains("name=\"done\" size=\"6\" value=\"\""))
        let value = try await sample.value(
            .get, "/api/progress", [(name: "plan", value: "invented.yaml"), (name: "month", value: "2025-03")])
        let counts = try #require(value["counts"] as? [String: Int])
        #expect(page.text.contains("逾期 \(counts["late"] ?? -1)") && counts["all"] == 1)
    }

    @Test func `a report that another tab has written since is not lost`() async throws {
        let sample = try sample()
        #expect(await report(sample, "2025-03", "1", #","digest":"""#).status == 200)
        let second = await report(sample, "2025-03", "2", #","digest":"""#)
        #expect(second.status == 409 && second.text.contains("file-changed"))
        #expect(try sample.text("plans/invented.monthly.csv").contains(",1,"))
    }

    @Test(arguments: ["plans/invented.monthly.csv", "plans/invented.yaml"])
    func `a file that was deleted comes again from its versions`(_ name: String) async throws {
        let sample = try sample(share: "\"?\"")
        #expect(
            await sample.answer(
                .post, "/api/plan-input", body: #"{"plan":"invented.yaml","name":"XX-01.1.share","value":"1"}"#
            ).status == 200)
        #expect(await report(sample, "2025-03", "1").status == 200)
        let bytes = try sample.folder.bytes(of: name)
        try FileManager.default.removeItem(atPath: sample.folder.file(name))
        let entry = try #require(try sample.space.versions.entries().last { $0.file == name })
        #expect(await sample.answer(.get, "/history").text.contains("data-after=\"yes\""))
        let done = await sample.answer(.post, "/api/restore", body: "{\"entry\":\(entry.number),\"after\":true}")
        #expect(done.status == 200, "\(done.text)")
        #expect(try sample.folder.bytes(of: name) == bytes)
    }

    @Test(arguments: [
        (EACCES, 403), (EPERM, 403), (EROFS, 403), (ENOSPC, 409), (EDQUOT, 409), (EBUSY, 409),
    ])
    func `a folder that cannot be written is told with its path and what to do`(_ code: Int32, _ status: Int) {
        let problem = Problem(FileError(path: "/x/inventory.yaml", operation: .write, code: code))
        #expect(problem.status == status && problem.text.en.contains("/x/inventory.yaml"))
        #expect(problem.text.en.contains("Nothing was saved") && problem.text.zh.contains("没有保存"))
    }
}
