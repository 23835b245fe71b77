import Tables
import TestSupport
import Testing

@testable import Documents

private let source = """
    <?xml version="1.0" encoding="UTF-8"?>
    <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:test" targetNamespace="urn:test"
        elementFormDefault="qualified">
     <xs:simpleType name="region"><xs:restriction base="xs:string"><xs:pattern value="[0-9]{6}"/></xs:restriction>
     </xs:simpleType>
     <xs:simpleType name="mass"><xs:restriction base="xs:decimal"><xs:minInclusive value="0"/>
      <xs:maxInclusive value="100"/><xs:fractionDigits value="6"/></xs:restriction></xs:simpleType>
     <xs:simpleType name="pollutant"><xs:restriction base="xs:string"><xs:enumeration value="NOx"/>
      <xs:enumeration value="SO2"/></xs:restriction></xs:simpleType>
     <xs:element name="report">
      <xs:complexType><xs:sequence>
       <xs:element name="title" type="xs:string"/>
       <xs:element name="source" minOccurs="0" maxOccurs="unbounded">
        <xs:complexType><xs:attribute name="id" type="xs:string" use="required"/>
         <xs:attribute name="mass" type="mass"/><xs:attribute name="pollutant" type="pollutant"/>
         <xs:attribute name="note" type="xs:string"/></xs:complexType>
       </xs:element>
       <xs:element name="use" minOccurs="0" maxOccurs="unbounded">
        <xs:complexType><xs:attribute name="of" type="xs:string" use="required"/></xs:complexType></xs:element>
      </xs:sequence><xs:attribute name="region" type="region" use="required"/></xs:complexType>
      <xs:key name="sources"><xs:selector xpath="*"/><xs:field xpath="@id"/></xs:key>
     </xs:element>
    </xs:schema>
    """
    .replacing(
        "<xs:selector xpath=\"*\"/><xs:field xpath=\"@id\"/></xs:key>",
        with: """
            <xs:selector xpath="t:source"/><xs:field xpath="@id"/></xs:key>
              <xs:keyref name="uses" refer="t:sources"><xs:selector xpath="t:use"/><xs:field xpath="@of"/></xs:keyref>
            """
    ).replacing("xmlns=\"urn:test\" target", with: "xmlns=\"urn:test\" xmlns:t=\"urn:test\" target")

private func report(_ body: String, attributes: String = "region='330201'") -> String {
    "<report xmlns='urn:test' \(attributes)>\n<title>t</title>\n\(body)\n</report>"
}

/// Documents with the codes they must give, and the line of the first.
private let cases: [(text: String, codes: [String], line: Int)] = [
    (report("<source id='1' mass='1.5' pollutant='NOx'/>\n<use of='1'/>"), [], 0),
    (report("<source id='1' mass='banana'/>"), ["schema-type"], 3),
    (report("\n<source id='1' mass='-1'/>"), ["schema-range"], 4),
    (report("<source id='1' mass='101'/>"), ["schema-range"], 3),
    (report("<source id='1' mass='1.0000001'/>"), ["schema-digits"], 3),
    (report("<source id='1' pollutant='NO'/>"), ["schema-enumeration"], 3),
    (report("<source mass='1'/>"), ["schema-attribute-missing", "schema-key-incomplete"], 3),
    (report("<source id='1' colour='red'/>"), ["schema-attribute"], 3),
    (report("<source id='1'/>\n<source id='1'/>"), ["schema-key-duplicate"], 4),
    (report("<source id='1'/>\n<use of='2'/>"), ["schema-key-dangling"], 5),
    (report("<use of='1'/>\n<source id='1'/>"), ["schema-content", "schema-key-dangling"], 4),
    (report("<banana/>"), ["schema-content"], 3),
    (report("text"), ["schema-content"], 4),
    (report("", attributes: "region='3302'"), ["schema-pattern"], 1),
    (report("", attributes: ""), ["schema-attribute-missing"], 1),
    ("<banana/>", ["schema-root"], 1),
    ("<report xmlns='urn:test' region='330201'/>", ["schema-content"], 1),
]

