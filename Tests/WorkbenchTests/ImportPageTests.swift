import Foundation
import Lantian
import TestSupport
import Testing

@testable import Workbench

/// A ledger from the drop to the table that the command line reads.
@Suite struct ImportPageTests {
    /// An invented ledger with a slip in a word, a column that nobody knows, and an amount without a unit.
    private static let ledger = """
        企业名称,锅炉编号,燃料类型,锅炉类型,锅炉吨位,年耗煤量,锅炉用途,怪列
        虚构热力公司,1,原媒,链条炉,20,3000,工业,7
        虚构食品厂,2,烟煤,链条炉,10,2000,工业,8
        合计,,,,,5000,,

        """

    private func draft(_ sample: SampleWorkspace, _ ledger: String) async throws -> [String: Any] {
        try await sample.value(.get, "/api/import", [("ledger", ledger)])
    }

    private func body(_ members: [String: Any]) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: members), as: UTF8.self)
    }

    private func confirm(_ sample: SampleWorkspace, _ ledger: String, lines: [[String: String]] = []) async throws {
        let digest = try await draft(sample, ledger)["digest"] as? String ?? ""
        let answer = await sample.answer(
            .post, "/api/import/mapping",
            body: try body(["ledger": ledger, "digest": digest, "lines": lines, "confirm": true]))
        #expect(try await sample.finished(answer).state == .done)
    }

    private func accept(
        _ sample: SampleWorkspace, _ ledger: String, _ tables: [String: String] = [:], digest: String? = nil
    ) async throws -> Response {
        let own = try await draft(sample, ledger)["digest"] as? String ?? ""
        return await sample.answer(
            .post, "/api/import/accept", body: try body(["ledger": ledger, "digest": digest ?? own, "tables": tables]))
    }

    @Test func `a ledger is drafted, confirmed and accepted, and the command line reads what is there then`()
        async throws
    {
        let sample = try SampleWorkspace()
        let names = try sample.folder.names()
        let (ledger, job) = try await sample.read(ImportPageTests.ledger)
        #expect(job.state == .done, "\(job)")

        // Nothing is in the inventory yet; the page shows what is guessed, and every cell with a number is accounted for.
        #expect(try sample.folder.names() == names + [".lantian"] || sample.folder.names() == [".lantian"] + names)
        let page = await sample.answer(.get, "/import", [("ledger", ledger)])
        for text in ["原媒", "推测", "怪列", "格有数", "data-text=\"原媒\"", "锅炉.csv", "读入 6", "合计行 1", " disabled>"] {
            #expect(page.text.contains(text), "\(text)")
        }
        let first = try await draft(sample, ledger)
        #expect(first["doubts"] as? Int == 2, "the fuel's word, and the unit of the coal")
        #expect(try await accept(sample, ledger).text.contains("not-confirmed"))

        // What a column cannot be is refused with the nearest that it can; what is confirmed is read again.
        let digest = first["digest"] as? String ?? ""
        let wrong = await sample.answer(
            .post, "/api/import/mapping",
            body: try body([
                "ledger": ledger, "digest": digest,
                "lines": [["subject": "words", "scope": "fuel", "text": "原媒", "meaning": "raw_coall"]],
            ]))
        #expect(wrong.status == 422 && wrong.text.contains("mapping-word") && wrong.text.contains("raw_coal"))
        try await confirm(
            sample, ledger,
            lines: [["subject": "headers", "scope": "boilers", "text": "怪列", "meaning": "-"]])
        let second = try await draft(sample, ledger)
        #expect(second["doubts"] as? Int == 0)
        #expect(try await accept(sample, ledger, digest: digest).text.contains("draft-changed"))

        // The inventory has boilers already: which of the two is meant has to be said.
        #expect(try await accept(sample, ledger).text.contains("not-chosen"))
        let before = try sample.emission()
        let done = try await accept(sample, ledger, ["boilers.csv": "beside"])
        #expect(done.status == 200 && done.text.contains("boilers-2.csv"), "\(done.text)")
        #expect(try sample.emission() > before)
        #expect(await sample.answer(.get, "/import").text.contains("已写入清单"))
        #expect(await sample.answer(.get, "/").text.contains("\(try sample.emission().shown) t"))
        let program = InstalledProgram(path: Repository.program)
        let computed = try program.run(
            "compute", sample.folder.path, "--factors", Repository.factors, "--by", "table", "--format", "csv",
            "--quiet")
        #expect(computed.code == 0 && computed.output.contains("boilers"), "\(computed.output)")

        // The verb makes the same table of the same ledger with the mapping that was kept.
        let other = try TemporaryFolder()
        try other.write(ImportPageTests.ledger, to: "锅炉.csv")
        let verb = try program.run(
            "import", other.file("锅炉.csv"), "--mapping", sample.folder.file("mapping.yaml"), "--factors",
            Repository.factors, "-o", other.file("out"), "--lang", "zh", "--quiet")
        #expect(verb.code == 0, "\(verb.output)")
        #expect(try other.bytes(of: "out/boilers.csv") == sample.folder.bytes(of: "boilers-2.csv"))

        // Twice is once too often.
        #expect(try await accept(sample, ledger, ["boilers.csv": "beside"]).text.contains("same-table"))

        // The next ledger needs no answer any more.
        let (next, _) = try await sample.read(
            ImportPageTests.ledger.replacing("3000", with: "3100"), named: "锅炉2025.csv")
        #expect(try await draft(sample, next)["doubts"] as? Int == 0)
    }

    @Test func `a concentration is no amount, in the header and in the mapping`() async throws {
        let sample = try SampleWorkspace()
        for unit in ["mg/m3", "mg/m³", "kg/m3", "kW·h", "t/h"] {
            let (ledger, _) = try await sample.read(
                ImportPageTests.ledger.replacing("年耗煤量", with: "年耗煤量(\(unit))"), named: "锅炉.csv")
            let lines = try #require(try await draft(sample, ledger)["mapping"] as? [[String: Any]])
            let own = lines.first {
                $0["subject"] as? String == "units" && ($0["text"] as? String ?? "").contains("耗煤")
            }
            #expect(own?["meaning"] as? String == "?", "\(unit)")
        }
        let (ledger, _) = try await sample.read(ImportPageTests.ledger)
        try await confirm(
            sample, ledger,
            lines: [["subject": "units", "scope": "boilers", "text": "年耗煤量", "meaning": "mg/m3"]])
        let lines = try #require(try await draft(sample, ledger)["mapping"] as? [[String: Any]])
        #expect(lines.contains { $0["subject"] as? String == "units" && $0["meaning"] as? String == "?" })
    }

    @Test func `a unit that is said to be none is no doubt any more, and its numbers are not tonnes`() async throws {
        let sample = try SampleWorkspace()
        let (ledger, _) = try await sample.read(ImportPageTests.ledger)
        try await confirm(
            sample, ledger, lines: [["subject": "units", "scope": "boilers", "text": "年耗煤量", "meaning": "-"]])
        let value = try await draft(sample, ledger)
        #expect(value["doubts"] as? Int == 0 && (value["losses"] as? Int ?? 0) > 0)
    }

    @Test func `an empty file is called so, and a reading that ended early can be asked for again or thrown away`()
        async throws
    {
        let sample = try SampleWorkspace()
        for bytes in [[], [0xEF, 0xBB, 0xBF], Array("\r\n \n".utf8)] as [[UInt8]] {
            let answer = await sample.send(bytes, named: "锅炉.csv")
            #expect(answer.status == 400 && answer.text.contains("empty-file") && answer.text.contains("锅炉.csv"))
        }
        let sent = await sample.send(Array(ImportPageTests.ledger.utf8), named: "锅炉.csv")
        let ledger = try sent.value()["ledger"] as? String ?? ""
        let number = (try sent.value()["job"] as? [String: Any])?["job"] as? Int ?? 0
        sample.space.jobs.cancel(number)
        guard try await sample.finished(sent).state == .cancelled else { return }
        let page = await sample.answer(.get, "/import", [("ledger", ledger)])
        #expect(page.text.contains("data-do=\"read\"") && page.text.contains("data-do=\"discard\""))
        let again = await sample.answer(.post, "/api/import/read", body: try body(["ledger": ledger]))
        #expect(try await sample.finished(again).state == .done)
    }

    @Test func `what was written can be taken back, and what was there before comes again`() async throws {
        let sample = try SampleWorkspace()
        let boilers = try sample.text("boilers.csv")
        let (ledger, _) = try await sample.read(ImportPageTests.ledger)
        try await confirm(sample, ledger)
        #expect(try await accept(sample, ledger, ["boilers.csv": "replace"]).status == 200)
        #expect(try sample.text("boilers.csv") != boilers)
        let entries = try sample.space.versions.entries()
        #expect(entries.map(\.action) == ["import", "import"] && entries.map(\.note) == ["锅炉.csv", "锅炉.csv"])
        #expect(entries.map(\.file) == ["boilers.csv", "mapping.yaml"] && entries[1].before.isEmpty)
        for entry in [1, 2] {
            #expect(await sample.answer(.post, "/api/restore", body: "{\"entry\":\(entry)}").status == 200)
        }
        #expect(try sample.text("boilers.csv") == boilers)
        #expect(!(try sample.folder.names()).contains("mapping.yaml"))
        #expect(await sample.answer(.post, "/api/restore", body: #"{"entry":4}"#).status == 200)
        #expect(try sample.folder.names().contains("mapping.yaml"))
        #expect(await sample.answer(.post, "/api/import/discard", body: try body(["ledger": ledger])).status == 204)
        #expect(await sample.answer(.get, "/import", [("ledger", ledger)]).status == 404)
    }

    @Test func `a change of several files that a kill cut off is finished at the next start`() async throws {
        let sample = try SampleWorkspace()
        let before = try sample.folder.bytes(of: "boilers.csv")
        let after = before + Array("B7,虚构厂,,bituminous,stoker,9,9,20.1\n".utf8)
        try sample.space.versions.write(
            [
                Versions.Change(name: "boilers.csv", before: before, bytes: after),
                Versions.Change(name: "mapping.yaml", before: nil, bytes: Array("headers:\n".utf8)),
            ], action: "import", note: "x")
        // As if the program had been killed when the first file had changed: its line is not written, the second is not there.
        let digests = [before, after, Array("headers:\n".utf8)].map { SHA256.hexadecimal(of: $0) }
        let list = try sample.text(".lantian/history.csv").split(separator: "\n").prefix(1).joined() + "\n"
        try sample.folder.write(list, to: ".lantian/history.csv")
        try FileManager.default.removeItem(atPath: sample.folder.file("mapping.yaml"))
        try sample.folder.write(
            "boilers.csv,\(digests[0]),\(digests[1]),import,x\nmapping.yaml,,\(digests[2]),import,x\n../evil.csv,,\(digests[2]),import,x\n",
            to: ".lantian/begun.csv")
        let space = Workspace(folder: sample.folder.path, factors: Repository.factors, language: .zh, port: 8750)
        #expect(try sample.folder.bytes(of: "boilers.csv") == after && sample.text("mapping.yaml") == "headers:\n")
        #expect(try space.versions.entries().map(\.file) == ["boilers.csv", "mapping.yaml"])
        #expect(!(try sample.folder.names(of: ".lantian")).contains("begun.csv"))
        #expect(!FileManager.default.fileExists(atPath: sample.folder.path + "/../evil.csv"))
    }

    @Test func `markup in a ledger stays text, and its name is no path`() async throws {
        let nasty = #"<script>alert(1)</script>"><img src=x onerror=alert(1)>"#
        let quoted = "\"" + nasty.replacing("\"", with: "\"\"") + "\""
        let sample = try SampleWorkspace()
        let (ledger, job) = try await sample.read(
            ImportPageTests.ledger.replacing("怪列", with: quoted).replacing("原媒", with: quoted)
                .replacing("虚构食品厂", with: quoted), named: "../../etc/\(nasty).csv")
        #expect(job.state == .done)
        #expect(!(try sample.folder.names()).contains("etc"))
        for query in [[("ledger", ledger)], []] as [[(name: String, value: String)]] {
            let page = await sample.answer(.get, "/import", query)
            #expect(page.status == 200 && page.text.contains("&lt;img src=x"))
            #expect(!page.text.contains("<script>") && !page.text.contains("<img"))
        }
        #expect(ImportShelf.shown("../../etc/passwd.csv") == "passwd.csv")
        #expect(ImportShelf.shown(#"C:\表\a#b.xlsx"#) == "a＃b.xlsx")
        #expect(ImportShelf.shown("a\u{1B}[31m.csv") == "a<U+001B>[31m.csv")
    }

    @Test(arguments: ["bomb", "no archive"])
    func `a workbook that is an attack ends in findings, and the workbench goes on`(_ attack: String) async throws {
        let sample = try SampleWorkspace()
        let folder = try TemporaryFolder()
        if attack == "bomb" {
            let made = try #require(InstalledProgram("python3")).run(
                "-c",
                "import sys,zipfile as z; a=z.ZipFile(sys.argv[1],'w',z.ZIP_DEFLATED); a.writestr('[Content_Types].xml','<a/>'); a.writestr('xl/workbook.xml',' '*(64<<20)); a.close()",
                folder.file("a.xlsx"))
            #expect(made.code == 0)
        } else {
            try folder.write("PK\u{3}\u{4} nothing", to: "a.xlsx")
        }
        let job = try await sample.finished(await sample.send(try folder.bytes(of: "a.xlsx"), named: "台账.xlsx"))
        #expect(job.state == .failed)
        let problem = try #require(job.problem)
        #expect(problem.status == 422 && problem.findings.hasErrors, "\(problem)")
        #expect(problem.findings.kept.allSatisfy { $0.location?.file.hasPrefix("台账.xlsx") ?? false })
        if attack == "bomb" { #expect(problem.findings.kept.map(\.message.code) == ["zip-bomb"]) }
        #expect(await sample.answer(.get, "/import", [("ledger", job.subject)]).text.contains("台账.xlsx"))
        #expect(await sample.answer(.get, "/").status == 200)
    }
}

extension TemporaryFolder {
    /// The names of what is in a folder of it.
    fileprivate func names(of folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: file(folder))
    }
}
