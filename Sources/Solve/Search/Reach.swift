extension ChoiceProblem {
    /// Takes away options with which some row could not be kept whatever the other sources do; false where a row cannot
    /// be kept at all. Exact.
    func reach(_ live: inout [Bool]) -> Bool {
        var isStable = false
        while !isStable {
            isStable = true
            for row in rows {
                let amounts = amounts[row.dimension]
                let members = row.group.map { groupStarts[$0]..<groupStarts[$0 + 1] } ?? 0..<sourceCount
                var most: Int128 = 0
                var widest: Int64 = 0
                for source in members {
                    var (high, low): (Int64, Int64) = (.min, .max)
                    for option in starts[source]..<starts[source + 1] where live[option] {
                        let amount = row.sign * amounts[option]
                        high = max(high, amount)
                        low = min(low, amount)
                    }
                    guard high >= low else { return false }
                    most += Int128(high)
                    widest = max(widest, high - low)
                }
                let room = most - row.bound
                if room < 0 { return false }
                if Int128(widest) <= room { continue }
                for source in members {
                    var high = Int64.min
                    let options = starts[source]..<starts[source + 1]
                    for option in options where live[option] { high = max(high, row.sign * amounts[option]) }
                    for option in options where live[option] && Int128(high - row.sign * amounts[option]) > room {
                        live[option] = false
                        isStable = false
                    }
                }
            }
        }
        return true
    }
}
