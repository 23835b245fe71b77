import Quantities

/// A decimal number exactly as a sheet writes it, so that sums before and after an import can be compared to the digit.
struct SurveyNumber: Hashable, Sendable {
    private let coefficient: Int128
    private let exponent: Int

    static let zero = SurveyNumber(coefficient: 0, exponent: 0)

    private init(coefficient: Int128, exponent: Int) {
        var (coefficient, exponent) = (coefficient, exponent)
        // Most fit in one word, which is divided much sooner.
        if var small = Int64(exactly: coefficient) {
            while small != 0, small % 10 == 0 {
                small /= 10
                exponent += 1
            }
            coefficient = Int128(small)
        }
        while coefficient != 0, coefficient % 10 == 0 {
            coefficient /= 10
            exponent += 1
        }
        self.coefficient = coefficient
        self.exponent = coefficient == 0 ? 0 : exponent
    }

    /// Reads digits with a minus before them or a point among them, as most cells are; `nil` for anything else, which may be a
    /// number too.
    init?(plain bytes: UnsafeBufferPointer<UInt8>) {
        let isNegative = bytes.first == UInt8(ascii: "-")
        var (value, decimals, digits, hasPoint) = (Int64(0), 0, 0, false)
        guard bytes.count <= 18 else { return nil }
        for byte in isNegative ? UnsafeBufferPointer(rebasing: bytes.dropFirst()) : bytes {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
                digits += 1
                if hasPoint { decimals += 1 }
            case UInt8(ascii: ".") where !hasPoint: hasPoint = true
            default: return nil
            }
        }
        guard digits > 0 else { return nil }
        self.init(coefficient: Int128(isNegative ? -value : value), exponent: -decimals)
    }

    /// The same of a text.
    init?(plain text: String) {
        guard let number = text.utf8.withContiguousStorageIfAvailable({ SurveyNumber(plain: $0) }) ?? nil else {
            return nil
        }
        self = number
    }

    /// Whether the text of a plain number is as this one is written: no zeros before or behind it.
    static func isCanonical(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, (0x30...0x39).contains(first) else { return false }
        if !bytes.contains(UInt8(ascii: ".")) { return first != 0x30 || bytes.count == 1 }
        let last = bytes.last ?? 0
        return last != 0x30 && last != UInt8(ascii: ".")
            && (first != 0x30 || bytes.dropFirst().first == UInt8(ascii: "."))
    }

    /// Reads a number; commas must stand between groups of three digits. `nil` for anything else.
    init?(_ text: some StringProtocol) {
        if let plain = text.utf8.withContiguousStorageIfAvailable({ SurveyNumber(plain: $0) }), let plain {
            self = plain
            return
        }
        var rest = text[...]
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        var power = 0
        if let e = rest.firstIndex(where: { $0 == "e" || $0 == "E" }) {
            guard let given = Int(rest[rest.index(after: e)...]), abs(given) < 30 else { return nil }
            power = given
            rest = rest[..<e]
        }
        let pieces = rest.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(pieces.count) else { return nil }
        let groups = pieces[0].split(separator: ",", omittingEmptySubsequences: false)
        guard
            groups.count == 1
                || groups.dropFirst().allSatisfy({ $0.count == 3 }) && (1...3).contains(groups[0].count)
                    && groups[0].first != "0"
        else { return nil }
        let fraction = pieces.count == 2 ? String(pieces[1]) : ""
        let digits = groups.joined() + fraction
        guard !digits.isEmpty, digits.count < 36, digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let value = Int128(digits)
        else { return nil }
        self.init(coefficient: isNegative ? -value : value, exponent: power - fraction.count)
    }

    /// The sum, or `nil` where it has too many digits.
    static func + (a: SurveyNumber, b: SurveyNumber) -> SurveyNumber? {
        let exponent = min(a.exponent, b.exponent)
        guard let x = a.scaled(to: exponent), let y = b.scaled(to: exponent) else { return nil }
        let (sum, overflow) = x.addingReportingOverflow(y)
        return overflow ? nil : SurveyNumber(coefficient: sum, exponent: exponent)
    }

    /// The product: exact where the ratio ends in decimals, else as near as a double comes.
    func times(_ ratio: Ratio) -> SurveyNumber? {
        var (rest, power, multiplier) = (ratio.denominator, 0, ratio.numerator)
        while rest != 1, power < 18 {
            power += 1
            if rest % 10 == 0 {
                rest /= 10
            } else if rest % 5 == 0 {
                rest /= 5
                multiplier = multiplier > Int.max / 2 ? 0 : multiplier * 2
            } else if rest % 2 == 0 {
                rest /= 2
                multiplier = multiplier > Int.max / 5 ? 0 : multiplier * 5
            } else {
                break
            }
        }
        if rest == 1, multiplier > 0 {
            let (product, overflow) = coefficient.multipliedReportingOverflow(by: Int128(multiplier))
            return overflow ? nil : SurveyNumber(coefficient: product, exponent: exponent - power)
        }
        return Double(text).flatMap { SurveyNumber(DecimalText.shortest(ratio.applied(to: $0))) }
    }

    var isZero: Bool { coefficient == 0 }

    /// The number without exponent.
    var text: String {
        let digits = String(coefficient.magnitude)
        let sign = coefficient < 0 ? "-" : ""
        if exponent >= 0 { return sign + digits + String(repeating: "0", count: exponent) }
        let padded = String(repeating: "0", count: max(0, 1 - exponent - digits.count)) + digits
        return sign + padded.dropLast(-exponent) + "." + padded.suffix(-exponent)
    }

    private func scaled(to exponent: Int) -> Int128? {
        var value = coefficient
        for _ in 0..<min(self.exponent - exponent, 60) {
            let (next, overflow) = value.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            value = next
        }
        return value
    }
}
