import CBytes

/// Numbers by key. Keys of a few 64-bit words stand side by side with their numbers, in the order in which they came;
/// many more slots than keys tell by hash where each is, so that most are the first that is looked at.
struct KeyTable: Sendable {
    /// How many words a key has.
    let lanes: Int
    /// The words of each key and its number, from the second entry on.
    private var entries: [UInt64]
    /// The entry at each slot, 0 where there is none.
    private var slots: [UInt32]
    /// Marks numbers that are not known yet.
    private static let provisional: UInt64 = 1 << 63

    init(lanes: Int) {
        self.lanes = lanes
        entries = Array(repeating: 0, count: lanes + 1)
        slots = Array(repeating: 0, count: 1024)
    }

    /// How many keys it holds.
    private var count: Int { entries.count / (lanes + 1) - 1 }

    /// The number of a key, or `nil`.
    func number(of key: UnsafePointer<UInt64>) -> UInt64? {
        let entry = Int(slots[slot(of: key, stride: 1)])
        return entry == 0 ? nil : entries[entry * (lanes + 1) + lanes]
    }

    /// Sets the number of a key, which must be below 2⁶³ − 1.
    mutating func set(_ number: UInt64, for key: UnsafePointer<UInt64>) {
        let slot = slot(of: key, stride: 1)
        if slots[slot] != 0 {
            entries[Int(slots[slot]) * (lanes + 1) + lanes] = number
            return
        }
        slots[slot] = UInt32(count + 1)
        for lane in 0..<lanes { entries.append(key[lane]) }
        entries.append(number)
        if count * 4 > slots.count { grow() }
    }

    /// The numbers of the keys of a block of rows, a block of words for each lane. Keys that are not here are asked for
    /// together, back to back, each once.
    mutating func numbers(
        of keys: UnsafePointer<UInt64>, count rows: Int, into numbers: UnsafeMutablePointer<UInt64>,
        others: UnsafeMutablePointer<UInt16>, _ ask: ([UInt64]) -> [UInt64]
    ) {
        var new: [UInt64] = []
        for row in UnsafeBufferPointer(start: others, count: find(keys, rows, numbers, others)).lazy.map(Int.init) {
            let entry = Int(slots[slot(of: keys + row, stride: Program.block)])
            if entry != 0 {
                numbers[row] = entries[entry * (lanes + 1) + lanes]
                continue
            }
            // This key is new: it gets a provisional number, which is replaced once it is known.
            numbers[row] = KeyTable.provisional | UInt64(new.count / lanes)
            let place = new.count
            for lane in 0..<lanes { new.append(keys[lane * Program.block + row]) }
            new.withUnsafeBufferPointer { new in
                if let start = new.baseAddress { set(numbers[row], for: start + place) }
            }
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

    /// Looks up keys at their slots, and returns how many `others` are not there.
    private func find(
        _ keys: UnsafePointer<UInt64>, _ rows: Int, _ numbers: UnsafeMutablePointer<UInt64>,
        _ others: UnsafeMutablePointer<UInt16>
    ) -> Int {
        entries.withUnsafeBufferPointer { entries in
            slots.withUnsafeBufferPointer { slots in
                var table = cbytes_keys(
                    entries: entries.baseAddress, slots: slots.baseAddress, mask: slots.count - 1, lanes: lanes)
                return cbytes_find_keys(&table, keys, Program.block, rows, numbers, others)
            }
        }
    }

    /// Where a key is, or where it would come; its words stand `stride` apart.
    private func slot(of key: UnsafePointer<UInt64>, stride: Int) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: cbytes_key_hash(key, stride, lanes)) & mask
        while slots[slot] != 0 {
            let entry = Int(slots[slot]) * (lanes + 1)
            if (0..<lanes).allSatisfy({ entries[entry + $0] == key[$0 * stride] }) { return slot }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: 4 * slots.count)
        let known = entries
        known.withUnsafeBufferPointer { known in
            guard let start = known.baseAddress else { return }
            for entry in 1..<(known.count / (lanes + 1)) {
                slots[slot(of: start + entry * (lanes + 1), stride: 1)] = UInt32(entry)
            }
        }
    }
}
