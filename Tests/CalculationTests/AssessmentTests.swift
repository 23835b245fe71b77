import FoundationEssentials
import Inventories
import Tables
import TestSupport
import Testing

@testable import Calculation

/// Bad input through the front door: what a folder must give, and that nothing is computed from it by default.
@Suite struct AssessmentTests {
    /// The words of the library without its factors: enough to read tables, and quick.
    private static let words: Result<TemporaryFolder, any Error> = Result {
        let folder = try TemporaryFolder()
        for file in [
            "vocabularies.csv", "regions.csv", "keys.csv", "sources.csv", "rule_books.csv", "classification.csv",
        ] {
            try folder.copy(Repository.factors + "/" + file, to: file)
        }
        return folder
    }

    private func open(_ inventory: InventoryText, keepGoing: Bool = false) throws -> Assessment {
        let folder = try TemporaryFolder()
        try inventory.write(to: folder)
        return try open(folder, keepGoing: keepGoing)
    }

    private func open(_ folder: TemporaryFolder, keepGoing: Bool = false) throws -> Assessment {
        var options = Assessment.Options(factors: try AssessmentTests.words.get().path)
        options.keepGoing = keepGoing
        return try Assessment(folder: folder.path, options: options)
    }

    private func errors(_ body: () throws -> Assessment) throws -> [Finding] {
        do {
            _ = try body()
            return []
        } catch let findings as Findings {
            return findings.sorted.filter { $0.severity == .error }
        }
    }

    struct Bad: Sendable, CustomTestStringConvertible {
        let name: String
        let table: String
        let code: String
        let line: Int
        let column: String
        let nearest: String?
        var testDescription: String { name }

        init(_ name: String, _ table: String, _ code: String, _ line: Int, _ column: String, nearest: String? = nil) {
            self.name = name
            self.table = table
            self.code = code
            self.line = line
            self.column = column
            self.nearest = nearest
        }
    }

    static let samples: [Bad] = [
        Bad("unknown unit", "id,fuel,fuel_use[tonz]\nB1,coal,1\n", "unknown-unit", 1, "fuel_use"),
        Bad(
            "unit of another dimension", "id,fuel,fuel_use[m3]\nB1,coal,1\n", "wrong-unit", 1, "fuel_use", nearest: "t"),
        Bad("count in place of tonnes", "id,fuel,fuel_use(台)\nB1,coal,1\n", "wrong-unit", 1, "fuel_use", nearest: "t"),
        Bad(
            "percent as 95", "id,fuel,nox_removal\nB1,coal,95\n", "value-out-of-range", 2, "nox_removal", nearest: "95%"
        ),
        Bad("negative fuel", "id,fuel,fuel_use\nB1,coal,-5\n", "value-out-of-range", 2, "fuel_use"),
        Bad("hours beyond a leap year", "id,fuel,hours\nB1,coal,8784.5\n", "value-out-of-range", 2, "hours"),
        Bad(
            "unknown fuel with a near miss", "id,fuel,fuel_use\nB1,raw_cola,5\n", "unknown-word", 2, "fuel",
            nearest: "raw_coal"),
        Bad("unknown fuel in Chinese", "id,燃料类型,fuel_use\nB1,原梅,5\n", "unknown-word", 2, "燃料类型", nearest: "原煤"),
        Bad("duplicate id", "id,fuel\nB1,coal\nB1,coal\n", "duplicate-identifier", 3, "id"),
        Bad("missing required cell", "id,fuel\nB1,\n", "missing-value", 2, "fuel"),
        Bad("missing required column", "id,fuel_use\nB1,5\n", "missing-column", 1, ""),
        Bad("text in a number", "id,fuel,fuel_use\nB1,coal,about 5\n", "not-a-number", 2, "fuel_use"),
        Bad("two headers for one column", "id,fuel,燃料,fuel_use\nB1,coal,coal,1\n", "duplicate-column", 1, "燃料"),
        Bad("unknown county", "id,fuel,county_code\nB1,coal,999999\n", "unknown-word", 2, "county_code"),
    ]

