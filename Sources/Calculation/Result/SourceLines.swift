package import Factors
import Inventories
package import Tables

/// How the rows of one case come to the emission of one line: what a report says about each number.
package struct LineBasis: Sendable {
    /// The process, such as exhaust.
    package let process: Process
    /// The pollutant.
    package let pollutant: String
    /// The state of the rows' results.
    package let state: ResultState
    /// The method, where there is a number.
    package let method: Method?
    /// The factors used, in the order of the formula.
    package let factors: [Factor]
    /// What the number rests on without being known.
    package let assumptions: [Assumption]
    /// Where the emission is released, where there is a number.
    package let release: Release?
    /// Whether what is generated is known.
    package let isGenerationKnown: Bool
    /// What is lacking, or why there is no such emission.
    package let reasons: [Label]

    /// The same of a row whose formula gives no number that can be true: it has none, and says why.
    fileprivate var withoutNumber: LineBasis {
        LineBasis(
            process: process, pollutant: pollutant, state: .missing, method: nil, factors: [], assumptions: [],
            release: nil, isGenerationKnown: false,
            reasons: [RowEmissions.impossible])
    }
}

/// What all rows of one case share.
package struct CaseBasis: Sendable {
    /// The county's code.
    package let county: String
    /// The sector's code.
    package let sector: String
    /// One entry for each line of the kind.
    package let lines: [LineBasis]
}

/// The emissions of all rows of one table, column by column.
package struct SourceLines: Sendable {
    /// The case of each row.
    package let cases: [Int32]
    /// Whole micrograms by line and row; 0 where the case gives no number.
    package let micrograms: [[Int64]]
    /// What is removed, where that is known; no rows where the engine computes no balance or nothing is removed.
    package let removed: [[Int64]]
    /// What leaves in the open of what is captured in part; no rows where there is none.
    package let fugitive: [[Int64]]
    /// By line the rows whose formula gives no number that can be true; they hold 0.
    package let misfits: [Set<Int>]
    /// The rows that have more of a part than of its whole.
    package let aboveWholes: [PartAboveWhole]

    /// The rows that any line has no such number of.
    private let unfit: Set<Int>

    fileprivate init(
        cases: [Int32], micrograms: [[Int64]], removed: [[Int64]], fugitive: [[Int64]], misfits: [Set<Int>],
        aboveWholes: [PartAboveWhole]
    ) {
        self.cases = cases
        self.micrograms = micrograms
        self.removed = removed
        self.fugitive = fugitive
        self.misfits = misfits
        self.aboveWholes = aboveWholes
        unfit = misfits.reduce(into: []) { $0.formUnion($1) }
    }

    /// How a row comes to its emissions: as all rows of its case, but lines whose number cannot be true have none.
    package func basis(_ basis: CaseBasis, ofRow row: Int) -> CaseBasis {
        guard unfit.contains(row) else { return basis }
        return CaseBasis(
            county: basis.county, sector: basis.sector,
            lines: basis.lines.enumerated().map { misfits[$0].contains(row) ? $1.withoutNumber : $1 })
    }
}

extension KindResult {
    /// How the rows of a case come to their emissions.
    package func basis(ofCase number: Int) -> CaseBasis {
        let resolved = engine.resolvedCase(number)
        let lines = engine.lines.enumerated().map { index, line -> LineBasis in
            let outcome = resolved.outcomes[index]
            var found: Resolved?
            if case .computed(let own) = outcome { found = own }
            return LineBasis(
                process: engine.processes[line.process], pollutant: engine.context.pollutants[line.pollutant],
                state: outcome.state, method: found?.method, factors: found?.factors ?? [],
                assumptions: found?.assumptions ?? [], release: found?.release,
                isGenerationKnown: found?.generated != nil, reasons: outcome.reasons)
        }
        return CaseBasis(
            county: engine.word(Column.countyCode, of: resolved.case),
            sector: Classification(engine: engine, case: resolved.case).sector, lines: lines)
    }

    /// Computes every row of a table of this kind again, row by row: O(rows).
    package func lines(of table: Table) -> SourceLines {
        var findings = Findings()
        let emissions = engine.emissions(of: table, rows: 0..<table.rowCount, findings: &findings)
        var outcomes: [[Outcome]?] = Array(repeating: nil, count: Int(emissions.cases.max() ?? -1) + 1)
        for number in emissions.cases where outcomes[Int(number)] == nil {
            outcomes[Int(number)] = engine.resolvedCase(Int(number)).outcomes
        }
        /// A quantity of the rows of a line; 0 where it is not known, which is asked once a case, nothing where all rows are 0.
        func column(
            _ quantity: Quantity, _ line: Int, where isKnown: (Resolved) -> Bool,
            _ value: (_ own: Int64, _ emitted: Int64) -> Int64
        ) -> [Int64] {
            guard let place = engine.place(of: line, quantity) else { return [] }
            let known = outcomes.map { outcomes in
                if case .computed(let resolved)? = outcomes?[line] { isKnown(resolved) } else { false }
            }
            guard known.contains(true) else { return [] }
            let (own, emitted) = (emissions.micrograms[place], emissions.micrograms[line])
            var values = emissions.cases.indices.map { row in
                known[Int(emissions.cases[row])] ? value(own[row], emitted[row]) : 0
            }
            for row in emissions.misfits[line] { values[row] = 0 }
            return values.contains { $0 != 0 } ? values : []
        }
        return SourceLines(
            cases: emissions.cases, micrograms: Array(emissions.micrograms.prefix(engine.lines.count)),
            removed: engine.lines.indices.map { line in
                column(.generated, line, where: { $0.generated != nil }) { $0 - $1 }
            },
            fugitive: engine.lines.indices.map { line in
                column(.fugitive, line, where: { $0.release == .captured }) { min($0, $1) }
            }, misfits: Array(emissions.misfits.prefix(engine.lines.count)), aboveWholes: emissions.aboveWholes)
    }
}
