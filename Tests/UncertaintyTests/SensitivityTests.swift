import Testing

@testable import Uncertainty

@Suite struct SensitivityTests {
    /// y = sin x₁ + 7 sin² x₂ + 0.1 x₃⁴ sin x₁, each from −π to π (Ishigami and Homma 1990). First order 0.3139, 0.4424, 0;
    /// total 0.5576, 0.4424, 0.2437: x₃ does nothing alone and yet matters.
    @Test func `Ishigami's function`() {
        let count = 16_384
        let cubes = (1...3).map {
            LatinHypercube(count: 2 * count, seed: 7, stream: Philox.stream(of: "x\($0)"))
        }
        // Sines by their series, for angles from −π to π.
        func sine(_ x: Double) -> Double {
            var (term, sum) = (x, x)
            for k in stride(from: 1.0, to: 40, by: 2) {
                term *= -x * x / ((k + 1) * (k + 2))
                sum += term
            }
            return sum
        }
        let indices = Sensitivity.indices(
            variables: 3, count: count,
            draw: { variable, draw in (2 * cubes[variable].share(draw) - 1) * Double.pi },
            of: { x in sine(x[0]) + 7 * sine(x[1]) * sine(x[1]) + 0.1 * x[2] * x[2] * x[2] * x[2] * sine(x[0]) })
        for (index, printed) in zip(indices, [(0.3139, 0.5576), (0.4424, 0.4424), (0, 0.2437)]) {
            #expect(isNear(index.first, printed.0, within: 0.02), "\(index)")
            #expect(isNear(index.total, printed.1, within: 0.02), "\(index)")
        }
    }
}
