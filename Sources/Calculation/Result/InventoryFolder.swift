import Factors
import FoundationEssentials
public import Inventories
import Quantities
import Synchronization
public import Tables

/// An inventory on disk with everything needed to compute it, its tables not read yet.
///
/// `emissions` computes it in one pass over the files: memory holds a few chunks of rows, whatever the files' size.
public struct InventoryFolder: Sendable {
    /// The folder.
    public let path: String
    /// The library, rules and pollutants.
    public private(set) var context: RunContext
    /// What was found in the manifest.
    public let findings: Findings
    /// Whether valid rows are computed although others have errors.
    public let keepGoing: Bool
    /// The workbook, where the inventory is one.
    let workbook: InventoryWorkbook?
    /// Whether the inventory is a workbook, which is read whole.
    package var isWorkbook: Bool { workbook != nil }
    /// The table files, by kind and name.
    public let tables: [(kind: SourceKind, path: String)]
    /// The files of outlets.
    let outlets: [String]

    /// Opens a folder. Throws `Findings` where manifest or library cannot be used, and `MissingInput` where the
    /// folder is not there.
    public init(_ folder: String, options: Assessment.Options) throws {
        // One name for one folder: files are named below it, and digests are listed by those names.
        var path = folder
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path
        var findings = Findings()
        guard FileManager.default.fileExists(atPath: path) else { throw MissingInput(path: path) }
        // One sentence about what it is, before anything about what it lacks.
        if let finding = InputKind(of: path).finding(forInventory: path) { throw Findings([finding]) }
        let book = InventoryWorkbook.isWorkbook(path) ? try InventoryWorkbook(path: path) : nil
        workbook = book
        if let book { findings.add(book.findings) }
        let names = try FolderNames.ofFolder(path)
        for name in names where name.hasSuffix(".csv") { InputRegister.note(FileIdentity(path + "/" + name)) }
        tables = SourceKind.all.flatMap { kind in
            names.filter { Inventory.isTable($0, of: kind) }.map { (kind, path + "/" + $0) }
        }
        outlets = names.filter(OutletTable.isTable).map { path + "/" + $0 }
        for finding in TableNames.findings(in: path, names: names) { findings.add(finding) }
        if tables.isEmpty, book == nil { findings.add(.noTables(in: path)) }
        let manifest = book?.manifest ?? InventoryManifest(file: path + "/inventory.yaml", findings: &findings)
        guard !findings.hasErrors else { throw findings }
        let packs = InventoryFolder.packs(of: manifest, in: path, options.packs, findings: &findings)
        guard !findings.hasErrors else { throw findings }
        // A folder takes the tables and methods of the kinds that it has, a workbook those of all.
        var library = try InventoryFolder.library(
            options, packs: packs, regions: path + "/regions.csv",
            kinds: options.readsWholeLibrary || book != nil ? nil : Set(tables.map(\.kind.id)))
        _ = try library.addDivisions(
            of: manifest.region, year: manifest.year, inventedAs: manifest.isInvented ? manifest.name : nil)
        findings.add(library.findings)
        findings.add(manifest.check(against: library))
        findings.add(PackCheck(library: library).findings())
        do throws(Findings) {
            context = try RunContext(
                library: library, manifest: manifest, ruleBook: options.ruleBook, pollutants: options.pollutants)
        } catch {
            findings.add(error)
            throw findings
        }
        if let cases = options.sharedCases { try context.share(cases) }
        if options.uncertainty {
            // A workbook is in memory: what its tables may say costs nothing there.
            let telling = book != nil ? SourceKind.all.map(\.name) : try InventoryFolder.kindsOfSureRows(tables)
            context.ranges = Ranges(library: library, manifest: manifest, ofRows: Set(telling))
        }
        findings.add(context.findings)
        if findings.hasErrors { throw findings }
        self.findings = findings
        keepGoing = options.keepGoing
    }

    /// The kinds of which a table has a column that tells how sure its rows are.
    private static func kindsOfSureRows(_ tables: [(kind: SourceKind, path: String)]) throws(FileError) -> [String] {
        var names: [String] = []
        for (kind, path) in tables where !names.contains(kind.name) {
            // What cannot be read twice may have such a column.
            let columns = try TableStream.columns(of: path, schema: kind.schema)
            if columns?.contains(where: \.isUncertainty) ?? true { names.append(kind.name) }
        }
        return names
    }

