internal import Glibc

/// Text that was saved in one encoding and read in another: 鐓ょ偔 is 煤炭.
enum Mojibake {
    /// What a text was before its bytes, which are UTF-8, were read as GB18030; `nil` where that gives no Chinese.
    static func original(of text: String) -> String? {
        guard text.utf8.count >= 6, text.utf8.count < 300, !text.utf8.contains(where: { $0 < 0x80 && $0 > 0x3A }),
            let bytes = encoded(text)
        else { return nil }
        // A character of three bytes may be cut where an odd byte was lost.
        for dropped in 0...2 where bytes.count - dropped >= 3 {
            guard let text = String(validating: bytes.dropLast(dropped), as: UTF8.self) else { continue }
            let isChinese = text.unicodeScalars.allSatisfy { (0x4E00...0x9FFF).contains($0.value) }
            return isChinese && !text.isEmpty ? text : nil
        }
        return nil
    }

    private static func encoded(_ text: String) -> [UInt8]? {
        let handle = iconv_open("GB18030", "UTF-8")
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
}
