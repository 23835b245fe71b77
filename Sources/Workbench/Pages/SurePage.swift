import Calculation
import Factors
import Inventories
import Quantities
import Reports
import Tables

/// How sure the totals are: intervals, what they come from, what has none, what to measure next, and what the inventory states.
struct SurePage {
    let county: County
    let answer: SureRuns.Answer
    /// Whether what the inventory states can be changed here.
    let isEditable: Bool
    /// The digest of the `inventory.yaml` that the page shows.
    let digest: String
    let view: View

    private var uncertainty: EmissionUncertainty { answer.uncertainty }
    private var library: FactorLibrary { county.assessment.context.library }
    private var stated: StatedRanges { county.assessment.context.manifest.ranges }
    private var words: GroupingWords { GroupingWords(library: library, language: view.language) }
    /// The keys of the totals without the pollutant, which has a table of its own.
    private var keys: [Grouping] { answer.question.keys.filter { $0.name != "pollutant" } }

    func markup() -> Markup {
        let title = view.text("有多大把握", "How sure")
        let notes: [Markup] = uncertainty.drawWords.map { "<p class=\"note\">\(view.text($0))</p>\n" }
        return view.page(
            title,
            """
            <h1>\(title)</h1>
            <div class="totals">\(county.pollutants.map(card))</div>
            \(view.lacks(IncompleteTotals(answer.result)))\(notes)
            \(choice)\(county.pollutants.map(totals))
            <section><h2>\(view.text("先核实哪个数据", "What to measure next"))</h2>\(next)</section>
            <section><h2>\(view.text("方差来自哪里", "What the variance comes from"))</h2>\(county.pollutants.map(variance))</section>
            <section><h2>\(view.text("未量化", "Not quantified"))</h2>
            <p class="note">\(view.text("没有人给出区间的数据按其值计入，不当作零误差，也不猜区间；后面是取决于它的吨数。", "Data that nobody tells a range of are held at their number: that is not an error of zero, and no range is made up. Behind each are the tonnes that hang on it."))</p>
            \(county.pollutants.map(unknown))</section>
            \(statements)
            """)
    }

    // MARK: Totals

    private func card(_ pollutant: String) -> Markup {
        guard let range = uncertainty.range([pollutant]) else {
            return """
                <div class="total"><span>\(pollutant)</span><b>–</b><small>\(view.text("缺数据", "data missing"))</small></div>

                """
        }
        let lines: [Markup] = uncertainty.words(pollutant).prefix(1).map { "<small>\(view.text($0))</small>" }
        let ends = range.isKnown ? "\(range.low.shown) – \(range.high.shown) t" : view.text("未量化", "not quantified")
        return """
            <div class="total wide"><span>\(pollutant) · \(range.mass.shown) t</span><b>\(ends)</b>\(lines)</div>

            """
    }

    /// The keys to total by, and the confidence.
    private var choice: Markup {
        func options(_ chosen: String, blank: Bool) -> [Markup] {
            (blank ? [""] : []).map { "<option value=\"\($0)\">–</option>" }
                + InventoryPage.keys.compactMap { name in
                    Grouping(name).map {
                        "<option value=\"\(name)\"\(name == chosen ? " selected" : "")>\(words.title($0))</option>"
                    }
                }
        }
        let first = keys.first?.text ?? ""
        let second = keys.count > 1 ? keys[1].text : ""
        return """
            <form method="get" action="/sure">\(view.languageField)
            <label>\(view.text("按", "By"))<select name="by">\(options(first, blank: false))</select></label>
            <label>\(view.text("再按", "and by"))<select name="and">\(options(second, blank: true))</select></label>
            <label>\(view.text("置信水平 %", "confidence %"))<input type="text" inputmode="decimal" name="confidence" value="\(answer.question.options.level)"></label>
            <button type="submit">\(view.text("计算", "Compute"))</button></form>

            """
    }

