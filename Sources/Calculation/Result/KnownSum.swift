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

extension EmissionResult {
    /// What is known of a pollutant over all sources. O(cases).
    public func known(_ pollutant: String) -> KnownSum {
        var sum = KnownSum()
        for kind in kinds {
            let lines = kind.engine.lines.indices.filter {
                context.pollutants[kind.engine.lines[$0].pollutant] == pollutant
            }
            guard !lines.isEmpty else { continue }
            for number in kind.cases.indices where kind.holds(number) {
                for line in lines {
                    switch kind.cases[number].outcomes[line] {
                    case .computed where kind.hasNumber(number, line):
                        sum.add(Mass(micrograms: kind.sum(number, line)), lacking: kind.unfit(number, line))
                    case .computed, .missing: sum.add(nil, lacking: kind.counts[number])
                    case .notApplicable: continue
                    }
                }
            }
        }
        return sum
    }

    /// Totals by keys, and behind them a line without a number for each pollutant asked for of which nothing is known, where keys
    /// tell pollutants apart and not states, by which such lines are told anyhow.
    public func totalsAndUnknown(by keys: [Grouping]) -> [Totals] {
        let totals = totals(by: keys)
        guard let place = keys.firstIndex(where: { $0.name == "pollutant" }),
            !keys.contains(where: { $0.name == "state" })
        else { return totals }
        return totals
            + context.pollutants.filter { known($0).isUnknown }.map { pollutant in
                Totals(of: keys.indices.map { $0 == place ? pollutant : "" })
            }
    }

    /// The pollutants asked for of which nothing is known, with how many results lack data.
    var unknown: [Incompleteness] {
        context.pollutants.compactMap { pollutant in
            let known = known(pollutant)
            guard known.isUnknown else { return nil }
            return Incompleteness(
                pollutant: pollutant,
                classes: Label(
                    "没有一个结果有数字（缺数据：\(known.lacking)）", "no result has a number (lacking data: \(known.lacking))"))
        }
    }
}
