import Lantian

/// What `solve` found for an inventory, for people and for programs.
struct InventoryPrinting {
    let answer: InventoryAnswer
    private var pollutants: [String] { answer.choice.fixed.context.pollutants }
    private var language: Language { chosenLanguage() }
    private var incomplete: IncompleteTotals { IncompleteTotals(answer.choice.fixed.baseline) }
    /// How many rows a table for people has.
    private static let most = 40

    func printed(in format: OutputFormat) -> String {
        switch format {
        case .json: answer.json(in: language)
        case .csv: chosen(all: true).text(in: .csv)
        case .table: table
        }
    }

    private var table: String {
        var lines = answer.answer.summary.map { $0[language] }
        if answer.chosen.contains(where: { $0.granted > 0 }) {
            let granted = answer.chosen.reduce(0) { $0 + $1.granted }
            lines.append(speak("其中财政 ", "of which the state ", language) + money(granted))
        }
        if !answer.choice.lines.isEmpty { lines += ["", targets] }
        guard answer.answer.chosen != nil else { return lines.joined(separator: "\n") }
        lines += ["", emissions, "", measures, "", chosen(all: false).text(in: .table)]
        if answer.chosen.count > InventoryPrinting.most {
            let more = answer.chosen.count - InventoryPrinting.most
            lines.append(speak("… 还有 \(more) 个源，见 --format csv", "… \(more) more sources: --format csv", language))
        }
        if !answer.steps.isEmpty {
            lines += ["", speak("再减的最便宜办法：", "the cheapest further steps:", language), next(.table)]
        }
        return lines.joined(separator: "\n")
    }

    /// What is asked, what there was, and what is reached.
    private var targets: String {
        var table = TextTable(
            [
                text("目标", "target"), text("之前 t", "before t"), text("允许 t", "allowed t"),
                text("之后 t", "after t"), text("每多一吨的费用", "cost of a further tonne"),
            ], [.leading, .trailing, .trailing, .trailing, .trailing])
        for (place, line) in answer.choice.lines.enumerated() {
            let reached = answer.after(line).map(tonnes) ?? answer.answer.reachedText(place)
            table.row([
                line.target.text, line.before.map(tonnes) ?? "", line.allowed.map(tonnes) ?? "", reached,
                answer.answer.priceText(place),
            ])
        }
        return table.text
    }

    /// The whole inventory before anything, after what is fixed, and after the choice.
    private var emissions: String {
        var table = TextTable(
            [
                text("污染物", "pollutant"), text("清单 t", "inventory t"), text("既定措施后 t", "after fixed measures t"),
                text("选定措施后 t", "after the choice t"),
            ], [.leading, .trailing, .trailing, .trailing])
        for pollutant in pollutants {
            table.row([
                pollutant, tonnes(answer.choice.fixed.baseline.total(of: pollutant)),
                tonnes(answer.choice.fixed.scenario.total(of: pollutant)), tonnes(answer.after(pollutant)),
            ])
        }
        return incomplete.below(table.text)
    }

    /// The chosen measures as the plan runs them.
    private var measures: String {
        var table = TextTable(
            [
                text("措施", "measure"), text("内容", "what"), text("条款", "clauses"), text("行数", "rows"),
                text("年费用", "cost a year"),
            ] + pollutants.map { "\($0) t" },
            [.leading, .leading, .leading, .trailing, .trailing] + pollutants.map { _ in .trailing })
        for outcome in answer.outcomes {
            table.row(
                [
                    outcome.id, PlanPrinting.cut(outcome.measure.title[language], to: 30),
                    outcome.clauses.joined(separator: " "), String(outcome.rows),
                    outcome.cost.map { money($0.annual) } ?? "",
                ] + pollutants.map { tonnes(outcome.reduction($0)) })
        }
        return table.text
    }

    private func chosen(all: Bool) -> RowsPrinting {
        let rows = (all ? answer.chosen[...] : answer.chosen.prefix(InventoryPrinting.most)).map { own in
            [
                own.source, own.kind, own.measures.joined(separator: "+"), own.clauses.joined(separator: " "),
                plain(own.cost), plain(own.granted),
            ] + own.reductions.map { $0.tonnes() }
        }
        let last = 5 + pollutants.count
        return RowsPrinting(
            names: ["source", "table", "measures", "clauses", "cost", "paid_by_state"] + pollutants.map { $0 + "_t" },
            titles: [
                Label("排放源", "source"), Label("表", "table"), Label("措施", "measures"), Label("条款", "clauses"),
                Label("年费用", "cost a year"), Label("其中财政", "paid by the state"),
            ] + pollutants.map { Label("\($0) 减排 t", "\($0) reduced t") }, masses: 6...max(6, last),
            numbers: 4...max(4, last), rows: rows,
            shown: rows.map { row in
                row.enumerated().map { $0 == 4 || $0 == 5 ? DecimalText.rounded(Double($1) ?? 0, decimals: 2) : $1 }
            }, incomplete: all ? incomplete : .none)
    }

    private func next(_ format: OutputFormat) -> String {
        RowsPrinting(
            names: ["pollutant", "source", "measures", "more_t", "cost", "cost_per_t"],
            titles: [
                Label("污染物", "pollutant"), Label("排放源", "source"), Label("改为", "measures"), Label("再减 t", "more t"),
                Label("多花", "more cost"), Label("每吨", "per t"),
            ], masses: 3...3, numbers: 3...5,
            rows: answer.steps.map {
                [$0.pollutant, $0.source, $0.option, $0.more.tonnes(), plain($0.cost), plain($0.costPerTonne)]
            },
            shown: answer.steps.map {
                [$0.pollutant, $0.source, $0.option, $0.more.tonnes(), money($0.cost), money($0.costPerTonne)]
            }, incomplete: .none
        ).text(in: format)
    }

    private func tonnes(_ mass: Mass) -> String { mass.roundedTonnes(decimals: 2) }
    private func money(_ value: Double) -> String { DecimalText.rounded(value, decimals: 2) }
    private func plain(_ value: Double) -> String { DecimalText.shortest(value) }
}
