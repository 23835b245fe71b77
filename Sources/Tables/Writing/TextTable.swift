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

    /// The table as lines.
    public var text: String {
        var widths = Array(repeating: 0, count: alignments.count)
        for row in rows {
            for (i, cell) in row.enumerated() where i < widths.count { widths[i] = max(widths[i], cell.displayWidth) }
        }
        var lines: [String] = []
        for (number, row) in rows.enumerated() {
            if rules.contains(number) {
                lines.append(widths.map { String(repeating: "─", count: $0) }.joined(separator: "  "))
            }
            var line = ""
            for (i, cell) in row.enumerated() where i < widths.count {
                let space = String(repeating: " ", count: widths[i] - cell.displayWidth)
                line += (i == 0 ? "" : "  ") + (alignments[i] == .leading ? cell + space : space + cell)
            }
            while line.last == " " { line.removeLast() }
            lines.append(line)
        }
        return lines.joined(separator: "\n")
    }
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
}
