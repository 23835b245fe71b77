/// Numbers by key: open addressing over keys of a few 64-bit lanes, each key beside its number.
struct KeyTable: Sendable {
    /// How many words a key has.
    let lanes: Int
    /// Slot by slot the words of a key and its number plus one; 0 where the slot is free.
    private var entries: [UInt64]
    private var mask: Int
    /// How many keys it holds.
    private(set) var count = 0
    /// Marks numbers that are not known yet.
    private static let provisional: UInt64 = 1 << 63

    init(lanes: Int) {
        self.lanes = lanes
        mask = 255
        entries = Array(repeating: 0, count: 256 * (lanes + 1))
    }

    /// The number of a key, or `nil`.
    func number(of key: UnsafePointer<UInt64>) -> UInt64? {
        let stored = entries.withUnsafeBufferPointer { $0[slot(of: key, in: $0) * (lanes + 1) + lanes] }
        return stored == 0 ? nil : stored - 1
    }

    /// Sets the number of a key, which must be below 2⁶³ − 1.
    mutating func set(_ number: UInt64, for key: UnsafePointer<UInt64>) {
        let place = entries.withUnsafeBufferPointer { slot(of: key, in: $0) } * (lanes + 1)
        let isNew = entries[place + lanes] == 0
        for lane in 0..<lanes { entries[place + lane] = key[lane] }
        entries[place + lanes] = number + 1
        guard isNew else { return }
        count += 1
        if count * 2 > mask { grow() }
    }

    /// The numbers of many keys, back to back. Keys that are not here are asked for together, each once.
    mutating func numbers(
        of keys: UnsafePointer<UInt64>, count rows: Int, into numbers: UnsafeMutablePointer<UInt64>,
        _ ask: ([UInt64]) -> [UInt64]
    ) {
        var new: [UInt64] = []
        var row = 0
        while row < rows {
            row = lookUp(keys, from: row, to: rows, into: numbers)
            guard row < rows else { break }
            // This key is new: it gets a provisional number, which is replaced once it is known.
            set(KeyTable.provisional | UInt64(new.count / lanes), for: keys + row * lanes)
            for lane in 0..<lanes { new.append(keys[row * lanes + lane]) }
        }
        guard !new.isEmpty else { return }
        let known = ask(new)
        new.withUnsafeBufferPointer { new in
            guard let start = new.baseAddress else { return }
            for i in known.indices { set(known[i], for: start + i * lanes) }
        }
        for row in 0..<rows where numbers[row] >= KeyTable.provisional {
            numbers[row] = known[Int(numbers[row] & ~KeyTable.provisional)]
        }
    }

    /// Looks keys up until one is missing; returns its row.
    private func lookUp(
        _ keys: UnsafePointer<UInt64>, from: Int, to end: Int, into numbers: UnsafeMutablePointer<UInt64>
    ) -> Int {
        entries.withUnsafeBufferPointer { entries in
            for row in from..<end {
                let stored = entries[slot(of: keys + row &* lanes, in: entries) &* (lanes &+ 1) &+ lanes]
                if stored == 0 { return row }
                numbers[row] = stored &- 1
            }
            return end
        }
    }

    /// Where a key is, or where it would come.
    @inline(__always)
    private func slot(of key: UnsafePointer<UInt64>, in entries: UnsafeBufferPointer<UInt64>) -> Int {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
        for lane in 0..<lanes {
            hash = (hash ^ key[lane]) &* 0xD6E8_FEB8_6659_FD93
            hash ^= hash &>> 32
        }
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let place = slot &* (lanes &+ 1)
            if entries[place &+ lanes] == 0 { return slot }
            var difference: UInt64 = 0
            for lane in 0..<lanes { difference |= entries[place &+ lane] ^ key[lane] }
            if difference == 0 { return slot }
            slot = (slot &+ 1) & mask
        }
    }

    private mutating func grow() {
        let old = entries
        mask = mask * 2 + 1
        entries = Array(repeating: 0, count: (mask + 1) * (lanes + 1))
        old.withUnsafeBufferPointer { old in
            guard let start = old.baseAddress else { return }
            for place in stride(from: 0, to: old.count, by: lanes + 1) where old[place + lanes] != 0 {
                let free = entries.withUnsafeBufferPointer { slot(of: start + place, in: $0) } * (lanes + 1)
                for word in 0...lanes { entries[free + word] = old[place + word] }
            }
        }
    }
}
