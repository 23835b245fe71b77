import Calculation
public import Quantities
import Tables

/// A symmetric split of the reduction of measures that meet on the same sources: each gets its mean share over all
/// orders (Shapley).
public struct SharedReduction: Sendable {
    /// The measure's id.
    public let id: String
    /// Its share.
    public let share: Mass
    /// The measures that it meets on common sources, itself included.
    public let group: [String]
    /// Whether all orders were computed; else pairs only, see `PlanEvaluation.split`.
    public let isExact: Bool
}

extension PlanEvaluation {
    /// The symmetric split for a pollutant, in the order of the measures. The shares of a group add up to its reduction
    /// exactly, and so all shares to baseline − scenario.
    ///
    /// A group of at most `limit` measures is computed in all its subsets. In a larger one each measure gets
    /// `alone − ½ Σ overlap of each pair`; what is left to the group's reduction (overlaps of three and more) is spread
    /// in proportion to `alone`. Whole micrograms go to the largest remainders.
    public func split(_ pollutant: String, limit: Int = 8) -> [SharedReduction] {
        guard let place = context.pollutants.firstIndex(of: pollutant) else { return [] }
        var shares: [String: SharedReduction] = [:]
        for kind in chains.keys.sorted() {
            guard let chain = rows.chain(of: kind) else { continue }
            for group in chain.groups {
                let ids = group.map(\.measure.id)
                let total = ids.reduce(Int128(0)) { $0 + (outcome($1)?.reduction(pollutant).micrograms ?? 0) }
                var parts: [Int128]
                let isExact = group.count <= limit
                if group.count == 1 {
                    parts = [total]
                } else if isExact {
                    parts = shapley(chain, group, place)
                } else {
                    parts = pairwise(chain, group, place, total: total)
                }
                // Orders other than the plan's may end elsewhere where selectors depend on each other: keep the plan's.
                let sum = parts.reduce(0, +)
                if sum != total, let largest = parts.indices.max(by: { parts[$0].magnitude < parts[$1].magnitude }) {
                    parts[largest] += total - sum
                }
                for (id, part) in zip(ids, parts) {
                    shares[id] = SharedReduction(
                        id: id, share: Mass(micrograms: part), group: ids, isExact: isExact)
                }
            }
        }
        return measures.compactMap { shares[$0.id] }
    }

    /// What a measure removes of a scenario, and the scenario after it.
    private func value(_ chain: Chain, _ place: Int, _ states: [[Part]], _ step: Step) -> (Int128, [[Part]]) {
        let (next, effect) = chain.applying(runner.prepared(step.measure), to: states, runner: runner, threads: threads)
        return (effect.before.totals(in: context)[place] - effect.after.totals(in: context)[place], next)
    }

    private func shapley(_ chain: Chain, _ group: [Step], _ place: Int) -> [Int128] {
        let count = group.count
        var values = [Int128](repeating: 0, count: 1 << count)
        // Subsets as a tree: each node adds one measure after those it holds.
        func walk(_ set: Int, _ from: Int, _ value: Int128, _ states: [[Part]]) {
            values[set] = value
            for i in from..<count {
                let (gain, next) = self.value(chain, place, states, group[i])
                walk(set | 1 << i, i + 1, value + gain, next)
            }
        }
        walk(0, 0, 0, chain.slices.map(\.base))
        let factorial = (0...count).reduce(into: [Int128(1)]) { if $1 > 0 { $0.append($0[$1 - 1] * Int128($1)) } }
        let sums = (0..<count).map { i -> Int128 in
            (0..<(1 << count)).reduce(0) { sum, set in
                guard set & (1 << i) == 0 else { return sum }
                let size = set.nonzeroBitCount
                return sum + factorial[size] * factorial[count - size - 1] * (values[set | 1 << i] - values[set])
            }
        }
        return PlanEvaluation.divided(sums, by: factorial[count])
    }

