import Inventories
import Quantities
public import Tables

extension Plan {
    private static let keys = [
        "plan", "title", "document", "regions", "base_year", "years", "accounting", "order", "shares", "clauses",
        "measures", "targets", "tasks", "constraints", "thresholds", "areas", "alerts",
    ]

    /// Reads a plan file. Everything that is wrong is told with file, line, column and the nearest name; `nil` where
    /// the file is no YAML at all. `inputs` sets what the plan does not print: `ID.parameter` → value; they go before the
    /// values of `answers`.
    public init?(
        file: String, vocabularies: Vocabularies, inputs: [String: String] = [:], answers: PlanAnswers? = nil,
        findings: inout Findings
    ) {
        if let finding = InputKind.finding(ofPlan: file) {
            findings.add(finding)
            return nil
        }
        guard let yaml = YAMLValue.read(path: file, findings: &findings) else { return nil }
        self.init(
            yaml, file: file, vocabularies: vocabularies, inputs: inputs, answers: answers, findings: &findings)
    }

    /// Reads a plan from text.
    public init?(
        text: String, file: String, vocabularies: Vocabularies, inputs: [String: String] = [:],
        answers: PlanAnswers? = nil, findings: inout Findings
    ) {
        guard let yaml = YAMLValue.parse(text, file: file, findings: &findings) else { return nil }
        self.init(
            yaml, file: file, vocabularies: vocabularies, inputs: inputs, answers: answers, findings: &findings)
    }

    private init(
        _ yaml: YAMLValue, file: String, vocabularies: Vocabularies, inputs: [String: String], answers: PlanAnswers?,
        findings: inout Findings
    ) {
        self.init()
        self.file = file
        written = yaml
        yaml.expectKeys(Plan.keys, findings: &findings)
        id = yaml["plan"]?.text ?? ""
        if id.isEmpty { findings.add(Finding(.error, .noPlanId, at: yaml.location)) }
        title = yaml["title"]?.label ?? Label(same: id)
        readHead(yaml, vocabularies: vocabularies, findings: &findings)
        let reader = PlanReader(vocabularies: vocabularies)
        clauses = (yaml["clauses"]?.items ?? []).compactMap { reader.clause($0, findings: &findings) }
        tellGaps(findings: &findings)
        measures = (yaml["measures"]?.items ?? []).compactMap {
            reader.measure($0, clauses: clauses.map(\.id), findings: &findings)
        }
        targets = (yaml["targets"]?.items ?? []).compactMap {
            reader.target($0, clauses: clauses.map(\.id), findings: &findings)
        }
        tasks = (yaml["tasks"]?.items ?? []).compactMap {
            CreditedTask.read(
                $0, clauses: clauses.map(\.id), measures: measures.map(\.id), pollutants: vocabularies["pollutant"],
                findings: &findings)
        }
        constraints = (yaml["constraints"]?.items ?? []).compactMap {
            reader.constraint($0, clauses: clauses.map(\.id), findings: &findings)
        }
        thresholds = (yaml["thresholds"]?.items ?? []).compactMap {
            Threshold.read($0, clauses: clauses.map(\.id), vocabularies: vocabularies, findings: &findings)
        }
        areas = (yaml["areas"]?.items ?? []).compactMap {
            NamedArea.read($0, clauses: clauses.map(\.id), vocabularies: vocabularies, findings: &findings)
        }
        alerts = (yaml["alerts"]?.items ?? []).compactMap {
            AlertDemand.read($0, clauses: clauses.map(\.id), vocabularies: vocabularies, findings: &findings)
        }
        for (key, message) in [
            ("clauses", Finding.Message.sameClause), ("measures", .sameMeasure), ("targets", .sameTarget),
            ("constraints", .sameConstraint), ("thresholds", .sameThreshold), ("areas", .sameArea),
            ("alerts", .sameAlert),
        ] {
            Plan.tellTwins(yaml[key]?.items ?? [], message, findings: &findings)
        }
        if let answers { take(answers, vocabularies: vocabularies, findings: &findings) }
        set(inputs, vocabularies: vocabularies, findings: &findings)
        checkActions(vocabularies: vocabularies, findings: &findings)
        tellIdleClauses(findings: &findings)
        tellUnknownCompanions(findings: &findings)
    }

    /// A measure that `choose` names and the plan does not have.
    private func tellUnknownCompanions(findings: inout Findings) {
        let ids = measures.map(\.id)
        for measure in measures {
            for id in measure.freedom.excludes + measure.freedom.needs where !ids.contains(id) {
                findings.add(
                    Finding(
                        .error, .noSuchProject, at: measure.written["choose"]?.location ?? measure.location, value: id,
                        nearest: Spelling.nearest(to: id, in: ids)))
            }
        }
    }

