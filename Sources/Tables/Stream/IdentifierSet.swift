/// An identifier in 16 bytes: as it stands up to 15 bytes, else two independent hashes of it.
struct IdentifierKey: Equatable {
    var low: UInt64
    var high: UInt64

    /// The key of nothing: every other one has a high byte.
    init() { (low, high) = (0, 0) }

    init(_ text: UnsafeRawBufferPointer) {
        if text.count <= 15 {
            low = 0
            high = UInt64(text.count + 1) << 56
            for (i, byte) in text.enumerated() {
                if i < 8 { low |= UInt64(byte) << UInt64(8 * i) } else { high |= UInt64(byte) << UInt64(8 * (i - 8)) }
            }
            return
        }
        var a: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(text.count)
        var b: UInt64 = 0xC2B2_AE3D_27D4_EB4F
        var i = 0
        while i < text.count {
            let from = min(i, text.count - 8)
            let word = text.loadUnaligned(fromByteOffset: from, as: UInt64.self)
            let (high, low) = (a ^ word).multipliedFullWidth(by: 0xFF51_AFD7_ED55_8CCD)
            a = high ^ low
            let (high2, low2) = (b &+ word ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
            b = (high2 ^ low2) &+ a
            i += 8
        }
        low = a
        high = b & 0x00FF_FFFF_FFFF_FFFF | 0xFF << 56
    }
}

/// Identifiers seen so far and the line of each one's first use.
struct IdentifierSet {
    private static let none = IdentifierKey()
    private var keys: [IdentifierKey] = []
    private var lines: [UInt32] = []
    private var count = 0

    /// Makes room for so many.
    mutating func reserve(_ expected: Int) {
        var room = max(1024, keys.count)
        while 4 * room < 5 * expected { room *= 2 }
        if room > keys.count { move(to: room) }
    }

    /// The line of an earlier use; `nil`, and it is kept, where this is the first.
    mutating func firstLine(_ key: IdentifierKey, line: UInt32) -> UInt32? {
        if 5 * count >= 4 * keys.count { move(to: max(1024, 2 * keys.count)) }
        var slot = IdentifierSet.home(key, keys.count)
        while keys[slot] != IdentifierSet.none {
            if keys[slot] == key { return lines[slot] }
            slot = (slot + 1) & (keys.count - 1)
        }
        keys[slot] = key
        lines[slot] = line
        count += 1
        return nil
    }

    private static func home(_ key: IdentifierKey, _ room: Int) -> Int {
        let mixed = (key.low ^ key.high &* 0xD1B5_4A32_D192_ED03) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: (mixed ^ mixed >> 32) >> 3) & (room - 1)
    }

    private mutating func move(to room: Int) {
        let (oldKeys, oldLines) = (keys, lines)
        keys = Array(repeating: IdentifierSet.none, count: room)
        lines = Array(repeating: 0, count: room)
        for (key, line) in zip(oldKeys, oldLines) where key != IdentifierSet.none {
            var slot = IdentifierSet.home(key, room)
            while keys[slot] != IdentifierSet.none { slot = (slot + 1) & (room - 1) }
            keys[slot] = key
            lines[slot] = line
        }
    }
}
