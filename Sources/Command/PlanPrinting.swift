import Lantian

/// What a plan's evaluation looks like.
struct PlanPrinting {
    let evaluation: PlanEvaluation
    let year: Int?
    /// The pollutants whose totals lack source classes, before the plan as behind it.
    let incomplete: IncompleteTotals
    /// How sure the tonnes are, where the run asks.
    var uncertainty: PlanUncertainty?
    var language: Language { chosenLanguage() }
    var pollutants: [String] { evaluation.context.pollutants }

    /// The results of base years.
    let bases: [Int: BaseYear]
    /// What is emitted at the most that technique could do, by pollutant; none where nobody asks.
    var potential: [String: Mass] = [:]

    init(evaluation: PlanEvaluation, year: Int?, bases: [Int: BaseYear] = [:]) {
        self.evaluation = evaluation
        self.year = year
        self.bases = bases
        incomplete = IncompleteTotals(evaluation.baseline)
    }

    /// The columns of the contract's table.
    static let measureNames = [
        "measure", "clause", "pollutant", "baseline_t", "reduction_t", "alone_t", "overlap_t", "scenario_t", "held_t",
        "blank_t", "year_effect_t", "gross_t", "year",
    ]

    /// The titles of what is shown for people of one region among many.
    static func regionTitles(_ language: Language) -> [String] {
        language == .zh
            ? ["措施", "状态", "污染物", "之前 t", "减排 t", "之后 t"]
            : ["measure", "state", "pollutant", "before t", "reduction t", "after t"]
    }

    /// The rows of files; those for people, of measures that change something or wait; and the sums of each pollutant, where any is
    /// known.
    func rows(
        _ language: Language
    ) -> (files: [[String]], shown: [[String]], sums: [(head: [String], masses: [Mass?])]) {
        let known = evaluation.known
        let shown = evaluation.measures.flatMap { measure in
            let changed = pollutants.filter { measure.state.isApplied && measure.changes($0) }
            let head = [measure.id, PlanPrinting.cut(PlanPrinting.state(measure, language), to: 28)]
            guard !changed.isEmpty else { return [head + ["", "", "", ""]] }
            return changed.map { pollutant in
                head + [pollutant]
                    + [
                        measure.baseline(pollutant), measure.reduction(pollutant), measure.scenario(pollutant),
                    ].map { known.mass($0, of: pollutant)?.roundedTonnes(decimals: 2) ?? "" }
            }
        }
        let sums = pollutants.map { pollutant in
            let (before, after) = (evaluation.baseline.total(of: pollutant), evaluation.scenario.total(of: pollutant))
            return (
                head: ["", "", pollutant],
                masses: [before, before - after, after].map { known.mass($0, of: pollutant) }
            )
        }
        return (measureRows, shown, sums)
    }

    private var measureRows: [[String]] {
        var rows: [[String]] = []
        let known = evaluation.known
        for measure in evaluation.measures {
            for pollutant in pollutants {
                let isShown = measure.state.isApplied
                func cell(_ mass: Mass, always: Bool = false) -> String {
                    always || isShown ? known.mass(mass, of: pollutant)?.tonnes() ?? "" : ""
                }
                rows.append([
                    measure.id, measure.clauses.joined(separator: ";"), pollutant,
                    cell(measure.baseline(pollutant), always: true), cell(measure.reduction(pollutant)),
                    cell(measure.alone(pollutant)), cell(measure.overlap(pollutant)),
                    cell(measure.scenario(pollutant), always: true), cell(measure.held(pollutant)),
                    cell(measure.undecidedMass(pollutant), always: true),
                    cell(evaluation.effect(of: measure, pollutant, in: shownYear)), cell(measure.gross(pollutant)),
                    String(shownYear),
                ])
                if let uncertainty {
                    rows[rows.count - 1] += RangePrinting.cells([
                        uncertainty.baseline(measure.id, pollutant), uncertainty.reduction(measure.id, pollutant),
                        uncertainty.scenario(measure.id, pollutant),
                    ])
                }
                rows[rows.count - 1].append(measure.verdict.name)
            }
        }
        return rows
    }

