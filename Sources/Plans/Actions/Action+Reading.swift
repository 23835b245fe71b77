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
            guard let to = word("to", in: "fuel", required: true), let portion = portion() else { return nil }
            return .energy(
                Action.EnergySwitch(
                    to: to, efficiency: number("efficiency", 0.01...10),
                    oldEfficiency: number("from_efficiency", 0.01...10), portion: portion))
        case .substitute: return substitution()
        case .recover:
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
            guard let share = number("share", 0...1, required: true) else { return nil }
            return .shift(share: share, to: measure.parameters["to"]?.text ?? "")
        case .scale: return scaling()
        case .add: return added()
        }
    }

    // MARK: Actions

    private mutating func control() -> Action? {
        var control = Action.Control()
        let pollutant = measure.parameters["pollutant"]?.text ?? ""
        guard ["NOx", "VOCs"].contains(pollutant) else {
            fault(.unknownPlanWord, measure.parameters["pollutant"], expected: "NOx, VOCs")
            return nil
        }
        control.isNOx = pollutant == "NOx"
        control.device = word("device", in: control.isNOx ? "nox_device" : "voc_device")
        control.removal = number("removal", 0...1)
        control.uptime = number("uptime", 0...1)
        control.captureType = word("capture_type", in: "voc_capture_type")
        control.capture = number("capture", 0...1)
        return .control(control)
    }

    private mutating func substitution() -> Action? {
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
        guard let column = schema.column(id) else {
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
        guard column.unit != nil, let number = Double(value.text ?? "") else {
            fault(.badParameter, value, expected: "a number")
            return nil
        }
        return (id, .number(number))
    }

    private mutating func scaling() -> Action? {
        if measure.parameters.has("levels") || isYes("episode") { return emergency() }
        guard let factor = number("factor", 0...1000, required: true) else { return nil }
        var columns: [String] = []
        for item in measure.parameters["columns"]?.items ?? [] {
            let id = item.text ?? ""
            if schema.column(id)?.unit == nil {
                fault(.unknownPlanColumn, item, nearest: Spelling.nearest(to: id, in: schema.columns.map(\.id)))
            } else {
                columns.append(id)
            }
        }
        if columns.isEmpty { fault(.parameterMissing("columns"), nil) }
        var months: [Int] = []
        for item in measure.parameters["months"]?.items ?? [] {
            if let month = Int(item.text ?? ""), (1...12).contains(month) {
                months.append(month)
            } else {
                fault(.badParameter, item, expected: "1…12")
            }
        }
        let annual = measure.parameters["annual"]?.text.map { ["yes", "true", "是"].contains($0) } ?? true
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
            guard let share = Double(entry.value.text ?? ""), (0...1).contains(share) else {
                fault(.badParameter, entry.value, expected: "0…1")
                continue
            }
            guard let count = own.flatMap({ Double($0.text ?? "") }), (0...366).contains(count) else {
                fault(.badParameter, own ?? days, expected: "0…366")
                continue
            }
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
                if schema.column(id) == nil {
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
                guard let number = Double(entry.value.text ?? ""), number >= 0 else {
                    fault(.badParameter, entry.value, expected: "a number")
                    continue
                }
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
        var text = (value.text ?? "")[...].trimmingSpaces
        var scale = 1.0
        if text.hasSuffix("%"), range == 0...1 {
            text = text.dropLast().trimmingSpaces
            scale = 100
        }
        guard let number = Double(String(text)).map({ $0 / scale }), range.contains(number) else {
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

    private func isYes(_ name: String) -> Bool {
        ["yes", "true", "是"].contains(measure.parameters[name]?.text ?? "")
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
    static let badParameter = Finding.Message("bad-parameter", "参数不合规", "not a value for this parameter")
    static func parameterMissing(_ name: String) -> Finding.Message {
        Finding.Message("parameter-missing", "缺少参数 \(name)", "parameter \(name) is missing")
    }
}
