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

    /// The numbers, smallest first. Many are sorted byte by byte of their bits, which costs a few passes and no comparison.
    static func ascending(_ numbers: [Double]) -> [Double] {
        guard numbers.count > 1024, numbers.allSatisfy({ $0 == $0 }) else { return numbers.sorted() }
        let sign: UInt64 = 1 << 63
        // Bits in the order of the numbers: below zero all turned, above it the sign.
        var keys = numbers.map { $0.bitPattern & sign == 0 ? $0.bitPattern | sign : ~$0.bitPattern }
        var spare = [UInt64](repeating: 0, count: keys.count)
        var starts = [Int](repeating: 0, count: 256)
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            for place in starts.indices { starts[place] = 0 }
            for key in keys { starts[Int(truncatingIfNeeded: key >> shift & 0xFF)] += 1 }
            // A byte that all share moves nothing.
            if starts[Int(truncatingIfNeeded: keys[0] >> shift & 0xFF)] == keys.count { continue }
            var next = 0
            for place in starts.indices { (starts[place], next) = (next, next + starts[place]) }
            spare.withUnsafeMutableBufferPointer { spare in
                keys.withUnsafeBufferPointer { keys in
                    starts.withUnsafeMutableBufferPointer { starts in
                        for key in keys {
                            let byte = Int(truncatingIfNeeded: key >> shift & 0xFF)
                            spare[starts[byte]] = key
                            starts[byte] &+= 1
                        }
                    }
                }
            }
            swap(&keys, &spare)
        }
        return keys.map { Double(bitPattern: $0 & sign == 0 ? ~$0 : $0 & ~sign) }
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
