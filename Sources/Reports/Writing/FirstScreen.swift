import Calculation
import Inventories
import Quantities
import Tables

/// What a reader wants to know first: how much, what the plan does, whether targets are met, what is missing, who emits,
/// where it is removed. One screen of the page, in colours that also read in grey.
struct FirstScreen {
    let package: ReportPackage
    let language: Language
    private let tables: ReportTables
    private let sources: SourceScan

    init(_ package: ReportPackage, language: Language, tables: ReportTables, sources: SourceScan) {
        self.package = package
        self.language = language
        self.tables = tables
        self.sources = sources
    }

    private func text(_ zh: String, _ en: String) -> String { Label(zh, en)[language] }
    private var percentSign: String { language == .zh ? "％" : " %" }

    /// The screen as HTML.
    var html: String {
        var html = "<section id=\"first\">\n" + standing
        for pollutant in pollutants { html += "<p class=\"lead\">\(lead(pollutant))</p>\n" }
        html += plans
        html += banner
        for pollutant in pollutants {
            html +=
                "<div class=\"grid\">\n" + path(pollutant) + emitters(pollutant) + removals(pollutant)
                + largest(pollutant) + "</div>\n"
        }
        return html + "</section>\n"
    }

    /// How much of each plan was computed.
    private var plans: String {
        package.parts.compactMap { part -> String? in
            guard let scenario = part.scenario, !scenario.measures.isEmpty else { return nil }
            let (done, all, waiting) = (scenario.computedCount, scenario.measures.count, scenario.waitingCount)
            let name = package.parts.count > 1 ? tables.place(part.header.region).asHTML + text("：", ": ") : ""
            return "<p>" + name
                + text(
                    "方案 \(all) 项措施中 \(done) 项已核算" + (waiting > 0 ? "，\(waiting) 项等待输入" : "") + "。",
                    "\(done) of \(all) measures of the plan computed"
                        + (waiting > 0 ? ", \(waiting) wait for inputs" : "") + ".") + "</p>\n"
        }.joined()
    }

    private var pollutants: [String] { FirstScreen.pollutants(of: package) }

    /// The pollutants that the screen tells of.
    static func pollutants(of package: ReportPackage) -> [String] {
        package.totals.filter { $0.county == nil && $0.sector == nil && $0.emission > .zero }.map(\.pollutant)
    }

    private func total(_ pollutant: String) -> ReportTotal? {
        package.totals.first { $0.county == nil && $0.sector == nil && $0.pollutant == pollutant }
    }

    private func rows(_ pollutant: String) -> [ReportScenario.Row] {
        package.parts.flatMap { $0.scenario?.rows ?? [] }.filter { $0.pollutant == pollutant }
    }

    private func targets(_ pollutant: String) -> [ReportScenario.Target] {
        package.parts.flatMap { $0.scenario?.targets ?? [] }.filter { $0.pollutant == pollutant }.sorted {
            ($0.year, $0.id) < ($1.year, $1.id)
        }
    }

    // MARK: Who is in a merged package, and who is not

    /// How many entries of a list stand on the first screen.
    private static let listed = 40

    /// Of a merged package, before any number: of whom nothing came, whose package stayed out and why, what two claim.
    private var standing: String {
        guard !package.refusals.isEmpty || !package.absent.isEmpty || !package.claims.isEmpty else { return "" }
        var html =
            "<div class=\"warn standing\"><p><b>⚠ "
            + text(
                "汇总了 \(package.parts.count) 个地区；未报 \(package.absent.count) 个，退回 \(package.refusals.count) 个，重复申报 \(package.claims.count) 项",
                "\(package.parts.count) regions are merged; nothing came of \(package.absent.count), refused \(package.refusals.count), claimed twice \(package.claims.count)"
            ) + "</b></p>\n"
        html += list(
            text("未报", "Nothing came of"), package.absent.map { "\($0.region) \($0.name[language])".asHTML })
        html += list(
            text("退回", "Refused"),
            package.refusals.map { refusal in
                let name = refusal.region.isEmpty ? String(refusal.digest.prefix(12)) : tables.place(refusal.region)
                return "<b>\(name.asHTML)</b>" + text("：", ": ") + refusal.why(in: language).asHTML
            })
        html += list(text("重复申报", "Claimed twice"), package.claims.map(claim))
        return html + "</div>\n"
    }

