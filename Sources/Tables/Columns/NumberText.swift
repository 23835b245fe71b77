/// What a cell of a number column says, before units and ranges.
package enum NumberText: Equatable {
    /// A finite number, shifted as asked for; `isPercent` where `%` or `‰`… stood behind it.
    case number(Double, isPercent: Bool)
    /// No number; the number that it begins with, if that may be what was meant, and what stands behind it.
    case other(leading: String?, rest: String)
    /// Numbers of several things, as in `10+20` and `2×10`, or a range of them.
    case several(isRange: Bool)
    /// Digits with commas that are not in groups of three.
    case grouping
    /// A number beyond the range of a double.
    case tooLarge

    /// Reads a folded, trimmed text: sign, digits with or without commas in groups of three, point, plain exponent,
    /// percent sign. The result is the double nearest to text × 10^shift; a percent counts another 10⁻² in.
    init(_ text: String, shift: Int, percentShift: Int = -2) {
        let bytes = Array(text.utf8)
        var i = 0
        var negative = false
        if i < bytes.count, bytes[i] == UInt8(ascii: "-") || bytes[i] == UInt8(ascii: "+") {
            negative = bytes[i] == UInt8(ascii: "-")
            i += 1
        }
        let firstDigit = i
        var digits: [UInt8] = []
        var groups = [0]
        while i < bytes.count {
            if NumberText.isDigit(bytes[i]) {
                digits.append(bytes[i])
                groups[groups.count - 1] += 1
            } else if bytes[i] == UInt8(ascii: ","), i > firstDigit {
                groups.append(0)
            } else {
                break
            }
            i += 1
        }
        var scale = 0
        if i < bytes.count, bytes[i] == UInt8(ascii: ".") {
            i += 1
            while i < bytes.count, NumberText.isDigit(bytes[i]) {
                digits.append(bytes[i])
                scale -= 1
                i += 1
            }
        }
        guard !digits.isEmpty else {
            self = .other(leading: nil, rest: text)
            return
        }
        let mantissaEnd = i
        if i < bytes.count, bytes[i] == UInt8(ascii: "e") {
            var j = i + 1
            var sign = 1
            if j < bytes.count, bytes[j] == UInt8(ascii: "-") || bytes[j] == UInt8(ascii: "+") {
                sign = bytes[j] == UInt8(ascii: "-") ? -1 : 1
                j += 1
            }
            let start = j
            var exponent = 0
            while j < bytes.count, NumberText.isDigit(bytes[j]) {
                exponent = min(exponent * 10 + Int(bytes[j] - 48), 100_000)
                j += 1
            }
            if j > start {
                scale += sign * exponent
                i = j
            }
        }
        let numberEnd = i
        while i < bytes.count, bytes[i] == UInt8(ascii: " ") { i += 1 }
        let isPercent = i < bytes.count && bytes[i] == UInt8(ascii: "%")
        if isPercent { i += 1 }
        guard i == bytes.count else {
            let rest = String(decoding: bytes[numberEnd...], as: UTF8.self)
            let leading = String(decoding: bytes[..<numberEnd], as: UTF8.self).filter { $0 != "," }
            if let isRange = NumberText.isRange(leading, rest) {
                self = .several(isRange: isRange)
                return
            }
            if let grouped = NumberText.grouped(leading, rest) {
                self = .other(leading: grouped, rest: "")
                return
            }
            // `0x1F` and `1.2.3` do not begin with the number that was meant.
            let misleads = mantissaEnd < bytes.count && bytes[mantissaEnd] == UInt8(ascii: "x")
            self = .other(leading: misleads ? nil : leading, rest: rest)
            return
        }
        // No group of thousands begins with a zero: 0,125 has a decimal comma.
        if groups.count > 1,
            !(1...3).contains(groups[0]) || groups.dropFirst().contains(where: { $0 != 3 })
                || digits.first == UInt8(ascii: "0")
        {
            self = .grouping
            return
        }
        let exponent = scale + shift + (isPercent ? percentShift : 0)
        let plain = (negative ? "-" : "") + String(decoding: digits, as: UTF8.self) + "e\(exponent)"
        guard let value = Double(plain), value.isFinite else {
            self = .tooLarge
            return
        }
        // Minus zero is zero.
        self = .number(value + 0, isPercent: isPercent)
    }

    /// Whether a text has one comma, with three digits behind it and no point, as `1,250` has.
    package static func hasOneGroup(_ text: some StringProtocol) -> Bool {
        let parts = text.drop { "+-".contains($0) }.split(separator: ",", omittingEmptySubsequences: false)
        return parts.count == 2 && (1...3).contains(parts[0].count) && parts[1].count == 3
            && parts.allSatisfy { $0.utf8.allSatisfy(isDigit) }
    }

    /// Whether a text joins several numbers, as `10+20`, `2×10` and `10t、20t` do.
    package static func joinsSeveral(_ text: String) -> Bool {
        if case .several = NumberText(CellText.folded(text), shift: 0) { true } else { false }
    }

    /// Whether what stands behind a number joins another one to it, and so that the two are a range; `nil` where it
    /// joins none.
    private static func isRange(_ leading: String, _ rest: String) -> Bool? {
        guard let place = rest.firstIndex(where: { "+×x*✕、;~-—–/至到和及".contains($0) }), leading != "0" else {
            return nil
        }
        // 10t+20t: a unit may stand between; `10^4` is one.
        guard !rest[..<place].contains(where: { $0.isNumber || ".:^'".contains($0) }) else { return nil }
        let tail = rest[rest.index(after: place)...].drop { $0 == " " }
        let next = tail.prefix { $0.isASCII && $0.isNumber || $0 == "." }
        // 1、000 is a slip for 1,000, and 2024-05-17 a day.
        guard let first = next.first, first != ".", !next.hasPrefix("00"),
            !tail.dropFirst(next.count).contains("-")
        else { return nil }
        return "~-—–至到".contains(rest[place])
    }

    /// The number whose thousands stand apart by spaces or apostrophes: `1 000`, `1'000.5`.
    private static func grouped(_ leading: String, _ rest: String) -> String? {
        guard let mark = rest.first, " \u{A0}\u{2002}\u{2007}\u{2009}\u{202F}'’_".contains(mark) else { return nil }
        let parts = rest.dropFirst().split(separator: mark, omittingEmptySubsequences: false)
        let (whole, decimals) =
            parts.last.map { last in
                (parts.dropLast() + [last.prefix { $0 != "." }], last.drop { $0 != "." })
            } ?? ([], "")
        let digits = leading.drop { "+-".contains($0) }
        guard (1...3).contains(digits.count), digits.first != "0", digits.utf8.allSatisfy(isDigit),
            whole.allSatisfy({ $0.count == 3 && $0.utf8.allSatisfy(isDigit) }),
            decimals.dropFirst().utf8.allSatisfy(isDigit)
        else { return nil }
        return leading + whole.joined() + decimals
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
}
