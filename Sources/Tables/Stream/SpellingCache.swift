/// Finds the code of a spelling by its bytes: each distinct spelling is looked up in the vocabulary once.
struct SpellingCache {
    /// The codes of a spelling up to 16 bytes long, which its first and last eight bytes tell wholly.
    private struct Entry {
        var first: UInt64 = 0
        var last: UInt64 = 0
        var length: UInt64 = 0
        var code: UInt64 = 0
    }

    /// The longest spelling that is kept.
    static let longest = 16
    private static let most = 1 << 14
    private var entries: UnsafeMutableBufferPointer<Entry>
    private var count = 0

    init() { entries = SpellingCache.room(for: 256) }

    /// Gives the memory back; the value is not used afterwards.
    func deallocate() { entries.deallocate() }

    /// The code of a spelling of 1 … 16 bytes, or `nil` where it was not seen before. Eight bytes before the place and
    /// eight behind it must be readable.
    @inline(__always)
    func code(_ text: UnsafeRawPointer, _ start: Int, _ length: Int) -> UInt16? {
        let (first, last) = SpellingCache.words(text, start, length)
        let mask = entries.count &- 1
        var slot = SpellingCache.hash(first, last, length) & mask
        while true {
            let entry = entries[slot]
            let wanted = UInt64(truncatingIfNeeded: length)
            if (entry.first ^ first) | (entry.last ^ last) | (entry.length ^ wanted) == 0 {
                return UInt16(truncatingIfNeeded: entry.code)
            }
            if entry.length == 0 { return nil }
            slot = (slot &+ 1) & mask
        }
    }

    /// Keeps the code of a spelling.
    mutating func insert(_ text: UnsafeRawPointer, _ start: Int, _ length: Int, code: UInt16) {
        guard length > 0, length <= SpellingCache.longest, count < SpellingCache.most else { return }
        if 4 * count >= entries.count { grow() }
        let (first, last) = SpellingCache.words(text, start, length)
        place(Entry(first: first, last: last, length: UInt64(length), code: UInt64(code)))
        count += 1
    }

    private func place(_ entry: Entry) {
        let mask = entries.count - 1
        var slot = SpellingCache.hash(entry.first, entry.last, Int(entry.length)) & mask
        while entries[slot].length != 0 { slot = (slot + 1) & mask }
        entries[slot] = entry
    }

    private mutating func grow() {
        let old = entries
        entries = SpellingCache.room(for: 4 * old.count)
        for entry in old where entry.length != 0 { place(entry) }
        old.deallocate()
    }

    private static func room(for count: Int) -> UnsafeMutableBufferPointer<Entry> {
        let room = UnsafeMutableBufferPointer<Entry>.allocate(capacity: count)
        room.initialize(repeating: Entry())
        return room
    }

    @inline(__always)
    private static func words(_ text: UnsafeRawPointer, _ start: Int, _ length: Int) -> (UInt64, UInt64) {
        // No branches: lengths come in no order.
        let bits = UInt64(truncatingIfNeeded: 64 &- 8 &* min(length, 8))
        let first = text.loadUnaligned(fromByteOffset: start, as: UInt64.self) & (~0 &>> bits)
        let last = text.loadUnaligned(fromByteOffset: start &+ length &- 8, as: UInt64.self)
        return (first, length > 8 ? last : 0)
    }

    @inline(__always)
    private static func hash(_ first: UInt64, _ last: UInt64, _ length: Int) -> Int {
        let mixed = (first ^ (last &* 0xD1B5_4A32_D192_ED03)) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: (mixed ^ (mixed &>> 32)) &>> 7)
    }
}
