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
        var bytes: [UInt8] = []
        appendTonnes(to: &bytes, decimals: decimals)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Adds the text of `tonnes(decimals:)` to bytes.
    package func appendTonnes(to bytes: inout [UInt8], decimals: Int = 0) {
        let magnitude = micrograms.magnitude
        if micrograms < 0 { bytes.append(UInt8(ascii: "-")) }
        var fraction: UInt64
        if let small = UInt64(exactly: magnitude) {
            bytes.append(decimal: small / 1_000_000_000_000)
            fraction = small % 1_000_000_000_000
        } else {
            bytes.append(decimal: magnitude / 1_000_000_000_000)
            fraction = UInt64(magnitude % 1_000_000_000_000)
        }
        var count = 12
        while count > max(decimals, 0), fraction % 10 == 0 {
            fraction /= 10
            count -= 1
        }
        guard count > 0 else { return }
        bytes.append(UInt8(ascii: "."))
        bytes.append(digits: count, of: fraction)
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
    public init?(tonnes text: some StringProtocol) { self.init(tonnesIn: text.utf8) }

    /// Reads tonnes from the bytes of a decimal text, as `init(tonnes:)` does.
    package init?(tonnesIn text: some Sequence<UInt8>) {
        var value: Int128 = 0
        var digits = 0
        var decimals: Int?
        var zeros = 0
        var sign: UInt8?
        for byte in text {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits += 1
                guard let places = decimals else {
                    guard digits <= 24 else { return nil }
                    value = value * 10 + Int128(byte - UInt8(ascii: "0"))
                    continue
                }
                // Zeros count only when another digit comes after them.
                guard byte != UInt8(ascii: "0") else {
                    zeros += 1
                    continue
                }
                guard places + zeros < 12 else { return nil }
                for _ in 0...zeros { value *= 10 }
                value += Int128(byte - UInt8(ascii: "0"))
                decimals = places + zeros + 1
                zeros = 0
            case UInt8(ascii: "."):
                guard decimals == nil else { return nil }
                decimals = 0
            case UInt8(ascii: "-"), UInt8(ascii: "+"):
                guard sign == nil, digits == 0, decimals == nil else { return nil }
                sign = byte
            default: return nil
            }
        }
        guard digits > 0 else { return nil }
        for _ in (decimals ?? 0)..<12 { value *= 10 }
        micrograms = sign == UInt8(ascii: "-") ? -value : value
    }

    /// The nearest double of the mass in tonnes; for display and ratios only, never for sums.
    public var inTonnes: Double { (Int64(exactly: micrograms).map { Double($0) } ?? Double(micrograms)) / 1e12 }

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

extension [UInt8] {
    /// Adds a whole number in decimal digits.
    package mutating func append(decimal number: some BinaryInteger) {
        guard let small = UInt64(exactly: number) else {
            append(contentsOf: String(number).utf8)
            return
        }
        var digits = 1
        var rest = small
        while rest >= 10 {
            rest /= 10
            digits += 1
        }
        append(digits: digits, of: small)
    }

    /// Adds the last digits of a number, zeros in front where it has fewer.
    fileprivate mutating func append(digits count: Int, of number: UInt64) {
        var rest = number
        append(contentsOf: repeatElement(UInt8(ascii: "0"), count: count))
        let end = self.count
        withUnsafeMutableBufferPointer { bytes in
            var place = end
            while rest > 0, place > end - count {
                place -= 1
                bytes[place] += UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
        }
    }
}