    @Test("each stops the run, at its place", arguments: samples)
    func badTable(_ sample: Bad) throws {
        let found = try errors { try open(InventoryText(["boilers.csv": sample.table])) }
        #expect(found.map(\.message.code) == [sample.code])
        let first = try #require(found.first)
        #expect(first.location?.file.hasSuffix("/boilers.csv") == true)
        #expect(first.location?.line == sample.line)
        if !sample.column.isEmpty { #expect(first.location?.column?.hasPrefix(sample.column) == true, "\(first)") }
        if let nearest = sample.nearest { #expect(first.nearest == nearest) }
        #expect(!first.description(in: .zh).isEmpty && !first.description(in: .en).isEmpty)
    }

    @Test func `numbers as they really come are read`() throws {
        let assessment = try open(
            InventoryText([
                "boilers.csv": """
                排放源编号,燃料,燃料消耗量(万吨),脱硝效率,脱硝投运率,年运行小时数
                B1,原煤,"１，２３４．５",0.95,95%,8784
                """
            ]))
        let table = try #require(assessment.inventory.sheets.first).table
        // 1 234.5 × 10 000 t with full-width digits and comma
        #expect(table.numbers("fuel_use") == [12_345_000])
        #expect(table.numbers("nox_removal") == [0.95])
        #expect(table.numbers("nox_uptime") == [0.95])
        #expect(table.numbers("hours") == [8784])
    }

    @Test func `GB18030 cut in half is told, not guessed`() throws {
        let folder = try TemporaryFolder()
        try InventoryText([:]).write(to: folder)
        // 原煤 is D4 AD C3 BA; the last byte of the second row's word is lost.
        let header = Array("id,fuel,".utf8) + [0xCF, 0xFB, 0xBA, 0xC4] + Array("\n".utf8)
        let rows =
            Array("B1,".utf8) + [0xD4, 0xAD, 0xC3, 0xBA] + Array(",1\nB2,".utf8) + [0xD4, 0xAD, 0xC3] + Array("\n".utf8)
        try folder.write(header + rows, to: "boilers.csv")
        let found = try errors { try open(folder) }
        #expect(found.contains { $0.message.code == "broken-character" && $0.location?.line == 3 }, "\(found)")
    }

    @Test func `a file of no bytes is a finding`() throws {
        let found = try errors { try open(InventoryText(["boilers.csv": ""])) }
        #expect(found.map(\.message.code) == ["empty-file"])
    }

    @Test func `a folder without tables is a finding that names the tables`() throws {
        let found = try errors { try open(InventoryText([:])) }
        #expect(found.map(\.message.code) == ["no-tables"])
        #expect(found.first?.expected?.en.contains("boilers.csv, kilns.csv, vehicles.csv") == true)
    }

    @Test func `a folder that is not there is missing input, not bad data`() {
        #expect(throws: MissingInput.self) {
            try Assessment(folder: "/nonexistent/county", options: .init(factors: Repository.factors))
        }
    }

    @Test func `a library that is not there is a finding`() throws {
        let folder = try TemporaryFolder()
        try InventoryText(["boilers.csv": "id,fuel\nB1,coal\n"]).write(to: folder)
        #expect(throws: Findings.self) {
            try Assessment(folder: folder.path, options: .init(factors: "/nonexistent/factors"))
        }
    }

    @Test func `all findings come in one pass, from all files`() throws {
        let found = try errors {
            try open(
                InventoryText([
                    "boilers.csv": "id,fuel,fuel_use\nB1,coal,x\nB2,coal,-1\n",
                    "kilns.csv": "id,fuel,hours\nK1,cool,9000\n",
                    "households.csv": "id,fuel,households\nH1,coal,many\n",
                ]))
        }
        #expect(found.count == 5)
        #expect(
            Set(found.compactMap { $0.location?.file.split(separator: "/").last }) == [
                "boilers.csv", "kilns.csv", "households.csv",
            ])
    }

    @Test func `an id in two files of a kind is an error that names the other place`() throws {
        let found = try errors {
            try open(InventoryText(["boilers.csv": "id,fuel\nB1,coal\n", "boilers-b.csv": "id,fuel\n\nB1,coal\n"]))
        }
        #expect(found.map(\.message.code) == ["duplicate-id"])
        #expect(found.first?.expected?.en.contains(":") == true)
    }

    @Test func `going on computes the good rows and keeps the rest with their reasons`() throws {
        let assessment = try open(
            InventoryText(["boilers.csv": "id,fuel,fuel_use\nB1,coal,5\nB2,coal,x\nB3,coal,7\n"]), keepGoing: true)
        #expect(assessment.inventory.sourceCount == 2)
        let rejected = try #require(assessment.inventory.rejected.first)
        #expect(rejected.rows.map(\.line) == [3])
        #expect(rejected.rows.first?.cells == ["B2", "coal", "x"])
        #expect(
            String(decoding: rejected.csv(in: .en), as: UTF8.self).hasPrefix(
                "id,fuel,fuel_use,reject_reason\nB2,coal,x,"))
    }

    @Test(
        "a manifest is read strictly",
        arguments: [
            ("year: 2024\n", "no-region"), ("region: 654002\n", "no-year"), ("region: 654002\nyear: 24\n", "bad-year"),
            ("region: 999999\nyear: 2024\n", "unknown-region"),
            ("region: 654002\nyear: 2024\nclimat: 5\n", "unknown-key"),
            ("region: 654002\nyear: 2024\nclimate: {temperature: [1, 2]}\n", "twelve-months"),
            ("region: 654002\nyear: 2024\nspeed: fast\n", "not-a-number"),
            ("region: 654002\nyear: 2024\nrule_book: mine\n", "unknown-rule-book"),
            ("region: 654002\nyear: 2024\npollutants: [O3]\n", "unknown-pollutant"),
            ("region: 654002\nyear: 2024\ndefaults: [{table: boiler, column: fuel, value: coal}]\n", "unknown-table"),
            ("region: 654002\nyear: 2024\ndefaults: [{table: boilers, column: fule, value: coal}]\n", "unknown-column"),
            ("region: &r 654002\nyear: 2024\nname: *r\n", "yaml-anchor"), ("region: [654002\n", "not-yaml"),
            ("", "empty-file"),
        ])
    func manifest(text: String, code: String) throws {
        let found = try errors {
            try open(InventoryText(["boilers.csv": "id,fuel,fuel_use\nB1,coal,1\n"], manifest: text))
        }
        #expect(found.map(\.message.code).contains(code), "\(found)")
    }

    @Test func `a manifest that is not there is an error`() throws {
        let folder = try TemporaryFolder()
        try folder.write("id,fuel\nB1,coal\n", to: "boilers.csv")
        #expect(try errors { try open(folder) }.map(\.message.code) == ["no-manifest"])
    }
}
