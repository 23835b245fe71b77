/// A share between nothing and all: a capture, a removal, a running rate.
public struct Fraction: Hashable, Comparable, Sendable {
    /// The share, 0 … 1.
    public let value: Double

    /// A share, or `nil` outside 0 … 1.
    public init?(_ value: Double) {
        guard value >= 0, value <= 1 else { return nil }
        self.value = value
    }

    private init(unchecked value: Double) { self.value = value }

    /// Nothing.
    public static let none = Fraction(unchecked: 0)
    /// All.
    public static let all = Fraction(unchecked: 1)

    /// Ordered by size.
    public static func < (a: Fraction, b: Fraction) -> Bool { a.value < b.value }
}
