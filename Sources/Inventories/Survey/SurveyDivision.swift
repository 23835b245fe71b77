import Factors
import Tables

/// Decides which source kind a row of a survey belongs to, where its sheet leaves that open, and makes what it says
/// of devices and materials fit the kind.
struct SurveyDivision {
    let form: SurveyForm
    let vocabularies: Vocabularies

    /// The codes of products that come out of kilns and furnaces; other products are processes with VOCs.
    let kilnProducts: Set<String>

    /// Those that the library lists.
    static func kilnProducts(_ library: FactorLibrary) -> Set<String> {
        Set((library.notes["kilns/products"] ?? []).compactMap { $0["product"] })
    }

    /// The rows of ours that a row of the survey makes.
    func rows(of row: SurveyConversion.Row) -> [SurveyConversion.Row] {
        var row = row
        if form.other == .type, let word = row.values.removeValue(forKey: "@type"), word.contains("窑") {
            row.kind = "kilns"
        }
        combine(&row)
        row.values.merge(form.constants.sorted { $0.key < $1.key }) { own, _ in own }
        switch form.other {
        case .households:
            guard let word = row.values[Column.technology], vocabularies["boiler_technology"].code(of: word) == nil,
                vocabularies["stove"].code(of: word) != nil
            else { break }
            row.kind = "households"
            row.values[Column.stove] = word
            row.values[Column.technology] = nil
        case .kilns: return production(row)
        case .type, nil: break
        }
        return [fitted(row)]
    }

    private func production(_ row: SurveyConversion.Row) -> [SurveyConversion.Row] {
        let code = row.values[Column.product].flatMap { vocabularies["product"].code(of: $0) }
        var row = row
        if let code, kilnProducts.contains(vocabularies["product"].text(code)) {
            row.kind = "kilns"
            row.values[Column.unitType] = nil
            return [fitted(row)]
        }
        let burning: Set<String> = [Column.fuel, Column.fuelUse, Column.gasUse, Column.heatValue, Column.gasHeatValue]
        var result: [SurveyConversion.Row] = []
        if row.values[Column.fuelUse] != nil || row.values[Column.gasUse] != nil {
            // What the line burns is a furnace beside it, without the product, so that nothing counts twice.
            var furnace = row
            furnace.kind = "kilns"
            furnace.name = [row.name, "fuel"].filter { !$0.isEmpty }.joined(separator: "-")
            let shared = Set((SharedColumns.firm + SharedColumns.site).map(\.id))
            furnace.values = row.values.filter { key, _ in
                key.hasPrefix("@") || burning.contains(key) || shared.contains(key)
            }
            result.append(fitted(furnace))
        }
        row.values = row.values.filter { !burning.contains($0.key) }
        return [fitted(row)] + result
    }

    /// What the kind has no column for stands in the note.
    private func fitted(_ row: SurveyConversion.Row) -> SurveyConversion.Row {
        guard let schema = SourceKind.named(row.kind)?.schema else { return row }
        var row = row
        let strange = row.values.filter { !$0.key.hasPrefix("@") && schema.column($0.key) == nil }
        for (key, value) in strange.sorted(by: { $0.key < $1.key }) {
            row.values[key] = nil
            row.values[Column.note] = [row.values[Column.note], value].compactMap { $0 }.joined(separator: "；")
        }
        return row
    }

    /// 溶剂型 before 涂料 is one word where the vocabulary has it; else it stands in the note.
    private func combine(_ row: inout SurveyConversion.Row) {
        let prefixes = row.values.filter {
            $0.key.hasPrefix("@") && !["@firm", "@equipment", "@density"].contains($0.key)
        }
        for (key, prefix) in prefixes.sorted(by: { $0.key < $1.key }) {
            let id = String(key.dropFirst())
            let name = SourceKind.named(row.kind)?.schema.column(id)?.vocabulary ?? ""
            let word = row.values[id] ?? ""
            row.values[key] = nil
            // 建筑内墙涂料 before 水性涂料 is 内墙水性涂料.
            let short = prefix.replacing("建筑", with: "").replacing("涂料", with: "")
            let whole = [prefix + word, short + word, word + prefix].first { vocabularies[name].code(of: $0) != nil }
            if !word.isEmpty, let whole {
                row.values[id] = whole
            } else if word != prefix, !word.hasPrefix(prefix) {
                row.values[Column.note] = [row.values[Column.note], prefix].compactMap { $0 }.joined(separator: "；")
            }
        }
    }

    /// A second device is the first where there is no other.
    static func settle(_ values: inout RowTexts, _ kind: SourceKind, _ vocabularies: Vocabularies) {
        for (first, second) in [(Column.noxDevice, Column.noxDevice2), (Column.vocDevice, Column.vocDevice2)] {
            guard let word = values[second], !word.isEmpty else { continue }
            let own = values[first] ?? ""
            let code = vocabularies[first].code(of: own)
            guard own.isEmpty || code.map(vocabularies[first].text) == "none" else { continue }
            values[first] = word
            values[second] = nil
        }
    }
}
