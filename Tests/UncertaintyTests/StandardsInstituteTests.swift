import Testing

@testable import Uncertainty

/// Examples of the National Institute of Standards and Technology.
@Suite struct StandardsInstituteTests {
    /// NIST TN 1900 (2015), example E3: μ = μ_C (ρ_B − ρ_M) t_M / ((ρ_B − ρ_C) t_C). First order 5.69 and 1.11; Monte
    /// Carlo 5.82 and 1.11, 95 % from 4.05 to 8.39: a quotient of a poorly known time is skewed.
    @Test func `viscosity by a falling ball`() {
        let inputs: [String: Distribution] = [
            "muC": .normal(mean: 4.63, deviation: 0.0463), "tM": .normal(mean: 61.0, deviation: 6.1),
            "rM": .normal(mean: 1180, deviation: 0.5), "rC": .normal(mean: 810, deviation: 0.5),
            "tC": .normal(mean: 36.6, deviation: 5.49), "rB": .normal(mean: 2217, deviation: 0.5),
        ]
        func model(_ x: [String: Double]) -> Double {
            guard let muC = x["muC"], let tM = x["tM"], let rM = x["rM"], let rC = x["rC"], let tC = x["tC"],
                let rB = x["rB"]
            else { return .nan }
            return muC * tM * (rB - rM) / (tC * (rB - rC))
        }
        let (value, propagation) = firstOrder(inputs, of: model)
        #expect(isNear(value, 5.69, within: 0.005) && isNear(propagation.deviation, 1.03, within: 0.005))
        let result = draws(200_000, inputs, of: model)
        let (low, high) = result.interval(0.95)
        #expect(isNear(result.mean, 5.82, within: 0.01), "\(result.mean)")
        #expect(isNear(result.deviation, 1.11, within: 0.02), "\(result.deviation)")
        #expect(isNear(low, 4.05, within: 0.02) && isNear(high, 8.39, within: 0.04), "\(low) \(high)")
    }

    /// NIST Uncertainty Machine, example 10: σ = 32 π⁵ h R⁴ R∞⁴ / (15 A_r(e)⁴ M_u⁴ c⁶ α⁸) = 5.67037e-8, u = 2.05e-13;
    /// 99 % from 5.67032e-8 to 5.67043e-8, 68 % from 5.67035e-8 to 5.67039e-8.
    @Test func `Stefan-Boltzmann constant`() {
        let inputs: [String: Distribution] = [
            "h": .normal(mean: 6.62606957e-34, deviation: 2.9e-41), "R": .normal(mean: 8.3144621, deviation: 7.5e-06),
            "Rinf": .normal(mean: 10_973_731.568539, deviation: 5.5e-05),
            "e": .normal(mean: 0.00054857990946, deviation: 2.2e-13),
            "alpha": .normal(mean: 0.0072973525698, deviation: 2.4e-12),
        ]
        func power(_ x: Double, _ n: Int) -> Double { (0..<n).reduce(1.0) { product, _ in product * x } }
        func model(_ x: [String: Double]) -> Double {
            guard let h = x["h"], let R = x["R"], let Rinf = x["Rinf"], let e = x["e"], let alpha = x["alpha"] else {
                return .nan
            }
            return 32 * power(Double.pi, 5) * h * power(R, 4) * power(Rinf, 4)
                / (15 * power(e, 4) * power(0.001, 4) * power(299_792_458, 6) * power(alpha, 8))
        }
        let (value, propagation) = firstOrder(inputs, of: model)
        #expect(isNear(value, 5.6703725e-08, within: 5e-16))
        #expect(isNear(propagation.deviation, 2.0461e-13, within: 2e-17), "\(propagation.deviation)")
        let result = draws(50_000, inputs, of: model)
        #expect(isNear(result.mean, 5.67037e-08, within: 5e-14))
        #expect(isNear(result.deviation, 2.05e-13, within: 0.02e-13))
        let (wide, narrow) = (result.interval(0.99), result.interval(0.68))
        #expect(isNear(wide.low, 5.67032e-08, within: 6e-14) && isNear(wide.high, 5.67043e-08, within: 6e-14))
        #expect(isNear(narrow.low, 5.67035e-08, within: 6e-14) && isNear(narrow.high, 5.67039e-08, within: 6e-14))
    }
}
