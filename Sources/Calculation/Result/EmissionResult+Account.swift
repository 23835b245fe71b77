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
    /// The tonnes of each pollutant are the same by sector, by county and altogether; what arises is removed or emitted, and
    /// what is emitted leaves by stacks, in the open or in a way that is not told apart.
    func account() {
        func totals(_ keys: String...) -> [Totals] { self.totals(by: keys.compactMap { Grouping($0) }) }
        let groups = [totals("sector", "pollutant"), totals("county", "pollutant")]
        for name in Set(context.pollutants).sorted() {
            let whole = self.total(of: name)
            for parts in groups {
                let own = parts.filter { $0.keys.last == name }
                Account.balance(
                    "micrograms of \(name)", whole.micrograms,
                    [("in parts", own.reduce(0) { $0 + $1.emission.micrograms })])
            }
        }
        for total in hasBalance ? totals("pollutant") : [] {
            let name = total.keys.last ?? ""
            guard let balance = total.balance else { continue }
            Account.balance(
                "micrograms of \(name)", balance.emitted.micrograms,
                [
                    ("stack", balance.stack.micrograms), ("fugitive", balance.fugitive.micrograms),
                    ("unassigned", balance.unassigned.micrograms),
                ])
            Account.balance(
                "micrograms of \(name)", balance.generated.micrograms + balance.unbalanced.micrograms,
                [("emitted", balance.emitted.micrograms), ("removed", balance.removed.micrograms)])
            Account.balance(
                "micrograms of \(name)", total.emission.micrograms, [("emitted", balance.emitted.micrograms)])
        }
    }
}
