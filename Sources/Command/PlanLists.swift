import Lantian

/// The lists of a plan that look at the file alone or at every source: its check, thresholds, projects.
extension PlanCommand {
    /// The plan's file: the second argument, the only one where no inventory is needed.
    var file: String { plan ?? inventory.folder }

    /// The plan file by itself.
    func checkFile() throws {
        let library = try FactorLibrary(folder: try factorFolder(inventory.factors))
        var findings = try PlanInputs(given.set).findings
        let own = try given.plan(file, vocabularies: library.vocabularies, findings: &findings)
        show(findings, quiet: inventory.speech.quiet)
        put(PlanPrinting.check(own, format), as: format)
        try inventory.conclude(findings)
    }

    /// The sources that duties by size concern.
    func listThresholds() throws {
        let assessment = try inventory.assessment()
        var findings = try PlanInputs(given.set).findings
        let own = try given.plan(
            file, vocabularies: assessment.context.library.vocabularies, findings: &findings)
        show(findings, quiet: inventory.speech.quiet)
        put(
            PlanPrinting.thresholds(
                own.thresholdLists(in: assessment.inventory, context: assessment.context), format), as: format)
        try inventory.conclude(assessment.findings, findings)
    }

    /// Projects look at every source of the inventory, also at those that no measure means.
    func listProjects() throws {
        let assessment = try inventory.assessment()
        var findings = try PlanInputs(given.set).findings
        let own = try given.plan(
            file, vocabularies: assessment.context.library.vocabularies, findings: &findings)
        let evaluation = own.evaluated(on: assessment)
        findings.add(evaluation.findings)
        let year = given.year ?? own.years.first ?? assessment.context.manifest.year
        if given.year == nil { findings.add(.yearOfCredits(year, of: own)) }
        show(findings, quiet: inventory.speech.quiet)
        put(
            try PlanPrinting(evaluation: evaluation, year: year).projects(
                format, untouched: untouched, year: year, rules: try given.accounting.map { try existing($0) }),
            as: format)
        try inventory.conclude(assessment.findings, findings)
    }
}

extension Finding {
    /// Which year credits are told for where nobody asked for one.
    static func yearOfCredits(_ year: Int, of plan: Plan) -> Finding {
        Finding(
            .note,
            Finding.Message(
                "year-of-credits", "没有给出 --year：认定量按 \(year) 年列出", "no --year was given: credits are those of \(year)"),
            at: Location(file: plan.file), value: plan.years.map(String.init).joined(separator: ", "))
    }
}
