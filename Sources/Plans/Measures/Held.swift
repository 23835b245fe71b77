import Calculation
import Inventories
public import Quantities
public import Tables

/// What rows are held to emit although they cannot be computed any more: a measure gave them a fuel or material whose
/// factor is missing, and a missing value is never zero (Docs/Decisions/0018). And what is left out of rows that could not
/// be computed before a measure: what they emit after it is in no difference (Docs/Decisions/0068).
struct Held: Sendable {
    /// The rows of one line: what is held, and the case that it was computed in; −1 where nothing is held. What is left out
    /// is not above zero, with the case that lacked something.
    private struct Column: Sendable {
        var cases: [Int32]
        var micrograms: [Int64]
    }

    private var columns: [Int: Column] = [:]

    var isEmpty: Bool { columns.isEmpty }

    /// Whether something is held, or left out, of rows of a line.
    func isHolding(_ line: Int) -> Bool { columns[line] != nil }

    /// What is held of a row, or `nil`.
    func mass(line: Int, row: Int) -> (micrograms: Int64, case: Int32)? {
        guard let column = columns[line], column.cases[row] >= 0 else { return nil }
        return (column.micrograms[row], column.cases[row])
    }

    /// Whether a row is left out: it could not be computed before some measure.
    func isLeftOut(line: Int, row: Int) -> Bool { mass(line: line, row: row).map { $0.micrograms <= 0 } ?? false }

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

    /// Adds what is held to sums, each in the case that it was computed in; `cases` are those of the rows as they are, which
    /// what is left out was counted in.
    func add(to sums: inout EmissionSums, cases: [Int32], engine: KindEngine, kind: SourceKind) {
        for (line, column) in columns {
            for row in column.cases.indices where column.cases[row] >= 0 {
                let isHeld = column.micrograms[row] > 0
                sums.add(
                    micrograms: column.micrograms[row], line: line,
                    inCase: isHeld ? column.cases[row] : cases[row], engine: engine, kind: kind)
            }
        }
    }
}

/// What a measure lacks to be credited at some rows.
public struct MeasureLack: Sendable, Hashable {
    /// Where something is lacking.
    public enum Place: Sendable, Hashable {
        /// A factor or column after the measure: what was emitted before is held.
        case after
        /// A factor or column before it: what is emitted after is left out.
        case before
        /// An input of the plan.
        case input
    }

    /// The pollutant.
    public let pollutant: String
    /// The factor or the column that is needed, as `households natural_gas NOx` or `voc_content of waterborne_coating`.
    public let what: String
    /// What was looked for and not found.
    public let reason: Label
    /// Where it is lacking.
    public var place = Place.after

    /// A sentence with the tonnes that are held, or the rows that are left out.
    public func remark(held: Mass, rows: Int) -> Label {
        let tonnes = held.roundedTonnes(decimals: 2)
        // Of what the plan lacks, what was looked for says more than its name.
        if place == .input {
            return Label(
                "需要 \(what)（\(reason.zh)）：\(pollutant) \(tonnes) t 保持原值，不计减排",
                "needs \(what) (\(reason.en)): \(tonnes) t of \(pollutant) held as before, no reduction credited")
        }
        return place == .before
            ? Label(
                "需要 \(what)：\(rows) 行措施前的 \(pollutant) 未知，不计增减",
                "needs \(what): \(pollutant) of \(rows) \(rows == 1 ? "row" : "rows") not known before the measure, neither credited nor debited"
            )
            : Label(
                "需要 \(what)：\(pollutant) \(tonnes) t 保持原值，不计减排",
                "needs \(what): \(tonnes) t of \(pollutant) held as before, no reduction credited")
    }
}

