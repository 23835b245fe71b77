import Synchronization

/// A unit of measurement: a symbol, what it measures, and its exact ratio to the base unit of that dimension.
///
/// Units are read once, where data enter; inside, columns are plain numbers in a known unit.
///
/// ```swift
/// let factor = try Unit("kg/10^4 m3")
/// let use = try Unit("万m3")
/// (factor * use)?.dimension == .mass        // true
/// ```
///
/// Accepted are the atoms of `UnitAtom`, powers (`m3`, `m²`), products by space, `·`, `*` or `-`, quotients by `/`,
/// parentheses, and whole multiples (`10^4`, `10kt`, `万`, `亿`), in ASCII and in Chinese.
public struct Unit: Hashable, Sendable, CustomStringConvertible {
    /// The text that stands in tables and reports.
    public let symbol: String
    /// What it measures.
    public let dimension: Dimension
    /// One of this unit in base units (g, m, s, J and single counts).
    public let ratio: Ratio

    /// Reads a unit.
    public init(_ text: String) throws(UnitError) {
        var parser = UnitParser(text)
        let (dimension, ratio) = try parser.parse()
        self.init(symbol: text, dimension: dimension, ratio: ratio)
    }

    init(symbol: String, dimension: Dimension, ratio: Ratio) {
        self.symbol = symbol
        self.dimension = dimension
        self.ratio = ratio
    }

    /// A unit that the program itself states: one that cannot be read is a programmer's mistake and stops it.
    ///
    /// - Parameters:
    ///   - text: the unit.
    ///   - place: what it is the unit of, for the message.
    package init(stated text: String, for place: @autoclosure () -> String = "program") {
        if let known = Unit.stated.withLock({ $0[text] }) {
            self = known
            return
        }
        do { try self.init(text) } catch { preconditionFailure("unit of \(place()): \(error)") }
        Unit.stated.withLock { [self] in $0[text] = self }
    }

    /// The units that the program states: a few dozen, each stated many times.
    private static let stated = Mutex<[String: Unit]>([:])

    /// The unit of a pure ratio.
    public static let one = Unit(symbol: "1", dimension: .one, ratio: .one)

    /// The unit of a product, or `nil` where the ratio does not fit.
    public static func * (a: Unit, b: Unit) -> Unit? {
        a.ratio.times(b.ratio).map {
            Unit(symbol: "\(a.symbol)·\(b.symbol)", dimension: a.dimension * b.dimension, ratio: $0)
        }
    }

    /// The unit of a quotient, or `nil` where the ratio does not fit.
    public static func / (a: Unit, b: Unit) -> Unit? {
        a.ratio.times(b.ratio.reciprocal).map {
            Unit(symbol: "\(a.symbol)/\(b.symbol)", dimension: a.dimension / b.dimension, ratio: $0)
        }
    }

    /// The exact ratio that turns a value in this unit into one in `other`, or `nil` where the dimensions differ.
    public func conversion(to other: Unit) -> Ratio? {
        dimension == other.dimension ? ratio.times(other.ratio.reciprocal) : nil
    }

    /// The symbol.
    public var description: String { symbol }

    /// Units are equal when they measure the same in the same size, however they are written.
    public static func == (a: Unit, b: Unit) -> Bool { a.dimension == b.dimension && a.ratio == b.ratio }

    /// Hashes dimension and size, not the symbol.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(dimension)
        hasher.combine(ratio)
    }
}

/// Why a text is no unit.
public struct UnitError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The whole text.
    public let text: String
    /// The part that is not known.
    public let part: String
    /// The nearest known symbol, if one is near.
    public let nearest: String?

    /// The error as a sentence.
    public var description: String {
        "'\(part)' is not a known unit" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    }
}

/// Recursive descent over the text of a unit.
private struct UnitParser {
    let text: String
    var rest: Substring

