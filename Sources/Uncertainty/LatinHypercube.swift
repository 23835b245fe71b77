/// Latin hypercube draws of one variable: of `count` draws exactly one lies in each `count`-th part of [0, 1).
///
/// Which draw lies in which part is a permutation that needs no memory: a Feistel network over the numbers below `count`,
/// keyed by the seed and the variable's stream. So draw k of a variable is the same whatever else is drawn.
package struct LatinHypercube: Sendable {
    /// How many draws there are.
    package let count: Int
    private let generator: Philox
    private let stream: UInt64
    private let half: UInt32
    private let mask: UInt32
    private let keys: (UInt32, UInt32, UInt32, UInt32)

    /// The draws of a stream.
    package init(count: Int, seed: UInt64, stream: UInt64) {
        precondition(count > 0 && count < 1 << 30)
        self.count = count
        generator = Philox(seed: seed)
        self.stream = stream
        let bits = max(Int.bitWidth - (count - 1).leadingZeroBitCount, 2)
        half = UInt32((bits + 1) / 2)
        mask = 1 << half - 1
        keys = generator.words(
            0, 0xFFFF_FFFF, UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32))
    }

    /// The part that a draw lies in: a permutation of the numbers below `count`.
    package func part(_ draw: Int) -> Int {
        var number = UInt32(truncatingIfNeeded: draw)
        // What leaves the range walks on until it is back: the network permutes a range at most eight times as wide.
        repeat {
            var (left, right) = (number >> half, number & mask)
            (left, right) = (right, left ^ mixed(right, keys.0))
            (left, right) = (right, left ^ mixed(right, keys.1))
            (left, right) = (right, left ^ mixed(right, keys.2))
            (left, right) = (right, left ^ mixed(right, keys.3))
            number = left << half | right
        } while number >= UInt32(truncatingIfNeeded: count)
        return Int(number)
    }

    /// One round of the network.
    @inline(__always) private func mixed(_ half: UInt32, _ key: UInt32) -> UInt32 {
        var mixed = (half ^ key) &* 0x9E37_79B1
        mixed = (mixed ^ mixed >> 15) &* 0x85EB_CA77
        mixed ^= mixed >> 13
        return mixed & mask
    }

    /// The draw as a share in (0, 1): somewhere within its part.
    package func share(_ draw: Int) -> Double {
        // 53 bits, and half a step more: never 0, never 1.
        let within = (Double(generator.bits(draw, stream: stream) >> 12) + 0.5) * 0x1p-52
        return (Double(part(draw)) + within) / Double(count)
    }
}
