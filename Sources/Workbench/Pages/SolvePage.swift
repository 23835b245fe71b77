import Calculation
import Plans
import Quantities
import Reports
import Solve
import Tables

/// The cheapest way to targets: a form, and what was found with its proof, its costs and what binds.
struct SolvePage {
    let files: [String]
    let plan: Plan
    let question: SolveRuns.Question
    /// What was found; `nil` where nothing was asked yet.
    let answer: SolveRuns.Answer?
    /// Why nothing could be computed.
    let problem: Problem?
    let county: County
    let view: View
    /// How many sources the page lists.
    private static let most = 100

    func markup() -> Markup {
        let title = view.text("求解", "Solve")
        return view.page(
            title,
            """
            <h1>\(title)\(view.colon)\(plan.title[view.language])</h1>
            <p class="note">\(view.text("为目标和预算求费用最低的措施组合，并给出证明。费用未知的措施不会被选，也不当作零费用。", "Finds the cheapest measures for targets and a budget, with a proof. What has no known cost is never chosen, and its cost is not taken for zero."))</p>
            \(form)\(failure)\(answer.map(result) ?? "")
            """)
    }

    // MARK: The form

    private var form: Markup {
        let plans: [Markup] = files.map {
            "<option value=\"\($0)\"\($0 == question.file ? " selected" : "")>\($0)</option>"
        }
        let count = max(3, question.targets.count + 1)
        let targets: [Markup] = (0..<count).map { place in
            let own = place < question.targets.count ? question.targets[place] : ""
            return """
                <input type="text" class="long" name="target" value="\(own)" placeholder="NOx -10%" aria-label="\(view.text("目标", "target")) \(place + 1)">

                """
        }
        return """
            <form id="solve" method="get" action="/solve" class="upright">\(view.languageField)
            <label>\(view.text("方案", "plan"))<select name="plan">\(plans)</select></label>
            <fieldset><legend>\(view.text("目标", "targets"))</legend>\(targets)
            <small>\(view.text("写法：NOx -10% · NOx -300 t · VOCs <= 8000 t · NOx in 653101 heating <= 120 t · projects <= 8", "Written NOx -10% · NOx -300 t · VOCs <= 8000 t · NOx in 653101 heating <= 120 t · projects <= 8"))</small></fieldset>
            <label>\(view.text("年费用上限（如 300万元，可不填）", "most that may be spent a year (optional)"))<input type="text" name="budget" value="\(question.budget)"></label>
            <label>\(view.text("改为求最大减排量（如 NOx 或 NOx + 0.5 VOCs，要有费用上限）", "the most reduction instead (NOx, or NOx + 0.5 VOCs; needs a budget)"))<input type="text" name="most" value="\(question.most)"></label>
            \(measures)
            <button type="submit" class="main">\(view.text("求解", "Solve"))</button></form>

            """
    }

    /// The measures of the plan: which may be chosen, which are done, which have no known cost.
    private var measures: Markup {
        let rows: [Markup] = plan.measures.map { measure in
            let isFixed = measure.freedom.extent == .fixed
            let state: Markup
            if !isFixed {
                state = "\(view.text("可选", "free to choose"))"
            } else if measure.cost != nil {
                let ticked = question.freed.contains(measure.id) || question.freed.contains("all")
                state = """
                    <label class="tick"><input type="checkbox" name="free" value="\(measure.id)"\(ticked ? " checked" : "")>\(view.text("也可不做", "may be left out"))</label>
                    """
            } else {
                state = "\(view.text("照做", "is done"))"
            }
            let cost = measure.cost == nil ? view.text("费用未知", "cost unknown") : view.text("有", "known")
            return """
                <tr><th scope="row"><small>\(measure.id)</small> \(measure.title[view.language])</th><td>\(state)</td>\
                <td\(measure.cost == nil ? " class=\"missed\"" : "")>\(cost)</td></tr>

                """
        }
        return """
            <details><summary>\(view.text("方案中的措施", "measures of the plan"))\(view.colon)\(plan.measures.count)</summary><div class="scroll"><table><thead><tr>\
            <th>\(view.text("措施", "measure"))</th><th>\(view.text("求解时", "when solving"))</th><th>\(view.text("费用", "cost"))</th></tr></thead><tbody>\(rows)</tbody></table></div></details>
            """
    }

