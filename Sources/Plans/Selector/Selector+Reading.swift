import Inventories
import Quantities
import Tables

extension Selector {
    /// Reads `{column: value, …}` for a source kind; every unknown column or word and every bad threshold is told.
    static func read(
        _ yaml: YAMLValue?, kind: SourceKind, vocabularies: Vocabularies, findings: inout Findings
    ) -> Selector {
        var selector = Selector()
        let status = vocabularies["status"]
        selector.notClosed = kind.schema.place(of: Column.status).map {
            Condition(
                column: Column.status, place: $0,
                test: .words(Set(status.codes(within: ["closed"])), isNegated: true), takesBlanks: true)
        }
        guard let yaml else { return selector }
        guard case .map(let entries) = yaml.content else {
            if yaml.text != "" {
                findings.add(Finding(.error, .conditionsExpected, at: yaml.location, value: yaml.text))
            }
            return selector
        }
        for entry in entries {
            let id = entry.key.text ?? ""
            guard let place = kind.schema.place(of: id) else {
                findings.add(
                    Finding(
                        .error, .unknownPlanColumn, at: entry.key.location, value: id,
                        expected: Label("\(kind.name) 表的列", "a column of \(kind.name)"),
                        nearest: Spelling.nearest(to: id, in: kind.schema.columns.map(\.id))))
                continue
            }
            if entry.value.text == "?" {
                selector.open.append(id)
                continue
            }
            let column = kind.schema.columns[place]
            let reader = ConditionReader(column: column, vocabularies: vocabularies)
            if let test = reader.read(entry.value, findings: &findings) {
                selector.conditions.append(Condition(column: id, place: place, test: test))
            }
        }
        return selector
    }
}

extension Selector {
    /// Replaces the condition on a column; `false` where the kind has no such column.
    mutating func set(
        _ column: String, to value: YAMLValue, kind: SourceKind, vocabularies: Vocabularies, findings: inout Findings
    ) -> Bool {
        guard let place = kind.schema.place(of: column) else { return false }
        let reader = ConditionReader(column: kind.schema.columns[place], vocabularies: vocabularies)
        conditions.removeAll { $0.column == column }
        open.removeAll { $0 == column }
        if let test = reader.read(value, findings: &findings) {
            conditions.append(Condition(column: column, place: place, test: test))
        }
        return true
    }
}

/// Reads the condition on one column.
struct ConditionReader {
    let column: ColumnSchema
    let vocabularies: Vocabularies

    func read(_ yaml: YAMLValue, findings: inout Findings) -> Selector.Test? {
        var value = yaml
        var isNegated = false
        if !yaml.entries.isEmpty {
            yaml.expectKeys(["not"], findings: &findings)
            guard let inner = yaml["not"] else { return nil }
            (value, isNegated) = (inner, true)
        }
        switch column.content {
        case .code(let name): return words(value, vocabularies[name], isNegated, findings: &findings)
        case .number, .fraction:
            var intervals: [Interval] = []
            for item in value.distinct(findings: &findings) {
                if let interval = interval(item.text ?? "") {
                    intervals.append(interval)
                } else {
                    findings.add(
                        Finding(
                            .error, .badThreshold, at: item.location, value: item.text,
                            expected: Label(same: "<= 35 \(column.unit?.symbol ?? "")")))
                }
            }
            return .numbers(intervals, isNegated: isNegated)
        case .text, .identifier:
            return .texts(
                Set(value.distinct(findings: &findings).compactMap { $0.text.map { Array($0.utf8) } }),
                isNegated: isNegated)
        case .date:
            guard let text = value.text, let range = ConditionReader.dates(text), !isNegated else {
                findings.add(
                    Finding(
                        .error, .badThreshold, at: value.location, value: value.text,
                        expected: Label(same: ">= 2025-01")))
                return nil
            }
            return .dates(range)
        }
    }

    private func words(
        _ value: YAMLValue, _ vocabulary: Vocabulary, _ isNegated: Bool, findings: inout Findings
    ) -> Selector.Test {
        var codes: Set<UInt16> = []
        for item in value.distinct(findings: &findings) {
            let text = item.text ?? ""
            let found =
                column.vocabulary == "county_code" ? vocabulary.places(within: text) : vocabulary.codes(within: [text])
            if found.isEmpty {
                findings.add(
                    Finding(
                        .error, column.vocabulary == "county_code" ? .unknownPlanRegion : .unknownPlanWord,
                        at: item.location, value: text, nearest: vocabulary.nearest(to: text)))
            }
            codes.formUnion(found)
        }
        return .words(codes, isNegated: isNegated)
    }

