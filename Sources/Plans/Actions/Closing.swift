import Calculation
import Inventories
import Tables

/// Sources end 关停淘汰: all that are meant, a share of each, or so many.
///
/// A heating boiler within a heat network gives heat that others then give. `makeup` says how: the columns of the source
/// that takes the heat over, with its efficiency; its fuel is that of the closed sources × old ÷ new efficiency, and what it
/// emits is subtracted from what closing removes. Without it the heat is told, and its emission is in no figure.
struct Closing: Action {
    static let name = "close"
    static let label = Label("关停淘汰", "close")
    static let reference: [ActionParameter] = [
        .share,
        .count,
        ActionParameter(
            "makeup", unit: "列: 值", default: Label("无", "none"),
            Label(
                "接热源的列：补烧的燃料按其计算并扣除",
                "the columns of the source that takes the heat over: what it burns for it is subtracted")),
        .efficiency,
        .fromEfficiency,
        ActionParameter(
            "heat_to", unit: "文字", default: Label("无", "none"),
            Label("热量由谁接替（只作说明）", "who gives the heat instead, as a remark")),
    ]
    static let example =
        "{table: boilers, where: {fuel: coal, capacity: \"<= 10 t/h\"}, action: close, with: {}, timing: {completed: 2025-12}}"
    static func rank(_ parameters: Parameters) -> Int { 1 }
    static func columns(of kind: SourceKind, _ parameters: Parameters) -> Set<String> {
        Portion.columns(of: kind).union(EnergyTarget.columns(of: kind)).union(parameters.keys(of: "makeup")).union([
            Column.status, Column.heatNetwork, Column.use, Column.capacity,
        ])
    }

    let portion: Portion
    let closed: UInt16
    /// The columns of the source that takes the heat over; empty where the heat goes elsewhere.
    private let makeup: [(column: String, setting: Setting)]
    private let efficiency: Double?
    private let oldEfficiency: Double?

    static func read(_ reader: inout ParameterReader) -> (any Action)? {
        guard let portion = reader.portion() else { return nil }
        var makeup: [(column: String, setting: Setting)] = []
        for entry in reader.measure.parameters["makeup"]?.entries ?? [] {
            if let setting = reader.setting(entry.key, entry.value) { makeup.append(setting) }
        }
        if !makeup.isEmpty, !EnergySwitch.works(on: reader.measure.kind, reader.measure.parameters) {
            reader.fault(.parameterMissing(Column.fuelUse), reader.measure.parameters["makeup"])
            return nil
        }
        return Closing(
            portion: portion, closed: reader.closed, makeup: makeup, efficiency: reader.number("efficiency", 0.01...10),
            oldEfficiency: reader.number("from_efficiency", 0.01...10))
    }

    var isLocal: Bool { portion.isLocal }
    /// Whether it closes whole all that it means.
    var closesAll: Bool { if case .share(1) = portion { true } else { false } }
    var makesUp: Bool { !makeup.isEmpty }

    func apply(to works: inout [Working], in surroundings: Surroundings, notes: inout Notes) {
        guard works.take(portion, in: surroundings, drops: false, &notes) else { return }
        for i in works.indices {
            works[i].treat { draft, rows in
                let giving = rows.filter(heats(draft))
                if !makeup.isEmpty {
                    burn(&draft, giving, surroundings.vocabularies, &notes)
                    let left = Set(giving)
                    draft.set(Column.status, code: closed, rows: rows.filter { !left.contains($0) })
                } else {
                    if !giving.isEmpty { tell(draft, giving, surroundings.vocabularies, &notes) }
                    draft.set(Column.status, code: closed, rows: rows)
                }
            }
        }
        if makeup.isEmpty { for i in works.indices { works[i].drop() } }
    }

    /// Whether a row heats within a heat network.
    private func heats(_ draft: Draft) -> (Int) -> Bool {
        guard draft.schema.column(Column.heatNetwork) != nil, let column = draft.schema.column(Column.use) else {
            return { _ in false }
        }
        let (networks, uses) = (draft.codes(Column.heatNetwork), draft.codes(column.id))
        let (yes, heating) = (draft.engine.vocabulary("flag"), draft.engine.vocabulary("boiler_use"))
        return { row in yes.text(networks[row]) == "yes" && heating.text(uses[row]) == "heating" }
    }

    /// The rows become what the source burns more that takes their heat over.
    private func burn(_ draft: inout Draft, _ rows: [Int], _ vocabularies: Vocabularies, _ notes: inout Notes) {
        guard !rows.isEmpty else { return }
        let words = draft.codes(Column.fuel)
        let fuels = vocabularies["fuel"]
        var byFuel: [UInt16: [Int]] = [:]
        let given = makeup.first { $0.column == Column.fuel }
        for row in rows {
            if case .word(let code)? = given?.setting {
                byFuel[code, default: []].append(row)
            } else {
                byFuel[words[row], default: []].append(row)
            }
        }
        for (code, rows) in byFuel.sorted(by: { $0.key < $1.key }) {
            let change = EnergySwitch(
                to: CodedWord(text: fuels.text(code), code: code), efficiency: efficiency, oldEfficiency: oldEfficiency,
                portion: .all)
            EnergyTarget(change, vocabularies: vocabularies).apply(&draft, rows, &notes)
        }
        draft.clear(
            draft.schema.columns.filter { [Column.capacity, Column.thermalEfficiency].contains($0.id) }, rows: rows)
        for (column, setting) in makeup where column != Column.fuel {
            switch setting {
            case .word(let code): draft.set(column, code: code, rows: rows)
            case .number(let value): draft.update(column, rows: rows) { _, _ in value }
            }
        }
        notes.add(
            Label("供热由接热源补烧，其排放已从减排量中扣除", "the source that takes the heat over burns more: its emission is subtracted"),
            rows: rows.count)
    }

    /// The heat that others must give.
    private func tell(_ draft: Draft, _ rows: [Int], _ vocabularies: Vocabularies, _ notes: inout Notes) {
        let change = EnergySwitch(
            to: CodedWord(text: "heat", code: 0), efficiency: efficiency, oldEfficiency: oldEfficiency, portion: .all)
        var draft = draft
        let heat = EnergyTarget(change, vocabularies: vocabularies).usefulHeat(&draft, rows, &notes)
        for row in rows where !heat[row].isNaN { notes.add(heat: heat[row]) }
    }

    func elsewhere(of measure: Measure, moved: MovedEnergy, in context: RunContext) -> ElsewhereEmission? {
        guard makeup.isEmpty, moved.heat > 0 else { return nil }
        let named = measure.parameters["heat_to"]?.text
        return ElsewhereEmission(
            id: measure.id, electricity: nil, heat: moved.heat, masses: [],
            missing: [
                Label(
                    "热量由 \(named ?? "管网热源") 供给，其补烧的排放未计：在 makeup 写接热源的列即扣除",
                    "\(named ?? "the network") gives the heat: what it burns for it is not counted until makeup names its columns"
                )
            ])
    }
}
