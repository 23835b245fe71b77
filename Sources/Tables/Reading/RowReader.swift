/// What became of one row.
enum RowOutcome {
    /// Nothing stands in it.
    case blank
    /// All cells are sound: values by column of the layout, and warnings.
    case accepted([CellValue], [Finding])
    /// It has errors, and perhaps warnings besides.
    case rejected([Finding])
}

/// How rows are taken.
public struct RowOptions: Sendable {
    /// Whether missing fields at the end of a row are empty cells, as in workbooks, rather than an error.
    public var padsShortRows = false

    /// The rules of delimited text.
    public init() {}

    /// The rules of workbooks.
    public static var workbook: RowOptions {
        var options = RowOptions()
        options.padsShortRows = true
        return options
    }
}

/// Reads one row of cells by a layout, with every check that needs no other row.
struct RowReader: Sendable {
    let layout: Layout
    let readers: [CellReader]
    let options: RowOptions
    let relations: [RelationCheck]

    init(layout: Layout, vocabularies: Vocabularies, options: RowOptions = RowOptions()) {
        self.layout = layout
        self.options = options
        relations = layout.schema.relations.compactMap { RelationCheck($0, layout: layout) }
        readers = layout.fields.map {
            CellReader(field: $0, column: layout.schema.columns[$0.place], vocabularies: vocabularies)
        }
    }

    /// Reads a row that may have a problem of its own.
    func read(_ cells: [String], line: Int, problem: Finding? = nil) -> RowOutcome {
        if problem == nil, cells.allSatisfy({ CellText.trimmed($0).isEmpty }) { return .blank }
        var findings = problem.map { [$0] } ?? []
        checkShape(cells, line: line, &findings)
        let hasAllFields = cells.count >= layout.width || options.padsShortRows
        var values: [CellValue] = []
        values.reserveCapacity(readers.count)
        for (field, reader) in zip(layout.fields, readers) {
            // A row cut short is one error, not one for each required cell behind the cut.
            guard field.index < cells.count || hasAllFields else { continue }
            let cell = field.index < cells.count ? cells[field.index] : ""
            let (value, problem) = reader.read(cell)
            values.append(value)
            if let problem {
                findings.append(
                    problem.finding(
                        value: cell,
                        at: Location(
                            file: layout.file, line: line, column: field.header, columnNumber: field.index + 1)))
            }
        }
        // Only sound cells can be held against each other.
        if !findings.contains(where: { $0.severity == .error }) {
            findings += relations.compactMap { $0.finding(values, layout: layout, line: line) }
        }
        return findings.contains { $0.severity == .error } ? .rejected(findings) : .accepted(values, findings)
    }

    /// The identifier of a row, if it has one.
    func identifier(_ cells: [String]) -> String? {
        guard let field = layout.identifier, field.index < cells.count else { return nil }
        let text = CellText.trimmed(cells[field.index])
        return CellText.absence(text) == nil ? text : nil
    }

    /// The reason that a row shares with all rows below a header with errors.
    func headerReason(line: Int) -> [Finding] {
        layout.isUsable ? [] : [Finding(.error, .unusableHeader, at: Location(file: layout.file, line: line))]
    }

    private func checkShape(_ cells: [String], line: Int, _ findings: inout [Finding]) {
        let width = layout.width
        let expected = Label("\(width) 个字段", "\(width) fields")
        if cells.count < width, !options.padsShortRows {
            findings.append(
                Finding(
                    .error, .tooFewFields, at: Location(file: layout.file, line: line), value: "\(cells.count)",
                    expected: expected))
        }
        if cells.count > width, let extra = cells[width...].firstIndex(where: { !CellText.trimmed($0).isEmpty }) {
            findings.append(
                Finding(
                    .error, .tooManyFields,
                    at: Location(file: layout.file, line: line, columnNumber: extra + 1), value: cells[extra],
                    expected: expected))
        }
        for (index, cell) in cells.enumerated() where cell.unicodeScalars.contains("\u{FFFD}") {
            findings.append(
                Finding(
                    .error, .brokenCharacter,
                    at: Location(
                        file: layout.file, line: line,
                        column: index < layout.header.count ? layout.header[index] : nil, columnNumber: index + 1),
                    value: cell))
        }
    }
}

extension Finding.Message {
    static let tooFewFields = Finding.Message(
        "too-few-fields", "字段数少于表头", "the row has fewer fields than the header")
    static let tooManyFields = Finding.Message(
        "too-many-fields", "字段数多于表头", "the row has more fields than the header")
    static let brokenCharacter = Finding.Message(
        "broken-character", "含有无法解码的字节（字符被截断，或文件编码不一致）",
        "bytes that cannot be decoded (a character cut in half, or mixed encodings)")
    static let unclosedQuote = Finding.Message(
        "unclosed-quote", "引号没有闭合，其后的内容都被当作一个字段",
        "a quote is never closed: all that follows is taken for one field")
    static let duplicateIdentifier = Finding.Message(
        "duplicate-identifier", "编号重复", "the identifier is used before")
    static let unusableHeader = Finding.Message(
        "unusable-header", "表头有错误，整表未采用", "the header has errors: no row is used")
}
