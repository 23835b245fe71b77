/// How a delimited text separates its fields.
public struct Dialect: Sendable, Hashable {
    /// The byte between fields: `,`, `;` or tab.
    public let separator: UInt8

    /// Comma separated.
    public static let comma = Dialect(separator: UInt8(ascii: ","))
    /// Semicolon separated.
    public static let semicolon = Dialect(separator: UInt8(ascii: ";"))
    /// Tab separated.
    public static let tab = Dialect(separator: UInt8(ascii: "\t"))

    private init(separator: UInt8) { self.separator = separator }

    /// The dialect that the first lines tell: the separator that stands, outside quotes, equally often in most of them.
    /// The header alone tells a table's; titles and remarks may stand above that of a survey sheet.
    public static func told(by text: some Sequence<UInt8>, lines: Int = 1) -> Dialect {
        let dialects = [comma, semicolon, tab]
        var counts = [0, 0, 0]
        var seenOf: [[Int: Int]] = [[:], [:], [:]]
        var isQuoted = false
        var hasText = false
        var seen = 0
        for byte in text {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if hasText { close() }
                if seen >= lines { break }
                continue
            }
            hasText = true
            if let which = dialects.firstIndex(where: { $0.separator == byte }) { counts[which] += 1 }
        }
        if hasText { close() }
        var best: (lines: Int, count: Int, dialect: Dialect) = (0, 0, comma)
        for (dialect, lines) in zip(dialects, seenOf) {
            for (count, lines) in lines where (lines, count) > (best.lines, best.count) {
                best = (lines, count, dialect)
            }
        }
        return best.dialect
        func close() {
            for (i, count) in counts.enumerated() where count > 0 { seenOf[i][count, default: 0] += 1 }
            (counts, hasText, seen) = ([0, 0, 0], false, seen + 1)
        }
    }

    /// How many lines of a survey sheet are looked at: titles, units and remarks above the header, and rows below it.
    package static let surveyLines = 12

    private static let looksAt = 1 << 15

    /// Whether a comma in a number may be the decimal one: semicolons stand between the fields, and no number of the
    /// first ones has a decimal point.
    func commaMayBePoint(in text: some Sequence<UInt8>) -> Bool {
        guard self == .semicolon else { return false }
        var hasDigits = false
        var hasPoint = false
        var isNumber = true
        for byte in text.prefix(Dialect.looksAt) {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): hasDigits = true
            case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "%"):
                continue
            case UInt8(ascii: "."):
                isNumber = isNumber && !hasPoint && hasDigits
                hasPoint = true
            case separator, UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if isNumber, hasPoint { return false }
                (hasDigits, hasPoint, isNumber) = (false, false, true)
            default: isNumber = false
            }
        }
        return true
    }
}
