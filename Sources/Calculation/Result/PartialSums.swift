import Inventories
import Quantities
import Tables

/// Signed sums by case of a few rows, for measures: what rows leave a result and what rows come into it.
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
