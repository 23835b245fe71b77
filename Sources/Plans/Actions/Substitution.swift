import Calculation
import Inventories
import Quantities
import Tables

/// Another material does the same work 原辅材料替代.
struct Substitution: Action {
    static let name = "substitute"
    static let label = Label("原辅材料替代", "substitution")
    static let reference: [ActionParameter] = [
        ActionParameter(
            "voc_content", unit: "1", default: Label("低VOCs材料按系数库", "the library's of the low-VOC material"),
            Label(
                "替代物的 VOCs 质量分数；没有 points、percent 时必填",
                "the VOC mass fraction of the substitute; required without points or percent")),
        ActionParameter(
            "use_ratio", unit: "1", default: Label("1", "1"),
            Label("替代物用量÷原用量", "use of the substitute ÷ use of the old one")),
        .share,
        ActionParameter(
            "points", unit: "百分点", default: Label("无", "none"),
            Label("占比下降多少个百分点", "percentage points by which the share falls")),
        ActionParameter(
            "percent", unit: "%", default: Label("无", "none"), Label("用量替代的百分数", "percent of the use that is replaced")),
        ActionParameter(
            "base_share", unit: "1", default: Label("现状占比", "the present share"),
            Label("points 所对的基准年占比", "the share in the base year that points count from")),
        ActionParameter(
            "material", unit: "词", default: Label("系数库的低VOCs材料", "the library's low-VOC material"),
            Label("替代物", "the substitute")),
    ]
    static let example =
        "{table: voc_firms, where: {material: solvent_coating}, action: substitute, with: {voc_content: 0.10, share: 0.3}, timing: {completed: 2025-12}}"
    static let isDesigned = true
    static func rank(_ parameters: Parameters) -> Int { 3 }
    static func pollutants(_ parameters: Parameters) -> Set<String>? { ["VOCs"] }
    static func works(on kind: SourceKind, _ parameters: Parameters) -> Bool {
        kind.schema.column(Column.materialUse) != nil
    }

    enum Amount: Sendable {
        case share(Double)
        case points(Double)
        case percent(Double)
    }

    var amount: Amount
    /// The share in the year that points are counted from; that of the inventory where it is not given.
    var baseShare: Double?
    var content: Double?
    var useRatio: Double?
    var material: CodedWord?
    /// Words by code, for the family of a material.
    var materials: Vocabulary
    var selector: Selector

    static func read(_ reader: inout ParameterReader) -> (any Action)? {
        guard reader.applies(asking: [reader.schema.column(Column.material), reader.schema.column(Column.materialUse)])
        else {
            return nil
        }
        let parameters = reader.measure.parameters
        let amount: Amount
        if parameters.has("points") {
            guard let points = reader.number("points", 0...100) else { return nil }
            amount = .points(points / 100)
        } else if parameters.has("percent") {
            guard let percent = reader.number("percent", 0...100) else { return nil }
            amount = .percent(percent / 100)
        } else {
            guard parameters.has("voc_content") else {
                reader.fault(.parameterMissing("voc_content | points | percent"), nil)
                return nil
            }
            amount = .share(reader.number("share", 0...1) ?? 1)
        }
        return Substitution(
            amount: amount, baseShare: reader.number("base_share", 0...1), content: reader.number("voc_content", 0...1),
            useRatio: reader.number("use_ratio", 0...100),
            material: reader.word("material", in: "material"), materials: reader.vocabularies["material"],
            selector: reader.measure.selector)
    }

    var isLocal: Bool { if case .points = amount { false } else { true } }

    static func columns(of kind: SourceKind, _ parameters: Parameters) -> Set<String> {
        [Column.material, Column.materialUse, Column.materialVolume, Column.vocContent]
    }

    /// The present share of a material is taken of all materials.
    static func context(of selector: Selector) -> Selector {
        var selector = selector
        selector.conditions.removeAll { $0.column == Column.material }
        return selector
    }

