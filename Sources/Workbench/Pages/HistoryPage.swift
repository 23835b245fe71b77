import Tables

/// What was changed when, with a way back.
struct HistoryPage {
    let entries: [Versions.Entry]
    let view: View
    /// Whether a file is in the folder now.
    let isThere: (String) -> Bool

    func markup() -> Markup {
        let rows: [Markup] = entries.reversed().prefix(500).map { entry in
            """
            <tr><td class="n">\(entry.number)</td><td>\(entry.time)</td><td>\(entry.file)</td><td>\(action(entry.action))</td><td>\(entry.note)</td>\
            <td><code>\(String(entry.before.prefix(8)))</code> → <code>\(String(entry.after.prefix(8)))</code></td>\
            <td>\(restore(entry))</td></tr>

            """
        }
        let title = view.text("版本", "History")
        let body: Markup =
            rows.isEmpty
            ? "<p class=\"note\">\(view.text("还没有改动", "nothing was changed yet"))</p>"
            : """
            <div class="scroll"><table><thead><tr><th class="n">#</th><th>UTC</th><th>\(view.text("文件", "file"))</th>\
            <th>\(view.text("动作", "action"))</th><th>\(view.text("内容", "what"))</th><th>SHA-256</th><th></th></tr></thead><tbody>\(rows)</tbody></table></div>
            """
        return view.page(title, "<h1>\(title)</h1>\(body)")
    }

    /// The way back; a plan or a monthly report that the workbench began has none.
    private func restore(_ entry: Versions.Entry) -> Markup {
        let isLast = entries.last { $0.file == entry.file }?.number == entry.number
        if isLast, !entry.after.isEmpty, !isThere(entry.file) {
            return """
                <button type="button" data-do="restore" data-entry="\(entry.number)" data-after="yes">\(view.text("文件已删除：恢复", "the file was deleted: restore it"))</button>
                """
        }
        guard !entry.before.isEmpty || !entry.file.hasPrefix("plans/") else { return "" }
        return """
            <button type="button" data-do="restore" data-entry="\(entry.number)">\(view.text("恢复到改动之前", "restore what was before"))</button>
            """
    }

    private func action(_ name: String) -> String {
        switch name {
        case "import": view.text("导入台账", "ledger imported")
        case "edit": view.text("修改", "edit")
        case "undo": view.text("撤销", "undo")
        case "restore": view.text("恢复", "restore")
        case "input": view.text("填入方案", "plan input")
        case "range": view.text("写明把握", "how sure stated")
        case "choice": view.text("求得方案", "plan found")
        case "month": view.text("月报", "monthly report")
        case "outside": view.text("其他程序修改", "changed by another program")
        default: name
        }
    }
}
