import Factors
public import Inventories
public import Quantities
import Tables
import Uncertainty

/// How draws are made, and what is told of them.
public struct DrawOptions: Sendable, Hashable {
    /// How many draws; `nil` doubles them until the ends of the totals' intervals are sure to a hundredth.
    public var count: Int?
    /// What all draws begin with: the same number gives the same draws.
    public var seed: UInt64
    /// The share of draws that an interval holds.
    public var confidence: Double

    /// How many draws there are where nobody asks for another number.
    public static let usual = 10_000

    /// Options; 10,000 draws and 95 % where nothing else is asked for.
    public init(count: Int? = DrawOptions.usual, seed: UInt64, confidence: Double = 0.95) {
        (self.count, self.seed, self.confidence) = (count, seed, confidence)
    }

    /// The seed of an inventory where none is asked for: the same region and year, the same draws.
    public static func seed(of manifest: InventoryManifest) -> UInt64 {
        // Few digits, for people type it.
        Philox.stream(of: manifest.region + " " + String(manifest.year)) % 1_000_000
    }

    /// How many draws a run may have.
    public static let range = 100...1_000_000
}

/// What may become of a mass 不确定度区间.
public struct MassRange: Sendable {
    /// What is stated.
    public let mass: Mass
    /// The lower end of the interval.
    public let low: Mass
    /// What half of the draws stay below.
    public let median: Mass
    /// The upper end.
    public let high: Mass
    /// The half-width of the interval by propagation to first order, in percent of what is stated; `nil` of nothing.
    public let firstOrder: Double?
    /// The mean of the draws less what is stated.
    public let bias: Mass
    /// The share of the mass of which all data have a range; `nil` of nothing.
    public let quantified: Double?
    /// The standard error of the ends, as a share of what is stated: what another seed would move them by.
    public let error: Double
    /// Whether anything of it has a range; where not, its ends say nothing.
    public let isKnown: Bool
    /// The share of draws that are not below zero.
    public let notNegative: Double
}

/// A datum and what it does to the variance of a total.
public struct VarianceShare: Sendable {
    /// The id of a factor, a column, or `rows` for the errors that sources have of their own.
    public let name: String
    /// How sure it is; `nil` for rows.
    public let spread: Spread?
    /// Its share of the variance, alone, to first order.
    public let share: Double
    /// The half-width of the total's interval that would be left if it were known, in percent.
    public let remaining: Double?
}

/// What an inventory's totals may be, by both approaches of IPCC 2006 V1 chapter 3: propagation to first order, and draws.
public struct EmissionUncertainty: Sendable {
    /// How draws are made; the count is the one that was taken.
    public let options: DrawOptions
    /// What is told of each group, by its keys.
    let ranges: [[String]: MassRange]
    /// What the variance of each group comes from, most first.
    let shares: [[String]: [VarianceShare]]
    /// By pollutant data without a range, with the tonnes that hang on each, most first.
    public let unknown: [String: [(name: String, mass: Mass)]]
    /// The classes that ranges were taken from and whose text was not seen.
    public let recalled: [String]

    /// What may become of a group; `nil` where it has no mass that was computed.
    public func range(_ keys: [String]) -> MassRange? { ranges[keys] }

    /// What the variance of a group comes from, most first; empty where nothing of it has a range.
    public func shares(_ keys: [String]) -> [VarianceShare] { shares[keys] ?? [] }
}

extension EmissionResult {
    /// What the totals by some keys may be, and those of each pollutant under the key of its name alone.
    ///
    /// O(cases + draws × (variables + groups)). The same bytes for any number of threads.
    public func uncertainty(by keys: [Grouping], _ options: DrawOptions, threads: Int = 2) -> EmissionUncertainty {
        guard let count = options.count else { return untilSure(by: keys, options, threads: threads) }
        var taken = options
        taken.count = count
        var groups = UncertainGroups(taken)
        groups.add(self, by: keys)
        let pollutant = [Grouping("pollutant")].compactMap { $0 }
        if keys != pollutant { groups.add(self, by: pollutant) }
        groups.countUnknown(self)
        return groups.told(threads: threads)
    }

    /// Doubles the draws until the ends of every pollutant's interval are sure to one percent.
    private func untilSure(by keys: [Grouping], _ options: DrawOptions, threads: Int) -> EmissionUncertainty {
        var count = 2_500
        while true {
            var own = options
            own.count = count
            let found = uncertainty(by: keys, own, threads: threads)
            let isSure = context.pollutants.allSatisfy { (found.range([$0])?.error ?? 0) <= 0.01 }
            count *= 2
            if isSure || count > DrawOptions.range.upperBound { return found }
        }
    }
}

extension RatioTable {
    /// The classes taken whose text was not seen.
    var recalled: [String] {
        Set(
            variables.compactMap { variable -> String? in
                if case .rated(let id, isRecalled: true) = variable.spread.origin { id } else { nil }
            }
        ).sorted()
    }
}

extension UncertainSums {
    /// What is told of the draws.
    func range(_ ratios: RatioTable, key: String, confidence: Double, isMass: Bool) -> MassRange {
        let sample = Sample(draws(ratios, key: key, isMass: isMass))
        let (low, high) = sample.interval(confidence)
        func rounded(_ micrograms: Double) -> Mass {
            Mass(micrograms: Int128(micrograms.rounded(.toNearestOrEven)))
        }
        let whole = Double(mass)
        let tail = (1 - confidence) / 2
        let error = max(sample.error(ofQuantile: tail), sample.error(ofQuantile: 1 - tail))
        return MassRange(
            mass: Mass(micrograms: mass), low: rounded(low), median: rounded(sample.quantile(0.5)),
            high: rounded(high),
            firstOrder: propagation(ratios).halfWidth(of: whole, level: confidence).map { $0 * 100 },
            bias: rounded(sample.mean - whole), quantified: quantifiedShare,
            error: whole == 0 ? 0 : error / abs(whole), isKnown: isUncertain,
            notNegative: sample.share(atLeast: 0))
    }

    /// How uncertain the mass is to first order.
    private func propagation(_ ratios: RatioTable) -> Propagation {
        var propagation = Propagation()
        propagation.add(variance: ownVariance)
        for (_, effect) in effects(ratios).sorted(by: { ratios.name($0.key) < ratios.name($1.key) }) {
            propagation.add(derivative: effect, deviation: 1)
        }
        return propagation
    }

    /// What the variance comes from, most first.
    func shares(_ ratios: RatioTable, confidence: Double) -> [VarianceShare] {
        let variables = ratios.variables
        let effects = effects(ratios).sorted { ratios.name($0.key) < ratios.name($1.key) }
        let whole = abs(Double(mass))
        let total = effects.reduce(ownVariance) { $0 + $1.value * $1.value }
        guard total > 0 else { return [] }
        func share(_ name: String, _ spread: Spread?, _ variance: Double) -> VarianceShare {
            let left = max(total - variance, 0).squareRoot() * StandardNormal.coverage(confidence)
            return VarianceShare(
                name: name, spread: spread, share: variance / total, remaining: whole > 0 ? left / whole * 100 : nil)
        }
        var shares = effects.map { share(variables[$0.key].name, variables[$0.key].spread, $0.value * $0.value) }
        if ownVariance > 0 { shares.append(share("rows", nil, ownVariance)) }
        return shares.filter { $0.share > 0 }.sorted { $0.share == $1.share ? $0.name < $1.name : $0.share > $1.share }
    }
}

extension RatioTable {
    /// The name of a variable.
    func name(_ variable: Int) -> String { variables[variable].name }
}