    private mutating func readHead(_ yaml: YAMLValue, vocabularies: Vocabularies, findings: inout Findings) {
        if let value = yaml["document"] {
            value.expectKeys(["title", "issuer", "number", "date", "source"], findings: &findings)
            document = Document(
                title: value["title"]?.text ?? "", issuer: value["issuer"]?.text ?? "",
                number: value["number"]?.text ?? "", date: value["date"]?.text ?? "",
                source: value["source"]?.text ?? "")
        }
        for value in yaml["regions"]?.distinct(findings: &findings) ?? [] {
            let text = value.text ?? ""
            if vocabularies["county_code"].places(within: text).isEmpty {
                findings.add(
                    Finding(
                        .error, .unknownPlanRegion, at: value.location, value: text,
                        nearest: vocabularies["county_code"].nearest(to: text)))
            }
            regions.append(text)
        }
        if let year = yaml["base_year"]?.year(findings: &findings) { baseYear = year }
        for value in yaml["years"]?.distinct(findings: &findings) ?? [] {
            if let year = value.year(findings: &findings) { years.append(year) }
        }
        if let value = yaml["accounting"] {
            value.expectKeys(["offset_months"], findings: &findings)
            if let months = value["offset_months"]?.whole(in: Plan.offsets, findings: &findings) {
                offsetMonths = months
            }
        }
        if let value = yaml["order"], let known: Order = word(value, findings: &findings) { order = known }
        if let value = yaml["shares"], let known: Shares = word(value, findings: &findings) { shares = known }
    }

    /// A word of the head.
    private func word<Word: RawRepresentable & CaseIterable>(
        _ value: YAMLValue, findings: inout Findings
    ) -> Word? where Word.RawValue == String {
        if let known = Word(rawValue: value.text ?? "") { return known }
        findings.add(
            Finding(
                .error, .unknownPlanWord, at: value.location, value: value.text,
                expected: Label(same: Word.allCases.map(\.rawValue).joined(separator: ", "))))
        return nil
    }

    /// Two of a list with one id.
    private static func tellTwins(_ values: [YAMLValue], _ message: Finding.Message, findings: inout Findings) {
        var seen: [String: Location] = [:]
        for value in values {
            guard let id = value["id"]?.text, !id.isEmpty else { continue }
            let place = value["id"]?.location ?? value.location
            if let first = seen[id] {
                findings.add(
                    Finding(
                        .error, message, at: place, value: id,
                        expected: Label(
                            "与第 \(first.line ?? 0) 行不同的编号", "an id other than that of line \(first.line ?? 0)")))
            }
            seen[id] = place
        }
    }

    /// A number left out between two clauses of one series. Longer numbers than four digits are no places in a series.
    private func tellGaps(findings: inout Findings) {
        var last: (prefix: Substring, number: Int)?
        for clause in clauses {
            guard let dash = clause.id.lastIndex(of: "-"), let number = Int(clause.id[clause.id.index(after: dash)...]),
                (0...9999).contains(number)
            else { continue }
            let prefix = clause.id[..<dash]
            if let last, last.prefix == prefix, number > last.number + 1 {
                for missing in (last.number + 1)..<number {
                    let digits = missing < 10 ? "0\(missing)" : "\(missing)"
                    findings.add(
                        Finding(.error, .clauseMissing, at: clause.location, value: "\(prefix)-\(digits)"))
                }
            } else if let last, last.prefix == prefix, number < last.number {
                findings.add(Finding(.error, .sameClause, at: clause.location, value: clause.id))
            }
            last = (prefix, number)
        }
    }

    /// A clause that measures should carry out, but none does and no need is named.
    private func tellIdleClauses(findings: inout Findings) {
        for clause in clauses where clause.effect == .measures && clause.needs.isEmpty {
            if !measures.contains(where: { $0.clauses.contains(clause.id) }),
                !alerts.contains(where: { $0.clauses.contains(clause.id) })
            {
                findings.add(Finding(.warning, .idleClause, at: clause.location, value: clause.id))
            }
        }
    }

    // MARK: Inputs

    /// Sets what the plan does not print, or changes what it says: `KZ-13.1.share` → `0.5`, and thresholds whose operator
    /// the document leaves open: `NM-57.1.where.capacity` → `> 65 t/h`.
    public mutating func set(_ inputs: [String: String], vocabularies: Vocabularies, findings: inout Findings) {
        for (name, text) in inputs.sorted(by: { $0.key < $1.key }) {
            var found = Findings()
            let place = "--set \(name)"
            guard let value = YAMLValue.parse(text, file: place, findings: &found) else {
                findings.add(found)
                continue
            }
            let fits = set(name, to: value, vocabularies, findings: &findings)
            if !fits { findings.add(unknownInput(name, at: Location(file: place))) }
            // What is said on the command line goes before what the file says.
            answers.removeAll { $0.id == name }
        }
    }

