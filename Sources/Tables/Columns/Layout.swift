public import Quantities

/// Which column of the schema each column of a file is, and in which unit its numbers stand.
///
/// Headers match by id, label in either language, or alias; letters of either case and width, columns in any order,
/// a unit in brackets of any kind.
public struct Layout: Sendable {
    /// A column of the file that the schema knows.
    public struct Field: Sendable {
        /// Its place in the schema.
        public let place: Int
        /// Its place in the file, from 0.
        public let index: Int
        /// Its header as it stands.
        public let header: String
        /// The unit that the header names, if it does.
        public let unit: Unit?
        let scale: UnitScale
    }

    /// What the columns are.
    public let schema: Schema
    /// The file's path as the user named it.
    public let file: String
    /// The header as it stands.
    public let header: [String]
    /// How many fields a row has; empty headers at the end do not count.
    public let width: Int
    /// The known columns, in the order of the schema.
    public private(set) var fields: [Field] = []
    /// What is wrong with the header.
    public private(set) var findings = Findings()

    /// As many columns as a spreadsheet has.
    static let mostColumns = 16_384
    /// How many unknown columns are told with what was probably meant.
    private static let mostSuggestions = 100

    /// Whether rows can be read: a header with errors leaves no usable table.
    public var isUsable: Bool { !findings.hasErrors }

    /// Matches a header, which stands at `line`.
    public init(schema: Schema, header: [String], file: String, line: Int = 1) {
        self.schema = schema
        self.file = file
        self.header = header
        if let known = schema.headers.fields(of: header) {
            (width, fields) = known
            return
        }
        let cells = header.map(HeaderCell.init)
        width = cells.lastIndex { !$0.text.isEmpty }.map { $0 + 1 } ?? 0
        guard width <= Layout.mostColumns else {
            fields = []
            findings.add(
                Finding(
                    .error, .tooManyColumns, at: Location(file: file, line: line), value: "\(width)",
                    expected: Label(same: "≤ \(Layout.mostColumns)")))
            return
        }
        let names = Layout.names(of: schema)
        var taken: [Int: Int] = [:]
        var unknown: [Finding] = []
        let spellings = Spelling.Candidates(
            schema.columns.filter { !$0.isWorkedOut }.flatMap { [$0.id, $0.label.zh, $0.label.en] + $0.aliases })
        for (index, cell) in cells[..<width].enumerated() {
            let location = Location(file: file, line: line, column: header[index], columnNumber: index + 1)
            guard !cell.text.isEmpty else {
                findings.add(Finding(.warning, .unnamedColumn, at: location))
                continue
            }
            guard let (place, unitText) = Layout.match(cell, names) ?? Layout.match(cell, schema) else {
                if !RejectedRows.reasonHeaders.contains(cell.text) {
                    let name = cell.splits.first?.name ?? cell.text
                    // What nobody will read is not looked up.
                    unknown.append(
                        Layout.finding(of: cell, schema, at: location) {
                            unknown.count < Layout.mostSuggestions ? spellings.meant(by: name) : nil
                        })
                }
                continue
            }
            if let first = taken[place] {
                let other = header[first]
                findings.add(
                    Finding(
                        .error, .duplicateColumn, at: location, value: header[index],
                        expected: Label(
                            "一列（第 \(first + 1) 列“\(other)”已是 \(schema.columns[place].id)）",
                            "one column (column \(first + 1), '\(other)', is \(schema.columns[place].id) already)")))
                continue
            }
            taken[place] = index
            let (unit, scale, problem) = Layout.scale(of: unitText, for: schema.columns[place], at: location)
            if let problem { findings.add(problem) }
            fields.append(Field(place: place, index: index, header: header[index], unit: unit, scale: scale))
        }
        fields.sort { $0.place < $1.place }
        if fields.isEmpty {
            // Naming every missing column would hide what happened.
            findings = Findings([
                Finding(
                    .error, (header.first ?? "").count { $0 == "，" } > 1 ? .wideSeparator : .noHeader,
                    at: Location(file: file, line: line), value: header.first,
                    expected: Layout.list(schema.columns.map { $0.label }))
            ])
            return
        }
        for finding in unknown { findings.add(finding) }
        for (place, column) in schema.columns.enumerated() where column.isRequired && taken[place] == nil {
            findings.add(
                Finding(
                    .error, .missingColumn, at: Location(file: file, line: line),
                    expected: Label("\(column.label.zh)（\(column.id)）", "\(column.id) (\(column.label.en))")))
        }
        if findings.isEmpty { schema.headers.note(header, width: width, fields: fields) }
    }

