import Calculation
import Inventories
import Tables

/// A table of one kind in a scenario: rows of the inventory, or rows that a measure split off or added.
struct Part: Sendable {
    var table: Table
    /// For split-off rows: the part of the slice and the row that each came from.
    var origins: [(part: Int, row: Int32)] = []
    /// The measure that made the rows.
    var measure: String?
    /// What rows are held to emit that cannot be computed.
    var held = Held()
    /// What measures have left of each row as it was, 1 where none divided it; empty where that is so of all.
    var left: [Double] = []
}

/// Some rows of a sheet, on which measures work apart from all others.
///
/// Slices are small enough for a processor's cache and are worked on side by side; they are cut at the same rows
/// whatever the number of threads.
struct Slice: Sendable {
    /// The sheet among those of the kind; `nil` where there is none, and only new sources come.
    let sheet: Int?
    /// The rows of the sheet.
    let rows: Range<Int>
    /// The rows as they are: one part, or none. Texts are left out where no measure asks for them.
    let base: [Part]

    /// How many rows a slice has at most.
    static let length = 16_384

    /// The slices of a kind's sheets; at least one.
    static func all(of sheets: [Table], for measures: [PreparedMeasure]) -> [Slice] {
        let slices = sheets.enumerated().flatMap { number, table in
            let pieces = stride(from: 0, to: table.rowCount, by: length).map { $0..<min($0 + length, table.rowCount) }
            if pieces.count <= 1 {
                return [Slice(sheet: number, rows: 0..<table.rowCount, base: [Part(table: table)])]
            }
            return inParallel(pieces.count) { piece in
                let rows = pieces[piece]
                let own = table.selecting(rows.map(Int32.init), places: measures.places(of: table))
                return Slice(sheet: number, rows: rows, base: [Part(table: own)])
            }
        }
        return slices.isEmpty ? [Slice(sheet: nil, rows: 0..<0, base: [])] : slices
    }
}

/// Rows of a scenario, by part.
typealias RowsByPart = [(part: Int, rows: [Int32])]

/// What one measure made of a slice.
struct SliceStep: Sendable {
    /// The slice's tables after the measure.
    let parts: [Part]
    /// The rows that its selector meant, in the tables before it.
    var selected: RowsByPart = []
    /// The rows that it treated.
    var touched: RowsByPart = []
    /// What it costs at the rows that it treated, where its cost is not for the whole measure alone.
    var costs: [RowCosts] = []
}

/// What a measure changes, of any rows: sums that can be joined and taken away.
struct Effect: Sendable {
    /// The selected rows before and after.
    var before = EmissionSums()
    var after = EmissionSums()
    /// The squares of what changed in each row, for errors that rows have of their own; empty where nobody asks.
    var change = EmissionSums()
    /// How many rows it treated.
    var rows = 0
    /// How many rows its selector meant.
    var selected = 0
    /// What it costs at the rows that it treated.
    var cost = CostSums()
    var notes: Notes
    /// What was found in computing.
    var findings = Findings()

    init(_ measure: Measure) { notes = Notes(measure) }

    mutating func add(_ other: Effect) {
        before.add(other.before)
        after.add(other.after)
        change.add(other.change)
        rows += other.rows
        selected += other.selected
        cost.add(other.cost)
        notes.add(other.notes)
        findings.add(other.findings)
    }

    /// Takes away what some rows gave. Findings stay: where there are any, compute anew instead.
    mutating func remove(_ other: Effect) {
        before.add(other.before, times: -1)
        after.add(other.after, times: -1)
        change.add(other.change, times: -1)
        rows -= other.rows
        selected -= other.selected
        cost.add(other.cost, times: -1)
        notes.remove(other.notes)
    }
}

/// One measure applied: what it changed, and the tables after it.
struct Step: Sendable {
    let measure: Measure
    let state: MeasureState
    let effect: Effect
    /// What was found in its parameters.
    let findings: Findings
    /// What a new source must be offset by.
    let offset: Double?
    /// Whether it brings new sources instead of changing some.
    var brings: Bool { measure.action.rawValue == Addition.name }
    /// What became of each slice; empty where only sums are kept.
    let slices: [SliceStep]

    static let noSuchSource = Label("清单中没有所指的源", "the inventory has no such source")

    /// What it has to say of itself.
    var notes: [(text: Label, rows: Int)] {
        var notes = effect.notes
        switch state {
        case .waiting, .invalid: break
        default:
            if effect.selected == 0, !brings {
                notes.add(Step.noSuchSource)
            }
        }
        return notes.sorted
    }

    /// Everything that was found.
    func allFindings(sheets: [Table]) -> Findings {
        var all = findings
        all.add(effect.findings)
        all.add(effect.notes.failures)
        for warning in effect.notes.warnings(files: sheets) { all.add(warning) }
        all.add(effect.notes.risen.findings(of: measure, files: sheets))
        return all
    }
}

/// All measures of one source kind, step by step.
struct Chain: Sendable {
    let kind: SourceKind
    let engine: KindEngine
    /// The kind's sheets as they are.
    let sheets: [Table]
    let slices: [Slice]
    let steps: [Step]
    /// Each measure on the untouched base.
    let alone: [Step]

    /// The tables of a slice before a step.
    func parts(before index: Int, slice: Int) -> [Part] {
        index == 0 ? slices[slice].base : steps[index - 1].slices[slice].parts
    }

    /// The row of a slice's first part that a row came from; `nil` for new sources.
    func origin(part: Int, row: Int32, slice: Int, in parts: [Part]) -> Int32? {
        var (part, row) = (part, row)
        while part >= slices[slice].base.count {
            guard part < parts.count, Int(row) < parts[part].origins.count else { return nil }
            (part, row) = parts[part].origins[Int(row)]
        }
        return row
    }

    /// Rows of a part as a sheet of its own, with the texts that the slice does without.
    func sheet(_ rows: [Int32], part: Int, slice: Int, in parts: [Part]) -> Inventory.Sheet {
        var table = parts[part].table.selecting(rows)
        if let number = slices[slice].sheet {
            let first = slices[slice].rows.lowerBound
            let origins = rows.compactMap { origin(part: part, row: $0, slice: slice, in: parts) }
            if origins.count == rows.count {
                let texts = sheets[number].selecting(
                    origins.map { Int32(first) + $0 }, places: sheets[number].places { isText, _ in isText })
                for place in texts.cells.indices where texts.cells[place] != .absent {
                    table.cells[place] = texts.cells[place]
                }
            }
        }
        return Inventory.Sheet(kind: kind, table: table)
    }
}

extension Table {
    /// The places of columns that are there and wanted, told whether they hold texts.
    func places(_ isWanted: (Bool, Int) -> Bool) -> Set<Int> {
        Set(
            cells.indices.filter { place in
                switch cells[place] {
                case .absent: false
                case .texts: isWanted(true, place)
                default: isWanted(false, place)
                }
            })
    }
}
