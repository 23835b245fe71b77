import TestSupport
import Testing

@testable import Tables

/// A table that is read in pieces gives what it gives when it is read whole, wherever it is cut.
@Suite struct SpanTests {
    private let scratch: TemporaryFolder

    init() throws { scratch = try TemporaryFolder() }

    /// What came of a file: rows by line with a number of each, findings, rejected rows.
    private struct Reading: Equatable {
        var rows: [String] = []
        var found = Findings()
        var rejected: [RejectedRow] = []

        init(_ outcome: TableStream.Outcome, _ rows: [String]) {
            self.rows = rows
            found = outcome.findings
            rejected = outcome.rejected.rows
        }

        static func == (a: Reading, b: Reading) -> Bool {
            a.rows == b.rows && a.found.sorted == b.found.sorted && a.found.counts == b.found.counts
                && a.rejected == b.rejected
        }

        mutating func add(_ other: Reading) {
            rows += other.rows
            found.add(other.found)
            rejected += other.rejected
        }
    }

    private func read(
        _ stream: TableStream, _ piece: TableStream.Piece?, threads: Int = 1
    ) throws -> (reading: Reading, uses: IdentifierUses) {
        var rows: [String] = []
        let outcome = try stream.process(threads: threads, piece: piece) { table -> [String] in
            let (fuel, use, firm) = (table.codes("fuel"), table.numbers("fuel_use"), table.texts("firm"))
            return (0..<table.rowCount).map { row in
                "\(table.lines[row]) \(fuel?[row] ?? 0) \(use?[row] ?? 0) \(firm?[row] ?? "")"
            }
        } inOrder: { part, _ in
            rows += part
        }
        return (Reading(outcome, rows), outcome.identifiers)
    }

    /// Reads a file cut at some bytes, pieces again whose identifiers are used before.
    private func readCut(_ stream: TableStream, at cuts: [Int]) throws -> Reading? {
        guard let spans = try stream.spans(cutAt: cuts) else { return nil }
        #expect(spans.count == cuts.count + 1)
        #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.end == $1.start })
        var pieces = try spans.map { try read(stream, TableStream.Piece($0)) }
        for (number, earlier) in IdentifierUses.usedBefore(pieces.map(\.uses)).enumerated()
        where !earlier.lines.isEmpty {
            pieces[number] = try read(stream, TableStream.Piece(spans[number], earlier: earlier))
        }
        var all = pieces[0].reading
        for piece in pieces.dropFirst() { all.add(piece.reading) }
        return all
    }

    private func compare(_ bytes: [UInt8], _ schema: Schema, cuts: [[Int]], name: String) throws {
        let stream = TableStream(
            try scratch.write(bytes, to: name), schema: schema, vocabularies: Samples.vocabularies, chunkSize: 97)
        let whole = try read(stream, nil).reading
        for cut in cuts {
            let pieces = try readCut(stream, at: cut)
            #expect(pieces == nil || pieces == whole, "\(name) cut at \(cut)")
        }
    }

    private static func everyByte(_ bytes: [UInt8]) -> [[Int]] { (0...bytes.count + 1).map { [$0] } }

    @Test(arguments: [
        "source_id,fuel,fuel_use\n", "source_id,fuel,fuel_use", "source_id,fuel,fuel_use\nB1,coal,1",
        "source_id,fuel,fuel_use\r\nB1,coal,1\r\nB2,coal,2\r\n",
        "source_id,fuel,fuel_use\rB1,coal,1\rB2,coal,2\r",
        "\n\n\"source_id\",fuel,fuel_use,,\n\nB1,coal,1,,\nB2,coal,2,,x\n",
        "source_id,\"firm\",fuel,fuel_use\nB1,\"a\n\"\"b\n\",coal,1\nB2,6\" pipe,coal,2\nB3,\"x\" y,coal,3\nB1,\"p\nq\",coal,4\n",
        "source_id,firm,fuel,fuel_use\nB1,\",coal,1\nB2,a\",coal,2\nB3,x,coal,\"3\"\"\"\n",
        "source_id,fuel,fuel_use\nB1,\"coal,1\nB2,coal,2\n", "source_id,fuel,fuel_use\n\"B1\",\"coal\",\"1\"\n,,\n \n",
        "source_id,fuel,fuel_use\nB1,coal,1\nB1,coal,1\nB2,coal,x\nB1,gas,1\nB2,coal,2\nB2,coal,3\n",
        "source_id;firm;fuel;fuel_use\nB1;\"a;\n\n\";\"co\"\"al\";1\nB2;;coal;\"1,000\"\n",
        "source_id,firm,fuel,fuel_use\nB1,厂\"\n\",原煤,1\nB2,\"厂\n二\",煤,2\n",
        "source_id\tfirm\tfuel\tfuel_use\nB1\t\"a\tb\n\"\tcoal\t1\nB2\t\tcoal\t2", "", "\n\n", "x,y\n1,2\n",
    ])
    func `a small file cut at every byte`(_ text: String) throws {
        let bytes = Array(text.utf8)
        try compare(bytes, Samples.boilers, cuts: SpanTests.everyByte(bytes), name: "small.csv")
        let marked = [0xEF, 0xBB, 0xBF] + bytes
        try compare(marked, Samples.boilers, cuts: SpanTests.everyByte(marked), name: "marked.csv")
    }