    private func list(_ title: String, _ entries: [String]) -> String {
        guard !entries.isEmpty else { return "" }
        let more = entries.count - FirstScreen.listed
        return "<p>\(title.asHTML)\(text("（\(entries.count)）", " (\(entries.count))"))</p>\n<ul>"
            + entries.prefix(FirstScreen.listed).map { "<li>\($0)</li>" }.joined()
            + (more > 0 ? "<li>" + text("另有 \(more) 项，见下表", "and \(more) more in the tables below") + "</li>" : "")
            + "</ul>\n"
    }

    /// What is claimed, by whom, and how much each counts.
    private func claim(_ claim: DoubleClaim) -> String {
        let holders = claim.holders.map { holder in
            let masses = holder.masses.sorted { $0.key < $1.key }.map { "\($0.key) \(tonnes($0.value)) t" }
            return "\(tables.place(holder.region)) \(holder.source)".asHTML
                + (masses.isEmpty ? "" : text("（", " (") + masses.joined(separator: text("，", ", ")) + text("）", ")"))
        }
        let kind = SourceKind.named(claim.table)?.label[language] ?? claim.table
        return "\(claim.kind.label[language])\(text("，", ", "))\(kind) \(claim.key)".asHTML + text("：", ": ")
            + holders.joined(separator: text("；", "; "))
    }

    // MARK: The answer in a sentence

    private func lead(_ pollutant: String) -> String {
        guard let total = total(pollutant) else { return "" }
        let rows = rows(pollutant)
        let removed = rows.reduce(Mass.zero) { $0 + $1.reduction }
        // What a plan removes is a part of what the plan begins with.
        let baseline = package.parts.reduce(Mass.zero) { sum, part in
            sum + (part.scenario?.rows.first { $0.pollutant == pollutant }?.baseline ?? .zero)
        }
        var sentence = text(
            "\(pollutant) 排放 \(tonnes(total.emission)) 吨", "\(pollutant): \(tonnes(total.emission)) t emitted")
        sentence += interval(package.uncertainty?.range(pollutant))
        if !rows.isEmpty {
            let share = Mass.percent(removed, of: baseline)
            sentence +=
                removed == .zero
                ? text("；方案中没有措施能减少它", "; no measure of the plan reduces it")
                : text(
                    "；方案全面见效后减 \(tonnes(removed)) 吨（\(share)％）",
                    "; the plan in full effect removes \(tonnes(removed)) t (\(share) %)")
            if removed != .zero, package.parts.count == 1 {
                sentence += interval(package.parts[0].scenario?.uncertainty?.range(.reduction, "", pollutant))
            }
        }
        for target in targets(pollutant) {
            guard let shortfall = target.shortfall else { continue }
            sentence +=
                shortfall == .zero
                ? text("；\(target.year) 年目标达到", "; the target of \(target.year) is met")
                : "<b class=\"missed\">"
                    + text(
                        "；✗ \(target.year) 年目标尚差 \(tonnes(shortfall)) 吨",
                        "; ✗ the target of \(target.year) is missed by \(tonnes(shortfall)) t") + "</b>"
            sentence += likelihood(of: target)
        }
        return sentence + text("。", ".") + lacking(pollutant)
    }

    /// What the total of a pollutant lacks; empty where it lacks nothing.
    private func lacking(_ pollutant: String) -> String {
        package.lacks(pollutant, ofAll: true).map { " <small>incomplete: \($0[language].asHTML)</small>" } ?? ""
    }

