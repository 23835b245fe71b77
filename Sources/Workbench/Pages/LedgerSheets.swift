import Inventories
import Tables

/// The sheets of a ledger: on one side what headers, words and units are taken for, on the other the sheet as it stands, with
/// what was found in it.
struct LedgerSheets {
    let draft: ImportDraft
    let view: View

    func markup() -> Markup {
        var rest = draft.lines
        var told: Set<String> = []
        let parts: [Markup] = draft.sheets.map { sheet in
            let own = rest.filter {
                $0.place.hasPrefix(sheet.name + "!") && (sheet.formName == $0.scope || $0.subject == .words)
            }
            rest.removeAll { own.contains($0) }
            let isFirst = told.insert(sheet.place).inserted
            let findings = isFirst ? draft.findings.kept.filter { $0.location?.file == sheet.place } : []
            return part(sheet, own, Findings(findings))
        }
        let others = Findings(draft.findings.kept.filter { !told.contains($0.location?.file ?? "") })
        let more: Markup =
            rest.isEmpty ? "" : "<section><h2>\(view.text("其他对应", "Other lines"))</h2>\(table(rest))</section>"
        let found: Markup =
            others.isEmpty
            ? "" : "<section><h2>\(view.text("其他问题", "Other findings"))</h2>\(view.findings(others))</section>"
        return "\(parts)\(more)\(found)"
    }

    private func part(_ sheet: SurveyExcerpt, _ lines: [SurveyMapping.Line], _ findings: Findings) -> Markup {
        let form = sheet.form.map { view.text($0) } ?? view.text("不认识的表，未读入", "unknown sheet, not read")
        let found: Markup =
            findings.isEmpty
            ? ""
            : "<h3>\(view.text("这张表的问题", "Findings of this sheet"))</h3>\(list(findings))"
        return """
            <section><h2>\(sheet.name) <small>\(form) · \(view.text("\(sheet.rowCount) 行", "\(sheet.rowCount) rows"))</small></h2>
            <div class="sides"><div><h3>\(view.text("怎样理解", "What it is taken for"))</h3>\(lines.isEmpty ? "–" : table(lines))</div>
            <div><h3>\(view.text("表的原样", "The sheet as it stands"))</h3>\(excerpt(sheet))\(found)</div></div></section>

            """
    }

    /// The findings of a sheet by their cells, errors first.
    private func list(_ findings: Findings) -> Markup {
        let sorted = findings.sorted.sorted { $0.severity < $1.severity }
        let items: [Markup] = sorted.prefix(60).map { finding in
            let place = finding.location
            let cell =
                place?.line.map { line in
                    (place?.columnNumber).map { LedgerSheets.letter($0 - 1) + "\(line)" } ?? "\(line)"
                } ?? ""
            let bare = Finding(
                finding.severity, finding.message, value: finding.value, expected: finding.expected,
                nearest: finding.nearest
            ).description(in: view.language)
            return "<li class=\"\(finding.severity.rawValue)\"><b>\(cell)</b> \(bare)</li>\n"
        }
        let more: Markup =
            sorted.count > items.count ? "<li>… \(sorted.count - items.count)</li>" : ""
        return "<ul class=\"found\">\(items)\(more)</ul>"
    }

    // MARK: The mapping

    /// The lines, those to be looked at first; what the program knows is folded away.
    private func table(_ lines: [SurveyMapping.Line]) -> Markup {
        let open = lines.filter { $0.state == .open || $0.state == .guess }
        let settled = lines.filter { $0.state != .open && $0.state != .guess }
        let sorted = open.filter(\.touchesTonnes) + open.filter { !$0.touchesTonnes }
        var result: Markup = open.isEmpty ? "" : rows(sorted)
        if !settled.isEmpty {
            result += """
                <details><summary>\(view.text("已认识或已确认：", "known or confirmed: "))\(settled.count)</summary>\(rows(settled))</details>
                """
        }
        return result
    }

    private func rows(_ lines: [SurveyMapping.Line]) -> Markup {
        let rows: [Markup] = lines.map { line in
            let isDoubt = line.touchesTonnes && (line.state == .open || line.state == .guess)
            let cell = line.place.split(separator: "!").last.map(String.init) ?? ""
            let list: Markup = line.subject == .units ? "" : " list=\"\(LedgerSheets.list(line.subject, line.scope))\""
            let shown = line.meaning == "?" ? "" : line.meaning
            return """
                <tr class="\(isDoubt ? "doubt" : line.state.rawValue)"><td>\(kind(line.subject))</td><td>\(line.text)<small> \(cell) ×\(line.count)</small></td>\
                <td><input type="text" value="\(shown)"\(list) data-before="\(shown)" data-subject="\(line.subject.rawValue)" data-scope="\(line.scope)" data-text="\(line.text)" \
                aria-label="\(line.text)" placeholder="\(view.text("- 表示不用", "- is not used"))"><small>\(name(line))</small></td><td>\(state(line))</td></tr>

                """
        }
        return """
            <table class="mapping"><thead><tr><th></th><th>\(view.text("台账中", "in the ledger"))</th><th>\(view.text("清单中", "in the inventory"))</th>\
            <th>\(view.text("状态", "state"))</th></tr></thead><tbody>\(rows)</tbody></table>
            """
    }

