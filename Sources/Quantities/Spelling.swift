/// Finds the word that was probably meant.
public enum Spelling {
    /// The nearest candidate within a third of the word's length (at least one edit), or `nil`.
    ///
    /// Case and width are ignored first; ties go to the earlier candidate. O(candidates × length²).
    public static func nearest(to word: some StringProtocol, in candidates: some Sequence<String>) -> String? {
        let wanted = Array(word.lowercased().prefix(64))
        guard !wanted.isEmpty else { return nil }
        var best: (distance: Int, text: String)?
        let limit = max(1, wanted.count / 3)
        for candidate in candidates where abs(candidate.count - wanted.count) <= limit {
            let distance = editDistance(wanted, Array(candidate.lowercased()), limit: limit)
            if distance <= limit, distance < (best?.distance ?? .max) { best = (distance, candidate) }
            if distance == 0 { break }
        }
        return best?.text
    }

    /// Edits (insert, delete, replace, swap neighbours) between two words, or more than `limit`.
    static func editDistance(_ a: [Character], _ b: [Character], limit: Int) -> Int {
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
