import Calculation
import Quantities
import Tables

/// The lines of a path by year against the target, as a drawing: each line is named at its end, so that it reads in grey.
struct PathFigure {
    let pollutant: String
    let years: [ReportScenario.PathYear]
    /// What is emitted once all of the plan is in effect.
    let full: Mass
    let language: Language
    /// How sure the plan's line is; `nil` where nobody asked.
    var sure: ScenarioUncertainty?

    private struct Line {
        let name: Label
        let style: String
        let masses: [Mass]
    }

    private func text(_ zh: String, _ en: String) -> String { Label(zh, en)[language] }

    private var lines: [Line] {
        guard let last = years.last else { return [] }
        var lines = [
            Line(
                name: Label("基线", "baseline"), style: "stroke=\"#8a98a6\" stroke-width=\"1.8\"",
                masses: years.map(\.baseline) + [last.baseline]),
            Line(
                name: Label("已生效", "in force"),
                style: "stroke=\"#b36b00\" stroke-width=\"1.8\" stroke-dasharray=\"2 3\"",
                masses: years.map(\.inForce) + [last.inForce]),
            Line(
                name: Label("方案", "plan"), style: "stroke=\"#1f5f8b\" stroke-width=\"2.5\"",
                masses: years.map(\.plan) + [full]),
        ]
        let potential = years.compactMap(\.potential)
        if potential.count == years.count, let end = potential.last {
            lines.append(
                Line(
                    name: Label("技术潜力", "potential"),
                    style: "stroke=\"#2f6b3a\" stroke-width=\"1.8\" stroke-dasharray=\"8 4\"",
                    masses: potential + [end]))
        }
        return lines
    }

    /// What the plan's line may be in each year, and when all is in effect.
    private var ranges: [MassRange?] {
        years.map { sure?.range(.path, "\($0.year)", pollutant)?.known }
            + [sure?.range(.scenario, "", pollutant)?.known]
    }

    /// The drawing; empty where there is nothing to draw.
    var svg: String {
        let lines = lines
        var all = lines.flatMap(\.masses) + years.compactMap(\.allowed)
        all += ranges.compactMap { $0?.high }
        let top = all.map(\.inTonnes).max() ?? 0
        guard top > 0, let plan = lines.first(where: { $0.name.en == "plan" }) else { return "" }
        let (left, right, base, height) = (60.0, 500.0, 190.0, 160.0)
        let count = years.count + 1
        let n = Drawing.number
        func x(_ number: Int) -> Double { left + Double(number) * (right - left) / Double(max(1, count - 1)) }
        func y(_ mass: Mass) -> Double { base - mass.inTonnes / top * height }
        var svg = "<svg viewBox=\"0 0 640 226\" role=\"img\" aria-label=\"\(pollutant.asHTML)\">\n"
        svg += "<line x1=\"20\" x2=\"\(n(right))\" y1=\"\(n(base))\" y2=\"\(n(base))\" stroke=\"#8a98a6\"/>\n"
        svg += fan(x, y)
        for (number, year) in years.enumerated() {
            guard let allowed = year.allowed else { continue }
            let isMissed = year.plan > allowed
            svg +=
                "<line x1=\"\(n(x(number) - 26))\" x2=\"\(n(x(number) + 26))\" y1=\"\(n(y(allowed)))\" y2=\"\(n(y(allowed)))\" "
                + "class=\"\(isMissed ? "short" : "met")\" stroke-dasharray=\"6 4\"/><text x=\"\(n(x(number)))\" "
                + "y=\"\(n(y(allowed) + 14))\" text-anchor=\"middle\" class=\"\(isMissed ? "shorttext" : "")\">"
                + text("允许 ", "allowed ") + allowed.wholeShown + (isMissed ? " ✗" : "") + "</text>\n"
        }
        for line in lines {
            svg +=
                "<polyline points=\""
                + line.masses.indices.map { "\(n(x($0))),\(n(y(line.masses[$0])))" }.joined(separator: " ")
                + "\" fill=\"none\" \(line.style)/>\n"
        }
        for (number, mass) in plan.masses.enumerated() {
            let label = number < years.count ? "\(years[number].year)" : text("全面见效", "full effect")
            svg +=
                "<circle cx=\"\(n(x(number)))\" cy=\"\(n(y(mass)))\" r=\"4\" class=\"dot\"/><text x=\"\(n(x(number)))\" "
                + "y=\"\(n(y(mass) - 9))\" text-anchor=\"middle\" class=\"b\">\(mass.wholeShown)</text><text x=\""
                + "\(n(x(number)))\" y=\"210\" text-anchor=\"middle\">\(label.asHTML)</text>\n"
        }
        if let sure, ranges.contains(where: { $0 != nil }) {
            let level = DecimalText.shortest((sure.options.confidence * 1000).rounded() / 10)
            svg +=
                "<text x=\"\(n(left))\" y=\"\(n(base - 8))\" class=\"fantext\">"
                + text("灰带：方案的 \(level) % 区间", "grey band: \(level) % interval of the plan") + "</text>\n"
        }
        // Names at the ends of the lines, moved apart where lines end close to each other.
        let ends = lines.compactMap { line in line.masses.last.map { (line, y($0)) } }.sorted { $0.1 < $1.1 }
        var lowest = -Double.infinity
        for (line, place) in ends {
            let at = max(place + 4, lowest + 14)
            lowest = at
            svg +=
                "<text x=\"\(n(right + 10))\" y=\"\(n(at))\">\(line.name[language]) "
                + "\((line.masses.last ?? .zero).wholeShown)</text>\n"
        }
        return svg + "</svg>\n"
    }

    /// The band that the plan's line lies in: year by year as long as there are intervals.
    private func fan(_ x: (Int) -> Double, _ y: (Mass) -> Double) -> String {
        let ranges = ranges
        var runs: [[(place: Int, range: MassRange)]] = [[]]
        for (place, range) in ranges.enumerated() {
            if let range { runs[runs.count - 1].append((place, range)) } else { runs.append([]) }
        }
        return runs.filter { $0.count > 1 }.map { run in
            let upper = run.map { "\(Drawing.number(x($0.place))),\(Drawing.number(y($0.range.high)))" }
            let lower = run.reversed().map { "\(Drawing.number(x($0.place))),\(Drawing.number(y($0.range.low)))" }
            return "<polygon points=\"\((upper + lower).joined(separator: " "))\" class=\"fan\"/>\n"
        }.joined()
    }
}
