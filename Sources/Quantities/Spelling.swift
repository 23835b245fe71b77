/// Finds the word that was probably meant.
public enum Spelling {
    /// The nearest candidate within a third of the word's length (at least one edit), or `nil`.
    ///
    /// Case and width are ignored first; ties go to the earlier candidate. O(candidates × length²).
    public static func nearest(to word: some StringProtocol, in candidates: some Sequence<String>) -> String? {
        Candidates(candidates).nearest(to: word)
    }

    /// The nearest candidate that measures and means the same: 年耗气量 is not suggested for 年耗煤量, 国零 not for 国七,
    /// nor km for 万km. `nil` where none is near.
    public static func meant(by word: some StringProtocol, in candidates: some Sequence<String>) -> String? {
        Candidates(candidates).meant(by: word)
    }

    /// Letters of which one is never a slip for another: fuels, pollutants, sizes, numbers, opposites.
    private static let telling = Set(
        "煤气油电柴汽氢醇薪焦硝硫尘氮汞氨零一二三四五六七八九十〇首末年月日时天次百千万亿兆高低大中小微轻重新旧前后上下进出入产排收去用销购存有无未不非内外冷热干湿男女总均单双户人辆台吨升米率量额价数费"
            .unicodeScalars)
    /// Letters that change the size or turn the meaning where they are added or left out.
    private static let turning = Set("百千万亿兆未不非无去零半数".unicodeScalars)

    /// Whether two spellings differ by slips only, and not in what they say.
    static func isSlip(_ a: String, _ b: String) -> Bool {
        let (x, y) = (Array(a.lowercased().unicodeScalars), Array(b.lowercased().unicodeScalars))
        var rest = y
        var missing: [Unicode.Scalar] = []
        for letter in x {
            if let place = rest.firstIndex(of: letter) { rest.remove(at: place) } else { missing.append(letter) }
        }
        func isTelling(_ letter: Unicode.Scalar) -> Bool { telling.contains(letter) || isDigit(letter) }
        func isDigit(_ letter: Unicode.Scalar) -> Bool {
            ("0"..."9").contains(letter) || "ⅠⅡⅢⅣⅤⅥⅦⅧ".unicodeScalars.contains(letter)
        }
        if missing.contains(where: isTelling), rest.contains(where: isTelling) { return false }
        if (missing + rest).contains(where: turning.contains) { return false }
        // The case of a short unit tells: MW is no mW.
        return x != y || x.count > 3 || a == b
    }

    /// Words prepared for many questions.
    public struct Candidates: Sendable {
        private struct Prepared: Sendable {
            let text: String
            let letters: [Unicode.Scalar]
            let mask: UInt64
        }

        private let words: [Prepared]

        /// Words, of which the earlier goes before the later.
        public init(_ words: some Sequence<String>) {
            self.words = words.map { word in
                let letters = Array(word.lowercased().unicodeScalars)
                return Prepared(text: word, letters: letters, mask: Spelling.mask(of: letters))
            }
        }

        /// The nearest within a third of the word's length (at least one edit), or `nil`.
        public func nearest(to word: some StringProtocol) -> String? { nearest(to: word) { _ in true } }

        /// The nearest that differs by slips only, and not in what it says, or `nil`.
        public func meant(by word: some StringProtocol) -> String? {
            let text = String(word)
            return nearest(to: word) { Spelling.isSlip(text, $0) }
        }

        private func nearest(to word: some StringProtocol, where isAllowed: (String) -> Bool) -> String? {
            let wanted = Array(word.lowercased().unicodeScalars.prefix(64))
            guard !wanted.isEmpty else { return nil }
            let mask = Spelling.mask(of: wanted)
            let limit = max(1, wanted.count / 3)
            var best: (distance: Int, text: String)?
            for candidate in words where abs(candidate.letters.count - wanted.count) <= limit {
                // An edit changes at most two letters of the set.
                guard (candidate.mask ^ mask).nonzeroBitCount <= 2 * limit else { continue }
                let distance = Spelling.editDistance(wanted, candidate.letters, limit: limit)
                if distance <= limit, distance < (best?.distance ?? .max), isAllowed(candidate.text) {
                    best = (distance, candidate.text)
                }
                if distance == 0 { break }
            }
            return best?.text
        }
    }

    /// Which letters a word has, one bit for each 64th.
    private static func mask(of letters: [Unicode.Scalar]) -> UInt64 {
        letters.reduce(0) { $0 | 1 << UInt64($1.value & 63) }
    }

    /// Edits (insert, delete, replace, swap neighbours) between two words, or more than `limit`.
    static func editDistance<Letter: Equatable>(_ a: [Letter], _ b: [Letter], limit: Int) -> Int {
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        var row = last
        for i in 1...a.count {
            row[0] = i
            var smallest = i
            for j in 1...b.count {
                var value = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    value = min(value, beforeLast[j - 2] + 1)
                }
                row[j] = value
                smallest = min(smallest, value)
            }
            if smallest > limit { return smallest }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
