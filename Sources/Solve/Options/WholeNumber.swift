/// A decimal text as a whole number of parts: `12.5` with three decimals is 12500.
enum WholeNumber {
    /// The number of parts of 10^−`decimals`, rounded half to even where the text is finer; `nil` where the bytes are no
    /// plain decimal (sign, digits, point, exponent of ten) or the number does not fit.
    static func parts(_ text: some Collection<UInt8>, decimals: Int) -> Int128? {
        if let plain = plainParts(text, decimals: decimals) { return Int128(plain) }
        var mantissa: Int128 = 0
        var digits = 0
        var exponent = 0
        var isNegative = false
        var hasPoint = false
        var rest = false
        var place = text.startIndex
        if place < text.endIndex, text[place] == UInt8(ascii: "-") || text[place] == UInt8(ascii: "+") {
            isNegative = text[place] == UInt8(ascii: "-")
            text.formIndex(after: &place)
        }
        while place < text.endIndex {
            let byte = text[place]
            if (48...57).contains(byte) {
                digits += 1
                if mantissa < 1_000_000_000_000_000_000_000_000_000_000 {
                    mantissa = mantissa * 10 + Int128(byte - 48)
                    if hasPoint { exponent -= 1 }
                } else {
                    rest = rest || byte != 48
                    if !hasPoint { exponent += 1 }
                }
            } else if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else {
                break
            }
            text.formIndex(after: &place)
        }
        guard digits > 0 else { return nil }
        if place < text.endIndex {
            guard text[place] | 0x20 == UInt8(ascii: "e") else { return nil }
            guard let power = Int(String(decoding: text[text.index(after: place)...], as: UTF8.self)), abs(power) < 100
            else { return nil }
            exponent += power
        }
        var shift = exponent + decimals
        while shift > 0, mantissa != 0 {
            guard mantissa < 1_000_000_000_000_000_000_000_000_000_000_000_000 else { return nil }
            mantissa *= 10
            shift -= 1
        }
        if shift < 0 {
            var divisor: Int128 = 1
            for _ in 0..<min(-shift, 37) { divisor *= 10 }
            let (quotient, remainder) = mantissa.quotientAndRemainder(dividingBy: divisor)
            // Beyond 37 places nothing is left.
            let isMore =
                -shift <= 37 && (remainder * 2 > divisor || remainder * 2 == divisor && (rest || quotient & 1 == 1))
            mantissa = quotient + (isMore ? 1 : 0)
        }
        return isNegative ? -mantissa : mantissa
    }

    /// The same for sign, digits and point alone, of at most 18 digits and no finer than the parts; `nil` for all else.
    private static func plainParts(_ text: some Collection<UInt8>, decimals: Int) -> Int64? {
        var value: Int64 = 0
        var digits = 0
        var behind = -1
        var isNegative = false
        var isFirst = true
        for byte in text {
            let digit = byte &- 48
            if digit < 10 {
                value = value &* 10 &+ Int64(digit)
                digits += 1
                if behind >= 0 { behind += 1 }
                guard digits <= 18 else { return nil }
            } else if byte == UInt8(ascii: "."), behind < 0 {
                behind = 0
            } else if isFirst, byte == UInt8(ascii: "-") {
                isNegative = true
            } else {
                return nil
            }
            isFirst = false
        }
        let shift = decimals - max(0, behind)
        guard digits > 0, shift >= 0, digits + shift <= 18 else { return nil }
        for _ in 0..<shift { value &*= 10 }
        return isNegative ? -value : value
    }

    /// A number of parts of 10^−`decimals` as decimal text, without zeros at the end.
    static func text(_ parts: Int128, decimals: Int) -> String {
        // 39 digits at most, or the decimals and one before the point; a sign and a point.
        let size = max(39, decimals + 1) + 2
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: size) { bytes in
            // From the last digit on; digits of one word are cheaper than those of two.
            var place = size
            var written = 0
            func put(_ digit: UInt8) {
                if written == decimals, decimals > 0, place < size {
                    place -= 1
                    bytes[place] = UInt8(ascii: ".")
                }
                written += 1
                // Zeros at the end of the fraction are left out.
                if digit == 0, written <= decimals, place == size { return }
                place -= 1
                bytes[place] = digit + 48
            }
            var rest = parts.magnitude
            while rest > UInt128(UInt64.max) {
                let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: 1_000_000_000_000_000_000)
                var word = UInt64(remainder)
                for _ in 0..<18 {
                    put(UInt8(word % 10))
                    word /= 10
                }
                rest = quotient
            }
            var word = UInt64(rest)
            while word > 0 || written <= decimals {
                put(UInt8(word % 10))
                word /= 10
            }
            if parts < 0 {
                place -= 1
                bytes[place] = UInt8(ascii: "-")
            }
            return String(decoding: bytes[place...], as: UTF8.self)
        }
    }

    /// A number of parts as decimal text with fewer decimals, rounded half to even.
    static func rounded(_ parts: Int128, from decimals: Int, to fewer: Int) -> String {
        var divisor: UInt128 = 1
        for _ in fewer..<decimals { divisor *= 10 }
        var (quotient, remainder) = parts.magnitude.quotientAndRemainder(dividingBy: divisor)
        if remainder * 2 > divisor || remainder * 2 == divisor && quotient & 1 == 1 { quotient += 1 }
        var digits = String(quotient)
        if digits.count <= fewer { digits = String(repeating: "0", count: fewer + 1 - digits.count) + digits }
        let sign = parts < 0 && quotient > 0 ? "-" : ""
        return sign + digits.dropLast(fewer) + (fewer > 0 ? "." + digits.suffix(fewer) : "")
    }
}
