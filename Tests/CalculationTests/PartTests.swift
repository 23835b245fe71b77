import FoundationEssentials
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Calculation

/// The parts of a run, in any order, are the run: totals, findings, rejected rows and assumptions, to the byte.
@Suite struct PartTests {
    private let scratch: TemporaryFolder

    init() throws { scratch = try TemporaryFolder() }

    private static var options: Assessment.Options {
        var options = Assessment.Options(factors: Repository.factors)
        options.readsWholeLibrary = false
        return options
    }

    private static func keys(_ names: String...) -> [Grouping] { names.compactMap { Grouping($0) } }

    /// Everything that users see of a run.
    private func shown(_ run: InventoryFolder.Emissions, by keys: [Grouping]) -> [String] {
        var lines = run.result.totals(by: keys).map { row in
            "\(row.keys) \(row.emission.micrograms) \(row.assumed.micrograms) \(row.lines) \(String(describing: row.balance))"
        }
        lines += run.result.assumptions().map {
            "\($0.assumption.kind) \($0.assumption.text.en) \($0.pollutant) \($0.mass.micrograms) \($0.lines)"
        }
        lines += run.findings.sorted.flatMap { [$0.description(in: .zh), $0.description(in: .en)] }
        lines += Finding.Severity.allCases.map { "\($0) \(run.findings.count($0)) \(run.inFiles.count($0))" }
        for table in run.rejected { lines.append(String(decoding: table.csv(in: .en), as: UTF8.self)) }
        lines.append("\(run.result.rejectedRows) \(run.result.incomplete)")
        return lines
    }

    private func parts(
        _ folder: InventoryFolder, _ count: Int, by keys: [Grouping], balance: Bool = false
    ) throws -> [EmissionPart] {
        try (1...count).map { number in
            let file = scratch.path + "/\(number)-of-\(count).part"
            let part = try #require(PartNumber(number, of: count))
            try folder.writePart(
                part, by: keys, balance: balance, options: PartTests.options, threads: 1 + number % 2, to: file)
            return try EmissionPart(file: file)
        }
    }

    private func compare(_ path: String, counts: [Int], balance: Bool = false) throws {
        let folder = try InventoryFolder(path, options: PartTests.options)
        let keys = PartTests.keys("county", "class8:2", "sector", "pollutant", "fuel", "state")
        let coarser = [PartTests.keys("sector", "pollutant"), PartTests.keys("pollutant", "method", "fuel"), []]
        let whole = try folder.emissions(groupings: keys.map(\.name), balance: balance)
        for count in counts {
            let parts = try parts(folder, count, by: keys, balance: balance)
            let combined = try folder.emissions(of: parts.shuffled())
            #expect(shown(combined, by: keys) == shown(whole, by: keys), "\(count) parts")
            for own in coarser {
                let single = try folder.emissions(groupings: own.map(\.name), balance: balance)
                #expect(shown(combined, by: own) == shown(single, by: own), "\(count) parts by \(own)")
            }
        }
    }

    @Test(arguments: ["ili-2021", "demo-county-2024"])
    func `the parts of a shipped inventory`(_ name: String) throws {
        try compare(Repository.root + "/Inventories/" + name, counts: [1, 2, 7, 64])
    }

    /// Invented rows: remarks over several lines, numbers and words that are wrong, identifiers used again in the table, in
    /// a later one, and by a row that is wrong itself.
    private func inventory(rows: Int, returns: Bool = false) throws -> InventoryFolder {
        func table(_ first: Int, _ rows: Range<Int>) -> String {
            let lines = rows.map { row -> String in
                let id = row % 11 == 0 ? "B\(max(first, row - 7))" : row % 17 == 0 ? "B3" : "B\(row)"
                let remark = row % 3 == 0 ? "\"one, \"\"two\"\"\nthree\"" : row % 5 == 0 ? "6\" pipe" : ""
                let fuel = row % 13 == 0 ? "coall" : ["coal", "natural_gas", "diesel_oil"][row % 3]
                let use = row % 19 == 0 ? "-\(row)" : "\(row * 37 % 9000)"
                return [id, "heating", fuel, row % 2 == 0 ? "stoker" : "", use, row % 4 == 0 ? "1.5" : "", remark]
                    .joined(separator: ",")
            }
            return (["id,use,fuel,technology,fuel_use[t],nox_monitored[t],note"] + lines).joined(
                separator: returns ? "\r\n" : "\n") + "\n"
        }
        let files = [
            "boilers.csv": table(0, 0..<rows), "boilers-b.csv": table(rows, rows..<2 * rows),
            "boilers-c.csv": table(0, rows - 5..<rows + 5),
            "kilns.csv": "id,product,technology,output[t]\nK1,cement,,\n",
        ]
        let folder = try TemporaryFolder()
        try InventoryText(files).write(to: folder)
        held.append(folder)
        return try InventoryFolder(folder.path, options: PartTests.options)
    }

