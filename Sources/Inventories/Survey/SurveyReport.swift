import Documents
public import Tables

/// What an import did with every sheet and column: the table `import.csv`.
public struct SurveyReport: Sendable {
    /// What became of something.
    package enum Status: String, Sendable, Codable {
        case sheet, mapped, guessed, joined, cells, leftOver = "left-over", unknown, notUnderstood = "not-understood"
        case missing = "missing-required", totalRow = "total-row", passedOver = "row-passed-over"
        case notJoined = "not-joined", rows, skipped = "sheet-not-known", unused = "sheet-without-table"

        package var label: Label {
            switch self {
            case .sheet: Label("表", "sheet")
            case .mapped: Label("已对应", "mapped")
            case .guessed: Label("推测", "guess")
            case .cells: Label("有数的格", "cells with numbers")
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
            case .unused: Label("认识的表，没有对应的源类", "sheet known, without a table of ours")
            }
        }
    }

    /// A line of the report.
    package struct Line: Sendable, Codable {
        package var place = ""
        package var form = Label(same: "")
        package var status: Status
        package var header = ""
        package var unit = ""
        package var column = ""
        package var columnUnit = ""
        package var values: Int
        package var before = ""
        package var after = ""
        package var agrees: Bool?
        package var sample = ""
        package var nearest = ""
        package var note: Label
        /// What would have been right.
        package var expected: Label?
        /// The row and column of the sheet that are meant, from 1.
        package var row: Int?
        package var number: Int?

        /// The cell that is meant, such as `D7`.
        package var cell: String {
            guard let row, let number else { return row.map { "\($0)" } ?? "" }
            return SurveyReport.cell(row: row, column: number)
        }

        init(_ status: Status, header: String = "", values: Int = 1, note: Label = Label(same: "")) {
            self.status = status
            self.header = header
            self.values = values
            self.note = note
        }
    }

    package internal(set) var lines: [Line] = []

    /// The name of a cell, such as `D7`.
    static func cell(row: Int, column: Int) -> String { WorkbookWriter.columnName(column) + "\(row)" }

    /// How many lines tell of something that is not in the tables: unknown columns and sheets, values not understood,
    /// rows that could not be joined, required columns that are missing.
    public var losses: Int { lines.count { $0.loss != nil } }

    /// The names of the columns of `import.csv`.
    public static let columns = [
        "place", "form", "status", "cell", "header", "unit", "column", "column_unit", "count", "sum_before",
        "sum_after",
        "sums_agree", "sample", "nearest", "note",
    ]

    /// The report as CSV, with a byte order mark for spreadsheet programs.
    public func csv(in language: Language) -> [UInt8] {
        var writer = CSVWriter(byteOrderMark: true)
        writer.row(SurveyReport.columns)
        for row in rows(in: language) { writer.row(row) }
        return writer.bytes
    }

    /// The lines as rows of cells.
    public func rows(in language: Language) -> [[String]] {
        lines.map { line in
            [
                line.place, line.form[language], line.status.rawValue, line.cell, line.header, line.unit, line.column,
                line.columnUnit, String(line.values), line.before, line.after,
                line.agrees.map { $0 ? "yes" : "no" } ?? "", line.sample, line.nearest, line.note[language],
            ]
        }
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
            // Columns that nobody filled in are in import.csv.
            if line.values == 0, [.mapped, .leftOver].contains(line.status) { continue }
            let near = line.nearest.isEmpty ? "" : zh ? "是否指“\(line.nearest)”？" : "did you mean '\(line.nearest)'?"
            let unit = line.unit.isEmpty || line.before.isEmpty ? "" : " " + line.unit
            let columnUnit = line.columnUnit.isEmpty || line.after.isEmpty ? "" : " " + line.columnUnit
            table.row([
                "  " + line.status.label[language],
                line.header.split(whereSeparator: \.isNewline).joined(separator: " "),
                line.column, String(line.values), line.before + unit, line.after + columnUnit,
                [
                    [.notUnderstood, .guessed].contains(line.status) ? line.cell + " " + line.sample : line.sample,
                    line.note[language],
                    near,
                ].filter { !$0.isEmpty }.joined(separator: "；"),
            ])
        }
        return table.text
    }
}

