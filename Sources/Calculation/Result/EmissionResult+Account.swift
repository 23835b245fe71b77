import Inventories
import Quantities
import Tables

extension Accumulator {
    /// Each row that was read was computed, once.
    func account(of rows: Int, _ kind: SourceKind) {
        Account.balance("rows of \(kind.name)", Int128(rows), [("computed", Int128(rowCount))])
    }
}

extension EmissionResult {
    /// What arises of each pollutant is removed or emitted, and what is emitted leaves by stacks, in the open or in a way that
    /// is not told apart.
    func account() {
        var sums = context.pollutants.map { _ in (emission: Mass.zero, balance: Balance()) }
        for kind in kinds where kind.engine.quantities.count > 1 {
            for number in kind.cases.indices where kind.holds(number) {
                for (line, outcome) in kind.cases[number].outcomes.enumerated() {
                    guard case .computed = outcome else { continue }
                    let pollutant = kind.engine.lines[line].pollutant
                    sums[pollutant].emission += Mass(micrograms: kind.sum(number, line))
                    sums[pollutant].balance += kind.balance(number, line)
                }
            }
        }
        for (pollutant, sum) in zip(context.pollutants, sums) {
            let (what, balance) = ("micrograms of \(pollutant)", sum.balance)
            Account.balance(
                what, balance.emitted.micrograms,
                [
                    ("stack", balance.stack.micrograms), ("fugitive", balance.fugitive.micrograms),
                    ("unassigned", balance.unassigned.micrograms),
                ])
            Account.balance(
                what, balance.generated.micrograms + balance.unbalanced.micrograms,
                [("emitted", balance.emitted.micrograms), ("removed", balance.removed.micrograms)])
            Account.balance(what, sum.emission.micrograms, [("emitted", balance.emitted.micrograms)])
        }
    }

    /// The lines of a table of totals add up to all that was to be in it, whatever they are grouped by.
    static func account(of totals: some Sequence<Totals>, by keys: [Grouping], whole: Mass) {
        Account.balance(
            "micrograms by \(keys.map(\.text).joined(separator: ", "))", whole.micrograms,
            [("in its lines", totals.reduce(0) { $0 + $1.emission.micrograms })])
    }
}
