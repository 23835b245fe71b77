internal import Quantities

/// A cell as it goes into a column.
enum CellValue: Equatable, Sendable {
    case code(UInt16)
    case number(Double)
    case date(Int32)
    case text(String)
}

/// What is wrong with a cell; the place is the reader's to add.
struct CellProblem: Sendable {
    let severity: Finding.Severity
    let message: Finding.Message
    let expected: Label
    let nearest: String?

    init(
        _ message: Finding.Message, _ expected: Label, nearest: String? = nil, severity: Finding.Severity = .error
    ) {
        self.severity = severity
        self.message = message
        self.expected = expected
        self.nearest = nearest
    }

    func finding(value: String, at location: Location) -> Finding {
        Finding(severity, message, at: location, value: value, expected: expected, nearest: nearest)
    }
}

/// Reads the cells of one column, one at a time and with every check; the block-wise reader asks it about each cell
/// that is not plain. A class, for a row asks one after the other: as a struct each would be copied for each cell.
final class CellReader: Sendable {
    let column: ColumnSchema
    let scale: UnitScale
    /// Whether the header says percent over a column of shares.
    let isPercentColumn: Bool
    let vocabulary: Vocabulary
    /// What belongs into the column, for messages.
    let expectation: Label
    private let nearest: NearestWords
    /// The unit that a cell's own percent sign turns into, where the column may hold one.
    private let percentScale: UnitScale?
    private let commaMayBePoint: Bool
    /// The unit in which numbers stand in the column.
    private let written: Unit?

    init(field: Layout.Field, column: ColumnSchema, vocabularies: Vocabularies, commaMayBePoint: Bool = false) {
        self.column = column
        self.commaMayBePoint = commaMayBePoint
        written = field.unit ?? column.unit
        scale = field.scale
        vocabulary = column.vocabulary.map { vocabularies[$0] } ?? Vocabulary(name: "")
        nearest = NearestWords(vocabulary)
        expectation = CellReader.expectation(of: column, vocabulary)
        let percent = Ratio(1, 100)
        if case .fraction = column.content {
            isPercentColumn = field.unit?.ratio == percent
        } else {
            isPercentColumn = false
        }
        if let unit = column.unit, unit.dimension == .one, let percent, let ratio = percent.times(unit.ratio.reciprocal)
        {
            percentScale = UnitScale(ratio)
        } else {
            percentScale = nil
        }
    }

    /// The cell's value, and what is wrong with it. A value comes with an error too: rows with errors are rejected.
    func read(_ cell: String) -> (value: CellValue, problem: CellProblem?) {
        let text = CellText.plain(cell)
        if CellText.isError(text) { return (nothing, CellProblem(.errorCell, expectation)) }
        let absence = CellText.absence(text)
        switch column.content {
        case .text: return words(text)
        case .identifier: return absence == nil ? (.text(CellText.identifier(text)), nil) : (.text(""), missing)
        case .code:
            if !text.isEmpty, let code = vocabulary.code(of: text) { return (.code(code), nil) }
            if absence != nil { return (.code(0), missing) }
            if let original = Mojibake.original(of: text) {
                return (.code(0), CellProblem(.mojibake, expectation, nearest: original))
            }
            if let question = vocabulary.questions(of: text).first {
                return (.code(0), CellProblem(.ambiguousWord, question.text, nearest: question.meaning))
            }
            return (.code(0), CellProblem(.unknownWord, expectation, nearest: nearest.word(text)))
        case .date:
            if absence != nil { return (.date(0), missing) }
            if let date = DateText.date(CellText.folded(text)) { return (.date(date), nil) }
            return (.date(0), CellProblem(.notDate, expectation))
        case .number, .fraction:
            if let absence { return (.number(absence.mark), missing) }
            let (value, problem) = number(CellText.folded(text))
            return (.number(value ?? Absence.empty.mark), problem)
        }
    }

