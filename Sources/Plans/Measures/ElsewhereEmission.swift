import Calculation
public import Factors
import Inventories
public import Quantities
public import Tables

/// Emission that a measure moves to a power station or to another carrier: told apart, in no sum of the inventory.
///
/// The library has no factor of the grid; a county's own pack gives it as table `energy/grid` with the columns
/// `pollutant`, `county_code` (where it differs) and `value`, in g/kWh or another mass per energy.
public struct ElsewhereEmission: Sendable {
    /// A pollutant's emission at the power stations.
    public struct GridMass: Sendable {
        /// The pollutant.
        public let pollutant: String
        /// Electricity × factor.
        public let mass: Mass
        /// The factor with its source.
        public let factor: Factor
    }

    /// The measure.
    public let id: String
    /// The electricity that replaces fuel, MWh a year; `nil` where it is not known.
    public let electricity: Double?
    /// Useful heat that other sources must give, GJ a year; `nil` where there is none.
    public var heat: Double?
    /// What the power stations emit for it.
    public let masses: [GridMass]
    /// What cannot be told, with the table and column that would tell it.
    public let missing: [Label]
}

/// Energy that a measure moves to carriers outside the inventory.
struct MovedEnergy {
    /// Electricity that replaces fuel, MWh a year.
    let electricity: Double
    /// Useful heat of closed sources that others must give, GJ a year.
    let heat: Double
}

extension RunContext {
    func isElectric(_ word: String?) -> Bool {
        let fuels = library.vocabularies["fuel"]
        guard let code = word.flatMap({ fuels.code(of: $0) }), let electricity = fuels.code(exactly: "electricity")
        else { return false }
        return fuels.lineage(of: code).contains(electricity)
    }

    /// Electricity × the grid's factor of each pollutant.
    func grid(_ electricity: Double) -> (masses: [ElsewhereEmission.GridMass], missing: [Label]) {
        elsewhere(
            electricity, table: "energy/grid", unit: "t/MWh",
            missing: { pollutants in
                Label(
                    "\(pollutants) 缺电网排放系数：系数库没有表 energy/grid（列 pollutant、value，单位 g/kWh），可由本地系数包给出",
                    "no grid factor for \(pollutants): the library has no table energy/grid (columns pollutant, value in g/kWh); "
                        + "a local pack can give it")
            })
    }

    /// Freight turnover, t km, × the factor of rail of each pollutant.
    func rail(_ turnover: Double) -> (masses: [ElsewhereEmission.GridMass], missing: [Label]) {
        elsewhere(
            turnover, table: "rail/freight", unit: "t/(t km)",
            missing: { pollutants in
                Label(
                    "\(pollutants) 缺铁路货运系数：系数库没有表 rail/freight（列 pollutant、value，单位 g/(t km)），可由本地系数包给出",
                    "no factor of rail freight for \(pollutants): the library has no table rail/freight (columns pollutant, value in "
                        + "g/(t km)); a local pack can give it")
            })
    }

    /// An amount × a table's factor of each pollutant, in the run's region and year.
    private func elsewhere(
        _ amount: Double, table: String, unit: String, missing: (String) -> Label
    ) -> (masses: [ElsewhereEmission.GridMass], missing: [Label]) {
        let vocabularies = library.vocabularies
        let region = vocabularies["county_code"].code(exactly: manifest.region)
        let county = region.map { vocabularies["county_code"].lineage(of: $0) } ?? []
        var masses: [ElsewhereEmission.GridMass] = []
        var lacking: [String] = []
        for pollutant in pollutants {
            let code = vocabularies["pollutant"].code(exactly: pollutant).map { [$0] } ?? []
            let query = FactorQuery(
                values: ["pollutant": .lineage(code), "county_code": .lineage(county)], year: manifest.year)
            guard case .found(let factor)? = library.table(table)?.match(query, in: book),
                let unit = try? Unit(unit), let ratio = factor.unit.conversion(to: unit)
            else {
                lacking.append(pollutant)
                continue
            }
            let tonnes = amount * ratio.applied(to: factor.value)
            masses.append(
                ElsewhereEmission.GridMass(
                    pollutant: pollutant, mass: Mass(micrograms: Int128((tonnes * 1e12).rounded(.toNearestOrEven))),
                    factor: factor))
        }
        return (masses, lacking.isEmpty ? [] : [missing(lacking.joined(separator: ", "))])
    }
}
