public import Factors
public import Tables

extension SurveyImport {
    /// The files that the tables become, each with how many rows it has.
    package var tableFiles: [(name: String, rows: Int)] { named.map { ($0.name, $0.table.texts.count) } }

    /// The tables with the names of their files: a second one of a kind has a number.
    private var named: [(name: String, table: Table)] {
        var counts: [String: Int] = [:]
        return tables.map { table in
            counts[table.kind.name, default: 0] += 1
            let number = counts[table.kind.name, default: 1]
            return (table.kind.name + (number == 1 ? "" : "-\(number)") + ".csv", table)
        }
    }

    /// Writes the tables, the manifest where given, `import.csv`, and where anything was found the ledger with its doubtful
    /// cells marked (`marked.xlsx`), all or none, into a folder that is empty; with
    /// `force` the files of an earlier import are replaced where nobody changed them.
    ///
    /// Returns the paths. What is written is read again, and what its checks say is added to the findings.
    public mutating func write(
        to folder: String, manifest: String?, library: FactorLibrary, language: Language,
        force: Bool = false, mappingName: String? = "mapping.yaml"
    ) throws -> [String] {
        var files: [(name: String, bytes: [UInt8])] = []
        let sheets = named
        if let manifest { files.append(("inventory.yaml", Array(manifest.utf8))) }
        if let mappingName, !mapping.lines.isEmpty {
            files.append((mappingName, Array(mapping.yaml(in: language).utf8)))
        }
        files.append(("import.csv", report.csv(in: language)))
        let all = sheets.map(\.name) + files.map(\.name)
        let marked =
            findings.isEmpty ? nil : try MarkedLedger(files: self.files, findings: findings, report: report)
        let folder = OutputFolder(folder, force ? .forced : .empty)
        let names = try folder.fill { place in
            for (name, table) in sheets { try table.write(to: place + "/" + name, in: language) }
            for file in files { try AtomicFile.write(file.bytes, to: place + "/" + file.name) }
            guard let marked else { return all }
            try marked.write(to: place + "/" + MarkedLedger.name, in: language)
            return all + [MarkedLedger.name]
        }
        for (name, table) in sheets {
            // Checked as it streams by: no second table of the rows is made.
            let read = try TableStream(
                folder.path + "/" + name, schema: table.kind.schema, vocabularies: library.vocabularies
            ).process(needed: [], takesDigest: false, chunk: { _ in }, inOrder: { _, _ in }, rejectedRow: { _ in })
            findings.add(read.findings)
        }
        return names.map { folder.path + "/" + $0 }
    }
}

extension SurveyImport.Table {
    /// Writes the table as CSV, some rows at a time.
    fileprivate func write(to path: String, in language: Language) throws(FileError) {
        var file = try AtomicFile(path)
        var writer = CSVWriter(byteOrderMark: true)
        writer.row(columns.map { InventoryTemplate.header(of: $0, in: language) })
        let places = texts.places(of: columns.map(\.id))
        for row in 0..<texts.count {
            writer.row(texts.texts(row, at: places))
            if row & 4095 == 4095 { try file.write(writer.take()) }
        }
        try file.write(writer.take())
        try file.commit()
    }
}
