/// Which part of an inventory's tables is meant 分片: the third of seven is `3/7`.
public struct PartNumber: Hashable, Sendable, CustomStringConvertible {
    /// How many parts there may be.
    public static let counts = 1...100_000
    /// Its number, from 1.
    public let number: Int
    /// How many parts there are.
    public let count: Int

    /// A part; `nil` where there is no such one.
    public init?(_ number: Int, of count: Int) {
        guard PartNumber.counts.contains(count), (1...count).contains(number) else { return nil }
        self.number = number
        self.count = count
    }

    /// Reads `3/7`.
    public init?(_ text: String) {
        let words = text.split(separator: "/", omittingEmptySubsequences: false)
        guard words.count == 2, words.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let number = Int(words[0]), let count = Int(words[1])
        else { return nil }
        self.init(number, of: count)
    }

    /// Its bytes among those of all tables, one after the other.
    func bytes(of total: Int) -> Range<Int> {
        func cut(_ number: Int) -> Int { Int(Int128(total) * Int128(number) / Int128(count)) }
        return cut(number - 1)..<cut(number)
    }

    /// As it is written.
    public var description: String { "\(number)/\(count)" }
}
