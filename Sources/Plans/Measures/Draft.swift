import Calculation
import Factors
import Inventories
import Quantities
import Tables

/// Rows that a measure is about to change: a small table of their own, with what the methods take for blank cells.
struct Draft {
    private(set) var table: Table
    /// The rows as they were.
    let original: Table
    /// The case of each row before the measure.
    let cases: [Int32]
    let engine: KindEngine
    /// The sheet that the rows are of; `nil` for rows of the plan.
    let sheet: Int?
    /// The places of the columns that were changed.
    private(set) var changed: Set<Int> = []

    init(_ table: Table, cases: [Int32], engine: KindEngine, sheet: Int?) {
        self.sheet = sheet
        self.table = table
        original = table
        self.cases = cases
        self.engine = engine
    }

    var count: Int { table.rowCount }

    /// Where a row stands.
    func mark(_ row: Int) -> RowPlace { RowPlace(sheet: sheet, line: table.lines[row]) }

    var schema: Schema { table.schema }

    /// The row's own numbers; absence where blank.
    func own(_ column: String) -> [Double] {
        read(column)
        return table.numbers(column) ?? Array(repeating: Absence.empty.mark, count: count)
    }

    /// The row's own numbers, and where blank what the methods take; NaN where neither is known.
    func used(_ column: String) -> [Double] {
        var values = own(column)
        guard values.contains(where: \.isNaN) else { return values }
        let usual = engine.memo.values("used " + column, of: cases) { engine.usedNumber(column, inCase: $0) ?? .nan }
        for row in values.indices where values[row].isNaN { values[row] = usual[row] }
        return values
    }

    /// The codes of a word column; 0 where blank.
    func codes(_ column: String) -> [UInt16] {
        read(column)
        return words(column)
    }

    private func words(_ column: String) -> [UInt16] {
        table.codes(column) ?? Array(repeating: 0, count: count)
    }

    /// The rows' own numbers before anything was changed; absence where blank.
    func originalNumbers(_ column: String) -> [Double] {
        read(column)
        return original.numbers(column) ?? Array(repeating: Absence.empty.mark, count: count)
    }

    /// Tells who asks that a column was looked at.
    private func read(_ column: String) { ColumnReads.current?.add(column, of: engine.kindName) }

    /// The number that a factor of the library has for each row, or NaN.
    func library(_ name: String, parameter: String? = nil, keys: [String: String] = [:], unit: String? = nil)
        -> [Double]
    {
        let wanted = unit.flatMap { try? Unit($0) }
        let question = [name, parameter ?? "", unit ?? ""] + keys.sorted { $0.key < $1.key }.flatMap { [$0, $1] }
        return engine.memo.values(question.joined(separator: "\n"), of: cases) { number in
            guard let factor = engine.factor(name, parameter: parameter, keys: keys, inCase: number) else {
                return .nan
            }
            guard let wanted else { return factor.value }
            return factor.unit.conversion(to: wanted).map { $0.applied(to: factor.value) } ?? .nan
        }
    }

    /// The number that a factor has for each row, keyed by the words that stand in other columns of it.
    func library(_ name: String, asking columns: [String: String], unit: String) -> [Double] {
        let wanted = try? Unit(unit)
        let question = ["asking", name, unit] + columns.sorted { $0.key < $1.key }.flatMap { [$0, $1] }
        return engine.memo.values(question.joined(separator: "\n"), of: cases) { number in
            let words = columns.mapValues { engine.word($0, inCase: number) }
            guard let wanted, let factor = engine.factor(name, keys: words, inCase: number) else { return .nan }
            return factor.unit.conversion(to: wanted).map { $0.applied(to: factor.value) } ?? .nan
        }
    }

    /// Whether each row's number rests on continuous monitoring.
    var isMonitored: [Bool] {
        engine.memo.flags("monitored", of: cases) { number in
            engine.lines.indices.contains {
                engine.method(ofLine: $0, inCase: number)?.nature == .monitoring
            }
        }
    }

    /// The codes that mean that there is no device.
    func noneCodes(_ column: String) -> Set<UInt16> {
        guard let name = schema.column(column)?.vocabulary else { return [] }
        return Set([engine.vocabulary(name).code(exactly: "none")].compactMap { $0 })
    }

    // MARK: Changing

