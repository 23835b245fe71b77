import Quantities
import Tables

/// Writes a package as one self-contained page: text, tables and figures, nothing fetched, readable in black and white.
struct ReportPage {
    let package: ReportPackage
    let language: Language
    private let tables: ReportTables
    private static let rowLimit = 1000

    init(_ package: ReportPackage, language: Language) {
        self.package = package
        self.language = language
        tables = ReportTables(package, language: language)
    }

    private func text(_ zh: String, _ en: String) -> String { Label(zh, en)[language] }

    func write(to path: String) throws {
        let file = OutputText(try AtomicFile(path))
        func put(_ text: String) throws { try file.write(Array(text.utf8)) }
        try put(head)
        let figures = Figures(package, language: language)
        let pollutants = Set(package.totals.map(\.pollutant)).sorted()
        try put("<h2>\(text("排放量", "Emissions"))</h2>\n")
        try put(summary)
        for pollutant in pollutants {
            try put(figures.totals(of: pollutant, by: .sector))
            if Set(package.totals.compactMap(\.county)).count > 1 {
                try put(figures.totals(of: pollutant, by: .county))
            }
        }
        for part in package.parts where part.scenario != nil {
            try put("<h2>\(text("减排", "Reductions")) \(part.header.region)</h2>\n")
            for pollutant in part.rules.pollutants { try put(figures.waterfall(of: pollutant, in: part)) }
            try put(figures.targets(in: part))
        }
        try put("<h2>\(text("把握", "How sure"))</h2>\n")
        try put(figures.shares())
        for table in tables.all where table.id != "results" && table.id != "inputs" { try section(table, put) }
        try put(
            "<p class=\"note\">\(text("逐源结果见 results.csv 和 report.xlsx；全部数据见 report.xml。", "Results by source are in results.csv and report.xlsx, everything is in report.xml."))</p>\n</main></body></html>\n"
        )
        try file.commit()
    }

    /// The grand totals, large.
    private var summary: String {
        let cells = package.totals.filter { $0.county == nil && $0.sector == nil }.map { total in
            "<div class=\"total\"><span>\(total.pollutant.asHTML)</span><b>\(total.emission.shown) t</b><small>"
                + text("其中含假设 ", "on assumptions ") + "\(total.assumed.shown) t</small></div>\n"
        }
        return "<div class=\"totals\">\n\(cells.joined())</div>\n"
    }

    private func section(_ table: ReportTable, _ put: (String) throws -> Void) throws {
        try put("<section id=\"\(table.id)\"><h2>\(table.title[language].asHTML)</h2>\n<table><thead><tr>")
        for column in table.columns { try put("<th>\(column.label[language].asHTML)</th>") }
        try put("</tr></thead>\n<tbody>\n")
        var rows = 0
        try table.forEachRow { cells in
            rows += 1
            guard rows <= ReportPage.rowLimit else { return }
            var line = "<tr>"
            for cell in cells {
                switch cell {
                case .text(let text): line += "<td>\(text.asHTML)</td>"
                case .count(let count): line += "<td class=\"n\">\(count)</td>"
                case .number(let number): line += "<td class=\"n\">\(DecimalText.shortest(number))</td>"
                case .mass(let mass):
                    line += mass.map { "<td class=\"n\" data-t=\"\($0.tonnes())\">\($0.shown)</td>" } ?? "<td></td>"
                }
            }
            try put(line + "</tr>\n")
        }
        try put("</tbody></table>\n")
        if rows > ReportPage.rowLimit {
            let more = rows - ReportPage.rowLimit
            try put(
                "<p class=\"note\">\(text("另有 \(more) 行见 \(table.id).csv", "\(more) more rows are in \(table.id).csv"))</p>\n"
            )
        } else if rows == 0 {
            try put("<p class=\"note\">\(text("无", "none"))</p>\n")
        }
        try put("</section>\n")
    }

    private var head: String {
        let header = package.header
        let name = header.name[language].asHTML
        let facts = [
            (text("地区", "region"), "\(header.region) \(tables.word(.county, header.region))"),
            (text("年份", "year"), "\(header.year)"), (text("编制", "compiled by"), header.compiler[language]),
            (text("排放源", "sources"), "\(package.sourceCount)"),
            (
                text("核算规则", "rule book"),
                Set(package.parts.map { tables.word(.ruleBook, $0.rules.ruleBook) }).sorted().joined(separator: ", ")
            ), (text("程序", "program"), "lantian " + Set(package.parts.map(\.program)).sorted().joined(separator: ", ")),
        ]
        let list = facts.map { "<div><dt>\($0.0.asHTML)</dt><dd>\($0.1.asHTML)</dd></div>" }.joined()
        let warning =
            header.isInvented
            ? "<p class=\"invented\">\(text("含虚构数据，仅供演示", "Partly invented data, for demonstration only"))</p>\n" : ""
        return """
            <!DOCTYPE html>
            <html lang="\(language == .zh ? "zh-CN" : "en")"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>\(name)</title>
            <style>\(ReportPage.style)</style></head>
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
        .totals{display:flex;flex-wrap:wrap;gap:14px;margin:14px 0}
        .total{border:1px solid #8a98a6;border-radius:4px;padding:10px 16px;min-width:220px}
        .total span,.total small{display:block;color:#566473}.total b{font-size:24px;font-variant-numeric:tabular-nums}
        figure{margin:20px 0;break-inside:avoid}figcaption{color:#566473;font-size:13px;margin-top:2px}
        svg{width:100%;height:auto;max-width:860px;font-family:inherit}
        section{overflow-x:auto}
        table{border-collapse:collapse;width:100%;font-size:12.5px}
        thead{display:table-header-group}
        th{background:#e8edf2;text-align:left;font-weight:600}
        th,td{border:1px solid #b8c2cc;padding:4px 7px;vertical-align:top}
        td{overflow-wrap:anywhere}td.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
        tr{break-inside:avoid}
        .note{color:#566473}
        @page{size:A4;margin:14mm 12mm}
        @media print{main{max-width:none;padding:0}body{font-size:10pt}table{font-size:7.5pt}th,td{padding:2px 4px}\
        h2{break-after:avoid}section{overflow:visible}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
        """
}