extension SurveyReport.Line {
    /// What is lost or in doubt here; `nil` where nothing is.
    package var loss: Finding.Message? {
        switch status {
        case .unknown:
            note == SurveyReason.secondFuel
                ? .surveySecondFuel
                : SurveyReason.losses.contains(note)
                    ? .surveyColumnLost(note)
                    : note == SurveyReason.repeated
                        ? .surveyColumnTwice : note == SurveyReason.whichYear ? .surveyWhichYear : .surveyColumnUnknown
        case .guessed: .surveyGuess
        case .notUnderstood: note == SurveyReason.noFuel ? .surveyTwoUnits : .surveyValue
        case .skipped: .surveySheetUnknown
        case .notJoined: .surveyNotJoined
        case .missing: .surveyColumnMissing
        default:
            agrees == false ? .surveySumsDiffer : note == SurveyReason.unitAssumed ? .surveyUnitAssumed : nil
        }
    }

    /// What stands in the cell; the sample of rows that found no source is their numbers.
    private var shown: String? {
        if status == .notJoined, column.isEmpty { return nil }
        return sample.isEmpty ? (unit.isEmpty ? nil : unit) : sample
    }

    /// The loss as a finding at its cell.
    var finding: Finding? {
        guard let loss else { return nil }
        return Finding(
            .warning, loss,
            at: Location(
                file: place, line: row, column: header.isEmpty || number == nil ? nil : header, columnNumber: number),
            value: shown, expected: expected,
            nearest: nearest.isEmpty ? nil : nearest)
    }
}

extension Finding.Message {
    static let surveyColumnUnknown = Finding.Message(
        "survey-column-unknown", "调查表的这一列不认识，未读入", "this column of the survey is not known and is not read")
    /// A column that is known and would count, and whose numbers find no place, with what to do.
    static func surveyColumnLost(_ reason: Label) -> Finding.Message {
        Finding.Message("survey-column-lost", "这一列未读入：" + reason.zh, "this column is not read: " + reason.en)
    }
    static let surveyGuess = Finding.Message(
        "survey-guess", "这是推测，请在 mapping.yaml 中核对", "this is a guess: look at it in mapping.yaml")
    static let surveyColumnTwice = Finding.Message(
        "survey-column-twice", "两列同义，只读入一列", "two columns mean the same: one of them is read")
    static let surveySecondFuel = Finding.Message(
        "survey-second-fuel", "同一设备的第二种燃料未读入，请另列一行", "the second fuel of a unit is not read: give it a row of its own")
    static let surveyWhichYear = Finding.Message(
        "survey-which-year", "列名是年份，请用 --region 和 --year 指明读哪一年",
        "columns are years: say by --region and --year which is read")
    static let surveyValue = Finding.Message(
        "survey-value-not-understood", "调查表中的值未能读懂", "a value of the survey is not understood")
    static let surveyTwoUnits = Finding.Message(
        "survey-two-units", "表头给出两种单位，燃料不明时无法选定",
        "the header gives two units, and without the fuel neither can be chosen")
    static let surveySheetUnknown = Finding.Message(
        "survey-sheet-unknown", "不认识的调查表，未读入", "this sheet is no survey sheet that is known and is not read")
    static let surveyNotJoined = Finding.Message(
        "survey-not-joined", "没有对应的排放源，未并入", "no source stands in the survey that this speaks of")
    static let surveyColumnMissing = Finding.Message(
        "survey-column-missing", "有的行缺少必填内容", "rows lack what every source must have")
    static let surveySumsDiffer = Finding.Message(
        "survey-sums-differ", "换算前后的合计不符", "sums before and after the conversion do not agree")
    static let surveyUnitAssumed = Finding.Message(
        "survey-unit-assumed", "未注单位，按本程序该列的单位计", "no unit is given: that of our column is taken")
}
