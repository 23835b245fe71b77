import Calculation
import Inventories
import Quantities
import Tables

/// A share of the stock is to be of some kinds 保有量占比: new energy, the latest stage. What is of one of them counts; so many
/// of the others are renewed, all alike, that the share is reached.
struct StockShare: Action {
    static let name = "stock_share"
    static let label = Label("保有量占比", "share of the stock")
    static let reference = [
        ActionParameter(
            "share", unit: "1", default: Label("必填", "required"),
            Label("保有量中应达到的份额", "the share of the stock to be reached")),
        ActionParameter(
            "counts", unit: "列: 词", default: Label("必填", "required"), Label("哪些已经算达到", "what counts already")),
        ActionParameter(
            "to", unit: "列: 值", default: Label("必填", "required"), Label("其余更新成什么", "what the others are renewed to")),
    ]
    static let example =
        "{table: vehicles, where: {vehicle_class: bus}, action: stock_share, with: {share: 0.8, counts: {fuel: [electricity]}, to: {fuel: electricity}}, timing: {completed: 2025-12}}"
    static func rank(_ parameters: Parameters) -> Int { 2 }
    static func columns(of kind: SourceKind, _ parameters: Parameters) -> Set<String> {
        Replacement.columns(of: kind, parameters).union(parameters.keys(of: "counts"))
    }
    static func works(on kind: SourceKind, _ parameters: Parameters) -> Bool { kind.schema.column(.count) != nil }

    let share: Double
    /// The words that count, by column: one of them is enough.
    private let counts: [(column: String, codes: Set<UInt16>)]
    private let renewal: Replacement

    static func read(_ reader: inout ParameterReader) -> (any Action)? {
        guard reader.applies(asking: [reader.schema.column(.count)]),
            let share = reader.number("share", 0...1, required: true)
        else { return nil }
        var counts: [(column: String, codes: Set<UInt16>)] = []
        for entry in reader.measure.parameters["counts"]?.entries ?? [] {
            let id = entry.key.text ?? ""
            guard let vocabulary = reader.schema.column(id)?.vocabulary else {
                reader.fault(
                    .unknownPlanColumn, entry.key,
                    nearest: Spelling.nearest(to: id, in: reader.schema.columns.map(\.id)))
                continue
            }
            let words = entry.value.list.compactMap(\.text)
            let codes = reader.vocabularies[vocabulary].codes(within: words)
            if codes.isEmpty { reader.fault(.unknownPlanWord, entry.value) }
            counts.append((id, Set(codes)))
        }
        if counts.isEmpty { reader.fault(.parameterMissing("counts"), nil) }
        var renewal = Replacement(portion: .all, closed: reader.closed)
        for entry in reader.measure.parameters["to"]?.entries ?? [] {
            if let setting = reader.setting(entry.key, entry.value) { renewal.to.append(setting) }
        }
        if renewal.to.isEmpty { reader.fault(.parameterMissing("to"), nil) }
        return StockShare(share: share, counts: counts, renewal: renewal)
    }

    var isLocal: Bool { false }

    func apply(to works: inout [Working], in surroundings: Surroundings, notes: inout Notes) {
        guard let column = surroundings.kind.schema.column(.count)?.id else { return }
        let stock = StockRate(share: share, of: works.map(\.kept), counting: column) { draft in
            let words = counts.map { (draft.codes($0.column), $0.codes) }
            return { row in words.contains { $1.contains($0[row]) } }
        }
        let (total, already, rate) = (stock.total, stock.already, stock.rate)
        if total > 0 {
            notes.add(
                rate == 0
                    ? Label(
                        "现状占比 \(DecimalText.percent(already / total))，已达到",
                        "present share \(DecimalText.percent(already / total)): met already"
                    )
                    : Label(
                        "现状占比 \(DecimalText.percent(already / total))，其余的 \(DecimalText.percent(rate)) 更新",
                        "present share \(DecimalText.percent(already / total)): \(DecimalText.percent(rate)) of the rest is renewed"
                    ))
        }
        for (i, taken) in stock.taken.enumerated() {
            works[i].divide(taken, kind: surroundings.kind, drops: false)
            works[i].treat { draft, rows in renewal.renew(&draft, rows) }
        }
    }

    func elsewhere(of measure: Measure, moved: MovedEnergy, in context: RunContext) -> ElsewhereEmission? {
        renewal.elsewhere(of: measure, moved: moved, in: context)
    }
}
