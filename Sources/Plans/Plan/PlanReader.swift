import Inventories
import Quantities
import Tables

/// Reads the parts of a plan file.
struct PlanReader {
    let vocabularies: Vocabularies

    func clause(_ yaml: YAMLValue, findings: inout Findings) -> Clause? {
        yaml.expectKeys(
            ["id", "clause", "kind", "text", "topic", "effect", "reason", "needs", "office"], findings: &findings)
        guard let id = yaml["id"]?.text, !id.isEmpty else {
            findings.add(Finding(.error, .keyMissing("id"), at: yaml.location))
            return nil
        }
        let kind: Clause.Kind? = word(yaml["kind"], at: yaml.location, "kind", findings: &findings)
        let effect: Clause.Effect? = word(yaml["effect"], at: yaml.location, "effect", findings: &findings)
        var needs: [Clause.Needed] = []
        for value in yaml["needs"]?.items ?? [] {
            value.expectKeys(["table", "column", "zh", "en"], findings: &findings)
            guard let kind = kindOfSources(value["table"], at: value.location, findings: &findings) else { continue }
            let column = value["column"]?.text ?? ""
            if kind.schema.column(column) == nil {
                findings.add(
                    Finding(
                        .error, .unknownPlanColumn, at: value["column"]?.location ?? value.location, value: column,
                        nearest: Spelling.nearest(to: column, in: kind.schema.columns.map(\.id))))
            }
            needs.append(
                Clause.Needed(
                    table: kind.name, column: column, label: Label(value["zh"]?.text ?? "", value["en"]?.text ?? "")))
        }
        if effect == Clause.Effect.none, yaml["reason"] == nil {
            findings.add(Finding(.error, .keyMissing("reason"), at: yaml.location, value: id))
        }
        guard let kind, let effect else { return nil }
        return Clause(
            id: id, number: yaml["clause"]?.text ?? "", kind: kind, text: yaml["text"]?.text ?? "",
            topic: yaml["topic"]?.label ?? Label(same: id), effect: effect, reason: yaml["reason"]?.label,
            needs: needs, office: yaml["office"]?.text, location: yaml["id"]?.location ?? yaml.location)
    }

    func measure(_ yaml: YAMLValue, clauses: [String], findings: inout Findings) -> Measure? {
        yaml.expectKeys(
            ["id", "clauses", "title", "action", "table", "where", "with", "timing", "cost", "choose"],
            findings: &findings)
        guard let id = yaml["id"]?.text, !id.isEmpty else {
            findings.add(Finding(.error, .keyMissing("id"), at: yaml.location))
            return nil
        }
        let own = clauseIds(yaml, known: clauses, findings: &findings)
        let action: ActionName? = word(yaml["action"], at: yaml.location, "action", findings: &findings)
        let timing = Timing.read(yaml["timing"], at: yaml.location, findings: &findings)
        guard let kind = kindOfSources(yaml["table"], at: yaml.location, findings: &findings), let action else {
            return nil
        }
        let selector = Selector.read(yaml["where"], kind: kind, vocabularies: vocabularies, findings: &findings)
        yaml["with"]?.expectKeys(action.parameterNames, findings: &findings)
        let values = (yaml["with"]?.entries ?? []).map { ($0.key.text ?? "", $0.value) }
        return Measure(
            id: id, clauses: own, title: yaml["title"]?.label ?? Label(same: id), action: action, kind: kind,
            selector: selector,
            parameters: Parameters(values: values, location: yaml["with"]?.location ?? yaml.location),
            timing: timing,
            cost: MeasureCost.read(yaml["cost"], kind: kind, vocabularies: vocabularies, findings: &findings),
            freedom: Freedom.read(yaml["choose"], action: action, findings: &findings), written: yaml,
            location: yaml["id"]?.location ?? yaml.location)
    }

