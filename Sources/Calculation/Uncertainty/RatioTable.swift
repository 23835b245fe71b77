import Synchronization
import Tables
import Uncertainty

/// The ratios that masses are multiplied by, each once with its draws: of single variables, and of formulas of them.
final class RatioTable: Sendable {
    /// How many draws there are.
    let count: Int
    /// What all draws begin with.
    let seed: UInt64

    enum Ratio: Sendable {
        case variable(Int)
        /// A formula by the letters of variables.
        case other(Expression, [String: Int])
    }
    /// What makes two spreads draw from the same numbers.
    private struct Shape: Hashable {
        let distribution: Distribution
        let divisor: Double
    }
    private struct Store {
        var variables: [SharedVariable] = []
        var numberOfVariable: [SharedVariable: Int] = [:]
        /// By variable its ratio, where it is one.
        var ratioOfVariable: [Int: Int] = [:]
        var ratios: [Ratio] = []
        var names: [String] = []
        var numberOfRatio: [String: Int] = [:]
        var slopes: [[(variable: Int, slope: Double)]] = []
        var draws: [Int: DrawColumn] = [:]
        var drawsOfVariable: [Int: DrawColumn] = [:]
        var again: [Int: DrawColumn] = [:]
        var strata: Strata?
        var values: [Shape: [Double]] = [:]
    }
    private let store = Mutex(Store())

    init(count: Int, seed: UInt64) { (self.count, self.seed) = (count, seed) }

    /// The shared variables met so far.
    var variables: [SharedVariable] { store.withLock { $0.variables } }
    /// The names of ratios, which order them whatever the order in which they were met.
    var names: [String] { store.withLock { $0.names } }
    /// The ratio of a number.
    subscript(_ ratio: Int) -> Ratio { store.withLock { $0.ratios[ratio] } }

    /// The numbers of the ratios of a part, in the order of their names.
    func numbers(of part: LineSpread.Part) -> [Int] {
        store.withLock { store in
            var numbers = part.factors.map { RatioTable.ratio(of: $0, in: &store) }
            for other in part.others {
                numbers.append(RatioTable.ratio(of: other.expression, other.variables, in: &store))
            }
            guard numbers.count > 1 else { return numbers }
            return numbers.sorted { store.names[$0] < store.names[$1] }
        }
    }

    /// The number of the ratio of a variable.
    func ratio(of variable: SharedVariable) -> Int { store.withLock { RatioTable.ratio(of: variable, in: &$0) } }
    /// The number of the ratio that a formula of variables makes.
    func ratio(of expression: Expression, _ variables: [String: SharedVariable]) -> Int {
        store.withLock { RatioTable.ratio(of: expression, variables, in: &$0) }
    }

    private static func number(of variable: SharedVariable, in store: inout Store) -> Int {
        if let known = store.numberOfVariable[variable] { return known }
        store.variables.append(variable)
        store.numberOfVariable[variable] = store.variables.count - 1
        return store.variables.count - 1
    }

    private static func ratio(of variable: SharedVariable, in store: inout Store) -> Int {
        let number = number(of: variable, in: &store)
        if let known = store.ratioOfVariable[number] { return known }
        let ratio = add(variable.text, .variable(number), [(number, 1)], to: &store)
        store.ratioOfVariable[number] = ratio
        return ratio
    }

    private static func ratio(
        of expression: Expression, _ variables: [String: SharedVariable], in store: inout Store
    ) -> Int {
        let name = expression.postfix { variables[$0]?.text ?? $0 }
        if let known = store.numberOfRatio[name] { return known }
        let letters = variables.mapValues { number(of: $0, in: &store) }
        let derivatives = expression.gradient { _ in 1 }.derivatives
        let slopes = letters.sorted { $0.key < $1.key }.map { ($0.value, derivatives[$0.key] ?? 0) }
        return add(name, .other(expression, letters), slopes, to: &store)
    }

    private static func add(
        _ name: String, _ ratio: Ratio, _ slopes: [(variable: Int, slope: Double)], to store: inout Store
    ) -> Int {
        store.ratios.append(ratio)
        store.names.append(name)
        store.slopes.append(slopes)
        store.numberOfRatio[name] = store.ratios.count - 1
        return store.ratios.count - 1
    }

    /// How a ratio changes with each variable, where all are as stated.
    func slopes(_ ratio: Int) -> [(variable: Int, slope: Double)] { store.withLock { $0.slopes[ratio] } }