    /// Each divided, rounded down, and what is left of the whole given to the largest remainders.
    private static func divided(_ sums: [Int128], by divisor: Int128) -> [Int128] {
        var parts = sums.map { sum -> Int128 in
            let (quotient, remainder) = sum.quotientAndRemainder(dividingBy: divisor)
            return remainder < 0 ? quotient - 1 : quotient
        }
        let left = sums.reduce(0, +) / divisor - parts.reduce(0, +)
        let order = sums.indices.sorted { a, b in
            let (x, y) = (sums[a] - parts[a] * divisor, sums[b] - parts[b] * divisor)
            return x == y ? a < b : x > y
        }
        for i in order.prefix(Int(max(0, left))) { parts[i] += 1 }
        return parts
    }

    private func pairwise(_ chain: Chain, _ group: [Step], _ place: Int, total: Int128) -> [Int128] {
        let base = chain.slices.map(\.base)
        let alone = group.map { value(chain, place, base, $0).0 }
        var parts = alone.map { $0 * 2 }
        for i in group.indices {
            for j in group.indices where j > i {
                let (first, after) = value(chain, place, base, group[i])
                let both = first + value(chain, place, after, group[j]).0
                let overlap = alone[i] + alone[j] - both
                parts[i] -= overlap
                parts[j] -= overlap
            }
        }
        let left = total - parts.reduce(0, +) / 2
        let weight = alone.reduce(0) { $0 + Double($1.magnitude) }
        return parts.indices.map { i in
            parts[i] / 2 + (weight > 0 ? Int128((Double(left) * Double(alone[i].magnitude) / weight).rounded()) : 0)
        }
    }
}

extension Chain {
    /// The applied measures grouped by common sources.
    var groups: [[Step]] {
        let applied = steps.indices.filter { steps[$0].state.isApplied }
        var leader = Array(applied.indices)
        func root(_ i: Int) -> Int {
            var i = i
            while leader[i] != i { i = leader[i] }
            return i
        }
        var owner = slices.map { Array(repeating: Int32(-1), count: $0.rows.count) }
        func claim(_ i: Int, _ touched: RowsByPart, _ slice: Int, _ parts: [Part]) {
            for (part, rows) in touched {
                for row in rows {
                    guard let row = origin(part: part, row: row, slice: slice, in: parts) else { continue }
                    let other = owner[slice][Int(row)]
                    if other < 0 {
                        owner[slice][Int(row)] = Int32(i)
                    } else {
                        let (a, b) = (root(Int(other)), root(i))
                        leader[max(a, b)] = min(a, b)
                    }
                }
            }
        }
        for (i, place) in applied.enumerated() {
            for slice in slices.indices {
                claim(i, steps[place].slices[slice].touched, slice, steps[place].slices[slice].parts)
                claim(i, alone[place].slices[slice].touched, slice, alone[place].slices[slice].parts)
            }
        }
        var groups: [Int: [Step]] = [:]
        for (i, place) in applied.enumerated() { groups[root(i), default: []].append(steps[place]) }
        return groups.sorted { $0.key < $1.key }.map(\.value)
    }

    /// A measure applied to any state of the slices.
    func applying(
        _ prepared: PreparedMeasure, to states: [[Part]], runner: StepRunner, threads: Int
    ) -> (states: [[Part]], effect: Effect) {
        guard prepared.isLocal else {
            let (steps, effect) = runner.applyJointly(
                prepared, to: states, slices: slices, engine: engine, threads: threads)
            return (steps.map(\.parts), effect)
        }
        let made = inParallel(slices.count, threads: threads) { slice -> (parts: [Part], effect: Effect) in
            var effect = Effect(prepared.measure)
            let step = runner.apply(
                prepared, to: runner.selection(prepared, of: states[slice]), of: states[slice], slice: slice,
                sheet: slices[slice].sheet, engine: engine, into: &effect)
            return (step.parts, effect)
        }
        var total = Effect(prepared.measure)
        for part in made { total.add(part.effect) }
        return (made.map(\.parts), total)
    }
}
