import Tables

/// A header of a survey sheet: `燃料信息/年消耗量（吨）` is the title 年消耗量 in the group 燃料信息, in tonnes.
struct SurveyHeader: Sendable {
    /// The cell as it stands.
    let text: String
    /// The groups above, outermost first, and the title, each without its bracket.
    private(set) var path: [String]
    /// The cell as one name, its bracket included: 污染物治理工艺（脱硝）.
    let whole: String
    /// What the bracket says, of the title or else of its group.
    private(set) var unit: String?
    /// What the bracket of a group further left says.
    private(set) var carriedUnit: String?
    /// Whether the cell itself names its group.
    private let namesGroup: Bool
    /// Whether the bracket is that of its group.
    private let hasGroupUnit: Bool

    /// The title without its bracket; empty where the column has none.
    var title: String { path.last ?? "" }
    /// The group above, if there is one.
    var group: String? { path.count > 1 ? path[path.count - 2] : nil }

    /// - Parameter isWhole: whether parts between slashes are words side by side, as in LNG/CNG, and no group and title.
    init(_ cell: String, isWhole: ([String]) -> Bool = { _ in false }) {
        text = cell
        let line = HeaderText.bare(cell).filter { !$0.isWhitespace && $0 != "*" }
        whole = Vocabulary.folded(line)
        var parts = [""]
        var depth = 0
        for character in line {
            if "([{【".contains(character) { depth += 1 }
            if ")]}】".contains(character) { depth -= 1 }
            if character == "/", depth <= 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        if parts.count > 1, parts.contains("") || isWhole(parts) { parts = [line] }
        let split = parts.map(SurveyHeader.split)
        path = line.isEmpty ? [] : split.map(\.name)
        unit = split.last?.unit ?? split.dropLast().last?.unit
        namesGroup = split.count > 1
        hasGroupUnit = split.dropLast().last?.unit != nil
    }

    /// Takes the unit that stands below it, unless it has its own.
    mutating func measure(in unit: String) { self.unit = self.unit ?? unit }

    private static func split(_ part: String) -> (name: String, unit: String?) {
        guard let last = part.last, ")]】".contains(last), let open = part.firstIndex(where: { "([【".contains($0) }),
            open != part.startIndex
        else { return (Vocabulary.folded(part), nil) }
        return (Vocabulary.folded(part[..<open]), String(part[part.index(after: open)...].dropLast()))
    }

    /// Headers of a row; a group named once holds for the cells behind it until the next one, where it is one that forms
    /// have. A slash in any other head belongs to it alone.
    static func row(_ cells: [String], carries: Bool, _ words: SurveyWords) -> [SurveyHeader] {
        var group: [String] = []
        var unit: String?
        return cells.map { cell in
            var header = SurveyHeader(cell, isWhole: words.areSideBySide)
            guard carries else { return header }
            if header.namesGroup {
                group = header.path.dropLast()
                unit = header.unit
                if !header.hasGroupUnit, !words.isGroup(group, of: header.title) { (group, unit) = ([], nil) }
            } else if !header.path.isEmpty {
                header.path = group.suffix(1) + header.path
                header.carriedUnit = unit
            }
            return header
        }
    }
}
