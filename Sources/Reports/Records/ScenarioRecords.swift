import Documents
import Plans
import Quantities
import Tables

extension ReportScenario {
    /// What a plan would change.
    static let record = PackageRecord(
        "scenario",
        Label(
            "方案的减排量和目标；overlap = alone − reduction，scenario = baseline − reduction",
            "reductions and targets of a plan; overlap = alone − reduction, scenario = baseline − reduction"),
        from: ReportScenario(plan: "", title: Label("", ""), year: 0, rows: [], targets: [])
    ) {
        RecordAttribute("plan", \.plan, .identifier)
        RecordAttribute("year", \.year, .year)
        RecordAttribute(optional: "month", \.month, .month)
        RecordChild.label("title", \.title)
        RecordChild.records(Row.record, \.rows)
        RecordChild.records(Target.record, \.targets)
        RecordChild.records(ReportProject.record, \.projects)
        RecordChild.records(ReportUntouched.record, \.untouched)
        RecordChild.records(ReportTask.record, \.tasks)
        RecordChild.records(Measure.record, \.measures)
        RecordChild.records(Clause.record, \.clauses)
        RecordChild.records(Input.record, \.inputs)
        RecordChild.records(Elsewhere.record, \.elsewhere)
        RecordChild.records(PathYear.record, \.path)
        RecordChild.records(File.record, \.files)
        RecordChild("uncertainty", .typed("uncertainty", "r:uncertainty_of_scenario", .optional)) { scenario, xml in
            if let own = scenario.uncertainty { ScenarioUncertainty.record.write(own, to: xml) }
        } read: { scenario, element, cursor throws(DocumentError) in
            scenario.uncertainty = try ScenarioUncertainty.record.read(element, cursor)
        }
    }
}

extension ReportScenario.Row {
    /// What a measure removes of a pollutant.
    static let record = PackageRecord(
        "reduction",
        from: ReportScenario.Row(
            measure: "", clause: "", title: Label("", ""), pollutant: "", baseline: .zero, reduction: .zero,
            alone: .zero)
    ) {
        RecordAttribute("measure", \.measure, .identifier)
        RecordAttribute("clause", \.clause, .any)
        RecordAttribute("pollutant", \.pollutant, .code)
        RecordAttribute("baseline", \.baseline, .mass)
        RecordAttribute("reduction", \.reduction, .difference)
        RecordAttribute("alone", \.alone, .difference)
        RecordAttribute("overlap", \.overlap, .difference)
        RecordAttribute("scenario", \.scenario, .mass)
        RecordAttribute(
            optional: "credited", \.credited, .difference,
            Label("重点工程核算当年认定", "credited in the year by key-project accounting"))
        RecordChild.label("title", \.title)
    }
}

extension ReportScenario.Target {
    /// A target: whether it is met and what lacks follow from what it allows and what is reached.
    static let record = PackageRecord(
        "target",
        from: ReportScenario.Target(
            id: "", clause: "", region: "", pollutant: "", year: 0, allowed: nil, reached: nil)
    ) {
        RecordAttribute("id", \.id, .identifier)
        RecordAttribute("clause", \.clause, .any)
        RecordAttribute("region", \.region, .region)
        RecordAttribute("pollutant", \.pollutant, .code)
        RecordAttribute("year", \.year, .year)
        RecordAttribute(derived: "state", \.state, .oneOf(["met", "short", "open"]))
        RecordAttribute(optional: "allowed", \.allowed, .mass)
        RecordAttribute(optional: "reached", \.reached, .mass)
        RecordAttribute(derived: "shortfall", optional: \.shortfall, .mass)
    }
}

