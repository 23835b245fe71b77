/// Reads plain decimals, digits with at most one point and at most 16 bytes long, eight bytes at a time.
enum PlainNumber {
    /// Digits and how many of them stand behind the point; `nil` for everything else. Sixteen bytes before the end of
    /// the text must be readable.
    @inline(__always)
    static func digits(_ text: UnsafeRawPointer, _ end: Int, _ length: Int) -> (value: UInt64, decimals: Int)? {
        guard length > 0, length <= 16 else { return nil }
        let zeros: UInt64 = 0x3030_3030_3030_3030
        var high = text.loadUnaligned(fromByteOffset: end &- 8, as: UInt64.self) ^ zeros
        var low: UInt64 = 0
        high &= ~0 &<< UInt64(truncatingIfNeeded: 64 &- 8 &* min(length, 8))
        if length > 8 {
            low = text.loadUnaligned(fromByteOffset: end &- 16, as: UInt64.self) ^ zeros
            if length < 16 { low &= ~0 &<< UInt64(truncatingIfNeeded: 128 &- 8 &* length) }
        }
        var decimals = 0
        let strange = beyondDigits(high)
        if strange != 0 {
            // The digits before the point move up by one, over the point.
            let place = strange.trailingZeroBitCount & 56
            guard (high &>> UInt64(truncatingIfNeeded: place)) & 0xFF == 0x1E, length > 1 else { return nil }
            let below = (1 &<< UInt64(truncatingIfNeeded: place)) &- 1
            let above = ~(below | (0xFF &<< UInt64(truncatingIfNeeded: place)))
            high = (high & above) | ((high & below) &<< 8) | (low &>> 56)
            low &<<= 8
            decimals = 7 &- place &>> 3
        } else if length > 8, beyondDigits(low) != 0 {
            let place = beyondDigits(low).trailingZeroBitCount & 56
            guard (low &>> UInt64(truncatingIfNeeded: place)) & 0xFF == 0x1E else { return nil }
            let below = (1 &<< UInt64(truncatingIfNeeded: place)) &- 1
            let above = ~(below | (0xFF &<< UInt64(truncatingIfNeeded: place)))
            low = (low & above) | ((low & below) &<< 8)
            decimals = 15 &- place &>> 3
        }
        guard beyondDigits(high) | beyondDigits(low) == 0 else { return nil }
        if length <= 8 { return (eight(high), decimals) }
        return (eight(low) &* 100_000_000 &+ eight(high), decimals)
    }

    /// The highest bit of the lowest byte that is no digit (bytes 0 … 9); bits of higher bytes may be set besides.
    @inline(__always)
    private static func beyondDigits(_ bytes: UInt64) -> UInt64 {
        ((bytes &+ 0x7676_7676_7676_7676) | bytes) & 0x8080_8080_8080_8080
    }

    /// The number of eight digits (bytes 0 … 9), the first in the lowest byte.
    @inline(__always)
    private static func eight(_ digits: UInt64) -> UInt64 {
        let pairs = ((digits &* 2561) &>> 8) & 0x00FF_00FF_00FF_00FF
        let fours = ((pairs &* 6_553_601) &>> 16) & 0x0000_FFFF_0000_FFFF
        return (fours &* 42_949_672_960_001) &>> 32
    }

    /// The double nearest to digits × 10^exponent; not a number where one operation does not give it.
    @inline(__always)
    static func scaled(_ digits: UInt64, by exponent: Int, _ powers: UnsafeBufferPointer<Double>) -> Double {
        let value = Double(digits)
        if digits > 1 << 53 || exponent < -22 || exponent > 22 { return .nan }
        return exponent < 0 ? value / powers[-exponent] : value * powers[exponent]
    }

    /// Powers of ten that a double holds exactly.
    static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}
