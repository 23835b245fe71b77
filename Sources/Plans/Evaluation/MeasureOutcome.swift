public import Calculation
public import Quantities
public import Tables

/// Whether a measure gives tonnes, and if not why.
public enum Verdict: Sendable, Hashable {
    /// Tonnes were computed.
    case computed
    /// The inventory has no such source.
    case noSuchSource
    /// Sources that may be meant leave these columns blank.
    case blank([String])
    /// The sources emit as before: they met it already, or no method uses what is changed.
    case unchanged
    /// It waits for these inputs.
    case needsInput([String])
    /// What comes after lacks these factors or columns: nothing is credited.
    case noDataAfter([String])
    /// What was before lacks these factors or columns: there is no difference.
    case noDataBefore([String])
    /// It cannot be applied: the findings say why.
    case refused
    /// An emergency: tonnes of the episode, no annual credit.
    case episode
    /// A stop in some months without less annual output: no annual credit.
    case seasonal

    /// The stable word.
    public var name: String {
        switch self {
        case .computed: "computed"
        case .noSuchSource: "no_such_source"
        case .blank: "blank"
        case .unchanged: "unchanged"
        case .needsInput: "needs_input"
        case .noDataAfter: "no_data_after"
        case .noDataBefore: "no_data_before"
        case .refused: "refused"
        case .episode: "episode"
        case .seasonal: "seasonal"
        }
    }

    /// What it says to people, with what is needed.
    public var label: Label {
        switch self {
        case .computed: return Label("已核算", "computed")
        case .noSuchSource: return Label("清单中没有所指的源", "the inventory has no such source")
        case .blank(let columns):
            let list = columns.joined(separator: ", ")
            return Label("\(list) 空白，无法判断", "\(list) is blank: nobody can say")
        case .unchanged: return Label("排放不变", "unchanged")
        case .needsInput(let inputs):
            let list = inputs.joined(separator: ", ")
            return Label("需要输入 \(list)", "needs \(list)")
        case .noDataAfter(let what):
            let list = what.joined(separator: ", ")
            return Label("措施后缺数据：\(list)", "no data after: \(list)")
        case .noDataBefore(let what):
            let list = what.joined(separator: ", ")
            return Label("措施前缺数据：\(list)", "no data before: \(list)")
        case .refused: return Label("不能实施", "cannot be applied")
        case .episode: return Label("应急，不计年减排", "episode: no annual credit")
        case .seasonal: return Label("错峰，不计年减排", "staggered: no annual credit")
        }
    }
}

/// Sources that may be meant by a measure and leave a deciding column blank: they are left out.
public struct UndecidedSources: Sendable {
    /// The column.
    public let column: String
    /// How many rows.
    public let rows: Int
    /// What they emit, in the order of the run's pollutants.
    public let masses: [Mass]
}

/// What one measure does 减排量: in the plan's order, alone on the untouched base, and the difference of both.
public struct MeasureOutcome: Sendable {
    /// The measure.
    public let measure: Measure
    /// What became of it.
    public let state: MeasureState
    /// The touched rows before it; totals by anything.
    public var before: EmissionResult { sumsBefore.result(in: context) }
    /// The touched rows after it, split-off and new ones included.
    public var after: EmissionResult { sumsAfter.result(in: context) }
    /// How many rows it touched.
    public let rows: Int
    /// What it assumed and left out, with how many rows are concerned.
    public let notes: [(text: Label, rows: Int)]
    /// What is lacking after the measure or before it, with the rows concerned and the tonnes that are held as before for it.
    public let lacking: [(lack: MeasureLack, rows: Int, held: Mass)]
    /// Electricity that replaces fuel, MWh a year: its emission arises at the power station.
    public let electricity: Double
    /// Rows left out because a deciding column is blank.
    public let undecided: [UndecidedSources]
    /// Other measures that close sources this one works on, with the rows concerned.
    public let conflicts: [(measure: String, rows: Int)]
    /// How many rows its selector meant.
    public let selected: Int
    /// Useful heat of closed sources that others must give, GJ a year.
    public let heat: Double
    /// What it costs; `nil` where nobody said, or where a row lacks what the cost is counted by.
    public let cost: PaidCost?
    /// How many rows lack what the cost is counted by.
    public let uncountedCosts: Int
    private let makeups: [Int128]
    let sumsBefore: EmissionSums
    let sumsAfter: EmissionSums
    /// The squares of what changed in each row.
    let sumsOfChange: EmissionSums
    private let context: RunContext
    /// The pollutants of the run.
    package var pollutants: [String] { context.pollutants }
    let running: [Int128]
    private let reductions: [Int128]
    private let alones: [Int128]

