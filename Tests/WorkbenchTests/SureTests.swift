import Foundation
import Lantian
import TestSupport
import Testing

@testable import Workbench

/// The page of intervals says what the command line computes, and what is stated on it is what the files hold.
@Suite struct SureTests {
    /// What the command line would find: the folder read anew, and drawn.
    private func uncertainty(of sample: SampleWorkspace, by names: [String]) throws -> EmissionUncertainty {
        var options = Assessment.Options(factors: Repository.factors)
        options.uncertainty = true
        let folder = try InventoryFolder(sample.folder.path, options: options)
        let keys = names.compactMap { Grouping($0) }
        return try folder.emissions(groupings: names).result.uncertainty(
            by: keys, DrawOptions(seed: DrawOptions.seed(of: folder.context.manifest)))
    }

    private func stated() throws -> SampleWorkspace {
        try SampleWorkspace { folder in
            let manifest = String(decoding: try folder.bytes(of: "inventory.yaml"), as: UTF8.self)
            try folder.write(
                manifest
                    + "uncertainty:\n  factors: {tcses: B, manual24: B}  # 虚构\n  columns:\n    boilers.fuel_use: metered\n",
                to: "inventory.yaml")
        }
    }

    private func total(_ value: [String: Any], _ pollutant: String) throws -> [String: Any] {
        let totals = try #require(value["totals"] as? [[String: Any]])
        return try #require(totals.first { $0["pollutant"] as? String == pollutant })
    }

    @Test func `totals, intervals and what to measure are those of the command line, to the digit`() async throws {
        let sample = try stated()
        let answer = await sample.answer(.get, "/api/uncertainty", [("by", "table")])
        #expect(answer.status == 200)
        let found = try uncertainty(of: sample, by: ["table", "pollutant"])
        for table in ["boilers", "households"] {
            let range = try #require(found.range([table, "NOx"]))
            guard range.isKnown else { continue }
            #expect(answer.text.contains("\"low_t\":\(range.low.tonnes()),\"median_t\":\(range.median.tonnes())"))
            #expect(answer.text.contains("\"high_t\":\(range.high.tonnes())"))
        }
        #expect(try #require(found.range(["boilers", "NOx"])).isKnown)
        let value = try await sample.value(.get, "/api/uncertainty", [("by", "table")])
        let next = try #require(value["next"] as? [[String: Any]])
        #expect(!next.isEmpty && next.allSatisfy { ($0["variance_share"] as? Double ?? 0) > 0 })
        let page = await sample.answer(.get, "/sure", [("by", "table")])
        let whole = try #require(found.range(["NOx"]))
        #expect(page.text.contains("\(whole.low.shown) – \(whole.high.shown) t"))
        #expect(page.text.contains("class=\"ends\""))
        let english = await sample.answer(.get, "/sure", [("lang", "en"), ("by", "sector"), ("and", "county")])
        #expect(english.text.contains("What to measure next") && english.text.contains("variance"))
    }

