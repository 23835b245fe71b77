import Calculation
import Documents
import Quantities
import Reports
import Tables

/// The reviewer's inbox: a verdict on each package, and what all accepted ones come to.
struct InboxPage {
    let inbox: Inbox
    let pollutant: String?
    let names: @Sendable (String) -> Label?
    let view: View

    func markup() -> Markup {
        let title = view.text("收件箱", "Inbox")
        let accepted = inbox.verifications.count(where: \.isAccepted)
        let all = inbox.verifications.count
        return view.page(
            title,
            """
            <h1>\(title)</h1>
            <p class="facts">\(view.text("\(all) 个包，通过 \(accepted)，退回 \(all - accepted)", "\(all) packages: \(accepted) accepted, \(all - accepted) sent back"))</p>
            <form id="upload"><label>\(view.text("收到的 report.xml", "report.xml files received"))<input type="file" name="files" multiple accept=".xml"></label>
            <button type="submit" class="main">\(view.text("放入并核查", "Take in and check"))</button></form>
            \(list)\(merged)
            """)
    }

    private var list: Markup {
        let rows: [Markup] = inbox.verifications.map { result in
            let header = result.package?.header
            let place = header.map { "\($0.region) \($0.name[view.language])" } ?? view.text("读不出", "unreadable")
            let errors = result.all.count { $0.finding.severity == .error }
            let found = Findings(result.all.map(\.finding))
            return """
                <tr><td>\(place)</td><td>\(header.map { String($0.year) } ?? "")</td>\
                <td><span class="\(result.isAccepted ? "met" : "missed")">\(result.isAccepted ? view.text("通过", "accepted") : view.text("退回", "sent back"))</span></td>\
                <td>\(view.text(result.standing.label))</td><td class="n">\(errors)</td><td>\(Finding.fileName(String(result.file.dropLast("/report.xml".count))))</td></tr>
                <tr class="more"><td colspan="6"><details><summary>\(view.text("问题", "findings"))：\(result.all.count)</summary>\(view.findings(found))</details></td></tr>

                """
        }
        guard !rows.isEmpty else { return "<p class=\"note\">\(view.text("还没有包", "no packages yet"))</p>" }
        return """
            <section><h2>\(view.text("核查结论", "Verdicts"))</h2>
            <p><a class="button" href="\(view.link.to("/api/receipt"))">\(view.text("下载回执", "Download the receipt"))</a></p>
            <div class="scroll"><table><thead><tr><th>\(view.text("地区", "region"))</th><th>\(view.text("年份", "year"))</th><th>\(view.text("结论", "verdict"))</th>\
            <th>\(view.text("签名", "signature"))</th><th class="n">\(view.text("错误", "errors"))</th><th>\(view.text("文件夹", "folder"))</th></tr></thead>
            <tbody>\(rows)</tbody></table></div></section>
            """
    }

    private var merged: Markup {
        guard let merged = inbox.merged else { return "" }
        let own = merged.totals.filter { $0.county == nil && $0.sector == nil }
        let pollutants = own.map(\.pollutant)
        let chosen = pollutant.flatMap { pollutants.contains($0) ? $0 : nil } ?? pollutants.first ?? ""
        let cards: [Markup] = own.map {
            """
            <div class="total"><span>\($0.pollutant)</span><b>\($0.emission.shown) t</b>\
            <small>\(merged.lacks($0.pollutant, ofAll: true).map { view.text("不完整：", "incomplete: ") + $0[view.language] } ?? "")</small></div>

            """
        }
        let counties = merged.totals.filter { $0.sector == nil && $0.county != nil && $0.pollutant == chosen }
        let links: [Markup] = pollutants.map {
            "<a href=\"\(view.link.to("/", [("pollutant", $0)]))\"\(Markup.current($0 == chosen))>\($0)</a> "
        }
        let claims: Markup =
            merged.claims.isEmpty
            ? ""
            : "<p class=\"warn\">\(view.text("重复申报 \(merged.claims.count) 处", "\(merged.claims.count) double claims"))</p>"
        return """
            <section><h2>\(view.text("通过的包合计", "All accepted packages together"))</h2><div class="totals">\(cards)</div>\(claims)
            <p class="choice">\(links)</p>\(tiles(counties))
            <p><button type="button" data-do="merge">\(view.text("写出汇总包", "Write the merged package"))</button></p></section>
            """
    }

    /// One tile a county, in the order of the codes; the darker, the more.
    private func tiles(_ totals: [ReportTotal]) -> Markup {
        let most = totals.map(\.emission).max() ?? .zero
        let tiles: [Markup] = totals.sorted { ($0.county ?? "") < ($1.county ?? "") }.map { total in
            let share = most > .zero ? total.emission.inTonnes / most.inTonnes : 0
            let code = total.county ?? ""
            return """
                <li class="tile shade\(Int(share * 5))"><b>\(names(code).map { view.text($0) } ?? code)</b>\
                <span>\(total.emission.shown) t</span></li>

                """
        }
        return "<ul class=\"tiles\">\(tiles)</ul>"
    }
}
