/// One operation of a flattened formula.
enum Operation: Sendable {
    case add, subtract, multiply, divide, minimum, maximum

    /// The smaller; plain comparison, so that columns and single rows agree to the bit.
    @inline(__always) static func smaller(_ a: Double, _ b: Double) -> Double { a < b ? a : b }
    /// The larger.
    @inline(__always) static func larger(_ a: Double, _ b: Double) -> Double { a > b ? a : b }
}

/// A formula flattened once: each step is one tight loop over a block of rows in the first-level cache.
struct Program: Sendable {
    enum Operand: Sendable {
        case input(Int)
        case register(Int)
        case constant(Double)
    }
    struct Step: Sendable {
        var operation: Operation
        var a: Operand
        var b: Operand
        var out: Int
    }

    /// The symbols of the inputs, in the order of `Operand.input`.
    let symbols: [String]
    private(set) var steps: [Step] = []
    private(set) var registers = 0
    private let result: Operand

    /// Rows of one block.
    static let block = 1024

    init(_ expression: Expression) {
        let symbols = expression.symbols
        self.symbols = symbols
        var builder = Builder(places: Dictionary(uniqueKeysWithValues: symbols.enumerated().map { ($1, $0) }))
        result = builder.emit(expression)
        steps = builder.steps
        registers = builder.registers
    }

    private struct Builder {
        let places: [String: Int]
        var steps: [Step] = []
        var registers = 0
        var free: [Int] = []

        mutating func emit(_ expression: Expression) -> Operand {
            switch expression {
            case .term(let symbol): .input(places[symbol] ?? 0)
            case .constant(let value, _): .constant(value)
            case .named(_, let inner): emit(inner)
            case .sum(let a, let b): binary(.add, a, b)
            case .difference(let a, let b): binary(.subtract, a, b)
            case .product(let a, let b): binary(.multiply, a, b)
            case .quotient(let a, let b): binary(.divide, a, b)
            case .minimum(let a, let b): binary(.minimum, a, b)
            case .maximum(let a, let b): binary(.maximum, a, b)
            }
        }

        mutating func binary(_ operation: Operation, _ left: Expression, _ right: Expression) -> Operand {
            let a = emit(left)
            let b = emit(right)
            for case .register(let used) in [a, b] where !free.contains(used) { free.append(used) }
            let out: Int
            if let reused = free.popLast() {
                out = reused
            } else {
                out = registers
                registers += 1
            }
            steps.append(Step(operation: operation, a: a, b: b, out: out))
            return .register(out)
        }
    }

    /// Runs over one block. `inputs` holds a block for each symbol, `scratch` one for each register; the result is
    /// written to `output`. All blocks hold at least `count` numbers: the caller owns them for the call.
    func run(
        inputs: [UnsafePointer<Double>], scratch: UnsafeMutablePointer<Double>, output: UnsafeMutablePointer<Double>,
        count: Int
    ) {
        for (i, step) in steps.enumerated() {
            let isLast = i == steps.count - 1
            let out = isLast ? output : scratch + step.out * Program.block
            switch (step.a, step.b) {
            case (.constant(let a), .constant(let b)):
                Program.loop(step.operation, out, count, { _ in a }, { _ in b })
            case (.constant(let a), let b):
                let b = pointer(b, inputs, scratch)
                Program.loop(step.operation, out, count, { _ in a }, { b[$0] })
            case (let a, .constant(let b)):
                let a = pointer(a, inputs, scratch)
                Program.loop(step.operation, out, count, { a[$0] }, { _ in b })
            case (let a, let b):
                let (a, b) = (pointer(a, inputs, scratch), pointer(b, inputs, scratch))
                Program.loop(step.operation, out, count, { a[$0] }, { b[$0] })
            }
        }
        guard steps.isEmpty else { return }
        if case .constant(let value) = result {
            for i in 0..<count { output[i] = value }
        } else {
            output.update(from: pointer(result, inputs, scratch), count: count)
        }
    }

    @inline(__always)
    private func pointer(
        _ operand: Operand, _ inputs: [UnsafePointer<Double>], _ scratch: UnsafeMutablePointer<Double>
    ) -> UnsafePointer<Double> {
        switch operand {
        case .input(let place): inputs[place]
        case .register(let place): UnsafePointer(scratch + place * Program.block)
        case .constant: UnsafePointer(scratch)
        }
    }

    @inline(__always)
    private static func loop(
        _ operation: Operation, _ out: UnsafeMutablePointer<Double>, _ count: Int, _ a: (Int) -> Double,
        _ b: (Int) -> Double
    ) {
        switch operation {
        case .add: for i in 0..<count { out[i] = a(i) + b(i) }
        case .subtract: for i in 0..<count { out[i] = a(i) - b(i) }
        case .multiply: for i in 0..<count { out[i] = a(i) * b(i) }
        case .divide: for i in 0..<count { out[i] = a(i) / b(i) }
        case .minimum: for i in 0..<count { out[i] = Operation.smaller(a(i), b(i)) }
        case .maximum: for i in 0..<count { out[i] = Operation.larger(a(i), b(i)) }
        }
    }
}