    /// What a mass may be, in brackets; what is known alone where much of it has no range.
    private func interval(_ range: MassRange?) -> String {
        guard let range = range?.known, let confidence = confidence else { return "" }
        let (low, high) = (tonnes(range.low), tonnes(range.high))
        let share = DecimalText.rounded(100 * (range.quantified ?? 0), decimals: 0)
        let ends = text("\(confidence)％ 在 \(low)–\(high) 吨", "\(confidence)\u{A0}%: \(low)–\(high) t")
        guard range.quantified ?? 0 < 0.8 else { return text("（\(ends)）", " (\(ends))") }
        return text(
            "（仅已知部分，\(ends)；\(share)％ 的吨数有区间）", " (what is known alone, \(ends); \(share) % of it has ranges)")
    }

    /// The confidence of the package's intervals in percent.
    private var confidence: String? {
        let options =
            package.uncertainty?.options ?? package.parts.compactMap { $0.scenario?.uncertainty?.options }.first
        return options.map { DecimalText.shortest(($0.confidence * 1000).rounded() / 10) }
    }

    /// How likely a target is met.
    private func likelihood(of target: ReportScenario.Target) -> String {
        let chances = package.parts.compactMap {
            $0.scenario?.uncertainty?.interval(.target, target.id, target.pollutant)?.probability
        }
        guard let chance = chances.first, chances.count == 1 else { return "" }
        let percent = DecimalText.rounded(100 * chance, decimals: 0)
        return text("（达到的概率 \(percent)％）", " (met with a probability of \(percent) %)")
    }

    /// Tonnes as sure as they are: whole ones from a hundred on; all digits stand in the title.
    private func tonnes(_ mass: Mass) -> String {
        let full = mass.tonnes()
        let shown = mass.shown
        let isLarge = abs(mass.inTonnes) >= 100
        let short = isLarge ? String(Mass(micrograms: mass.micrograms).wholeShown) : shown
        return "<span title=\"\(full) t\">\(short)</span>"
    }

    // MARK: What is missing

    private var banner: String {
        var lines: [String] = []
        let rejected = sources.rejected
        for (pollutant, count) in sources.missing.sorted(by: { $0.key < $1.key }) {
            lines.append(
                text(
                    "\(pollutant)：\(count) 个结果缺少数据，未计入合计",
                    "\(pollutant): \(count) results lack data and are in no total"))
        }
        if rejected > 0 { lines.append(text("\(rejected) 行有错误，未计入", "rows with errors, not counted: \(rejected)")) }
        for pollutant in pollutants {
            if let what = package.lacks(pollutant, ofAll: true) {
                lines.append("\(pollutant)\(text("：", ": "))" + what[language].asHTML)
            }
            if let total = total(pollutant), total.assumed > .zero {
                lines.append(
                    text(
                        "\(pollutant) 的 \(Mass.percent(total.assumed, of: total.emission))％ 依据假设",
                        "\(Mass.percent(total.assumed, of: total.emission)) % of \(pollutant) rest on assumptions"))
            }
        }
        guard !lines.isEmpty else { return "" }
        return "<div class=\"warn\"><b>⚠ " + text("还不完整：", "Not complete yet: ") + "</b>"
            + lines.joined(separator: text("；", "; ")) + text("。", ".") + "</div>\n"
    }

    // MARK: Cards

    private func card(_ title: String, _ what: String, isWide: Bool = false, _ body: String) -> String {
        "<div class=\"card\(isWide ? " wide" : "")\"><h2>\(title.asHTML)</h2><p>\(what)</p>\n\(body)</div>\n"
    }

    /// A bar from zero, its assumed part hatched.
    private func bar(
        _ name: String, _ sure: Double, _ assumed: Double, of most: Double, _ value: String, _ small: String,
        _ range: MassRange? = nil
    )
        -> String
    {
        func width(_ part: Double) -> String { Drawing.number(most > 0 ? 100 * part / most : 0) }
        let whisker =
            range.map { range in
                "<i class=\"w\" style=\"left:\(width(range.low.inTonnes))%;width:"
                    + "\(width(range.high.inTonnes - range.low.inTonnes))%\" title=\"\(range.low.shown) – "
                    + "\(range.high.shown) t\"></i>"
            } ?? ""
        return
            "<div class=\"row\"><div class=\"l\">\(name.asHTML)</div><div class=\"track\"><i class=\"d\" style=\"width:"
            + "\(width(sure))%\"></i><i class=\"a\" style=\"width:\(width(assumed))%\"></i>\(whisker)</div>"
            + "<div class=\"v\">\(value)"
            + (small.isEmpty ? "" : " <small>\(small)</small>") + "</div></div>\n"
    }

