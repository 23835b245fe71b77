import Tables

/// What the words of survey heads are: groups of titles, or words of the columns that may stand side by side.
struct SurveyWords {
    private let pivots: [Vocabulary]

    init(_ vocabularies: Vocabularies) {
        pivots = SurveyWords.pivots.map { vocabularies[$0] }
    }

    /// Whether all parts are words of one vocabulary, such as LNG and CNG: then they are no group and title.
    func areSideBySide(_ parts: [String]) -> Bool {
        pivots.contains { vocabulary in parts.allSatisfy { vocabulary.code(of: $0) != nil } }
    }

    /// Whether a path is a group of a form's titles, or a word of a column, such as 国四 before 柴油.
    func isGroup(_ path: [String], of title: String) -> Bool {
        guard let last = path.last else { return false }
        return SurveyWords.groups.contains(last) || pivots.contains { $0.code(of: last) != nil }
            || ["信息", "情况", "措施", "数量", "活动水平"].contains(where: last.hasSuffix)
    }

    /// The groups that titles of forms name.
    private static let groups: Set<String> = Set(
        SurveyForm.all.flatMap { $0.fields.flatMap(\.titles) }
            .flatMap { (title: String) -> [String] in title.split(separator: "/").dropLast().map(String.init) }
    )
    /// The vocabularies whose words may stand as titles.
    private static let pivots: [String] = {
        var names: Set<String> = []
        for form in SurveyForm.all {
            let schemas = form.kind.flatMap(SourceKind.named).map { [$0.schema] } ?? SourceKind.all.map(\.schema)
            for column in form.pivots {
                names.formUnion(schemas.compactMap { $0.column(column)?.vocabulary })
            }
        }
        return names.sorted()
    }()
}