    init(_ step: Step, alone: Step, running: [Int128], context: RunContext) {
        measure = step.measure
        state = step.state
        self.context = context
        rows = step.effect.rows
        // Others may have taken all that it means: they are in the inventory.
        notes = step.notes.map { note in
            let isTaken = note.text == Step.noSuchSource && alone.effect.selected > 0
            return (isTaken ? MeasureOutcome.allTaken : note.text, note.rows)
        }
        func order(_ lack: MeasureLack) -> (String, String, Int) {
            (lack.what, lack.reason.en, context.pollutants.firstIndex(of: lack.pollutant) ?? 0)
        }
        let lacks = step.state.isApplied ? step.effect.notes.lacks : [:]
        lacking = lacks.map { (lack: $0.key, rows: $0.value.rows, held: Mass(micrograms: $0.value.micrograms)) }
            .sorted { order($0.lack) < order($1.lack) }
        electricity = Double(step.effect.notes.wattHours) / 1e6
        let notes = step.effect.notes
        undecided = notes.blanks.sorted { $0.key < $1.key }.map {
            UndecidedSources(
                column: $0.key, rows: $0.value.rows, masses: $0.value.micrograms.map { Mass(micrograms: $0) })
        }
        conflicts = notes.conflicts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        selected = step.effect.selected
        heat = Double(notes.megajoules) / 1000
        uncountedCosts = step.effect.cost.unknown
        cost = step.measure.cost.flatMap { PaidCost($0, step.effect.cost, isApplied: step.state.isApplied) }
        makeups = context.pollutants.indices.map { notes.makeup[$0] ?? 0 }
        (sumsBefore, sumsAfter) = (step.effect.before, step.effect.after)
        sumsOfChange = step.effect.change
        self.running = running
        func removed(_ effect: Effect) -> [Int128] {
            zip(effect.before.totals(in: context), effect.after.totals(in: context)).map { $0 - $1 }
        }
        reductions = removed(step.effect)
        alones = removed(alone.effect)
    }

    /// The measure's id.
    public var id: String { measure.id }
    /// The clauses it carries out.
    public var clauses: [String] { measure.clauses }

    private func place(_ pollutant: String) -> Int? { pollutants.firstIndex(of: pollutant) }

    /// Removed in a full year, after the measures before it. Negative where it adds.
    public func reduction(_ pollutant: String) -> Mass {
        place(pollutant).map { Mass(micrograms: reductions[$0]) } ?? .zero
    }
    /// Of what it adds: emitted in a full year for the heat of closed sources at the source that takes it over.
    public func makeup(_ pollutant: String) -> Mass {
        place(pollutant).map { Mass(micrograms: makeups[$0]) } ?? .zero
    }
    /// Removed in a full year at the closed sources alone, without what is emitted elsewhere for their heat.
    public func gross(_ pollutant: String) -> Mass { reduction(pollutant) + makeup(pollutant) }
    /// Removed in a full year were it the only measure.
    public func alone(_ pollutant: String) -> Mass { place(pollutant).map { Mass(micrograms: alones[$0]) } ?? .zero }
    /// What other measures leave it less (or, where negative, more) to remove.
    public func overlap(_ pollutant: String) -> Mass { alone(pollutant) - reduction(pollutant) }
    /// The whole inventory's emission before the measure.
    public func baseline(_ pollutant: String) -> Mass {
        place(pollutant).map { Mass(micrograms: running[$0]) } ?? .zero
    }
    /// The whole inventory's emission after the measure.
    public func scenario(_ pollutant: String) -> Mass { baseline(pollutant) - reduction(pollutant) }

