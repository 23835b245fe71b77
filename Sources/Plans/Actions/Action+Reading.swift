import Calculation
import Inventories
import Quantities
import Tables

extension Action {
    /// Reads the parameters of a measure; `nil` with findings where they make no action.
    init?(_ measure: Measure, vocabularies: Vocabularies, findings: inout Findings) {
        var reader = ParameterReader(measure: measure, vocabularies: vocabularies)
        let made = reader.action()
        findings.add(reader.findings)
        guard let made, !reader.findings.hasErrors else { return nil }
        self = made
    }
}

/// Reads the parameters of one measure.
struct ParameterReader {
    let measure: Measure
    let vocabularies: Vocabularies
    var findings = Findings()

    private var closed: UInt16 { vocabularies["status"].code(exactly: "closed") ?? 0 }
    private var schema: Schema { measure.kind.schema }

    init(measure: Measure, vocabularies: Vocabularies) {
        self.measure = measure
        self.vocabularies = vocabularies
    }

    mutating func action() -> Action? {
        switch measure.action {
        case .close: return portion().map { .close($0, closed: closed) }
        case .limit:
            guard measure.parameters["pollutant"]?.text ?? "NOx" == "NOx", schema.column("nox_cap") != nil else {
                fault(.limitsNOxOnly, measure.parameters["pollutant"])
                return nil
            }
            guard let concentration = number("concentration", 0...100_000, required: true) else { return nil }
            return .limit(concentration: concentration, oxygen: number("oxygen", 0...20.9))
        case .control: return control()
        case .switch:
            let fuels = schema.columns(.ofFuel).filter { $0.roles.contains(.extensive) && $0.roles.contains(.activity) }
            guard applies("switch", asking: [schema.column("fuel"), fuels.first]) else { return nil }
            guard let to = word("to", in: "fuel", required: true), let portion = portion() else { return nil }
            var keeps = false
            if let control = measure.parameters["control"] {
                keeps = control.text == "keep"
                if !keeps { fault(.unknownPlanWord, control, expected: "keep") }
            }
            return .energy(
                Action.EnergySwitch(
                    to: to, efficiency: number("efficiency", 0.01...10),
                    oldEfficiency: number("from_efficiency", 0.01...10), portion: portion, keepsControls: keeps))
        case .substitute: return substitution()
        case .recover:
            if measure.parameters.has("stage"), !applies("recover", "stage", asking: [schema.column("recovery_stage")])
            {
                return nil
            }
            if measure.parameters.has("repaired_share"),
                !applies("recover", "repaired_share", asking: [schema.column("leaks_found")])
            {
                return nil
            }
            let stage = word("stage", in: "recovery_stage")
            let repaired = number("repaired_share", 0...1)
            guard stage != nil || repaired != nil else {
                fault(.parameterMissing("stage | repaired_share"), nil)
                return nil
            }
            let stages = vocabularies["recovery_stage"]
            return .recover(
                Action.Recovery(
                    stage: stage, repairedShare: repaired, leaksFound: number("leaks_found", 0...1e9),
                    ladder: ["none", "stage1", "stage2", "stage3"].compactMap { stages.code(exactly: $0) }))
        case .replace: return replacement()
        case .shift:
            guard applies("shift", asking: [schema.column("annual_km")]) else { return nil }
            guard let share = number("share", 0...1, required: true) else { return nil }
            return .shift(share: share, to: measure.parameters["to"]?.text ?? "")
        case .scale: return scaling()
        case .add: return added()
        }
    }

    // MARK: Actions