    init(_ text: String) {
        self.text = text
        // Most units are plain ASCII and hold nothing to replace.
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x80 && !"*(_".utf8.contains($0) }) {
            rest = text[...]
            return
        }
        // Spellings that hold a slash or brackets of their own become one atom first.
        var plain = text
        for (spelling, atom) in UnitAtom.compounds where UnitParser.holds(plain, spelling) {
            plain = plain.replacing(spelling, with: atom)
        }
        rest = Substring(
            String(
                plain.map { character -> Character in
                    switch character {
                    case "（": "("
                    case "）": ")"
                    case "／": "/"
                    case "％": "%"
                    case "×", "*", "•", "．": "·"
                    case "\u{3000}", "\u{A0}", "\t": " "
                    default: character
                    }
                }))
    }

    /// Whether a text holds another, byte by byte.
    private static func holds(_ text: String, _ part: String) -> Bool {
        let (text, part) = (Array(text.utf8), Array(part.utf8))
        return text.indices.contains { text[$0...].starts(with: part) }
    }

    mutating func parse() throws(UnitError) -> (Dimension, Ratio) {
        skipSpaces()
        let value = try quotient()
        skipSpaces()
        guard rest.isEmpty else { throw unknown(String(rest)) }
        return value
    }

    private mutating func quotient() throws(UnitError) -> (Dimension, Ratio) {
        var (dimension, ratio) = try product()
        while true {
            skipSpaces()
            guard rest.first == "/" || rest.first == "每" else { return (dimension, ratio) }
            rest.removeFirst()
            skipSpaces()
            let (below, belowRatio) = try product()
            guard let quotient = ratio.times(belowRatio.reciprocal) else { throw unknown(text) }
            (dimension, ratio) = (dimension / below, quotient)
        }
    }

    private mutating func product() throws(UnitError) -> (Dimension, Ratio) {
        var (dimension, ratio) = try factor()
        while let next = rest.first, next != "/", next != ")", next != "每" {
            if next == " " || next == "·" || next == "-" {
                rest.removeFirst()
                continue
            }
            let (other, otherRatio) = try factor()
            guard let product = ratio.times(otherRatio) else { throw unknown(text) }
            (dimension, ratio) = (dimension * other, product)
        }
        return (dimension, ratio)
    }

    private mutating func factor() throws(UnitError) -> (Dimension, Ratio) {
        skipSpaces()
        if rest.first == "(" {
            rest.removeFirst()
            let inner = try quotient()
            skipSpaces()
            guard rest.first == ")" else { throw unknown(String(rest)) }
            rest.removeFirst()
            return inner
        }
        if let multiple = wholeMultiple() { return (.one, multiple) }
        return try atom()
    }

    /// `10`, `10^4`, `1000`, `1e3`, `千`, `万`, `亿`.
    private mutating func wholeMultiple() -> Ratio? {
        for (word, value) in [("百万", 1_000_000), ("千万", 10_000_000), ("万", 10_000), ("亿", 100_000_000)]
        where rest.hasPrefix(word) {
            rest.removeFirst(word.count)
            return Ratio(value)
        }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard let value = Int(digits), value > 0 else { return nil }
        rest.removeFirst(digits.count)
        guard rest.first == "^" || (value == 10 && rest.first.map { "⁰¹²³⁴⁵⁶⁷⁸⁹".contains($0) } == true) else {
            return Ratio(value)
        }
        if rest.first == "^" { rest.removeFirst() }
        guard let exponent = exponent(), (1...18).contains(exponent) else { return nil }
        var power = 1
        for _ in 0..<exponent {
            let (next, overflow) = power.multipliedReportingOverflow(by: value)
            if overflow { return nil }
            power = next
        }
        return Ratio(power)
    }

    private mutating func exponent() -> Int? {
        let superscripts = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
        var value: Int?
        while let character = rest.first {
            if let digit = superscripts.firstIndex(of: character) {
                value = (value ?? 0) * 10 + digit
            } else if character.isASCII, let digit = character.wholeNumberValue {
                value = (value ?? 0) * 10 + digit
            } else {
                break
            }
            rest.removeFirst()
        }
        return value
    }

    /// The longest atom that stands here, with its power.
    private mutating func atom() throws(UnitError) -> (Dimension, Ratio) {
        let word = rest.prefix { $0 != "/" && $0 != " " && $0 != "·" && $0 != "(" && $0 != ")" && $0 != "每" }
        for length in stride(from: min(word.count, UnitAtom.longest), through: 1, by: -1) {
            let candidate = word.prefix(length)
            guard let atom = UnitAtom.named(candidate) else { continue }
            let after = word.dropFirst(length)
            // An ASCII atom must end where its letters end: `t` does not open `thing`.
            if let last = candidate.last, let next = after.first, last.isASCII, last.isLetter, next.isASCII,
                next.isLetter
            {
                continue
            }
            rest.removeFirst(length)
            if rest.first == "^" { rest.removeFirst() }
            guard atom.mayHavePower, let power = exponent() else { return (atom.dimension, atom.ratio) }
            var ratio = Ratio.one
            for _ in 0..<min(power, 4) {
                guard let next = ratio.times(atom.ratio) else { throw unknown(text) }
                ratio = next
            }
            guard (1...4).contains(power) else { throw unknown(String(word)) }
            return (atom.dimension.raised(to: power), ratio)
        }
        throw unknown(String(word))
    }

    private mutating func skipSpaces() {
        while rest.first == " " { rest.removeFirst() }
    }

    private func unknown(_ part: String) -> UnitError {
        UnitError(text: text, part: part, nearest: Spelling.nearest(to: part, in: UnitAtom.symbols))
    }
}
