internal import CBytes

/// How the text of a file is encoded.
public enum TextEncoding: String, Sendable, CaseIterable {
    /// UTF-8, with or without byte order mark.
    case utf8 = "UTF-8"
    /// GB18030, of which GBK and GB2312 are parts.
    case gb18030 = "GB18030"
    /// UTF-16 with byte order mark, low byte first.
    case utf16LittleEndian = "UTF-16LE"
    /// UTF-16 with byte order mark, high byte first.
    case utf16BigEndian = "UTF-16BE"

    /// The part of a file, from its first byte that is not ASCII, that decides between UTF-8 and GB18030.
    static let window = 1 << 20

    /// The encoding that a byte order mark tells, and the mark's length.
    static func marked(by bytes: some Collection<UInt8>) -> (encoding: TextEncoding, length: Int)? {
        let head = Array(bytes.prefix(3))
        if head == [0xEF, 0xBB, 0xBF] { return (.utf8, 3) }
        if head.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
        if head.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
        return nil
    }

    /// UTF-8 or GB18030, told by bytes that begin at the first byte of the file that is not ASCII.
    ///
    /// Text is UTF-8 where it is valid as such (a character cut by the end of the window does not count), and also
    /// where damaged bytes are rare among valid characters.
    static func told(by bytes: UnsafeRawBufferPointer) -> TextEncoding {
        var characters = 0
        var broken = 0
        var i = 0
        while i < bytes.count {
            if bytes[i] < 0x80 {
                i += 1
                continue
            }
            let length = UTF8Scan.length(bytes, at: i)
            if length > 0 {
                // Pairs are valid by chance too often: they do not count.
                if length == 3 { characters += 1 }
                i += length
            } else {
                if i + 4 <= bytes.count { broken += 1 }
                i += 1
            }
        }
        return broken == 0 || characters > 4 * broken ? .utf8 : .gb18030
    }
}

/// Looks at UTF-8 byte by byte.
enum UTF8Scan {
    /// The length of the valid character that begins at a byte ≥ 0x80, or 0.
    @inline(__always)
    static func length(_ bytes: UnsafeRawBufferPointer, at i: Int) -> Int {
        let first = bytes[i]
        func continues(_ k: Int) -> Bool { i + k < bytes.count && bytes[i + k] & 0xC0 == 0x80 }
        switch first {
        case 0xC2...0xDF: return continues(1) ? 2 : 0
        case 0xE0...0xEF:
            guard continues(1), continues(2) else { return 0 }
            let second = bytes[i + 1]
            if first == 0xE0, second < 0xA0 { return 0 }
            if first == 0xED, second > 0x9F { return 0 }
            return 3
        case 0xF0...0xF4:
            guard continues(1), continues(2), continues(3) else { return 0 }
            let second = bytes[i + 1]
            if first == 0xF0, second < 0x90 { return 0 }
            if first == 0xF4, second > 0x8F { return 0 }
            return 4
        default: return 0
        }
    }

    /// Whether text is valid UTF-8 without replacement characters.
    static func isSound(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let start = bytes.baseAddress else { return true }
        return cbytes_is_sound_utf8(start.assumingMemoryBound(to: UInt8.self), bytes.count) != 0
            || firstBroken(bytes) == nil
    }

    /// Whether a character stands there that shows nothing, as `CellText.isInvisible` tells; the text must be sound.
    static func hasInvisible(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let start = bytes.baseAddress else { return false }
        return cbytes_has_invisible(start.assumingMemoryBound(to: UInt8.self), bytes.count) != 0
    }

    /// The place of the first byte that is not valid UTF-8, or of the first replacement character, or `nil`.
    static func firstBroken(_ bytes: UnsafeRawBufferPointer, from start: Int = 0) -> Int? {
        var i = start
        while i < bytes.count {
            if i + 8 <= bytes.count,
                bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
            {
                i += 8
                continue
            }
            if bytes[i] < 0x80 {
                i += 1
                continue
            }
            // The common characters of Chinese text: three bytes, the first E1 … EC.
            if i + 4 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: i, as: UInt32.self)
                let first = word & 0xFF
                if word & 0x00C0_C000 == 0x0080_8000, first > 0xE0, first < 0xED {
                    i += 3
                    continue
                }
            }
            let length = length(bytes, at: i)
            if length == 0 { return i }
            if length == 3, bytes[i] == 0xEF, bytes[i + 1] == 0xBF, bytes[i + 2] == 0xBD { return i }
            i += length
        }
        return nil
    }

    /// The place of the first byte that is not ASCII, or `nil`.
    static func firstBeyondASCII(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var i = 0
        while i + 8 <= bytes.count, bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        {
            i += 8
        }
        while i < bytes.count {
            if bytes[i] >= 0x80 { return i }
            i += 1
        }
        return nil
    }
}
