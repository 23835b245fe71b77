/// Draws of a result, with what is told of them.
package struct Sample: Sendable {
    /// The draws, smallest first.
    package let sorted: [Double]
    /// Their mean.
    package let mean: Double

    /// A sample of draws in any order; sums are made in the order of size, so that they do not depend on it.
    package init(_ draws: [Double]) {
        sorted = Sample.ascending(draws)
        mean = sorted.isEmpty ? .nan : sorted.reduce(0, +) / Double(sorted.count)
    }

    /// The numbers, smallest first. Many are sorted by the bits in which they differ: two passes over the highest 22 of them,
    /// and what those leave out of order, which is little, is put in its place; where it is much, passes over all bits.
    static func ascending(_ numbers: [Double]) -> [Double] {
        guard numbers.count > 1024, numbers.allSatisfy({ $0 == $0 }) else { return numbers.sorted() }
        let sign: UInt64 = 1 << 63
        // Bits in the order of the numbers: below zero all turned, above it the sign.
        var keys = numbers.map { $0.bitPattern & sign == 0 ? $0.bitPattern | sign : ~$0.bitPattern }
        guard let low = keys.min(), let high = keys.max(), low < high else { return numbers }
        var spare = [UInt64](repeating: 0, count: keys.count)
        let width = 64 - (low ^ high).leadingZeroBitCount
        let first = max(width - 2 * digit, 0)
        for shift in stride(from: first, to: width, by: digit) { pass(shift, &keys, &spare) }
        if first > 0, !putInPlace(&keys) {
            for shift in stride(from: 0, to: width, by: digit) { pass(shift, &keys, &spare) }
        }
        return keys.map { Double(bitPattern: $0 & sign == 0 ? ~$0 : $0 & ~sign) }
    }

    /// How many bits a pass looks at.
    private static let digit = 11

    /// Puts keys in the order of some of their bits; those alike stay as they are.
    private static func pass(_ shift: Int, _ keys: inout [UInt64], _ spare: inout [UInt64]) {
        let mask: UInt64 = 1 << UInt64(digit) - 1
        var starts = [Int](repeating: 0, count: 1 << digit)
        starts.withUnsafeMutableBufferPointer { starts in
            keys.withUnsafeBufferPointer { keys in
                for key in keys { starts[Int(truncatingIfNeeded: key >> UInt64(shift) & mask)] &+= 1 }
                var next = 0
                for place in starts.indices { (starts[place], next) = (next, next &+ starts[place]) }
                spare.withUnsafeMutableBufferPointer { spare in
                    for key in keys {
                        let place = Int(truncatingIfNeeded: key >> UInt64(shift) & mask)
                        spare[starts[place]] = key
                        starts[place] &+= 1
                    }
                }
            }
        }
        swap(&keys, &spare)
    }

    /// Moves each key before those that are larger; false, and nothing is moved, where too many are out of order.
    private static func putInPlace(_ keys: inout [UInt64]) -> Bool {
        keys.withUnsafeMutableBufferPointer { keys in
            var inversions = 0
            for k in 1..<keys.count where keys[k] < keys[k - 1] { inversions += 1 }
            guard inversions * 16 <= keys.count else { return false }
            for k in 1..<keys.count where keys[k] < keys[k - 1] {
                let key = keys[k]
                var place = k
                while place > 0, keys[place - 1] > key {
                    keys[place] = keys[place - 1]
                    place -= 1
                }
                keys[place] = key
            }
            return true
        }
    }

    /// The standard deviation.
    package var deviation: Double {
        guard sorted.count > 1 else { return 0 }
        let squares = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(sorted.count - 1)).squareRoot()
    }

    /// The number below which a share of draws lies, between two draws in proportion.
    package func quantile(_ p: Double) -> Double {
        guard let first = sorted.first, let last = sorted.last else { return .nan }
        let place = p * Double(sorted.count) - 0.5
        guard place > 0 else { return first }
        let below = Int(place)
        guard below + 1 < sorted.count else { return last }
        return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
    }

    /// The interval that holds a share of draws, as much below as above.
    package func interval(_ level: Double) -> (low: Double, high: Double) {
        (quantile((1 - level) / 2), quantile((1 + level) / 2))
    }

    /// The shortest interval that holds a share of draws.
    package func shortestInterval(_ level: Double) -> (low: Double, high: Double) {
        let width = Int((level * Double(sorted.count)).rounded())
        guard width > 0, width < sorted.count else { return interval(level) }
        var best = 0
        for start in 0..<(sorted.count - width)
        where sorted[start + width] - sorted[start] < sorted[best + width] - sorted[best] { best = start }
        return (sorted[best], sorted[best + width])
    }

    /// The standard error of a quantile, from how far the draws lie apart around it.
    package func error(ofQuantile p: Double) -> Double {
        let step = (p * (1 - p) / Double(max(sorted.count, 1))).squareRoot()
        return (quantile(min(p + step, 1)) - quantile(max(p - step, 0))) / 2
    }

    /// The share of draws that are at least that large.
    package func share(atLeast bound: Double) -> Double {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < bound { low = middle + 1 } else { high = middle }
        }
        return sorted.isEmpty ? .nan : Double(sorted.count - low) / Double(sorted.count)
    }
}