    /// The library with its packs and the methods as words.
    private static func library(
        _ options: Assessment.Options, packs: [String], regions: String, kinds: Set<SourceKind.ID>?
    ) throws -> FactorLibrary {
        if let read = options.library { return try read.adding(packs: packs, regionFiles: [regions]) }
        var library = try FactorLibrary(
            folder: options.factors, packs: packs, regionFiles: [regions], groups: kinds.map(KindMethods.folders))
        library.addWords(
            KindMethods.words(of: SourceKind.ID.allCases.filter { kinds?.contains($0) ?? true }), to: "method")
        return library
    }

    /// The folders of factor packs: those that the manifest names, then those of the run.
    private static func packs(
        of manifest: InventoryManifest, in folder: String, _ more: [String], findings: inout Findings
    ) -> [String] {
        var found: [String] = []
        for (number, name) in manifest.packs.enumerated() {
            let path = name.hasPrefix("/") ? name : folder + "/" + name
            var isFolder = false
            if !name.isEmpty, FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder {
                found.append(path)
            } else {
                findings.add(
                    Finding(
                        .error, .noFactorFolder, at: manifest.place("packs.\(number)"), value: name,
                        expected: Label("以清单文件夹为起点的文件夹", "a folder, named from the inventory's own")))
            }
        }
        return found + more
    }

    /// What came of computing a folder.
    public struct Emissions: Sendable {
        /// The result.
        public var result: EmissionResult
        /// Everything that was found, in files and in computing.
        public var findings: Findings
        /// What was found in the files alone, without what the result lacks.
        public var inFiles: Findings
        /// The rows that were put aside.
        public var rejected: [RejectedRows]
        /// The inventory with the rows that were to be kept.
        public var kept: Inventory
    }

    /// Computes all tables in one pass over the files.
    ///
    /// - Parameters:
    ///   - groupings: word columns that totals will be asked by.
    ///   - balance: whether totals will be asked for what is generated, removed and released in the open.
    ///   - threads: how many threads read and compute, within `threadRange`.
    ///   - detail: the file that the detail table is written to; it takes its place only where nothing stops the run.
    ///   - progress: told after each chunk.
    public func emissions(
        groupings: [String] = [], balance: Bool = false, threads: Int = 2, detail: String? = nil,
        progress: ((TableStream.Progress) -> Void)? = nil
    ) throws(FileError) -> Emissions {
        guard let detail else {
            return try emissions(
                groupings: groupings, balance: balance, threads: threads, detailed: false, progress: progress
            ) { _ in }
        }
        var file = try AtomicFile(detail)
        var header = CSVWriter()
        header.row(EmissionResult.detailHeader)
        try file.write(header.bytes)
        var failure: FileError?
        let emissions = try emissions(
            groupings: groupings, balance: true, threads: threads, detailed: true, progress: progress
        ) { lines in
            guard failure == nil else { return }
            do throws(FileError) { try file.write(lines) } catch { failure = error }
        }
        if let failure { throw failure }
        try file.write(emissions.result.detailEnd)
        if !emissions.findings.hasErrors || keepGoing { try file.commit() }
        return emissions
    }

    /// Computes all tables in one pass over the files and hands over or keeps some of their rows.
    package func emissions(
        groupings: [String], threads: Int, watch: RowWatch?, progress: ((TableStream.Progress) -> Void)?
    ) throws(FileError) -> Emissions {
        try emissions(
            groupings: groupings, threads: threads, detailed: false, watch: watch, progress: progress
        ) { _ in }
    }

    /// The inventory with all its tables in memory.
    public func inventory(findings: inout Findings) -> Inventory { inventoryWithOutlets(findings: &findings).inventory }

    /// The inventory with all its tables in memory, and how what is monitored at its outlets is shared.
    func inventoryWithOutlets(
        findings: inout Findings, progress: ((TableStream.Progress) -> Void)? = nil
    ) -> (inventory: Inventory, sharing: OutletSharing?) {
        var inventory =
            workbook?.inventory(library: context.library, findings: &findings)
            ?? Inventory(
                folder: path, library: context.library, manifest: context.manifest, findings: &findings,
                progress: progress)
        let sharing = inventory.shareOutlets(in: context, findings: &findings)
        return (inventory, sharing)
    }