    func target(_ yaml: YAMLValue, clauses: [String], findings: inout Findings) -> Target? {
        let goals = PlanReader.goals
        yaml.expectKeys(
            ["id", "clauses", "pollutant", "region", "base_year", "year"] + goals, findings: &findings)
        if yaml["id"]?.text ?? "" == "" { findings.add(Finding(.error, .keyMissing("id"), at: yaml.location)) }
        for key in ["base_year", "year"] where yaml[key] == nil && !(key == "base_year" && yaml["amount"] != nil) {
            findings.add(Finding(.error, .keyMissing(key), at: yaml.location, value: yaml["id"]?.text))
        }
        let pollutant = yaml["pollutant"]?.text ?? ""
        if vocabularies["pollutant"].code(exactly: pollutant) == nil {
            findings.add(
                Finding(
                    .error, yaml["pollutant"] == nil ? .keyMissing("pollutant") : .unknownPlanWord,
                    at: yaml["pollutant"]?.location ?? yaml.location, value: pollutant,
                    nearest: vocabularies["pollutant"].nearest(to: pollutant)))
        }
        let region = yaml["region"]?.text ?? ""
        if vocabularies["county_code"].places(within: region).isEmpty {
            findings.add(
                Finding(
                    .error, .unknownPlanRegion, at: yaml["region"]?.location ?? yaml.location, value: region,
                    nearest: vocabularies["county_code"].nearest(to: region)))
        }
        let given = goals.filter { yaml[$0] != nil }
        guard given.count == 1, let value = yaml[given[0]] else {
            findings.add(
                Finding(.error, .keyMissing("amount | reduction | change"), at: yaml.location, value: yaml["id"]?.text))
            return nil
        }
        guard let goal = PlanReader.goal(given[0], value, findings: &findings) else { return nil }
        return Target(
            id: yaml["id"]?.text ?? "", clauses: clauseIds(yaml, known: clauses, findings: &findings),
            pollutant: pollutant, region: region,
            baseYear: yaml["base_year"]?.year(findings: &findings) ?? 0,
            year: yaml["year"]?.year(findings: &findings) ?? 0, goal: goal, location: yaml.location)
    }

    /// What a target may ask for.
    static let goals = ["amount", "reduction", "change"]

    /// `1234 t`, `-10 %`, or `?`.
    static func goal(_ name: String, _ value: YAMLValue, findings: inout Findings) -> Target.Goal? {
        let text = value.text ?? ""
        if text == "?" { return .unknown(parameter: name) }
        let body = String(text[...].trimmingSpaces)
        switch name {
        case "amount", "reduction":
            if body.hasSuffix("t"), let mass = Mass(tonnes: body.dropLast().trimmingSpaces), mass >= .zero {
                return name == "amount" ? .amount(mass) : .reduction(mass)
            }
        case "change":
            if body.hasSuffix("%"), let number = DecimalText.value(body.dropLast().trimmingSpaces),
                (-100...100).contains(number)
            {
                return .change(number / 100)
            }
        default: return nil
        }
        findings.add(
            Finding(
                .error, .badThreshold, at: value.location, value: text,
                expected: Label(same: name == "change" ? "-10 % (-100…100 %)" : "1234 t (≥ 0)")))
        return nil
    }

    /// A ratio of offset; `nil` where it is not printed.
    static func ratio(_ value: YAMLValue, findings: inout Findings) -> Double? {
        value.text == "?" ? nil : value.number(in: 0...100, findings: &findings)
    }

    /// The first day of a month as a packed date.
    static func firstDay(of month: Month) -> Int32 { Int32(month.year * 10_000 + month.month * 100) }

