import Inventories
import Tables

/// A ledger beside what the program takes it for: to be looked at, changed, confirmed and accepted.
struct LedgerPage {
    let ledger: ImportShelf.Ledger
    let job: Job?
    let draft: (draft: ImportDraft, digest: String)?
    /// Of each table of the draft how many rows the inventory's file of that name has; `nil` where it has none.
    let standing: [String: Int]
    let view: View

    func markup() -> Markup {
        var body: Markup = """
            <p class="facts"><a href="\(view.link.to("/import"))">\(view.text("全部台账", "all ledgers"))</a> · \(ledger.sent) · \
            \((ledger.size + 1023) / 1024) kB \(accepted)</p>

            """
        if let job, job.state != .done { body += JobBlock(job: job, view: view).markup() }
        if job?.isOver ?? true, draft == nil || job.map({ $0.state != .done }) ?? false {
            body += """
                <p><button type="button" class="main" data-do="read" data-ledger="\(ledger.id)">\(view.text("重新读入", "Read it again"))</button> \
                <button type="button" data-do="discard" data-ledger="\(ledger.id)">\(view.text("不要这份台账", "Discard this ledger"))</button></p>

                """
        }
        if let draft, job?.isOver ?? true { body += whole(draft.draft, draft.digest) }
        return view.page(
            ledger.name, "<h1>\(ledger.name)</h1>\(body)<script type=\"module\" src=\"/import.js\"></script>")
    }

    private var accepted: Markup {
        ledger.accepted.map { " · <b class=\"met\">\(view.text("已写入清单 ", "in the inventory since "))\($0)</b>" } ?? ""
    }

    private func whole(_ draft: ImportDraft, _ digest: String) -> Markup {
        let sheets = LedgerSheets(draft: draft, view: view)
        return """
            \(counts(draft))
            <form id="mapping" data-ledger="\(ledger.id)" data-digest="\(digest)">
            \(sheets.markup())
            \(sheets.lists())
            <p>\(buttons(draft))</p></form>
            \(report(draft))
            \(end(draft, digest))
            """
    }

    /// How much was read, and how much was not.
    private func counts(_ draft: ImportDraft) -> Markup {
        let cells: [Markup] = draft.report.filter { $0.status == .cells }.map { line in
            """
            <div class="total"><span>\(LedgerPage.sheet(line.place))</span><b>\(line.values)</b>
            <small>\(view.text("格有数：", "cells with numbers: "))\(view.text(line.note))</small>\(written(line.place, draft))</div>

            """
        }
        let doubts: Markup =
            draft.doubts == 0
            ? "<p class=\"note\">\(view.text("没有影响排放量的推测。", "No guess that tonnes hang on."))</p>"
            : "<p class=\"warn\">\(view.text("有 \(draft.doubts) 处推测或不认识的内容影响排放量，请逐条核对（黄色）。", "\(draft.doubts) guesses or unknown words that tonnes hang on: look at each (marked yellow)."))</p>"
        return "<div class=\"totals\">\(cells)</div>\(doubts)"
    }

    /// How many rows of a sheet were read.
    private func written(_ place: String, _ draft: ImportDraft) -> Markup {
        let own = draft.report.first { $0.place == place && $0.status == .rows && $0.column.isEmpty }
        return own.map { "<small>\($0.values) \(view.text("行：", "rows: "))\(view.text($0.note))</small>" } ?? ""
    }

    private func buttons(_ draft: ImportDraft) -> Markup {
        let confirm: Markup =
            draft.doubts > 0
            ? "<button type=\"submit\" class=\"main\" name=\"confirm\" value=\"yes\">\(view.text("确认全部对应，重新读入", "Confirm all of it, and read again"))</button> "
            : ""
        return """
            \(confirm)<button type="submit" name="confirm" value="">\(view.text("只按改动重新读入", "Read again with the changes alone"))</button>
            """
    }

    /// What became of every column: what is not in the tables at once, the rest on demand.
    private func report(_ draft: ImportDraft) -> Markup {
        let lines = draft.report.filter { $0.status != .sheet && $0.status != .cells }
        // Rows that are none of the data are told by their number, and lost with their numbers.
        let lost = lines.filter { $0.loss != nil || $0.status == .totalRow || $0.status == .passedOver }
        let first: Markup = lost.isEmpty ? "" : table(lost, draft)
        return """
            <section><h2>\(view.text("每一列的去向", "What became of every column"))</h2>
            <p class="facts">\(view.text("\(draft.losses) 项没有读入或有疑问", "\(draft.losses) not read, or in doubt")) · \
            \(file("import.csv")) \(draft.findings.isEmpty ? "" : file("marked.xlsx")) \(file(ImportShelf.mappingName))</p>
            \(first)<details><summary>\(view.text("逐列：", "column by column: "))\(lines.count)</summary>\(table(lines, draft))</details></section>
            """
    }

