import Quantities
package import Tables

extension KindEngine {
    /// The share of a pollutant that passes the devices of each row: 1 where a row has none. NaN where the removal or the
    /// capture of a device in place is not known; with `assuming` what the methods then take: nothing is removed.
    package func passing(_ pollutant: String, of table: Table, assuming: Bool) -> [Double] {
        guard let line = lines.indices.first(where: { context.pollutants[lines[$0].pollutant] == pollutant }) else {
            return Array(repeating: 1, count: table.rowCount)
        }
        let cases = caseNumbers(of: table)
        func passing(_ number: Int32) -> CaseResolver.Passing {
            resolver(resolvedCase(Int(number)).case, line).passing()
        }
        // Below zero where rows of the case differ.
        var shares = memo.values("passing \(pollutant) \(assuming)", of: cases) { number in
            let passing = passing(number)
            guard let supplied = passing.ofOneGram else { return 1 }
            guard assuming || !passing.isAssumed else { return .nan }
            let isAlike = supplied.supplies.allSatisfy { if case .value = $0 { true } else { false } }
            return isAlike && table.rowCount > 0 ? micrograms(of: supplied, table: table, row: 0) / 1e6 : -1
        }
        var known: [Int32: Supplied] = [:]
        for row in shares.indices where shares[row] < 0 {
            guard let supplied = known[cases[row]] ?? passing(cases[row]).ofOneGram else { continue }
            known[cases[row]] = supplied
            shares[row] = micrograms(of: supplied, table: table, row: row) / 1e6
        }
        return shares
    }
}
