package import Factors
package import Inventories
import Quantities
import Synchronization
package import Tables

extension KindEngine {
    /// An engine for a kind; `groups` names further word columns that results will be grouped by.
    package convenience init(of kind: SourceKind, in context: RunContext, groups: [String]) {
        self.init(kind: kind, context: context, groupings: groups)
    }

    /// The emissions of all rows of a table, with the case of each.
    package func emissions(of table: Table, findings: inout Findings) -> RowEmissions {
        emissions(of: table, rows: 0..<table.rowCount, findings: &findings)
    }

    /// The case of each row of a table.
    package func caseNumbers(of table: Table) -> [Int32] { caseNumbers(of: table, rows: 0..<table.rowCount) }

    /// The code text of a word column of a case.
    package func word(_ column: String, inCase number: Int32) -> String {
        word(column, of: resolvedCase(Int(number)).case)
    }

    /// The number that the methods take for rows of a case where the column is blank; `nil` where they take none.
    package func usedNumber(_ column: String, inCase number: Int32) -> Double? {
        for outcome in outcomes(ofCase: number) {
            guard case .computed(let resolved) = outcome else { continue }
            let emitted = resolved.emitted
            for (symbol, supply) in zip(emitted.formula.program.symbols, emitted.supplies) {
                guard let term = emitted.formula.term(symbol), term.column == column else { continue }
                guard case .value(let value) = supply else { continue }
                guard let unit = schema.column(column)?.unit, let ratio = term.unit.conversion(to: unit) else {
                    return value
                }
                return ratio.applied(to: value)
            }
        }
        return nil
    }

    /// A factor of the library for rows of a case; `keys` replaces the words of key columns.
    package func factor(
        _ table: String, parameter: String? = nil, keys: [String: String] = [:], inCase number: Int32
    ) -> Factor? {
        guard !lines.isEmpty else { return nil }
        let found = resolver(resolvedCase(Int(number)).case, 0)
        if case .found(let factor) = found.match(table, parameter: parameter, keys: keys) { return factor }
        return nil
    }

    /// The method that computes a line of a case, or `nil` where there is no number.
    package func method(ofLine line: Int, inCase number: Int32) -> Method? {
        if case .computed(let resolved) = outcomes(ofCase: number)[line] { return resolved.method }
        return nil
    }

    /// The columns that the method of a line looks at in a case, devices in place included; empty where there is no number.
    package func columns(ofLine line: Int, inCase number: Int32) -> Set<String> {
        guard case .computed(let resolved) = outcomes(ofCase: number)[line] else { return [] }
        let letters = resolved.emitted.formula.terms
        let key = "\(line) \(resolved.method.id) " + letters.map(\.symbol).joined(separator: " ")
        if let known = columnsOfMethods.withLock({ $0[key] }) { return known }
        let pollutant = pollutant(ofLine: line)
        var deciding = DecidingColumns(schema: schema, context: context)
        deciding.add(resolved.method)
        deciding.add(letters)
        if resolved.method.acceptsControl {
            if let train = FormulaComposer.train(of: pollutant, in: schema, context.library) { deciding.add(train) }
            deciding.add(GasPath(of: pollutant, in: schema, context.library).letters)
        }
        let columns = deciding.words.union(deciding.numbers).union(deciding.bands.keys)
            .union([Column.status, Column.method, Column.countyCode])
        columnsOfMethods.withLock { $0[key] = columns }
        return columns
    }

    /// Whether a cap acts on a line of a case.
    package func isCapped(line: Int, inCase number: Int32) -> Bool {
        if case .computed(let resolved) = outcomes(ofCase: number)[line] { return resolved.isCapped }
        return false
    }

    /// What a line of a case lacks; empty where it is computed or does not apply.
    package func needs(ofLine line: Int, inCase number: Int32) -> [Need] {
        if case .missing(let needs) = outcomes(ofCase: number)[line] { return needs }
        return []
    }

    /// What a line of a case lacks, a factor of its pollutant included; empty where there is a number or truly no emission.
    package func lacking(ofLine line: Int, inCase number: Int32) -> [Need] {
        switch outcomes(ofCase: number)[line] {
        case .computed: []
        case .missing(let needs): needs
        case .notApplicable(_, let lacking): lacking
        }
    }

    /// The factors that a line of a case is computed with.
    package func factors(ofLine line: Int, inCase number: Int32) -> [Factor] {
        if case .computed(let resolved) = outcomes(ofCase: number)[line] { return resolved.factors }
        return []
    }

    /// The sector of a case.
    package func sector(ofCase number: Int32) -> String {
        Classification(engine: self, case: resolvedCase(Int(number)).case).sector
    }

    /// The id of the source kind.
    package var kindName: String { schema.id }

    /// How many cases were met so far.
    package var caseCount: Int { cases.count }

    /// A vocabulary of the library.
    package func vocabulary(_ name: String) -> Vocabulary { context.library.vocabularies[name] }

    /// The name of a line's pollutant.
    package func pollutant(ofLine line: Int) -> String { context.pollutants[lines[line].pollutant] }
}
