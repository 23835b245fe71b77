/// Prices of the rows of a problem, in whole numbers, so that what follows from them is exact: a price is `value` parts of
/// 10^−`digits` cost units (yuan) for a unit (a tonne) of the row.
package struct Prices: Sendable, Equatable {
    /// The price of each row, in parts of 10^−`digits`.
    package var values: [Int64]
    /// How many decimals the price of each row has.
    package var digits: [Int]

    /// Prices.
    package init(values: [Int64], digits: [Int]) {
        self.values = values
        self.digits = digits
    }
}

/// How prices of a problem are rounded to whole numbers.
struct PriceScale: Sendable {
    /// How many decimals the price of each row has.
    let digits: [Int]
    /// The decimals in which costs and priced amounts are added.
    let common: Int
    /// What a cost is multiplied with, to stand in the common decimals.
    let costFactor: Int128
    /// What a price times an amount is multiplied with.
    let factors: [Int128]

    /// Costs and amounts are added to this many decimals: 10¹⁴ of them fit into 128 bits.
    private static let most = 24

    init(_ problem: ChoiceProblem) {
        let digits = problem.rows.map { max(0, min(15, PriceScale.most - problem.decimals[$0.dimension])) }
        self.init(problem, digits: digits)
    }

    init(_ problem: ChoiceProblem, digits: [Int]) {
        self.digits = digits
        var common = problem.costDecimals
        for (row, digits) in zip(problem.rows, digits) {
            common = max(common, digits + problem.decimals[row.dimension])
        }
        self.common = common
        costFactor = PriceScale.power(common - problem.costDecimals)
        factors = zip(problem.rows, digits).map { PriceScale.power(common - $1 - problem.decimals[$0.dimension]) }
    }

    /// The prices rounded; those that are too large for whole numbers as large as there are.
    func rounded(_ prices: [Double]) -> Prices {
        Prices(
            values: zip(prices, digits).map { price, digits in
                let scaled = (max(0, price) * Double(PriceScale.power(digits))).rounded()
                return scaled < 9e17 ? Int64(scaled) : 900_000_000_000_000_000
            }, digits: digits)
    }

    /// Prices as numbers.
    func double(_ prices: Prices) -> [Double] {
        zip(prices.values, prices.digits).map { Double($0) / Double(PriceScale.power($1)) }
    }

    static func power(_ exponent: Int) -> Int128 {
        var result: Int128 = 1
        for _ in 0..<max(0, exponent) { result *= 10 }
        return result
    }
}

extension ChoiceProblem {
    /// What no choice can cost less than, by weak duality: `Σ min (cost − priced amounts) + Σ price · bound`, exactly, in
    /// whole parts of a cost and rounded up (every cost is whole). `nil` where prices are too large to add.
    package func bound(_ prices: Prices, live: [Bool]? = nil) -> Int128? {
        exactBound(prices, PriceScale(self, digits: prices.digits), live: live)?.value
    }

    /// The bound, and by how much each option's own is above the least of its source where wanted.
    func exactBound(
        _ prices: Prices, _ scale: PriceScale, live: [Bool]?, regrets: UnsafeMutablePointer<Int128>? = nil
    ) -> (value: Int128, scaled: Int128)? {
        // Sizes first, in floating point: whole numbers of 128 bits must not overflow.
        var total: Int128 = 0
        var size = 0.0
        var multipliers: [[(dimension: Int, value: Int128)]] = Array(repeating: [], count: groupCount)
        for (place, row) in rows.enumerated() where prices.values[place] != 0 {
            let value = Int128(prices.values[place])
            let (term, overflow) = (value * scale.factors[place]).multipliedReportingOverflow(by: row.bound)
            guard !overflow else { return nil }
            size += abs(term.asDouble)
            total += term
            let signed = value * scale.factors[place] * Int128(row.sign)
            for group in row.group.map({ $0...$0 }) ?? 0...(groupCount - 1) {
                if let known = multipliers[group].firstIndex(where: { $0.dimension == row.dimension }) {
                    multipliers[group][known].value += signed
                } else {
                    multipliers[group].append((row.dimension, signed))
                }
            }
        }
        guard size < 1e37 else { return nil }
        for group in 0..<groupCount {
            let multipliers = multipliers[group]
            for source in groupStarts[group]..<groupStarts[group + 1] {
                var least: Int128?
                for option in starts[source]..<starts[source + 1] where live?[option] ?? true {
                    var value = Int128(cost[option]) * scale.costFactor
                    for (dimension, multiplier) in multipliers {
                        let (priced, overflow) = multiplier.multipliedReportingOverflow(
                            by: Int128(amounts[dimension][option]))
                        guard !overflow, priced.magnitude < 1 << 122 else { return nil }
                        value -= priced
                    }
                    regrets?[option] = value
                    least = min(least ?? value, value)
                }
                guard let least else { return nil }
                total += least
                guard total.magnitude < 1 << 125 else { return nil }
                if let regrets {
                    for option in starts[source]..<starts[source + 1] where live?[option] ?? true {
                        regrets[option] -= least
                    }
                }
            }
        }
        return (ChoiceProblem.roundedUp(total, scale.costFactor), total)
    }

    /// A whole number of parts divided, rounded up.
    static func roundedUp(_ value: Int128, _ divisor: Int128) -> Int128 {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder > 0 ? quotient + 1 : quotient
    }
}

extension Int128 {
    /// The nearest number, or one of the two nearest; the standard conversion is generic and slow.
    var asDouble: Double {
        let magnitude = magnitude
        let value =
            Double(UInt64(truncatingIfNeeded: magnitude >> 64)) * 0x1p64 + Double(UInt64(truncatingIfNeeded: magnitude))
        return self < 0 ? -value : value
    }
}