    /// The contract's table: a line a measure and pollutant.
    func measures(_ format: OutputFormat) -> String {
        let names =
            PlanPrinting.measureNames + (uncertainty == nil ? [] : RangePrinting.planHeader) + ["state"]
        guard format == .table else {
            return RowsPrinting(
                names: names, titles: [], masses: 3...11, numbers: 3...(names.count - 2), rows: measureRows,
                incomplete: incomplete
            ).text(in: format)
        }
        let zh = language == .zh
        let known = evaluation.known
        func shown(_ mass: Mass, _ pollutant: String) -> String {
            known.mass(mass, of: pollutant)?.roundedTonnes(decimals: 2) ?? ""
        }
        var table = TextTable(
            zh
                ? ["措施", "内容", "状态", "污染物", "减排 t", "单独 t", "重叠 t", "之后 t"]
                    + (uncertainty == nil ? [] : ["减排 从 t", "到 t"])
                : ["measure", "what", "state", "pollutant", "reduction t", "alone t", "overlap t", "after t"]
                    + (uncertainty == nil ? [] : ["reduction from t", "to t"]),
            [.leading, .leading, .leading, .leading, .trailing, .trailing, .trailing, .trailing]
                + (uncertainty == nil ? [] : [.trailing, .trailing]))
        for measure in evaluation.measures {
            let states = PlanPrinting.state(measure, language)
            guard measure.verdict == .computed, pollutants.contains(where: { measure.changes($0) }) else {
                table.row(
                    [measure.id, cut(measure.measure.title[language]), states, "", "", "", "", ""]
                        + (uncertainty == nil ? [] : ["", ""]))
                continue
            }
            for (i, pollutant) in pollutants.enumerated() {
                table.row(
                    [
                        i == 0 ? measure.id : "", i == 0 ? cut(measure.measure.title[language]) : "",
                        i == 0 ? states : "",
                        pollutant,
                    ]
                        + [
                            measure.reduction(pollutant), measure.alone(pollutant), measure.overlap(pollutant),
                            measure.scenario(pollutant),
                        ].map { shown($0, pollutant) }
                        + (uncertainty.map { RangePrinting.ends($0.reduction(measure.id, pollutant)) } ?? []))
            }
        }
        table.rule()
        for pollutant in pollutants {
            let before = evaluation.baseline.total(of: pollutant)
            let after = evaluation.scenario.total(of: pollutant)
            let baseline = shown(before, pollutant)
            table.row(
                [
                    zh ? "合计" : "total",
                    baseline.isEmpty
                        ? zh ? "基线没有数字" : "baseline without a number"
                        : zh ? "基线 \(baseline) t" : "baseline \(baseline) t",
                    "", pollutant, shown(before - after, pollutant), "", "", shown(after, pollutant),
                ] + (uncertainty.map { RangePrinting.ends($0.reduction(pollutant)) } ?? []))
        }
        var lines = ["\(evaluation.plan.title[language])", table.text] + incomplete.lines
        for year in year.map({ [$0] }) ?? evaluation.plan.years {
            let parts = pollutants.map { pollutant in
                let effect = evaluation.measures.reduce(Mass.zero) {
                    $0 + evaluation.effect(of: $1, pollutant, in: year)
                }
                let full = evaluation.baseline.total(of: pollutant) - evaluation.scenario.total(of: pollutant)
                let (part, whole) = (shown(effect, pollutant), shown(full, pollutant))
                if part.isEmpty { return zh ? "\(pollutant) 没有数字" : "\(pollutant) without a number" }
                return zh ? "\(pollutant) \(part) t（全年效果 \(whole) t）" : "\(pollutant) \(part) t (full year \(whole) t)"
            }
            lines.append(
                (zh ? "其中 \(year) 年当年生效：" : "taking effect in \(year): ") + parts.joined(separator: zh ? "，" : ", "))
        }
        if let uncertainty {
            lines += PlanPrinting.sureLines(uncertainty, evaluation, isNamed: false, language)
        }
        lines +=
            costLines + shareLines + makeupLines + blankLines + heldLines + targetLines + elsewhereLines + inputHint
        return lines.joined(separator: "\n")
    }

    func cut(_ text: String) -> String { PlanPrinting.cut(text, to: 28) }

    /// A text of at most so many characters, with a mark where it was longer.
    static func cut(_ text: String, to most: Int) -> String {
        text.count > most ? text.prefix(most - 1) + "…" : text
    }

