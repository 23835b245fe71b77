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

    /// The dialect that the header line tells: the separator that stands there most often outside quotes.
    public static func told(by text: some Sequence<UInt8>) -> Dialect {
        var counts = [0, 0, 0]
        let dialects = [comma, semicolon, tab]
        var isQuoted = false
        var hasText = false
        for byte in text {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if hasText { break }
                continue
            }
            hasText = true
            if let which = dialects.firstIndex(where: { $0.separator == byte }) { counts[which] += 1 }
        }
        let best = counts.indices.max { counts[$0] < counts[$1] || (counts[$0] == counts[$1] && $0 > $1) } ?? 0
        return dialects[best]
    }

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
