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
}
