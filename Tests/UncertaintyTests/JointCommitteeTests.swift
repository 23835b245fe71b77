import Testing

@testable import Uncertainty

/// The worked examples of JCGM 101:2008, the supplement of the GUM on Monte Carlo.
@Suite struct JointCommitteeTests {
    private let root3 = 3.squareRoot()

    private func sum(_ x: [String: Double]) -> Double { x.keys.sorted().reduce(0) { $0 + (x[$1] ?? .nan) } }

    /// 9.2.2, table 2: Y = X₁ + X₂ + X₃ + X₄, each N(0, 1): u = 2.0, 95 % from −3.92 to 3.92 by both ways.
    @Test func `four normal numbers`() {
        let inputs = Dictionary(
            uniqueKeysWithValues: (1...4).map { ("X\($0)", Distribution.normal(mean: 0, deviation: 1)) })
        let result = draws(100_000, inputs, of: sum)
        let (low, high) = result.interval(0.95)
        #expect(isNear(result.mean, 0, within: 0.005))
        #expect(isNear(result.deviation, 2.0, within: 0.01))
        #expect(isNear(low, -3.92, within: 0.03) && isNear(high, 3.92, within: 0.03), "\(low) \(high)")
        let (value, propagation) = firstOrder(inputs, of: sum)
        #expect(value == 0 && isNear(propagation.deviation, 2, within: 1e-12))
        #expect(isNear(StandardNormal.coverage(0.95) * propagation.deviation, 3.92, within: 0.005))
    }

    /// 9.2.3, table 3: each Xᵢ rectangular with mean 0 and standard deviation 1: u = 2.0; Monte Carlo 95 % ±3.88, in closed
    /// form 2√3 (2 − (3/5)^¼) = 3.8794; approach 1 says ±3.92.
    @Test func `four rectangular numbers`() {
        let inputs = Dictionary(
            uniqueKeysWithValues: (1...4).map { ("X\($0)", Distribution.uniform(low: -root3, high: root3)) })
        let result = draws(100_000, inputs, of: sum)
        let (low, high) = result.interval(0.95)
        #expect(isNear(result.deviation, 2.0, within: 0.005))
        #expect(isNear(high, 3.88, within: 0.02) && isNear(low, -3.88, within: 0.02), "\(low) \(high)")
        #expect(isNear(2 * root3 * (2 - Elementary.power(0.6, 0.25)), 3.8794, within: 5e-5))
        let propagation = firstOrder(inputs, of: sum).propagation
        #expect(isNear(StandardNormal.coverage(0.95) * propagation.deviation, 3.92, within: 0.005))
    }

    /// 9.2.4: X₄ ten times as wide: u = 10.1 (exactly √103 = 10.149), Monte Carlo 95 % ±17.0, approach 1 ±19.9. One number
    /// that dominates makes the normal interval too wide.
    @Test func `one rectangular number dominates`() {
        var inputs = Dictionary(
            uniqueKeysWithValues: (1...3).map { ("X\($0)", Distribution.uniform(low: -root3, high: root3)) })
        inputs["X4"] = .uniform(low: -10 * root3, high: 10 * root3)
        let result = draws(100_000, inputs, of: sum)
        let (low, high) = result.interval(0.95)
        #expect(isNear(result.deviation, 103.squareRoot(), within: 0.01))
        #expect(isNear(high, 17.0, within: 0.05) && isNear(low, -17.0, within: 0.05), "\(low) \(high)")
        let propagation = firstOrder(inputs, of: sum).propagation
        #expect(isNear(StandardNormal.coverage(0.95) * propagation.deviation, 19.9, within: 0.05))
        #expect(isNear(propagation.shares.max() ?? 0, 100.0 / 103, within: 1e-9))
    }

    /// 9.3, tables 5 and 6: δm = (m_R + δm_R) (1 + (ρ_a − 1.2)(1/ρ_W − 1/ρ_R)) − 100 g, in mg. Monte Carlo: 1.2340,
    /// u = 0.0754, shortest 95 % from 1.0834 to 1.3825. First order sees nothing of the air's density: u = 0.0539.
    @Test func `calibration of a weight`() {
        let inputs: [String: Distribution] = [
            "mR": .normal(mean: 100_000, deviation: 0.05), "dmR": .normal(mean: 1.234, deviation: 0.02),
            "ra": .uniform(low: 1.1, high: 1.3), "rW": .uniform(low: 7000, high: 9000),
            "rR": .uniform(low: 7950, high: 8050),
        ]
        func model(_ x: [String: Double]) -> Double {
            guard let mR = x["mR"], let dmR = x["dmR"], let ra = x["ra"], let rW = x["rW"], let rR = x["rR"] else {
                return .nan
            }
            return (mR + dmR) * (1 + (ra - 1.2) * (1 / rW - 1 / rR)) - 100_000
        }
        let result = draws(200_000, inputs, of: model)
        #expect(isNear(result.mean, 1.234, within: 0.0005))
        #expect(isNear(result.deviation, 0.0754, within: 0.0003), "\(result.deviation)")
        // The shortest interval is flat around its optimum: its width is sharp, its place less so.
        let (low, high) = result.shortestInterval(0.95)
        #expect(isNear(high - low, 1.3825 - 1.0834, within: 0.002), "\(high - low)")
        #expect(isNear(low, 1.0834, within: 0.006) && isNear(high, 1.3825, within: 0.006), "\(low) \(high)")
        let (value, propagation) = firstOrder(inputs, of: model)
        #expect(isNear(value, 1.234, within: 1e-9))
        #expect(isNear(propagation.deviation, 0.0539, within: 0.00005))
        let width = StandardNormal.coverage(0.95) * propagation.deviation
        #expect(isNear(value - width, 1.1285, within: 0.0001) && isNear(value + width, 1.3395, within: 0.0001))
    }
}
