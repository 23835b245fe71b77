/// Philox4x32-10, the counter-based generator of Salmon and others (2011): four random words for a counter of four words
/// and a key of two. Any draw can be asked for by its number, in any order, on any thread.
package struct Philox: Sendable {
    private let key: (UInt32, UInt32)

    /// The generator of a seed.
    package init(seed: UInt64) {
        key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    }

    /// The four words of a counter.
    @inlinable package func words(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32) -> (
        UInt32, UInt32, UInt32, UInt32
    ) {
        var (x0, x1, x2, x3) = (a, b, c, d)
        var (k0, k1) = parts
        for _ in 0..<10 {
            let left = UInt64(0xD251_1F53) &* UInt64(x0)
            let right = UInt64(0xCD9E_8D57) &* UInt64(x2)
            (x0, x1, x2, x3) = (
                UInt32(truncatingIfNeeded: right >> 32) ^ x1 ^ k0, UInt32(truncatingIfNeeded: right),
                UInt32(truncatingIfNeeded: left >> 32) ^ x3 ^ k1, UInt32(truncatingIfNeeded: left)
            )
            k0 = k0 &+ 0x9E37_79B9
            k1 = k1 &+ 0xBB67_AE85
        }
        return (x0, x1, x2, x3)
    }

    @usableFromInline var parts: (UInt32, UInt32) { key }

    /// 64 random bits: number `draw` of a stream, `component` telling apart what one draw needs several of.
    package func bits(_ draw: Int, stream: UInt64, component: UInt32 = 0) -> UInt64 {
        let (a, b, _, _) = words(
            UInt32(truncatingIfNeeded: draw), component, UInt32(truncatingIfNeeded: stream),
            UInt32(truncatingIfNeeded: stream >> 32))
        return UInt64(b) << 32 | UInt64(a)
    }

    /// The stream of a name: 64 bits of FNV-1a, stirred as splitmix64 does. It depends on the name alone, so that a datum
    /// more moves the draws of no other.
    package static func stream(of name: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
        hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
        return hash ^ hash >> 31
    }
}
