import Inventories
import Plans
import Quantities
import Tables

/// The tables of projects and tasks, of a package or of one plan.
struct ProjectTables {
    /// What stands before the columns of a row: of a package, region and year.
    typealias Group<Row> = (place: [ReportTable.Cell], rows: [Row])

    let language: Language
    /// The columns that tell parts apart.
    let place: [ReportTable.Column]
    /// A county's name.
    let county: (String) -> ReportTable.Cell

    private func table(_ id: String) -> ReportTable.Cell {
        .coded(id, name: SourceKind.named(id)?.label[language] ?? id)
    }

    /// The projects: a line a measure, source and pollutant.
    func projects(_ groups: [Group<ReportProject>]) -> ReportTable {
        ReportTable(
            "projects", Label("减排项目", "Projects"),
            place + [
                .init("measure", "措施", "measure", width: 12), .init("clause", "条款", "clause", width: 10),
                .init("table", "源类", "table", width: 12), .init("source_id", "排放源", "source", width: 16),
                .init("firm_name", "企业", "firm", width: 28), .init("credit_code", "信用代码", "credit code", width: 22),
                .init("county_code", "县区", "county", width: 16), .init("permit_number", "排污许可", "permit", width: 22),
                .init("outlet_number", "排放口", "outlet", width: 10), .init("pollutant", "污染物", "pollutant", width: 10),
                .init("before_t", "措施前 (t)", "before (t)"), .init("after_t", "措施后 (t)", "after (t)"),
                .init("reduction_t", "减排量 (t)", "reduction (t)"),
                .init("counted_t", "可认定 (t)", "counted (t)"),
                .init("credited_t", "本年认定 (t)", "credited in the year (t)"),
                .init("spent_t", "已作抵扣 (t)", "spent as an offset (t)"), .init("due", "期限", "due", width: 10),
                .init("done", "完成日期", "done", width: 12), .init("limit_mg_m3", "执行浓度 (mg/m³)", "limit (mg/m³)"),
                .init("refusal", "不认定原因", "why not credited", width: 30),
                .init("evidence", "应备材料", "documents", width: 40),
            ]
        ) { take in
            for (place, rows) in groups {
                for row in rows {
                    try take(
                        place + [
                            .text(row.measure), .text(row.clause), table(row.table), .text(row.source),
                            .text(row.firm), .text(row.creditCode), county(row.county), .text(row.permit),
                            .text(row.outlet), .text(row.pollutant), .mass(row.before), .mass(row.after),
                            .mass(row.before - row.after), .mass(row.counted), .mass(row.credited), .mass(row.spent),
                            .text(row.due ?? ""), .text(row.done ?? ""), row.limit.map { .number($0) } ?? .text(""),
                            .text(row.refusal?[language] ?? ""), .text(row.evidence?[language] ?? ""),
                        ])
                }
            }
        }
    }

    /// The sources without a project.
    func untouched(_ groups: [Group<ReportUntouched>]) -> ReportTable {
        ReportTable(
            "untouched", Label("方案未涉及的源", "Sources that no measure touches"),
            place + [
                .init("table", "源类", "table", width: 14), .init("source_id", "排放源", "source", width: 20),
                .init("pollutant", "污染物", "pollutant", width: 12), .init("emission_t", "排放量 (t)", "emission (t)"),
                .init("reason_code", "原因代码", "reason code", width: 18, visibility: .files),
                .init("reason", "原因", "reason", width: 50),
            ]
        ) { take in
            for (place, rows) in groups {
                for row in rows {
                    try take(
                        place + [
                            table(row.table), .text(row.source), .text(row.pollutant), .mass(row.emission),
                            .text(row.reason), .text(row.text[language]),
                        ])
                }
            }
        }
    }

    /// The tasks with their progress: a line a task and pollutant.
    func tasks(_ groups: [Group<ReportTask>]) -> ReportTable {
        ReportTable(
            "tasks", Label("任务进度", "Tasks"),
            place + [
                .init("measure", "措施", "measure", width: 12), .init("clause", "条款", "clause", width: 10),
                .init("title", "任务", "task", width: 34), .init("county_code", "县区", "county", width: 16),
                .init("office", "牵头单位", "office", width: 20), .init("quantity", "数量", "quantity", width: 10),
                .init("unit", "单位", "unit", width: 8), .init("due", "期限", "due", width: 10),
                .init("done", "已完成", "done", width: 10), .init("state", "状态", "state", width: 12),
                .init("basis", "依据", "known from", width: 12), .init("remark", "说明", "remark", width: 30),
                .init("pollutant", "污染物", "pollutant", width: 10), .init("planned_t", "计划减排 (t)", "planned (t)"),
                .init("realised_t", "已实现 (t)", "realised (t)"),
            ]
        ) { take in
            for (place, rows) in groups {
                for row in rows {
                    for own in row.tonnes.isEmpty ? [nil] : row.tonnes.map(Optional.some) {
                        try take(
                            place + [
                                .text(row.measure), .text(row.clause), .text(row.title[language]), county(row.county),
                                .text(row.office), row.quantity.map { .number($0) } ?? .text(""),
                                .text(row.unit[language]), .text(row.due ?? ""), .number(row.done),
                                .coded(row.state.rawValue, name: row.state.label[language]),
                                .coded(row.basis.rawValue, name: row.basis.label[language]), .text(row.remark),
                                .text(own?.pollutant ?? ""), .mass(own?.planned), .mass(own?.realised),
                            ])
                    }
                }
            }
        }
    }

    /// The counties by what they have realised, pollutant by pollutant.
    func ranking(_ tasks: [ReportTask]) -> ReportTable {
        var pollutants: [String] = []
        for name in tasks.flatMap({ $0.tonnes.map(\.pollutant) }) where !pollutants.contains(name) {
            pollutants.append(name)
        }
        return ReportTable(
            "ranking", Label("县区进度排名", "Counties by progress"),
            [
                .init("pollutant", "污染物", "pollutant", width: 12), .init("rank", "名次", "rank", width: 8),
                .init("county_code", "县区", "county", width: 20), .init("planned_t", "计划减排 (t)", "planned (t)"),
                .init("realised_t", "已实现 (t)", "realised (t)"),
                .init("realised_percent", "实现率 (%)", "realised (%)", width: 12),
                .init("tasks", "任务数", "tasks", width: 8), .init("done", "完成", "done", width: 8),
                .init("late", "逾期", "late", width: 8),
            ]
        ) { take in
            for pollutant in pollutants {
                let ranks = CountyRank.ranking(
                    tasks.map { task in
                        let own = task.tonnes.first { $0.pollutant == pollutant }
                        return CountyRank.Entry(
                            county: task.county, state: task.state, planned: own?.planned ?? .zero,
                            realised: own?.realised ?? .zero)
                    })
                for (number, rank) in ranks.enumerated() {
                    try take([
                        .text(pollutant), .count(number + 1), county(rank.county), .mass(rank.planned),
                        .mass(rank.realised), rank.share.map { .number($0 * 100) } ?? .text(""), .count(rank.tasks),
                        .count(rank.done), .count(rank.late),
                    ])
                }
            }
        }
    }
}
