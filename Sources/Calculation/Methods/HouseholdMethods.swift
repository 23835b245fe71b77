import Inventories
import Tables

/// Household coal 散煤: R = H × B_h × EF, MEP announcement 2016 No. 66 annex 2 form.
enum HouseholdMethods {
    private static let factor = Term(
        "EF", "排放系数", "emission factor", "kg/t", .factor(table: "households/emission_factors"))
    private static let gasFactor = Term(
        "EF", "排放系数", "emission factor", "kg/10^4 m3", .factor(table: "households/emission_factors"))

    private static let amounts = [
        MassBalance.Amount(
            suffix: "", expression: "A", terms: [Term("A", "燃料消耗量", "fuel use", "t", .column(Column.fuelUse))],
            conditions: []),
        MassBalance.Amount(
            suffix: "_households", expression: "H" * "B_h",
            terms: [
                Term("H", "户数", "households", "户", .column(Column.households)),
                Term(
                    "B_h", "户均用量", "fuel per household", "t/户", .column(Column.fuelPerHousehold),
                    .factor(table: "households/default_activity", parameter: "fuel_per_household")),
            ], conditions: [.notGiven(Column.fuelUse)]),
    ]

    /// The sulphur of the coal that is burned says more than a factor from other coals.
    static let all: [Method] =
        MassBalance.sulphur(amounts, acceptsControl: false, when: [.given(Column.sulphur)])
        + MassBalance.gas(
            Term("A", "燃气消耗量", "gas use", "10^4 m3", .column(Column.gasUse)), release: .unassigned
        ).map { $0.when(.given(Column.gasSulphur)) } + factors

    private static let factors: [Method] = [
        Method(
            "household_fuel", "燃料用量×系数", "fuel × factor", "A" * "EF", source: [.page("Households", "")],
            terms: [Term("A", "燃料消耗量", "fuel use", "t", .column(Column.fuelUse)), factor]),
        Method(
            "household_gas", "燃气用量×系数", "gas × factor", "A" * "EF", source: [.page("Households", "")],
            terms: [Term("A", "燃气消耗量", "gas use", "10^4 m3", .column(Column.gasUse)), gasFactor]),
        Method(
            "households", "户数×户均用量×系数", "households × fuel × factor", "H" * "B_h" * "EF",
            source: [.page("Households", "")],
            when: [.noWord(Column.fuel, of: ["electricity", "heat", "solar", "heat_pump", "gas"])],
            terms: [
                Term("H", "户数", "households", "户", .column(Column.households)),
                Term(
                    "B_h", "户均用量", "fuel per household", "t/户", .column(Column.fuelPerHousehold),
                    .factor(table: "households/default_activity", parameter: "fuel_per_household")),
                factor,
            ]),
        .noLocalEmission,
    ]
}
