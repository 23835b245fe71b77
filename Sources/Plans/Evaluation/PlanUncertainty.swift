public import Calculation
import Inventories
import Quantities
import Tables

/// How sure a plan's tonnes are. Baseline, scenario and each reduction take the same draws: a factor that stands before and
/// after a measure errs alike in both, so the interval of a reduction is that of the difference.
public struct PlanUncertainty: Sendable {
    /// What is told of all groups.
    public let told: EmissionUncertainty
    /// By pollutant the share of the baseline that the plan removes, by what sources share: low, median, high.
    public let shares: [String: (low: Double, median: Double, high: Double)]
    /// What it was told of.
    package let groups: UncertainGroups

    /// The whole inventory's emission before a measure.
    public func baseline(_ measure: String, _ pollutant: String) -> MassRange? {
        told.range(["baseline", measure, pollutant])
    }
    /// What a measure removes.
    public func reduction(_ measure: String, _ pollutant: String) -> MassRange? {
        told.range(["reduction", measure, pollutant])
    }
    /// The whole inventory's emission after a measure.
    public func scenario(_ measure: String, _ pollutant: String) -> MassRange? {
        told.range(["scenario", measure, pollutant])
    }
    /// The inventory as it is.
    public func baseline(_ pollutant: String) -> MassRange? { told.range(["baseline", "", pollutant]) }
    /// What all measures remove.
    public func reduction(_ pollutant: String) -> MassRange? { told.range(["reduction", "", pollutant]) }
    /// The inventory after all measures.
    public func scenario(_ pollutant: String) -> MassRange? { told.range(["scenario", "", pollutant]) }
    /// What a measure removes, by the keys that were asked for.
    public func reduction(_ measure: String, by keys: [String]) -> MassRange? { told.range(["by", measure] + keys) }
    /// How likely a target is met; `nil` where it has no number or nothing of it has a range.
    public func probability(_ target: String, _ pollutant: String) -> Double? {
        told.range(["target", target, pollutant]).flatMap { $0.isKnown ? $0.notNegative : nil }
    }
    /// What is emitted in a year of the path; `nil` before the inventory's year, and where the path was not asked for.
    public func path(_ pollutant: String, in year: Int) -> MassRange? {
        told.range(["path", String(year), pollutant])
    }

    /// Which groups are masses, never below zero; the others are differences.
    package static let masses: Set = ["baseline", "scenario", "path"]

    /// What the variance of what all measures remove comes from.
    public func reductionShares(_ pollutant: String) -> [VarianceShare] { told.shares(["reduction", "", pollutant]) }
}

extension PlanEvaluation {
    /// How sure the plan's tonnes are, by measure, in all, by keys, and how likely each target is met; with `hasPath` also by
    /// year, with `hasTotals` what all measures remove with what data do together with others.
    public func uncertainty(
        by keys: [Grouping] = [], _ options: DrawOptions, threads: Int = 2, hasPath: Bool = false,
        hasTotals: Bool = false
    ) -> PlanUncertainty {
        var groups = UncertainGroups(options)
        let pollutant = [Grouping("pollutant")].compactMap { $0 }
        groups.add(baseline, by: pollutant, under: ["baseline", ""])
        groups.add(scenario, by: pollutant, under: ["scenario", ""])
        var running = base
        var before = baseline
        for measure in measures where measure.state.isApplied {
            let (old, new) = (measure.before, measure.after)
            let change = measure.sumsOfChange.result(in: context)
            for name in [measure.id, ""] {
                groups.add(difference: old, new, change, by: pollutant, under: ["reduction", name])
            }
            if !keys.isEmpty { groups.add(difference: old, new, change, by: keys, under: ["by", measure.id]) }
            groups.add(before, by: pollutant, under: ["baseline", measure.id])
            running.add(measure.sumsBefore, times: -1)
            running.add(measure.sumsAfter)
            before = running.result(in: context)
            groups.add(before, by: pollutant, under: ["scenario", measure.id])
        }
        for outcome in targets() { add(outcome, to: &groups) }
        if hasPath { for name in context.pollutants { addPath(of: name, to: &groups) } }
        let told = groups.told(
            threads: threads, isMass: { PlanUncertainty.masses.contains($0.first ?? "") },
            hasTotals: { hasTotals && $0.starts(with: ["reduction", ""]) })
        var shares: [String: (low: Double, median: Double, high: Double)] = [:]
        for name in context.pollutants {
            shares[name] = groups.ratio(of: ["reduction", "", name], to: ["baseline", "", name])
        }
        return PlanUncertainty(told: told, shares: shares, groups: groups)
    }

