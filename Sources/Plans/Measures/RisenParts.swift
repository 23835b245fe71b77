import Calculation
import Inventories
import Tables

/// Rows that have more of a part than of its whole since a measure 措施后分项大于总项. Those of some rows can be taken away.
struct RisenParts: Sendable {
    /// A row with both masses, micrograms.
    struct Row: Hashable, Sendable {
        let mark: RowPlace
        let part: Int64
        let whole: Int64
    }

    private var rows: [WholeAndPart: [Row]] = [:]

    mutating func add(_ pair: WholeAndPart, _ row: Row) { rows[pair, default: []].append(row) }

    mutating func add(_ other: RisenParts) { rows.merge(other.rows, uniquingKeysWith: +) }

    mutating func remove(_ other: RisenParts) {
        for (pair, gone) in other.rows {
            let left = (rows[pair] ?? []).removing(gone)
            rows[pair] = left.isEmpty ? nil : left
        }
    }

    /// A warning for each pair at its first row, which names the measure; `files` are those of the kind's sheets.
    func findings(of measure: Measure, files: [Table]) -> Findings {
        var findings = Findings()
        for (pair, rows) in rows.sorted(by: { ($0.key.whole, $0.key.part) < ($1.key.whole, $1.key.part) }) {
            guard let first = rows.min(by: { ($0.mark, $0.part, $0.whole) < ($1.mark, $1.part, $1.whole) }) else {
                continue
            }
            let file = first.mark.sheet.map { files[$0].file.path } ?? measure.location.file
            findings.add(
                .partAboveWhole(
                    pair, rows: rows.count, part: first.part, whole: first.whole,
                    at: Location(file: file, line: first.mark.line)
                ) { $0.of(measure.id) })
        }
        return findings
    }
}

extension Held {
    /// Rows that have more of a part than of its whole where what one of both emits is held. What is left out is computed: rows
    /// are told of it as they are.
    func aboveWholes(_ emissions: RowEmissions, engine: KindEngine) -> [PartAboveWhole] {
        guard !isEmpty else { return [] }
        return engine.partsAboveWholes(emissions, isHeld: isHolding) { line, row in
            mass(line: line, row: row).flatMap { $0.micrograms > 0 ? $0.micrograms : nil }
        }
    }
}
