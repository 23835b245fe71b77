import Calculation
import Quantities
import Tables

/// The figures of a report's page.
struct Figures {
    let package: ReportPackage
    let language: Language
    private let words: ReportWords
    private static let width = 860.0
    /// How many bars or steps a figure has at most; the smaller ones stand together at its end.
    private static let limit = 30
    private static let bar = 17.0
    private static let step = 25.0

    init(_ package: ReportPackage, language: Language) {
        self.package = package
        self.language = language
        words = package.words
    }

    private func text(_ zh: String, _ en: String) -> String { Label(zh, en)[language] }

    /// Bars of a pollutant by sector or by county, longest first: sure tonnes solid, those on assumptions hatched.
    func totals(of pollutant: String, by kind: ReportWords.Kind) -> String {
        let own = package.totals.filter {
            $0.pollutant == pollutant && $0.emission != .zero
                && (kind == .sector ? $0.county == nil && $0.sector != nil : $0.county != nil && $0.sector == nil)
        }
        .sorted { $0.emission != $1.emission ? $0.emission > $1.emission : ($0.sector ?? "") < ($1.sector ?? "") }
        guard let most = own.first?.emission.inTonnes, most > 0 else { return "" }
        var rows = own.prefix(own.count > Figures.limit ? Figures.limit - 1 : Figures.limit).map { total in
            let code = (kind == .sector ? total.sector : total.county) ?? ""
            let range = package.uncertainty?.range(county: total.county, sector: total.sector, pollutant)
            return (words.label(kind, code)[language], total.emission, total.assumed, range.flatMap { $0.known })
        }
        let rest = own.dropFirst(rows.count)
        if !rest.isEmpty {
            rows.append(
                (
                    text("其余 \(rest.count) 个", "\(rest.count) others"),
                    rest.reduce(Mass.zero) { $0 + $1.emission }, rest.reduce(Mass.zero) { $0 + $1.assumed }, nil
                ))
        }
        let left = 240.0
        let largest = rows.map { max($0.1, $0.3?.high ?? .zero).inTonnes }.max() ?? most
        let scale = (Figures.width - left - 120) / largest
        var drawing = Drawing(width: Figures.width, height: Double(rows.count) * Figures.step + 34)
        drawing.legend(
            [(.solid, text("依据数据", "on data")), (.hatched, text("依据假设", "on assumptions"))], x: left, y: 14)
        for (number, (name, emission, part, range)) in rows.enumerated() {
            let y = 28 + Double(number) * Figures.step
            let sure = (emission - part).inTonnes * scale
            let assumed = part.inTonnes * scale
            drawing.text(Drawing.fitted(name, to: left - 12), left - 8, y + 13, anchor: .end)
            drawing.bar(left, y, sure, Figures.bar, .solid, title: "\((emission - part).shown) t")
            drawing.bar(left + sure, y, assumed, Figures.bar, .hatched, title: "\(part.shown) t")
            var end = left + sure + assumed
            if let range {
                let (low, high) = (left + range.low.inTonnes * scale, left + range.high.inTonnes * scale)
                drawing.whisker(
                    low, high, y + Figures.bar / 2, title: "\(range.low.shown) – \(range.high.shown) t")
                end = max(end, high)
            }
            drawing.text(emission.shown, end + 6, y + 13)
        }
        drawing.line(left, 24, left, drawing.height - 6)
        let what = text("\(pollutant) 排放量（吨）", "\(pollutant) emission (t)")
        let by = kind == .sector ? text("，按部门", " by sector") : text("，按县区", " by county")
        let whiskers = package.uncertainty.map {
            text("；横须为 \($0.level) % 区间", "; whiskers: intervals of \($0.level) %")
        }
        return figure(drawing, what + by + (whiskers ?? ""))
    }

    /// A step of a waterfall.
    private struct Fall {
        let id: String
        let title: String
        let reduction: Mass
    }

