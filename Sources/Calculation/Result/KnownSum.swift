public import Quantities
import Tables

/// A sum that says what it is of: where no line has a number, there is none. What nobody knows is not zero.
public struct KnownSum: Sendable, Hashable {
    /// The sum of all lines that have a number; `nil` where none has.
    public private(set) var number: Mass?
    /// How many lines have none, though they should.
    public private(set) var lacking = 0

    /// Of no line.
    public init() {}

    /// Adds a line, or lines, and how many there lack a number.
    public mutating func add(_ mass: Mass?, lacking more: Int = 0) {
        if let mass { number = (number ?? .zero) + mass }
        lacking += more
    }

    /// Whether nothing is known, and something should be.
    public var isUnknown: Bool { number == nil && lacking > 0 }

    /// The sum; zero where no line is there at all.
    public var total: Mass? { isUnknown ? nil : number ?? .zero }
}

/// A pollutant without a single number: how many results lack data of it, in the total itself or in regions of it.
public struct UnknownResults: Sendable, Hashable {
    /// How many results lack data.
    let lacking: Int
    /// How many of the total's regions are without a number; `nil` of a total that is not put together of regions.
    var regions: Int?

    init(lacking: Int) { self.lacking = lacking }

    private init(lacking: Int, regions: Int) { (self.lacking, self.regions) = (lacking, regions) }

    /// The same, told of a total over regions of which this is one.
    var ofRegion: UnknownResults { UnknownResults(lacking: lacking, regions: regions ?? 1) }

    /// In words.
    var told: Label {
        guard let regions else {
            return Label("没有一个结果有数字（缺数据：\(lacking)）", "no result has a number (lacking data: \(lacking))")
        }
        return Label(
            "\(regions) 个地区没有一个结果有数字（缺数据：\(lacking)）",
            "no result has a number in \(regions == 1 ? "1 region" : "\(regions) regions") (lacking data: \(lacking))")
    }

    /// Of both together; of totals side by side the larger.
    func joined(_ other: UnknownResults, adding: Bool) -> UnknownResults {
        guard adding else { return lacking >= other.lacking ? self : other }
        return UnknownResults(lacking: lacking + other.lacking, regions: (regions ?? 1) + (other.regions ?? 1))
    }
}

extension EmissionResult {
    /// How many results lack data of a pollutant of which no source has a number; `nil` where one has, or none should. That an electric
    /// boiler or car emits nothing on the spot says nothing of others. Most pollutants have a number in their first case.
    private func lackingAll(_ pollutant: String) -> Int? {
        var lacking = 0
        for kind in kinds {
            let lines = kind.engine.lines.indices.filter {
                context.pollutants[kind.engine.lines[$0].pollutant] == pollutant
            }
            guard !lines.isEmpty else { continue }
            for number in kind.cases.indices where kind.holds(number) {
                for line in lines {
                    switch kind.cases[number].outcomes[line] {
                    case .computed(let own) where kind.hasNumber(number, line):
                        guard own.method.nature == .none else { return nil }
                    case .computed, .missing: lacking += kind.counts[number]
                    case .notApplicable: continue
                    }
                }
            }
        }
        return lacking > 0 ? lacking : nil
    }

    /// Whether nothing is known of a pollutant over all sources, and something should be.
    public func isUnknown(_ pollutant: String) -> Bool { lackingAll(pollutant) != nil }

    /// Totals by keys, and behind them a line without a number for each pollutant asked for of which nothing is known, where keys
    /// tell pollutants apart and not states, by which such lines are told anyhow.
    public func totalsAndUnknown(by keys: [Grouping]) -> [Totals] {
        let unknown = unknownTotals(by: keys)
        return knownTotals(by: keys, besides: unknown) + unknown
    }

    /// Totals by keys of pollutants of which anything is known: sources that cannot emit on the spot make no total of those that do.
    ///
    /// - Parameter unknown: the lines of `unknownTotals(by:)` for these keys.
    public func knownTotals(by keys: [Grouping], besides unknown: [Totals]) -> [Totals] {
        let totals = totals(by: keys)
        guard let place = keys.firstIndex(where: { $0.name == "pollutant" }), !unknown.isEmpty else { return totals }
        let names = Set(unknown.map { $0.keys[place] })
        return totals.filter { !names.contains($0.keys[place]) }
    }

    /// Those lines without a number alone.
    public func unknownTotals(by keys: [Grouping]) -> [Totals] {
        guard let place = keys.firstIndex(where: { $0.name == "pollutant" }),
            !keys.contains(where: { $0.name == "state" })
        else { return [] }
        return context.pollutants.filter(isUnknown).map { pollutant in
            Totals(of: keys.indices.map { $0 == place ? pollutant : "" })
        }
    }

    /// The pollutants asked for of which nothing is known, with how many results lack data.
    var unknown: [Incompleteness] {
        context.pollutants.compactMap { pollutant in
            lackingAll(pollutant).map { Incompleteness(pollutant: pollutant, unknown: UnknownResults(lacking: $0)) }
        }
    }
}
