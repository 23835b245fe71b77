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
    private let store = Mutex(Store())

    struct Store {
        var index: [[UInt64]: Int] = [:]
        var cases: [ResolvedCase] = []
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
        processes = KindMethods.processes(of: kind.id)
        let relevant = RelevantColumns(kind: kind, processes: processes, context: context, groupings: groupings)
        layout = CaseLayout(
            schema: kind.schema, words: relevant.words, numbers: relevant.numbers, bands: relevant.bands,
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
    }

    /// All cases met so far, in the order in which they were met.
    var cases: [ResolvedCase] { store.withLock { $0.cases } }

    func resolvedCase(_ index: Int) -> ResolvedCase { store.withLock { $0.cases[index] } }

    private func resolve(_ key: [UInt64]) -> ResolvedCase {
        let unpacked = layout.unpacked(key)
        return ResolvedCase(
            case: unpacked,
            outcomes: lines.map { line in
                resolver(unpacked, line).outcome(of: processes[line.process])
            })
    }

    func resolver(_ case: Case, _ line: EmissionLine) -> CaseResolver {
        CaseResolver(
            context: context, schema: schema, layout: layout, case: `case`,
            pollutant: context.pollutants[line.pollutant])
    }

    /// The number of a case, resolved where it is new.
    private func caseNumber(_ key: [UInt64]) -> Int {
        if let known = store.withLock({ $0.index[key] }) { return known }
        let resolved = resolve(key)
        return store.withLock { store in
            if let known = store.index[key] { return known }
            store.cases.append(resolved)
            store.index[key] = store.cases.count - 1
            return store.cases.count - 1
        }
    }

    /// The case of each row.
    func caseNumbers(of table: Table, rows: Range<Int>) -> [Int32] {
        let lanes = layout.keys(of: table, rows: rows)
        var numbers = [Int32](repeating: 0, count: rows.count)
        var seen = CaseCache(lanes: lanes.count)
        for i in 0..<rows.count {
            numbers[i] = seen.number(lanes, i) { self.caseNumber($0) }
        }
        return numbers
    }

    /// The emissions of some rows in whole micrograms, line by line, with each row's case.
    ///
    /// Rows without a number (missing, not applicable) hold 0; the case tells which. A number that does not fit is a
    /// finding and holds 0 too.
    func emissions(of table: Table, rows: Range<Int>, findings: inout Findings) -> RowEmissions {
        let cases = caseNumbers(of: table, rows: rows)
        var result = RowEmissions(rows: rows, cases: cases, micrograms: [])
        let distinct = Set(cases)
        let resolved = Dictionary(uniqueKeysWithValues: distinct.map { ($0, resolvedCase(Int($0))) })
        for line in lines.indices {
            var values = [Int64](repeating: 0, count: rows.count)
            // Cases whose rows run the same program over the same columns are computed together.
            var groups: [Plan: [Int32]] = [:]
            for number in distinct {
                guard case .computed(let found)? = resolved[number]?.outcomes[line] else { continue }
                groups[Plan(found), default: []].append(number)
            }
            for (plan, members) in groups {
                run(
                    plan, members: Set(members), isAll: members.count == distinct.count, resolved: resolved, line: line,
                    table: table, rows: rows, cases: cases, into: &values, findings: &findings)
            }
            result.micrograms.append(values)
        }
        return result
    }

    /// What rows must share to be computed in one go: the method and which terms are columns.
    private struct Plan: Hashable {
        let method: String
        let columns: [Int]

        init(_ resolved: Resolved) {
            method = resolved.method.id
            columns = resolved.supplies.map { if case .column(let place) = $0 { place } else { -1 } }
        }
    }

    private func run(
        _ plan: Plan, members: Set<Int32>, isAll: Bool, resolved: [Int32: ResolvedCase], line: Int, table: Table,
        rows: Range<Int>, cases: [Int32], into values: inout [Int64], findings: inout Findings
    ) {
        guard let first = members.first, case .computed(let sample)? = resolved[first]?.outcomes[line] else { return }
        let program = sample.method.program
        let scale = sample.method.scale
        let slots = plan.columns.count
        // The numbers of terms that are the same for all rows of a case, case by case.
        let highest = Int(members.max() ?? 0)
        var parameters = [Double](repeating: 0, count: (highest + 1) * slots)
        var isMember = [Bool](repeating: false, count: highest + 1)
        for number in members {
            guard case .computed(let found)? = resolved[number]?.outcomes[line] else { continue }
            isMember[Int(number)] = true
            for (slot, supply) in found.supplies.enumerated() {
                if case .value(let value) = supply { parameters[Int(number) * slots + slot] = value }
            }
        }
        let columns = plan.columns.map { place -> [Double] in
            if place >= 0, case .numbers(let numbers) = table.cells[place] { numbers } else { [] }
        }
        var selected: [Int32] = []
        if !isAll {
            for i in 0..<rows.count where Int(cases[i]) <= highest && isMember[Int(cases[i])] {
                selected.append(Int32(i))
            }
        }
        let count = isAll ? rows.count : selected.count
        var blocks = [Double](repeating: 0, count: max(slots, 1) * Program.block)
        var scratch = [Double](repeating: 0, count: max(program.registers, 1) * Program.block)
        var output = [Double](repeating: 0, count: Program.block)
        var outOfRange: [Int] = []
        // The only place where formulas meet raw memory: blocks of this function, alive for the whole loop.
        blocks.withUnsafeMutableBufferPointer { blocks in
            scratch.withUnsafeMutableBufferPointer { scratch in
                output.withUnsafeMutableBufferPointer { output in
                    guard let blockBase = blocks.baseAddress, let scratchBase = scratch.baseAddress,
                        let outputBase = output.baseAddress
                    else { return }
                    let inputs = (0..<slots).map { UnsafePointer(blockBase + $0 * Program.block) }
                    var start = 0
                    while start < count {
                        let length = min(Program.block, count - start)
                        for slot in 0..<slots {
                            let block = blockBase + slot * Program.block
                            let column = columns[slot]
                            if column.isEmpty {
                                for j in 0..<length {
                                    let i = isAll ? start + j : Int(selected[start + j])
                                    block[j] = parameters[Int(cases[i]) * slots + slot]
                                }
                            } else {
                                for j in 0..<length {
                                    let i = isAll ? start + j : Int(selected[start + j])
                                    block[j] = column[rows.lowerBound + i]
                                }
                            }
                        }
                        program.run(inputs: inputs, scratch: scratchBase, output: outputBase, count: length)
                        for j in 0..<length {
                            let i = isAll ? start + j : Int(selected[start + j])
                            if let mass = Mass.rounded(micrograms: scale.applied(to: outputBase[j])) {
                                values[i] = mass
                            } else {
                                outOfRange.append(i)
                            }
                        }
                        start += length
                    }
                }
            }
        }
        for i in outOfRange {
            findings.add(
                Finding(
                    .error, .massOutOfRange, at: table.location(row: rows.lowerBound + i), value: plan.method,
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

/// Case numbers of the keys seen in one range of rows: open addressing on the keys themselves.
private struct CaseCache {
    private let lanes: Int
    private var keys: [UInt64]
    private var numbers: [Int32]
    private var used = 0
    private var mask: Int
    private var last: (key: [UInt64], number: Int32)?

    init(lanes: Int) {
        self.lanes = lanes
        mask = 1023
        keys = Array(repeating: 0, count: 1024 * lanes)
        numbers = Array(repeating: -1, count: 1024)
    }

    @inline(__always)
    private func slot(_ key: (Int) -> UInt64) -> Int {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
        for lane in 0..<lanes { hash = (hash ^ key(lane)) &* 0xD6E8_FEB8_6659_FD93; hash ^= hash >> 32 }
        var slot = Int(truncatingIfNeeded: hash) & mask
        while numbers[slot] >= 0 {
            var isSame = true
            for lane in 0..<lanes where keys[slot * lanes + lane] != key(lane) { isSame = false }
            if isSame { return slot }
            slot = (slot + 1) & mask
        }
        return slot
    }

    @inline(__always)
    mutating func number(_ columns: [[UInt64]], _ row: Int, _ resolve: ([UInt64]) -> Int) -> Int32 {
        let place = slot { columns[$0][row] }
        if numbers[place] >= 0 { return numbers[place] }
        let key = columns.map { $0[row] }
        let number = Int32(resolve(key))
        for lane in 0..<lanes { keys[place * lanes + lane] = key[lane] }
        numbers[place] = number
        used += 1
        if used * 2 > mask { grow() }
        return number
    }

    private mutating func grow() {
        let (oldKeys, oldNumbers) = (keys, numbers)
        mask = mask * 2 + 1
        keys = Array(repeating: 0, count: (mask + 1) * lanes)
        numbers = Array(repeating: -1, count: mask + 1)
        for i in oldNumbers.indices where oldNumbers[i] >= 0 {
            let place = slot { oldKeys[i * lanes + $0] }
            for lane in 0..<lanes { keys[place * lanes + lane] = oldKeys[i * lanes + lane] }
            numbers[place] = oldNumbers[i]
        }
    }
}

extension Finding.Message {
    static let massOutOfRange = Finding.Message(
        "mass-out-of-range", "排放量超出可表示范围", "the emission is too large to be true")
}