    /// What stands in the table for a cell that says nothing.
    private var nothing: CellValue {
        switch column.content {
        case .text, .identifier: .text("")
        case .code: .code(0)
        case .date: .date(0)
        case .number, .fraction: .number(Absence.empty.mark)
        }
    }

    private func words(_ text: String) -> (CellValue, CellProblem?) {
        guard column.holdsCreditCodes, !text.isEmpty, CellText.absence(text) == nil else {
            return (.text(text), text.isEmpty ? missing : nil)
        }
        let code = CreditCode(text)
        let kept = code.isDamaged ? "" : code.text
        guard !code.isSound else { return (.text(kept), nil) }
        return (
            .text(kept),
            CellProblem(
                code.isDamaged ? .damagedCreditCode : .wrongCreditCode, CreditCode.expectation, severity: .warning)
        )
    }

    /// The problem of a cell without a value, if there must be one.
    private var missing: CellProblem? { column.isRequired ? CellProblem(.missingValue, expectation) : nil }

    private func number(_ text: String) -> (Double?, CellProblem?) {
        var isPercent = false
        if text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 >= 0x80 }),
            case .number(_, true) = NumberText(text, shift: 0, percentShift: 0)
        {
            isPercent = true
        }
        if isPercent, percentScale == nil {
            let bare = String(text.prefix { $0 != "%" && $0 != " " })
            return (nil, CellProblem(.percentOutOfPlace, expectation, nearest: bare))
        }
        if commaMayBePoint, NumberText.hasOneGroup(text) { return (nil, CellProblem(.commaOrPoint, expectation)) }
        let used = isPercent ? percentScale ?? .identity : scale
        switch NumberText(text, shift: used.decimalShift, percentShift: 0) {
        case .other(let leading, let rest):
            return (nil, CellProblem(.notNumber, expectation, nearest: leading.flatMap { meant($0, rest) }))
        case .several(let isRange):
            let one =
                isRange
                ? Label("一个数，不是范围", "one number, no range")
                : Label(
                    "一个数：每台（处）一行，或填单台的数并写台数", "one number: a row for each, or the number of one and how many there are")
            return (nil, CellProblem(.severalNumbers, one))
        case .grouping: return (nil, CellProblem(.badGrouping, expectation))
        case .tooLarge: return (nil, CellProblem(.outOfRange, expectation))
        case .number(let shifted, _):
            let value = used.applied(to: shifted)
            guard value.isFinite else { return (nil, CellProblem(.outOfRange, expectation)) }
            return (value, problem(of: value, text: text, isPercent: isPercent))
        }
    }

    /// The number that a text of a number and something behind it means in this column: the same size, or none.
    private func meant(_ number: String, _ behind: String) -> String? {
        let text = CellText.trimmed(behind)
        if text.isEmpty { return number }
        guard let written, let unit = try? column.unit(spelled: text), !unit.isRateByCalendar(for: written),
            let ratio = unit.conversion(to: written), let value = Double(number)
        else { return nil }
        return ratio == .one ? number : DecimalText.shortest(ratio.applied(to: value))
    }

    private func problem(of value: Double, text: String, isPercent: Bool) -> CellProblem? {
        switch column.content {
        case .number(_, let range): return range.contains(value) ? nil : CellProblem(.outOfRange, expectation)
        case .fraction:
            if value < 0 || value > 1 {
                let mayBePercent = !isPercent && scale == .identity && value > 1 && value <= 100
                return CellProblem(.outOfRange, expectation, nearest: mayBePercent ? text + "%" : nil)
            }
            guard isPercentColumn, !isPercent, value > 0, value <= 0.01 else { return nil }
            return CellProblem(
                .smallPercent, Label("百分数，如 95 表示 95%", "percent, as in 95 for 95%"),
                nearest: NumberText.value(text, shift: 2).map(DecimalText.shortest), severity: .warning)
        default: return nil
        }
    }

    private static func expectation(of column: ColumnSchema, _ vocabulary: Vocabulary) -> Label {
        switch column.content {
        case .text: Label("文字", "a text")
        case .identifier: Label("唯一的编号", "a unique identifier")
        case .date: Label("日期，如 2024、2024-05 或 2024-05-17", "a date such as 2024, 2024-05 or 2024-05-17")
        case .fraction: Label("0 … 1 或 0% … 100%", "0 … 1 or 0% … 100%")
        case .number(let unit, let range): text(of: range, unit)
        case .code(let name):
            vocabulary.words.count <= 12
                ? Label(
                    vocabulary.words.map { $0.label.zh.isEmpty ? $0.code : $0.label.zh }.joined(separator: "、"),
                    vocabulary.words.map(\.code).joined(separator: ", "))
                : Label("词表 \(name) 中的词", "a word of the vocabulary \(name)")
        }
    }

    private static func text(of range: ClosedRange<Double>, _ unit: Unit) -> Label {
        let symbol = unit.symbol == "1" ? "" : " " + unit.symbol
        let low = DecimalText.shortest(range.lowerBound)
        let high = DecimalText.shortest(range.upperBound)
        let hasHigh = range.upperBound.isFinite && range.upperBound < 1e300
        let hasLow = range.lowerBound.isFinite && range.lowerBound > -1e300
        switch (hasLow, hasHigh) {
        case (true, true): return Label("数字，\(low) … \(high)\(symbol)", "a number, \(low) … \(high)\(symbol)")
        case (true, false): return Label("数字，≥ \(low)\(symbol)", "a number, ≥ \(low)\(symbol)")
        case (false, true): return Label("数字，≤ \(high)\(symbol)", "a number, ≤ \(high)\(symbol)")
        case (false, false): return Label("数字\(symbol)", "a number\(symbol)")
        }
    }
}

