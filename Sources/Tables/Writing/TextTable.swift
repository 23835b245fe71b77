internal import Glibc

/// A table for a terminal: columns lined up by display width, Chinese characters counting two.
public struct TextTable: Sendable {
    /// How a column is set.
    public enum Alignment: Sendable {
        /// Words.
        case leading
        /// Numbers.
        case trailing
    }

    private let alignments: [Alignment]
    private var rows: [[String]]
    private var rules: Set<Int> = [1]

    /// A table with a header.
    public init(_ header: [String], _ alignments: [Alignment]) {
        rows = [header.map(\.visible)]
        self.alignments = alignments
    }

    /// Adds a row.
    public mutating func row(_ cells: [String]) { rows.append(cells.map(\.visible)) }

    /// Draws a line above the next row.
    public mutating func rule() { rules.insert(rows.count) }

    /// The table as lines, within the width of the terminal where there is one.
    public var text: String { text(within: TerminalWidth.current) }

    /// The table as lines no wider than that, as far as words can be folded: numbers stay whole, the widest columns of
    /// words are folded first.
    public func text(within most: Int?) -> String {
        var widths = Array(repeating: 0, count: alignments.count)
        for row in rows {
            for (i, cell) in row.enumerated() where i < widths.count { widths[i] = max(widths[i], cell.displayWidth) }
        }
        if let most { fit(&widths, most) }
        var lines: [String] = []
        for (number, row) in rows.enumerated() {
            if rules.contains(number) {
                lines.append(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "))
            }
            let cells = row.prefix(widths.count).enumerated().map { $0.element.folded(to: widths[$0.offset]) }
            for part in 0..<(cells.map(\.count).max() ?? 0) {
                var line = ""
                for (i, parts) in cells.enumerated() {
                    let cell = part < parts.count ? parts[part] : ""
                    let space = String(repeating: " ", count: max(0, widths[i] - cell.displayWidth))
                    line += (i == 0 ? "" : "  ") + (alignments[i] == .leading ? cell + space : space + cell)
                }
                while line.last == " " { line.removeLast() }
                lines.append(line)
            }
        }
        return lines.joined(separator: "\n")
    }

    /// Narrows columns of words, the widest first, until all fit; none below what its head or eight letters need.
    private func fit(_ widths: inout [Int], _ most: Int) {
        let gaps = 2 * max(0, widths.count - 1)
        let words = widths.indices.filter { alignments[$0] == .leading }
        let least = widths.indices.map { i in
            min(widths[i], max(8, rows[0].count > i ? min(rows[0][i].displayWidth, 14) : 8))
        }
        while widths.reduce(gaps, +) > most {
            guard let widest = words.filter({ widths[$0] > least[$0] }).max(by: { widths[$0] < widths[$1] }) else {
                return
            }
            widths[widest] -= 1
        }
    }
}

/// How wide the terminal is that a run writes its tables to.
public enum TerminalWidth {
    /// `COLUMNS` where it is set, else the terminal's own; `nil` where output goes to a file or a program.
    public static let current: Int? = {
        if let given = getenv("COLUMNS").flatMap({ Int(String(cString: $0)) }) { return given >= 20 ? given : nil }
        guard isatty(1) != 0 else { return nil }
        var size = winsize()
        return ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col >= 20 ? Int(size.ws_col) : nil
    }()
}

extension String {
    /// How many columns of a terminal the text takes.
    public var displayWidth: Int {
        unicodeScalars.reduce(0) { width, scalar in
            switch scalar.value {
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
                0xFFE0...0xFFE6, 0x20000...0x3FFFD:
                width + 2
            default: scalar.properties.generalCategory == .nonspacingMark ? width : width + 1
            }
        }
    }

    /// The text in lines of a width, broken behind spaces and marks and between wide characters.
    func folded(to width: Int) -> [String] {
        guard width > 0, displayWidth > width else { return [self] }
        var lines: [String] = []
        var line = ""
        var used = 0
        /// Where the line may end: its length and the width up to there.
        var good: (count: Int, width: Int)?
        for character in self {
            let own = String(character).displayWidth
            if used + own > width, !line.isEmpty {
                let kept = good.map { String(line.prefix($0.count)) } ?? line
                let rest = String(line.dropFirst(kept.count).drop { $0 == " " })
                lines.append(kept)
                (line, used, good) = (rest, rest.displayWidth, nil)
                if character == " ", line.isEmpty { continue }
            }
            line.append(character)
            used += own
            if own > 1 || " |,;/-_)".contains(character) { good = (line.count, used) }
        }
        if !line.isEmpty { lines.append(line) }
        return lines.map { text in
            var text = text
            while text.last == " " { text.removeLast() }
            return text
        }
    }
}
