import CLibXML2
import Testing

@testable import Documents

/// Documents on which canonical form is not the document itself.
private let documents = [
    "<a/>",
    "<?xml version='1.0'?>\n<?x  one?>\n<!-- c -->\n<a b='1'   a = \"2\"><?y?><b  /></a>\n<?z three ?>\n<!-- d -->\n",
    "<a k='x&amp;&#38;&lt;&gt;&quot;&apos;&#9;&#10;&#13;y\tz\n'>t&amp;&lt;&gt;&quot;\"'&#13;&#10;\t<![CDATA[<&>]]></a>",
    "<a xmlns='urn:a' xmlns:b='urn:b' xmlns:unused='urn:u'><b:c xmlns:b='urn:b'><d xmlns=''><e xmlns='urn:a'/></d></b:c></a>",
    "<b:a xmlns:b='urn:b' xmlns:a='urn:z' a:k='1' b:k='2' k='3' z='4' xml:lang='zh' xmlns:c='urn:a' c:k='5' c:a='6'/>",
    "<a><b xmlns=''/><c xmlns='urn:c'><d xmlns='urn:c'/><e xmlns=''><f/></e></c></a>",
    "<p:a xmlns:p='urn:1'><p:b xmlns:p='urn:2'><p:c xmlns:p='urn:1'/></p:b><q:d xmlns:q='urn:1' p:k='v'/></p:a>",
    "<a xmlns:x='urn:x'><b x:k='1'/><b x:k='2'><x:c/></b></a>",
    "<锅炉 名='甲' xmlns:z='urn:z'><z:b z:é='1' z:e='2' z:É='3'/>中😀</锅炉>",
    "<a\n  b=' x  y '\r\n>\r\n text\r </a>",
    "<a xmlns='urn:a'><b xmlns='urn:a' k=''/></a>",
    "<a xml:space='preserve' xml:base='http://x/'><b xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:id='i'/></a>",
]

private func reference(_ text: String, isExclusive: Bool) throws -> String {
    let bytes = Array(text.utf8)
    let tree = try DocumentTree(bytes, file: "a.xml")
    var output: UnsafeMutablePointer<xmlChar>?
    let count = xmlC14NDocDumpMemory(tree.pointer, nil, isExclusive ? 1 : 0, nil, 0, &output)
    let start = try #require(output)
    defer { clibxml2_free(start) }
    return String(decoding: UnsafeBufferPointer(start: start, count: Int(count)), as: UTF8.self)
}

private func canonical(_ text: String, isExclusive: Bool) throws -> String {
    var bytes: [UInt8] = []
    let writer = CanonicalWriter(isExclusive: isExclusive) { bytes += $0 }
    try SAXParser(file: "a.xml", limits: XMLLimits(), handler: writer).parse(Array(text.utf8))
    writer.finish()
    return String(decoding: bytes, as: UTF8.self)
}

@Suite struct CanonicalWriterTests {
    @Test("canonical form is that of libxml2", arguments: documents)
    func sameAsLibrary(_ text: String) throws {
        for isExclusive in [true, false] {
            let ours = try canonical(text, isExclusive: isExclusive)
            let theirs = try reference(text, isExclusive: isExclusive)
            #expect(Array(ours.utf8) == Array(theirs.utf8), "\(isExclusive)\n\(ours)\n\(theirs)")
        }
    }

    @Test func `canonical form of random documents is that of libxml2`() throws {
        var random = Sequence(seed: 20_240_517)
        for _ in 0..<300 {
            let text =
                "<?p i?><r xmlns:p='urn:1' xmlns='urn:d'>" + (0..<4).map { _ in random.element(4) }.joined() + "</r>"
            for isExclusive in [true, false] {
                let ours = try canonical(text, isExclusive: isExclusive)
                let theirs = try reference(text, isExclusive: isExclusive)
                #expect(Array(ours.utf8) == Array(theirs.utf8), "\(text)")
            }
        }
    }

    @Test func `an ampersand in a namespace is one ampersand`() throws {
        let text = "<n:a xmlns:n='urn:x?a=1&amp;b=2'/>"
        for isExclusive in [true, false] {
            #expect(try canonical(text, isExclusive: isExclusive) == "<n:a xmlns:n=\"urn:x?a=1&amp;b=2\"></n:a>")
        }
        guard case .start(let element)? = try XMLReader(bytes: Array(text.utf8), file: "a.xml").next() else {
            Issue.record("no element")
            return
        }
        #expect(element.namespace == "urn:x?a=1&b=2")
    }

    @Test func `the signature below the root is left out, and nothing else`() throws {
        let namespace = "http://www.w3.org/2000/09/xmldsig#"
        let text =
            "<a>1<Signature xmlns='\(namespace)'><b>x</b></Signature>2<c><d:Signature xmlns:d='\(namespace)'/></c></a>"
        #expect(
            try canonical(text, isExclusive: true)
                == "<a>12<c><d:Signature xmlns:d=\"\(namespace)\"></d:Signature></c></a>")
    }

    /// Repeatable random markup.
    private struct Sequence {
        var seed: UInt64

        mutating func below(_ bound: UInt64) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((seed >> 33) % bound)
        }

        mutating func element(_ depth: Int) -> String {
            let prefixes = ["", "p:", "q:"], names = ["a", "b", "锅"], namespaces = ["urn:1", "urn:2", "urn:d"]
            let prefix = prefixes[below(3)], name = prefix + names[below(3)]
            // `q` is declared wherever it may be used.
            var attributes = " xmlns:q='\(namespaces[below(3)])'"
            if below(3) == 0 { attributes += " xmlns='\(["", "urn:d", "urn:2"][below(3)])'" }
            if below(3) == 0 { attributes += " xmlns:p='\(["urn:1", "urn:3"][below(2)])'" }
            if below(2) == 0 { attributes += " z='&amp;&#x9;\(below(9))'" }
            if below(2) == 0 { attributes += " p:z='\(below(9)) &lt; \"'" }
            if below(2) == 0 { attributes += " b=' \t'" }
            if below(3) == 0 { attributes += " xml:lang='zh'" }
            var content = ["", "text &gt;", "<![CDATA[&]]>", "<!--c-->", "<?i d?>", "\r\n"][below(6)]
            if depth > 0 { for _ in 0..<below(3) { content += element(depth - 1) } }
            return "<\(name)\(attributes)>\(content)</\(name)>"
        }
    }
}
