/// A mass as a whole number of micrograms: sums are exact, and the same in any order.
///
/// A single source is rounded once, half to even, to the nearest microgram; an `Int64` holds 9.22 million tonnes.
/// Totals use 128 bits and cannot overflow for any real inventory.
public struct Mass: Hashable, Comparable, Sendable, AdditiveArithmetic {
    /// The number of micrograms.
    public var micrograms: Int128

    /// A mass of so many micrograms.
    @inlinable public init(micrograms: Int128) { self.micrograms = micrograms }

    /// A mass of so many micrograms.
    @inlinable public init(micrograms: Int64) { self.micrograms = Int128(micrograms) }

    /// No mass.
    public static let zero = Mass(micrograms: 0 as Int128)
    /// One tonne in micrograms.
    public static let microgramsPerTonne: Int128 = 1_000_000_000_000

    /// The sum.
    @inlinable public static func + (a: Mass, b: Mass) -> Mass { Mass(micrograms: a.micrograms + b.micrograms) }
    /// The difference.
    @inlinable public static func - (a: Mass, b: Mass) -> Mass { Mass(micrograms: a.micrograms - b.micrograms) }
    /// Adds in place.
    @inlinable public static func += (a: inout Mass, b: Mass) { a.micrograms += b.micrograms }
    /// Ordered by size.
    @inlinable public static func < (a: Mass, b: Mass) -> Bool { a.micrograms < b.micrograms }

    /// Whole micrograms of a value that is already in micrograms, or `nil` where it is no number or does not fit.
    @inlinable public static func rounded(micrograms value: Double) -> Int64? {
        let rounded = value.rounded(.toNearestOrEven)
        return abs(rounded) < 9.2e18 ? Int64(rounded) : nil
    }

    /// The mass in tonnes with all its digits, at least `decimals` of them after the point: `12.345678901234`.
    ///
    /// Exact: reading the text back gives the same mass.
    public func tonnes(decimals: Int = 0) -> String {
        var digits = String(micrograms.magnitude)
        if digits.count < 13 { digits = String(repeating: "0", count: 13 - digits.count) + digits }
        let whole = digits.dropLast(12)
        var fraction = digits.suffix(12)
        while fraction.count > decimals, fraction.last == "0" { fraction.removeLast() }
        return (micrograms < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
    }

    /// The mass in tonnes rounded for print by GB/T 8170 (half to even on the exact value).
    public func roundedTonnes(decimals: Int) -> String {
        precondition((0...12).contains(decimals))
        var step: UInt128 = 1
        for _ in 0..<(12 - decimals) { step *= 10 }
        let magnitude = micrograms.magnitude
        var (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: step)
        if remainder * 2 > step || (remainder * 2 == step && quotient % 2 == 1) { quotient += 1 }
        var digits = String(quotient)
        if digits.count <= decimals { digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits }
        let sign = micrograms < 0 && quotient > 0 ? "-" : ""
        return sign + digits.dropLast(decimals) + (decimals > 0 ? "." + digits.suffix(decimals) : "")
    }

    /// Reads tonnes as decimal text exactly, or `nil` where it is no decimal or finer than a microgram.
    public init?(tonnes text: some StringProtocol) {
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        let parts = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let whole = parts[0]
        let fraction = parts.count == 2 ? parts[1] : ""
        let trimmed = fraction.reversed().drop { $0 == "0" }.reversed()
        guard !(whole.isEmpty && fraction.isEmpty), trimmed.count <= 12, whole.count <= 24,
            (whole + fraction).utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        let padded = String(trimmed) + String(repeating: "0", count: 12 - trimmed.count)
        guard let value = Int128("0" + whole + padded) else { return nil }
        micrograms = isNegative ? -value : value
    }

    /// The nearest double of the mass in tonnes; for display and ratios only, never for sums.
    public var inTonnes: Double { Double(micrograms) / 1e12 }

    /// The share of the mass, rounded half to even to whole micrograms.
    public func scaled(by share: Fraction) -> Mass {
        let product = Double(micrograms) * share.value
        if micrograms.magnitude < 1 << 53 { return Mass(micrograms: Int128(product.rounded(.toNearestOrEven))) }
        // Too many digits for a double: split the share into 2⁻⁶² steps and stay in integers.
        let steps = Int128((share.value * 0x1p62).rounded(.toNearestOrEven))
        let (high, low) = (micrograms >> 32, micrograms & 0xFFFF_FFFF)
        let sum = high * steps + (low * steps >> 32)
        return Mass(micrograms: (sum + (1 << 29)) >> 30)
    }
}

extension Mass: CustomStringConvertible {
    /// Tonnes with all digits and the unit.
    public var description: String { tonnes() + " t" }
}
