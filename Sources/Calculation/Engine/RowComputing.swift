import CBytes
import Quantities
import Tables

/// Takes the rows of a table, block by block: first which case each is, then its mass, line by line.
protocol RowSink {
    /// A block of rows begins; `numbers` hold the case of each in their lower half.
    mutating func begin(rows: Range<Int>, numbers: UnsafePointer<UInt64>, caseCount: Int)
    /// Masses of a line, of all rows of the block or of those that are picked.
    mutating func take(
        line: Int, masses: UnsafePointer<Int64>, picked: UnsafePointer<Int32>?, count: Int,
        numbers: UnsafePointer<UInt64>)
}

/// What is odd about rows that were computed; rows are counted from the first of them.
struct OddRows {
    /// By line, those of further quantities too, the rows whose mass is none or does not fit.
    var misfits: [[Int]]
    /// By line the rows that emit more than they generate by the factor.
    var excess: [[Int]]
    /// The rows that have more of a part than of its whole.
    var aboveWholes: [PartAboveWhole] = []

    init(width: Int, lines: Int) {
        misfits = Array(repeating: [], count: width)
        excess = Array(repeating: [], count: lines)
    }
}

/// Memory that one thread computes blocks of rows in, and the cases that it has met.
///
/// The only place where formulas meet raw memory: all pointers are of this object, and no block is longer than
/// `Program.block`.
final class ThreadMemory: @unchecked Sendable {
    var cache: KeyTable
    let keys: UnsafeMutablePointer<UInt64>
    let numbers: UnsafeMutablePointer<UInt64>
    /// Numbers of rows that are looked at once more.
    let others: UnsafeMutablePointer<UInt16>
    private let plans: UnsafeMutablePointer<UInt16>
    private let picked: UnsafeMutablePointer<Int32>
    private let masses: UnsafeMutablePointer<Int64>
    /// Masses that others are held against.
    private let floors: UnsafeMutablePointer<Int64>
    /// A block for each line that is a whole or a part of one, by row of the block.
    private let held: UnsafeMutablePointer<Int64>
    /// What is held of a row without a number.
    private static let none = Int64.min
    private let output: UnsafeMutablePointer<Double>
    /// A block for each column, where picked rows are gathered.
    private let gathered: UnsafeMutablePointer<Double>
    /// The selection that each column was gathered for.
    private var gatheredFor: [Int]
    private var selection = 0
    /// A block for each input and each register.
    private var scratch: UnsafeMutablePointer<Double>
    private var scratchBlocks = 16
    private var inputs: [UnsafePointer<Double>] = []

    init(lanes: Int, columns: Int, held slots: Int) {
        let block = Program.block
        cache = KeyTable(lanes: lanes)
        keys = .allocate(capacity: block * lanes)
        numbers = .allocate(capacity: block)
        others = .allocate(capacity: block)
        plans = .allocate(capacity: block)
        picked = .allocate(capacity: block + 16)
        masses = .allocate(capacity: block)
        floors = .allocate(capacity: block)
        held = .allocate(capacity: block * slots)
        output = .allocate(capacity: block)
        gathered = .allocate(capacity: block * max(columns, 1))
        gatheredFor = Array(repeating: -1, count: columns)
        scratch = .allocate(capacity: block * scratchBlocks)
    }

    deinit {
        for pointer in [output, gathered, scratch] { pointer.deallocate() }
        for pointer in [keys, numbers] { pointer.deallocate() }
        others.deallocate()
        plans.deallocate()
        picked.deallocate()
        masses.deallocate()
        floors.deallocate()
        held.deallocate()
    }

    /// Computes all lines of a block whose numbers are known; after the tables of the lines come those of further
    /// quantities. Lines whose rows part into the same plans share the picking of rows and the gathering of columns. Adds
    /// what is odd about rows, counted from the block's first, plus `offset`.
    func compute(
        _ tables: [LineTable], pairs: LinePairs, alike: [[Int]], columns: ColumnPointers, start: Int, count: Int,
        offset: Int, odd: inout OddRows, into sink: inout some RowSink
    ) {
        let lineCount = pairs.slots.count
        held.update(repeating: ThreadMemory.none, count: Program.block * pairs.slotCount)
        for lines in alike {
            guard let leader = lines.first else { continue }
            var differing: UInt16 = 0
            let first = tables[leader].planOf.withUnsafeBufferPointer { planOf in
                let first = planOf[Int(numbers[0] &>> 32)]
                for row in 0..<count {
                    let plan = planOf[Int(truncatingIfNeeded: numbers[row] &>> 32)]
                    plans[row] = plan
                    differing |= plan ^ first
                }
                return first
            }
            for plan in tables[leader].plans.indices {
                if differing == 0, first != UInt16(plan + 1) { continue }
                var taken = count
                if differing != 0 {
                    taken = cbytes_pick(plans, UInt16(plan + 1), count, picked)
                    guard taken > 0 else { continue }
                }
                selection += 1
                for line in lines {
                    compute(
                        tables[line], plan, columns: columns, start: start, picked: differing == 0 ? nil : picked,
                        count: taken)
                    let slot = line < lineCount && tables[line].plans[plan].emits ? pairs.slots[line] : -1
                    let fitting = odd.misfits[line].count
                    round(
                        tables[line].plans[plan].scale, count: taken, isSigned: tables[line].isSigned, into: masses
                    ) { row in
                        odd.misfits[line].append(offset + (differing == 0 ? row : Int(picked[row])))
                    }
                    if slot >= 0 {
                        hold(slot, picked: differing == 0 ? nil : picked, count: taken)
                        for row in odd.misfits[line][fitting...] {
                            held[slot * Program.block + row - offset] = ThreadMemory.none
                        }
                    }
                    if let floor = tables[line].plans[plan].floor {
                        let emitted = tables[line % lineCount]
                        compute(
                            emitted, floor, columns: columns, start: start, picked: differing == 0 ? nil : picked,
                            count: taken)
                        round(emitted.plans[floor].scale, count: taken, into: floors) { _ in }
                        for j in 0..<taken where masses[j] < floors[j] {
                            masses[j] = floors[j]
                            odd.excess[line % lineCount].append(offset + (differing == 0 ? j : Int(picked[j])))
                        }
                    }
                    sink.take(
                        line: line, masses: masses, picked: differing == 0 ? nil : UnsafePointer(picked), count: taken,
                        numbers: numbers)
                }
            }
        }
        for number in pairs.all.indices { compare(number, pairs.all[number], count: count, offset: offset, odd: &odd) }
    }

