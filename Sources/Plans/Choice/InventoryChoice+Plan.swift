import Calculation
import Inventories
import Quantities
import Solve
import Tables

extension InventoryChoice {
    /// The choice as a plan: the fixed measures as they stand, then each chosen measure at its sources, in the order in which
    /// they were computed.
    func text(of taken: [SourceOption], _ answer: OptionAnswer) -> String {
        var ids: [Int: [String]] = [:]
        var isWhole: Set<Int> = []
        for option in taken {
            let unit = options.units[Int(option.unit)]
            for number in option.measures {
                ids[number, default: []] += unit.ids
                if unit.isWholeKind { isWhole.insert(number) }
            }
        }
        let chosen = ids.keys.sorted().map { number in
            measure(options.free[number], at: isWhole.contains(number) ? nil : ids[number] ?? [])
        }
        let measures = fixed.plan.measures.map { $0.written.setting([("choose", nil)]) } + chosen
        let head = plan.written ?? emptyHead
        let body = head.setting([
            ("order", .plain("listed")), ("measures", measures.isEmpty ? nil : .list(measures)),
        ])
        return comment(answer) + YAMLText.block(body)
    }

    /// A measure at some sources; at all that it means where no ids are given.
    private func measure(_ own: FreeMeasure, at ids: [String]?) -> YAMLValue {
        let measure = own.measure
        var changes: [(String, YAMLValue?)] = [("id", .plain(own.name)), ("choose", nil)]
        if let ids {
            let conditions = measure.written["where"] ?? .map([])
            let names = YAMLValue.list(ids.sorted().map { .plain($0) })
            changes.append(
                (
                    "where",
                    (conditions.entries.isEmpty ? YAMLValue.map([]) : conditions).setting([(Column.id, names)])
                ))
        }
        if own.share != nil {
            changes.append(("with", .map(measure.parameters.values.map { ($0.name, $0.value) })))
        }
        return measure.written.setting(changes)
    }

    /// The head of a plan that nobody gave.
    private var emptyHead: YAMLValue {
        .map([
            ("plan", .plain(plan.id)),
            ("title", .map([("zh", .plain(plan.title.zh)), ("en", .plain(plan.title.en))])),
            ("regions", .list(plan.regions.map { .plain($0) })), ("base_year", .plain(String(plan.baseYear))),
            ("years", .list(plan.years.map { .plain(String($0)) })),
            (
                "clauses",
                .list([
                    .map([
                        ("id", .plain(Plan.ownClause)), ("clause", .plain("")), ("kind", .plain("M")),
                        ("text", .plain(plan.title.zh)),
                        ("topic", .map([("zh", .plain(plan.title.zh)), ("en", .plain(plan.title.en))])),
                        ("effect", .plain("measures")),
                    ])
                ])
            ),
        ])
    }

    /// What the plan is, in both languages, for whoever opens the file.
    private func comment(_ answer: OptionAnswer) -> String {
        let targets = lines.map(\.target.text) + (task.most.map { ["max " + $0.text] } ?? [])
        let lines = [
            "lantian solve 求得的方案；目标：\(targets.joined(separator: "；"))",
            "Chosen by lantian solve; targets: \(targets.joined(separator: "; "))",
        ]
        let found = answer.summary
        let lacking = IncompleteTotals(fixed.baseline).plainLines.map { "\($0.pollutant) incomplete: \($0.text)" }
        return (lines + found.map(\.zh) + found.map(\.en) + lacking).map { line in
            "# " + line.split(whereSeparator: \.isNewline).joined(separator: " ") + "\n"
        }.joined()
    }
}

extension Plan {
    /// The clause of measures that no document asks for.
    static let ownClause = "CHOSEN"
}
