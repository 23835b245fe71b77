import TestSupport
import Testing

@testable import Tables

/// Identifiers that Unicode holds for the same are the same, however they are written.
@Suite struct ComposedTests {
    static let pairs = [
        ("\u{E9}1", "e\u{301}1"), ("\u{C5}1", "\u{212B}1"), ("\u{C5}1", "A\u{30A}1"),
        ("\u{AC00}1", "\u{1100}\u{1161}1"),
        ("\u{8C48}1", "\u{F900}1"), ("\u{30AC}1", "\u{30AB}\u{3099}1"), ("\u{1E69}", "s\u{307}\u{323}"),
        ("\u{1E69}", "s\u{323}\u{307}"), ("\u{3A9}", "\u{2126}"), ("\u{958B}\u{E9}", "\u{958B}e\u{301}"),
        ("一号炉é", "一号炉e\u{301}"), ("ｅ\u{301}", "é"),
    ]

    @Test(arguments: pairs)
    func `two ways to write one identifier are one`(_ pair: (String, String)) throws {
        let (first, second) = (CellText.identifier(pair.0), CellText.identifier(pair.1))
        #expect(Array(first.utf8) == Array(second.utf8))
        let scratch = try TemporaryFolder()
        let text = "source_id,fuel,fuel_use\n\(pair.0),coal,1\nX,coal,2\n\(pair.1),coal,3\n"
        let path = try scratch.write(text, to: "t.csv")
        let simple = Samples.read(text)
        #expect(simple.findings.sorted.map(\.message.code) == ["duplicate-identifier"])
        for size in [1, 30, 1 << 20] {
            let result = try TableStream(
                path, schema: Samples.boilers, vocabularies: Samples.vocabularies, chunkSize: size
            ).read(threads: size == 30 ? 2 : 1)
            #expect(result.table.rowCount == 2)
            #expect(result.findings.sorted.map(\.message.code) == ["duplicate-identifier"], "\(size)")
        }
    }

    @Test func `what is not the same stays two`() {
        let texts = ["é", "e", "è", "E", "É", "①", "1", "ﬁ", "fi", "豈", "岂", "ガ", "カ", "㎏", "kg"]
        let keys = texts.map { Array(CellText.identifier($0).utf8) }
        #expect(Set(keys).count == texts.count)
    }
}