    /// Holds the masses of a line of some rows of the block.
    private func hold(_ slot: Int, picked: UnsafePointer<Int32>?, count: Int) {
        let target = held + slot * Program.block
        guard let picked else { return target.update(from: masses, count: count) }
        for j in 0..<count { target[Int(picked[j])] = masses[j] }
    }

    /// Finds the rows of the block that have more of a part than of its whole.
    private func compare(_ number: Int, _ pair: LinePairs.Pair, count: Int, offset: Int, odd: inout OddRows) {
        let (whole, part) = (held + pair.whole * Program.block, held + pair.part * Program.block)
        // Most blocks have no such row: one look without branches tells.
        var above = 0
        for row in 0..<count { above |= part[row] > whole[row] ? 1 : 0 }
        guard above != 0 else { return }
        for row in 0..<count
        where whole[row] != ThreadMemory.none && PartAboveWhole.isAbove(part: part[row], whole: whole[row]) {
            odd.aboveWholes.append(
                PartAboveWhole(pair: number, row: offset + row, part: part[row], whole: whole[row]))
        }
    }

    private func compute(
        _ table: LineTable, _ number: Int, columns: ColumnPointers, start: Int, picked: UnsafePointer<Int32>?,
        count: Int
    ) {
        let plan = table.plans[number]
        let block = Program.block
        let blocks = plan.columns.count + plan.program.registers
        if blocks > scratchBlocks {
            scratch.deallocate()
            scratchBlocks = blocks
            scratch = .allocate(capacity: block * blocks)
        }
        inputs.removeAll(keepingCapacity: true)
        for (slot, place) in plan.columns.enumerated() {
            let target = scratch + slot * block
            if place >= 0, let column = columns.numbers[place] {
                inputs.append(gather(column + start, place: place, picked, count))
                continue
            }
            inputs.append(target)
            if let shared = plan.shared[slot] {
                target.update(repeating: shared, count: count)
                continue
            }
            let slots = table.slots
            table.parameters.withUnsafeBufferPointer { parameters in
                if let picked {
                    for j in 0..<count {
                        let group = Int(truncatingIfNeeded: numbers[Int(picked[j])] &>> 32)
                        target[j] = parameters[group &* slots &+ slot]
                    }
                } else {
                    for j in 0..<count {
                        target[j] = parameters[Int(truncatingIfNeeded: numbers[j] &>> 32) &* slots &+ slot]
                    }
                }
            }
        }
        plan.program.run(
            inputs: inputs, scratch: scratch + plan.columns.count * block, output: output, count: count)
    }

    /// A column's numbers for the picked rows; where all are, the column itself.
    private func gather(
        _ column: UnsafePointer<Double>, place: Int, _ picked: UnsafePointer<Int32>?, _ count: Int
    ) -> UnsafePointer<Double> {
        guard let picked else { return column }
        let target = gathered + place * Program.block
        if gatheredFor[place] != selection {
            for j in 0..<count { target[j] = column[Int(picked[j])] }
            gatheredFor[place] = selection
        }
        return UnsafePointer(target)
    }

    /// Rounds the output to whole micrograms, half to even.
    private func round(
        _ scale: Ratio, count: Int, isSigned: Bool = false, into masses: UnsafeMutablePointer<Int64>,
        misfit: (Int) -> Void
    ) {
        let multiplier = Double(scale.numerator)
        let divisor = Double(scale.denominator)
        if multiplier != 1 { for j in 0..<count { output[j] *= multiplier } }
        if divisor != 1 { for j in 0..<count { output[j] /= divisor } }
        // Below 2⁵¹ the sum with 1.5 × 2⁵² has no bits below one: the processor rounds it, half to even.
        let anchor = 0x1.8p52
        var large = 0
        for j in 0..<count {
            let value = output[j]
            large |= value >= 0 && value < 0x1p51 ? 0 : 1
            masses[j] = Int64(bitPattern: (value + anchor).bitPattern) &- Int64(bitPattern: anchor.bitPattern)
        }
        guard large != 0 else { return }
        for j in 0..<count {
            let mass = isSigned ? Mass.rounded(micrograms: output[j]) : Mass.emission(micrograms: output[j])
            masses[j] = mass ?? 0
            // Of a part that is no number the mass itself tells.
            if mass == nil, !isSigned { misfit(j) }
        }
    }
}

extension Mass {
    /// Whole micrograms of an emission; `nil` where it is no number, does not fit, or is negative: sources take nothing
    /// out of the air. What the rounding of large numbers leaves below zero, less than a gram, is zero.
    static func emission(micrograms value: Double) -> Int64? {
        if value < 0 { return value > -1e6 ? 0 : nil }
        return rounded(micrograms: value)
    }
}
