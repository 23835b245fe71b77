import Calculation
import Factors
import Inventories
import Quantities
import Tables
import Testing

@testable import Plans

/// How sure reductions are: what stands before and after a measure errs alike in both.
@Suite struct PlanUncertaintyTests {
    private func run(
        _ boilers: String, _ measures: [String], extra: String = "", factor: String = "20 %",
        fuel: StatedRanges.Column = StatedRanges.Column("2.5 %")
    ) throws -> PlanUncertainty {
        var manifest = Samples.manifest()
        manifest.ranges = StatedRanges(
            factors: ["ex.boiler.coal.nox": factor], columns: ["boilers.fuel_use": fuel])
        let inventory = try Samples.inventory(["boilers": boilers], manifest: manifest)
        var context = try Samples.context(inventory, pollutants: ["NOx"], library: ExampleFactors.library)
        context.ranges = Ranges(library: context.library, manifest: manifest)
        let evaluation = PlanEvaluation(
            try Samples.plan(measures, extra: extra), on: inventory, in: context)
        return evaluation.uncertainty(DrawOptions(count: 20_000, seed: 3))
    }

    private static let two = "id,fuel,fuel_use,county_code\nB1,coal,12500,659999\nB2,coal,12500,659999\n"

    /// Two boilers of 12 500 t at 4 kg/t: 100 t. One is closed: 50 t less, with the factor's ±20 % and its own meter's
    /// ±2.5 %: √(20² + 2.5²) = 20.156 %. The scenario has the other meter, and the same.
    @Test func `a boiler is closed`() throws {
        let sure = try run(
            Self.two, ["id: A, action: close, table: boilers, where: {id: B1}, with: {}, timing: {completed: 2024-12}"])
        let reduction = try #require(sure.reduction("A", "NOx"))
        #expect(reduction.mass.tonnes() == "50" && reduction.quantified == 1)
        #expect(abs((reduction.firstOrder ?? 0) - (20.0 * 20 + 2.5 * 2.5).squareRoot()) < 1e-6)
        let scenario = try #require(sure.scenario("A", "NOx"))
        #expect(scenario.mass.tonnes() == "50")
        #expect(abs((scenario.firstOrder ?? 0) - (20.0 * 20 + 2.5 * 2.5).squareRoot()) < 1e-6)
        let baseline = try #require(sure.baseline("A", "NOx"))
        #expect(abs((baseline.firstOrder ?? 0) - (400 + 2.5 * 2.5 / 2).squareRoot()) < 1e-6)
        // Of the baseline it is one half whatever the factor is.
        let share = try #require(sure.shares["NOx"])
        #expect(abs(share.low - 0.5) < 1e-12 && abs(share.high - 0.5) < 1e-12)
    }

    /// A measure that touches activity alone: how much of the baseline it removes has nothing of the factor left, and a
    /// target of −5 % is met for sure although the factor is known to ±125 %.
    @Test func `a tenth less fuel is a tenth less`() throws {
        let target =
            "targets:\n  - {id: X, clauses: [T-01], pollutant: NOx, region: 659999, base_year: 2024, change: \"CHANGE\", year: 2026}\n"
        let measures = [
            "id: A, action: scale, table: boilers, where: {}, with: {factor: 0.9, columns: [fuel_use]}, timing: {completed: 2024-12}"
        ]
        let sure = try run(
            Self.two, measures, extra: target.replacing("CHANGE", with: "-5 %"), factor: "125 %",
            fuel: StatedRanges.Column("0 %"))
        let share = try #require(sure.shares["NOx"])
        #expect(abs(share.low - 0.1) < 1e-12 && abs(share.high - 0.1) < 1e-12)
        #expect(sure.probability("X", "NOx") == 1)
        let reduction = try #require(sure.reduction("NOx"))
        #expect(reduction.high.inTonnes > 2 * reduction.mass.inTonnes)
        let short = try run(
            Self.two, measures, extra: target.replacing("CHANGE", with: "-15 %"), factor: "125 %",
            fuel: StatedRanges.Column("0 %"))
        #expect(short.probability("X", "NOx") == 0)
        // In tonnes it is not sure: 90 t are left where 90 t are allowed, and half of the draws are below.
        let amount =
            "targets:\n  - {id: X, clauses: [T-01], pollutant: NOx, region: 659999, base_year: 2024, amount: 90 t, year: 2026}\n"
        let even = try run(Self.two, measures, extra: amount, factor: "20 %")
        #expect(abs((even.probability("X", "NOx") ?? 0) - 0.5) < 0.01, "\(even.probability("X", "NOx") ?? 0)")
    }

    /// Baseline and scenario with draws of their own would give √(B² + S²), which is wrong and far too wide.
    @Test func `common draws make the interval of a difference narrow`() throws {
        let sure = try run(
            Self.two,
            [
                "id: A, action: control, table: boilers, where: {}, with: {pollutant: NOx, device: sncr, removal: 0.1, uptime: 1}, timing: {completed: 2024-12}"
            ])
        func half(_ range: MassRange?) throws -> Double {
            let range = try #require(range)
            return (range.high.inTonnes - range.low.inTonnes) / 2
        }
        let (baseline, scenario) = (try half(sure.baseline("NOx")), try half(sure.scenario("NOx")))
        let reduction = try half(sure.reduction("NOx"))
        #expect(try #require(sure.reduction("NOx")).mass.tonnes() == "10")
        #expect(reduction < 0.2 * (baseline * baseline + scenario * scenario).squareRoot(), "\(reduction) \(baseline)")
        #expect(abs(reduction - 2) < 0.1, "\(reduction)")
    }

    /// The demonstration county under a shipped plan: every reduction's interval is narrower than independent draws of
    /// baseline and scenario would make it, and its ends are those of any number of threads.
    @Test func `the demonstration county`() throws {
        let (plan, assessment, _) = try Samples.shippedPlan("inner-mongolia-2025")
        var context = assessment.context
        context.ranges = Ranges(library: context.library, manifest: context.manifest)
        let evaluation = PlanEvaluation(plan, on: assessment.inventory, in: context)
        let options = DrawOptions(count: 2000, seed: 8)
        let sure = evaluation.uncertainty(options)
        for pollutant in ["NOx", "VOCs"] {
            let (before, after) = (
                try #require(sure.baseline(pollutant)), try #require(sure.scenario(pollutant))
            )
            let reduction = try #require(sure.reduction(pollutant))
            #expect(before.mass - after.mass == reduction.mass)
            func width(_ range: MassRange) -> Double { range.high.inTonnes - range.low.inTonnes }
            let apart = (width(before) * width(before) + width(after) * width(after)).squareRoot()
            #expect(width(reduction) < 0.8 * apart, "\(pollutant): \(width(reduction)) \(apart)")
        }
        let again = evaluation.uncertainty(options, threads: 7)
        for measure in evaluation.measures {
            let (a, b) = (sure.reduction(measure.id, "NOx"), again.reduction(measure.id, "NOx"))
            #expect(a?.low == b?.low && a?.high == b?.high && a?.firstOrder == b?.firstOrder)
        }
    }
}
