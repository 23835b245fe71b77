package import Factors
package import Inventories
import Quantities
package import Tables

/// The emissions of the rows of one table, with the case of each row.
package struct TableEmissions: Sendable {
    /// The case of each row.
    package fileprivate(set) var cases: [Int32]
    /// Whole micrograms, by line and row.
    package fileprivate(set) var micrograms: [[Int64]]
    fileprivate var sums: PartialSums
}

/// Sums of emissions by kind and case, to which tables are added one by one; a result at any time.
package struct EmissionSums: Sendable {
    private var parts: [(engine: KindEngine, kind: SourceKind, total: PartialSums)] = []

    /// Nothing yet.
    package init() {}

    /// Adds the rows of a table.
    package mutating func add(_ emissions: TableEmissions, engine: KindEngine, kind: SourceKind) {
        if let i = parts.firstIndex(where: { $0.engine === engine }) {
            parts[i].total.merge(emissions.sums)
        } else {
            var total = PartialSums()
            total.merge(emissions.sums)
            parts.append((engine, kind, total))
        }
    }

    /// The sums after a change: what is in `before` leaves, what is in `after` comes.
    package func changed(from before: EmissionSums, to after: EmissionSums) -> EmissionSums {
        var result = self
        for (other, sign) in [(before, -1), (after, 1)] as [(EmissionSums, Int)] {
            for part in other.parts {
                var total = part.total
                if sign < 0 {
                    total.sums = total.sums.mapValues { $0.map { -$0 } }
                    total.counts = total.counts.mapValues { -$0 }
                }
                if let i = result.parts.firstIndex(where: { $0.engine === part.engine }) {
                    result.parts[i].total.merge(total)
                } else {
                    result.parts.append((part.engine, part.kind, total))
                }
            }
        }
        return result
    }

    /// The sums by case: each case of each engine with its micrograms by line.
    package func forEachCase(_ body: (KindEngine, Int32, [Int128]) -> Void) {
        for part in parts {
            for number in part.total.sums.keys.sorted() {
                if let masses = part.total.sums[number] { body(part.engine, Int32(number), masses) }
            }
        }
    }

    /// The total by pollutant, in the order of the context's pollutants.
    package func totals(in context: RunContext) -> [Int128] {
        var totals = [Int128](repeating: 0, count: context.pollutants.count)
        forEachCase { engine, _, masses in
            for (line, mass) in masses.enumerated() { totals[engine.lines[line].pollutant] += mass }
        }
        return totals
    }

    /// The sums as a result that can be asked for totals by anything.
    package func result(in context: RunContext, rejectedRows: Int = 0) -> EmissionResult {
        EmissionResult(
            context: context,
            kinds: parts.map { KindResult(engine: $0.engine, kind: $0.kind, total: $0.total) },
            rejectedRows: rejectedRows)
    }
}

extension KindEngine {
    /// An engine for a kind; `groups` names further word columns that results will be grouped by.
    package convenience init(of kind: SourceKind, in context: RunContext, groups: [String]) {
        self.init(kind: kind, context: context, groupings: groups)
    }

    /// The places of the columns that emissions depend on: a table of these alone gives the same numbers.
    package var relevantPlaces: Set<Int> {
        Set(layout.words.map(\.place) + layout.numbers.map(\.place) + layout.bands.map(\.place))
    }

    /// The emissions of all rows of a table.
    package func emissions(of table: Table, findings: inout Findings) -> TableEmissions {
        var result = TableEmissions(
            cases: [], micrograms: Array(repeating: [], count: lines.count), sums: PartialSums())
        result.cases.reserveCapacity(table.rowCount)
        for start in stride(from: 0, to: table.rowCount, by: 65_536) {
            let rows = start..<min(start + 65_536, table.rowCount)
            let part = emissions(of: table, rows: rows, findings: &findings)
            result.cases += part.cases
            for line in lines.indices { result.micrograms[line] += part.micrograms[line] }
            result.sums.merge(PartialSums(part, table: table, lines: lines.count))
        }
        return result
    }

    /// The case of each row of a table.
    package func caseNumbers(of table: Table) -> [Int32] { caseNumbers(of: table, rows: 0..<table.rowCount) }

    /// The code text of a word column of a case.
    package func word(_ column: String, inCase number: Int32) -> String {
        word(column, of: resolvedCase(Int(number)).case)
    }

    /// The number that the methods take for rows of a case where the column is blank; `nil` where they take none.
    package func usedNumber(_ column: String, inCase number: Int32) -> Double? {
        for outcome in resolvedCase(Int(number)).outcomes {
            guard case .computed(let resolved) = outcome else { continue }
            for (symbol, supply) in zip(resolved.method.program.symbols, resolved.supplies) {
                guard let term = resolved.method.term(symbol), term.column == column else { continue }
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
        guard let line = lines.first else { return nil }
        let found = resolver(resolvedCase(Int(number)).case, line)
        if case .found(let factor) = found.match(table, parameter: parameter, keys: keys) { return factor }
        return nil
    }

    /// The method that computes a line of a case, or `nil` where there is no number.
    package func method(ofLine line: Int, inCase number: Int32) -> Method? {
        if case .computed(let resolved) = resolvedCase(Int(number)).outcomes[line] { return resolved.method }
        return nil
    }

    /// What a line of a case lacks; empty where it is computed or does not apply.
    package func needs(ofLine line: Int, inCase number: Int32) -> [Need] {
        if case .missing(let needs) = resolvedCase(Int(number)).outcomes[line] { return needs }
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
