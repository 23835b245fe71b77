/// The search for the cheapest choice of a problem, with a proof: every part of the choices that is passed over costs too
/// much by weak duality at prices of its own, in whole numbers, or cannot keep to a row.
struct BranchAndBound {
    /// A step of the proof.
    struct Step: Sendable {
        /// The prices at which this part of the choices was bounded; `nil` where a row cannot be kept in it.
        var prices: Prices?
        /// What this part was divided by: those choices with it, and those without.
        var branch: Branch?
        /// The numbers of the two parts' steps.
        var with: Int?
        var without: Int?
    }

    /// What divides choices in two.
    enum Branch: Sendable, Equatable {
        /// A source has an option.
        case option(source: Int, option: Int)
        /// Of equal sources at least so many have the option at a place of theirs.
        case count(source: Int, place: Int, atLeast: Int32)
    }

    /// What was found.
    struct Outcome {
        /// The cheapest choice, where one cheaper than asked for was found.
        var choice: [Int]?
        /// What no choice costs less than.
        var bound: Int128
        /// The steps of the proof; the first is the whole.
        var steps: [Step]
    }

    /// How much work is left: options looked at.
    var effort: Int

    private struct Node {
        var live: [Bool]
        var bound: Int128
        var prices: [Double]
        var pool: [PriceSearch.Column]
        var step: Int
    }

    /// Searches for a choice that costs less than `ceiling` by more than `tolerance`, or with `each` hands over every choice
    /// that costs less than `ceiling`.
    mutating func search(
        _ problem: ChoiceProblem, ceiling: Int128, tolerance: Int128 = 0, start: [Double]? = nil,
        floor: Int128 = .min, each: (([Int]) -> Void)? = nil, isTimeUp: () -> Bool = { false }
    ) -> Outcome {
        let prices = PriceSearch(problem)
        let scale = PriceScale(problem)
        let groups = problem.groupOfSource
        let sources = Array(0..<problem.sourceCount)
        var steps = [Step()]
        var best: [Int]?
        var ceiling = ceiling
        var passedOver = Int128.max
        var open: [Node] = [
            Node(
                live: Array(repeating: true, count: problem.optionCount), bound: floor, prices: start ?? [],
                pool: [], step: 0)
        ]
        var diving: Node? = open.removeLast()
        func cutoff() -> Int128 { ceiling - tolerance }
        while true {
            if diving == nil {
                guard let place = open.indices.min(by: { (open[$0].bound, $0) < (open[$1].bound, $1) }) else { break }
                diving = open.remove(at: place)
            }
            guard var node = diving else { break }
            diving = nil
            if node.bound >= cutoff() {
                passedOver = min(passedOver, node.bound)
                continue
            }
            if effort <= 0 || isTimeUp() {
                open.append(node)
                break
            }
            guard problem.reach(&node.live) else { continue }
            let found = prices.best(
                live: node.live, start: node.prices.isEmpty ? nil : node.prices, pool: node.pool, keepsChoices: true)
            effort -= found.work + 4 * problem.optionCount
            let rounded = scale.rounded(found.prices)
            steps[node.step].prices = rounded
            var regrets = Array(repeating: 0 as Int128, count: problem.optionCount)
            let exact = regrets.withUnsafeMutableBufferPointer {
                problem.exactBound(rounded, scale, live: node.live, regrets: $0.baseAddress)
            }
            if let exact { node.bound = max(node.bound, exact.value) }
            node.prices = scale.double(rounded)
            if node.bound >= cutoff() {
                passedOver = min(passedOver, node.bound)
                continue
            }
            // A choice from the prices.
            let floating = prices.regrets(node.prices, live: node.live)
            if each == nil {
                let (columns, _) = prices.priced(node.prices, node.live, true)
                var rounding = Rounding(problem, choice: columns.flatMap { $0.choice.map(Int.init) }, groups: groups)
                if rounding.repair(regrets: floating, sources: sources, live: node.live) {
                    rounding.trim(sources: sources, live: node.live)
                    let cost = problem.cost(of: rounding.choice)
                    if cost < ceiling { (ceiling, best) = (cost, rounding.choice) }
                }
            }
            if node.bound >= cutoff() {
                passedOver = min(passedOver, node.bound)
                continue
            }
            // Options too dear to be part of a cheaper choice.
            if let exact {
                for option in 0..<problem.optionCount where node.live[option] {
                    let bound = ChoiceProblem.roundedUp(exact.scaled + regrets[option], scale.costFactor)
                    if bound >= ceiling {
                        node.live[option] = false
                    } else if bound >= cutoff() {
                        passedOver = min(passedOver, bound)
                        node.live[option] = false
                    }
                }
            }
            guard let branch = branch(problem, node.live, found.mixture, floating) else {
                // One choice is left: it keeps to the rows, or this part has none.
                let choice = only(problem, node.live)
                if choice.count == problem.sourceCount, problem.slack(of: choice).allSatisfy({ $0 >= 0 }) {
                    let cost = problem.cost(of: choice)
                    if let each {
                        if cost < ceiling { each(choice) }
                    } else if cost < ceiling {
                        (ceiling, best) = (cost, choice)
                    }
                }
                continue
            }
            let with = steps.count
            steps.append(Step())
            steps.append(Step())
            steps[node.step].branch = branch
            (steps[node.step].with, steps[node.step].without) = (with, with + 1)
            let pool = found.mixture.map(\.column)
            var (first, second) = (node, node)
            switch branch {
            case .option(let source, let option):
                for other in problem.starts[source]..<problem.starts[source + 1] where other != option {
                    first.live[other] = false
                }
                second.live[option] = false
            case .count(let source, let place, let least):
                for (number, way) in (problem.ways[source] ?? []).enumerated() {
                    let option = problem.starts[source] + number
                    if way[place] < least { first.live[option] = false } else { second.live[option] = false }
                }
            }
            (first.step, second.step) = (with, with + 1)
            first.pool = pool.filter { $0.choice.allSatisfy { first.live[Int($0)] } }
            second.pool = pool.filter { $0.choice.allSatisfy { second.live[Int($0)] } }
            open.append(second)
            diving = first
        }
        var bound = min(passedOver, ceiling)
        for node in open { bound = min(bound, max(node.bound, floor)) }
        return Outcome(choice: best, bound: bound, steps: steps)
    }

