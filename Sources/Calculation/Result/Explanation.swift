public import Factors
public import Inventories
public import Quantities
public import Tables

/// The calculation sheet 核算过程 of one number: the formula in letters, then with numbers, then where each came from.
///
/// It is the same formula evaluated for one row: its result has the same bits as the computed column.
public struct Explanation: Sendable {
    /// The source's name.
    public let source: String
    /// Where its row stands.
    public let location: Location
    /// The process, such as exhaust.
    public let process: Label
    /// The pollutant.
    public let pollutant: String
    /// The state of the result.
    public let state: ResultState
    /// The method, where there is a number.
    public let method: Method?
    /// The method's formula with the devices and the cap in place, where there is a number.
    public let formula: Formula?
    /// The terms in the order of the formula.
    public let terms: [ExplanationPart]
    /// The rules that the method is used by, with their documents.
    public let rules: [Factor]
    /// The emission, where there is a number.
    public let emission: Mass?
    /// What is generated and removed, and how the emission is released; where there is a number.
    public let balance: Balance?
    /// The assumptions that it rests on.
    public let assumptions: [Assumption]
    /// What is lacking, or why there is no such emission.
    public let reasons: [Label]
    /// What other possible methods would give.
    public let alternatives: [(method: Method, emission: Mass)]
}

extension EmissionResult {
    /// The calculation sheets of one row: one for each process that emits the pollutant.
    public func explanations(of sheet: Inventory.Sheet, row: Int, pollutant: String) -> [Explanation] {
        guard let kind = kinds.first(where: { $0.kind.name == sheet.kind.name }) else { return [] }
        let engine = kind.engine
        let number = Int(engine.caseNumbers(of: sheet.table, rows: row..<row + 1)[0])
        let resolved = engine.resolvedCase(number)
        return engine.lines.enumerated().compactMap { index, line in
            guard context.pollutants[line.pollutant] == pollutant else { return nil }
            return engine.explanation(resolved, line: index, sheet: sheet, row: row)
        }
    }
}

extension KindEngine {
    func explanation(_ resolved: ResolvedCase, line index: Int, sheet: Inventory.Sheet, row: Int) -> Explanation {
        let line = lines[index]
        let outcome = resolved.outcomes[index]
        var method: Method?
        var formula: Formula?
        var terms: [ExplanationPart] = []
        var rules: [Factor] = []
        var emission: Mass?
        var balance: Balance?
        var assumptions: [Assumption] = []
        var alternatives: [(method: Method, emission: Mass)] = []
        if case .computed(let found) = outcome {
            method = found.method
            formula = found.emitted.formula
            terms = parts(of: found.emitted, table: sheet.table, row: row)
            rules = found.rules
            emission = mass(of: found.emitted, table: sheet.table, row: row)
            balance = emission.map { emitted in
                func mass(_ supplied: Supplied?) -> Mass? {
                    supplied.flatMap { self.mass(of: $0, table: sheet.table, row: row) }
                }
                return Balance(
                    emitted: emitted, generated: mass(found.generated).map { max($0, emitted) },
                    fugitive: mass(found.fugitive), release: found.release)
            }
            assumptions = found.assumptions
            for other in found.alternatives {
                let resolver = resolver(resolved.case, index)
                if case .success(let alternative) = resolver.attempt(other),
                    let value = mass(of: alternative.emitted, table: sheet.table, row: row)
                {
                    alternatives.append((other, value))
                }
            }
        }
        return Explanation(
            source: sheet.sourceName(row: row), location: sheet.table.location(row: row),
            process: processes[line.process].label, pollutant: context.pollutants[line.pollutant],
            state: outcome.state, method: method, formula: formula, terms: terms, rules: rules, emission: emission,
            balance: balance,
            assumptions: assumptions, reasons: outcome.reasons, alternatives: alternatives)
    }

    private func value(_ supply: Supply, _ table: Table, _ row: Int) -> Double {
        switch supply {
        case .value(let value): value
        case .column(let place): if case .numbers(let numbers) = table.cells[place] { numbers[row] } else { .nan }
        }
    }

    private func mass(of found: Supplied, table: Table, row: Int) -> Mass? {
        Mass.emission(micrograms: micrograms(of: found, table: table, row: row)).map { Mass(micrograms: $0) }
    }

    /// What a formula comes to for a row.
    func micrograms(of found: Supplied, table: Table, row: Int) -> Double {
        let symbols = found.formula.program.symbols
        let values = Dictionary(
            uniqueKeysWithValues: zip(symbols, found.supplies.map { value($0, table, row) }))
        return found.formula.micrograms { values[$0] ?? .nan }
    }

    private func parts(of found: Supplied, table: Table, row: Int) -> [ExplanationPart] {
        zip(found.formula.program.symbols, zip(found.supplies, found.provenance)).compactMap { symbol, origin in
            guard let term = found.formula.term(symbol) else { return nil }
            return ExplanationPart(
                symbol: symbol, label: term.label, value: value(origin.0, table, row), unit: term.unit,
                provenance: origin.1)
        }
    }
}
