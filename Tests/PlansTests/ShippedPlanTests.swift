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

    /// What a clause calls ultra-low emission 超低排放 of coal boilers and power units is NOx 50, SO2 35 and PM 10 mg/m³ at the
    /// reference oxygen of boilers, or of power units where the clause refers to them.
    @Test(arguments: Samples.shipped.map(\.plan))
    func `Ultra-low emission of boilers sets three limits`(_ name: String) throws {
        let (plan, _, _) = try Samples.shippedPlan(name)
        let texts = Dictionary(uniqueKeysWithValues: plan.clauses.map { ($0.id, $0.text) })
        var count = 0
        for measure in plan.measures where measure.action.rawValue == "limit" && measure.kind.name == "boilers" {
            let text = measure.clauses.compactMap { texts[$0] }.joined()
            guard text.contains("超低排放"), !text.contains("氮氧化物超低排放") else { continue }
            let set = measure.parameters["concentration"]?.entries ?? []
            let limits = Dictionary(uniqueKeysWithValues: set.map { ($0.key.text ?? "", $0.value.text ?? "") })
            #expect(limits == ["NOx": "50", "SO2": "35", "PM": "10"], "\(measure.id): \(limits)")
            let oxygen = measure.parameters["oxygen"]?.text
            #expect(oxygen == (text.contains("电") ? "6" : "9"), "\(measure.id): \(oxygen ?? "")")
            count += 1
        }
        #expect(count > 0, "\(name)")
    }
}
