import Factors
import Glibc
import Inventories
import Tables

/// Reads a ledger that was sent as `lantian import` reads it, and keeps what comes of it beside the inventory.
struct ImportWork {
    let folder: String
    let factors: String
    let language: Language

    /// Makes the draft of a ledger, by what a person has said of it, or else by the inventory's own mapping.
    func run(_ id: String, progress: @escaping (Int, Int) -> Void) throws {
        let shelf = ImportShelf(folder: folder)
        let ledger = try shelf.ledger(id)
        let path = shelf.path(of: ledger)
        do {
            if let strange = InputKind.finding(ofLedger: path) { throw Findings([strange]) }
            let library = try FactorLibrary(folder: factors, groups: [])
            var found = Findings()
            let year = InventoryManifest(file: folder + "/inventory.yaml", findings: &found).year
            var survey = try SurveyImport(
                files: [path], named: [ledger.name], year: year == 0 ? nil : year, library: library,
                mapping: try said(shelf.answers(to: ledger), library.vocabularies), progress: progress)
            let tables = shelf.tables(of: ledger)
            _ = try survey.write(
                to: tables, manifest: nil, library: library, language: language, force: true,
                mappingName: ImportShelf.mappingName)
            let draft = ImportDraft(
                sheets: survey.excerpts, report: survey.report.lines, lines: survey.mapping.lines,
                findings: survey.findings.naming(path, ledger.name),
                tables: try survey.tableFiles.map { name, rows throws in
                    ImportDraft.Table(
                        name: name, rows: rows, digest: try SHA256.hexadecimal(ofFile: tables + "/" + name))
                }, choices: ImportWork.choices(survey.mapping, library.vocabularies))
            try shelf.put(draft, of: ledger)
        } catch {
            throw Problem(error).naming(path, ledger.name)
        }
    }

    /// What is known of headers, words and units: the answers to this ledger, else what the inventory remembers.
    private func said(_ answers: String, _ vocabularies: Vocabularies) throws -> SurveyMapping {
        let remembered = folder + "/" + ImportShelf.mappingName
        guard let path = [answers, remembered].first(where: { (path: String) in access(path, F_OK) == 0 }) else {
            return SurveyMapping()
        }
        var findings = Findings()
        let said = SurveyMapping.read(path: path, vocabularies: vocabularies, findings: &findings)
        if findings.hasErrors { throw findings }
        return said
    }

    /// What the lines may mean; long vocabularies, such as those of counties, are not listed.
    private static func choices(
        _ mapping: SurveyMapping, _ vocabularies: Vocabularies
    ) -> [String: [ImportDraft.Choice]] {
        var choices: [String: [ImportDraft.Choice]] = [:]
        for line in mapping.lines where line.subject != .units {
            let key = ImportDraft.key(line.subject, line.scope)
            guard choices[key] == nil else { continue }
            let all = SurveyMapping.meanings(of: line.subject, line.scope, vocabularies)
            choices[key] = all.count > 600 ? [] : all.map { ImportDraft.Choice(meaning: $0.meaning, label: $0.label) }
        }
        return choices
    }
}

extension Findings {
    /// The same with a file called as its sender calls it.
    func naming(_ path: String, _ name: String) -> Findings {
        Findings(
            kept: kept.map { finding in
                guard let location = finding.location, location.file.hasPrefix(path) else { return finding }
                return Finding(
                    finding.severity, finding.message,
                    at: Location(
                        file: name + location.file.dropFirst(path.count), line: location.line,
                        column: location.column, columnNumber: location.columnNumber), value: finding.value,
                    expected: finding.expected, nearest: finding.nearest)
            }, counts: counts)
    }
}

extension Problem {
    /// The same with a file called as its sender calls it.
    fileprivate func naming(_ path: String, _ name: String) -> Problem {
        var problem = self
        problem.findings = findings.naming(path, name)
        return problem
    }
}
