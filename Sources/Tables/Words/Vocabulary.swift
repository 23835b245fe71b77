import Quantities
import Synchronization

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
        fileprivate let aliases: [String]
        /// The other spellings that are accepted.
        public var spellings: [String] { aliases }
    }

    /// A word in use that may mean several codes: which one something else of the row says, or a person.
    public struct Question: Sendable {
        /// The broader word of the fuel with which it means this; empty where a person has to say.
        public let when: String
        /// The code that it then means, or that is most likely meant.
        public let meaning: String
        /// What to do.
        public let text: Label
    }

    /// The name of the vocabulary.
    public let name: String
    /// The words; the code of `words[i]` is `i + 1`.
    public private(set) var words: [Word] = []
    private var codes = TextNumbers()
    private var questions: [String: [Question]] = [:]
    private var derived = Derived()

    /// An empty vocabulary.
    public init(name: String) { self.name = name }

    /// Adds a word. Returns `false`, and changes nothing, where the code exists already.
    @discardableResult
    public mutating func add(code: String, label: Label, broader: [String] = [], aliases: [String] = []) -> Bool {
        guard !codes.contains(code), words.count < Int(UInt16.max) else { return false }
        words.append(Word(code: code, label: label, broader: broader, aliases: aliases))
        codes.set(UInt16(words.count), for: code)
        if derived.isMade || !isKnownUniquelyReferenced(&derived) { derived = Derived() }
        return true
    }

    /// Adds a meaning of a word that may mean several.
    public mutating func add(question word: String, when: String, meaning: String, _ text: Label) {
        questions[Vocabulary.folded(word), default: []].append(Question(when: when, meaning: meaning, text: text))
    }

    /// The meanings of a word that may mean several; none for others.
    public func questions(of spelling: some StringProtocol) -> [Question] {
        questions.isEmpty ? [] : questions[Vocabulary.folded(spelling)] ?? []
    }

    /// What follows from the words, made when it is first asked for: most vocabularies of a library are not.
    private final class Derived: Sendable {
        private let made = Mutex<(spellings: TextNumbers?, lineages: [[UInt16]]?)>((nil, nil))

        var isMade: Bool { made.withLock { $0.spellings != nil || $0.lineages != nil } }

        func spellings(_ make: () -> TextNumbers) -> TextNumbers {
            made.withLock { made in
                let known = made.spellings ?? make()
                made.spellings = known
                return known
            }
        }

        func lineages(_ make: () -> [[UInt16]]) -> [[UInt16]] {
            made.withLock { made in
                let known = made.lineages ?? make()
                made.lineages = known
                return known
            }
        }
    }

    /// The integers of all spellings. A code goes before all, then the earlier word before the later.
    private var index: TextNumbers {
        derived.spellings {
            var index = TextNumbers()
            for (number, word) in words.enumerated() {
                let value = UInt16(number + 1)
                index.set(value, for: Vocabulary.folded(word.code))
                index.setFirst(value, for: word.label.zh)
                index.setFirst(value, for: word.label.en)
                for spelling in word.aliases { index.setFirst(value, for: spelling) }
            }
            return index
        }
    }

    /// The integer of a spelling, or `nil`.
    public func code(of spelling: some StringProtocol) -> UInt16? { index.number(of: Vocabulary.folded(spelling)) }

    /// The integer of a code as written in our own files: no aliases.
    public func code(exactly code: String) -> UInt16? { codes.number(of: code) }

    /// The word of a code as written in our own files, or `nil`.
    public func word(exactly code: String) -> Word? { self.code(exactly: code).flatMap { self[$0] } }

    /// The word behind an integer; `nil` for 0.
    public subscript(code: UInt16) -> Word? {
        code == 0 || Int(code) > words.count ? nil : words[Int(code) - 1]
    }

    /// The code text of an integer, empty for 0.
    public func text(_ code: UInt16) -> String { self[code]?.code ?? "" }

    /// A word and all its broader words, the word itself first, then breadth first; how far each is, is its place.
    public func lineage(of code: UInt16) -> [UInt16] {
        guard code > 0, Int(code) <= words.count else { return [code] }
        return derived.lineages { words.indices.map { broaderWords(of: UInt16($0 + 1)) } }[Int(code) - 1]
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

    /// The spellings that are suggested for a text that is no word.
    var candidates: Spelling.Candidates {
        Spelling.Candidates(words.lazy.flatMap { [$0.code, $0.label.zh, $0.label.en] })
    }

    /// The nearest spelling to a text that is no word, or `nil`.
    public func nearest(to text: String) -> String? { candidates.meant(by: text) }

    /// All spellings with their integers, for readers that match bytes.
    public var spellings: [(text: String, code: UInt16)] { index.all }

    /// Lower case, half width, without surrounding space: how spellings are compared.
    public static func folded(_ text: some StringProtocol) -> String {
        var text = String(text)
        return text.withUTF8 { bytes -> String? in
            // Most words hold nothing to fold: no space, no capital, and no lead byte of full width, of
            // spaces or of what is invisible.
            if bytes.allSatisfy({
                $0 > 0x20 && !(65...90).contains($0) && $0 != 0xEF && $0 != 0xE3 && $0 != 0xE2 && $0 != 0xC2
            }) {
                return nil
            }
            return String(unsafeUninitializedCapacity: bytes.count) { fold(bytes, into: $0) }
        } ?? text
    }

    /// The length of a character that shows nothing, as `CellText.isInvisible` tells, or `nil`.
    private static func invisible(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int) -> Int? {
        func byte(_ k: Int) -> UInt8 { place + k < bytes.count ? bytes[place + k] : 0 }
        switch byte(0) {
        case 0xC2: return byte(1) == 0xAD ? 2 : nil
        case 0xEF: return byte(1) == 0xBB && byte(2) == 0xBF ? 3 : nil
        case 0xE2:
            switch (byte(1), byte(2)) {
            case (0x80, 0x8B...0x8F), (0x80, 0xAA...0xAE), (0x81, 0xA0...0xA4), (0x81, 0xA6...0xA9): return 3
            default: return nil
            }
        default: return nil
        }
    }

    /// Writes the folded text, which is never longer, and tells its length.
    private static func fold(_ bytes: UnsafeBufferPointer<UInt8>, into folded: UnsafeMutableBufferPointer<UInt8>) -> Int
    {
        var place = 0
        var count = 0
        while place < bytes.count {
            var byte = bytes[place]
            let rest = bytes.count - place
            var length = 1
            if byte >= 0xC2, let width = invisible(bytes, at: place) {
                place += width
                continue
            }
            if byte == 0x09 || (byte == 0xC2 && rest > 1 && bytes[place + 1] == 0xA0) {
                (length, byte) = (byte == 0x09 ? 1 : 2, 0x20)
            } else if byte == 0xE3, rest > 2, bytes[place + 1] == 0x80, bytes[place + 2] == 0x80 {
                (length, byte) = (3, 0x20)
            } else if byte == 0xEF, rest > 2, bytes[place + 1] == 0xBC || bytes[place + 1] == 0xBD {
                // U+FF01 … U+FF5E stand for U+0021 … U+007E.
                let code = (bytes[place + 1] == 0xBC ? 0x20 : 0x60) + Int(bytes[place + 2]) - 0x80
                if (0x21...0x7E).contains(code) { (length, byte) = (3, UInt8(code)) }
            }
            if (65...90).contains(byte) { byte += 32 }
            place += length
            if byte == 0x20, count == 0 { continue }
            folded[count] = byte
            count += 1
        }
        while count > 0, folded[count - 1] == 0x20 { count -= 1 }
        return count
    }
}

/// The numbers of texts by their bytes.
private struct TextNumbers: Sendable {
    private var numbers: [TextKey: UInt16] = [:]

    /// All texts with their numbers.
    var all: [(text: String, code: UInt16)] { numbers.map { ($0.key.text, $0.value) } }

    /// Whether the text has a number.
    func contains(_ text: String) -> Bool { numbers[TextKey(text)] != nil }

    /// The number of a text; a text of other bytes that means the same letters counts as the same.
    func number(of text: String) -> UInt16? {
        if let number = numbers[TextKey(text)] { return number }
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        return numbers.filter { $0.key.text == text }.map(\.value).min()
    }

    mutating func set(_ number: UInt16, for text: String) { numbers[TextKey(text)] = number }

    /// Gives the folded text that number unless it has one.
    mutating func setFirst(_ number: UInt16, for text: String) {
        guard !text.isEmpty else { return }
        let key = TextKey(Vocabulary.folded(text))
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

    /// The names, sorted.
    public var names: [String] { byName.keys.sorted() }
}
