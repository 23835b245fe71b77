/// Finds the prices of the rows at which weak duality bounds the cost best: Dantzig and Wolfe's decomposition, with a
/// column for each group of sources, smoothed.
struct PriceSearch: Sendable {
    /// A choice of one group, as a column of the master.
    struct Column: Sendable {
        let group: Int
        let cost: Double
        let sums: [Double]
        /// The option of each source of the group; empty where not kept.
        let choice: [Int32]
    }

    /// What was found.
    struct Outcome: Sendable {
        /// The price of each row.
        var prices: [Double]
        /// The bound that they give, in floating point.
        var bound: Double
        /// The choices that the best mixture is made of.
        var mixture: [(column: Column, weight: Double)]
        /// Whether the mixture keeps to the rows.
        var isFeasible: Bool
        /// How much was done, in options looked at.
        var work: Int
    }

    let problem: ChoiceProblem
    private let costUnit: Double
    private let units: [Double]
    private let rowsOfGroup: [[Int]]
    private let bounds: [Double]
    /// The size of each row, by which the master's is divided.
    private let rowScale: [Double]
    private let costScale: Double

    init(_ problem: ChoiceProblem) {
        self.problem = problem
        let costUnit = 1 / Double(PriceScale.power(problem.costDecimals))
        let units = problem.decimals.map { 1 / Double(PriceScale.power($0)) }
        self.costUnit = costUnit
        self.units = units
        rowsOfGroup = (0..<problem.groupCount).map(problem.rows(of:))
        bounds = problem.rows.map { $0.bound.asDouble * units[$0.dimension] }
        var most = 0.0
        for source in 0..<problem.sourceCount {
            var largest = 0.0
            for option in problem.starts[source]..<problem.starts[source + 1] {
                largest = max(largest, abs(Double(problem.cost[option]) * costUnit))
            }
            most += largest
        }
        costScale = most > 0 ? most : 1
        var sizes: [[Double]] = []
        for (amounts, unit) in zip(problem.amounts, units) {
            sizes.append(
                (0..<problem.groupCount).map { group in
                    var sum = 0.0
                    for source in problem.groupStarts[group]..<problem.groupStarts[group + 1] {
                        var largest = 0.0
                        for option in problem.starts[source]..<problem.starts[source + 1] {
                            largest = max(largest, abs(Double(amounts[option]) * unit))
                        }
                        sum += largest
                    }
                    return sum
                })
        }
        rowScale = zip(problem.rows, bounds).map { row, bound in
            let size = row.group.map { sizes[row.dimension][$0] } ?? sizes[row.dimension].reduce(0, +)
            let scale = max(abs(bound), size * 1e-3)
            return scale > 0 ? scale : 1
        }
    }

    /// Searches. `live` are the options that may be chosen, `start` prices to begin with, `pool` choices that are known.
    func best(
        live: [Bool]? = nil, start: [Double]? = nil, pool: [Column] = [], keepsChoices: Bool, smoothing: Double = 0,
        tolerance: Double = 1e-9, rounds: Int = 2_000
    ) -> Outcome {
        let rows = problem.rows
        var known: [Column] = []
        func entries(_ column: Column) -> [(Int, Double)] {
            rowsOfGroup[column.group].map { row in
                (row, Double(rows[row].sign) * column.sums[rows[row].dimension] / rowScale[row])
            }
        }
        let begin = start ?? Array(repeating: 0, count: rows.count)
        var (columns, bestBound) = priced(begin, live, keepsChoices)
        var work = problem.optionCount
        var bestPrices = begin
        var master = Master(
            bounds: zip(bounds, rowScale).map { $0 / $1 },
            first: columns.map { ($0.cost / costScale, entries($0)) }, shortageCost: 10)
        known = columns
        for column in pool {
            master.add(cost: column.cost / costScale, entries: entries(column), group: column.group)
            known.append(column)
        }
        let first = 2 * rows.count
        var penalty = 10.0
        var round = 0
        var isFeasible = false
        while round < rounds {
            round += 1
            master.optimise()
            let objective = master.objective * costScale
            let scaled = Array(master.duals[..<rows.count])
            let duals = scaled.indices.map { max(0, scaled[$0]) * costScale / rowScale[$0] }
            let weights = master.duals[rows.count...].map { $0 * costScale }
            let close = tolerance * max(abs(objective), abs(bestBound), costScale * 1e-9)
            var isDone = objective - bestBound <= close
            if !isDone {
                var asked = duals
                if smoothing > 0 {
                    for row in asked.indices { asked[row] = smoothing * bestPrices[row] + (1 - smoothing) * duals[row] }
                }
                var added = 0
                for attempt in 0..<2 {
                    let bound: Double
                    (columns, bound) = priced(asked, live, keepsChoices)
                    work += problem.optionCount
                    if bound > bestBound { (bestBound, bestPrices) = (bound, asked) }
                    for column in columns {
                        var reduced = column.cost - weights[column.group]
                        for row in rowsOfGroup[column.group] {
                            reduced -= duals[row] * Double(rows[row].sign) * column.sums[rows[row].dimension]
                        }
                        guard reduced < -close / Double(4 * problem.groupCount) else { continue }
                        master.add(cost: column.cost / costScale, entries: entries(column), group: column.group)
                        known.append(column)
                        added += 1
                    }
                    if added > 0 || attempt == 1 || smoothing == 0 { break }
                    asked = duals
                }
                isDone = added == 0
            }
            guard isDone else { continue }
            isFeasible = master.shortage < 1e-9
            // A shortage that stays may only be too cheap.
            if isFeasible || penalty > 1e9 || bestBound > costScale * 2 { break }
            penalty *= 100
            master.raise(shortageCost: penalty)
        }
        return Outcome(
            prices: bestPrices, bound: bestBound,
            mixture: master.weights.map { (known[$0.column - first], $0.weight) }, isFeasible: isFeasible,
            work: work + master.work)
    }

