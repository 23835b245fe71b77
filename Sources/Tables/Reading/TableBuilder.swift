/// Makes a table from rows of cells, whatever file they come from.
///
/// ```swift
/// let layout = Layout(schema: boilers, header: rows[0], file: "book.xlsx#锅炉")
/// var builder = TableBuilder(layout: layout, vocabularies: words, options: .workbook)
/// for (i, row) in rows.enumerated().dropFirst() { builder.append(row, line: i + 1) }
/// let result = builder.finish()
/// ```
///
/// Every row is checked to its end, and all findings are collected. A row with an error is kept aside whole; where the
/// header has errors all rows are.
public struct TableBuilder: Sendable {
    /// The columns.
    public let layout: Layout
    private let rows: RowReader
    private var store: ColumnStore
    private var findings: Findings
    private var rejected: RejectedRows
    private var firstLines: [String: Int] = [:]

    /// A builder over a matched header, whose findings it takes over.
    public init(layout: Layout, vocabularies: Vocabularies, options: RowOptions = RowOptions()) {
        self.layout = layout
        rows = RowReader(layout: layout, vocabularies: vocabularies, options: options)
        store = ColumnStore(layout: layout)
        findings = layout.findings
        rejected = RejectedRows(file: layout.file, header: layout.header)
    }

    /// Adds a row; one without any content is passed over.
    public mutating func append(_ cells: [String], line: Int) { append(cells, line: line, problem: nil) }

    /// Adds a row that may have a problem of its own.
    mutating func append(_ cells: [String], line: Int, problem: Finding?) {
        var found: [Finding] = problem.map { [$0] } ?? []
        switch rows.read(cells, line: line, &found) {
        case .blank where problem == nil: return
        case .accepted(let values) where problem == nil:
            if let duplicate = checkIdentifier(cells, line: line) { found.append(duplicate) }
            if !found.contains(where: { $0.severity == .error }), layout.isUsable {
                store.append(values, line: line)
                for finding in found { findings.add(finding) }
                return
            }
        default:
            if let duplicate = checkIdentifier(cells, line: line) { found.append(duplicate) }
        }
        for finding in found { findings.add(finding) }
        if found.isEmpty {
            found.append(Finding(.error, .unusableHeader, at: Location(file: layout.file, line: line)))
        }
        rejected.rows.append(RejectedRow(line: line, cells: cells, reasons: found))
    }

    /// The table of all sound rows, all findings, and the other rows.
    public consuming func finish(digest: String = "") -> TableResult {
        let table = store.table(layout: layout, file: SourceFile(path: layout.file, digest: digest))
        return TableResult(table: table, findings: findings, rejected: rejected)
    }

    /// The identifier of a row counts from its first use on, even where that row has errors.
    private mutating func checkIdentifier(_ cells: [String], line: Int) -> Finding? {
        guard let field = layout.identifier, field.index < cells.count else { return nil }
        let text = CellText.trimmed(cells[field.index])
        guard CellText.absence(text) == nil else { return nil }
        guard let first = firstLines[text] else {
            firstLines[text] = line
            return nil
        }
        return Finding.duplicate(text, firstLine: first, line: line, field: field, file: layout.file)
    }
}

/// What came of reading a table.
public struct TableResult: Sendable {
    /// The sound rows.
    public var table: Table
    /// Everything that was found, in one pass.
    public var findings: Findings
    /// The rows that are not used.
    public var rejected: RejectedRows

    /// A result.
    public init(table: Table, findings: Findings, rejected: RejectedRows) {
        self.table = table
        self.findings = findings
        self.rejected = rejected
    }
}

extension Layout {
    /// The column that names the rows, if the file has it.
    var identifier: Field? {
        fields.first { if case .identifier = schema.columns[$0.place].content { true } else { false } }
    }
}

extension Finding {
    static func duplicate(
        _ text: String, firstLine: Int, line: Int, field: Layout.Field, file: String
    ) -> Finding {
        Finding(
            .error, .duplicateIdentifier,
            at: Location(file: file, line: line, column: field.header, columnNumber: field.index + 1), value: text,
            expected: Label("与第 \(firstLine) 行不同的编号", "an identifier other than that of line \(firstLine)"))
    }
}
