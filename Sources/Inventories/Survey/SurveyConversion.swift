import Factors
import Quantities
import Tables

/// Turns the rows of one survey sheet into rows of ours, and counts what went where.
struct SurveyConversion {
    /// A row of ours, with the keys by which other sheets speak of it.
    struct Row: Sendable {
        let line: Int
        var values: [String: String]
        var word = ""
    }

    let sheet: SurveySheet
    let reading: SurveySheet.Reading
    let vocabularies: Vocabularies
    let schemas: [Schema]
    private(set) var rows: [Row] = []
    private(set) var lines: [SurveyReport.Line] = []
    private(set) var putAside = 0
    private var tallies: [Tally] = []

    private struct Tally {
        let column: Int
        let target: String
        let unit: String
        let note: Label
        var values = 0
        var unread = 0
        var firstUnread = ""
        var before: SurveyNumber? = .zero
        var after: SurveyNumber? = .zero
        var ratio: Ratio?
        var isNumber = true
    }

    init(_ sheet: SurveySheet, _ reading: SurveySheet.Reading, _ vocabularies: Vocabularies) {
        self.sheet = sheet
        self.reading = reading
        self.vocabularies = vocabularies
        // Rows about others may speak of any kind.
        schemas = reading.form.kind.flatMap(SourceKind.named).map { [$0.schema] } ?? SourceKind.all.map(\.schema)
        for row in sheet.rows[reading.firstRow...] { convert(row.line, row.cells) }
        report()
    }

    func column(_ id: String) -> ColumnSchema? { schemas.lazy.compactMap { $0.column(id) }.first }

    private mutating func convert(_ line: Int, _ cells: [String]) {
        func cell(_ i: Int) -> String { i < cells.count ? SurveyConversion.trimmed(cells[i]) : "" }
        let filled = cells.map(SurveyConversion.trimmed).filter { !$0.isEmpty }
        guard !filled.isEmpty else { return }
        func holds(_ place: Int, _ field: SurveyField) -> Bool { field.use != .noPlace && !cell(place).isEmpty }
        let isSpread = reading.form.fields.contains(where: \.isSpread)
        // A line below the table, such as who filled it in, stands alone in its row.
        guard filled.count > 1 || reading.fields.count == 1,
            reading.fields.contains(where: { holds($0, $1) && (!isSpread || $1.isSpread) })
        else {
            putAside += 1
            var passed = SurveyReport.Line(.passedOver, header: "\(line)")
            passed.sample = filled.joined(separator: " | ")
            lines.append(passed)
            return
        }
        let isTotal = cells.prefix(4).contains { ["合计", "小计", "总计", "total"].contains(Vocabulary.folded($0)) }
        if isTotal {
            putAside += 1
            // Its numbers are shown, to be compared with the sums.
            var total = SurveyReport.Line(.totalRow, header: "\(line)")
            total.sample = filled.joined(separator: " | ")
            lines.append(total)
            return
        }
        var row = Row(line: line, values: reading.form.constants)
        var amounts: [(Int, [String])] = []
        var spreads: [(Int, String, String, String)] = []
        for (i, field) in reading.fields.sorted(by: { $0.key < $1.key }) where !cell(i).isEmpty {
            switch field.use {
            case .column(let id): take(cell(i), at: i, as: id, into: &row)
            case .amount(let ids): amounts.append((i, ids))
            case .spread(let id, let wordColumn, let word): spreads.append((i, id, wordColumn, word))
            case .firm: row.values["@firm"] = cell(i)
            case .equipment: row.values["@equipment"] = cell(i)
            case .prefix(let id): row.values["@" + id] = cell(i)
            case .unit, .noPlace: break
            }
        }
        for (word, column, value) in reading.form.named
        where row.values[column] == nil && sheet.place.contains(word) { row.values[column] = value }
        for (i, ids) in amounts {
            number(cell(i), at: i, ids, unitCell: unit(beside: i, cell), into: &row)
        }
        guard isSpread else {
            combine(&row)
            return rows.append(row)
        }
        for (i, id, wordColumn, word) in spreads {
            var own = row
            own.word = word
            own.values[wordColumn] = word
            number(cell(i), at: i, [id], unitCell: unit(beside: i, cell), into: &own)
            combine(&own)
            rows.append(own)
        }
    }

