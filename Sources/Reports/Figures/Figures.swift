import Quantities
import Tables

/// The figures of a report's page.
struct Figures {
    let package: ReportPackage
    let language: Language
    private let words: ReportWords
    private static let width = 720.0

    init(_ package: ReportPackage, language: Language) {
        self.package = package
        self.language = language
        words = package.words
    }

    private func text(_ zh: String, _ en: String) -> String { Label(zh, en)[language] }

    /// Bars of a pollutant by sector or by county, longest first: sure tonnes solid, those on assumptions hatched.
    func totals(of pollutant: String, by kind: ReportWords.Kind) -> String {
        let own = package.totals.filter {
            $0.pollutant == pollutant
                && (kind == .sector ? $0.county == nil && $0.sector != nil : $0.county != nil && $0.sector == nil)
        }
        .sorted { $0.emission != $1.emission ? $0.emission > $1.emission : ($0.sector ?? "") < ($1.sector ?? "") }
        guard let most = own.first?.emission.inTonnes, most > 0 else { return "" }
        let rows = Array(own.prefix(40))
        let left = 190.0
        let right = 110.0
        var drawing = Drawing(width: Figures.width, height: Double(rows.count) * 24 + 34)
        legend(&drawing, y: 14)
        let scale = (Figures.width - left - right) / most
        for (number, total) in rows.enumerated() {
            let y = 28 + Double(number) * 24
            let code = (kind == .sector ? total.sector : total.county) ?? ""
            let name = Drawing.fitted(words.label(kind, code)[language], to: left - 14)
            let sure = (total.emission - total.assumed).inTonnes * scale
            let assumed = total.assumed.inTonnes * scale
            drawing.text(name, left - 8, y + 13, anchor: .end)
            drawing.bar(left, y, sure, 17, .solid, title: "\(code) \((total.emission - total.assumed).tonnes()) t")
            drawing.bar(left + sure, y, assumed, 17, .hatched, title: "\(code) \(total.assumed.tonnes()) t")
            drawing.text(total.emission.shown, left + sure + assumed + 6, y + 13)
        }
        drawing.line(left, 24, left, drawing.height - 6)
        let what = text("\(pollutant) 排放量（吨）", "\(pollutant) emission (t)")
        return figure(drawing, what + (kind == .sector ? text("，按部门", " by sector") : text("，按县区", " by county")))
    }

    private func legend(_ drawing: inout Drawing, y: Double) {
        drawing.bar(190, y - 10, 14, 11, .solid)
        drawing.text(text("已核算", "computed"), 209, y, size: 11)
        drawing.bar(290, y - 10, 14, 11, .hatched)
        drawing.text(text("含假设", "with assumptions"), 309, y, size: 11)
    }

    /// From the baseline down to the scenario, one step a measure.
    func waterfall(of pollutant: String, in part: ReportPart) -> String {
        guard let scenario = part.scenario else { return "" }
        let rows = scenario.rows.filter { $0.pollutant == pollutant }
        let steps = rows.filter { $0.reduction != .zero }
        guard let first = rows.first, let last = rows.last, !steps.isEmpty else { return "" }
        let most = max(first.baseline, rows.map(\.scenario).max() ?? .zero).inTonnes
        guard most > 0 else { return "" }
        let left = 290.0
        let scale = (Figures.width - left - 120) / most
        var drawing = Drawing(width: Figures.width, height: Double(steps.count + 2) * 24 + 12)
        func total(_ name: String, _ mass: Mass, _ number: Int) {
            let y = 4 + Double(number) * 24
            drawing.text(name, left - 8, y + 13, anchor: .end, isBold: true)
            drawing.bar(left, y, mass.inTonnes * scale, 17, .solid)
            drawing.text(mass.shown, left + mass.inTonnes * scale + 6, y + 13, isBold: true)
        }
        total(text("基准", "baseline"), first.baseline, 0)
        for (number, step) in steps.enumerated() {
            let y = 4 + Double(number + 1) * 24
            let name = step.title[language].isEmpty ? step.measure : step.measure + " " + step.title[language]
            let low = min(step.baseline, step.scenario).inTonnes * scale
            let high = max(step.baseline, step.scenario).inTonnes * scale
            drawing.text(Drawing.fitted(name, to: left - 14), left - 8, y + 13, anchor: .end)
            drawing.line(left + step.baseline.inTonnes * scale, y - 7, left + step.baseline.inTonnes * scale, y + 17)
            drawing.bar(left + low, y, max(high - low, 0.8), 17, step.reduction > .zero ? .hatched : .dotted)
            let sign = step.reduction > .zero ? "−" : "+"
            let size = step.reduction > .zero ? step.reduction : .zero - step.reduction
            drawing.text(sign + size.shown, left + high + 6, y + 13)
        }
        total(text("措施后", "after"), last.scenario, steps.count + 1)
        drawing.line(left, 0, left, drawing.height - 4)
        return figure(
            drawing,
            "\(part.header.region) · \(scenario.title[language]) · \(pollutant) " + text("减排量（吨）", "reduction (t)"))
    }

