import Documents
import Quantities
import Tables

/// Elements of one name inside a record's element, declared once.
struct RecordChild<Record: Sendable>: Sendable {
    /// Their name.
    let name: String
    /// Their declaration in the schema.
    let schema: SchemaElement
    /// Writes them.
    let write: @Sendable (Record, XMLWriter) -> Void
    /// Reads one of them, to its end.
    let read: @Sendable (inout Record, XMLReader.Element, XMLCursor) throws(DocumentError) -> Void
    /// Its column in a table of such records.
    private(set) var column: RecordColumn<Record>?

    /// Elements that no other form of declaration fits.
    init(
        _ name: String, _ schema: SchemaElement, write: @escaping @Sendable (Record, XMLWriter) -> Void,
        read: @escaping @Sendable (inout Record, XMLReader.Element, XMLCursor) throws(DocumentError) -> Void
    ) {
        self.name = name
        self.schema = schema
        self.write = write
        self.read = read
        column = nil
    }

    /// The same as a column of tables.
    func shown(
        _ zh: String, _ en: String, id: String? = nil, width: Double,
        as cell: @escaping @Sendable (Record, Language) -> ReportTable.Cell
    ) -> Self {
        var copy = self
        copy.column = RecordColumn(column: ReportTable.Column(id ?? name, zh, en, width: width), cell: cell)
        return copy
    }
}

extension RecordChild {
    /// A text in both languages.
    static func label(_ name: String, _ path: any WritableKeyPath<Record, Label> & Sendable) -> Self {
        Self(name, .typed(name, "r:label", .one)) { record, xml in
            xml.write(record[keyPath: path], as: name)
        } read: { record, element, cursor throws(DocumentError) in
            record[keyPath: path] = try cursor.label(element)
        }
    }

    /// A text in both languages that may be absent.
    static func label(optional name: String, _ path: any WritableKeyPath<Record, Label?> & Sendable) -> Self {
        Self(name, .typed(name, "r:label", .optional)) { record, xml in
            if let label = record[keyPath: path] { xml.write(label, as: name) }
        } read: { record, element, cursor throws(DocumentError) in
            record[keyPath: path] = try cursor.label(element)
        }
    }

    /// Texts in both languages.
    static func labels(_ name: String, _ path: any WritableKeyPath<Record, [Label]> & Sendable) -> Self {
        Self(name, .typed(name, "r:label", .any)) { record, xml in
            for label in record[keyPath: path] { xml.write(label, as: name) }
        } read: { record, element, cursor throws(DocumentError) in
            record[keyPath: path].append(try cursor.label(element))
        }
    }

    /// Elements that hold a text each.
    static func textElements(
        _ name: String, _ path: any WritableKeyPath<Record, [String]> & Sendable, _ form: AttributeForm<String>,
        _ occurs: Occurrence = .any
    ) -> Self {
        Self(name, .text(name, form.type, occurs)) { record, xml in
            for text in record[keyPath: path] { xml.element(name, text: text) }
        } read: { record, _, cursor throws(DocumentError) in
            record[keyPath: path].append(try cursor.children())
        }
    }

    /// Elements that each refer to another by its key.
    static func references(
        _ name: String, _ path: any WritableKeyPath<Record, [String]> & Sendable, _ form: AttributeForm<String>
    ) -> Self {
        Self(name, .attribute(name, "ref", form.type, .any)) { record, xml in
            for key in record[keyPath: path] { xml.element(name, ["ref": key]) }
        } read: { record, element, cursor throws(DocumentError) in
            record[keyPath: path].append(try cursor.text(element, "ref"))
            try cursor.skip()
        }
    }

    /// Tonnes by pollutant.
    static func masses(_ path: any WritableKeyPath<Record, [String: Mass]> & Sendable) -> Self {
        Self("mass", .typed("mass", "r:mass_of", .any)) { record, xml in
            for (pollutant, mass) in record[keyPath: path].sorted(by: { $0.key < $1.key }) {
                xml.element("mass", ["pollutant": pollutant, "t": mass.tonnes()])
            }
        } read: { record, element, cursor throws(DocumentError) in
            record[keyPath: path][try cursor.text(element, "pollutant")] = try cursor.mass(element, "t")
            try cursor.skip()
        }
    }

