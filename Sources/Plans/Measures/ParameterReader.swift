import Calculation
import Inventories
import Quantities
import Tables

extension Measure {
    /// What the measure does; `nil` with findings where its parameters make no action.
    func read(vocabularies: Vocabularies, findings: inout Findings) -> (any Action)? {
        var reader = ParameterReader(measure: self, vocabularies: vocabularies)
        let made = action.type.read(&reader)
        findings.add(reader.findings)
        return reader.findings.hasErrors ? nil : made
    }
}

/// Reads the parameters of one measure.
struct ParameterReader {
    let measure: Measure
    let vocabularies: Vocabularies
    var findings = Findings()

    var closed: UInt16 { vocabularies["status"].code(exactly: "closed") ?? 0 }
    var schema: Schema { measure.kind.schema }

    init(measure: Measure, vocabularies: Vocabularies) {
        self.measure = measure
        self.vocabularies = vocabularies
    }

    /// Whether tables of the kind have the columns that an action works on; a finding where they lack one, with the tables that
    /// have them.
    mutating func applies(asking columns: [ColumnSchema?]) -> Bool {
        guard columns.contains(where: { $0 == nil }) else { return true }
        refuse(nil, expected: Label(same: working { _ in true }.joined(separator: ", ")))
        return false
    }

    /// Whether tables of the kind have the column that a parameter sets; a finding where they lack it, with the parameters among
    /// `others` that the table does take, and the tables that take this one.
    mutating func takes(_ parameter: String, among others: [String], _ column: (Schema, String) -> ColumnSchema?)
        -> Bool
    {
        guard column(schema, parameter) == nil else { return true }
        let own = others.filter { column(schema, $0) != nil }
        let tables = working { column($0.schema, parameter) != nil }
        let what = [measure.kind.name, measure.parameters[Column.pollutant]?.text].compactMap { $0 }
            .joined(separator: " ")
        var parts: [Label] = []
        if !own.isEmpty {
            parts.append(
                Label("\(what)：\(own.joined(separator: "、"))", "for \(what) \(own.joined(separator: ", "))"))
        }
        if !tables.isEmpty {
            parts.append(
                Label(
                    "\(parameter) 用于 \(tables.joined(separator: "、"))",
                    "\(parameter) for \(tables.joined(separator: ", "))"))
        }
        if parts.isEmpty { parts.append(Label("不写 \(parameter)", "no \(parameter)")) }
        refuse(
            parameter,
            expected: Label(
                parts.map(\.zh).joined(separator: "；"), parts.map(\.en).joined(separator: "; ")))
        return false
    }

    /// The tables that the measure's action works on, of those that are wanted.
    private func working(_ isWanted: (SourceKind) -> Bool) -> [String] {
        SourceKind.all.filter { measure.action.type.works(on: $0, measure.parameters) && isWanted($0) }.map(\.name)
    }

    private mutating func refuse(_ parameter: String?, expected: Label) {
        let action = measure.action.rawValue
        let pollutant = measure.parameters[Column.pollutant]?.text
        findings.add(
            Finding(
                .error,
                .actionInapplicable(action, parameter, kind: measure.kind.label, pollutant: pollutant).of(measure.id),
                at: parameter.flatMap { measure.parameters[$0]?.location } ?? measure.parameters.location,
                value: ([action, measure.kind.name, pollutant, parameter].compactMap { $0 }).joined(separator: " "),
                expected: expected))
    }

    mutating func setting(_ key: YAMLValue, _ value: YAMLValue) -> (String, Setting)? {
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

    // MARK: Values

    mutating func portion() -> Portion? {
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
        if let area = measure.parameters["floor_area"] {
            guard takes("floor_area", among: [], { $1 == "floor_area" ? $0.column(Column.floorArea) : nil }) else {
                return nil
            }
            let each = number("area_per_household", 1...1000)
            if area.entries.isEmpty {
                return number("floor_area", 0...1e10).map { .areas([("", nil, $0)], each: each) }
            }
            var parts: [(region: String, codes: Set<UInt16>?, area: Double)] = []
            for entry in area.entries {
                let region = entry.key.text ?? ""
                let codes = vocabularies["county_code"].places(within: region)
                if codes.isEmpty {
                    fault(.unknownPlanRegion, entry.key, nearest: vocabularies["county_code"].nearest(to: region))
                }
                guard let number = number(entry.value, 0...1e10) else { continue }
                parts.append((region, Set(codes), number))
            }
            return .areas(parts, each: each)
        }
        guard measure.parameters.has("share") else { return .all }
        return number("share", 0...1).map { .share($0) }
    }

    mutating func number(_ name: String, _ range: ClosedRange<Double>, required: Bool = false) -> Double? {
        guard let value = measure.parameters[name] else {
            if required { fault(.parameterMissing(name), nil) }
            return nil
        }
        return number(value, range)
    }

    /// A number within a range; a share may be in percent.
    mutating func number(_ value: YAMLValue, _ range: ClosedRange<Double>) -> Double? {
        // Digits and the sign of percent may be of full width: ５０％.
        var text = CellText.folded(value.text ?? "")[...].trimmingSpaces
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

    mutating func word(_ name: String, in vocabulary: String, required: Bool = false) -> CodedWord? {
        guard let value = measure.parameters[name] else {
            if required { fault(.parameterMissing(name), nil) }
            return nil
        }
        let text = value.text ?? ""
        guard let code = vocabularies[vocabulary].code(of: text) else {
            fault(.unknownPlanWord, value, nearest: vocabularies[vocabulary].nearest(to: text))
            return nil
        }
        return CodedWord(text: vocabularies[vocabulary].text(code), code: code)
    }

    /// The code of a pollutant as a parameter names it.
    mutating func pollutant(_ value: YAMLValue?) -> String? {
        let words = vocabularies["pollutant"]
        if let text = value?.text, words.code(exactly: text) != nil { return text }
        let known = words.words.map(\.code).joined(separator: ", ")
        guard let value else {
            fault(.parameterMissing(Column.pollutant), nil, expected: known)
            return nil
        }
        fault(.unknownPlanWord, value, expected: known, nearest: words.nearest(to: value.text ?? ""))
        return nil
    }

    /// Whether a parameter says yes; `other` where it is not given.
    mutating func isYes(_ name: String, or other: Bool = false) -> Bool {
        guard let value = measure.parameters[name] else { return other }
        var found = Findings()
        let truth = value.truth(findings: &found)
        take(found)
        return truth ?? other
    }

    /// Findings of reading a value, with the measure's name.
    mutating func take(_ found: Findings) {
        for finding in found.kept {
            findings.add(
                Finding(
                    finding.severity, finding.message.of(measure.id), at: finding.location, value: finding.value,
                    expected: finding.expected, nearest: finding.nearest))
        }
    }

    /// The entries of a list, each once.
    mutating func entries(_ name: String) -> [YAMLValue] {
        var found = Findings()
        defer { take(found) }
        return measure.parameters[name]?.distinct(findings: &found) ?? []
    }

    mutating func fault(
        _ message: Finding.Message, _ value: YAMLValue?, expected: String? = nil, nearest: String? = nil
    ) {
        findings.add(
            Finding(
                .error, message.of(measure.id), at: value?.location ?? measure.parameters.location, value: value?.text,
                expected: expected.map { Label(same: $0) }, nearest: nearest))
    }
}

extension Finding.Message {
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