    /// Sets what a file of answers says; one of another plan is an error.
    private mutating func take(_ given: PlanAnswers, vocabularies: Vocabularies, findings: inout Findings) {
        guard given.plan == id else {
            findings.add(
                Finding(
                    .error, .answersOfOther, at: Location(file: given.file), value: given.plan,
                    expected: Label(same: id)))
            return
        }
        answersFile = given.file
        for answer in given.answers {
            if set(answer.id, to: answer.value, vocabularies, findings: &findings) {
                answers.append(answer)
            } else {
                findings.add(unknownInput(answer.id, at: answer.value.location))
            }
        }
    }

    private func unknownInput(_ name: String, at place: Location) -> Finding {
        let known = measures.flatMap { measure in
            (measure.parameters.unknown + measure.parameters.values.map(\.name) + ["completed"]).map {
                measure.id + "." + $0
            }
        }
        return Finding(
            .error, .unknownInput, at: place, value: name,
            nearest: Spelling.nearest(to: name, in: known + targets.map { $0.id + ".reduction" }))
    }

    private mutating func set(
        _ name: String, to value: YAMLValue, _ vocabularies: Vocabularies, findings: inout Findings
    ) -> Bool {
        for i in measures.indices where name.hasPrefix(measures[i].id + ".") {
            let parameter = String(name.dropFirst(measures[i].id.count + 1))
            if parameter == "completed" || parameter == "from" {
                measures[i].timing.isInForce = parameter == "from"
                measures[i].timing.set(value, name: parameter, findings: &findings)
                return true
            }
            if parameter.hasPrefix("where.") {
                let column = String(parameter.dropFirst(6))
                return measures[i].selector.set(
                    column, to: value, kind: measures[i].kind, vocabularies: vocabularies, findings: &findings)
            }
            if measures[i].parameters.set(parameter, to: value) { return true }
            guard measures[i].action.parameterNames.contains(parameter) else { continue }
            measures[i].parameters.values.append((parameter, value))
            return true
        }
        for i in targets.indices where name.hasPrefix(targets[i].id + ".") {
            let parameter = String(name.dropFirst(targets[i].id.count + 1))
            guard PlanReader.goals.contains(parameter) else { return false }
            if let goal = PlanReader.goal(parameter, value, findings: &findings) { targets[i].goal = goal }
            return true
        }
        for i in constraints.indices where name.hasPrefix(constraints[i].id + ".where.") {
            guard let kind = SourceKind.named(constraints[i].table) else { continue }
            return constraints[i].selector.set(
                String(name.dropFirst(constraints[i].id.count + 7)), to: value, kind: kind, vocabularies: vocabularies,
                findings: &findings)
        }
        for i in constraints.indices where name == constraints[i].id + ".from" {
            if let month = Timing.month(value, first: true, findings: &findings) {
                constraints[i].from = PlanReader.firstDay(of: month)
            }
            return true
        }
        for i in constraints.indices where name == constraints[i].id + ".ratio" {
            guard case .offset = constraints[i].rule else { return false }
            constraints[i].rule = .offset(ratio: PlanReader.ratio(value, findings: &findings))
            return true
        }
        return false
    }

    /// Reads every action once, so that a wrong parameter is told while loading.
    private func checkActions(vocabularies: Vocabularies, findings: inout Findings) {
        for measure in measures where measure.parameters.unknown.isEmpty {
            _ = measure.read(vocabularies: vocabularies, findings: &findings)
        }
    }
}

extension YAMLValue {
    /// The items of a list that is really one; nothing for an empty text.
    var items: [YAMLValue] { if case .text("") = content { [] } else { list } }
}

extension Finding.Message {
    static let noPlanId = Finding.Message("no-plan-id", "方案没有编号（plan）", "the plan has no id (plan)")
    static let sameMeasure = Finding.Message("duplicate-measure", "措施编号重复", "the id of a measure stands twice")
    static let clauseMissing = Finding.Message("clause-missing", "缺少条款", "a clause is missing")
    static let sameTarget = Finding.Message("duplicate-target", "目标编号重复", "the id of a target stands twice")
    static let sameConstraint = Finding.Message(
        "duplicate-constraint", "约束编号重复", "the id of a constraint stands twice")
    static let sameThreshold = Finding.Message(
        "duplicate-threshold", "门槛编号重复", "the id of a threshold stands twice")
    static let sameArea = Finding.Message("duplicate-area", "区域编号重复", "the id of an area stands twice")
    static let sameAlert = Finding.Message(
        "duplicate-alert", "应急要求编号重复", "the id of a demand on emergency lists stands twice")
    static let sameClause = Finding.Message("duplicate-clause", "条款重复或次序颠倒", "a clause stands twice or out of order")
    static let idleClause = Finding.Message(
        "idle-clause", "条款没有措施，也未说明所需数据", "no measure carries out the clause, and no need is named")
    static let unknownInput = Finding.Message("unknown-input", "没有可设的这个参数", "no such parameter to set")
}
