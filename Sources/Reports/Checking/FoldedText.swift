import Tables

/// Text in lines of a given number of columns.
enum FoldedText {
    private static let closing: Set<Character> = ["，", "。", "；", "：", "、", "）", "”", "？", "！"]

    /// The lines of a text; those after the first are indented by some more. It is broken at spaces and between Chinese
    /// characters, and where there is neither, anywhere.
    static func lines(_ text: String, indent: Int = 0, hang: Int = 2, width: Int = 100) -> [String] {
        var lines: [String] = []
        var line = ""
        var used = indent
        var rest = text.replacing("\n", with: " ").visible[...]
        while !rest.isEmpty {
            let piece = nextPiece(rest)
            rest = rest.dropFirst(piece.count)
            var word = String(piece)
            if used + word.trimmedWidth > width, !line.isEmpty {
                lines.append(line)
                line = ""
                used = indent + hang
            }
            while used + word.trimmedWidth > width {
                let head = word.prefix(width - used)
                lines.append(line + head)
                (line, used) = ("", indent + hang)
                word.removeFirst(head.count)
            }
            line += word
            used += word.displayWidth
        }
        lines.append(line)
        return lines.enumerated().map { number, line in
            String(repeating: " ", count: number == 0 ? indent : indent + hang) + line.trimmedEnd
        }
    }

    /// A word with the spaces behind it, or a Chinese character with the marks that close it.
    private static func nextPiece(_ text: Substring) -> Substring {
        var place = text.startIndex
        let isWide = String(text[place]).displayWidth > 1
        place = text.index(after: place)
        while place < text.endIndex {
            let (next, last) = (text[place], text[text.index(before: place)])
            let joins =
                closing.contains(next) || next == " "
                || last != " " && !isWide && String(next).displayWidth == 1 && !closing.contains(last)
            if !joins { break }
            place = text.index(after: place)
        }
        return text[..<place]
    }
}

extension String {
    fileprivate var trimmedEnd: Substring {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return text
    }

    fileprivate var trimmedWidth: Int { String(trimmedEnd).displayWidth }
}