    private var failure: Markup {
        guard let problem else { return "" }
        let list: Markup = problem.findings.isEmpty ? "" : view.findings(problem.findings)
        return "<p class=\"warn\" id=\"problem\">\(view.text(problem.text))</p>\(list)"
    }

    // MARK: The result

    private func result(_ answer: SolveRuns.Answer) -> Markup {
        let found = answer.found
        let state = found.answer.status == .proved ? "met" : "missed"
        let summary = found.answer.status == .infeasible ? [] : found.answer.summary
        let lines: [Markup] = summary.map { "<p>\(view.text($0))</p>\n" }
        let granted = found.chosen.reduce(0) { $0 + $1.granted }
        let paid: Markup =
            granted > 0 ? "<p>\(view.text("其中财政 ", "of which the state pays "))\(money(granted))</p>\n" : ""
        let save: Markup =
            found.planText == nil || found.findings.hasErrors
            ? ""
            : """
            <p><button type="button" class="main" data-do="keep-choice">\(view.text("存为方案", "Save as a plan"))</button></p>
            """
        let chosen: Markup =
            found.answer.chosen == nil ? "" : "\(emissions(found))\(outcomes(found))\(sources(found))\(steps(found))"
        return """
            <section id="found"><h2><span class="\(state)">\(view.text(word(found.answer.status)))</span></h2>\(lines)\(paid)\(save)
            \(reasons(answer))\(targets(found))\(chosen)</section>
            \(answer.curves.map(figure))
            """
    }

    private func word(_ status: OptionAnswer.Status) -> Label {
        switch status {
        case .proved: Label("已得证", "proved")
        case .open:
            Label(
                "\(SolveRuns.seconds) 秒或计算量用完，差距未证",
                "the work, or \(SolveRuns.seconds) s, ended before the gap was proved")
        case .infeasible: Label("目标不可行", "the targets cannot be met")
        }
    }

    /// What was found while choosing, such as what unknown costs lose, and why targets cannot be met.
    private func reasons(_ answer: SolveRuns.Answer) -> Markup {
        answer.findings.isEmpty ? "" : "<div id=\"reasons\">\(view.findings(answer.findings))</div>"
    }