    /// Whether a variable of a name stands in a ratio.
    func holds(_ ratio: Int, _ name: String) -> Bool {
        store.withLock { store in store.slopes[ratio].contains { store.variables[$0.variable].name == name } }
    }

    /// Makes the draws of all ratios.
    func prepare(threads: Int) {
        let (variables, ratios) = store.withLock { ($0.variables.count, $0.ratios.count) }
        _ = inParallel(variables, threads: threads) { number -> Int in
            _ = self.draws(ofVariable: number)
            return number
        }
        _ = inParallel(ratios, threads: threads) { ratio -> Int in
            _ = self.draws(ratio)
            return ratio
        }
    }

    /// The draws of a ratio; made when first asked for.
    func draws(_ ratio: Int) -> DrawColumn {
        if let known = store.withLock({ $0.draws[ratio] }) { return known }
        let made: DrawColumn
        switch self[ratio] {
        case .variable(let number): made = draws(ofVariable: number)
        case .other(let expression, let letters):
            made = .numbers(
                RatioTable.values(of: expression, letters.mapValues { draws(ofVariable: $0).numbers }, count: count))
        }
        store.withLock { $0.draws[ratio] = made }
        return made
    }

    /// The draws of a ratio where the variables of a name are drawn once more, and all others are as they were.
    func draws(_ ratio: Int, again name: String) -> DrawColumn {
        func draws(_ number: Int) -> DrawColumn {
            let variable = store.withLock { $0.variables[number] }
            guard variable.name == name else { return self.draws(ofVariable: number) }
            if let known = store.withLock({ $0.again[number] }) { return known }
            let made = DrawColumn(from: values(of: variable), seed: seed, named: "again|" + name)
            store.withLock { $0.again[number] = made }
            return made
        }
        switch self[ratio] {
        case .variable(let number): return draws(number)
        case .other(let expression, let letters):
            return .numbers(
                RatioTable.values(of: expression, letters.mapValues { draws($0).numbers }, count: count))
        }
    }

    private func draws(ofVariable number: Int) -> DrawColumn {
        if let known = store.withLock({ $0.drawsOfVariable[number] }) { return known }
        let variable = store.withLock { $0.variables[number] }
        let made = DrawColumn(from: values(of: variable), seed: seed, named: variable.name)
        store.withLock { $0.drawsOfVariable[number] = made }
        return made
    }

    /// The parts of the standard normal distribution.
    var strata: Strata {
        if let known = store.withLock({ $0.strata }) { return known }
        let made = Strata(count: count)
        store.withLock { $0.strata = made }
        return made
    }

    /// The numbers that a variable draws from, made once for all of the same distribution.
    private func values(of variable: SharedVariable) -> [Double] {
        let shape = Shape(distribution: variable.spread.distribution, divisor: variable.spread.divisor)
        if let known = store.withLock({ $0.values[shape] }) { return known }
        let made = variable.spread.values(strata)
        store.withLock { $0.values[shape] = made }
        return made
    }

    /// A formula over columns, block by block.
    private static func values(of expression: Expression, _ columns: [String: [Double]], count: Int) -> [Double] {
        let program = Program(expression)
        var result = [Double](repeating: 0, count: count)
        let block = Program.block
        let inputs = program.symbols.map { columns[$0] ?? [] }
        var scratch = [Double](repeating: 0, count: block * max(program.registers, 1))
        var gathered = inputs.map { _ in [Double](repeating: 1, count: block) }
        for start in stride(from: 0, to: count, by: block) {
            let length = min(block, count - start)
            for place in inputs.indices where !inputs[place].isEmpty {
                for k in 0..<length { gathered[place][k] = inputs[place][start + k] }
            }
            scratch.withUnsafeMutableBufferPointer { scratch in
                result.withUnsafeMutableBufferPointer { result in
                    guard let scratch = scratch.baseAddress, let out = result.baseAddress else { return }
                    RatioTable.with(gathered) { pointers in
                        program.run(inputs: pointers, scratch: scratch, output: out + start, count: length)
                    }
                }
            }
        }
        return result
    }

    private static func with(
        _ arrays: [[Double]], _ found: [UnsafePointer<Double>] = [], _ body: ([UnsafePointer<Double>]) -> Void
    ) {
        guard found.count < arrays.count else { return body(found) }
        arrays[found.count].withUnsafeBufferPointer { next in
            guard let pointer = next.baseAddress else { return }
            with(arrays, found + [pointer], body)
        }
    }
}
