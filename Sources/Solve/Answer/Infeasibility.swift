internal import Quantities
internal import Tables

/// Why no choice keeps to the targets: those that are out of reach alone, else a smallest set that conflicts, and how far
/// each of these can go while the others are kept.
struct Infeasibility {
    let task: OptionTask
    let model: OptionModel

    /// How much work each question may take.
    private static let effort = 20_000_000

    var findings: Findings {
        var findings = Findings()
        let location = Location(file: task.table.file.path)
        for (place, target) in task.targets.enumerated() {
            let most = farthest(place)
            let row = model.problem.rows[place]
            guard most < row.bound else { continue }
            findings.add(
                Finding(
                    .error, .outOfReach, at: location, value: target.text,
                    expected: expectation(target, Int128(row.sign) * most)))
        }
        if findings.hasErrors { return findings }
        // Each target that can be left out without the rest being possible is left out.
        var kept = Array(task.targets.indices)
        for place in task.targets.indices {
            let fewer = kept.filter { $0 != place }
            if fewer.isEmpty { continue }
            var problem = problem(of: fewer)
            problem.cost = Array(repeating: 0, count: problem.optionCount)
            var search = Optimiser(problem, effort: Infeasibility.effort)
            if search.search().isInfeasible { kept = fewer }
        }
        for place in kept {
            var problem = problem(of: kept.filter { $0 != place })
            let row = model.problem.rows[place]
            let inRow = model.problem.groupOfSource.map { row.group == nil || row.group == $0 }
            for source in 0..<problem.sourceCount {
                for option in problem.starts[source]..<problem.starts[source + 1] {
                    problem.cost[option] = inRow[source] ? -row.sign * model.problem.amounts[row.dimension][option] : 0
                }
            }
            problem.costDecimals = model.problem.decimals[row.dimension]
            var search = Optimiser(problem, effort: Infeasibility.effort)
            let best = search.search()
            guard best.choice != nil else { continue }
            let target = task.targets[place]
            findings.add(
                Finding(
                    .error, .conflict, at: location, value: target.text,
                    expected: expectation(target, Int128(row.sign) * -best.cost)))
        }
        if !findings.hasErrors {
            findings.add(
                Finding(
                    .error, .conflict, at: location,
                    value: kept.map { task.targets[$0].text }.joined(separator: ", "),
                    expected: Label("更宽的目标", "wider targets")))
        }
        return findings
    }

    /// The most that all sources together can reach of a row.
    private func farthest(_ place: Int) -> Int128 {
        let problem = model.problem
        let row = problem.rows[place]
        let amounts = problem.amounts[row.dimension]
        var sum: Int128 = 0
        for source in row.group.map({ problem.groupStarts[$0]..<problem.groupStarts[$0 + 1] })
            ?? 0..<problem.sourceCount
        {
            var most = Int64.min
            for option in problem.starts[source]..<problem.starts[source + 1] {
                most = max(most, row.sign * amounts[option])
            }
            sum += Int128(most)
        }
        return sum
    }

    private func problem(of targets: [Int]) -> ChoiceProblem {
        var problem = model.problem
        problem.rows = targets.map { problem.rows[$0] }
        return problem
    }

    private func expectation(_ target: OptionTarget, _ reach: Int128) -> Label {
        let sign = target.isAtLeast ? "<=" : ">="
        let unit = target.quantity.decimals == OptionTable.massDecimals ? " t" : ""
        return Label(same: "\(sign) \(target.shown(reach))\(unit)")
    }
}

extension Finding.Message {
    static let outOfReach = Finding.Message(
        "target-out-of-reach", "全部措施合在一起也达不到这个目标；请放宽目标或增加措施",
        "all options together do not reach this target; widen it or add options")
    static let conflict = Finding.Message(
        "targets-conflict", "这些目标不能同时达到；其余目标不变时，这一个至多到",
        "these targets cannot be kept together; with the others as they are, this one can be")
}
