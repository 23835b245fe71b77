import Foundation
import Lantian
import TestSupport
import Testing

@testable import Workbench

/// What others may send: refused, with every header that guards a browser, and nothing changes.
@Suite struct HostileTests {
    /// A request that must be refused, made from one that would be carried out.
    struct Attack: CustomTestStringConvertible, Sendable {
        let name: String
        let status: Int
        let change: @Sendable (inout Request) -> Void
        var testDescription: String { name }
    }

    static let attacks: [Attack] = [
        Attack(name: "no session", status: 401) { $0.headers["cookie"] = nil },
        Attack(name: "a guessed session", status: 401) { $0.headers["cookie"] = "lantian-8750=0" },
        Attack(name: "a session of another port", status: 401) {
            $0.headers["cookie"] = $0.headers["cookie"]?.replacing("8750", with: "8751")
        },
        Attack(name: "a wrong token", status: 401) { $0.headers["authorization"] = "Bearer 0" },
        Attack(name: "a foreign host", status: 421) { $0.headers["host"] = "evil.example" },
        Attack(name: "a name bound to this machine", status: 421) { $0.headers["host"] = "evil.example:8750" },
        Attack(name: "another port", status: 421) { $0.headers["host"] = "127.0.0.1:80" },
        Attack(name: "a foreign origin", status: 403) { $0.headers["origin"] = "https://evil.example" },
        Attack(name: "a nameless origin", status: 403) { $0.headers["origin"] = "null" },
        Attack(name: "no origin", status: 403) { $0.headers["origin"] = nil },
        Attack(name: "another site", status: 403) { $0.headers["sec-fetch-site"] = "cross-site" },
        Attack(name: "another port of this machine", status: 403) { $0.headers["sec-fetch-site"] = "same-site" },
        Attack(name: "no word", status: 403) { $0.headers[Gate.wordHeader] = nil },
        Attack(name: "a wrong word", status: 403) { $0.headers[Gate.wordHeader] = "0" },
        Attack(name: "a form", status: 415) { $0.headers["content-type"] = "application/x-www-form-urlencoded" },
        Attack(name: "plain text", status: 415) { $0.headers["content-type"] = "text/plain" },
        Attack(name: "no JSON", status: 400) { $0.body = Array("{".utf8) },
        Attack(name: "deep JSON", status: 400) { $0.body = Array(repeating: UInt8(ascii: "["), count: 100_000) },
        Attack(name: "another shape", status: 400) { $0.body = Array(#"{"table":1,"edits":2}"#.utf8) },
        Attack(name: "no edits", status: 400) { $0.body = Array(#"{"table":"boilers.csv","edits":[]}"#.utf8) },
        Attack(name: "too much", status: 413) { $0.body = Array(repeating: 32, count: (4 << 20) + 1) },
        Attack(name: "a path as a table", status: 404) { $0.body = HostileTests.edit("../boilers.csv") },
        Attack(name: "an absolute path", status: 404) { $0.body = HostileTests.edit("/etc/passwd") },
        Attack(name: "the manifest as a table", status: 404) { $0.body = HostileTests.edit("inventory.yaml") },
        Attack(name: "a hidden file", status: 404) { $0.body = HostileTests.edit(".lantian/history.csv") },
        Attack(name: "a line beyond the end", status: 409) { $0.body = HostileTests.edit("boilers.csv", line: 999) },
        Attack(name: "the header as a row", status: 409) { $0.body = HostileTests.edit("boilers.csv", line: 1) },
        Attack(name: "a column beyond the end", status: 409) {
            $0.body = HostileTests.edit("boilers.csv", column: 99)
        },
        Attack(name: "a negative column", status: 409) { $0.body = HostileTests.edit("boilers.csv", column: -1) },
        Attack(name: "another method", status: 405) { $0.method = .post },
        Attack(name: "a path of the disk", status: 404) { $0.path = "/etc/passwd" },
        Attack(name: "a path upwards", status: 404) { $0.path = "/../../etc/passwd" },
        Attack(name: "a path within", status: 404) { $0.path = "/api/table/../../boilers.csv" },
    ]

    /// What is sent as a ledger, and how it is refused.
    static let ledgers: [Attack] = [
        Attack(name: "no session", status: 401) { $0.headers["cookie"] = nil },
        Attack(name: "a foreign host", status: 421) { $0.headers["host"] = "evil.example" },
        Attack(name: "a foreign origin", status: 403) { $0.headers["origin"] = "https://evil.example" },
        Attack(name: "no origin", status: 403) { $0.headers["origin"] = nil },
        Attack(name: "no word", status: 403) { $0.headers[Gate.wordHeader] = nil },
        Attack(name: "no name", status: 400) { $0.query = [] },
        Attack(name: "an empty body", status: 400) { $0.body = [] },
        Attack(name: "a program", status: 415) { $0.query = [("name", "a.exe")] },
        Attack(name: "no name but its folders", status: 415) { $0.query = [("name", "../..")] },
        Attack(name: "a path as an ending", status: 415) { $0.query = [("name", "a.csv/../../../x")] },
        Attack(name: "too much", status: 413) { $0.body = Array(repeating: 32, count: (128 << 20) + 1) },
        Attack(name: "a ledger's id that is a path", status: 404) {
            ($0.path, $0.body) = ("/api/import/discard", Array(#"{"ledger":"../../objects"}"#.utf8))
            $0.headers["content-type"] = "application/json"
        },
        Attack(name: "an acceptance of nothing", status: 404) {
            ($0.path, $0.body) = (
                "/api/import/accept", Array(#"{"ledger":"0123456789abcdef","digest":"","tables":{}}"#.utf8)
            )
            $0.headers["content-type"] = "application/json"
        },
        Attack(name: "a job that is none", status: 404) {
            ($0.path, $0.body) = ("/api/job/cancel", Array(#"{"job":7}"#.utf8))
            $0.headers["content-type"] = "application/json"
        },
    ]

    @Test(arguments: ledgers)
    func `a ledger is refused, and nothing of it stays`(_ attack: Attack) async throws {
        let sample = try SampleWorkspace()
        let names = try sample.folder.names()
        var request = sample.request(.post, "/api/import", [("name", "锅炉.csv")], body: "企业名称,燃料类型\n")
        request.headers["content-type"] = "application/octet-stream"
        attack.change(&request)
        let response = await sample.space.answer(request)
        #expect(response.status == attack.status, "\(response.text)")
        #expect(try sample.folder.names() == names)
    }

    private static func edit(_ table: String, line: Int = 2, column: Int = 6) -> [UInt8] {
        Array(
            #"{"table":"\#(table)","edits":[{"line":\#(line),"column":\#(column),"before":"1001","value":"9"}]}"#.utf8)
    }

    @Test(arguments: attacks)
    func `is refused and changes nothing`(_ attack: Attack) async throws {
        let sample = try SampleWorkspace()
        let names = try sample.folder.names()
        let text = try sample.text("boilers.csv")
        var request = sample.request(.patch, "/api/table")
        request.body = HostileTests.edit("boilers.csv")
        attack.change(&request)
        let response = await sample.space.answer(request)
        #expect(response.status == attack.status, "\(response.text)")
        #expect(try sample.text("boilers.csv") == text)
        #expect(try sample.folder.names() == names)
        let sent = String(decoding: response.bytes(), as: UTF8.self)
        for (name, value) in Response.guards { #expect(sent.contains("\(name): \(value)\r\n")) }
        #expect(!response.text.contains(sample.space.gate.word) && !response.text.contains(sample.space.gate.token))
    }

    @Test func `without a session a page shows nothing of the folder`() async throws {
        let sample = try SampleWorkspace()
        for route in Routes.all where route.needsSession {
            var request = sample.request(route.method, route.path)
            request.headers["cookie"] = nil
            let response = await sample.space.answer(request)
            #expect(response.status == 401, "\(route.path)")
            #expect(!response.text.contains("虚构县") && !response.text.contains(sample.space.gate.word))
        }
    }

    @Test func `the token becomes a cookie that no script reads`() async throws {
        let sample = try SampleWorkspace()
        var request = sample.request(.post, "/api/session", body: #"{"token":"\#(sample.space.gate.token)"}"#)
        request.headers["cookie"] = nil
        request.headers[Gate.wordHeader] = nil
        let response = await sample.space.answer(request)
        #expect(response.status == 204)
        #expect(
            response.header("Set-Cookie")
                == "lantian-8750=\(sample.space.gate.session); Path=/; HttpOnly; SameSite=Strict")
        request.body = Array(#"{"token":"0"}"#.utf8)
        #expect(await sample.space.answer(request).status == 401)
        #expect(sample.space.address == "http://127.0.0.1:8750/open#\(sample.space.gate.token)")
    }

    @Test func `markup in any text of the inventory stays text`() async throws {
        let nasty = #"<script>alert('1')</script>"><img src=x onerror=alert(1)>&amp;"#
        let sample = try SampleWorkspace { folder in
            let text = String(decoding: try folder.bytes(of: "boilers.csv"), as: UTF8.self)
            try folder.write(
                text.replacing("虚构厂1", with: "\"" + nasty.replacing("\"", with: "\"\"") + "\"")
                    .replacing("B1-1,", with: "\"" + nasty.replacing("\"", with: "\"\"") + "\",")
                    .replacing("stoker,12", with: "<b>stoker</b>,12"), to: "boilers.csv")
            let manifest = String(decoding: try folder.bytes(of: "inventory.yaml"), as: UTF8.self)
            try folder.write(manifest.replacing("虚构县 659000", with: "<script>虚构</script>"), to: "inventory.yaml")
            let plan = String(decoding: try folder.bytes(of: "plans/invented.yaml"), as: UTF8.self)
            try folder.write(
                plan.replacing("虚构方案", with: "<i onclick=x>虚构</i>").replacing("淘汰一部分锅炉", with: "<u>淘汰</u>"),
                to: "plans/invented.yaml")
            try folder.write("id\n", to: "boilers-<img src=x>.csv")
            try folder.write(InventedCounty.options.replacing("低氮改造", with: "<u>改造</u>"), to: "plans/<img src=x>.yaml")
            try folder.write(
                "month,measure,done,remark\n2024-11,XX-01.1,1,<script>虚构</script>\n", to: "plans/invented.monthly.csv")
        }
        let pages: [(String, [(name: String, value: String)])] = [
            ("/", [("by", "county")]), ("/sources", [("pollutant", "NOx"), ("county", nasty)]),
            ("/why", [("table", "boilers.csv"), ("line", "3")]), ("/tables", [("table", "boilers.csv")]), ("/plan", []),
            ("/history", []), ("/", [("by", nasty)]), ("/why", [("table", nasty), ("line", "1")]),
            ("/sure", []), ("/solve", []), ("/progress", []),
            ("/solve", [("plan", nasty)]),
            ("/solve", [("target", nasty), ("most", nasty), ("budget", nasty), ("free", nasty)]),
            ("/progress", [("month", nasty)]), ("/progress", [("plan", nasty)]), ("/sure", [("by", nasty)]),
            ("/plan", [("plan", nasty)]), ("/tables", [("table", nasty)]),
        ]
        for (path, query) in pages {
            let page = await sample.answer(.get, path, query)
            #expect(page.status < 500, "\(path) \(page.text.suffix(600))")
            for tag in ["<script>", "<img", "onclick=x>", "<u>", "<b>stoker"] {
                #expect(!page.text.contains(tag), "\(path) \(tag)")
            }
        }
    }

    @Test func `pages hold no script and no style of their own`() async throws {
        let sample = try SampleWorkspace()
        for route in Routes.all where route.method == .get && !route.isAPI && route.path != "/workbench.js" {
            let page = await sample.answer(.get, route.path)
            #expect(!page.text.contains(" style=") && !page.text.contains("<style"), "\(route.path)")
            #expect(!page.text.contains(" onclick=") && !page.text.contains("<script>"), "\(route.path)")
            #expect(!page.text.contains("https://"), "\(route.path)")
        }
    }
}
