import Inventories
public import Quantities
public import Tables

/// Which rows of a source kind are meant 筛选条件: conditions on columns that all hold.
///
/// The operator is data: `<= 35 t/h` and `< 35 t/h` are different selectors. A row whose cell is blank meets no
/// condition but `not`. Rows that are closed are never meant.
public struct Selector: Sendable {
    /// A condition on one column.
    public enum Test: Sendable {
        /// The word is one of these (narrower words and, for regions, places within included); or none of them.
        case words(Set<UInt16>, isNegated: Bool)
        /// The number lies in one of the intervals, in the column's unit.
        case numbers([Interval], isNegated: Bool)
        /// The text is one of these.
        case texts(Set<[UInt8]>, isNegated: Bool)
        /// The date lies between, both ends included.
        case dates(ClosedRange<Int32>)
    }

    /// A condition with its column.
    public struct Condition: Sendable {
        /// The column's id.
        public let column: String
        /// Its place in the schema.
        let place: Int
        /// What is asked.
        public let test: Test
    }

    /// The conditions.
    public internal(set) var conditions: [Condition] = []
    /// The code of closed sources, which are never meant unless the status is asked for.
    var closed: Set<UInt16> = []

    /// The rows that meet all conditions, in order. O(rows × conditions).
    public func rows(of table: Table) -> [Int32] { selection(of: table).rows }

    /// The rows that meet all conditions, and how many rows leave one column blank that would decide: nobody can say
    /// whether those are meant.
    func selection(of table: Table) -> (rows: [Int32], undecided: [(column: String, rows: Int)]) {
        // 0 where all conditions hold so far, 255 where one does not, k where the cell of condition k − 1 is blank.
        var marks = [UInt8](repeating: 0, count: table.rowCount)
        if !conditions.contains(where: { $0.column == "status" }), let place = table.schema.place(of: "status") {
            Condition(column: "status", place: place, test: .words(closed, isNegated: true))
                .mark(&marks, table, blank: 255)
        }
        for (i, condition) in conditions.enumerated() {
            condition.mark(&marks, table, blank: UInt8(min(i + 1, 254)))
        }
        var rows: [Int32] = []
        var blanks = [Int](repeating: 0, count: 256)
        for row in marks.indices {
            if marks[row] == 0 { rows.append(Int32(row)) } else { blanks[Int(marks[row])] += 1 }
        }
        return (
            rows,
            conditions.indices.compactMap { i in blanks[i + 1] > 0 ? (conditions[i].column, blanks[i + 1]) : nil }
        )
    }

    /// Restricted to further regions.
    func within(_ codes: Set<UInt16>, schema: Schema) -> Selector {
        guard let place = schema.place(of: "county_code") else { return self }
        var copy = self
        copy.conditions.append(
            Condition(column: "county_code", place: place, test: .words(codes, isNegated: false)))
        return copy
    }
}

extension Selector.Condition {
    /// Marks the rows that do not meet the condition, and those whose blank cell leaves it open.
    func mark(_ marks: inout [UInt8], _ table: Table, blank: UInt8) {
        func fail(_ mark: UInt8, isBlank: Bool) -> UInt8 { isBlank && mark == 0 ? blank : 255 }
        switch (test, table.cells[place]) {
        case (.words(let wanted, let isNegated), .codes(let codes)):
            var verdict = [UInt8](repeating: isNegated ? 0 : 255, count: Int(UInt16.max) + 1)
            for code in wanted { verdict[Int(code)] = isNegated ? 255 : 0 }
            if verdict[0] != 0 { verdict[0] = blank }
            Selector.Condition.combine(&marks, codes) { verdict[Int($0)] }
        case (.words(_, let isNegated), _), (.numbers(_, let isNegated), .absent), (.texts(_, let isNegated), .absent):
            if !isNegated { for row in marks.indices { marks[row] = fail(marks[row], isBlank: true) } }
        case (.numbers(let intervals, let isNegated), .numbers(let numbers)):
            Selector.Condition.combine(&marks, numbers) { value in
                var isIn = false
                for interval in intervals where interval.contains(value) { isIn = true }
                return isIn != isNegated ? 0 : value.isNaN ? blank : 255
            }
        case (.texts(let wanted, let isNegated), .texts(let texts)):
            for row in marks.indices where marks[row] != 255 {
                let bytes = texts.bytes(of: row)
                if wanted.contains(where: { $0.elementsEqual(bytes) }) == isNegated {
                    marks[row] = fail(marks[row], isBlank: bytes.isEmpty)
                }
            }
        case (.dates(let range), .dates(let dates)):
            for row in marks.indices where !range.contains(dates[row]) {
                marks[row] = fail(marks[row], isBlank: dates[row] == 0)
            }
        case (.dates, .absent): for row in marks.indices { marks[row] = fail(marks[row], isBlank: true) }
        default: for row in marks.indices { marks[row] = 255 }
        }
    }

    /// Joins the verdict on each cell to the marks: two faults of any kind make a row unmeant. No branches, so that
    /// rows in random order cost no more than sorted ones.
    @inline(__always)
    private static func combine<Cell>(_ marks: inout [UInt8], _ cells: [Cell], _ verdict: (Cell) -> UInt8) {
        marks.withUnsafeMutableBufferPointer { marks in
            cells.withUnsafeBufferPointer { cells in
                for row in 0..<min(marks.count, cells.count) {
                    let (mark, next) = (marks[row], verdict(cells[row]))
                    marks[row] = mark == 0 || next == 0 ? mark | next : 255
                }
            }
        }
    }
}

extension [Int32] {
    /// What a function gives for each case number, asked once a number.
    func mapOnce<Outcome>(_ body: (Int32) -> Outcome) -> [Outcome] {
        var known = [Outcome?](repeating: nil, count: Int(self.max() ?? -1) + 1)
        return map { number in
            if let outcome = known[Int(number)] { return outcome }
            let outcome = body(number)
            known[Int(number)] = outcome
            return outcome
        }
    }
}
