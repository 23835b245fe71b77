/// At most one option for each source, so that sums over the sources keep to bounds, at the least cost: a multiple-choice
/// knapsack of several rows, in whole numbers.
///
/// Columns of all options, those of one source together. "Nothing" is an option like any other, of no cost and no amount.
package struct ChoiceProblem: Sendable {
    /// A bound on the sum of a dimension over all sources or those of one group: `Σ sign · amount ≥ bound`.
    package struct Row: Sendable, Equatable {
        /// What is summed.
        package var dimension: Int
        /// Over which group; `nil` for all.
        package var group: Int?
        /// 1 for "at least", −1 for "at most".
        package var sign: Int64
        /// The bound, its sign turned for "at most".
        package var bound: Int128

        /// A bound.
        package init(dimension: Int, group: Int?, sign: Int64, bound: Int128) {
            self.dimension = dimension
            self.group = group
            self.sign = sign
            self.bound = bound
        }
    }

    /// Where the options of each source begin; one more at the end.
    package var starts: [Int]
    /// The cost of each option, in whole parts of 10^−`costDecimals`.
    package var cost: [Int64]
    /// The amount of each option in each dimension, in whole parts of 10^−`decimals`.
    package var amounts: [[Int64]]
    /// Where the sources of each group begin; one more at the end.
    package var groupStarts: [Int]
    /// The bounds.
    package var rows: [Row]
    /// By source that stands for several equal ones, for each of its options how many of them take each of theirs.
    package var ways: [Int: [[Int32]]]
    /// How many decimals a cost has.
    package var costDecimals: Int
    /// How many decimals the amounts of each dimension have.
    package var decimals: [Int]

    /// A problem; at least one option a source.
    package init(
        starts: [Int], cost: [Int64], amounts: [[Int64]], groupStarts: [Int], rows: [Row], costDecimals: Int,
        decimals: [Int], ways: [Int: [[Int32]]] = [:]
    ) {
        self.starts = starts
        self.cost = cost
        self.amounts = amounts
        self.groupStarts = groupStarts
        self.rows = rows
        self.costDecimals = costDecimals
        self.decimals = decimals
        self.ways = ways
    }

    /// How many sources.
    package var sourceCount: Int { starts.count - 1 }
    /// How many options.
    package var optionCount: Int { cost.count }
    /// How many groups.
    package var groupCount: Int { groupStarts.count - 1 }

    /// The rows that a group takes part in.
    func rows(of group: Int) -> [Int] { rows.indices.filter { rows[$0].group == nil || rows[$0].group == group } }

    /// The group of each source.
    var groupOfSource: [Int] {
        var result: [Int] = []
        result.reserveCapacity(sourceCount)
        for group in 0..<groupCount {
            result.append(contentsOf: repeatElement(group, count: groupStarts[group + 1] - groupStarts[group]))
        }
        return result
    }

    /// The cost of a choice: one option of each source.
    package func cost(of choice: [Int]) -> Int128 { choice.reduce(0) { $0 + Int128(cost[$1]) } }

    /// By how much a choice exceeds each bound; negative where it falls short.
    package func slack(of choice: [Int]) -> [Int128] {
        rows.map { row in
            let amounts = amounts[row.dimension]
            let members = row.group.map { groupStarts[$0]..<groupStarts[$0 + 1] } ?? 0..<sourceCount
            var sum: Int128 = 0
            for source in members { sum += Int128(amounts[choice[source]]) }
            return Int128(row.sign) * sum - row.bound
        }
    }

    /// More than any choice costs.
    package var costCeiling: Int128 {
        var sum: Int128 = 1
        for source in 0..<sourceCount {
            var most = Int64.min
            for option in starts[source]..<starts[source + 1] { most = max(most, cost[option]) }
            sum += Int128(most)
        }
        return sum
    }
}
