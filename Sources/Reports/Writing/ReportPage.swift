import Calculation
import Quantities
import Tables

/// Writes a package as one self-contained page: text, tables and figures, nothing fetched, readable in black and white.
final class ReportPage: ReportForm {
    let names = ["report.html"]
    private let package: ReportPackage
    private let language: Language
    private let tables: ReportTables
    private let path: String
    private var sections: [TableSection] = []
    private var sources: SourceScan

    init(_ package: ReportPackage, language: Language, in place: String) {
        self.package = package
        self.language = language
        tables = ReportTables(package, language: language)
        path = place + "/report.html"
        sources = SourceScan(language: language)
    }

    func begin() throws {
        sources.pollutants = FirstScreen.pollutants(of: package)
        for table in tables.all where !["results", "inputs", "totals"].contains(table.id) {
            let section = TableSection(table)
            try table.forEachRow { section.row($0) }
            sections.append(section)
        }
    }

    func take(_ part: ReportPart) throws {
        sources.take(part)
        for section in sections { try section.table.ofPart?(part) { section.row($0) } }
    }

    private func text(_ zh: String, _ en: String) -> String { Label(zh, en)[language] }

    func end() throws {
        let file = OutputText(try AtomicFile(path))
        func put(_ text: String) throws { try file.write(Array(text.utf8)) }
        try put(head)
        try put(FirstScreen(package, language: language, tables: tables, sources: sources).html)
        let figures = Figures(package, language: language)
        let hasCounties = Set(package.totals.compactMap(\.county)).count > 1
        try put("<h2>\(text("排放量", "Emissions"))</h2>\n")
        try put(summary)
        for pollutant in pollutants {
            try put(figures.totals(of: pollutant, by: .sector))
            if hasCounties { try put(figures.totals(of: pollutant, by: .county)) }
        }
        for part in package.parts {
            guard let scenario = part.scenario else { continue }
            let name = tables.word(.county, part.header.region)
            try put(
                "<h2>\(text("减排", "Reductions"))\(text("：", ": "))\(name.asHTML)</h2>\n"
                    + "<p>\(scenario.title[language].asHTML)</p>\n" + outcome(of: scenario, in: part))
            for pollutant in part.rules.pollutants { try put(figures.waterfall(of: pollutant, in: part)) }
            try put(figures.targets(in: part))
        }
        try put("<h2>\(text("把握", "How sure"))</h2>\n")
        try put(figures.shares())
        try put(sureness)
        try put("<section id=\"totals\"><h2>\(tables.totals.title[language].asHTML)</h2>\n")
        try put(totals(by: .sector))
        if hasCounties { try put(totals(by: .county)) }
        try put("</section>\n")
        for section in sections { try self.section(section, put) }
        try put(
            "<p class=\"note\">\(text("逐源结果和分县区分部门的排放量见 results.csv、totals.csv 和 report.xlsx；全部数据见 report.xml。", "Results by source, and totals by county and sector together, are in results.csv, totals.csv and report.xlsx; everything is in report.xml."))</p>\n</main></body></html>\n"
        )
        try file.commit()
    }

    /// What the intervals rest on, in words.
    private var sureness: String {
        guard let told = package.uncertainty else { return "" }
        var lines: [String] = []
        for pollutant in pollutants {
            guard let range = told.range(pollutant) else { continue }
            guard range.isKnown else {
                lines.append(
                    text(
                        "\(pollutant)：没有任何数据给出区间，未量化（\(range.mass.shown) t）",
                        "\(pollutant): nothing has a range, not quantified (\(range.mass.shown) t)"))
                continue
            }
            let share = DecimalText.rounded(100 * (range.quantified ?? 0), decimals: 0)
            let first = told.data.first { $0.pollutant == pollutant }
            let from = first.map { datum in
                let percent = DecimalText.rounded(100 * datum.first, decimals: 0)
                let name = tables.name(ofDatum: datum.name) + (datum.origin.map { "（\($0.label.zh)）" } ?? "")
                let english = tables.name(ofDatum: datum.name) + (datum.origin.map { " (\($0.label.en))" } ?? "")
                return text("；\(percent) % 的方差来自 \(name)", "; \(percent) % of the variance comes from \(english)")
            }
            lines.append(
                text(
                    "\(pollutant)：\(told.level) % 区间 \(range.low.shown)–\(range.high.shown) t；\(share) % 的吨数所有数据都有区间",
                    "\(pollutant): \(told.level) % between \(range.low.shown) and \(range.high.shown) t; of \(share) % of the tonnes all data have a range"
                ) + (from ?? ""))
        }
        if !told.recalled.isEmpty {
            let list = told.recalled.joined(separator: ", ")
            lines.append(
                text(
                    "等级 \(list) 的区间凭记忆录入，未与原文核对",
                    "ranges of the classes \(list) are recalled, not compared with their text"))
        }
        lines.append(
            text(
                "抽样 \(told.options.count ?? 0) 次，种子 \(told.options.seed)；各表见下",
                "\(told.options.count ?? 0) draws, seed \(told.options.seed); tables below"))
        return "<ul>" + lines.map { "<li>\($0.asHTML)</li>" }.joined() + "</ul>\n"
    }