    private mutating func control() -> Action? {
        let pollutant = measure.parameters["pollutant"]?.text ?? ""
        var control = Action.Control(pollutant: pollutant)
        guard ["NOx", "VOCs"].contains(pollutant) else {
            fault(.unknownPlanWord, measure.parameters["pollutant"], expected: "NOx, VOCs")
            return nil
        }
        guard applies("control", asking: [schema.column(.removal(of: pollutant))]) else { return nil }
        let columns: [(String, ColumnSchema?)] = [
            ("device", schema.column(.device(of: pollutant, stage: 1))),
            ("uptime", schema.column(.uptime(of: pollutant))),
            ("capture", schema.column(.capture(of: pollutant))),
            ("capture_type", schema.column(.captureType(of: pollutant))),
        ]
        for (name, column) in columns where measure.parameters.has(name) {
            guard applies("control", name, asking: [column]) else { return nil }
        }
        guard columns.contains(where: { measure.parameters.has($0.0) }) || measure.parameters.has("removal") else {
            fault(.parameterMissing((["removal"] + columns.map(\.0)).joined(separator: " | ")), nil)
            return nil
        }
        control.replaces = isYes("replace")
        control.device = schema.column(.device(of: pollutant, stage: 1))?.vocabulary.flatMap { word("device", in: $0) }
        control.removal = number("removal", 0...1)
        control.uptime = number("uptime", 0...1)
        control.captureType = word("capture_type", in: "voc_capture_type")
        control.capture = number("capture", 0...1)
        return .control(control)
    }

    /// Whether tables of the kind have the columns that an action works on; a finding where they lack one.
    private mutating func applies(
        _ action: String, _ parameter: String? = nil, asking columns: [ColumnSchema?]
    ) -> Bool {
        guard columns.contains(where: { $0 == nil }) else { return true }
        let pollutant = measure.parameters["pollutant"]?.text
        findings.add(
            Finding(
                .error,
                .actionInapplicable(action, parameter, kind: measure.kind.label, pollutant: pollutant).of(measure.id),
                at: parameter.flatMap { measure.parameters[$0]?.location } ?? measure.parameters.location,
                value: ([action, measure.kind.name, pollutant, parameter].compactMap { $0 }).joined(separator: " "),
                expected: applicable(action)))
        return false
    }

    /// The kinds that an action of the plan's language works on.
    private func applicable(_ action: String) -> Label {
        let kinds = SourceKind.all.filter { kind in
            switch action {
            case "control":
                let pollutant = measure.parameters["pollutant"]?.text ?? ""
                return kind.schema.column(.removal(of: pollutant)) != nil
            case "switch":
                return kind.schema.column("fuel") != nil
                    && kind.schema.columns(.ofFuel).contains {
                        $0.roles.contains(.extensive) && $0.roles.contains(.activity)
                    }
            case "recover": return kind.schema.column("recovery_stage") != nil
            case "shift": return kind.schema.column("annual_km") != nil
            case "substitute": return kind.schema.column("material_use") != nil
            default: return kind.schema.column(.count) != nil
            }
        }
        return Label(same: kinds.map(\.name).joined(separator: ", "))
    }

    private mutating func substitution() -> Action? {
        guard applies("substitute", asking: [schema.column("material"), schema.column("material_use")]) else {
            return nil
        }
        let amount: Action.Substitution.Amount
        if measure.parameters.has("points") {
            guard let points = number("points", 0...100) else { return nil }
            amount = .points(points / 100)
        } else if measure.parameters.has("percent") {
            guard let percent = number("percent", 0...100) else { return nil }
            amount = .percent(percent / 100)
        } else {
            guard measure.parameters.has("voc_content") else {
                fault(.parameterMissing("voc_content | points | percent"), nil)
                return nil
            }
            amount = .share(number("share", 0...1) ?? 1)
        }
        return .substitute(
            Action.Substitution(
                amount: amount, content: number("voc_content", 0...1), useRatio: number("use_ratio", 0...100),
                material: word("material", in: "material"), materials: vocabularies["material"],
                selector: measure.selector))
    }

    private mutating func replacement() -> Action? {
        guard applies("replace", asking: [schema.column(.count)]) else { return nil }
        guard let portion = portion() else { return nil }
        var replacement = Action.Replacement(portion: portion)
        replacement.scraps = isYes("scrap")
        replacement.annualDistance = number("annual_km", 0...500_000)
        switch measure.parameters["of"]?.text {
        case nil: break
        case "stock": replacement.ofStock = true
        case "new_and_renewed":
            guard let rate = number("renewal_rate", 0...1, required: true) else { return nil }
            replacement.renewalRate = rate
        case let other?:
            fault(
                .unknownPlanWord, measure.parameters["of"], expected: "stock, new_and_renewed",
                nearest: Spelling.nearest(to: other, in: ["stock", "new_and_renewed"]))
        }
        for entry in measure.parameters["to"]?.entries ?? [] {
            if let setting = setting(entry.key, entry.value) { replacement.to.append(setting) }
        }
        if !replacement.scraps, replacement.to.isEmpty {
            fault(.parameterMissing("scrap | to"), nil)
            return nil
        }
        return .replace(replacement, closed: closed)
    }

