public import Factors
public import Tables

/// Reads the survey sheets that cities already use and makes our tables of them, with a report of everything that was
/// mapped, left over and missing.
///
/// Sheets are told by their titles and units, whatever their order and name. Sheets about firms, pollution control,
/// monitoring, mileage and speed are joined to the sources they speak of.
///
/// ```swift
/// var survey = try SurveyImport(files: ["survey.xlsx"], library: library)
/// let paths = try survey.write(to: "county", manifest: nil, library: library, language: .zh)
/// ```
public struct SurveyImport: Sendable {
    /// A table of ours.
    struct Table: Sendable {
        let kind: SourceKind
        let columns: [ColumnSchema]
        let texts: SurveyRows
        /// The rows by column; what is blank is absent.
        var rows: [[String: String]] { texts.all.map(\.values.dictionary) }
    }

    /// What became of everything.
    public private(set) var report = SurveyReport()
    /// Hidden sheets, cells with errors, and what the tables' own checks say.
    public internal(set) var findings = Findings()
    private(set) var tables: [Table] = []
    /// What headers, words and units were taken for.
    public private(set) var mapping = SurveyMapping()
    /// Whether no sheet became a table.
    public var isEmpty: Bool { tables.isEmpty }
    private var facts: [Facts] = []
    /// The heads of the sheets, with what each column was taken for.
    package private(set) var excerpts: [SurveyExcerpt] = []
    let files: [Ledger]
    private let vocabularies: Vocabularies
    private let kilnProducts: Set<String>
    private let vocabularyNames = Dictionary(
        SourceKind.vehicles.schema.columns.compactMap { column in column.vocabulary.map { (column.id, $0) } },
        uniquingKeysWith: { first, _ in first })
    private var identifiers: [String: Set<IdentifierKey>] = [:]
    /// In which sheets a piece of equipment stands: one number in several sheets names several sources.
    private var sheetsOfEquipment: [String: Set<Int>] = [:]
    private static let equipment = ["@firm", "@equipment"]

    /// A file with what it is called where that is not its path.
    struct Ledger: Sendable {
        let path: String
        var name: String?
    }

    /// What a sheet says of sources elsewhere.
    private struct Facts {
        let sheet: SurveySheet
        let form: SurveyForm
        var rows: [String: (line: Int, values: RowTexts, isUsed: Bool)] = [:]
    }

    /// Reads the files. Throws where one cannot be read at all; where no sheet is known, a finding says so.
    ///
    /// - Parameters:
    ///   - files: workbooks and delimited texts.
    ///   - names: what the files are called, in their order, where that is not their paths: a file that was sent has a name
    ///     that is shown, and that tells forms, and a path of ours.
    ///   - year: the year of the inventory, which chooses among columns of years.
    ///   - library: the factor library, whose words the cells are read by.
    ///   - said: what a person has said of headers, words and units.
    ///   - progress: told how many rows of a sheet are converted, and how many it has.
    public init(
        files: [String], named names: [String] = [], year: Int? = nil, library: FactorLibrary,
        mapping said: SurveyMapping = SurveyMapping(),
        progress: ((_ done: Int, _ all: Int) -> Void)? = nil
    ) throws {
        self.files = files.enumerated().map { place, path in
            Ledger(path: path, name: place < names.count ? names[place] : nil)
        }
        vocabularies = library.vocabularies
        kilnProducts = SurveyDivision.kilnProducts(library)
        var conversions: [(SurveyConversion, Int)] = []
        var number = 0
        for file in self.files {
            var sheets = try SurveySheet.sheets(of: file.path, named: file.name, findings: &findings)
            while !sheets.isEmpty {
                var sheet = sheets.removeFirst()
                guard !sheet.rows.isEmpty, !MarkedLedger.isFindings(sheet) else { continue }
                number += 1
                var found = sheet.reading(library.vocabularies, year: year, said)
                if let reading = found, case let parts = sheet.parts(reading), let first = parts.first,
                    first.rows.count < sheet.rows.count
                {
                    sheet = first
                    found = first.reading(library.vocabularies, year: year, said) ?? reading
                    sheets.insert(contentsOf: parts.dropFirst(), at: 0)
                }
                excerpts.append(SurveyExcerpt(sheet, found))
                guard let reading = found else {
                    var line = SurveyReport.Line(.skipped, values: sheet.rows.count)
                    line.sample = SurveyImport.joined(sheet.rows.first?.cells ?? [])
                    line.row = sheet.rows.first?.line
                    sheet.tellUnreadable(isRead: { _, _ in false }, &findings)
                    add([line] + SurveyImport.unread(sheet), sheet, nil)
                    continue
                }
                if let reason = reading.form.reason {
                    var line = SurveyReport.Line(.unused, values: sheet.rows.count - reading.firstRow, note: reason)
                    line.header = SurveyImport.joined(reading.headers.map(\.text))
                    sheet.tellUnreadable(isRead: { _, _ in false }, &findings)
                    add([line] + SurveyImport.unread(sheet), sheet, reading.form)
                    continue
                }
                let conversion = SurveyConversion(
                    consume sheet, reading, library.vocabularies, said, progress: progress)
                for line in conversion.draft.lines { mapping.add(line) }
                findings.add(conversion.findings)
                if reading.form.kind == nil { collect(conversion) } else { conversions.append((conversion, number)) }
            }
        }
        // Which equipment stands in several sheets is asked of facts alone.
        for (conversion, number) in conversions where !facts.isEmpty {
            for key in Set(conversion.rows.all.compactMap({ key($0.values, SurveyImport.equipment) })) {
                sheetsOfEquipment[key, default: []].insert(number)
            }
        }
        conversions.reverse()
        while let (conversion, number) = conversions.popLast() { take(conversion, number) }
        identifiers = [:]
        for facts in facts {
            for isShared in [false, true] {
                let unused = facts.rows.filter { key, row in
                    !row.isUsed && isShared == (sheetsOfEquipment[key].map { $0.count > 1 } ?? false)
                }.map(\.value.line).sorted()
                guard !unused.isEmpty else { continue }
                var line = SurveyReport.Line(.notJoined, values: unused.count)
                line.sample = unused.prefix(10).map(String.init).joined(separator: " ")
                line.note = isShared ? SurveyReason.severalSources : Label("样例为行号", "the sample names rows")
                line.row = unused.first
                add([line], facts.sheet, facts.form)
            }
        }
        if tables.isEmpty { findings.add(nothing(in: self.files.first.map { $0.name ?? $0.path } ?? "")) }
    }

