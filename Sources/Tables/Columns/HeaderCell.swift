/// One header cell: a name, and the unit in brackets if there is one.
package struct HeaderCell {
    /// The cell on one line, without marks of required columns.
    package let text: String
    /// Ways to split the text into a name and what stands in the brackets at its end, longest bracket first.
    package let splits: [(name: String, unit: String)]

    /// A header has few brackets.
    private static let mostSplits = 4
    /// A header is a phrase.
    private static let mostCharacters = 1000

    package init(_ cell: String) {
        let words = cell.prefix(HeaderCell.mostCharacters).split {
            $0.isNewline || $0 == "\t" || $0 == " " || $0 == "\u{3000}" || $0 == "\u{FEFF}"
        }
        let line = HeaderText.bare(words.joined(separator: " "))[...]
        text = String(line)
        var splits: [(String, String)] = []
        let pairs: [Character: Character] = ["[": "]", "(": ")", "（": "）", "【": "】", "［": "］", "〔": "〕"]
        if let last = line.last {
            for i in line.indices where splits.count < HeaderCell.mostSplits {
                // People mix the widths: `（t)` is meant as brackets too.
                guard let closing = pairs[line[i]],
                    Vocabulary.folded(String(closing)) == Vocabulary.folded(String(last))
                else { continue }
                let unit = line[line.index(after: i)...].dropLast()
                splits.append((String(line[..<i]), String(unit)))
            }
        }
        self.splits = splits
    }
}