    /// How what is monitored at outlets is shared: `nil` where the folder has no table of them. Reads the rows that name an
    /// outlet, which alone stay in memory.
    func outletSharing(
        threads: Int, rejected: inout [RejectedRows], findings: inout Findings
    ) throws(FileError) -> OutletSharing? {
        var tables: [Table] = []
        for file in outlets {
            let result = try TableStream(
                file, schema: OutletTable.schema, vocabularies: context.library.vocabularies
            ).read(threads: threads)
            findings.add(result.findings)
            if !result.rejected.rows.isEmpty { rejected.append(result.rejected) }
            tables.append(result.table)
        }
        guard tables.contains(where: { $0.rowCount > 0 }) else { return nil }
        let filling = DefaultFilling(manifest: context.manifest, library: context.library)
        var units: [Inventory.Sheet] = []
        var neededOfKind: [SourceKind.ID: Set<String>] = [:]
        for (kind, file) in self.tables where kind.schema.column(Column.outletNumber) != nil {
            let needed =
                neededOfKind[kind.id]
                ?? KindEngine(kind: kind, context: context, groupings: []).neededColumns
                .union(filling.neededColumns(of: kind)).union(OutletSharing.columns)
            neededOfKind[kind.id] = needed
            let stream = TableStream(
                file, schema: filling.schema(kind.schema), vocabularies: context.library.vocabularies,
                chunkSize: 1 << 19)
            var own = Table(schema: kind.schema, file: SourceFile(path: file))
            // What is wrong in the file is told when it is computed.
            _ = try stream.process(threads: threads, needed: needed, takesDigest: false) { rows -> Table in
                var table = rows
                _ = filling.fill(&table)
                return table.selecting(OutletSharing.rowsOfOutlets(table))
            } inOrder: { part, _ in
                if part.rowCount > 0 { own.append(part) }
            } rejectedRow: { _ in
            }
            units.append(Inventory.Sheet(kind: kind, table: own))
        }
        return OutletSharing(tables, among: units, in: context, findings: &findings)
    }

    /// Computes a workbook, which is read whole.
    private func emissionsOfWorkbook(
        groupings: [String], balance: Bool, detailed: Bool, takeDetail: ([UInt8]) -> Void
    ) -> Emissions {
        var findings = findings
        let inventory = inventory(findings: &findings)
        let inFiles = findings
        let result = inventory.computed(
            in: context, groupings: groupings, balance: balance, findings: &findings)
        if detailed { result.writeDetailLines(of: inventory) { takeDetail($0) } }
        return Emissions(
            result: result, findings: findings, inFiles: inFiles, rejected: inventory.rejected, kept: inventory)
    }

    /// How many threads a run may have: more than processors have cores would only cost memory.
    public static let threadRange = 1...256

    private func emissions(
        groupings: [String], balance: Bool = false, threads: Int, detailed: Bool, watch: RowWatch? = nil,
        progress: ((TableStream.Progress) -> Void)?, takeDetail: ([UInt8]) -> Void
    ) throws(FileError) -> Emissions {
        if workbook != nil {
            return emissionsOfWorkbook(
                groupings: groupings, balance: balance, detailed: detailed, takeDetail: takeDetail)
        }
        let pass = FolderPass(
            groupings: groupings, balance: balance, threads: InventoryFolder.threads(threads), detailed: detailed,
            watch: watch, progress: progress)
        return emissions(of: try run(pass, pieces: nil, takeDetail: takeDetail))
    }

    /// A number of threads that a run may have.
    static func threads(_ asked: Int) -> Int { min(max(asked, threadRange.lowerBound), threadRange.upperBound) }

    /// Reads and computes the tables in one pass, or the pieces of them that are given by path.
    func run(
        _ pass: FolderPass, pieces: [String: TableStream.Piece]?, takeDetail: ([UInt8]) -> Void
    ) throws(FileError) -> FolderRun {
        var run = FolderRun()
        let sharing = try outletSharing(
            threads: pass.threads, rejected: &run.rejectedOutlets, findings: &run.outletFindings)
        for kind in SourceKind.all {
            let files = tables.filter { $0.kind.name == kind.name }.map(\.path)
            guard !files.isEmpty else { continue }
            run.kinds.append(
                try self.run(
                    kind, files, pass, sharing: sharing, pieces: pieces, takeDetail: takeDetail))
        }
        return run
    }