    /// What is to be said where no sheet became a table: why, of sheets that are known; else what sheets are looked for.
    private func nothing(in file: String) -> Finding {
        let known = report.lines.filter { $0.status == .unused }
        if let first = known.first {
            return Finding(
                .error, .surveyWithoutTable(first.note), at: Location(file: first.place), value: first.form.zh)
        }
        let forms = SurveyForm.all.filter { $0.reason == nil }
        return Finding(
            .error, .noSurvey, at: Location(file: file),
            expected: Label(
                "有名称或编号、又有数量的表，如" + forms.prefix(4).map(\.label.zh).joined(separator: "、") + "等 \(forms.count) 种",
                "a sheet with names or numbers of sources and amounts: "
                    + forms.prefix(4).map(\.label.en).joined(separator: ", ")
                    + " and others, \(forms.count) in all"))
    }

    /// The cells with numbers of a sheet that is not read.
    private static func unread(_ sheet: SurveySheet) -> [SurveyReport.Line] {
        var census = SurveyCensus()
        for row in sheet.rows { census.passed += SurveyCensus.numbers(in: row.cells) }
        return census.all == 0 ? [] : [census.line]
    }

    private static func joined(_ cells: [String]) -> String {
        cells.map(SheetText.trimmed).filter { !$0.isEmpty }.joined(separator: " | ")
    }

    private mutating func add(_ lines: [SurveyReport.Line], _ sheet: SurveySheet, _ form: SurveyForm?) {
        for line in lines {
            var line = line
            line.place = sheet.place
            line.form = form?.label ?? Label("不认识的表", "unknown sheet")
            if let finding = line.finding { findings.add(finding) }
            report.lines.append(line)
        }
    }

    /// What a source is found by; words count by what they mean, so that 国4 is 国四.
    private func key(_ values: RowTexts, _ names: [String]) -> String? {
        let parts = names.map { name in
            let text = values[name] ?? ""
            guard let vocabulary = vocabularyNames[name] else { return Vocabulary.folded(text) }
            return vocabularies[vocabulary].code(of: text).map(vocabularies[vocabulary].text) ?? text
        }
        return parts.last?.isEmpty == false ? parts.joined(separator: "\u{1F}") : nil
    }

    private mutating func collect(_ conversion: SurveyConversion) {
        let form = conversion.reading.form
        var own = Facts(sheet: conversion.sheet, form: form)
        var lines = conversion.lines
        for row in conversion.rows.all {
            // One device may serve several pieces of equipment: 1、2.
            let served = form.key.contains("@equipment") ? row.values["@equipment"].map(SurveyImport.several) : nil
            for equipment in served ?? [""] {
                var values = row.values
                if served != nil { values["@equipment"] = equipment }
                learn(values, of: row, form, into: &own, &lines)
            }
        }
        add([SurveyReport.Line(.sheet, values: conversion.rows.count)] + lines, conversion.sheet, form)
        facts.append(own)
    }

    private static func several(_ text: String) -> [String] {
        text.split { "、,，;；".contains($0) }.map { SheetText.trimmed(String($0)) }
    }

