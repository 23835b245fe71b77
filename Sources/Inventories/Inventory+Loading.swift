public import Factors
import FoundationEssentials
public import Tables

extension Inventory {
    /// Reads every table of a folder. Rows with errors are put aside in `rejected`; the findings tell why.
    public init(folder: String, library: FactorLibrary, manifest: InventoryManifest, findings: inout Findings) {
        self.init(folder: folder, manifest: manifest, sheets: [])
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
        for kind in SourceKind.all {
            for name in names where Inventory.isTable(name, of: kind) {
                read(folder + "/" + name, kind: kind, library: library, findings: &findings)
            }
        }
        if sheets.isEmpty {
            findings.add(
                Finding(
                    .error, .noTables, at: Location(file: folder),
                    expected: Label(same: SourceKind.all.map { $0.id + ".csv" }.joined(separator: ", "))))
        }
        if names.contains("control_totals.csv") {
            controlTotals = ControlTotal.read(
                folder + "/control_totals.csv", region: manifest.region, findings: &findings)
        }
        tellDuplicates(findings: &findings)
    }

    /// `boilers.csv` and `boilers-anything.csv` are tables of boilers.
    public static func isTable(_ name: String, of kind: SourceKind) -> Bool {
        guard name.hasSuffix(".csv"), name.hasPrefix(kind.id) else { return false }
        let rest = name.dropFirst(kind.id.count)
        return rest == ".csv" || rest.hasPrefix("-")
    }

    private mutating func read(_ path: String, kind: SourceKind, library: FactorLibrary, findings: inout Findings) {
        do {
            let result = TableReader.read(
                try SourceText(path: path), schema: kind.schema, vocabularies: library.vocabularies)
            findings.add(result.findings)
            add(result, kind: kind, library: library)
        } catch {
            findings.add(Finding(.error, .unreadable(error), at: Location(file: path)))
        }
    }

    /// Adds a table that was read, with its blank cells filled by the inventory's own defaults.
    mutating func add(_ result: TableResult, kind: SourceKind, library: FactorLibrary) {
        var table = result.table
        DefaultFilling(manifest: manifest, library: library).fill(&table)
        sheets.append(Sheet(kind: kind, table: table))
        if !result.rejected.rows.isEmpty { rejected.append(result.rejected) }
    }

    /// One identifier in two files of a kind is an error; within one file the reader has told it.
    private func tellDuplicates(findings: inout Findings) {
        for kind in SourceKind.all {
            let own = sheets.filter { $0.kind.id == kind.id }
            guard own.count > 1 else { continue }
            var first: [String: Location] = [:]
            for sheet in own {
                guard let ids = sheet.table.texts("id") else { continue }
                for row in 0..<ids.count where !ids[row].isEmpty {
                    let id = ids[row]
                    let here = sheet.table.location(row: row, column: "id")
                    if let other = first[id], other.file != here.file {
                        findings.add(
                            Finding(
                                .error, .sameIdentifier, at: here, value: id,
                                expected: Label(
                                    "未在 \(other.file):\(other.line ?? 0) 使用的编号",
                                    "an id that \(other.file):\(other.line ?? 0) does not use")))
                    } else {
                        first[id] = here
                    }
                }
            }
        }
    }
}

extension Finding.Message {
    static let noTables = Finding.Message("no-tables", "文件夹中没有任何源类表", "the folder has no table of any source kind")
    static let sameIdentifier = Finding.Message("duplicate-id", "编号在另一文件中已使用", "the id stands in another file too")
    static func unreadable(_ error: FileError) -> Finding.Message {
        Finding.Message("cannot-read", error.description(in: .zh), error.description(in: .en))
    }
}
