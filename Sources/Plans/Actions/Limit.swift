import Calculation
import Inventories
import Tables

/// A concentration that must not be exceeded 限值提标. A stricter cap in force stays; the methods take the smaller
/// emission.
struct Limit: Action {
    static let name = "limit"
    static let label = Label("限值提标", "limit")
    static let reference = [
        ActionParameter("pollutant", unit: "污染物", default: Label("NOx", "NOx"), Label("目前只有 NOx", "NOx alone so far")),
        ActionParameter(
            "concentration", unit: "mg/m³", default: Label("必填其一", "one of both"),
            Label("必须达到的浓度", "the concentration to be met")),
        ActionParameter(
            "oxygen", unit: "%", default: Label("该源的基准含氧量", "the source's own"),
            Label("浓度的基准含氧量", "the reference oxygen of the concentration")),
        ActionParameter(
            "tier", unit: "词", default: Label("必填其一", "one of both"),
            Label("限值表的档：special、ule 等", "a tier of the limit tables: special, ule and others")),
    ]
    static let example =
        "{table: boilers, where: {fuel: coal}, action: limit, with: {concentration: 200, oxygen: 9}, timing: {completed: 2025-12}}"
    static let isDesigned = true
    static func rank(_ parameters: Parameters) -> Int { 6 }
    static func pollutants(_ parameters: Parameters) -> Set<String>? { ["NOx"] }

    /// What must be met; `nil` where it is each source's limit of a tier.
    let concentration: Double?
    let oxygen: Double?
    /// The tier of the limit tables: `special`, `ule`, …
    let tier: String?

    static func read(_ reader: inout ParameterReader) -> (any Action)? {
        guard reader.measure.parameters["pollutant"]?.text ?? "NOx" == "NOx", reader.schema.column("nox_cap") != nil
        else {
            reader.fault(.limitsNOxOnly, reader.measure.parameters["pollutant"])
            return nil
        }
        if reader.measure.parameters.has("tier") {
            guard let tier = reader.word("tier", in: "tier") else { return nil }
            return Limit(concentration: nil, oxygen: nil, tier: tier.text)
        }
        guard let concentration = reader.number("concentration", 0...100_000, required: true) else { return nil }
        return Limit(concentration: concentration, oxygen: reader.number("oxygen", 0...20.9), tier: nil)
    }

    func apply(to works: inout [Working], in surroundings: Surroundings, notes: inout Notes) {
        for i in works.indices {
            if let tier {
                let limits = StandardLimits(surroundings.context, tier: tier, pollutant: "NOx").limits(works[i].kept)
                let without = works[i].whole.filter { limits[$0] == nil }
                if !without.isEmpty {
                    works[i].lack(
                        without, "limit of tier \(tier)",
                        Label("限值表没有这类源的 \(tier) 限值", "the limit tables have no \(tier) limit of such a source"), &notes
                    )
                    works[i].keep(without)
                }
                cap(&works[i]) { limits[$0] }
            } else if let concentration {
                cap(&works[i]) { _ in (concentration, oxygen) }
            }
        }
    }

    /// Caps the treated rows at what each must meet.
    private func cap(_ work: inout Working, _ limit: (Int) -> (concentration: Double, oxygen: Double?)?) {
        // The concentration at no excess air: what makes caps of different reference oxygen comparable.
        func strict(_ c: Double, _ o: Double, _ other: Double?) -> Double { c / (21 - (o.isNaN ? other ?? 0 : o)) }
        work.treat { draft, rows in
            let (caps, oxygens) = (draft.own(Column.noxCap), draft.own(Column.capOxygen))
            let changing = rows.filter { row in
                guard let limit = limit(row) else { return false }
                return caps[row].isNaN
                    || strict(caps[row], oxygens[row], limit.oxygen)
                        > strict(limit.concentration, limit.oxygen ?? .nan, 0)
            }
            draft.update(Column.noxCap, rows: changing) { row, value in limit(row)?.concentration ?? value }
            draft.update(Column.capOxygen, rows: changing) { row, _ in limit(row)?.oxygen ?? Absence.empty.mark }
        }
    }

    /// Rows whose method has no cap: the limit does not reach them, and that must be said.
    func tell(_ work: Working, _ after: RowEmissions, _ notes: inout Notes) {
        let engine = work.kept.engine
        for line in engine.lines.indices where engine.pollutant(ofLine: line) == "NOx" {
            let isUncapped = engine.memo.flags("uncapped \(line)", of: after.cases) { number in
                guard let method = engine.method(ofLine: line, inCase: number) else { return false }
                return !engine.isCapped(line: line, inCase: number) && method.nature != .none
            }
            let rows = work.whole.filter { isUncapped[$0] }
            if !rows.isEmpty { notes.warn(.limitWithoutEffect, rows.map(work.kept.mark)) }
        }
    }
}

extension Finding.Message {
    static let limitsNOxOnly = Finding.Message(
        "limit-nox-only", "limit 只用于有氮氧化物浓度的源类", "limit is for NOx of kinds that have a concentration")
}
