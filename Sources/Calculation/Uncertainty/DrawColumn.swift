import Uncertainty

/// The draws of a ratio: the parts that they lie in, where many ratios have the same numbers in orders of their own, else the
/// numbers themselves.
enum DrawColumn: Sendable {
    /// The number of each part, and the part of each draw.
    case parts([Double], order: [UInt16])
    /// The number of each draw.
    case numbers([Double])

    /// The draws of a name from the numbers of parts. Two bytes a draw where that is enough.
    init(from values: [Double], seed: UInt64, named name: String) {
        let cube = LatinHypercube(count: values.count, seed: seed, stream: Philox.stream(of: name))
        guard values.count <= Int(UInt16.max) + 1 else {
            self = .numbers(values.indices.map { values[cube.part($0)] })
            return
        }
        self = .parts(values, order: values.indices.map { UInt16(truncatingIfNeeded: cube.part($0)) })
    }

    /// The number of each draw.
    var numbers: [Double] {
        switch self {
        case .numbers(let numbers): return numbers
        case .parts(let values, let order):
            return values.withUnsafeBufferPointer { values in order.map { values[Int($0)] } }
        }
    }

    /// Multiplies each number by the one of its draw.
    func multiply(_ product: inout [Double]) {
        let count = product.count
        product.withUnsafeMutableBufferPointer { product in
            switch self {
            case .numbers(let numbers):
                numbers.withUnsafeBufferPointer { numbers in for k in 0..<count { product[k] *= numbers[k] } }
            case .parts(let values, let order):
                values.withUnsafeBufferPointer { values in
                    order.withUnsafeBufferPointer { order in
                        for k in 0..<count { product[k] *= values[Int(order[k])] }
                    }
                }
            }
        }
    }

    /// Adds a number times the product of columns; no column is 1.
    static func add(_ weight: Double, times columns: [DrawColumn], to sums: inout [Double]) {
        let count = sums.count
        if columns.count > 1 {
            var product = columns[0].numbers
            for column in columns.dropFirst() { column.multiply(&product) }
            return add(weight, times: [.numbers(product)], to: &sums)
        }
        sums.withUnsafeMutableBufferPointer { sums in
            switch columns.first {
            case .none: for k in 0..<count { sums[k] += weight }
            case .numbers(let numbers):
                numbers.withUnsafeBufferPointer { numbers in for k in 0..<count { sums[k] += weight * numbers[k] } }
            case .parts(let values, let order):
                values.withUnsafeBufferPointer { values in
                    order.withUnsafeBufferPointer { order in
                        for k in 0..<count { sums[k] += weight * values[Int(order[k])] }
                    }
                }
            }
        }
    }
}

extension Spread {
    /// The ratio in each of `count` draws. Those of one name are the same in every run, on every machine.
    func draws(_ count: Int, seed: UInt64, named name: String) -> [Double] {
        DrawColumn(from: values(Strata(count: count)), seed: seed, named: name).numbers
    }
}
