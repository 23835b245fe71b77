/// The cheapest choice found for a problem, and what none can cost less than.
package struct Optimum: Sendable {
    /// The option of each source, or `nil` where none was found that keeps to the rows.
    package var choice: [Int]?
    /// What it costs.
    package var cost: Int128
    /// What no choice costs less than.
    package var bound: Int128
    /// Whether it is proved that no choice keeps to the rows.
    package var isInfeasible: Bool
    /// The prices of the rows.
    package var prices: Prices
    /// What no choice costs less than by the prices alone.
    package var priceBound: Int128?
    /// Why no choice costs less than the bound.
    package var proof: Proof?

    /// How far the cost may be above the least, as a share.
    package var gap: Double {
        guard choice != nil else { return .infinity }
        let short = (cost - bound).asDouble
        return short <= 0 ? 0 : cost == 0 ? .infinity : short / abs(cost.asDouble)
    }
}
