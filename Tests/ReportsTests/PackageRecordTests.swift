import Documents
import FoundationEssentials
import Quantities
import Tables
import TestSupport
import Testing

@testable import Reports

/// What one declaration of a record gives: XML, the schema, reading, columns of a table.
@Suite struct PackageRecordTests {
    /// An invented record: an inspection of a source.
    struct Inspection: Sendable, Equatable {
        enum Verdict: String, CaseIterable { case passed, failed }
        struct Reading: Sendable, Equatable {
            var pollutant = ""
            var emission: Mass?

            static let record = PackageRecord("reading", from: Reading()) {
                RecordAttribute("pollutant", \.pollutant, .code)
                RecordAttribute(optional: "t", \.emission, .mass)
            }
        }

        var number = 0
        var verdict = Verdict.passed
        var share: Double?
        var remark = ""
        var title = Label("", "")
        var reason: Label?
        var readings: [Reading] = []
        var codes: [String] = []
        var known: Int { readings.count { $0.emission != nil } }

        static let record = PackageRecord(
            "inspection", Label("检查 <虚构>", "an inspection & invented"), from: Inspection()
        ) {
            RecordAttribute("number", \.number, .within(1...99)).shown("序号", "number", width: 8)
            RecordAttribute("verdict", \.verdict, .word).shown("结论", "verdict") {
                .coded($0.verdict.rawValue, name: $0.verdict == .passed ? $1 == .zh ? "合格" : "passed" : "failed")
            }
            RecordAttribute(optional: "share", \.share, .number, Label("份额", "the share")).shown("份额", "share")
            RecordAttribute("remark", \.remark, .any.ifAny, isRequired: false)
            RecordAttribute(derived: "known", \.known, .count)
            RecordChild.label("title", \.title).shown("名称", "title", width: 20) { .text($0.title[$1]) }
            RecordChild.label(optional: "reason", \.reason)
            RecordChild.list("readings", nil, of: Reading.record, \.readings, .some, isOptional: true)
            RecordChild.textElements("code", \.codes, .code)
        }
    }

    private let whole = Inspection(
        number: 7, verdict: .failed, share: 0.25, remark: "a <b> & \"c\"", title: Label("检查", "inspection"),
        reason: Label("超标", "above the limit"),
        readings: [
            .init(pollutant: "NOx", emission: Mass(tonnes: "0.000000000001")), .init(pollutant: "SO2", emission: nil),
        ],
        codes: ["A", "B"])

    private func text(_ inspection: Inspection) throws -> String {
        let xml = XMLWriter(indent: 1)
        Inspection.record.write(inspection, to: xml)
        return String(decoding: try xml.finish(), as: UTF8.self)
    }

    private func read(_ text: String) throws -> Inspection {
        let reader = try XMLReader(bytes: Array(text.utf8), file: "fixture.xml")
        guard case .start(let root) = try reader.next() else { throw CancellationError() }
        return try Inspection.record.read(root, XMLCursor(reader: reader, file: "fixture.xml"))
    }

    /// A schema that has the record's declaration and the types that it names.
    private var schema: String {
        """
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:r="r" targetNamespace="r" elementFormDefault="qualified">
        <xs:simpleType name="text"><xs:restriction base="xs:string"/></xs:simpleType>
        <xs:simpleType name="code"><xs:restriction base="xs:string"><xs:minLength value="1"/></xs:restriction></xs:simpleType>
        <xs:simpleType name="number"><xs:restriction base="xs:double"/></xs:simpleType>
        <xs:simpleType name="mass"><xs:restriction base="xs:decimal"/></xs:simpleType>
        <xs:complexType name="label"><xs:attribute name="zh" type="r:text"/><xs:attribute name="en" type="r:text"/></xs:complexType>
        \(Inspection.record.schema(.one).lines(indent: 0))</xs:schema>
        """
    }

    @Test func `what is written is read back`() throws {
        #expect(try read(try text(whole)) == whole)
        let bare = Inspection(number: 1, title: Label("无", "none"))
        #expect(try read(try text(bare)) == bare)
        #expect(
            try text(bare)
                == """
                <?xml version="1.0" encoding="UTF-8"?>
                <inspection number="1" verdict="passed" known="0">
                 <title zh="无" en="none"/>
                </inspection>

                """)
    }

    @Test func `the declaration in the schema takes what is written, and nothing else`() throws {
        let compiled = try XMLSchema(Array(schema.utf8), name: "fixture.xsd")
        func findings(_ text: String) throws -> Findings {
            let folder = try TemporaryFolder()
            let path = folder.path + "/fixture.xml"
            try Data(text.replacing("<inspection ", with: "<inspection xmlns=\"r\" ").utf8).write(
                to: URL(filePath: path))
            return compiled.findings(inFile: path)
        }
        let own = try text(whole)
        #expect(try findings(own).sorted.isEmpty)
        for (good, bad) in [
            ("number=\"7\"", "number=\"100\""), ("verdict=\"failed\"", "verdict=\"perhaps\""),
            (" known=\"1\"", ""), ("<title zh=\"检查\" en=\"inspection\"/>", ""),
            ("<reading pollutant=\"SO2\"/>", "<other/>"),
        ] {
            #expect(own.contains(good))
            #expect(try findings(own.replacing(good, with: bad)).hasErrors, "\(bad)")
        }
        #expect(schema.contains("检查 &lt;虚构&gt;"))
        #expect(schema.contains("an inspection &amp; invented"))
    }

    @Test(arguments: [
        ("number=\"7\"", "number=\"seven\"", "number"), ("verdict=\"failed\"", "verdict=\"perhaps\"", "verdict"),
        (" verdict=\"failed\"", "", "verdict"), ("share=\"0.25\"", "share=\"inf\"", "share"),
        ("known=\"1\"", "known=\"2\"", "known"), (" known=\"1\"", "", "known"),
        ("t=\"0.000000000001\"", "t=\"much\"", "t"),
    ]) func `an attribute that cannot be read is named`(good: String, bad: String, name: String) throws {
        let own = try text(whole)
        #expect(own.contains(good))
        let error = #expect(throws: DocumentError.self) { _ = try read(own.replacing(good, with: bad)) }
        #expect(error?.finding.message.code == "report-unreadable")
        #expect(error?.finding.value == name)
    }

    @Test func `a table has the columns that the record shows`() throws {
        let columns = Inspection.record.columns
        #expect(columns.map(\.column.id) == ["number", "verdict", "share", "title"])
        #expect(columns.map { $0.cell(whole, .zh).text } == ["7", "failed", "0.25", "检查"])
        #expect(columns.map { $0.cell(whole, .en).shown.text } == ["7", "failed", "0.25", "inspection"])
        #expect(columns[2].cell(Inspection(), .en).text.isEmpty)
    }
}
