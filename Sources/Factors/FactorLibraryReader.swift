import FoundationEssentials
import Quantities
import Tables

/// Reads one folder of factor files into a library.
struct FactorLibraryReader {
    let path: String
    let layer: Int
    /// The folders of tables to read; all where `nil`.
    let groups: Set<String>?

    private static let fixedColumns: Set<String> = [
        "id", "value", "unit", "low", "high", "basis", "set", "source", "place", "confidence", "role", "from_year",
        "to_year", "note",
    ]

    func read(into library: inout FactorLibrary, findings: inout Findings) {
        readVocabularies(into: &library, findings: &findings)
        readRegions(path + "/regions.csv", into: &library, findings: &findings)
        for row in rows("sources.csv", findings: &findings) {
            library.sources[row["id"]] = Source(
                id: row["id"], title: row["title"], issuer: row["issuer"], year: row["year"], kind: row["kind"],
                address: row["address"])
        }
        for row in rows("rule_books.csv", findings: &findings) {
            library.ruleBooks[row["id"]] = RuleBook(
                id: row["id"], label: Label(row["zh"], row["en"]),
                sets: row["sets"].split(separator: "|").map(String.init))
        }
        readClassification(into: &library, findings: &findings)
        for folder in entries(path) where !folder.hasPrefix(".") && groups?.contains(folder) ?? true {
            for file in entries(path + "/" + folder) where file.hasSuffix(".csv") {
                let name = folder + "/" + file.dropLast(4)
                if file.hasSuffix(".notes.csv") {
                    library.notes[String(name.dropLast(6)), default: []] +=
                        rows(folder + "/" + file, findings: &findings).map(\.values)
                } else {
                    readTable(name, into: &library, findings: &findings)
                }
            }
        }
    }