    static func state(_ measure: MeasureOutcome, _ language: Language) -> String {
        if case .emergency(let episodes) = measure.state {
            return speak("应急：", "episode: ", language)
                + episodes.map { "\($0.level) \(DecimalText.rounded(100 * $0.share, decimals: 0)) %" }.joined(
                    separator: ", ")
        }
        let reason = measure.verdict == .unchanged ? measure.notes.max { $0.rows < $1.rows } : nil
        let verdict = measure.verdict.label[language]
        guard let reason = reason?.text[language] else { return verdict }
        return reason.hasPrefix(verdict) ? reason : verdict + speak("：", ": ", language) + reason
    }

    /// The year that effects are shown in.
    private var shownYear: Int { year ?? evaluation.plan.years.first ?? evaluation.inventory.manifest.year }

    /// How shares of one stock by several measures go together.
    private var shareLines: [String] {
        evaluation.measures.compactMap { measure in
            measure.sharing.map { "\(measure.id)\(speak("：", ": ", language))\($0[language])" }
        }
    }

    /// What closing removes before and after what others burn for the heat.
    private var makeupLines: [String] {
        let lines = evaluation.measures.flatMap { measure in
            pollutants.compactMap { pollutant -> String? in
                guard measure.makeup(pollutant) != .zero else { return nil }
                let (gross, net) = (
                    measure.gross(pollutant).roundedTonnes(decimals: 2),
                    measure.reduction(pollutant).roundedTonnes(decimals: 2)
                )
                let added = measure.makeup(pollutant).roundedTonnes(decimals: 2)
                return speak(
                    "  \(measure.id) \(pollutant) 毛减排 \(gross) t，补烧 \(added) t，净减排 \(net) t",
                    "  \(measure.id) \(pollutant) gross \(gross) t, make-up \(added) t, net \(net) t", language)
            }
        }
        return lines.isEmpty ? [] : [speak("接热源补烧：", "heat taken over by other sources:", language)] + lines
    }

    /// The sources that no measure takes because a deciding column is blank.
    private var blankLines: [String] {
        let lines = evaluation.measures.flatMap { measure in
            measure.undecided.map { "  \(measure.id) " + $0.remark(of: pollutants)[language] }
        }
        guard !lines.isEmpty else { return [] }
        return [speak("空白无法判断的源（未选入）：", "sources with deciding cells blank (not selected):", language)] + lines
    }

    /// What is held as before because something is lacking after a measure, and what is left out because it was not known.
    private var heldLines: [String] { PlanPrinting.heldLines([evaluation], language) }

    /// What is held in one plan or in several, whose measures are then named with their plan.
    static func heldLines(_ evaluations: [PlanEvaluation], _ language: Language) -> [String] {
        func lines(_ isMeant: (MeasureLack.Place) -> Bool) -> [String] {
            evaluations.flatMap { evaluation in
                let plan = evaluations.count > 1 ? evaluation.plan.id + " " : ""
                return evaluation.measures.flatMap { measure in
                    measure.lacking.filter { isMeant($0.lack.place) }.map {
                        "  \(plan)\(measure.id) " + $0.lack.remark(held: $0.held, rows: $0.rows)[language]
                    }
                }
            }
        }
        let (held, leftOut) = (lines { $0 != .before }, lines { $0 == .before })
        return
            (held.isEmpty
            ? []
            : [speak("措施后缺数据的排放（按原值保留）：", "emission that lacks data after a measure (held as before):", language)]
                + held)
            + (leftOut.isEmpty
                ? []
                : [
                    speak(
                        "措施前缺数据的排放（不计增减）：", "emission that lacks data before a measure (in no difference):", language)
                ] + leftOut)
    }

    private var targetLines: [String] {
        let zh = language == .zh
        return evaluation.targets(bases: bases).flatMap { outcome -> [String] in
            let target = outcome.target
            let stand =
                outcome.baseStandsIn
                ? speak(
                    "（没有 \(target.baseYear) 年清单，以 \(evaluation.inventory.manifest.year) 年代替）",
                    " (no inventory of \(target.baseYear): that of \(evaluation.inventory.manifest.year) stands in)",
                    language)
                : ""
            let head = (zh ? "目标 " : "target ") + "\(target.id) \(target.pollutant) \(target.year)\(stand): "
            switch outcome.state {
            case .met: return [head + (zh ? "达到" : "met") + likelihood(target)]
            case .short(let gap):
                return [
                    head + (zh ? "差 " : "short by ") + gap.roundedTonnes(decimals: 2) + " t" + likelihood(target)
                ]
                    + candidateLines(outcome.candidates)
            case .waiting(let parameter): return [head + (zh ? "需要输入 " : "needs ") + parameter]
            case .notComputed: return [head + (zh ? "本次未核算该污染物" : "not computed in this run")]
            }
        }
    }