    func constraint(_ yaml: YAMLValue, clauses: [String], findings: inout Findings) -> Constraint? {
        yaml.expectKeys(
            ["id", "clauses", "table", "where", "from", "forbids", "requires", "ratio", "of", "title"],
            findings: &findings)
        if yaml["id"]?.text ?? "" == "" { findings.add(Finding(.error, .keyMissing("id"), at: yaml.location)) }
        guard let kind = kindOfSources(yaml["table"], at: yaml.location, findings: &findings) else { return nil }
        let rule: Constraint.Rule
        if yaml["forbids"]?.text == "new" {
            rule = .forbidsNew
        } else if yaml["forbids"]?.text == "any" {
            rule = .forbidsAll
        } else if yaml["requires"]?.text == "offset", let ratio = yaml["ratio"] {
            rule = .offset(ratio: PlanReader.ratio(ratio, findings: &findings))
        } else {
            findings.add(
                Finding(.error, .keyMissing("forbids: new | forbids: any | requires: offset"), at: yaml.location))
            return nil
        }
        let from = yaml["from"].flatMap {
            $0.text == "?" ? nil : Timing.month($0, first: true, findings: &findings)
        }
        var quantity = Constraint.Quantity.pollutants([])
        if let of = yaml["of"] {
            let words = of.list.compactMap(\.text)
            if words.count == 1, kind.schema.column(words[0])?.roles.contains(.extensive) == true {
                quantity = .column(words[0])
            } else {
                for word in words where vocabularies["pollutant"].code(exactly: word) == nil {
                    findings.add(
                        Finding(
                            .error, .unknownPlanWord, at: of.location, value: word,
                            nearest: vocabularies["pollutant"].nearest(to: word)))
                }
                quantity = .pollutants(words)
            }
        }
        return Constraint(
            quantity: quantity, id: yaml["id"]?.text ?? "",
            clauses: clauseIds(yaml, known: clauses, findings: &findings),
            title: yaml["title"]?.label ?? Label(same: yaml["id"]?.text ?? ""), table: kind.name,
            selector: Selector.read(yaml["where"], kind: kind, vocabularies: vocabularies, findings: &findings),
            from: from.map(PlanReader.firstDay), rule: rule, location: yaml.location)
    }

    // MARK: Parts

    func clauseIds(_ yaml: YAMLValue, known: [String], findings: inout Findings) -> [String] {
        guard let value = yaml["clauses"], !value.items.isEmpty else {
            findings.add(Finding(.error, .keyMissing("clauses"), at: yaml.location, value: yaml["id"]?.text))
            return []
        }
        let items = value.distinct(findings: &findings)
        for item in items where !known.contains(item.text ?? "") {
            findings.add(
                Finding(
                    .error, .unknownClause, at: item.location, value: item.text,
                    nearest: Spelling.nearest(to: item.text ?? "", in: known)))
        }
        return items.compactMap(\.text)
    }

    func kindOfSources(_ yaml: YAMLValue?, at location: Location, findings: inout Findings) -> SourceKind? {
        if let kind = SourceKind.named(yaml?.text ?? "") { return kind }
        let known = SourceKind.all.map(\.name)
        findings.add(
            Finding(
                .error, yaml == nil ? .keyMissing("table") : .unknownPlanTable, at: yaml?.location ?? location,
                value: yaml?.text,
                expected: Label(same: known.joined(separator: ", ")),
                nearest: Spelling.nearest(to: yaml?.text ?? "", in: known)))
        return nil
    }

    private func word<Word: RawRepresentable & CaseIterable>(
        _ yaml: YAMLValue?, at location: Location, _ key: String, findings: inout Findings
    ) -> Word? where Word.RawValue == String {
        if let text = yaml?.text, let word = Word(rawValue: text) { return word }
        let known = Word.allCases.map(\.rawValue)
        findings.add(
            Finding(
                .error, yaml == nil ? .keyMissing(key) : .unknownPlanKeyword(key), at: yaml?.location ?? location,
                value: yaml?.text,
                expected: Label(same: known.joined(separator: ", ")),
                nearest: Spelling.nearest(to: yaml?.text ?? "", in: known)))
        return nil
    }
}

extension Finding.Message {
    static func keyMissing(_ key: String) -> Finding.Message {
        Finding.Message("key-missing", "缺少 \(key)", "\(key) is missing")
    }
    static func unknownPlanKeyword(_ key: String) -> Finding.Message {
        Finding.Message("unknown-\(key)", "\(key) 的取值不合规", "not a word for \(key)")
    }
    static let unknownClause = Finding.Message("unknown-clause", "没有这个条款", "no such clause")
    static let unknownPlanTable = Finding.Message("unknown-table", "没有这种源类", "no such source kind")
}
