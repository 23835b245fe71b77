import Documents
import Tables

/// When an attribute is read: at once, or when all others are, of a value that follows from them and is only held against it.
enum AttributeReading { case own, derived }

/// An attribute of a record's element, declared once: what it is called, where the value is kept and how it is written.
struct RecordAttribute<Record: Sendable>: Sendable {
    /// Its name.
    let name: String
    /// Its type in the schema.
    let type: SchemaType
    /// Whether it must be there.
    let isRequired: Bool
    /// What it means, for the schema.
    let meaning: Label?
    /// When it is read.
    let reading: AttributeReading
    /// Its text; `nil` where it is left out.
    let text: @Sendable (Record) -> String?
    /// Puts its text into the record; `false` where it is none, and of one that must be there where it is not.
    let read: @Sendable (inout Record, String?) -> Bool
    /// Its column in a table of such records.
    private(set) var column: RecordColumn<Record>?
    private let cell: @Sendable (Record) -> ReportTable.Cell

    /// An attribute that is always there, or left out for the values that its form says.
    init<Value>(
        _ name: String, _ path: any WritableKeyPath<Record, Value> & Sendable, _ form: AttributeForm<Value>,
        isRequired: Bool = true, _ meaning: Label? = nil
    ) {
        self.init(
            name, form.type, isRequired: isRequired, meaning, text: { form.text($0[keyPath: path]) },
            read: { record, text in
                guard let text else { return !isRequired }
                guard let value = form.value(text) else { return false }
                record[keyPath: path] = value
                return true
            }, cell: { form.cell($0[keyPath: path]) })
    }

    /// An attribute that is there where the record has the value.
    init<Value>(
        optional name: String, _ path: any WritableKeyPath<Record, Value?> & Sendable, _ form: AttributeForm<Value>,
        _ meaning: Label? = nil
    ) {
        self.init(
            name, form.type, isRequired: false, meaning, text: { $0[keyPath: path].flatMap(form.text) },
            read: { record, text in
                guard let text else { return true }
                guard let value = form.value(text) else { return false }
                record[keyPath: path] = value
                return true
            }, cell: { $0[keyPath: path].map(form.cell) ?? .text("") })
    }

    /// An attribute that follows from the others: it is written for readers, and refused where it does not follow.
    init<Value: Equatable>(
        derived name: String, _ path: any KeyPath<Record, Value> & Sendable, _ form: AttributeForm<Value>,
        _ meaning: Label? = nil
    ) {
        self.init(
            name, form.type, isRequired: true, meaning, reading: .derived, text: { form.text($0[keyPath: path]) },
            read: { record, text in text.flatMap(form.value) == record[keyPath: path] },
            cell: { form.cell($0[keyPath: path]) })
    }

    /// The same of a value that may be absent.
    init<Value: Equatable>(
        derived name: String, optional path: any KeyPath<Record, Value?> & Sendable, _ form: AttributeForm<Value>,
        _ meaning: Label? = nil
    ) {
        self.init(
            name, form.type, isRequired: false, meaning, reading: .derived,
            text: { $0[keyPath: path].flatMap(form.text) },
            read: { record, text in
                guard let text else { return record[keyPath: path] == nil }
                return form.value(text) == record[keyPath: path]
            }, cell: { $0[keyPath: path].map(form.cell) ?? .text("") })
    }

    fileprivate init(
        _ name: String, _ type: SchemaType, isRequired: Bool, _ meaning: Label?, reading: AttributeReading = .own,
        text: @escaping @Sendable (Record) -> String?, read: @escaping @Sendable (inout Record, String?) -> Bool,
        cell: @escaping @Sendable (Record) -> ReportTable.Cell
    ) {
        self.name = name
        self.type = type
        self.isRequired = isRequired
        self.meaning = meaning
        self.reading = reading
        self.text = text
        self.read = read
        self.cell = cell
        column = nil
    }

    /// The same of a record that holds this one.
    func of<Whole>(_ path: any WritableKeyPath<Whole, Record> & Sendable) -> RecordAttribute<Whole> {
        let (text, read, cell) = (text, read, cell)
        return RecordAttribute<Whole>(
            name, type, isRequired: isRequired, meaning, reading: reading, text: { text($0[keyPath: path]) },
            read: { read(&$0[keyPath: path], $1) }, cell: { cell($0[keyPath: path]) })
    }

    /// The same as a column of tables.
    ///
    /// - Parameters:
    ///   - id: the stable name, where it is not the attribute's own.
    ///   - cell: what stands in the cell, where that is not the value itself.
    func shown(
        _ zh: String, _ en: String, id: String? = nil, width: Double = 14,
        visibility: ReportTable.Visibility = .always,
        as cell: (@Sendable (Record, Language) -> ReportTable.Cell)? = nil
    ) -> Self {
        let own = self.cell
        var copy = self
        copy.column = RecordColumn(
            column: ReportTable.Column(id ?? name, zh, en, width: width, visibility: visibility),
            cell: cell ?? { record, _ in own(record) })
        return copy
    }
}

/// A column of a table of records.
struct RecordColumn<Record: Sendable>: Sendable {
    /// Its name, header and width.
    let column: ReportTable.Column
    /// What stands in the row of a record.
    let cell: @Sendable (Record, Language) -> ReportTable.Cell
}
