internal import CBytes

/// SHA-256 of bytes that come piece by piece: how input files are told apart in reports.
public struct SHA256: Sendable {
    private var state: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    private var rest: [UInt8] = []
    private var length: UInt64 = 0

    /// Nothing hashed yet.
    public init() { rest.reserveCapacity(128) }

    /// Adds bytes.
    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Adds bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        length += UInt64(bytes.count)
        var bytes = bytes[...]
        if !rest.isEmpty {
            let missing = min(64 - rest.count, bytes.count)
            rest.append(contentsOf: bytes.prefix(missing))
            bytes = bytes.dropFirst(missing)
            guard rest.count == 64 else { return }
            cbytes_sha256_blocks(&state, rest, 1)
            rest.removeAll(keepingCapacity: true)
        }
        let blocks = bytes.count / 64
        if blocks > 0, let start = UnsafeRawBufferPointer(rebasing: bytes).baseAddress {
            cbytes_sha256_blocks(&state, start.assumingMemoryBound(to: UInt8.self), blocks)
        }
        rest.append(contentsOf: bytes.dropFirst(blocks * 64))
    }

    /// The digest of all bytes so far, 64 hexadecimal digits.
    public var hexadecimal: String {
        var copy = self
        var padding: [UInt8] = [0x80]
        while (rest.count + padding.count) % 64 != 56 { padding.append(0) }
        let bits = length * 8
        for shift in stride(from: 56, through: 0, by: -8) { padding.append(UInt8(truncatingIfNeeded: bits >> shift)) }
        copy.update(padding)
        var text = ""
        for word in copy.state {
            let digits = String(word, radix: 16)
            text += String(repeating: "0", count: 8 - digits.count) + digits
        }
        return text
    }

    /// The digest of some bytes, 64 hexadecimal digits.
    public static func hexadecimal(of bytes: [UInt8]) -> String {
        var hash = SHA256()
        hash.update(bytes)
        return hash.hexadecimal
    }

    /// The digest of a file that is only looked at, 64 hexadecimal digits.
    package static func hexadecimal(ofFile path: String) throws(FileError) -> String {
        let file = try InputFile(path: path, isInput: false)
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { block.deallocate() }
        var hash = SHA256()
        while true {
            let got = try file.read(into: block)
            hash.update(UnsafeRawBufferPointer(rebasing: block[..<got]))
            if got < block.count { return hash.hexadecimal }
        }
    }
}
