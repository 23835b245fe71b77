internal import CBytes
internal import Glibc

/// Finds the code of a spelling by its bytes: each distinct spelling is looked up in the vocabulary once.
///
/// Two tables: a small one for words of up to 16 bytes, with one place for each, which whole columns are looked up in;
/// and one for all spellings, where those come that have no place of their own, or are longer.
struct SpellingCache {
    /// The longest spelling that is kept.
    private static let longest = 96
    /// The longest spelling that its two ends tell.
    private static let short = 16
    private static let most = 1 << 14
    private static let textsRoom = 1 << 18
    /// The length of what is no word.
    private static let free = cbytes_word(first: 0, last: 0, length: .max, code: 0)

    /// All spellings by open addressing; above the code stands where the text of a longer one is kept.
    private var entries: UnsafeMutableBufferPointer<cbytes_word>
    private var count = 0
    /// The bytes of the longer spellings, back to back; `nil` as long as there is none.
    private var texts: UnsafeMutableRawPointer?
    private var textsCount = 0
    /// The short words, each at its slot; the first place is that of an empty cell.
    private var places: UnsafeMutableBufferPointer<cbytes_word>
    private var seed: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var shortCount = 0
    /// How many short words there were when they were last placed anew.
    private var placedCount = 0
    private let mayBeBlank: Bool

    /// - Parameter mayBeBlank: whether empty cells have the code 0; else they have none.
    init(mayBeBlank: Bool) {
        self.mayBeBlank = mayBeBlank
        entries = SpellingCache.room(for: 256)
        places = SpellingCache.room(for: 256)
        if mayBeBlank { places[0] = cbytes_word() }
    }

    /// Gives the memory back; the value is not used afterwards.
    func deallocate() {
        entries.deallocate()
        places.deallocate()
        texts?.deallocate()
    }

    /// Writes the codes of a column, and the numbers of the rows whose word has no place; returns how many those are.
    func codes(
        of cells: cbytes_cells, into codes: UnsafeMutablePointer<UInt16>, others: UnsafeMutablePointer<UInt16>
    ) -> Int {
        withUnsafePointer(to: cells) {
            cbytes_words($0, places.baseAddress, seed, UInt32(places.count.trailingZeroBitCount), codes, others)
        }
    }

    /// The code of a spelling, or `nil` where it was not seen before. Eight bytes before the place and eight behind it
    /// must be readable.
    func code(_ text: UnsafeRawPointer, _ start: Int, _ length: Int) -> UInt16? {
        guard length > 0, length <= SpellingCache.longest else { return nil }
        let word = SpellingCache.word(text, start, length)
        var slot = slot(of: word, in: entries)
        while entries[slot].length != .max {
            let entry = entries[slot]
            if (entry.first ^ word.first) | (entry.last ^ word.last) | (entry.length ^ word.length) == 0,
                length <= SpellingCache.short
                    || texts.map({ memcmp($0 + Int(entry.code >> 16), text + start, length) == 0 }) ?? false
            {
                return UInt16(truncatingIfNeeded: entry.code)
            }
            slot = (slot + 1) & (entries.count - 1)
        }
        return nil
    }

    /// Keeps the code of a spelling.
    mutating func insert(_ text: UnsafeRawPointer, _ start: Int, _ length: Int, code: UInt16) {
        guard length > 0, length <= SpellingCache.longest, count < SpellingCache.most else { return }
        var word = SpellingCache.word(text, start, length)
        word.code = UInt64(code)
        if length > SpellingCache.short {
            guard textsCount + length <= SpellingCache.textsRoom else { return }
            let texts = self.texts ?? .allocate(byteCount: SpellingCache.textsRoom, alignment: 8)
            self.texts = texts
            (texts + textsCount).copyMemory(from: text + start, byteCount: length)
            word.code |= UInt64(textsCount) << 16
            textsCount += length
        }
        if 4 * count >= entries.count { grow() }
        add(word)
        count += 1
        if length <= SpellingCache.short { place(word) }
    }

    private func add(_ word: cbytes_word) {
        var slot = slot(of: word, in: entries)
        while entries[slot].length != .max { slot = (slot + 1) & (entries.count - 1) }
        entries[slot] = word
    }

    private mutating func grow() {
        let old = entries
        entries = SpellingCache.room(for: 4 * old.count)
        for entry in old where entry.length != .max { add(entry) }
        old.deallocate()
    }

    /// Puts a short word at its slot. Where another stands there, all are placed anew, now and then.
    private mutating func place(_ word: cbytes_word) {
        shortCount += 1
        let slot = cbytes_word_slot(word, seed, UInt32(places.count.trailingZeroBitCount))
        if slot > 0, places[slot].length == .max {
            places[slot] = word
        } else if shortCount <= 64 || 4 * shortCount > 5 * placedCount {
            placeAll()
        }
    }

    /// Tries some seeds, and keeps the one by which the most words have a place of their own.
    private mutating func placeAll() {
        placedCount = shortCount
        let room = min(max(256, 16 * shortCount), 1 << 14)
        let bits = UInt32(Int.bitWidth - (room - 1).leadingZeroBitCount)
        let words = entries.filter { $0.length <= SpellingCache.short }
        var taken = [Int32](repeating: -1, count: 1 << Int(bits))
        var best: (count: Int, seed: UInt64) = (-1, seed)
        var trial = seed
        for number in 0..<Int32(16) where best.count < words.count {
            trial = trial &* 0xD134_2543_DE82_EF95 &+ 0x2545_F491_4F6C_DD1E
            var placed = 0
            for word in words {
                let slot = Int(cbytes_word_slot(word, trial | 1, bits))
                placed += slot > 0 && taken[slot] != number ? 1 : 0
                taken[slot] = number
            }
            if placed > best.count { best = (placed, trial | 1) }
        }
        seed = best.seed
        places.deallocate()
        places = SpellingCache.room(for: 1 << Int(bits))
        if mayBeBlank { places[0] = cbytes_word() }
        for word in words {
            let slot = Int(cbytes_word_slot(word, seed, bits))
            if slot > 0, places[slot].length == .max { places[slot] = word }
        }
    }

    private func slot(of word: cbytes_word, in table: UnsafeMutableBufferPointer<cbytes_word>) -> Int {
        Int(cbytes_word_slot(word, 0x9E37_79B9_7F4A_7C15, UInt32(table.count.trailingZeroBitCount)))
    }

    private static func room(for count: Int) -> UnsafeMutableBufferPointer<cbytes_word> {
        let room = UnsafeMutableBufferPointer<cbytes_word>.allocate(capacity: count)
        room.initialize(repeating: free)
        return room
    }

    private static func word(_ text: UnsafeRawPointer, _ start: Int, _ length: Int) -> cbytes_word {
        cbytes_word_at((text + start).assumingMemoryBound(to: UInt8.self), length)
    }
}
