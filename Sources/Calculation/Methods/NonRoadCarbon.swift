import Inventories
import Quantities
import Tables

/// CO2 of machines by the carbon of the fuel that burns: E = F × C × 44 ÷ 12, by NONROAD without what leaves as
/// hydrocarbons. Electricity has none at the place of use.
enum NonRoadCarbon {
    private static let carbon = Term(
        "C", "燃料含碳量", "carbon in the fuel", "1", .factor(table: "fuels/properties", parameter: "carbon_share"))
    private static let source: [Citation] = [
        .document("nonroad2008a_program", "clcems.f, nonrdprm.inc"), .page("NonRoad", "44 ÷ 12"),
    ]
    private static let oxidised: Expression = .constant(44, .one) / .constant(12, .one)

    private static func byPower(_ suffix: String, power: Term, when conditions: [Condition]) -> [Method] {
        let common = [
            NonRoadMethods.machines, power, NonRoadMethods.load, NonRoadMethods.hours, NonRoadSulphur.rate, carbon,
        ]
        let burned: Expression = "b" - NonRoadSulphur.unburned
        return [
            Method(
                "nonroad_carbon_us" + suffix, "碳平衡（NONROAD）", "carbon balance (NONROAD)",
                "N" * "P" * "LF" * "h" * burned * "C" * oxidised, source: source, pollutants: ["CO2"],
                when: conditions + [.notGiven(Column.fuelRate), NonRoadSulphur.ofNONROAD],
                terms: common + NonRoadSulphur.unburnedTerms),
            Method(
                "nonroad_carbon_power" + suffix, "碳平衡（功率）", "carbon balance by power",
                "N" * "P" * "LF" * "h" * "b" * "C" * oxidised, source: source, pollutants: ["CO2"], when: conditions,
                terms: common),
        ]
    }

    /// Fuel that was counted comes before fuel that is worked out.
    static let methods: [Method] =
        [
            Method(
                "nonroad_carbon", "碳平衡（燃料）", "carbon balance by fuel", "F" * "C" * oxidised, source: source,
                pollutants: ["CO2"], when: [.notGiven(Column.flights)], terms: [NonRoadSulphur.fuel, carbon])
        ]
        + byPower("", power: NonRoadMethods.power, when: [.given(Column.power)])
        + byPower("_default", power: NonRoadMethods.meanPower, when: NonRoadMethods.nothingCounted)
}
