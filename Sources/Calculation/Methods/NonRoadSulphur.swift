import Factors
import Inventories
import Quantities
import Tables

/// SO2 of machines by mass balance, twice the mass of the sulphur: E = 2 × S × F, all of it; by NONROAD without what
/// becomes sulphate and what leaves as hydrocarbons. The sulphate is part of NONROAD's particles, which hold for the
/// sulphur of their own fuel and are corrected for that of the row's.
///
/// Printed factors of SO2 hold for the sulphur of their own fuel only, so none of them is taken.
enum NonRoadSulphur {
    static let fuel = Term("F", "燃油消耗量", "fuel use", "t", .column(Column.fuelUse))
    private static let sulphur = Term(
        "S", "燃料含硫量", "fuel sulphur", "mg/kg", .column(Column.sulphur), .derived(fuelSulphur))
    static let rate = Term(
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
        us("", power: NonRoadMethods.power, when: [.given(Column.power)]),
        byPower("", power: NonRoadMethods.power, when: [.given(Column.power)]),
        us("_default", power: NonRoadMethods.meanPower, when: NonRoadMethods.nothingCounted),
        byPower("_default", power: NonRoadMethods.meanPower, when: NonRoadMethods.nothingCounted),
    ]

    // MARK: NONROAD

    private static let program: [Citation] = [
        .document("nonroad2008a_program", "clcems.f"), .page("NonRoad", "NONROAD"),
    ]
    /// That the fuel rate of the row is one of NONROAD.
    static let ofNONROAD: Condition = .family("nonroad_us", table: activity, parameter: "fuel_consumption")
    private static let activity = "nonroad/activity"
    private static let sulphate = Term(
        "c", "硫成为硫酸盐的比例", "share of the sulphur that becomes sulphate", "1",
        .factor(table: activity, parameter: "sulphate_share"))
    /// What leaves as hydrocarbons is not burned: EF_HC × DF_HC.
    static let unburned: Expression = .named("HC", "EF_HC" * NonRoadMethods.worn("DF_HC", by: "d_HC"))
    static let unburnedTerms = [
        factor("EF_HC", "HC 零小时系数", "zero-hour factor of HC", of: "HC"), NonRoadMethods.age,
        NonRoadMethods.medianLife(of: "HC"),
        NonRoadAging.deterioration(
            of: "nonroad_us", "d_HC", Label("HC 寿命末劣化率", "deterioration of HC at end of life"), pollutant: "HC"),
    ]

    /// E = 2 × S × N × P × LF × h × (b × (1 − c) − HC)
    private static func us(_ suffix: String, power: Term, when conditions: [Condition]) -> Method {
        Method(
            "nonroad_sulphur_us" + suffix, "硫平衡（NONROAD）", "sulphur balance (NONROAD)",
            2 * "S" * "N" * "P" * "LF" * "h" * ("b" * (1 - "c") - unburned), source: program, pollutants: ["SO2"],
            when: conditions + [.notGiven(Column.fuelRate), ofNONROAD],
            terms: [sulphur, NonRoadMethods.machines, power, NonRoadMethods.load, NonRoadMethods.hours, rate, sulphate]
                + unburnedTerms)
    }

    /// Particles of diesel machines by NONROAD, for the sulphur of the fuel: E = N × P × LF × h × (EF × DF − 7 × b × c ×
    /// (S_b − S)) × k, seven times the sulphur being the mass of its sulphate with the water on it.
    static func particles(_ suffix: String, power: Term, when conditions: [Condition]) -> Method {
        let corrected: Expression = "EF" * NonRoadMethods.worn() - 7 * "b" * "c" * ("S_b" - "S")
        return Method(
            "nonroad_particles_us" + suffix, "功率法（NONROAD，按含硫量修正）", "power method (NONROAD), corrected for sulphur",
            "N" * "P" * "LF" * "h" * corrected * "k", source: program, pollutants: ["PM", "PM10", "PM2.5"],
            when: conditions + [
                .word(Column.fuel, of: ["diesel"]),
                .family("nonroad_us", table: "nonroad/power_factors", pollutant: "PM"),
            ],
            terms: [
                NonRoadMethods.machines, power, NonRoadMethods.load, NonRoadMethods.hours,
                factor("EF", "颗粒物零小时系数", "zero-hour factor of PM", of: "PM"), NonRoadMethods.age,
                NonRoadMethods.medianLife(of: "PM"), NonRoadAging.deterioration(of: "nonroad_us", pollutant: "PM"),
                rateOfNONROAD,
                sulphate,
                Term(
                    "S_b", "系数所对应的含硫量", "sulphur that the factor holds for", "mg/kg",
                    .factor(table: activity, parameter: "base_sulphur")),
                Term(
                    "S", "燃料含硫量", "fuel sulphur", "mg/kg", .column(Column.sulphur), .derived(fuelSulphur),
                    .sameAs("S_b", Label("燃料含硫量未知，不修正", "fuel sulphur not known: not corrected"))),
                Term("k", "占颗粒物的比例", "share of the particles", "1", .derived(sizeShare)),
            ])
    }

