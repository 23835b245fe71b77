import Calculation
import Factors
import Plans
import Quantities
import Reports
import Tables

/// The tasks of a plan by month and county: what is done, what is late, what was realised of what is planned.
struct ProgressPage {
    let names: [String]
    let name: String
    let run: PlanEvaluation
    /// The progress up to the month asked for.
    let progress: PlanProgress
    /// The progress up to each month that reports tell of or a task is due in, and up to this one.
    let months: [PlanProgress]
    let file: MonthlyFile
    let findings: Findings
    let county: County
    let view: View

    private var counties: Vocabulary { county.assessment.context.library.vocabularies["county_code"] }
    private var month: String { progress.month.description }

    func markup() -> Markup {
        let title = view.text("进度", "Progress")
        let links: [Markup] = names.map {
            "<a href=\"\(view.link.to("/progress", [("plan", $0), ("month", month)]))\"\(Markup.current($0 == name))>\($0)</a> "
        }
        return view.page(
            title,
            """
            <h1>\(title)\(view.colon)\(run.plan.title[view.language])</h1><p class="choice">\(links)</p>
            <form method="get" action="/progress">\(view.languageField)<input type="hidden" name="plan" value="\(name)">
            <label>\(view.text("截至月份", "up to the month"))<input type="text" name="month" value="\(month)" pattern="[0-9]{4}-[0-9]{1,2}" required></label>
            <button type="submit">\(view.text("查看", "Show"))</button></form>
            <div class="totals">\(county.pollutants.indices.map(card))</div>
            \(view.lacks(IncompleteTotals(run.baseline)))
            <section><h2>\(view.text("任务", "Tasks"))</h2><p class="facts">\(counts(progress))</p>
            <p class="note">\(view.text("已完成是自方案开始的累计量，存入 \(file.name)；命令行：", "Done is the sum since the plan began, kept in \(file.name); the command line: "))\
            <code>lantian progress . plans/\(name) --month \(month)\(file.isThere ? " --monthly \(file.name)" : "")</code></p>
            \(tasks)</section>
            <section><h2>\(view.text("按月", "By month"))</h2>\(byMonth)</section>
            <section><h2>\(view.text("按县区", "By county"))</h2>\(ranking)</section>
            <section><h2>\(view.text("问题", "Findings"))</h2>\(view.findings(findings))</section>
            """)
    }

    // MARK: Sums

    /// What all tasks with known tonnes come to; how many others there are.
    private func sums(_ progress: PlanProgress, _ place: Int) -> (planned: Mass, realised: Mass, unknown: Int) {
        progress.tasks.reduce(into: (Mass.zero, Mass.zero, 0)) { sum, task in
            guard place < task.planned.count, place < task.realised.count else {
                sum.2 += 1
                return
            }
            sum.0 += task.planned[place]
            sum.1 += task.realised[place]
        }
    }

    private func card(_ place: Int) -> Markup {
        let (planned, realised, unknown) = sums(progress, place)
        let isKnown = unknown < progress.tasks.count
        let more: Markup =
            unknown > 0
            ? "<small class=\"warn\">\(view.text("另有 \(unknown) 项任务的吨数未知", "tonnes of \(unknown) more tasks are not known"))</small>"
            : ""
        return """
            <div class="total"><span>\(county.pollutants[place]) \(view.text("已实现", "realised"))</span><b>\(isKnown ? realised.shown + " t" : "–")</b>\
            <small>\(view.text("计划", "planned")) \(isKnown ? planned.shown + " t · \(Mass.percent(realised, of: planned)) %" : "–")</small>\(more)</div>

            """
    }

    private func counts(_ progress: PlanProgress) -> String {
        PlanTask.State.allCases.map { state in
            "\(view.text(state.label)) \(progress.tasks.count { $0.state == state })"
        }.joined(separator: " · ")
    }

    // MARK: Tables

    private func place(_ code: String) -> String { counties.word(exactly: code)?.label[view.language] ?? code }

