internal import Glibc

extension TextEncoding {
    /// A text in this encoding, without byte order mark; `nil` where it has no way to write it.
    func bytes(of text: String) -> [UInt8]? {
        if self == .utf8 { return Array(text.utf8) }
        let handle = iconv_open(rawValue, TextEncoding.utf8.rawValue)
        guard Int(bitPattern: handle) != -1 else { return nil }
        defer { iconv_close(handle) }
        var input = Array(text.utf8)
        var output = [UInt8](repeating: 0, count: input.count * 2 + 8)
        let count = input.count
        let room = output.count
        var free = room
        let isDone = input.withUnsafeMutableBytes { source in
            output.withUnsafeMutableBytes { target in
                var from = source.baseAddress?.assumingMemoryBound(to: CChar.self)
                var to = target.baseAddress?.assumingMemoryBound(to: CChar.self)
                var left = count
                return Int(iconv(handle, &from, &left, &to, &free)) != -1
            }
        }
        return isDone ? Array(output.prefix(room - free)) : nil
    }

    /// The text of bytes in this encoding; what cannot be decoded becomes U+FFFD.
    package func text(of bytes: [UInt8]) -> String {
        if self == .utf8 { return String(decoding: bytes, as: UTF8.self) }
        var transcoder = Transcoder(from: self)
        return String(decoding: bytes.withUnsafeBytes { transcoder.decode($0, isLast: true) }, as: UTF8.self)
    }

    /// The byte order mark.
    fileprivate var mark: [UInt8] {
        switch self {
        case .utf8: [0xEF, 0xBB, 0xBF]
        case .gb18030: []
        case .utf16LittleEndian: [0xFF, 0xFE]
        case .utf16BigEndian: [0xFE, 0xFF]
        }
    }
}

extension SourceText {
    /// Whether a text is what a file with this digest holds, in one of the encodings that are read. Of a text in which
    /// something had to be replaced it cannot be told, and holds.
    package static func isText(_ text: String, ofFile digest: String) -> Bool {
        if text.unicodeScalars.contains("\u{FFFD}") { return true }
        for ends in ["\n", "\r"] where ends == "\n" || !text.utf8.contains(UInt8(ascii: "\r")) {
            let written = ends == "\n" ? text : text.replacing("\n", with: ends)
            for encoding in TextEncoding.allCases {
                guard let bytes = encoding.bytes(of: written) else { continue }
                if SHA256.hexadecimal(of: bytes) == digest || SHA256.hexadecimal(of: encoding.mark + bytes) == digest {
                    return true
                }
            }
        }
        return false
    }
}
