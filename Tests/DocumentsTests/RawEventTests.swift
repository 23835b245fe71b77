import Testing

@testable import Documents

@Suite struct RawEventTests {
    private static let document = """
        <?xml version="1.0"?>
        <r xmlns="urn:a" xmlns:p="urn:b"><a n="1" p:n="2" t="x &amp; &lt;&quot;&#10;y"/> <b> </b><a>text &amp; more</a>
        <c n="">before<d/>after</c></r>
        """

    @Test("events are the same with and without texts made of them", arguments: [document, Self.long])
    func sameEvents(document: String) throws {
        let reader = try XMLReader(bytes: Array(document.utf8), file: "a.xml")
        let raw = try XMLReader(bytes: Array(document.utf8), file: "a.xml")
        while let event = try reader.next() {
            let other = try #require(try raw.nextRaw())
            switch (event, other) {
            case (.start(let element), .start(let tag)):
                #expect(tag.name == element.name && tag.line == element.line)
                #expect(
                    (0..<tag.attributeCount).map { tag.text(of: tag.attributeName(at: $0)) }
                        == element.attributes.map(\.name))
                #expect((0..<tag.attributeCount).map(tag.value) == element.attributes.map(\.value))
            case (.text, .text), (.end, .end): break
            default: Issue.record("\(event) is not \(other)")
            }
        }
        #expect(try raw.nextRaw() == nil)
    }

    /// Longer than the blocks that are read at a time, with texts across their borders.
    private static let long = "<r>" + (0..<9000).map { "<a n=\"\($0)\">\($0) text \($0)</a>" }.joined() + "</r>"

    @Test func `texts across the borders of blocks are whole`() throws {
        let reader = try XMLReader(bytes: Array(RawEventTests.long.utf8), file: "a.xml")
        var texts: [String] = []
        while let event = try reader.next() { if case .text(let text, _) = event { texts.append(text) } }
        #expect(texts == (0..<9000).map { "\($0) text \($0)" })
    }
}