    /// Another material for the same coated, printed or bonded area: R = (W₁ I₁ − W₂ I₂) × (1 − s η γ).
    func apply(to works: inout [Working], in surroundings: Surroundings, notes: inout Notes) {
        let share: Double
        switch amount {
        case .share(let value): share = value
        case .percent(let value): share = value
        case .points(let points):
            let present = presentShare(in: surroundings)
            guard present > 0 else { return }
            let wanted = baseShare.map { max(0, present - max(0, $0 - points)) } ?? points
            share = min(1, wanted / present)
            if let baseShare {
                notes.add(
                    Label(
                        "基准年占比 \(DecimalText.percent(baseShare))，目标占比 \(DecimalText.percent(max(0, baseShare - points)))",
                        "share in the base year \(DecimalText.percent(baseShare)): \(DecimalText.percent(max(0, baseShare - points))) is to be reached"
                    ))
            }
            notes.add(
                Label(
                    "现状占比 \(DecimalText.percent(present))，下降 \(DecimalText.percent(wanted)) 个百分点即替代其 \(DecimalText.percent(share))",
                    "present share \(DecimalText.percent(present)); \(DecimalText.significant(wanted * 100, digits: 4)) points less is \(DecimalText.percent(share)) of it"
                ))
        }
        if useRatio == nil {
            notes.add(Label("用量比未给出，取 1", "use ratio not given: 1"))
        }
        for i in works.indices {
            works[i].divide(
                Taken(share: Array(repeating: share, count: works[i].kept.count)), kind: surroundings.kind, drops: false
            )
            works[i].treat { draft, rows in replace(&draft, rows, &notes) }
        }
    }

    private func replace(_ draft: inout Draft, _ rows: [Int], _ notes: inout Notes) {
        let content = content
        let ratio = useRatio ?? 1
        var replaced: [UInt16: [Int]] = [:]
        let codes = draft.codes(Column.material)
        for row in rows { replaced[codes[row], default: []].append(row) }
        for (code, members) in replaced.sorted(by: { $0.key < $1.key }) {
            if let material = material?.code ?? materials.lowVOC(of: code) {
                draft.set(Column.material, code: material, rows: members)
                if content == nil {
                    let word = materials.text(material)
                    notes.add(
                        Label("替代物 \(word) 的VOCs含量取系数库值", "VOC content of the substitute \(word) from the library"),
                        rows: members.count)
                }
            } else if content == nil {
                notes.add(
                    Label("没有对应的低VOCs材料，未替代", "no low-VOC material known for it: not substituted"),
                    rows: members.count)
            }
        }
        let changing = rows.filter { content != nil || material != nil || materials.lowVOC(of: codes[$0]) != nil }
        draft.update(Column.vocContent, rows: changing) { _, _ in content ?? Absence.empty.mark }
        draft.clear(draft.schema.columns(.ofMaterial), rows: changing)
        let volumes = draft.own(Column.materialVolume)
        draft.update(Column.materialUse, rows: changing) { _, value in value.isNaN ? value : value * ratio }
        draft.update(Column.materialVolume, rows: changing.filter { !volumes[$0].isNaN }) { _, value in value * ratio }
    }

    /// The share of the selected material in all of its family, over the rows that meet the other conditions.
    private func presentShare(in surroundings: Surroundings) -> Double {
        var others = selector
        others.conditions.removeAll { $0.column == Column.material }
        var wanted: Set<UInt16> = []
        for condition in selector.conditions {
            if condition.column == Column.material, case .words(let codes, isNegated: false) = condition.test {
                wanted.formUnion(codes)
            }
        }
        let families = Set(wanted.map { materials.family(of: $0) })
        var (part, whole) = (0.0, 0.0)
        for table in surroundings.tables {
            guard let codes = table.codes(Column.material), let amounts = table.numbers(Column.materialUse) else {
                continue
            }
            for row in others.rows(of: table) where !amounts[Int(row)].isNaN {
                let code = codes[Int(row)]
                if wanted.contains(code) { part += amounts[Int(row)] }
                if code != 0, families.contains(materials.family(of: code)) { whole += amounts[Int(row)] }
            }
        }
        return whole > 0 ? part / whole : 0
    }
}

extension Vocabulary {
    /// Coatings, inks, adhesives and cleaners: within a family one material can do another's work.
    func family(of code: UInt16) -> String {
        let root = text(lineage(of: code).last ?? code)
        for family in ["ink", "adhesive", "cleaner", "wood_glue"] where root.hasPrefix(family) { return family }
        return root.hasSuffix("_coating") || root.hasSuffix("paint") ? "coating" : root
    }

    /// The water-borne material that stands for a solvent-borne one, or `nil`.
    func lowVOC(of code: UInt16) -> UInt16? {
        for ancestor in lineage(of: code) {
            let own = text(ancestor)
            let water = own == "solvent_coating" ? "waterborne_coating" : own.replacing("solvent", with: "water")
            if water != own, let found = self.code(exactly: water) { return found }
        }
        return nil
    }
}
