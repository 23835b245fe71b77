import Inventories
import Tables

/// A table as a grid: a window of rows, each cell to be changed, findings beside the cells.
struct TablesPage {
    let names: [String]
    let name: String
    let table: TableText
    let findings: [Finding]
    let first: Int
    let view: View
    /// How many rows a window has.
    static let window = 60

    func markup() -> Markup {
        let links: [Markup] = names.map {
            "<a href=\"\(view.link.to("/tables", [("table", $0)]))\"\(Markup.current($0 == name))>\($0)</a> "
        }
        let head: [Markup] = table.header.map { "<th scope=\"col\">\($0)</th>" }
        let last = min(first + TablesPage.window, table.rowCount)
        var steps: Markup = ""
        if first > 0 { steps += step(max(0, first - TablesPage.window), view.text("上一页", "previous")) }
        if last < table.rowCount { steps += step(last, view.text("下一页", "next")) }
        let own = Findings(findings)
        return view.page(
            name,
            """
            <h1>\(view.text("数据表", "Tables"))</h1><p class="choice">\(links)</p>
            <p class="facts">\(view.text("\(table.rowCount) 行 · \(table.encoding.rawValue)", "\(table.rowCount) rows · \(table.encoding.rawValue)")) · \
            <button type="button" data-do="undo" data-table="\(name)">\(view.text("撤销", "Undo"))</button> <span>\(steps)</span></p>
            <p class="note">\(view.text("双击或按回车修改；可从 Excel 粘贴多个单元格；方向键移动。改动立即写入文件。", "Double-click or Enter changes a cell; cells can be pasted from Excel; arrow keys move. A change is written to the file at once."))</p>
            <div class="grid" tabindex="0" data-table="\(name)" data-rows="\(table.rowCount)" data-first="\(first)">
            <table><thead><tr><th>\(view.text("行", "line"))</th>\(head)</tr></thead>
            <tbody>\(rows(first..<last))</tbody></table></div>
            <section><h2>\(view.text("本表的问题", "Findings of this table"))</h2>\(view.findings(own, tables: names))</section>
            """)
    }

    private func step(_ row: Int, _ text: String) -> Markup {
        "<a href=\"\(view.link.to("/tables", [("table", name), ("from", String(row))]))\">\(text)</a> "
    }

    private func rows(_ range: Range<Int>) -> [Markup] {
        let marks = CellMarks(findings, header: table.header)
        return table.rows(range).map { line, fields in
            let cells: [Markup] = table.header.indices.map { column in
                let value = column < fields.count ? fields[column] : ""
                guard let finding = marks.finding(line, column) else { return "<td tabindex=\"-1\">\(value)</td>" }
                return """
                    <td tabindex="-1" class="\(finding.severity.rawValue)" title="\(finding.description(in: view.language))">\(value)</td>
                    """
            }
            let mark: Markup =
                marks.finding(line, nil).map {
                    " class=\"\($0.severity.rawValue)\" title=\"\($0.description(in: view.language))\""
                } ?? ""
            return "<tr data-line=\"\(line)\"><th scope=\"row\"\(mark)>\(line)</th>\(cells)</tr>\n"
        }
    }
}

/// The findings of a table by cell; those of no cell stand at their line.
struct CellMarks {
    private var byLine: [Int: [(column: Int?, finding: Finding)]] = [:]

    init(_ findings: [Finding], header: [String]) {
        for finding in findings {
            guard let line = finding.location?.line, line > 1 else { continue }
            let column = finding.location?.column.flatMap { header.firstIndex(of: $0) }
            byLine[line, default: []].append((column, finding))
        }
    }

    /// The heaviest finding of a cell, or of a line as a whole.
    func finding(_ line: Int, _ column: Int?) -> Finding? {
        byLine[line]?.filter { $0.column == column }.map(\.finding).min { $0.severity < $1.severity }
    }
}