    /// 溶剂型 before 涂料 is one word where the vocabulary has it; else it stands in the note.
    private func combine(_ row: inout Row) {
        for (key, prefix) in row.values where key.hasPrefix("@") && key != "@firm" && key != "@equipment" {
            let id = String(key.dropFirst())
            guard let vocabulary = column(id)?.vocabulary else { continue }
            let word = row.values[id] ?? ""
            row.values[key] = nil
            if !word.isEmpty, vocabularies[vocabulary].code(of: prefix + word) != nil {
                row.values[id] = prefix + word
            } else if word != prefix, !word.hasPrefix(prefix) {
                row.values["note"] = [row.values["note"], prefix].compactMap { $0 }.joined(separator: "；")
            }
        }
    }

    /// The unit that stands in the cell behind a number, or before it.
    private func unit(beside i: Int, _ cell: (Int) -> String) -> String? {
        if reading.fields[i + 1]?.use == .unit { return cell(i + 1) }
        return reading.fields[i - 1]?.use == .unit ? cell(i - 1) : nil
    }

    private mutating func take(_ text: String, at i: Int, as id: String, into row: inout Row) {
        guard let column = column(id) else { return count(i, "", text, note: SurveyReport.noColumn) }
        if case .fraction = column.content {
            return number(text, at: i, [id], unitCell: nil, into: &row)
        }
        row.values[id] = text
        let isKnown = column.vocabulary.map { vocabularies[$0].code(of: text) != nil || Self.isAbsent(text) } ?? true
        count(i, id, text, isKnown: isKnown)
    }

    private mutating func number(
        _ text: String, at i: Int, _ ids: [String], unitCell: String?, into row: inout Row
    ) {
        let header = reading.headers[i]
        let columns = ids.compactMap(column)
        guard let first = columns.first else { return count(i, "", text, note: SurveyReport.noColumn) }
        let folded = Vocabulary.folded(text)
        let isPercent = folded.hasSuffix("%")
        let given = isPercent ? "%" : unitCell ?? header.unit ?? header.carriedUnit
        let options = SurveyUnits.conversions(of: given, to: columns)
        let fuel = row.values["fuel"].flatMap { vocabularies["fuel"].code(of: $0) }
        let isGas = fuel.map { vocabularies["fuel"].lineage(of: $0).map(vocabularies["fuel"].text).contains("gas") }
        // Where the header says “t or m3”, the fuel of the row decides.
        let option = (options.count > 1 && isGas == true ? options.last : options.first)
        let value = SurveyNumber(isPercent ? String(folded.dropLast()) : folded)
        if options.count > 1, isGas == nil {
            return count(i, first.id, text, unit: given ?? "", note: SurveyReport.noFuel, isKnown: false)
        }
        guard let option, let value, let converted = value.times(option.ratio) else {
            let target = option?.column.id ?? first.id
            if option != nil, value == nil { row.values[target] = text }
            let note =
                option == nil ? SurveyReport.noUnit : Self.isAbsent(text) ? SurveyReport.absent : SurveyReport.notNumber
            return count(i, target, text, unit: given ?? "", note: note, isKnown: Self.isAbsent(text) && option != nil)
        }
        row.values[option.column.id] = converted.text
        let place = tally(i, option.column.id, option.unit, given == nil ? SurveyReport.unitAssumed : Label(same: ""))
        tallies[place].values += 1
        tallies[place].ratio = option.ratio
        tallies[place].before = tallies[place].before.flatMap { $0 + value }
        tallies[place].after = tallies[place].after.flatMap { $0 + converted }
    }

    private mutating func count(
        _ i: Int, _ target: String, _ text: String, unit: String = "", note: Label = Label(same: ""),
        isKnown: Bool = true
    ) {
        let place = tally(i, target, unit, note)
        tallies[place].values += 1
        tallies[place].isNumber = false
        guard !isKnown else { return }
        tallies[place].unread += 1
        if tallies[place].firstUnread.isEmpty { tallies[place].firstUnread = text }
    }

    private mutating func tally(_ i: Int, _ target: String, _ unit: String, _ note: Label) -> Int {
        if let found = tallies.firstIndex(where: {
            $0.column == i && $0.target == target && $0.unit == unit && $0.note == note
        }) {
            return found
        }
        tallies.append(Tally(column: i, target: target, unit: unit, note: note))
        return tallies.count - 1
    }

