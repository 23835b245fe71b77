import Quantities
import Uncertainty

/// Signed masses with what may become of them: sums by the ratios that shared variables make, and the variance of errors
/// that rows have of their own.
///
/// A case's sum over its rows times the ratio of what is drawn to what is stated is the very result of computing all rows
/// again, so draws are made on cases, never on rows.
struct UncertainSums {
    /// A product of ratios that masses are multiplied by, by the numbers of its factors among the draws; no factor is 1.
    private struct Product: Hashable {
        let factors: [Int]
    }

    /// The mass, stated.
    private(set) var mass: Int128 = 0
    /// All that was added and taken away, without sign, and of it what all data have a range of.
    private var gross = 0.0
    private var quantified = 0.0
    /// Micrograms by product.
    private var weights: [Product: Double] = [:]
    /// The variance that errors of rows bring, in micrograms squared.
    private(set) var ownVariance = 0.0

    /// The share of it of which all data have a range; `nil` of nothing.
    var quantifiedShare: Double? { gross > 0 ? quantified / gross : nil }

    /// Whether anything about it is known to vary.
    var isUncertain: Bool { ownVariance > 0 || weights.contains { !$0.key.factors.isEmpty && $0.value != 0 } }

    /// Adds a multiple of a case's line; a negative one takes it away.
    mutating func add(_ kind: KindResult, _ number: Int, _ line: Int, times factor: Double = 1, _ ratios: RatioTable) {
        let whole = kind.sum(number, line)
        func times(_ mass: Int128) -> Int128 {
            factor == 1 ? mass : factor == -1 ? -mass : Int128((Double(mass) * factor).rounded(.toNearestOrEven))
        }
        mass += times(whole)
        guard let spread = kind.cases[number].spreads[line] else {
            gross += abs(Double(whole) * factor)
            add(Double(whole) * factor, [])
            return
        }
        gross += abs(Double(whole) * factor)
        if spread.isQuantified { quantified += abs(Double(whole) * factor) }
        let width = kind.engine.width
        var rest = whole
        for place in spread.parts.indices.dropFirst() {
            let own = kind.sums[number * width + kind.engine.place(of: line, part: place - 1)]
            let signed = spread.parts[place].isNegative ? -own : own
            rest -= signed
            add(Double(signed) * factor, ratios.numbers(of: spread.parts[place]))
        }
        add(Double(rest) * factor, spread.parts.first.map { ratios.numbers(of: $0) } ?? [])
    }

    /// Adds the errors that the rows of a case's line have of their own.
    mutating func addErrors(_ kind: KindResult, _ number: Int, _ line: Int, times factor: Double = 1) {
        guard !kind.squares.isEmpty, let spread = kind.cases[number].spreads[line] else { return }
        let width = kind.engine.width
        for own in spread.own {
            let cell = own.part.map { kind.engine.place(of: line, part: $0) } ?? line
            let deviation = own.deviation * factor
            ownVariance += max(kind.squares[number * width + cell], 0) * 1e12 * deviation * deviation
        }
    }

    /// Adds a mass that is known exactly.
    mutating func add(exact micrograms: Int128) {
        mass += micrograms
        gross += abs(Double(micrograms))
        quantified += abs(Double(micrograms))
        add(Double(micrograms), [])
    }

    private mutating func add(_ mass: Double, _ factors: [Int]) {
        weights[Product(factors: factors), default: 0] += mass
    }

    /// The products with their micrograms, in an order that does not depend on the order of adding.
    private func ordered(_ ratios: RatioTable) -> [(factors: [Int], weight: Double)] {
        weights.map { ($0.key.factors, $0.value) }.sorted { a, b in
            a.0.lexicographicallyPrecedes(b.0) { ratios.rank($0) < ratios.rank($1) }
        }
    }

    /// What each shared variable changes the mass by, for one standard deviation of it, to first order.
    func effects(_ ratios: RatioTable) -> [Int: Double] {
        var effects: [Int: Double] = [:]
        for (factors, weight) in ordered(ratios) {
            for factor in factors {
                for (variable, slope) in ratios.slopes(factor) {
                    effects[variable, default: 0] += weight * slope * ratios.deviation(variable)
                }
            }
        }
        return effects
    }

    /// The mass in micrograms in each draw; never below zero where `isMass`.
    func draws(_ ratios: RatioTable, key: String, isMass: Bool) -> [Double] {
        var sums = sharedDraws(ratios)
        addOwnErrors(to: &sums, ratios, key: key, isMass: isMass)
        if isMass { for k in sums.indices { sums[k] = max(sums[k], 0) } }
        return sums
    }

    /// The mass in each draw by what is shared, without the errors of rows.
    func sharedDraws(_ ratios: RatioTable) -> [Double] {
        let count = ratios.count
        var sums = [Double](repeating: 0, count: count)
        var product = [Double](repeating: 1, count: count)
        for (factors, weight) in ordered(ratios) {
            guard let first = factors.first else {
                for k in 0..<count { sums[k] += weight }
                continue
            }
            let column = ratios.draws(first)
            if factors.count == 1 {
                sums.withUnsafeMutableBufferPointer { sums in
                    column.withUnsafeBufferPointer { column in
                        for k in 0..<count { sums[k] += weight * column[k] }
                    }
                }
                continue
            }
            product = column
            for factor in factors.dropFirst() {
                let column = ratios.draws(factor)
                product.withUnsafeMutableBufferPointer { product in
                    column.withUnsafeBufferPointer { column in
                        for k in 0..<count { product[k] *= column[k] }
                    }
                }
            }
            for k in 0..<count { sums[k] += weight * product[k] }
        }
        return sums
    }

    /// Errors of rows: normal around the sum, log-normal where they are wide against a mass.
    private func addOwnErrors(to sums: inout [Double], _ ratios: RatioTable, key: String, isMass: Bool) {
        guard ownVariance > 0 else { return }
        let deviation = ownVariance.squareRoot()
        let whole = Double(mass)
        let cube = LatinHypercube(count: ratios.count, seed: ratios.seed, stream: Philox.stream(of: "rows|" + key))
        guard isMass, whole > 0 else {
            for k in sums.indices { sums[k] += deviation * StandardNormal.quantile(cube.share(k)) }
            return
        }
        let ratio = deviation / whole
        let quantile = Quantile(
            ratio > 0.3
                ? .logNormal(mean: 1, deviation: ratio) : .positiveNormal(mean: 1, deviation: ratio))
        for k in sums.indices { sums[k] *= quantile(cube.share(k)) }
    }
}
