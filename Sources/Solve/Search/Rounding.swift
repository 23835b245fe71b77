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
    mutating func repair(regrets: [Double], sources: [Int], live: [Bool]?) -> Bool {
        var left = 4 * sources.count + 16
        while !isFeasible, left > 0 {
            left -= 1
            var best: (score: Double, source: Int, option: Int)?
            for source in sources {
                let rows = rowsOfGroup[groupOfSource[source]]
                let old = choice[source]
                for option in problem.starts[source]..<problem.starts[source + 1]
                where option != old && (live?[option] ?? true) {
                    var mended = 0.0
                    for row in rows {
                        let change = gain(row, old, option)
                        guard change != 0 else { continue }
                        let (before, after) = (min(0, slack[row]), min(0, slack[row] + change))
                        if before != after { mended += (after - before).asDouble / scales[row] }
                    }
                    guard mended > 0 else { continue }
                    let dearer = regrets[option] - regrets[old]
                    let score = dearer > 0 ? dearer / mended : dearer * mended
                    if score < best?.score ?? .infinity { best = (score, source, option) }
                }
            }
            guard let best else { return false }
            change(best.source, to: best.option)
        }
        return isFeasible
    }

    /// Takes cheaper options as long as every row is still kept, the one that saves most first.
    mutating func trim(sources: [Int], live: [Bool]?) {
        guard isFeasible else { return }
        while true {
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
