public import Factors
public import Tables

extension SurveyImport {
    /// Writes the tables, the manifest where given, `import.csv`, and where anything was found the ledger with its doubtful
    /// cells marked (`marked.xlsx`), all or none, into a folder that is empty; with
    /// `force` the files of an earlier import are replaced where nobody changed them.
    ///
    /// Returns the paths. What is written is read again, and what its checks say is added to the findings.
    public mutating func write(
        to folder: String, manifest: String?, library: FactorLibrary, language: Language,
        force: Bool = false, mappingName: String? = "mapping.yaml"
    ) throws -> [String] {
        var files: [(name: String, bytes: [UInt8], schema: Schema?)] = []
        var counts: [String: Int] = [:]
        for table in tables {
            counts[table.kind.name, default: 0] += 1
            let number = counts[table.kind.name, default: 1]
            var writer = CSVWriter(byteOrderMark: true)
            writer.row(table.columns.map { InventoryTemplate.header(of: $0, in: language) })
            for row in 0..<table.texts.count { writer.row(table.columns.map { table.texts.text($0.id, row) ?? "" }) }
            files.append(
                (table.kind.name + (number == 1 ? "" : "-\(number)") + ".csv", writer.bytes, table.kind.schema))
        }
        if let manifest { files.append(("inventory.yaml", Array(manifest.utf8), nil)) }
        if let mappingName, !mapping.lines.isEmpty {
            files.append((mappingName, Array(mapping.yaml(in: language).utf8), nil))
        }
        files.append(("import.csv", report.csv(in: language), nil))
        let marked =
            findings.isEmpty ? nil : try MarkedLedger(files: self.files, findings: findings, report: report)
        let folder = OutputFolder(folder, force ? .forced : .empty)
        let names = try folder.fill { place in
            for file in files { try AtomicFile.write(file.bytes, to: place + "/" + file.name) }
            guard let marked else { return files.map(\.name) }
            try marked.write(to: place + "/" + MarkedLedger.name, in: language)
            return files.map(\.name) + [MarkedLedger.name]
        }
        for file in files {
            guard let schema = file.schema else { continue }
            let read = try TableReader.read(
                folder.path + "/" + file.name, schema: schema, vocabularies: library.vocabularies)
            findings.add(read.findings)
        }
        return names.map { folder.path + "/" + $0 }
    }
}