    private mutating func setting(_ key: YAMLValue, _ value: YAMLValue) -> (String, Action.Setting)? {
        let id = key.text ?? ""
        guard let column = schema.column(id), !column.isWorkedOut else {
            fault(
                .unknownPlanColumn, key, nearest: Spelling.nearest(to: id, in: schema.columns.map(\.id)))
            return nil
        }
        if let name = column.vocabulary {
            guard let code = vocabularies[name].code(of: value.text ?? "") else {
                fault(.unknownPlanWord, value, nearest: vocabularies[name].nearest(to: value.text ?? ""))
                return nil
            }
            return (id, .word(code))
        }
        guard let range = column.range else {
            fault(.badParameter, key, expected: "a column of words or numbers")
            return nil
        }
        return number(value, range).map { (id, .number($0)) }
    }

    private mutating func scaling() -> Action? {
        if measure.parameters.has("levels") || isYes("episode") { return emergency() }
        guard let factor = number("factor", 0...1000, required: true) else { return nil }
        var columns: [String] = []
        for item in entries("columns") {
            let id = item.text ?? ""
            if schema.column(id)?.roles.contains(.activity) != true {
                fault(
                    .unknownPlanColumn, item, nearest: Spelling.nearest(to: id, in: schema.columns(.activity).map(\.id))
                )
            } else {
                columns.append(id)
            }
        }
        if columns.isEmpty { fault(.parameterMissing("columns"), nil) }
        var months: [Int] = []
        for item in entries("months") {
            if let month = Int(item.text ?? ""), (1...12).contains(month) {
                months.append(month)
            } else {
                fault(.badParameter, item, expected: "1…12")
            }
        }
        let annual = isYes("annual", or: true)
        return .scale(Action.Scaling(factor: factor, columns: columns, months: months, isAnnual: annual))
    }

    private mutating func emergency() -> Action? {
        guard let levels = measure.parameters["levels"], let days = measure.parameters["days"] else {
            fault(.parameterMissing("levels, days"), nil)
            return nil
        }
        var found: [(String, Double, Double)] = []
        for entry in levels.entries {
            let name = entry.key.text ?? ""
            let own = days.entries.isEmpty ? days : days[name]
            guard let share = number(entry.value, 0...1), let count = number(own ?? days, 0...366) else { continue }
            found.append((name, share, count))
        }
        return .emergency(Action.Emergency(levels: found))
    }

    private mutating func added() -> Action? {
        let rows = measure.parameters["rows"]?.items ?? []
        guard !rows.isEmpty else {
            fault(.parameterMissing("rows"), nil)
            return nil
        }
        var header: [String] = []
        for row in rows {
            for entry in row.entries {
                let id = entry.key.text ?? ""
                if schema.column(id)?.isWorkedOut ?? true {
                    fault(
                        .unknownPlanColumn, entry.key,
                        nearest: Spelling.nearest(to: id, in: schema.columns.map(\.id)))
                }
                if !header.contains(id) { header.append(id) }
            }
        }
        guard !findings.hasErrors else { return nil }
        let file = measure.location.file
        let layout = Layout(schema: schema, header: header, file: file, line: rows[0].location.line ?? 1)
        var builder = TableBuilder(layout: layout, vocabularies: vocabularies)
        for row in rows {
            builder.append(header.map { row[$0]?.text ?? "" }, line: row.location.line ?? 1)
        }
        let result = builder.finish()
        findings.add(result.findings)
        guard !result.findings.hasErrors else { return nil }
        return .add(result.table, offset: number("offset", 0...100))
    }

    // MARK: Values

