public import Factors
import FoundationEssentials
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
        let rows: [[String: String]]
    }

    /// What became of everything.
    public private(set) var report = SurveyReport()
    /// Hidden sheets, cells with errors, and what the tables' own checks say.
    public private(set) var findings = Findings()
    private(set) var tables: [Table] = []
    /// Whether no sheet became a table.
    public var isEmpty: Bool { tables.isEmpty }
    private var facts: [Facts] = []
    private let vocabularies: Vocabularies
    private let vocabularyNames = Dictionary(
        SourceKind.vehicles.schema.columns.compactMap { column in column.vocabulary.map { (column.id, $0) } },
        uniquingKeysWith: { first, _ in first })
    private var identifiers: [String: Set<String>] = [:]

    /// What a sheet says of sources elsewhere.
    private struct Facts {
        let sheet: SurveySheet
        let form: SurveyForm
        var rows: [String: (line: Int, values: [String: String], isUsed: Bool)] = [:]
    }

    /// Reads the files. Throws where one cannot be read at all; where no sheet is known, a finding says so.
    public init(files: [String], library: FactorLibrary) throws {
        vocabularies = library.vocabularies
        var conversions: [(SurveyConversion, Int)] = []
        var number = 0
        for file in files {
            for sheet in try SurveySheet.sheets(of: file, findings: &findings) where !sheet.rows.isEmpty {
                number += 1
                guard let reading = sheet.reading() else {
                    add([SurveyReport.Line(.skipped, values: sheet.rows.count)], sheet, nil)
                    continue
                }
                let conversion = SurveyConversion(sheet, reading, library.vocabularies)
                if reading.form.kind == nil { collect(conversion) } else { conversions.append((conversion, number)) }
            }
        }
        for (conversion, number) in conversions { take(conversion, number) }
        for facts in facts {
            let unused = facts.rows.values.filter { !$0.isUsed }.map(\.line).sorted()
            guard !unused.isEmpty else { continue }
            var line = SurveyReport.Line(.notJoined, values: unused.count)
            line.sample = unused.prefix(10).map(String.init).joined(separator: " ")
            line.note = Label("样例为行号", "the sample names rows")
            add([line], facts.sheet, facts.form)
        }
        if tables.isEmpty {
            findings.add(
                Finding(
                    .error, .noSurvey, at: Location(file: files.first ?? ""),
                    expected: Label(
                        SurveyForm.all.map(\.label.zh).joined(separator: "、"),
                        SurveyForm.all.map(\.label.en).joined(separator: ", "))))
        }
    }

    private mutating func add(_ lines: [SurveyReport.Line], _ sheet: SurveySheet, _ form: SurveyForm?) {
        for line in lines {
            var line = line
            line.place = sheet.place
            line.form = form?.label ?? Label("不认识的表", "unknown sheet")
            report.lines.append(line)
        }
    }

    /// What a source is found by; words count by what they mean, so that 国4 is 国四.
    private func key(_ values: [String: String], _ names: [String]) -> String? {
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
        for row in conversion.rows {
            guard let key = key(row.values, form.key) else {
                lines.append(
                    SurveyReport.Line(
                        .notJoined, header: "\(row.line)", note: Label("缺少编号", "nothing to find its source by")))
                continue
            }
            let values = row.values.filter { !$0.key.hasPrefix("@") && !form.key.contains($0.key) }
            guard let first = own.rows[key] else {
                own.rows[key] = (row.line, values, false)
                continue
            }
            // A second sheet row about one source adds what the first leaves open; what differs is told.
            own.rows[key]?.values.merge(values) { old, _ in old }
            for (column, value) in values where first.values[column].map({ $0 != value }) ?? false {
                var line = SurveyReport.Line(.notJoined, header: "\(row.line)")
                line.column = column
                line.sample = value
                line.note = Label("第 \(first.line) 行已给出另一个值", "row \(first.line) has given another value")
                lines.append(line)
            }
        }
        add([SurveyReport.Line(.sheet, values: conversion.rows.count)] + lines, conversion.sheet, form)
        facts.append(own)
    }

    private mutating func take(_ conversion: SurveyConversion, _ number: Int) {
        let form = conversion.reading.form
        guard let kind = form.kind.flatMap(SourceKind.named) else { return }
        var lines = conversion.lines
        var joined: [String: Int] = [:]
        var made = 0
        var rows: [[String: String]] = []
        for row in conversion.rows {
            var values = row.values
            join(&values, kind, &joined)
            let names = [values["@firm"], values["@equipment"], row.word.isEmpty ? nil : row.word].compactMap { $0 }
            let hasOwn = values["@firm"] != nil || values["@equipment"] != nil
            if !hasOwn { made += 1 }
            let base = (hasOwn ? names : ["S\(number)", "\(row.line)"] + names).joined(separator: "-")
            var id = base
            var repetition = 1
            while !identifiers[kind.id, default: []].insert(id).inserted {
                repetition += 1
                id = base + "-\(repetition)"
            }
            if repetition > 1 { made += 1 }
            values["id"] = id
            rows.append(values)
        }
        for (column, count) in joined.sorted(by: { $0.key < $1.key }) {
            var line = SurveyReport.Line(.joined, values: count, note: Label("来自其他表", "from another sheet"))
            line.column = column
            lines.append(line)
        }
        let columns = kind.schema.columns.filter { column in rows.contains { $0[column.id]?.isEmpty == false } }
        for column in kind.schema.columns where column.isRequired {
            let count = rows.count { ($0[column.id] ?? "").isEmpty }
            guard count > 0 else { continue }
            var line = SurveyReport.Line(.missing, values: count)
            line.column = column.id
            line.note = Label("这些行缺少“\(column.label.zh)”", "rows without \(column.label.en)")
            lines.append(line)
        }
        if made > 0 {
            var line = SurveyReport.Line(.rows, values: made, note: Label("编号由行号生成", "identifiers made from the row"))
            line.column = "id"
            lines.append(line)
        }
        let read = SurveyReport.Line(
            .rows, values: conversion.rows.count,
            note: Label(
                "写入 \(rows.count) 行，另有 \(conversion.putAside) 行未读入",
                "\(rows.count) written, \(conversion.putAside) not read")
        )
        add([SurveyReport.Line(.sheet, values: conversion.rows.count), read] + lines, conversion.sheet, form)
        if !rows.isEmpty { tables.append(Table(kind: kind, columns: columns, rows: rows)) }
    }

    /// Fills what is blank from the sheets that speak of the source.
    private mutating func join(_ values: inout [String: String], _ kind: SourceKind, _ joined: inout [String: Int]) {
        for i in facts.indices {
            guard let key = key(values, facts[i].form.key), let found = facts[i].rows[key] else {
                continue
            }
            facts[i].rows[key]?.isUsed = true
            for (column, value) in found.values where values[column] == nil && kind.schema.column(column) != nil {
                values[column] = value
                joined[column, default: 0] += 1
            }
        }
    }

    /// Writes the tables, the manifest where given, and `import.csv`; nothing that exists is overwritten.
    ///
    /// Returns the paths. What is written is read again, and what its checks say is added to the findings.
    public mutating func write(
        to folder: String, manifest: String?, library: FactorLibrary, language: Language
    ) throws -> [String] {
        var files: [(name: String, bytes: [UInt8], schema: Schema?)] = []
        var counts: [String: Int] = [:]
        for table in tables {
            counts[table.kind.id, default: 0] += 1
            let number = counts[table.kind.id, default: 1]
            var writer = CSVWriter(byteOrderMark: true)
            writer.row(table.columns.map { InventoryTemplate.header(of: $0, in: language) })
            for row in table.rows { writer.row(table.columns.map { row[$0.id] ?? "" }) }
            files.append((table.kind.id + (number == 1 ? "" : "-\(number)") + ".csv", writer.bytes, table.kind.schema))
        }
        if let manifest { files.append(("inventory.yaml", Array(manifest.utf8), nil)) }
        files.append(("import.csv", report.csv(in: language), nil))
        for file in files where FileManager.default.fileExists(atPath: folder + "/" + file.name) {
            throw Findings([Finding(.error, .fileExists, at: Location(file: folder + "/" + file.name))])
        }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw FileError(path: folder, operation: .write, code: 13)
        }
        for file in files {
            let path = folder + "/" + file.name
            try AtomicFile.write(file.bytes, to: path)
            if let schema = file.schema {
                let read = try TableReader.read(path, schema: schema, vocabularies: library.vocabularies)
                findings.add(read.findings)
            }
        }
        return files.map { folder + "/" + $0.name }
    }
}

extension Finding.Message {
    static let noSurvey = Finding.Message("no-survey-sheet", "没有认识的调查表", "no sheet is a survey sheet that is known")
    static let fileExists = Finding.Message("file-exists", "文件已存在，不覆盖", "the file exists and is not overwritten")
}
