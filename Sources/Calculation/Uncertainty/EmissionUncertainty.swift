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
        seed(region: manifest.region, year: manifest.year)
    }

    /// The seed of a region and year.
    package static func seed(region: String, year: Int) -> UInt64 {
        // Few digits, for people type it.
        Philox.stream(of: region + " " + String(year)) % 1_000_000
    }

    /// How many draws a run may have.
    public static let range = 100...1_000_000
}

/// What may become of a mass 不确定度区间.
public struct MassRange: Sendable, Equatable {
    /// What is stated.
    public var mass: Mass
    /// The lower end of the interval.
    public var low: Mass
    /// What half of the draws stay below.
    public var median: Mass
    /// The upper end.
    public var high: Mass
    /// The half-width of the interval by propagation to first order, in percent of what is stated; `nil` of nothing.
    public var firstOrder: Double?
    /// The mean of the draws less what is stated.
    public var bias: Mass
    /// The share of the mass of which all data have a range; `nil` of nothing.
    public var quantified: Double?
    /// The standard error of the ends, as a share of what is stated: what another seed would move them by.
    public var error: Double
    /// Whether anything of it has a range; where not, its ends say nothing.
    public var isKnown: Bool
    /// The share of draws that are not below zero.
    public var notNegative: Double

    /// What a file says of a mass.
    package init(
        mass: Mass, low: Mass, median: Mass, high: Mass, firstOrder: Double?, bias: Mass, quantified: Double?,
        error: Double, isKnown: Bool, notNegative: Double
    ) {
        self.mass = mass
        self.low = low
        self.median = median
        self.high = high
        self.firstOrder = firstOrder
        self.bias = bias
        self.quantified = quantified
        self.error = error
        self.isKnown = isKnown
        self.notNegative = notNegative
    }
}

/// A datum and what it does to the variance of a total.
public struct VarianceShare: Sendable {
    /// The id of a factor, a column, or `rows` for the errors that sources have of their own.
    public let name: String
    /// How sure it is; `nil` for rows.
    public let spread: Spread?
    /// Its share of the variance, alone, to first order.
    public let share: Double
    /// Its share of the variance of the draws with all that it does together with others (total order): what would be left
    /// if all others were known; `nil` where it was not worked out.
    public var total: Double?
    /// The half-width of the total's interval that would be left if it were known, in percent.
    public let remaining: Double?

    /// The name of the errors that rows have of their own.
    public static let rows = "rows"
}

/// What rests on one kind of knowledge: the documents' bounds, the inventory's word, a class of the library.
public struct ClassShare: Sendable, Equatable {
    /// Where ranges are known from.
    public var origin: Spread.Origin
    /// The tonnes that rest on a shared number whose range is known from there; those of rows have their share alone.
    public var mass: Mass
    /// What it brings of the variance, to first order.
    public var share: Double

    /// What rests on one kind of knowledge.
    package init(origin: Spread.Origin, mass: Mass, share: Double) {
        (self.origin, self.mass, self.share) = (origin, mass, share)
    }
}

/// What an inventory's totals may be, by both approaches of IPCC 2006 V1 chapter 3: propagation to first order, and draws.
public struct EmissionUncertainty: Sendable {
    /// How draws are made; the count is the one that was taken.
    public let options: DrawOptions
    /// What is told of each group, by its keys.
    let ranges: [[String]: MassRange]
    /// What the variance of each group comes from, most first.
    let shares: [[String]: [VarianceShare]]
    /// What rests on which kind of knowledge, by group.
    let classes: [[String]: [ClassShare]]
    /// By pollutant data without a range, with the tonnes that hang on each, most first.
    public let unknown: [String: [(name: String, mass: Mass)]]
    /// The classes that ranges were taken from and whose text was not seen.
    public let recalled: [String]

    /// What may become of a group; `nil` where it has no mass that was computed.
    public func range(_ keys: [String]) -> MassRange? { ranges[keys] }

    /// What the variance of a group comes from, most first; empty where nothing of it has a range.
    public func shares(_ keys: [String]) -> [VarianceShare] { shares[keys] ?? [] }

    /// What of a group rests on which kind of knowledge, what brings most variance first.
    public func classes(_ keys: [String]) -> [ClassShare] { classes[keys] ?? [] }
}

extension EmissionResult {
    /// What the totals by some keys may be, and those of each pollutant under the key of its name alone.
    ///
    /// O(cases + draws × (variables + groups)). The same bytes for any number of threads. With `hasTotals` the data that
    /// bring most variance of a pollutant are told with what they do together with others.
    public func uncertainty(
        by keys: [Grouping], _ options: DrawOptions, threads: Int = 2, hasTotals: Bool = false
    ) -> EmissionUncertainty {
        guard let count = options.count else {
            return untilSure(by: keys, options, threads: threads, hasTotals: hasTotals)
        }
        var taken = options
        taken.count = count
        var groups = UncertainGroups(taken)
        groups.add(self, by: keys)
        let pollutant = [Grouping("pollutant")].compactMap { $0 }
        if keys != pollutant { groups.add(self, by: pollutant) }
        groups.countUnknown(self)
        return groups.told(threads: threads, hasTotals: { hasTotals && $0.count == 1 })
    }