    private var pollutants: [String] { Set(package.totals.map(\.pollutant)).sorted() }

    /// The grand totals, large.
    private var summary: String {
        let cells = package.totals.filter { $0.county == nil && $0.sector == nil }.map { total in
            "<div class=\"total\"><span>\(total.pollutant.asHTML)</span><b>\(total.emission.shown) t</b><small>"
                + text("其中依据假设 ", "on assumptions: ")
                + "\(total.assumed.shown) t (\(Mass.percent(total.assumed, of: total.emission)) %)</small>"
                + (package.lacks(total.pollutant, ofAll: true).map {
                    "<small>incomplete: \($0[language].asHTML)</small>"
                } ?? "")
                + "</div>\n"
        }
        return "<div class=\"totals\">\n\(cells.joined())</div>\n"
    }

    /// What a plan does altogether, large.
    private func outcome(of scenario: ReportScenario, in part: ReportPart) -> String {
        let cells = part.rules.pollutants.compactMap { pollutant -> String? in
            let rows = scenario.rows.filter { $0.pollutant == pollutant }
            guard let first = rows.first, let last = rows.last else { return nil }
            let removed = first.baseline - last.scenario
            return "<div class=\"total\"><span>\(pollutant.asHTML)</span><b>\(removed.shown) t</b><small>"
                + text("减排，占 ", "removed, ") + "\(Mass.percent(removed, of: first.baseline)) %"
                + text("；实施后 ", "; after the plan ") + "\(last.scenario.shown) t</small>"
                + (IncompleteTotals(part.rules.incomplete).told(pollutant).map {
                    "<small>incomplete: \($0[language].asHTML)</small>"
                } ?? "")
                + "</div>\n"
        }
        guard cells.isEmpty else { return "<div class=\"totals\">\n\(cells.joined())</div>\n" }
        let none = text("方案中没有措施能用现有数据核算。", "No measure of the plan can be computed from the data at hand.")
        return "<p class=\"note\">\(none)</p>\n"
    }

