public import Tables

/// What an import did with every sheet and column: the table `import.csv`.
public struct SurveyReport: Sendable {
    /// What became of something.
    enum Status: String, Sendable {
        case sheet, mapped, joined, leftOver = "left-over", unknown, notUnderstood = "not-understood"
        case missing = "missing-required", totalRow = "total-row", passedOver = "row-passed-over"
        case notJoined = "not-joined", rows, skipped = "sheet-not-known"

        var label: Label {
            switch self {
            case .sheet: Label("表", "sheet")
            case .mapped: Label("已对应", "mapped")
            case .joined: Label("已并入", "joined")
            case .leftOver: Label("认识，但无处可放", "known, without a place")
            case .unknown: Label("不认识的列", "unknown column")
            case .notUnderstood: Label("未能读懂的值", "values not understood")
            case .missing: Label("缺少必填列", "required column missing")
            case .totalRow: Label("合计行，未读入", "row of totals, not read")
            case .passedOver: Label("没有认识的值的行，未读入", "row without a value known, not read")
            case .notJoined: Label("没有对应的源，未并入", "no source to join")
            case .rows: Label("行数", "rows")
            case .skipped: Label("不认识的表，未读入", "sheet not known, not read")
            }
        }
    }

    /// A line of the report.
    struct Line: Sendable {
        var place = ""
        var form = Label(same: "")
        var status: Status
        var header = ""
        var unit = ""
        var column = ""
        var columnUnit = ""
        var values: Int
        var before = ""
        var after = ""
        var agrees: Bool?
        var sample = ""
        var nearest = ""
        var note: Label

        init(_ status: Status, header: String = "", values: Int = 1, note: Label = Label(same: "")) {
            self.status = status
            self.header = header
            self.values = values
            self.note = note
        }
    }

    var lines: [Line] = []

    /// How many lines tell of something that is not in the tables: unknown columns and sheets, values not understood,
    /// rows that could not be joined, required columns that are missing.
    public var losses: Int {
        lines.count {
            [.unknown, .notUnderstood, .skipped, .notJoined, .missing].contains($0.status) || $0.agrees == false
                || $0.note == SurveyReport.unitAssumed
        }
    }

    /// The names of the columns of `import.csv`.
    static let columns = [
        "place", "form", "status", "header", "unit", "column", "column_unit", "count", "sum_before", "sum_after",
        "sums_agree", "sample", "nearest", "note",
    ]

    /// The report as CSV, with a byte order mark for spreadsheet programs.
    public func csv(in language: Language) -> [UInt8] {
        var writer = CSVWriter(byteOrderMark: true)
        writer.row(SurveyReport.columns)
        for line in lines {
            writer.row([
                line.place, line.form[language], line.status.rawValue, line.header, line.unit, line.column,
                line.columnUnit, String(line.values), line.before, line.after,
                line.agrees.map { $0 ? "yes" : "no" } ?? "", line.sample, line.nearest, line.note[language],
            ])
        }
        return writer.bytes
    }

    /// The report as a table for people.
    public func table(in language: Language) -> String {
        let zh = language == .zh
        var table = TextTable(
            [
                zh ? "状态" : "status", zh ? "表头" : "header", zh ? "对应列" : "column", zh ? "个数" : "count",
                zh ? "换算前合计" : "sum before", zh ? "换算后合计" : "sum after", zh ? "说明" : "note",
            ], [.leading, .leading, .leading, .trailing, .trailing, .trailing, .leading])
        var place = ""
        for line in lines {
            if line.place != place {
                place = line.place
                table.row([line.form[language], line.place, "", "", "", "", ""])
            }
            guard line.status != .sheet else { continue }
            let near = line.nearest.isEmpty ? "" : zh ? "是否指“\(line.nearest)”？" : "did you mean '\(line.nearest)'?"
            let unit = line.unit.isEmpty || line.before.isEmpty ? "" : " " + line.unit
            let columnUnit = line.columnUnit.isEmpty || line.after.isEmpty ? "" : " " + line.columnUnit
            table.row([
                "  " + line.status.label[language],
                line.header.split(whereSeparator: \.isNewline).joined(separator: " "),
                line.column, String(line.values), line.before + unit, line.after + columnUnit,
                [line.sample, line.note[language], near].filter { !$0.isEmpty }.joined(separator: "；"),
            ])
        }
        return table.text
    }

    static let noColumn = Label("该源类没有此列", "this source kind has no such column")
    static let noUnit = Label("单位不认识或不能换算", "the unit is not known or does not convert")
    static let noFuel = Label("表头给出两种单位，燃料不明时无法选定", "two units are given, and without the fuel neither can be chosen")
    static let repeated = Label("另一列已有此义，本列未读入", "another column means the same: this one is not read")
    static let absent = Label("写明没有的值", "said to be absent")
    static let notNumber = Label("不是数字，原样写入", "not a number, written as it is")
    static let unitAssumed = Label("未注单位，按本列单位计", "no unit given: the column's own is taken")
}