    /// From the baseline down to the scenario, one step a measure.
    ///
    /// Measures that remove nothing of the pollutant are left out, the smallest of very many stand together at the end.
    /// Where most of the baseline stays the beginning of the axis is cut away, or no step could be seen.
    func waterfall(of pollutant: String, in part: ReportPart) -> String {
        guard let scenario = part.scenario else { return "" }
        let rows = scenario.rows.filter { $0.pollutant == pollutant }
        let moving = rows.filter { $0.reduction != .zero }
        guard let first = rows.first, let last = rows.last, !moving.isEmpty else { return "" }
        let falls = Figures.falls(moving, language, others: { text("其余 \($0) 项措施", "\($0) other measures") })
        var levels = [first.baseline]
        for fall in falls { levels.append(levels[levels.count - 1] - fall.reduction) }
        let (low, high) = (levels.min() ?? .zero, levels.max() ?? .zero)
        guard high.inTonnes > 0 else { return "" }
        let isCut = low.inTonnes > high.inTonnes * 0.5
        let left = 360.0
        let origin = isCut ? left + 46 : left
        let floor = isCut ? low.inTonnes - (high.inTonnes - low.inTonnes) * 0.12 : 0
        let scale = (Figures.width - origin - 110) / (high.inTonnes - floor)
        func x(_ mass: Mass) -> Double { origin + (mass.inTonnes - floor) * scale }
        let names = falls.map { Drawing.lines($0.title, width: left - 78, most: 2, size: 12) }
        let heights = names.map { $0.count > 1 ? 34.0 : Figures.step }
        var drawing = Drawing(width: Figures.width, height: heights.reduce(0, +) + Figures.step * 2 + 10)
        var y = 4.0
        func total(_ name: String, _ mass: Mass) {
            drawing.text(name, left - 8, y + 13, anchor: .end, isBold: true)
            drawing.bar(left, y, x(mass) - left, Figures.bar, .solid, title: "\(mass.shown) t")
            if isCut { drawing.cut(left + 18, y, Figures.bar) }
            drawing.text(mass.shown, x(mass) + 6, y + 13, isBold: true)
            y += Figures.step
        }
        total(text("实施前", "before"), first.baseline)
        for (number, fall) in falls.enumerated() {
            let (from, to) = (x(levels[number]), x(levels[number + 1]))
            let top = y + (heights[number] - Figures.step) / 2
            drawing.text(fall.id, 4, top + 13, size: 12, isBold: true)
            for (line, name) in names[number].enumerated() {
                let middle = names[number].count > 1 ? y + 11 + Double(line) * 15 : top + 13
                drawing.text(name, left - 8, middle, anchor: .end, size: 12)
            }
            drawing.line(from, y - (Figures.step - Figures.bar), from, top + Figures.bar)
            let falls = fall.reduction > .zero
            drawing.bar(
                min(from, to), top, max(abs(from - to), 1), Figures.bar, falls ? .grey : .dotted,
                title: fall.title)
            let size = falls ? fall.reduction : .zero - fall.reduction
            drawing.text((falls ? "−" : "+") + size.shown, max(from, to) + 6, top + 13)
            y += heights[number]
        }
        total(text("实施后", "after"), last.scenario)
        drawing.line(left, 0, left, drawing.height - 4)
        let what = text("\(pollutant)：逐项措施的减排量（吨）", "\(pollutant): reduction by measure (t)")
        let note = text("；横轴前段略去", "; the beginning of the axis is cut away")
        return figure(drawing, what + (isCut ? note : ""))
    }

