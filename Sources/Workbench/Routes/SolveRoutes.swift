import Plans
import Reports
import Solve
import Tables

extension Routes {
    /// The cheapest measures for targets.
    static let solving: [Route] = [
        Route(
            method: .get, path: "/solve", text: Label("求达到目标的最低费用方案", "the cheapest way to targets"),
            parameters: [
                Parameter("plan", "方案文件，plans/… 或 choices/…", "plan file, plans/… or choices/…"),
                Parameter("target", "目标，可重复", "a target, repeatable"),
                Parameter("budget", "年费用上限", "most to be spent a year"),
                Parameter("most", "求这些污染物的最大减排量", "find the most reduction of these"),
                Parameter("free", "也可不做的措施，可重复", "a measure that may be left out, repeatable"),
            ]
        ) { space, request in
            let county = try space.currentCounty()
            let (file, plan) = try space.pricedPlan(request.value("plan"), of: county)
            let asked = { (name: String) in
                request.query.filter { $0.name == name && !$0.value.allSatisfy(\.isWhitespace) }.map(\.value)
            }
            let question = SolveRuns.Question(
                file: file, targets: asked("target"), budget: request.value("budget") ?? "",
                most: request.value("most") ?? "", freed: asked("free"))
            var answer: SolveRuns.Answer?
            var problem: Problem?
            if question.isWhole {
                do { answer = try space.solving.answer(question, plan: plan, of: county) } catch {
                    problem = Problem(error)
                }
            } else if !question.most.isEmpty || !question.budget.isEmpty {
                problem = Problem.nothingAsked
            }
            return .page(
                SolvePage(
                    files: space.solveFiles(), plan: plan, question: question, answer: answer, problem: problem,
                    county: county, view: View(space, request)
                ).markup(), status: problem?.status ?? 200)
        },
        Route(
            method: .post, path: "/api/solve",
            text: Label("求达到目标的最低费用方案，可存为方案", "find the cheapest way to targets, and save it as a plan if asked"),
            body: .json([
                Parameter("plan", "方案文件，plans/… 或 choices/…", "plan file, plans/… or choices/…", isRequired: true),
                Parameter("targets", "目标", "targets"), Parameter("budget", "年费用上限", "most to be spent a year"),
                Parameter("most", "求这些污染物的最大减排量", "find the most reduction of these"),
                Parameter("free", "也可不做的措施", "measures that may be left out"),
                Parameter("save", "是否存为方案", "whether it is saved as a plan"),
            ]), limit: 1 << 16
        ) { space, request in
            struct Body: Decodable {
                let plan: String
                let targets: [String]?
                let budget: String?
                let most: String?
                let free: [String]?
                let save: Bool?
            }
            let body: Body = try request.decoded()
            let county = try space.currentCounty()
            let (file, plan) = try space.pricedPlan(body.plan, of: county)
            let question = SolveRuns.Question(
                file: file, targets: body.targets ?? [], budget: body.budget ?? "", most: body.most ?? "",
                freed: body.free ?? [])
            guard question.isWhole else { throw Problem.nothingAsked }
            let answer = try space.solving.answer(question, plan: plan, of: county)
            let saved = body.save ?? false ? try space.keep(answer) : nil
            return .json(
                .object([
                    ("plan", saved.map { .text($0) } ?? .null),
                    // The answer as the command line writes it.
                    ("answer", .number(answer.found.json(in: View(space, request).language))),
                    ("findings", .list(answer.findings.sorted.map(\.json))),
                ]))
        },
    ]
}

extension Problem {
    static let nothingAsked = Problem(
        422, "nothing-asked", "要有目标，或最大减排的污染物和费用上限", "needs a target, or a pollutant to reduce most with a budget")
}

extension Markup {
    /// A figure that the library drew, in which every text is escaped already.
    init(figure: String) { self.init(stringLiteral: figure) }
}
