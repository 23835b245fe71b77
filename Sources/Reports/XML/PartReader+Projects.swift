import Documents
import Plans
import Quantities
import Tables

extension PartReader {
    /// A project.
    func project(_ element: XMLReader.Element) throws(DocumentError) -> ReportProject {
        var (refusal, evidence): (Label?, Label?)
        try cursor.children { child throws(DocumentError) in
            if child.name == "refusal" { refusal = try cursor.label(child) } else { evidence = try cursor.label(child) }
        }
        return ReportProject(
            measure: try cursor.text(element, "measure"), clause: try cursor.text(element, "clause"),
            action: try cursor.text(element, "action"), table: try cursor.text(element, "table"),
            source: try cursor.text(element, "source"), firm: try cursor.text(element, "firm"),
            creditCode: try cursor.text(element, "credit_code"), county: try cursor.text(element, "county"),
            permit: try cursor.text(element, "permit"), outlet: try cursor.text(element, "outlet"),
            pollutant: try cursor.text(element, "pollutant"), before: try cursor.mass(element, "before"),
            after: try cursor.mass(element, "after"), counted: try cursor.mass(element, "counted"),
            credited: try cursor.mass(element, "credited"), spent: try cursor.mass(element, "spent"),
            due: element["due"], done: element["done"], limit: try cursor.optionalNumber(element, "limit"),
            refusal: refusal, evidence: evidence)
    }

    /// A source that no measure touches.
    func untouched(_ element: XMLReader.Element) throws(DocumentError) -> ReportUntouched {
        var text = Label("", "")
        try cursor.children { child throws(DocumentError) in text = try cursor.label(child) }
        return ReportUntouched(
            table: try cursor.text(element, "table"), source: try cursor.text(element, "source"),
            pollutant: try cursor.text(element, "pollutant"), emission: try cursor.optionalMass(element, "t"),
            reason: try cursor.text(element, "reason"), text: text)
    }

    /// A task.
    func task(_ element: XMLReader.Element) throws(DocumentError) -> ReportTask {
        var (title, unit) = (Label("", ""), Label("", ""))
        var tonnes: [ReportTask.Tonnes] = []
        try cursor.children { child throws(DocumentError) in
            switch child.name {
            case "title": title = try cursor.label(child)
            case "unit": unit = try cursor.label(child)
            default:
                tonnes.append(
                    ReportTask.Tonnes(
                        pollutant: try cursor.text(child, "pollutant"), planned: try cursor.mass(child, "planned"),
                        realised: try cursor.mass(child, "realised")))
                try cursor.skip()
            }
        }
        return ReportTask(
            measure: try cursor.text(element, "measure"), clause: try cursor.text(element, "clause"), title: title,
            county: try cursor.text(element, "county"), office: try cursor.text(element, "office"),
            quantity: try cursor.optionalNumber(element, "quantity"), unit: unit, due: element["due"],
            done: try cursor.number(element, "done"), state: try cursor.word(element, "state", PlanTask.State.self),
            basis: try cursor.word(element, "basis", PlanTask.Basis.self), remark: try cursor.text(element, "remark"),
            tonnes: tonnes)
    }
}