    @Test func `a file in GB18030 cut at every byte`() throws {
        let ascii = "source_id,firm,fuel,fuel_use\n" + (1...30).map { "A\($0),x,coal,\($0)\n" }.joined()
        // 煤, a character of four bytes, characters that end in a letter or a bar, and one that is cut by a line end.
        let rows: [[UInt8]] = [
            Array("B1,\"".utf8) + [0xC3, 0xBA, 0x0A, 0x81, 0x30, 0x81, 0x30] + Array("\",".utf8) + [0xC3, 0xBA]
                + Array(",1\n".utf8),
            Array("B2,".utf8) + [0x95, 0x5C, 0x81, 0x7C, 0xFE] + Array("\nB3,".utf8) + [0xD4, 0xAD, 0xC3, 0xBA]
                + Array(",coal,3\nB1,".utf8) + [0x88] + Array("\"\n,coal,2\n".utf8),
        ]
        for bytes in [Array(ascii.utf8) + rows.flatMap { $0 }, Array("source_id,firm,fuel,fuel_use\n".utf8) + rows[0]] {
            try compare(bytes, Samples.boilers, cuts: SpanTests.everyByte(bytes), name: "gb.csv")
        }
        let stream = TableStream(
            scratch.path + "/gb.csv", schema: Samples.boilers, vocabularies: Samples.vocabularies)
        #expect(try stream.spans(cutAt: [40]) != nil)
        #expect(try read(stream, nil).reading.rows == ["2 1 1.0 煤\n\u{80}"])
    }

    @Test func `a file in UTF-16 is not cut`() throws {
        let bytes: [UInt8] =
            [0xFF, 0xFE] + "source_id,fuel,fuel_use\nB1,coal,1\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let stream = TableStream(
            try scratch.write(bytes, to: "wide.csv"), schema: Samples.boilers, vocabularies: Samples.vocabularies)
        #expect(try stream.spans(cutAt: [20]) == nil)
        #expect(try read(stream, nil).reading.rows.count == 1)
    }

    @Test(arguments: 0..<24)
    func `fuzzed files in pieces`(_ seed: Int) throws {
        var random = Seeded(UInt64(seed) + 77)
        let schema = seed % 3 == 2 ? StreamTests.optional : Samples.boilers
        let bytes = Fuzz.file(schema, rows: 120, &random)
        let cuts = (0..<12).map { count in
            (0...count).map { _ in Int.random(in: 0...bytes.count, using: &random) }.sorted()
        }
        try compare(bytes, schema, cuts: cuts, name: "fuzz-\(seed).csv")
    }

    @Test func `findings beyond those that are kept are the same however a file is cut`() throws {
        // Each third row has a word that does not exist, each fifth an identifier that was used before.
        let rows = (1...4000).map { row in
            "\(row % 5 == 0 ? "B\(row - 4)" : "B\(row)"),\(row % 3 == 0 ? "coall" : "coal"),\(row)\n"
        }
        let bytes = Array(("source_id,fuel,fuel_use\n" + rows.joined()).utf8)
        try compare(bytes, Samples.boilers, cuts: [[9000], [1, 20000, 20001, 50000], [33333]], name: "many.csv")
    }
}
