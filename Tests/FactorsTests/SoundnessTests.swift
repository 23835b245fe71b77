import Quantities
import Tables
import TestSupport
import Testing

@testable import Factors

/// The shipped factor library is sound: nothing without a source, no two rows that answer a question equally well.
@Suite struct SoundnessTests {
    @Test func `every id stands once`() throws {
        var first: [String: Location] = [:]
        for factor in try Repository.library().factors {
            #expect(
                first[factor.id] == nil, "\(factor.id) at \(factor.location) and \(first[factor.id].debugDescription)")
            first[factor.id] = factor.location
        }
        #expect(first.count > 6_000)
    }

    @Test func `every number names a document that is listed, and a document has a title`() throws {
        let library = try Repository.library()
        for factor in library.factors {
            let source = try #require(library.sources[factor.reference.source], "\(factor.id)")
            #expect(!source.title.isEmpty && !source.kind.isEmpty, "\(source.id)")
            #expect(library.title(of: factor.reference).hasPrefix(source.title))
        }
        for (name, rows) in library.notes.names.map({ ($0, library.notes[$0] ?? []) }) {
            for row in rows { #expect(library.sources[row["source"] ?? ""] != nil, "\(name): \(row)") }
        }
    }

    @Test func `every family of defaults is known to a rule book`() throws {
        let library = try Repository.library()
        let known = Set(library.ruleBooks.values.flatMap(\.sets)).union(["local"])
        for factor in library.factors where factor.isDefault {
            #expect(known.contains(factor.set), "\(factor.id): \(factor.set)")
        }
        #expect(Set(library.ruleBooks.keys).isSuperset(of: ["inventory", "accounting", "national_first"]))
    }

    @Test func `bounds enclose the number and years run forward`() throws {
        for factor in try Repository.library().factors {
            if let low = factor.low { #expect(low <= factor.value, "\(factor.id)") }
            if let high = factor.high { #expect(high >= factor.value, "\(factor.id)") }
            #expect(factor.years.lowerBound <= factor.years.upperBound, "\(factor.id)")
        }
    }

    /// Two default rows of one family collide where every key is the same word or blank, and every interval and the
    /// years overlap: exactly then could a query match both equally well.
    @Test func `no two default rows are equally specific`() throws {
        let library = try Repository.library()
        var collisions: [String] = []
        for table in library.tables.values {
            var groups: [[String]: [Factor]] = [:]
            for factor in table.factors where factor.isDefault {
                let words = factor.keys.map { key in
                    switch key {
                    case .any: "*"
                    case .code(let code): "=\(code)"
                    case .text(let text): "'\(text)"
                    case .interval: "…"
                    }
                }
                groups[[factor.set] + words, default: []].append(factor)
            }
            for group in groups.values {
                for (i, a) in group.enumerated() {
                    for b in group[(i + 1)...] where a.years.overlaps(b.years) && SoundnessTests.meet(a, b) {
                        collisions.append("\(table.name): \(a.id) and \(b.id)")
                    }
                }
            }
        }
        #expect(collisions.isEmpty, "\(collisions.sorted().prefix(20))")
    }

    private static func meet(_ a: Factor, _ b: Factor) -> Bool {
        zip(a.keys, b.keys).allSatisfy { pair in
            if case (.interval(let x), .interval(let y)) = pair { x.overlaps(y) } else { true }
        }
    }

    /// Asked for exactly what it is for, with its own family alone, every default row answers for itself.
    @Test func `every default row answers the question it is for`() throws {
        let library = try Repository.library()
        var wrong: [String] = []
        for table in library.tables.values {
            for factor in table.factors where factor.isDefault {
                let query = SoundnessTests.query(for: factor, in: table)
                let book = RuleBook(id: "only", label: Label(same: "only"), sets: [factor.set])
                switch table.match(query, in: book) {
                case .found(let found) where found.id == factor.id: continue
                case .found(let found): wrong.append("\(factor.id) is hidden by \(found.id)")
                case .ambiguous(let a, let b): wrong.append("\(a.id) and \(b.id) answer alike")
                case .none: wrong.append("\(factor.id) does not answer")
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.sorted().prefix(20))")
    }

    /// What is known of a source that has exactly a factor's words, and a number inside each of its intervals.
    static func query(for factor: Factor, in table: FactorTable) -> FactorQuery {
        var values: [String: FactorQuery.Value] = [:]
        for (column, key) in zip(table.keyColumns, factor.keys) {
            values[column] =
                switch key {
                case .any: .lineage([])
                case .code(let code): .lineage([code])
                case .text(let text): .text(text)
                case .interval(let interval): .number(SoundnessTests.inside(interval))
                }
        }
        return FactorQuery(values: values, year: min(max(2024, factor.years.lowerBound), factor.years.upperBound))
    }

    private static func inside(_ interval: Interval) -> Double {
        if !interval.lower.isFinite { return interval.includesUpper ? interval.upper : interval.upper - 1e-6 }
        if !interval.upper.isFinite { return interval.includesLower ? interval.lower : interval.lower + 1e-6 }
        return (interval.lower + interval.upper) / 2
    }

    @Test func `numbers that look wrong are listed, never taken by themselves`() throws {
        let factors = Dictionary(
            try Repository.library().factors.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        // Stokers below circulating beds, against the national handbook: shown, not used.
        #expect(try #require(factors["boiler.tcses.heat.coal.cfb.NOx"]).isDefault == false)
        #expect(try #require(factors["boiler.tcses.heat.coal.stoker.NOx"]).isDefault)
        for factor in factors.values where factor.note.lowercased().contains("not for use") {
            #expect(!factor.isDefault, "\(factor.id)")
        }
        // What was only recalled of document 350 carries a mark wherever it is taken.
        let recalled = factors.values.filter { $0.set == "ga350" && $0.reference.confidence == .recalled }
        #expect(!recalled.isEmpty && recalled.allSatisfy(\.reference.confidence.needsMark))
    }

    @Test func `words of different vocabularies exist in both languages`() throws {
        let library = try Repository.library()
        for name in library.vocabularies.names {
            for word in library.vocabularies[name].words {
                #expect(!word.label.zh.isEmpty && !word.label.en.isEmpty, "\(name).\(word.code)")
            }
        }
    }
}