    private func table(_ lines: [SurveyReport.Line], _ draft: ImportDraft) -> Markup {
        let isAlone = Set(draft.report.map(\.place)).count == 1
        let rows: [Markup] = lines.map { line in
            let isRow = line.status == .totalRow || line.status == .passedOver
            let cell = isRow ? view.text("第 \(line.header) 行", "row \(line.header)") : line.cell
            let place = [isAlone ? "" : LedgerPage.sheet(line.place), cell].filter { !$0.isEmpty }.joined(
                separator: " ")
            let mark: Markup = line.loss == nil ? "" : " class=\"warning\""
            let before = [line.before, line.before.isEmpty ? "" : line.unit].filter { !$0.isEmpty }.joined(
                separator: " ")
            let after = [line.after, line.after.isEmpty ? "" : line.columnUnit].filter { !$0.isEmpty }.joined(
                separator: " ")
            let agrees: Markup =
                line.agrees.map { $0 ? " <b class=\"met\">=</b>" : " <b class=\"missed\">≠</b>" } ?? ""
            return """
                <tr\(mark)><td>\(place)</td><td>\(view.text(line.status.label))</td><td>\(isRow ? "" : line.header)</td>\
                <td>\(line.column)</td><td class="n">\(line.values)</td><td class="n">\(before)</td><td class="n">\(after)\(agrees)</td>\
                <td>\(line.sample) \(view.text(line.note))</td></tr>

                """
        }
        return """
            <div class="scroll"><table class="every"><thead><tr>\
            <th>\(view.text("位置", "place"))</th><th>\(view.text("状态", "status"))</th><th>\(view.text("表头", "header"))</th><th>\(view.text("对应列", "column"))</th>\
            <th class="n">\(view.text("个数", "count"))</th><th class="n">\(view.text("换算前合计", "sum before"))</th><th class="n">\(view.text("换算后合计", "sum after"))</th>\
            <th>\(view.text("说明", "note"))</th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
    }

    /// The sheet that a place names, or the file where it has none.
    private static func sheet(_ place: String) -> String {
        place.split(separator: "#").last.map(String.init) ?? place
    }

    private func file(_ name: String) -> Markup {
        "<a class=\"button\" href=\"\(view.link.to("/api/import/file", [("ledger", ledger.id), ("name", name)]))\">\(name)</a> "
    }

    /// What would be written, and the button that writes it.
    private func end(_ draft: ImportDraft, _ digest: String) -> Markup {
        guard !draft.tables.isEmpty else {
            return
                "<p class=\"warn\">\(view.text("没有一张表能成为清单的表，没有可写入的内容。", "No sheet becomes a table of the inventory: there is nothing to write."))</p>"
        }
        let rows: [Markup] = draft.tables.map { table in
            let now = standing[table.name]
            let choice: Markup =
                (now ?? 0) == 0
                ? "\(now == nil ? view.text("新文件", "a new file") : view.text("现有的是空表，由它代替", "takes the place of the empty one"))"
                : """
                <select data-table="\(table.name)" aria-label="\(table.name)"><option value="">\(view.text("请选择…", "choose…"))</option>\
                <option value="replace">\(view.text("代替现有的 \(now ?? 0) 行", "in the place of the \(now ?? 0) rows that are there"))</option>\
                <option value="beside">\(view.text("另存一个文件，与现有的并存", "in a file of its own beside them"))</option></select>
                """
            return "<tr><td>\(table.name)</td><td class=\"n\">\(table.rows)</td><td>\(choice)</td></tr>\n"
        }
        let errors = draft.findings.count(.error)
        let wrong: Markup =
            errors == 0
            ? ""
            : "<p class=\"warn\">\(view.text("有 \(errors) 处错误；写入后，有错误的行在改正之前不参加核算。", "There are \(errors) errors. Rows with errors count for nothing until they are mended in the tables."))</p>"
        let waits: Markup =
            draft.doubts == 0
            ? ""
            : "<p class=\"note\">\(view.text("先确认上面的推测，才能写入。", "The guesses above are to be confirmed before."))</p>"
        return """
            <section id="end"><h2>\(view.text("写入清单", "Write to the inventory"))</h2>\(wrong)
            <div class="scroll"><table><thead><tr><th>\(view.text("表", "table"))</th><th class="n">\(view.text("行", "rows"))</th>\
            <th>\(view.text("怎样写入", "how"))</th></tr></thead><tbody>\(rows)</tbody></table></div>\(waits)
            <p class="note">\(view.text("写入前的文件留在“版本”中，可以恢复；确认过的对应关系记入 mapping.yaml，下次自动使用。", "What was there before stays in the history and can be restored; what you confirmed is kept in mapping.yaml and used the next time."))</p>
            <p><button type="button" class="main" data-do="accept" data-ledger="\(ledger.id)" data-digest="\(digest)"\(draft.doubts == 0 ? "" : " disabled" as Markup)>\(view.text("接受，写入清单", "Accept, and write it"))</button> \
            <button type="button" data-do="discard" data-ledger="\(ledger.id)">\(view.text("不要这份台账", "Discard this ledger"))</button></p></section>
            """
    }
}