    @Test func `what has no range is told with its tonnes, and what has no number is in no total`() async throws {
        let sample = try SampleWorkspace()
        let value = try await sample.value(.get, "/api/uncertainty", [("by", "table")])
        let boilers = try total(value, "NOx")
        #expect(boilers["low_t"] is NSNull && boilers["high_t"] is NSNull)
        #expect((boilers["emission_t"] as? Double ?? 0) > 0)
        let pollutants = try #require(value["pollutants"] as? [[String: Any]])
        let unknown = try #require(
            pollutants.first { $0["pollutant"] as? String == "NOx" }?["not_quantified"] as? [[String: Any]])
        #expect(!unknown.isEmpty && unknown.allSatisfy { ($0["mass_t"] as? Double ?? 0) > 0 })
        let page = await sample.answer(.get, "/sure")
        #expect(page.text.contains("未量化") && page.text.contains("缺数据，没有数字，不在合计和区间之内"))
        #expect(page.text.contains("先在下面写明等级"))
        #expect(!page.text.contains("class=\"ends\""))
        let english = await sample.answer(.get, "/sure", [("lang", "en")])
        #expect(english.text.contains("not quantified") && english.text.contains("they have no number"))
    }

    @Test func `a stated class is a version of the inventory, and widens what the command line draws`() async throws {
        let sample = try stated()
        let text = try sample.text("inventory.yaml")
        let before = try #require(try uncertainty(of: sample, by: ["pollutant"]).range(["NOx"]))
        let done = await sample.answer(
            .post, "/api/uncertainty",
            body: #"{"part":"columns","name":"boilers.fuel_use","value":"60 %","shared":true}"#)
        #expect(done.status == 200, "\(done.text)")
        #expect(
            try sample.text("inventory.yaml")
                == text.replacing(
                    "boilers.fuel_use: metered", with: #"boilers.fuel_use: {class: "60 %", shared: yes}"#))
        let after = try #require(try uncertainty(of: sample, by: ["pollutant"]).range(["NOx"]))
        #expect(after.mass == before.mass)
        #expect((after.firstOrder ?? 0) > (before.firstOrder ?? .infinity))
        let value = try await sample.value(.get, "/api/uncertainty", [("by", "pollutant")])
        #expect(try total(value, "NOx")["high_t"] as? Double == Double(after.high.tonnes()))
        #expect(try sample.space.versions.entries().map(\.action) == ["range"])
        #expect(await sample.answer(.get, "/sure").text.contains("value=\"60 %\""))
        #expect(await sample.answer(.post, "/api/restore", body: #"{"entry":1}"#).status == 200)
        #expect(try sample.text("inventory.yaml") == text)
    }

    @Test func `an inventory with a byte order mark is changed like any other`() async throws {
        let sample = try stated()
        let text = "\u{FEFF}" + (try sample.text("inventory.yaml"))
        try sample.folder.write(text, to: "inventory.yaml")
        let done = await sample.answer(
            .post, "/api/uncertainty", body: #"{"part":"columns","name":"boilers.fuel_use","value":"survey"}"#)
        #expect(done.status == 200, "\(done.text)")
        #expect(
            try sample.folder.bytes(of: "inventory.yaml")
                == Array(text.replacing("boilers.fuel_use: metered", with: "boilers.fuel_use: survey").utf8))
    }

    @Test func `of two tabs the second one is told that the first has written`() async throws {
        let sample = try stated()
        let digest = SHA256.hexadecimal(of: try sample.folder.bytes(of: "inventory.yaml"))
        #expect(await sample.answer(.get, "/sure").text.contains("data-digest=\"\(digest)\""))
        func state(_ value: String) async -> Response {
            await sample.answer(
                .post, "/api/uncertainty",
                body: #"{"part":"columns","name":"boilers.fuel_use","value":"\#(value)","digest":"\#(digest)"}"#)
        }
        #expect(await state("survey").status == 200)
        let text = try sample.text("inventory.yaml")
        let second = await state("estimate")
        #expect(second.status == 409 && second.text.contains("file-changed"))
        #expect(try sample.text("inventory.yaml") == text)
    }

    @Test(arguments: [
        #"{"part":"columns","name":"boilers.fuel_use","value":"metred"}"#,
        #"{"part":"columns","name":"boilers.no_such","value":"metered"}"#,
        #"{"part":"factors","name":"no such family","value":"B"}"#, #"{"part":"year","name":"x","value":"2000"}"#,
        #"{"part":"factors","name":"tcses","value":"B}, x: {y"}"#, #"{"part":"factors","name":"","value":"B"}"#,
    ])
    func `what the command line would refuse is not written`(_ body: String) async throws {
        let sample = try stated()
        let text = try sample.text("inventory.yaml")
        let refused = await sample.answer(.post, "/api/uncertainty", body: body)
        #expect((400..<500).contains(refused.status), "\(refused.text)")
        #expect(try sample.text("inventory.yaml") == text)
        #expect(try sample.space.versions.entries().isEmpty)
    }

    @Test(arguments: [
        ("confidence", "49"), ("confidence", "x"), ("draws", "99"), ("seed", "-1"), ("by", "no-such-key"),
    ])
    func `a question that cannot be asked is refused`(_ name: String, _ value: String) async throws {
        let sample = try SampleWorkspace()
        #expect(await sample.answer(.get, "/api/uncertainty", [(name, value)]).status == 404)
        #expect(await sample.answer(.get, "/sure", [(name, value)]).status == 404)
    }
}

/// A value is set in a YAML file, and no other letter of it changes.
@Suite struct YAMLFileTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let before: String
        let keys: [String]
        let written: String
        let after: String
        var testDescription: String { before.debugDescription }
    }

    static let cases = [
        Case(
            before: "region: x", keys: ["uncertainty", "factors", "tcses"], written: "B",
            after: "region: x\nuncertainty: {factors: {tcses: B}}\n"),
        Case(
            before: "uncertainty:\n  columns:\n    boilers: metered  # own\nyear: 2024\n",
            keys: ["uncertainty", "columns", "boilers.fuel_use"], written: "survey",
            after:
                "uncertainty:\n  columns:\n    boilers.fuel_use: survey\n    boilers: metered  # own\nyear: 2024\n"
        ),
        Case(
            before: "uncertainty:\n  factors:\n    {tcses: B, # 虚构\n     road/speed: 10 %}\n",
            keys: ["uncertainty", "factors", "road/load"], written: "\"30 %\"",
            after: "uncertainty:\n  factors:\n    {road/load: \"30 %\", tcses: B, # 虚构\n     road/speed: 10 %}\n"),
        Case(
            before: "name: 虚构\nuncertainty:\n  factors: {tcses: B, road/speed: 10 %}\n",
            keys: ["uncertainty", "factors", "road/speed"], written: "C",
            after: "name: 虚构\nuncertainty:\n  factors: {tcses: B, road/speed: C}\n"),
        Case(
            before: "uncertainty:\n  columns: {vehicles.annual_km: {class: estimate, shared: yes}}\n",
            keys: ["uncertainty", "columns", "vehicles.annual_km"], written: "survey",
            after: "uncertainty:\n  columns: {vehicles.annual_km: survey}\n"),
        Case(
            before: "uncertainty:\nyear: 2024\n", keys: ["uncertainty", "defaults"], written: "estimate",
            after: "uncertainty: {defaults: estimate}\nyear: 2024\n"),
        Case(
            before: "uncertainty:\n  factors: {}\n", keys: ["uncertainty", "factors", "tcses"], written: "B",
            after: "uncertainty:\n  factors: {tcses: B}\n"),
        Case(
            before: "uncertainty:\r\n  factors: {tcses: 'it''s'}\r\n", keys: ["uncertainty", "columns", "boilers"],
            written: "metered",
            after: "uncertainty:\r\n  columns: {boilers: metered}\r\n  factors: {tcses: 'it''s'}\r\n"),
        Case(
            before: "\u{FEFF}a: 1\r\nb: \"x # y\" # z\r\n", keys: ["b"], written: "2",
            after: "\u{FEFF}a: 1\r\nb: 2 # z\r\n"),
        Case(before: "a: 1\nb: x\t# own\n", keys: ["b"], written: "2", after: "a: 1\nb: 2\t# own\n"),
        Case(
            before: "measures:\n  - id: A\n    with: {share: \"?\"} # 一\n", keys: ["measures", "0", "with", "share"],
            written: "0.5", after: "measures:\n  - id: A\n    with: {share: 0.5} # 一\n"),
    ]

    @Test(arguments: cases)
    func `one value is set`(_ own: Case) throws {
        let bytes = try YAMLFile(Array(own.before.utf8), path: "x.yaml").setting(own.keys, to: own.written)
        #expect(String(decoding: bytes, as: UTF8.self) == own.after)
    }

    @Test(arguments: [
        "uncertainty:\n  factors:\n    tcses:\n      class: B\n", "uncertainty:\n  factors:\n    tcses: >\n      B\n",
    ])
    func `what stands over several lines is left to the user`(_ text: String) throws {
        let file = try YAMLFile(Array(text.utf8), path: "x.yaml")
        #expect(throws: (any Error).self) { try file.setting(["uncertainty", "factors", "tcses"], to: "C") }
    }
}
