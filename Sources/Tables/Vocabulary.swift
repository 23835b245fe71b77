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
    private var index = WordIndex()
    private var codes = WordIndex()
    /// What `lineage` says of each word, once the vocabulary is settled.
    private var lineages: [[UInt16]] = []

    /// An empty vocabulary.
    public init(name: String) { self.name = name }

    /// Adds a word. Returns `false`, and changes nothing, where the code exists already.
    @discardableResult
    public mutating func add(code: String, label: Label, broader: [String] = [], aliases: [String] = []) -> Bool {
        guard !codes.contains(code), words.count < Int(UInt16.max) else { return false }
        words.append(Word(code: code, label: label, broader: broader))
        lineages = []
        let value = UInt16(words.count)
        codes.set(value, for: code)
        index.set(value, for: Vocabulary.folded(code))
        index.setFirst(value, for: label.zh)
        index.setFirst(value, for: label.en)
        for spelling in aliases { index.setFirst(value, for: spelling) }
        return true
    }

    /// Works out the broader words of all words, after the last was added.
    package mutating func settle() { lineages = words.indices.map { broaderWords(of: UInt16($0 + 1)) } }

    /// The integer of a spelling, or `nil`.
    public func code(of spelling: some StringProtocol) -> UInt16? { index.number(of: Vocabulary.folded(spelling)) }

    /// The integer of a code as written in our own files: no aliases.
    public func code(exactly code: String) -> UInt16? { codes.number(of: code) }

    /// The word behind an integer; `nil` for 0.
    public subscript(code: UInt16) -> Word? {
        code == 0 || Int(code) > words.count ? nil : words[Int(code) - 1]
    }

    /// The code text of an integer, empty for 0.
    public func text(_ code: UInt16) -> String { self[code]?.code ?? "" }

    /// A word and all its broader words, the word itself first, then breadth first; how far each is, is its place.
    public func lineage(of code: UInt16) -> [UInt16] {
        code > 0 && Int(code) <= lineages.count ? lineages[Int(code) - 1] : broaderWords(of: code)
    }

    private func broaderWords(of code: UInt16) -> [UInt16] {
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
    public var spellings: [(text: String, code: UInt16)] { index.all }

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

/// The numbers of texts by their bytes: hashing by canonical equivalence, as strings do, takes long for Chinese.
private struct WordIndex: Sendable {
    private struct Key: Hashable {
        let text: String

        static func == (a: Key, b: Key) -> Bool {
            a.text.utf8.count == b.text.utf8.count && a.text.utf8.elementsEqual(b.text.utf8)
        }

        func hash(into hasher: inout Hasher) {
            var text = text
            text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }

    private var numbers: [Key: UInt16] = [:]

    /// All texts with their numbers.
    var all: [(text: String, code: UInt16)] { numbers.map { ($0.key.text, $0.value) } }

    /// Whether the text has a number.
    func contains(_ text: String) -> Bool { numbers[Key(text: text)] != nil }

    /// The number of a text; a text of other bytes that means the same letters counts as the same.
    func number(of text: String) -> UInt16? {
        if let number = numbers[Key(text: text)] { return number }
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        return numbers.filter { $0.key.text == text }.map(\.value).min()
    }

    mutating func set(_ number: UInt16, for text: String) { numbers[Key(text: text)] = number }

    /// Gives the folded text that number unless it has one.
    mutating func setFirst(_ number: UInt16, for text: String) {
        guard !text.isEmpty else { return }
        let key = Key(text: Vocabulary.folded(text))
        if numbers[key] == nil { numbers[key] = number }
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

    /// Works out the broader words of all words, after the last was added.
    package mutating func settle() { for name in byName.keys { byName[name]?.settle() } }

    /// The names, sorted.
    public var names: [String] { byName.keys.sorted() }
}
