import Calculation
import Inventories
import Quantities
import Tables

/// Cuts while an alert lasts 应急响应: tonnes of the episode, no annual credit.
struct Emergency: Action {
    static let name = Scaling.name
    static let label = Scaling.label
    static let reference = Scaling.reference
    static let example = Scaling.example
    static func rank(_ parameters: Parameters) -> Int { Scaling.rank(parameters) }
    static func columns(of kind: SourceKind, _ parameters: Parameters) -> Set<String> { [] }

    let levels: [(name: String, share: Double, days: Double)]

    static func read(_ reader: inout ParameterReader) -> (any Action)? {
        guard let levels = reader.measure.parameters["levels"], let days = reader.measure.parameters["days"] else {
            reader.fault(.parameterMissing("levels, days"), nil)
            return nil
        }
        var found: [(String, Double, Double)] = []
        for entry in levels.entries {
            let name = entry.key.text ?? ""
            let own = days.entries.isEmpty ? days : days[name]
            guard let share = reader.number(entry.value, 0...1), let count = reader.number(own ?? days, 0...366) else {
                continue
            }
            found.append((name, share, count))
        }
        return Emergency(levels: found)
    }

    var isSeparable: Bool { false }
    var changesRows: Bool { false }
    func apply(to works: inout [Working], in surroundings: Surroundings, notes: inout Notes) {}

    func state(of sums: EmissionSums, in context: RunContext, _ profiles: MonthlyProfiles) -> MeasureState {
        .emergency(episodes(of: sums, in: context))
    }

    /// R = E_day × share × days of each level, with E_day a 365th of the year.
    func episodes(of sums: EmissionSums, in context: RunContext) -> [Episode] {
        let totals = sums.totals(in: context)
        return levels.map { level in
            Episode(
                level: level.name, share: level.share, days: level.days,
                reduction: totals.map { total in
                    Mass(micrograms: Int128((Double(total) / 365 * level.share * level.days).rounded(.toNearestOrEven)))
                })
        }
    }
}
