/// The search: prices, a choice rounded from them, and a core of the sources that are nearly indifferent.
package struct Optimiser {
    private let problem: ChoiceProblem
    private let goal: Double
    private let isTimeUp: () -> Bool
    private var effort: Int

    /// A search that ends where the gap is at most `gap`, or with the effort, counted in options looked at.
    package init(
        _ problem: ChoiceProblem, gap: Double = 0, effort: Int = 100_000_000, isTimeUp: @escaping () -> Bool = { false }
    ) {
        self.problem = problem
        goal = gap
        self.effort = effort
        self.isTimeUp = isTimeUp
    }

    /// Searches.
    package mutating func search() -> Optimum {
        let problem = problem
        let scale = PriceScale(problem)
        let zero = scale.rounded(Array(repeating: 0, count: problem.rows.count))
        let ceiling = problem.costCeiling
        var live = Array(repeating: true, count: problem.optionCount)
        var result = Optimum(
            choice: nil, cost: ceiling, bound: problem.bound(zero) ?? .min, isInfeasible: false, prices: zero,
            priceBound: problem.bound(zero))
        guard problem.reach(&live) else {
            result.isInfeasible = true
            return result
        }
        let search = PriceSearch(problem)
        let found = search.best(
            live: live, keepsChoices: false, smoothing: problem.groupCount > 1 ? 0.3 : 0.5, tolerance: 1e-8)
        let prices = scale.rounded(found.prices)
        let exactPrices = scale.double(prices)
        guard let exact = problem.exactBound(prices, scale, live: live) else { return result }
        result.prices = prices
        // The prices alone, without what the rows rule out, are the bound that anyone can redo from the table.
        result.priceBound = problem.bound(prices) ?? result.priceBound
        result.bound = max(result.bound, exact.value)
        result.proof = Proof(bound: result.bound, prices: prices)
        if result.bound >= ceiling {
            result.isInfeasible = true
            return result
        }
        // The cheapest at the prices, mended.
        let groups = problem.groupOfSource
        let base = search.priced(exactPrices, live, true).columns.flatMap { $0.choice.map(Int.init) }
        let near: [Int]
        do {
            let floating = search.regrets(exactPrices, live: live)
            near = nearest(floating, live)
            let hand = Array(near.prefix(4000))
            var rounding = Rounding(problem, choice: base, groups: groups)
            var isKept = rounding.repair(regrets: floating, sources: hand, live: live)
            if !isKept, near.count > hand.count {
                isKept = rounding.repair(regrets: floating, sources: near, live: live)
            }
            if isKept {
                rounding.trim(sources: hand, live: live)
                result.choice = rounding.choice
                result.cost = problem.cost(of: rounding.choice)
            }
        }
        if result.choice == nil, isImpossible(live) {
            result.isInfeasible = true
            return result
        }
        // By how much each option is too dear; not needed where the first choice is near enough.
        guard result.choice == nil || result.gap > goal else { return result }
        var regrets = Array(repeating: 0 as Int128, count: problem.optionCount)
        _ = regrets.withUnsafeMutableBufferPointer {
            problem.exactBound(prices, scale, live: live, regrets: $0.baseAddress)
        }
        polish(&result, near, base, groups) { part, choice, limit in
            Subproblem(problem, part, base: choice, live: live, regrets: regrets) {
                $0 <= limit * scale.costFactor - exact.scaled
            }
        }
        var size = 24
        while result.choice == nil || result.gap > goal, effort > 0, !isTimeUp() {
            // Only options that could be part of a cheaper choice count.
            let limit = (result.cost - 1) * scale.costFactor - exact.scaled
            var core: [Int] = []
            var excluded = Int128.max
            for source in near {
                var second = Int128.max
                for option in problem.starts[source]..<problem.starts[source + 1]
                where live[option] && option != base[source] {
                    second = min(second, regrets[option])
                }
                let isOpen = second <= limit
                if isOpen, core.count < size { core.append(source) } else if isOpen { excluded = min(excluded, second) }
            }
            let isWhole = excluded == .max
            core.sort()
            let part = Subproblem(
                problem, core, base: base, live: live,
                regrets: regrets, keep: { $0 <= limit })
            guard let part else {
                if isWhole {
                    // Nothing cheaper is left.
                    result.bound = max(result.bound, result.choice == nil ? ceiling : result.cost)
                    result.isInfeasible = result.choice == nil
                    result.proof = Proof(bound: result.bound, prices: prices)
                    break
                }
                size *= 3
                continue
            }
            let allowance = Int128(goal * abs(result.cost.asDouble) * 0.999)
            var tree = BranchAndBound(effort: isWhole ? effort : min(effort, 3_000_000 + effort / 20))
            let before = tree.effort
            let outcome = tree.search(
                part.problem, ceiling: result.cost - part.fixedCost,
                tolerance: min(allowance, max(0, result.cost - result.bound)),
                start: exactPrices.isEmpty ? nil : part.prices(exactPrices),
                isTimeUp: isTimeUp)
            effort -= before - tree.effort + problem.optionCount / 4
            if let choice = outcome.choice {
                result.choice = part.whole(choice, base)
                result.cost = outcome.choice.map { part.problem.cost(of: $0) + part.fixedCost } ?? result.cost
            }
            let outside =
                isWhole ? Int128.max : ChoiceProblem.roundedUp(exact.scaled + excluded, scale.costFactor)
            let bound = min(outcome.bound + part.fixedCost, outside, result.cost)
            if bound > result.bound {
                result.bound = bound
                result.proof = Proof(
                    bound: bound, prices: prices, steps: outcome.steps, rows: part.rows, sources: part.sources,
                    options: part.options)
            }
            if isWhole { break }
            size *= 3
        }
        if result.choice == nil, result.bound >= ceiling { result.isInfeasible = true }
        return result
    }

    /// Makes a choice cheaper group by group: of each group the sources that are most nearly indifferent are chosen anew, the
    /// rest of it being the cheapest at the prices and all other groups staying as they are. Where every group has bounds of
    /// its own, one core of all cannot hold what is open in each.
    private mutating func polish(
        _ result: inout Optimum, _ near: [Int], _ base: [Int], _ groups: [Int],
        part: ([Int], [Int], Int128) -> Subproblem?
    ) {
        guard problem.groupCount > 1, var choice = result.choice else { return }
        var cores = Array(repeating: [Int](), count: problem.groupCount)
        for source in near where cores[groups[source]].count < Optimiser.groupCores.last ?? 0 {
            cores[groups[source]].append(source)
        }
        let prices = PriceScale(problem).double(result.prices)
        for size in Optimiser.groupCores {
            for (group, core) in cores.enumerated() where !core.isEmpty {
                guard result.gap > goal, effort > 0, !isTimeUp() else { return }
                var mixed = choice
                for source in problem.groupStarts[group]..<problem.groupStarts[group + 1] {
                    mixed[source] = base[source]
                }
                guard let part = part(core.prefix(size).sorted(), mixed, result.cost - 1) else { continue }
                let allowance = Int128(goal * abs(result.cost.asDouble) * 0.1) / Int128(problem.groupCount)
                var tree = BranchAndBound(effort: Optimiser.groupEffort)
                let outcome = tree.search(
                    part.problem, ceiling: result.cost - part.fixedCost, tolerance: allowance,
                    start: part.prices(prices), isTimeUp: isTimeUp)
                effort -= Optimiser.groupEffort - tree.effort
                guard let own = outcome.choice else { continue }
                choice = part.whole(own, mixed)
                result.choice = choice
                result.cost = problem.cost(of: choice)
            }
        }
    }

    /// How many sources of a group are chosen anew at a time, and how many options may be looked at for it.
    private static let groupCores = [24, 72, 200, 600, 1800]
    private static let groupEffort = 2_000_000

    /// Whether the rows contradict each other even where every fraction of an option may be taken: without costs any choice
    /// costs nothing, and prices show that it would cost more.
    private func isImpossible(_ live: [Bool]) -> Bool {
        var free = problem
        free.cost = Array(repeating: 0, count: problem.optionCount)
        let scale = PriceScale(free)
        let found = PriceSearch(free).best(
            live: live, keepsChoices: false, smoothing: problem.groupCount > 1 ? 0.3 : 0.5, tolerance: 1e-8)
        let exact = free.exactBound(scale.rounded(found.prices), scale, live: live)
        return exact.map { $0.scaled > 0 } ?? false
    }

    /// The sources in the order of how nearly indifferent they are.
    private func nearest(_ regrets: [Double], _ live: [Bool]) -> [Int] {
        var second: [(Double, Int)] = []
        second.reserveCapacity(problem.sourceCount)
        for source in 0..<problem.sourceCount {
            var (least, next) = (Double.infinity, Double.infinity)
            for option in problem.starts[source]..<problem.starts[source + 1] where live[option] {
                let regret = regrets[option]
                if regret < least { (least, next) = (regret, least) } else if regret < next { next = regret }
            }
            if next < .infinity { second.append((next, source)) }
        }
        second.sort { $0 < $1 }
        return second.map(\.1)
    }
}
