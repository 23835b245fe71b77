import Calculation
import Tables

/// How pages look in a request's language.
struct View: Sendable {
    let language: Language
    let link: Link
    private let word: String
    private let isCounty: Bool
    private let path: String
    private let query: [(name: String, value: String)]

    init(_ space: Workspace, _ request: Request) {
        language = request.value("lang").flatMap(Language.init(rawValue:)) ?? space.language
        link = Link(language: language, isDefault: language == space.language)
        word = space.gate.word
        isCounty = space.isCounty
        path = request.path
        query = request.query
    }

    /// A text in the page's language.
    func text(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }
    func text(_ label: Label) -> String { label[language] }

    private var places: [(path: String, name: String)] {
        isCounty
            ? [
                ("/", text("清单", "Inventory")), ("/import", text("导入", "Import")),
                ("/tables", text("数据表", "Tables")), ("/plan", text("方案", "Plan")),
                ("/sure", text("把握", "How sure")), ("/solve", text("求解", "Solve")),
                ("/progress", text("进度", "Progress")),
                ("/package", text("上报包", "Package")), ("/history", text("版本", "History")),
            ] : [("/", text("收件箱", "Inbox"))]
    }

    /// What stands between a name and what is told of it.
    var colon: String { text("：", ": ") }

    /// The language of a form that asks by its address, where it is not that of the start.
    var languageField: Markup {
        link.isDefault ? "" : "<input type=\"hidden\" name=\"lang\" value=\"\(language.rawValue)\">"
    }

    /// A page with its frame.
    func page(_ title: String, _ body: Markup) -> Markup {
        let other: Language = language == .zh ? .en : .zh
        var same = query.filter { $0.name != "lang" }.map { ($0.name, $0.value) }
        same.append(("lang", other.rawValue))
        let switched = Link(language: language, isDefault: true).to(path, same)
        let links: [Markup] = places.map {
            "<a href=\"\(link.to($0.path))\"\(Markup.current($0.path == path))>\($0.name)</a>\n"
        }
        return """
            <!DOCTYPE html>
            <html lang="\(language == .zh ? "zh-CN" : "en")"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="lantian-word" content="\(word)">
            <title>\(title) · 蓝天 Lantian</title>
            <link rel="icon" href="data:,">
            <link rel="stylesheet" href="/workbench.css">
            <script type="module" src="/workbench.js"></script></head>
            <body><a class="skip" href="#main">\(text("跳到正文", "Skip to content"))</a>
            <header><b>蓝天 Lantian</b><nav>\(links)</nav><a class="lang" href="\(switched)" \
            lang="\(other == .zh ? "zh-CN" : "en")">\(other == .zh ? "中文" : "English")</a></header>
            <main id="main">\(body)</main>
            <p id="said" role="status" aria-live="polite"></p>
            </body></html>

            """
    }

    /// What totals of a page lack; nothing where all are complete.
    func lacks(_ incomplete: IncompleteTotals, of pollutant: String? = nil) -> Markup {
        let told = incomplete.entries.filter { pollutant == nil || $0.pollutant == pollutant }
        let lines: [Markup] = told.map {
            "<p class=\"warn\">\($0.pollutant) \(text("不完整，缺：", "incomplete, lacks: "))\($0.told[language])</p>\n"
        }
        return "\(lines)"
    }

    /// A list of findings, errors first; those with a place in a table lead there.
    func findings(_ findings: Findings, most: Int = 200, tables: [String] = []) -> Markup {
        let sorted = findings.sorted.sorted { $0.severity < $1.severity }
        let rows: [Markup] = sorted.prefix(most).map { finding in
            let place = finding.location.map {
                Finding.fileName($0.file) + ($0.line.map { ":\($0)" } ?? "") + ($0.column.map { " [\($0)]" } ?? "")
            }
            let file = finding.location.map { Finding.fileName($0.file) } ?? ""
            let place_: Markup
            if tables.contains(file), let line = finding.location?.line {
                place_ =
                    "<a href=\"\(link.to("/tables", [("table", file), ("line", String(line))]))\">\(place ?? "")</a>"
            } else {
                place_ = "\(place ?? "")"
            }
            let bare = Finding(
                finding.severity, finding.message, value: finding.value, expected: finding.expected,
                nearest: finding.nearest
            ).description(in: language)
            return "<tr class=\"\(finding.severity.rawValue)\"><td>\(place_)</td><td>\(bare)</td></tr>\n"
        }
        guard !rows.isEmpty else { return "<p class=\"note\">\(text("没有问题", "nothing found"))</p>" }
        let all = Finding.Severity.allCases.reduce(0) { $0 + findings.count($1) }
        let more: Markup =
            all > rows.count
            ? "<p class=\"note\">\(text("共 \(all) 条，显示前 \(rows.count) 条", "\(all) in all, the first \(rows.count) shown"))</p>"
            : ""
        return """
            <div class="scroll"><table class="findings"><thead><tr><th>\(text("位置", "place"))</th>\
            <th>\(text("问题", "finding"))</th></tr></thead><tbody>\(rows)</tbody></table></div>\(more)
            """
    }
}

extension Markup {
    /// What marks the page that one is on.
    static func current(_ isCurrent: Bool) -> Markup { isCurrent ? " aria-current=\"page\"" : "" }
}

/// The page that exchanges the token in its address for a session.
enum OpenPage {
    static func markup(_ language: Language) -> Markup {
        """
        <!DOCTYPE html>
        <html lang="\(language == .zh ? "zh-CN" : "en")"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1"><title>蓝天 Lantian</title>
        <link rel="icon" href="data:,"><link rel="stylesheet" href="/workbench.css">
        <script type="module" src="/workbench.js"></script></head>
        <body data-page="open"><main id="main"><h1>蓝天 Lantian</h1>
        <p id="said" role="status">正在打开… Opening…</p>
        <p class="note">若停留在此页，请用启动时打印的完整地址（# 后为口令）。
        If this page stays, use the whole address that was printed at the start (the token stands behind #).</p>
        </main></body></html>

        """
    }
}

/// The page of a request that is not carried out.
struct ProblemPage {
    private let problem: Problem

    init(_ problem: Problem) { self.problem = problem }

    func markup(_ view: View) -> Markup {
        if problem.status == 401 || problem.status == 421 || problem.status == 403 {
            // Nothing of the folder, and no word for writing, is shown to somebody without a session.
            return """
                <!DOCTYPE html>
                <html lang="\(view.language == .zh ? "zh-CN" : "en")"><head><meta charset="utf-8"><title>\(problem.status)</title>
                <link rel="icon" href="data:,"><link rel="stylesheet" href="/workbench.css"></head>
                <body><main id="main"><h1>\(problem.status)</h1><p>\(problem.text.zh)</p><p>\(problem.text.en)</p></main></body></html>

                """
        }
        let list: Markup = problem.findings.isEmpty ? "" : view.findings(problem.findings)
        return view.page(
            view.text("不能完成", "Not done"),
            "<h1>\(view.text("不能完成", "Not done"))</h1><p class=\"warn\">\(view.text(problem.text))</p>\(list)")
    }
}
