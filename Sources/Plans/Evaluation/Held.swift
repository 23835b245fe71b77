import Calculation
import Inventories
public import Quantities
public import Tables

/// What rows are held to emit although they cannot be computed any more: a measure gave them a fuel or material whose
/// factor is missing, and a missing value is never zero (Docs/Decisions/0018).
struct Held: Sendable {
    /// The rows of one line: what is held, and the case that it was computed in; −1 where nothing is held.
    private struct Column: Sendable {
        var cases: [Int32]
        var micrograms: [Int64]
    }

    private var columns: [Int: Column] = [:]

    var isEmpty: Bool { columns.isEmpty }

    /// What is held of a row, or `nil`.
    func mass(line: Int, row: Int) -> (micrograms: Int64, case: Int32)? {
        guard let column = columns[line], column.cases[row] >= 0 else { return nil }
        return (column.micrograms[row], column.cases[row])
    }

    /// Holds a row, or lets go of it.
    mutating func set(_ mass: (micrograms: Int64, case: Int32)?, line: Int, row: Int, of count: Int) {
        if columns[line] == nil {
            guard mass != nil else { return }
            columns[line] = Column(
                cases: Array(repeating: -1, count: count), micrograms: Array(repeating: 0, count: count))
        }
        columns[line]?.cases[row] = mass?.case ?? -1
        columns[line]?.micrograms[row] = mass?.micrograms ?? 0
    }

    /// Some rows.
    func selecting(_ rows: [Int32]) -> Held {
        var own = Held()
        for (line, column) in columns {
            let cases = rows.map { column.cases[Int($0)] }
            guard cases.contains(where: { $0 >= 0 }) else { continue }
            own.columns[line] = Column(cases: cases, micrograms: rows.map { column.micrograms[Int($0)] })
        }
        return own
    }

    /// Joins the rows of another table after the first `count`.
    mutating func append(_ other: Held, count: Int, more: Int) {
        for line in Set(columns.keys).union(other.columns.keys) {
            var own =
                columns[line]
                ?? Column(cases: Array(repeating: -1, count: count), micrograms: Array(repeating: 0, count: count))
            own.cases += other.columns[line]?.cases ?? Array(repeating: -1, count: more)
            own.micrograms += other.columns[line]?.micrograms ?? Array(repeating: 0, count: more)
            columns[line] = own
        }
    }

    /// Takes over what is held of some rows.
    mutating func take(_ other: Held, rows: [Int32], of count: Int) {
        for line in Set(columns.keys).union(other.columns.keys) {
            for (i, row) in rows.enumerated() {
                set(other.mass(line: line, row: i), line: line, row: Int(row), of: count)
            }
        }
    }

    /// Adds what is held to emissions by line and row.
    func add(to micrograms: inout [[Int64]]) {
        for (line, column) in columns {
            for row in column.cases.indices where column.cases[row] >= 0 {
                micrograms[line][row] += column.micrograms[row]
            }
        }
    }

    /// Adds what is held to sums, each in the case that it was computed in.
    func add(to sums: inout EmissionSums, engine: KindEngine, kind: SourceKind) {
        for (line, column) in columns {
            for row in column.cases.indices where column.cases[row] >= 0 {
                sums.add(
                    micrograms: column.micrograms[row], line: line, inCase: column.cases[row], engine: engine,
                    kind: kind)
            }
        }
    }
}

/// What a measure lacks to be credited at some rows.
public struct MeasureLack: Sendable, Hashable {
    /// The pollutant.
    public let pollutant: String
    /// The factor or the column that is needed, as `households natural_gas NOx` or `voc_content of waterborne_coating`.
    public let what: String
    /// What was looked for and not found.
    public let reason: Label
    /// Whether it is an input of the plan, and not a factor or column after the measure.
    public var isInput = false

    /// A sentence with the tonnes that are held.
    public func remark(held: Mass) -> Label {
        let tonnes = held.roundedTonnes(decimals: 2)
        return Label(
            "需要 \(what)：\(pollutant) \(tonnes) t 保持原值，不计减排",
            "needs \(what): \(tonnes) t of \(pollutant) held as before, no reduction credited")
    }
}

