import Lantian

extension PlanPrinting {
    /// The projects of the plan, and for people the largest sources without one below them.
    func projects(_ format: OutputFormat, untouched: Bool, year: Int, rules file: String? = nil) throws -> String {
        var findings = Findings()
        guard let rules = evaluation.keyProjectRules(file: file, findings: &findings), !findings.hasErrors else {
            throw findings
        }
        let list = evaluation.projects(rules)
        guard format == .table else {
            let report = ListReport(
                list, plan: evaluation.plan.id, year: year,
                counties: evaluation.context.library.vocabularies["county_code"], incomplete: incomplete,
                language: language)
            return try ListPrinting(report).text(of: untouched ? "untouched" : "projects", in: format)
        }
        let zh = language == .zh
        var lines: [String] = []
        if !untouched {
            var table = TextTable(
                zh
                    ? ["措施", "条款", "排放源", "企业", "污染物", "前 t", "后 t", "减排 t", "\(year) 认定 t", "期限", "完成", "限值"]
                    : [
                        "measure", "clause", "source", "firm", "pollutant", "before t", "after t", "reduction t",
                        "credited \(year) t", "due", "done", "limit",
                    ],
                [
                    .leading, .leading, .leading, .leading, .leading, .trailing, .trailing, .trailing, .trailing,
                    .leading, .leading, .trailing,
                ])
            for project in list.projects {
                table.row([
                    project.measure, project.clauses.joined(separator: " "), project.source.id,
                    PlanPrinting.cut(project.source.firm, to: 24), project.pollutant,
                    project.before.roundedTonnes(decimals: 2), project.after.roundedTonnes(decimals: 2),
                    project.reduction.roundedTonnes(decimals: 2),
                    project.credited(in: year).roundedTonnes(decimals: 2), project.due?.description ?? "",
                    project.done.map { String($0) } ?? "", project.limit.map(DecimalText.shortest) ?? "",
                ])
            }
            lines.append(table.text)
        }
        var table = TextTable(
            zh ? ["未涉及的源", "部门", "污染物", "排放 t", "原因"] : ["source without one", "sector", "pollutant", "t", "why"],
            [.leading, .leading, .leading, .trailing, .leading])
        let words = GroupingWords(library: evaluation.context.library, language: language)
        for source in untouched ? list.untouched[...] : list.untouched.prefix(20) {
            table.row([
                source.source.id, Grouping("sector").map { words.word($0, source.sector) } ?? source.sector,
                source.pollutant, source.emission?.roundedTonnes(decimals: 2) ?? speak("缺数据", "lacks data", language),
                source.reason.label[language],
            ])
        }
        lines.append(table.text)
        if !untouched, list.untouched.count > 20 {
            let rest = list.untouched.count - 20
            lines.append(zh ? "另有 \(rest) 行：--untouched" : "\(rest) more lines: --untouched")
        }
        return incomplete.below(lines.joined(separator: "\n"))
    }
}
