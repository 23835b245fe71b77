import Factors
import Inventories
import Quantities
import Tables

/// SO2 of machines by mass balance: all sulphur of the fuel leaves as SO2, twice its mass. E = 2 × S × F.
///
/// Printed factors of SO2 hold for the sulphur of their own fuel only, so none of them is taken.
enum NonRoadSulphur {
    static let fuel = Term("F", "燃油消耗量", "fuel use", "t", .column(Column.fuelUse))
    private static let sulphur = Term(
        "S", "燃料含硫量", "fuel sulphur", "mg/kg", .column(Column.sulphur), .derived(fuelSulphur))
    private static let rate = Term(
        "b", "燃油消耗率", "fuel consumption rate", "g/kWh", .column(Column.fuelRate), .derived(fuelRate))
    private static let source: [Citation] = [.document("emep2019", "Tier 3"), .page("NonRoad", "2 × S × F")]

    private static func byPower(_ suffix: String, power: Term, when conditions: [Condition]) -> Method {
        Method(
            "nonroad_sulphur_power" + suffix, "硫平衡（功率）", "sulphur balance by power",
            2 * "S" * "N" * "P" * "LF" * "h" * "b", source: source, pollutants: ["SO2"], when: conditions,
            terms: [sulphur, NonRoadMethods.machines, power, NonRoadMethods.load, NonRoadMethods.hours, rate])
    }

    /// Fuel that was counted comes before fuel that is worked out. They stand last: a measured factor of a pack comes
    /// first, and what they lack is what is told.
    static let methods: [Method] = [
        Method(
            "nonroad_sulphur", "硫平衡（燃料）", "sulphur balance by fuel", 2 * "S" * "F", source: source,
            pollutants: ["SO2"], when: [.notGiven(Column.flights)], terms: [sulphur, fuel]),
        byPower("", power: NonRoadMethods.power, when: [.given(Column.power)]),
        byPower(
            "_default", power: NonRoadMethods.meanPower,
            when: [.notGiven(Column.power), .notGiven(Column.fuelUse), .notGiven(Column.flights)]),
    ]

    /// The county's sulphur, else the inventory's, else for diesel the limit of the year.
    private static let fuelSulphur = Derivation(
        "fuel sulphur", words: [Column.fuel, Column.machineType, Column.countyCode], tables: ["nonroad/activity"]
    ) { resolver in
        if let stated = InventoryManifestView(resolver).sulphur(of: resolver) {
            return Derived(value: stated, formula: "inventory.yaml: sulphur")
        }
        if resolver.isWord(Column.fuel, oneOf: ["diesel"]),
            case .found(let factor) = resolver.match("nonroad/activity", parameter: "fuel_sulphur"),
            let ratio = factor.unit.conversion(to: Unit(stated: "mg/kg"))
        {
            return Derived(
                value: ratio.applied(to: factor.value), formula: "S ← \(factor.id)", factors: [factor],
                assumptions: resolver.marks(of: factor, instead: Column.sulphur))
        }
        return Derived(needs: [
            Need(
                column: Column.sulphur,
                text: Label(
                    "缺少燃料含硫量（列 sulphur，或 inventory.yaml 的 sulphur）",
                    "the sulphur of the fuel is missing: column sulphur, or sulphur of inventory.yaml"))
        ])
    }

    /// The library's fuel consumption, EMEP's with its transient adjustment; NONROAD's has it within.
    private static let fuelRate = Derivation(
        "fuel rate", words: [Column.stage, Column.machineType, Column.fuel], tables: ["nonroad/activity"]
    ) { resolver in
        let unit = Unit(stated: "g/kWh")
        guard case .found(let factor) = resolver.match("nonroad/activity", parameter: "fuel_consumption"),
            let ratio = factor.unit.conversion(to: unit)
        else { return Derived(needs: [resolver.missing(column: Column.fuelRate)]) }
        var derived = Derived(
            value: ratio.applied(to: factor.value), formula: "b ← \(factor.id)", factors: [factor],
            assumptions: resolver.marks(of: factor, instead: Column.fuelRate))
        guard factor.set == "emep" else { return derived }
        if let adjustment = NonRoadMethods.byLoad("transient_fuel", resolver) {
            derived.value = derived.value.map { $0 * adjustment.value }
            derived.formula += " × \(adjustment.id)"
            derived.factors.append(adjustment)
            derived.assumptions += resolver.marks(of: adjustment)
        } else {
            let text = Label("燃油的瞬态修正未知，取 1", "transient adjustment of fuel not known: 1")
            derived.assumptions.append(Assumption(kind: .statedDefault, subject: "nonroad.TAF", text: text))
        }
        return derived
    }
}
