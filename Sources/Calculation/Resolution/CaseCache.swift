/// The case numbers of keys that one thread has met: open addressing on the keys themselves, kept from chunk to chunk.
struct CaseCache: Sendable {
    private let lanes: Int
    private var keys: [UInt64]
    private var numbers: [Int32]
    private var used = 0
    private var mask: Int

    init(lanes: Int) {
        self.lanes = lanes
        mask = 1023
        keys = Array(repeating: 0, count: 1024 * lanes)
        numbers = Array(repeating: -1, count: 1024)
    }

    /// The number of each row's case. Keys that are new to this cache are asked for together.
    mutating func numbers(_ columns: [[UInt64]], count: Int, _ ask: ([[UInt64]]) -> [Int32]) -> [Int32] {
        var result = [Int32](repeating: 0, count: count)
        // New keys get provisional numbers −2, −3, …, which are replaced once they are known.
        var new: [[UInt64]] = []
        var places: [Int] = []
        for row in 0..<count {
            let place = slot { columns[$0][row] }
            if numbers[place] == -1 {
                for lane in 0..<lanes { keys[place * lanes + lane] = columns[lane][row] }
                numbers[place] = Int32(-2 - new.count)
                new.append((0..<lanes).map { columns[$0][row] })
                used += 1
            }
            result[row] = numbers[place]
            if used * 2 > mask { grow() }
        }
        guard !new.isEmpty else { return result }
        let known = ask(new)
        for row in 0..<count where result[row] < 0 { result[row] = known[Int(-2 - result[row])] }
        for (i, key) in new.enumerated() { places.append(slot { key[$0] }); numbers[places[i]] = known[i] }
        return result
    }

    @inline(__always)
    private func slot(_ key: (Int) -> UInt64) -> Int {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
        for lane in 0..<lanes {
            hash = (hash ^ key(lane)) &* 0xD6E8_FEB8_6659_FD93
            hash ^= hash >> 32
        }
        var slot = Int(truncatingIfNeeded: hash) & mask
        while numbers[slot] != -1 {
            var isSame = true
            for lane in 0..<lanes where keys[slot * lanes + lane] != key(lane) { isSame = false }
            if isSame { return slot }
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func grow() {
        let (oldKeys, oldNumbers) = (keys, numbers)
        mask = mask * 2 + 1
        keys = Array(repeating: 0, count: (mask + 1) * lanes)
        numbers = Array(repeating: -1, count: mask + 1)
        for i in oldNumbers.indices where oldNumbers[i] != -1 {
            let place = slot { oldKeys[i * lanes + $0] }
            for lane in 0..<lanes { keys[place * lanes + lane] = oldKeys[i * lanes + lane] }
            numbers[place] = oldNumbers[i]
        }
    }
}
