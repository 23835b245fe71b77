import Tables
import TestSupport
import Testing

@testable import Documents

/// All events of a document as one line each.
private func events(_ text: String, limits: XMLLimits = XMLLimits()) throws -> [String] {
    let reader = try XMLReader(bytes: Array(text.utf8), file: "a.xml", limits: limits)
    var lines: [String] = []
    while let event = try reader.next() {
        switch event {
        case .start(let element):
            lines.append(
                "<\(element.name)>" + element.attributes.map { " \($0.name)=\($0.value)" }.joined()
                    + " @\(element.line)")
        case .text(let text, let line): lines.append("\(text) @\(line)")
        case .end(let name, _): lines.append("</\(name)>")
        }
    }
    return lines
}

private func readCode(_ text: String, limits: XMLLimits = XMLLimits()) -> String? {
    code { _ = try events(text, limits: limits) }
}

@Suite struct XMLWriterTests {
    private func sample(_ writer: XMLWriter) {
        writer.element("inventory", ["year": "2023", "note": nil, "by": "a \"b\" <c> & 'd'\n\t"]) {
            writer.element("name", text: "锅炉 & <窑炉>\r\n")
            writer.element("empty")
            writer.element("group", ["id": "1"]) { writer.element("item") }
            writer.start("mixed")
            writer.text("one ")
            writer.element("b", text: "two")
            writer.text(" three")
            writer.end()
        }
    }

    @Test func `a document is indented, escaped and in order`() throws {
        let writer = XMLWriter()
        sample(writer)
        let text = String(decoding: try writer.finish(), as: UTF8.self)
        #expect(
            text
                == """
                <?xml version="1.0" encoding="UTF-8"?>

                <inventory year="2023" by="a &quot;b&quot; &lt;c&gt; &amp; 'd'&#10;&#9;">
                 <name>锅炉 &amp; &lt;窑炉&gt;&#13;
                </name>
                 <empty/>
                 <group id="1">
                  <item/>
                 </group>
                 <mixed>one <b>two</b> three</mixed>
                </inventory>

                """.replacing("?>\n\n", with: "?>\n"))
    }

    @Test func `a file holds the same bytes as memory`() throws {
        let scratch = try TemporaryFolder()
        let memory = XMLWriter(), file = try XMLWriter(path: scratch.file("a.xml"))
        for writer in [memory, file] { sample(writer) }
        let bytes = try memory.finish()
        try file.finish()
        #expect(try scratch.bytes(of: "a.xml") == bytes)
    }

    @Test func `what is written is read back`() throws {
        let writer = XMLWriter()
        sample(writer)
        let lines = try events(String(decoding: try writer.finish(), as: UTF8.self))
        #expect(lines[0] == "<inventory> year=2023 by=a \"b\" <c> & 'd'\n\t @2")
        #expect(lines[2] == "锅炉 & <窑炉>\r\n @4")
        #expect(
            lines.suffix(8) == [
                "<mixed> @9", "one  @9", "<b> @9", "two @9", "</b>", " three @9", "</mixed>", "</inventory>",
            ])
    }

    @Test(
        "a document that would be no XML is an error",
        arguments: [
            ("a", "\u{1}", "xml-illegal-character"), ("a", "\u{FFFF}", "xml-illegal-character"),
            ("a b", "", "xml-invalid-name"), ("1a", "", "xml-invalid-name"), ("", "", "xml-invalid-name"),
        ])
    func unwritable(_ row: (String, String, String)) {
        let writer = XMLWriter()
        writer.element(row.0, text: row.1)
        #expect(code { try writer.finish() } == row.2)
    }

    @Test func `unfinished and doubled roots are errors`() {
        let open = XMLWriter(), twice = XMLWriter(), empty = XMLWriter()
        open.start("a")
        twice.element("a")
        twice.element("b")
        #expect(code { try open.finish() } == "xml-unfinished")
        #expect(code { try twice.finish() } == "xml-second-root")
        #expect(code { try empty.finish() } == "xml-unfinished")
        #expect(code { _ = try XMLWriter(path: "/nowhere/at/all.xml") } == "cannot-write")
        #expect(
            code {
                let full = try XMLWriter(path: "/dev/full")
                full.element("a")
                try full.finish()
            } == "cannot-write")
    }

    @Test func `a document that is not finished leaves what was there`() throws {
        let scratch = try TemporaryFolder()
        _ = try scratch.write("before", to: "a.xml")
        do {
            let abandoned = try XMLWriter(path: scratch.file("a.xml"))
            abandoned.start("a")
            let failing = try XMLWriter(path: scratch.file("a.xml"))
            failing.element("a", text: "\u{1}")
            #expect(code { try failing.finish() } == "xml-illegal-character")
        }
        #expect(try scratch.names() == ["a.xml"])
        #expect(try scratch.bytes(of: "a.xml") == Array("before".utf8))
    }

    @Test func `a hundred thousand sources are written and read in seconds`() throws {
        let scratch = try TemporaryFolder()
        let clock = ContinuousClock()
        let writer = try XMLWriter(path: scratch.file("big.xml"))
        let writing = clock.measure {
            writer.element("report") {
                for i in 0..<100_000 {
                    writer.element("source", ["id": "B\(i)", "county": "330201", "name": "锅炉 \(i)"]) {
                        writer.element("result", ["pollutant": "NOx", "mass": "0.000123"])
                        writer.element("result", ["pollutant": "SO2", "mass": "0.000456"])
                    }
                }
            }
        }
        try writer.finish()
        var count = 0
        let reading = try clock.measure {
            let reader = try XMLReader(path: scratch.file("big.xml"))
            while let event = try reader.next() { if case .start = event { count += 1 } }
        }
        #expect(count == 300_001)
        #expect(writing < .seconds(20))
        #expect(reading < .seconds(20))
    }
}