    /// How likely a target is met, where the run asks.
    private func likelihood(_ target: Target) -> String {
        guard let chance = uncertainty?.probability(target.id, target.pollutant) else { return "" }
        let percent = DecimalText.rounded(100 * chance, decimals: 1)
        return speak("（达到的概率 \(percent) %）", " (met with a probability of \(percent) %)", language)
    }

    /// How sure the plan is, in words: what it removes, as a share of the baseline too, and what that hangs on.
    static func sureLines(
        _ sure: PlanUncertainty, _ evaluation: PlanEvaluation, isNamed: Bool, _ language: Language
    ) -> [String] {
        let level = RangePrinting.level(sure.told.options)
        let head = isNamed ? evaluation.plan.id + " " : ""
        var lines: [String] = []
        for pollutant in evaluation.context.pollutants {
            guard let range = sure.reduction(pollutant) else { continue }
            guard range.isKnown else {
                lines.append(
                    head
                        + speak(
                            "\(pollutant) 减排：没有任何数据给出区间，未量化（\(range.mass.roundedTonnes(decimals: 2)) t）",
                            "\(pollutant) reduction: nothing has a range, not quantified (\(range.mass.roundedTonnes(decimals: 2)) t)",
                            language))
                continue
            }
            let (low, high) = (range.low.roundedTonnes(decimals: 2), range.high.roundedTonnes(decimals: 2))
            let known = DecimalText.rounded(100 * (range.quantified ?? 0), decimals: 0)
            var line =
                head
                + speak(
                    "\(pollutant) 减排：\(level) % 区间 \(low)–\(high) t（\(known) % 的吨数所有数据都有区间）",
                    "\(pollutant) reduction: \(level) % between \(low) and \(high) t (of \(known) % of the tonnes all data have a range)",
                    language)
            if let share = sure.shares[pollutant] {
                func percent(_ value: Double) -> String { DecimalText.rounded(100 * value, decimals: 2) }
                line += speak(
                    "；占基线 \(percent(share.low))–\(percent(share.high)) %",
                    "; \(percent(share.low)) to \(percent(share.high)) % of the baseline", language)
            }
            if let first = sure.reductionShares(pollutant).first {
                let percent = DecimalText.rounded(100 * first.share, decimals: 0)
                line += speak(
                    "；其中 \(percent) % 的方差来自 \(RangePrinting.name(first, language))",
                    "; \(percent) % of the variance comes from \(RangePrinting.name(first, language))", language)
            }
            lines.append(line)
        }
        return lines + RangePrinting.drawLines(sure.told, language)
    }

    /// What could close a gap: measures that give more in later years, and measures that wait for a number.
    private func candidateLines(_ candidates: [TargetOutcome.Candidate]) -> [String] {
        let most = 6
        func line(_ head: String, _ entries: [String]) -> [String] {
            guard !entries.isEmpty else { return [] }
            let rest = entries.count - most
            let more = rest > 0 ? [speak("另 \(rest) 项", "\(rest) more", language)] : []
            return ["  " + head + (entries.prefix(most) + more).joined(separator: speak("，", ", ", language))]
        }
        let later = candidates.compactMap { candidate in
            candidate.remaining.map { "\(candidate.id) \($0.roundedTonnes(decimals: 2)) t" }
        }
        let waiting = candidates.filter { $0.remaining == nil }.map(\.id)
        return line(
            speak("目标年以后才见效，提前可补：", "takes effect after the target's year, could close it if earlier: ", language),
            later)
            + line(speak("给出参数后可补：", "could close it once its numbers are given: ", language), waiting)
    }

