import Calculation
import Factors
import Inventories
import Quantities
import Tables

/// Another fuel or energy gives the same heat 能源替代.
struct EnergySwitch: Action {
    static let name = "switch"
    static let label = Label("能源替代", "switch of energy")
    static let reference: [ActionParameter] =
        [
            ActionParameter(
                "to", unit: "燃料", default: Label("必填", "required"), Label("新的燃料或能源", "the new fuel or energy")),
            .efficiency,
            .fromEfficiency,
            .share,
            .count,
            ActionParameter(
                "floor_area", unit: "m²", default: Label("全部", "all"),
                Label("改多少供热面积；可按县区", "how much heated area; by county too")),
            .areaPerHousehold,
            ActionParameter(
                "control", unit: "keep", default: Label("清除", "cleared"),
                Label("keep：换燃料后治理设施保留", "keep: the devices stay behind the new fuel")),
        ] + FuelProperties.reference
    static let example =
        "{table: boilers, where: {fuel: coal}, action: switch, with: {to: natural_gas, efficiency: 0.92, gas_sulphur: 20}, timing: {completed: 2025-10}}"
    static func rank(_ parameters: Parameters) -> Int { 3 }
    static func columns(of kind: SourceKind, _ parameters: Parameters) -> Set<String> {
        Portion.columns(of: kind).union(EnergyTarget.columns(of: kind))
    }
    static func works(on kind: SourceKind, _ parameters: Parameters) -> Bool {
        kind.schema.column(Column.fuel) != nil && fuelColumn(kind.schema) != nil
    }

    var to: CodedWord
    var efficiency: Double?
    var oldEfficiency: Double?
    var portion: Portion
    /// Whether devices stay behind the new fuel.
    var keepsControls = false
    /// What is stated of the new fuel.
    var properties = FuelProperties()

    private static func fuelColumn(_ schema: Schema) -> ColumnSchema? {
        schema.columns(.ofFuel).first { $0.roles.contains(.extensive) && $0.roles.contains(.activity) }
    }

    static func read(_ reader: inout ParameterReader) -> (any Action)? {
        guard reader.applies(asking: [reader.schema.column(Column.fuel), fuelColumn(reader.schema)]) else { return nil }
        guard let to = reader.word("to", in: "fuel", required: true), let portion = reader.portion() else { return nil }
        var keeps = false
        if let control = reader.measure.parameters["control"] {
            keeps = control.text == "keep"
            if !keeps { reader.fault(.unknownPlanWord, control, expected: "keep") }
        }
        guard let properties = FuelProperties(&reader) else { return nil }
        return EnergySwitch(
            to: to, efficiency: reader.number("efficiency", 0.01...10),
            oldEfficiency: reader.number("from_efficiency", 0.01...10), portion: portion, keepsControls: keeps,
            properties: properties)
    }

    var isLocal: Bool { portion.isLocal }

    func apply(to works: inout [Working], in surroundings: Surroundings, notes: inout Notes) {
        guard works.take(portion, in: surroundings, drops: false, &notes) else { return }
        let target = EnergyTarget(self, vocabularies: surroundings.vocabularies)
        for i in works.indices { works[i].treat { draft, rows in target.apply(&draft, rows, &notes) } }
    }

    /// What the library knows of a fuel against the old one where it has no factor: how much less is emitted.
    func gain(_ work: Working, line: Int, row: Int, vocabularies: Vocabularies) -> (factor: String, less: Double)? {
        let engine = work.kept.engine
        let fuels = vocabularies["fuel"]
        guard let old = fuels.code(exactly: engine.word(Column.fuel, inCase: work.kept.cases[row])),
            let raw = fuels.code(exactly: "raw_coal"),
            fuels.lineage(of: old).contains(raw) || fuels.text(old) == "coal",
            let factor = engine.factor(
                "\(engine.kindName)/parameters", parameter: "reduction_against_raw_coal",
                keys: [Column.fuel: to.text, Column.pollutant: engine.pollutant(ofLine: line)],
                inCase: work.kept.cases[row]),
            let share = factor.unit.conversion(to: .one)?.applied(to: factor.value)
        else { return nil }
        return (factor.id, share)
    }

    /// Rows that emit more with the new fuel: by which factors.
    func tell(_ work: Working, _ after: RowEmissions, _ split: RowEmissions?, _ notes: inout Notes) {
        let engine = work.kept.engine
        for line in engine.lines.indices {
            let (old, new) = (work.micrograms[line], after.micrograms[line])
            for row in work.whole where new[row] > old[row] && old[row] > 0 {
                let names = [work.kept.cases[row], after.cases[row]].map { number in
                    let factors = engine.factors(ofLine: line, inCase: number).map {
                        "\($0.id) \(DecimalText.shortest($0.value)) \($0.unit)"
                    }
                    let method = engine.method(ofLine: line, inCase: number)?.id ?? ""
                    return ([method] + factors).joined(separator: " ")
                }
                let pollutant = engine.pollutant(ofLine: line)
                notes.add(
                    Label(
                        "\(pollutant) 升高：之前 \(names[0])，之后 \(names[1])",
                        "\(pollutant) rises: before \(names[0]), after \(names[1])"), rows: 1)
            }
        }
    }

    func elsewhere(of measure: Measure, moved: MovedEnergy, in context: RunContext) -> ElsewhereEmission? {
        guard moved.electricity > 0 else { return nil }
        let (masses, missing) = context.grid(moved.electricity)
        return ElsewhereEmission(id: measure.id, electricity: moved.electricity, masses: masses, missing: missing)
    }
}
