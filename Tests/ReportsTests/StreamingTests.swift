import Documents
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Reports

/// Packages are read by a schema without the keys of sources; nothing that those keys find may get through.
@Suite struct StreamingTests {
    private func base() async throws -> String {
        String(decoding: try Report(try await Counties.package("653022", seed: 1)).xml(), as: UTF8.self)
    }

    @Test func `a mutant is refused with what the whole schema finds`() async throws {
        let text = try await base()
        let schema = try ReportSchema.compiled()
        for mutant in ReportMutant.all {
            guard let changed = mutant.applied(to: text) else { continue }
            let bytes = Array(changed.utf8)
            let whole = schema.findings(in: bytes, file: "report.xml")
            // One mutant is no XML any more: the same attribute twice.
            guard whole.kept.allSatisfy({ $0.message.code.hasPrefix("schema-") }) else {
                #expect(throws: DocumentError.self) { try ReportPackage.read(bytes: bytes, file: "report.xml") }
                continue
            }
            let read = try ReportPackage.read(bytes: bytes, file: "report.xml")
            #expect(read.package == nil, "\(mutant.name)")
            #expect(read.findings.hasErrors, "\(mutant.name)")
            #expect(
                read.findings.sorted.map { $0.description(in: .en) } == whole.sorted.map { $0.description(in: .en) },
                "\(mutant.name)")
        }
    }

    @Test func `the streaming schema lacks the keys of sources and nothing else`() throws {
        let whole = ReportSchema.text.split(separator: "\n")
        let streaming = ReportSchema.text(.ofParts).split(separator: "\n")
        let missing = whole.difference(from: streaming).insertions.map { "\($0)" }
        #expect(whole.difference(from: streaming).removals.isEmpty)
        // Seven kinds with a key of one line, an identity of one line and one of three; and one reference.
        #expect(missing.count == 7 * 5 + 1)
        #expect(missing.allSatisfy { $0.contains("xs:key") || $0.contains("xs:unique") || $0.contains("r:emission") })
    }

    @Test func `the schema of a merged package keeps no key of any part`() throws {
        let parts = ReportSchema.text(.ofParts).split(separator: "\n")
        let merging = ReportSchema.text(.ofReport).split(separator: "\n")
        let missing = parts.difference(from: merging).insertions.map { "\($0)" }
        #expect(parts.difference(from: merging).removals.isEmpty)
        #expect(missing.count == 9)
        let left = merging.filter { $0.contains("<xs:key") || $0.contains("<xs:unique") }
        #expect(left.count == 1 && left[0].contains("part_key"), "\(left)")
    }

    @Test(
        "identifiers are told apart in any order",
        arguments: [
            (["a", "b", "c"], true), (["c", "a", "b"], true), (["", "", "a"], true), (["a", "", ""], true),
            (["a", "a"], false), (["a", "b", "a"], false), (["a", "", "a"], false), (["", "b", "a", "b"], false),
        ])
    func identifiers(ids: [String], areUnique: Bool) throws {
        let kind = try #require(SourceKind.named("boilers"))
        var report = ReportKind(kind: kind)
        var column = WordColumn()
        for id in ids { column.append(id) }
        report.cells[try #require(kind.schema.place(of: "id"))] = column
        #expect(report.hasUniqueIdentifiers == areUnique)
    }

    @Test("a column gives back its texts", arguments: [3, 1000, WordColumn.limit, WordColumn.limit + 7, 40_000])
    func column(different: Int) {
        let texts = (0..<40_000).map { row in row % 11 == 0 ? "" : "文\(row * 7919 % different)" }
        var column = WordColumn()
        for text in texts { column.append(text) }
        #expect((0..<texts.count).allSatisfy { column[$0] == texts[$0] && column.isBlank(at: $0) == texts[$0].isEmpty })
        #expect(column.map(100..<300) { column[$0] + "!" } == texts[100..<300].map { $0 + "!" })
        let order = (0..<Int32(texts.count)).sorted { column.compare(Int($0), Int($1)) < 0 }
        let sorted = column.reordered(order)
        let areInOrder = (1..<texts.count).allSatisfy { Array(sorted[$0 - 1].utf8).precedes(Array(sorted[$0].utf8)) }
        #expect(areInOrder)
        var same = WordColumn()
        for text in texts.reversed() { same.append(text) }
        #expect(same.reordered((0..<Int32(texts.count)).reversed()) == column)
        #expect(same != column)
    }

    @Test func `sources are computed again in pieces as they are at once`() async throws {
        let package = try await Counties.package("653022", seed: 1)
        var result = Verification(file: "report.xml", digest: "")
        let shelf = LibraryShelf(folder: Samples.root + "/EmissionFactors")
        var part = package.parts[0]
        await Recalculation(part, file: "report.xml", factors: shelf).check(&result)
        #expect(result.all.allSatisfy { $0.finding.severity != .error })
        // One microgram more in the last result of each kind.
        for place in part.kinds.indices {
            let kind = part.kinds[place]
            let line = try #require(kind.lines.indices.first { line in kind.micrograms[line].contains { $0 > 0 } })
            let row = try #require(kind.micrograms[line].lastIndex { $0 > 0 })
            part.kinds[place].micrograms[line][row] += 1
        }
        await Recalculation(part, file: "report.xml", factors: shelf).check(&result)
        #expect(result.all.count { $0.finding.message.code == "recompute-emission" } == part.kinds.count)
    }
}

extension [UInt8] {
    /// Whether these bytes come before others or are the same.
    fileprivate func precedes(_ other: [UInt8]) -> Bool { !other.lexicographicallyPrecedes(self) }
}
