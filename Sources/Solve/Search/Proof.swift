/// Why nothing costs less than a bound: prices for all of a problem, and the steps by which what they leave was divided.
///
/// Anyone with the numbers of the problem can follow it. In each part, beginning with the whole: take away options with
/// which a row cannot be kept; add up `Σ min (cost − priced amounts) + Σ price · bound`, and where that is no less than the
/// bound the part is done; take away options that raise the sum to the bound; go on with the two parts that the step names.
package struct Proof: Sendable {
    /// The bound.
    package var bound: Int128
    /// Prices of all rows.
    package var prices: Prices
    /// The steps behind them; their prices are of `rows`. Empty where the prices alone are enough.
    var steps: [BranchAndBound.Step] = []
    /// The rows of the problem that the steps' prices are of.
    var rows: [Int] = []
    /// The source and the option of the problem that each step's branch names.
    var sources: [Int] = []
    var options: [Int] = []
}
