import FoundationEssentials
import Quantities
import Tables
import TestSupport
import Testing

@testable import Factors

/// Factor files are read by `FactorRecords`; `RecordReader`, simple and slow, says what they hold.
@Suite struct RecordTests {
    private struct Record: Equatable {
        let line: Int
        let fields: [String]
    }

    private func fast(_ bytes: [UInt8]) -> [Record] {
        var records = FactorRecords(bytes)
        var found: [Record] = []
        while records.advance() {
            found.append(Record(line: records.line, fields: records.cells.map { records.text($0) }))
        }
        return found
    }

    private func simple(_ bytes: [UInt8]) -> [Record] {
        RecordReader(bytes).map { Record(line: $0.line, fields: $0.fields) }
    }

    /// All factor files, named from the library's folder.
    private func files() throws -> [String] {
        let manager = FileManager.default
        return try manager.contentsOfDirectory(atPath: Repository.factors).sorted().flatMap { name -> [String] in
            if name.hasSuffix(".csv") { return [name] }
            let own = (try? manager.contentsOfDirectory(atPath: Repository.factors + "/" + name)) ?? []
            return own.filter { $0.hasSuffix(".csv") }.sorted().map { name + "/" + $0 }
        }
    }

    @Test func `both readers agree on every shipped file`() throws {
        let files = try files()
        #expect(files.count > 30)
        for file in files {
            let bytes = Array(try Repository.text("EmissionFactors/" + file).utf8)
            #expect(fast(bytes) == simple(bytes), "\(file)")
        }
    }

    @Test(
        "both readers agree on odd texts",
        arguments: [
            "", "\n", "\r\n", "\r", "a", "a,b", "a,b\n", "a,b\r\n", "a\r,b\n", "a,b\r", "\u{FEFF}a,b\n",
            "\"a\",b\n", "\"a\"\"b\",\"\"\n", "\"a\nb\",c\nd,e\n", "\"a\"b\"c\",d\n", "\"open,b\nc", "\"open\"\"",
            "\"\"", "\"\"\"\"\n", "x,\"\"y,z\n", "a\"b,c\n", "\n\na,b\n\n", ",\n", ",,\n\n,,",
            "煤,\"无烟煤\"\"块\"\"\",氮氧化物\n", "\"a\"\r\n\"b\"\r\n",
        ])
    func odd(text: String) {
        #expect(fast(Array(text.utf8)) == simple(Array(text.utf8)))
    }

    @Test func `both readers agree on texts put together at random`() {
        let pieces: [[UInt8]] = [
            "a", "bc", "0.125", ",", ",", "\n", "\r\n", "\r", "\"", "\"\"", " ", "氮", "longer text without an end",
        ].map { Array($0.utf8) }
        var state: UInt64 = 20_240_501
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<3000 {
            let bytes = (0..<next(40)).flatMap { _ in pieces[next(pieces.count)] }
            #expect(fast(bytes) == simple(bytes), "\(bytes)")
        }
    }

    @Test func `a factor says what its row says`() throws {
        let library = try Repository.library()
        for table in library.tables.values {
            var reader = RecordReader(Array(try Repository.text("EmissionFactors/" + table.name + ".csv").utf8))
            let header = reader.next()?.fields ?? []
            for factor in table.factors {
                guard let record = reader.next() else { break }
                let row = Dictionary(zip(header, record.fields), uniquingKeysWith: { first, _ in first })
                func said(_ column: String) -> String { row[column] ?? "" }
                #expect(factor.id == said("id") && factor.location.line == record.line)
                #expect(factor.value == Double(said("value")), "\(factor.id)")
                #expect(factor.low == Double(said("low")) && factor.high == Double(said("high")), "\(factor.id)")
                #expect(factor.unit.symbol == said("unit") && factor.set == said("set"), "\(factor.id)")
                #expect(factor.reference.source == said("source") && factor.reference.place == said("place"))
                #expect(factor.reference.confidence.rawValue == said("confidence"), "\(factor.id)")
                #expect((factor.basis?.rawValue ?? "") == said("basis"), "\(factor.id)")
                #expect(factor.note == said("note") && factor.isDefault == (said("role") != "listed"), "\(factor.id)")
                #expect(factor.years.lowerBound == Int(said("from_year")) ?? 0, "\(factor.id)")
                #expect(factor.years.upperBound == Int(said("to_year")) ?? 9999, "\(factor.id)")
                for (column, key) in zip(table.keyColumns, factor.keys) {
                    #expect((key == .any) == said(column).isEmpty, "\(factor.id): \(column)")
                }
            }
            let isAtEnd = reader.next() == nil
            #expect(isAtEnd, "\(table.name)")
        }
    }

    @Test func `space around a cell does not count, and what is quoted does`() throws {
        let folder = try TemporaryFolder()
        for file in ["vocabularies.csv", "keys.csv", "sources.csv", "rule_books.csv"] {
            try folder.copy(Repository.factors + "/" + file, to: file)
        }
        try folder.write(
            "id,fuel,pollutant,value,unit,set,source,place,confidence,note\n"
                + " a , coal,NOx , 4.50 ,kg/t,tcses,tcses144,\"p. 3, \"\"b\"\"\",verified,\"two\nlines\"\r\n"
                + "b,coal,VOCs,1e-3,kg/t,tcses,tcses144,,verified,\n", to: "boilers/emission_factors.csv")
        let factors = try FactorLibrary(folder: folder.path).factors
        #expect(factors.map(\.id) == ["a", "b"])
        #expect(factors.map(\.value) == [4.5, 0.001])
        #expect(factors.map(\.reference.place) == ["p. 3, \"b\"", ""])
        #expect(factors.map(\.note) == ["two\nlines", ""])
        #expect(factors.map(\.location.line) == [2, 4])
    }
}
