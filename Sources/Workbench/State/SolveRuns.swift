import Calculation
import Factors
import Glibc
import Plans
import Solve
import Tables

/// The cheapest measures for targets, found when first asked for and kept until the files change.
struct SolveRuns: Sendable {
    /// What is asked.
    struct Question: Hashable, Sendable {
        /// The plan's file in the folder, `plans/NAME` or `choices/NAME`.
        let file: String
        /// What must be reached, as people write it.
        var targets: [String] = []
        /// What may be spent a year, as people write it; empty where that is open.
        var budget = ""
        /// What is to be removed as far as it goes, such as `NOx`; empty where the cost is to be as small as it can be.
        var most = ""
        /// Measures that may be left out although the plan fixes them.
        var freed: [String] = []

        /// Whether it says what is to be found.
        var isWhole: Bool { !targets.isEmpty || !most.isEmpty && !budget.isEmpty }
    }

    /// What was found.
    struct Answer: Sendable {
        /// What was asked.
        let question: Question
        /// The choice with its proof and its plan.
        let found: InventoryAnswer
        /// What each tonne costs, of the pollutants that are asked for.
        let curves: [OptionCurve]
        /// What was found while choosing.
        let findings: Findings
    }

    private var answers: [Answer] = []
    /// How many answers are kept, each with its options.
    private static let most = 2
    /// How many seconds a search may take: what is not proved by then says so.
    static let seconds = 60

    /// The answer to a question; the plan is priced by the library's costs where it has none of its own.
    mutating func answer(_ question: Question, plan: Plan, of county: County) throws -> Answer {
        if let known = answers.first(where: { $0.question == question }) { return known }
        var findings = Findings()
        let task = try SolveRuns.task(question)
        guard let choice = InventoryChoice(task, plan: plan, on: county.assessment, findings: &findings) else {
            throw findings
        }
        var curves: [OptionCurve] = []
        var told = Findings()
        for name in SolveRuns.pollutants(of: choice) {
            if let curve = choice.curve(name, findings: &told) { curves.append(curve) }
        }
        var failed = Findings()
        guard let found = choice.answer(findings: &failed) else { throw failed }
        findings.add(found.findings)
        let answer = Answer(question: question, found: found, curves: curves, findings: findings)
        answers.append(answer)
        if answers.count > SolveRuns.most { answers.removeFirst() }
        return answer
    }

    /// A question as a task.
    private static func task(_ question: Question) throws(Problem) -> InventoryTask {
        do throws(OptionTarget.Problem) {
            var targets: [ChoiceTarget] = []
            let budget = question.budget.isEmpty ? [] : ["cost <= " + question.budget]
            for text in question.targets + budget { targets.append(try ChoiceTarget(text)) }
            var task = InventoryTask(targets: targets)
            if !question.most.isEmpty { task.most = try WeightedSum(question.most) }
            task.freed = question.freed
            let end = now() + seconds
            task.isTimeUp = { now() >= end }
            return task
        } catch {
            throw Problem(422, "bad-target", error.text.zh, error.text.en)
        }
    }

    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec
    }

    /// The pollutants whose cost curves are drawn: those of targets, else of what is to be large, else the first.
    private static func pollutants(of choice: InventoryChoice) -> [String] {
        let context = choice.fixed.context
        let words = context.library.vocabularies["pollutant"]
        let asked = choice.lines.map(\.target.pollutant) + (choice.task.most?.terms.map(\.pollutant) ?? [])
        var names: [String] = []
        for name in asked {
            let own = words.code(of: name).map(words.text) ?? name
            if context.pollutants.contains(own), !names.contains(own) { names.append(own) }
        }
        return Array((names.isEmpty ? Array(context.pollutants.prefix(1)) : names).prefix(3))
    }
}

extension Workspace {
    /// The plans that measures may be chosen from: those of `plans`, then those of `choices`.
    func solveFiles() -> [String] {
        planNames().map { "plans/" + $0 }
            + FolderNames.all(in: folder + "/choices").filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
            .map { "choices/" + $0 }
    }

    /// A plan to choose from, priced. The name must be one of the folder's plans; the first where none is asked for.
    func pricedPlan(_ name: String?, of county: County) throws -> (file: String, plan: Plan) {
        let names = solveFiles()
        guard let own = name ?? names.first else {
            throw Problem(404, "no-plans", "文件夹 plans 中没有方案（YAML）", "there is no plan (YAML) in the folder plans")
        }
        guard names.contains(own) else { throw Problem.unknown("plan", own) }
        var findings = Findings()
        let library = county.assessment.context.library
        let plan = Plan(
            file: folder + "/" + own, vocabularies: library.vocabularies, inputs: [:], findings: &findings)
        guard let plan, !findings.hasErrors else { throw findings }
        let costs = CostLibrary(of: library, findings: &findings)
        guard !findings.hasErrors else { throw findings }
        return (own, plan.priced(by: costs, vocabularies: library.vocabularies))
    }

    /// Keeps a found choice as a plan of the folder, under the first free name; returns the name.
    func keep(_ answer: SolveRuns.Answer) throws -> String {
        guard let text = answer.found.planText, !answer.found.findings.hasErrors else {
            throw Problem(
                409, "nothing-chosen", "没有求得可保存的方案，原因见所列各条",
                "nothing was found that could be saved: see the reasons listed")
        }
        let known = Set(planNames())
        var number = 1
        while known.contains("choice-\(number).yaml") { number += 1 }
        let name = "choice-\(number).yaml"
        let question = answer.question
        let asked = question.targets + (question.budget.isEmpty ? [] : ["cost <= " + question.budget])
        let most = question.most.isEmpty ? [] : ["max " + question.most]
        try versions.create(
            Array(text.utf8), as: "plans/" + name, action: "choice",
            note: question.file + ": " + (asked + most).joined(separator: "; "))
        return name
    }
}
