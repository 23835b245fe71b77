import Lantian

/// What the measures of a plan cost. A cost that nobody gave is unknown, never zero, and the total says whose it lacks.
extension PlanPrinting {
    private var priced: [(outcome: MeasureOutcome, cost: MeasureCost)] {
        evaluation.measures.compactMap { outcome in outcome.measure.cost.map { (outcome, $0) } }
    }

    private var unpriced: [String] { evaluation.measures.filter { $0.measure.cost == nil }.map(\.id) }

    /// Lines below the measures, where the plan gives any cost.
    var costLines: [String] {
        guard !priced.isEmpty else { return [] }
        var lines = [speak("费用：", "costs:", language)]
        for (outcome, cost) in priced {
            var parts = ["\(money(cost.annual)) " + unit(cost)]
            parts += perTonne(outcome, cost).map { pollutant, value in
                speak("每吨 \(pollutant) 减排 ", "for each tonne of \(pollutant) removed ", language) + money(value)
            }
            if !outcome.state.isApplied { parts.append(PlanPrinting.state(outcome, language)) }
            lines.append("  \(outcome.id) " + parts.joined(separator: speak("，", ", ", language)))
        }
        for (head, sum) in totals {
            lines.append("  " + speak("合计 ", "total ", language) + "\(money(sum)) " + head)
        }
        if !unpriced.isEmpty {
            lines.append(
                "  " + speak("未给出费用，不在合计内：", "no cost given, not in the total: ", language)
                    + unpriced.joined(separator: ", "))
        }
        return lines
    }

    /// A row a measure and pollutant: what it costs a year, what it removes, and what a tonne of that costs.
    func costs(_ format: OutputFormat) -> String {
        var rows: [[String]] = []
        for outcome in evaluation.measures {
            let cost = outcome.measure.cost
            for pollutant in pollutants {
                let value = cost.flatMap { cost in perTonne(outcome, cost).first { $0.pollutant == pollutant }?.value }
                rows.append([
                    outcome.id, pollutant, cost?.currency ?? "", cost?.priceYear.map(String.init) ?? "",
                    cost?.capital.map(money) ?? "", cost.map { money($0.annual) } ?? "",
                    outcome.state.isApplied ? outcome.reduction(pollutant).tonnes() : "", value.map(money) ?? "",
                ])
            }
        }
        let table = RowsPrinting(
            names: [
                "measure", "pollutant", "currency", "price_year", "capital", "annual_cost", "reduction_t",
                "cost_per_t",
            ],
            titles: [
                Label("措施", "measure"), Label("污染物", "pollutant"), Label("货币", "currency"), Label("价格年", "prices of"),
                Label("投资", "capital"), Label("年费用", "cost a year"), Label("减排 t", "reduction t"),
                Label("每吨减排", "per t removed"),
            ], masses: 6...6, numbers: 4...7, rows: rows
        ).text(in: format)
        return format == .table
            ? ([table] + costLines.suffix(totals.count + (unpriced.isEmpty ? 0 : 1))).joined(separator: "\n") : table
    }

    /// The costs for each tonne of what a measure removes as it stands in the plan; the whole cost on each pollutant.
    private func perTonne(_ outcome: MeasureOutcome, _ cost: MeasureCost) -> [(pollutant: String, value: Double)] {
        guard outcome.state.isApplied else { return [] }
        return pollutants.compactMap { pollutant in
            let tonnes = Double(outcome.reduction(pollutant).micrograms) / 1e12
            return tonnes > 0 ? (pollutant, cost.annual / tonnes) : nil
        }
    }

    /// The sums of what is applied, by currency and year of prices: money of different years is not added.
    private var totals: [(head: String, sum: Double)] {
        var sums: [(head: String, sum: Double)] = []
        for (outcome, cost) in priced where outcome.state.isApplied {
            let head = unit(cost)
            if let place = sums.firstIndex(where: { $0.head == head }) {
                sums[place].sum += cost.annual
            } else {
                sums.append((head, cost.annual))
            }
        }
        return sums
    }

    private func unit(_ cost: MeasureCost) -> String {
        let currency = cost.currency == "yuan" ? speak("元", "yuan", language) : cost.currency
        let prices = cost.priceYear.map { speak("（\($0) 年价）", " (prices of \($0))", language) } ?? ""
        return currency + speak("/年", " a year", language) + prices
    }

    private func money(_ value: Double) -> String { DecimalText.rounded(value, decimals: 2) }
}
