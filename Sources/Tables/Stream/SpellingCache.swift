internal import Glibc

/// Finds the code of a spelling by its bytes: each distinct spelling is looked up in the vocabulary once.
struct SpellingCache {
    /// The code of a spelling. Its first and last eight bytes tell one of up to 16 bytes wholly.
    private struct Entry {
        var first: UInt64 = 0
        var last: UInt64 = 0
        var length: UInt64 = 0
        /// The code, and above it where the text of a longer spelling is kept.
        var code: UInt64 = 0
    }

    /// The longest spelling that is kept.
    static let longest = 96
    /// The longest spelling that two words tell.
    private static let short = 16
    private static let most = 1 << 14
    private var entries: UnsafeMutableBufferPointer<Entry>
    private var count = 0
    /// The bytes of the longer spellings, back to back.
    private var texts: UnsafeMutableRawPointer
    private var textsCount = 0
    private static let textsRoom = 1 << 18

    init() {
        entries = SpellingCache.room(for: 256)
        texts = .allocate(byteCount: SpellingCache.textsRoom, alignment: 8)
    }

    /// Gives the memory back; the value is not used afterwards.
    func deallocate() {
        entries.deallocate()
        texts.deallocate()
    }

    /// The code of a spelling of 1 … 96 bytes, or `nil` where it was not seen before. Eight bytes before the place and
    /// eight behind it must be readable.
    @inline(__always)
    func code(_ text: UnsafeRawPointer, _ start: Int, _ length: Int) -> UInt16? {
        let (first, last) = SpellingCache.words(text, start, length)
        let wanted = UInt64(truncatingIfNeeded: length)
        let mask = entries.count &- 1
        var slot = SpellingCache.hash(first, last, length) & mask
        while true {
            let entry = entries[slot]
            if (entry.first ^ first) | (entry.last ^ last) | (entry.length ^ wanted) == 0,
                length <= SpellingCache.short || isText(entry, text + start)
            {
                return UInt16(truncatingIfNeeded: entry.code)
            }
            if entry.length == 0 { return nil }
            slot = (slot &+ 1) & mask
        }
    }

    /// Keeps the code of a spelling.
    mutating func insert(_ text: UnsafeRawPointer, _ start: Int, _ length: Int, code: UInt16) {
        guard length > 0, length <= SpellingCache.longest, count < SpellingCache.most else { return }
        var tagged = UInt64(code)
        if length > SpellingCache.short {
            guard textsCount + length <= SpellingCache.textsRoom else { return }
            (texts + textsCount).copyMemory(from: text + start, byteCount: length)
            tagged |= UInt64(textsCount) << 16
            textsCount += length
        }
        if 4 * count >= entries.count { grow() }
        let (first, last) = SpellingCache.words(text, start, length)
        place(Entry(first: first, last: last, length: UInt64(length), code: tagged))
        count += 1
    }

    /// Whether a longer spelling is the one that is meant, and not one with the same ends.
    private func isText(_ entry: Entry, _ text: UnsafeRawPointer) -> Bool {
        memcmp(texts + Int(entry.code >> 16), text, Int(entry.length)) == 0
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
