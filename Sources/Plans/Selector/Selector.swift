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
    public func rows(of table: Table) -> [Int32] {
        var keep = [Bool](repeating: true, count: table.rowCount)
        if !conditions.contains(where: { $0.column == "status" }), let codes = table.codes("status"), !closed.isEmpty {
            for row in codes.indices where closed.contains(codes[row]) { keep[row] = false }
        }
        for condition in conditions { condition.restrict(&keep, table) }
        var rows: [Int32] = []
        for row in keep.indices where keep[row] { rows.append(Int32(row)) }
        return rows
    }

    /// How many rows leave a column blank that the selector asks for, by column: nobody can say whether they are meant.
    public func undecided(in table: Table) -> [(column: String, rows: Int)] {
        conditions.compactMap { condition in
            var others = self
            others.conditions.removeAll { $0.column == condition.column }
            if case .words(_, isNegated: true) = condition.test { return nil }
            let blank = others.rows(of: table).count { table.cells[condition.place].isBlank(Int($0)) }
            return blank > 0 ? (condition.column, blank) : nil
        }
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

extension Cells {
    /// Whether a cell says nothing.
    func isBlank(_ row: Int) -> Bool {
        switch self {
        case .absent: true
        case .codes(let codes): codes[row] == 0
        case .numbers(let numbers): numbers[row].isNaN
        case .dates(let dates): dates[row] == 0
        case .texts(let texts): texts.bytes(of: row).isEmpty
        }
    }
}

extension Selector.Condition {
    /// Drops the rows that do not meet the condition.
    func restrict(_ keep: inout [Bool], _ table: Table) {
        switch (test, table.cells[place]) {
        case (.words(let wanted, let isNegated), .codes(let codes)):
            var isWanted = [Bool](repeating: false, count: Int(UInt16.max) + 1)
            for code in wanted { isWanted[Int(code)] = true }
            for row in keep.indices where isWanted[Int(codes[row])] == isNegated { keep[row] = false }
        case (.words(_, let isNegated), _), (.numbers(_, let isNegated), .absent), (.texts(_, let isNegated), .absent):
            if !isNegated { for row in keep.indices { keep[row] = false } }
        case (.numbers(let intervals, let isNegated), .numbers(let numbers)):
            for row in keep.indices where keep[row] {
                let value = numbers[row]
                if intervals.contains(where: { $0.contains(value) }) == isNegated { keep[row] = false }
            }
        case (.texts(let wanted, let isNegated), .texts(let texts)):
            for row in keep.indices where keep[row] {
                let bytes = texts.bytes(of: row)
                if wanted.contains(where: { $0.elementsEqual(bytes) }) == isNegated { keep[row] = false }
            }
        case (.dates(let range), .dates(let dates)):
            for row in keep.indices where dates[row] == 0 || !range.contains(dates[row]) { keep[row] = false }
        default: for row in keep.indices { keep[row] = false }
        }
    }
}
