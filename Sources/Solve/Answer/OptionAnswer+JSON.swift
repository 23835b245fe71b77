internal import Quantities
internal import Tables

extension OptionAnswer {
    /// The answer as JSON: `cost`, `bound`, `gap`, `prices` by target, `chosen`.
    ///
    /// A price is the cost of a further tonne; below `price_bound` nothing costs less, by the prices alone:
    /// `Σ over sources of min(0, cost − Σ price · reduction) + Σ price · target`, a price of "at most" being negative.
    public var json: String { json(adding: []) }

    /// The same with further members, each a name and a value in JSON.
    public func json(adding more: [(name: String, value: String)]) -> String {
        var members: [String] = []
        func add(_ name: String, _ value: String) { members.append("  " + JSONText.quoted(name) + ": " + value) }
        let table = task.table
        let decimals = model.problem.costDecimals
        add("status", JSONText.quoted(status.rawValue))
        let isFound = chosen != nil
        add("cost", isFound ? WholeNumber.text(cost, decimals: OptionTable.costDecimals) : "null")
        if let most = task.most {
            add("most", JSONText.quoted(most))
            add("reduction", isFound ? WholeNumber.text(-value, decimals: decimals) : "null")
        }
        let sign: Int128 = task.most == nil ? 1 : -1
        add(
            "bound",
            status == .infeasible || bound == .min ? "null" : WholeNumber.text(sign * bound, decimals: decimals))
        add("gap", gap.isFinite ? DecimalText.shortest(gap) : "null")
        add("currency", JSONText.quoted(table.currency))
        add("prices", object(task.targets.indices.map { (task.targets[$0].text, price($0)) }))
        if let priceBound, status != .infeasible {
            add("price_bound", WholeNumber.text(sign * priceBound, decimals: decimals))
        }
        add(
            "reached",
            object(zip(task.targets, reached).map { ($0.text, WholeNumber.text($1, decimals: $0.quantity.decimals)) }))
        add("projects", isFound ? "\(chosen?.count ?? 0)" : "null")
        let rows = (chosen ?? []).map { option -> String in
            var cells = [
                ("source", JSONText.quoted(table.sources[source(of: option)])),
                ("option", JSONText.quoted(table.name(of: option))),
                ("cost", WholeNumber.text(Int128(table.cost[option]), decimals: OptionTable.costDecimals)),
            ]
            if !table.groups.isEmpty {
                let group = table.groupOfSource[source(of: option)]
                cells.insert(("group", group < 0 ? "null" : JSONText.quoted(table.groups[Int(group)])), at: 1)
            }
            for (column, pollutant) in table.pollutants.enumerated() {
                cells.append(
                    (
                        pollutant,
                        WholeNumber.text(Int128(table.amounts[column][option]), decimals: OptionTable.massDecimals)
                    ))
            }
            return "    {" + cells.map { JSONText.quoted($0.0) + ": " + $0.1 }.joined(separator: ", ") + "}"
        }
        add("chosen", rows.isEmpty ? "[]" : "[\n" + rows.joined(separator: ",\n") + "\n  ]")
        for member in more { add(member.name, member.value) }
        return "{\n" + members.joined(separator: ",\n") + "\n}"
    }

    /// The price of a target for a further unit, negative for "at most", as a decimal.
    public func price(_ place: Int) -> String {
        let sign: Int128 = task.targets[place].isAtLeast ? 1 : -1
        return WholeNumber.text(sign * Int128(prices.values[place]), decimals: prices.digits[place])
    }

    private func object(_ members: [(String, String)]) -> String {
        "{" + members.map { JSONText.quoted($0.0) + ": " + $0.1 }.joined(separator: ", ") + "}"
    }
}