    /// Doubles the draws until the ends of every pollutant's interval are sure to one percent.
    private func untilSure(
        by keys: [Grouping], _ options: DrawOptions, threads: Int, hasTotals: Bool
    ) -> EmissionUncertainty {
        var count = 2_500
        while true {
            var own = options
            own.count = count
            let found = uncertainty(by: keys, own, threads: threads, hasTotals: hasTotals)
            let isSure = context.pollutants.allSatisfy { (found.range([$0])?.error ?? 0) <= 0.01 }
            count *= 2
            if isSure || count > DrawOptions.range.upperBound { return found }
        }
    }
}

extension UncertainSums {
    /// What is told of the draws.
    func range(
        _ ratios: RatioTable, _ effects: [Effect], confidence: Double, isMass: Bool
    ) -> MassRange {
        let sample = Sample(draws(ratios, isMass: isMass))
        let (low, high) = sample.interval(confidence)
        func rounded(_ micrograms: Double) -> Mass {
            // Numbers of a file may be out of all bounds.
            guard micrograms == micrograms else { return .zero }
            return Mass(micrograms: Int128(min(max(micrograms, -1e37), 1e37).rounded(.toNearestOrEven)))
        }
        let whole = Double(mass)
        let tail = (1 - confidence) / 2
        let error = max(sample.error(ofQuantile: tail), sample.error(ofQuantile: 1 - tail))
        return MassRange(
            mass: Mass(micrograms: mass), low: rounded(low), median: rounded(sample.quantile(0.5)),
            high: rounded(high),
            firstOrder: propagation(effects).halfWidth(of: whole, level: confidence).map { $0 * 100 },
            bias: rounded(sample.mean - whole), quantified: quantifiedShare,
            error: whole == 0 ? 0 : error / abs(whole), isKnown: isUncertain,
            notNegative: sample.share(atLeast: 0))
    }

    /// How uncertain the mass is to first order.
    private func propagation(_ effects: [Effect]) -> Propagation {
        var propagation = Propagation()
        propagation.add(variance: ownVariance)
        for effect in effects { propagation.add(derivative: effect.size, deviation: 1) }
        return propagation
    }

    /// What the variance comes from, most first; the first `totals` of them with what they do together with others.
    func shares(
        _ ratios: RatioTable, _ effects: [Effect], confidence: Double, isMass: Bool, totals: Int
    ) -> [VarianceShare] {
        let whole = abs(Double(mass))
        let own = ownVariance
        let total = effects.reduce(own) { $0 + $1.size * $1.size }
        guard total > 0 else { return [] }
        func share(_ name: String, _ spread: Spread?, _ variance: Double) -> VarianceShare {
            let left = max(total - variance, 0).squareRoot() * StandardNormal.coverage(confidence)
            return VarianceShare(
                name: name, spread: spread, share: variance / total, total: nil,
                remaining: whole > 0 ? left / whole * 100 : nil)
        }
        var shares = effects.map { share($0.name, $0.spread, $0.size * $0.size) }
        if own > 0 { shares.append(share(VarianceShare.rows, nil, own)) }
        shares = shares.filter { $0.share > 0 }.sorted {
            $0.share == $1.share ? $0.name < $1.name : $0.share > $1.share
        }
        guard totals > 0 else { return shares }
        let found = totalShares(ratios, of: shares.prefix(totals).map(\.name), isMass: isMass)
        for place in shares.indices.prefix(totals) { shares[place].total = found[shares[place].name] }
        return shares
    }

    /// What rests on which kind of knowledge, what brings most variance first.
    func classes(_ ratios: RatioTable, _ effects: [Effect]) -> [ClassShare] {
        var variances: [Spread.Origin: Double] = [:]
        for effect in effects { variances[effect.spread.origin, default: 0] += effect.size * effect.size }
        for (origin, variance) in ownVariances { variances[origin, default: 0] += variance }
        let masses = masses(ratios)
        let origins = Set(variances.keys).union(masses.keys).sorted { $0.code < $1.code }
        let total = origins.reduce(0) { $0 + (variances[$1] ?? 0) }
        return origins.map { origin in
            ClassShare(
                origin: origin, mass: Mass(micrograms: masses[origin] ?? 0),
                share: total > 0 ? (variances[origin] ?? 0) / total : 0)
        }.sorted { $0.share == $1.share ? $0.origin.code < $1.origin.code : $0.share > $1.share }
    }
}
