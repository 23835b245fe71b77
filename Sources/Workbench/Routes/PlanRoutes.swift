import Calculation
import Factors
import Inventories
import Plans
import Quantities
import Reports
import Tables

extension Routes {
    /// Plans, and what other values of their inputs would do.
    static let planning: [Route] = [
        Route(
            method: .get, path: "/plan", text: Label("方案", "a plan"),
            parameters: [Parameter("plan", "文件名", "file name")]
        ) { space, request in
            let county = try space.currentCounty()
            let file = try space.planFile(request.value("plan"))
            let run = try space.plans.run(file: file.path, inputs: [:], changed: nil, county: county)
            return .page(
                PlanPage(
                    names: space.planNames(), name: file.name, run: run, county: county, view: View(space, request)
                )
                .markup())
        },
        Route(
            method: .post, path: "/api/what-if", text: Label("以给定参数试算方案", "a plan with inputs tried"),
            body: .json([
                Parameter("plan", "文件名", "file name", isRequired: true),
                Parameter("set", "参数与值", "values by input", isRequired: true),
                Parameter("changed", "刚改的参数", "the input that was just changed"),
            ]), limit: 1 << 16
        ) { space, request in
            struct Body: Decodable {
                let plan: String
                let set: [String: String]
                let changed: String?
            }
            let body: Body = try request.decoded()
            let county = try space.currentCounty()
            let file = try space.planFile(body.plan)
            let run = try space.plans.run(
                file: file.path, inputs: body.set, changed: body.changed.flatMap { body.set[$0] == nil ? nil : $0 },
                county: county)
            return .json(run.json(in: View(space, request).language))
        },
        Route(
            method: .post, path: "/api/plan-input", text: Label("把参数写入方案文件", "write an input into the plan's file"),
            body: .json([
                Parameter("plan", "文件名", "file name", isRequired: true),
                Parameter("name", "措施.参数", "ID.parameter", isRequired: true),
                Parameter("value", "值", "the value", isRequired: true),
            ]), limit: 1 << 12
        ) { space, request in
            struct Body: Decodable {
                let plan: String
                let name: String
                let value: String
            }
            let body: Body = try request.decoded()
            let county = try space.currentCounty()
            let file = try space.planFile(body.plan)
            let before = try InputFile.bytes(of: file.path)
            let bytes = try PlanText(before, path: file.path).setting(body.name, to: body.value)
            var findings = Findings()
            let text = String(decoding: bytes, as: UTF8.self)
            let plan = Plan(
                text: text, file: file.path, vocabularies: county.assessment.context.library.vocabularies,
                findings: &findings)
            guard plan != nil, !findings.hasErrors else { throw findings }
            try space.versions.write(
                bytes, to: "plans/" + file.name, before: before, action: "input", note: "\(body.name) = \(body.value)")
            let run = try space.plans.run(
                file: file.path, inputs: [:], changed: nil, county: try space.currentCounty())
            return .json(run.json(in: View(space, request).language))
        },
    ]
}

extension PlanEvaluation {
    /// What the plan comes to, for people and for programs.
    func json(in language: Language) -> JSON {
        let totals: [JSON] = context.pollutants.map { pollutant in
            let (before, after) = (baseline.total(of: pollutant), scenario.total(of: pollutant))
            return .object([
                ("pollutant", .text(pollutant)), ("baseline_t", .number(before.tonnes())),
                ("reduction_t", .number((before - after).tonnes())), ("scenario_t", .number(after.tonnes())),
                ("reduction", .text((before - after).shown)), ("scenario", .text(after.shown)),
            ])
        }
        let outcomes: [JSON] = measures.map { measure in
            .object([
                ("id", .text(measure.id)), ("verdict", .text(measure.verdict.name)),
                ("label", .text(measure.verdict.label[language])),
                (
                    "reductions",
                    .object(
                        context.pollutants.map {
                            (
                                $0,
                                .object([
                                    ("t", .number(measure.reduction($0).tonnes())),
                                    ("shown", .text(measure.reduction($0).shown)),
                                ])
                            )
                        })
                ),
            ])
        }
        let ends: [JSON] = targets().map { outcome in
            .object([
                ("id", .text(outcome.target.id)), ("met", .truth(outcome.isMet)),
                ("emission", .text(outcome.emission.shown)), ("label", .text(outcome.label[language])),
            ])
        }
        let clauses: [JSON] = coverage.map { clause in
            .object([
                ("id", .text(clause.clause.id)), ("state", .text(clause.state.rawValue)),
                ("label", .text(clause.state.label[language])),
                (
                    "reductions",
                    .object(
                        clause.reductions.map { ($0.pollutant, .text($0.mass == .zero ? "" : $0.mass.shown)) })
                ), ("needs", .list(clause.needs.map { .text($0.what) })),
            ])
        }
        return .object([
            ("totals", .list(totals)), ("measures", .list(outcomes)), ("targets", .list(ends)),
            ("clauses", .list(clauses)),
            ("incomplete", IncompleteTotals(baseline).json),
            ("findings", .list(findings.sorted.map(\.json))),
        ])
    }
}