@Suite struct XMLSchemaTests {
    @Test("each violation has its code, line and both languages", arguments: cases.indices)
    func violations(_ index: Int) throws {
        let (text, codes, line) = cases[index]
        let findings = try XMLSchema(Array(source.utf8)).findings(in: Array(text.utf8), file: "r.xml").kept
        let found = findings.map(\.message.code)
        #expect(Set(found) == Set(codes), "\(findings.map { $0.description(in: .en) })")
        #expect(findings.isEmpty || findings[0].location?.line == line, "\(findings)")
        for finding in findings {
            #expect(!finding.message.text.en.contains("{urn"))
            #expect(finding.message.text.zh.contains { $0 > "\u{3000}" })
        }
    }

    @Test("xmllint gives the same verdict", .enabled(if: InstalledProgram("xmllint") != nil), arguments: cases.indices)
    func sameAsXmllint(_ index: Int) throws {
        let scratch = try TemporaryFolder(), tool = try #require(InstalledProgram("xmllint"))
        let schema = try scratch.write(source, to: "r.xsd"), file = try scratch.write(cases[index].text, to: "r.xml")
        let (code, output) = try tool.run("--noout", "--schema", schema, file)
        #expect((code == 0) == cases[index].codes.isEmpty, "\(output)")
        let ours = try XMLSchema(Array(source.utf8)).findings(inFile: file)
        #expect(ours.hasErrors == (code != 0))
    }

    @Test func `the Chinese message names element, attribute and value`() throws {
        let text = report("<source id='1' mass='banana'/>")
        let finding = try #require(
            XMLSchema(Array(source.utf8)).findings(in: Array(text.utf8), file: "r.xml").kept.first)
        #expect(finding.message.text.zh == "元素“source”的属性“mass”：值“banana”不符合类型“mass”")
        #expect(
            finding.message.text.en
                == "Element 'source', attribute 'mass': 'banana' is not a valid value of the atomic type 'mass'.")
        #expect(finding.location?.column == "mass")
        #expect(finding.value == "banana")
    }

    @Test func `a document broken in its middle gives findings and the error`() throws {
        let text = "<report xmlns='urn:test' region='x'>\n<title>t</title></repo"
        let codes = try XMLSchema(Array(source.utf8)).findings(in: Array(text.utf8), file: "r.xml").kept.map(
            \.message.code)
        #expect(codes.first == "schema-pattern")
        #expect(codes.last == "xml-not-well-formed")
        let hostile = "<!DOCTYPE report SYSTEM 'file:///etc/passwd'>" + report("")
        #expect(
            try XMLSchema(Array(source.utf8)).findings(in: Array(hostile.utf8), file: "r.xml").kept.map(\.message.code)
                == ["xml-doctype"])
    }

    @Test func `twenty thousand faults are counted, a thousand are kept`() throws {
        let scratch = try TemporaryFolder()
        let writer = try XMLWriter(path: scratch.file("r.xml"), indent: 0)
        writer.element("report", ["xmlns": "urn:test", "region": "330201"]) {
            writer.element("title", text: "t")
            for i in 0..<20_000 { writer.element("source", ["id": "\(i)", "mass": "banana"]) }
        }
        try writer.finish()
        let findings = try XMLSchema(Array(source.utf8)).findings(inFile: scratch.file("r.xml"))
        #expect(findings.count(.error) == 20_000)
        #expect(findings.kept.count == 1000)
    }

    @Test func `a schema that is unusable or refers to others is an error`() {
        #expect(code { _ = try XMLSchema(Array("<a/>".utf8)) } == "schema-unusable")
        #expect(code { _ = try XMLSchema(Array("<a".utf8)) } == "xml-not-well-formed")
        let importing = source.replacing(
            "<xs:simpleType name=\"region\">",
            with:
                "<xs:import namespace='urn:z' schemaLocation='http://127.0.0.1:9/z.xsd'/><xs:simpleType name=\"region\">"
        )
        #expect(code { _ = try XMLSchema(Array(importing.utf8)) } == "schema-not-self-contained")
    }
}
