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
    /// What the power stations emit for it.
    public let masses: [GridMass]
    /// What cannot be told, with the table and column that would tell it.
    public let missing: [Label]
}

extension PlanEvaluation {
    /// The measures that move emission elsewhere, in the order of the plan.
    public var elsewhere: [ElsewhereEmission] { measures.filter(\.state.isApplied).compactMap(elsewhere) }

    private func elsewhere(_ outcome: MeasureOutcome) -> ElsewhereEmission? {
        let measure = outcome.measure
        guard outcome.rows > 0 else { return nil }
        switch measure.action {
        case .switch where outcome.electricity > 0:
            let (masses, missing) = grid(outcome.electricity)
            return ElsewhereEmission(
                id: measure.id, electricity: outcome.electricity, masses: masses, missing: missing)
        case .replace where isElectric(measure.parameters["to"]?["fuel"]?.text):
            let use =
                measure.kind.name == "vehicles"
                ? Label(
                    "用电量不能算：系数库和 vehicles 表都没有单车百公里电耗（kWh/km）",
                    "electricity not known: neither the library nor table vehicles has the use per distance (kWh/km)")
                : Label(
                    "用电量不能算：系数库和 \(measure.kind.name) 表都没有单机电耗（kWh/h）",
                    "electricity not known: neither the library nor table \(measure.kind.name) has the use per hour (kWh/h)"
                )
            return ElsewhereEmission(id: measure.id, electricity: nil, masses: [], missing: [use])
        case .shift:
            let carrier = measure.parameters["to"]?.text ?? ""
            return ElsewhereEmission(
                id: measure.id, electricity: nil, masses: [],
                missing: [
                    Label(
                        "\(carrier) 承运部分不能算：vehicles 表没有载货量列（t/车），系数库没有单位周转量系数（g/(t·km)）",
                        "what \(carrier) carries is not known: table vehicles has no column of the load (t a vehicle), the "
                            + "library no factor by freight turnover (g per t km)")
                ])
        default: return nil
        }
    }

    private func isElectric(_ word: String?) -> Bool {
        let fuels = context.library.vocabularies["fuel"]
        guard let code = word.flatMap({ fuels.code(of: $0) }), let electricity = fuels.code(exactly: "electricity")
        else { return false }
        return fuels.lineage(of: code).contains(electricity)
    }

    /// Electricity × the grid's factor of each pollutant.
    private func grid(_ electricity: Double) -> (masses: [ElsewhereEmission.GridMass], missing: [Label]) {
        let vocabularies = context.library.vocabularies
        let region = vocabularies["county_code"].code(exactly: context.manifest.region)
        let county = region.map { vocabularies["county_code"].lineage(of: $0) } ?? []
        var masses: [ElsewhereEmission.GridMass] = []
        var lacking: [String] = []
        for pollutant in context.pollutants {
            let code = vocabularies["pollutant"].code(exactly: pollutant).map { [$0] } ?? []
            let query = FactorQuery(
                values: ["pollutant": .lineage(code), "county_code": .lineage(county)], year: context.manifest.year)
            guard case .found(let factor)? = context.library.table("energy/grid")?.match(query, in: context.book),
                let unit = try? Unit("t/MWh"), let ratio = factor.unit.conversion(to: unit)
            else {
                lacking.append(pollutant)
                continue
            }
            let tonnes = electricity * ratio.applied(to: factor.value)
            masses.append(
                ElsewhereEmission.GridMass(
                    pollutant: pollutant, mass: Mass(micrograms: Int128((tonnes * 1e12).rounded(.toNearestOrEven))),
                    factor: factor))
        }
        guard !lacking.isEmpty else { return (masses, []) }
        let list = lacking.joined(separator: ", ")
        return (
            masses,
            [
                Label(
                    "\(list) 缺电网排放系数：系数库没有表 energy/grid（列 pollutant、value，单位 g/kWh），可由本地系数包给出",
                    "no grid factor for \(list): the library has no table energy/grid (columns pollutant, value in g/kWh); "
                        + "a local pack can give it")
            ]
        )
    }
}
