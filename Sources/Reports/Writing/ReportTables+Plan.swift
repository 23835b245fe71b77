import Quantities
import Tables

extension ReportTables {
    /// What a package says of plans beside their tonnes; nothing of packages that do not say it.
    var planTables: [ReportTable] {
        let scenarios = package.parts.compactMap(\.scenario)
        var tables: [ReportTable] = []
        if scenarios.contains(where: { !$0.measures.isEmpty }) { tables.append(measures) }
        if scenarios.contains(where: { !$0.clauses.isEmpty }) { tables.append(clauses) }
        if scenarios.contains(where: { !$0.inputs.isEmpty }) { tables.append(planInputs) }
        if scenarios.contains(where: { !$0.elsewhere.isEmpty }) { tables.append(elsewhere) }
        if scenarios.contains(where: { !$0.path.isEmpty }) { tables.append(path) }
        return tables
    }

    private var measures: ReportTable {
        ReportTable(
            "measures", Label("措施状态", "Measures"),
            ReportTables.part + [
                .init("plan", "方案", "plan", width: 18, visibility: .files),
                .init("measure", "措施", "measure", width: 12), .init("title", "措施名称", "title", width: 34),
                .init("clause", "条款", "clause", width: 10), .init("state", "状态", "state", width: 16),
                .init("told", "说明", "what it means", width: 34), .init("needs", "需要", "needs", width: 34),
            ]
        ) { take in
            for part in package.parts {
                guard let scenario = part.scenario else { continue }
                for measure in scenario.measures {
                    try take(
                        self.part(part) + [
                            .text(scenario.plan), .text(measure.id), .text(measure.title[language]),
                            .text(measure.clause), .text(measure.state), .text(measure.told[language]),
                            .text(measure.needs),
                        ])
                }
            }
        }
    }

    private var clauses: ReportTable {
        ReportTable(
            "clauses", Label("条款覆盖", "Clauses"),
            ReportTables.part + [
                .init("plan", "方案", "plan", width: 18, visibility: .files),
                .init("clause", "条款", "clause", width: 10), .init("number", "条号", "number", width: 16),
                .init("kind", "类", "kind", width: 8), .init("topic", "内容", "topic", width: 34),
                .init("state", "状态", "state", width: 16), .init("measures", "措施", "measures", width: 18),
                .init("needs", "需要", "needs", width: 34),
            ]
        ) { take in
            for part in package.parts {
                guard let scenario = part.scenario else { continue }
                for clause in scenario.clauses {
                    try take(
                        self.part(part) + [
                            .text(scenario.plan), .text(clause.id), .text(clause.number), .text(clause.kind),
                            .text(clause.topic[language]), .text(clause.state), .text(clause.carriers),
                            .text(clause.needs),
                        ])
                }
            }
        }
    }

    private var planInputs: ReportTable {
        table("plan_inputs", Label("方案输入", "Inputs of the plan"), of: ReportScenario.Input.record) {
            $0.scenario?.inputs ?? []
        }
    }

    private var elsewhere: ReportTable {
        ReportTable(
            "elsewhere", Label("转到别处的排放（不计入合计）", "Emission that goes elsewhere (in no total)"),
            ReportTables.part + [
                .init("measure", "措施", "measure", width: 12),
                .init("electricity_mwh", "用电 (MWh)", "electricity (MWh)", width: 14),
                .init("heat_gj", "供热 (GJ)", "heat (GJ)", width: 14), .init("told", "说明", "what is known", width: 60),
            ]
        ) { take in
            for part in package.parts {
                for outcome in part.scenario?.elsewhere ?? [] {
                    func number(_ value: Double?) -> ReportTable.Cell {
                        .text(value.map { DecimalText.rounded($0, decimals: 0) } ?? "")
                    }
                    try take(
                        self.part(part) + [
                            .text(outcome.measure), number(outcome.electricity), number(outcome.heat),
                            .text(outcome.told.map { $0[language] }.joined(separator: "; ")),
                        ])
                }
            }
        }
    }

    private var path: ReportTable {
        table("path", Label("逐年路径", "Path by year"), of: ReportScenario.PathYear.record) { $0.scenario?.path ?? [] }
    }
}
