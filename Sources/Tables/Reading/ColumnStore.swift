/// The columns of a table that is being read, in the order of the layout's fields.
struct ColumnStore {
    private(set) var columns: [Cells]
    var lines: [UInt32] = []

    init(layout: Layout) {
        columns = layout.fields.map { Cells.none(of: layout.schema.columns[$0.place].content) }
    }

    /// Adds a row of values, one for each column.
    mutating func append(_ values: [CellValue], line: Int) {
        for (i, value) in values.enumerated() { columns[i].append(value) }
        lines.append(UInt32(clamping: line))
    }

    /// The table made of these columns.
    consuming func table(layout: Layout, file: SourceFile) -> Table {
        var table = Table(schema: layout.schema, file: file)
        for (field, cells) in zip(layout.fields, columns) {
            table.cells[field.place] = cells
            table.headers[field.place] = field.header
        }
        table.lines = lines
        return table
    }
}

extension Cells {
    /// Adds a value of the column's own kind.
    ///
    /// The column is taken out of its case while it grows: a second reference to it would copy all rows each time.
    fileprivate mutating func append(_ value: CellValue) {
        switch value {
        case .code(let code):
            guard case .codes(var codes) = self else { return mismatch() }
            self = .absent
            codes.append(code)
            self = .codes(codes)
        case .number(let number):
            guard case .numbers(var numbers) = self else { return mismatch() }
            self = .absent
            numbers.append(number)
            self = .numbers(numbers)
        case .date(let date):
            guard case .dates(var dates) = self else { return mismatch() }
            self = .absent
            dates.append(date)
            self = .dates(dates)
        case .text(let text):
            guard case .texts(var texts) = self else { return mismatch() }
            self = .absent
            texts.append(text)
            self = .texts(texts)
        }
    }

    private func mismatch() { preconditionFailure("a value of another kind than its column") }

    /// A column without rows for one kind of content.
    static func none(of content: ColumnSchema.Content) -> Cells {
        switch content {
        case .text, .identifier: .texts(TextColumn())
        case .code: .codes([])
        case .number, .fraction: .numbers([])
        case .date: .dates([])
        }
    }
}
