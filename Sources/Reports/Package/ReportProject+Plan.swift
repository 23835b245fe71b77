import Plans
import Quantities
import Tables

extension ReportProject {
    /// A project, with what is credited in a year.
    init(_ project: Project, year: Int) {
        let source = project.source
        self.init(
            measure: project.measure, clause: project.clauses.joined(separator: " ").clean,
            action: project.action.rawValue, table: source.kind, source: source.id.clean, firm: source.firm.clean,
            creditCode: source.creditCode.clean, county: source.county, permit: source.permit.clean,
            outlet: source.outlet.clean, pollutant: project.pollutant, before: project.before, after: project.after,
            counted: project.counted, credited: project.credited(in: year), spent: project.spent,
            due: project.due?.description, done: project.done.map { TableTexts.text(ofDate: $0) }, limit: project.limit,
            refusal: project.refusal?.clean, evidence: project.evidence?.clean)
    }
}

extension ReportUntouched {
    /// A source that no measure touches.
    init(_ source: UntouchedSource) {
        self.init(
            table: source.source.kind, source: source.source.id.clean, pollutant: source.pollutant,
            emission: source.emission, reason: source.reason.word, text: source.reason.label.clean)
    }
}

extension ReportTask {
    /// A task with its progress.
    init(_ task: PlanTask, pollutants: [String]) {
        self.init(
            measure: task.measure, clause: task.clauses.joined(separator: " ").clean, title: task.title.clean,
            county: task.county, office: task.office.clean, quantity: task.quantity, unit: task.unit.clean,
            due: task.due?.description, done: task.done, state: task.state, basis: task.basis,
            remark: task.remark.clean,
            tonnes: zip(pollutants, zip(task.planned, task.realised)).map {
                Tonnes(pollutant: $0, planned: $1.0, realised: $1.1)
            })
    }
}
