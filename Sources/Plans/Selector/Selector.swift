import Calculation
import Inventories
public import Quantities
public import Tables

/// Which rows of a source kind are meant 筛选条件: conditions on columns that all hold.
///
/// The operator is data: `<= 35 t/h` and `< 35 t/h` are different selectors. A row whose cell is blank meets no
/// condition, `not` neither: nobody can say whether it is meant. Rows that are closed are never meant.
public struct Selector: Sendable, Equatable {
    /// A condition on one column.
    public enum Test: Sendable, Equatable {
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
    public struct Condition: Sendable, Equatable {
        /// The column's id.
        public let column: String
        /// Its place in the schema.
        let place: Int
        /// What is asked.
        public let test: Test
        /// Whether a blank cell meets it: a source whose status is blank is not closed.
        var takesBlanks = false
    }

    /// The conditions.
    public internal(set) var conditions: [Condition] = []
    /// The columns whose condition the plan leaves open: the measure waits for them.
    var open: [String] = []
    /// That a source is not closed: asked wherever the status is not. A blank status is not closed.
    var notClosed: Condition?

    /// The rows that meet all conditions, in order. O(rows × conditions), less where conditions leave few rows.
    public func rows(of table: Table) -> [Int32] { selection(of: table).rows }

    /// The rows that meet all conditions, and the rows that leave one column blank that would decide: nobody can say
    /// whether those are meant. Only some rows are looked at where `among` names them.
    func selection(
        of table: Table, among rows: [Int32]? = nil
    ) -> (rows: [Int32], undecided: [(column: String, rows: [Int32])]) {
        let left = remaining(of: table, among: rows)
        guard left.marks.contains(where: { $0 != 0 }) else { return (left.rows, []) }
        var meant: [Int32] = []
        var blanks = [[Int32]](repeating: [], count: conditions.count)
        for (row, mark) in zip(left.rows, left.marks) {
            if mark == 0 {
                meant.append(row)
            } else if Int(mark) <= conditions.count {
                blanks[Int(mark) - 1].append(row)
            }
        }
        return (meant, conditions.indices.compactMap { blanks[$0].isEmpty ? nil : (conditions[$0].column, blanks[$0]) })
    }

    /// The rows that are meant or may be.
    func possibleRows(of table: Table, among rows: [Int32]? = nil) -> [Int32] {
        remaining(of: table, among: rows).rows
    }

    /// Whether the words that rows of a case share tell of each whether it may be meant.
    func isDecided(byCasesOf engine: KindEngine) -> Bool {
        effectiveConditions.allSatisfy { condition in
            if case .words = condition.test { engine.codes(condition.column, ofCases: 0..<0) != nil } else { false }
        }
    }

    /// Whether rows of each of some cases may be meant, by the words that they share.
    func mayMean(_ engine: KindEngine, cases numbers: Range<Int>) -> [Bool] {
        var may = [Bool](repeating: true, count: numbers.count)
        for condition in effectiveConditions {
            guard let verdicts = condition.verdicts(blank: 0),
                let codes = engine.codes(condition.column, ofCases: numbers)
            else { continue }
            for i in may.indices where verdicts[min(Int(codes[i]), verdicts.count - 1)] != 0 { may[i] = false }
        }
        return may
    }

    /// The conditions, and that on the status where none asks for it.
    private var effectiveConditions: [Condition] {
        guard let notClosed, !conditions.contains(where: { $0.column == Column.status }) else { return conditions }
        return conditions + [notClosed]
    }

    /// The rows that no condition excludes.
    private func remaining(of table: Table, among rows: [Int32]?) -> RemainingRows {
        var left = rows.map(RemainingRows.init(rows:)) ?? RemainingRows(count: table.rowCount)
        for (i, condition) in effectiveConditions.enumerated() {
            left.keep(condition, table, blank: UInt8(min(i + 1, 254)))
        }
        return left
    }

    /// Restricted to further regions.
    func within(_ codes: Set<UInt16>, schema: Schema) -> Selector {
        guard let place = schema.place(of: Column.countyCode) else { return self }
        var copy = self
        copy.conditions.append(
            Condition(column: Column.countyCode, place: place, test: .words(codes, isNegated: false)))
        return copy
    }
}

extension Selector.Condition {
    /// The verdict on each code of a word column, 0 where it is wanted and 255 where not; the last is that of all codes
    /// above. `blank` is the verdict on blank cells that are not wanted. `nil` where the condition is on no words.
    func verdicts(blank: UInt8) -> [UInt8]? {
        guard case .words(let wanted, let isNegated) = test else { return nil }
        var verdicts = [UInt8](repeating: isNegated ? 0 : 255, count: Int(wanted.max() ?? 0) + 2)
        for code in wanted { verdicts[Int(code)] = isNegated ? 255 : 0 }
        verdicts[0] = takesBlanks ? 0 : blank
        return verdicts
    }
}
