public import Calculation
import Quantities
import Tables

/// How the totals of a part depend on what is uncertain, and how its draws are made: what an interval over several regions is
/// worked out from, with each datum that they share counted once.
public struct PartUncertainty: Sendable, Equatable {
    /// How draws are made.
    public var options: DrawOptions
    /// The sums by county, sector and pollutant.
    public var record: UncertaintyRecord

    /// How totals depend on what is uncertain.
    init(options: DrawOptions, record: UncertaintyRecord) {
        self.options = options
        self.record = record
    }

    /// What a result depends on; `nil` where the run was not asked how sure it is.
    init?(_ result: EmissionResult, _ options: DrawOptions) {
        guard result.context.ranges != nil else { return nil }
        var groups = UncertainGroups(options)
        groups.add(result, by: PartUncertainty.groupings.compactMap { Grouping($0) })
        groups.countUnknown(result)
        self.init(options: options, record: groups.record())
    }

    /// What a result must be computed by.
    public static let groupings = ["county", "sector", "pollutant"]

    /// How many draws a package may ask for: whoever receives it makes them again.
    public static let mostDraws = 100_000

    /// Whether its draws are too many to make again.
    var isTooLarge: Bool { PartUncertainty.isTooLarge(record, options) }

    /// Whether the draws of a record are too many to make again: 400 megabytes, or some minutes.
    static func isTooLarge(_ record: UncertaintyRecord, _ options: DrawOptions) -> Bool {
        let draws = options.count ?? DrawOptions.usual
        let terms = record.groups.reduce(record.groups.count) { sum, group in
            group.terms.reduce(sum) { $0 + 1 + $1.ratios.count }
        }
        return draws > mostDraws || (record.variables.count + record.formulas.count) * draws > 50_000_000
            || terms * draws > 20_000_000_000
    }
}

/// How sure the totals of a package are 不确定度: intervals, what they come from, and what nobody tells a range of.
public struct ReportUncertainty: Sendable, Equatable {
    /// The interval of a total.
    public struct Range: Sendable, Equatable {
        /// The county's code; `nil` for all counties.
        public var county: String?
        /// The sector's code; `nil` for all sectors.
        public var sector: String?
        /// The pollutant.
        public var pollutant: String
        /// What the total may be.
        public var range: MassRange

        var key: ReportTotal.Key { ReportTotal.Key(county: county, sector: sector, pollutant: pollutant) }
    }
    /// A datum and its part of the variance of a pollutant's total.
    public struct Datum: Sendable, Equatable {
        /// The pollutant.
        public var pollutant: String
        /// The id of a factor, a column, or `rows`.
        public var name: String
        /// Where its range is known from; `nil` for rows.
        public var origin: Spread.Origin?
        /// Its share of the variance, alone, to first order.
        public var first: Double
        /// With all that it does together with others.
        public var total: Double?
        /// The half-width of the total's interval, in percent, if it were known.
        public var remaining: Double?
    }
    /// What of a pollutant's total rests on one kind of knowledge.
    public struct Class: Sendable, Equatable {
        /// The pollutant.
        public var pollutant: String
        /// What rests on it.
        public var share: ClassShare
    }

    /// How draws are made.
    public var options: DrawOptions
    /// The intervals, in the order of the totals.
    public var ranges: [Range]
    /// The data that bring most variance, by pollutant, most first.
    public var data: [Datum]
    /// What rests on which kind of knowledge, by pollutant.
    public var classes: [Class]
    /// The data that nobody tells a range of, by pollutant, most tonnes first.
    public var unknown: [UncertaintyRecord.Unknown]

    /// As it was read.
    init(
        options: DrawOptions, ranges: [Range], data: [Datum], classes: [Class], unknown: [UncertaintyRecord.Unknown]
    ) {
        self.options = options
        self.ranges = ranges
        self.data = data
        self.classes = classes
        self.unknown = unknown
    }

    /// How many data of a pollutant are told, those that bring most variance.
    static let mostData = 30

