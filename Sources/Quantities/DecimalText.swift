/// Decimal text for people and files: no locale, no exponent, exact or rounded by GB/T 8170.
public enum DecimalText {
    /// A share as a percentage with four significant digits: 0.125 as `12.5 %`.
    public static func percent(_ share: Double) -> String { significant(share * 100, digits: 4) + " %" }

    /// The shortest text that reads back to the same value, written without exponent: `0.00001`, `12300000`.
    public static func shortest(_ value: Double) -> String {
        let text = "\(value)"
        guard text.utf8.contains(UInt8(ascii: "e")) || text.hasSuffix(".0") else { return text }
        if text.hasSuffix(".0") { return String(text.dropLast(2)) }
        let parts = text.split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]) else { return text }
        let isNegative = parts[0].hasPrefix("-")
        let mantissa = parts[0].drop { $0 == "-" }
        let pieces = mantissa.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = pieces.count == 2 && pieces[1] != "0" ? String(pieces[1]) : ""
        return (isNegative ? "-" : "") + placed(digits: String(pieces[0]) + fraction, point: pieces[0].count + exponent)
    }

    /// The number that a plain decimal states: sign, digits, point, exponent of ten. `nil` for all else that a `Double`
    /// may be read from, such as `0x1F`, `nan` and `inf`, and for what is too large.
    public static func value(_ text: some StringProtocol) -> Double? {
        let isPlain = text.utf8.allSatisfy { byte in
            (48...57).contains(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e")
        }
        guard isPlain, let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// The value rounded to so many decimals: 15 significant digits first, as a person would have written the number,
    /// then half to even (GB/T 8170 3.2 "四舍六入五成双").
    public static func rounded(_ value: Double, decimals: Int) -> String {
        guard value.isFinite else { return "" }
        if value == 0 { return placed(digits: "0", point: 1, decimals: decimals) }
        var (digits, point) = significant(value.magnitude, count: 15)
        let keep = point + decimals
        if keep < 0 {
            digits = [0]
            point = 1
        } else if keep < digits.count {
            let next = digits[keep]
            let isTie = next == 5 && digits[(keep + 1)...].allSatisfy { $0 == 0 }
            let previousIsOdd = keep > 0 && digits[keep - 1] % 2 == 1
            let roundsUp = isTie ? previousIsOdd : next >= 5
            digits = Array(digits[..<keep])
            if roundsUp {
                var i = keep - 1
                while i >= 0, digits[i] == 9 {
                    digits[i] = 0
                    i -= 1
                }
                if i >= 0 {
                    digits[i] += 1
                } else {
                    digits.insert(1, at: 0)
                    point += 1
                }
            }
        }
        let text = placed(digits: String(digits.map { Character("\($0)") }), point: point, decimals: decimals)
        let isZero = text.allSatisfy { $0 == "0" || $0 == "." }
        return (value < 0 && !isZero ? "-" : "") + text
    }

    /// The value with so many significant digits, for calculation sheets: `0.00123`, `48300`.
    public static func significant(_ value: Double, digits count: Int) -> String {
        guard value.isFinite, value != 0 else { return value == 0 ? "0" : "" }
        let (_, point) = significant(value.magnitude, count: 15)
        let text = rounded(value, decimals: max(0, count - point))
        guard text.contains(".") else { return text }
        var trimmed = text[...]
        while trimmed.last == "0" { trimmed.removeLast() }
        if trimmed.last == "." { trimmed.removeLast() }
        return String(trimmed)
    }

    /// The decimal digits of a positive value and how many stand before the point.
    private static func significant(_ value: Double, count: Int) -> (digits: [Int], point: Int) {
        // The shortest text has at most 17 digits; rounding it to 15 undoes binary noise.
        let text = shortest(value)
        let pieces = text.split(separator: ".", omittingEmptySubsequences: false)
        var digits = text.compactMap(\.wholeNumberValue)
        var point = pieces[0].count
        while digits.first == 0, digits.count > 1 {
            digits.removeFirst()
            point -= 1
        }
        if digits.count > count {
            let roundsUp = digits[count] >= 5
            digits = Array(digits[..<count])
            var i = count - 1
            if roundsUp {
                while i >= 0, digits[i] == 9 {
                    digits[i] = 0
                    i -= 1
                }
                if i >= 0 {
                    digits[i] += 1
                } else {
                    digits.insert(1, at: 0)
                    digits.removeLast()
                    point += 1
                }
            }
        }
        return (digits, point)
    }

    private static func placed(digits: String, point: Int, decimals: Int? = nil) -> String {
        var whole: String
        var fraction: String
        if point <= 0 {
            whole = "0"
            fraction = String(repeating: "0", count: -point) + digits
        } else if point >= digits.count {
            whole = digits + String(repeating: "0", count: point - digits.count)
            fraction = ""
        } else {
            whole = String(digits.prefix(point))
            fraction = String(digits.dropFirst(point))
        }
        if let decimals {
            fraction = String(fraction.prefix(decimals))
            fraction += String(repeating: "0", count: decimals - fraction.count)
        }
        if whole.isEmpty { whole = "0" }
        return fraction.isEmpty ? whole : whole + "." + fraction
    }
}
