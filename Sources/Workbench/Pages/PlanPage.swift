import Calculation
import Factors
import Inventories
import Plans
import Quantities
import Reports
import Tables

/// A plan: its clauses with what becomes of them, inputs to be given, and what changes when one is moved.
struct PlanPage {
    let names: [String]
    let name: String
    let run: PlanEvaluation
    let county: County
    let view: View

    func markup() -> Markup {
        let links: [Markup] = names.map {
            "<a href=\"\(view.link.to("/plan", [("plan", $0)]))\"\(Markup.current($0 == name))>\($0)</a> "
        }
        return view.page(
            run.plan.title[view.language],
            """
            <h1>\(run.plan.title[view.language])</h1><p class="choice">\(links)</p>
            <div data-plan="\(name)">
            <div class="totals" id="plan-totals">\(county.pollutants.map(total))</div>
            \(view.lacks(IncompleteTotals(run.baseline)))<p class="facts" id="plan-time"></p>
            \(targets)
            <section><h2>\(view.text("措施", "Measures"))</h2>
            <p class="note">\(view.text("拖动或填写即时试算，不改文件；“存入方案”写入方案文件，命令行随即读到。", "Moving or typing tries a value at once and changes no file; 'save' writes it to the plan's file, which the command line then reads."))</p>
            <div class="scroll"><table><thead><tr><th>\(view.text("措施", "measure"))</th><th>\(view.text("状态", "state"))</th>\(heads)<th>\(view.text("参数", "inputs"))</th></tr></thead>
            <tbody>\(run.plan.measures.map(measure))</tbody></table></div></section>
            <section><h2>\(view.text("条款", "Clauses"))</h2><div class="scroll"><table><thead><tr><th>\(view.text("条款", "clause"))</th>\
            <th>\(view.text("内容", "words"))</th><th>\(view.text("状态", "state"))</th>\(heads)</tr></thead>
            <tbody>\(run.coverage.map(clause))</tbody></table></div></section></div>
            """)
    }

    private var heads: [Markup] { county.pollutants.map { "<th class=\"n\">\($0) t</th>" } }

    private func total(_ pollutant: String) -> Markup {
        let (before, after) = (run.baseline.total(of: pollutant), run.scenario.total(of: pollutant))
        return """
            <div class="total" data-pollutant="\(pollutant)"><span>\(pollutant)</span><b><i data-of="scenario">\(after.shown)</i> t</b>\
            <small>\(view.text("现状", "now")) \(before.shown) t · \(view.text("减排", "removed")) <i data-of="reduction">\((before - after).shown)</i> t</small></div>

            """
    }

    private var targets: Markup {
        let rows: [Markup] = run.targets().map { outcome in
            """
            <tr data-target="\(outcome.target.id)"><td>\(outcome.target.id)</td><td>\(outcome.target.pollutant)</td><td>\(outcome.target.year)</td>\
            <td class="n">\(outcome.allowed?.shown ?? "–")</td><td class="n"><i data-of="emission">\(outcome.emission.shown)</i></td>\
            <td><i data-of="state">\(view.text(outcome.label))</i></td></tr>

            """
        }
        guard !rows.isEmpty else { return "" }
        return """
            <section><h2>\(view.text("目标", "Targets"))</h2><div class="scroll"><table><thead><tr><th>\(view.text("目标", "target"))</th><th></th>\
            <th>\(view.text("年份", "year"))</th><th class="n">\(view.text("允许 t", "allowed t"))</th><th class="n">\(view.text("方案下 t", "with the plan t"))</th><th></th></tr></thead>
            <tbody>\(rows)</tbody></table></div></section>
            """
    }

    private func measure(_ measure: Measure) -> Markup {
        let outcome = run.outcome(measure.id)
        let cells: [Markup] = county.pollutants.map {
            "<td class=\"n\"><i data-of=\"\($0)\">\((outcome?.reduction($0) ?? .zero).shown)</i></td>"
        }
        return """
            <tr data-measure="\(measure.id)"><th scope="row"><small>\(measure.id)</small> \(measure.title[view.language])</th>\
            <td><i data-of="state">\(outcome.map { view.text($0.verdict.label) } ?? "–")</i></td>\(cells)<td>\(inputs(measure))</td></tr>

            """
    }

    private func inputs(_ measure: Measure) -> [Markup] {
        var given: [(name: String, value: String)] = []
        for name in measure.waitingFor { given.append((name, "")) }
        for (name, value) in measure.parameters.values {
            if let text = value.text, text != "?" { given.append((name, text)) }
        }
        return given.map { name, value in
            let id = measure.id + "." + name
            let share = PlanPage.share(name, value)
            let slider: Markup =
                share.map {
                    """
                    <input type="range" min="0" max="1" step="0.01" value="\($0)" data-input="\(id)" aria-label="\(id)">
                    """
                } ?? ""
            return """
                <div class="input"><label>\(name)<input type="text" size="9" value="\(value)" data-input="\(id)" \
                placeholder="\(value.isEmpty ? view.text("待填", "to be given") : "")"></label>\(slider)\
                <button type="button" data-do="save" data-name="\(id)">\(view.text("存入方案", "save"))</button></div>

                """
        }
    }

    /// Where a slider of shares stands; `nil` where the input is none.
    private static func share(_ name: String, _ value: String) -> String? {
        let isShare = name == "share" || name.hasSuffix("_share")
        if value.isEmpty { return isShare ? "0" : nil }
        if value.hasSuffix("%"), let percent = DecimalText.value(value.dropLast()), (0...100).contains(percent) {
            return DecimalText.shortest(percent / 100)
        }
        guard isShare, let number = DecimalText.value(value), (0...1).contains(number) else { return nil }
        return DecimalText.shortest(number)
    }

    private func clause(_ coverage: ClauseCoverage) -> Markup {
        let cells: [Markup] = coverage.reductions.map {
            "<td class=\"n\"><i data-of=\"\($0.pollutant)\">\($0.mass == .zero ? "" : $0.mass.shown)</i></td>"
        }
        let needs: [Markup] = coverage.needs.map {
            "<small class=\"need\" data-need=\"\($0.what)\">\(view.text("需要", "needs")) \($0.what)</small>"
        }
        return """
            <tr data-clause="\(coverage.clause.id)"><th scope="row">\(coverage.clause.id)</th><td>\(coverage.clause.text)</td>\
            <td><i data-of="state">\(view.text(coverage.state.label))</i>\(needs)</td>\(cells)</tr>

            """
    }
}

extension TargetOutcome {
    /// How it ends, for people.
    var label: Label {
        switch state {
        case .met: Label("达到", "met")
        case .short(let gap): Label("差 \(gap.shown) t", "short by \(gap.shown) t")
        case .waiting(let parameter): Label("需要输入 \(parameter)", "needs \(parameter)")
        case .notComputed: Label("不核算这种污染物", "pollutant not computed")
        }
    }
}
