/// A choice that is made to keep to the rows by single changes, and then made cheaper by single changes.
struct Rounding {
    private let problem: ChoiceProblem
    private let scales: [Double]
    private let groupOfSource: [Int]
    private let rowsOfGroup: [[Int]]
    /// The option of each source.
    private(set) var choice: [Int]
    /// By how much each row is kept.
    private(set) var slack: [Int128]

    init(_ problem: ChoiceProblem, choice: [Int], groups: [Int]) {
        self.problem = problem
        self.choice = choice
        slack = problem.slack(of: choice)
        scales = problem.rows.map { max(1, abs($0.bound.asDouble)) }
        groupOfSource = groups
        rowsOfGroup = (0..<problem.groupCount).map(problem.rows(of:))
    }

    /// Whether every row is kept.
    var isFeasible: Bool { slack.allSatisfy { $0 >= 0 } }

    /// Puts another option in a source's place.
    mutating func change(_ source: Int, to option: Int) {
        for row in rowsOfGroup[groupOfSource[source]] { slack[row] += gain(row, choice[source], option) }
        choice[source] = option
    }

    private func gain(_ row: Int, _ old: Int, _ new: Int) -> Int128 {
        let amounts = problem.amounts[problem.rows[row].dimension]
        return Int128(problem.rows[row].sign) * (Int128(amounts[new]) - Int128(amounts[old]))
    }

    /// Mends rows that fall short, each time by the change that costs least for what it mends; true where it succeeds.
    ///
    /// Where that takes many changes, many are made between two looks at all sources.
    mutating func repair(regrets: [Double], sources: [Int], live: [Bool]?) -> Bool {
        var left = min(4 * sources.count + 16, max(64, 2_000_000 / max(1, sources.count)))
        while !isFeasible, left > 0 {
            left -= 1
            var best: (score: Double, source: Int, option: Int)?
            for source in sources {
                let rows = rowsOfGroup[groupOfSource[source]]
                let old = choice[source]
                for option in problem.starts[source]..<problem.starts[source + 1]
                where option != old && (live?[option] ?? true) {
                    guard let score = score(old, option, rows, regrets) else { continue }
                    if score < best?.score ?? .infinity { best = (score, source, option) }
                }
            }
            guard let best else { return false }
            change(best.source, to: best.option)
        }
        return isFeasible || sweep(regrets: regrets, sources: sources, live: live)
    }

    /// What another option costs for what it mends, the less the better; `nil` where it mends nothing.
    private func score(_ old: Int, _ new: Int, _ rows: [Int], _ regrets: [Double]) -> Double? {
        var mended = 0.0
        for row in rows {
            let change = gain(row, old, new)
            guard change != 0 else { continue }
            let (before, after) = (min(0, slack[row]), min(0, slack[row] + change))
            if before != after { mended += (after - before).asDouble / scales[row] }
        }
        guard mended > 0 else { return nil }
        let dearer = regrets[new] - regrets[old]
        return dearer > 0 ? dearer / mended : dearer * mended
    }

    /// Mends by many changes at a time, those that cost least for what they mend first; each must still be worth it when its
    /// turn comes.
    private mutating func sweep(regrets: [Double], sources: [Int], live: [Bool]?) -> Bool {
        for _ in 0..<24 {
            var found: [(score: Double, source: Int, option: Int)] = []
            for source in sources {
                let rows = rowsOfGroup[groupOfSource[source]]
                var best: (score: Double, option: Int)?
                for option in problem.starts[source]..<problem.starts[source + 1]
                where option != choice[source] && (live?[option] ?? true) {
                    guard let score = score(choice[source], option, rows, regrets) else { continue }
                    if score < best?.score ?? .infinity { best = (score, option) }
                }
                if let best { found.append((best.score, source, best.option)) }
            }
            guard !found.isEmpty else { return false }
            found.sort { ($0.score, $0.source) < ($1.score, $1.source) }
            for (old, source, option) in found {
                let rows = rowsOfGroup[groupOfSource[source]]
                guard let now = score(choice[source], option, rows, regrets), now <= max(old * 2, old / 2) else {
                    continue
                }
                change(source, to: option)
                if isFeasible { return true }
            }
        }
        return false
    }

    /// Takes cheaper options as long as every row is still kept, the one that saves most first.
    mutating func trim(sources: [Int], live: [Bool]?) {
        guard isFeasible else { return }
        for _ in 0..<max(64, 20_000_000 / max(1, sources.count)) {
            var best: (saved: Int64, source: Int, option: Int)?
            for source in sources {
                let rows = rowsOfGroup[groupOfSource[source]]
                let old = choice[source]
                for option in problem.starts[source]..<problem.starts[source + 1]
                where option != old && (live?[option] ?? true) {
                    let saved = problem.cost[old] - problem.cost[option]
                    guard saved > best?.saved ?? 0 else { continue }
                    if rows.allSatisfy({ slack[$0] + gain($0, old, option) >= 0 }) { best = (saved, source, option) }
                }
            }
            guard let best else { return }
            change(best.source, to: best.option)
        }
    }
}