    private func entries(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// The columns of a file, shared by its rows.
    final class Header: Sendable {
        let file: String
        let names: [String]
        let places: [String: Int]

        init(file: String, names: [String]) {
            self.file = file
            self.names = names
            places = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// A record with its header's names.
    struct Row {
        let header: Header
        let line: Int
        let fields: [String]

        subscript(_ name: String) -> String { header.places[name].map { fields[$0] } ?? "" }
        subscript(_ place: Int?) -> String { place.map { fields[$0] } ?? "" }
        var location: Location { Location(file: header.file, line: line) }
        func at(_ column: String) -> Location { Location(file: header.file, line: line, column: column) }
        var values: [String: String] {
            Dictionary(zip(header.names, fields), uniquingKeysWith: { first, _ in first })
        }
    }

    func rows(_ file: String, findings: inout Findings) -> [Row] {
        let full = file.hasPrefix("/") || file.hasPrefix(path) ? file : path + "/" + file
        guard let data = FileManager.default.contents(atPath: full) else { return [] }
        var records = FactorRecords(Array(data))
        guard records.advance() else { return [] }
        let header = Header(file: full, names: records.fields.map { Vocabulary.folded($0) })
        var rows: [Row] = []
        while records.advance() {
            if records.count != header.names.count {
                findings.add(
                    Finding(
                        .error, .fieldCount, at: Location(file: full, line: records.line), value: "\(records.count)",
                        expected: Label(same: "\(header.names.count)")))
                continue
            }
            rows.append(
                Row(header: header, line: records.line, fields: records.fields[..<records.count].map { $0.trimmed }))
        }
        return rows
    }

    private func readVocabularies(into library: inout FactorLibrary, findings: inout Findings) {
        for row in rows("vocabularies.csv", findings: &findings) {
            let added = library.vocabularies[row["vocabulary"]].add(
                code: row["code"], label: Label(row["zh"], row["en"]), broader: row["broader"].list,
                aliases: row["aliases"].list)
            if !added {
                findings.add(Finding(.error, .duplicateWord, at: row.at("code"), value: row["code"]))
            }
        }
        for name in library.vocabularies.names {
            let vocabulary = library.vocabularies[name]
            for word in vocabulary.words {
                for broader in word.broader where vocabulary.code(exactly: broader) == nil && name != "county_code" {
                    findings.add(
                        Finding(
                            .error, .unknownWord, at: Location(file: path + "/vocabularies.csv", column: name),
                            value: broader, nearest: vocabulary.nearest(to: broader)))
                }
            }
        }
    }

    /// Regions are words whose broader words are their prefecture and province.
    func readRegions(_ file: String, into library: inout FactorLibrary, findings: inout Findings) {
        for row in rows(file, findings: &findings) {
            let code = row["code"]
            guard code.utf8.count == 6, code.utf8.allSatisfy({ (48...57).contains($0) }) else {
                findings.add(
                    Finding(
                        .error, .badRegion, at: row.at("code"), value: code, expected: Label("六位数字", "six digits")))
                continue
            }
            let wider = [code.prefix(4) + "00", code.prefix(2) + "0000"].map(String.init).filter { $0 != code }
            library.vocabularies["county_code"].add(
                code: code, label: Label(row["zh"], row["en"]), broader: wider,
                aliases: code.hasSuffix("0000")
                    ? [String(code.prefix(2))] : code.hasSuffix("00") ? [String(code.prefix(4))] : [])
        }
    }

    private func readClassification(into library: inout FactorLibrary, findings: inout Findings) {
        for row in rows("classification.csv", findings: &findings) {
            var keys: [String: UInt16] = [:]
            for (column, text) in row.values where !["kind", "sector", "class10", "class8", "note"].contains(column) {
                guard !text.isEmpty else { continue }
                let vocabulary = library.vocabularies[vocabularyName(of: column, group: row["kind"])]
                if let code = vocabulary.code(exactly: text) {
                    keys[column] = code
                } else {
                    findings.add(
                        Finding(
                            .error, .unknownWord, at: row.at(column), value: text, nearest: vocabulary.nearest(to: text)
                        ))
                }
            }
            library.classification.append(
                ClassificationRow(
                    kind: row["kind"], keys: keys, sector: row["sector"], class10: row["class10"], class8: row["class8"]
                ))
        }
    }

    /// Columns of one name in different kinds may have vocabularies of their own.
    private func vocabularyName(of column: String, group: String) -> String {
        switch (column, group) {
        case ("use", "boilers"): "boiler_use"
        case ("use", "vehicles"), ("use", "road"): "vehicle_use"
        case ("use", "nonroad"): "machine_use"
        case ("technology", "boilers"): "boiler_technology"
        case ("technology", "kilns"): "kiln_technology"
        case ("technology", "vehicles"), ("technology", "road"): "engine_technology"
        case ("technology", _): "boiler_technology"
        case ("use", _): "boiler_use"
        default: column
        }
    }

    private func readTable(_ name: String, into library: inout FactorLibrary, findings: inout Findings) {
        let rows = rows(name + ".csv", findings: &findings)
        guard let header = rows.first?.header else { return }
        let keyColumns = header.names.filter { !FactorLibraryReader.fixedColumns.contains($0) }
        let group = String(name.prefix { $0 != "/" })
        var table = library.tables[name] ?? FactorTable(name: name, keyColumns: keyColumns, factors: [])
        table.addKeyColumns(keyColumns)
        var cells = FactorCells(header.places, keyColumns: table.keyColumns)
        for row in rows {
            if let factor = factor(
                row, table: table, group: group, library: library, cells: &cells, findings: &findings)
            {
                table.factors.append(factor)
            }
        }
        library.tables[name] = table
    }

    private func factor(
        _ row: Row, table: FactorTable, group: String, library: FactorLibrary, cells: inout FactorCells,
        findings: inout Findings
    ) -> Factor? {
        var keys: [KeyPattern] = []
        var isSound = true
        func fault(_ message: Finding.Message, _ column: String, nearest: String? = nil, expected: Label? = nil) {
            findings.add(
                Finding(.error, message, at: row.at(column), value: row[column], expected: expected, nearest: nearest))
            isSound = false
        }
        keys.reserveCapacity(table.keyColumns.count)
        let places = cells.places
        for (number, column) in table.keyColumns.enumerated() {
            let text = row[cells.keyPlaces[number]]
            if text.isEmpty {
                keys.append(.any)
            } else if let known = cells.patterns[number][text] {
                keys.append(known)
            } else {
                // A column with a vocabulary holds words; any other holds intervals, or plain texts such as parameters.
                let vocabulary = library.vocabularies[vocabularyName(of: column, group: group)]
                let pattern: KeyPattern
                if column == "parameter" || column == "kind" || column == "tier" || vocabulary.words.isEmpty {
                    pattern = Interval(text).map { .interval($0) } ?? .text(text)
                } else if let code = vocabulary.code(exactly: text) ?? vocabulary.code(of: text) {
                    pattern = .code(code)
                } else {
                    fault(.unknownWord, column, nearest: vocabulary.nearest(to: text))
                    continue
                }
                keys.append(pattern)
                cells.patterns[number][text] = pattern
            }
        }
        let symbol = row[places.unit]
        var unit = cells.units[symbol]
        if unit == nil {
            do { unit = try Unit(symbol) } catch { fault(.badUnit, "unit", nearest: error.nearest) }
            cells.units[symbol] = unit
        }
        let value = Double(row[places.value])
        if value?.isFinite != true { fault(.badNumber, "value") }
        let source = row[places.source]
        if library.sources[source] == nil {
            fault(.unknownSource, "source", nearest: Spelling.nearest(to: source, in: library.sources.keys.sorted()))
        }
        let confidence = Confidence(rawValue: row[places.confidence])
        if confidence == nil {
            fault(
                .badConfidence, "confidence",
                expected: Label(same: Confidence.allCases.map(\.rawValue).joined(separator: "|")))
        }
        let (role, basis) = (row[places.role], row[places.basis])
        if !["default", "listed", ""].contains(role) { fault(.badUse, "role", expected: "default|listed") }
        if !["", "generation", "emission"].contains(basis) {
            fault(.badUse, "basis", expected: "generation|emission")
        }
        guard isSound, let unit, let value, let confidence else { return nil }
        let (from, to) = (row[places.from], row[places.to])
        let first = from.isEmpty ? 0 : Int(from) ?? 0
        let (low, high) = (row[places.low], row[places.high])
        return Factor(
            id: row[places.id], keys: keys, value: value, unit: unit, low: low.isEmpty ? nil : Double(low),
            high: high.isEmpty ? nil : Double(high), basis: Basis(rawValue: basis), set: row[places.set],
            reference: Reference(source: source, place: row[places.place], confidence: confidence),
            isDefault: role != "listed", years: first...max(first, to.isEmpty ? 9999 : Int(to) ?? 9999),
            note: row[places.note], layer: layer, location: row.location)
    }
}

extension String {
    /// Without space at either end.
    fileprivate var trimmed: String {
        guard let first = utf8.first, let last = utf8.last, first == 32 || last == 32 || last == 13 else { return self }
        var rest = self[...]
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " || rest.last == "\r" { rest.removeLast() }
        return String(rest)
    }

    /// The parts between `|`.
    fileprivate var list: [String] { split(separator: "|").map { String($0).trimmed } }
}

extension Finding.Message {
    static let fieldCount = Finding.Message("field-count", "字段数与表头不一致", "the number of fields differs from the header")
    static let duplicateWord = Finding.Message("duplicate-word", "词表中代码重复", "the code stands twice in the vocabulary")
    static let unknownWord = Finding.Message("unknown-word", "词表中没有该代码", "the code is not in the vocabulary")
    static let badRegion = Finding.Message("bad-region-code", "行政区划代码不合规", "not a region code")
    static let badUnit = Finding.Message("unknown-unit", "单位无法识别", "the unit is not known")
    static let badNumber = Finding.Message("not-a-number", "不是数字", "not a number")
    static let unknownSource = Finding.Message(
        "unknown-source", "来源未登记在 sources.csv", "the source is not in sources.csv")
    static let badConfidence = Finding.Message("bad-confidence", "可信度不合规", "not a confidence")
    static let badUse = Finding.Message("bad-word", "取值不合规", "not one of the allowed words")
}