    private var tasks: Markup {
        let heads: [Markup] = county.pollutants.map {
            "<th class=\"n\">\($0) \(view.text("计划 t", "planned t"))</th><th class=\"n\">\(view.text("已实现 t", "realised t"))</th>"
        }
        let rows: [Markup] = progress.tasks.map { task in
            let cells: [Markup] = county.pollutants.indices.map { place in
                guard place < task.planned.count, place < task.realised.count else {
                    return "<td class=\"n\">\(view.text("未知", "unknown"))</td><td class=\"n\">–</td>"
                }
                return
                    "<td class=\"n\">\(task.planned[place].shown)</td><td class=\"n\">\(task.realised[place].shown)</td>"
            }
            let quantity =
                task.quantity.map { DecimalText.shortest($0) + " " + view.text(task.unit) }
                ?? view.text("未知", "unknown")
            // Where nothing is known, nothing is filled in: a zero would be a report.
            let (done, remark) = (task.basis == .none ? "" : DecimalText.shortest(task.done), task.remark)
            let of = task.measure + " " + place(task.county)
            return """
                <tr data-task="\(task.measure) \(task.county)"><th scope="row"><small>\(task.measure)</small> \(view.text(task.title))</th><td>\(place(task.county))</td>\
                <td class="n">\(quantity)</td><td>\(task.due?.description ?? view.text("未定", "not set"))</td>\
                <td><span class="\(task.state == .done ? "met" : task.state == .late ? "missed" : "")">\(view.text(task.state.label))</span> <small>\(task.basis == .none ? "" : view.text(task.basis.label))</small></td>\(cells)\
                <td><form class="month" data-plan="\(name)" data-month="\(month)" data-measure="\(task.measure)" data-county="\(task.county)" data-digest="\(Versions.digest(file.bytes))">\
                <input type="text" inputmode="decimal" name="done" size="6" value="\(done)" required aria-label="\(view.text("已完成：", "done: "))\(of)">\
                <input type="text" name="remark" size="12" value="\(remark)" aria-label="\(view.text("说明：", "remark: "))\(of)" placeholder="\(view.text("说明", "remark"))">\
                <button type="submit">\(view.text("存入月报", "save"))</button></form></td></tr>

                """
        }
        guard !rows.isEmpty else { return "<p class=\"note\">\(view.text("没有任务", "no tasks"))</p>" }
        return """
            <div class="scroll"><table><thead><tr><th>\(view.text("任务", "task"))</th><th>\(view.text("县区", "county"))</th><th class="n">\(view.text("数量", "quantity"))</th>\
            <th>\(view.text("期限", "due"))</th><th>\(view.text("状态", "state"))</th>\(heads)<th>\(view.text("截至 \(month) 已完成", "done up to \(month)"))</th></tr></thead>
            <tbody>\(rows)</tbody></table></div>
            """
    }

    private var byMonth: Markup {
        let states: [Markup] = PlanTask.State.allCases.map { "<th class=\"n\">\(view.text($0.label))</th>" }
        let heads: [Markup] = county.pollutants.map {
            "<th class=\"n\">\($0) \(view.text("已实现 t", "realised t"))</th><th class=\"n\">%</th>"
        }
        let rows: [Markup] = months.map { own in
            let numbers: [Markup] = PlanTask.State.allCases.map { state in
                "<td class=\"n\">\(own.tasks.count { $0.state == state })</td>"
            }
            let cells: [Markup] = county.pollutants.indices.map { place in
                let (planned, realised, unknown) = sums(own, place)
                guard unknown < own.tasks.count else { return "<td class=\"n\">–</td><td class=\"n\">–</td>" }
                return
                    "<td class=\"n\">\(realised.shown)</td><td class=\"n\">\(Mass.percent(realised, of: planned))</td>"
            }
            let link = view.link.to("/progress", [("plan", name), ("month", own.month.description)])
            return """
                <tr><th scope="row"><a href="\(link)"\(Markup.current(own.month == progress.month))>\(own.month.description)</a></th>\(numbers)\(cells)</tr>

                """
        }
        return """
            <div class="scroll"><table><thead><tr><th>\(view.text("月份", "month"))</th>\(states)\(heads)</tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    private var ranking: Markup {
        let parts: [Markup] = county.pollutants.enumerated().map { place, pollutant in
            let known = progress.tasks.filter { place < $0.planned.count && place < $0.realised.count }
            let ranks = CountyRank.ranking(
                known.map {
                    CountyRank.Entry(
                        county: $0.county, state: $0.state, planned: $0.planned[place], realised: $0.realised[place])
                })
            let rows: [Markup] = ranks.map { rank in
                let share = rank.share.map { DecimalText.rounded(100 * $0, decimals: 1) } ?? "–"
                return """
                    <tr><td>\(self.place(rank.county))</td><td class="n">\(rank.tasks)</td><td class="n">\(rank.done)</td><td class="n">\(rank.late)</td>\
                    <td class="n">\(rank.planned.shown)</td><td class="n">\(rank.realised.shown)</td><td class="n">\(share)</td></tr>

                    """
            }
            guard !rows.isEmpty else { return "" }
            return """
                <h3>\(pollutant)</h3><div class="scroll"><table><thead><tr><th>\(view.text("县区", "county"))</th><th class="n">\(view.text("任务", "tasks"))</th><th class="n">\(view.text("完成", "done"))</th>\
                <th class="n">\(view.text("逾期", "late"))</th><th class="n">\(view.text("计划 t", "planned t"))</th><th class="n">\(view.text("已实现 t", "realised t"))</th><th class="n">%</th></tr></thead><tbody>\(rows)</tbody></table></div>

                """
        }
        return "\(parts)"
    }
}