    private func totals(_ pollutant: String) -> Markup {
        let place = answer.question.keys.firstIndex { $0.name == "pollutant" } ?? 0
        let rows = answer.result.totalsAndUnknown(by: answer.question.keys).filter { $0.keys[place] == pollutant }
            .sorted { ($1.emission, $0.keys.joined()) < ($0.emission, $1.keys.joined()) }
        let ranges = rows.map { uncertainty.range($0.keys) }
        let most = zip(rows, ranges).map { max($0.emission, $1?.high ?? .zero) }.max() ?? .zero
        let lines: [Markup] = zip(rows, ranges).map { row, range in
            let names: [Markup] = zip(answer.question.keys, row.keys).filter { $0.0.name != "pollutant" }.map {
                "<th scope=\"row\">\(words.word($0, $1))</th>"
            }
            return "<tr>\(names)\(cells(row, range))<td>\(Whisker.svg(row.emission, range, of: most))</td></tr>\n"
        }
        let heads: [Markup] = keys.map { "<th>\(words.title($0))</th>" }
        return """
            <section><h2>\(pollutant)</h2><div class="scroll"><table><thead><tr>\(heads)<th class="n">\(view.text("排放量 t", "emission t"))</th>\
            <th class="n">\(view.text("下限 t", "low t"))</th><th class="n">\(view.text("中位 t", "median t"))</th><th class="n">\(view.text("上限 t", "high t"))</th>\
            <th class="n">\(view.text("一阶 ±%", "first order ±%"))</th><th class="n">\(view.text("有区间 %", "with ranges %"))</th><th aria-hidden="true"></th></tr></thead>
            <tbody>\(lines)</tbody></table></div>\(missing(pollutant))</section>

            """
    }

    /// How many rows have no number: they are in no total, and not zero.
    private func missing(_ pollutant: String) -> Markup {
        let keys = ["state", "pollutant"].compactMap { Grouping($0) }
        guard let count = answer.result.totals(by: keys).first(where: { $0.keys == ["missing", pollutant] })?.lines
        else { return "" }
        return
            "<p class=\"warn\">\(view.text("另有 \(count) 处缺数据，没有数字，不在合计和区间之内", "\(count) more lack data: they have no number, and are in no total and no interval"))</p>"
    }

    /// A total with its interval; what has no number, and what has no range, says so.
    private func cells(_ row: Totals, _ range: MassRange?) -> Markup {
        guard let mass = row.number else {
            return "<td class=\"n\" colspan=\"6\">\(view.text("缺数据", "data missing"))</td>"
        }
        let quantified = range?.quantified.map { DecimalText.rounded(100 * $0, decimals: 1) } ?? "–"
        guard let range, range.isKnown else {
            return """
                <td class="n">\(mass.shown)</td><td class="n" colspan="4">\(view.text("未量化", "not quantified"))</td>\
                <td class="n">\(quantified)</td>
                """
        }
        let half = range.firstOrder.map { DecimalText.rounded($0, decimals: 1) } ?? "–"
        return """
            <td class="n">\(mass.shown)</td><td class="n">\(range.low.shown)</td><td class="n">\(range.median.shown)</td>\
            <td class="n">\(range.high.shown)</td><td class="n">\(half)</td><td class="n">\(quantified)</td>
            """
    }

    // MARK: What it comes from

    private func percent(_ share: Double) -> String { DecimalText.rounded(100 * share, decimals: 1) }

    private func variance(_ pollutant: String) -> Markup {
        let shares = uncertainty.shares([pollutant])
        guard !shares.isEmpty else {
            return "<p class=\"note\">\(pollutant)\(view.colon)\(view.text("没有任何数据给出区间", "nothing has a range"))</p>\n"
        }
        let rows: [Markup] = shares.prefix(12).map { share in
            let left = share.remaining.map { DecimalText.rounded($0, decimals: 2) } ?? "–"
            return """
                <tr><td>\(view.text(share.label))</td><td class="n">\(percent(share.share))</td><td>\(Whisker.share(share.share))</td><td class="n">\(left)</td></tr>

                """
        }
        // Of the errors of rows the share alone is known: no tonnes are no zero tonnes.
        let classes: [Markup] = uncertainty.classes([pollutant]).map {
            "<tr><td>\(view.text($0.origin.label))</td><td class=\"n\">\($0.mass == .zero ? "–" : $0.mass.shown)</td><td class=\"n\">\(percent($0.share))</td></tr>\n"
        }
        return """
            <h3>\(pollutant)</h3><div class="scroll"><table><thead><tr><th>\(view.text("数据", "datum"))</th><th class="n">\(view.text("方差 %", "variance %"))</th>\
            <th aria-hidden="true"></th><th class="n">\(view.text("若已知，总量半宽 %", "half-width of the total if known %"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
            <div class="scroll"><table><thead><tr><th>\(view.text("区间来自", "where ranges come from"))</th><th class="n">t</th><th class="n">\(view.text("方差 %", "variance %"))</th></tr></thead>
            <tbody>\(classes)</tbody></table></div>

            """
    }

