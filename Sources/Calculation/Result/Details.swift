import Factors
public import Inventories
import Quantities
import Tables

extension EmissionResult {
    /// The header of the detail table.
    public static let detailHeader = [
        "table", "row", "source_id", "county_code", "sector", "pollutant", "method", "factor_id", "emission_t",
        "assumptions",
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
        for kind in kinds {
            var texts = DetailTexts(kind: kind, result: self)
            for sheet in inventory.sheets where sheet.kind.id == kind.kind.id {
                for start in stride(from: 0, to: sheet.table.rowCount, by: 16_384) {
                    let rows = start..<min(start + 16_384, sheet.table.rowCount)
                    var findings = Findings()
                    let emissions = kind.engine.emissions(of: sheet.table, rows: rows, findings: &findings)
                    for row in rows {
                        let number = Int(emissions.cases[row - start])
                        for line in kind.engine.lines.indices {
                            guard let text = texts.text(number, line) else { continue }
                            let mass = Mass(micrograms: emissions.micrograms[line][row - start])
                            writer.row([
                                sheet.fileName, String(sheet.table.lines[row]), sheet.sourceName(row: row), text.county,
                                text.sector, text.pollutant, text.method, text.factors,
                                text.isComputed ? mass.tonnes() : "", text.assumptions,
                            ])
                        }
                    }
                    try sink(writer.take())
                }
            }
        }
        try sink(writer.take())
    }
}

/// The texts of a case's line, made once.
private struct DetailTexts {
    struct Text {
        let county: String
        let sector: String
        let pollutant: String
        let method: String
        let factors: String
        let assumptions: String
        let isComputed: Bool
    }

    let kind: KindResult
    let result: EmissionResult
    private var known: [Int: Text?] = [:]

    init(kind: KindResult, result: EmissionResult) {
        self.kind = kind
        self.result = result
    }

    mutating func text(_ number: Int, _ line: Int) -> Text? {
        let key = number * kind.engine.lines.count + line
        if let text = known[key] { return text }
        let text = make(number, line)
        known[key] = text
        return text
    }

    private func make(_ number: Int, _ line: Int) -> Text? {
        let engine = kind.engine
        let resolved = engine.resolvedCase(number)
        let classes = Classification(engine: engine, case: resolved.case)
        let county = engine.word("county_code", of: resolved.case)
        let pollutant = result.context.pollutants[engine.lines[line].pollutant]
        switch resolved.outcomes[line] {
        case .notApplicable: return nil
        case .missing(let needs):
            return Text(
                county: county, sector: classes.sector, pollutant: pollutant, method: "", factors: "",
                assumptions: "missing:" + (needs.first?.column ?? needs.first?.text.en ?? ""), isComputed: false)
        case .computed(let found):
            return Text(
                county: county, sector: classes.sector, pollutant: pollutant, method: found.method.id,
                factors: found.factors.map(\.id).joined(separator: ";"),
                assumptions: found.assumptions.map { $0.kind.rawValue + ":" + $0.subject }.joined(separator: ";"),
                isComputed: true)
        }
    }
}
