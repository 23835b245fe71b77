import Calculation
import Inventories
import Quantities
import Tables

/// A use rate of straw is reached 秸秆综合利用率: less is burned in the open.
///
/// The rate is what is used ÷ what can be collected. Of the rest a share b is burned: burned = (1 − u) · b. From u₁ to u₂ at
/// equal b burning is multiplied by (1 − u₂) ÷ (1 − u₁). What can be collected is taken in proportion to output × straw
/// ratio; the present rate is that of all rows together unless it is given.
struct StrawUse: Action {
    static let name = "straw_use"
    static let label = Label("秸秆综合利用率", "use rate of straw")
    static let reference = [
        ActionParameter(
            "rate", unit: "1", default: Label("必填", "required"), Label("应达到的秸秆综合利用率", "the use rate to be reached")),
        ActionParameter(
            "base_rate", unit: "1", default: Label("各行的 use_share", "use_share of the rows"),
            Label("现状利用率", "the present use rate")),
    ]
    static let example =
        "{table: area, where: {category: straw_burning}, action: straw_use, with: {rate: 0.9, base_rate: 0.85}, timing: {completed: 2025-12}}"
    static func rank(_ parameters: Parameters) -> Int { 2 }
    static func columns(of kind: SourceKind, _ parameters: Parameters) -> Set<String> {
        [Column.burnShare, Column.useShare, Column.cropOutput, Column.strawRatio]
    }
    static func works(on kind: SourceKind, _ parameters: Parameters) -> Bool {
        kind.schema.column(Column.burnShare) != nil
    }

    let rate: Double
    let baseRate: Double?

    static func read(_ reader: inout ParameterReader) -> (any Action)? {
        let schema = reader.schema
        guard reader.applies(asking: [schema.column(Column.burnShare), schema.column(Column.useShare)]),
            let rate = reader.number("rate", 0...1, required: true)
        else { return nil }
        return StrawUse(rate: rate, baseRate: reader.number("base_rate", 0...1))
    }

    var isLocal: Bool { baseRate != nil }

    func apply(to works: inout [Working], in surroundings: Surroundings, notes: inout Notes) {
        guard let present = baseRate ?? presentRate(works.map(\.kept)) else {
            for i in works.indices {
                works[i].lack(
                    works[i].whole, "base_rate (use_share of area)",
                    Label(
                        "现状秸秆综合利用率（base_rate，或各行的 use_share）",
                        "the present use rate: base_rate, or use_share in every row"),
                    &notes)
                works[i].keep(works[i].whole)
            }
            return
        }
        guard rate > present, present < 1 else {
            for i in works.indices { works[i].keep(works[i].whole) }
            notes.add(
                Label(
                    "现状利用率 \(DecimalText.percent(present))，已达到 \(DecimalText.percent(rate))",
                    "present rate \(DecimalText.percent(present)): \(DecimalText.percent(rate)) is met already")
            )
            return
        }
        let factor = (1 - rate) / (1 - present)
        notes.add(
            Label(
                "利用率 \(DecimalText.percent(present)) → \(DecimalText.percent(rate))，焚烧比例不变的条件下焚烧量 × \(DecimalText.significant(factor, digits: 4))",
                "use rate \(DecimalText.percent(present)) to \(DecimalText.percent(rate)): burning × \(DecimalText.significant(factor, digits: 4)) at an equal burned share of the rest"
            ))
        for i in works.indices {
            let burned = works[i].kept.used(Column.burnShare)
            let known = works[i].whole.filter { !burned[$0].isNaN }
            works[i].keep(works[i].whole.filter { burned[$0].isNaN })
            works[i].treat { draft, _ in
                draft.update(Column.burnShare, rows: known) { row, _ in burned[row] * factor }
                draft.update(Column.useShare, rows: known) { _, own in
                    own.isNaN ? rate : 1 - (1 - own) * factor
                }
            }
        }
    }

    /// Used ÷ collectable over all rows; `nil` where a row says nothing of it.
    private func presentRate(_ drafts: [Draft]) -> Double? {
        var (used, whole) = (0.0, 0.0)
        for draft in drafts {
            let shares = draft.own(Column.useShare)
            let (output, ratio) = (draft.own(Column.cropOutput), draft.used(Column.strawRatio))
            let library = draft.library("area/straw_parameters", parameter: "straw_ratio", unit: "1")
            for row in 0..<draft.count {
                let straw = output[row] * (ratio[row].isNaN ? library[row] : ratio[row])
                // A row without output burns nothing that is known.
                if straw.isNaN { continue }
                if shares[row].isNaN { return nil }
                used += shares[row] * straw
                whole += straw
            }
        }
        return whole > 0 ? used / whole : nil
    }
}

extension Working {
    /// What keeps some rows from being treated, told with what they emit: of a pollutant with its parts, or of all.
    func lack(_ rows: [Int], of whole: String? = nil, _ what: String, _ reason: Label, _ notes: inout Notes) {
        let engine = kept.engine
        for line in engine.lines.indices {
            let pollutant = engine.pollutant(ofLine: line)
            guard whole.map({ engine.context.isPart(pollutant, of: $0) }) ?? true else { continue }
            let lack = MeasureLack(pollutant: pollutant, what: what, reason: reason, place: .input)
            for row in rows where micrograms[line][row] > 0 { notes.lack(lack, micrograms[line][row]) }
        }
    }
}
