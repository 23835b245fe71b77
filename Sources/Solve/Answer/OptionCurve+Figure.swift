internal import Quantities
public import Tables

extension OptionCurve {
    /// The curve as a figure: what the reduction costs in all, and below it what a further tonne costs on the way; a note, such
    /// as what the pollutant's total lacks, stands at its foot.
    public func figure(in language: Language, note: String = "") -> String {
        let notes = Figure.lines(note)
        let (width, height) = (760.0, 560.0 + 16 * Double(notes.count))
        let (left, right) = (96.0, width - 24)
        let corners = points
        guard let first = corners.first, let last = corners.last, last.amount > first.amount else {
            return Figure.opened(width, height) + Figure.text(left, 40, Label("没有减排", "nothing is reduced")[language])
                + Figure.foot(notes) + "</svg>\n"
        }
        func x(_ amount: Double) -> Double {
            left + (amount - min(0, first.amount)) / (last.amount - min(0, first.amount)) * (right - left)
        }
        var text = Figure.opened(width, height)
        let name = pollutant
        text += Figure.text(
            left, 26, Label("\(name) 减排的最低费用", "The least cost of reducing \(name)")[language], size: 16)
        // All in all.
        let dearest = max(last.cost, 1e-9)
        text += Figure.axes(
            x: (left, right), y: (56, 300), across: (min(0, first.amount), last.amount),
            up: (min(0, first.cost), dearest),
            Label("年费用，\(table.currency)", "cost a year, \(table.currency)")[language], nil)
        func y(_ cost: Double) -> Double {
            300 - (cost - min(0, first.cost)) / (dearest - min(0, first.cost)) * (300 - 56)
        }
        text += Figure.line(corners.map { (x($0.amount), y($0.cost)) }, colour: "#1f5fa8")
        // The cost of a further tonne: steps that rise.
        let steps = zip(corners, corners.dropFirst()).map {
            (from: $0.amount, to: $1.amount, price: ($1.cost - $0.cost) / ($1.amount - $0.amount))
        }
        // The last tonnes may cost a hundred times the first: what is above stands at the edge.
        let prices = steps.map(\.price).sorted()
        let top = max(prices[min(prices.count - 1, prices.count * 9 / 10)], 1e-9)
        let low = min(0, prices[0])
        text += Figure.axes(
            x: (left, right), y: (348, 510), across: (min(0, first.amount), last.amount), up: (low, top),
            Label("每多一吨，\(table.currency)", "per further tonne, \(table.currency)")[language],
            Label("\(name) 减排，吨/年", "\(name) reduced, t a year")[language])
        func z(_ price: Double) -> Double { 510 - (min(price, top) - low) / (top - low) * (510 - 348) }
        text += Figure.line(
            steps.flatMap { [(x($0.from), z($0.price)), (x($0.to), z($0.price))] }, colour: "#b5482a")
        return text + Figure.foot(notes) + "</svg>\n"
    }

    /// The corners as numbers; of very many, those that can be told apart in a figure.
    private var points: [(amount: Double, cost: Double)] {
        let step = max(1, count / 2000)
        var places = Array(stride(from: 0, to: count, by: step))
        if places.last != count - 1 { places.append(count - 1) }
        return places.map { (Double(row($0)[0]) ?? 0, Double(row($0)[1]) ?? 0) }
    }
}

/// Lines, axes and letters of a figure as SVG.
private enum Figure {
    static func opened(_ width: Double, _ height: Double) -> String {
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(number(width)) \(number(height))\" width=\"\(number(width))\" height=\"\(number(height))\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    }

    static func text(_ x: Double, _ y: Double, _ text: String, anchor: String = "start", size: Double = 12) -> String {
        let safe = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        return
            "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\" font-size=\"\(number(size))\" fill=\"#222\">\(safe)</text>\n"
    }

    /// A text in lines that are no wider than the figure: letters of Chinese are twice as wide as others.
    static func lines(_ text: String) -> [String] {
        var (lines, width): ([String], Int) = ([], 0)
        for letter in text {
            let own = letter.isASCII ? 1 : 2
            if lines.isEmpty || width + own > 110 {
                lines.append("")
                width = 0
            }
            lines[lines.count - 1].append(letter)
            width += own
        }
        return lines
    }

    /// The lines below the axes.
    static func foot(_ lines: [String]) -> String {
        lines.enumerated().map { text(24, 564 + 16 * Double($0), $1) }.joined()
    }

    static func line(_ points: [(Double, Double)], colour: String) -> String {
        "<polyline fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\" points=\""
            + points.map { number($0) + "," + number($1) }.joined(separator: " ") + "\"/>\n"
    }

    /// A frame with round numbers along both sides.
    static func axes(
        x: (Double, Double), y: (Double, Double), across: (Double, Double), up: (Double, Double), _ title: String,
        _ below: String?
    ) -> String {
        var result = text(x.0, y.0 - 8, title)
        for value in ticks(up.0, up.1) {
            let place = y.1 - (value - up.0) / (up.1 - up.0) * (y.1 - y.0)
            result +=
                "<line x1=\"\(number(x.0))\" x2=\"\(number(x.1))\" y1=\"\(number(place))\" y2=\"\(number(place))\" stroke=\"#ddd\"/>\n"
                + text(x.0 - 6, place + 4, short(value), anchor: "end")
        }
        for value in ticks(across.0, across.1) {
            let place = x.0 + (value - across.0) / (across.1 - across.0) * (x.1 - x.0)
            result +=
                "<line x1=\"\(number(place))\" x2=\"\(number(place))\" y1=\"\(number(y.0))\" y2=\"\(number(y.1))\" stroke=\"#eee\"/>\n"
                + text(place, y.1 + 16, short(value), anchor: "middle")
        }
        if let below { result += text(x.1, y.1 + 36, below, anchor: "end") }
        return result
    }

    /// Round numbers between two.
    private static func ticks(_ low: Double, _ high: Double) -> [Double] {
        var step = 1.0
        while step * 6 < high - low { step *= 10 }
        while step * 0.6 > high - low { step /= 10 }
        for part in [0.1, 0.2, 0.5] where (high - low) / (step * part) <= 6 {
            step *= part
            break
        }
        return stride(from: (low / step).rounded(.up) * step, through: high, by: step).map { $0 }
    }

    private static func short(_ value: Double) -> String {
        abs(value) >= 1e6 ? DecimalText.shortest(value / 1e6) + "·10⁶" : DecimalText.shortest(value)
    }

    private static func number(_ value: Double) -> String { DecimalText.rounded(value, decimals: 1) }
}
