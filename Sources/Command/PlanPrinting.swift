import Lantian

/// What a plan's evaluation looks like.
struct PlanPrinting {
    let evaluation: PlanEvaluation
    let year: Int?
    private var language: Language { chosenLanguage() }
    private var pollutants: [String] { evaluation.context.pollutants }

    init(evaluation: PlanEvaluation, year: Int?) {
        self.evaluation = evaluation
        self.year = year
    }

    /// The contract's table: a line a measure and pollutant.
    func measures(_ format: OutputFormat) -> String {
        var rows: [[String]] = []
        for measure in evaluation.measures {
            for pollutant in pollutants {
                let isShown = measure.state.isApplied
                rows.append([
                    measure.id, measure.clauses.joined(separator: ";"), pollutant, measure.baseline(pollutant).tonnes(),
                    isShown ? measure.reduction(pollutant).tonnes() : "",
                    isShown ? measure.alone(pollutant).tonnes() : "",
                    isShown ? measure.overlap(pollutant).tonnes() : "", measure.scenario(pollutant).tonnes(),
                ])
            }
        }
        let names = [
            "measure", "clause", "pollutant", "baseline_t", "reduction_t", "alone_t", "overlap_t", "scenario_t",
        ]
        guard format == .table else {
            return RowsPrinting(names: names, titles: [], masses: 3...7, numbers: 3...7, rows: rows).text(in: format)
        }
        let zh = language == .zh
        var table = TextTable(
            zh
                ? ["措施", "内容", "状态", "污染物", "减排 t", "单独 t", "重叠 t", "之后 t"]
                : ["measure", "what", "state", "pollutant", "reduction t", "alone t", "overlap t", "after t"],
            [.leading, .leading, .leading, .leading, .trailing, .trailing, .trailing, .trailing])
        for measure in evaluation.measures {
            let states = PlanPrinting.state(measure, language)
            guard measure.state.isApplied else {
                table.row([measure.id, cut(measure.measure.title[language]), states, "", "", "", "", ""])
                continue
            }
            for (i, pollutant) in pollutants.enumerated() {
                table.row([
                    i == 0 ? measure.id : "", i == 0 ? cut(measure.measure.title[language]) : "", i == 0 ? states : "",
                    pollutant,
                    measure.reduction(pollutant).roundedTonnes(decimals: 2),
                    measure.alone(pollutant).roundedTonnes(decimals: 2),
                    measure.overlap(pollutant).roundedTonnes(decimals: 2),
                    measure.scenario(pollutant).roundedTonnes(decimals: 2),
                ])
            }
        }
        table.rule()
        for pollutant in pollutants {
            let before = evaluation.baseline.total(of: pollutant)
            let after = evaluation.scenario.total(of: pollutant)
            table.row([
                zh ? "合计" : "total",
                zh ? "基线 \(before.roundedTonnes(decimals: 2)) t" : "baseline \(before.roundedTonnes(decimals: 2)) t",
                "", pollutant, (before - after).roundedTonnes(decimals: 2), "", "", after.roundedTonnes(decimals: 2),
            ])
        }
        var lines = ["\(evaluation.plan.title[language])", table.text]
        for year in year.map({ [$0] }) ?? evaluation.plan.years {
            let parts = pollutants.map { pollutant in
                let effect = evaluation.measures.reduce(Mass.zero) {
                    $0 + evaluation.effect(of: $1, pollutant, in: year)
                }
                return "\(pollutant) \(effect.roundedTonnes(decimals: 2)) t"
            }
            lines.append(
                (zh ? "其中 \(year) 年当年生效：" : "taking effect in \(year): ") + parts.joined(separator: zh ? "，" : ", "))
        }
        lines.append(contentsOf: targetLines)
        return lines.joined(separator: "\n")
    }

    private func cut(_ text: String) -> String { text.count > 28 ? text.prefix(27) + "…" : text }