    private final class Held: @unchecked Sendable {
        private var folders: [TemporaryFolder] = []
        func append(_ folder: TemporaryFolder) { folders.append(folder) }
    }
    private let held = Held()

    @Test(arguments: [false, true])
    func `the parts of a table with quoted line ends, errors and doubled identifiers`(_ returns: Bool) throws {
        let folder = try inventory(rows: 90, returns: returns)
        let whole = try folder.emissions()
        #expect(whole.findings.count(.error) > 20)
        #expect(whole.rejected.count == 3)
        #expect(whole.findings.kept.contains { $0.message.code == "duplicate-id" })
        try compare(folder.path, counts: [1, 2, 7, 64], balance: true)
    }

    @Test func `a part file is the same bytes each time, and says where its rows begin`() throws {
        let folder = try inventory(rows: 40)
        let keys = PartTests.keys("county")
        let first = try parts(folder, 3, by: keys)
        let bytes = try first.map { try InputFile.bytes(of: $0.file) }
        let again = try parts(folder, 3, by: keys).map { try InputFile.bytes(of: $0.file) }
        #expect(bytes == again)
    }

    private func refusal(_ body: () throws -> Void) throws -> [Finding] {
        do {
            try body()
            return []
        } catch let findings as Findings { return findings.sorted }
    }

    @Test func `a damaged part is refused by name, whichever byte is wrong`() throws {
        let folder = try inventory(rows: 12)
        let part = try parts(folder, 1, by: PartTests.keys("county"))[0]
        let bytes = try InputFile.bytes(of: part.file)
        for place in stride(from: 0, to: bytes.count, by: 61) {
            var wrong = bytes
            wrong[place] ^= 4
            let file = try scratch.write(wrong, to: "wrong.part")
            let found = try refusal { _ = try EmissionPart(file: file) }
            #expect(["no-part", "part-damaged"].contains(found.first?.message.code), "byte \(place)")
            #expect(found.first?.location?.file == file)
            #expect(found.first?.expected != nil)
        }
        for length in [0, 5, 13, 14, 40, bytes.count - 64, bytes.count - 1] {
            let file = try scratch.write(Array(bytes[..<length]), to: "short.part")
            #expect(!(try refusal { _ = try EmissionPart(file: file) }.isEmpty), "\(length) bytes")
        }
    }

    @Test func `missing, doubled and foreign parts are refused by name`() throws {
        let folder = try inventory(rows: 30)
        let keys = PartTests.keys("county", "fuel")
        let three = try parts(folder, 3, by: keys)
        func found(_ parts: [EmissionPart], in folder: InventoryFolder) throws -> [Finding] {
            try refusal { _ = try folder.emissions(of: parts) }
        }
        let missing = try found([three[2], three[0]], in: folder)
        #expect(missing.map(\.message.code) == ["part-missing"])
        #expect(missing.first?.value == "2/3")
        let doubled = try found([three[0], three[1], three[2], three[1]], in: folder)
        #expect(doubled.map(\.message.code) == ["part-twice"])
        #expect(doubled.first?.value == "2/3")
        let others = try parts(folder, 2, by: keys)
        #expect(try found([three[0], others[1]], in: folder).map(\.message.code) == ["part-foreign"])
        try FileManager.default.removeItem(atPath: scratch.path + "/2-of-3.part")
        let balanced = try parts(folder, 3, by: keys, balance: true)
        let mixed = try found([three[0], balanced[1], three[2]], in: folder)
        #expect(mixed.map(\.message.code) == ["part-foreign"])
        #expect(mixed.first?.location?.file == balanced[1].file)
        // A table that grew since is another one.
        let table = folder.path + "/boilers.csv"
        let text = try String(contentsOfFile: table, encoding: .utf8)
        try AtomicFile.write(text + "B999,heating,coal,stoker,1,,\n", to: table)
        let grown = try found(three, in: folder)
        #expect(Set(grown.map(\.message.code)) == ["part-foreign"])
        #expect(grown.count == 3)
        #expect(grown.first?.message.text.en.contains("tables with their bytes") ?? false)
    }

    @Test func `numbers of parts`() {
        #expect(PartNumber("3/7").map { [$0.number, $0.count] } == [3, 7])
        for text in [
            "0/7", "8/7", "1/0", "1/100001", "-1/7", "1", "1/2/3", "a/b", "", "/", "1/", " 1/7",
            "99999999999999999999/7",
        ] {
            #expect(PartNumber(text) == nil, "\(text)")
        }
        let bytes = (1...7).compactMap { PartNumber($0, of: 7)?.bytes(of: 100) }
        #expect(bytes.first?.lowerBound == 0)
        #expect(bytes.last?.upperBound == 100)
        #expect(zip(bytes, bytes.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    }
}
