import Documents
import Reports
import Tables

/// The package for the level above: what the receiver would say of it, and its files.
struct PackagePage {
    let made: Verification?
    let files: [String]
    /// The making of it that was asked for last.
    let job: Job?
    let view: View

    func markup() -> Markup {
        let title = view.text("上报包", "Package")
        var body: Markup = """
            <p>\(view.text("由清单现状生成上报包，并用接收方的核查程序预先检查。签名私钥只在内存中使用，从不写盘。", "The package is made from the inventory as it stands, and checked with what the receiver checks it with. A signing key is used in memory alone and never written to the disk."))</p>
            <form id="package"><label>\(view.text("私钥（PEM，可不选）", "private key (PEM, optional)"))<input type="file" name="key"></label>
            <label>\(view.text("证书（PEM）", "certificate (PEM)"))<input type="file" name="certificate"></label>
            <button type="submit" class="main">\(view.text("生成并检查", "Make and check"))</button></form>

            """
        if let job, job.state != .done { body += JobBlock(job: job, view: view).markup() }
        if let made {
            let files: [Markup] = files.map {
                "<a class=\"button\" href=\"\(view.link.to("/api/package/file", [("name", $0)]))\">\($0)</a> "
            }
            body += """
                <section id="verdict"><h2>\(view.text("接收方会说", "What the receiver would say"))：\
                <span class="\(made.isAccepted ? "met" : "missed")">\(made.isAccepted ? view.text("通过", "accepted") : view.text("退回", "sent back"))</span></h2>
                <p class="facts">SHA-256 <code>\(made.digest)</code>\(signer(made))</p>
                <p>\(files)</p>\(view.findings(Findings(made.all.map(\.finding))))</section>
                """
        }
        return view.page(title, "<h1>\(title)</h1>\(body)")
    }

    private func signer(_ made: Verification) -> Markup {
        made.signer.map { " · \(view.text("签名人", "signed by")) \($0.subject)" }
            ?? " · \(view.text("未签名", "not signed"))"
    }
}
