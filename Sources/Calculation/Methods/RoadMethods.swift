import Factors
import Inventories
import Quantities
import Tables

/// Road vehicles: exhaust with all corrections by month, and evaporation as its own line.
///
/// 《道路机动车大气污染物排放清单编制技术指南（试行）》, announcement 2014 No. 92:
/// E = P × EF × VKT, EF = BEF × φ × γ × λ × θ.
enum RoadMethods {
    private static let guide = "附件3"
    static let unpowered = ["electricity", "fuel_cell", "hydrogen"]

    private static let population = Term("P", "保有量", "vehicle population", "辆", .column(Column.population))
    private static let distance = Term(
        "VKT", "年均行驶里程", "annual distance", "km/辆", .column(Column.annualKm), .factor(table: "road/annual_distance"))
    private static let local = Term(
        "ψ", "本地行驶比例", "share driven in the county", "1", .column(Column.localShare),
        .silent(1, Label("未填，按全部在辖区内行驶", "not given: all driven in the county")))

    static let exhaust: [Method] = [
        Method(
            "road_electric", "电动车，无尾气", "electric: no exhaust", "P" * "VKT" * "EF",
            source: [.document("mep2014_92", guide)],
            when: [.word(Column.fuel, of: unpowered)], nature: .none,
            terms: [
                population,
                Term(
                    "VKT", "年均行驶里程", "annual distance", "km/辆", .column(Column.annualKm),
                    .silent(0, Label("未填，不影响结果", "not given: makes no difference"))),
                Term("EF", "综合排放系数", "emission factor", "g/km", .printed(0, Label("电动车尾气为零", "no exhaust"))),
            ]),
        Method(
            "road_exhaust", "保有量×里程×综合系数", "population × distance × factor", "P" * "VKT" * "ψ" * "EF",
            source: [.document("mep2014_92", guide + " 2.1")], when: [.noWord(Column.fuel, of: unpowered)],
            terms: [
                population, distance, local,
                Term("EF", "综合排放系数", "emission factor", "g/km", .derived(RoadFactor.derivation)),
            ]),
    ]

    /// E = (EF1 × VKT / V + EF2 × 365) × P
    static let evaporation: [Method] = [
        Method(
            "road_evaporation", "汽油车蒸发", "evaporation of gasoline vehicles",
            ("EF₁" * "VKT" / "V" + "EF₂" * .constant(365, days)) * "P",
            source: [.document("mep2014_92", guide + " 2.2")], pollutants: ["VOCs"],
            when: [.word(Column.fuel, of: ["gasoline"])],
            terms: [
                Term(
                    "EF₁", "行驶蒸发系数", "running loss", "g/h", .factor(table: "road/evaporation", parameter: "running")),
                distance,
                Term("V", "平均车速", "mean speed", "km/h", .column(Column.speed), .derived(countySpeed)),
                Term(
                    "EF₂", "停驶蒸发系数", "parked loss", "g/(d 辆)", .factor(table: "road/evaporation", parameter: "parked")),
                population,
            ])
    ]

    private static let days = Unit(stated: "d")

    /// The county's mean speed, else the inventory's, or the reference speed of the guideline.
    private static let countySpeed = Derivation(
        "county speed", words: [Column.countyCode], tables: [Rules.numbers]
    ) { resolver in
        if let speed = InventoryManifestView(resolver).conditions.speed {
            return Derived(value: speed, formula: "inventory.yaml: speed")
        }
        return RoadFactor.referenceSpeed(resolver) ?? Derived(needs: [resolver.missing(column: Column.speed)])
    }
}