    /// Reads and computes the tables of one kind.
    func run(
        _ kind: SourceKind, _ files: [String], _ pass: FolderPass, sharing: OutletSharing?,
        pieces: [String: TableStream.Piece]?, takeDetail: ([UInt8]) -> Void
    ) throws(FileError) -> KindRun {
        let watch = pass.watch
        let engine = KindEngine(kind: kind, context: context, groupings: pass.groupings, balance: pass.balance)
        let pool = AccumulatorPool(
            lines: engine.width, squares: context.ranges != nil, watched: watch?.watched(by: engine))
        let details = pass.detailed ? DetailTexts(engine: engine) : nil
        let filling = DefaultFilling(manifest: context.manifest, library: context.library)
        let keepsIdentifiers = files.count > 1
        // Without detail only what computing needs is read of a row.
        var needed: Set<String>? = engine.neededColumns.union(filling.neededColumns(of: kind))
        if let watch { needed = watch.columns(kind).flatMap { needed?.union($0) } }
        if pass.detailed || keepsIdentifiers { needed = nil }
        var run = KindRun(kind: kind, engine: engine)
        var read = 0
        for (number, file) in files.enumerated() {
            let piece = pieces?[file]
            if pieces != nil, piece == nil { continue }
            let stream = TableStream(
                file, schema: filling.schema(kind.schema), vocabularies: context.library.vocabularies,
                chunkSize: 1 << 19)
            var keptTable: Table?
            var identifiers: [(id: String, line: UInt32)] = []
            let outcome = try stream.process(
                threads: pass.threads, needed: needed, takesDigest: piece != nil, piece: piece
            ) {
                rows -> ChunkOutcome in
                var table = rows
                let blanks = filling.fill(&table)
                sharing?.fill(&table, of: kind)
                var part = ChunkOutcome()
                let added = pool.add(table, file: number, engine: engine)
                part.findings = blanks
                part.findings.add(added.findings)
                if let details { part.detail = details.lines(of: Inventory.Sheet(kind: kind, table: table)) }
                if keepsIdentifiers { part.identifiers = IdentifiersAcrossFiles.of(table) }
                if let watch { part.kept = table.selecting(watch.take(engine, kind, number, table, added.watched)) }
                return part
            } inOrder: { part, reached in
                if let more = part.kept {
                    if keptTable == nil { keptTable = more } else { keptTable?.append(more) }
                }
                if let lines = part.detail { takeDetail(lines) }
                run.findings.add(part.findings)
                identifiers += part.identifiers
                pass.progress?(reached)
            }
            if watch != nil, keptTable == nil {
                keptTable = Table(schema: kind.schema, file: SourceFile(path: file))
            }
            read += outcome.rowCount
            run.files.append(
                FileRun(
                    number: number, path: file, span: piece?.span, digest: outcome.file.digest,
                    findings: outcome.findings, rejected: outcome.rejected, identifiers: identifiers,
                    uses: outcome.identifiers, kept: keptTable))
        }
        run.total = pool.total()
        run.names = watch?.names(kind) ?? [:]
        run.total.account(of: read, kind)
        return run
    }

    private var controlTotalFindings: Findings {
        ControlTotal.findings(in: path, region: context.manifest.region)
    }

    /// What is found in the inventory's files other than tables of sources and outlets, and in their names: every part of a run finds the
    /// same.
    public var findingsBesideTables: Findings {
        var all = findings
        if !isWorkbook { all.add(controlTotalFindings) }
        return all
    }

    /// What came of computing all tables.
    func emissions(of run: FolderRun) -> Emissions {
        var kept = Inventory(folder: path, manifest: context.manifest, sheets: [])
        var findings = findings
        findings.add(run.outletFindings)
        var rejected = run.rejectedOutlets
        var results: [KindResult] = []
        var identifiers = IdentifiersAcrossFiles()
        for kind in run.kinds {
            let files = tables.filter { $0.kind.name == kind.kind.name }.map(\.path)
            Account.balance("tables of \(kind.kind.name)", Int128(files.count), [("read", Int128(kind.files.count))])
            for file in kind.files {
                identifiers.add(file.identifiers, kind: kind.kind.name, file: file.path, findings: &findings)
                findings.add(file.findings)
                if let table = file.kept { kept.sheets.append(Inventory.Sheet(kind: kind.kind, table: table)) }
                if !file.rejected.rows.isEmpty { rejected.append(file.rejected) }
            }
            findings.add(kind.findings)
            findings.add(kind.total.excessFindings(kind.engine, files: files))
            let result = KindResult(engine: kind.engine, kind: kind.kind, total: kind.total, files: files)
            findings.add(result.aboveWholes)
            results.append(result)
        }
        let result = EmissionResult(
            context: context, kinds: results, rejectedRows: rejected.reduce(0) { $0 + $1.rows.count })
        findings.add(controlTotalFindings)
        findings.add(result.countiesElsewhere)
        let inFiles = findings
        result.account()
        findings.add(result.missingInformation)
        kept.rejected = rejected
        return Emissions(result: result, findings: findings, inFiles: inFiles, rejected: rejected, kept: kept)
    }
}