    private func targets(_ found: InventoryAnswer) -> Markup {
        let rows: [Markup] = found.choice.lines.enumerated().map { place, line in
            let reached = found.after(line).map(\.shown) ?? found.answer.reachedText(place)
            let price = found.answer.priceText(place)
            let binds = (Double(found.answer.price(place)) ?? 0) != 0 && found.answer.chosen != nil
            return """
                <tr><td>\(line.target.text)</td><td class="n">\(line.before?.shown ?? "")</td><td class="n">\(line.allowed?.shown ?? "")</td>\
                <td class="n">\(reached)</td><td>\(binds ? view.text("起约束", "binds") : "")</td><td class="n">\(price)</td></tr>

                """
        }
        guard !rows.isEmpty else { return "" }
        return """
            <h3>\(view.text("目标", "Targets"))</h3><div class="scroll"><table><thead><tr><th>\(view.text("目标", "target"))</th><th class="n">\(view.text("之前 t", "before t"))</th>\
            <th class="n">\(view.text("允许 t", "allowed t"))</th><th class="n">\(view.text("之后 t", "after t"))</th><th></th>\
            <th class="n">\(view.text("每多一吨的费用", "cost of a further tonne"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    private func emissions(_ found: InventoryAnswer) -> Markup {
        let fixed = found.choice.fixed
        let rows: [Markup] = fixed.context.pollutants.map { pollutant in
            """
            <tr><td>\(pollutant)</td><td class="n">\(fixed.baseline.total(of: pollutant).shown)</td><td class="n">\(fixed.scenario.total(of: pollutant).shown)</td>\
            <td class="n">\(found.after(pollutant).shown)</td></tr>

            """
        }
        return """
            <h3>\(view.text("全清单", "The whole inventory"))</h3><div class="scroll"><table><thead><tr><th>\(view.text("污染物", "pollutant"))</th><th class="n">\(view.text("清单 t", "inventory t"))</th>\
            <th class="n">\(view.text("既定措施后 t", "after fixed measures t"))</th><th class="n">\(view.text("选定措施后 t", "after the choice t"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
            \(view.lacks(IncompleteTotals(fixed.baseline)))
            """
    }

    private var heads: [Markup] { county.pollutants.map { "<th class=\"n\">\($0) t</th>" } }

    private func outcomes(_ found: InventoryAnswer) -> Markup {
        let rows: [Markup] = found.outcomes.map { outcome in
            let cells: [Markup] = county.pollutants.map { "<td class=\"n\">\(outcome.reduction($0).shown)</td>" }
            return """
                <tr><th scope="row"><small>\(outcome.id)</small> \(outcome.measure.title[view.language])</th><td>\(outcome.clauses.joined(separator: " "))</td>\
                <td class="n">\(outcome.rows)</td><td class="n">\(outcome.cost.map { money($0.annual) } ?? view.text("未知", "unknown"))</td>\(cells)</tr>

                """
        }
        return """
            <h3>\(view.text("选定的措施", "Chosen measures"))</h3><div class="scroll"><table><thead><tr><th>\(view.text("措施", "measure"))</th><th>\(view.text("条款", "clauses"))</th>\
            <th class="n">\(view.text("行数", "rows"))</th><th class="n">\(view.text("年费用", "cost a year"))</th>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    private func sources(_ found: InventoryAnswer) -> Markup {
        let rows: [Markup] = found.chosen.prefix(SolvePage.most).map { own in
            let cells: [Markup] = own.reductions.map { "<td class=\"n\">\($0.shown)</td>" }
            return """
                <tr><td>\(own.source)</td><td>\(own.kind)</td><td>\(own.measures.joined(separator: "+"))</td><td class="n">\(money(own.cost))</td>\(cells)</tr>

                """
        }
        let more: Markup =
            found.chosen.count > rows.count
            ? "<p class=\"note\">\(view.text("共 \(found.chosen.count) 个源，显示前 \(rows.count) 个；全部在保存的方案中", "\(found.chosen.count) sources, the first \(rows.count) shown; the saved plan has all"))</p>"
            : ""
        return """
            <h3>\(view.text("逐源", "By source"))</h3><div class="scroll"><table><thead><tr><th>\(view.text("排放源", "source"))</th><th>\(view.text("表", "table"))</th>\
            <th>\(view.text("措施", "measures"))</th><th class="n">\(view.text("年费用", "cost a year"))</th>\(heads)</tr></thead><tbody>\(rows)</tbody></table></div>\(more)
            """
    }

    private func steps(_ found: InventoryAnswer) -> Markup {
        let rows: [Markup] = found.steps.map { step in
            """
            <tr><td>\(step.pollutant)</td><td>\(step.source)</td><td>\(step.option)</td><td class="n">\(step.more.shown)</td>\
            <td class="n">\(money(step.cost))</td><td class="n">\(money(step.costPerTonne))</td></tr>

            """
        }
        guard !rows.isEmpty else { return "" }
        return """
            <h3>\(view.text("再减的最便宜办法", "The cheapest further steps"))</h3><div class="scroll"><table><thead><tr><th>\(view.text("污染物", "pollutant"))</th><th>\(view.text("排放源", "source"))</th>\
            <th>\(view.text("改为", "measures"))</th><th class="n">\(view.text("再减 t", "more t"))</th><th class="n">\(view.text("多花", "more cost"))</th><th class="n">\(view.text("每吨", "per t"))</th></tr></thead>
            <tbody>\(rows)</tbody></table></div>
            """
    }

    /// The cost curve as the command line draws it.
    private func figure(_ curve: OptionCurve) -> Markup {
        let title = view.text("\(curve.pollutant) 的费用曲线", "Cost curve of \(curve.pollutant)")
        let lacks = IncompleteTotals(county.result).told(curve.pollutant)?[view.language]
        let note = lacks.map { "\(curve.pollutant) incomplete: \($0)" } ?? ""
        return """
            <section><h2>\(title)</h2><figure class="scroll" role="img" aria-label="\(title)">\(Markup(figure: curve.figure(in: view.language, note: note)))</figure></section>

            """
    }

    private func money(_ value: Double) -> String { DecimalText.rounded(value, decimals: 2) }
}
