import Quantities
import Tables
import Testing

@testable import Reports

/// The drawing of a plan's path: no text stands on another, however large the letters of a narrow screen are.
@Suite struct PathFigureTests {
    /// A text of a drawing with the place that it takes.
    private struct Box {
        let text: String
        let x: ClosedRange<Double>
        let y: ClosedRange<Double>

        func overlaps(_ other: Box) -> Bool { x.overlaps(other.x) && y.overlaps(other.y) }
    }

    /// The texts of a drawing at the size that the page gives them on a narrow screen: 19 units, digits and letters a little
    /// more than half as wide, Chinese characters as wide as high.
    private func boxes(_ svg: String) throws -> [Box] {
        try svg.split(separator: "<text ").dropFirst().map { piece in
            let parts = piece.split(separator: ">", maxSplits: 1)
            func value(_ name: String) -> String? {
                guard let start = parts[0].firstRange(of: name + "=\"") else { return nil }
                return String(parts[0][start.upperBound...].prefix { $0 != "\"" })
            }
            let text = String(parts[1].prefix { $0 != "<" })
            let x = try #require(value("x").flatMap(Double.init))
            let y = try #require(value("y").flatMap(Double.init))
            let width = text.reduce(0.0) { $0 + ($1.isASCII ? 10.4 : 19) }
            let start =
                switch value("text-anchor") {
                case "middle": x - width / 2
                case "end": x - width
                default: x
                }
            return Box(text: text, x: start...start + width, y: y - 15...y + 3)
        }
    }

    private func tonnes(_ number: Int) -> Mass { Mass(micrograms: Int128(number) * 1_000_000_000_000) }

    /// Ends of lines that meet, lie close, lie at the axis, and far from each other.
    static let ends: [[Int]] = [
        [10286, 10286, 9572, 9000], [10286, 10280, 10275, 10270], [10286, 60, 40, 20], [10286, 0, 0, 0],
        [10286, 7000, 4000, 1000],
    ]

    @Test(arguments: ends, [1, 2, 4, 7])
    func `no two texts meet at the end of the lines`(ends: [Int], count: Int) throws {
        for language in Language.allCases {
            let years = (0..<count).map { number in
                ReportScenario.PathYear(
                    pollutant: "NOx", year: 2024 + number, baseline: tonnes(ends[0]), inForce: tonnes(ends[1]),
                    plan: tonnes(ends[2] + (count - number) * 100), potential: tonnes(ends[3]),
                    allowed: number == count - 1 ? tonnes(ends[2] - 20 > 0 ? ends[2] - 20 : 1) : nil)
            }
            let svg = PathFigure(pollutant: "NOx", years: years, full: tonnes(ends[2]), language: language).svg
            let boxes = try boxes(svg)
            let step = 400.0 / Double(count)
            let right = boxes.filter { $0.x.upperBound > 460 - step / 2 }
            // The four names, and what the last point is of.
            #expect(right.count >= 5, "\(svg)")
            for (place, box) in right.enumerated() {
                #expect(box.x.upperBound <= 640 && box.y.upperBound < 256, "\(box)")
                for other in right.dropFirst(place + 1) { #expect(!box.overlaps(other), "\(box) \(other)") }
            }
            // The last number stands at its line's name, and there alone.
            let plan = language == .zh ? "方案" : "plan"
            let shown = try #require(boxes.first { $0.text.hasPrefix(plan + " ") }).text.dropFirst(plan.count + 1)
            #expect(!boxes.contains { $0.text == shown && $0.x.contains(460) }, "\(svg)")
        }
    }
}
