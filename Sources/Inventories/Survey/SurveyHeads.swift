import Quantities
import Tables

extension FormHeads {
    /// What the heads of the survey forms of a kind mean in its table.
    static func ofForms(of kind: String, _ columns: [ColumnSchema]) -> FormHeads {
        FormHeads { heads in
            let own = Set(columns.map(\.id))
            for form in SurveyForm.all where form.kind == kind && form.reason == nil {
                for field in form.fields {
                    for title in field.titles { heads.add(title, field, columns, own) }
                }
            }
        }
    }
}

extension HeadMeanings {
    fileprivate mutating func add(_ title: String, _ field: SurveyField, _ columns: [ColumnSchema], _ own: Set<String>)
    {
        guard field.part == nil else { return add(title, reason: SurveyReason.ownRows) }
        switch field.use {
        case .column(let id) where own.contains(id): add(title, columns: [id])
        case .amount(let ids) where ids.contains(where: own.contains):
            let ids = ids.filter(own.contains)
            let measures = Set(columns.filter { ids.contains($0.id) }.compactMap { $0.unit?.dimension })
            // Where no unit tells them apart, another column of the sheet does.
            if measures.count == ids.count {
                add(title, columns: ids)
            } else {
                add(title, reason: SurveyReason.importReads)
            }
        case .equipment where own.contains("id"): add(title, columns: ["id"])
        case .noPlace(let reason): add(title, reason: reason)
        case .unit: break
        default: add(title, reason: SurveyReason.importReads)
        }
    }
}
