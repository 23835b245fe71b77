import Foundation
import Lantian
import TestSupport
import Testing

@testable import Workbench

/// Long work: how it goes on, and how it ends.
@Suite struct JobTests {
    private static let ledger = "企业名称,锅炉编号,燃料类型,锅炉类型,锅炉吨位,年耗煤量\n虚构厂,1,烟煤,链条炉,20,3000\n"

    /// A workbench whose jobs are carried out by a script.
    private func sample(_ script: String, limits: JobLimits = JobLimits()) throws -> (SampleWorkspace, TemporaryFolder)
    {
        let folder = try TemporaryFolder()
        let path = try folder.write("#!/bin/sh\n\(script)\n", to: "text")
        // Copied by another process: what this one holds open for writing, a child of another test may inherit, and a program
        // that is open for writing does not start.
        let copying = Process()
        copying.executableURL = URL(filePath: "/bin/sh")
        copying.arguments = ["-c", "cp \"$1\" \"$2\" && chmod 755 \"$2\"", "sh", path, folder.file("program")]
        try copying.run()
        copying.waitUntilExit()
        return (try SampleWorkspace(program: folder.file("program"), limits: limits), folder)
    }

    @Test func `a job tells how it goes on until it is over`() async throws {
        let (sample, folder) = try sample(#"read line; echo '{"done":3,"all":9}'; sleep 0.5"#)
        defer { withExtendedLifetime(folder) {} }
        let sent = await sample.send(Array(JobTests.ledger.utf8), named: "a.csv")
        let response = await sample.answer(.get, "/api/job/events", [("job", "1")])
        #expect(response.header("Content-Type") == "text/event-stream; charset=utf-8")
        #expect(!String(decoding: response.bytes(), as: UTF8.self).contains("Content-Length"))
        let events = await withCheckedContinuation { done in
            Thread.detachNewThread {
                var pieces: [String] = []
                response.stream? {
                    pieces.append($0)
                    return true
                }
                done.resume(returning: pieces)
            }
        }
        #expect(events.contains { $0.contains("\"done\":3,\"all\":9") })
        #expect(events.last?.contains("\"state\":\"done\"") == true)
        #expect(events.allSatisfy { $0.hasSuffix("\n\n") })
        #expect(try await sample.finished(sent).state == .done)
        // Who does not read on is not told on.
        var count = 0
        response.stream? { _ in
            count += 1
            return false
        }
        #expect(count == 1)
    }

    @Test func `a job that is cancelled ends at once, one that waits never starts`() async throws {
        let (sample, folder) = try sample("echo $$ > \"$(dirname \"$0\")/started-$$\"; exec sleep 3000")
        let sent = [
            await sample.send(Array(JobTests.ledger.utf8), named: "a.csv"),
            await sample.send(Array((JobTests.ledger + "x").utf8), named: "b.csv"),
        ]
        for _ in 0..<500 where try folder.names().count < 3 { try await Task.sleep(for: .milliseconds(20)) }
        for job in [2, 1] {
            let answer = await sample.answer(.post, "/api/job/cancel", body: "{\"job\":\(job)}")
            #expect(answer.status == 202)
        }
        for response in sent { #expect(try await sample.finished(response).state == .cancelled) }
        let started = try folder.names().filter { $0.hasPrefix("started-") }
        #expect(started.count == 1)
        let process = String(decoding: try folder.bytes(of: started.first ?? ""), as: UTF8.self)
        #expect(!FileManager.default.fileExists(atPath: "/proc/" + process.filter(\.isNumber)))
        let page = await sample.answer(.get, "/import", [("ledger", try sent[0].value()["ledger"] as? String ?? "")])
        #expect(page.text.contains("已取消"))
    }

    @Test func `a job that takes too long, or falls over, says so`() async throws {
        var limits = JobLimits()
        limits.seconds = 0.3
        let (slow, folder) = try sample("exec sleep 3000", limits: limits)
        let late = try await slow.finished(await slow.send(Array(JobTests.ledger.utf8), named: "a.csv"))
        #expect(late.state == .lacksTime)
        let (broken, other) = try sample("echo 'what it says' >&2; exit 3")
        let fault = try await broken.finished(await broken.send(Array(JobTests.ledger.utf8), named: "a.csv"))
        #expect(fault.state == .failed && fault.problem?.code == "job-fault")
        #expect(fault.problem?.text.en.contains("what it says") == true)
        let missing = try SampleWorkspace(program: "/no/such/program")
        let none = try await missing.finished(await missing.send(Array(JobTests.ledger.utf8), named: "a.csv"))
        #expect(none.state == .failed)
        withExtendedLifetime((folder, other)) {}
    }

    @Test(.enabled(if: ProcessInfo.processInfo.environment["ASAN_OPTIONS"] == nil))
    func `a job without memory says so, and leaves nothing half-written`() async throws {
        var limits = JobLimits()
        limits.memory = 1 << 20
        let sample = try SampleWorkspace(limits: limits)
        let (ledger, job) = try await sample.read(JobTests.ledger)
        #expect(job.state == .lacksMemory, "\(job)")
        #expect(await sample.answer(.get, "/api/import", [("ledger", ledger)]).status == 404)
        #expect(await sample.answer(.get, "/import", [("ledger", ledger)]).text.contains("内存不足"))
    }

    @Test func `a job that was cut off by the end of the program is told as interrupted, and kept`() async throws {
        let sample = try SampleWorkspace { folder in
            for (number, state) in [(1, "done"), (2, "running"), (3, "waiting")] {
                try folder.write(
                    #"{"number":\#(number),"kind":"import","subject":"x","title":"x","asked":"2026-01-01T00:00:00Z","state":"\#(state)","done":0,"all":0}"#,
                    to: ".lantian/jobs/\(number).json")
            }
            try folder.write("{", to: ".lantian/jobs/4.json")
        }
        #expect(sample.space.jobs.all.map(\.state) == [.interrupted, .interrupted, .done])
        #expect(try sample.text(".lantian/jobs/2.json").contains("interrupted"))
        // Another program on the same folder neither takes its numbers nor its jobs for lost ones.
        let job = try await sample.read(JobTests.ledger).job
        #expect(job.state == .done && job.number == 5)
        let list = await sample.answer(.get, "/api/jobs").text
        #expect(list.contains("\"state\":\"interrupted\""))
    }

    @Test func `two programs on one folder do not take each other's jobs for lost ones`() async throws {
        let (sample, folder) = try sample("exec sleep 3000")
        _ = await sample.send(Array(JobTests.ledger.utf8), named: "a.csv")
        for _ in 0..<200 where sample.space.jobs.job(1)?.state != .running {
            try await Task.sleep(for: .milliseconds(20))
        }
        let other = Workspace(folder: sample.folder.path, factors: Repository.factors, language: .en, port: 8751)
        #expect(other.jobs.job(1)?.state == .running)
        sample.space.jobs.cancel(1)
        for _ in 0..<200 where sample.space.jobs.job(1)?.isOver != true { try await Task.sleep(for: .milliseconds(20)) }
        withExtendedLifetime(folder) {}
    }

    @Test func `the process of a job ends with the program that wants it`() throws {
        let folder = try TemporaryFolder()
        try InventedCounty.write(folder.path, region: "659000", seed: 1)
        let child = ChildProcess(
            program: Repository.program,
            arguments: [
                "serve", folder.path, "--factors", Repository.factors, "--job", "import", "--subject", "none",
                "--memory", String(8 << 30),
            ], input: [], seconds: 60)
        // Its first line never comes, and nobody is there any more: its input is closed as if the program were gone.
        let begun = Moment.seconds
        let (end, _) = child.run(isWanted: { Moment.seconds - begun < 1 }, line: { _ in })
        #expect(end == .cancelled)
        let ended = try InstalledProgram(path: "/bin/sh").run(
            "-c",
            "'\(Repository.program)' serve '\(folder.path)' --factors '\(Repository.factors)' --job import --subject none </dev/null; echo code $?"
        )
        #expect(ended.output.contains("code 75"), "\(ended.output)")
    }
}