    private mutating func portion() -> Portion? {
        if let count = measure.parameters["count"] {
            if count.entries.isEmpty {
                guard let number = number("count", 0...1e9) else { return nil }
                return .count(number)
            }
            var parts: [(region: String, codes: Set<UInt16>, count: Double)] = []
            for entry in count.entries {
                let region = entry.key.text ?? ""
                let codes = vocabularies["county_code"].places(within: region)
                if codes.isEmpty {
                    fault(
                        .unknownPlanRegion, entry.key, nearest: vocabularies["county_code"].nearest(to: region))
                }
                guard let number = number(entry.value, 0...1e9) else { continue }
                parts.append((region, Set(codes), number))
            }
            return .counts(parts)
        }
        guard measure.parameters.has("share") else { return .all }
        return number("share", 0...1).map { .share($0) }
    }

    private mutating func number(_ name: String, _ range: ClosedRange<Double>, required: Bool = false) -> Double? {
        guard let value = measure.parameters[name] else {
            if required { fault(.parameterMissing(name), nil) }
            return nil
        }
        return number(value, range)
    }

    /// A number within a range; a share may be in percent.
    private mutating func number(_ value: YAMLValue, _ range: ClosedRange<Double>) -> Double? {
        var text = (value.text ?? "")[...].trimmingSpaces
        var scale = 1.0
        if text.hasSuffix("%"), range == 0...1 {
            text = text.dropLast().trimmingSpaces
            scale = 100
        }
        guard let number = DecimalText.value(text).map({ $0 / scale }), range.contains(number) else {
            fault(
                .badParameter, value,
                expected: "\(DecimalText.shortest(range.lowerBound))…\(DecimalText.shortest(range.upperBound))")
            return nil
        }
        return number
    }

    private mutating func word(_ name: String, in vocabulary: String, required: Bool = false) -> Action.Word? {
        guard let value = measure.parameters[name] else {
            if required { fault(.parameterMissing(name), nil) }
            return nil
        }
        let text = value.text ?? ""
        guard let code = vocabularies[vocabulary].code(of: text) else {
            fault(.unknownPlanWord, value, nearest: vocabularies[vocabulary].nearest(to: text))
            return nil
        }
        return Action.Word(text: vocabularies[vocabulary].text(code), code: code)
    }

    /// Whether a parameter says yes; `other` where it is not given.
    private mutating func isYes(_ name: String, or other: Bool = false) -> Bool {
        guard let value = measure.parameters[name] else { return other }
        var found = Findings()
        let truth = value.truth(findings: &found)
        take(found)
        return truth ?? other
    }

    /// Findings of reading a value, with the measure's name.
    private mutating func take(_ found: Findings) {
        for finding in found.kept {
            findings.add(
                Finding(
                    finding.severity, finding.message.of(measure.id), at: finding.location, value: finding.value,
                    expected: finding.expected, nearest: finding.nearest))
        }
    }

    /// The entries of a list, each once.
    private mutating func entries(_ name: String) -> [YAMLValue] {
        var found = Findings()
        defer { take(found) }
        return measure.parameters[name]?.distinct(findings: &found) ?? []
    }

    private mutating func fault(
        _ message: Finding.Message, _ value: YAMLValue?, expected: String? = nil, nearest: String? = nil
    ) {
        findings.add(
            Finding(
                .error, message.of(measure.id), at: value?.location ?? measure.parameters.location, value: value?.text,
                expected: expected.map { Label(same: $0) }, nearest: nearest))
    }
}

extension Finding.Message {
    static let limitsNOxOnly = Finding.Message(
        "limit-nox-only", "limit 只用于有氮氧化物浓度的源类", "limit is for NOx of kinds that have a concentration")
    static func actionInapplicable(
        _ action: String, _ parameter: String?, kind: Label, pollutant: String?
    ) -> Finding.Message {
        let what = [action, pollutant, parameter].compactMap { $0 }.joined(separator: " ")
        return Finding.Message(
            "action-inapplicable", "\(kind.zh) 表没有 \(what) 所作用的列，措施不能实施",
            "table \(kind.en) has no column that \(what) works on: the measure cannot be applied")
    }
    static let badParameter = Finding.Message("bad-parameter", "参数不合规", "not a value for this parameter")
    static func parameterMissing(_ name: String) -> Finding.Message {
        Finding.Message("parameter-missing", "缺少参数 \(name)", "parameter \(name) is missing")
    }
}
