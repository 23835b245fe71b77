/// Propagation of errors to first order 误差传递, the approach 1 of IPCC 2006 V1 chapter 3: what a result would change by
/// where each variable changes by its standard deviation, squared and summed.
package struct Propagation: Sendable {
    /// By variable the change of the result for one standard deviation.
    package private(set) var effects: [Double] = []
    /// The variance that no shared variable brings: errors of single sources.
    package private(set) var ownVariance = 0.0

    /// Nothing yet.
    package init() {}

    /// Adds a variable: by how much the result changes with it, and how uncertain it is.
    package mutating func add(derivative: Double, deviation: Double) { effects.append(derivative * deviation) }

    /// Adds errors that are independent of all others.
    package mutating func add(variance: Double) { ownVariance += variance }

    /// The variance of the result.
    package var variance: Double { effects.reduce(ownVariance) { $0 + $1 * $1 } }
    /// The standard deviation of the result.
    package var deviation: Double { variance.squareRoot() }

    /// Each variable's share of the variance.
    package var shares: [Double] {
        let variance = variance
        return effects.map { variance > 0 ? $0 * $0 / variance : 0 }
    }

    /// The half-width of the interval that holds a share `level`, as a share of the result; `nil` of nothing.
    package func halfWidth(of result: Double, level: Double = 0.95) -> Double? {
        result == 0 ? nil : StandardNormal.coverage(level) * deviation / abs(result)
    }
}
