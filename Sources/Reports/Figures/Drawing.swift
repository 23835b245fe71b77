import Quantities
import Tables

/// A figure being drawn as SVG: black, white and hatching only, so that print keeps what the screen shows.
struct Drawing {
    let width: Double
    var height: Double
    private(set) var body = ""

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    /// How a bar is filled.
    enum Fill: String {
        case solid = "#2f3e4e"
        case hatched = "url(#hatch)"
        case dotted = "url(#dots)"
        case pale = "#dfe5ea"
        case none
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
            + "y2=\"\(Drawing.number(y2))\" stroke=\"#2f3e4e\" stroke-width=\"\(isDashed ? "1.6" : "0.8")\""
            + (isDashed ? " stroke-dasharray=\"5 3\"" : "") + "/>\n"
    }

    mutating func text(
        _ text: String, _ x: Double, _ y: Double, anchor: Anchor = .start, size: Double = 12, isBold: Bool = false
    ) {
        body +=
            "<text x=\"\(Drawing.number(x))\" y=\"\(Drawing.number(y))\" text-anchor=\"\(anchor.rawValue)\" "
            + "font-size=\"\(Drawing.number(size))\"\(isBold ? " font-weight=\"bold\"" : "")>\(text.asHTML)</text>\n"
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
    static func width(of text: String, size: Double = 12) -> Double {
        text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? size : size * 0.56) }
    }

    /// A text cut to a width, with a mark where something is missing.
    static func fitted(_ text: String, to width: Double, size: Double = 12) -> String {
        guard Drawing.width(of: text, size: size) > width else { return text }
        var cut = text
        while !cut.isEmpty, Drawing.width(of: cut + "…", size: size) > width { cut.removeLast() }
        return cut + "…"
    }
}

extension String {
    /// Safe inside an element or an attribute of HTML.
    var asHTML: String {
        guard utf8.contains(where: { [0x26, 0x3C, 0x3E, 0x22].contains($0) }) else { return self }
        return replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}

extension Mass {
    /// Tonnes for people: three decimals by GB/T 8170, thousands apart.
    var shown: String {
        let text = roundedTonnes(decimals: 3)
        let isNegative = text.hasPrefix("-")
        let pieces = text.drop { $0 == "-" }.split(separator: ".")
        var whole = ""
        for (place, digit) in pieces[0].enumerated() {
            if place > 0, (pieces[0].count - place) % 3 == 0 { whole += "," }
            whole.append(digit)
        }
        return (isNegative ? "−" : "") + whole + "." + (pieces.count > 1 ? pieces[1] : "000")
    }
}