extension ReportProject {
    /// A project.
    static let record = PackageRecord(
        "project",
        Label(
            "一项措施对一个源一种污染物的减排项目；各年 credited 之和为 counted",
            "what a measure does to a source and pollutant; what is credited in all years adds up to what counts"),
        from: ReportProject(
            measure: "", clause: "", action: "", table: "", source: "", firm: "", creditCode: "", county: "",
            permit: "", outlet: "", pollutant: "", before: .zero, after: .zero, counted: .zero, credited: .zero,
            spent: .zero, due: nil, done: nil, limit: nil, refusal: nil, evidence: nil)
    ) {
        RecordAttribute("measure", \.measure, .identifier)
        RecordAttribute("clause", \.clause, .any)
        RecordAttribute("action", \.action, .code)
        RecordAttribute("table", \.table, .table)
        RecordAttribute("source", \.source, .identifier)
        RecordAttribute("firm", \.firm, .any)
        RecordAttribute("credit_code", \.creditCode, .any)
        RecordAttribute("county", \.county, .region)
        RecordAttribute("permit", \.permit, .any)
        RecordAttribute("outlet", \.outlet, .any)
        RecordAttribute("pollutant", \.pollutant, .code)
        RecordAttribute("before", \.before, .mass)
        RecordAttribute("after", \.after, .mass)
        RecordAttribute("counted", \.counted, .difference)
        RecordAttribute("credited", \.credited, .difference)
        RecordAttribute("spent", \.spent, .mass)
        RecordAttribute(optional: "due", \.due, .month)
        RecordAttribute(optional: "done", \.done, .date)
        RecordAttribute(optional: "limit", \.limit, .number)
        RecordChild.label(optional: "refusal", \.refusal)
        RecordChild.label(optional: "evidence", \.evidence)
    }
}

extension ReportUntouched {
    /// A source that no measure touches.
    static let record = PackageRecord(
        "untouched",
        Label(
            "没有措施涉及的源及原因；无 t 为不能核算",
            "a source that no measure touches, and why; without t where it cannot be computed"),
        from: ReportUntouched(
            table: "", source: "", pollutant: "", emission: nil, reason: "", text: Label("", ""))
    ) {
        RecordAttribute("table", \.table, .table)
        RecordAttribute("source", \.source, .identifier)
        RecordAttribute("pollutant", \.pollutant, .code)
        RecordAttribute(optional: "t", \.emission, .mass)
        RecordAttribute("reason", \.reason, .code)
        RecordChild.label("text", \.text)
    }
}

extension ReportTask {
    /// A task.
    static let record = PackageRecord(
        "task",
        Label(
            "一项措施对一个县区的任务及到 month 为止的进度",
            "what a measure asks of a county, with its progress up to the month"),
        from: ReportTask(
            measure: "", clause: "", title: Label("", ""), county: "", office: "", quantity: nil, unit: Label("", ""),
            due: nil, done: 0, state: .notBegun, basis: .none, remark: "", tonnes: [])
    ) {
        RecordAttribute("measure", \.measure, .identifier)
        RecordAttribute("clause", \.clause, .any)
        RecordAttribute("county", \.county, .region)
        RecordAttribute("office", \.office, .any)
        RecordAttribute(optional: "quantity", \.quantity, .number)
        RecordAttribute(optional: "due", \.due, .month)
        RecordAttribute("done", \.done, .number)
        RecordAttribute("state", \.state, .word)
        RecordAttribute("basis", \.basis, .word)
        RecordAttribute("remark", \.remark, .any)
        RecordChild.label("title", \.title)
        RecordChild.label("unit", \.unit)
        RecordChild.records(Tonnes.record, \.tonnes)
    }
}

extension ReportTask.Tonnes {
    /// Tonnes of a task.
    static let record = PackageRecord(
        "tonnes", from: ReportTask.Tonnes(pollutant: "", planned: .zero, realised: .zero)
    ) {
        RecordAttribute("pollutant", \.pollutant, .code)
        RecordAttribute("planned", \.planned, .difference)
        RecordAttribute("realised", \.realised, .difference)
    }
}

extension ReportScenario.Measure {
    /// A measure.
    static let record = PackageRecord(
        "measure", Label("每项措施的状态，等待输入的也在内", "every measure with its state, those that wait too"),
        from: ReportScenario.Measure(
            id: "", clause: "", title: Label("", ""), state: "", told: Label("", ""), needs: "")
    ) {
        RecordAttribute("id", \.id, .identifier)
        RecordAttribute("clause", \.clause, .any)
        RecordAttribute("state", \.state, .code)
        RecordAttribute("needs", \.needs, .any)
        RecordChild.label("title", \.title)
        RecordChild.label("told", \.told)
    }
}