    /// What may be emitted against what is reached.
    func targets(in part: ReportPart) -> String {
        let targets = (part.scenario?.targets ?? []).filter { $0.allowed != nil && $0.reached != nil }
        let most = targets.flatMap { [$0.allowed, $0.reached] }.compactMap { $0?.inTonnes }.max() ?? 0
        guard most > 0 else { return "" }
        let left = 190.0
        let scale = (Figures.width - left - 210) / most
        var drawing = Drawing(width: Figures.width, height: Double(targets.count) * 30 + 12)
        for (number, target) in targets.enumerated() {
            guard let allowed = target.allowed, let reached = target.reached, let shortfall = target.shortfall else {
                continue
            }
            let y = 6 + Double(number) * 30
            drawing.text(
                Drawing.fitted("\(target.id) \(target.pollutant) \(target.year)", to: left - 14), left - 8, y + 13,
                anchor: .end)
            drawing.bar(left, y, reached.inTonnes * scale, 17, shortfall == .zero ? .pale : .hatched)
            let x = left + allowed.inTonnes * scale
            drawing.line(x, y - 4, x, y + 21, isDashed: true)
            let verdict =
                shortfall == .zero
                ? text("达到", "met") : text("差 ", "short by ") + shortfall.shown + " t"
            drawing.text(verdict, max(x, left + reached.inTonnes * scale) + 8, y + 13, isBold: shortfall != .zero)
        }
        drawing.line(left, 0, left, drawing.height - 4)
        return figure(
            drawing,
            "\(part.header.region) · " + text("目标：条为可达到的排放量，虚线为允许排放量", "targets: bars are reached, dashes are allowed"))
    }

    /// How much of each pollutant is sure, assumed, and by unverified factors.
    func shares() -> String {
        let totals = package.totals.filter { $0.county == nil && $0.sector == nil && $0.emission > .zero }
        guard !totals.isEmpty else { return "" }
        let left = 90.0
        let span = Figures.width - left - 20
        var drawing = Drawing(width: Figures.width, height: Double(totals.count) * 44 + 30)
        for (x, fill, label) in [
            (90.0, Drawing.Fill.solid, text("已核算", "computed")), (210, .hatched, text("采用缺省值", "defaults")),
            (340, .dotted, text("系数未核实", "unverified factors")),
        ] {
            drawing.bar(x, 4, 14, 11, fill)
            drawing.text(label, x + 19, 14, size: 11)
        }
        for (number, total) in totals.enumerated() {
            let y = 28 + Double(number) * 44
            let all = total.emission.inTonnes
            let parts: [(Mass, Drawing.Fill)] = [
                (total.emission - total.assumed, .solid), (total.assumed - total.unverified, .hatched),
                (total.unverified, .dotted),
            ]
            drawing.text(total.pollutant, left - 8, y + 14, anchor: .end, isBold: true)
            var x = left
            for (mass, fill) in parts {
                let width = mass.inTonnes / all * span
                drawing.bar(x, y, width, 20, fill, title: "\(mass.tonnes()) t")
                let share = DecimalText.rounded(mass.inTonnes / all * 100, decimals: 1) + " %"
                if width > 46 { drawing.text(share, x + width / 2, y + 34, anchor: .middle, size: 11) }
                x += width
            }
        }
        return figure(drawing, text("结果的把握：已核算、采用缺省值、系数未核实", "How sure the results are"))
    }

    private func figure(_ drawing: Drawing, _ caption: String) -> String {
        "<figure>\n\(drawing.svg(title: caption))<figcaption>\(caption.asHTML)</figcaption>\n</figure>\n"
    }
}
