public import Calculation
public import Quantities

/// The emission of a base year 基准年, by pollutant and county: all that a target asks of it.
public struct BaseYear: Sendable {
    private var masses: [String: [String: Mass]] = [:]

    /// A computed inventory: what it has no source for is 0, a pollutant that the run does not compute, or of which no source has
    /// a number, is not known.
    public init(_ result: EmissionResult) {
        for pollutant in result.context.pollutants where !result.isUnknown(pollutant) { masses[pollutant] = [:] }
        guard let county = Grouping("county"), let pollutant = Grouping("pollutant") else { return }
        for total in result.totals(by: [county, pollutant]) {
            masses[total.keys[1], default: [:]][total.keys[0], default: .zero] += total.emission
        }
    }

    /// An inventory of somebody else: pollutants that no row names are not known.
    public init(_ foreign: ForeignInventory) { add(foreign) }

    /// Adds another file of the same inventory.
    public mutating func add(_ foreign: ForeignInventory) {
        for row in foreign.rows { masses[row.pollutant, default: [:]][row.county, default: .zero] += row.mass }
    }

    /// The emission of a pollutant in some counties, or in all; `nil` where nothing is known of the pollutant, or where what is
    /// known is of none of these counties.
    public func total(of pollutant: String, in counties: Set<String>?) -> Mass? {
        guard let own = masses[pollutant] else { return nil }
        guard let counties else { return own.values.reduce(.zero, +) }
        let inside = own.filter { counties.contains($0.key) }
        if inside.isEmpty, !own.isEmpty { return nil }
        return inside.values.reduce(.zero, +)
    }
}
