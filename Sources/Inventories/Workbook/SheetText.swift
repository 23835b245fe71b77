import Tables

/// Texts in the cells of sheets, as people leave them.
enum SheetText {
    /// The text without space around it.
    static func trimmed(_ text: String) -> String {
        // Most begin and end with a letter, a digit or a Chinese character.
        let bytes = text.utf8
        func isPlain(_ byte: UInt8?) -> Bool { byte.map { (0x21..<0x7F).contains($0) } ?? false }
        func isChinese(_ byte: UInt8?) -> Bool { byte.map { (0xE4...0xE9).contains($0) } ?? false }
        if isPlain(bytes.first) || isChinese(bytes.first),
            isPlain(bytes.last) || bytes.count > 2 && isChinese(bytes.suffix(3).first)
        {
            return text
        }
        let isSpace: (Character) -> Bool = { $0.isWhitespace || $0 == "\u{FEFF}" }
        guard let first = text.firstIndex(where: { !isSpace($0) }), let last = text.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(text[first...last])
    }

    /// The same of bytes: whether nothing but space stands there.
    static func isBlank(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = text.first else { return true }
        if (0x21..<0x7F).contains(first) || (0xE4...0xE9).contains(first) { return false }
        return trimmed(String(decoding: text, as: UTF8.self)).isEmpty
    }

    /// Whether a text stands beside a table: 单位：万辆, 填表人：…, 注：….
    static func isRemark(_ text: String) -> Bool {
        // A colon, plain or of full width.
        guard text.utf8.contains(where: { $0 == UInt8(ascii: ":") || $0 == 0xEF }) else { return false }
        let folded = Vocabulary.folded(text.filter { !$0.isWhitespace })
        guard let colon = folded.firstIndex(of: ":") else { return false }
        let word = folded[..<colon]
        return [
            "单位", "注", "备注", "说明", "填报单位", "编制单位", "填表人", "填报人", "制表人", "审核人", "审核", "负责人", "单位负责人", "统计负责人",
            "联系电话", "填表日期", "填报日期", "日期", "数据来源", "资料来源", "note", "source",
        ].contains(String(word))
    }
}
