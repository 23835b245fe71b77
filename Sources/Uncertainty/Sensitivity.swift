/// Which variable a result's variance comes from 方差贡献, by Sobol's indices.
package enum Sensitivity {
    /// A variable's share of the variance: alone, and with all that it does together with others.
    package struct Index: Sendable {
        /// What would go if the variable alone were known.
        package let first: Double
        /// What would be left if all others were known.
        package let total: Double
    }

    /// The indices of each variable, from `count` pairs of draws: Saltelli and others (2010) for the first order, Jansen
    /// (1999) for the total. `draw` gives draw k of variable v; those from `count` on are independent of those below it.
    package static func indices(
        variables: Int, count: Int, draw: (_ variable: Int, _ draw: Int) -> Double, of result: ([Double]) -> Double
    ) -> [Index] {
        guard count > 1 else { return [] }
        let base = (0..<count).map { k in (0..<variables).map { draw($0, k) } }
        let other = (0..<count).map { k in (0..<variables).map { draw($0, k + count) } }
        let (a, b) = (base.map(result), other.map(result))
        let all = Sample(a + b)
        let variance = all.deviation * all.deviation
        guard variance > 0 else { return Array(repeating: Index(first: 0, total: 0), count: variables) }
        return (0..<variables).map { variable in
            var (first, total) = (0.0, 0.0)
            for k in 0..<count {
                var mixed = base[k]
                mixed[variable] = other[k][variable]
                let value = result(mixed)
                // Around the mean, which loses fewer digits.
                first += (b[k] - all.mean) * (value - a[k])
                total += (a[k] - value) * (a[k] - value)
            }
            return Index(first: first / Double(count) / variance, total: total / Double(2 * count) / variance)
        }
    }
}