    /// What a target allows less what is emitted in its year: below zero where it is missed.
    private func add(_ outcome: TargetOutcome, to groups: inout UncertainGroups) {
        let target = outcome.target
        guard context.pollutants.contains(target.pollutant), let allowed = outcome.allowed,
            target.baseYear == inventory.manifest.year || outcome.baseStandsIn
        else { return }
        let codes = regionCodes(target)
        let keys = ["county", "pollutant"].compactMap { Grouping($0) }
        let key = ["target", target.id, target.pollutant]
        func isWanted(_ values: [String]) -> Bool {
            values[1] == target.pollutant && codes?.contains(values[0]) ?? true
        }
        func add(_ result: EmissionResult, _ factor: Double) {
            groups.add(result, by: keys, under: key, times: factor, joins: true, where: isWanted)
        }
        switch target.goal {
        case .change(let share): add(baseline, share)
        case .reduction(let mass): groups.add(.zero - mass, to: key)
        case .amount:
            groups.add(allowed, to: key)
            add(baseline, -1)
        case .unknown: return
        }
        addReductions(target.pollutant, in: target.year, times: 1, to: key, &groups, by: keys, where: isWanted)
    }

    /// What is emitted in each year from the inventory's on.
    private func addPath(of pollutant: String, to groups: inout UncertainGroups) {
        let keys = [Grouping("pollutant")].compactMap { $0 }
        func isWanted(_ values: [String]) -> Bool { values[0] == pollutant }
        for year in path(pollutant).years.map(\.year) where year >= inventory.manifest.year {
            let key = ["path", String(year), pollutant]
            groups.add(baseline, by: keys, under: key, joins: true, where: isWanted)
            addReductions(pollutant, in: year, times: -1, to: key, &groups, by: keys, where: isWanted)
        }
    }

    /// Adds a multiple of what measures remove in a year.
    private func addReductions(
        _ pollutant: String, in year: Int, times factor: Double, to key: [String], _ groups: inout UncertainGroups,
        by keys: [Grouping], where isWanted: ([String]) -> Bool
    ) {
        for measure in measures where measure.state.isApplied {
            let full = measure.reduction(pollutant)
            guard full != .zero else { continue }
            // Of a year in part the same part of every source.
            let part = factor * effect(of: measure, pollutant, in: year).inTonnes / full.inTonnes
            guard part != 0 else { continue }
            func add(_ result: EmissionResult, _ factor: Double, _ share: UncertainGroups.Share) {
                groups.add(result, by: keys, under: key, times: factor, share, joins: true, where: isWanted)
            }
            add(measure.before, part, .masses)
            add(measure.after, -part, .masses)
            add(measure.sumsOfChange.result(in: context), part, .errors)
        }
    }
}

extension UncertainGroups {
    /// Adds what emits before a measure less what does after it, with the errors of the rows between.
    fileprivate mutating func add(
        difference before: EmissionResult, _ after: EmissionResult, _ change: EmissionResult, by keys: [Grouping],
        under prefix: [String]
    ) {
        add(before, by: keys, under: prefix, .masses)
        add(after, by: keys, under: prefix, times: -1, .masses)
        add(change, by: keys, under: prefix, .errors)
    }
}
