import Calculation
import Inventories
import Quantities
import Tables

/// A rate of clean heating is reached 清洁取暖率: households leave coal.
///
/// The rate is the floor area heated cleanly ÷ all heated floor area; central heat of ultra-low coal plants counts as clean.
/// From c₀ to c₁ the rest shrinks by (1 − c₁) ÷ (1 − c₀). The present rate is given, or follows from the heated area:
/// c₀ = 1 − coal area ÷ heated area, with the coal area of the rows (their floor area, else households × area of one).
struct CleanHeating: Action {
    static let name = "clean_heating"
    static let label = Label("清洁取暖率", "rate of clean heating")
    static let reference: [ActionParameter] =
        [
            ActionParameter(
                "rate", unit: "1", default: Label("必填", "required"), Label("应达到的清洁取暖率", "the rate to be reached")),
            ActionParameter(
                "base_rate", unit: "1", default: Label("由 heated_area 算", "by heated_area"),
                Label("现状清洁取暖率", "the present rate")),
            ActionParameter(
                "heated_area", unit: "m²", default: Label("base_rate 没有时必填", "required without base_rate"),
                Label("供暖总面积", "all heated floor area")),
            .areaPerHousehold,
            ActionParameter(
                "to", unit: "燃料", default: Label("必填", "required"), Label("改用的能源", "the energy that takes over")),
            .efficiency,
            .fromEfficiency,
        ] + FuelProperties.reference
    static let example =
        "{table: households, where: {fuel: coal}, action: clean_heating, with: {rate: 0.8, base_rate: 0.7, to: electricity}, timing: {completed: 2025-10}}"
    static func rank(_ parameters: Parameters) -> Int { 3 }
    static func columns(of kind: SourceKind, _ parameters: Parameters) -> Set<String> {
        EnergySwitch.columns(of: kind, parameters)
    }
    static func works(on kind: SourceKind, _ parameters: Parameters) -> Bool {
        kind.schema.column(Column.floorArea) != nil
    }

    let rate: Double
    let baseRate: Double?
    let heatedArea: Double?
    let areaPerHousehold: Double?
    private let change: EnergySwitch

    static func read(_ reader: inout ParameterReader) -> (any Action)? {
        let schema = reader.schema
        guard reader.applies(asking: [schema.column(Column.fuel), schema.column(Column.floorArea)]),
            let rate = reader.number("rate", 0...1, required: true),
            let to = reader.word("to", in: "fuel", required: true)
        else { return nil }
        let (base, area) = (reader.number("base_rate", 0...1), reader.number("heated_area", 0...1e10))
        guard base != nil || area != nil else {
            reader.fault(.parameterMissing("base_rate | heated_area"), nil)
            return nil
        }
        guard let properties = FuelProperties(&reader) else { return nil }
        return CleanHeating(
            rate: rate, baseRate: base, heatedArea: area,
            areaPerHousehold: reader.number("area_per_household", 1...1000),
            change: EnergySwitch(
                to: to, efficiency: reader.number("efficiency", 0.01...10),
                oldEfficiency: reader.number("from_efficiency", 0.01...10), portion: .all, properties: properties))
    }

    var isLocal: Bool { baseRate != nil }

    func apply(to works: inout [Working], in surroundings: Surroundings, notes: inout Notes) {
        var present = baseRate
        if present == nil, let heatedArea {
            guard let coal = HeatedArea(areaPerHousehold).total(of: works.map(\.kept), notes: &notes) else { return }
            guard coal <= heatedArea else {
                notes.fail(
                    .moreAreaThanHeated, at: notes.measure.parameters["heated_area"]?.location,
                    value: DecimalText.shortest(heatedArea),
                    expected: Label("至少 \(DecimalText.shortest(coal)) m2", "at least \(DecimalText.shortest(coal)) m2"),
                    isOfAllRows: true)
                return
            }
            present = heatedArea > 0 ? 1 - coal / heatedArea : 1
        }
        let clean = present ?? 0
        guard rate > clean, clean < 1 else {
            for i in works.indices { works[i].keep(works[i].whole) }
            notes.add(
                Label(
                    "现状清洁取暖率 \(DecimalText.percent(clean))，已达到 \(DecimalText.percent(rate))",
                    "present rate \(DecimalText.percent(clean)): \(DecimalText.percent(rate)) is met already"))
            return
        }
        let share = 1 - (1 - rate) / (1 - clean)
        notes.add(
            Label(
                "清洁取暖率 \(DecimalText.percent(clean)) → \(DecimalText.percent(rate))：散煤取暖减少 \(DecimalText.percent(share))",
                "clean heating \(DecimalText.percent(clean)) to \(DecimalText.percent(rate)): coal heating falls by \(DecimalText.percent(share))"
            ))
        var change = change
        change.portion = .share(share)
        change.apply(to: &works, in: surroundings, notes: &notes)
    }

    func gain(_ work: Working, line: Int, row: Int, vocabularies: Vocabularies) -> (factor: String, less: Double)? {
        change.gain(work, line: line, row: row, vocabularies: vocabularies)
    }
    func tell(_ work: Working, _ after: RowEmissions, _ split: RowEmissions?, _ notes: inout Notes) {
        change.tell(work, after, split, &notes)
    }
    func elsewhere(of measure: Measure, moved: MovedEnergy, in context: RunContext) -> ElsewhereEmission? {
        change.elsewhere(of: measure, moved: moved, in: context)
    }
}

extension Finding.Message {
    static let moreAreaThanHeated = Finding.Message(
        "more-area-than-heated", "散煤取暖面积多于供暖总面积", "the area heated with coal exceeds all heated area")
}