    static func state(_ measure: MeasureOutcome, _ language: Language) -> String {
        switch measure.state {
        case .waiting(let parameters):
            return speak("需要输入 ", "needs ", language) + parameters.map { measure.id + "." + $0 }.joined(separator: ", ")
        case .computed: return speak("已核算", "computed", language)
        case .invalid: return speak("不能实施", "cannot be applied", language)
        case .emergency(let episodes):
            return speak("应急：", "episode: ", language)
                + episodes.map { "\($0.level) \(DecimalText.rounded(100 * $0.share, decimals: 0)) %" }.joined(
                    separator: ", ")
        case .seasonal: return speak("错峰，不计年减排", "staggered: no annual credit", language)
        }
    }

    private var targetLines: [String] {
        let zh = language == .zh
        return evaluation.targets().map { outcome in
            let target = outcome.target
            let head = (zh ? "目标 " : "target ") + "\(target.id) \(target.pollutant) \(target.year): "
            switch outcome.state {
            case .met: return head + (zh ? "达到" : "met")
            case .short(let gap):
                let candidates = outcome.candidates.prefix(4).map(\.id).joined(separator: ", ")
                return head + (zh ? "差 " : "short by ") + gap.roundedTonnes(decimals: 2) + " t"
                    + (candidates.isEmpty ? "" : (zh ? "；可补：" : "; could close it: ") + candidates)
            case .waiting(let parameter): return head + (zh ? "需要输入 " : "needs ") + parameter
            case .notComputed: return head + (zh ? "本次未核算该污染物" : "not computed in this run")
            }
        }
    }

