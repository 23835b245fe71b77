import Lantian
import Samples

/// Adding masses exactly, and writing them.
func measureSumming(_ count: Int) {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    let values = (0..<count).map { _ -> Double in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Double(state >> 20)
    }
    var total = Mass.zero
    let summing = Stopwatch(runs: 5) {
        total = .zero
        for value in values { total += Mass(micrograms: Mass.rounded(micrograms: value) ?? 0) }
    }
    var characters = 0
    let writing = Stopwatch(runs: 5) {
        characters = 0
        for value in values { characters += Mass(micrograms: Int64(value)).tonnes().utf8.count }
    }
    print("masses: \(count), sum \(total)")
    for (name, time) in [("rounded to whole micrograms and added", summing), ("written in tonnes", writing)] {
        print("  \(name): \(DecimalText.rounded(time.processor / Double(count) * 1e9, decimals: 1)) ns each")
    }
    precondition(characters > 0)
}
