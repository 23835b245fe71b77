import Calculation
import Inventories
import Quantities
import Tables
import Testing

@testable import Plans

@Suite struct `Shipped plans` {
    @Test(arguments: Samples.shipped.map(\.plan))
    func `Measures add up to baseline minus scenario in every grouping`(_ name: String) throws {
        let (plan, assessment, findings) = try Samples.shippedPlan(name)
        #expect(!findings.hasErrors, "\(findings.sorted.map { $0.description(in: .en) })")
        let evaluation = plan.evaluated(on: assessment)
        for pollutant in evaluation.context.pollutants {
            let removed = evaluation.measures.reduce(Mass.zero) { $0 + $1.reduction(pollutant) }
            #expect(evaluation.baseline.total(of: pollutant) - evaluation.scenario.total(of: pollutant) == removed)
        }
        let keys = ["county", "sector", "table", "pollutant"].compactMap { Grouping($0) }
        var sums: [[String]: Mass] = [:]
        for line in evaluation.measures.flatMap({ $0.reductions(by: keys) }) {
            sums[line.keys, default: .zero] += line.reduction
        }
        for line in evaluation.reductions(by: keys) { #expect(line.reduction == sums[line.keys] ?? .zero) }
        _ = evaluation
    }

    private func dump(_ evaluation: PlanEvaluation) {
        print("=====", evaluation.plan.id, evaluation.baseline.total(of: "NOx"), evaluation.baseline.total(of: "VOCs"))
        for m in evaluation.measures {
            print(
                m.id, m.measure.action.rawValue, m.state.name, m.rows, m.reduction("NOx").t(), m.reduction("VOCs").t(),
                "alone", m.alone("NOx").t(), m.alone("VOCs").t(), m.notes.map { "\($0.text.en) (\($0.rows))" })
        }
        for f in evaluation.findings.sorted { print(f.description(in: .en)) }
    }
}
