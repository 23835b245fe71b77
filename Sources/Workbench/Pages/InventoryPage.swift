import Calculation
import Factors
import Inventories
import Quantities
import Reports
import Tables

/// What is emitted: totals by any key, who emits most, what is missing.
struct InventoryPage {
    let county: County
    let view: View
    let key: Grouping
    let tables: [String]

    private var words: GroupingWords {
        GroupingWords(library: county.assessment.context.library, language: view.language)
    }

    func markup() -> Markup {
        let manifest = county.assessment.context.manifest
        let book = county.assessment.context.book
        let invented: Markup =
            manifest.isInvented ? "<span class=\"invented\">\(view.text("虚构数据", "invented data"))</span>" : ""
        let title = manifest.name[view.language]
        let count = county.assessment.inventory.sourceCount
        return view.page(
            title,
            """
            <h1>\(title) \(invented)</h1>
            <p class="facts">\(manifest.region) · \(manifest.year) · \(view.text("\(count) 个源", "\(count) sources")) · \
            \(view.text("核算规则", "rule book")) \(book.label[view.language])</p>
            \(cards)
            <section><h2>\(view.text("排放量", "Emissions"))</h2>\(choice)\(totals)</section>
            \(county.pollutants.map(largest))
            \(missing)
            <section><h2>\(view.text("问题", "Findings"))</h2>\(view.findings(county.findings, tables: tables))</section>
            """)
    }

    /// The totals, large.
    private var cards: Markup {
        let own = county.result.totals(by: [Grouping("pollutant")].compactMap { $0 })
        let lacking = county.result.incomplete
        let parts: [Markup] = county.pollutants.map { pollutant in
            let total = own.first { $0.keys == [pollutant] }
            let isKnown = !county.result.isUnknown(pollutant)
            let emission = total?.emission ?? .zero
            let lack: Markup =
                lacking.first { $0.pollutant == pollutant }.map {
                    "<small class=\"warn\">\(view.text("不完整，缺：", "incomplete, lacks: "))\($0.told[view.language])</small>"
                } ?? ""
            let share = Mass.percent(total?.assumed ?? .zero, of: emission)
            let assumed: Markup =
                isKnown ? "<small>\(view.text("其中依据假设", "on assumptions")) \(share) %</small>" : ""
            return """
                <div class="total"><span>\(pollutant)</span><a href="\(view.link.to("/sources", [("pollutant", pollutant)]))">\
                <b>\(isKnown ? "\(emission.shown) t" : view.text("缺", "missing"))</b></a>\(assumed)\(lack)</div>

                """
        }
        return "<div class=\"totals\">\(parts)</div>"
    }

    /// The keys that totals are grouped by.
    static let keys = ["sector", "county", "table", "class10", "class8", "process", "method", "state"]

    private var choice: Markup {
        let links: [Markup] = InventoryPage.keys.compactMap { name in
            Grouping(name).map {
                "<a href=\"\(view.link.to("/", [("by", name)]))\"\(Markup.current(name == key.name))>\(words.title($0))</a> "
            }
        }
        return "<p class=\"choice\">\(view.text("按", "By")) \(links)</p>"
    }

    private var totals: Markup {
        let keys = [key] + [Grouping("pollutant")].compactMap { $0 }
        let rows = county.result.knownTotals(by: keys, besides: county.result.unknownTotals(by: keys))
        var values: [String: [String: Totals]] = [:]
        var order: [String] = []
        for row in rows {
            if values[row.keys[0]] == nil { order.append(row.keys[0]) }
            values[row.keys[0], default: [:]][row.keys[1]] = row
        }
        if let first = county.pollutants.first {
            order.sort { (values[$1]?[first]?.emission ?? .zero, $0) < (values[$0]?[first]?.emission ?? .zero, $1) }
        }
        let most = county.pollutants.map { pollutant in
            rows.filter { $0.keys[1] == pollutant }.map(\.emission).max() ?? .zero
        }
        let head: [Markup] = county.pollutants.map { "<th class=\"n\">\($0) t</th><th aria-hidden=\"true\"></th>" }
        let lines: [Markup] = order.map { value in
            let cells: [Markup] = zip(county.pollutants, most).map { pollutant, most in
                guard let total = values[value]?[pollutant] else { return "<td class=\"n\">–</td><td></td>" }
                return
                    "<td class=\"n\">\(opened(total.emission.shown, value, pollutant))</td><td>\(Bar.svg(total, of: most))</td>"
            }
            return "<tr><th scope=\"row\">\(words.word(key, value))</th>\(cells)</tr>\n"
        }
        return """
            <div class="scroll"><table><thead><tr><th>\(words.title(key))</th>\(head)</tr></thead>
            <tbody>\(lines)</tbody></table></div>
            <p class="note">\(view.text("虚线框部分依据假设或未核实系数。点数字看是哪些源，再看怎样算出。", "Dashed: on assumptions or unverified factors. A number opens into its sources, and these into their calculation."))</p>
            """
    }

    /// A number that leads to its sources, where the key tells sources apart.
    private func opened(_ text: String, _ value: String, _ pollutant: String) -> Markup {
        guard ["sector", "county", "table"].contains(key.name) else { return "\(text)" }
        return "<a href=\"\(view.link.to("/sources", [(key.name, value), ("pollutant", pollutant)]))\">\(text)</a>"
    }

    private func largest(_ pollutant: String) -> Markup {
        """
        <section><h2>\(view.text("排放最多的源：", "The largest sources: "))\(pollutant)</h2>
        \(SourcesTable(county: county, view: view, pollutant: pollutant, count: 10, ofCounty: nil, sector: nil, table: nil).markup())
        </section>

        """
    }

