import Calculation
import Factors
import FoundationEssentials
import Inventories
import Plans
public import Tables

/// What the workbench serves: a county's inventory, or a reviewer's folder of packages. Every answer is a function of it
/// and of the request; the files on the disk are the only store, and are read again when they have changed.
public actor Workspace {
    /// The folder, or the workbook.
    nonisolated let folder: String
    nonisolated let factors: String
    /// The language where a request names none.
    nonisolated let language: Language
    nonisolated let gate = Gate()
    /// The port that it is reached by.
    nonisolated let port: Int
    /// Whether the folder holds an inventory; else it is a reviewer's inbox.
    nonisolated let isCounty: Bool
    nonisolated let versions: Versions
    /// Ledgers that were sent, until they are accepted.
    nonisolated let shelf: ImportShelf
    /// Long work.
    nonisolated let jobs: JobBoard

    private var library: FactorLibrary?
    private var county: (stamp: FolderStamp, county: County)?
    var plans = PlanRuns()
    var sure = SureRuns()
    var solving = SolveRuns()
    var tables: [String: (stamp: FolderStamp, table: TableText)] = [:]
    var inbox: (stamp: FolderStamp, inbox: Inbox)?

    /// A workbench of a folder, with the factor library that it computes by. Long work is done by `program`, which is this one.
    public init(
        folder: String, factors: String, language: Language, port: Int, program: String = "/proc/self/exe",
        limits: JobLimits = JobLimits()
    ) {
        var path = folder
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.folder = path
        self.factors = factors
        self.language = language
        self.port = port
        isCounty =
            InventoryWorkbook.isWorkbook(path) || FileManager.default.fileExists(atPath: path + "/inventory.yaml")
        versions = Versions(folder: path)
        shelf = ImportShelf(folder: path)
        jobs = JobBoard(folder: path, program: program, factors: factors, limits: limits, now: Versions.now)
        // What was begun when the program was killed is finished; where that cannot be, the next change says so.
        if isCounty { try? versions.finish() }
    }

    /// The address that begins a session: the token stands in the fragment, which no browser sends.
    public nonisolated var address: String { "http://127.0.0.1:\(port)/open#\(gate.token)" }

    /// The factor library, read once.
    func factorLibrary() throws -> FactorLibrary {
        if let library { return library }
        var read = try FactorLibrary(folder: factors)
        read.addWords(KindMethods.words, to: "method")
        library = read
        return read
    }

    /// The inventory as the files have it now.
    func currentCounty() throws -> County {
        guard isCounty else { throw Problem.noRoute }
        let stamp = FolderStamp(folder)
        if let county, county.stamp == stamp { return county.county }
        let read = try County(folder, factors: factors, library: try factorLibrary())
        county = (stamp, read)
        plans = PlanRuns()
        sure = SureRuns()
        solving = SolveRuns()
        return read
    }

    /// The names of the tables, in the order of the kinds.
    func tableNames() -> [String] {
        let names = FolderNames.all(in: folder)
        return SourceKind.all.flatMap { kind in names.filter { Inventory.isTable($0, of: kind) } }
            + names.filter { $0 == "outlets.csv" }
    }

    /// A table's text as the file has it now. The name must be one of the folder's tables.
    func table(named name: String) throws -> TableText {
        guard tableNames().contains(name) else { throw Problem.unknown("table", name) }
        let path = folder + "/" + name
        let stamp = FolderStamp(path)
        if let known = tables[name], known.stamp == stamp { return known.table }
        let read = try TableText(path: path)
        tables[name] = (stamp, read)
        return read
    }

    /// The names of the plans.
    func planNames() -> [String] {
        FolderNames.all(in: folder + "/plans").filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
    }

    /// The file of a plan. The name must be one of the folder's plans; the first where none is asked for.
    func planFile(_ name: String?) throws -> (name: String, path: String) {
        let names = planNames()
        guard let own = name ?? names.first else {
            throw Problem(404, "no-plans", "文件夹 plans 中没有方案（YAML）", "there is no plan (YAML) in the folder plans")
        }
        guard names.contains(own) else { throw Problem.unknown("plan", own) }
        return (own, folder + "/plans/" + own)
    }
}