    /// Where the emission goes that electricity or another carrier takes over.
    private var elsewhereLines: [String] {
        let outcomes = evaluation.elsewhere
        guard !outcomes.isEmpty else { return [] }
        var lines = [
            speak("转到别处的排放（不计入以上数字）：", "emission that goes elsewhere (in none of the figures above):", language)
        ]
        for outcome in outcomes {
            var parts: [String] = []
            if let heat = outcome.heat {
                parts.append(speak("供热 ", "heat ", language) + DecimalText.rounded(heat, decimals: 0) + " GJ")
            }
            if let energy = outcome.electricity {
                parts.append(
                    speak("用电 ", "electricity ", language) + DecimalText.rounded(energy, decimals: 0) + " MWh")
            }
            parts += outcome.masses.map {
                "\($0.pollutant) \($0.mass.roundedTonnes(decimals: 2)) t (\($0.factor.id), "
                    + evaluation.context.library.title(of: $0.factor.reference) + ")"
            }
            parts += outcome.missing.map { $0[language] }
            lines.append("  \(outcome.id) " + parts.joined(separator: speak("；", "; ", language)))
        }
        return lines
    }

    /// How to give what measures wait for.
    private var inputHint: [String] {
        for measure in evaluation.measures {
            guard case .waiting(let parameters) = measure.state, let first = parameters.first else { continue }
            return [
                speak(
                    "缺的参数这样给：--set \(measure.id).\(first)=值；各条款要哪张表哪一列见 --coverage",
                    "give what is missing with --set \(measure.id).\(first)=VALUE; --coverage names tables and columns",
                    language)
            ]
        }
        return []
    }

    /// The targets as CSV.
    var targetsCSV: [UInt8] {
        var writer = CSVWriter()
        writer.row(
            [
                "target", "clause", "region", "pollutant", "base_year", "year", "base_t", "allowed_t", "emission_t",
                "state", "shortfall_t",
            ] + (uncertainty == nil ? [] : ["probability"]) + incomplete.header)
        for outcome in evaluation.targets(bases: bases) {
            let target = outcome.target
            var state = "met"
            var shortfall = "0"
            switch outcome.state {
            case .met: break
            case .short(let gap): (state, shortfall) = ("short", gap.tonnes())
            case .waiting: (state, shortfall) = ("needs_input", "")
            case .notComputed: (state, shortfall) = ("not_computed", "")
            }
            writer.row(
                [
                    target.id, target.clauses.joined(separator: ";"), target.region, target.pollutant,
                    String(target.baseYear),
                    String(target.year), outcome.isComputed ? outcome.base.tonnes() : "",
                    outcome.isComputed ? outcome.allowed?.tonnes() ?? "" : "",
                    outcome.isComputed ? outcome.emission.tonnes() : "",
                    state,
                    shortfall,
                ]
                    + (uncertainty.map {
                        [$0.probability(target.id, target.pollutant).map { DecimalText.rounded($0, decimals: 4) } ?? ""]
                    } ?? []) + incomplete.cells(target.pollutant))
        }
        return writer.bytes
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
            if sheets.heldAfter > .zero {
                lines.append(
                    speak("其中缺数据、按原值保留 ", "held as before for want of data ", language) + sheets.heldAfter.tonnes()
                        + " t")
            } else if sheets.heldAfter < .zero {
                lines.append(
                    speak("措施前未知，不计增减 ", "not known before, in no difference ", language)
                        + (Mass.zero - sheets.heldAfter).tonnes() + " t")
            }
            lines.append("── " + speak("减排 ", "removed ", language) + sheets.reduction.tonnes() + " t\n")
        }
        guard !lines.isEmpty else {
            throw Findings([Finding(.error, .measureTouchesNothing, value: source ?? measure)])
        }
        return incomplete.below(lines.joined(separator: "\n"))
    }
}

extension MeasureOutcome {
    /// Whether it changes the emission of a pollutant at all.
    func changes(_ pollutant: String) -> Bool { reduction(pollutant) != .zero || alone(pollutant) != .zero }

    /// What rows emit that are left out because a deciding column is blank.
    func undecidedMass(_ pollutant: String) -> Mass {
        guard let place = pollutants.firstIndex(of: pollutant) else { return .zero }
        return undecided.reduce(.zero) { $0 + $1.masses[place] }
    }
}

extension Finding.Message {
    static let noSuchMeasure = Finding.Message("no-such-measure", "方案中没有这项措施", "the plan has no such measure")
    static let measureTouchesNothing = Finding.Message(
        "measure-touches-nothing", "该措施没有涉及这个排放源", "the measure does not touch that source")
}
