/// A list of words as people write it: `NOx, VOCs`.
public enum WordList {
    /// The words between commas and semicolons of either width or `、`, without space around them; blanks between two
    /// commas do not count.
    public static func words(of text: some StringProtocol) -> [String] {
        text.split { ",，;；、".contains($0) }.compactMap { piece in
            let isSpace: (Character) -> Bool = { $0.isWhitespace || $0 == "\u{FEFF}" }
            guard let first = piece.firstIndex(where: { !isSpace($0) }),
                let last = piece.lastIndex(where: { !isSpace($0) })
            else { return nil }
            return String(piece[first...last])
        }
    }

    /// Each entry once, the first of those that mean the same; the others are told. A repeated word changes nothing: it
    /// is a warning, not an error.
    public static func distinct<Entry>(
        _ entries: [Entry], by meaning: (Entry) -> some Hashable, written: (Entry) -> String,
        at location: (Int) -> Location? = { _ in nil }, findings: inout Findings
    ) -> [Entry] {
        var seen: Set<AnyHashable> = []
        var kept: [Entry] = []
        for (number, entry) in entries.enumerated() {
            if seen.insert(meaning(entry)).inserted {
                kept.append(entry)
            } else {
                findings.add(.repeated(written(entry), at: location(number)))
            }
        }
        return kept
    }
}

extension Finding {
    /// That an entry of a list stands there twice, and counts once.
    public static func repeated(_ entry: String, at location: Location? = nil) -> Finding {
        Finding(.warning, .repeatedWord, at: location, value: entry)
    }
}

extension Finding.Message {
    static let repeatedWord = Finding.Message(
        "repeated-entry", "列表中重复，只计一次", "it stands twice in the list and counts once")
}
