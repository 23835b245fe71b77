import Inventories
import Tables

/// YAML as this program reads it: every scalar is a text, plain where it can be, else in double quotes.
enum YAMLText {
    /// A value as the lines of a file, maps and lists of maps in blocks, all else in one line.
    static func block(_ value: YAMLValue, indent: Int = 0) -> String {
        let space = String(repeating: " ", count: indent)
        switch value.content {
        case .map(let entries):
            return entries.map { key, value in
                let head = space + scalar(key.text ?? "") + ":"
                switch value.content {
                case .list(let items) where items.contains(where: { !$0.entries.isEmpty }):
                    return head + "\n" + block(value, indent: indent + 2)
                case .map(let inner) where inner.count > 4 || inner.contains(where: { !$0.value.entries.isEmpty }):
                    return head + "\n" + block(value, indent: indent + 2)
                default: return head + " " + flow(value) + "\n"
                }
            }.joined()
        case .list(let items):
            return items.map { item in
                guard !item.entries.isEmpty else { return space + "- " + flow(item) + "\n" }
                let text = block(item, indent: indent + 2)
                return space + "- " + text.dropFirst(indent + 2)
            }.joined()
        case .text: return space + flow(value) + "\n"
        }
    }

    /// A value in one line.
    static func flow(_ value: YAMLValue) -> String {
        switch value.content {
        case .text(let text): return scalar(text)
        case .list(let items): return "[" + items.map(flow).joined(separator: ", ") + "]"
        case .map(let entries):
            return "{" + entries.map { scalar($0.key.text ?? "") + ": " + flow($0.value) }.joined(separator: ", ") + "}"
        }
    }

    private static func scalar(_ text: String) -> String {
        let plain = text.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x4E00 && scalar.value <= 0x9FFF
                || scalar.isASCII
                    && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                        || "_.%+-@ ".unicodeScalars.contains(scalar))
        }
        let edges = [text.unicodeScalars.first, text.unicodeScalars.last].compactMap { $0 }
        let isSafe = edges.allSatisfy { !"%+-@ ".unicodeScalars.contains($0) || $0 == "%" && text.count > 1 }
        let startsWell = edges.first.map { !"%@-+ ".unicodeScalars.contains($0) } ?? false
        return plain && isSafe && startsWell && !text.isEmpty ? text : JSONText.quoted(text)
    }
}

extension YAMLValue {
    /// A text without a place.
    static func plain(_ text: String) -> YAMLValue { YAMLValue(content: .text(text), location: Location(file: "")) }
    /// A list without a place.
    static func list(_ items: [YAMLValue]) -> YAMLValue {
        YAMLValue(content: .list(items), location: Location(file: ""))
    }
    /// A map without a place.
    static func map(_ entries: [(String, YAMLValue)]) -> YAMLValue {
        YAMLValue(content: .map(entries.map { (.plain($0), $1) }), location: Location(file: ""))
    }

    /// The map with some keys set, in their places or at its end, or taken away where the value is `nil`.
    func setting(_ changes: [(String, YAMLValue?)]) -> YAMLValue {
        var entries = entries
        for (key, value) in changes {
            let place = entries.firstIndex { $0.key.text == key }
            if let value {
                if let place { entries[place].value = value } else { entries.append((.plain(key), value)) }
            } else if let place {
                entries.remove(at: place)
            }
        }
        return YAMLValue(content: .map(entries), location: location)
    }
}
