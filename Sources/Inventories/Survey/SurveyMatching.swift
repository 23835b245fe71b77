import Quantities
import Tables

/// Finds what each column of a sheet is, in one form.
struct SurveyMatching {
    let form: SurveyForm
    let vocabularies: Vocabularies
    /// The year of the inventory, which chooses among columns of years.
    let year: Int?

    /// What each column is. A use that only one column can have goes to the one whose title says it best.
    func fields(of headers: [SurveyHeader]) -> [Int: SurveyField] {
        var found: [(place: Int, field: SurveyField, rank: Int)] = []
        var lastColumn: String?
        for (i, header) in headers.enumerated() where !header.title.isEmpty {
            if let (field, rank) = form.field(of: header) {
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
        for (i, header) in headers.enumerated() where fields[i] == nil && SurveyMatching.namesUnit(header.title) {
            // The unit of a number stands in the column behind it, or before it.
            guard fields[i - 1]?.isAmount == true || fields[i + 1]?.isAmount == true else { continue }
            fields[i] = SurveyField(titles: [header.title], use: .unit)
        }
        return fields
    }

    /// Whether a title is that of a column of units: 计量单位, 燃料单位, 燃料一消耗量单位; 使用单位 is a firm.
    static func namesUnit(_ title: String) -> Bool {
        guard title.hasSuffix("单位") || title == "unit" || title.hasSuffix(" unit") else { return false }
        let name = title.dropLast(2)
        return name.isEmpty || title.hasSuffix("unit")
            || ["量", "料", "计", "产", "能", "积", "力", "率"].contains { name.hasSuffix($0) }
                && !["监测", "检测", "设计"].contains { name.hasSuffix($0) }
    }

    private struct Taken: Hashable {
        let use: SurveyField.Use
        let part: SurveyField.Part?
    }

    /// A title of our own tables is taken wherever it stands.
    private func ownField(_ header: SurveyHeader) -> SurveyField? {
        guard let column = form.kind.flatMap({ SurveyMatching.columns[$0]?[header.title] }) else { return nil }
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
        var stated: Int?
        var isRegistration = false
        for (i, name) in header.path.enumerated() {
            if let column = column(of: name, besides: values, lastColumn) {
                values[column] = name
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
            part: .init(name: names.joined(separator: "-"), values: values))
    }

    private func column(of name: String, besides values: [String: String], _ last: String?) -> String? {
        // A number above a column counts the columns, and 其他 needs a neighbour that says of what.
        guard !name.isEmpty, !name.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        let isOther = ["其他", "其它", "无", "other"].contains(name)
        // Among fuels 纯电动 is a fuel, among stages it is a stage.
        let ordered = form.pivots.filter { $0 == last } + form.pivots.filter { $0 != last }
        return ordered.first { column in
            guard values[column] == nil, !isOther || column == last else { return false }
            return vocabulary(of: column).code(of: name) != nil
        }
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
