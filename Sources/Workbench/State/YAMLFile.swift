import Inventories
import Tables

/// A YAML file as text, in which single values are set and nothing else changes: remarks, order and form stay the user's own.
struct YAMLFile: Sendable {
    private let letters: [Unicode.Scalar]
    private let isMarked: Bool
    private let path: String
    /// What the file says.
    let yaml: YAMLValue

    /// Takes the bytes of a file, which must be UTF-8.
    init(_ bytes: [UInt8], path: String) throws {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let name = Finding.fileName(path)
            throw Problem(
                409, "not-utf8", "\(name) 不是 UTF-8，请先另存为 UTF-8", "\(name) is not UTF-8: save it as UTF-8 first")
        }
        var letters = Array(text.unicodeScalars)
        isMarked = letters.first == "\u{FEFF}"
        if isMarked { letters.removeFirst() }
        var findings = Findings()
        let whole = YAMLFile.text(letters)
        guard let yaml = YAMLValue.parse(whole, file: path, findings: &findings) else { throw findings }
        (self.letters, self.path, self.yaml) = (letters, path, yaml)
    }

    /// The value under some keys; those of a list are the places of its items.
    func value(at keys: [String]) -> YAMLValue? {
        var value: YAMLValue? = yaml
        for key in keys {
            if case .list(let items) = value?.content {
                value = Int(key).flatMap { items.indices.contains($0) ? items[$0] : nil }
            } else {
                value = value?[key]
            }
        }
        return value
    }

    /// The file with what stands under some keys set to a value, written as YAML in one line; maps that are not there are
    /// begun. What comes of it is read again: nothing but this value may differ.
    func setting(_ keys: [String], to written: String) throws -> [UInt8] {
        var findings = Findings()
        guard let value = YAMLValue.parse(written, file: path, findings: &findings) else { throw findings }
        guard let edit = edit(keys, written) else { throw YAMLFile.notThisValue }
        var changed = letters
        changed.replaceSubrange(edit.range, with: edit.text.unicodeScalars)
        guard let after = YAMLValue.parse(YAMLFile.text(changed), file: path, findings: &findings) else {
            throw findings
        }
        var expected = YAMLFile.leaves(yaml).filter { leaf, text in
            !leaf.starts(with: keys) && !(keys.starts(with: leaf) && text.allSatisfy(\.isWhitespace))
        }
        expected.merge(YAMLFile.leaves(value, keys)) { $1 }
        guard YAMLFile.leaves(after) == expected else { throw YAMLFile.notThisValue }
        return (isMarked ? [0xEF, 0xBB, 0xBF] : []) + Array(YAMLFile.text(changed).utf8)
    }

    /// A text as a scalar: plain where it is a number or a word, else in quotes.
    static func scalar(_ value: String) -> String {
        let isPlain =
            !value.isEmpty
            && value.utf8.allSatisfy {
                (48...57).contains($0) || (97...122).contains($0 | 0x20) || $0 == 46 || $0 == 45
            }
            && value.utf8.first != UInt8(ascii: "-")
        return isPlain
            ? value : "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    private static let notThisValue = Problem(
        409, "not-one-value", "不能只改这一个值，请在文件中修改", "this value alone cannot be changed: edit the file")

    private static func text(_ letters: [Unicode.Scalar]) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: letters)
        return String(text)
    }

    // MARK: Where a change goes

    private typealias Edit = (range: Range<Int>, text: String)

    private func edit(_ keys: [String], _ written: String) -> Edit? {
        var value = yaml
        for (depth, key) in keys.enumerated() {
            let entry = value.entries.first { $0.key.text == key }
            var next = entry?.value
            if case .list(let items) = value.content {
                next = Int(key).flatMap { items.indices.contains($0) ? items[$0] : nil }
            }
            let rest = Array(keys[(depth + 1)...])
            if let next, rest.isEmpty || !next.isBlank {
                value = next
                continue
            }
            if let entry { return behind(entry.key, YAMLFile.nested(rest, written)) }
            guard case .map(let entries) = value.content else { return nil }
            let added = YAMLFile.scalarKey(key) + ": " + YAMLFile.nested(rest, written)
            return depth == 0 ? atEnd(added) : into(value, entries.first?.key, added)
        }
        return replacing(value, by: written)
    }

    /// Maps within each other, in one line, around a value.
    private static func nested(_ keys: [String], _ written: String) -> String {
        keys.reversed().reduce(written) { "{" + scalarKey($1) + ": " + $0 + "}" }
    }

    private static func scalarKey(_ key: String) -> String {
        key.utf8.allSatisfy {
            (48...57).contains($0) || (97...122).contains($0 | 0x20) || [45, 46, 47, 95].contains($0)
        } ? key : scalar(key)
    }

    /// Instead of a value that stands in one line.
    private func replacing(_ value: YAMLValue, by written: String) -> Edit? {
        guard let start = place(value.location), start < letters.count else { return nil }
        if value.text == nil {
            guard letters[start] == "{" || letters[start] == "[", let end = closing(start) else { return nil }
            return (start..<end, written)
        }
        return (start..<scalarEnd(start), written)
    }

    /// Behind a key that has nothing.
    private func behind(_ key: YAMLValue, _ written: String) -> Edit? {
        guard let start = place(key.location), let colon = letters[start...].firstIndex(of: ":") else { return nil }
        return (colon + 1..<colon + 1, " " + written)
    }

    /// As the last line of the file.
    private func atEnd(_ added: String) -> Edit {
        let isOpen = letters.last.map { $0 != "\n" } ?? false
        return (letters.count..<letters.count, (isOpen ? lineEnd : "") + added + lineEnd)
    }

    /// Before the first entry of a map, in a line of its own or within its braces.
    private func into(_ map: YAMLValue, _ first: YAMLValue?, _ added: String) -> Edit? {
        guard let first else {
            guard let start = place(map.location), start < letters.count, letters[start] == "{" else { return nil }
            return (start + 1..<start + 1, added)
        }
        guard let start = place(first.location) else { return nil }
        let before = letters[..<start].last { !" \t\r\n".unicodeScalars.contains($0) }
        if before == "{" { return (start..<start, added + ", ") }
        let line = letters[..<start].lastIndex(of: "\n").map { $0 + 1 } ?? 0
        guard letters[line..<start].allSatisfy({ $0 == " " }) else { return nil }
        return (line..<line, String(repeating: " ", count: start - line) + added + lineEnd)
    }

    private var lineEnd: String {
        letters.firstIndex(of: "\n").map { $0 > 0 && letters[$0 - 1] == "\r" } ?? false ? "\r\n" : "\n"
    }

    /// The letter at a place of the file.
    private func place(_ location: Location) -> Int? {
        guard let line = location.line, let column = location.columnNumber, column >= 1 else { return nil }
        var start = 0
        for _ in 1..<max(line, 1) {
            guard let end = letters[start...].firstIndex(of: "\n") else { return nil }
            start = end + 1
        }
        return start + column - 1 <= letters.count ? start + column - 1 : nil
    }

    /// Where a scalar ends that begins at a letter.
    private func scalarEnd(_ start: Int) -> Int {
        let first = letters[start]
        if first == "\"" || first == "'" { return pastQuote(start) }
        var place = start + 1
        while place < letters.count, !",}]\r\n".unicodeScalars.contains(letters[place]) {
            if letters[place] == "#", letters[place - 1] == " " || letters[place - 1] == "\t" { break }
            place += 1
        }
        while place > start + 1, letters[place - 1] == " " || letters[place - 1] == "\t" { place -= 1 }
        return place
    }

    private func pastQuote(_ start: Int) -> Int {
        let quote = letters[start]
        var place = start + 1
        while place < letters.count {
            if quote == "\"", letters[place] == "\\" {
                place += 2
            } else if letters[place] == quote {
                guard quote == "'", place + 1 < letters.count, letters[place + 1] == quote else { return place + 1 }
                place += 2
            } else {
                place += 1
            }
        }
        return letters.count
    }

    /// The place behind the brace that closes the one here; `nil` where none does.
    private func closing(_ start: Int) -> Int? {
        var (depth, place) = (0, start)
        while place < letters.count {
            switch letters[place] {
            case "{", "[": depth += 1
            case "}", "]":
                depth -= 1
                if depth == 0 { return place + 1 }
            case "\"", "'":
                if " {[,:".unicodeScalars.contains(letters[place - 1]) {
                    place = pastQuote(place)
                    continue
                }
            default: break
            }
            place += 1
        }
        return nil
    }

    private static func leaves(_ value: YAMLValue, _ path: [String] = []) -> [[String]: String] {
        switch value.content {
        case .text(let text): return [path: text]
        case .list(let items):
            return items.enumerated().reduce(into: [:]) { found, item in
                found.merge(leaves(item.element, path + ["\(item.offset)"])) { $1 }
            }
        case .map(let entries):
            return entries.reduce(into: [:]) { found, entry in
                found.merge(leaves(entry.value, path + [entry.key.text ?? ""])) { $1 }
            }
        }
    }
}
