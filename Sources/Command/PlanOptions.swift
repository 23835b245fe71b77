import ArgumentParser
import Lantian

/// What is given beside a plan: values that it does not print, base years, the accounting year and its rules.
struct PlanOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            text(
                "填入方案未印出的参数：措施.参数=值，可重复；先于输入文件",
                "give a parameter that the plan does not print: ID.parameter=value; repeatable; goes before the file of inputs"
            ), valueName: "input"))
    var set: [String] = []

    @Option(
        help: ArgumentHelp(
            text(
                "输入文件；默认取方案旁属于该方案的 inputs.yaml",
                "file of inputs; default: inputs.yaml beside the plan where it is of this plan"),
            valueName: "file"))
    var inputs: String?

    @Option(
        help: ArgumentHelp(
            text(
                "目标基准年的清单文件夹，或只有吨数的文件（FF10，或有区划代码、污染物、排放量的 CSV；文件不含年份时写成 年份=文件），可重复；没有时以本清单代替并注明",
                "inventory folder of a target's base year, or a file of tonnes (FF10, or a CSV with county, pollutant, emission_t; YEAR=FILE where it tells no year), repeatable; without it this inventory stands in, and the output says so"
            ),
            valueName: "base"))
    var base: [String] = []

    @Option(
        help: ArgumentHelp(text("核算年份；默认方案的每一年", "accounting year; default: each year of the plan"), valueName: "year"))
    var year: Int?

    @Option(
        help: ArgumentHelp(
            text("重点工程核算规则文件；写出两本账", "rules of key-project accounting; prints both accounts"), valueName: "file"))
    var accounting: String?

    func validate() throws {
        _ = try PlanInputs(set)
        try expectYear(year)
    }

    /// The answers for a plan.
    func answers(of plan: String, id: String, findings: inout Findings) throws -> PlanAnswers? {
        try PlanAnswers.of(plan: plan, id: id, named: inputs, findings: &findings)
    }

    /// What a part of a run says of a plan, so that `combine` reads it as it was.
    func told(_ file: String, id: String) throws -> PartPlan {
        var findings = Findings()
        let isAnswered = try answers(of: file, id: id, findings: &findings) != nil
        return PartPlan(
            file: file, inputs: set, answers: isAnswered ? try PlanAnswers.file(named: inputs, besidePlan: file) : nil)
    }

    /// What was given for a plan when its parts were computed.
    static func told(_ part: PartPlan) throws -> PlanOptions {
        try parse(part.inputs.flatMap { ["--set", $0] } + (part.answers.map { ["--inputs", $0] } ?? []))
    }

    /// Reads a plan with what is given for it; throws what is wrong with it.
    func plan(_ file: String, vocabularies: Vocabularies, findings: inout Findings) throws -> Plan {
        try Plan.read(
            file, values: try PlanInputs(set).values, answers: inputs, vocabularies: vocabularies, findings: &findings)
    }

    /// Writes the form of what a plan waits for; a file that is there is never replaced.
    func ask(_ plan: String, form path: String, vocabularies: Vocabularies) throws -> Int {
        try OutputFolder.refuseExisting(path)
        var findings = Findings()
        let plain = Plan(file: try existing(plan), vocabularies: vocabularies, findings: &findings)
        guard let plain, !findings.hasErrors else { throw findings }
        let answers = try answers(of: plan, id: plain.id, findings: &findings)
        if findings.hasErrors { throw findings }
        try AtomicFile.write(
            Array(plain.form(answered: answers?.answers ?? [], language: chosenLanguage()).utf8), to: path)
        return plain.questions.count
    }
}