    /// `<= 35 t/h` in the column's unit; `nil` where it is no interval or its unit measures something else.
    func interval(_ text: String) -> Interval? {
        let isPart: (Character) -> Bool = { "<>=≤≥＜＞.0123456789- ".contains($0) }
        let number = text.prefix(while: isPart)
        var unitText = String(text[number.endIndex...])
        while unitText.last == " " { unitText.removeLast() }
        guard let interval = Interval(number.trimmingSpaces), let own = column.unit else { return nil }
        guard !unitText.isEmpty else { return interval }
        let spelled = column.unitAliases[unitText] ?? unitText
        guard let unit = try? Unit(spelled), let ratio = unit.conversion(to: own) else { return nil }
        return unit == own ? interval : interval.scaled(by: ratio)
    }

    /// `>= 2025-01`, `< 2025-06-15`, `2025`: a range of packed dates, both ends included.
    static func dates(_ text: String) -> ClosedRange<Int32>? {
        let body = text.filter { $0 != " " }
        let signs = body.prefix { "<>=".contains($0) }
        let parts = body[signs.endIndex...].split(separator: "-", omittingEmptySubsequences: false).map { Int32($0) }
        guard (1...3).contains(parts.count), !parts.contains(nil) else { return nil }
        let fields = parts.compactMap { $0 }
        guard (1900...2199).contains(fields[0]), fields.count < 2 || (1...12).contains(fields[1]),
            fields.count < 3 || (1...31).contains(fields[2])
        else { return nil }
        let (year, month) = (fields[0], fields.count > 1 ? fields[1] : 0)
        let day = fields.count > 2 ? fields[2] : 0
        // A row that names the year alone counts as its beginning.
        let first = year * 10_000 + (month > 1 || day > 0 ? month * 100 : 0) + day
        let last =
            day > 0 ? first : month > 0 ? year * 10_000 + month * 100 + 99 : year * 10_000 + 1299
        switch signs {
        case "", "=": return first...last
        case "<": return 1...max(1, first - 1)
        case "<=": return 1...last
        case ">": return (last + 1)...Int32.max
        case ">=": return first...Int32.max
        default: return nil
        }
    }
}

extension Vocabulary {
    /// The words of given spellings with all narrower words; empty where none is known.
    func codes(within spellings: [String]) -> [UInt16] {
        let wanted = spellings.compactMap { code(of: $0) }
        guard !wanted.isEmpty else { return [] }
        return words.indices.map { UInt16($0 + 1) }.filter { code in
            let lineage = self.lineage(of: code)
            return wanted.contains { lineage.contains($0) }
        }
    }

    /// The regions within a region, by the digits of GB/T 2260: 6532 and 653200 are the prefecture.
    func places(within text: String) -> [UInt16] {
        guard text.utf8.allSatisfy({ (48...57).contains($0) }), [2, 4, 6].contains(text.utf8.count) else {
            return code(of: text).map { code in words[Int(code) - 1].code }.map(places) ?? []
        }
        var prefix = text
        while prefix.hasSuffix("00"), prefix.utf8.count > 2 { prefix.removeLast(2) }
        return words.indices.filter { words[$0].code.hasPrefix(prefix) }.map { UInt16($0 + 1) }
    }
}

extension Substring {
    /// Without space at either end.
    var trimmingSpaces: Substring {
        var rest = self
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return rest
    }
}

extension Finding.Message {
    static let conditionsExpected = Finding.Message(
        "conditions-expected", "where 应为列与值", "where expects columns and values")
    static let unknownPlanColumn = Finding.Message("unknown-column", "该表没有此列", "the table has no such column")
    static let unknownPlanWord = Finding.Message("unknown-word", "词表中没有该代码", "the word is not in the vocabulary")
    static let unknownPlanRegion = Finding.Message("unknown-region", "没有这个行政区划代码", "no such region code")
    static let badThreshold = Finding.Message("bad-threshold", "阈值不合规", "not a threshold in this column's unit")
}
