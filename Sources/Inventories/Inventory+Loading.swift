public import Factors
import FoundationEssentials
public import Tables

extension Inventory {
    /// Reads every table of a folder. Rows with errors are put aside in `rejected`; the findings tell why. `progress` is told
    /// after each chunk of a table.
    public init(
        folder: String, library: FactorLibrary, manifest: InventoryManifest, findings: inout Findings,
        progress: ((TableStream.Progress) -> Void)? = nil
    ) {
        self.init(folder: folder, manifest: manifest, sheets: [])
        var names: [String] = []
        do { names = try FolderNames.ofFolder(folder) } catch { findings.add(.cannotRead(error)) }
        for schema in SourceKind.all.map(\.schema) + [OutletTable.schema] {
            for name in names where Inventory.isTable(name, named: schema.id) {
                read(folder + "/" + name, schema: schema, library: library, findings: &findings, progress: progress)
            }
        }
        for finding in TableNames.findings(in: folder, names: names) { findings.add(finding) }
        if sheets.isEmpty { findings.add(.noTables(in: folder)) }
        if names.contains("control_totals.csv") {
            controlTotals = ControlTotal.read(
                folder + "/control_totals.csv", region: manifest.region, findings: &findings)
        }
        var identifiers = IdentifiersAcrossFiles()
        let files = Dictionary(grouping: sheets, by: \.kind.name)
        for sheet in sheets where files[sheet.kind.name, default: []].count > 1 {
            identifiers.add(
                IdentifiersAcrossFiles.of(sheet.table), kind: sheet.kind.name, file: sheet.table.file.path,
                findings: &findings)
        }
        findings.add(countiesElsewhere(library))
    }

    /// `boilers.csv` and `boilers-anything.csv` are tables of boilers.
    public static func isTable(_ name: String, of kind: SourceKind) -> Bool { isTable(name, named: kind.name) }

    static func isTable(_ name: String, named id: String) -> Bool {
        guard name.hasSuffix(".csv"), name.hasPrefix(id) else { return false }
        let rest = name.dropFirst(id.count)
        return rest == ".csv" || rest.hasPrefix("-")
    }

    private mutating func read(
        _ path: String, schema: Schema, library: FactorLibrary, findings: inout Findings,
        progress: ((TableStream.Progress) -> Void)?
    ) {
        do {
            let filling = DefaultFilling(manifest: manifest, library: library)
            let result = try TableStream(path, schema: filling.schema(schema), vocabularies: library.vocabularies).read(
                threads: 2, progress: progress)
            findings.add(result.findings)
            add(result, filledBy: filling, findings: &findings)
        } catch {
            findings.add(.cannotRead(error))
        }
    }

    /// Adds a table that was read, with its blank cells filled by the inventory's own defaults.
    mutating func add(_ result: TableResult, filledBy filling: DefaultFilling, findings: inout Findings) {
        var table = result.table
        if let kind = SourceKind.named(table.schema.id) {
            findings.add(filling.fill(&table))
            sheets.append(Sheet(kind: kind, table: table))
        } else {
            outlets.append(table)
        }
        if !result.rejected.rows.isEmpty { rejected.append(result.rejected) }
    }
}

extension Finding {
    /// The folder has no table of any kind.
    package static func noTables(in folder: String) -> Finding {
        Finding(
            .error, .noTables, at: Location(file: folder),
            expected: Label(same: SourceKind.all.map { $0.name + ".csv" }.joined(separator: ", ")))
    }
}

extension Finding.Message {
    static let noTables = Finding.Message("no-tables", "文件夹中没有任何源类表", "the folder has no table of any source kind")
}
