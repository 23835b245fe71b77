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
    private var firstLines: [[UInt8]: Int] = [:]

    private var seen = 0
    private var blank = 0

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
        var reasons: [Finding]
        var accepted: [CellValue]?
        seen += 1
        switch rows.read(cells, line: line, problem: problem) {
        case .blank:
            blank += 1
            return
        case .accepted(let values, let warnings): (accepted, reasons) = (values, warnings)
        case .rejected(let found): reasons = found
        }
        for finding in reasons { findings.add(finding) }
        let duplicate = duplicate(cells, line: line)
        if let duplicate { findings.add(duplicate) }
        if let accepted, duplicate == nil, layout.isUsable {
            store.append(accepted, line: line)
        } else {
            reasons += rows.headerReason(line: line) + (duplicate.map { [$0] } ?? [])
            rejected.rows.append(RejectedRow(line: line, cells: cells, reasons: reasons))
        }
    }

    /// The table of all sound rows, all findings, and the other rows.
    public consuming func finish(digest: String = "") -> TableResult {
        let table = store.table(layout: layout, file: SourceFile(path: layout.file, digest: digest))
        Account.rows(
            of: layout.file, seen: seen, accepted: table.rowCount, rejected: rejected.rows.count, blank: blank)
        return TableResult(table: table, findings: findings, rejected: rejected)
    }

    /// The identifier of a row counts from its first use on, even where that row has errors.
    private mutating func duplicate(_ cells: [String], line: Int) -> Finding? {
        guard let text = rows.identifier(cells), let field = layout.identifier else { return nil }
        let key = Array(text.utf8)
        guard let first = firstLines[key] else {
            firstLines[key] = line
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