    /// The intervals over parts: each datum that several of them share is one, and the tonnes of a part that says nothing
    /// of its own are not quantified.
    ///
    /// - Returns: `nil` where no part says anything, or one says what cannot be read.
    init?(_ parts: [ReportPart], of header: ReportHeader, totals: [ReportTotal]) {
        let told = parts.compactMap(\.uncertainty)
        guard let first = told.first else { return nil }
        var options = first.options
        if parts.count > 1 {
            options.seed = DrawOptions.seed(region: header.region, year: header.year)
            options.count = told.compactMap(\.options.count).max()
            if told.contains(where: { $0.options.confidence != first.options.confidence }) { options.confidence = 0.95 }
        }
        var groups = UncertainGroups(options)
        for part in parts {
            guard let own = part.uncertainty else {
                for total in part.totals where total.county != nil && total.sector != nil {
                    for key in ReportUncertainty.keys(of: [total.county ?? "", total.sector ?? "", total.pollutant]) {
                        groups.add(unquantified: total.emission, to: key)
                    }
                }
                continue
            }
            guard groups.add(own.record, as: ReportUncertainty.keys) else { return nil }
        }
        let found = groups.told(threads: 2, hasTotals: { $0.count == 1 })
        let pollutants = totals.filter { $0.county == nil && $0.sector == nil }.map(\.pollutant)
        self.init(
            options: found.options,
            ranges: totals.compactMap { total in
                found.range([total.county, total.sector, total.pollutant].compactMap { $0 }).map {
                    Range(county: total.county, sector: total.sector, pollutant: total.pollutant, range: $0)
                }
            },
            data: pollutants.flatMap { pollutant in
                found.shares([pollutant]).prefix(ReportUncertainty.mostData).map {
                    Datum(
                        pollutant: pollutant, name: $0.name, origin: $0.spread?.origin, first: $0.share,
                        total: $0.total, remaining: $0.remaining)
                }
            },
            classes: pollutants.flatMap { pollutant in
                found.classes([pollutant]).map { Class(pollutant: pollutant, share: $0) }
            },
            unknown: pollutants.flatMap { pollutant in
                (found.unknown[pollutant] ?? []).map {
                    UncertaintyRecord.Unknown(pollutant: pollutant, name: $0.name, mass: $0.mass)
                }
            })
    }

    /// The groups that a sum of a county, sector and pollutant belongs to: those of `compute` by the same keys.
    private static func keys(of key: [String]) -> [[String]] {
        guard key.count == 3 else { return [] }
        return [[key[2]], [key[0], key[2]], [key[1], key[2]], key]
    }

    /// The interval of a total.
    public func range(county: String? = nil, sector: String? = nil, _ pollutant: String) -> MassRange? {
        ranges.first { $0.county == county && $0.sector == sector && $0.pollutant == pollutant }?.range
    }

    /// The classes whose ranges nobody compared with their text.
    public var recalled: [String] {
        Set(
            classes.compactMap { entry -> String? in
                if case .rated(let id, isRecalled: true) = entry.share.origin { id } else { nil }
            }
        ).sorted()
    }

    /// The confidence in percent, for people.
    var level: String { DecimalText.shortest((options.confidence * 1000).rounded() / 10) }
}

/// How sure a plan's tonnes are, with what that is worked out from.
public struct ScenarioUncertainty: Sendable, Equatable {
    /// One interval.
    public struct Interval: Sendable, Equatable {
        /// What it is of.
        public enum Kind: String, Sendable, CaseIterable {
            /// The inventory as it is.
            case baseline
            /// What a measure removes, or all of them.
            case reduction
            /// The inventory after all measures.
            case scenario
            /// What a target allows less what is emitted in its year.
            case target
            /// A year of the path.
            case path
        }
        /// What it is of.
        public var kind: Kind
        /// The measure, target or year; empty for all measures.
        public var id: String
        /// The pollutant.
        public var pollutant: String
        /// What it may be.
        public var range: MassRange

        /// How likely a target is met; `nil` of others, and where nothing is known to vary.
        public var probability: Double? { kind == .target && range.isKnown ? range.notNegative : nil }
    }

    /// How draws are made.
    public var options: DrawOptions
    /// The sums by kind, measure and pollutant.
    public var record: UncertaintyRecord
    /// The intervals.
    public var intervals: [Interval]

    /// As it was read.
    init(options: DrawOptions, record: UncertaintyRecord, intervals: [Interval]) {
        self.options = options
        self.record = record
        self.intervals = intervals
    }

    /// The intervals of what a record holds; `nil` where it cannot be read.
    init?(_ record: UncertaintyRecord, _ options: DrawOptions) {
        var groups = UncertainGroups(options)
        guard groups.add(record) else { return nil }
        self.init(record, groups.told(threads: 2, isMass: { ScenarioUncertainty.isMass($0) }))
    }

    private static func isMass(_ key: [String]) -> Bool {
        ["baseline", "scenario", "path"].contains(key.first)
    }

    init(_ record: UncertaintyRecord, _ told: EmissionUncertainty) {
        self.init(
            options: told.options, record: record,
            intervals: record.groups.compactMap { group in
                guard group.key.count == 3, let kind = Interval.Kind(rawValue: group.key[0]),
                    let range = told.range(group.key)
                else { return nil }
                return Interval(kind: kind, id: group.key[1], pollutant: group.key[2], range: range)
            })
    }

    /// The interval of a measure, target or year, or of all measures.
    public func range(_ kind: Interval.Kind, _ id: String = "", _ pollutant: String) -> MassRange? {
        interval(kind, id, pollutant)?.range
    }

    /// The same with how likely a target is met.
    public func interval(_ kind: Interval.Kind, _ id: String = "", _ pollutant: String) -> Interval? {
        intervals.first { $0.kind == kind && $0.id == id && $0.pollutant == pollutant }
    }
}

extension MassRange {
    /// Itself where anything about it is known to vary.
    var known: MassRange? { isKnown ? self : nil }
}