    /// What the result lacks, with how many rows.
    private var missing: Markup {
        let found = Findings(county.findings.kept.filter { $0.message.code.hasPrefix("missing") })
        guard !found.isEmpty else { return "" }
        return
            "<section><h2>\(view.text("缺什么", "What is missing"))</h2>\(view.findings(found, tables: tables))</section>"
    }
}

/// A bar behind a number; what rests on assumptions is hatched.
enum Bar {
    static func svg(_ total: Totals, of most: Mass) -> Markup {
        guard most > .zero, total.emission > .zero else { return "" }
        let all = 120 * total.emission.inTonnes / most.inTonnes
        let assumed = all * total.assumed.inTonnes / total.emission.inTonnes
        let (known, rest) = (DecimalText.rounded(all - assumed, decimals: 1), DecimalText.rounded(assumed, decimals: 1))
        return """
            <svg class="bar" viewBox="0 0 120 10" aria-hidden="true"><rect class="known" width="\(known)" height="10"/>\
            <rect class="assumed" x="\(known)" width="\(rest)" height="10"/></svg>
            """
    }
}

/// Sources with what each emits, the most first; each leads to its calculation.
struct SourcesTable {
    let county: County
    let view: View
    let pollutant: String
    let count: Int
    let ofCounty: String?
    let sector: String?
    let table: String?

    func markup() -> Markup {
        let inventory = county.assessment.inventory
        let sheets = table.map { name in
            Set(inventory.sheets.indices.filter { inventory.sheets[$0].kind.name == name })
        }
        let found = county.sources.largest(count, of: pollutant, county: ofCounty, sector: sector, sheets: sheets)
        let rows: [Markup] = found.lines.map { entry in
            let sheet = inventory.sheets[entry.source.sheet]
            let row = entry.source.row
            let name = sheet.sourceName(row: row)
            let firm = sheet.table.texts("firm_name").flatMap { row < $0.count ? $0[row] : nil } ?? ""
            let line = String(sheet.table.lines[row])
            let why = view.link.to("/why", [("table", sheet.fileName), ("line", line), ("pollutant", pollutant)])
            let isMissing = entry.knowledge == .missing
            let amount = isMissing ? view.text("缺数据", "data missing") : entry.mass.shown
            let part: Markup = entry.knowledge == .part ? " <small>\(view.text("不全", "in part"))</small>" : ""
            let share = isMissing ? "–" : Mass.percent(entry.mass, of: found.sum)
            return """
                <tr><td>\(name)</td><td>\(firm)</td><td>\(sheet.kind.label[view.language])</td>\
                <td class="n"><a href="\(why)">\(amount)</a>\(part)</td><td class="n">\(share)</td></tr>

                """
        }
        let more: Markup =
            found.number > rows.count
            ? "<p class=\"note\">\(view.text("共 \(found.number) 个源，显示前 \(rows.count) 个", "\(found.number) sources, the first \(rows.count) shown"))</p>"
            : ""
        return """
            <div class="scroll"><table><thead><tr><th>\(view.text("源", "source"))</th><th>\(view.text("企业", "firm"))</th>\
            <th>\(view.text("源类", "kind"))</th><th class="n">\(pollutant) t</th><th class="n">%</th></tr></thead>
            <tbody>\(rows)</tbody></table></div>\(more)
            """
    }
}

/// The sources of a group.
struct SourcesPage {
    let county: County
    let view: View
    let pollutant: String
    let request: Request

    func markup() -> Markup {
        let words = GroupingWords(library: county.assessment.context.library, language: view.language)
        var group: [String] = []
        for name in ["county", "sector", "table"] {
            if let value = request.value(name), let key = Grouping(name) { group.append(words.word(key, value)) }
        }
        let title = view.text("排放源", "Sources") + " · " + pollutant
        let table = SourcesTable(
            county: county, view: view, pollutant: pollutant, count: 500, ofCounty: request.value("county"),
            sector: request.value("sector"), table: request.value("table"))
        return view.page(
            title,
            """
            <h1>\(title)</h1><p class="facts">\(group.joined(separator: " · "))</p>\
            \(view.lacks(IncompleteTotals(county.result), of: pollutant))\(table.markup())
            """)
    }
}

/// How one number came about: the calculation sheet of a source.
struct WhyPage {
    let county: County
    let view: View
    let sheet: Int
    let row: Int
    let pollutants: [String]

    /// The sheets, one a process and pollutant.
    var explanations: [Explanation] {
        let own = county.assessment.inventory.sheets[sheet]
        return pollutants.flatMap { county.result.explanations(of: own, row: row, pollutant: $0) }
    }

    func markup() -> Markup {
        let own = county.assessment.inventory.sheets[sheet]
        let name = own.sourceName(row: row)
        let line = Int(own.table.lines[row])
        let parts: [Markup] = explanations.map { explanation in
            let text = explanation.text(
                in: view.language, library: county.assessment.context.library, table: own.table,
                outlet: county.assessment.outlet(of: explanation))
            return "<pre class=\"sheet\">\(text)</pre>\n"
        }
        let lacking = IncompleteTotals(county.result).entries.filter { pollutants.contains($0.pollutant) }
        let told = view.lacks(IncompleteTotals(lacking))
        let cell = view.link.to("/tables", [("table", own.fileName), ("line", String(line))])
        return view.page(
            name,
            """
            <h1>\(view.text("怎样算出", "How it came about"))：\(name)</h1>
            <p class="facts"><a href="\(cell)">\(own.fileName):\(line)</a></p>\(parts)\(told)
            """)
    }
}
