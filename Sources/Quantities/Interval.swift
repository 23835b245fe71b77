/// A range of numbers with open or closed ends, as thresholds are printed: `<= 35`, `> 10`, `20..<65`, `10..25`, `= 30`.
///
/// The operator is data: "35 t/h and below" and "below 35 t/h" are different intervals.
public struct Interval: Hashable, Sendable {
    /// The lower end; −∞ where there is none.
    public let lower: Double
    /// The upper end; +∞ where there is none.
    public let upper: Double
    /// Whether the lower end itself belongs.
    public let includesLower: Bool
    /// Whether the upper end itself belongs.
    public let includesUpper: Bool

    /// An interval by its ends.
    public init(lower: Double, includesLower: Bool, upper: Double, includesUpper: Bool) {
        self.lower = lower
        self.upper = upper
        self.includesLower = includesLower
        self.includesUpper = includesUpper
    }

    /// Reads `<x`, `<=x`, `>x`, `>=x`, `=x`, `a..b`, `a..<b`, `a<..b`, `a<..<b`; a plain number is that number alone.
    ///
    /// `≤`, `≥`, `＜`, `＞` are read too. Returns `nil` for anything else, and for an empty interval.
    public init?(_ text: some StringProtocol) {
        var rest = Interval.plain(String(text))[...]
        let end: (Substring) -> Double? = { text in Double(text).flatMap { $0.isFinite ? $0 : nil } }
        for (sign, isUpper, includes) in [
            ("<=", true, true), (">=", false, true), ("<", true, false), (">", false, false),
        ]
        where rest.hasPrefix(sign) {
            rest.removeFirst(sign.count)
            guard let value = end(rest) else { return nil }
            self =
                isUpper
                ? Interval(lower: -.infinity, includesLower: false, upper: value, includesUpper: includes)
                : Interval(lower: value, includesLower: includes, upper: .infinity, includesUpper: false)
            return
        }
        if rest.first == "=" { rest.removeFirst() }
        if let value = end(rest) {
            self = Interval(lower: value, includesLower: true, upper: value, includesUpper: true)
            return
        }
        guard let dots = rest.firstRange(of: "..") else { return nil }
        var low = rest[..<dots.lowerBound]
        var high = rest[dots.upperBound...]
        let opensLow = low.last == "<"
        let opensHigh = high.first == "<"
        if opensLow { low.removeLast() }
        if opensHigh { high.removeFirst() }
        guard let a = end(low), let b = end(high), a < b || (a == b && !opensLow && !opensHigh) else { return nil }
        self = Interval(lower: a, includesLower: !opensLow, upper: b, includesUpper: !opensHigh)
    }

    /// The text in ASCII signs and without spaces.
    private static func plain(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x80 }) { return text }
        return text.replacing("≤", with: "<=").replacing("≥", with: ">=").replacing("＜", with: "<")
            .replacing("＞", with: ">").filter { $0 != " " }
    }

    /// Whether a number lies within.
    @inlinable public func contains(_ value: Double) -> Bool {
        (includesLower ? value >= lower : value > lower) && (includesUpper ? value <= upper : value < upper)
    }

    /// Whether two intervals share a number.
    public func overlaps(_ other: Interval) -> Bool {
        let low = max(lower, other.lower)
        let high = min(upper, other.upper)
        return low < high || (low == high && contains(low) && other.contains(low))
    }

    /// The finite ends.
    public var ends: [Double] { [lower, upper].filter(\.isFinite) }

    /// Both ends scaled, for a change of unit.
    public func scaled(by ratio: Ratio) -> Interval {
        Interval(
            lower: lower.isFinite ? ratio.applied(to: lower) : lower, includesLower: includesLower,
            upper: upper.isFinite ? ratio.applied(to: upper) : upper, includesUpper: includesUpper)
    }
}

extension Interval: CustomStringConvertible {
    /// The interval as it is read.
    public var description: String {
        let number = DecimalText.shortest
        if lower == upper { return "= " + number(lower) }
        if !lower.isFinite { return (includesUpper ? "<= " : "< ") + number(upper) }
        if !upper.isFinite { return (includesLower ? ">= " : "> ") + number(lower) }
        return number(lower) + (includesLower ? ".." : "<..") + (includesUpper ? "" : "<") + number(upper)
    }
}