extension NumberText {
    /// The number that a text is, or `nil`.
    static func value(_ text: String, shift: Int) -> Double? {
        if case .number(let value, _) = NumberText(text, shift: shift) { value } else { nil }
    }
}

extension Finding.Message {
    package static let errorCell = Finding.Message("error-cell", "单元格为错误值", "the cell holds an error")
    package static let missingValue = Finding.Message("missing-value", "缺少必填值", "a required value is missing")
    static let unknownWord = Finding.Message("unknown-word", "不是该列允许的词", "not a word that this column allows")
    static let mojibake = Finding.Message(
        "mojibake", "这是编码读错的乱码：UTF-8 的文字被当作 GBK 存过；请用 UTF-8 重新保存整个文件",
        "this text was saved as UTF-8 and read as GBK: save the whole file again as UTF-8")
    static let ambiguousWord = Finding.Message(
        "ambiguous-word", "这个词有几种含义，请写明", "the word may mean several things: say which")
    static let notDate = Finding.Message("not-a-date", "不是日期", "not a date")
    static let notNumber = Finding.Message("not-a-number", "不是数字", "not a number")
    static let severalNumbers = Finding.Message(
        "several-numbers", "一个单元格里有几个数", "the cell holds several numbers")
    static let badGrouping = Finding.Message(
        "bad-grouping", "逗号分节应为三位一节", "commas in a number must stand between groups of three digits")
    static let commaOrPoint = Finding.Message(
        "comma-or-point", "文件以分号分列，此处的逗号可能是小数点，也可能是千分位，请写明",
        "fields are separated by semicolons, so this comma may be a decimal one or one of thousands: write it without")
    static let outOfRange = Finding.Message("value-out-of-range", "数值超出允许范围", "the value is out of range")
    static let percentOutOfPlace = Finding.Message(
        "percent-out-of-place", "该列不是百分数", "this column does not hold percentages")
    static let smallPercent = Finding.Message(
        "small-percent", "表头单位是 %，但数值不超过 1%，可能填的是小数",
        "the header says percent, but the value is at most 1 %: perhaps a fraction was meant")
}