extension Working {
    /// What is held after a measure: lines that were known before and lack something now stay what they were.
    /// `gain` tells how much less is emitted where the library knows that alone.
    func hold(
        _ kept: RowEmissions, _ split: RowEmissions?, _ notes: inout Notes,
        gain: (Int, Int) -> (factor: String, less: Double)?
    ) -> (kept: Held, split: Held) {
        let engine = self.kept.engine
        var (heldKept, heldSplit) = (Held(), Held())
        // Most measures leave nothing lacking: a set of all rows is made where something is.
        var known: Set<Int>?
        func isTreated(_ row: Int) -> Bool {
            let rows = known ?? Set(whole)
            known = rows
            return rows.contains(row)
        }
        // Asked of all lines at once first, for most measures leave nothing lacking.
        func lacksAny(_ cases: [Int32]) -> Bool {
            engine.memo.flags("lacking some line", of: cases) { number in
                engine.lines.indices.contains { !engine.lacking(ofLine: $0, inCase: number).isEmpty }
            }.contains(true)
        }
        guard lacksAny(kept.cases) || split.map({ lacksAny($0.cases) }) ?? false else { return (heldKept, heldSplit) }
        for line in engine.lines.indices {
            let before = micrograms[line]
            guard before.contains(where: { $0 > 0 }) else { continue }
            func lacks(_ cases: [Int32]) -> [Bool] {
                engine.memo.flags("lacking \(line)", of: cases) { !engine.lacking(ofLine: line, inCase: $0).isEmpty }
            }
            func origin(_ row: Int) -> Int32 { held.mass(line: line, row: row)?.case ?? self.kept.cases[row] }
            func hold(_ mass: Int64, of row: Int, as number: Int32, treated: Bool) -> (micrograms: Int64, case: Int32)?
            {
                guard treated else { return mass > 0 ? (mass, origin(row)) : nil }
                if let gain = gain(line, row) {
                    let left = Int64((Double(mass) * (1 - gain.less)).rounded(.toNearestOrEven))
                    notes.add(
                        Label("按系数库 \(gain.factor) 折算", "after the library's \(gain.factor)"), rows: 1)
                    return (left, origin(row))
                }
                notes.lack(lack(line, number), mass)
                return (mass, origin(row))
            }
            let isLacking = lacks(kept.cases)
            guard split != nil || isLacking.contains(true) else { continue }
            for row in before.indices where isLacking[row] && before[row] > 0 {
                let share = shares.isEmpty ? 0 : shares[row]
                let isParted = share > 0 && share < 1
                let mass = isParted ? Int64((Double(before[row]) * (1 - share)).rounded(.toNearestOrEven)) : before[row]
                let isNew = isTreated(row)
                heldKept.set(
                    hold(mass, of: row, as: kept.cases[row], treated: isNew && !isParted), line: line, row: row,
                    of: before.count)
            }
            guard let split else { continue }
            let isSplitLacking = lacks(split.cases)
            for (i, row) in origins.enumerated() where isSplitLacking[i] && before[row] > 0 {
                let left = kept.micrograms[line][row] + (heldKept.mass(line: line, row: row)?.micrograms ?? 0)
                heldSplit.set(
                    hold(max(0, before[row] - left), of: row, as: split.cases[i], treated: true), line: line, row: i,
                    of: origins.count)
            }
        }
        return (heldKept, heldSplit)
    }

    /// What a line of a case lacks, named by the words that the measure set.
    private func lack(_ line: Int, _ number: Int32) -> MeasureLack {
        let engine = kept.engine
        let pollutant = engine.pollutant(ofLine: line)
        let need = engine.lacking(ofLine: line, inCase: number).first
        let draft = split ?? kept
        let words = draft.changed.sorted().map { draft.schema.columns[$0] }
            .filter { $0.vocabulary != nil && !$0.roles.contains(.ofFuel) }
            .map { engine.word($0.id, inCase: number) }.filter { !$0.isEmpty }
        let column = need?.column ?? need?.instead
        let what =
            column.map { ([$0, "of"] + words + ["(\(pollutant))"]).joined(separator: " ") }
            ?? ([engine.kindName] + words + [pollutant]).joined(separator: " ")
        return MeasureLack(pollutant: pollutant, what: what, reason: need?.text ?? Label("", ""))
    }
}
