import Lantian

/// The further tables of a plan: its clauses, its reductions by keys, its two accounts.
extension PlanPrinting {
    /// Every clause with what becomes of it.
    func coverage(_ format: OutputFormat) -> String {
        let rows = evaluation.coverage.map { clause in
            [
                clause.clause.id, clause.clause.number, clause.clause.kind.rawValue, clause.state.rawValue,
                clause.carriers.joined(separator: ";"), clause.needs.map(\.what).joined(separator: ";"),
            ]
                + pollutants.map { pollutant in
                    clause.reductions.first { $0.pollutant == pollutant }?.mass.tonnes() ?? ""
                }
                + [clause.remarks.map { $0[language] }.joined(separator: " ")]
        }
        let names =
            ["clause", "number", "kind", "state", "measures", "needs"] + pollutants.map { $0 + "_t" } + ["remark"]
        guard format == .table else {
            return RowsPrinting(
                names: names, titles: [], masses: 6...(5 + pollutants.count), numbers: 6...(5 + pollutants.count),
                rows: rows, incomplete: incomplete
            ).text(in: format)
        }
        let zh = language == .zh
        var table = TextTable(
            (zh ? ["条款", "类", "内容", "状态"] : ["clause", "kind", "topic", "state"]) + pollutants.map { $0 + " t" }
                + [zh ? "需要 / 说明" : "needs / remark"],
            [.leading, .leading, .leading, .leading] + Array(repeating: .trailing, count: pollutants.count) + [.leading]
        )
        for clause in evaluation.coverage {
            let needs = clause.needs.map { need in
                // A column says what it should hold; a parameter belongs to the measure of the clause.
                SourceKind.named(String(need.what.prefix { $0 != "." })) == nil
                    ? need.what
                    : need.what + speak("（", " (", language) + need.label[language] + speak("）", ")", language)
            }.joined(separator: speak("，", ", ", language))
            let counts = [.computed, .partly].contains(clause.state)
            table.row(
                [
                    clause.clause.id, clause.clause.kind.rawValue, cut(clause.clause.topic[language]),
                    clause.state.label[language],
                ]
                    + pollutants.map { pollutant in
                        counts
                            ? clause.reductions.first { $0.pollutant == pollutant }?.mass.roundedTonnes(decimals: 2)
                                ?? ""
                            : ""
                    } + [needs.isEmpty ? clause.remarks.first?[language] ?? "" : needs])
        }
        var counts: [ClauseCoverage.State: Int] = [:]
        for clause in evaluation.coverage { counts[clause.state, default: 0] += 1 }
        let sum = ClauseCoverage.State.allCases.compactMap { state in
            counts[state].map { "\(state.label[language]) \($0)" }
        }
        return ([table.text, sum.joined(separator: zh ? "，" : ", ")] + incomplete.lines).joined(separator: "\n")
    }

    /// Reductions split by keys.
    func reductions(by keys: [Grouping], _ format: OutputFormat) -> String {
        let words = GroupingWords(library: evaluation.context.library, language: language)
        var (rows, shown): ([[String]], [[String]]) = ([], [])
        for measure in evaluation.measures where measure.state.isApplied {
            // A measure that waits for something, or of which nothing is known after, removes no number of tonnes.
            let isKnown = [.computed, .unchanged].contains(measure.verdict)
            for total in measure.reductions(by: keys) {
                var masses = [total.before, total.reduction, total.assumed].map { total.isKnown ? $0.tonnes() : "" }
                if !isKnown { masses[1] = "" }
                let range = uncertainty.map { RangePrinting.cells($0.reduction(measure.id, by: total.keys)) } ?? []
                rows.append([measure.id] + total.keys + masses + range)
                guard format == .table, total.before != .zero || total.reduction != .zero else { continue }
                let isFirst = shown.last { !$0[0].isEmpty }?[0] != measure.id
                shown.append(
                    [isFirst ? measure.id : "", isFirst ? cut(measure.measure.title[language]) : ""]
                        + zip(keys, total.keys).map { words.word($0, $1) } + masses)
            }
        }
        let count = keys.count
        let files = RowsPrinting(
            names: ["measure"] + keys.map(\.name) + ["before_t", "reduction_t", "assumed_t"]
                + (uncertainty == nil ? [] : RangePrinting.header.map { "reduction_" + $0 }), titles: [],
            masses: (count + 1)...(count + 3), numbers: (count + 1)...(count + (uncertainty == nil ? 3 : 9)),
            rows: rows, incomplete: incomplete)
        guard format == .table else { return files.text(in: format) }
        return RowsPrinting(
            names: [],
            titles: [Label("措施", "measure"), Label("内容", "what")] + keys.map { Label(same: words.title($0)) } + [
                Label("之前 t", "before t"), Label("减排 t", "reduction t"),
                Label("之前含假设 t", "before, on assumptions t"),
            ], masses: (count + 2)...(count + 4), numbers: (count + 2)...(count + 4), rows: shown,
            incomplete: incomplete
        ).text(in: .table)
    }

    /// Inventory difference and key-project accounting side by side.
    func accounts(rules file: String?, _ format: OutputFormat) throws -> String {
        var findings = Findings()
        guard let rules = evaluation.keyProjectRules(file: file, findings: &findings), !findings.hasErrors else {
            throw findings
        }
        let planned = evaluation.plan.years.isEmpty ? [evaluation.inventory.manifest.year] : evaluation.plan.years
        var (rows, shown): ([[String]], [[String]]) = ([], [])
        for accountingYear in year.map({ [$0] }) ?? planned {
            for pollutant in pollutants {
                var sums = [Mass](repeating: .zero, count: 4)
                for outcome in evaluation.keyProjects(rules, pollutant: pollutant, year: accountingYear) {
                    rows.append(row(outcome, pollutant, accountingYear))
                    let masses = [outcome.difference, outcome.credited, outcome.later, outcome.offset]
                    sums = zip(sums, masses).map { $0 + $1 }
                    if masses.contains(where: { $0 != .zero }) || !outcome.refusals.isEmpty {
                        shown.append(rows[rows.count - 1])
                    }
                }
                shown.append(
                    [speak("合计", "total", language), pollutant, String(accountingYear)] + sums.map { $0.tonnes() } + [
                        ""
                    ])
            }
        }
        return RowsPrinting(
            names: ["measure", "pollutant", "year", "difference_t", "credited_t", "later_t", "offset_t", "refused"],
            titles: [
                Label("措施", "measure"), Label("污染物", "pollutant"), Label("年", "year"), Label("清单差 t", "difference t"),
                Label("当年认定 t", "credited t"), Label("接续 t", "later t"), Label("抵扣 t", "offset t"),
                Label("不认定", "refused"),
            ], masses: 3...6, numbers: 2...6, rows: rows, shown: shown, incomplete: incomplete
        ).text(in: format)
    }

    private func row(_ outcome: KeyProjectOutcome, _ pollutant: String, _ year: Int) -> [String] {
        let refusals = outcome.refusals.map {
            "\($0.rule): \($0.reason[language]) (\($0.mass.roundedTonnes(decimals: 2)) t)"
        }
        return [
            outcome.id, pollutant, String(year), outcome.difference.tonnes(), outcome.credited.tonnes(),
            outcome.later.tonnes(), outcome.offset.tonnes(), refusals.joined(separator: "; "),
        ]
    }
}
