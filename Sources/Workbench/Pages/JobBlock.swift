import Tables

/// How far a job is, with a way to cancel it; or how it ended.
struct JobBlock {
    let job: Job
    let view: View

    func markup() -> Markup {
        guard job.isOver else { return running }
        let mark: Markup = job.state == .done ? "" : " class=\"warn\""
        let advice = job.state.advice.map { view.text("。", ". ") + $0[view.language] } ?? ""
        var body: Markup = """
            <p\(mark)>\(view.text(job.kind.label))\(view.colon)<b>\(view.text(job.state.label))</b>\(advice) \
            <small>\(job.ended ?? "")</small></p>

            """
        if let problem = job.problem {
            body += "<p class=\"warn\">\(view.text(problem.text))</p>\n"
            if !problem.findings.isEmpty { body += view.findings(problem.findings) }
        }
        return body
    }

    /// What a script keeps up to date; without one the page is loaded again by hand.
    private var running: Markup {
        let share: Markup = job.all > 0 ? " value=\"\(job.done)\" max=\"\(job.all)\"" : ""
        return """
            <div class="job" data-job="\(job.number)"><b>\(view.text(job.kind.label))</b> \
            <progress\(share) aria-label="\(view.text(job.kind.label))"></progress> <span data-of="state">\(view.text(job.state.label))</span> \
            <button type="button" data-do="cancel">\(view.text("取消", "Cancel"))</button></div>
            <noscript><p class="note">\(view.text("请过一会儿刷新本页。", "Load this page again in a while."))</p></noscript>
            <script type="module" src="/import.js"></script>

            """
    }
}
