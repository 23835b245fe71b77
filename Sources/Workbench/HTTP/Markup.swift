import Quantities
import Reports
import Tables

/// HTML being written: a text that is put into it is escaped, so that nothing of the user's data is ever markup.
struct Markup: Sendable, ExpressibleByStringInterpolation {
    /// The HTML.
    private(set) var html: String

    init(stringLiteral value: String) { html = value }
    init(stringInterpolation: StringInterpolation) { html = stringInterpolation.html }

    static func += (a: inout Markup, b: Markup) { a.html += b.html }
    static func + (a: Markup, b: Markup) -> Markup {
        var sum = a
        sum += b
        return sum
    }

    /// What stands between the braces of a literal.
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var html = ""

        init(literalCapacity: Int, interpolationCount: Int) { html.reserveCapacity(literalCapacity * 2) }
        mutating func appendLiteral(_ literal: String) { html += literal }
        mutating func appendInterpolation(_ text: String) { html += text.asHTML }
        mutating func appendInterpolation(_ number: Int) { html += String(number) }
        mutating func appendInterpolation(_ markup: Markup) { html += markup.html }
        mutating func appendInterpolation(_ parts: [Markup]) { for part in parts { html += part.html } }
    }
}

/// A link within the workbench, with the language where it is not that of the start.
struct Link {
    let language: Language
    let isDefault: Bool

    /// The address of a page with values; the values are escaped for an address, not yet for HTML.
    func to(_ path: String, _ values: [(String, String)] = []) -> String {
        let all = values + (isDefault ? [] : [("lang", language.rawValue)])
        guard !all.isEmpty else { return path }
        return path + "?" + all.map { $0 + "=" + Link.escaped($1) }.joined(separator: "&")
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += "%" + (digits.utf8.count < 2 ? "0" : "") + digits
            }
        }
        return result
    }
}