    private func learn(
        _ given: RowTexts, of row: SurveyConversion.Row, _ form: SurveyForm, into own: inout Facts,
        _ lines: inout [SurveyReport.Line]
    ) {
        guard let key = key(given, form.key) else {
            var line = SurveyReport.Line(
                .notJoined, header: "\(row.line)", note: Label("缺少编号", "nothing to find its source by"))
            line.row = row.line
            return lines.append(line)
        }
        let values = given.filter { !$0.key.hasPrefix("@") && !form.key.contains($0.key) }
        guard let first = own.rows[key] else {
            own.rows[key] = (row.line, values, false)
            return
        }
        // A second row about one source adds what the first leaves open; what differs is told.
        own.rows[key]?.values.merge(values) { old, _ in old }
        for (column, value) in values where first.values[column].map({ $0 != value }) ?? false {
            var line = SurveyReport.Line(.notJoined, header: "\(row.line)")
            line.column = column
            line.sample = value
            line.row = row.line
            line.note = Label("第 \(first.line) 行已给出另一个值", "row \(first.line) has given another value")
            lines.append(line)
        }
    }

    private mutating func take(_ conversion: consuming SurveyConversion, _ number: Int) {
        var conversion = conversion
        // Rows are let go as they are taken: those of a large sheet are held once.
        var given = conversion.rows
        conversion.rows = SurveyRows()
        let form = conversion.reading.form
        var lines = conversion.lines
        var joined: [String: Int] = [:]
        var made = 0
        var written: [String: SurveyRows] = [:]
        var kinds: [SourceKind] = []
        let division = SurveyDivision(form: form, vocabularies: vocabularies, kilnProducts: kilnProducts)
        for place in 0..<given.count {
            given.forget(before: place)
            for row in division.rows(of: given[place]) {
                guard let kind = SourceKind.named(row.kind) else { continue }
                var own = row
                join(&own.values, kind, &joined)
                SurveyDivision.settle(&own.values, kind, vocabularies)
                let firm = own.values["@firm"]
                let equipment = own.values["@equipment"]
                let names = [firm, equipment, row.name.isEmpty ? nil : row.name].compactMap { $0 }
                let hasOwn = firm != nil || equipment != nil
                let base = (hasOwn ? names : ["S\(number)", "\(row.line)"] + names).joined(separator: "-")
                var id = base
                var repetition = 1
                while !identifiers[kind.name, default: []].insert(IdentifierKey(id)).inserted {
                    repetition += 1
                    id = base + "-\(repetition)"
                }
                if repetition > 1 || !hasOwn { made += 1 }
                own.values[Column.id] = id
                if !kinds.contains(where: { $0.id == kind.id }) { kinds.append(kind) }
                written[kind.name, default: SurveyRows()].append(own)
            }
        }
        for (column, count) in joined.sorted(by: { $0.key < $1.key }) {
            var line = SurveyReport.Line(.joined, values: count, note: Label("来自其他表", "from another sheet"))
            line.column = column
            lines.append(line)
        }
        for kind in kinds {
            let rows = written[kind.name] ?? SurveyRows()
            for column in kind.schema.columns where column.isRequired {
                let count = rows.count - rows.filled(column.id)
                guard count > 0 else { continue }
                var line = SurveyReport.Line(.missing, values: count)
                line.column = column.id
                line.note = Label("这些行缺少“\(column.label.zh)”", "rows without \(column.label.en)")
                line.expected = Label("每行都有“\(column.label.zh)”", "\(column.label.en) in every row")
                line.row = conversion.sheet.rows[conversion.reading.firstRow - 1].line
                lines.append(line)
            }
            let columns = kind.schema.columns.filter { rows.filled($0.id) > 0 }
            tables.append(Table(kind: kind, columns: columns, texts: rows))
        }
        if made > 0 {
            var line = SurveyReport.Line(.rows, values: made, note: Label("编号由行号生成", "identifiers made from the row"))
            line.column = Column.id
            lines.append(line)
        }
        let count = written.values.reduce(0) { $0 + $1.count }
        let read = SurveyReport.Line(
            .rows, values: conversion.filledRows,
            note: Label(
                "写入 \(count) 行，另有 \(conversion.putAside) 行未读入",
                "\(count) written, \(conversion.putAside) not read")
        )
        add([SurveyReport.Line(.sheet, values: given.count), read] + lines, conversion.sheet, form)
    }

    /// Fills what is blank from the sheets that speak of the source.
    private mutating func join(_ values: inout RowTexts, _ kind: SourceKind, _ joined: inout [String: Int]) {
        for i in facts.indices where !facts[i].rows.isEmpty {
            guard let key = key(values, facts[i].form.key), let found = facts[i].rows[key] else { continue }
            if facts[i].form.key == SurveyImport.equipment, sheetsOfEquipment[key].map({ $0.count > 1 }) ?? false {
                continue
            }
            facts[i].rows[key]?.isUsed = true
            for (column, value) in found.values where values[column] == nil && kind.schema.column(column) != nil {
                values[column] = value
                joined[column, default: 0] += 1
            }
        }
    }
}

extension Finding.Message {
    /// A sheet that is known and holds nothing that can be computed, with the reason.
    static func surveyWithoutTable(_ reason: Label) -> Finding.Message {
        Finding.Message(
            "survey-without-table", "认识这种表，但不能核算：" + reason.zh,
            "this sheet is known and cannot be computed: " + reason.en)
    }
    static let noSurvey = Finding.Message(
        "no-survey-sheet", "没有能转成本程序表格的调查表", "no sheet is a survey sheet that becomes a table")
}
