import Inventories
import Quantities
public import Tables

/// The lines of a kind's processes of which one is the whole and another a part of it: rows are held against each other.
struct LinePairs: Sendable {
    /// A whole and a part of it in one process, by where their masses are held, and by their lines.
    struct Pair: Sendable {
        let names: WholeAndPart
        let whole: Int
        let part: Int
        let lines: (whole: Int, part: Int)
    }

    /// All pairs, in the order of processes and wholes, each with its nearest part first.
    let all: [Pair]
    /// Where the masses of each line are held; −1 where nobody asks for them.
    let slots: [Int]
    /// How many lines are held.
    let slotCount: Int

    init(_ lines: [EmissionLine], in context: RunContext) {
        let wholes = WholesAndParts(context).wholes
        var slots = Array(repeating: -1, count: lines.count)
        var pairs: [Pair] = []
        var used = 0
        func slot(_ line: Int) -> Int {
            if slots[line] < 0 {
                slots[line] = used
                used += 1
            }
            return slots[line]
        }
        for process in wholes.isEmpty ? [] : Set(lines.map(\.process)).sorted() {
            func line(_ name: String) -> Int? {
                lines.firstIndex { $0.process == process && context.pollutants[$0.pollutant] == name }
            }
            for (name, parts) in wholes {
                guard let whole = line(name) else { continue }
                for part in parts {
                    guard let own = line(part) else { continue }
                    pairs.append(
                        Pair(
                            names: WholeAndPart(whole: name, part: part), whole: slot(whole), part: slot(own),
                            lines: (whole, own)))
                }
            }
        }
        (all, self.slots, slotCount) = (pairs, slots, used)
    }
}

/// A row whose part is more than its whole 分项大于总项.
package struct PartAboveWhole: Sendable {
    /// Which pair of the kind's.
    package let pair: Int
    /// The row, counted from the first that was computed.
    package var row: Int
    /// The micrograms of the part.
    package let part: Int64
    /// The micrograms of the whole.
    package let whole: Int64

    /// The pair at the row, told apart from all others.
    package struct Place: Hashable, Sendable {
        let pair: Int
        let row: Int
    }

    /// Which pair of which row it is; `row` where rows were numbered otherwise before.
    package func place(row: Int? = nil) -> Place { Place(pair: pair, row: row ?? self.row) }

    /// Whether a part is more than its whole by more than rounding: each mass is rounded once, and its digits end.
    static func isAbove(part: Int64, whole: Int64) -> Bool { part > whole &+ 1 &+ whole >> 40 }
}

/// The rows of a kind whose part is more than its whole: of each pair how many, and the first with both masses.
package struct PartsAboveWholes: Sendable {
    /// Rows of a pair.
    struct Rows: Sendable {
        var rows = 0
        /// The first by whatever number rows are ordered by.
        var first = Int.max
        var part: Int64 = 0
        var whole: Int64 = 0
    }

    /// By pair of the kind's.
    private(set) var found: [Int: Rows] = [:]

    package init() {}

    /// Whether there are none.
    package var isEmpty: Bool { found.isEmpty }

    /// Adds a row by the number that rows are ordered by.
    package mutating func add(_ row: PartAboveWhole, number: Int) {
        add(Rows(rows: 1, first: number, part: row.part, whole: row.whole), pair: row.pair)
    }

    mutating func add(_ more: Rows, pair: Int) {
        var own = found[pair] ?? Rows()
        own.rows += more.rows
        if more.first < own.first { (own.first, own.part, own.whole) = (more.first, more.part, more.whole) }
        found[pair] = own
    }

    /// Adds those of other rows.
    package mutating func add(_ other: PartsAboveWholes) {
        for (pair, rows) in other.found { add(rows, pair: pair) }
    }

    /// A warning for each pair, at the first row.
    package func findings(_ engine: KindEngine, at place: (Int) -> Location?) -> Findings {
        Findings(
            found.sorted { $0.key < $1.key }.map { pair, rows in
                Finding.partAboveWhole(
                    engine.pair(pair), rows: rows.rows, part: rows.part, whole: rows.whole, at: place(rows.first))
            })
    }
}

extension KindEngine {
    /// A whole and its part by their number among the kind's.
    package func pair(_ number: Int) -> WholeAndPart { pairs.all[number].names }

    /// Rows that have more of a part than of its whole where one of both is not computed but held to a mass: those that
    /// computing them cannot find. `isHeld` tells of a line whether any row of it is held, `held` the micrograms of a row.
    package func partsAboveWholes(
        _ emissions: RowEmissions, isHeld: (Int) -> Bool, held: (_ line: Int, _ row: Int) -> Int64?
    ) -> [PartAboveWhole] {
        var above: [PartAboveWhole] = []
        for (number, pair) in pairs.all.enumerated() where isHeld(pair.lines.whole) || isHeld(pair.lines.part) {
            // What is no number, and electricity, is compared with nothing.
            func masses(_ line: Int) -> [Int64?] {
                let emits = memo.flags("emits \(line)", of: emissions.cases) { number in
                    method(ofLine: line, inCase: number).map { $0.nature != .none } ?? false
                }
                let misfits = line < emissions.misfits.count ? emissions.misfits[line] : []
                return emits.indices.map { row in
                    held(line, row)
                        ?? (emits[row] && !misfits.contains(row) ? emissions.micrograms[line][row] : nil)
                }
            }
            let (wholes, parts) = (masses(pair.lines.whole), masses(pair.lines.part))
            for row in emissions.cases.indices {
                guard held(pair.lines.whole, row) != nil || held(pair.lines.part, row) != nil,
                    let whole = wholes[row], let part = parts[row], PartAboveWhole.isAbove(part: part, whole: whole)
                else { continue }
                above.append(PartAboveWhole(pair: number, row: row, part: part, whole: whole))
            }
        }
        return above
    }
}

extension RowEmissions {
    /// A warning for each whole and part where rows of a table, from `first` on, have more of the part; of pairs with a
    /// pollutant, or of all.
    package func aboveWholes(
        in table: Table, from first: Int = 0, of pollutant: String? = nil, engine: KindEngine
    ) -> Findings {
        var above = PartsAboveWholes()
        for own in aboveWholes {
            let pair = engine.pair(own.pair)
            guard pollutant == nil || pollutant == pair.whole || pollutant == pair.part else { continue }
            above.add(own, number: first + own.row)
        }
        return above.findings(engine) { table.location(row: $0) }
    }
}

extension Findings {
    /// Those that tell of a part that is more than its whole.
    public var partsAboveWholes: Findings {
        let code = Finding.Message.partExceedsWhole(WholeAndPart(whole: "", part: ""), rows: 0).code
        return Findings(kept.filter { $0.message.code == code })
    }
}

extension Finding {
    /// A part that is more than its whole, with the masses of the first row.
    package static func partAboveWhole(
        _ pair: WholeAndPart, rows: Int, part: Int64, whole: Int64, at place: Location?,
        message: (Finding.Message) -> Finding.Message = { $0 }
    ) -> Finding {
        Finding(
            .warning, message(.partExceedsWhole(pair, rows: rows)), at: place,
            value:
                "\(pair.part) \(Mass(micrograms: part).tonnes()) t, \(pair.whole) \(Mass(micrograms: whole).tonnes()) t",
            expected: Label(
                "\(pair.part) 不大于 \(pair.whole)：核对实测值、限值和系数",
                "\(pair.part) at most \(pair.whole): look at what was measured, limits and factors"))
    }
}