    /// The steps in the plan's order; what is beyond the limit is summed up, the smallest first.
    private static func falls(
        _ rows: [ReportScenario.Row], _ language: Language, others: (Int) -> String
    ) -> [Fall] {
        func size(_ row: ReportScenario.Row) -> Mass { row.reduction > .zero ? row.reduction : .zero - row.reduction }
        var kept = Set(rows.indices)
        if rows.count > limit {
            let order = rows.indices.sorted {
                size(rows[$0]) != size(rows[$1]) ? size(rows[$0]) > size(rows[$1]) : $0 < $1
            }
            kept = Set(order.prefix(limit - 1))
        }
        var falls = rows.indices.filter(kept.contains).map { place in
            Fall(id: rows[place].measure, title: rows[place].title[language], reduction: rows[place].reduction)
        }
        let rest = rows.indices.filter { !kept.contains($0) }
        if !rest.isEmpty {
            falls.append(
                Fall(id: "", title: others(rest.count), reduction: rest.reduce(Mass.zero) { $0 + rows[$1].reduction }))
        }
        return falls
    }

    /// What may be emitted against what is reached.
    func targets(in part: ReportPart) -> String {
        let targets = (part.scenario?.targets ?? []).filter { $0.allowed != nil && $0.reached != nil }
        let most = targets.flatMap { [$0.allowed, $0.reached] }.compactMap { $0?.inTonnes }.max() ?? 0
        guard most > 0 else { return "" }
        let left = 240.0
        let scale = (Figures.width - left - 210) / most
        var drawing = Drawing(width: Figures.width, height: Double(targets.count) * 32 + 12)
        for (number, target) in targets.enumerated() {
            guard let allowed = target.allowed, let reached = target.reached, let shortfall = target.shortfall else {
                continue
            }
            let y = 6 + Double(number) * 32
            let isMet = shortfall == .zero
            drawing.text(
                Drawing.fitted("\(target.id) \(target.pollutant) \(target.year)", to: left - 12), left - 8, y + 13,
                anchor: .end)
            drawing.bar(left, y, reached.inTonnes * scale, Figures.bar, isMet ? .pale : .grey)
            let x = left + allowed.inTonnes * scale
            drawing.line(x, y - 5, x, y + 23, isDashed: true)
            let verdict = isMet ? text("达到", "met") : text("差 ", "short by ") + shortfall.shown + " t"
            drawing.text(verdict, max(x, left + reached.inTonnes * scale) + 10, y + 13, isBold: !isMet)
        }
        drawing.line(left, 0, left, drawing.height - 4)
        return figure(
            drawing,
            text("目标：横条为目标年排放量，竖虚线为允许排放量", "Targets: bars are the emission of the year, dashes what is allowed"))
    }

    /// How much of each pollutant is sure, assumed, and by unverified factors.
    func shares() -> String {
        let totals = package.totals.filter { $0.county == nil && $0.sector == nil && $0.emission > .zero }
        guard !totals.isEmpty else { return "" }
        let left = 70.0
        let span = Figures.width - left - 20
        var drawing = Drawing(width: Figures.width, height: Double(totals.count) * 50 + 6)
        for (number, total) in totals.enumerated() {
            let y = 4 + Double(number) * 50
            let all = total.emission.inTonnes
            let parts: [(mass: Mass, fill: Drawing.Fill, name: String)] = [
                (total.emission - total.assumed, .solid, text("依据数据", "on data")),
                (total.assumed - total.unverified, .hatched, text("采用缺省值", "on defaults")),
                (total.unverified, .dotted, text("系数未核实", "by unverified factors")),
            ]
            drawing.text(total.pollutant, left - 8, y + 14, anchor: .end, isBold: true)
            var x = left
            for part in parts {
                let width = part.mass.inTonnes / all * span
                drawing.bar(x, y, width, 20, part.fill, title: "\(part.name) \(part.mass.shown) t")
                x += width
            }
            drawing.legend(
                parts.map { ($0.fill, "\($0.name) \(Mass.percent($0.mass, of: total.emission)) %") }, x: left, y: y + 36
            )
        }
        return figure(drawing, text("排放量中依据数据、采用缺省值和系数未核实的份额", "How much of the emission rests on what"))
    }

    private func figure(_ drawing: Drawing, _ caption: String) -> String {
        "<figure>\n<figcaption>\(caption.asHTML)</figcaption>\n\(drawing.svg(title: caption))</figure>\n"
    }
}
