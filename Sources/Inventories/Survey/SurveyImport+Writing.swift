public import Factors
import FoundationEssentials
public import Tables

extension SurveyImport {
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
        let isNew = !FileManager.default.fileExists(atPath: folder)
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw FileError(path: folder, operation: .write, code: 13)
        }
        var written: [String] = []
        do {
            for file in files {
                let path = folder + "/" + file.name
                try AtomicFile.write(file.bytes, to: path)
                written.append(path)
                if let schema = file.schema {
                    let read = try TableReader.read(path, schema: schema, vocabularies: library.vocabularies)
                    findings.add(read.findings)
                }
            }
        } catch {
            // Half a county is worse than none.
            for path in isNew ? [folder] : written { try? FileManager.default.removeItem(atPath: path) }
            throw error
        }
        return written
    }
}

extension Finding.Message {
    static let fileExists = Finding.Message("file-exists", "文件已存在，不覆盖", "the file exists and is not overwritten")
}
