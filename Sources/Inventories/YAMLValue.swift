import Documents
public import Tables

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

    /// How many bytes a file may have: a plan of a thousand measures has half a million.
    static let largest = 4 << 20

    /// Reads a file in UTF-8, UTF-16 or GB18030, with or without byte order mark. A file that is no YAML, or uses
    /// anchors, is a finding.
    public static func read(path: String, findings: inout Findings) -> YAMLValue? {
        let raw: [UInt8]
        do { raw = try InputFile.bytes(of: path, atMost: largest) } catch {
            findings.add(.cannotRead(error))
            return nil
        }
        guard !raw.isEmpty else {
            findings.add(Finding(.error, .emptyYAML, at: Location(file: path)))
            return nil
        }
        let text = SourceText(raw: marked(raw), path: path)
        for line in text.brokenLines {
            findings.add(
                Finding(
                    .error, .brokenYAML, at: Location(file: path, line: line), value: text.encoding.rawValue,
                    expected: Label("整个文件用 UTF-8 保存", "the whole file saved as UTF-8")))
        }
        findings.add(text.findings)
        guard !text.findings.hasErrors, text.brokenLines.isEmpty else { return nil }
        return parse(text.string, file: path, findings: &findings)
    }

    /// Bytes with the mark of UTF-16 where every other of the first ones is 0, as in UTF-16 without its mark.
    private static func marked(_ raw: [UInt8]) -> [UInt8] {
        guard raw.count > 3 else { return raw }
        switch raw.prefix(4).map({ $0 == 0 }) {
        case [true, false, true, false]: return [0xFE, 0xFF] + raw
        case [false, true, false, true]: return [0xFF, 0xFE] + raw
        default: return raw
        }
    }

    /// Reads a text.
    public static func parse(_ whole: String, file: String, findings: inout Findings) -> YAMLValue? {
        // A byte order mark is no letter of the first key.
        let text = whole.unicodeScalars.first == "\u{FEFF}" ? String(whole.unicodeScalars.dropFirst()) : whole
        do throws(YAMLFault) {
            guard let node = try YAMLNode.read(text) else {
                findings.add(Finding(.error, .emptyYAML, at: Location(file: file)))
                return nil
            }
            var told = Findings()
            let value = convert(node, file: file, findings: &told)
            if case .text = value.content, let slip = slip(in: text, file: file, upTo: .max) { told.add(slip) }
            findings.add(told)
            return told.hasErrors ? nil : value
        } catch {
            switch error {
            case .sameKeys(let keys, let line, let column):
                findings.add(
                    Finding(
                        .error, .sameKey, at: Location(file: file, line: line, columnNumber: column),
                        value: keys.joined(separator: ", ")))
            case .syntax(let problem, let line, let column):
                findings.add(
                    slip(in: text, file: file, upTo: line)
                        ?? Finding(
                            .error, .badYAML, at: Location(file: file, line: line, columnNumber: column), value: problem
                        ))
            }
            return nil
        }
    }

    /// What makes a text no YAML most often: a tab that indents, or a colon of full width behind a key; the last one
    /// down to a line.
    private static func slip(in text: String, file: String, upTo last: Int) -> Finding? {
        var found: Finding?
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            guard number < last else { break }
            let indent = line.prefix { $0 == " " || $0 == "\t" }
            let key = line.dropFirst(indent.count).prefix { $0 != ":" && $0 != "#" && $0 != "\"" && $0 != "'" }
            if indent.contains("\t"), !key.isEmpty {
                found = Finding(
                    .error, .tabInYAML, at: Location(file: file, line: number + 1),
                    expected: Label("缩进用空格", "spaces before a key"))
            } else if line.contains(where: { "{[".contains($0) }), let comma = line.firstIndex(of: "，") {
                // Within brackets: `{zh: 方案，en: plan}`.
                let column = line.distance(from: line.startIndex, to: comma) + 1
                found = Finding(
                    .error, .wideComma, at: Location(file: file, line: number + 1, columnNumber: column),
                    value: String(line.drop { $0 == " " }),
                    expected: Label("半角逗号加空格“, ”", "', ', a plain comma and a space"))
            } else if let colon = key.firstIndex(of: "：") {
                let column = line.distance(from: line.startIndex, to: colon) + 1
                found = Finding(
                    .error, .wideColon, at: Location(file: file, line: number + 1, columnNumber: column),
                    value: String(line.drop { $0 == " " }),
                    expected: Label("半角冒号加空格“: ”", "': ', a plain colon and a space"))
            }
        }
        return found
    }

    /// Quotes and brackets of full width around a value, which YAML takes for letters: `“654002”`, `［NOx］`.
    private static func wideSign(around text: String, at location: Location) -> Finding? {
        guard let first = text.first, let last = text.last, text.count > 1 else { return nil }
        let inner = text.dropFirst().dropLast()
        switch (first, last) {
        // Words in Chinese may stand in such quotes; a code or a number does not.
        case ("“", "”"), ("‘", "’"):
            guard inner.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
            return Finding(
                .error, .wideQuote, at: location, value: text, expected: Label(same: "\"\(inner)\""))
        case ("［", "］"), ("【", "】"), ("｛", "｝"):
            return Finding(
                .error, .wideBracket, at: location, value: text,
                expected: Label("半角括号 [ ] 或 { }", "plain brackets, [ ] or { }"))
        default: return nil
        }
    }

    private static func convert(_ node: YAMLNode, file: String, findings: inout Findings) -> YAMLValue {
        let location = Location(file: file, line: node.line, columnNumber: node.column)
        guard !node.isAnchored else {
            findings.add(Finding(.error, .noAnchors, at: location))
            return YAMLValue(content: .text(""), location: location)
        }
        switch node.content {
        case .text(let text, let isPlain):
            if isPlain, let wide = wideSign(around: text, at: location) { findings.add(wide) }
            return YAMLValue(content: .text(text), location: location)
        case .list(let nodes):
            var items: [YAMLValue] = []
            for item in nodes {
                // Codes and numbers hold no comma: `[NOx，VOCs]` is one text.
                if case .text(let text, isPlain: true) = item.content, text.contains(where: { "，、".contains($0) }),
                    text.allSatisfy({ $0.isASCII || "，、".contains($0) })
                {
                    findings.add(
                        Finding(
                            .error, .wideComma, at: location, value: text,
                            expected: Label(
                                "半角逗号加空格“, ”；文字中的逗号请加引号", "', ', a plain comma and a space; quote a text with commas")))
                    break
                }
                items.append(convert(item, file: file, findings: &findings))
                if findings.hasErrors { break }
            }
            return YAMLValue(content: .list(items), location: location)
        case .map(let entries):
            var items: [(key: YAMLValue, value: YAMLValue)] = []
            for (key, value) in entries {
                // `{zh：方案，en：plan}` is one key without a value.
                if case .text(let text, _) = key.content, text.contains("："), case .text("", _) = value.content {
                    findings.add(
                        Finding(
                            .error, .wideColon, at: location, value: text,
                            expected: Label("半角冒号加空格“: ”", "': ', a plain colon and a space")))
                    break
                }
                let key = convert(key, file: file, findings: &findings)
                items.append((key, convert(value, file: file, findings: &findings)))
                if findings.hasErrors { break }
            }
            return YAMLValue(content: .map(items), location: location)
        // An alias is anchored by the name that it refers to.
        case .alias: return YAMLValue(content: .text(""), location: location)
        }
    }
}

extension Finding.Message {
    static let emptyYAML = Finding.Message("empty-file", "文件为空", "the file is empty")
    static let badYAML = Finding.Message("not-yaml", "YAML 语法错误", "not well-formed YAML")
    static let brokenYAML = Finding.Message(
        "broken-character", "含有无法解码的字节（文件编码不一致，或字符已损坏）",
        "bytes that cannot be decoded (mixed encodings, or a character that was damaged before)")
    static let tabInYAML = Finding.Message("yaml-tab", "YAML 不能用制表符缩进", "YAML is not indented with tabs")
    static let wideColon = Finding.Message("yaml-colon", "键后用了全角冒号", "a colon of full width stands behind the key")
    static let wideComma = Finding.Message("yaml-comma", "括号内用了全角逗号", "a comma of full width stands within brackets")
    static let wideQuote = Finding.Message("yaml-quote", "用了全角引号", "quotes of full width")
    static let wideBracket = Finding.Message("yaml-bracket", "用了全角括号", "brackets of full width")
    static let noAnchors = Finding.Message("yaml-anchor", "不允许锚点和别名", "anchors and aliases are not allowed")
    static let sameKey = Finding.Message("duplicate-key", "键重复", "the key stands twice")
}
