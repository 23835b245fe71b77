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
        // Every clause has an end: tonnes, a need by name, or a reason.
        for line in evaluation.coverage {
            switch line.state {
            case .needsInput: #expect(!line.needs.isEmpty, "\(line.clause.id)")
            case .noEffect: #expect(!line.remarks.isEmpty, "\(line.clause.id)")
            default: break
            }
        }
    }

    @Test func `All 329 clauses of the five plans are there`() throws {
        let counts = try Samples.shipped.map { try Samples.shippedPlan($0.plan).0.clauses.count }
        #expect(counts == [70, 44, 66, 83, 66])
        #expect(counts.reduce(0, +) == 329)
    }
}