    private var key: String {
        "<span class=\"key\"><i class=\"d\"></i>" + text("依据数据", "on data") + "<i class=\"a\"></i>"
            + text("依据假设", "on assumptions")
            + (package.uncertainty.map {
                "<i class=\"k\"></i>" + text("\($0.level)％ 区间", "interval of \($0.level) %")
            } ?? "") + "</span>"
    }

    private func emitters(_ pollutant: String) -> String {
        let own = package.totals.filter {
            $0.pollutant == pollutant && $0.county == nil && $0.sector != nil && $0.emission > .zero
        }.sorted { $0.emission > $1.emission }
        guard let largest = own.first?.emission.inTonnes, let all = total(pollutant)?.emission else { return "" }
        let ranges = own.prefix(10).map { package.uncertainty?.range(sector: $0.sector, pollutant)?.known }
        let most = max(largest, ranges.compactMap { $0?.high.inTonnes }.max() ?? 0)
        let bars = zip(own.prefix(10), ranges).map { total, range in
            bar(
                tables.word(.sector, total.sector ?? ""), (total.emission - total.assumed).inTonnes,
                total.assumed.inTonnes, of: most, tonnes(total.emission),
                Mass.percent(total.emission, of: all) + percentSign, range)
        }
        return card(
            text("谁在排：\(pollutant)，按部门（吨，占比）", "Who emits \(pollutant): by sector (t, share)"), key,
            bars.joined())
    }

    private func removals(_ pollutant: String) -> String {
        let rows = rows(pollutant)
        guard !rows.isEmpty, let baseline = rows.first?.baseline else { return "" }
        let own = rows.filter { $0.reduction > .zero }.sorted { $0.reduction > $1.reduction }
        let sure = package.parts.count == 1 ? package.parts[0].scenario?.uncertainty : nil
        let ranges = own.prefix(8).map { sure?.range(.reduction, $0.measure, pollutant)?.known }
        let most = max(own.first?.reduction.inTonnes ?? 0, ranges.compactMap { $0?.high.inTonnes }.max() ?? 0)
        let bars = zip(own.prefix(8), ranges).map { row, range in
            bar(
                row.title[language], row.reduction.inTonnes, 0, of: most, tonnes(row.reduction),
                Mass.percent(row.reduction, of: baseline) + percentSign, range.flatMap { $0.low < .zero ? nil : $0 })
        }
        let rest = own.dropFirst(8)
        let more =
            rest.isEmpty
            ? ""
            : "<p>"
                + text(
                    "其余 \(rest.count) 项合计 \(tonnes(rest.reduce(Mass.zero) { $0 + $1.reduction })) 吨",
                    "\(rest.count) others together \(tonnes(rest.reduce(Mass.zero) { $0 + $1.reduction })) t")
                + "</p>\n"
        return card(
            text("减在哪里：\(pollutant)，逐项措施（吨，占基线）", "Where \(pollutant) is removed: by measure (t, of the baseline)"),
            text("从零起画，长短可直接比较", "from zero: lengths compare"),
            (bars.isEmpty ? "<p>\(text("没有", "none"))</p>\n" : bars.joined()) + more)
    }