    /// A table of totals: sectors or counties down, two columns a pollutant.
    private func totals(by kind: ReportWords.Kind) -> String {
        let isSector = kind == .sector
        let own = package.totals.filter { isSector ? $0.county == nil : $0.sector == nil }
        let values = Dictionary(own.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let codes = own.compactMap { isSector ? $0.sector : $0.county }.reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        var html = "<table><thead><tr><th>" + (isSector ? text("部门", "sector") : text("县区", "county")) + "</th>"
        for pollutant in pollutants {
            html += "<th class=\"n\">\(pollutant.asHTML) (t)</th>"
            html += "<th class=\"n\">" + text("依据假设 (%)", "on assumptions (%)") + "</th>"
        }
        html += "</tr></thead>\n<tbody>\n"
        for code in codes.map({ Optional($0) }) + [nil] {
            html += code == nil ? "<tr class=\"sum\">" : "<tr>"
            html += "<td>\((code.map { tables.word(kind, $0) } ?? text("合计", "total")).asHTML)</td>"
            for pollutant in pollutants {
                let key = ReportTotal.Key(
                    county: isSector ? nil : code, sector: isSector ? code : nil, pollutant: pollutant)
                html += ReportPage.cell(.mass(values[key]?.emission))
                let share = values[key].map { Mass.percent($0.assumed, of: $0.emission) } ?? ""
                html += "<td class=\"n\">\(share)</td>"
            }
            html += "</tr>\n"
        }
        return html + "</tbody></table>\n"
    }

    /// How many rows of a table are open to the eye and to print; the others unfold.
    private static func openRows(_ table: ReportTable) -> Int {
        switch table.id {
        case "reductions", "targets", "contributors", "claims", "refusals": 200
        case "factors": 0
        default: 20
        }
    }

    private func section(_ section: TableSection, _ put: (String) throws -> Void) throws {
        let (table, rows, count, without) = (section.table, section.rows, section.count, section.without)
        let shown = table.columns.indices.filter { place in
            switch table.columns[place].visibility {
            case .always: rows.isEmpty || rows.contains { !$0[place].text.isEmpty }
            case .files: false
            case .severalParts: package.parts.count > 1
            }
        }
        try put("<section id=\"\(table.id)\"><h2>\(table.title[language].asHTML)</h2>\n")
        let open = rows.prefix(ReportPage.openRows(table))
        if rows.isEmpty { try put(note(text("无", "none"))) }
        if !open.isEmpty { try put(lines(open, of: table, shown)) }
        let more = rows.dropFirst(open.count)
        if !more.isEmpty {
            let file = text("，不随页打印，见 \(table.id).csv", ", not printed with the page: see \(table.id).csv")
            let number =
                open.isEmpty
                ? text("共 \(count) 行", "\(count) rows")
                : text("其余 \(count - open.count) 行", "\(count - open.count) more rows")
            try put("<details><summary>\(number)\(file)</summary>\n" + lines(more, of: table, shown) + "</details>\n")
        }
        if count > rows.count {
            let left = count - rows.count
            try put(note(text("另有 \(left) 行见 \(table.id).csv", "\(left) further rows are in \(table.id).csv")))
        }
        if without > 0 {
            try put(
                note(
                    text(
                        "另有 \(without) 行减排量为零（已达到要求、清单中没有所指的源，或不涉及该污染物），见 \(table.id).csv",
                        "\(without) further rows remove nothing (met already, no such source in the inventory, or another "
                            + "pollutant): see \(table.id).csv")))
        }
        try put("</section>\n")
    }

    private func note(_ text: String) -> String { "<p class=\"note\">\(text.asHTML)</p>\n" }

    /// Rows of a table under its header, columns as wide as they are in the workbook.
    private func lines(_ rows: ArraySlice<[ReportTable.Cell]>, of table: ReportTable, _ shown: [Int]) -> String {
        let all = shown.reduce(0) { $0 + table.columns[$1].width }
        var html = "<table class=\"fixed\" style=\"min-width:\(Int(all * 6))px\"><colgroup>"
        for place in shown {
            html += "<col style=\"width:\(Drawing.number(100 * table.columns[place].width / all))%\">"
        }
        html += "</colgroup><thead><tr>"
        for place in shown {
            let isNumber = rows.contains { if case .text = $0[place] { false } else { true } }
            html += (isNumber ? "<th class=\"n\">" : "<th>") + table.columns[place].label[language].asHTML + "</th>"
        }
        html += "</tr></thead>\n<tbody>\n"
        for row in rows { html += "<tr>" + shown.map { ReportPage.cell(row[$0]) }.joined() + "</tr>\n" }
        return html + "</tbody></table>\n"
    }

    private static func cell(_ cell: ReportTable.Cell) -> String {
        switch cell {
        case .text(let text), .coded(_, let text): "<td>\(text.asHTML)</td>"
        case .count(let count): "<td class=\"n\">\(count)</td>"
        case .number(let number): "<td class=\"n\">\(DecimalText.shortest(number))</td>"
        case .mass(let mass):
            mass.map { "<td class=\"n\" data-t=\"\($0.tonnes())\">\($0.shown)</td>" } ?? "<td class=\"n\"></td>"
        }
    }

    private var head: String {
        let header = package.header
        let name = header.name[language].asHTML
        let facts = [
            (text("地区", "region"), tables.place(header.region)),
            (text("年份", "year"), "\(header.year)"), (text("编制", "compiled by"), header.compiler[language]),
            (text("排放源", "sources"), "\(package.sourceCount)"),
            (
                text("核算规则", "rule book"),
                Set(package.parts.map { tables.word(.ruleBook, $0.rules.ruleBook) }).sorted().joined(separator: ", ")
            ), (text("程序", "program"), "lantian " + Set(package.parts.map(\.program)).sorted().joined(separator: ", ")),
        ]
        let list = facts.filter { !$0.1.isEmpty }.map { "<div><dt>\($0.0.asHTML)</dt><dd>\($0.1.asHTML)</dd></div>" }
            .joined()
        let warning =
            header.isInvented
            ? "<p class=\"invented\">\(text("含虚构数据，仅供演示", "Partly invented data, for demonstration only"))</p>\n" : ""
        return """
            <!DOCTYPE html>
            <html lang="\(language == .zh ? "zh-CN" : "en")"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>\(name)</title>
            <style>\(ReportPage.style)\(FirstScreen.style)</style></head>
            <body><main>
            \(Drawing.patterns)<h1>\(name)</h1>
            \(warning)<dl>\(list)</dl>

            """
    }

    private static let style = """
        :root{color-scheme:light}
        *{box-sizing:border-box}
        body{margin:0;background:#fff;color:#1b2530;font:14px/1.55 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",\
        "PingFang SC",system-ui,sans-serif}
        main{max-width:1080px;margin:0 auto;padding:28px 24px 60px}
        h1{font-size:26px;line-height:1.25;margin:0 0 10px}
        h2{font-size:18px;margin:34px 0 10px;padding-bottom:4px;border-bottom:2px solid #2f3e4e}
        dl{display:flex;flex-wrap:wrap;gap:6px 28px;margin:0 0 6px}
        dl div{display:flex;gap:8px}dt{color:#566473}dt::after{content:":"}dd{margin:0;font-weight:600}
        .invented{display:inline-block;border:2px solid #1b2530;padding:2px 10px;font-weight:700;margin:4px 0 12px}
        .totals{break-inside:avoid;display:flex;flex-wrap:wrap;gap:14px;margin:14px 0}
        .total{border:1px solid #8a98a6;border-radius:4px;padding:10px 16px;min-width:220px}
        .total span,.total small{display:block;color:#566473}.total b{font-size:24px;font-variant-numeric:tabular-nums}
        figure{margin:20px 0;break-inside:avoid;overflow-x:auto}figcaption{font-weight:600;margin-bottom:6px}
        svg{width:100%;height:auto;max-width:900px;min-width:640px;font-family:inherit}
        section{overflow-x:auto}
        table{border-collapse:collapse;width:100%;font-size:12.5px;margin:0 0 14px}
        table.fixed{table-layout:fixed}
        thead{display:table-header-group}
        th{background:#e8edf2;text-align:left;font-weight:600}
        th,td{border:1px solid #b8c2cc;padding:4px 7px;vertical-align:top;overflow-wrap:break-word}
        td.n,th.n{text-align:right}td.n{white-space:nowrap;font-variant-numeric:tabular-nums}
        .fixed td{overflow-wrap:anywhere}tr.sum td{font-weight:700;border-top:2px solid #2f3e4e}
        summary{cursor:pointer;color:#566473;margin:4px 0 10px}
        tr{break-inside:avoid}
        .note{color:#566473}
        p,li,dd{orphans:3;widows:3}
        @page{size:A4;margin:14mm 12mm 16mm;@bottom-center{content:counter(page) " / " counter(pages);font:8pt sans-serif;color:#465463}}
        @media print{main{max-width:none;padding:0}body{font-size:10pt}table{font-size:8pt}th,td{padding:2px 4px}\
        table.fixed{min-width:0!important;font-size:7.5pt}svg{min-width:0;max-width:none}figure{overflow:visible;margin:10px 0}\
        h2,h2+p,figcaption{break-after:avoid}h2{margin-top:18px}section{overflow:visible}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
        """
}

/// What the page shows of a table: its first rows, and how many there are.
private final class TableSection {
    let table: ReportTable
    private(set) var rows: [[ReportTable.Cell]] = []
    /// How many rows there are, and how many of measures that remove nothing.
    private(set) var (count, without) = (0, 0)
    private static let rowLimit = 1000

    init(_ table: ReportTable) { self.table = table }

    func row(_ cells: [ReportTable.Cell]) {
        if table.isWithoutEffect(cells) {
            without += 1
            return
        }
        count += 1
        if rows.count < TableSection.rowLimit { rows.append(cells.map(\.shown)) }
    }
}
