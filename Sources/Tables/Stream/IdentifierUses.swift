/// Identifiers of rows, each with the line of its first use, in the order of the file.
package struct IdentifierUses: Hashable, Sendable {
    /// The upper word of each one's key.
    package var high: [UInt64] = []
    /// The lower word.
    package var low: [UInt64] = []
    /// The lines.
    package var lines: [UInt32] = []

    /// None.
    package init() {}

    /// Identifiers by the two words of their keys.
    package init(high: [UInt64], low: [UInt64], lines: [UInt32]) {
        self.high = high
        self.low = low
        self.lines = lines
    }

    /// The uses as the reader tells them.
    var seen: [SeenIdentifier] {
        lines.indices.map {
            SeenIdentifier(IdentifierKey(words: (high[$0], low[$0])), line: lines[$0], row: 0, start: 0, end: 0)
        }
    }

    private mutating func append(_ use: SeenIdentifier, line: UInt32) {
        high.append(use.key.words.high)
        low.append(use.key.words.low)
        lines.append(line)
    }

    /// For each of the pieces of a file, given in its order, the identifiers that pieces before it use.
    package static func usedBefore(_ pieces: [IdentifierUses]) -> [IdentifierUses] {
        var set = IdentifierSet()
        return pieces.map { piece in
            var earlier = IdentifierUses()
            let seen = piece.seen
            set.add(seen) { place, line in earlier.append(seen[place], line: line) }
            return earlier
        }
    }
}
