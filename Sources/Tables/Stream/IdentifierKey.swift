/// An identifier in 16 bytes: as it stands up to 15 bytes, else two independent hashes of it.
///
/// Keys are ordered by length, then as numbers of the bytes, so that `B9` comes before `B10`; those of hashes come last.
package struct IdentifierKey: Hashable, Comparable, Sendable {
    private let high: UInt64
    private let low: UInt64

    /// The key as two words.
    var words: (high: UInt64, low: UInt64) { (high, low) }

    /// The key of two words.
    init(words: (high: UInt64, low: UInt64)) { (high, low) = words }

    /// The key of nothing: every other one is greater.
    init() { (high, low) = (0, 0) }

    /// The key of a text.
    package init(_ text: String) {
        self = (Array(text.utf8) + Array(repeating: 0, count: 16)).withUnsafeBytes { bytes in
            bytes.baseAddress.map { IdentifierKey($0, count: text.utf8.count) } ?? IdentifierKey()
        }
    }

    /// The key of a text, behind which 16 bytes must be readable.
    @inline(__always)
    init(_ text: UnsafeRawPointer, count: Int) {
        if count <= 15 {
            var first = UInt64(bigEndian: text.loadUnaligned(as: UInt64.self))
            var second = UInt64(bigEndian: text.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            // Shifting by 64 and more leaves nothing.
            first &= ~(UInt64.max >> UInt64(8 * count))
            second &= ~(UInt64.max >> UInt64(8 * max(count - 8, 0)))
            high = UInt64(count + 1) << 56 | first >> 8
            low = first << 56 | second >> 8
        } else {
            (high, low) = IdentifierKey.hashes(text, count)
        }
    }

    /// Two hashes of a text of at least eight bytes, the first below every key's highest byte of a short text.
    @inline(never)
    private static func hashes(_ text: UnsafeRawPointer, _ count: Int) -> (high: UInt64, low: UInt64) {
        var a: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(count)
        var b: UInt64 = 0xC2B2_AE3D_27D4_EB4F
        var i = 0
        while i < count {
            let word = text.loadUnaligned(fromByteOffset: min(i, count - 8), as: UInt64.self)
            let (high, low) = (a ^ word).multipliedFullWidth(by: 0xFF51_AFD7_ED55_8CCD)
            a = high ^ low
            let (high2, low2) = (b &+ word ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
            b = (high2 ^ low2) &+ a
            i += 8
        }
        return (b & 0x00FF_FFFF_FFFF_FFFF | 0xFF << 56, a)
    }

    /// A hash of the key.
    var hash: UInt64 {
        let mixed = (low ^ high &* 0xD1B5_4A32_D192_ED03) &* 0x9E37_79B9_7F4A_7C15
        return (mixed ^ mixed >> 32) &* 0xD6E8_FEB8_6659_FD93
    }

    package static func < (a: IdentifierKey, b: IdentifierKey) -> Bool {
        a.high < b.high || (a.high == b.high && a.low < b.low)
    }
}
