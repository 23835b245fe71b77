import Inventories
import Quantities
import Tables

/// Other area sources: catering, straw, paint and solvents, shops, people.
enum AreaMethods {
    private static func category(_ codes: String...) -> Condition { .word(Column.category, of: codes) }

    private static let concentration = Term(
        "C", "VOCs浓度", "VOC concentration", "mg/m3", .column(Column.vocConcentration),
        .factor(table: "area/catering", parameter: "concentration"))
    /// E = n × 2000 × h × d × C × (1 − η r); oil: E = A × EF.
    private static let catering: [Method] = [
        Method(
            "catering_stoves", "灶头风量法", "stoves × flow", "n" * "q" * "h" * "d" * "C",
            source: [.document("gb18483", "6.6"), .page("AreaSources", "E = n × q × h × d × C")], pollutants: ["VOCs"],
            when: [category("catering")],
            acceptsControl: true,
            terms: [
                Term("n", "基准灶头数", "base stoves", "台", .column(Column.stoves)),
                Term(
                    "q", "单灶基准风量", "flow of a base stove", "m3/(h 台)",
                    .factor(table: "area/catering", parameter: "flow_per_stove")),
                Term("h", "日营业小时", "hours a day", "h/d", .column(Column.hoursPerDay)),
                Term("d", "年营业天数", "days a year", "d", .column(Column.days)), concentration,
            ]),
        Method(
            "catering_oil", "食用油用量法", "cooking oil × factor", "A" * "EF", source: [.document("tcses144", "")],
            pollutants: ["VOCs"], when: [category("catering")], acceptsControl: true,
            terms: [
                Term("A", "食用油用量", "cooking oil", "t", .column(Column.oilUse)),
                Term("EF", "排放系数", "emission factor", "kg/t", .factor(table: "area/catering", parameter: "per_oil")),
            ]),
    ]

    /// E = Y × N × D × R × CE × EF: output, straw-to-grain ratio, dry share, burned share, combustion efficiency.
    private static let straw: [Method] = [
        Method(
            "straw_burning", "秸秆露天焚烧", "open straw burning", "Y" * "N" * "D" * "R" * "CE" * "EF",
            source: [.document("tcses144", "(77)"), .document("mep2014_92", "附件5")], when: [category("straw_burning")],
            terms: [
                Term("Y", "作物产量", "crop output", "t", .column(Column.cropOutput)),
                Term(
                    "N", "草谷比", "straw-to-grain ratio", "1", .column(Column.strawRatio),
                    .factor(table: "area/straw_parameters", parameter: "straw_ratio")),
                Term(
                    "D", "干物质比例", "dry matter share", "1", .column(Column.dryShare),
                    .factor(table: "area/straw_parameters", parameter: "dry_share")),
                Term(
                    "R", "露天焚烧比例", "share burned", "1", .column(Column.burnShare),
                    .factor(table: "area/straw_parameters", parameter: "burn_share")),
                Term(
                    "CE", "燃烧效率", "combustion efficiency", "1", .column(Column.combustionEfficiency),
                    .factor(table: "area/straw_parameters", parameter: "combustion_efficiency")),
                Term("EF", "排放系数", "emission factor", "g/kg", .factor(table: "area/straw_factors")),
            ])
    ]

    private static func factor(
        _ id: String, _ zh: String, _ en: String, _ term: Term, unit: String, parameter: String
    ) -> Method {
        Method(
            id, zh, en, "A" * "EF", source: [.document("tcses144", "8.2.1.2 (7)")],
            when: [.noWord(Column.category, of: ["straw_burning"])],
            terms: [
                term,
                Term(
                    "EF", "排放系数", "emission factor", unit, .factor(table: "area/emission_factors", parameter: parameter)
                ),
            ])
    }

    private static let factors: [Method] = [
        Method(
            "area_content", "用量×VOCs含量", "material × VOC content", "W" * "I",
            source: [.document("tcses144", "8.2.1.2 (8)")],
            pollutants: ["VOCs"],
            terms: [
                Term("W", "VOCs质量分数", "VOC mass fraction", "1", .column(Column.vocContent)),
                Term("I", "原辅材料用量", "material use", "t", .column(Column.materialUse)),
            ]),
        Method(
            "area_density", "体积×VOCs含量", "volume × VOC content", "ρ" * "V",
            source: [.document("tcses144", "8.2.1.2 (8)")],
            pollutants: ["VOCs"],
            terms: [
                Term("ρ", "VOCs体积含量", "VOC content by volume", "g/L", .column(Column.vocDensity)),
                Term("V", "原辅材料体积", "material volume", "m3", .column(Column.materialVolume)),
            ]),
        factor(
            "area_material", "用量×系数", "material × factor",
            Term("A", "原辅材料用量", "material use", "t", .column(Column.materialUse)), unit: "kg/t",
            parameter: "per_material"),
        factor(
            "area_volume", "体积用量×系数", "volume × factor",
            Term("A", "原辅材料体积", "material volume", "m3", .column(Column.materialVolume)), unit: "kg/m3",
            parameter: "per_volume"),
        factor(
            "area_shops", "店铺数×系数", "shops × factor", Term("A", "店铺数", "shops", "家", .column(Column.shops)),
            unit: "kg/家",
            parameter: "per_shop"),
        factor(
            "area_vehicles", "维修车辆×系数", "vehicles × factor",
            Term("A", "维修车辆数", "vehicles serviced", "辆", .column(Column.vehiclesServiced)), unit: "g/辆",
            parameter: "per_vehicle"),
        factor(
            "area_persons", "人口×系数", "people × factor", Term("A", "人口", "persons", "人", .column(Column.persons)),
            unit: "kg/人",
            parameter: "per_person"),
        Method(
            "area_fuel", "燃料用量×系数", "fuel × factor", "A" * "EF", source: [.page("Combustion", "(C)")],
            terms: [
                Term("A", "燃料消耗量", "fuel use", "t", .column(Column.fuelUse)),
                Term("EF", "排放系数", "emission factor", "kg/t", .factor(table: "households/emission_factors")),
            ]),
    ]

    static let all = catering + straw + factors
}
