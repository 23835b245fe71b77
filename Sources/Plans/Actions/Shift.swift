import Calculation
import Inventories
import Tables

/// Transport moves to another carrier 运输结构调整: vehicles drive less.
struct Shift: Action {
    static let name = "shift"
    static let label = Label("运输结构调整", "shift of transport")
    static let reference = [
        ActionParameter("share", unit: "1", default: Label("必填", "required"), Label("转移的份额", "the share that moves")),
        ActionParameter(
            "to", unit: "文字", default: Label("无", "none"), Label("转到哪种运输（只作说明）", "which carrier takes it, as a remark")),
    ]
    static let example =
        "{table: vehicles, where: {fuel: diesel}, action: shift, with: {share: 0.05, to: rail}, timing: {completed: 2025-12}}"
    static func rank(_ parameters: Parameters) -> Int { 2 }
    static func columns(of kind: SourceKind, _ parameters: Parameters) -> Set<String> { [Column.annualKm] }
    static func works(on kind: SourceKind, _ parameters: Parameters) -> Bool {
        kind.schema.column(Column.annualKm) != nil
    }

    let share: Double
    let carrier: String

    static func read(_ reader: inout ParameterReader) -> (any Action)? {
        guard reader.applies(asking: [reader.schema.column(Column.annualKm)]) else { return nil }
        guard let share = reader.number("share", 0...1, required: true) else { return nil }
        return Shift(share: share, carrier: reader.measure.parameters["to"]?.text ?? "")
    }

    func apply(to works: inout [Working], in surroundings: Surroundings, notes: inout Notes) {
        for i in works.indices {
            let distance = works[i].kept.used(Column.annualKm)
            works[i].treat { draft, rows in
                draft.update(Column.annualKm, rows: rows) { row, _ in distance[row] * (1 - share) }
            }
        }
        notes.add(Label("转到 \(carrier) 的货运排放未计", "the emission of the freight carried by \(carrier) is not counted"))
    }

    func elsewhere(of measure: Measure, moved: MovedEnergy, in context: RunContext) -> ElsewhereEmission? {
        ElsewhereEmission(
            id: measure.id, electricity: nil, masses: [],
            missing: [
                Label(
                    "\(carrier) 承运部分不能算：vehicles 表没有载货量列（t/车），系数库没有单位周转量系数（g/(t·km)）",
                    "what \(carrier) carries is not known: table vehicles has no column of the load (t a vehicle), the "
                        + "library no factor by freight turnover (g per t km)")
            ])
    }
}
