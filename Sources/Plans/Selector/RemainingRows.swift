import Quantities
import Tables

/// The rows that no condition of a selector excludes yet, fewer with each condition.
struct RemainingRows {
    /// The rows, in order.
    private(set) var rows: [Int32]
    /// By row 0 where all conditions so far hold, else which condition's cell is blank: nobody can say.
    private(set) var marks: [UInt8]

    init(count: Int) { self.init(rows: Array(0..<Int32(count))) }

    init(rows: [Int32]) {
        self.rows = rows
        marks = Array(repeating: 0, count: rows.count)
    }

    /// Keeps the rows that a condition does not exclude. A blank cell leaves it open, unless another did so before: two
    /// faults of any kind exclude a row. `blank` is the condition's mark; 255 excludes.
    mutating func keep(_ condition: Selector.Condition, _ table: Table, blank: UInt8) {
        switch (condition.test, table.cells[condition.place]) {
        case (.words, .codes(let codes)):
            let verdicts = condition.verdicts(blank: blank) ?? [255]
            let last = verdicts.count - 1
            codes.withUnsafeBufferPointer { codes in
                verdicts.withUnsafeBufferPointer { verdicts in
                    filter { verdicts[min(Int(codes[$0]), last)] }
                }
            }
        case (.words, _), (.numbers, .absent), (.texts, .absent):
            if !condition.takesBlanks { filter { _ in blank } }
        case (.numbers(let intervals, let isNegated), .numbers(let numbers)):
            numbers.withUnsafeBufferPointer { numbers in
                filter { row in
                    let value = numbers[row]
                    if value.isNaN { return blank }
                    var isIn = false
                    for interval in intervals where interval.contains(value) { isIn = true }
                    return isIn != isNegated ? 0 : 255
                }
            }
        case (.texts(let wanted, let isNegated), .texts(let texts)):
            filter { row in
                let bytes = texts.bytes(of: row)
                if bytes.isEmpty { return blank }
                let isWanted = wanted.contains { $0.elementsEqual(bytes) }
                return isWanted != isNegated ? 0 : 255
            }
        case (.dates(let range), .dates(let dates)):
            filter { range.contains(dates[$0]) ? 0 : dates[$0] == 0 ? blank : 255 }
        case (.dates, .absent): filter { _ in blank }
        default: filter { _ in 255 }
        }
    }

    /// Joins a verdict on each row to its mark. No branches, so that rows in random order cost no more than sorted ones.
    @inline(__always)
    private mutating func filter(_ verdict: (Int) -> UInt8) {
        var left = 0
        rows.withUnsafeMutableBufferPointer { rows in
            marks.withUnsafeMutableBufferPointer { marks in
                for i in 0..<rows.count {
                    let (row, mark) = (rows[i], marks[i])
                    let next = verdict(Int(row))
                    let joined = mark == 0 || next == 0 ? mark | next : 255
                    rows[left] = row
                    marks[left] = joined
                    left &+= joined == 255 ? 0 : 1
                }
            }
        }
        rows.removeLast(rows.count - left)
        marks.removeLast(marks.count - left)
    }
}
