/// Text that was saved in one encoding and read in another: 鐓ょ偔 is 煤炭.
enum Mojibake {
    /// What a text was before its bytes, which are UTF-8, were read as GB18030; `nil` where that gives no Chinese.
    static func original(of text: String) -> String? {
        guard text.utf8.count >= 6, text.utf8.count < 300, !text.utf8.contains(where: { $0 < 0x80 && $0 > 0x3A }),
            let bytes = TextEncoding.gb18030.bytes(of: text)
        else { return nil }
        // A character of three bytes may be cut where an odd byte was lost.
        for dropped in 0...2 where bytes.count - dropped >= 3 {
            guard let text = String(validating: bytes.dropLast(dropped), as: UTF8.self) else { continue }
            let isChinese = text.unicodeScalars.allSatisfy { (0x4E00...0x9FFF).contains($0.value) }
            return isChinese && !text.isEmpty ? text : nil
        }
        return nil
    }
}
