import Factors
public import Inventories
import Quantities
import Synchronization
import Tables

extension EmissionResult {
    /// The header of the detail table.
    public static let detailHeader = [
        "table", "row", "source_id", "county_code", "sector", "pollutant", "method", "factor_id", "emission_t",
        "assumptions", "generated_t", "removed_t", "stack_t", "fugitive_t",
    ]

    /// One line a source, process and pollutant, in the order of the files; handed over in pieces of CSV.
    ///
    /// A source without a number has an empty `emission_t` and says what is missing; what does not apply has no line.
    /// O(rows); memory is that of one piece.
    public func writeDetails<Failure: Error>(
        of inventory: Inventory, to sink: (consuming [UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        var writer = CSVWriter()
        writer.row(EmissionResult.detailHeader)
        try sink(writer.take())
        try writeDetailLines(of: inventory, to: sink)
        try sink(detailEnd)
    }

    /// The last lines: one for each pollutant whose total lacks source classes. Like a source without a number it has an
    /// empty `emission_t` and says what is missing. A table that is written row by row knows it behind the rows alone.
    var detailEnd: [UInt8] {
        var writer = CSVWriter()
        for (pollutant, text) in IncompleteTotals(self).plainLines {
            writer.row(
                EmissionResult.detailHeader.map {
                    $0 == "pollutant" ? pollutant : $0 == "assumptions" ? "incomplete:" + text : ""
                })
        }
        return writer.bytes
    }

    /// The same without the header.
    func writeDetailLines<Failure: Error>(
        of inventory: Inventory, to sink: (consuming [UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        for kind in kinds {
            let texts = DetailTexts(engine: kind.engine)
            for sheet in inventory.sheets where sheet.kind.name == kind.kind.name { try sink(texts.lines(of: sheet)) }
        }
    }
}

/// Writes the detail lines of rows; the texts that a case's rows share are made once.
final class DetailTexts: Sendable {
    private struct Text {
        let county: String
        let sector: String
        let pollutant: String
        let method: String
        let factors: String
        let assumptions: String
        let resolved: Resolved?
    }

    private let engine: KindEngine
    private let known = Mutex<[Int: Text?]>([:])

    init(engine: KindEngine) { self.engine = engine }

    /// The lines of all rows of a sheet.
    func lines(of sheet: Inventory.Sheet) -> [UInt8] {
        var findings = Findings()
        let table = sheet.table
        let emissions = engine.emissions(of: table, rows: 0..<table.rowCount, findings: &findings)
        var writer = CSVWriter()
        var texts: [Int: Text?] = [:]
        for row in 0..<table.rowCount {
            let name = sheet.sourceName(row: row)
            for line in engine.lines.indices {
                let key = Int(emissions.cases[row]) * engine.lines.count + line
                let shared: Text?
                if let made = texts[key] {
                    shared = made
                } else {
                    shared = text(key, line)
                    texts[key] = shared
                }
                guard let text = shared else { continue }
                let isFit = emissions.isFit(row, line: line)
                let emitted = Mass(micrograms: emissions.micrograms[line][row])
                let balance = (isFit ? text.resolved : nil).map { resolved in
                    func mass(_ quantity: Quantity) -> Mass? {
                        guard resolved.supplied(quantity) != nil, let place = engine.place(of: line, quantity) else {
                            return nil
                        }
                        return Mass(micrograms: emissions.micrograms[place][row])
                    }
                    return Balance(
                        emitted: emitted, generated: mass(.generated), fugitive: mass(.fugitive),
                        release: resolved.release)
                }
                let isBalanced = balance.map { !$0.hasUnknownGeneration } ?? false
                let isAssigned = text.resolved.map { $0.release != .unassigned } ?? false
                writer.row([
                    sheet.fileName, String(table.lines[row]), name, text.county, text.sector, text.pollutant,
                    text.method,
                    text.factors, balance?.emitted.tonnes() ?? "", isFit ? text.assumptions : "invalid",
                    isBalanced ? balance?.generated.tonnes() ?? "" : "",
                    isBalanced ? balance?.removed.tonnes() ?? "" : "",
                    isAssigned ? balance?.stack.tonnes() ?? "" : "",
                    isAssigned ? balance?.fugitive.tonnes() ?? "" : "",
                ])
            }
        }
        return writer.bytes
    }

    private func text(_ key: Int, _ line: Int) -> Text? {
        if let text = known.withLock({ $0[key] }) { return text }
        let text = make(key / engine.lines.count, line)
        known.withLock { $0[key] = text }
        return text
    }

    private func make(_ number: Int, _ line: Int) -> Text? {
        let resolved = engine.resolvedCase(number)
        let classes = Classification(engine: engine, case: resolved.case)
        let county = engine.word(Column.countyCode, of: resolved.case)
        let pollutant = engine.context.pollutants[engine.lines[line].pollutant]
        switch resolved.outcomes[line] {
        case .notApplicable: return nil
        case .missing(let needs):
            return Text(
                county: county, sector: classes.sector, pollutant: pollutant, method: "", factors: "",
                assumptions: "missing:" + (needs.first?.column ?? needs.first?.text.en ?? ""), resolved: nil)
        case .computed(let found):
            return Text(
                county: county, sector: classes.sector, pollutant: pollutant, method: found.method.id,
                factors: found.factors.map(\.id).joined(separator: ";"),
                assumptions: found.assumptions.map { $0.kind.rawValue + ":" + $0.subject }.joined(separator: ";"),
                resolved: found)
        }
    }
}