    /// What to divide by: of the source that the mixture is most at odds about, the option with the most weight; of equal
    /// sources the count that is furthest from a whole number.
    private func branch(
        _ problem: ChoiceProblem, _ live: [Bool], _ mixture: [(column: PriceSearch.Column, weight: Double)],
        _ regrets: [Double]
    ) -> Branch? {
        var weights = Array(repeating: 0.0, count: problem.optionCount)
        for (column, weight) in mixture {
            for option in column.choice where live[Int(option)] { weights[Int(option)] += weight }
        }
        var best: (odds: Double, branch: Branch)?
        var nearest: (regret: Double, branch: Branch)?
        for source in 0..<problem.sourceCount {
            let options = (problem.starts[source]..<problem.starts[source + 1]).filter { live[$0] }
            guard options.count > 1, let heaviest = options.max(by: { weights[$0] < weights[$1] }) else { continue }
            let sorted = options.sorted { (regrets[$0], $0) < (regrets[$1], $1) }
            guard let ways = problem.ways[source] else {
                let odds = 1 - weights[heaviest]
                if odds > 1e-6, odds > best?.odds ?? 0 { best = (odds, .option(source: source, option: heaviest)) }
                if regrets[sorted[1]] < nearest?.regret ?? .infinity {
                    nearest = (regrets[sorted[1]], .option(source: source, option: sorted[0]))
                }
                continue
            }
            let start = problem.starts[source]
            for place in ways[0].indices {
                let counts = options.map { ways[$0 - start][place] }
                guard let least = counts.min(), let most = counts.max(), least < most else { continue }
                let mean = options.reduce(0.0) { $0 + weights[$1] * Double(ways[$1 - start][place]) }
                let next = min(most, max(least + 1, Int32(mean.rounded(.up))))
                let odds = min(mean - mean.rounded(.down), mean.rounded(.up) - mean)
                if odds > 1e-6, odds > best?.odds ?? 0 {
                    best = (odds, .count(source: source, place: place, atLeast: next))
                }
                if regrets[sorted[1]] < nearest?.regret ?? .infinity {
                    let own = ways[sorted[0] - start][place]
                    nearest = (
                        regrets[sorted[1]], .count(source: source, place: place, atLeast: own > least ? own : own + 1)
                    )
                }
            }
        }
        return best?.branch ?? nearest?.branch
    }

    private func only(_ problem: ChoiceProblem, _ live: [Bool]) -> [Int] {
        (0..<problem.sourceCount).compactMap { source in
            (problem.starts[source]..<problem.starts[source + 1]).first { live[$0] }
        }
    }
}