    /// The path from the year of the inventory over the target years to full effect, against what may be emitted.
    private func path(_ pollutant: String) -> String {
        let targets = targets(pollutant).filter { $0.reached != nil }
        guard package.parts.count == 1, let part = package.parts.first, let scenario = part.scenario,
            let first = rows(pollutant).first, let last = rows(pollutant).last
        else { return "" }
        let years = scenario.path.filter { $0.pollutant == pollutant }
        if !years.isEmpty {
            let figure = PathFigure(
                pollutant: pollutant, years: years, full: last.scenario, language: language,
                sure: scenario.uncertainty)
            return card(
                text("\(pollutant) 排放路径与目标（吨）", "\(pollutant): path and targets (t)"),
                scenario.title[language].asHTML
                    + text(
                        "；基线含增长和新源，已生效是清单年前后的法定要求；虚线段是允许排放量",
                        "; the baseline holds growth and new sources, in force is what the law asks by its dates; short dashes are what may be emitted"
                    ) + lacking(pollutant), isWide: true, figure.svg)
        }
        var points: [(label: String, mass: Mass)] = [("\(part.header.year)", first.baseline)]
        for target in targets where target.year > part.header.year && points.last?.label != "\(target.year)" {
            if let reached = target.reached { points.append(("\(target.year)", reached)) }
        }
        points.append((text("全面见效", "full effect"), last.scenario))
        let allowed = targets.compactMap { target in target.allowed.map { (target, $0) } }
        let top = (points.map(\.mass.inTonnes) + allowed.map(\.1.inTonnes)).max() ?? 0
        guard top > 0 else { return "" }
        let (left, right, base, height) = (20.0, 620.0, 170.0, 140.0)
        func x(_ number: Int) -> Double {
            left + 40 + Double(number) * (right - left - 100) / Double(max(1, points.count - 1))
        }
        func y(_ mass: Mass) -> Double { base - mass.inTonnes / top * height }
        let n = Drawing.number
        var svg = "<svg viewBox=\"0 0 640 200\" role=\"img\" aria-label=\"\(pollutant.asHTML)\">\n"
        svg += "<line x1=\"\(n(left))\" x2=\"\(n(right))\" y1=\"\(n(base))\" y2=\"\(n(base))\" stroke=\"#8a98a6\"/>\n"
        // What is allowed is told where no other text stands: the numbers of the last points are at the right too.
        var taken = points.indices.filter { x($0) > right - 340 }.map { y(points[$0].mass) - 9 }
        for (target, mass) in allowed {
            let isMissed = target.state == "short"
            let places = [16.0, -6, 36, -26, 56, -46].map { y(mass) + $0 }
            let at = places.first { at in taken.allSatisfy { abs($0 - at) >= PathFigure.pitch } } ?? places[0]
            taken.append(at)
            svg +=
                "<line x1=\"\(n(left))\" x2=\"\(n(right))\" y1=\"\(n(y(mass)))\" y2=\"\(n(y(mass)))\" "
                + "class=\"\(isMissed ? "short" : "met")\" stroke-dasharray=\"6 4\"/><text x=\"\(n(right))\" y=\"\(n(at))\" "
                + "text-anchor=\"end\" class=\"\(isMissed ? "shorttext" : "")\">"
                + text("\(target.year) 年允许 ", "allowed in \(target.year): ") + mass.wholeShown
                + (isMissed ? text(" ✗ 未达到", " ✗ missed") : "") + "</text>\n"
        }
        svg +=
            "<polyline points=\"" + points.indices.map { "\(n(x($0))),\(n(y(points[$0].mass)))" }.joined(separator: " ")
        svg += "\" class=\"path\"/>\n"
        for (number, point) in points.enumerated() {
            svg +=
                "<circle cx=\"\(n(x(number)))\" cy=\"\(n(y(point.mass)))\" r=\"4\" class=\"dot\"/><text x=\"\(n(x(number)))\" "
                + "y=\"\(n(y(point.mass) - 9))\" text-anchor=\"middle\" class=\"b\">\(point.mass.wholeShown)</text><text x=\""
                + "\(n(x(number)))\" y=\"190\" text-anchor=\"middle\">\(point.label.asHTML)</text>\n"
        }
        return card(
            text("\(pollutant) 排放路径与目标（吨）", "\(pollutant): path and targets (t)"),
            scenario.title[language].asHTML + text("；虚线是允许排放量", "; dashes are what may be emitted")
                + lacking(pollutant), isWide: true,
            svg + "</svg>\n")
    }

