import Tables

/// Where a ledger is sent, and which were.
struct ImportPage {
    let ledgers: [(ledger: ImportShelf.Ledger, job: Job?)]
    let view: View

    func markup() -> Markup {
        let title = view.text("导入台账", "Import a ledger")
        return view.page(
            title,
            """
            <h1>\(title)</h1>
            <p>\(view.text("把现有的调查表或台账（.xlsx、.xlsm、.xls、.csv）放到这里。程序先说明每个表头、词和单位怎样理解；在您确认之前，清单中什么也不会写入。", "Put a survey sheet or ledger that you have (.xlsx, .xlsm, .xls, .csv) here. The program first says how it understands each header, word and unit; nothing is written to the inventory before you accept it."))</p>
            <form id="ledger"><label class="drop" data-drop><b>\(view.text("把文件拖到这里，或点此选择", "Drop a file here, or choose one"))</b>
            <input type="file" name="file" accept=".xlsx,.xlsm,.xls,.csv,.tsv,.txt"></label>
            <button type="submit" class="main">\(view.text("读入", "Read it"))</button></form>
            <noscript><p class="note">\(view.text("放入文件需要脚本；也可用命令行 lantian import。", "Sending a file needs scripts; lantian import does the same on the command line."))</p></noscript>
            \(list)
            <script type="module" src="/import.js"></script>
            """)
    }

    private var list: Markup {
        guard !ledgers.isEmpty else { return "<p class=\"note\">\(view.text("还没有放入台账", "no ledger was sent yet"))</p>" }
        let rows: [Markup] = ledgers.map { ledger, job in
            let state =
                ledger.accepted.map { view.text("已写入清单 ", "in the inventory since ") + $0 }
                ?? job.map { $0.state == .done ? view.text("等待确认", "waits to be accepted") : view.text($0.state.label) }
                ?? ""
            return """
                <tr><td><a href="\(view.link.to("/import", [("ledger", ledger.id)]))">\(ledger.name)</a></td><td>\(state)</td>\
                <td>\(ledger.sent)</td><td class="n">\((ledger.size + 1023) / 1024)</td></tr>

                """
        }
        return """
            <section><h2>\(view.text("放入的台账", "Ledgers sent"))</h2><div class="scroll"><table><thead><tr><th>\(view.text("文件", "file"))</th>\
            <th>\(view.text("状态", "state"))</th><th>UTC</th><th class="n">kB</th></tr></thead><tbody>\(rows)</tbody></table></div></section>
            """
    }
}
