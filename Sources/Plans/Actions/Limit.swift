import Calculation
import Inventories
import Tables

/// Concentrations that must not be exceeded 限值提标: of one pollutant, or a set of several such as ultra-low emission 超低排放.
/// A stricter cap in force stays; the methods take the smaller emission.
struct Limit: Action {
    static let name = "limit"
    static let label = Label("限值提标", "limit")
    static let reference: [ActionParameter] = [
        ActionParameter(
            "pollutant", unit: "污染物", default: Label("NOx；有 tier 时为全部", "NOx; with tier all"),
            Label("有限值的污染物，可列多种", "one that limits know, or a list of them")),
        ActionParameter(
            "concentration", unit: "mg/m³", default: Label("必填其一", "one of both"),
            Label(
                "必须达到的浓度；也可按污染物 {NOx: 50, SO2: 35, PM: 10}",
                "the concentration to be met; by pollutant too {NOx: 50, SO2: 35, PM: 10}")),
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
    static func pollutants(_ parameters: Parameters) -> Set<String>? {
        let named = pollutantsNamed(parameters).compactMap(\.text)
        if !named.isEmpty { return Set(named) }
        return parameters.has("tier") ? nil : [alone]
    }
    static func columns(of kind: SourceKind, _ parameters: Parameters) -> Set<String> {
        let caps = kind.schema.columns.filter { column in
            column.roles.contains { role in
                switch role {
                case .cap, .capOxygen, .capOfOther, .capOxygenOfOther: true
                default: false
                }
            }
        }
        return Set(caps.map(\.id)).union([Column.capOxygen, Column.capacity])
    }
    static func works(on kind: SourceKind, _ parameters: Parameters) -> Bool { capColumn(kind.schema) != nil }

    /// What is limited where a measure gives one concentration and names no pollutant.
    private static let alone = "NOx"

    /// What must be met of a pollutant.
    private struct Wanted {
        let pollutant: String
        /// `nil` where it is each source's limit of the tier.
        let concentration: Double?
        /// Where it is named.
        let location: Location?
    }

    private let wanted: [Wanted]
    /// The oxygen of the concentrations.
    private let oxygen: Double?
    /// The tier of the limit tables: `special`, `ule`, …; with no pollutant named, all that the tier limits.
    private let tier: String?

    private static func capColumn(_ schema: Schema) -> ColumnSchema? {
        schema.columns.first { column in
            column.roles.contains { if case .cap = $0 { true } else { false } }
        }
    }

    /// The pollutants as they are written: one, a list, or the keys of the concentrations.
    private static func pollutantsNamed(_ parameters: Parameters) -> [YAMLValue] {
        if let keys = parameters["concentration"]?.entries.map(\.key), !keys.isEmpty { return keys }
        guard let named = parameters[Column.pollutant] else { return [] }
        return named.text == nil ? named.list : [named]
    }

    static func read(_ reader: inout ParameterReader) -> (any Action)? {
        guard reader.applies(asking: [capColumn(reader.schema)]) else { return nil }
        let parameters = reader.measure.parameters
        let entries = parameters["concentration"]?.entries ?? []
        let names: [YAMLValue]
        if entries.isEmpty {
            names = parameters[Column.pollutant].map { $0.text == nil ? reader.entries("pollutant") : [$0] } ?? []
        } else {
            names = entries.map(\.key)
            if let pollutant = parameters[Column.pollutant] {
                reader.fault(.badParameter, pollutant, expected: "concentration: {NOx: 50}")
                return nil
            }
        }
        let pollutants = names.compactMap { reader.pollutant($0) }
        guard pollutants.count == names.count else { return nil }
        if parameters.has("tier") {
            if let concentration = parameters["concentration"] {
                reader.fault(.badParameter, concentration, expected: "tier | concentration")
                return nil
            }
            guard let tier = reader.word("tier", in: "tier") else { return nil }
            return Limit(
                wanted: zip(pollutants, names).map {
                    Wanted(pollutant: $0, concentration: nil, location: $1.location)
                }, oxygen: nil, tier: tier.text)
        }
        let range = 0.0...100_000
        let concentrations: [Double]
        if entries.isEmpty {
            guard let one = reader.number("concentration", range, required: true) else { return nil }
            concentrations = Array(repeating: one, count: max(pollutants.count, 1))
        } else {
            concentrations = entries.compactMap { reader.number($0.value, range) }
            guard concentrations.count == entries.count else { return nil }
        }
        let named = pollutants.isEmpty ? [alone] : pollutants
        return Limit(
            wanted: named.indices.map { i in
                Wanted(
                    pollutant: named[i], concentration: concentrations[i],
                    location: names.isEmpty ? nil : names[i].location)
            }, oxygen: reader.number("oxygen", 0...20.9), tier: nil)
    }

    func apply(to works: inout [Working], in surroundings: Surroundings, notes: inout Notes) {
        let context = surroundings.context
        for i in works.indices {
            guard let tier else {
                for one in wanted {
                    guard let concentration = one.concentration, reaches(one.pollutant, works[i], context, &notes)
                    else { continue }
                    cap(&works[i], one.pollutant, context) { _ in (concentration, oxygen) }
                }
                continue
            }
            let isWhole = wanted.isEmpty
            let pollutants =
                isWhole
                ? StandardLimits.pollutants(of: works[i].kept.engine.kindName, tier: tier, context)
                : wanted.map(\.pollutant)
            let limits = pollutants.map { pollutant in
                (pollutant, StandardLimits(context, tier: tier, pollutant: pollutant).limits(works[i].kept))
            }
            let rows = works[i].whole
            var limited = Set<Int>()
            for (pollutant, own) in limits {
                limited.formUnion(rows.filter { own[$0] != nil })
                let without = isWhole ? [] : rows.filter { own[$0] == nil }
                lack(without, tier, of: pollutant, works[i], context, &notes)
            }
            let without = rows.filter { !limited.contains($0) }
            if isWhole { lack(without, tier, of: nil, works[i], context, &notes) }
            if !without.isEmpty { works[i].keep(without) }
            for (pollutant, own) in limits where own.contains(where: { $0 != nil }) {
                guard reaches(pollutant, works[i], context, &notes) else { continue }
                cap(&works[i], pollutant, context) { own[$0] }
            }
        }
    }

    /// Rows that the tier has no limit of a pollutant for, or none at all: told with the limits that there are.
    private func lack(
        _ rows: [Int], _ tier: String, of pollutant: String?, _ work: Working, _ context: RunContext,
        _ notes: inout Notes
    ) {
        guard !rows.isEmpty else { return }
        let what = [RunContext.limits, tier, work.kept.engine.kindName, pollutant].compactMap { $0 }
        let reasons = StandardLimits.reasons(of: pollutant, tier: tier, work.kept, rows, context)
        for (reason, own) in Dictionary(grouping: zip(rows, reasons), by: \.1) {
            work.lack(own.map(\.0), of: pollutant, what.joined(separator: " "), reason, &notes)
        }
    }

    /// Whether tables have a place for the cap of a pollutant; where they have none, it is told with what is emitted.
    private func reaches(
        _ pollutant: String, _ work: Working, _ context: RunContext, _ notes: inout Notes
    ) -> Bool {
        if CapColumns(of: pollutant, in: work.kept.schema, context) != nil { return true }
        work.lack(
            work.whole, of: pollutant,
            [RunContext.limits, work.kept.engine.kindName, pollutant].joined(separator: " "),
            Label(
                "\(pollutant) 没有自己的浓度上限列：限值表和去除率表都没有它，或其整体（如 PM）才有上限",
                "no column for a cap of \(pollutant): no table of limits or devices knows it, or the cap is that of what it is a part of"
            ),
            &notes)
        return false
    }

    /// Caps the treated rows at what each must meet of a pollutant.
    private func cap(
        _ work: inout Working, _ pollutant: String, _ context: RunContext,
        _ limit: (Int) -> (concentration: Double, oxygen: Double?)?
    ) {
        guard let columns = CapColumns(of: pollutant, in: work.kept.schema, context) else { return }
        // The concentration at no excess air: what makes caps of different reference oxygen comparable.
        func strict(_ c: Double, _ o: Double, _ other: Double?) -> Double { c / (21 - (o.isNaN ? other ?? 0 : o)) }
        work.treat { draft, rows in
            let caps = draft.own(columns.cap.id)
            // A cap that states no oxygen of its own has that of the cap of NOx (0006).
            let own = draft.own(columns.oxygen?.id ?? Column.capOxygen)
            let general = draft.own(Column.capOxygen)
            let oxygens = own.indices.map { own[$0].isNaN ? general[$0] : own[$0] }
            let changing = rows.filter { row in
                guard let limit = limit(row) else { return false }
                return caps[row].isNaN
                    || strict(caps[row], oxygens[row], limit.oxygen)
                        > strict(limit.concentration, limit.oxygen ?? .nan, 0)
            }
            draft.update(columns.cap.id, rows: changing) { row, value in limit(row)?.concentration ?? value }
            if let oxygen = columns.oxygen {
                draft.update(oxygen.id, rows: changing) { row, _ in limit(row)?.oxygen ?? Absence.empty.mark }
            }
        }
    }

    /// Rows whose method has no cap: the limit does not reach them, and that must be said.
    func tell(_ work: Working, _ after: RowEmissions, _ split: RowEmissions?, _ notes: inout Notes) {
        let engine = work.kept.engine
        let context = engine.context
        let pollutants =
            tier != nil && wanted.isEmpty ? context.pollutants : wanted.map(\.pollutant)
        for pollutant in pollutants {
            guard let column = CapColumns(of: pollutant, in: work.kept.schema, context)?.cap.id else { continue }
            let caps = work.kept.own(column)
            var uncapped: [CapLack: Set<Int>] = [:]
            for line in engine.lines.indices where context.isPart(engine.pollutant(ofLine: line), of: pollutant) {
                let isUncapped = engine.memo.flags("uncapped \(line)", of: after.cases) { number in
                    guard let method = engine.method(ofLine: line, inCase: number) else { return false }
                    return !engine.isCapped(line: line, inCase: number) && method.nature != .none
                }
                let rows = work.whole.filter { isUncapped[$0] && !caps[$0].isNaN }
                for (number, own) in Dictionary(grouping: rows, by: { after.cases[$0] }) {
                    guard let lack = engine.capLack(ofLine: line, inCase: number) else { continue }
                    uncapped[lack, default: []].formUnion(own)
                }
            }
            for (lack, rows) in uncapped {
                notes.warn(.limitWithoutEffect(pollutant, lack), rows.sorted().map(work.kept.mark))
            }
        }
    }
}
