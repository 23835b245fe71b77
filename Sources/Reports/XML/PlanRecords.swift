import Documents
import Tables

/// What a package says of a plan beside its tonnes, as it is read.
struct PlanRecords {
    private(set) var measures: [ReportScenario.Measure] = []
    private(set) var clauses: [ReportScenario.Clause] = []
    private(set) var inputs: [ReportScenario.Input] = []
    private(set) var elsewhere: [ReportScenario.Elsewhere] = []
    private(set) var path: [ReportScenario.PathYear] = []
    private(set) var files: [ReportScenario.File] = []

    /// Reads one element to its end.
    mutating func read(_ element: XMLReader.Element, _ cursor: XMLCursor) throws(DocumentError) {
        switch element.name {
        case "measure":
            var (title, told) = (Label("", ""), Label("", ""))
            try cursor.children { child throws(DocumentError) in
                if child.name == "title" { title = try cursor.label(child) } else { told = try cursor.label(child) }
            }
            measures.append(
                ReportScenario.Measure(
                    id: try cursor.text(element, "id"), clause: try cursor.text(element, "clause"), title: title,
                    state: try cursor.text(element, "state"), told: told, needs: try cursor.text(element, "needs")))
        case "clause":
            var topic = Label("", "")
            try cursor.children { child throws(DocumentError) in topic = try cursor.label(child) }
            clauses.append(
                ReportScenario.Clause(
                    id: try cursor.text(element, "id"), number: try cursor.text(element, "number"),
                    kind: try cursor.text(element, "kind"), topic: topic, state: try cursor.text(element, "state"),
                    carriers: try cursor.text(element, "carriers"), needs: try cursor.text(element, "needs")))
        case "input":
            inputs.append(
                ReportScenario.Input(
                    id: try cursor.text(element, "id"), value: try cursor.text(element, "value"),
                    by: try cursor.text(element, "by"), date: try cursor.text(element, "date"),
                    note: try cursor.text(element, "note")))
            try cursor.skip()
        case "elsewhere":
            var told: [Label] = []
            try cursor.children { child throws(DocumentError) in told.append(try cursor.label(child)) }
            elsewhere.append(
                ReportScenario.Elsewhere(
                    measure: try cursor.text(element, "measure"),
                    electricity: try cursor.optionalNumber(element, "electricity"),
                    heat: try cursor.optionalNumber(element, "heat"), told: told))
        case "path":
            path.append(
                ReportScenario.PathYear(
                    pollutant: try cursor.text(element, "pollutant"), year: try cursor.integer(element, "year"),
                    baseline: try cursor.mass(element, "baseline"), inForce: try cursor.mass(element, "in_force"),
                    plan: try cursor.mass(element, "plan"), potential: try cursor.optionalMass(element, "potential"),
                    allowed: try cursor.optionalMass(element, "allowed")))
            try cursor.skip()
        default:
            let name = try cursor.text(element, "name")
            files.append(ReportScenario.File(name: name, text: try cursor.children()))
        }
    }
}
