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
        var known: [Int32: CaseResolver.Passing] = [:]
        return (0..<table.rowCount).map { row in
            let number = cases[row]
            let passing = known[number] ?? resolver(resolvedCase(Int(number)).case, line).passing()
            known[number] = passing
            guard let supplied = passing.ofOneGram else { return 1 }
            guard assuming || !passing.isAssumed else { return .nan }
            return micrograms(of: supplied, table: table, row: row) / 1e6
        }
    }
}
