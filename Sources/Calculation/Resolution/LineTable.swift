import Quantities
import Tables

/// What one line of results is computed with: for each case its program, and the numbers that its rows share.
struct LineTable: Sendable {
    /// Rows that run the same program over the same columns.
    struct Plan: Sendable {
        let method: String
        let program: Program
        let scale: Ratio
        /// For each input the place of its column, or −1 where the case supplies it.
        let columns: [Int]
    }

    private(set) var plans: [Plan] = []
    /// The plan of each case, from 1; 0 where the case has no number.
    private(set) var planOf: [UInt16] = []
    /// `slots` numbers a case.
    private(set) var parameters: [Double] = []
    private let slots: Int

    init(slots: Int) { self.slots = slots }

    /// Adds the next case.
    mutating func append(_ outcome: Outcome) {
        var numbers = [Double](repeating: 0, count: slots)
        var number: UInt16 = 0
        if case .computed(let resolved) = outcome {
            var columns: [Int] = []
            for (slot, supply) in resolved.supplies.enumerated() {
                switch supply {
                case .column(let place): columns.append(place)
                case .value(let value):
                    columns.append(-1)
                    numbers[slot] = value
                }
            }
            let known = plans.firstIndex { $0.method == resolved.method.id && $0.columns == columns }
            if known == nil {
                plans.append(
                    Plan(
                        method: resolved.method.id, program: resolved.method.program, scale: resolved.method.scale,
                        columns: columns))
            }
            number = UInt16(known ?? plans.count - 1) + 1
        }
        planOf.append(number)
        parameters += numbers
    }

    /// Computes the rows and hands over each that has a number, with its mass; returns those whose mass does not fit.
    ///
    /// Rows are told by their place within `rows`. O(rows); nothing is kept.
    func run(
        table: Table, rows: Range<Int>, cases: [Int32], _ take: (_ row: Int, _ mass: Int64) -> Void
    ) -> [Int] {
        var counts = [Int](repeating: 0, count: plans.count + 1)
        for number in cases { counts[Int(planOf[Int(number)])] += 1 }
        var misfits: [Int] = []
        for place in plans.indices where counts[place + 1] > 0 {
            var selected: [Int32]?
            if counts[place + 1] < rows.count {
                var some: [Int32] = []
                some.reserveCapacity(counts[place + 1])
                for (i, number) in cases.enumerated() where planOf[Int(number)] == UInt16(place + 1) {
                    some.append(Int32(i))
                }
                selected = some
            }
            run(
                plans[place], table: table, rows: rows, cases: cases, selected: selected, misfits: &misfits, take)
        }
        return misfits.sorted()
    }

    @inline(__always)
    private func run(
        _ plan: Plan, table: Table, rows: Range<Int>, cases: [Int32], selected: [Int32]?, misfits: inout [Int],
        _ take: (_ row: Int, _ mass: Int64) -> Void
    ) {
        let block = Program.block
        let columns = plan.columns.map { place -> [Double] in
            if place >= 0, case .numbers(let numbers) = table.cells[place] { numbers } else { [] }
        }
        let count = selected?.count ?? rows.count
        let multiplier = Double(plan.scale.numerator)
        let divisor = Double(plan.scale.denominator)
        // The only place where formulas meet raw memory: three blocks of this function, alive for the whole loop.
        let inputCount = max(columns.count, 1) * block
        let scratchCount = max(plan.program.registers, 1) * block
        withUnsafeTemporaryAllocation(of: Double.self, capacity: inputCount + scratchCount + block) { memory in
            guard let base = memory.baseAddress else { return }
            let scratch = base + inputCount
            let output = scratch + scratchCount
            let inputs = columns.indices.map { UnsafePointer(base + $0 * block) }
            var start = 0
            while start < count {
                let length = min(block, count - start)
                for slot in columns.indices {
                    let target = base + slot * block
                    let column = columns[slot]
                    if plan.columns[slot] < 0 {
                        if let selected {
                            for j in 0..<length {
                                target[j] = parameters[Int(cases[Int(selected[start + j])]) * slots + slot]
                            }
                        } else {
                            for j in 0..<length { target[j] = parameters[Int(cases[start + j]) * slots + slot] }
                        }
                    } else if let selected {
                        for j in 0..<length { target[j] = column[rows.lowerBound + Int(selected[start + j])] }
                    } else {
                        for j in 0..<length { target[j] = column[rows.lowerBound + start + j] }
                    }
                }
                plan.program.run(inputs: inputs, scratch: scratch, output: output, count: length)
                for j in 0..<length {
                    let scaled =
                        divisor == 1
                        ? (multiplier == 1 ? output[j] : output[j] * multiplier)
                        : (multiplier == 1 ? output[j] / divisor : output[j] * multiplier / divisor)
                    let row = selected.map { Int($0[start + j]) } ?? start + j
                    if let mass = Mass.rounded(micrograms: scaled) { take(row, mass) } else { misfits.append(row) }
                }
                start += length
            }
        }
    }
}
