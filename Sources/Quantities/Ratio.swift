/// An exact positive ratio of two integers in lowest terms.
public struct Ratio: Hashable, Sendable {
    /// The upper number.
    public let numerator: Int
    /// The lower number, positive.
    public let denominator: Int

    /// The ratio in lowest terms, or `nil` where it does not fit or is not positive.
    public init?(_ numerator: Int, _ denominator: Int = 1) {
        guard numerator > 0, denominator > 0 else { return nil }
        let divisor = Ratio.greatestCommonDivisor(numerator, denominator)
        self.numerator = numerator / divisor
        self.denominator = denominator / divisor
    }

    /// One.
    public static let one = Ratio(unchecked: 1, 1)

    init(unchecked numerator: Int, _ denominator: Int) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// The product, or `nil` on overflow.
    public func times(_ other: Ratio) -> Ratio? {
        let a = Ratio.greatestCommonDivisor(numerator, other.denominator)
        let b = Ratio.greatestCommonDivisor(other.numerator, denominator)
        let (top, topOverflow) = (numerator / a).multipliedReportingOverflow(by: other.numerator / b)
        let (bottom, bottomOverflow) = (denominator / b).multipliedReportingOverflow(by: other.denominator / a)
        return topOverflow || bottomOverflow ? nil : Ratio(unchecked: top, bottom)
    }

    /// One divided by the ratio.
    public var reciprocal: Ratio { Ratio(unchecked: denominator, numerator) }

    /// The value scaled by the ratio: one multiplication and one division, each correctly rounded, so that whole
    /// multiples and their inverses are exact.
    @inlinable public func applied(to value: Double) -> Double {
        numerator == 1
            ? (denominator == 1 ? value : value / Double(denominator))
            : (denominator == 1 ? value * Double(numerator) : value * Double(numerator) / Double(denominator))
    }

    private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }
}