    /// Changes the numbers of some rows.
    mutating func update(_ column: String, rows: [Int], _ change: (Int, Double) -> Double) {
        read(column)
        write(column, rows: rows, change)
    }

    /// Writes the numbers of some rows where what stood there is nothing that an action asks for.
    mutating func write(_ column: String, rows: [Int], _ change: (Int, Double) -> Double) {
        guard !rows.isEmpty, let place = schema.place(of: column) else { return }
        var values: [Double]
        switch table.cells[place] {
        case .numbers(let own): values = own
        case .absent: values = Array(repeating: Absence.empty.mark, count: count)
        default: return
        }
        table.cells[place] = .absent
        for row in rows { values[row] = change(row, values[row]) }
        table.cells[place] = .numbers(values)
        touched(place, rows)
    }

    /// Sets the word of some rows.
    mutating func set(_ column: String, code: UInt16, rows: [Int]) {
        guard !rows.isEmpty, let place = schema.place(of: column), schema.columns[place].vocabulary != nil else {
            return
        }
        var values = words(column)
        for row in rows { values[row] = code }
        table.cells[place] = .codes(values)
        touched(place, rows)
    }

    /// Takes the cells of some rows from another table of the same rows.
    mutating func take(_ columns: [ColumnSchema], of other: Table, rows: [Int]) {
        for column in columns {
            guard !rows.isEmpty, let place = schema.place(of: column.id) else { continue }
            switch other.cells[place] {
            case .numbers(let own): write(column.id, rows: rows) { row, _ in own[row] }
            case .codes(let own):
                var values = words(column.id)
                for row in rows { values[row] = own[row] }
                table.cells[place] = .codes(values)
                touched(place, rows)
            default: continue
            }
        }
    }

    /// Makes cells of some rows as they were.
    mutating func restore(rows: [Int]) {
        for place in changed {
            switch (table.cells[place], original.cells[place]) {
            case (.numbers(var values), let old):
                var own: [Double]?
                if case .numbers(let numbers) = old { own = numbers }
                for row in rows { values[row] = own?[row] ?? Absence.empty.mark }
                table.cells[place] = .numbers(values)
            case (.codes(var values), let old):
                var own: [UInt16]?
                if case .codes(let codes) = old { own = codes }
                for row in rows { values[row] = own?[row] ?? 0 }
                table.cells[place] = .codes(values)
            case (.dates(var values), .dates(let own)):
                for row in rows { values[row] = own[row] }
                table.cells[place] = .dates(values)
            default: continue
            }
            guard let old = original.defaults[place] else { continue }
            var marks = table.defaults[place] ?? old
            for row in rows { marks.reasons[row] = old.reasons[row] }
            table.defaults[place] = marks
        }
    }

    /// Whether a cell of a row is no longer what it was.
    func isChanged(_ place: Int, row: Int) -> Bool {
        switch (table.cells[place], original.cells[place]) {
        case (.numbers(let new), .numbers(let old)): new[row].bitPattern != old[row].bitPattern
        case (.numbers(let new), _): !new[row].isNaN
        case (.codes(let new), .codes(let old)): new[row] != old[row]
        case (.codes(let new), _): new[row] != 0
        case (.dates(let new), .dates(let old)): new[row] != old[row]
        case (.dates(let new), _): new[row] != 0
        case (.absent, _), (.texts, _): false
        }
    }

    /// Makes cells of some rows blank.
    mutating func clear(_ columns: some Sequence<ColumnSchema>, rows: [Int]) {
        for column in columns {
            guard !rows.isEmpty, let place = schema.place(of: column.id) else { continue }
            switch table.cells[place] {
            case .absent, .texts: continue
            case .numbers: write(column.id, rows: rows) { _, _ in Absence.empty.mark }
            case .codes: set(column.id, code: 0, rows: rows)
            case .dates(var dates):
                for row in rows { dates[row] = 0 }
                table.cells[place] = .dates(dates)
                touched(place, rows)
            }
        }
    }

    private mutating func touched(_ place: Int, _ rows: [Int]) {
        changed.insert(place)
        guard var marks = table.defaults[place] else { return }
        table.defaults[place] = nil
        for row in rows { marks.reasons[row] = 0 }
        table.defaults[place] = marks
    }
}
