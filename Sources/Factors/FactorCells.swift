import Tables

/// What the cells of one column were read as. Texts repeat from row to row: each distinct one is read once.
struct FactorCells<Value> {
    /// Where each distinct text first stood.
    private var texts: [Range<Int>] = []
    private var values: [Value?] = []
    /// Numbers of texts plus one by hash, open addressing; 0 where the slot is free.
    private var slots = [Int](repeating: 0, count: 32)
    private var last = 0..<0
    private var lastValue: Value?

    /// What a cell says; `nil` where it cannot be read.
    mutating func value(
        of cell: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>, read: (String) -> Value?
    ) -> Value? {
        if !last.isEmpty, bytes.agrees(cell, last) { return lastValue }
        let number = number(of: cell, in: bytes)
        if number == values.count { values.append(read(bytes.text(cell))) }
        (last, lastValue) = (cell, values[number])
        return lastValue
    }

    /// The number of a text; that of a new one is the number of values.
    private mutating func number(of cell: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        let mask = slots.count - 1
        var slot = bytes.hash(cell) & mask
        while slots[slot] != 0 {
            if bytes.agrees(texts[slots[slot] - 1], cell) { return slots[slot] - 1 }
            slot = (slot + 1) & mask
        }
        texts.append(cell)
        slots[slot] = texts.count
        if texts.count * 2 > slots.count { grow(bytes) }
        return texts.count - 1
    }

    private mutating func grow(_ bytes: UnsafeBufferPointer<UInt8>) {
        slots = Array(repeating: 0, count: slots.count * 4)
        let mask = slots.count - 1
        for (number, text) in texts.enumerated() {
            var slot = bytes.hash(text) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = number + 1
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether the same text stands at two places.
    @inline(__always)
    fileprivate func agrees(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
        guard a.count == b.count else { return false }
        for i in 0..<a.count where self[a.lowerBound &+ i] != self[b.lowerBound &+ i] { return false }
        return true
    }

    fileprivate func hash(_ cell: Range<Int>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for i in cell { hash = (hash ^ UInt64(self[i])) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: hash ^ hash >> 32)
    }
}
