internal import CBytes

/// Identifiers seen so far and the line of each one's first use.
///
/// While each is greater than the one before, as in a register that is in its order, none can be there twice, and that
/// is all that is looked at: a few bytes each. With the first that is not, an index by hash is made of all.
struct IdentifierSet {
    /// Those that ascend, until one does not.
    private var ascending = AscendingIdentifiers()
    /// Then all, in the order of the file.
    private var keys: [IdentifierKey] = []
    private var lines: [UInt32] = []
    /// By hash the number of a key, from 1, and above it the upper half of its hash; empty while keys ascend.
    private var slots: [UInt64] = []
    private var expected = 0

    /// Makes room for so many.
    mutating func reserve(_ expected: Int) {
        self.expected = expected
        if slots.isEmpty { ascending.reserve(expected) }
    }

    /// Takes identifiers of rows before those that will be added.
    mutating func begin(with earlier: IdentifierUses) {
        for use in earlier.seen { add([use]) { _, _ in } }
    }

    /// Each identifier with the line of its first use, but for some of the first ones.
    func uses(from number: Int) -> IdentifierUses {
        var all = self
        if slots.isEmpty { all.takeAscending() }
        return IdentifierUses(
            high: all.keys[number...].map(\.words.high), low: all.keys[number...].map(\.words.low),
            lines: Array(all.lines[number...]))
    }

    /// Takes identifiers in the order of the file; tells the place and the first line of each that was there before.
    mutating func add(_ identifiers: [SeenIdentifier], _ duplicate: (Int, UInt32) -> Void) {
        var next = 0
        if slots.isEmpty {
            next = ascending.add(identifiers)
            guard next < identifiers.count else { return }
            takeAscending()
            makeIndex()
        }
        let ahead = 16
        while next < identifiers.count {
            if next + ahead < identifiers.count { prefetch(identifiers[next + ahead].key.hash) }
            let identifier = identifiers[next]
            if let first = find(identifier.key, line: identifier.line) { duplicate(next, first) }
            next += 1
        }
    }

    /// Takes over those that ascend.
    private mutating func takeAscending() {
        keys.reserveCapacity(max(expected, ascending.count))
        lines.reserveCapacity(max(expected, ascending.count))
        ascending.forEach { key, line in
            keys.append(key)
            lines.append(line)
        }
        ascending = AscendingIdentifiers()
    }

    /// The line of an earlier use; `nil`, and it is kept, where this is the first.
    private mutating func find(_ key: IdentifierKey, line: UInt32) -> UInt32? {
        if 4 * keys.count >= 3 * slots.count { makeIndex() }
        let hash = key.hash
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let number = Int(slots[slot] & 0xFFFF_FFFF) - 1
            if slots[slot] >> 32 == hash >> 32, keys[number] == key { return lines[number] }
            slot = (slot + 1) & mask
        }
        keys.append(key)
        lines.append(line)
        slots[slot] = (hash & ~0xFFFF_FFFF) | UInt64(keys.count)
        return nil
    }

    private mutating func makeIndex() {
        var room = 1024
        // The room that was made for keys tells how many are expected.
        while 3 * room < 4 * max(keys.capacity, keys.count + 1) { room *= 2 }
        slots = Array(repeating: 0, count: room)
        for (number, key) in keys.enumerated() {
            if number + 16 < keys.count { prefetch(keys[number + 16].hash) }
            var slot = Int(truncatingIfNeeded: key.hash) & (room - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (room - 1) }
            slots[slot] = (key.hash & ~0xFFFF_FFFF) | UInt64(number + 1)
        }
    }

    private func prefetch(_ hash: UInt64) {
        slots.withUnsafeBufferPointer { slots in
            guard let start = slots.baseAddress else { return }
            cbytes_prefetch(start + Int(truncatingIfNeeded: hash) & (slots.count - 1))
        }
    }
}
