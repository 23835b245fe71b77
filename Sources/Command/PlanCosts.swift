import Lantian

/// What the measures of a plan cost. A cost that nobody gave is unknown, never zero, and the total says whose it lacks.
extension PlanPrinting {
    private var priced: [(outcome: MeasureOutcome, cost: MeasureCost, paid: PaidCost)] {
        evaluation.measures.compactMap { outcome in
            guard let cost = outcome.measure.cost, let paid = outcome.cost else { return nil }
            return (outcome, cost, paid)
        }
    }

    private var unpriced: [String] { evaluation.measures.filter { $0.measure.cost == nil }.map(\.id) }

    /// Measures with a cost that cannot be counted: nothing was treated, or rows lack what it is counted by.
    private var uncounted: [MeasureOutcome] {
        evaluation.measures.filter { $0.measure.cost != nil && $0.cost == nil }
    }

    /// Lines below the measures, where the plan gives any cost.
    var costLines: [String] {
        guard !priced.isEmpty || !uncounted.isEmpty else { return [] }
        var lines = [speak("费用：", "costs:", language)]
        for (outcome, cost, paid) in priced {
            var parts = ["\(money(paid.annual)) " + unit(cost)]
            if paid.granted > 0 { parts.append(speak("其中财政 ", "of which the state ", language) + money(paid.granted)) }
            parts += perTonne(outcome, paid).map { pollutant, value in
                speak("每吨 \(pollutant) 减排 ", "for each tonne of \(pollutant) removed ", language) + money(value)
            }
            if !outcome.state.isApplied { parts.append(PlanPrinting.state(outcome, language)) }
            lines.append("  \(outcome.id) " + parts.joined(separator: speak("，", ", ", language)))
        }
        for (head, sum) in totals {
            lines.append("  " + speak("合计 ", "total ", language) + "\(money(sum)) " + head)
        }
        for outcome in uncounted {
            let rows = outcome.uncountedCosts
            lines.append(
                "  \(outcome.id) "
                    + (rows > 0
                        ? speak(
                            "费用未知：\(rows) 行缺少计费所用的列", "cost unknown: \(rows) rows lack what it is counted by", language)
                        : speak("费用未知：没有实施", "cost unknown: nothing is applied", language)))
        }
        lines += origins
        if !unpriced.isEmpty {
            lines.append(
                "  " + speak("未给出费用，不在合计内：", "no cost given, not in the total: ", language)
                    + unpriced.joined(separator: ", "))
            lines += lost.map { "  " + $0 }
        }
        return lines
    }

    /// Where costs are from that the plan does not give, and what those of the library lack that are not whole.
    private var origins: [String] {
        evaluation.measures.compactMap { outcome in
            guard let origin = outcome.measure.costOrigin else { return nil }
            let head = "  \(outcome.id) " + origin.label[language] + " (\(origin.technique))"
            guard !origin.lacks.isEmpty else {
                return head + speak("：费用取自 ", ": cost of ", language) + origin.sources.joined(separator: ", ")
            }
            return head + speak("：库中费用不完整，缺 ", ": no whole cost in the library, which lacks ", language)
                + origin.lacks.joined(separator: ", ")
        }
    }

    /// What measures of unknown cost remove, by pollutant: the tonnes that no total of costs is for.
    private var lost: [String] {
        let unknown = evaluation.measures.filter { $0.state.isApplied && $0.cost == nil }
        let tonnes = pollutants.compactMap { pollutant -> String? in
            let mass = unknown.reduce(Mass.zero) { $0 + $1.reduction(pollutant) }
            return mass == .zero ? nil : "\(pollutant) \(mass.roundedTonnes(decimals: 2)) t"
        }
        guard !tonnes.isEmpty else { return [] }
        let told = tonnes.joined(separator: speak("、", ", ", language))
        return [speak("费用未知的措施减排：", "removed by measures of unknown cost: ", language) + told]
    }

    /// A row a measure and pollutant: what it costs a year, what it removes, and what a tonne of that costs.
    func costs(_ format: OutputFormat) -> String {
        var rows: [[String]] = []
        for outcome in evaluation.measures {
            let (cost, paid) = (outcome.measure.cost, outcome.cost)
            for pollutant in pollutants {
                let value = paid.flatMap { paid in perTonne(outcome, paid).first { $0.pollutant == pollutant }?.value }
                rows.append([
                    outcome.id, pollutant, cost?.currency ?? "", cost?.priceYear.map(String.init) ?? "",
                    paid?.capital.map(money) ?? "", paid.map { money($0.annual) } ?? "",
                    paid.map { money($0.granted) } ?? "",
                    outcome.state.isApplied ? outcome.reduction(pollutant).tonnes() : "", value.map(money) ?? "",
                    outcome.measure.costOrigin.map { ([$0.technique] + $0.sources).joined(separator: " ") } ?? "",
                    outcome.measure.costOrigin?.lacks.joined(separator: "; ") ?? "",
                ])
            }
        }
        let table = RowsPrinting(
            names: [
                "measure", "pollutant", "currency", "price_year", "capital", "annual_cost", "paid_by_state",
                "reduction_t", "cost_per_t", "cost_source", "cost_lacks",
            ],
            titles: [
                Label("措施", "measure"), Label("污染物", "pollutant"), Label("货币", "currency"), Label("价格年", "prices of"),
                Label("投资", "capital"), Label("年费用", "cost a year"), Label("其中财政", "paid by the state"),
                Label("减排 t", "reduction t"),
                Label("每吨减排", "per t removed"), Label("费用来源", "cost from"), Label("所缺", "lacks"),
            ], masses: 7...7, numbers: 4...8, rows: rows, incomplete: incomplete
        ).text(in: format)
        guard format == .table else { return table }
        var lines = [table]
        for (head, sum) in totals { lines.append("  " + speak("合计 ", "total ", language) + "\(money(sum)) " + head) }
        if !unpriced.isEmpty {
            lines.append(
                speak("  未给出费用，不在合计内：", "  no cost given, not in the total: ", language)
                    + unpriced.joined(separator: ", "))
            lines += lost.map { "  " + $0 }
        }
        return lines.joined(separator: "\n")
    }

    /// The costs for each tonne of what a measure removes as it stands in the plan; the whole cost on each pollutant.
    private func perTonne(_ outcome: MeasureOutcome, _ cost: PaidCost) -> [(pollutant: String, value: Double)] {
        guard outcome.state.isApplied else { return [] }
        return pollutants.compactMap { pollutant in
            let tonnes = Double(outcome.reduction(pollutant).micrograms) / 1e12
            return tonnes > 0 ? (pollutant, cost.annual / tonnes) : nil
        }
    }

    /// The sums of what is applied, by currency and year of prices: money of different years is not added.
    private var totals: [(head: String, sum: Double)] {
        var sums: [(head: String, sum: Double)] = []
        for (outcome, cost, paid) in priced where outcome.state.isApplied {
            let head = unit(cost)
            if let place = sums.firstIndex(where: { $0.head == head }) {
                sums[place].sum += paid.annual
            } else {
                sums.append((head, paid.annual))
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
