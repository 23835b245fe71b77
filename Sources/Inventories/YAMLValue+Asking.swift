import Quantities
public import Tables

extension YAMLValue {
    /// The text, or `nil` where it is a list or a map.
    public var text: String? { if case .text(let text) = content { text } else { nil } }

    /// The items: of a list, or the one value itself.
    public var list: [YAMLValue] { if case .list(let items) = content { items } else { [self] } }

    /// The entries of a map; empty otherwise.
    public var entries: [(key: YAMLValue, value: YAMLValue)] {
        if case .map(let entries) = content { entries } else { [] }
    }

    /// The value of a key, or `nil`.
    public subscript(key: String) -> YAMLValue? { entries.first { $0.key.text == key }?.value }

    /// Whether nothing stands there.
    public var isBlank: Bool { text.map { $0.allSatisfy(\.isWhitespace) } ?? false }

    /// What it is, for messages: the text itself, or its form.
    var shown: String {
        switch content {
        case .text(let text): text
        case .list: "[…]"
        case .map: "{…}"
        }
    }

    /// Tells every key that is not among the known ones, with the nearest.
    public func expectKeys(_ known: [String], findings: inout Findings) {
        guard case .map(let entries) = content else {
            findings.add(
                Finding(
                    .error, .mapExpected, at: location, value: shown,
                    expected: Label(same: known.joined(separator: ", "))))
            return
        }
        for entry in entries {
            let key = entry.key.shown
            if !known.contains(key) {
                findings.add(
                    Finding(
                        .error, .unknownKey, at: entry.key.location, value: key,
                        expected: Label(same: known.joined(separator: ", ")),
                        nearest: Spelling.nearest(to: key, in: known)))
            }
        }
    }

    /// The entries of a map; none where nothing stands there, a finding where it is something else.
    public func expectEntries(findings: inout Findings) -> [(key: YAMLValue, value: YAMLValue)] {
        if case .map(let entries) = content { return entries }
        if !isBlank { findings.add(Finding(.error, .mapExpected, at: location, value: shown)) }
        return []
    }

    /// The items of a list or a single value; none where nothing stands there, a finding for a map.
    public func expectItems(findings: inout Findings) -> [YAMLValue] {
        switch content {
        case .list(let items): return items
        case .text: return isBlank ? [] : [self]
        case .map:
            findings.add(Finding(.error, .listExpected, at: location, value: shown, expected: Label("[…]", "[…]")))
            return []
        }
    }

    /// The text, or a finding where it is a list or a map.
    public func expectText(findings: inout Findings) -> String? {
        if let text { return text }
        findings.add(
            Finding(.error, .textExpected, at: location, value: shown, expected: Label("一个值", "one value")))
        return nil
    }

    /// The number, or a finding: plain decimals only, no hexadecimal, infinite or missing ones.
    public func number(findings: inout Findings) -> Double? {
        if let text, let value = DecimalText.value(CellText.folded(text)) { return value }
        findings.add(
            Finding(.error, .numberExpected, at: location, value: shown, expected: Label("数字", "a number")))
        return nil
    }

    /// Whether it says yes: in either language, however YAML and people write it. Any other word is a finding.
    public func truth(findings: inout Findings) -> Bool? {
        switch Vocabulary.folded(text ?? "") {
        case "yes", "true", "on", "y", "1", "是": return true
        case "no", "false", "off", "n", "0", "否": return false
        default:
            findings.add(
                Finding(
                    .error, .truthExpected, at: location, value: shown, expected: Label("是、否（yes、no）", "yes or no")))
            return nil
        }
    }

    /// A text in two languages: `{zh: …, en: …}`, or one text for both.
    public var label: Label {
        if let text { return Label(same: text) }
        let zh = self["zh"]?.text ?? self["en"]?.text ?? ""
        return Label(zh, self["en"]?.text ?? zh)
    }

    /// The same, with a finding for everything that is no such text.
    public func expectLabel(findings: inout Findings) -> Label {
        if text == nil {
            expectKeys(["zh", "en"], findings: &findings)
            for entry in entries where entry.value.text == nil { _ = entry.value.expectText(findings: &findings) }
        }
        return label
    }
}

extension Finding.Message {
    static let mapExpected = Finding.Message("map-expected", "此处应为键值", "keys and values expected here")
    static let listExpected = Finding.Message("list-expected", "此处应为列表", "a list is expected here")
    static let textExpected = Finding.Message(
        "text-expected", "此处应为一个值，不是列表或键值", "one value is expected here, no list or map")
    static let unknownKey = Finding.Message("unknown-key", "未知的键", "unknown key")
    static let numberExpected = Finding.Message("not-a-number", "应为数字", "a number is expected")
    static let truthExpected = Finding.Message("not-yes-or-no", "应为“是”或“否”", "yes or no is expected")
}