    /// What became of every column of the sheet, in its order.
    private mutating func report() {
        let titles =
            reading.form.fields.flatMap(\.titles).map { String($0.split(separator: "/").last ?? "") }
            + schemas.prefix(1).flatMap { $0.columns.map(\.label.zh) }
        for (i, header) in reading.headers.enumerated() {
            let filled = sheet.rows[reading.firstRow...].count {
                i < $0.cells.count && !SurveyConversion.trimmed($0.cells[i]).isEmpty
            }
            let own = tallies.filter { $0.column == i }
            for tally in own { lines.append(line(of: tally, header)) }
            guard own.isEmpty else { continue }
            var line = SurveyReport.Line(.mapped, header: header.text, values: filled)
            switch reading.fields[i]?.use {
            case .noPlace: line.status = .leftOver
            case nil:
                guard !header.title.isEmpty || filled > 0 else { continue }
                line.status = .unknown
                if reading.form.field(of: header) != nil { line.note = SurveyReport.repeated }
                line.nearest = Spelling.nearest(to: header.title, in: titles) ?? ""
            case .firm: line.column = "firm"
            case .equipment: line.column = "id"
            case .unit: line.column = "unit"
            case .prefix(let id), .column(let id): line.column = id
            case .amount(let ids): line.column = ids.joined(separator: "|")
            case .spread(let id, _, let word): line.column = id + " " + word
            }
            lines.append(line)
        }
    }

    private func line(of tally: Tally, _ header: SurveyHeader) -> SurveyReport.Line {
        var line = SurveyReport.Line(.mapped, header: header.text, values: tally.values)
        line.unit = tally.unit
        line.column = tally.target
        line.note = tally.note
        if case .spread(_, _, let word) = reading.fields[tally.column]?.use { line.column += " " + word }
        if let column = column(tally.target) {
            if tally.isNumber { line.columnUnit = column.unit?.symbol ?? "" }
            if let name = column.vocabulary, tally.unread > 0 {
                line.nearest = vocabularies[name].nearest(to: tally.firstUnread) ?? ""
            }
        } else {
            line.status = .leftOver
        }
        if tally.unread > 0 {
            line.status = .notUnderstood
            line.sample = tally.firstUnread
            line.values = tally.unread
            if tally.values > tally.unread {
                line.note = Label(
                    "另有 \(tally.values - tally.unread) 个值已对应", "\(tally.values - tally.unread) other values are mapped")
            }
        }
        if tally.isNumber {
            line.before = tally.before?.text ?? ""
            line.after = tally.after?.text ?? ""
            let wanted = tally.ratio.flatMap { tally.before?.times($0) }
            line.agrees = wanted != nil && wanted == tally.after
        }
        return line
    }

    static func trimmed(_ text: String) -> String {
        let isSpace: (Character) -> Bool = { $0.isWhitespace || $0 == "\u{FEFF}" }
        guard let first = text.firstIndex(where: { !isSpace($0) }), let last = text.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(text[first...last])
    }

    private static func isAbsent(_ text: String) -> Bool { ["-", "--", "—", "——", "/", "不适用", "未报送"].contains(text) }
}

extension SurveyField {
    var isSpread: Bool { if case .spread = use { true } else { false } }
}

/// Units as survey sheets write them.
enum SurveyUnits {
    /// Into which of these columns a number in that unit can go, and by what ratio. `万吨或立方米` gives two.
    ///
    /// Without a unit the column's own is assumed.
    static func conversions(
        of text: String?, to columns: [ColumnSchema]
    ) -> [(column: ColumnSchema, ratio: Ratio, unit: String)] {
        guard let text, !text.isEmpty else {
            return columns.prefix(1).compactMap { column in column.unit.map { (column, Ratio.one, $0.symbol) } }
        }
        var found: [(column: ColumnSchema, ratio: Ratio, unit: String)] = []
        for column in columns {
            for part in text.replacing("或", with: "|").split(separator: "|") {
                if let ratio = ratio(String(part), to: column) {
                    found.append((column, ratio, String(part)))
                    break
                }
            }
        }
        return found
    }

    private static func ratio(_ text: String, to column: ColumnSchema) -> Ratio? {
        guard let wanted = column.unit else { return nil }
        let folded = Vocabulary.folded(text)
        let alias = column.unitAliases.first { Vocabulary.folded($0.key) == folded }?.value
        var spellings = [alias ?? text]
        // A yearly sum may say so, and farm vehicles are counted as machines.
        for suffix in ["/年", "/a"] where text.hasSuffix(suffix) {
            spellings.append(String(text.dropLast(suffix.count)))
        }
        spellings += spellings.map { $0.replacing("辆", with: "台") }
        for spelling in spellings {
            if let unit = try? Unit(spelling), let ratio = unit.conversion(to: wanted) { return ratio }
        }
        return nil
    }
}