@Suite struct XMLReaderTests {
    @Test func `namespaces, character data and references are resolved`() throws {
        let lines = try events(
            "<a xmlns='urn:x' xmlns:y='urn:y' y:k='1'>\n <![CDATA[<1>]]>&amp;&#x4E2D;<!-- no --><b v='1 &amp; &#38;2&lt;'/>"
                + "<c> </c></a>")
        #expect(
            lines == [
                "<a> k=1 @1", "\n <1>&中 @2", "<b> v=1 & &2< @2", "</b>", "<c> @2", "  @2", "</c>", "</a>",
            ])
        let reader = try XMLReader(bytes: Array("<y:a xmlns:y='urn:y' y:k='1' k='2'/>".utf8), file: "a.xml")
        guard case .start(let element)? = try reader.next() else {
            Issue.record("no element")
            return
        }
        #expect(element.namespace == "urn:y")
        #expect(element.attributes.map(\.namespace) == ["urn:y", ""])
        #expect(element["k"] == "2")
    }

    @Test func `GB18030 text is decoded`() throws {
        let bytes = Array("<?xml version='1.0' encoding='GB18030'?><a>".utf8) + [0xB9, 0xF8, 0xC2, 0xAF]
        let reader = try XMLReader(bytes: bytes + Array("</a>".utf8), file: "a.xml")
        var texts: [String] = []
        while let event = try reader.next() { if case .text(let text, _) = event { texts.append(text) } }
        #expect(texts == ["锅炉"])
    }

    @Test(
        "what is no XML is refused with its line",
        arguments: [
            "", "<a>\n<b></a>", "<a>\n&what;</a>", "<a/>\n<b/>", "<a k='1'\nk='2'/>", "<a>\n\u{1}</a>", "<a",
            "plain text", "<a>\n<x:b/></a>", "<a v='\n<'/>",
        ])
    func notWellFormed(_ text: String) throws {
        do {
            _ = try events(text)
            Issue.record("\(text) was accepted")
        } catch let error as DocumentError {
            #expect(error.code == "xml-not-well-formed")
            #expect(error.finding.location?.line ?? 0 >= 1)
            #expect(!error.finding.message.text.zh.isEmpty)
        }
    }

    private static let laughs: String = {
        var text = "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY l0 'ha'>"
        for i in 1...30 { text += "<!ENTITY l\(i) '&l\(i - 1);&l\(i - 1);&l\(i - 1);&l\(i - 1);'>" }
        return text + "]><a b='&l30;'>&l30;</a>"
    }()

    @Test(
        "a document type declaration is refused before anything in it is read",
        arguments: [
            laughs, "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "<!DOCTYPE a><a/>",
            "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
            "<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/x'> %p;]><a/>",
            "<!-- first --><!DOCTYPE a PUBLIC 'x' 'http://127.0.0.1:9/x.dtd' [<!ATTLIST a b CDATA 'c'>]><a/>",
        ])
    func doctype(_ text: String) { #expect(readCode(text) == "xml-doctype") }

    @Test func `nesting, attributes and texts have limits`() {
        let deep = String(repeating: "<a>", count: 100_000)
        #expect(readCode(deep) == "xml-too-deep")
        let within = String(repeating: "<a>", count: 64) + String(repeating: "</a>", count: 64)
        #expect(readCode(within) == nil)
        #expect(readCode("<a b='" + String(repeating: "x", count: 300 << 10) + "'/>") == "xml-attribute-too-long")
        #expect(readCode("<a b='" + String(repeating: "x", count: 2 << 20) + "'/>") == "xml-markup-too-long")
        #expect(readCode("<a>" + String(repeating: "x", count: 17 << 20) + "</a>") == "xml-text-too-long")
        #expect(readCode("<a" + (0..<300).map { " a\($0)='1'" }.joined() + "/>") == "xml-too-many-attributes")
        var limits = XMLLimits()
        limits.totalBytes = 1000
        #expect(readCode("<a>" + String(repeating: " ", count: 2000) + "</a>", limits: limits) == "xml-too-large")
    }

    @Test func `two gigabytes of one attribute end early`() throws {
        // Fed piece by piece as a file would be: the parser must give up long before the end.
        final class Nothing: SAXHandler {
            func started(_ tag: SAXTag, _ parser: SAXParser) {}
            func ended(_ name: UnsafePointer<UInt8>, _ parser: SAXParser) {}
            func characters(_ bytes: UnsafeBufferPointer<UInt8>, _ parser: SAXParser) {}
        }
        let parser = try SAXParser(file: "a.xml", limits: XMLLimits(), handler: Nothing())
        let piece = [UInt8](repeating: 0x61, count: 1 << 16)
        var fed = 0
        let result = code {
            try Array("<a b='".utf8).withUnsafeBufferPointer { try parser.feed($0) }
            while fed < 2 << 30 {
                try piece.withUnsafeBufferPointer { try parser.feed($0) }
                fed += piece.count
            }
        }
        #expect(result == "xml-markup-too-long" || result == "xml-attribute-too-long")
        #expect(fed < 32 << 20)
    }

    @Test(
        "an encoding that no decoder of ours should see is refused",
        arguments: ["UTF-7", "ISO-2022-CN-EXT", "UTF-16", "EBCDIC-CP-US", "HZ"])
    func encodings(_ name: String) {
        #expect(readCode("<?xml version=\"1.0\" encoding=\"\(name)\"?><a/>") == "xml-encoding")
        #expect(
            readCode("<?xml version='1.0'" + String(repeating: " ", count: 2000) + "encoding='\(name)'?><a/>")
                == "xml-declaration")
    }

    @Test func `UTF-16 is refused, a byte order mark of UTF-8 is not`() throws {
        let wide = Array("<a/>".utf16).flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        #expect(code { _ = try XMLReader(bytes: [0xFF, 0xFE] + wide, file: "a").next() } == "xml-encoding")
        #expect(code { _ = try XMLReader(bytes: wide, file: "a").next() } == "xml-encoding")
        #expect(readCode("\u{FEFF}<a/>") == nil)
        #expect(code { _ = try XMLReader(path: "/nowhere.xml") } == "cannot-open")
        #expect(code { _ = try XMLReader(path: "/tmp").next() } == "cannot-read")
    }

    @Test func `lines are right beyond 65,535`() throws {
        let text = "<a>" + String(repeating: "<b/>\n", count: 100_000) + "<c/></a>"
        let reader = try XMLReader(bytes: Array(text.utf8), file: "a.xml")
        var line = 0
        while let event = try reader.next() {
            if case .start(let element) = event, element.name == "c" { line = element.line }
        }
        #expect(line == 100_001)
    }
}
