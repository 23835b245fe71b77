import Foundation
import Lantian
import TestSupport
import Testing

@testable import Workbench

/// The description of the interface says what is served, no more and no less.
@Suite struct InterfaceTests {
    @Test func `the description and the routes are one set`() async throws {
        let sample = try SampleWorkspace()
        let value = try await sample.value(.get, "/openapi.json")
        let paths = try #require(value["paths"] as? [String: [String: Any]])
        let described = Set(paths.flatMap { path, methods in methods.keys.map { "\($0) \(path)" } })
        let served = Set(Routes.all.map { "\($0.method.rawValue.lowercased()) \($0.path)" })
        #expect(described == served)
        #expect(served.count == Routes.all.count)
        for route in Routes.all where route.method.writes {
            #expect(route.limit > 0, "\(route.path) takes a body and has no limit")
        }
        for route in Routes.all { #expect(!route.text.zh.isEmpty && !route.text.en.isEmpty) }
    }

    @Test func `problems carry codes and findings in both languages`() async throws {
        let sample = try SampleWorkspace()
        let response = await sample.answer(.get, "/api/table", [("table", "none.csv")])
        #expect(response.header("Content-Type") == "application/problem+json; charset=utf-8")
        #expect(response.text.contains("\"code\":\"unknown-name\""))
        try sample.folder.write("region: x\n", to: "inventory.yaml")
        let broken = await sample.answer(.get, "/api/inventory")
        #expect(broken.status == 422)
        #expect(broken.text.contains("\"severity\":\"error\""))
        #expect(await sample.answer(.get, "/").status == 422)
    }

    @Test func `a program reads and writes with the token alone`() async throws {
        let sample = try SampleWorkspace()
        var request = sample.request(
            .patch, "/api/table",
            body: #"{"table":"boilers.csv","edits":[{"line":2,"column":6,"before":"1001","value":"1002"}]}"#)
        request.headers = [
            "host": "localhost:8750", "authorization": "Bearer \(sample.space.gate.token)",
            "content-type": "application/json",
        ]
        #expect(await sample.space.answer(request).status == 200)
        #expect(try sample.text("boilers.csv").contains(",1002,"))
    }

    @Test(arguments: [
        "a,b\r\n1,\"x, \"\"y\"\"\"\r\n\r\n3,4\r\n", "a;b\n1;2\n", "\u{FEFF}a\tb\n\"1\n2\"\t3\n4\t5", "a,b\n1,2\n",
    ])
    func `replacing a cell by itself changes no byte`(_ text: String) throws {
        let table = TableText(raw: Array(text.utf8), path: "boilers.csv")
        var edits: [CellEdit] = []
        for (line, fields) in table.rows(0..<table.rowCount) {
            for (column, value) in fields.enumerated() {
                edits.append(CellEdit(line: line, column: column, before: value, value: value))
            }
        }
        #expect(!edits.isEmpty)
        let same = TableText(raw: try table.replacing(edits), path: "boilers.csv")
        #expect(same.header == table.header)
        #expect(same.rows(0..<same.rowCount).map(\.fields) == table.rows(0..<table.rowCount).map(\.fields))
        let first = try #require(edits.first)
        for value in ["", "x", "a,b;c\td", "say \"x\"", "two\nlines", " blank ", "=1+1", "'=1"] {
            let one = CellEdit(line: first.line, column: first.column, before: first.before, value: value)
            let changed = TableText(raw: try table.replacing([one]), path: "boilers.csv")
            #expect(changed.rows(0..<1).first?.fields.first == value, "\(value)")
            #expect(changed.rowCount == table.rowCount)
        }
    }

    @Test func `a table in GB18030 becomes UTF-8 when it is changed`() throws {
        let gb: [UInt8] = Array("id,firm\n1,".utf8) + [0xB9, 0xA4, 0xB3, 0xA7] + Array("\n".utf8)
        let table = TableText(raw: gb, path: "boilers.csv")
        #expect(table.rows(0..<1).first?.fields == ["1", "工厂"])
        let changed = try table.replacing([CellEdit(line: 2, column: 0, before: "1", value: "二")])
        #expect(changed == Array("\u{FEFF}id,firm\n二,工厂\n".utf8))
    }
}
