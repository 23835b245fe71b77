import Lantian

extension PlanPrinting {
    /// The sources that each threshold of the plan concerns.
    static func thresholds(_ lists: [ThresholdList], _ format: OutputFormat) -> String {
        let language = chosenLanguage()
        func state(_ entry: ThresholdList.Entry) -> String {
            entry.blank.map { speak("\($0) 空白，不能判断", "\($0) is blank", language) }
                ?? speak("适用", "concerned", language)
        }
        var (rows, shown): ([[String]], [[String]]) = ([], [])
        for list in lists {
            let own = list.threshold
            let head = [own.id, own.clauses.joined(separator: ";")]
            guard own.needs == nil else {
                let needs = own.needs?[language] ?? ""
                rows.append(head + [own.title[language], own.kind.name, "", "", "", "", "needs", needs])
                shown.append([own.id, cut(own.title[language], to: 40), "", "", "", needs])
                continue
            }
            for (number, entry) in list.entries.enumerated() {
                let values = entry.values.map { "\($0.column)=\($0.text)" }.joined(separator: "; ")
                rows.append(
                    head + [
                        own.title[language], own.kind.name, entry.source.id, entry.source.firm, entry.source.county,
                        values, entry.blank == nil ? "concerned" : "blank", entry.blank ?? "",
                    ])
                let isFirst = number == 0
                shown.append([
                    isFirst ? own.id : "", isFirst ? cut(own.title[language], to: 40) : "", entry.source.id,
                    cut(entry.source.firm, to: 24), values, state(entry),
                ])
            }
            if list.entries.isEmpty {
                shown.append([
                    own.id, cut(own.title[language], to: 40), "", "", "", speak("清单无此源", "no such source", language),
                ])
            }
        }
        return RowsPrinting(
            names: [
                "threshold", "clause", "title", "table", "id", "firm_name", "county_code", "values", "state", "blank",
            ],
            titles: [
                Label("门槛", "threshold"), Label("要求", "duty"), Label("排放源", "source"), Label("企业", "firm"),
                Label("依据", "by"), Label("状态", "state"),
            ], masses: 99...99, numbers: 99...99, rows: rows, shown: shown, incomplete: .none
        ).text(in: format)
    }

    /// What a plan file holds, checked without an inventory: its measures, and what each waits for.
    static func check(_ plan: Plan, _ format: OutputFormat) -> String {
        let language = chosenLanguage()
        let rows = plan.measures.map { measure in
            let waits = measure.waitingFor.map { measure.id + "." + $0 }.joined(separator: ";")
            return [
                measure.id, measure.clauses.joined(separator: ";"), measure.action.rawValue, measure.kind.name,
                waits.isEmpty ? "ready" : "waits", waits,
            ]
        }
        let shown = zip(plan.measures, rows).map { measure, row in
            [
                row[0], cut(measure.title[language], to: 36), measure.action.label[language],
                measure.kind.label[language], row[5].isEmpty ? speak("可用", "ready", language) : row[5],
            ]
        }
        let text = RowsPrinting(
            names: ["measure", "clause", "action", "table", "state", "inputs"],
            titles: [
                Label("措施", "measure"), Label("内容", "what"), Label("做法", "action"), Label("源类", "table"),
                Label("需要输入", "waits for"),
            ], masses: 99...99, numbers: 99...99, rows: rows, shown: shown, incomplete: .none
        ).text(in: format)
        guard format == .table else { return text }
        let waiting = rows.count { $0[4] == "waits" }
        return text + "\n"
            + speak(
                "条款 \(plan.clauses.count)，措施 \(rows.count)（其中 \(waiting) 项待输入），目标 \(plan.targets.count)，任务 \(plan.tasks.count)，约束 \(plan.constraints.count)，门槛 \(plan.thresholds.count)：没有错误",
                "\(plan.clauses.count) clauses, \(rows.count) measures (\(waiting) wait for input), \(plan.targets.count) targets, \(plan.tasks.count) tasks, \(plan.constraints.count) constraints, \(plan.thresholds.count) thresholds: no errors",
                language)
    }
}
