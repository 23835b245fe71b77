/// Identifiers that ascend, as in a register that is in its order, with their lines: each as what it is more than the one
/// before, in three bytes where identifiers are numbered one after the other.
struct AscendingIdentifiers {
    /// For each identifier a byte that tells how many bytes its step has and how many zeros below them, those bytes, and the
    /// lines that it is further down, seven bits a byte.
    private var bytes: [UInt8] = []
    private var last: UInt128 = 0
    private var lastLine: UInt32 = 0
    /// How many there are.
    private(set) var count = 0

    /// The most bytes that one takes.
    private static let longest = 1 + 16 + 5

    /// Makes room for so many.
    mutating func reserve(_ expected: Int) { bytes.reserveCapacity(expected * 4) }

    /// Takes identifiers up to the first that is not greater than the one before it, and tells how many.
    mutating func add(_ identifiers: [SeenIdentifier]) -> Int {
        var place = bytes.count
        bytes.append(
            contentsOf: repeatElement(0, count: (identifiers.count + 1) * AscendingIdentifiers.longest))
        var (last, lastLine, taken) = (last, lastLine, 0)
        bytes.withUnsafeMutableBytes { bytes in
            while taken < identifiers.count {
                let number = identifiers[taken].key.number
                guard last < number else { return }
                let step = number - last
                let zeros = step.trailingZeroBitCount >> 3
                let rest = step >> UInt128(8 * zeros)
                let length = 16 - rest.leadingZeroBitCount >> 3
                bytes[place] = UInt8(truncatingIfNeeded: (length - 1) << 4 | zeros)
                bytes.storeBytes(of: rest.littleEndian, toByteOffset: place + 1, as: UInt128.self)
                place += 1 + length
                var lines = identifiers[taken].line &- lastLine
                while lines >= 0x80 {
                    bytes[place] = UInt8(truncatingIfNeeded: lines) | 0x80
                    lines >>= 7
                    place += 1
                }
                bytes[place] = UInt8(truncatingIfNeeded: lines)
                place += 1
                (last, lastLine) = (number, identifiers[taken].line)
                taken += 1
            }
        }
        bytes.removeLast(bytes.count - place)
        (self.last, self.lastLine) = (last, lastLine)
        count += taken
        return taken
    }

    /// Each identifier with its line, in their order.
    func forEach(_ body: (IdentifierKey, UInt32) -> Void) {
        var (number, line, place) = (UInt128(0), UInt32(0), 0)
        while place < bytes.count {
            let (length, zeros) = (Int(bytes[place] >> 4) + 1, Int(bytes[place] & 15))
            var step: UInt128 = 0
            for byte in bytes[place + 1...place + length].reversed() { step = step << 8 | UInt128(byte) }
            number += step << UInt128(8 * zeros)
            place += 1 + length
            var (lines, shift) = (UInt32(0), UInt32(0))
            repeat {
                lines |= UInt32(bytes[place] & 0x7F) << shift
                shift += 7
                place += 1
            } while bytes[place - 1] >= 0x80
            line &+= lines
            body(IdentifierKey(number: number), line)
        }
    }
}

extension IdentifierKey {
    /// The key as one number: keys are ordered as these are.
    fileprivate var number: UInt128 { UInt128(words.high) << 64 | UInt128(words.low) }

    fileprivate init(number: UInt128) {
        self.init(
            words: (UInt64(truncatingIfNeeded: number >> 64), UInt64(truncatingIfNeeded: number)))
    }
}
