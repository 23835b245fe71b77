internal import Glibc

/// Turns bytes of another encoding into UTF-8, piece by piece; what cannot be decoded becomes U+FFFD, byte by byte.
struct Transcoder: ~Copyable {
    private let handle: iconv_t
    /// Bytes of a character that the next piece completes.
    private var pending: [UInt8] = []

    init(from encoding: TextEncoding) {
        // Always there: the C library brings both.
        handle = iconv_open(TextEncoding.utf8.rawValue, encoding.rawValue)
        precondition(Int(bitPattern: handle) != -1, "no converter for \(encoding.rawValue)")
    }

    deinit { iconv_close(handle) }

    /// The UTF-8 of the next piece.
    mutating func decode(_ piece: UnsafeRawBufferPointer, isLast: Bool) -> [UInt8] {
        var input = pending
        input.append(contentsOf: piece)
        pending = []
        var output: [UInt8] = []
        output.reserveCapacity(input.count * 3 / 2 + 16)
        var chunk = [UInt8](repeating: 0, count: 1 << 15)
        var start = 0
        while start < input.count {
            let (read, wrote, failure) = convert(&input, from: start, into: &chunk)
            start += read
            output.append(contentsOf: chunk[..<wrote])
            guard failure != 0, failure != E2BIG else { continue }
            if failure == EINVAL, !isLast {
                pending = Array(input[start...])
                break
            }
            output.append(contentsOf: [0xEF, 0xBF, 0xBD])
            start += 1
        }
        return output
    }

    private func convert(
        _ input: inout [UInt8], from start: Int, into output: inout [UInt8]
    ) -> (read: Int, wrote: Int, failure: Int32) {
        let room = output.count
        let available = input.count - start
        return input.withUnsafeMutableBytes { source in
            output.withUnsafeMutableBytes { target in
                var from = source.baseAddress.map { ($0 + start).assumingMemoryBound(to: CChar.self) }
                var to = target.baseAddress?.assumingMemoryBound(to: CChar.self)
                var left = available
                var free = room
                let result = iconv(handle, &from, &left, &to, &free)
                let failure = Int(result) == -1 ? errno : 0
                return (available - left, room - free, failure)
            }
        }
    }
}
