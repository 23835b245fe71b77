internal import CLibCrypto

/// SHA-256 of bytes that come piece by piece: how input files are told apart in reports.
public struct SHA256: Sendable {
    private var state = SHA256_CTX()

    /// Nothing hashed yet.
    public init() { SHA256_Init(&state) }

    /// Adds bytes.
    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// Adds bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        SHA256_Update(&state, bytes.baseAddress, bytes.count)
    }

    /// The digest of all bytes so far, 64 hexadecimal digits.
    public var hexadecimal: String {
        var copy = state
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        SHA256_Final(&digest, &copy)
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The digest of some bytes, 64 hexadecimal digits.
    public static func hexadecimal(of bytes: [UInt8]) -> String {
        var hash = SHA256()
        hash.update(bytes)
        return hash.hexadecimal
    }

    /// The digest of a file that is only looked at, or of some bytes of it as far as it has them, 64 hexadecimal digits.
    package static func hexadecimal(ofFile path: String, bytes: Range<Int>? = nil) throws(FileError) -> String {
        let file = try InputFile(path: path, isInput: false)
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { block.deallocate() }
        var hash = SHA256()
        guard let bytes else {
            while true {
                let got = try file.read(into: block)
                hash.update(UnsafeRawBufferPointer(rebasing: block[..<got]))
                if got < block.count { return hash.hexadecimal }
            }
        }
        var offset = bytes.lowerBound
        while offset < bytes.upperBound {
            let piece = UnsafeMutableRawBufferPointer(rebasing: block[..<min(block.count, bytes.upperBound - offset)])
            let got = try file.peek(into: piece, at: offset)
            hash.update(UnsafeRawBufferPointer(rebasing: piece[..<got]))
            guard got == piece.count else { break }
            offset += got
        }
        return hash.hexadecimal
    }
}
