package import Quantities
import Tables
import Uncertainty

/// Masses by keys with what may become of them. All groups take the same draws: what two of them share errs alike in both,
/// so that a difference is that of each draw (common random numbers).
package struct UncertainGroups {
    let ratios: RatioTable
    /// How draws are made.
    package let options: DrawOptions
    private(set) var groups: [[String]: UncertainSums] = [:]
    /// By pollutant and datum without a range the tonnes that hang on it.
    var unknown: [String: [String: Mass]] = [:]

    /// No groups yet; `options` name how many draws there are.
    package init(_ options: DrawOptions) {
        self.options = options
        ratios = RatioTable(count: options.count ?? DrawOptions.usual, seed: options.seed)
    }

    /// What is added of a result.
    package enum Share {
        /// Masses and the errors of their rows.
        case whole
        /// Masses alone.
        case masses
        /// The errors of rows alone.
        case errors
    }

    /// Adds a result by keys, or a multiple of it, or takes it away; `prefix` comes before the values of the keys, and
    /// where `joins` is set stands for all of them.
    package mutating func add(
        _ result: EmissionResult, by keys: [Grouping], under prefix: [String] = [], times factor: Double = 1,
        _ share: Share = .whole, joins: Bool = false, where isWanted: ([String]) -> Bool = { _ in true }
    ) {
        result.forEachComputed(by: keys, all: share == .errors) { values, kind, number, line in
            guard isWanted(values) else { return }
            let key = joins ? prefix : prefix + values
            if share != .errors {
                groups[key, default: UncertainSums()].add(kind, number, line, times: factor, ratios)
            }
            if share != .masses { groups[key, default: UncertainSums()].addErrors(kind, number, line, times: factor) }
        }
    }

    /// The classes taken, of shared data and of rows, whose text was not seen.
    private var recalled: [String] {
        let origins = ratios.variables.map(\.spread.origin) + groups.values.flatMap { $0.errors.keys.map(\.origin) }
        return Set(
            origins.compactMap { origin -> String? in
                if case .rated(let id, isRecalled: true) = origin { id } else { nil }
            }
        ).sorted()
    }

    /// The ratio of two groups draw by draw, by what sources share: what both rest on cancels.
    package func ratio(of part: [String], to whole: [String]) -> (low: Double, median: Double, high: Double)? {
        guard let part = groups[part], let whole = groups[whole] else { return nil }
        let (a, b) = (part.sharedDraws(ratios), whole.sharedDraws(ratios))
        guard b.allSatisfy({ $0 > 0 }) else { return nil }
        let sample = Sample(zip(a, b).map { $0 / $1 })
        let (low, high) = sample.interval(options.confidence)
        return (low, sample.quantile(0.5), high)
    }

    /// Adds a mass that is known exactly.
    package mutating func add(_ mass: Mass, to key: [String]) {
        groups[key, default: UncertainSums()].add(exact: mass.micrograms)
    }

    /// Adds a mass of which nobody tells how sure it is.
    package mutating func add(unquantified mass: Mass, to key: [String]) {
        groups[key, default: UncertainSums()].add(unquantified: mass.micrograms)
    }

    /// Adds a sum to a group.
    mutating func add(_ sums: UncertainSums, to key: [String]) { groups[key, default: UncertainSums()].add(sums) }

    /// Counts the data of a result that nobody tells a range of.
    package mutating func countUnknown(_ result: EmissionResult) {
        result.forEachComputed(by: []) { _, kind, number, line in
            let pollutant = result.context.pollutants[kind.engine.lines[line].pollutant]
            for name in kind.cases[number].spreads[line]?.unknown ?? [] {
                unknown[pollutant, default: [:]][name, default: .zero] += Mass(micrograms: kind.sum(number, line))
            }
        }
    }

    /// What is told of each group. A mass is never below zero; a difference may be: `isMass` tells which a key is, and
    /// `hasTotals` of which the data that bring most variance are told with what they do together with others.
    package func told(
        threads: Int, isMass: @escaping @Sendable ([String]) -> Bool = { _ in true },
        hasTotals: @escaping @Sendable ([String]) -> Bool = { _ in false }
    ) -> EmissionUncertainty {
        ratios.prepare(threads: threads)
        let ordered = groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        let (ratios, confidence) = (ratios, options.confidence)
        let told = inParallel(ordered.count, threads: threads) { place in
            let (key, sums) = ordered[place]
            let effects = sums.effects(ratios)
            return (
                range: sums.range(
                    ratios, effects, confidence: confidence, isMass: isMass(key)),
                shares: sums.shares(
                    ratios, effects, confidence: confidence, isMass: isMass(key), totals: hasTotals(key) ? 30 : 0),
                classes: sums.classes(ratios, effects)
            )
        }
        var taken = options
        taken.count = ratios.count
        return EmissionUncertainty(
            options: taken,
            ranges: Dictionary(uniqueKeysWithValues: zip(ordered.map(\.key), told.map(\.range))),
            shares: Dictionary(uniqueKeysWithValues: zip(ordered.map(\.key), told.map(\.shares))),
            classes: Dictionary(uniqueKeysWithValues: zip(ordered.map(\.key), told.map(\.classes))),
            unknown: unknown.mapValues { names in
                names.map { (name: $0.key, mass: $0.value) }.sorted { a, b in
                    a.mass == b.mass ? a.name < b.name : a.mass > b.mass
                }
            }, recalled: recalled)
    }
}
