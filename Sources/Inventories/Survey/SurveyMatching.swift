import Quantities
import Tables

/// Finds what each column of a sheet is, in one form.
struct SurveyMatching {
    let form: SurveyForm
    let vocabularies: Vocabularies
    /// The year of the inventory, which chooses among columns of years.
    let year: Int?
    /// What a person has said of headers.
    var mapping = SurveyMapping()

    /// What each column is. A use that only one column can have goes to the one whose title says it best.
    func fields(of headers: [SurveyHeader]) -> [Int: SurveyField] {
        var found: [(place: Int, field: SurveyField, rank: Int)] = []
        var lastColumn: String?
        for (i, header) in headers.enumerated() where !header.title.isEmpty {
            if let line = mapping.line(.headers, form.id, header.text),
                line.meaning != form.field(of: header)?.field.meaning, let field = mapped(line)
            {
                found.append((i, field.being(line.state == .known ? .confirmed : line.state), -1))
            } else if let (field, rank) = form.field(of: header) {
                found.append((i, field, rank))
            } else if let field = titledByWords(header, &lastColumn) ?? ownField(header) {
                found.append((i, field, 0))
            }
        }
        var fields: [Int: SurveyField] = [:]
        var taken: Set<Taken> = []
        // Titles that a form lists first are the better ones.
        for (i, field, _) in found.sorted(by: { ($0.rank, $0.place) < ($1.rank, $1.place) }) {
            guard field.isExclusive else {
                fields[i] = field
                continue
            }
            // The same title may stand once for each part of a row.
            let same = form.fields.filter { $0.use == field.use && $0.titles == field.titles }
            let free = (same.isEmpty ? [field] : same).first { !taken.contains(Taken(use: $0.use, part: $0.part)) }
            guard let free else { continue }
            taken.insert(Taken(use: free.use, part: free.part))
            fields[i] = free
        }
        // 溶剂类型 beside 溶剂类别 says of which nature the material is.
        if let nature = headers.firstIndex(where: { $0.title == "溶剂类型" }),
            fields[nature]?.use == .column(Column.material),
            let material = headers.firstIndex(where: { $0.title == "溶剂类别" }), fields[material] == nil
        {
            fields[material] = fields[nature]
            fields[nature] = SurveyField(titles: ["溶剂类型"], use: .prefix("material"))
        }
        guess(headers, &fields, &taken)
        for (i, header) in headers.enumerated() where fields[i] == nil && HeaderText.namesUnit(header.title) {
            // The unit of a number stands in the column behind it, or before it.
            guard fields[i - 1]?.isAmount == true || fields[i + 1]?.isAmount == true else { continue }
            fields[i] = SurveyField(titles: [header.title], use: .unit)
        }
        return fields
    }

    /// What a line of a mapping makes of its header; `nil` where it leaves that open.
    private func mapped(_ line: SurveyMapping.Line) -> SurveyField? {
        let titles = [line.text]
        switch line.meaning {
        case "?": return nil
        case "-": return SurveyField(titles: titles, use: .noPlace(SurveyReason.notUsed))
        case "firm": return SurveyField(titles: titles, use: .firm)
        case "equipment": return SurveyField(titles: titles, use: .equipment)
        case "unit": return SurveyField(titles: titles, use: .unit)
        case "density": return SurveyField(titles: titles, use: .density)
        default:
            // The form may know more: an amount that is a mass or a volume, the first half of a word.
            let own = form.fields.first { $0.part == nil && $0.meaning == line.meaning }
            let column = SurveyMatching.columns(of: form).first { $0.id == line.meaning }
            if let own, own.isNumber || column == nil { return SurveyField(titles: titles, use: own.use) }
            guard let column else { return nil }
            return SurveyField(titles: titles, use: column.isAmount ? .amount([column.id]) : .column(column.id))
        }
    }

    /// The columns that a mapping may name for a form: those of its table, or of all where its rows speak of others.
    static func columns(of form: SurveyForm) -> [ColumnSchema] {
        (form.kind.flatMap(SourceKind.named).map { [$0] } ?? SourceKind.all).flatMap(\.schema.columns)
    }

    /// What a mapping may call a header besides columns.
    static let places: [(meaning: String, label: Label)] = [
        ("firm", Label("所属企业", "the firm that it belongs to")), ("equipment", Label("设备编号", "number of the equipment")),
        ("unit", Label("数量的单位", "unit of the amount")), ("density", Label("密度", "density")),
    ]

    /// Takes a header that nobody knows for the title that is nearest, where no other column is that.
    private func guess(_ headers: [SurveyHeader], _ fields: inout [Int: SurveyField], _ taken: inout Set<Taken>) {
        guard form.reason == nil else { return }
        for (i, header) in headers.enumerated()
        where fields[i] == nil && header.title.count > 2 && !HeaderText.namesUnit(header.title) {
            guard mapping.line(.headers, form.id, header.text) == nil, form.field(of: header) == nil,
                let title = Spelling.meant(by: header.title, in: SurveyMatching.titles(of: form)),
                let field = form.fields.first(where: { $0.titles.contains(title) && $0.part == nil })
                    ?? ownField(SurveyHeader(title)),
                field.isExclusive, taken.insert(Taken(use: field.use, part: nil)).inserted
            else { continue }
            fields[i] = field.being(.guess)
        }
    }

