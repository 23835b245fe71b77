internal import Quantities
public import Tables

/// What was found for a task: the options to take, what they cost, and how far from the best that may be.
public struct OptionAnswer: Sendable {
    /// What is known of the task.
    public enum Status: String, Sendable {
        /// The choice is the best within the gap that was allowed.
        case proved
        /// The work ended first.
        case open
        /// No choice keeps to the targets.
        case infeasible
    }

    /// The task.
    public let task: OptionTask
    /// What is known of it.
    public let status: Status
    /// The chosen options, as places in the table, in the order of their sources; `nil` where there is no choice.
    public let chosen: [Int]?
    /// What was made small: the cost, or the reduction with its sign turned.
    package let value: Int128
    /// What it cannot be less than.
    package let bound: Int128
    /// How far the value may be above the least, as a share of it.
    public let gap: Double
    /// The price of each target.
    package let prices: Prices
    /// What the value cannot be less than by the prices alone.
    package let priceBound: Int128?
    /// Why there is no choice, or what else is to be known.
    public internal(set) var findings: Findings
    /// What each target's sum comes to.
    package let reached: [Int128]
    let model: OptionModel
    let proof: Proof?

    /// The cost of what was chosen, in parts of 10⁻⁶.
    package var cost: Int128 { (chosen ?? []).reduce(0) { $0 + Int128(task.table.cost[$1]) } }

    /// The source of each chosen option.
    package func source(of option: Int) -> Int {
        var (low, high) = (0, task.table.sources.count)
        while low + 1 < high {
            let middle = (low + high) / 2
            if task.table.starts[middle] <= option { low = middle } else { high = middle }
        }
        return low
    }
}

extension OptionTask {
    /// Finds the choice; `nil`, with findings, where targets or lists name what the table does not have. `accepted` is the
    /// gap up to which an answer counts as proved where the work ends before the gap that was asked for.
    public func answer(accepted: Double? = nil, findings: inout Findings) -> OptionAnswer? {
        guard let model = OptionModel(self, findings: &findings) else { return nil }
        var search = Optimiser(model.problem, gap: gap, effort: effort, isTimeUp: isTimeUp)
        var optimum = search.search()
        if let choice = optimum.choice {
            var second: [Int64]?
            if most != nil { second = model.values { table.cost[$0] } }
            var listed: (([Int]) -> [Int])?
            if !model.equals.isEmpty { listed = { model.taken($0) } }
            let ties = TieBreak(
                model.problem, projects: model.values { _ in 1 }, ranks: model.sources, second: second, listed: listed)
            optimum.choice = ties.taken(optimum) ?? choice
        }
        let status: OptionAnswer.Status =
            optimum.isInfeasible
            ? .infeasible : optimum.choice != nil && optimum.gap <= max(gap, accepted ?? 0) ? .proved : .open
        let chosen = optimum.choice.map(model.taken)
        let slack = optimum.choice.map(model.problem.slack(of:)) ?? []
        var answer = OptionAnswer(
            task: self, status: status, chosen: chosen, value: optimum.cost, bound: optimum.bound, gap: optimum.gap,
            prices: optimum.prices, priceBound: optimum.priceBound, findings: Findings(),
            reached: zip(model.problem.rows, slack).map { Int128($0.sign) * ($1 + $0.bound) }, model: model,
            proof: optimum.proof)
        if status == .infeasible {
            answer.findings.add(Infeasibility(task: self, model: model).findings)
        } else if chosen == nil {
            answer.findings.add(
                Finding(
                    .error, .noChoiceFound, at: Location(file: table.file.path),
                    expected: Label("更长的 --time", "a longer --time")))
        }
        answer.findings.add(unpricedFindings)
        return answer
    }

    /// What is lost because costs are not known.
    private var unpricedFindings: Findings {
        guard !table.unpriced.isEmpty else { return Findings() }
        var lost: [String] = []
        for (column, pollutant) in table.pollutants.enumerated() {
            var most: [String: Int64] = [:]
            for option in table.unpriced { most[option.source] = max(most[option.source] ?? 0, option.amounts[column]) }
            let sum = most.values.reduce(0 as Int128) { $0 + Int128($1) }
            lost.append("\(pollutant) \(WholeNumber.text(sum, decimals: OptionTable.massDecimals)) t")
        }
        let (first, count) = (table.unpriced[0], table.unpriced.count)
        return Findings([
            Finding(
                .warning, .costUnknown(lost.joined(separator: ", ")), at: Location(file: table.file.path),
                value: "\(first.source) \(first.option)" + (count > 1 ? " … (\(count))" : ""),
                expected: Label("其费用", "their costs"))
        ])
    }
}

extension Finding.Message {
    static let noChoiceFound = Finding.Message(
        "no-choice-found", "在限定的计算量内没有找到满足目标的选择，也没有证明不存在",
        "no choice that keeps to the targets was found with the work allowed, nor proved not to exist")
    static func costUnknown(_ lost: String) -> Finding.Message {
        Finding.Message(
            "unknown-cost", "费用未知的措施不会被选；它们至多能减：\(lost)",
            "options of unknown cost are never chosen; at most they would take away: \(lost)")
    }
}
