import Documents
import Plans
import Quantities
import Tables

extension PackageWriter {
    /// Projects, sources without one, and tasks of a scenario.
    func projects(of scenario: ReportScenario) {
        for project in scenario.projects {
            xml.element(
                "project",
                [
                    "measure": project.measure, "clause": project.clause, "action": project.action,
                    "table": project.table, "source": project.source, "firm": project.firm,
                    "credit_code": project.creditCode, "county": project.county, "permit": project.permit,
                    "outlet": project.outlet, "pollutant": project.pollutant, "before": project.before.tonnes(),
                    "after": project.after.tonnes(), "counted": project.counted.tonnes(),
                    "credited": project.credited.tonnes(), "spent": project.spent.tonnes(), "due": project.due,
                    "done": project.done, "limit": project.limit.map(DecimalText.shortest),
                ]
            ) {
                if let refusal = project.refusal { label("refusal", refusal) }
                if let evidence = project.evidence { label("evidence", evidence) }
            }
        }
        for source in scenario.untouched {
            xml.element(
                "untouched",
                [
                    "table": source.table, "source": source.source, "pollutant": source.pollutant,
                    "t": source.emission?.tonnes(), "reason": source.reason,
                ]
            ) { label("text", source.text) }
        }
        for task in scenario.tasks {
            xml.element(
                "task",
                [
                    "measure": task.measure, "clause": task.clause, "county": task.county, "office": task.office,
                    "quantity": task.quantity.map(DecimalText.shortest), "due": task.due,
                    "done": DecimalText.shortest(task.done), "state": task.state.rawValue, "basis": task.basis.rawValue,
                    "remark": task.remark,
                ]
            ) {
                label("title", task.title)
                label("unit", task.unit)
                for own in task.tonnes {
                    xml.element(
                        "tonnes",
                        [
                            "pollutant": own.pollutant, "planned": own.planned.tonnes(),
                            "realised": own.realised.tonnes(),
                        ])
                }
            }
        }
    }
}