    /// All spellings of all columns; where two columns share one, the earlier column has it.
    private static func names(of schema: Schema) -> [String: Int] {
        var names: [String: Int] = [:]
        let columns = schema.columns.enumerated().filter { !$0.element.isWorkedOut }
        for (place, column) in columns { names[Vocabulary.folded(column.id)] = place }
        for (place, column) in columns {
            for spelling in [column.label.zh, column.label.en] + column.aliases {
                let key = Vocabulary.folded(spelling)
                if !key.isEmpty, names[key] == nil { names[key] = place }
            }
        }
        return names
    }

    private static func match(_ cell: HeaderCell, _ names: [String: Int]) -> (place: Int, unit: String?)? {
        if let place = names[Vocabulary.folded(cell.text)] { return (place, nil) }
        for (name, unit) in cell.splits {
            if let place = names[Vocabulary.folded(name)] { return (place, unit) }
        }
        return nil
    }

    /// What the bracket of a header says about the numbers below it.
    private static func scale(
        of text: String?, for column: ColumnSchema, at location: Location
    ) -> (Unit?, UnitScale, Finding?) {
        guard let text, let wanted = column.unit else { return (nil, .identity, nil) }
        let expected = Label(
            "单位 \(wanted.symbol) 或可换算的单位", "the unit \(wanted.symbol) or one that converts to it")
        let unit: Unit
        do throws(UnitError) {
            unit = try column.unit(spelled: text)
        } catch {
            return (
                nil, .identity,
                Finding(.error, .unknownUnit, at: location, value: text, expected: expected, nearest: error.nearest)
            )
        }
        guard let ratio = unit.conversion(to: wanted) else {
            return (
                nil, .identity,
                Finding(.error, .wrongUnit, at: location, value: text, expected: expected, nearest: wanted.symbol)
            )
        }
        if unit.isRateByCalendar(for: wanted) {
            return (
                nil, .identity,
                Finding(
                    .error, .rateByCalendar, at: location, value: text,
                    expected: Label(
                        "\(wanted.symbol)：总量除以实际运行小时数", "\(wanted.symbol): the amount divided by the hours that it runs"
                    ))
            )
        }
        return (unit, UnitScale(ratio), nil)
    }

    private static func list(_ labels: [Label]) -> Label {
        let few = labels.prefix(6)
        let more = labels.count > few.count
        return Label(
            few.map(\.zh).joined(separator: "、") + (more ? "……" : ""),
            few.map(\.en).joined(separator: ", ") + (more ? " …" : ""))
    }
}

extension Finding.Message {
    static let unnamedColumn = Finding.Message(
        "unnamed-column", "这一列没有列名，未读取", "this column has no header and is not read")
    static let unknownColumn = Finding.Message(
        "unknown-column", "不认识的列，未读取", "this column is not known and is not read")
    static let duplicateColumn = Finding.Message(
        "duplicate-column", "两个表头指同一列", "two headers mean the same column")
    static let missingColumn = Finding.Message("missing-column", "缺少必填列", "a required column is missing")
    static let noHeader = Finding.Message(
        "no-header", "第一行不是表头：没有一个认识的列名；上面有标题的台账请用 import 读入",
        "the first line is no header: none of its names is known; a ledger with a title above is read with import")
    static let wideSeparator = Finding.Message(
        "wide-comma", "列之间用了全角逗号“，”：请改为半角逗号 ,", "the columns stand between commas of full width: write plain ones")
    static let unknownUnit = Finding.Message("unknown-unit", "表头中的单位不认识", "the unit in the header is not known")
    static let rateByCalendar = Finding.Message(
        "rate-by-calendar", "表头给出每日、每月或每年的量，该列却是运行时的速率，不能按日历换算",
        "the header gives an amount a day, month or year, and the column a rate while it runs: the calendar does not convert them"
    )
    static let tooManyColumns = Finding.Message(
        "too-many-columns", "列数过多，不是表格", "there are more columns than a table has")
    static let wrongUnit = Finding.Message(
        "wrong-unit", "表头中的单位与该列的量不符", "the unit in the header measures something else")
}
