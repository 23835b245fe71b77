import Tables

/// How many cells with numbers a sheet has, and what became of them: none is lost without a word.
struct SurveyCensus: Sendable {
    /// Above the first row of the table.
    private(set) var titles = 0
    /// In columns that were read.
    var taken = 0
    /// Of these, those that were not understood.
    var refused = 0
    /// In columns that are known and not used.
    var unused = 0
    /// In columns that are not known.
    var unknown = 0
    /// In rows of totals.
    var totals = 0
    /// In rows that are none of the table.
    var passed = 0

    /// All of them.
    var all: Int { titles + taken + unused + unknown + totals + passed }

    mutating func above(_ rows: some Sequence<(line: Int, cells: [String])>) {
        for row in rows { titles += SurveyCensus.numbers(in: row.cells) }
    }

    static func numbers(in cells: [String]) -> Int { cells.count { isNumber($0) } }

    /// Whether a cell holds a number, with or without a unit behind it: 1200, 约2.1万吨, 35t/h.
    static func isNumber(_ cell: String) -> Bool {
        if let told = cell.utf8.withContiguousStorageIfAvailable(beginsNumber) ?? nil { return told }
        var text = CellText.identifier(SheetText.trimmed(cell))[...]
        while let first = text.first, "约≈~≥≤><".contains(first) { text.removeFirst() }
        if let sign = text.first, "+-".contains(sign) { text.removeFirst() }
        return SurveyNumber(text.prefix { ".,0123456789".contains($0) }) != nil
    }

    /// Whether a cell begins with a number, where its bytes tell at once: most are plain numbers, or begin as words do.
    private static func beginsNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool? {
        guard let first = bytes.first else { return false }
        switch first {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): return false
        // 约 stands before numbers.
        case 0xE4...0xE9: return bytes.starts(with: "约".utf8) ? nil : false
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return SurveyNumber(plain: bytes) != nil ? true : nil
        default: return nil
        }
    }

    /// The line of the report: the parts add up to the whole.
    var line: SurveyReport.Line {
        var parts: [Label] = [Label("读入 \(taken - refused)", "\(taken - refused) read")]
        for (count, zh, en) in [
            (refused, "未能读懂", "not understood"), (unused, "列不使用", "in columns without a place"),
            (unknown, "列不认识", "in columns not known"), (totals, "合计行", "in rows of totals"),
            (passed, "表外的行", "in rows that are none of the table"), (titles, "表头和标题", "in titles"),
        ] where count > 0 { parts.append(Label("\(zh) \(count)", "\(count) \(en)")) }
        return SurveyReport.Line(
            .cells, values: all,
            note: Label(parts.map(\.zh).joined(separator: "，"), parts.map(\.en).joined(separator: ", ")))
    }
}
