import TestSupport
import Testing

@testable import Tables

/// Cells that a spreadsheet would take for formulas are written behind an apostrophe, and come back as they were.
@Suite struct FormulaGuardTests {
    private static let cells = [
        "=1", "+2", "@x", "-1+1", "-x", "\tx", "\rx", "\nx", "'=1", "''=1", "'", "'x", "''", "-", "--", "－", "－x", "＝1",
        "＋", "＠a",
        "-5", "-5.25", "-1e-5", "5", "", " =1", "x=1", "甲", "'-", "'-5", "=\"a,b\"\n",
    ]

    @Test func `what is written and read again is the same`() {
        for cell in Self.cells {
            var writer = CSVWriter()
            writer.row([cell, "end"])
            var reader = RecordReader(writer.bytes)
            #expect(reader.next()?.fields == [cell, "end"], "\(cell.debugDescription)")
        }
    }

    @Test func `formulas are guarded, numbers and lines are not`() {
        func written(_ cell: String) -> String {
            var writer = CSVWriter()
            writer.row([cell, ""])
            return String(decoding: writer.bytes.dropLast(2), as: UTF8.self)
        }
        #expect(written("=1") == "'=1" && written("+2") == "'+2" && written("@x") == "'@x" && written("＝1") == "'＝1")
        #expect(written("-1+1") == "'-1+1" && written("-x") == "'-x" && written("－x") == "'－x")
        #expect(written("'=1") == "''=1" && written("'x") == "'x")
        for plain in ["-", "--", "－", "-5", "-5.25", "5", "x=1", "甲"] { #expect(written(plain) == plain) }
    }

    @Test func `both readers take the apostrophe away, in identifiers, texts, numbers and words`() throws {
        var text = "source_id,firm,fuel,fuel_use\n"
        for (number, start) in ["=a", "+b", "-c", "@d", "'=e", "'x", "＝f"].enumerated() {
            text += "'\(start)\(number),'\(start),coal,1\n\"'\(start)q\(number)\",\"'\(start)\",coal,2\n"
        }
        text += "n1,f,'-coal,1\nn2,f,coal,'+3\nn3,f,coal,'-4\n"
        let simple = TableReader.read(
            SourceText(raw: Array(text.utf8), path: "t.csv"), schema: Samples.boilers,
            vocabularies: Samples.vocabularies)
        let folder = try TemporaryFolder()
        let path = try folder.write(text, to: "t.csv")
        for size in [1, 64, 1 << 16] {
            let stream = try TableStream(
                path, schema: Samples.boilers, vocabularies: Samples.vocabularies, chunkSize: size
            ).read()
            #expect(stream.table.cells == simple.table.cells, "\(size)")
            #expect(stream.rejected.rows.map(\.cells) == simple.rejected.rows.map(\.cells))
        }
        #expect(simple.table.texts("source_id")?[0] == "=a0")
    }
}