    /// The ten largest sources by the name of their firm.
    private func largest(_ pollutant: String) -> String {
        let sources = self.sources.largest[pollutant] ?? []
        guard let most = sources.first, let all = total(pollutant)?.emission else { return "" }
        let sum = sources.reduce(Mass.zero) { $0 + Mass(micrograms: $1.mass) }
        let bars = sources.map { source in
            let mass = Mass(micrograms: source.mass)
            return bar(
                source.name, source.isAssumed ? 0 : mass.inTonnes, source.isAssumed ? mass.inTonnes : 0,
                of: Mass(micrograms: most.mass).inTonnes, tonnes(mass), Mass.percent(mass, of: all) + percentSign)
        }
        return card(
            text(
                "排放最多的 \(sources.count) 个源，\(pollutant)（吨）", "The \(sources.count) largest sources of \(pollutant) (t)"),
            text(
                "合计 \(tonnes(sum)) 吨，占 \(Mass.percent(sum, of: all))％",
                "together \(tonnes(sum)) t, \(Mass.percent(sum, of: all)) %"),
            isWide: true, bars.joined())
    }

    /// The style of the screen.
    static let style = """
        .lead{font-size:18px;font-weight:700;margin:12px 0 2px;line-height:1.5}.missed{color:#a3271b}
        .warn{background:#fff4e0;border-left:5px solid #b36b00;padding:8px 12px;margin:12px 0}
        .standing p{margin:4px 0}.standing ul{margin:2px 0 8px;padding-left:22px}
        .grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(430px,100%),1fr));gap:14px;margin:0 0 14px}
        .card{border:1px solid #b8c2cc;border-radius:6px;padding:12px 14px;break-inside:avoid;min-width:0}.wide{grid-column:1/-1}
        .card h2{font-size:15px;margin:0 0 2px;border:0;padding:0}.card p{margin:0 0 8px;color:#566473;font-size:13px}
        .row{display:grid;grid-template-columns:minmax(84px,34%) 1fr minmax(96px,auto);gap:8px;align-items:center;margin:5px 0;\
        font-size:13px}
        .l{text-align:right;line-height:1.25;overflow-wrap:anywhere}.track{display:flex;height:14px;background:#eef1f4;\
        border-radius:2px;overflow:hidden;position:relative}
        .track .w{position:absolute;top:2px;height:10px;border:solid #1b2530;border-width:0 2px;box-shadow:0 0 0 1px #fff8}
        .track .w::after{content:"";position:absolute;left:0;right:0;top:4px;height:2px;background:#1b2530;box-shadow:0 0 0 1px #fff8}
        .key .k{border:solid #1b2530;border-width:0 2px;background:linear-gradient(#0000 5px,#1b2530 5px 7px,#0000 7px)}
        .fan{fill:#5b6b7a;fill-opacity:.22}.card svg .fantext{fill:#465463}
        .track i{display:block}.d{background:#1f5f8b}.a{background:repeating-linear-gradient(45deg,#9cc3dd 0 3px,#fff 3px 6px)}
        .v{font-variant-numeric:tabular-nums;white-space:nowrap}.v small{color:#566473}
        .key i{display:inline-block;width:14px;height:12px;margin:0 5px 0 12px;vertical-align:-1px;border:1px solid #8a98a6}
        .card svg{display:block;margin:0 auto;min-width:0;max-width:760px}.card svg text{font-size:12px;fill:#465463}.card svg .b{fill:#1b2530;font-weight:600}
        .path{fill:none;stroke:#1f5f8b;stroke-width:2.5}.dot{fill:#1f5f8b}.short{stroke:#a3271b;stroke-width:1.8}\
        .met{stroke:#2f6b3a;stroke-width:1.5}.card svg .shorttext{fill:#a3271b;font-weight:600}
        @media (max-width:520px){.card svg text{font-size:19px}}
        @media print{.grid{grid-template-columns:1fr 1fr}.lead{font-size:13pt}}
        """
}

extension Mass {
    /// Whole tonnes with thousands apart.
    var wholeShown: String {
        let rounded = roundedTonnes(decimals: 0)
        return Mass(tonnes: rounded).map { String($0.shown.dropLast(3)) } ?? rounded
    }
}
