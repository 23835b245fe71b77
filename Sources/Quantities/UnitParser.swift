/// Recursive descent over the text of a unit.
struct UnitParser {
    private(set) var periods: CalendarPeriods = []
    private let text: String
    /// What is still to be read. By scalars: finding where characters end takes longer than all else.
    private var rest: Substring.UnicodeScalarView
    private var depth = 0

    /// Brackets within brackets.
    private static let deepest = 8
    /// No unit is longer, and the powers of its dimension stay far from their limits.
    private static let mostCharacters = 60

    init(_ text: String) {
        self.text = text
        // Most units are plain ASCII and hold nothing to replace.
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x80 && !"*(_".utf8.contains($0) }) {
            rest = text[...].unicodeScalars
            return
        }
        // Spellings that hold a slash or brackets of their own become one atom first.
        var plain = String(text.prefix(UnitParser.mostCharacters + 1))
        for (spelling, atom) in UnitAtom.compounds where UnitParser.holds(plain, spelling) {
            plain = plain.replacing(spelling, with: atom)
        }
        rest = Substring(String(plain.map(UnitParser.plain))).unicodeScalars
    }

    /// A character of full width, and a sign of multiplication, as the plain one.
    private static func plain(_ character: Character) -> Character {
        switch character {
        case "×", "*", "•", "．", "＊": return "·"
        case "\u{3000}", "\u{A0}", "\t": return " "
        default:
            guard character.unicodeScalars.count == 1, let scalar = character.unicodeScalars.first,
                (0xFF01...0xFF5E).contains(scalar.value)
            else { return character }
            return Character(Unicode.Scalar(UInt8(truncatingIfNeeded: scalar.value - 0xFEE0)))
        }
    }

    /// Whether a text holds another, byte by byte.
    private static func holds(_ text: String, _ part: String) -> Bool {
        let (text, part) = (Array(text.utf8), Array(part.utf8))
        return text.indices.contains { text[$0...].starts(with: part) }
    }

    mutating func parse() throws(UnitError) -> (Dimension, Ratio) {
        guard text.unicodeScalars.prefix(UnitParser.mostCharacters + 1).count <= UnitParser.mostCharacters else {
            throw UnitError(text: text, part: text, nearest: nil)
        }
        let value = try quotient()
        skipSpaces()
        guard rest.isEmpty else { throw unknown(rest) }
        return value
    }

    private mutating func quotient() throws(UnitError) -> (Dimension, Ratio) {
        var (dimension, ratio) = try product(isBelow: false)
        while true {
            skipSpaces()
            guard rest.first == "/" || rest.first == "每" else { return (dimension, ratio) }
            rest.removeFirst()
            let (below, belowRatio) = try product(isBelow: true)
            guard let quotient = ratio.times(belowRatio.reciprocal) else { throw unknown(text[...].unicodeScalars) }
            (dimension, ratio) = (dimension / below, quotient)
        }
    }

    /// Powers of ten, then atoms; a number behind an atom belongs to no unit.
    private mutating func product(isBelow: Bool) throws(UnitError) -> (Dimension, Ratio) {
        let start = rest
        var dimension = Dimension.one
        var ratio = Ratio.one
        var hasMultiple = false
        while let multiple = try multiple() {
            guard let product = ratio.times(multiple) else { throw unknown(text[...].unicodeScalars) }
            ratio = product
            hasMultiple = true
        }
        var hasAtom = false
        var isOpen = false
        while true {
            skipSpaces()
            guard let next = rest.first, next != "/", next != ")", next != "每" else { break }
            if next == "·" || next == "-" {
                guard !isOpen, hasAtom || hasMultiple else { throw unknown(start) }
                rest.removeFirst()
                isOpen = true
                continue
            }
            let (other, otherRatio) = try factor()
            guard let product = ratio.times(otherRatio) else { throw unknown(text[...].unicodeScalars) }
            (dimension, ratio) = (dimension * other, product)
            hasAtom = true
            isOpen = false
        }
        // `1/h` has no atom above its line; a bare 100 would be a size that nobody meant.
        let isOne = hasMultiple && ratio == .one && !isBelow && depth == 0
        guard !isOpen, hasAtom || isOne else { throw unknown(start) }
        return (dimension, ratio)
    }

    private mutating func factor() throws(UnitError) -> (Dimension, Ratio) {
        guard rest.first == "(" else { return try atom() }
        guard depth < UnitParser.deepest else { throw unknown(rest) }
        depth += 1
        rest.removeFirst()
        let inner = try quotient()
        skipSpaces()
        guard rest.first == ")" else { throw unknown(rest) }
        rest.removeFirst()
        depth -= 1
        return inner
    }

    /// `10`, `1000`, `10^4`, `10⁴`, `千`, `万`, `亿`; no other number may stand in a unit.
    private mutating func multiple() throws(UnitError) -> Ratio? {
        skipSpaces()
        for (word, value) in [("百万", 1_000_000), ("千万", 10_000_000), ("万", 10_000), ("亿", 100_000_000)]
        where rest.starts(with: word.unicodeScalars) {
            rest.removeFirst(word.unicodeScalars.count)
            return Ratio(value)
        }
        if rest.first == "千", (2...4).allSatisfy({ UnitAtom.named(Substring(rest.prefix($0))) == nil }) {
            rest.removeFirst()
            return Ratio(1000)
        }
        let digits = rest.prefix { $0 >= "0" && $0 <= "9" }
        guard !digits.isEmpty else { return nil }
        guard digits.first == "1", digits.count <= 18, digits.dropFirst().allSatisfy({ $0 == "0" }) else {
            throw unknown(rest)
        }
        rest.removeFirst(digits.count)
        var power = digits.count - 1
        if power == 1, let next = rest.first, next == "^" || UnitParser.superscripts.contains(next) {
            if next == "^" { rest.removeFirst() }
            guard let given = exponent(), (1...18).contains(given) else { throw unknown(text[...].unicodeScalars) }
            power = given
        }
        return Ratio((0..<power).reduce(1) { value, _ in value * 10 })
    }

    private static let superscripts = Array("⁰¹²³⁴⁵⁶⁷⁸⁹".unicodeScalars)

    /// The value of a digit, plain or raised.
    private static func digit(_ scalar: Unicode.Scalar) -> Int? {
        if scalar >= "0", scalar <= "9" { return Int(scalar.value - 48) }
        return scalar.isASCII ? nil : superscripts.firstIndex(of: scalar)
    }

    /// A whole number of at most two digits, plain or raised.
    private mutating func exponent() -> Int? {
        var value: Int?
        while let digit = rest.first.flatMap(UnitParser.digit) {
            value = min((value ?? 0) * 10 + digit, 100)
            rest.removeFirst()
        }
        return value
    }

    /// The longest atom that stands here, with its power.
    private mutating func atom() throws(UnitError) -> (Dimension, Ratio) {
        let word = rest.prefix { $0 != "/" && $0 != " " && $0 != "·" && $0 != "(" && $0 != ")" && $0 != "每" }
        for length in stride(from: min(word.count, UnitAtom.longest), through: 1, by: -1) {
            let candidate = word.prefix(length)
            guard let atom = UnitAtom.named(Substring(candidate)) else { continue }
            let after = word.dropFirst(length)
            // An ASCII atom must end where its letters end: `t` does not open `thing`.
            if let last = candidate.last, let next = after.first, UnitParser.isLetter(last), UnitParser.isLetter(next) {
                continue
            }
            rest.removeFirst(length)
            periods.formUnion(CalendarPeriods(atom))
            return try raised(atom, word)
        }
        throw unknown(word)
    }

    /// The atom to the power that stands behind it, if one does.
    private mutating func raised(_ atom: UnitAtom, _ word: Substring.UnicodeScalarView) throws(UnitError) -> (
        Dimension, Ratio
    ) {
        guard let next = rest.first, next == "^" || UnitParser.digit(next) != nil else {
            return (atom.dimension, atom.ratio)
        }
        if next == "^" { rest.removeFirst() }
        guard atom.mayHavePower, let power = exponent(), (1...4).contains(power) else { throw unknown(word) }
        var ratio = Ratio.one
        for _ in 0..<power {
            guard let next = ratio.times(atom.ratio) else { throw unknown(text[...].unicodeScalars) }
            ratio = next
        }
        return (atom.dimension.raised(to: power), ratio)
    }

    private mutating func skipSpaces() {
        while rest.first == " " { rest.removeFirst() }
    }

    /// Whether it is an ASCII letter.
    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && scalar.properties.isAlphabetic
    }

    private func unknown(_ rest: Substring.UnicodeScalarView) -> UnitError {
        let part = String(rest)
        // Of two or three letters every other unit is near, in any size.
        // Of two that are as near, the one that begins alike: `kgg` is rather kg than Gg.
        let alike = UnitAtom.symbols.filter { $0.first == part.first } + UnitAtom.symbols
        let nearest = part.count < 3 ? nil : Spelling.nearest(to: part, in: alike)
        return UnitError(text: text, part: part, nearest: nearest)
    }
}
