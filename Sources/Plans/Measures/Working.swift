import Calculation
import Inventories
import Tables

/// The selected rows of one part of a scenario while a measure works on them: those changed where they stand, and those
/// split off into rows of their own.
struct Working {
    /// The part of the scenario.
    let part: Int
    /// The rows in it.
    let rows: [Int32]
    /// The rows where they stand.
    var kept: Draft
    /// Which of them are treated whole.
    private(set) var whole: [Int]
    /// Which of them are divided.
    private(set) var parted: [Int] = []
    /// The micrograms before, by line and row, with what is held of them.
    let micrograms: [[Int64]]
    /// By line the rows whose emission before was no number that can be true.
    let misfits: [Set<Int>]
    /// Which rows had more of a part than of its whole before.
    let aboveWholes: Set<PartAboveWhole.Place>
    /// What earlier measures hold.
    let held: Held
    /// The share that is taken of each row; empty where all rows are treated whole.
    private(set) var shares: [Double] = []
    /// Split-off rows.
    var split: Draft?
    /// Which row of `rows` each split-off row came from.
    private(set) var origins: [Int] = []

    /// What earlier measures left of each row as it was; empty where none divided one.
    private(set) var left: [Double]
    /// Whether a share is of the row as it was, and not of what is left.
    private let addsShares: Bool
    /// How many rows are divided that an earlier measure divided.
    private(set) var overlaps = 0

    init(
        part: Int, rows: [Int32], draft: Draft, micrograms: [[Int64]], misfits: [Set<Int>] = [],
        aboveWholes: [PartAboveWhole] = [], held: Held, left: [Double] = [], addsShares: Bool = false
    ) {
        self.misfits = misfits
        self.aboveWholes = Set(aboveWholes.map { $0.place() })
        self.left = left
        self.addsShares = addsShares
        self.micrograms = micrograms
        self.held = held
        self.part = part
        self.rows = rows
        kept = draft
        whole = Array(0..<draft.count)
    }

    /// Whether all rows are treated, none of them in part.
    var isWhole: Bool { whole.count == rows.count }

    /// The rows that the measure treats, whole or in part.
    var treated: [Int] { parted.isEmpty ? whole : whole.isEmpty ? parted : (whole + parted).sorted() }

    /// Keeps only some rows as treated, all of them whole.
    mutating func restrict(to rows: [Int]) { whole = rows }

    /// Leaves some whole rows as they were.
    mutating func keep(_ rows: [Int]) {
        kept.restore(rows: rows)
        let left = Set(rows)
        whole.removeAll { left.contains($0) }
    }

    /// Divides rows: what is taken of them becomes rows of its own, or is given up where `drops` is set. Counted columns
    /// stay exact; other sizes go by share.
    mutating func divide(_ taken: Taken, kind: SourceKind, drops: Bool) {
        var taken = taken
        if !left.isEmpty {
            for row in taken.share.indices where left[row] < 1 && taken.share[row] > 0 && taken.count == nil {
                overlaps += 1
                if addsShares { taken.share[row] = left[row] > 0 ? min(1, taken.share[row] / left[row]) : 1 }
            }
        }
        if left.isEmpty { left = Array(repeating: 1, count: kept.count) }
        for row in left.indices { left[row] *= 1 - min(1, taken.share[row]) }
        parted = (0..<kept.count).filter { taken.share[$0] > 0 && taken.share[$0] < 1 }
        whole = (0..<kept.count).filter { taken.share[$0] >= 1 }
        shares = taken.share
        guard !parted.isEmpty else { return }
        let counted = taken.count == nil ? nil : kind.schema.column(.count)?.id
        var part =
            drops
            ? nil
            : Draft(
                kept.table.selecting(parted.map(Int32.init)), cases: parted.map { kept.cases[$0] }, engine: kept.engine,
                sheet: kept.sheet)
        // A size that was not read is that of nothing that is computed.
        for column in kind.schema.sizes.map(\.id) {
            guard let values = kept.table.numbers(column) else { continue }
            let pieces = parted.map { row in
                column == counted ? taken.count?[row] ?? 0 : values[row] * taken.share[row]
            }
            part?.write(column, rows: Array(parted.indices)) { i, value in value.isNaN ? value : pieces[i] }
            var next = 0
            kept.write(column, rows: parted) { _, value in
                defer { next += 1 }
                return value.isNaN ? value : value - pieces[next]
            }
        }
        split = part
        origins = part == nil ? [] : parted
    }

    /// Gives up what was split off.
    mutating func drop() {
        split = nil
        origins = []
    }

    /// Changes what is treated: whole rows where they stand, and all split-off rows.
    mutating func treat(_ body: (inout Draft, [Int]) -> Void) {
        if !whole.isEmpty { body(&kept, whole) }
        if var draft = split {
            body(&draft, Array(0..<draft.count))
            split = draft
        }
    }
}
