import Tables

/// A header of a survey sheet: `燃料信息/年消耗量（吨）` is the title 年消耗量 in the group 燃料信息, in tonnes.
struct SurveyHeader: Sendable {
    /// The cell as it stands.
    let text: String
    /// The group above, if there is one.
    var group: String?
    /// The title without its bracket.
    let title: String
    /// What the bracket says, of the title or else of its group.
    var unit: String?
    /// Whether the cell itself names its group.
    let namesGroup: Bool

    init(_ cell: String) {
        text = cell
        let line = Vocabulary.folded(cell.filter { !$0.isWhitespace && $0 != "*" && $0 != "＊" && $0 != "\u{FEFF}" })
        var parts = [""]
        var depth = 0
        for character in line {
            if "([{【".contains(character) { depth += 1 }
            if ")]}】".contains(character) { depth -= 1 }
            if character == "/", depth <= 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        let split = parts.map(SurveyHeader.split)
        title = split.last?.name ?? ""
        unit = split.last?.unit ?? split.dropLast().last?.unit
        namesGroup = split.count > 1
        group = namesGroup ? split[split.count - 2].name : nil
    }

    private static func split(_ part: String) -> (name: String, unit: String?) {
        guard let last = part.last, ")]】".contains(last), let open = part.firstIndex(where: { "([【".contains($0) }),
            open != part.startIndex
        else { return (part, nil) }
        return (String(part[..<open]), String(part[part.index(after: open)...].dropLast()))
    }

    /// Headers of a row; a group named once holds for the cells behind it until the next one.
    static func row(_ cells: [String], carries: Bool) -> [SurveyHeader] {
        var group: String?
        var unit: String?
        return cells.map { cell in
            var header = SurveyHeader(cell)
            guard carries else { return header }
            if header.namesGroup {
                group = header.group
                unit = header.unit
            } else if !header.title.isEmpty {
                header.group = group
                header.carriedUnit = unit
            }
            return header
        }
    }

    /// The unit of the group that stands further left.
    private(set) var carriedUnit: String?
}
