import Calculation
import Factors
import Inventories
import Quantities
import Tables
import TestSupport
import Testing

@testable import Plans

/// Accounts of plans: tonnes before are those after and those removed, or the run ends.
@Suite struct PlanAccountTests {
    private static func evaluation() throws -> PlanEvaluation {
        let folder = try TemporaryFolder()
        try InventedCounty.write(folder.path, region: "653022", seed: 1)
        let file = try folder.write(InventedCounty.plan, to: "plan.yaml")
        var options = Assessment.Options(factors: Repository.factors)
        options.keepGoing = true
        let assessment = try Assessment(folder: folder.path, options: options)
        var findings = Findings()
        let plan = try #require(
            Plan(
                file: file, vocabularies: assessment.context.library.vocabularies, inputs: ["XX-01.1.share": "0.5"],
                findings: &findings))
        return plan.evaluated(on: assessment)
    }

    @Test func `before is after and removed`() throws {
        let evaluation = try Self.evaluation()
        let measure = try #require(evaluation.measures.first)
        #expect(measure.reduction("NOx") > .zero)
        let before = evaluation.context.pollutants.map { evaluation.baseline.total(of: $0).micrograms }
        PlanEvaluation.account(
            baseline: before, scenario: evaluation.scenario, of: evaluation.measures, in: evaluation.context)
    }

    @Test func `a measure whose reduction is not counted ends the run`() async {
        await #expect(processExitsWith: .failure) {
            let evaluation = try PlanAccountTests.evaluation()
            let before = evaluation.context.pollutants.map { evaluation.baseline.total(of: $0).micrograms }
            PlanEvaluation.account(
                baseline: before, scenario: evaluation.scenario, of: [], in: evaluation.context)
        }
    }

    @Test func `a microgram that comes from nowhere ends the run`() async {
        await #expect(processExitsWith: .failure) {
            let evaluation = try PlanAccountTests.evaluation()
            let before = evaluation.context.pollutants.map { evaluation.baseline.total(of: $0).micrograms - 1 }
            PlanEvaluation.account(
                baseline: before, scenario: evaluation.scenario, of: evaluation.measures, in: evaluation.context)
        }
    }
}
