import Calculation
import Factors
import Inventories
public import Quantities
public import Tables

/// What key-project accounting gives for a measure beside the inventory difference, and why they differ.
public struct KeyProjectOutcome: Sendable {
    /// Something that is not credited.
    public struct Refusal: Sendable {
        /// The rule.
        public let rule: String
        /// Why.
        public let reason: Label
        /// How many sources.
        public let sources: Int
        /// What they give in the inventory difference.
        public let mass: Mass
    }

    /// The measure.
    public let id: String
    /// The inventory difference of a full year.
    public let difference: Mass
    /// Credited in the year, after rules, caps and months.
    public let credited: Mass
    /// Credited, but falling to later years.
    public let later: Mass
    /// What is refused or capped.
    public let refusals: [Refusal]
    /// Deducted because new sources are offset with it.
    public let offset: Mass
    /// Whether the after-value is a promise of the design, not yet measured.
    public let isPlanned: Bool
}

extension PlanEvaluation {
    /// The rules that come with the library, or `nil` with findings.
    public func keyProjectRules(file: String? = nil, findings: inout Findings) -> KeyProjectRules? {
        let own = (context.library.folders.first ?? "") + "/accounting/key_projects.yaml"
        return KeyProjectRules(
            file: file ?? own, vocabularies: context.library.vocabularies, findings: &findings)
    }

    /// Both accounts of each applied measure for a pollutant and year.
    public func keyProjects(_ rules: KeyProjectRules, pollutant: String, year: Int) -> [KeyProjectOutcome] {
        measures.filter(\.state.isApplied).map { keyProject($0, rules, pollutant, year) }
    }

    func keyProject(
        _ measure: MeasureOutcome, _ rules: KeyProjectRules, _ pollutant: String, _ year: Int
    ) -> KeyProjectOutcome {
        guard let (chain, index) = step(measure.id), let place = context.pollutants.firstIndex(of: pollutant) else {
            return KeyProjectOutcome(
                id: measure.id, difference: .zero, credited: .zero, later: .zero, refusals: [], offset: .zero,
                isPlanned: false)
        }
        let step = chain.steps[index]
        var refused: [String: (reason: Label, sources: Int, mass: Mass)] = [:]
        var byProfile: [String: (months: [Double], mass: Mass)] = [:]
        let sources = sources(of: measure.id)
        var next = 0
        for (slice, own) in step.slices.enumerated() {
            let before = chain.parts(before: index, slice: slice)
            for (part, rows) in own.touched {
                let table = chain.sheet(rows, part: part, slice: slice, in: before).table
                let cases = chain.engine.caseNumbers(of: table)
                let hits = rules.rules.map {
                    ($0, $0.refuses(table, action: measure.measure.action, baseYear: plan.baseYear))
                }
                let caps = KeyProjectCaps(rules, table: own.parts[part].table.selecting(rows), pollutant: pollutant)
                for row in rows.indices {
                    let source = sources[next]
                    next += 1
                    let mass = source.before[place] - source.after[place]
                    if let hit = hits.first(where: { $0.1.contains(Int32(row)) }) {
                        let old = refused[hit.0.id] ?? (hit.0.reason, 0, .zero)
                        refused[hit.0.id] = (old.reason, old.sources + 1, old.mass + mass)
                        continue
                    }
                    var counted = mass
                    if let cap = caps.cap(row: row, before: source.before[place]), cap.mass < mass {
                        counted = cap.mass
                        let old = refused[cap.id] ?? (cap.reason, 0, .zero)
                        refused[cap.id] = (old.reason, old.sources + 1, old.mass + (mass - counted))
                    }
                    let weights = profiles.weights(of: chain.engine, inCase: cases[row])
                    byProfile[weights.profile, default: (weights.months, .zero)].mass += counted
                }
            }
        }
        let months = Int(rules.value("offset_months", or: Double(plan.offsetMonths)))
        var (now, all) = (Mass.zero, Mass.zero)
        for (_, group) in byProfile.sorted(by: { $0.key < $1.key }) {
            all += group.mass
            now += group.mass.times(measure.measure.timing.weight(in: year, months: group.months, offset: months))
        }
        let offset = step.offset.map { ratio in
            Mass(
                micrograms: Int128((-Double(measure.reduction(pollutant).micrograms) * ratio).rounded(.toNearestOrEven))
            )
        }
        return KeyProjectOutcome(
            id: measure.id, difference: measure.reduction(pollutant), credited: now - (offset ?? .zero),
            later: all - now,
            refusals: refused.sorted { $0.key < $1.key }.map {
                KeyProjectOutcome.Refusal(
                    rule: $0.key, reason: $0.value.reason, sources: $0.value.sources, mass: $0.value.mass)
            }, offset: offset ?? .zero,
            isPlanned: measure.measure.action.type.isDesigned)
    }
}

/// The highest credit of single sources: what carbon can hold, what low-efficiency devices can remove.
struct KeyProjectCaps {
    private let carbon: [Double]?
    private let capacity: Double
    private let lowest: Double
    private let isCarbon: [Bool]
    private let isLow: [Bool]

    init(_ rules: KeyProjectRules, table: Table, pollutant: String) {
        let vocabulary = rules.vocabulary
        let devices = pollutant == "VOCs" ? table.codes(Column.vocDevice) ?? [] : []
        let carbons = Set(vocabulary.codes(within: ["activated_carbon"]))
        let low = Set(vocabulary.codes(within: ["photolysis", "photocatalysis", "plasma"]))
        isCarbon = devices.map(carbons.contains)
        isLow = devices.map(low.contains)
        carbon = table.numbers(Column.carbonReplaced)
        capacity = rules.value("carbon_capacity", or: 0.15)
        lowest = rules.value("low_efficiency_cap", or: 0.1)
    }

    /// The highest credit of a row, where it has one.
    func cap(row: Int, before: Mass) -> (id: String, mass: Mass, reason: Label)? {
        guard row < isCarbon.count else { return nil }
        if isLow[row] {
            return (
                "low_efficiency_cap", before.times(lowest),
                Label("低效设施按最高去除率计", "low-efficiency device: at most its highest removal")
            )
        }
        if isCarbon[row], let tonnes = carbon?[row], !tonnes.isNaN {
            return (
                "carbon_capacity", Mass(micrograms: Int128((tonnes * capacity * 1e12).rounded())),
                Label("不超过活性炭年更换量所能吸附的量", "no more than the carbon replaced can hold")
            )
        }
        return nil
    }
}
