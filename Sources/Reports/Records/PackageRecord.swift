import Documents
import Tables

/// An element of a package, declared once: from it follow how it is written, how it is read, its declaration in the schema in
/// both languages, and the columns of a table of such elements.
///
/// ```swift
/// static let record = PackageRecord("input", from: ReportInput(role: .table, name: "", digest: "")) {
///     RecordAttribute("role", \.role, .word)
///     RecordAttribute("name", \.name, .identifier)
///     RecordAttribute("digest", \.digest, .digest)
/// }
/// ```
struct PackageRecord<Record: Sendable>: Sendable {
    /// The element's name.
    let name: String
    /// What it means, for the schema.
    let meaning: Label?
    /// What reading begins with.
    private let empty: Record
    private let fields: (attributes: [RecordAttribute<Record>], children: [RecordChild<Record>])
    private let text: RecordText<Record>?

    /// A record.
    ///
    /// - Parameters:
    ///   - empty: what stands for attributes and children that are absent.
    ///   - fields: its attributes, children and text, in the order in which they are written.
    init(
        _ name: String, _ meaning: Label? = nil, from empty: Record,
        @RecordFields<Record> _ fields: () -> [RecordField<Record>]
    ) {
        self.name = name
        self.meaning = meaning
        self.empty = empty
        let fields = fields()
        self.fields = (
            attributes: fields.compactMap { if case .attribute(let own) = $0 { own } else { nil } },
            children: fields.compactMap { if case .child(let own) = $0 { own } else { nil } }
        )
        text = fields.lazy.compactMap { if case .text(let own) = $0 { own } else { nil } }.first
    }

    /// Writes a record.
    func write(_ record: Record, to xml: XMLWriter) {
        begin(record, to: xml)
        xml.end()
    }

    /// Writes a record but for its end: more may follow.
    ///
    /// - Parameter first: attributes before its own.
    func begin(_ record: Record, first: [(key: String, value: String?)] = [], to xml: XMLWriter) {
        xml.start(name, list: first + fields.attributes.map { ($0.name, $0.text(record)) })
        for child in fields.children { child.write(record, xml) }
        if let text { xml.text(text.text(record)) }
    }

    /// Reads a record whose start was read, to its end.
    ///
    /// - Parameter other: reads a child that the record does not declare.
    /// - Throws: `report-unreadable` with the attribute that lacks or cannot be read.
    func read(
        _ element: XMLReader.Element, _ cursor: XMLCursor,
        other: ((inout Record, XMLReader.Element) throws(DocumentError) -> Void)? = nil
    ) throws(DocumentError) -> Record {
        var record = empty
        try read(.own, element, cursor, into: &record)
        let told = try cursor.children { child throws(DocumentError) in
            guard let own = fields.children.first(where: { $0.name == child.name }) else {
                guard let other else { return try cursor.skip() }
                return try other(&record, child)
            }
            try own.read(&record, child, cursor)
        }
        text?.read(&record, told)
        try read(.derived, element, cursor, into: &record)
        return record
    }

    private func read(
        _ reading: AttributeReading, _ element: XMLReader.Element, _ cursor: XMLCursor,
        into record: inout Record
    ) throws(DocumentError) {
        for attribute in fields.attributes where attribute.reading == reading {
            guard attribute.read(&record, element[attribute.name]) else {
                throw cursor.unreadable(element, attribute.name)
            }
        }
    }

    /// Its declaration in the schema.
    func schema(_ occurs: Occurrence) -> SchemaElement {
        SchemaElement(name: name, occurs: occurs, meaning: meaning, content: content)
    }

    /// What its element holds, in the schema.
    var content: SchemaElement.Content { .complex(children: children, attributes: attributes, text: text?.type) }

    /// Its children in the schema.
    var children: [SchemaElement] { fields.children.map(\.schema) }

    /// Its attributes in the schema.
    var attributes: [SchemaAttribute] {
        fields.attributes.map {
            SchemaAttribute(name: $0.name, type: $0.type, isRequired: $0.isRequired, meaning: $0.meaning)
        }
    }

    /// The columns of a table of such records, in the order of declaration.
    var columns: [RecordColumn<Record>] {
        fields.attributes.compactMap(\.column) + fields.children.compactMap(\.column)
    }
}

/// What a record's element holds.
enum RecordField<Record: Sendable>: Sendable {
    case attribute(RecordAttribute<Record>)
    case child(RecordChild<Record>)
    case text(RecordText<Record>)
}

/// Gathers the fields of a record.
@resultBuilder enum RecordFields<Record: Sendable> {
    static func buildExpression(_ attribute: RecordAttribute<Record>) -> [RecordField<Record>] {
        [.attribute(attribute)]
    }
    static func buildExpression(_ attributes: [RecordAttribute<Record>]) -> [RecordField<Record>] {
        attributes.map { .attribute($0) }
    }
    static func buildExpression(_ child: RecordChild<Record>) -> [RecordField<Record>] { [.child(child)] }
    static func buildExpression(_ text: RecordText<Record>) -> [RecordField<Record>] { [.text(text)] }
    static func buildBlock(_ fields: [RecordField<Record>]...) -> [RecordField<Record>] { fields.flatMap { $0 } }
}
