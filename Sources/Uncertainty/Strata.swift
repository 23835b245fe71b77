/// A distribution cut into parts that are equally likely, each by the number in its middle: what a Latin hypercube draws from.
///
/// Variables of one distribution draw from the same numbers in orders of their own, so that exponentials and quantiles are worked
/// out once for all of them.
package struct Strata: Sendable {
    /// How many parts there are.
    package let count: Int
    /// The parts of the standard normal distribution.
    package let normal: [Double]

    /// So many parts.
    package init(count: Int) {
        self.count = count
        normal = (0..<count).map { StandardNormal.quantile((Double($0) + 0.5) / Double(count)) }
    }

    /// The number in the middle of each part, the smallest first.
    package func values(of distribution: Distribution) -> [Double] {
        switch distribution {
        case .normal(let mean, let deviation): return normal.map { mean + deviation * $0 }
        case .positiveNormal(let mean, let deviation) where mean > 9 * deviation:
            // Nothing of it lies below zero.
            return normal.map { mean + deviation * $0 }
        case .logNormal(let location, let scale): return normal.map { Elementary.exp(location + scale * $0) }
        default:
            let quantile = Quantile(distribution)
            return (0..<count).map { quantile((Double($0) + 0.5) / Double(count)) }
        }
    }
}
