import Foundation
import Lantian
import TestSupport
import Testing

@testable import Workbench

/// What a page changes is what the files hold and the command line reads; nothing else changes.
@Suite struct JourneyTests {
    @Test func `the page shows the totals that are computed from the folder`() async throws {
        let sample = try SampleWorkspace()
        let page = await sample.answer(.get, "/")
        #expect(page.status == 200)
        #expect(page.text.contains("\(try sample.emission().shown) t"))
        #expect(page.text.contains("虚构数据"))
        // A household whose number was not reported has no number, and is not shown as zero.
        #expect(page.text.contains("line=3&amp;pollutant=NOx\">缺数据</a>"))
        #expect(!page.text.contains(">0.00</a>"))
        let english = await sample.answer(.get, "/", [("lang", "en"), ("by", "table")])
        #expect(english.text.contains("invented data"))
        #expect(english.text.contains("The largest sources"))
    }

    @Test func `a number opens into its sources and these into their calculation`() async throws {
        let sample = try SampleWorkspace()
        let sources = await sample.answer(.get, "/sources", [("table", "boilers"), ("pollutant", "NOx")])
        #expect(sources.text.contains("/why?table=boilers.csv&amp;line=2&amp;pollutant=NOx"))
        let why = await sample.answer(.get, "/why", [("table", "boilers.csv"), ("line", "2"), ("pollutant", "NOx")])
        #expect(why.status == 200)
        #expect(why.text.contains("E = "))
        #expect(why.text.contains("boilers.csv:2"))
        let value = await sample.answer(
            .get, "/api/explain", [("table", "boilers.csv"), ("line", "2"), ("pollutant", "NOx")])
        #expect(value.text.contains("\"terms\":[{\"symbol\""))
        #expect(await sample.answer(.get, "/why", [("table", "boilers.csv"), ("line", "99")]).status == 404)
    }

