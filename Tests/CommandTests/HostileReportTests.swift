import Foundation
import TestSupport
import Testing

/// Files that mean harm, handed to `verify`, `merge` and `diff`: refused by a code, in little memory, with nobody called
/// and nothing left behind.
@Suite struct HostileReportTests {
    private static let root = "<report xmlns=\"urn:lantian:report:1\" version=\"1.0\" "
    private static let hole = 2_000_000_000

    /// A small document: its name, its text with `%p` for a port of this machine, the code that it is refused by.
    struct Sample: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let code: String
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ code: String) {
            self.name = name
            self.text = text
            self.code = code
        }
    }

    private static let laughs =
        "<!DOCTYPE a [<!ENTITY l0 'ha'>"
        + (1...30).map { "<!ENTITY l\($0) '" + String(repeating: "&l\($0 - 1);", count: 10) + "'>" }.joined()
        + "]><a b='&l30;'>&l30;</a>"

    static let samples: [Sample] = [
        Sample("entity bomb", laughs, "xml-doctype"),
        Sample(
            "one long entity many times",
            "<!DOCTYPE a [<!ENTITY x '\(String(repeating: "x", count: 100_000))'>]><a>"
                + String(repeating: "&x;", count: 100_000) + "</a>", "xml-doctype"),
        Sample("external entity", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", "xml-doctype"),
        Sample(
            "entity from the net", "<!DOCTYPE a [<!ENTITY x SYSTEM 'http://127.0.0.1:%p/x'>]><a>&x;</a>", "xml-doctype"),
        Sample(
            "parameter entity", "<!DOCTYPE a [<!ENTITY % x SYSTEM 'http://127.0.0.1:%p/x'> %x;]><a/>", "xml-doctype"),
        Sample("external DTD", "<!DOCTYPE a SYSTEM 'http://127.0.0.1:%p/x.dtd'><a/>", "xml-doctype"),
        Sample(
            "DTD after remarks", "<!-- a -->\n<?b?><!DOCTYPE a PUBLIC 'x' 'http://127.0.0.1:%p/'><a/>", "xml-doctype"),
        Sample(
            "inclusion",
            root + "region=\"653022\" year=\"2024\" invented=\"true\"><xi:include "
                + "xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"http://127.0.0.1:%p/x\"/></report>",
            "schema-content"),
        Sample(
            "a schema of one's own",
            root + "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                + "xsi:schemaLocation=\"urn:lantian:report:1 http://127.0.0.1:%p/x.xsd\"/>", "schema-attribute-missing"),
        Sample(
            "a style sheet", "<?xml-stylesheet href='http://127.0.0.1:%p/x.xsl'?>\n" + root + "/>",
            "schema-attribute-missing"),
        Sample("undeclared entity", "<a>&what;</a>", "xml-not-well-formed"),
        Sample("many attributes", "<a" + (0..<5000).map { " a\($0)='1'" }.joined() + "/>", "xml-too-many-attributes"),
        Sample("UTF-7", "<?xml version='1.0' encoding='UTF-7'?><a/>", "xml-encoding"),
        Sample(
            "endless declaration", "<?xml version='1.0'" + String(repeating: " ", count: 5000) + "?><a/>",
            "xml-declaration"),
        Sample("nothing", "", "xml-not-well-formed"),
        Sample("half a document", "<report xmlns=\"urn:lantian:report:1\">", "xml-not-well-formed"),
        Sample("another document", "<html/>", "schema-root"),
        Sample("control characters", "<a>\u{1}</a>", "xml-not-well-formed"),
    ]

    private func check(_ outcome: Confined.Outcome, code: String, peak: Int = 300) {
        #expect(outcome.code == 65, "\(outcome.errors)")
        #expect(outcome.errorCodes.contains(code), "\(outcome.output)")
        if let held = outcome.peak { #expect(held < peak) }
        #expect(outcome.leftovers == [])
    }

    @Test func `small documents that mean harm are refused, nobody is called and nothing is left`() throws {
        let confined = try Confined(), bell = try #require(Doorbell())
        for sample in Self.samples {
            try confined.folder.write(sample.text.replacing("%p", with: "\(bell.port)"), to: "r.xml")
            let before = try confined.names()
            check(try confined.run("lantian verify r.xml"), code: sample.code)
            let merged = try confined.run("lantian merge r.xml --out merged")
            #expect(merged.code == 65, "\(sample.name)")
            #expect(merged.errors.contains(sample.code), "\(sample.name): \(merged.errors)")
            #expect(merged.leftovers == [])
            #expect(try confined.names() == before)
        }
        let compared = try confined.run("lantian diff r.xml r.xml")
        #expect(compared.code == 65)
        #expect(!bell.wasRung)
    }

    /// Limits that a start tag breaks while a schema listens: libxml2 and the schema still read the tag after our guard has
    /// seen it. Large tags live in memory that a stopped parser gives back.
    static let tags: [Sample] = [
        Sample(
            "attributes", root + (0..<20_000).map { "a\($0)='1' " }.joined() + "/>", "xml-too-many-attributes"),
        Sample(
            "attributes of an element within",
            root + "region='654002' year='2024' invented='true'><name "
                + (0..<20_000).map { "a\($0)='1' " }.joined() + "/></report>", "xml-too-many-attributes"),
        Sample(
            "namespaces", root + (0..<20_000).map { "xmlns:a\($0)='b' " }.joined() + "/>", "xml-too-many-attributes"),
        Sample(
            "a long attribute", root + "region='\(String(repeating: "x", count: 400_000))'/>", "xml-attribute-too-long"),
        Sample(
            "depth", root + ">" + String(repeating: "<a b='\(String(repeating: "x", count: 5000))'>", count: 80),
            "xml-too-deep"),
        Sample("a tag without end", root + String(repeating: "a='1' ", count: 3_000_000), "xml-markup-too-long"),
    ]

    @Test(arguments: tags)
    func `a limit within a start tag ends the reading, not the program`(_ sample: Sample) throws {
        let confined = try Confined()
        try confined.folder.write(sample.text, to: "r.xml")
        check(try confined.run("lantian verify r.xml", seconds: 60), code: sample.code)
        for verb in ["merge r.xml --out merged", "diff r.xml r.xml"] {
            let outcome = try confined.run("lantian " + verb, seconds: 60)
            #expect(outcome.code == 65, "\(verb): \(outcome.code)")
            #expect(
                outcome.errors.contains(verb.hasPrefix("merge") ? "error \(sample.code)" : "error: "),
                "\(outcome.errors.prefix(500))")
        }
    }

    /// What a long file is made of, and the code that it is refused by.
    static let endless: [(head: String, piece: String, code: String)] = [
        ("<report b=\"", "xxxxxxxx", "xml-markup-too-long"), ("", "<a>", "xml-too-deep"),
        ("<report><!--", "x ", "xml-markup-too-long"), ("<report>", "x\n", "xml-text-too-long"),
        ("<report ", " ", "xml-markup-too-long"), ("<", "y", "xml-markup-too-long"),
        ("<report><![CDATA[", "x", "xml-markup-too-long"), ("<report><?x ", "y", "xml-markup-too-long"),
        ("<report>&", "y", "xml-markup-too-long"), ("<!DOCTYPE a [", "<!ENTITY x 'y'>", "xml-doctype"),
    ]

    @Test(arguments: endless.indices)
    func `two gigabytes that never end are refused where a limit is, not at their end`(_ index: Int) throws {
        let sample = Self.endless[index], confined = try Confined()
        // 24 MB of it, then a hole up to two gigabytes: whoever reads on past the limit comes to bytes that are no XML.
        try LongFile.write(
            confined.folder.path + "/r.xml", sample.head, repeating: sample.piece, upTo: 24 << 20,
            length: index == 0 ? Self.hole : 200_000_000)
        let before = try confined.names()
        check(try confined.run("lantian verify r.xml"), code: sample.code)
        #expect(try confined.names() == before)
    }

    @Test func `what is too large, a pipe or a device is not read at all`() throws {
        let confined = try Confined()
        try LongFile.write(
            confined.folder.path + "/r.xml", "<report>", repeating: "x", upTo: 1, length: 4_000_000_000_000)
        check(try confined.run("lantian verify r.xml", seconds: 60), code: "xml-too-large")
        check(try confined.run("lantian verify /dev/zero", seconds: 60), code: "report-not-a-file")
        check(
            try confined.run("mkfifo pipe && lantian verify pipe; e=$?; rm pipe; exit $e", seconds: 60),
            code: "report-not-a-file")
        let merged = try confined.run("lantian merge r.xml /dev/zero --out merged", seconds: 60)
        #expect(merged.code == 65)
        // In a folder of packages each is told for itself; a folder without any is a mistake of the call.
        check(try confined.run("lantian verify .", seconds: 60), code: "xml-too-large")
        #expect(try confined.run("lantian verify EmissionFactors").code == 66)
        #expect(try confined.names() == ["EmissionFactors", "r.xml"])
    }

    @Test func `a million schema errors are told in little memory`() throws {
        let confined = try Confined()
        try LongFile.write(
            confined.folder.path + "/r.xml",
            Self.root + "region=\"653022\" year=\"2024\" invented=\"true\">"
                + "<name zh=\"a\" en=\"a\"/><compiler zh=\"a\" en=\"a\"/><totals>",
            repeating: "<total pollutant=\"NOx\" t=\"x\"/>\n", upTo: 8 << 20)
        let file = try FileHandle(forWritingTo: URL(filePath: confined.folder.path + "/r.xml"))
        try file.seekToEnd()
        try file.write(contentsOf: Data("</totals></report>".utf8))
        let outcome = try confined.run("lantian verify r.xml")
        check(outcome, code: "schema-type")
        #expect(outcome.errorCodes.contains("schema-attribute-missing"))
        #expect(outcome.output.contains("more findings"))
    }
}
