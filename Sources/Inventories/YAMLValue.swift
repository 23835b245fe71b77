import FoundationEssentials
import Quantities
public import Tables
import Yams

/// A value of a YAML file with its place, read strictly: no anchors or aliases, every scalar as text, unknown keys told.
public struct YAMLValue: Sendable {
    /// What stands there.
    public indirect enum Content: Sendable {
        /// A text, whatever YAML would make of it.
        case text(String)
        /// A list.
        case list([YAMLValue])
        /// Keys with their values, in the order of the file.
        case map([(key: YAMLValue, value: YAMLValue)])
    }

    /// What stands there.
    public let content: Content
    /// Where it stands.
    public let location: Location

    /// A value at a place.
    public init(content: Content, location: Location) {
        self.content = content
        self.location = location
    }

    /// Reads a file. A file that is no YAML, or uses anchors, is a finding.
    public static func read(path: String, findings: inout Findings) -> YAMLValue? {
        guard let data = FileManager.default.contents(atPath: path) else {
            findings.add(Finding(.error, .cannotReadFile, at: Location(file: path)))
            return nil
        }
        return parse(String(decoding: data, as: UTF8.self), file: path, findings: &findings)
    }

    /// Reads a text.
    public static func parse(_ text: String, file: String, findings: inout Findings) -> YAMLValue? {
        do {
            // The parser owns the anchors, nodes only refer to them weakly: it must outlive the conversion.
            // Scalars are taken as they are written: nothing is to be resolved.
            let parser = try Parser(yaml: text, resolver: .basic)
            guard let node = try parser.singleRoot() else {
                findings.add(Finding(.error, .emptyYAML, at: Location(file: file)))
                return nil
            }
            var anchors = Findings()
            let value = withExtendedLifetime(parser) { convert(node, file: file, findings: &anchors) }
            findings.add(anchors)
            return anchors.hasErrors ? nil : value
        } catch let error as YamlError {
            let place: (line: Int, column: Int, problem: String)
            switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                place = (mark.line, mark.column, problem)
            case .duplicatedKeysInMapping(let duplicates, let context):
                place = (context.mark.line, context.mark.column, "duplicate key: \(duplicates)")
            default: place = (1, 1, "\(error)")
            }
            findings.add(
                Finding(
                    .error, .badYAML, at: Location(file: file, line: place.line, columnNumber: place.column),
                    value: place.problem))
            return nil
        } catch {
            findings.add(Finding(.error, .badYAML, at: Location(file: file), value: "\(error)"))
            return nil
        }
    }

    private static func convert(_ node: Node, file: String, findings: inout Findings) -> YAMLValue {
        let mark = node.mark
        let location = Location(file: file, line: mark?.line, columnNumber: mark?.column)
        let anchored: Bool
        switch node {
        case .scalar(let scalar): anchored = scalar.anchor != nil
        case .mapping(let mapping): anchored = mapping.anchor != nil
        case .sequence(let sequence): anchored = sequence.anchor != nil
        case .alias: anchored = true
        }
        guard !anchored else {
            findings.add(Finding(.error, .noAnchors, at: location))
            return YAMLValue(content: .text(""), location: location)
        }
        switch node {
        case .scalar(let scalar): return YAMLValue(content: .text(scalar.string), location: location)
        case .sequence(let sequence):
            var items: [YAMLValue] = []
            for item in sequence {
                items.append(convert(item, file: file, findings: &findings))
                if findings.hasErrors { break }
            }
            return YAMLValue(content: .list(items), location: location)
        case .mapping(let mapping):
            var items: [(key: YAMLValue, value: YAMLValue)] = []
            for (key, value) in mapping {
                items.append(
                    (convert(key, file: file, findings: &findings), convert(value, file: file, findings: &findings)))
                if findings.hasErrors { break }
            }
            return YAMLValue(content: .map(items), location: location)
        case .alias: return YAMLValue(content: .text(""), location: location)
        }
    }

    // MARK: Asking

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

    /// Tells every key that is not among the known ones, with the nearest.
    public func expectKeys(_ known: [String], findings: inout Findings) {
        guard case .map(let entries) = content else {
            findings.add(
                Finding(
                    .error, .mapExpected, at: location, value: text,
                    expected: Label(same: known.joined(separator: ", "))))
            return
        }
        for entry in entries {
            let key = entry.key.text ?? ""
            if !known.contains(key) {
                findings.add(
                    Finding(
                        .error, .unknownKey, at: entry.key.location, value: key,
                        expected: Label(same: known.joined(separator: ", ")),
                        nearest: Spelling.nearest(to: key, in: known)))
            }
        }
    }

    /// The number, or a finding.
    public func number(findings: inout Findings) -> Double? {
        if let text, let value = Double(text), value.isFinite { return value }
        findings.add(
            Finding(.error, .numberExpected, at: location, value: text ?? "", expected: Label("数字", "a number")))
        return nil
    }

    /// A text in two languages: `{zh: …, en: …}`, or one text for both.
    public var label: Label {
        if let text { return Label(same: text) }
        let zh = self["zh"]?.text ?? self["en"]?.text ?? ""
        return Label(zh, self["en"]?.text ?? zh)
    }
}

extension Finding.Message {
    static let cannotReadFile = Finding.Message("cannot-read", "文件无法读取", "the file cannot be read")
    static let emptyYAML = Finding.Message("empty-file", "文件为空", "the file is empty")
    static let badYAML = Finding.Message("not-yaml", "YAML 语法错误", "not well-formed YAML")
    static let noAnchors = Finding.Message("yaml-anchor", "不允许锚点和别名", "anchors and aliases are not allowed")
    static let mapExpected = Finding.Message("map-expected", "此处应为键值", "keys and values expected here")
    static let unknownKey = Finding.Message("unknown-key", "未知的键", "unknown key")
    static let numberExpected = Finding.Message("not-a-number", "应为数字", "a number is expected")
}