    @Test func `a changed cell changes that cell alone, and the total that is computed from the file`() async throws {
        let sample = try SampleWorkspace()
        let (before, text) = (try sample.emission(), try sample.text("boilers.csv"))
        let done = try await sample.value(
            .patch, "/api/table",
            body: #"{"table":"boilers.csv","edits":[{"line":2,"column":6,"before":"1001","value":"2002"}]}"#)
        #expect(done["changed"] as? Int == 1)
        #expect(try sample.text("boilers.csv") == text.replacing(",1001,", with: ",2002,"))
        let after = try sample.emission()
        #expect(after > before)
        #expect(await sample.answer(.get, "/").text.contains("\(after.shown) t"))
        let undone = await sample.answer(.post, "/api/undo", body: #"{"table":"boilers.csv"}"#)
        #expect(undone.status == 200)
        #expect(try sample.text("boilers.csv") == text)
        #expect(try sample.emission() == before)
    }

    @Test func `a cell that another program changed meanwhile is not overwritten`() async throws {
        let sample = try SampleWorkspace()
        let edit = #"{"table":"boilers.csv","edits":[{"line":2,"column":6,"before":"1","value":"2002"}]}"#
        let text = try sample.text("boilers.csv")
        let refused = await sample.answer(.patch, "/api/table", body: edit)
        #expect(refused.status == 409)
        #expect(refused.text.contains("cell-changed"))
        #expect(try sample.text("boilers.csv") == text)
    }

    @Test func `a wrong value is stored and found beside its cell`() async throws {
        let sample = try SampleWorkspace()
        let done = await sample.answer(
            .patch, "/api/table",
            body: #"{"table":"boilers.csv","edits":[{"line":3,"column":3,"before":"bituminous","value":"烟霉"}]}"#)
        #expect(done.status == 200)
        #expect(await sample.answer(.get, "/api/findings").text.contains("烟霉"))
        let page = await sample.answer(.get, "/tables", [("table", "boilers.csv")])
        #expect(page.text.contains("class=\"error\" title="))
        #expect(page.text.contains("烟霉"))
    }

    @Test func `every version can be had back, also what another program wrote between`() async throws {
        let sample = try SampleWorkspace()
        let first = try sample.text("boilers.csv")
        _ = await sample.answer(
            .patch, "/api/table",
            body: #"{"table":"boilers.csv","edits":[{"line":2,"column":6,"before":"1001","value":"1111"}]}"#)
        let outside = try sample.text("boilers.csv").replacing("1111", with: "3333")
        try sample.folder.write(outside, to: "boilers.csv")
        _ = await sample.answer(
            .patch, "/api/table",
            body: #"{"table":"boilers.csv","edits":[{"line":2,"column":6,"before":"3333","value":"4444"}]}"#)
        let actions = try sample.space.versions.entries().map(\.action)
        #expect(actions == ["edit", "outside", "edit"])
        #expect(await sample.answer(.post, "/api/restore", body: #"{"entry":3}"#).status == 200)
        #expect(try sample.text("boilers.csv") == outside)
        #expect(await sample.answer(.post, "/api/restore", body: #"{"entry":1}"#).status == 200)
        #expect(try sample.text("boilers.csv") == first)
        #expect(await sample.answer(.get, "/history").text.contains("data-entry=\"5\""))
    }

    @Test func `a line of the list that was cut when the program was killed is none`() async throws {
        let sample = try SampleWorkspace()
        _ = await sample.answer(
            .patch, "/api/table",
            body: #"{"table":"boilers.csv","edits":[{"line":2,"column":1,"before":"虚构厂1","value":"a\n\"b,c"}]}"#)
        let whole = try sample.folder.bytes(of: ".lantian/history.csv")
        #expect(whole.count { $0 == 10 } == 2)
        for length in [whole.count - 1, whole.count - 60] {
            try sample.folder.write(Array(whole[..<length]), to: ".lantian/history.csv")
            #expect(try sample.space.versions.entries().isEmpty)
        }
        _ = await sample.answer(
            .patch, "/api/table",
            body: #"{"table":"boilers.csv","edits":[{"line":2,"column":6,"before":"1001","value":"7"}]}"#)
        #expect(try sample.space.versions.entries().map(\.action) == ["edit"])
        #expect(try sample.text(".lantian/history.csv").split(separator: "\n").count == 2)
    }

    @Test func `every page with particles says what their total lacks, and none says it of NOx`() async throws {
        let sample = try SampleWorkspace { folder in
            let manifest = String(decoding: try folder.bytes(of: "inventory.yaml"), as: UTF8.self)
            try folder.write(manifest + "\npollutants: [PM2.5, NOx]\n", to: "inventory.yaml")
        }
        let pages: [(path: String, query: [(name: String, value: String)])] = [
            ("/", []), ("/plan", []), ("/sources", [("pollutant", "PM2.5")]),
            ("/why", [("table", "boilers.csv"), ("line", "2")]),
        ]
        for (path, query) in pages {
            let page = await sample.answer(.get, path, query)
            #expect(page.status == 200 && page.text.contains("扬尘源、农业源"), "\(path)")
        }
        #expect(!(await sample.answer(.get, "/sources", [("pollutant", "NOx")])).text.contains("扬尘源"))
        let value = try await sample.value(.get, "/api/inventory")
        let incomplete = try #require(value["incomplete"] as? [[String: Any]])
        #expect(incomplete.map { $0["pollutant"] as? String } == ["PM2.5"])
        let tried = try await sample.value(
            .post, "/api/what-if", body: #"{"plan":"invented.yaml","set":{"XX-01.1.share":"0.5"}}"#)
        #expect((tried["incomplete"] as? [[String: Any]])?.count == 1)
        #expect((try await SampleWorkspace().value(.get, "/api/inventory")["incomplete"] as? [Any])?.isEmpty == true)
    }

    @Test func `what nobody knows is no zero on the page, though an electric car emits nothing`() async throws {
        let sample = try SampleWorkspace { folder in
            for name in try folder.names() where name.hasSuffix(".csv") {
                try FileManager.default.removeItem(atPath: folder.file(name))
            }
            try folder.write(
                "id,vehicle_class,fuel,standard,population\nV1,truck_heavy,diesel,,100\nV2,passenger_small,electric,CN6,10\n",
                to: "vehicles.csv")
        }
        let totals = try #require(
            try await sample.value(.get, "/api/inventory", [("by", "pollutant")])["totals"] as? [[String: Any]])
        #expect(totals.count == 2 && totals.allSatisfy { $0["emission_t"] is NSNull }, "\(totals)")
        let page = await sample.answer(.get, "/").text
        #expect(page.contains("<b>缺</b>") && !page.contains("<b>0"), "\(page)")
        #expect(
            try await sample.value(.get, "/api/inventory", [("by", "table,pollutant")])["incomplete"] as? [Any] != nil)
    }

    @Test func `an input is tried without a change, and saved into the plan alone`() async throws {
        let sample = try SampleWorkspace()
        let text = try sample.text("plans/invented.yaml")
        #expect(await sample.answer(.get, "/plan").text.contains("data-input=\"XX-01.1.share\""))
        func reduction(_ value: [String: Any]) throws -> Double {
            let totals = try #require(value["totals"] as? [[String: Any]])
            return try #require(totals.first { $0["pollutant"] as? String == "NOx" }?["reduction_t"] as? Double)
        }
        let half = try reduction(
            await sample.value(
                .post, "/api/what-if",
                body: #"{"plan":"invented.yaml","set":{"XX-01.1.share":"0.5"},"changed":"XX-01.1.share"}"#))
        let all = try reduction(
            await sample.value(
                .post, "/api/what-if",
                body: #"{"plan":"invented.yaml","set":{"XX-01.1.share":"1"},"changed":"XX-01.1.share"}"#))
        #expect(half > 0 && abs(all - 2 * half) < 1e-6)
        #expect(try sample.text("plans/invented.yaml") == text)
        let saved = try reduction(
            await sample.value(
                .post, "/api/plan-input", body: #"{"plan":"invented.yaml","name":"XX-01.1.share","value":"0.5"}"#))
        #expect(saved == half)
        #expect(
            try sample.text("plans/invented.yaml") == text.replacing(#"{share: "?"}"#, with: "{share: 0.5}"))
        var findings = Findings()
        let plan = Plan(
            file: sample.folder.file("plans/invented.yaml"), vocabularies: try Repository.library().vocabularies,
            findings: &findings)
        #expect(plan?.measures.first?.waitingFor == [])
        let wrong = await sample.answer(
            .post, "/api/plan-input", body: #"{"plan":"invented.yaml","name":"XX-01.1.share","value":"}, x: 1"}"#)
        #expect(wrong.status >= 400)
        #expect(try sample.text("plans/invented.yaml").contains("{share: 0.5}"))
    }

    @Test func `the package is what the receiver accepts`() async throws {
        let sample = try SampleWorkspace()
        #expect(await sample.answer(.get, "/api/package").status == 404)
        let job = try await sample.finished(await sample.answer(.post, "/api/package", body: "{}"))
        #expect(job.state == .done, "\(job)")
        let made = try await sample.value(.get, "/api/package")
        #expect(made["accepted"] as? Bool == true)
        let verdict = await Verifier(VerificationOptions(factors: Repository.factors))
            .verify(sample.folder.file(".lantian/package/report.xml"))
        #expect(verdict.isAccepted && verdict.digest == made["digest"] as? String)
        let file = await sample.answer(.get, "/api/package/file", [("name", "report.xml")])
        #expect(try file.body == sample.folder.bytes(of: ".lantian/package/report.xml"))
        #expect(file.header("Content-Disposition") == "attachment; filename=\"report.xml\"")
        #expect(await sample.answer(.get, "/package").text.contains(verdict.digest))
    }

    @Test func `a reviewer's inbox gives verdicts, sums and a merged package`() async throws {
        let inbox = try TemporaryFolder()
        let space = Workspace(folder: inbox.path, factors: Repository.factors, language: .en, port: 8750)
        var sums = Mass.zero
        for (seed, region) in ["659001", "659002"].enumerated() {
            let county = try SampleWorkspace { folder in
                try InventedCounty.write(folder.path, region: region, seed: seed + 1)
            }
            sums += try county.emission()
            _ = try await county.finished(await county.answer(.post, "/api/package", body: "{}"))
            let sent = try await send(county.folder.bytes(of: ".lantian/package/report.xml"), to: space)
            #expect(sent.status == 201, "\(sent.text)")
        }
        let bad = await send(Array("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>".utf8), to: space)
        #expect(bad.status == 201 && bad.text.contains("\"accepted\":false"))
        let page = await ask(space, .get, "/")
        #expect(page.text.contains("3 packages: 2 accepted, 1 sent back"))
        #expect(page.text.contains("\(sums.shown) t"))
        #expect(page.text.contains("class=\"tiles\""))
        let merged = await ask(space, .post, "/api/merge", body: Array("{}".utf8))
        #expect(merged.text.contains("\"parts\":2"))
        let read = try ReportPackage.read(path: inbox.file(".lantian/merged/report.xml"))
        #expect(
            read.package?.totals.first { $0.county == nil && $0.sector == nil && $0.pollutant == "NOx" }?.emission
                == sums)
    }

    private func send(_ bytes: [UInt8], to space: Workspace) async -> Response {
        await ask(space, .post, "/api/inbox", body: bytes, type: "application/octet-stream")
    }

    private func ask(
        _ space: Workspace, _ method: Request.Method, _ path: String, body: [UInt8] = [],
        type: String = "application/json"
    ) async -> Response {
        await space.answer(
            Request(
                method, path,
                headers: [
                    "host": "localhost:8750", "authorization": "Bearer \(space.gate.token)", "content-type": type,
                ], body: body))
    }
}
