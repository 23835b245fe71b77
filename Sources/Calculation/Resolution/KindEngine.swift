import Factors
import Inventories
import Quantities
import Synchronization
import Tables

/// One line of results: a pollutant of a process. Every row of a kind has the same lines.
public struct EmissionLine: Sendable, Hashable {
    /// The process's place among the kind's.
    public let process: Int
    /// The pollutant's place in the run's list.
    public let pollutant: Int
}

/// Computes the rows of one source kind: packs rows into cases, resolves each case once, runs the methods on columns.
public final class KindEngine: Sendable {
    let context: RunContext
    let schema: Schema
    let processes: [Process]
    let layout: CaseLayout
    /// The lines of every row.
    public let lines: [EmissionLine]
    private let store: Mutex<Store>
    private let spareCaches = Mutex<[CaseCache]>([])

    private struct Store {
        var index: [[UInt64]: Int] = [:]
        /// What became of the lines of keys that resolution cannot tell apart.
        var outcomes: [[UInt64]: [Outcome]] = [:]
        var cases: [ResolvedCase] = []
        var tables: [LineTable]
    }

    /// A case with what became of each line.
    struct ResolvedCase: Sendable {
        let `case`: Case
        let outcomes: [Outcome]
    }

    /// An engine for a kind; `groupings` names further word columns that results will be grouped by.
    init(kind: SourceKind, context: RunContext, groupings: [String]) {
        self.context = context
        schema = kind.schema
        let processes = KindMethods.processes(of: kind.id)
        self.processes = processes
        let relevant = RelevantColumns(kind: kind, processes: processes, context: context, groupings: groupings)
        layout = CaseLayout(
            schema: kind.schema, words: relevant.words, grouping: relevant.grouping, numbers: relevant.numbers,
            bands: relevant.bands,
            defaults: context.manifest.defaultedColumns(of: kind.id), vocabularies: context.library.vocabularies)
        var lines: [EmissionLine] = []
        for process in processes.indices {
            for pollutant in context.pollutants.indices {
                let name = context.pollutants[pollutant]
                if processes[process].methods.contains(where: { $0.pollutants?.contains(name) ?? true }) {
                    lines.append(EmissionLine(process: process, pollutant: pollutant))
                }
            }
        }
        self.lines = lines
        let tables = lines.map { line in
            LineTable(slots: processes[line.process].methods.map(\.program.symbols.count).max() ?? 0)
        }
        store = Mutex(Store(tables: tables))
    }

    /// All cases met so far, in the order in which they were met.
    var cases: [ResolvedCase] { store.withLock { $0.cases } }

    func resolvedCase(_ index: Int) -> ResolvedCase { store.withLock { $0.cases[index] } }

    /// What the columns of rows are computed with, for all cases met so far.
    var lineTables: [LineTable] { store.withLock { $0.tables } }

    /// The columns that computing needs.
    public var neededColumns: Set<String> {
        Set(layout.words.map(\.column)).union(layout.numbers.map(\.column)).union(layout.bands.map(\.column))
    }

    private func resolve(_ key: [UInt64]) -> ResolvedCase {
        let unpacked = layout.unpacked(key)
        let masked = zip(key, layout.resolutionMask).map { $0 & $1 }
        if let known = store.withLock({ $0.outcomes[masked] }) { return ResolvedCase(case: unpacked, outcomes: known) }
        let outcomes = lines.map { resolver(unpacked, $0).outcome(of: processes[$0.process]) }
        store.withLock { $0.outcomes[masked] = outcomes }
        return ResolvedCase(case: unpacked, outcomes: outcomes)
    }

    func resolver(_ case: Case, _ line: EmissionLine) -> CaseResolver {
        CaseResolver(
            context: context, schema: schema, layout: layout, case: `case`,
            pollutant: context.pollutants[line.pollutant])
    }

    /// The numbers of keys that a range of rows met for the first time; cases that nobody met before are resolved.
    private func numbers(of keys: [[UInt64]]) -> [Int32] {
        let known = store.withLock { store in keys.map { store.index[$0] } }
        let resolved = zip(keys, known).map { key, number in number == nil ? resolve(key) : nil }
        return store.withLock { store in
            keys.indices.map { i in
                if let number = known[i] ?? store.index[keys[i]] { return Int32(number) }
                guard let new = resolved[i] else { return 0 }
                store.cases.append(new)
                for line in new.outcomes.indices { store.tables[line].append(new.outcomes[line]) }
                store.index[keys[i]] = store.cases.count - 1
                return Int32(store.cases.count - 1)
            }
        }
    }

    /// The case of each row.
    func caseNumbers(of table: Table, rows: Range<Int>) -> [Int32] {
        let lanes = layout.keys(of: table, rows: rows)
        var cache = spareCaches.withLock { $0.popLast() } ?? CaseCache(lanes: layout.lanes)
        let numbers = cache.numbers(lanes, count: rows.count) { self.numbers(of: $0) }
        spareCaches.withLock { [cache] in $0.append(cache) }
        return numbers
    }

    /// The emissions of some rows in whole micrograms, line by line, with each row's case.
    ///
    /// Rows without a number (missing, not applicable) hold 0; the case tells which. A number that does not fit is a
    /// finding and holds 0 too.
    func emissions(of table: Table, rows: Range<Int>, findings: inout Findings) -> RowEmissions {
        let cases = caseNumbers(of: table, rows: rows)
        let tables = lineTables
        var result = RowEmissions(rows: rows, cases: cases, micrograms: [])
        for line in lines.indices {
            var values = [Int64](repeating: 0, count: rows.count)
            let misfits = tables[line].run(table: table, rows: rows, cases: cases) { row, mass in values[row] = mass }
            tell(misfits, table: table, rows: rows, findings: &findings)
            result.micrograms.append(values)
        }
        return result
    }

    /// Tells rows whose emission does not fit.
    func tell(_ misfits: [Int], table: Table, rows: Range<Int>, findings: inout Findings) {
        for row in misfits {
            findings.add(
                Finding(
                    .error, .massOutOfRange, at: table.location(row: rows.lowerBound + row),
                    expected: Label("不超过 920 万吨", "at most 9.2 million tonnes")))
        }
    }
}

/// The emissions of a range of rows, line by line.
struct RowEmissions: Sendable {
    let rows: Range<Int>
    /// The case of each row.
    let cases: [Int32]
    /// Whole micrograms, by line and row.
    var micrograms: [[Int64]]
}

extension Finding.Message {
    static let massOutOfRange = Finding.Message(
        "mass-out-of-range", "排放量超出可表示范围", "the emission is too large to be true")
}
