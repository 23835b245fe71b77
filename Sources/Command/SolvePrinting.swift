import Lantian

/// What `solve` found, for people and for programs.
enum SolvePrinting {
    /// The answer.
    static func answer(_ answer: OptionAnswer, _ format: OutputFormat) -> String {
        if format == .json { return answer.json }
        let chosen = RowsPrinting(
            names: ["source", "option", "cost"] + answer.task.table.pollutants,
            titles: [Label("排放源", "source"), Label("措施", "option"), Label("费用", "cost")]
                + answer.task.table.pollutants.map { Label("\($0) t", "\($0) t") },
            masses: 3...max(3, 2 + answer.task.table.pollutants.count),
            numbers: 2...max(2, 2 + answer.task.table.pollutants.count), rows: answer.chosenRows,
            incomplete: .none)
        if format == .csv { return chosen.text(in: .csv) }
        let language = chosenLanguage()
        var lines = answer.summary.map { $0[language] }
        if !answer.task.targets.isEmpty {
            var table = TextTable(
                [
                    text("目标", "target"), text("达到", "reached"), text("每多一吨的费用", "cost of a further unit"),
                ], [.leading, .trailing, .trailing])
            for (place, target) in answer.task.targets.enumerated() {
                table.row([target.text, answer.reachedText(place), answer.priceText(place)])
            }
            lines += ["", table.text]
        }
        if !answer.chosenRows.isEmpty { lines += ["", chosen.text(in: .table)] }
        return lines.joined(separator: "\n")
    }

    /// A cost curve: every corner in files, some two dozen of them for people.
    static func curve(
        _ curve: OptionCurve, _ format: OutputFormat, _ incomplete: IncompleteTotals = .none
    ) -> String {
        let step = format == .table ? max(1, (curve.count + 22) / 24) : 1
        var places = Array(stride(from: 0, to: curve.count, by: step))
        if places.last != curve.count - 1 { places.append(curve.count - 1) }
        let name = curve.pollutant
        return RowsPrinting(
            names: OptionCurve.columns,
            titles: [
                Label("\(name) 减排 t", "\(name) reduced t"), Label("费用", "cost"),
                Label("每多一吨", "per further t"), Label("排放源", "source"), Label("措施", "option"),
            ], masses: 0...2, numbers: 0...2, rows: places.map(curve.row),
            incomplete: IncompleteTotals(incomplete.entries.filter { $0.pollutant == name })
        ).text(in: format)
    }
}