extension ReportScenario.Clause {
    /// A clause.
    static let record = PackageRecord(
        "clause", Label("每个条款的状态", "every clause with its state"),
        from: ReportScenario.Clause(
            id: "", number: "", kind: "", topic: Label("", ""), state: "", carriers: "", needs: "")
    ) {
        RecordAttribute("id", \.id, .identifier)
        RecordAttribute("number", \.number, .any)
        RecordAttribute("kind", \.kind, .any)
        RecordAttribute("state", \.state, .code)
        RecordAttribute("carriers", \.carriers, .any)
        RecordAttribute("needs", \.needs, .any)
        RecordChild.label("topic", \.topic)
    }
}

extension ReportScenario.Input {
    /// A value that the plan does not print.
    static let record = PackageRecord(
        "input",
        Label("方案未印出、由人给出的值", "values that the plan does not print, with who said so and when"),
        from: ReportScenario.Input(id: "", value: "", by: "", date: "", note: "")
    ) {
        RecordAttribute("id", \.id, .identifier).shown("输入", "input", id: "input", width: 22)
        RecordAttribute("value", \.value, .any).shown("值", "value", width: 18)
        RecordAttribute("by", \.by, .any).shown("谁给出", "who said so", width: 24)
        RecordAttribute("date", \.date, .any).shown("日期", "when", width: 12)
        RecordAttribute("note", \.note, .any).shown("备注", "note", width: 34)
    }
}

extension ReportScenario.Elsewhere {
    /// What a measure moves elsewhere.
    static let record = PackageRecord(
        "elsewhere",
        Label(
            "转到别处的排放，不计入合计：用电 MWh，供热 GJ",
            "emission that goes elsewhere, in no total: electricity in MWh, heat in GJ"),
        from: ReportScenario.Elsewhere(measure: "", electricity: nil, heat: nil, told: [])
    ) {
        RecordAttribute("measure", \.measure, .identifier)
        RecordAttribute(optional: "electricity", \.electricity, .double)
        RecordAttribute(optional: "heat", \.heat, .double)
        RecordChild.labels("told", \.told)
    }
}

extension ReportScenario.PathYear {
    /// A pollutant in a year.
    static let record = PackageRecord(
        "path",
        Label(
            "逐年路径：基线（含增长）、已生效、方案、技术潜力、目标允许",
            "the path by year: baseline with growth, law in force, plan, potential of technique, what a target allows"),
        from: ReportScenario.PathYear(
            pollutant: "", year: 0, baseline: .zero, inForce: .zero, plan: .zero, potential: nil, allowed: nil)
    ) {
        RecordAttribute("pollutant", \.pollutant, .code).shown("污染物", "pollutant", width: 12)
        RecordAttribute("year", \.year, .year).shown("年", "year", id: "path_year", width: 8)
        RecordAttribute("baseline", \.baseline, .mass)
            .shown("基线（含增长）(t)", "baseline with growth (t)", id: "baseline_t")
        RecordAttribute("in_force", \.inForce, .mass).shown("已生效 (t)", "law in force (t)", id: "in_force_t")
        RecordAttribute("plan", \.plan, .mass).shown("方案 (t)", "plan (t)", id: "plan_t")
        RecordAttribute(optional: "potential", \.potential, .mass)
            .shown("技术潜力 (t)", "technical potential (t)", id: "potential_t") { row, _ in .mass(row.potential) }
        RecordAttribute(optional: "allowed", \.allowed, .mass)
            .shown("目标允许 (t)", "allowed (t)", id: "allowed_t") { row, _ in .mass(row.allowed) }
    }
}

extension ReportScenario.File {
    /// A file of the plan, whole.
    static let record = PackageRecord(
        "plan_file", Label("方案及其输入文件全文", "the plan and its file of inputs in full"),
        from: ReportScenario.File(name: "", text: "")
    ) {
        RecordAttribute("name", \.name, .any)
        RecordText(\.text, .named("xs:string"))
    }
}
