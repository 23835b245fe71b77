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
    /// Whether a comma may be the decimal one, as where `;` stands between fields: `1,250` is then either.
    public var commaMayBePoint = false

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
    let contradictions: [ContradictionCheck]
    let totals: TotalCheck
    /// Columns of numbers and the free text right behind each, by their places in the file.
    let splits: [(number: Int, text: Int)]

    init(layout: Layout, vocabularies: Vocabularies, options: RowOptions = RowOptions()) {
        self.layout = layout
        self.options = options
        relations = layout.schema.relations.compactMap { RelationCheck($0, layout: layout) }
        contradictions = layout.schema.contradictions.compactMap {
            ContradictionCheck($0, layout: layout, vocabularies: vocabularies)
        }
        totals = TotalCheck(layout: layout)
        let (texts, numbers) = RowReader.places(layout)
        splits = options.padsShortRows ? [] : numbers.filter { texts.contains($0 + 1) }.map { ($0, $0 + 1) }
        readers = layout.fields.map {
            CellReader(
                field: $0, column: layout.schema.columns[$0.place], vocabularies: vocabularies,
                commaMayBePoint: options.commaMayBePoint)
        }
    }

    private static func places(_ layout: Layout) -> (texts: Set<Int>, numbers: [Int]) {
        var texts: Set<Int> = []
        var numbers: [Int] = []
        for field in layout.fields {
            switch layout.schema.columns[field.place].content {
            case .text: texts.insert(field.index)
            case .number: numbers.append(field.index)
            default: break
            }
        }
        return (texts, numbers)
    }

    /// Reads a row that may have a problem of its own.
    func read(_ cells: [String], line: Int, problem: Finding? = nil) -> RowOutcome {
        if problem == nil, cells.allSatisfy({ CellText.plain($0).isEmpty }) { return .blank }
        if problem == nil, let total = total(cells, line: line) { return .rejected([total]) }
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
            findings += contradictions.compactMap { $0.finding(values, cells: cells, layout: layout, line: line) }
        }
        return findings.contains { $0.severity == .error } ? .rejected(findings) : .accepted(values, findings)
    }

    /// The identifier of a row, if it has one.
    func identifier(_ cells: [String]) -> String? {
        guard let field = layout.identifier, field.index < cells.count else { return nil }
        let text = CellText.identifier(cells[field.index])
        return CellText.absence(text) == nil && TotalWord.extent(of: text) == nil ? text : nil
    }

    /// The finding of a row that holds sums: it would count every source above it twice.
    private func total(_ cells: [String], line: Int) -> Finding? {
        let place = totals.place(in: cells) { index in
            layout.fields.firstIndex { $0.index == index }.map { readers[$0].vocabulary }
        }
        guard let place else { return nil }
        return Finding(
            .error, .totalRow,
            at: Location(file: layout.file, line: line, column: layout.header[place], columnNumber: place + 1),
            value: cells[place], expected: Label("排放源；请删去合计行", "a source: delete the row of totals"))
    }

    /// The reason that a row shares with all rows below a header with errors.
    func headerReason(line: Int) -> [Finding] {
        layout.isUsable ? [] : [Finding(.error, .unusableHeader, at: Location(file: layout.file, line: line))]
    }

    /// The first field that the header has none for: one in which something stands, or, in text, a blank one of a row
    /// whose numbers may have been split at a comma, so that all behind them slid.
    private func surplus(_ cells: [String]) -> Int? {
        let width = layout.width
        guard cells.count > width else { return nil }
        if let filled = cells[width...].firstIndex(where: { !CellText.plain($0).isEmpty }) { return filled }
        guard !options.padsShortRows, cells.count > layout.header.count else { return nil }
        return cells.indices.contains { RowReader.isSplit(cells, at: $0) } ? layout.header.count : nil
    }

    /// Whether a cell and the one behind it read as one number with a thousands comma: `1` and `000`.
    private static func isSplit(_ cells: [String], at place: Int) -> Bool {
        guard place + 1 < cells.count else { return false }
        let (head, tail) = (CellText.plain(cells[place]), CellText.plain(cells[place + 1]).utf8)
        guard (1...3).contains(head.utf8.count), head.utf8.first != UInt8(ascii: "0") else { return false }
        let isDigit = { (byte: UInt8) in (48...57).contains(byte) }
        let whole = tail.prefix { $0 != UInt8(ascii: ".") }
        return head.utf8.allSatisfy(isDigit) && whole.count == 3 && whole.allSatisfy(isDigit)
            && tail.dropFirst(4).allSatisfy(isDigit)
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
        if let extra = surplus(cells) {
            findings.append(
                Finding(
                    .error, .tooManyFields,
                    at: Location(file: layout.file, line: line, columnNumber: extra + 1), value: cells[extra],
                    expected: expected))
        }
        for (number, text) in splits where RowReader.isSplit(cells, at: number) {
            findings.append(
                Finding(
                    .error, .splitNumber,
                    at: Location(
                        file: layout.file, line: line, column: layout.header[number], columnNumber: number + 1),
                    value: cells[number] + "," + cells[text],
                    expected: Label("加引号或不带千分位逗号的数字", "the number in quotes, or without its comma"),
                    nearest: cells[number] + cells[text]))
        }
        for (index, cell) in cells.enumerated()
        where cell.utf8.contains(0xEF) && cell.unicodeScalars.contains("\u{FFFD}") {
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
    static let splitNumber = Finding.Message(
        "split-number", "数字的千分位逗号被当作分隔符，后面的列都已错位",
        "the comma of a number was taken for a separator, and the columns behind it slid")
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
