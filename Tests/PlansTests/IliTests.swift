import Calculation
import Inventories
import Quantities
import Tables
import Testing

@testable import Plans

/// Ili 2021: tonnes for each row of the annex and each county, with the share that rests on assumptions.
@Suite struct `Ili 2021` {
    @Test func `Every annex row that prints a number gives tonnes by county`() throws {
        let (plan, assessment, _) = try Samples.shippedPlan("ili-2021")
        let evaluation = plan.evaluated(on: assessment)
        let keys = ["county", "pollutant"].compactMap { Grouping($0) }
        // Row 9 closes 256 boilers in Yining and 1 in Yining County: 257 × 300 t × 4.0 kg/t = 308.40 t
        let boilers = try #require(evaluation.outcome("IL-52.1"))
        let nox = boilers.reductions(by: keys).filter { $0.keys[1] == "NOx" && $0.reduction != .zero }
        #expect(nox.map(\.keys[0]) == ["654002", "654021"])
        #expect(nox.map { $0.reduction.t() } == ["307.20", "1.20"])
        #expect(boilers.reduction("NOx").t() == "308.40")
        // The coal use of a boiler is not printed: all of it rests on assumptions, and says so.
        #expect(boilers.assumedShare("NOx") == 1)
        // Annex 5: 30 000 households × 3 t × 2.20 kg/t = 198 t
        #expect(evaluation.outcome("IL-50.1")?.reduction("NOx").t() == "198.00")
        let coverage = evaluation.coverage
        #expect(coverage.map(\.clause.id) == plan.clauses.map(\.id))
        for id in ["IL-50", "IL-52", "IL-53", "IL-54", "IL-57", "IL-60"] {
            #expect(coverage.first { $0.clause.id == id }?.state == .computed, "\(id)")
        }
        for line in coverage where line.state == .needsInput { #expect(!line.needs.isEmpty, "\(line.clause.id)") }
        for line in coverage where line.state == .noEffect { #expect(!line.remarks.isEmpty, "\(line.clause.id)") }
    }
}