    /// A factor of NONROAD for a pollutant, whatever the pollutant of the line.
    private static func factor(_ symbol: String, _ zh: String, _ en: String, of pollutant: String) -> Term {
        let unit = Unit(stated: "g/kWh")
        return Term(
            symbol, Label(zh, en), unit,
            [
                .derived(
                    Derivation(
                        "\(symbol) of \(pollutant)", words: [Column.stage, Column.machineType, Column.fuel],
                        tables: ["nonroad/power_factors"]
                    ) { found($0.match("nonroad/power_factors", keys: ["pollutant": pollutant]), unit, symbol, $0) })
            ])
    }

    /// The fuel rate that NONROAD's particles go with, whatever set comes first.
    private static let rateOfNONROAD = Term(
        "b", "燃油消耗率（与颗粒物系数同一批发动机的；行中所填 fuel_rate 只用于 SO2、CO2）",
        "fuel consumption rate of the engines that the factor of particles is of; fuel_rate of the row is for SO2 and CO2 alone",
        "g/kWh",
        .derived(
            Derivation(
                "fuel rate of NONROAD", words: [Column.stage, Column.machineType, Column.fuel], tables: [activity]
            ) { resolver in
                let keys = resolver.standInStage(of: "nonroad_us").map { ["stage": $0] } ?? [:]
                return found(
                    resolver.match(activity, parameter: "fuel_consumption", keys: keys), Unit(stated: "g/kWh"), "b",
                    resolver)
            }))

    private static func found(_ match: FactorMatch, _ unit: Unit, _ symbol: String, _ resolver: CaseResolver) -> Derived
    {
        guard case .found(let factor) = match, factor.set == "nonroad_us",
            let ratio = factor.unit.conversion(to: unit)
        else {
            return Derived(needs: [
                Need(
                    column: nil,
                    text: Label("NONROAD 没有该机械的 \(symbol)", "NONROAD has no \(symbol) for the machine"))
            ])
        }
        return Derived(
            value: ratio.applied(to: factor.value), formula: "\(symbol) ← \(factor.id)", factors: [factor],
            assumptions: resolver.marks(of: factor))
    }

    /// All particles of diesel engines count as PM10; 0.97 of them are PM2.5.
    private static let sizeShare = Derivation(
        "share of PM2.5", words: [Column.machineType], tables: [activity]
    ) { resolver in
        guard resolver.pollutant == "PM2.5" else { return Derived(value: 1, formula: "k = 1") }
        return found(resolver.match(activity, parameter: "pm25_per_pm10"), .one, "k", resolver)
    }

    // MARK: Sulphur and fuel

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

    /// The library's fuel consumption, EMEP's with its transient adjustment; NONROAD's has it within. Both print that of diesel engines:
    /// for another fuel it is not taken.
    private static let fuelRate = Derivation(
        "fuel rate", words: [Column.stage, Column.machineType, Column.fuel], tables: ["nonroad/activity"]
    ) { resolver in
        let unit = Unit(stated: "g/kWh")
        guard case .found(let factor) = resolver.match("nonroad/activity", parameter: "fuel_consumption"),
            let ratio = factor.unit.conversion(to: unit)
        else {
            guard resolver.has(Column.fuel), !resolver.isWord(Column.fuel, oneOf: ["diesel"]) else {
                return Derived(needs: [resolver.missing(column: Column.fuelRate)])
            }
            let fuel = resolver.text(Column.fuel)
            return Derived(needs: [
                Need(
                    column: Column.fuelRate,
                    text: Label(
                        "系数库的燃油消耗率只对柴油机成立，不用于 \(fuel)：请填写燃油消耗率（\(Column.fuelRate)）或燃油消耗量（\(Column.fuelUse)）",
                        "the library's fuel consumption rates are of diesel engines and not taken for \(fuel): fill in \(Column.fuelRate) or \(Column.fuelUse)"
                    ))
            ])
        }
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
