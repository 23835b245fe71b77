public import Documents
import Inventories
import Quantities
import Synchronization
import Tables

/// The XML Schema of reports, as `Docs/Schema/lantian-report-1.xsd` holds it.
///
/// The types of sources follow from the columns of the source kinds, so the schema is generated; the file in `Docs` is
/// `text` to the byte, and a test compares the two.
public enum ReportSchema {
    private static let compiledSchema = Mutex<XMLSchema?>(nil)
    private static let streamingSchema = Mutex<XMLSchema?>(nil)
    private static let mergingSchema = Mutex<XMLSchema?>(nil)

    /// The schema, ready to check documents; made once.
    public static func compiled() throws(DocumentError) -> XMLSchema {
        try made(compiledSchema, .all)
    }

    /// The schema without the keys of sources and results, of which libxml2 would keep every one; made once. It checks
    /// a document in memory that does not grow. What the keys say is seen to where sources are read.
    static func streaming() throws(DocumentError) -> XMLSchema {
        try made(streamingSchema, .ofParts)
    }

    /// The schema without any key of a part, for parts that were checked each in its own package; made once. Of many parts those would be
    /// many too.
    static func merging() throws(DocumentError) -> XMLSchema { try made(mergingSchema, .ofReport) }

    /// The schema that is kept, made where there is none yet, by one thread while others wait.
    private static func made(
        _ kept: borrowing Mutex<XMLSchema?>, _ keys: SchemaKeys
    ) throws(DocumentError) -> XMLSchema {
        try kept.withLock { kept throws(DocumentError) in
            if let kept { return kept }
            let schema = try XMLSchema(Array(text(keys).utf8), name: "lantian-report-1.xsd")
            kept = schema
            return schema
        }
    }

    /// The schema as the columns of the source kinds demand it.
    public static var text: String { text(.all) }

    static func text(_ keys: SchemaKeys) -> String {
        let kinds = SourceKind.all.map { SourceSchema($0, hasKeys: keys == .all).text }.joined()
        let containers = SourceKind.all.map { kind in
            """
                  <xs:element name="\(kind.name)" type="r:\(kind.name)" minOccurs="0">
                    <xs:annotation><xs:documentation xml:lang="zh">\(kind.label.zh)</xs:documentation>\
            <xs:documentation xml:lang="en">\(kind.label.en)</xs:documentation></xs:annotation>
            \(keys == .all ? self.keys(of: kind) : "")      </xs:element>

            """
        }.joined()
        return SchemaText.head + SchemaText.types + SchemaText.uncertainty + SchemaText.report(keys) + SchemaText.part
            + SchemaText.sourcesHead + containers
            + SchemaText.sourcesTail + kinds + SchemaText.tail
    }

    private static func keys(of kind: SourceKind) -> String {
        """
                <xs:key name="\(kind.name)_number"><xs:selector xpath="r:source"/><xs:field xpath="@n"/></xs:key>
                <xs:unique name="\(kind.name)_id"><xs:selector xpath="r:source"/><xs:field xpath="@id"/></xs:unique>

        """
    }
}

/// Which keys a schema asks for: libxml2 keeps every value of a key until the document ends.
enum SchemaKeys {
    /// All of them, as they are published.
    case all
    /// Those of records of parts, without those of sources and results.
    case ofParts
    /// That of the report alone: no two parts of one region and year.
    case ofReport
}

/// The type of the sources of one kind.
struct SourceSchema {
    let kind: SourceKind
    private let hasKeys: Bool

    init(_ kind: SourceKind, hasKeys: Bool) {
        self.kind = kind
        self.hasKeys = hasKeys
    }

    private var key: String {
        """
                <xs:unique name="\(kind.name)_line">
                  <xs:selector xpath="r:emission"/><xs:field xpath="@process"/><xs:field xpath="@pollutant"/>
                </xs:unique>

        """
    }

    var text: String {
        let columns = kind.schema.columns.map(attribute).joined()
        return """
              <xs:complexType name="\(kind.name)">
                <xs:sequence>
                  <xs:element name="source" maxOccurs="unbounded">
                    <xs:complexType>
                      <xs:sequence>
                        <xs:element name="emission" type="r:emission" minOccurs="0" maxOccurs="unbounded"/>
                      </xs:sequence>
                      <xs:attributeGroup ref="r:source"/>
            \(columns)        </xs:complexType>
            \(hasKeys ? key : "")      </xs:element>
                </xs:sequence>
              </xs:complexType>

            """
    }

    private func attribute(_ column: ColumnSchema) -> String {
        let unit = column.unit.map { $0.symbol == "1" ? "" : " (\(SchemaElement.escaped($0.symbol)))" } ?? ""
        let note = column.note
        let zh = SchemaElement.escaped(column.label.zh + (note.map { "。" + $0.zh } ?? ""))
        let en = SchemaElement.escaped(column.label.en + (note.map { ". " + $0.en } ?? ""))
        // A required cell may still say that nobody reported it.
        let head = """
                      <xs:attribute name="\(column.id)"
            """
        let documentation =
            "<xs:annotation><xs:documentation xml:lang=\"zh\">\(zh)\(unit)</xs:documentation>"
            + "<xs:documentation xml:lang=\"en\">\(en)\(unit)</xs:documentation></xs:annotation>"
        guard case .number(_, let range) = column.content else {
            return head + " type=\"\(type(of: column))\">\(documentation)</xs:attribute>\n"
        }
        var facets = ""
        if range.lowerBound > -1e300 {
            facets += "<xs:minInclusive value=\"\(DecimalText.shortest(range.lowerBound))\"/>"
        }
        if range.upperBound < 1e300 {
            facets += "<xs:maxInclusive value=\"\(DecimalText.shortest(range.upperBound))\"/>"
        }
        return head + ">\(documentation)<xs:simpleType><xs:restriction base=\"r:number\">\(facets)"
            + "</xs:restriction></xs:simpleType></xs:attribute>\n"
    }

    private func type(of column: ColumnSchema) -> String {
        switch column.content {
        case .identifier: "r:identifier"
        case .code("county_code"): "r:region"
        case .code("flag"): "r:flag"
        case .code: "r:code"
        case .fraction: "r:fraction"
        case .date: "r:date"
        case .text, .number: "r:text"
        }
    }
}
