import Quantities

/// The words that a column may hold, each a code with its labels, spellings and broader words.
///
/// Codes are small integers inside: 0 is "missing", the first word is 1. Every accepted spelling (code, Chinese and
/// English label, alias; letters of either case and of full width) leads to the same integer.
public struct Vocabulary: Sendable {
    /// One word.
    public struct Word: Sendable {
        /// The stable code, as written in files.
        public let code: String
        /// The word for people.
        public let label: Label
        /// The codes of the broader words, nearest first.
        public let broader: [String]
    }

    /// The name of the vocabulary.
    public let name: String
    /// The words; the code of `words[i]` is `i + 1`.
    public private(set) var words: [Word] = []
    private var index: [String: UInt16] = [:]
    private var codes: [String: UInt16] = [:]

    /// An empty vocabulary.
    public init(name: String) { self.name = name }

    /// Adds a word. Returns `false`, and changes nothing, where the code exists already.
    @discardableResult
    public mutating func add(code: String, label: Label, broader: [String] = [], aliases: [String] = []) -> Bool {
        guard codes[code] == nil, words.count < Int(UInt16.max) else { return false }
        words.append(Word(code: code, label: label, broader: broader))
        let value = UInt16(words.count)
        codes[code] = value
        index[Vocabulary.folded(code)] = value
        for spelling in [label.zh, label.en] + aliases where !spelling.isEmpty {
            let key = Vocabulary.folded(spelling)
            if index[key] == nil { index[key] = value }
        }
        return true
    }

    /// The integer of a spelling, or `nil`.
    public func code(of spelling: some StringProtocol) -> UInt16? { index[Vocabulary.folded(spelling)] }

    /// The integer of a code as written in our own files: no aliases.
    public func code(exactly code: String) -> UInt16? { codes[code] }

    /// The word behind an integer; `nil` for 0.
    public subscript(code: UInt16) -> Word? {
        code == 0 || Int(code) > words.count ? nil : words[Int(code) - 1]
    }

    /// The code text of an integer, empty for 0.
    public func text(_ code: UInt16) -> String { self[code]?.code ?? "" }

    /// A word and all its broader words, the word itself first, then breadth first; how far each is, is its place.
    public func lineage(of code: UInt16) -> [UInt16] {
        var result = [code]
        var next = 0
        while next < result.count {
            for name in self[result[next]]?.broader ?? [] {
                if let value = self.code(exactly: name), !result.contains(value) { result.append(value) }
            }
            next += 1
        }
        return result
    }

    /// The nearest spelling to a text that is no word, or `nil`.
    public func nearest(to text: String) -> String? {
        let spellings = words.flatMap { [$0.code, $0.label.zh, $0.label.en] }
        guard let near = Spelling.nearest(to: text, in: spellings) else { return nil }
        return near
    }

    /// All spellings with their integers, for readers that match bytes.
    public var spellings: [(text: String, code: UInt16)] { index.map { ($0.key, $0.value) } }

    /// Lower case, half width, without surrounding space: how spellings are compared.
    public static func folded(_ text: some StringProtocol) -> String {
        // Most words hold nothing to fold: no space, no capital, and no lead byte of full width, U+3000 or U+00A0.
        if text.utf8.allSatisfy({ $0 > 0x20 && !(65...90).contains($0) && $0 != 0xEF && $0 != 0xE3 && $0 != 0xC2 }) {
            return String(text)
        }
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x3000, 0xA0, 0x20, 0x09: if !result.isEmpty { result.append(" ") }
            case 0xFF01...0xFF5E:
                result.unicodeScalars.append(Unicode.Scalar(scalar.value - 0xFEE0).map(lowered) ?? scalar)
            default: result.unicodeScalars.append(lowered(scalar))
            }
        }
        while result.last == " " { result.removeLast() }
        return result
    }

    private static func lowered(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        (65...90).contains(scalar.value) ? Unicode.Scalar(UInt8(scalar.value + 32)) : scalar
    }
}

/// All vocabularies by name.
public struct Vocabularies: Sendable {
    private var byName: [String: Vocabulary] = [:]

    /// None yet.
    public init() {}

    /// The vocabulary of that name, empty where there is none.
    public subscript(name: String) -> Vocabulary {
        get { byName[name] ?? Vocabulary(name: name) }
        _modify { yield &byName[name, default: Vocabulary(name: name)] }
    }

    /// The names, sorted.
    public var names: [String] { byName.keys.sorted() }
}
