/// The words by which a row says that it holds the sum of other rows instead of a source: 合计, 甲镇小计, 共2台, total.
public enum TotalWord {
    /// What a sum is taken over.
    public enum Extent: Sendable {
        /// All rows above.
        case whole
        /// Some of them, such as one town.
        case part
    }

    private static let whole: Set<String> = [
        "合计", "总计", "共计", "总和", "合計", "總計", "全县合计", "全州合计", "全市合计", "total", "grandtotal", "totals", "sum", "итого",
        "всего", "барлығы", "جەمئىي",
    ]
    private static let part: Set<String> = ["小计", "小計", "本页合计", "本页小计", "累计", "subtotal", "subtotals"]
    /// What may stand behind the name of a place: 甲镇小计, Town A total.
    private static let endings = ["合计", "小计", "总计", "共计", "累计", "合計", "小計", "總計", "总和"]
    private static let beginnings = ["合计", "总计", "小计", "总共"]
    /// What is counted in 共2台.
    private static let counted: Set<Character> = [
        "台", "家", "户", "辆", "个", "座", "处", "条", "套", "艘", "架", "人", "吨", "项", "眼", "只", "组", "行", "件", "t",
    ]

    /// What a cell says the sum of, or `nil` where it names something.
    public static func extent(of cell: some StringProtocol) -> Extent? {
        var text = String(cell)
        guard text.withUTF8(mayBeOne) else { return nil }
        let spaced = Vocabulary.folded(cell)
        guard spaced.utf8.count <= 100 else { return nil }
        let word = spaced.filter { !$0.isWhitespace && !":：-—*".contains($0) }
        if whole.contains(word) { return .whole }
        if part.contains(word) { return .part }
        // 合计(吨), 合计2台
        if let beginning = beginnings.first(where: word.hasPrefix) {
            let rest = word.dropFirst(beginning.count)
            if rest.first == "(" || rest.first?.isNumber == true { return beginning == "小计" ? .part : .whole }
        }
        var bare = word[...]
        if bare.last == ")", let open = bare.lastIndex(of: "(") { bare = bare[..<open] }
        if endings.contains(where: bare.hasSuffix) { return .part }
        if let last = spaced.split(whereSeparator: { " :(".contains($0) }).last(where: { !$0.hasSuffix(")") }),
            ["total", "totals", "subtotal", "sub-total"].contains(String(last))
        {
            return .part
        }
        return isCount(word) ? .part : nil
    }

    /// Whether a text may be such a word, by a few bytes at either end, whatever space or sign stands there: most cells are
    /// numbers, codes and names.
    private static func mayBeOne(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = text.first, let last = text.last else { return false }
        // Space and signs in front are not looked at, and what shows nothing.
        switch first {
        case ...0x20, UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "*"), 0xC2, 0xE1, 0xE2, 0xE3, 0xEF: return true
        default: break
        }
        func byte(_ back: Int) -> UInt8 { text.count > back ? text[text.count - 1 - back] : 0 }
        if text.count >= 3, isBeginning(UInt32(text[0]) | UInt32(text[1]) << 8 | UInt32(text[2]) << 16) { return true }
        if endBytes[Int(last)] {
            // Of words in Latin letters the last three tell: total, totals, sum.
            func isLetter(_ byte: UInt8) -> Bool {
                (97...122).contains(byte | 0x20) || (48...57).contains(byte) || byte == UInt8(ascii: "_")
            }
            let wanted: [UInt8]
            switch last | 0x20 {
            case UInt8(ascii: "l"): wanted = [UInt8(ascii: "a"), UInt8(ascii: "t")]
            case UInt8(ascii: "s"): wanted = [UInt8(ascii: "l"), UInt8(ascii: "a")]
            case UInt8(ascii: "m"): wanted = [UInt8(ascii: "u"), UInt8(ascii: "s")]
            default: return true
            }
            guard isLetter(last) else { return true }
            for (place, letter) in wanted.enumerated() {
                guard isLetter(byte(place + 1)) else { return true }
                if byte(place + 1) | 0x20 != letter { return false }
            }
            return true
        }
        return last <= 0x20 || byte(1) == 0xC2 || [0xE1, 0xE2, 0xE3, 0xEF].contains(byte(2))
    }

    /// 共, 合, 总, 小
    @inline(__always)
    private static func isBeginning(_ three: UInt32) -> Bool {
        three == 0xB185E5 || three == 0x8890E5 || three == 0xBB80E6 || three == 0x8FB0E5
    }

    /// Whether a word is like 共2台 or 共计十二家.
    private static func isCount(_ word: String) -> Bool {
        guard word.first == "共" else { return false }
        let rest = word.dropFirst().drop { "计有".contains($0) }
        let number = rest.prefix { $0.isNumber || ".,一二三四五六七八九十百千万两".contains($0) }
        return !number.isEmpty && rest.dropFirst(number.count).allSatisfy { counted.contains($0) }
            && rest.count - number.count <= 2
    }

    /// Whether a text is such a word; `ends` are those of `withEndBytes`. Four bytes behind its beginning must be
    /// readable.
    @inline(__always)
    static func isOne(_ text: UnsafeRawPointer, _ start: Int, _ end: Int, _ ends: UnsafePointer<Bool>) -> Bool {
        isPossible(text, start, end, ends)
            && extent(
                of: String(decoding: UnsafeRawBufferPointer(start: text + start, count: end - start), as: UTF8.self))
                != nil
    }

    /// Whether a text may be such a word, by few of its bytes: what is not is no such word.
    @inline(__always)
    private static func isPossible(
        _ text: UnsafeRawPointer, _ start: Int, _ end: Int, _ ends: UnsafePointer<Bool>
    ) -> Bool {
        guard end > start else { return false }
        if ends[Int(text.load(fromByteOffset: end &- 1, as: UInt8.self))] { return true }
        let first = text.loadUnaligned(fromByteOffset: start, as: UInt32.self)
        return isBeginning(UInt32(littleEndian: first) & 0xFF_FFFF)
    }

    /// Calls `body` with 256 answers: whether such a word may end in that byte.
    static func withEndBytes(_ body: (UnsafePointer<Bool>) -> Void) {
        endBytes.withUnsafeBufferPointer { if let ends = $0.baseAddress { body(ends) } }
    }

    /// The last bytes of such words, of what may stand behind them, and of space.
    private static let endBytes: [Bool] = {
        var bytes = [Bool](repeating: false, count: 256)
        for word in whole.union(part).union(endings) {
            for text in [word, word.uppercased()] { if let last = text.utf8.last { bytes[Int(last)] = true } }
        }
        // Letters of full width.
        for text in "ｌｓｍＬＳＭ".map(String.init) { if let last = text.utf8.last { bytes[Int(last)] = true } }
        for text in [")", "）", ":", "：", " ", "\u{3000}", "\u{A0}", "-", "—", "*", "\u{200B}", "\u{FEFF}"] {
            if let last = text.utf8.last { bytes[Int(last)] = true }
        }
        return bytes
    }()
}
