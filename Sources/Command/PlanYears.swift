import Lantian

/// The tables of a plan over the years: the path against its target, and what projects are credited.
extension PlanPrinting {
    /// The emission year by year.
    func path(_ format: OutputFormat) -> String {
        let known = evaluation.known
        let rows = pollutants.flatMap { pollutant in
            func cell(_ mass: Mass?) -> String { mass.flatMap { known.mass($0, of: pollutant) }?.tonnes() ?? "" }
            return evaluation.path(pollutant, bases: bases, potential: potential[pollutant]).years.map { year in
                [
                    pollutant, String(year.year), cell(year.baseline), cell(year.inForce), cell(year.plan),
                    cell(year.full),
                    cell(year.potential), year.allowed?.tonnes() ?? "",
                ]
            }
        }
        return RowsPrinting(
            names: [
                "pollutant", "year", "baseline_t", "in_force_t", "plan_t", "full_effect_t", "potential_t", "target_t",
            ],
            titles: [
                Label("污染物", "pollutant"), Label("年", "year"), Label("基线 t", "baseline t"),
                Label("已生效 t", "in force t"),
                Label("方案 t", "plan t"), Label("全部生效 t", "full effect t"), Label("技术潜力 t", "potential t"),
                Label("目标 t", "target t"),
            ], masses: 2...7, numbers: 1...7, rows: rows, incomplete: incomplete
        ).text(in: format)
    }

    /// What projects are credited for the plan's tasks.
    func creditedTasks(rules file: String?, _ format: OutputFormat) throws -> String {
        var findings = Findings()
        guard let rules = evaluation.keyProjectRules(file: file, findings: &findings), !findings.hasErrors else {
            throw findings
        }
        let outcomes = evaluation.creditedTasks(rules)
        let rows = outcomes.flatMap { outcome in
            outcome.projects.flatMap { project in
                project.years.map { year in
                    [
                        outcome.task.id, project.id, outcome.task.pollutant, String(year.year), year.credited.tonnes(),
                        project.spent.tonnes(), project.later.tonnes(), project.full.tonnes(),
                        project.refusals.map {
                            "\($0.rule): \($0.reason[language]) (\($0.mass.roundedTonnes(decimals: 2)) t)"
                        }.joined(separator: "; "),
                    ]
                }
            }
        }
        let table = RowsPrinting(
            names: [
                "task", "measure", "pollutant", "year", "credited_t", "spent_t", "later_t", "full_year_t", "refused",
            ],
            titles: [
                Label("任务", "task"), Label("措施", "measure"), Label("污染物", "pollutant"), Label("年", "year"),
                Label("认定 t", "credited t"), Label("抵扣 t", "spent t"), Label("接续 t", "later t"),
                Label("全年 t", "full year t"), Label("不认定", "refused"),
            ], masses: 4...7, numbers: 3...7, rows: rows, incomplete: incomplete
        ).text(in: format)
        guard format == .table else { return table }
        let months = outcomes.map { outcome in
            speak(
                "规则：稳定运行后第 \(outcome.offsetMonths) 个月起计",
                "rule: months count from \(outcome.offsetMonths) after stable operation",
                language)
        }
        return ([table] + months.prefix(1) + outcomes.map { $0.sentence[language] }).joined(separator: "\n")
    }
}
