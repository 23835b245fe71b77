import FoundationEssentials
import TestSupport
import Testing

@testable import Calculation

/// Inventories of one run share what was resolved: each gives the same bytes as alone, whatever differs between them.
@Suite struct SharedCaseTests {
    /// Copies of the demonstration county by name, each with one thing changed in all its files.
    private static let changes: [(name: String, what: String, by: String)] = [
        ("a", "", ""), ("b", "", ""),
        // A county for which tables of limits have rows of their own.
        ("c", "659999", "140212"), ("j", "659999", "659998"),
        ("d", "year: 2024", "year: 2023"),
        ("e", "speed: 34", "speed: 61"),
        ("f", "altitude: 1310", "altitude: 2610"),
        ("g", ",3.62,kg/t", ",4.40,kg/t"),
        ("h", "rule_book: inventory", "rule_book: permit_report"),
        ("i", "diesel: 10}", "diesel: 350}"),
        // Packs whose rows answer for another fuel, another stoker, another pollutant, and not in this year.
        ("p", ",bituminous,chain_grate,NOx,3.62,", ",raw_coal,chain_grate,NOx,3.62,"),
        ("q", ",bituminous,chain_grate,NOx,3.62,", ",bituminous,,NOx,3.62,"),
        ("r", ",bituminous,chain_grate,NOx,3.62,", ",bituminous,chain_grate,SO2,3.62,"),
        ("s", "estimated,default,,,", "estimated,default,2025,,"),
    ]

    private static func counties() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let source = Repository.root + "/Inventories/demo-county-2024"
        let names =
            try FileManager.default.contentsOfDirectory(atPath: source).filter {
                $0.hasSuffix(".csv") || $0 == "inventory.yaml"
            } + [
                "factors/regions.csv", "factors/sources.csv", "factors/boilers/emission_factors.csv",
                "factors/households/default_activity.csv",
            ]
        for change in changes {
            for name in names {
                guard let data = FileManager.default.contents(atPath: source + "/" + name) else {
                    throw MissingFile(path: name)
                }
                // One table is in GB18030: bytes are replaced, not characters.
                let bytes =
                    change.what.isEmpty
                    ? Array(data) : Array(data).replacing(Array(change.what.utf8), with: Array(change.by.utf8))
                try folder.write(bytes, to: change.name + "/" + name)
            }
        }
        return folder
    }

    private struct MissingFile: Error { let path: String }

    @Test func `each inventory of a set has the lines that it has alone`() throws {
        let folder = try SharedCaseTests.counties()
        var options = Assessment.Options(factors: Repository.factors)
        options.keepGoing = true
        options.pollutants = ["NOx", "VOCs", "SO2"]
        let set = try InventorySet(folder.path, options: options)
        #expect(set.folders.count == SharedCaseTests.changes.count)
        let together = set.each(threads: 2) { path, options in
            let detail = path + ".together"
            let opened = try InventoryFolder(path, options: options)
            let shared = try #require(options.sharedCases)
            #expect(opened.context.sharedCases?.cases === shared)
            _ = try opened.emissions(threads: 1, detail: detail)
            return shared.count
        }
        var details: Set<[UInt8]> = []
        for (path, outcome) in together {
            #expect(try outcome.get() > 0)
            let name = String(path.dropFirst(folder.path.count + 1))
            options.library = nil
            let alone = try InventoryFolder(path, options: options)
            #expect(alone.context.sharedCases == nil)
            _ = try alone.emissions(threads: 1, detail: path + ".alone")
            let bytes = try folder.bytes(of: name + ".alone")
            #expect(try folder.bytes(of: name + ".together") == bytes, "\(name)")
            #expect(bytes.count > 10_000)
            details.insert(bytes)
        }
        // Every change but that of the second copy, which has none, is seen.
        #expect(details.count == SharedCaseTests.changes.count - 1)
    }

    @Test func `packs that differ in their rows share what these have no say in`() throws {
        let folder = try SharedCaseTests.counties()
        for name in ["a", "g", "p"] {
            try FileManager.default.createDirectory(
                atPath: folder.path + "/own", withIntermediateDirectories: true)
            try FileManager.default.moveItem(atPath: folder.path + "/" + name, toPath: folder.path + "/own/" + name)
        }
        var options = Assessment.Options(factors: Repository.factors)
        options.keepGoing = true
        let set = try InventorySet(folder.path + "/own", options: options)
        let told = try set.each(threads: 1) { path, options in
            _ = try InventoryFolder(path, options: options).emissions(threads: 1)
            return [options.sharedCases?.count ?? 0, options.sharedCases?.lineCount ?? 0]
        }.map { try $0.outcome.get() }
        // Whatever fuel their rows are for: that of the pack and what it replaces are nobody else's.
        let counts = told.map { $0[0] }
        #expect(counts.count == 3 && Set(counts).count == 1 && counts[0] > 500, "\(counts)")
        // A case that a pack has a say in keeps its other lines.
        let lines = told.map { $0[1] }
        #expect(Set(lines).count == 1 && lines[0] > counts[0], "\(lines)")
    }

    @Test func `a pack that speaks of other kinds does not keep cases from being shared`() throws {
        let folder = try SharedCaseTests.counties()
        // The packs of these differ in what they say of households in their own county.
        for (name, code) in [("k", "659998"), ("l", "659997")] {
            for file in [
                "vehicles.csv", "inventory.yaml", "factors/regions.csv", "factors/sources.csv",
                "factors/households/default_activity.csv",
            ] {
                let bytes = try folder.bytes(of: "a/" + file)
                try folder.write(
                    bytes.replacing(Array("659999".utf8), with: Array(code.utf8)), to: "own/\(name)/\(file)")
            }
        }
        let set = try InventorySet(folder.path + "/own", options: Assessment.Options(factors: Repository.factors))
        let counts = try set.each(threads: 1) { path, options in
            _ = try InventoryFolder(path, options: options).emissions(threads: 1)
            return options.sharedCases?.count ?? 0
        }.map { try $0.outcome.get() }
        #expect(counts.count == 2 && counts[0] > 50 && counts[0] == counts[1], "\(counts)")
    }
}
