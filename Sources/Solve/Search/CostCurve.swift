/// The least cost of every reduction of one dimension: the lower convex hull of each source's options, all increments in
/// the order of what a unit more costs. Each corner is the proven optimum for its own amount.
package struct CostCurve: Sendable {
    /// A source taking another option.
    package struct Step: Sendable {
        /// The source.
        package let source: Int
        /// The option that it now has.
        package let option: Int
        /// What is reached in all.
        package let amount: Int128
        /// What it costs in all.
        package let cost: Int128
        /// By how much the amount grew.
        package let moreAmount: Int64
        /// By how much the cost grew.
        package let moreCost: Int64
    }

    /// The option of each source at the beginning of the curve, where the cost is least.
    package let start: [Int]
    /// What is reached there.
    package let startAmount: Int128
    /// What it costs there.
    package let startCost: Int128
    /// The corners after that, in order.
    package let steps: [Step]

    /// The curve of a problem without rows, in one of its dimensions.
    package init(_ problem: ChoiceProblem, dimension: Int) {
        struct Increment {
            let source: Int32
            let option: Int32
            let amount: Int64
            let cost: Int64
        }
        let amounts = problem.amounts[dimension]
        let cost = problem.cost
        var start: [Int] = []
        start.reserveCapacity(problem.sourceCount)
        var increments: [Increment] = []
        var hull: [Int] = []
        for source in 0..<problem.sourceCount {
            let options = problem.starts[source]..<problem.starts[source + 1]
            var first = options.lowerBound
            for option in options
            where (cost[option], -amounts[option]) < (cost[first], -amounts[first]) { first = option }
            start.append(first)
            hull.removeAll(keepingCapacity: true)
            hull.append(first)
            let rest = options.filter { amounts[$0] > amounts[first] }
                .sorted { (amounts[$0], cost[$0], $0) < (amounts[$1], cost[$1], $1) }
            for option in rest {
                if let last = hull.last, amounts[last] == amounts[option] { continue }
                while hull.count > 1 {
                    let (a, b) = (hull[hull.count - 2], hull[hull.count - 1])
                    // The corner b lies on or above the line from a to here.
                    let left = Int128(cost[b] - cost[a]) * Int128(amounts[option] - amounts[a])
                    let right = Int128(cost[option] - cost[a]) * Int128(amounts[b] - amounts[a])
                    guard left >= right else { break }
                    hull.removeLast()
                }
                hull.append(option)
            }
            for (a, b) in zip(hull, hull.dropFirst()) {
                increments.append(
                    Increment(
                        source: Int32(source), option: Int32(b), amount: amounts[b] - amounts[a],
                        cost: cost[b] - cost[a]))
            }
        }
        increments.sort { a, b in
            let (left, right) = (Int128(a.cost) * Int128(b.amount), Int128(b.cost) * Int128(a.amount))
            return left != right ? left < right : (a.source, a.option) < (b.source, b.option)
        }
        var (reached, paid): (Int128, Int128) = (0, 0)
        for option in start {
            reached += Int128(amounts[option])
            paid += Int128(cost[option])
        }
        (startAmount, startCost) = (reached, paid)
        self.start = start
        var steps: [Step] = []
        steps.reserveCapacity(increments.count)
        for increment in increments {
            reached += Int128(increment.amount)
            paid += Int128(increment.cost)
            steps.append(
                Step(
                    source: Int(increment.source), option: Int(increment.option), amount: reached, cost: paid,
                    moreAmount: increment.amount, moreCost: increment.cost))
        }
        self.steps = steps
    }
}
