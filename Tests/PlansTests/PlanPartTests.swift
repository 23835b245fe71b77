import Calculation
import Inventories
import Tables
import TestSupport
import Testing

@testable import Plans

/// The parts of a run carry the rows that a plan may mean: put together in any order they give what one run gives.
@Suite struct PlanPartTests {
    /// Everything that an evaluation says, as text.
    private func account(_ evaluation: PlanEvaluation, by keys: [Grouping]) -> [String] {
        var lines = evaluation.measures.flatMap { measure in
            ["\(measure.id) \(measure.state.name) \(measure.rows) \(measure.electricity)"]
                + evaluation.context.pollutants.map {
                    "\($0) \(measure.reduction($0)) \(measure.alone($0)) \(measure.scenario($0))"
                } + measure.notes.map { "\($0.text.en) \($0.rows)" }
        }
        lines += evaluation.reductions(by: keys).map { "\($0)" }
        lines += evaluation.findings.sorted.map { $0.description(in: .en) }
        return lines
    }

    @Test(arguments: Samples.shipped.map(\.plan))
    func `the parts of a shipped plan`(_ name: String) throws {
        let (plan, assessment, _) = try Samples.shippedPlan(name)
        let options = Assessment.Options(factors: Repository.factors)
        let folder = try InventoryFolder(assessment.inventory.folder, options: options)
        let keys = ["county", "sector", "pollutant"].compactMap { Grouping($0) }
        let whole = try plan.evaluated(on: folder, groupings: keys.map(\.name))
        let told = PartPlan(file: plan.file, inputs: [], answers: nil)
        let scratch = try TemporaryFolder()
        for count in [1, 5] {
            let parts = try (1...count).map { number in
                let file = scratch.path + "/\(number)-of-\(count).part"
                let part = try #require(PartNumber(number, of: count))
                try folder.writePart(
                    part, of: plan, told, by: keys, options: options, threads: 1 + number % 2, to: file)
                return try EmissionPart(file: file)
            }
            #expect(parts.allSatisfy { $0.plan == told })
            let (emissions, evaluation) = try folder.evaluated(plan, on: parts.shuffled())
            let combined = try #require(evaluation)
            #expect(account(combined, by: keys) == account(whole, by: keys), "\(count) parts")
            let (parted, single) = (emissions.result.totals(by: keys), whole.baseline.totals(by: keys))
            #expect(parted.map { "\($0)" } == single.map { "\($0)" })
            #expect(!account(whole, by: keys).isEmpty && combined.measures.contains { $0.rows > 0 })
        }
    }
}
