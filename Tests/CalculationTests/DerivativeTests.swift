import Quantities
import TestSupport
import Testing

@testable import Calculation

/// Derivatives of formulas: exact, for numbers and as formulas of their own; and sums split into what rows share.
@Suite struct DerivativeTests {
    private func value(_ formula: Expression, _ numbers: [String: Double]) -> Double {
        formula.value { numbers[$0] ?? .nan }
    }

    @Test func `a controlled factor by hand`() {
        // E = A × EF × (1 − η × r) with 8000, 4, 0.3, 0.9: E = 23360, ∂E/∂EF = 8000 × 0.73, ∂E/∂η = −8000 × 4 × 0.9
        let formula: Expression = "A" * "EF" * (1 - "η" * "r")
        let numbers = ["A": 8000.0, "EF": 4, "η": 0.3, "r": 0.9]
        let (result, slopes) = formula.gradient { numbers[$0] ?? .nan }
        #expect(result == value(formula, numbers))
        #expect(abs((slopes["EF"] ?? 0) - 5840) < 1e-9 && abs((slopes["η"] ?? 0) + 28_800) < 1e-9)
        #expect(abs((slopes["A"] ?? 0) - 2.92) < 1e-12 && abs((slopes["r"] ?? 0) + 9600) < 1e-9)
    }

    /// Every formula of the program, at numbers drawn from a fixed seed: the derivative by each letter agrees with the
    /// difference of two values a millionth apart, and the derivative as a formula gives the same number.
    @Test func `all methods against differences`() {
        var random = SeededNumbers(seed: 18)
        var compared = 0
        for (_, _, method) in KindMethods.methods {
            for formula in [method.own, method.emitted].compactMap({ $0 }) {
                let expression = formula.expression
                let numbers = Dictionary(
                    uniqueKeysWithValues: expression.symbols.map { ($0, Double.random(in: 0.2...0.9, using: &random)) })
                let (result, slopes) = expression.gradient { numbers[$0] ?? .nan }
                #expect(result == value(expression, numbers), "\(method.id)")
                for symbol in expression.symbols {
                    guard let x = numbers[symbol], let slope = slopes[symbol] else { continue }
                    let step = 1e-6 * x
                    let up = value(expression, numbers.merging([symbol: x + step]) { $1 })
                    let down = value(expression, numbers.merging([symbol: x - step]) { $1 })
                    let difference = (up - down) / (2 * step)
                    let size = max(abs(result / x), abs(difference))
                    #expect(abs(slope - difference) <= 1e-6 * size, "\(method.id) \(symbol) \(slope) \(difference)")
                    compared += 1
                    guard let derivative = expression.derivative(by: symbol) else { continue }
                    #expect(abs(value(derivative, numbers) - slope) <= 1e-12 * size, "\(method.id) \(symbol)")
                }
            }
        }
        #expect(compared > 300, "\(compared)")
    }

    @Test func `of the smaller of two the one taken counts`() {
        let formula: Expression = .minimum("a" * "b", "c")
        #expect(formula.gradient { ["a": 2, "b": 3, "c": 7][$0] ?? .nan }.derivatives == ["a": 3, "b": 2, "c": 0])
        #expect(formula.gradient { ["a": 2, "b": 3, "c": 5][$0] ?? .nan }.derivatives == ["a": 0, "b": 0, "c": 1])
        #expect(formula.derivative(by: "a") == nil)
    }

    @Test func `powers`() {
        let formula: Expression = "A" * "EF" / "O" * (1 - "η")
        #expect(formula.power(of: "A") == 1 && formula.power(of: "O") == -1 && formula.power(of: "x") == 0)
        #expect(formula.power(of: "η") == nil)
        #expect(("A" * "A" as Expression).power(of: "A") == 2)
    }

    @Test func `what rows share is split from what each has of its own`() throws {
        // η of the library, r of the row: A × EF less A × EF × η × r
        let formula: Expression = "A" * "EF" * (1 - "η" * "r")
        let parts = try #require(formula.split(uncertain: ["EF", "η"], columns: ["A", "r"]))
        #expect(parts.map { $0.shared.map { "\($0)" } ?? "" } == ["EF", "EF × η"])
        #expect(parts.map { $0.own.map { "\($0)" } ?? "" } == ["A", "A × r"])
        #expect(parts.map(\.isNegative) == [false, true])
        // Both of the library: one product.
        #expect(try #require(formula.split(uncertain: ["EF", "η"], columns: ["A"])).count == 1)
        // A heat value of the row between two numbers of the library.
        let gas: Expression = ("a" * "Q" + "b") * "A" * "C"
        #expect(try #require(gas.split(uncertain: ["a", "b"], columns: ["Q", "A", "C"])).count == 2)
        // The smaller of two that both sides are in cannot be split.
        let capped: Expression = .minimum("A" * "EF", "A" * "C")
        #expect(capped.split(uncertain: ["EF"], columns: ["A", "C"]) == nil)
    }
}