    private func kind(_ subject: SurveyMapping.Subject) -> String {
        switch subject {
        case .headers: view.text("列", "column")
        case .words: view.text("词", "word")
        case .units: view.text("单位", "unit")
        }
    }

    private func state(_ line: SurveyMapping.Line) -> String {
        switch line.state {
        case .known: view.text("认识", "known")
        case .guess: view.text("推测", "guess")
        case .confirmed: view.text("已确认", "confirmed")
        case .open: view.text("不认识", "not known")
        }
    }

    /// The name of a meaning for people.
    private func name(_ line: SurveyMapping.Line) -> String {
        switch line.meaning {
        case "-": return " " + view.text("不用", "not used")
        case "?": return ""
        default:
            let choice = draft.choices[ImportDraft.key(line.subject, line.scope)]?.first { $0.meaning == line.meaning }
            return choice.map { " " + view.text($0.label) } ?? ""
        }
    }

    private static func list(_ subject: SurveyMapping.Subject, _ scope: String) -> String {
        "meanings-\(subject.rawValue)-\(scope)"
    }

    /// The lists that the inputs offer.
    func lists() -> Markup {
        var seen: Set<String> = []
        var result: Markup = ""
        for line in draft.lines where line.subject != .units {
            let key = ImportDraft.key(line.subject, line.scope)
            guard seen.insert(key).inserted, let choices = draft.choices[key] else { continue }
            let options: [Markup] = choices.map { "<option value=\"\($0.meaning)\">\(view.text($0.label))</option>" }
            result += "<datalist id=\"\(LedgerSheets.list(line.subject, line.scope))\">\(options)</datalist>\n"
        }
        return result
    }

    // MARK: The sheet

    private func excerpt(_ sheet: SurveyExcerpt) -> Markup {
        let width = max(sheet.columns.count, sheet.rows.map(\.cells.count).max() ?? 0)
        let letters: [Markup] = (0..<width).map { "<th scope=\"col\">\(LedgerSheets.letter($0))</th>" }
        let taken: [Markup] = (0..<width).map { place in
            guard place < sheet.columns.count else { return "<td></td>" }
            let column = sheet.columns[place]
            let mark = column.state?.rawValue ?? "known"
            return "<td class=\"\(column.meaning.isEmpty ? "" : mark)\">\(label(column, sheet.formName))</td>"
        }
        let marks = Dictionary(
            draft.findings.kept.filter { $0.location?.file == sheet.place }.compactMap { finding in
                finding.location.flatMap { place in
                    place.line.map { (Cell(line: $0, column: place.columnNumber ?? 0), finding) }
                }
            }, uniquingKeysWith: { $0.severity < $1.severity ? $0 : $1 })
        let rows: [Markup] = sheet.rows.map { row in
            let cells: [Markup] = (0..<width).map { place in
                let text = place < row.cells.count ? row.cells[place] : ""
                guard let finding = marks[Cell(line: row.line, column: place + 1)] else { return "<td>\(text)</td>" }
                return
                    "<td class=\"\(finding.severity.rawValue)\" title=\"\(finding.description(in: view.language))\">\(text)</td>"
            }
            let head: Markup = row.line < sheet.firstLine ? " class=\"head\"" : ""
            return "<tr\(head)><th scope=\"row\">\(row.line)</th>\(cells)</tr>\n"
        }
        let more = sheet.rowCount - sheet.rows.count { $0.line >= sheet.firstLine }
        let rest: Markup =
            more > 0 ? "<p class=\"note\">\(view.text("还有 \(more) 行", "\(more) more rows"))</p>" : ""
        return """
            <div class="grid excerpt" tabindex="0"><table><thead><tr><th></th>\(letters)</tr><tr><th scope="row">\(view.text("对应", "is"))</th>\(taken)</tr></thead>
            <tbody>\(rows)</tbody></table></div>\(rest)
            """
    }

    private struct Cell: Hashable {
        let line: Int
        let column: Int
    }

    private func label(_ column: SurveyExcerpt.Column, _ form: String) -> String {
        switch column.meaning {
        case "": return ""
        case "-": return view.text("不用", "not used")
        case "?": return view.text("？不认识", "? not known")
        default:
            let choice = draft.choices[ImportDraft.key(.headers, form)]?.first { $0.meaning == column.meaning }
            return choice.map { view.text($0.label) } ?? column.meaning
        }
    }

    /// The letters of a column, from 0: A, B, …, AA.
    static func letter(_ place: Int) -> String {
        let last = String(UnicodeScalar(UInt8(65 + place % 26)))
        return place < 26 ? last : letter(place / 26 - 1) + last
    }
}
