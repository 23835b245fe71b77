/// Which of several choices of the same least cost is taken: the fewest projects, then the first identifiers.
///
/// With a proof the choice is the same whatever the order of rows. The work is bounded: where very many choices cost the
/// same, the best of those looked at is taken.
struct TieBreak {
    private let problem: ChoiceProblem
    /// How many projects each option is.
    private let projects: [Int64]
    /// The sources in the order of their identifiers.
    private let inOrder: [Int]
    /// A cost that counts after the number of projects, where it is not the problem's own.
    private let second: [Int64]?
    /// The identifiers that a choice takes, in order, where they are not those of its options.
    private let listed: (([Int]) -> [Int])?
    private let effort: Int

    init(
        _ problem: ChoiceProblem, projects: [Int64], ranks: [Int], second: [Int64]?,
        listed: (([Int]) -> [Int])? = nil, effort: Int = 3_000_000
    ) {
        self.problem = problem
        self.projects = projects
        self.listed = listed
        inOrder = ranks.indices.sorted { ranks[$0] < ranks[$1] }
        self.second = second
        self.effort = effort
    }

    /// The choice to take in place of an optimal one.
    func taken(_ optimum: Optimum) -> [Int]? {
        guard let choice = optimum.choice, optimum.bound >= optimum.cost else { return optimum.choice }
        let scale = PriceScale(problem, digits: optimum.prices.digits)
        var live = Array(repeating: true, count: problem.optionCount)
        guard problem.reach(&live) else { return choice }
        var regrets = Array(repeating: 0 as Int128, count: problem.optionCount)
        let exact = regrets.withUnsafeMutableBufferPointer {
            problem.exactBound(optimum.prices, scale, live: live, regrets: $0.baseAddress)
        }
        guard let exact else { return choice }
        // What is dearer by more than this is part of no choice of the least cost.
        let limit = optimum.cost * scale.costFactor - exact.scaled
        var open: [Int] = []
        for source in 0..<problem.sourceCount {
            let options = problem.starts[source]..<problem.starts[source + 1]
            if options.lazy.filter({ live[$0] && regrets[$0] <= limit }).count > 1 { open.append(source) }
        }
        guard !open.isEmpty,
            let part = Subproblem(problem, open, base: choice, live: live, regrets: regrets, keep: { $0 <= limit })
        else { return choice }
        var best = choice
        var tree = BranchAndBound(effort: effort)
        _ = tree.search(part.problem, ceiling: optimum.cost - part.fixedCost + 1) { own in
            let other = part.whole(own, choice)
            if precedes(other, best) { best = other }
        }
        return best
    }

    /// Whether a choice is taken before another of the same cost.
    private func precedes(_ a: [Int], _ b: [Int]) -> Bool {
        let (few, many) = (count(a), count(b))
        if few != many { return few < many }
        if let second {
            let (less, more) = (a.reduce(0) { $0 + Int128(second[$1]) }, b.reduce(0) { $0 + Int128(second[$1]) })
            if less != more { return less < more }
        }
        if let listed { return listed(a).lexicographicallyPrecedes(listed(b)) }
        // The list of chosen identifiers that comes first: an earlier source, or an earlier option of it.
        for place in inOrder where a[place] != b[place] {
            return projects[a[place]] > 0 && (projects[b[place]] == 0 || a[place] < b[place])
        }
        return false
    }

    private func count(_ choice: [Int]) -> Int64 { choice.reduce(0) { $0 + projects[$1] } }
}
