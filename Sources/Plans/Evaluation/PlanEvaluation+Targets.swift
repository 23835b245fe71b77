import Calculation
import Factors
import Inventories
public import Quantities
import Tables

/// Whether a target is met 目标完成情况.
public struct TargetOutcome: Sendable {
    /// How it ends.
    public enum State: Sendable {
        /// The scenario emits no more than allowed.
        case met
        /// The scenario emits so much too much.
        case short(Mass)
        /// The plan prints no number: the parameter to set.
        case waiting(parameter: String)
        /// The target is about another pollutant than the run, or one of which nothing is known.
        case notComputed
    }

    /// A measure that could close the gap.
    public struct Candidate: Sendable {
        /// The measure's id.
        public let id: String
        /// What it still has to give in later years; `nil` where it waits for an input.
        public let remaining: Mass?
        /// What it waits for.
        public let needs: [String]
    }

    /// The target.
    public let target: Target
    /// How it ends.
    public let state: State
    /// The base year's emission, on the factors of the scenario.
    public let base: Mass
    /// Whether the inventory's own year stands in for the base year.
    public let baseStandsIn: Bool
    /// What may be emitted.
    public let allowed: Mass?
    /// What the scenario emits in the target's year.
    public let emission: Mass
    /// What could close the gap: measures that act on the pollutant, the most first.
    public let candidates: [Candidate]

    /// Whether its masses are numbers of the run.
    public var isComputed: Bool { if case .notComputed = state { false } else { true } }
    /// Whether it is met.
    public var isMet: Bool { if case .met = state { true } else { false } }
}

extension PlanEvaluation {
    /// The plan's targets, each in its year. `bases` gives emissions of other years; where the base year is missing, or says
    /// nothing of the pollutant, the inventory's own year stands in, and the outcome says so.
    public func targets(bases: [Int: BaseYear] = [:]) -> [TargetOutcome] {
        plan.targets.map { target($0, bases) }
    }

    private func target(_ target: Target, _ bases: [Int: BaseYear]) -> TargetOutcome {
        let isOwn = target.baseYear == inventory.manifest.year
        let stated = isOwn ? nil : bases[target.baseYear]?.total(of: target.pollutant, in: regionCodes(target))
        let base = stated ?? total(baseline, target)
        let isBaseUnknown = stated == nil && baseline.isUnknown(target.pollutant)
        let effects = measures.map { measure in
            (measure, regional(measure, target, effect(of: measure, target.pollutant, in: target.year)))
        }
        let emission = effects.reduce(total(baseline, target)) { $0 - $1.1 }
        let allowed: Mass?
        var state = TargetOutcome.State.notComputed
        switch target.goal {
        case .amount(let mass): allowed = mass
        // Less than what nobody knows is not known either.
        case .reduction where isBaseUnknown, .change where isBaseUnknown: allowed = nil
        case .reduction(let mass): allowed = base - mass
        case .change(let share): allowed = share > 0 ? base + base.times(share) : base.times(1 + share)
        case .unknown(let parameter):
            allowed = nil
            state = .waiting(parameter: "\(target.id).\(parameter)")
        }
        if !context.pollutants.contains(target.pollutant) || baseline.isUnknown(target.pollutant) {
            state = .notComputed
        } else if let allowed {
            state = emission <= allowed ? .met : .short(emission - allowed)
        }
        let isShort = if case .short = state { true } else { false }
        var candidates: [TargetOutcome.Candidate] = []
        for (measure, effect) in effects {
            switch measure.state {
            case .waiting(let needs) where isShort && couldReduce(measure.measure, target):
                candidates.append(TargetOutcome.Candidate(id: measure.id, remaining: nil, needs: needs))
            case .computed:
                let full = regional(measure, target, measure.reduction(target.pollutant))
                if full > effect {
                    candidates.append(
                        TargetOutcome.Candidate(id: measure.id, remaining: full - effect, needs: []))
                }
            default: break
            }
        }
        candidates.sort { a, b in
            a.remaining == b.remaining ? a.id < b.id : (a.remaining ?? .zero) > (b.remaining ?? .zero)
        }
        return TargetOutcome(
            target: target, state: state, base: base,
            baseStandsIn: !isOwn && stated == nil,
            allowed: allowed, emission: emission, candidates: candidates)
    }

    /// Whether a measure that waits for a number could remove some of the target's pollutant in its region: its action
    /// works on the pollutant, and sources of its kind emit it there.
    private func couldReduce(_ measure: Measure, _ target: Target) -> Bool {
        let own = measure.action.type.pollutants(measure.parameters)
        let wholes = context.library.wholes(of: target.pollutant)
        guard own.map({ !$0.isDisjoint(with: wholes) }) ?? true, let table = Grouping("table"),
            let county = Grouping("county"), let pollutant = Grouping("pollutant")
        else { return false }
        let codes = regionCodes(target)
        return baseline.totals(by: [table, county, pollutant]).contains { total in
            total.keys[0] == measure.kind.name && total.keys[2] == target.pollutant && total.emission > .zero
                && codes?.contains(total.keys[1]) ?? true
        }
    }

    /// Whether the inventory lies outside the plan's regions and stands in for them.
    var isStandIn: Bool { findings.kept.contains { $0.message.code == "stands-in" } }

    /// A result's total in the target's region; all of it where the inventory stands in for the region.
    private func total(_ result: EmissionResult, _ target: Target) -> Mass {
        let codes = regionCodes(target)
        guard let codes, let county = Grouping("county"), let pollutant = Grouping("pollutant") else {
            return result.total(of: target.pollutant)
        }
        return result.totals(by: [county, pollutant]).reduce(.zero) {
            codes.contains($1.keys[0]) && $1.keys[1] == target.pollutant ? $0 + $1.emission : $0
        }
    }

    /// The counties of a target's region; `nil` where the inventory stands in for it.
    func regionCodes(_ target: Target) -> Set<String>? {
        guard !isStandIn else { return nil }
        let vocabulary = context.library.vocabularies["county_code"]
        return Set(vocabulary.places(within: target.region).map { vocabulary.text($0) })
    }

    /// The part of a measure's effect in the target's region, in proportion to its full reduction there.
    private func regional(_ measure: MeasureOutcome, _ target: Target, _ effect: Mass) -> Mass {
        guard let codes = regionCodes(target), let county = Grouping("county"), let key = Grouping("pollutant") else {
            return effect
        }
        let full = measure.reduction(target.pollutant)
        let own = measure.reductions(by: [county, key]).reduce(Mass.zero) {
            codes.contains($1.keys[0]) && $1.keys[1] == target.pollutant ? $0 + $1.reduction : $0
        }
        if own == full || full == .zero { return effect }
        return Mass(micrograms: Int128((Double(effect.micrograms) * own.inTonnes / full.inTonnes).rounded()))
    }
}