    /// The targets as CSV.
    var targetsCSV: [UInt8] {
        var writer = CSVWriter()
        writer.row([
            "target", "clause", "region", "pollutant", "base_year", "year", "base_t", "allowed_t", "emission_t",
            "state", "shortfall_t",
        ])
        for outcome in evaluation.targets() {
            let target = outcome.target
            var state = "met"
            var shortfall = "0"
            switch outcome.state {
            case .met: break
            case .short(let gap): (state, shortfall) = ("short", gap.tonnes())
            case .waiting: (state, shortfall) = ("needs_input", "")
            case .notComputed: (state, shortfall) = ("not_computed", "")
            }
            writer.row([
                target.id, target.clauses.joined(separator: ";"), target.region, target.pollutant,
                String(target.baseYear),
                String(target.year), outcome.base.tonnes(), outcome.allowed?.tonnes() ?? "", outcome.emission.tonnes(),
                state,
                shortfall,
            ])
        }
        return writer.bytes
    }

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
                rows: rows
            ).text(in: format)
        }
        let zh = language == .zh
        var table = TextTable(
            (zh ? ["条款", "类", "内容", "状态"] : ["clause", "kind", "topic", "state"]) + pollutants.map { $0 + " t" }
                + [zh ? "需要 / 说明" : "needs / remark"],
            [.leading, .leading, .leading, .leading] + Array(repeating: .trailing, count: pollutants.count) + [.leading]
        )
        for clause in evaluation.coverage {
            let needs = clause.needs.map(\.what).joined(separator: ", ")
            table.row(
                [
                    clause.clause.id, clause.clause.kind.rawValue, cut(clause.clause.topic[language]),
                    clause.state.label[language],
                ]
                    + pollutants.map { pollutant in
                        clause.reductions.first { $0.pollutant == pollutant }?.mass.roundedTonnes(decimals: 2) ?? ""
                    } + [needs.isEmpty ? clause.remarks.first?[language] ?? "" : needs])
        }
        var counts: [ClauseCoverage.State: Int] = [:]
        for clause in evaluation.coverage { counts[clause.state, default: 0] += 1 }
        let sum = ClauseCoverage.State.allCases.compactMap { state in
            counts[state].map { "\(state.label[language]) \($0)" }
        }
        return table.text + "\n" + sum.joined(separator: zh ? "，" : ", ")
    }

    /// Reductions split by keys.
    func reductions(by keys: [Grouping], _ format: OutputFormat) -> String {
        var rows: [[String]] = []
        for measure in evaluation.measures where measure.state.isApplied {
            for total in measure.reductions(by: keys) {
                rows.append(
                    [measure.id] + total.keys + [
                        total.before.tonnes(), total.reduction.tonnes(), total.assumed.tonnes(),
                    ])
            }
        }
        let count = keys.count
        return RowsPrinting(
            names: ["measure"] + keys.map(\.name) + ["before_t", "reduction_t", "assumed_t"],
            titles: [Label("措施", "measure")] + keys.map { Label(same: $0.name) } + [
                Label("之前 t", "before t"), Label("减排 t", "reduction t"), Label("含假设 t", "on assumptions t"),
            ], masses: (count + 1)...(count + 3), numbers: (count + 1)...(count + 3), rows: rows
        ).text(in: format)
    }

    /// Inventory difference and key-project accounting side by side.
    func accounts(rules file: String?, _ format: OutputFormat) throws -> String {
        var findings = Findings()
        guard let rules = evaluation.keyProjectRules(file: file, findings: &findings), !findings.hasErrors else {
            throw findings
        }
        let planned = evaluation.plan.years.isEmpty ? [evaluation.inventory.manifest.year] : evaluation.plan.years
        var rows: [[String]] = []
        for accountingYear in year.map({ [$0] }) ?? planned {
            for pollutant in pollutants {
                for outcome in evaluation.keyProjects(rules, pollutant: pollutant, year: accountingYear) {
                    rows.append(row(outcome, pollutant, accountingYear))
                }
            }
        }
        return RowsPrinting(
            names: ["measure", "pollutant", "year", "difference_t", "credited_t", "later_t", "offset_t", "refused"],
            titles: [
                Label("措施", "measure"), Label("污染物", "pollutant"), Label("年", "year"), Label("清单差 t", "difference t"),
                Label("当年认定 t", "credited t"), Label("接续 t", "later t"), Label("抵扣 t", "offset t"),
                Label("不认定", "refused"),
            ], masses: 3...6, numbers: 2...6, rows: rows
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

    /// The before and after sheets of a measure.
    func explanation(of measure: String, source: String?) throws -> String {
        guard evaluation.outcome(measure) != nil else {
            throw Findings([
                Finding(
                    .error, .noSuchMeasure, value: measure,
                    nearest: Spelling.nearest(to: measure, in: evaluation.measures.map(\.id)))
            ])
        }
        var lines: [String] = []
        for pollutant in pollutants {
            guard let sheets = evaluation.sheets(of: measure, source: source, pollutant: pollutant) else { continue }
            let table = evaluation.inventory.sheets.first { $0.table.file.path == sheets.location.file }?.table
            guard let table else { continue }
            lines.append("── \(sheets.measure) · \(sheets.source) · \(pollutant) " + speak("之前", "before", language))
            lines += sheets.before.map { $0.text(in: language, library: evaluation.context.library, table: table) }
            lines.append("── " + speak("之后", "after", language))
            lines += sheets.after.map { $0.text(in: language, library: evaluation.context.library, table: table) }
            lines.append("── " + speak("减排 ", "removed ", language) + sheets.reduction.tonnes() + " t\n")
        }
        guard !lines.isEmpty else {
            throw Findings([Finding(.error, .measureTouchesNothing, value: source ?? measure)])
        }
        return lines.joined(separator: "\n")
    }
}

extension Finding.Message {
    static let noSuchMeasure = Finding.Message("no-such-measure", "方案中没有这项措施", "the plan has no such measure")
    static let measureTouchesNothing = Finding.Message(
        "measure-touches-nothing", "该措施没有涉及这个排放源", "the measure does not touch that source")
}