    /// Reductions by keys, with how much of the emission before rests on assumptions; sums are exact.
    public func reductions(by keys: [Grouping]) -> [ReductionTotal] {
        ReductionTotal.differences(before.totals(by: keys), after.totals(by: keys))
    }

    /// The tonnes of a pollutant that are held as before because something is lacking after the measure.
    public func held(_ pollutant: String) -> Mass {
        lacking.reduce(.zero) { $1.lack.pollutant == pollutant ? $0 + $1.held : $0 }
    }

    /// Whether it gives tonnes, and if not why.
    public var verdict: Verdict {
        switch state {
        case .waiting(let inputs): return .needsInput(inputs)
        case .invalid: return .refused
        case .emergency: return .episode
        case .seasonal: return .seasonal
        case .computed: break
        }
        if pollutants.contains(where: { reduction($0) != .zero }) { return .computed }
        // Others may leave it nothing to remove; what is held for lack of data is not that.
        if lacking.isEmpty, pollutants.contains(where: { alone($0) != .zero }) { return .computed }
        let inputs = Set(lacking.filter { $0.lack.place == .input }.map(\.lack.what))
        if !inputs.isEmpty { return .needsInput(inputs.sorted()) }
        let after = Set(lacking.filter { $0.lack.place == .after }.map(\.lack.what))
        if !after.isEmpty { return .noDataAfter(after.sorted()) }
        if !lacking.isEmpty { return .noDataBefore(Set(lacking.map(\.lack.what)).sorted()) }
        if selected > 0 || brings { return .unchanged }
        return undecided.isEmpty ? .noSuchSource : .blank(undecided.map(\.column))
    }

    /// What is said where others have closed or changed all that a measure means.
    private static let allTaken = Label(
        "所指的源已由其他措施关停或改变", "other measures have closed or changed all the sources that it means")

    /// How its shares of a stock go together with those of other measures; `nil` where no other takes of the same stock.
    public var sharing: Label? {
        notes.first { $0.rows > 0 && ($0.text == Notes.sharesAdd || $0.text == Notes.sharesCompound) }?.text
    }

    /// Whether it brings new sources.
    private var brings: Bool { measure.action.rawValue == Addition.name }

    /// How much of the touched emission rests on assumptions or unverified factors, 0…1.
    public func assumedShare(_ pollutant: String) -> Double {
        guard let key = Grouping("pollutant") else { return 0 }
        guard let total = before.totals(by: [key]).first(where: { $0.keys == [pollutant] }) else { return 0 }
        return total.emission == .zero ? 0 : Double(total.assumed.micrograms) / Double(total.emission.micrograms)
    }
}

/// A line of a table of reductions.
public struct ReductionTotal: Sendable {
    /// The values of the grouping keys.
    public let keys: [String]
    /// Removed in a full year.
    public let reduction: Mass
    /// The emission of the touched sources before.
    public let before: Mass
    /// Of that, how much rests on assumptions.
    public let assumed: Mass
    /// Whether there is a number: of lines before, or of what came in. What could not be computed before and counts in no
    /// difference after has none.
    public let isKnown: Bool

    /// What two tables of totals differ by, key by key.
    static func differences(_ before: [Totals], _ after: [Totals]) -> [ReductionTotal] {
        var lines: [[String]: (before: Mass, after: Mass, assumed: Mass, isKnown: Bool)] = [:]
        for row in before { lines[row.keys] = (row.emission, .zero, row.assumed, row.isKnown) }
        for row in after {
            lines[row.keys, default: (.zero, .zero, .zero, row.emission != .zero)].after = row.emission
        }
        return lines.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
            ReductionTotal(
                keys: $0.key, reduction: $0.value.before - $0.value.after, before: $0.value.before,
                assumed: $0.value.assumed, isKnown: $0.value.isKnown)
        }
    }
}