    /// Records, one element each.
    static func records<Item>(
        _ record: PackageRecord<Item>, _ path: any WritableKeyPath<Record, [Item]> & Sendable,
        _ occurs: Occurrence = .any
    ) -> Self {
        records(record, occurs) {
            $0[keyPath: path]
        } add: {
            $0[keyPath: path].append($1)
        }
    }

    /// Records, one element each, that are kept in another shape.
    static func records<Item>(
        _ record: PackageRecord<Item>, _ occurs: Occurrence = .any,
        of items: @escaping @Sendable (Record) -> [Item], add: @escaping @Sendable (inout Record, Item) -> Void
    ) -> Self {
        Self(record.name, record.schema(occurs)) { value, xml in
            for item in items(value) { record.write(item, to: xml) }
        } read: { value, element, cursor throws(DocumentError) in
            add(&value, try record.read(element, cursor))
        }
    }

    /// A record, one element.
    static func record<Item>(_ record: PackageRecord<Item>, _ path: any WritableKeyPath<Record, Item> & Sendable)
        -> Self
    {
        Self(record.name, record.schema(.one)) { value, xml in
            record.write(value[keyPath: path], to: xml)
        } read: { value, element, cursor throws(DocumentError) in
            value[keyPath: path] = try record.read(element, cursor)
        }
    }

    /// A record that may be absent, one element.
    static func record<Item>(
        optional record: PackageRecord<Item>, _ path: any WritableKeyPath<Record, Item?> & Sendable
    ) -> Self {
        Self(record.name, record.schema(.optional)) { value, xml in
            if let own = value[keyPath: path] { record.write(own, to: xml) }
        } read: { value, element, cursor throws(DocumentError) in
            value[keyPath: path] = try record.read(element, cursor)
        }
    }

    /// An element that holds records and nothing else.
    static func list<Item>(
        _ name: String, _ meaning: Label?, of record: PackageRecord<Item>,
        _ path: any WritableKeyPath<Record, [Item]> & Sendable, _ occurs: Occurrence = .any, isOptional: Bool = false
    ) -> Self {
        list(name, meaning, of: record, occurs, isOptional: isOptional) {
            $0[keyPath: path]
        } add: {
            $0[keyPath: path].append($1)
        }
    }

    /// An element that holds records, which are kept in another shape, and nothing else.
    ///
    /// - Parameter isOptional: whether the element is left out where there are none.
    static func list<Item>(
        _ name: String, _ meaning: Label?, of record: PackageRecord<Item>, _ occurs: Occurrence = .any,
        isOptional: Bool = false, of items: @escaping @Sendable (Record) -> [Item],
        add: @escaping @Sendable (inout Record, Item) -> Void
    ) -> Self {
        Self(
            name,
            .holding(name, meaning, [record.schema(occurs)], isOptional ? .optional : .one)
        ) { value, xml in
            let own = items(value)
            guard !own.isEmpty || !isOptional else { return }
            xml.element(name) { for item in own { record.write(item, to: xml) } }
        } read: { value, _, cursor throws(DocumentError) in
            var read: [Item] = []
            try cursor.children { child throws(DocumentError) in read.append(try record.read(child, cursor)) }
            for item in read { add(&value, item) }
        }
    }
}

/// The text of a record's element.
struct RecordText<Record: Sendable>: Sendable {
    /// Its type in the schema.
    let type: SchemaType
    /// The text.
    let text: @Sendable (Record) -> String
    /// Puts it into the record.
    let read: @Sendable (inout Record, String) -> Void

    /// The text of an element.
    init(_ path: any WritableKeyPath<Record, String> & Sendable, _ form: AttributeForm<String>) {
        type = form.type
        text = { $0[keyPath: path] }
        read = { $0[keyPath: path] = $1 }
    }
}

extension XMLWriter {
    /// A text in both languages.
    func write(_ label: Label, as name: String) { element(name, ["zh": label.zh.clean, "en": label.en.clean]) }
}
