import Quantities
import Tables

/// Sums by case of the rows that one thread computed. Sums are whole numbers: they merge in any order.
struct Accumulator: Sendable {
    private let lines: Int
    /// Micrograms by case and line; what an `Int64` cannot hold is carried into `wide`.
    private var sums: [Int64] = []
    private var wide: [Int: Int128] = [:]
    private(set) var counts: [Int] = []
    /// The file and line of the first row of each case, as one number; `Int.max` where there is none.
    private(set) var first: [Int] = []
    var findings = Findings()

    init(lines: Int) { self.lines = lines }

    /// How many cases it has room for.
    var caseCount: Int { counts.count }

    /// The sum of one case and line.
    func sum(_ number: Int, _ line: Int) -> Int128 {
        guard number < counts.count else { return 0 }
        return Int128(sums[number * lines + line]) + (wide[number * lines + line] ?? 0)
    }

    /// Computes rows with an engine and adds them, together with those of other runs.
    mutating func add(_ table: Table, rows: Range<Int>, file: Int, engine: KindEngine) {
        let cases = engine.caseNumbers(of: table, rows: rows)
        let tables = engine.lineTables
        grow(to: tables.first?.planOf.count ?? (cases.max().map { Int($0) + 1 } ?? 0))
        for (i, number) in cases.enumerated() {
            let place = Int(number)
            counts[place] += 1
            let here = file << 32 | Int(table.lines[rows.lowerBound + i])
            if here < first[place] { first[place] = here }
        }
        for line in 0..<lines {
            let misfits = tables[line].run(table: table, rows: rows, cases: cases) { row, mass in
                let cell = Int(cases[row]) * lines + line
                let (sum, overflow) = sums[cell].addingReportingOverflow(mass)
                if overflow {
                    wide[cell, default: 0] += Int128(sums[cell])
                    sums[cell] = mass
                } else {
                    sums[cell] = sum
                }
            }
            engine.tell(misfits, table: table, rows: rows, findings: &findings)
        }
    }

    private mutating func grow(to count: Int) {
        guard count > counts.count else { return }
        sums += Array(repeating: 0, count: (count - counts.count) * lines)
        first += Array(repeating: .max, count: count - counts.count)
        counts += Array(repeating: 0, count: count - counts.count)
    }

    /// Adds what another thread summed.
    mutating func merge(_ other: Accumulator) {
        grow(to: other.caseCount)
        for number in 0..<other.caseCount where other.counts[number] > 0 {
            counts[number] += other.counts[number]
            first[number] = min(first[number], other.first[number])
            for line in 0..<lines {
                let cell = number * lines + line
                wide[cell] = Int128(sums[cell]) + (wide[cell] ?? 0) + other.sum(number, line)
                sums[cell] = 0
            }
        }
        findings.add(other.findings)
    }
}
