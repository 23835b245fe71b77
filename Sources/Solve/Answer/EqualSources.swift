/// Sources that are alike 相同的源: the same options at the same costs with the same reductions, in one group. How many of
/// them take each option is what there is to choose; which of them is told by their identifiers.
///
/// A piece of a class stands in the problem as one source, whose options are the ways to share its members out.
struct EqualSources: Sendable {
    /// The options of the table that each member may take, −1 for nothing; the same at each place for all members.
    let members: [[Int]]
    /// For each way to share the members out how many take the option at each place.
    let ways: [[Int32]]

    /// No piece has more ways than this, nor more than four times the options that its members have one by one.
    private static let mostWays = 600

    /// How many of so many equal sources may stand together, where each has so many options and no number is larger.
    static func largest(of count: Int, options: Int, magnitude: UInt64) -> Int {
        var size = 1
        while size < count, UInt64(size + 1) <= (1 << 61) / max(1, magnitude) {
            let ways = wayCount(size + 1, options, most: mostWays)
            guard ways <= mostWays, ways <= 4 * (size + 1) * options else { break }
            size += 1
        }
        return size
    }

    /// The piece of some members.
    init(_ members: [[Int]]) {
        self.members = members
        let places = members.first?.count ?? 0
        var ways: [[Int32]] = []
        var way = [Int32](repeating: 0, count: places)
        func share(_ place: Int, _ left: Int32) {
            guard place < places - 1 else {
                way[place] = left
                ways.append(way)
                return
            }
            for count in stride(from: left, through: 0, by: -1) {
                way[place] = count
                share(place + 1, left - count)
            }
        }
        if places > 0 { share(0, Int32(members.count)) }
        self.ways = ways
    }

    /// The options that the members take in a way, the earliest members those that come first; −1 for nothing.
    func taken(_ way: Int) -> [Int] {
        var left = ways[way]
        let nothing = members[0].firstIndex(of: -1)
        return members.map { own in
            let place = left.indices.first { left[$0] > 0 && $0 != nothing } ?? nothing ?? 0
            left[place] -= 1
            return own[place]
        }
    }

    /// What a way comes to of a number that each option has.
    func sum(_ way: Int, _ value: (Int) -> Int64) -> Int64 {
        var sum: Int64 = 0
        for (place, count) in ways[way].enumerated() where count > 0 { sum += Int64(count) * value(members[0][place]) }
        return sum
    }

    private static func wayCount(_ size: Int, _ options: Int, most: Int) -> Int {
        // (size + options − 1) over (options − 1).
        var count = 1
        for step in 0..<max(0, options - 1) {
            count = count * (size + step + 1) / (step + 1)
            if count > most * 1_000 { return count }
        }
        return count
    }
}