/// What a pass over the tables of a folder is for.
struct FolderPass {
    /// Word columns that totals will be asked by.
    var groupings: [String]
    /// Whether what is generated, removed and released in the open is computed too.
    var balance = false
    var threads: Int
    /// Whether the lines of the detail table are made.
    var detailed = false
    /// What somebody wants of the rows.
    var watch: RowWatch?
    var progress: ((TableStream.Progress) -> Void)?
}

/// What came of reading and computing a folder's tables, or a part of them.
struct FolderRun: Sendable {
    /// What was found in the tables of outlets and in sharing them.
    var outletFindings = Findings()
    var rejectedOutlets: [RejectedRows] = []
    /// The kinds that have tables, in the order of kinds.
    var kinds: [KindRun] = []
}

/// What came of the tables of one kind.
struct KindRun: Sendable {
    let kind: SourceKind
    let engine: KindEngine
    /// The files that were read, by name.
    var files: [FileRun] = []
    /// The sums by case.
    var total: Accumulator
    /// Rows whose mass is none or does not fit.
    var findings = Findings()
    /// The names that rows have in columns that somebody watches.
    var names: [String: Set<[UInt8]>] = [:]

    init(kind: SourceKind, engine: KindEngine) {
        self.kind = kind
        self.engine = engine
        total = Accumulator(lines: engine.width, squares: engine.context.ranges != nil)
    }
}

/// What came of one table file, or of a piece of it.
struct FileRun: Sendable {
    /// Its number among the kind's files.
    let number: Int
    let path: String
    /// The rows that were read; all of them where `nil`.
    var span: RowSpan?
    /// The digest of the bytes that were read, where a piece was.
    var digest: String
    /// What was found where it was read.
    var findings: Findings
    /// The rows that were put aside.
    var rejected: RejectedRows
    /// The identifiers of sound rows, where another file of the kind may hold them too.
    var identifiers: [(id: String, line: UInt32)]
    /// The identifiers of all rows, where a piece was read.
    var uses: IdentifierUses
    /// The rows that were to be kept; `nil` where nobody asks for rows.
    var kept: Table?
}

/// What one chunk hands over in order.
private struct ChunkOutcome: Sendable {
    var detail: [UInt8]?
    var kept: Table?
    var identifiers: [(id: String, line: UInt32)] = []
    var findings = Findings()
}

/// Accumulators, one for each thread that is at work: sums are exact, so it does not matter which rows met in which.
private final class AccumulatorPool: Sendable {
    private let spare: Mutex<[Accumulator]>
    private let lines: Int
    private let squares: Bool
    /// Whether rows of a case are to be named.
    private let watched: (@Sendable (Range<Int>) -> [Bool])?

    init(lines: Int, squares: Bool, watched: (@Sendable (Range<Int>) -> [Bool])?) {
        self.lines = lines
        self.squares = squares
        self.watched = watched
        spare = Mutex([])
    }

    /// Adds the rows of a table; tells what was found, and names the rows of watched cases.
    func add(_ table: Table, file: Int, engine: KindEngine) -> (findings: Findings, watched: [Int32]) {
        var accumulator =
            spare.withLock { $0.popLast() } ?? Accumulator(lines: lines, squares: squares, watched: watched)
        accumulator.add(table, rows: 0..<table.rowCount, file: file, engine: engine)
        let added = (accumulator.takeFindings(), accumulator.takeWatchedRows())
        spare.withLock { [accumulator] in $0.append(accumulator) }
        return added
    }

    func total() -> Accumulator {
        spare.withLock { parts in
            var total = parts.popLast() ?? Accumulator(lines: lines, squares: squares)
            for part in parts { total.merge(part) }
            return total
        }
    }
}
