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

    /// From one line of letters to the next, as large as they are on a narrow screen.
    static let pitch = 20.0

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
        let (left, right, base, height) = (60.0, 460.0, 190.0, 160.0)
        let count = years.count + 1
        let n = Drawing.number
        let step = (right - left) / Double(max(1, count - 1))
        func x(_ number: Int) -> Double { left + Double(number) * step }
        func y(_ mass: Mass) -> Double { base - mass.inTonnes / top * height }
        // Where years stand close, the last name has a row of its own.
        let below = step < 90 ? 40.0 : 20.0
        var svg = "<svg viewBox=\"0 0 640 \(n(base + below + 16))\" role=\"img\" aria-label=\"\(pollutant.asHTML)\">\n"
        svg += "<line x1=\"20\" x2=\"\(n(right))\" y1=\"\(n(base))\" y2=\"\(n(base))\" stroke=\"#8a98a6\"/>\n"
        svg += fan(x, y)
        for (number, year) in years.enumerated() {
            guard let allowed = year.allowed else { continue }
            let isMissed = year.plan > allowed
            // Near the names at the lines' ends it ends where its dashes end.
            let isNearEnd = right - x(number) < 90
            // Below its dashes, or where no room is left there above the number of the plan.
            let at =
                [14.0, -8, -28, -48].map { y(allowed) + $0 }.first {
                    $0 <= base - 2 && abs($0 - y(year.plan) + 9) >= PathFigure.pitch
                } ?? y(allowed) + 14
            svg +=
                "<line x1=\"\(n(x(number) - 26))\" x2=\"\(n(x(number) + 26))\" y1=\"\(n(y(allowed)))\" y2=\"\(n(y(allowed)))\" "
                + "class=\"\(isMissed ? "short" : "met")\" stroke-dasharray=\"6 4\"/><text x=\"\(n(isNearEnd ? x(number) + 26 : x(number)))\" "
                + "y=\"\(n(at))\" text-anchor=\"\(isNearEnd ? "end" : "middle")\" "
                + "class=\"\(isMissed ? "shorttext" : "")\">" + text("允许 ", "allowed ") + allowed.wholeShown
                + (isMissed ? " ✗" : "") + "</text>\n"
        }
        for line in lines {
            svg +=
                "<polyline points=\""
                + line.masses.indices.map { "\(n(x($0))),\(n(y(line.masses[$0])))" }.joined(separator: " ")
                + "\" fill=\"none\" \(line.style)/>\n"
        }
        // The letters are large on narrow screens: numbers that would touch the one before are left to the table.
        var lastShown = -Double.infinity
        for (number, mass) in plan.masses.enumerated() {
            let isLast = number == years.count
            let label = isLast ? text("全面见效", "full effect") : "\(years[number].year)"
            svg += "<circle cx=\"\(n(x(number)))\" cy=\"\(n(y(mass)))\" r=\"4\" class=\"dot\"/>"
            // The name at the line's end has the last number.
            if !isLast, x(number) - lastShown >= 70 {
                lastShown = x(number)
                svg +=
                    "<text x=\"\(n(x(number)))\" y=\"\(n(y(mass) - 9))\" text-anchor=\"middle\" class=\"b\">"
                    + "\(mass.wholeShown)</text>"
            }
            svg +=
                "<text x=\"\(n(x(number)))\" y=\"\(n(base + (isLast ? below : 20)))\" text-anchor=\"middle\">"
                + "\(label.asHTML)</text>\n"
        }
        if let sure, ranges.contains(where: { $0 != nil }) {
            let level = DecimalText.shortest((sure.options.confidence * 1000).rounded() / 10)
            svg +=
                "<text x=\"\(n(left))\" y=\"\(n(base - 8))\" class=\"fantext\">"
                + text("灰带：方案的 \(level) % 区间", "grey band: \(level) % interval of the plan") + "</text>\n"
        }
        // Names at the ends of the lines, moved apart where lines end close to each other, and none below the axis.
        let ends = lines.compactMap { line in line.masses.last.map { (line, y($0)) } }.sorted { $0.1 < $1.1 }
        var lowest = -Double.infinity
        for (number, (line, place)) in ends.enumerated() {
            let room = base - 4 - Double(ends.count - 1 - number) * PathFigure.pitch
            let at = max(min(place + 4, room), lowest + PathFigure.pitch)
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