    /// The best choice of each group at prices, and the bound they give.
    func priced(_ prices: [Double], _ live: [Bool]?, _ keepsChoices: Bool) -> (columns: [Column], bound: Double) {
        var bound = 0.0
        for row in prices.indices { bound += prices[row] * bounds[row] }
        var columns: [Column] = []
        columns.reserveCapacity(problem.groupCount)
        for group in 0..<problem.groupCount {
            let (column, value) = cheapest(group, multipliers(prices, group), live, keepsChoices)
            bound += value
            columns.append(column)
        }
        return (columns, bound)
    }

    /// What an amount of each dimension is worth in a group.
    func multipliers(_ prices: [Double], _ group: Int) -> [Double] {
        var result = Array(repeating: 0.0, count: units.count)
        for row in rowsOfGroup[group] {
            result[problem.rows[row].dimension] += Double(problem.rows[row].sign) * prices[row]
        }
        return result
    }

    /// The cheapest choice of a group where amounts are paid for.
    private func cheapest(
        _ group: Int, _ worth: [Double], _ live: [Bool]?, _ keepsChoices: Bool
    ) -> (column: Column, value: Double) {
        let used = worth.indices.filter { worth[$0] != 0 }
        let amounts = problem.amounts
        let costUnit = costUnit
        var sums = Array(repeating: 0.0, count: amounts.count)
        var choice: [Int32] = []
        let sources = problem.groupStarts[group]..<problem.groupStarts[group + 1]
        if keepsChoices { choice.reserveCapacity(sources.count) }
        var (total, value) = (0.0, 0.0)
        problem.cost.withUnsafeBufferPointer { cost in
            problem.starts.withUnsafeBufferPointer { starts in
                let empty = amounts.first ?? []
                let first = used.isEmpty ? empty : amounts[used[0]]
                let second = used.count > 1 ? amounts[used[1]] : empty
                let third = used.count > 2 ? amounts[used[2]] : empty
                let (u, v, w) = (
                    used.isEmpty ? 0 : worth[used[0]], used.count > 1 ? worth[used[1]] : 0,
                    used.count > 2 ? worth[used[2]] : 0
                )
                let (ua, ub, uc) = (
                    used.isEmpty ? 0 : units[used[0]], used.count > 1 ? units[used[1]] : 0,
                    used.count > 2 ? units[used[2]] : 0
                )
                first.withUnsafeBufferPointer { a in
                    second.withUnsafeBufferPointer { b in
                        third.withUnsafeBufferPointer { c in
                            for source in sources {
                                var least = Double.infinity
                                var chosen = starts[source]
                                for option in starts[source]..<starts[source + 1] {
                                    if let live, !live[option] { continue }
                                    var reduced = Double(cost[option]) * costUnit
                                    switch used.count {
                                    case 0: break
                                    case 1: reduced -= u * (Double(a[option]) * ua)
                                    case 2:
                                        reduced -= u * (Double(a[option]) * ua) + v * (Double(b[option]) * ub)
                                    case 3:
                                        reduced -=
                                            u * (Double(a[option]) * ua) + v * (Double(b[option]) * ub)
                                            + w * (Double(c[option]) * uc)
                                    default:
                                        for place in used {
                                            reduced -= worth[place] * (Double(amounts[place][option]) * units[place])
                                        }
                                    }
                                    if reduced < least { (least, chosen) = (reduced, option) }
                                }
                                value += least
                                total += Double(cost[chosen]) * costUnit
                                for place in sums.indices {
                                    sums[place] += Double(amounts[place][chosen]) * units[place]
                                }
                                if keepsChoices { choice.append(Int32(chosen)) }
                            }
                        }
                    }
                }
            }
        }
        return (Column(group: group, cost: total, sums: sums, choice: choice), value)
    }

    /// By how much each option is worse than the best of its source at prices.
    func regrets(_ prices: [Double], live: [Bool]? = nil) -> [Double] {
        var result = Array(repeating: Double.infinity, count: problem.optionCount)
        for group in 0..<problem.groupCount {
            let worth = multipliers(prices, group)
            for source in problem.groupStarts[group]..<problem.groupStarts[group + 1] {
                let options = problem.starts[source]..<problem.starts[source + 1]
                var least = Double.infinity
                for option in options where live?[option] ?? true {
                    var reduced = Double(problem.cost[option]) * costUnit
                    for place in worth.indices where worth[place] != 0 {
                        reduced -= worth[place] * (Double(problem.amounts[place][option]) * units[place])
                    }
                    result[option] = reduced
                    least = min(least, reduced)
                }
                for option in options where live?[option] ?? true { result[option] -= least }
            }
        }
        return result
    }
}
