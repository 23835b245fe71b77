import FoundationEssentials
import Quantities
import Tables

/// Reads one folder of factor files into a library.
struct FactorLibraryReader {
    let path: String
    let layer: Int
    /// The folders of tables to read; all where `nil`.
    let groups: Set<String>?

    func read(into library: inout FactorLibrary, findings: inout Findings) {
        readVocabularies(into: &library, findings: &findings)
        readPollutants(into: &library, findings: &findings)
        forEachRow(path + "/keys.csv", findings: &findings) { row, _ in
            library.keyVocabularies.add(row["vocabulary"], column: row["column"], folder: row["folder"])
        }
        readRegions(path + "/regions.csv", into: &library, findings: &findings)
        forEachRow(path + "/sources.csv", findings: &findings) { row, _ in
            library.sources[row["id"]] = Source(
                id: row["id"], title: row["title"], issuer: row["issuer"], year: row["year"], kind: row["kind"],
                address: row["address"])
        }
        forEachRow(path + "/rule_books.csv", findings: &findings) { row, _ in
            library.ruleBooks[row["id"]] = RuleBook(
                id: row["id"], label: Label(row["zh"], row["en"]),
                sets: row["sets"].split(separator: "|").map(String.init))
        }
        readClassification(into: &library, findings: &findings)
        readFolders(into: &library, findings: &findings)
    }

    private func readFolders(into library: inout FactorLibrary, findings: inout Findings) {
        for folder in entries(path, findings: &findings) where !folder.hasPrefix(".") {
            let files = entries(path + "/" + folder, findings: &findings)
            // Costs of measures are no factors: they have a table of their own.
            guard folder != FactorLibrary.costs else { continue }
            guard groups?.contains(folder) ?? true else { continue }
            let reader = FactorTableReader(
                vocabularies: library.vocabularies, keyVocabularies: library.keyVocabularies, sources: library.sources,
                group: folder, layer: layer)
            for file in files where file.hasSuffix(".csv") {
                let name = folder + "/" + file.dropLast(4)
                if file.hasSuffix(".notes.csv") {
                    guard let file = FactorFile(path + "/" + name + ".csv", findings: &findings) else { continue }
                    // Rows of a pack are looked at at once, those of the library by `factors check`.
                    if layer > 0 { findings.add(file.findings) }
                    library.notes.add(file, to: String(name.dropLast(6)))
                } else if var file = FactorFile(path + "/" + name + ".csv", findings: &findings) {
                    reader.read(&file, into: &library.tables[name], name: name, findings: &findings)
                }
            }
        }
    }

    private func entries(_ folder: String, findings: inout Findings) -> [String] {
        var names: [String] = []
        do { names = try FolderNames.ofFolder(folder) } catch { findings.add(.cannotRead(error)) }
        // Also a table that this run has no use for is no place to write to.
        for name in names { InputRegister.note(FileIdentity(folder + "/" + name)) }
        return names
    }

    /// Goes through the records of a file, which may not be there.
    func forEachRow(
        _ file: String, findings: inout Findings, _ body: (FactorFile, inout Findings) -> Void
    ) {
        guard var rows = FactorFile(file, findings: &findings) else { return }
        while rows.next(findings: &findings) { body(rows, &findings) }
    }

    private func readVocabularies(into library: inout FactorLibrary, findings: inout Findings) {
        forEachRow(path + "/vocabularies.csv", findings: &findings) { row, findings in
            let added = library.vocabularies[row["vocabulary"]].add(
                code: row["code"], label: Label(row["zh"], row["en"]), broader: row["broader"].list,
                aliases: row["aliases"].list)
            if !added {
                findings.add(Finding(.error, .duplicateWord, at: row.at("code"), value: row["code"]))
            }
        }
        forEachRow(path + "/ambiguous_words.csv", findings: &findings) { row, findings in
            let name = row["vocabulary"]
            for (vocabulary, column) in [(name, "meaning"), ("fuel", "when")] where !row[column].isEmpty {
                guard library.vocabularies[vocabulary].code(exactly: row[column]) == nil else { continue }
                findings.add(Finding(.error, .unknownWord, at: row.at(column), value: row[column]))
            }
            library.vocabularies[name].add(
                question: row["word"], when: row["when"], meaning: row["meaning"], Label(row["zh"], row["en"]))
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
        forEachRow(file, findings: &findings) { row, findings in
            let code = row["code"]
            guard code.utf8.count == 6, code.utf8.allSatisfy({ (48...57).contains($0) }) else {
                findings.add(
                    Finding(
                        .error, .badRegion, at: row.at("code"), value: code, expected: Label("六位数字", "six digits")))
                return
            }
            let (prefecture, province) = (code.prefix(4), code.prefix(2))
            let isPrefecture = code.utf8.suffix(2).elementsEqual("00".utf8)
            let isProvince = isPrefecture && code.utf8.suffix(4).elementsEqual("0000".utf8)
            let label = Label(row["zh"], row["en"])
            // No second reference to the vocabulary: adding a word would copy all of them.
            if let word = library.vocabularies["county_code"].word(exactly: code) {
                // A list of regions may repeat those of the library; it cannot rename them.
                if word.label != label {
                    findings.add(
                        Finding(
                            .warning, .regionKnown, at: row.at("code"), value: code + " " + label.zh,
                            expected: word.label))
                }
                return
            }
            library.vocabularies["county_code"].add(
                code: code, label: label,
                broader: (isPrefecture ? [] : [prefecture + "00"]) + (isProvince ? [] : [province + "0000"]),
                aliases: isProvince ? [String(province)] : isPrefecture ? [String(prefecture)] : [])
        }
    }

    private func readClassification(into library: inout FactorLibrary, findings: inout Findings) {
        forEachRow(path + "/classification.csv", findings: &findings) { row, findings in
            var keys: [String: UInt16] = [:]
            for (column, text) in row.values where !["kind", "sector", "class10", "class8", "note"].contains(column) {
                guard !text.isEmpty else { continue }
                let vocabulary = library.vocabularies[library.keyVocabularies.name(of: column, in: row["kind"])]
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
}

extension String {
    /// The parts between `|`, without space at either end.
    var list: [String] {
        guard !isEmpty else { return [] }
        var text = self
        return text.withUTF8 { bytes in
            var parts: [String] = []
            var start = 0
            for end in 0...bytes.count where end == bytes.count || bytes[end] == UInt8(ascii: "|") {
                if end > start { parts.append(bytes.text(bytes.trimmed(start..<end))) }
                start = end + 1
            }
            return parts
        }
    }
}

extension Finding.Message {
    static let duplicateWord = Finding.Message("duplicate-word", "词表中代码重复", "the code stands twice in the vocabulary")
    static let unknownWord = Finding.Message("unknown-word", "词表中没有该代码", "the code is not in the vocabulary")
    static let regionKnown = Finding.Message(
        "region-known", "该代码已有名称，这一行不采用", "the code has a name already: this row is not used")
    static let badRegion = Finding.Message("bad-region-code", "行政区划代码不合规", "not a region code")
    static let badUnit = Finding.Message("unknown-unit", "单位无法识别", "the unit is not known")
    static let badNumber = Finding.Message("not-a-number", "不是数字", "not a number")
    static let unknownSource = Finding.Message(
        "unknown-source", "来源未登记在 sources.csv", "the source is not in sources.csv")
    static let badConfidence = Finding.Message("bad-confidence", "可信度不合规", "not a confidence")
    static let badUse = Finding.Message("bad-word", "取值不合规", "not one of the allowed words")
}
