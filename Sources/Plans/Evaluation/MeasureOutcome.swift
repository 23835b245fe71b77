public import Calculation
public import Quantities
public import Tables

/// A level of an emergency 应急响应 with what it removes while it lasts.
public struct Episode: Sendable {
    /// The level, such as yellow.
    public let level: String
    /// The share of the daily emission that is cut.
    public let share: Double
    /// How many days.
    public let days: Double
    /// Removed during the episode, in the order of the run's pollutants; no annual credit.
    public let reduction: [Mass]
}

/// What became of a measure.
public enum MeasureState: Sendable {
    /// It was applied.
    case computed
    /// It waits for these parameters, which the plan does not print.
    case waiting([String])
    /// It cannot be applied: the findings say why.
    case invalid
    /// An emergency: tonnes of the episode, no annual credit.
    case emergency([Episode])
    /// A stop in some months without less annual output: tonnes of those months, no annual credit.
    case seasonal([Mass])

    /// Whether it changed the scenario.
    public var isApplied: Bool { if case .computed = self { true } else { false } }

    /// The stable word of the state.
    public var name: String {
        switch self {
        case .computed: "computed"
        case .waiting: "needs_input"
        case .invalid: "invalid"
        case .emergency: "episode"
        case .seasonal: "seasonal"
        }
    }
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
    /// What is lacking after the measure, with the rows concerned and the tonnes that are held as before for it.
    public let lacking: [(lack: MeasureLack, rows: Int, held: Mass)]
    /// Electricity that replaces fuel, MWh a year: its emission arises at the power station.
    public let electricity: Double
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
        notes = step.notes
        let lacks = step.state.isApplied ? step.effect.notes.lacks : [:]
        lacking = lacks.map { (lack: $0.key, rows: $0.value.rows, held: Mass(micrograms: $0.value.micrograms)) }
            .sorted { ($0.lack.what, $0.lack.reason.en) < ($1.lack.what, $1.lack.reason.en) }
        electricity = Double(step.effect.notes.wattHours) / 1e6
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

    /// What two tables of totals differ by, key by key.
    static func differences(_ before: [Totals], _ after: [Totals]) -> [ReductionTotal] {
        var lines: [[String]: (before: Mass, after: Mass, assumed: Mass)] = [:]
        for row in before { lines[row.keys, default: (.zero, .zero, .zero)].before = row.emission }
        for row in before { lines[row.keys]?.assumed = row.assumed }
        for row in after { lines[row.keys, default: (.zero, .zero, .zero)].after = row.emission }
        return lines.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map {
            ReductionTotal(
                keys: $0.key, reduction: $0.value.before - $0.value.after, before: $0.value.before,
                assumed: $0.value.assumed)
        }
    }
}
