import Quantities
import Tables

/// Adds up a plan's reductions again and holds them against the part's own total.
///
/// That each row agrees with itself and begins where the one before it ended is part of the arithmetic check; here they
/// begin at the total and leave no pollutant out. The plan is not run again, which the receipt says.
struct ScenarioCheck {
    let file: String

    func check(_ package: ReportPackage, _ result: inout Verification) {
        for part in package.parts {
            guard let scenario = part.scenario else { continue }
            for finding in findings(scenario, part) { result.add(finding, .arithmetic) }
        }
    }

    private func findings(_ scenario: ReportScenario, _ part: ReportPart) -> [Finding] {
        var findings: [Finding] = []
        func add(_ message: Finding.Message, _ place: String, _ value: String?, _ expected: String?) {
            findings.append(
                Finding(
                    message == .scenarioNotRun ? .note : .error, message,
                    at: Location(file: file, column: "\(part.placeName) \(place)"), value: value,
                    expected: expected.map { Label(same: $0) }))
        }
        let grand = part.totals.filter { $0.county == nil && $0.sector == nil }
        var seen: Set<String> = []
        for row in scenario.rows where seen.insert(row.pollutant).inserted {
            let total = grand.first { $0.pollutant == row.pollutant }?.emission ?? .zero
            guard row.baseline != total else { continue }
            add(.reductionDiffers, "\(row.measure) \(row.pollutant) baseline", row.baseline.tonnes(), total.tonnes())
        }
        let known = Set(scenario.rows.map { [$0.measure, $0.pollutant] })
        for measure in Set(scenario.rows.map(\.measure)).sorted() {
            for pollutant in part.rules.pollutants where !known.contains([measure, pollutant]) {
                add(.reductionMissing, "\(measure) \(pollutant)", nil, nil)
            }
        }
        checkProjects(scenario, add)
        add(.scenarioNotRun, "scenario", scenario.plan, nil)
        return findings
    }

    /// The projects of a measure add up to its reduction, and none is credited more than counts of it.
    private func checkProjects(
        _ scenario: ReportScenario, _ add: (Finding.Message, String, String?, String?) -> Void
    ) {
        var sums: [[String]: Mass] = [:]
        for project in scenario.projects {
            sums[[project.measure, project.pollutant], default: .zero] += project.before - project.after
            guard project.counted > .zero, project.credited > project.counted else { continue }
            add(
                .projectMoreThanFull, "\(project.measure) \(project.source) \(project.pollutant) credited",
                project.credited.tonnes(), "≤ " + project.counted.tonnes())
        }
        for row in scenario.rows {
            guard let sum = sums[[row.measure, row.pollutant]], sum != row.reduction else { continue }
            add(.projectSum, "\(row.measure) \(row.pollutant) projects", sum.tonnes(), row.reduction.tonnes())
        }
    }
}

extension Finding.Message {
    static let reductionMissing = Self(
        "arithmetic-reduction-missing", "措施缺少一种污染物的减排量", "a measure lacks the reduction of a pollutant")
    static let scenarioNotRun = Self(
        "scenario-not-rerun", "减排量已逐项重新加总；方案未重新运行",
        "the reductions were added up again; the plan was not run again")
}
