import Inventories
import Tables

extension EmissionResult {
    /// The warnings of each kind, of tables that were read and computed in one pass: told from the sums.
    var countiesElsewhere: Findings {
        var findings = Findings()
        for kind in kinds {
            guard var elsewhere = CountiesElsewhere(of: context.manifest, context.library),
                let word = kind.engine.layout.words.firstIndex(where: { $0.column == Column.countyCode })
            else { continue }
            let own = kind.cases.indices.filter { kind.counts[$0] > 0 }
            func isBefore(_ a: Int, _ b: Int) -> Bool {
                guard let first = kind.samples[a], let second = kind.samples[b] else { return kind.samples[a] != nil }
                return first < second
            }
            for number in own.sorted(by: isBefore) {
                elsewhere.add(
                    kind.cases[number].code(word), rows: kind.counts[number], first: kind.samples[number])
            }
            for finding in elsewhere.findings { findings.add(finding) }
        }
        return findings
    }
}