extension Working {
    /// What is held after a measure: lines that were known before and lack something now stay what they were; of lines that
    /// lacked something before, what is emitted now is left out.
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
        // What is below zero or too large is no number: it was not known before, or is not after.
        func unfit(_ misfits: [Set<Int>], _ line: Int) -> Set<Int> { line < misfits.count ? misfits[line] : [] }
        let areFit = [misfits, kept.misfits, split?.misfits ?? []].allSatisfy { $0.allSatisfy(\.isEmpty) }
        guard
            !areFit || !held.isEmpty || lacksAny(self.kept.cases) || lacksAny(kept.cases)
                || split.map({ lacksAny($0.cases) }) ?? false
        else { return (heldKept, heldSplit) }
        for line in engine.lines.indices {
            let before = micrograms[line]
            func lacks(_ cases: [Int32], _ misfits: [Set<Int>]) -> [Bool] {
                var lacks = engine.memo.flags("lacking \(line)", of: cases) {
                    !engine.lacking(ofLine: line, inCase: $0).isEmpty
                }
                for row in unfit(misfits, line) { lacks[row] = true }
                return lacks
            }
            let lackedBefore = lacks(self.kept.cases, misfits)
            let isHeld = held.isHolding(line)
            let hasMass = before.contains { $0 > 0 }
            guard hasMass || isHeld || lackedBefore.contains(true) else { continue }
            func isLeftOut(_ row: Int) -> Bool {
                held.mass(line: line, row: row).map { $0.micrograms <= 0 } ?? lackedBefore[row]
            }
            /// What is emitted now at a row that was not known before; what lacks something still is not known either.
            func leaveOut(_ row: Int, _ mass: Int64, treated: Bool) -> (micrograms: Int64, case: Int32) {
                if treated, mass > 0 { notes.lack(lack(line, origin(row), .before), 0) }
                return (-mass, origin(row))
            }
            func origin(_ row: Int) -> Int32 { held.mass(line: line, row: row)?.case ?? self.kept.cases[row] }
            func hold(_ mass: Int64, of row: Int, as number: Int32, treated: Bool) -> (micrograms: Int64, case: Int32)?
            {
                guard treated else { return mass > 0 ? (mass, origin(row)) : nil }
                if let gain = gain(line, row) {
                    let left = Int64((Double(mass) * (1 - gain.less)).rounded(.toNearestOrEven))
                    notes.add(
                        Label("按系数库 \(gain.factor) 折算", "after the library's \(gain.factor)"), rows: 1)
                    return left > 0 ? (left, origin(row)) : nil
                }
                notes.lack(lack(line, number, .after), mass)
                return (mass, origin(row))
            }
            let isLacking = lacks(kept.cases, kept.misfits)
            let mayLeaveOut = isHeld || lackedBefore.contains(true)
            guard split != nil || mayLeaveOut || isLacking.contains(true) else { continue }
            for row in before.indices {
                let share = shares.isEmpty ? 0 : shares[row]
                let isParted = share > 0 && share < 1
                if mayLeaveOut, isLeftOut(row) {
                    guard !isLacking[row] else { continue }
                    heldKept.set(
                        leaveOut(row, kept.micrograms[line][row], treated: !isParted && isTreated(row)), line: line,
                        row: row, of: before.count)
                } else if isLacking[row], before[row] > 0 {
                    let mass =
                        isParted ? Int64((Double(before[row]) * (1 - share)).rounded(.toNearestOrEven)) : before[row]
                    let isNew = isTreated(row)
                    heldKept.set(
                        hold(mass, of: row, as: kept.cases[row], treated: isNew && !isParted), line: line, row: row,
                        of: before.count)
                }
            }
            guard let split else { continue }
            let isSplitLacking = lacks(split.cases, split.misfits)
            for (i, row) in origins.enumerated() {
                if mayLeaveOut, isLeftOut(row) {
                    guard !isSplitLacking[i] else { continue }
                    heldSplit.set(
                        leaveOut(row, split.micrograms[line][i], treated: true), line: line, row: i, of: origins.count)
                } else if isSplitLacking[i], before[row] > 0 {
                    let left = kept.micrograms[line][row] + (heldKept.mass(line: line, row: row)?.micrograms ?? 0)
                    heldSplit.set(
                        hold(max(0, before[row] - left), of: row, as: split.cases[i], treated: true), line: line,
                        row: i, of: origins.count)
                }
            }
        }
        return (heldKept, heldSplit)
    }

    /// What a line of a case lacks, named by the words that the measure set, or those that it changed.
    private func lack(_ line: Int, _ number: Int32, _ place: MeasureLack.Place) -> MeasureLack {
        let engine = kept.engine
        let pollutant = engine.pollutant(ofLine: line)
        let need = engine.lacking(ofLine: line, inCase: number).first
        let draft = split ?? kept
        let words = draft.changed.sorted().map { draft.schema.columns[$0] }
            .filter { $0.vocabulary != nil && (place == .before || !$0.roles.contains(.ofFuel)) }
            .map { engine.word($0.id, inCase: number) }.filter { !$0.isEmpty }
        // Nothing is lacking, and yet there is no number: one below zero or too large.
        guard let need else {
            return MeasureLack(
                pollutant: pollutant,
                what: ([engine.kindName] + words + ["\(pollutant) >= 0"]).joined(separator: " "),
                reason: Label("核算结果为负或过大，不是排放量", "the result is below zero or too large: no emission"), place: place)
        }
        let column = need.column ?? need.instead
        let what: String
        // A limit is the last that a source is computed by: a factor would do as well.
        let isLimit =
            column.flatMap { draft.schema.column($0) }?.roles.contains(.limit(of: pollutant)) ?? false
        if let column, isLimit {
            what = ([engine.kindName] + words + [pollutant, "|", column]).joined(separator: " ")
        } else if let column {
            let of = place == .before && words.isEmpty ? [engine.kindName] : words
            what = ([column, "of"] + of + ["(\(pollutant))"]).joined(separator: " ")
        } else {
            what = ([engine.kindName] + words + [pollutant]).joined(separator: " ")
        }
        return MeasureLack(pollutant: pollutant, what: what, reason: need.text, place: place)
    }
}
