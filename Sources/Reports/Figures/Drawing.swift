package import Quantities
import Tables

/// A figure being drawn as SVG: black, white, grey and hatching only, so that print keeps what the screen shows.
struct Drawing {
    let width: Double
    var height: Double
    private(set) var body = ""

    /// The size of letters, in the figure's own units.
    static let letters = 13.0

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    /// How a bar is filled.
    enum Fill: String {
        case solid = "#2f3e4e"
        case hatched = "url(#hatch)"
        case dotted = "url(#dots)"
        case grey = "#a9b6c2"
        case pale = "#e3e8ed"
    }

    /// Where a text stands at its point.
    enum Anchor: String {
        case start, middle, end
    }

    mutating func bar(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ fill: Fill, title: String = "") {
        guard width > 0, height > 0 else { return }
        body +=
            "<rect x=\"\(Drawing.number(x))\" y=\"\(Drawing.number(y))\" width=\"\(Drawing.number(width))\" "
            + "height=\"\(Drawing.number(height))\" fill=\"\(fill.rawValue)\" stroke=\"#2f3e4e\" stroke-width=\"0.8\">"
            + (title.isEmpty ? "" : "<title>\(title.asHTML)</title>") + "</rect>\n"
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, isDashed: Bool = false) {
        body +=
            "<line x1=\"\(Drawing.number(x1))\" y1=\"\(Drawing.number(y1))\" x2=\"\(Drawing.number(x2))\" "
            + "y2=\"\(Drawing.number(y2))\" stroke=\"#2f3e4e\" stroke-width=\"\(isDashed ? "1.8" : "0.8")\""
            + (isDashed ? " stroke-dasharray=\"5 3\"" : "") + "/>\n"
    }

    /// The interval of what a bar shows: a line with a cap at either end, white around it so that it shows on any fill.
    mutating func whisker(_ low: Double, _ high: Double, _ y: Double, title: String) {
        guard high > low else { return }
        let (a, b) = (Drawing.number(low), Drawing.number(high))
        let (top, bottom, middle) = (Drawing.number(y - 4.5), Drawing.number(y + 4.5), Drawing.number(y))
        let path = "M\(a) \(top)V\(bottom)M\(a) \(middle)H\(b)M\(b) \(top)V\(bottom)"
        body +=
            "<g fill=\"none\"><title>\(title.asHTML)</title><path d=\"\(path)\" stroke=\"#fff\" stroke-width=\"4\"/>"
            + "<path d=\"\(path)\" stroke=\"#1b2530\" stroke-width=\"1.6\"/></g>\n"
    }

    /// Two slanted strokes through a bar whose beginning is left out.
    mutating func cut(_ x: Double, _ y: Double, _ height: Double) {
        let (a, b) = (Drawing.number(x), Drawing.number(x + 6))
        let (top, bottom) = (Drawing.number(y - 2), Drawing.number(y + height + 2))
        body +=
            "<path d=\"M\(b) \(top)L\(a) \(bottom)H\(Drawing.number(x + 5))L\(Drawing.number(x + 11)) \(top)Z\" "
            + "fill=\"#fff\"/>\n"
        line(x + 6, y - 2, x, y + height + 2)
        line(x + 11, y - 2, x + 5, y + height + 2)
    }

