public import Inventories
import Quantities
public import Tables

extension EmissionResult {
    /// Tells rows for which two methods are possible and disagree by more than a factor of two, with the ratio; and for
    /// each kind and pollutant how the two sums compare.
    ///
    /// A limit times the flue gas is no second estimate and is left out. O(rows that have an alternative).
    public func methodComparison(of inventory: Inventory) -> Findings {
        var findings = Findings()
        for sheet in inventory.sheets {
            guard let kind = kinds.first(where: { $0.kind.name == sheet.kind.name }) else { continue }
            let engine = kind.engine
            var sums: [String: (chosen: Mass, other: Mass, rows: Int)] = [:]
            for (row, number) in engine.caseNumbers(of: sheet.table, rows: 0..<sheet.table.rowCount).enumerated() {
                let resolved = engine.resolvedCase(Int(number))
                for (line, outcome) in resolved.outcomes.enumerated() {
                    guard case .computed(let found) = outcome,
                        found.alternatives.contains(where: { $0.nature != .limit })
                    else { continue }
                    let sheets = engine.explanation(resolved, line: line, sheet: sheet, row: row)
                    guard let emission = sheets.emission, emission > .zero,
                        let other = sheets.alternatives.first(where: { $0.method.nature != .limit })
                    else { continue }
                    let ratio = other.emission.inTonnes / emission.inTonnes
                    let key = "\(found.method.id) / \(other.method.id) · \(sheets.pollutant)"
                    let old = sums[key] ?? (.zero, .zero, 0)
                    sums[key] = (old.chosen + emission, old.other + other.emission, old.rows + 1)
                    if ratio > 2 || ratio < 0.5 {
                        findings.add(
                            Finding(
                                .warning, .methodsDiffer(found.method.id, other.method.id, sheets.pollutant),
                                at: sheet.table.location(row: row), value: DecimalText.rounded(ratio, decimals: 2),
                                expected: Label("0.5–2 倍之间", "between 0.5 and 2")))
                    }
                }
            }
            for key in sums.keys.sorted() {
                guard let sum = sums[key] else { continue }
                findings.add(
                    Finding(
                        .note, .methodsCompared(key, sum.rows), at: Location(file: sheet.table.file.path),
                        value:
                            "\(sum.other.roundedTonnes(decimals: 2)) t ÷ \(sum.chosen.roundedTonnes(decimals: 2)) t = "
                            + DecimalText.rounded(sum.other.inTonnes / sum.chosen.inTonnes, decimals: 2)))
            }
        }
        return findings
    }
}

extension Finding.Message {
    static func methodsDiffer(_ chosen: String, _ other: String, _ pollutant: String) -> Finding.Message {
        Finding.Message(
            "methods-differ", "\(pollutant)：方法 \(other) 与所用 \(chosen) 相差一倍以上（比值）",
            "\(pollutant): method \(other) differs from \(chosen), which is used, by more than a factor of two (ratio)")
    }
    static func methodsCompared(_ pair: String, _ rows: Int) -> Finding.Message {
        Finding.Message(
            "methods-compared", "两种方法均可用的 \(rows) 行：\(pair)", "\(rows) rows that two methods can compute: \(pair)")
    }
}
