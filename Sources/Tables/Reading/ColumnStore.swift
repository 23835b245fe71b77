/// The columns of a table that is being read, in the order of the layout's fields.
struct ColumnStore {
    private(set) var columns: [Cells]
    var lines: [UInt32] = []

    init(layout: Layout) {
        columns = layout.fields.map { Cells.none(of: layout.schema.columns[$0.place].content) }
    }

    /// Adds a row of values, one for each column.
    mutating func append(_ values: [CellValue], line: Int) {
        for (i, value) in values.enumerated() {
            switch (value, columns[i]) {
            case (.code(let code), .codes(var codes)):
                columns[i] = .absent
                codes.append(code)
                columns[i] = .codes(codes)
            case (.number(let number), .numbers(var numbers)):
                columns[i] = .absent
                numbers.append(number)
                columns[i] = .numbers(numbers)
            case (.date(let date), .dates(var dates)):
                columns[i] = .absent
                dates.append(date)
                columns[i] = .dates(dates)
            case (.text(let text), .texts(var texts)):
                columns[i] = .absent
                texts.append(text)
                columns[i] = .texts(texts)
            default: preconditionFailure("a value of another kind than its column")
            }
        }
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
