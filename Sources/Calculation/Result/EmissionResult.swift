public import Inventories
import Quantities
public import Tables

/// What an inventory emits 排放量: exact totals by anything, states, assumptions, and how each number came about.
public struct EmissionResult: Sendable {
    /// The run's library, rules and pollutants.
    public let context: RunContext
    /// The kinds that have sources.
    public let kinds: [KindResult]
    /// Rows that were put aside because of errors.
    public let rejectedRows: Int
}

/// The result of one source kind: sums by case, which is fine enough for every grouping.
public struct KindResult: Sendable {
    /// The engine that resolved and computed the rows.
    public let engine: KindEngine
    /// The kind.
    public let kind: SourceKind
    /// The cases, as resolved.
    let cases: [KindEngine.ResolvedCase]
    /// Micrograms by case and line.
    let sums: [Int128]
    /// Rows by case.
    let counts: [Int]
    /// A row of each case, for findings.
    let samples: [Location?]

    /// The sum of one case and line.
    func sum(_ number: Int, _ line: Int) -> Int128 { sums[number * engine.lines.count + line] }
}

/// The sums of a part of the rows, to be merged in order.
struct PartialSums: Sendable {
    var sums: [Int: [Int128]] = [:]
    var counts: [Int: Int] = [:]
    var samples: [Int: Location] = [:]
    var findings = Findings()

    init() {}

    /// Sums over rows that were computed.
    init(_ emissions: RowEmissions, table: Table, lines: Int) {
        let highest = Int(emissions.cases.max() ?? -1)
        var dense = [Int64](repeating: 0, count: (highest + 1) * lines)
        var wide: [Int: Int128] = [:]
        var counts = [Int](repeating: 0, count: highest + 1)
        var first = [Int](repeating: -1, count: highest + 1)
        for (i, number) in emissions.cases.enumerated() {
            counts[Int(number)] += 1
            if first[Int(number)] < 0 { first[Int(number)] = i }
        }
        for line in 0..<lines {
            emissions.micrograms[line].withUnsafeBufferPointer { values in
                for (i, number) in emissions.cases.enumerated() {
                    let cell = Int(number) * lines + line
                    let (sum, overflow) = dense[cell].addingReportingOverflow(values[i])
                    if overflow {
                        wide[cell, default: 0] += Int128(dense[cell])
                        dense[cell] = values[i]
                    } else {
                        dense[cell] = sum
                    }
                }
            }
        }
        for number in counts.indices where counts[number] > 0 {
            self.counts[number] = counts[number]
            samples[number] = table.location(row: emissions.rows.lowerBound + first[number])
            sums[number] = (0..<lines).map { Int128(dense[number * lines + $0]) + (wide[number * lines + $0] ?? 0) }
        }
    }

    mutating func merge(_ other: PartialSums) {
        for (number, values) in other.sums {
            if let own = sums[number] {
                sums[number] = zip(own, values).map { $0 + $1 }
            } else {
                sums[number] = values
            }
        }
        counts.merge(other.counts, uniquingKeysWith: +)
        samples.merge(other.samples) { first, _ in first }
        findings.add(other.findings)
    }
}

extension Inventory {
    /// Computes everything: each row once, exact sums, the same bytes for any number of threads.
    ///
    /// O(rows); `groupings` names word columns that totals will be asked by.
    public func emissions(
        in context: RunContext, groupings: [String] = [], threads: Int = 2, findings: inout Findings
    ) async -> EmissionResult {
        var results: [KindResult] = []
        for kind in SourceKind.all {
            let own = sheets.filter { $0.kind.id == kind.id }
            guard !own.isEmpty else { continue }
            let engine = KindEngine(kind: kind, context: context, groupings: groupings)
            let chunk = 65_536
            let pieces = own.indices.flatMap { sheet in
                stride(from: 0, to: own[sheet].table.rowCount, by: chunk).map {
                    (sheet: sheet, rows: $0..<min($0 + chunk, own[sheet].table.rowCount))
                }
            }
            var total = PartialSums()
            for part in await parallel(
                pieces, threads: threads,
                { piece -> PartialSums in
                    var findings = Findings()
                    let table = own[piece.sheet].table
                    let emissions = engine.emissions(of: table, rows: piece.rows, findings: &findings)
                    var part = PartialSums(emissions, table: table, lines: engine.lines.count)
                    part.findings = findings
                    return part
                })
            {
                total.merge(part)
            }
            findings.add(total.findings)
            results.append(KindResult(engine: engine, kind: kind, total: total))
        }
        let result = EmissionResult(
            context: context, kinds: results, rejectedRows: rejected.reduce(0) { $0 + $1.rows.count })
        findings.add(result.missingInformation)
        return result
    }
}

extension KindResult {
    init(engine: KindEngine, kind: SourceKind, total: PartialSums) {
        let cases = engine.cases
        let lines = engine.lines.count
        self.engine = engine
        self.kind = kind
        self.cases = cases
        sums = cases.indices.flatMap { total.sums[$0] ?? Array(repeating: 0, count: lines) }
        counts = cases.indices.map { total.counts[$0] ?? 0 }
        samples = cases.indices.map { total.samples[$0] }
    }
}

/// Runs pieces of work on a few tasks and gives the outcomes in the order of the pieces.
func parallel<Piece: Sendable, Outcome: Sendable>(
    _ pieces: [Piece], threads: Int, _ work: @escaping @Sendable (Piece) -> Outcome
) async -> [Outcome] {
    guard pieces.count > 1, threads > 1 else { return pieces.map(work) }
    return await withTaskGroup(of: (Int, Outcome).self) { group in
        var outcomes = [Outcome?](repeating: nil, count: pieces.count)
        var next = 0
        while next < min(threads, pieces.count) {
            let i = next
            group.addTask { (i, work(pieces[i])) }
            next += 1
        }
        for await (i, outcome) in group {
            outcomes[i] = outcome
            if next < pieces.count {
                let j = next
                group.addTask { (j, work(pieces[j])) }
                next += 1
            }
        }
        return outcomes.compactMap { $0 }
    }
}