    mutating func text(
        _ text: String, _ x: Double, _ y: Double, anchor: Anchor = .start, size: Double = letters, isBold: Bool = false
    ) {
        body +=
            "<text x=\"\(Drawing.number(x))\" y=\"\(Drawing.number(y))\" text-anchor=\"\(anchor.rawValue)\" "
            + "font-size=\"\(Drawing.number(size))\"\(isBold ? " font-weight=\"bold\"" : "")>\(text.asHTML)</text>\n"
    }

    /// Samples of fills with their names, in a row.
    mutating func legend(_ entries: [(fill: Fill, name: String)], x: Double, y: Double) {
        var x = x
        for entry in entries {
            bar(x, y - 10, 15, 12, entry.fill)
            text(entry.name, x + 21, y, size: 12)
            x += 21 + Drawing.width(of: entry.name, size: 12) + 26
        }
    }

    /// The figure as an element of a page, with a description for those who cannot see it.
    func svg(title: String) -> String {
        "<svg viewBox=\"0 0 \(Drawing.number(width)) \(Drawing.number(height))\" role=\"img\" "
            + "aria-label=\"\(title.asHTML)\">\n\(body)</svg>\n"
    }

    /// The fills that all figures of a page share.
    static let patterns = """
        <svg width="0" height="0" style="position:absolute" aria-hidden="true"><defs>
        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect \
        width="6" height="6" fill="#fff"/><line x1="0" y1="0" x2="0" y2="6" stroke="#2f3e4e" stroke-width="2.4"/></pattern>
        <pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse"><rect width="5" height="5" fill="#fff"/>\
        <circle cx="2" cy="2" r="1" fill="#2f3e4e"/></pattern>
        </defs></svg>

        """

    /// A coordinate with at most one decimal.
    static func number(_ value: Double) -> String {
        let text = DecimalText.rounded(value, decimals: 1)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// How wide a text is, roughly: wide characters count as two narrow ones.
    static func width(of text: String, size: Double = letters) -> Double {
        text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? size : size * 0.56) }
    }

    /// A text cut to a width, with a mark where something is missing.
    static func fitted(_ text: String, to width: Double, size: Double = letters) -> String {
        guard Drawing.width(of: text, size: size) > width else { return text }
        var cut = text
        while !cut.isEmpty, Drawing.width(of: cut + "…", size: size) > width { cut.removeLast() }
        return cut + "…"
    }

    /// A text in lines of a width, broken at spaces or between wide characters; the last line is cut where more is left.
    static func lines(_ text: String, width: Double, most: Int, size: Double = letters) -> [String] {
        var lines: [String] = []
        var rest = text[...]
        while !rest.isEmpty {
            if lines.count == most - 1 || Drawing.width(of: String(rest), size: size) <= width {
                lines.append(fitted(String(rest), to: width, size: size))
                break
            }
            var (end, good) = (rest.startIndex, rest.startIndex)
            var used = 0.0
            while end < rest.endIndex {
                used += Drawing.width(of: String(rest[end]), size: size)
                guard used <= width else { break }
                let isWide = rest[end].unicodeScalars.contains { $0.value >= 0x2E80 }
                end = rest.index(after: end)
                let closes = end < rest.endIndex && "，。；：、）》”,.;:)".contains(rest[end])
                if rest[rest.index(before: end)] == " " || isWide && !closes { good = end }
            }
            if good == rest.startIndex { good = end > rest.startIndex ? end : rest.index(after: end) }
            lines.append(String(rest[..<good]).trimmingSpaces)
            rest = rest[good...]
        }
        return lines
    }
}

extension String {
    /// Safe inside an element or an attribute of HTML.
    package var asHTML: String {
        let text = visibleLines
        guard text.utf8.contains(where: { [0x26, 0x3C, 0x3E, 0x22].contains($0) }) else { return text }
        return text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    fileprivate var trimmingSpaces: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text.drop { $0 == " " })
    }
}

extension Mass {
    /// Tonnes for people: two decimals by GB/T 8170, thousands apart; what would be lost in them keeps more decimals.
    package var shown: String {
        var text = roundedTonnes(decimals: 2)
        var decimals = 2
        while self != .zero, decimals < 6, !text.contains(where: { ("1"..."9").contains($0) }) {
            decimals += 1
            text = roundedTonnes(decimals: decimals)
        }
        let isNegative = text.hasPrefix("-")
        let pieces = text.drop { $0 == "-" }.split(separator: ".")
        var whole = ""
        for (place, digit) in pieces[0].enumerated() {
            if place > 0, (pieces[0].count - place) % 3 == 0 { whole += "," }
            whole.append(digit)
        }
        return (isNegative ? "−" : "") + whole + "." + (pieces.count > 1 ? pieces[1] : "00")
    }

    /// A share of a mass in percent, one decimal; nothing of nothing is a dash.
    package static func percent(_ part: Mass, of whole: Mass) -> String {
        whole == .zero ? "–" : DecimalText.rounded(100 * part.inTonnes / whole.inTonnes, decimals: 1)
    }
}
