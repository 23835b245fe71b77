import Synchronization
import Tables
import Uncertainty

/// The ratios that masses are multiplied by, each once with its draws: of single variables, and of formulas of them.
final class RatioTable: Sendable {
    /// How many draws there are.
    let count: Int
    /// What all draws begin with.
    let seed: UInt64

    private enum Ratio: Sendable {
        case variable(Int)
        /// A formula by the letters of variables.
        case other(Expression, [String: Int])
    }
    private struct Store {
        var variables: [SharedVariable] = []
        var numberOfVariable: [SharedVariable: Int] = [:]
        var ratios: [(name: String, ratio: Ratio)] = []
        var numberOfRatio: [String: Int] = [:]
        var draws: [Int: [Double]] = [:]
    }
    private let store = Mutex(Store())

    init(count: Int, seed: UInt64) { (self.count, self.seed) = (count, seed) }

    /// The shared variables met so far.
    var variables: [SharedVariable] { store.withLock { $0.variables } }
    /// A variable's standard deviation, as a share of what is stated.
    func deviation(_ variable: Int) -> Double { store.withLock { $0.variables[variable].spread.deviation } }
    /// The name of a ratio, which orders them whatever the order in which they were met.
    func rank(_ ratio: Int) -> String { store.withLock { $0.ratios[ratio].name } }

    /// The numbers of the ratios of a part, in the order of their names.
    func numbers(of part: LineSpread.Part) -> [Int] {
        store.withLock { store in
            var numbers = part.factors.map { variable in
                let number = RatioTable.number(of: variable, in: &store)
                return RatioTable.number(of: variable.name, .variable(number), in: &store)
            }
            for other in part.others {
                let letters = other.variables.mapValues { RatioTable.number(of: $0, in: &store) }
                let name = other.expression.text { other.variables[$0]?.name ?? $0 }
                numbers.append(RatioTable.number(of: name, .other(other.expression, letters), in: &store))
            }
            return numbers.sorted { store.ratios[$0].name < store.ratios[$1].name }
        }
    }

    private static func number(of variable: SharedVariable, in store: inout Store) -> Int {
        if let known = store.numberOfVariable[variable] { return known }
        store.variables.append(variable)
        store.numberOfVariable[variable] = store.variables.count - 1
        return store.variables.count - 1
    }

    private static func number(of name: String, _ ratio: Ratio, in store: inout Store) -> Int {
        if let known = store.numberOfRatio[name] { return known }
        store.ratios.append((name, ratio))
        store.numberOfRatio[name] = store.ratios.count - 1
        return store.ratios.count - 1
    }

    /// How a ratio changes with each variable, where all are as stated.
    func slopes(_ ratio: Int) -> [(variable: Int, slope: Double)] {
        switch store.withLock({ $0.ratios[ratio].ratio }) {
        case .variable(let variable): return [(variable, 1)]
        case .other(let expression, let letters):
            let derivatives = expression.gradient { _ in 1 }.derivatives
            return letters.sorted { $0.key < $1.key }.map { ($0.value, derivatives[$0.key] ?? 0) }
        }
    }

    /// Makes the draws of all ratios.
    func prepare(threads: Int) {
        let ratios = store.withLock { $0.ratios.count }
        _ = inParallel(ratios, threads: threads) { ratio in self.draws(ratio).count }
    }

    /// The draws of a ratio; made when first asked for.
    func draws(_ ratio: Int) -> [Double] {
        if let known = store.withLock({ $0.draws[ratio] }) { return known }
        let made: [Double]
        switch store.withLock({ $0.ratios[ratio].ratio }) {
        case .variable(let number):
            let variable = store.withLock { $0.variables[number] }
            made = variable.spread.draws(count, seed: seed, named: variable.name)
        case .other(let expression, let letters):
            let columns = letters.mapValues { number -> [Double] in
                let variable = store.withLock { $0.variables[number] }
                return variable.spread.draws(count, seed: seed, named: variable.name)
            }
            made = RatioTable.values(of: expression, columns, count: count)
        }
        store.withLock { $0.draws[ratio] = made }
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
