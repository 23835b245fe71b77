import Lantian

/// Causes of a change for people and for programs.
struct ChangePrinting {
    let change: EmissionChange
    let words: ReportWords
    /// How many sources people see.
    let top: Int
    /// The totals of either year that lack source classes.
    let incomplete: IncompleteTotals

    private let causes = EmissionChange.Cause.allCases

    func printed(in format: OutputFormat, bySource: Bool) -> String {
        if format != .table { return (bySource ? sourceRows : totalRows).text(in: format) }
        if bySource { return incomplete.below(sourceTable(change.sources.filter { !$0.parts.isEmpty })) }
        var blocks = [summary, incomplete.below(totalTable)]
        let top = change.pollutants.flatMap { change.top(self.top, of: $0) }
        if !top.isEmpty {
            blocks.append(text("变化最大的源：", "the sources that changed most:"))
            blocks.append(sourceTable(top))
        }
        return blocks.joined(separator: "\n")
    }

    // MARK: Files

    private var totalRows: RowsPrinting {
        let names = ["pollutant", "sector", "before_t", "after_t", "change_t"] + causes.map { $0.rawValue + "_t" }
        return RowsPrinting(
            names: names, titles: [], masses: 2...names.count - 1, numbers: 2...names.count - 1,
            rows: change.totals.map { total in
                [total.pollutant, total.sector ?? "", total.old.tonnes(), total.new.tonnes(), total.change.tonnes()]
                    + causes.map { total[$0].tonnes() }
            }, incomplete: incomplete)
    }

    private var sourceRows: RowsPrinting {
        let names =
            ["region", "table", "source", "firm_name", "sector", "pollutant", "before_t", "after_t", "change_t"]
            + causes.map { $0.rawValue + "_t" }
        return RowsPrinting(
            names: names, titles: [], masses: 6...names.count - 1, numbers: 6...names.count - 1,
            rows: change.sources.map { source in
                [
                    source.region, source.table, source.source, source.firm, source.sector, source.pollutant,
                    source.old?.tonnes() ?? "", source.new?.tonnes() ?? "", source.change.tonnes(),
                ]
                    + causes.map { cause in
                        (source.parts.first { $0.cause == cause }?.mass ?? .zero).tonnes()
                    }
            }, incomplete: incomplete)
    }

    // MARK: People

    /// The answer in a sentence for each pollutant.
    private var summary: String {
        let language = chosenLanguage()
        return change.totals.filter { $0.sector == nil }.map { total in
            let parts = causes.filter { total[$0] != .zero }.map {
                "\($0.label[language]) \(rounded(total[$0]))"
            }.joined(separator: " + ").replacing(" + -", with: " - ")
            let told = parts.isEmpty ? "" : " = " + parts
            return text(
                "\(total.pollutant)：\(change.years.old) 年 \(rounded(total.old)) t，\(change.years.new) 年 \(rounded(total.new)) t，变化 \(rounded(total.change)) t\(told)",
                "\(total.pollutant): \(change.years.old) \(rounded(total.old)) t, \(change.years.new) \(rounded(total.new)) t, change \(rounded(total.change)) t\(told)"
            )
        }.joined(separator: "\n") + "\n"
    }

    private func rounded(_ mass: Mass) -> String { mass.roundedTonnes(decimals: 2) }

    /// Sectors by causes; causes that nothing has are left out.
    private var totalTable: String {
        let language = chosenLanguage()
        let shown = causes.filter { cause in change.totals.contains { $0[cause] != .zero } }
        let titles =
            [
                Label("污染物", "pollutant"), Label("部门", "sector"),
                Label("\(change.years.old) 年 t", "\(change.years.old) t"),
                Label("\(change.years.new) 年 t", "\(change.years.new) t"), Label("变化 t", "change t"),
            ] + shown.map(\.label)
        var table = TextTable(
            titles.map { $0[language] }, titles.indices.map { $0 < 2 ? .leading : .trailing })
        for total in change.totals {
            table.row(
                [
                    total.pollutant,
                    total.sector.map { words.label(.sector, $0)[language] } ?? text("全部", "all"),
                    rounded(total.old), rounded(total.new), rounded(total.change),
                ] + shown.map { rounded(total[$0]) })
        }
        return table.text
    }

    /// Sources with their causes.
    private func sourceTable(_ sources: [EmissionChange.Source]) -> String {
        let language = chosenLanguage()
        let titles = [
            Label("排放源", "source"), Label("企业", "firm"), Label("部门", "sector"), Label("污染物", "pollutant"),
            Label("\(change.years.old) 年 t", "\(change.years.old) t"),
            Label("\(change.years.new) 年 t", "\(change.years.new) t"), Label("变化 t", "change t"), Label("原因", "causes"),
        ]
        var table = TextTable(
            titles.map { $0[language] },
            [.leading, .leading, .leading, .leading, .trailing, .trailing, .trailing, .leading])
        for source in sources {
            table.row([
                source.source, source.firm, words.label(.sector, source.sector)[language], source.pollutant,
                source.old.map(rounded) ?? "—", source.new.map(rounded) ?? "—", rounded(source.change),
                source.parts.map { "\($0.cause.label[language]) \(rounded($0.mass))" }.joined(separator: "; "),
            ])
        }
        return table.text
    }
}
