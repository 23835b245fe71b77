internal import Quantities
public import Tables

extension OptionAnswer {
    /// The chosen options: source, option, cost, and the reduction of each pollutant, with all digits.
    public var chosenRows: [[String]] {
        (chosen ?? []).map { option in
            [
                task.table.sources[source(of: option)], task.table.name(of: option),
                WholeNumber.text(Int128(task.table.cost[option]), decimals: OptionTable.costDecimals),
            ]
                + task.table.amounts.map {
                    WholeNumber.text(Int128($0[option]), decimals: OptionTable.massDecimals)
                }
        }
    }

    /// What was found, in a few lines.
    public var summary: [Label] {
        switch status {
        case .infeasible: return [Label("目标不可行", "the targets cannot be met")]
        case .open where chosen == nil: return [Label("没有找到满足目标的选择", "no choice that keeps to the targets was found")]
        default: break
        }
        let currency = task.table.currency
        let paid = money(cost)
        var lines: [Label] = []
        let count = chosen?.count ?? 0
        if let most = task.most {
            let (reduced, limit) = (tonnes(-value), tonnes(-bound))
            lines.append(
                Label("\(most) 减排 \(reduced) t，上界 \(limit) t", "\(most) reduced by \(reduced) t, of at most \(limit) t")
            )
            lines.append(Label("费用 \(paid) \(currency)", "cost \(paid) \(currency)"))
        } else {
            lines.append(
                Label(
                    "费用 \(paid) \(currency)，下界 \(money(bound))", "cost \(paid) \(currency), of at least \(money(bound))"
                ))
        }
        let share = gap == 0 ? Label("已证最优", "proved to be the optimum") : Label("差距 \(percent)", "gap \(percent)")
        lines.append(Label("\(share.zh)，\(count) 个项目", "\(share.en), \(count) project" + (count == 1 ? "" : "s")))
        return lines
    }

    /// What a target's sum comes to, for people.
    public func reachedText(_ place: Int) -> String {
        guard place < reached.count else { return "" }
        switch task.targets[place].quantity {
        case .reduction: return tonnes(reached[place])
        case .cost: return money(reached[place])
        case .projects: return "\(reached[place])"
        }
    }

    /// What a further unit of a target costs, for people; nothing where there is no choice.
    public func priceText(_ place: Int) -> String {
        chosen == nil ? "" : DecimalText.rounded(Double(price(place)) ?? 0, decimals: 2)
    }

    private func money(_ parts: Int128) -> String { WholeNumber.rounded(parts, from: OptionTable.costDecimals, to: 2) }
    private func tonnes(_ parts: Int128) -> String { WholeNumber.rounded(parts, from: OptionTable.massDecimals, to: 2) }
    private var percent: String { DecimalText.significant(gap * 100, digits: 2) + "%" }
}