    /// The titles among which the nearest is looked for.
    static func titles(of form: SurveyForm) -> [String] {
        form.fields.filter { field in if case .noPlace = field.use { false } else { field.part == nil } }.flatMap(
            \.titles
        )
        .map { String($0.split(separator: "/").last ?? "") }
            + (form.kind.flatMap(SourceKind.named)?.schema.columns.map { Vocabulary.folded($0.label.zh) } ?? [])
    }

    private struct Taken: Hashable {
        let use: SurveyField.Use
        let part: SurveyField.Part?
    }

    /// A title of our own tables is taken wherever it stands.
    private func ownField(_ header: SurveyHeader) -> SurveyField? {
        guard
            let column = form.kind.flatMap({
                SurveyMatching.columns[$0]?[header.whole] ?? SurveyMatching.columns[$0]?[header.title]
            })
        else { return nil }
        return SurveyField(titles: [header.title], use: column.isAmount ? .amount([column.id]) : .column(column.id))
    }

    /// The columns of our tables by all their names.
    private static let columns: [String: [String: ColumnSchema]] = {
        var columns: [String: [String: ColumnSchema]] = [:]
        for kind in SourceKind.all {
            for column in kind.schema.columns where column.id != Column.id {
                for name in [column.id, column.label.zh, column.label.en] + column.aliases {
                    let key = Vocabulary.folded(name)
                    if columns[kind.name]?[key] == nil { columns[kind.name, default: [:]][key] = column }
                }
            }
        }
        return columns
    }()

    /// A title that is a word of a column, such as 国四 or 柴油 below 国四: its cells become rows with these words.
    private func titledByWords(_ header: SurveyHeader, _ lastColumn: inout String?) -> SurveyField? {
        guard !form.pivots.isEmpty, !form.measure.isEmpty else { return nil }
        if ["合计", "小计", "总计", "总数", "total"].contains(header.title) {
            return SurveyField(titles: [header.title], use: .noPlace(SurveyReason.rowTotal))
        }
        var values: [String: String] = [:]
        var names: [String] = []
        var measure: [String]?
        var state = SurveyMapping.State.known
        var stated: Int?
        var isRegistration = false
        for (i, name) in header.path.enumerated() {
            if let (column, word, isGuess) = column(of: name, besides: values, lastColumn) {
                values[column] = word
                state = isGuess ? .guess : state
                if word == "-" { return SurveyField(titles: [header.title], use: .noPlace(SurveyReason.notUsed)) }
                names.append(name)
                if i == header.path.count - 1 { lastColumn = column }
            } else if let own = form.fields.first(where: { $0.titles.contains(name) && $0.part == nil }),
                case .amount(let ids) = own.use
            {
                measure = ids
            } else if let number = SurveyMatching.year(name) {
                stated = number
                names.append(name)
            } else if i == header.path.count - 1 {
                return nil
            } else if ["登记", "注册", "上牌", "出厂", "生产"].contains(where: name.contains) {
                isRegistration = true
            }
        }
        if let stated {
            let column = form.kind == "nonroad" ? Column.manufactureDate : Column.firstRegistration
            if isRegistration {
                values[column] = String(stated)
            } else if stated != year {
                let reason = year == nil ? SurveyReason.whichYear : SurveyReason.otherYear
                return SurveyField(titles: [header.title], use: .noPlace(reason))
            }
        }
        guard !values.isEmpty || stated != nil else { return nil }
        return SurveyField(
            titles: [header.title], use: .amount(measure ?? form.measure),
            part: .init(name: names.joined(separator: "-"), values: values), state: state)
    }

    /// The column that a title is a word of, the word, and whether that is a guess.
    private func column(
        of name: String, besides values: [String: String], _ last: String?
    ) -> (column: String, word: String, isGuess: Bool)? {
        // A number above a column counts the columns, and 其他 needs a neighbour that says of what.
        guard !name.isEmpty, !name.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        let isOther = ["其他", "其它", "无", "other"].contains(name)
        // Among fuels 纯电动 is a fuel, among stages it is a stage.
        let ordered = form.pivots.filter { $0 == last } + form.pivots.filter { $0 != last }
        let free = ordered.filter { values[$0] == nil && (!isOther || $0 == last) }
        for column in free where vocabulary(of: column).code(of: name) != nil { return (column, name, false) }
        for column in free {
            let vocabulary = vocabulary(of: column)
            if let said = mapping.line(.words, vocabulary.name, name), said.meaning != "?" {
                return (column, said.meaning, said.state == .guess)
            }
            if let asked = vocabulary.questions(of: name).first(where: { $0.when.isEmpty }) {
                return (column, asked.meaning, true)
            }
        }
        return nil
    }

    private func vocabulary(of column: String) -> Vocabulary {
        let schemas = form.kind.flatMap(SourceKind.named).map { [$0.schema] } ?? SourceKind.all.map(\.schema)
        let name = schemas.lazy.compactMap { $0.column(column)?.vocabulary }.first
        return name.map { vocabularies[$0] } ?? Vocabulary(name: "")
    }

    /// The year that a title is: `2023` or `2023年`.
    static func year(_ title: String) -> Int? {
        let digits = title.hasSuffix("年") ? title.dropLast() : title[...]
        guard digits.count == 4, let year = Int(digits), (1980...2100).contains(year) else { return nil }
        return year
    }
}