    private var next: Markup {
        guard !answer.next.isEmpty else {
            return
                "<p class=\"note\">\(view.text("没有任何数据给出区间：先在下面写明等级", "nothing has a range: state classes below first"))</p>"
        }
        var rank: [String: Int] = [:]
        let rows: [Markup] = answer.next.map { datum in
            rank[datum.pollutant, default: 0] += 1
            let (today, then) = (datum.halfWidth.today, datum.halfWidth.then)
            return """
                <tr><td>\(datum.pollutant)</td><td class="n">\(rank[datum.pollutant] ?? 0)</td><td>\(place(datum))</td><td>\(datum.column)</td><td class="n">\(datum.amount)</td>\
                <td class="n">\(span(datum.today))</td><td class="n">\(span(datum.expected)) \(datum.evidence)</td><td class="n">\(percent(datum.share))</td>\
                <td class="n">\(DecimalText.rounded(today, decimals: 2)) → \(DecimalText.rounded(then, decimals: 2))</td></tr>

                """
        }
        return """
            <div class="scroll"><table><thead><tr><th></th><th class="n">#</th><th>\(view.text("数据", "datum"))</th><th>\(view.text("列", "column"))</th>\
            <th class="n">\(view.text("现值", "value"))</th><th class="n">\(view.text("现在的区间", "range today"))</th><th class="n">\(view.text("核实后预计", "expected once measured"))</th>\
            <th class="n">\(view.text("方差 %", "variance %"))</th><th class="n">\(view.text("总量半宽 %", "half-width of the total %"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    /// A datum; a cell of a table leads there.
    private func place(_ datum: NextBest) -> Markup {
        guard let location = datum.location, let line = location.line, location.column != nil else {
            return "\(datum.name)"
        }
        let file = Finding.fileName(location.file)
        guard county.assessment.inventory.sheets.contains(where: { $0.fileName == file }) else {
            return "\(datum.name)"
        }
        return "<a href=\"\(view.link.to("/tables", [("table", file), ("line", String(line))]))\">\(datum.name)</a>"
    }

    private func span(_ range: (low: Double, high: Double)) -> String {
        func signed(_ value: Double) -> String {
            (value >= 1 ? "+" : "−") + DecimalText.rounded(abs(value - 1) * 100, decimals: 0)
        }
        return signed(range.low) + " … " + signed(range.high) + " %"
    }

    private func unknown(_ pollutant: String) -> Markup {
        let data = uncertainty.unknown[pollutant] ?? []
        guard !data.isEmpty else {
            return "<p class=\"note\">\(pollutant)\(view.colon)\(view.text("没有", "none"))</p>\n"
        }
        let rows: [Markup] = data.prefix(12).map { name, mass in
            let datum = StatedDatum(name, in: library)
            let entry: Markup =
                datum.map { form($0, value: "", isShared: false) }
                ?? "<small>\(view.text("由程序推出的上下限，按其值计", "a bound that the program derives, held at its number"))</small>"
            return "<tr><td>\(name)</td><td class=\"n\">\(mass.shown)</td><td>\(entry)</td></tr>\n"
        }
        let more: Markup =
            data.count > 12
            ? "<p class=\"note\">\(view.text("共 \(data.count) 项，显示吨数最多的 12 项", "\(data.count) in all, the 12 with most tonnes shown"))</p>"
            : ""
        return """
            <h3>\(pollutant)</h3><div class="scroll"><table><thead><tr><th>\(view.text("数据", "datum"))</th><th class="n">t</th><th>\(view.text("写明等级或 ±%", "state a class or ±%"))</th></tr></thead>
            <tbody>\(rows)</tbody></table></div>\(more)

            """
    }

    // MARK: What the inventory states

    private var statements: Markup {
        func row(_ datum: StatedDatum?, _ value: String, _ isShared: Bool) -> Markup {
            guard let datum else { return "" }
            return """
                <tr><td>\(datum.part)</td><td>\(datum.name)</td><td>\(form(datum, value: value, isShared: isShared))</td></tr>

                """
        }
        var rows: [Markup] = stated.factors.sorted { $0.key < $1.key }.map {
            row(try? StatedDatum(part: "factors", name: $0.key), $0.value, false)
        }
        rows += stated.columns.sorted { $0.key < $1.key }.map {
            row(try? StatedDatum(part: "columns", name: $0.key), $0.value.text, $0.value.isShared)
        }
        rows.append(row(try? StatedDatum(part: "defaults", name: ""), stated.defaults ?? "", false))
        return """
            <section id="stated"><h2>\(view.text("清单写明的等级与区间", "What the inventory states"))</h2>
            <p class="note">\(view.text("等级或 95 % 区间的半宽（如 30 %）写入 inventory.yaml 的 uncertainty，命令行随即读到；每行自己的半宽写在数据表的“列名±”列。", "A class, or the half-width of the interval of 95 % such as 30 %, is written under uncertainty in inventory.yaml, which the command line then reads. A half-width of each row stands in the table's column 'NAME±'."))</p>
            <div class="scroll"><table><thead><tr><th>\(view.text("部分", "part"))</th><th>\(view.text("数据", "datum"))</th><th>\(view.text("等级或 ±%", "class or ±%"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
            \(added)\(lists)</section>
            """
    }

    /// The form of an entry that is not there yet.
    private var added: Markup {
        guard isEditable else {
            return
                "<p class=\"note\">\(view.text("工作簿请在 Excel 中修改。", "A workbook is edited in Excel."))</p>"
        }
        let parts: [Markup] = StatedDatum.parts.prefix(2).map { "<option value=\"\($0)\">\($0)</option>" }
        return """
            <form class="range" data-part="" data-digest="\(digest)"><label>\(view.text("部分", "part"))<select name="part">\(parts)</select></label>
            <label>\(view.text("系数族、系数编号，或 源类.列", "family, factor, or table.column"))<input type="text" name="name" list="data" required></label>
            \(fields(value: "", isShared: false, isColumn: true, of: view.text("新的一项", "a new entry")))</form>
            """
    }

    private func form(_ datum: StatedDatum, value: String, isShared: Bool) -> Markup {
        guard isEditable else { return "\(value)" }
        let of = datum.name.isEmpty ? datum.part : datum.name
        return """
            <form class="range" data-part="\(datum.part)" data-name="\(datum.name)" data-digest="\(digest)">\
            \(fields(value: value, isShared: isShared, isColumn: datum.part == "columns", of: of))</form>
            """
    }

    private func fields(value: String, isShared: Bool, isColumn: Bool, of name: String) -> Markup {
        let shared: Markup =
            isColumn
            ? """
            <label class="tick"><input type="checkbox" name="shared"\(isShared ? " checked" : "")>\(view.text("各行同误差", "rows err alike"))</label>
            """ : ""
        return """
            <input type="text" name="value" list="classes" size="12" value="\(value)" required aria-label="\(view.text("等级或 ±%：", "class or ±%: "))\(name)">\
            \(shared)<button type="submit">\(view.text("存入清单", "save"))</button>
            """
    }

    /// The words to choose from.
    private var lists: Markup {
        let classes = (library.table(StatedRanges.table)?.factors ?? []).compactMap(\.texts.last)
        let kinds = Set(county.assessment.inventory.sheets.map(\.kind.name)).sorted()
        let columns = kinds.flatMap { name in
            (SourceKind.named(name)?.schema.columns ?? []).filter { $0.unit != nil && !$0.isUncertainty }.map {
                name + "." + $0.id
            }
        }
        let families = Set(library.ruleBooks.values.flatMap(\.sets)).union(["local"]).sorted()
        func options(_ words: [String]) -> [Markup] { words.map { "<option value=\"\($0)\"></option>" } }
        return """
            <datalist id="classes">\(options(classes))</datalist><datalist id="data">\(options(families + kinds + columns))</datalist>
            """
    }
}

/// A bar with its interval.
enum Whisker {
    /// A total with its interval, where it has one, in the scale of the largest.
    static func svg(_ mass: Mass, _ range: MassRange?, of most: Mass) -> Markup {
        guard most > .zero, mass > .zero else { return "" }
        func x(_ mass: Mass) -> String { DecimalText.rounded(1 + 198 * mass.inTonnes / most.inTonnes, decimals: 1) }
        let bar: Markup = "<rect class=\"known\" x=\"1\" y=\"3\" width=\"\(width(mass, most))\" height=\"10\"/>"
        guard let range, range.isKnown, range.high > range.low else {
            return "<svg class=\"whisker\" viewBox=\"0 0 200 16\" aria-hidden=\"true\">\(bar)</svg>"
        }
        let (low, middle, high) = (x(range.low), x(range.median), x(range.high))
        let path = "M\(low) 3V13M\(low) 8H\(high)M\(high) 3V13"
        return """
            <svg class="whisker" viewBox="0 0 200 16" aria-hidden="true">\(bar)<path class="halo" d="\(path)"/><path class="ends" d="\(path)"/>\
            <circle class="middle" cx="\(middle)" cy="8" r="3"/></svg>
            """
    }

    /// A share of a whole.
    static func share(_ share: Double) -> Markup {
        let width = DecimalText.rounded(120 * min(max(share, 0), 1), decimals: 1)
        return
            "<svg class=\"bar\" viewBox=\"0 0 120 10\" aria-hidden=\"true\"><rect class=\"known\" width=\"\(width)\" height=\"10\"/></svg>"
    }

    private static func width(_ mass: Mass, _ most: Mass) -> String {
        DecimalText.rounded(198 * mass.inTonnes / most.inTonnes, decimals: 1)
    }
}
