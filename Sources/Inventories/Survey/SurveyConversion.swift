import Factors
import Quantities
import Tables

/// Turns the rows of one survey sheet into rows of ours, and counts what went where.
struct SurveyConversion {
    /// A row of ours, with the keys by which other sheets speak of it.
    struct Row: Sendable {
        let line: Int
        /// The source kind; empty for rows about others.
        var kind: String
        var values: RowTexts
        /// What tells it from other rows of the same line.
        var name = ""
    }

    private(set) var sheet: SurveySheet
    let reading: SurveySheet.Reading
    let vocabularies: Vocabularies
    let schemas: [Schema]
    var rows = SurveyRows()
    var lines: [SurveyReport.Line] = []
    var findings = Findings()
    var putAside = 0
    var tallies: [SurveyTally] = []
    /// The body of the sheet, while it is converted.
    private var body: SheetRows
    /// How many rows of the body hold anything, and in each column how many cells.
    private(set) var filledRows = 0
    private var filledCells: [Int] = []
    /// The line that is being read.
    var line = 0
    /// Lines that are no rows of the table, or hold its sums.
    private var notRead: Set<Int> = []
    private var sumsAtLastTotal: [Int: SurveyNumber] = [:]
    /// What a person has said of words and units.
    let mapping: SurveyMapping
    /// What headers, words and units were taken for here.
    var draft = SurveyMapping()
    /// Words that no vocabulary has, until the rest of the row is read.
    var pending: [(place: Int, id: String, text: String)] = []
    /// Cells with numbers that were read, or told as not understood.
    var census = SurveyCensus()
    /// The columns of the schemas by their ids; of one that several have, that of the first.
    private let columns: [String: ColumnSchema]
    /// The fields of the reading in the order of the sheet.
    private let fields: [(place: Int, field: SurveyField)]
    /// The parts that a row may have, in that order, each once.
    private let parts: [SurveyField.Part]
    /// The columns whose words stand in two cells.
    let prefixed: Set<String>
    /// What units of this sheet were found to mean, and how often those that the draft has were met since.
    var conversions: [UnitQuestion: [SurveyUnits.Conversion]] = [:]
    /// What becomes of plain numbers of a column, once one was looked at; of words that are taken as they are, which.
    var plainNumbers: [PlainNumber?]
    var plainWords: [PlainWords?]
    /// The tally of each column that was counted last.
    var lastTallies: [Int]
    /// The words of the sheet's name that say something of all its rows.
    private let named: [(word: String, column: String, value: String)]
    var unitsMet: [SurveyMapping.Line: Int] = [:]

    init(
        _ sheet: consuming SurveySheet, _ reading: SurveySheet.Reading, _ vocabularies: Vocabularies,
        _ mapping: SurveyMapping = SurveyMapping(), progress: ((Int, Int) -> Void)? = nil
    ) {
        self.mapping = mapping
        self.sheet = sheet
        self.reading = reading
        self.vocabularies = vocabularies
        let own = reading.form.kind.flatMap(SourceKind.named).map { [$0.schema] }
        let other: [Schema] =
            switch reading.form.other {
            case .kilns, .type: [SourceKind.kilns.schema]
            case .households: [SourceKind.households.schema]
            case nil: []
            }
        // Rows about others may speak of any kind.
        schemas = own.map { $0 + other } ?? SourceKind.all.map(\.schema)
        columns = schemas.reversed().reduce(into: [:]) { all, schema in
            for column in schema.columns { all[column.id] = column }
        }
        fields = reading.fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        var known: Set<SurveyField.Part> = []
        parts = fields.compactMap(\.field.part).filter { known.insert($0).inserted }
        prefixed = Set(
            fields.compactMap { entry in if case .prefix(let id) = entry.field.use { id } else { nil } })
        let width = reading.headers.count
        plainNumbers = Array(repeating: nil, count: width)
        plainWords = Array(repeating: nil, count: width)
        lastTallies = Array(repeating: -1, count: width)
        let place = self.sheet.place
        named = reading.form.named.filter { place.contains($0.0) }.map { ($0.0, $0.1, $0.2) }
        let amounts = reading.fields.filter { $0.value.isShareOfRows }.keys
        body = sheet.body(
            from: reading.firstRow, joining: Set(reading.fields.keys).subtracting(amounts), amounts: Set(amounts),
            findings: &findings)
        var (filledRows, filledCells) = (0, Array(repeating: 0, count: body.widest(from: 0)))
        for row in body.indices {
            var isFilled = false
            body.forEachCell(of: row) { i, text in
                if !SheetText.isBlank(text) {
                    isFilled = true
                    filledCells[i] += 1
                }
                return true
            }
            if isFilled { filledRows += 1 }
        }
        (self.filledRows, self.filledCells) = (filledRows, filledCells)
        draftHeaders()
        census.above(self.sheet.rows[..<reading.firstRow])
        self.sheet.forgetRows(from: reading.firstRow)
        for place in body.indices {
            let row = body[place]
            line = row.line
            convert(line, row.cells)
            // A row of a large sheet is held once.
            body.forget(before: place)
            if place & 1023 == 1023 { progress?(place + 1, body.count) }
        }
        body = SheetRows()
        for plain in plainNumbers.compactMap({ $0 }) {
            if let unit = plain.met { unitsMet[unit, default: 0] += plain.count }
        }
        for (unit, count) in unitsMet { draft.count(unit, count) }
        report()
        let passed = notRead
        sheet.tellUnreadable(
            isRead: { line, column in
                guard !passed.contains(line), let use = reading.fields[column - 1]?.use else { return false }
                if case .noPlace = use { return false }
                return true
            }, &findings)
    }

    /// How many cells of a column hold anything.
    func filled(_ i: Int) -> Int { i < filledCells.count ? filledCells[i] : 0 }

    func column(_ id: String) -> ColumnSchema? { columns[id] }

    private mutating func convert(_ line: Int, _ cells: [String]) {
        let texts = cells.map(SheetText.trimmed)
        func cell(_ i: Int) -> String { i < texts.count ? texts[i] : "" }
        guard let first = texts.first(where: { !$0.isEmpty }) else { return }
        let filledCount = texts.count { !$0.isEmpty }
        var filled: [String] { texts.filter { !$0.isEmpty } }
        func holds(_ place: Int, _ field: SurveyField) -> Bool {
            if case .noPlace = field.use { return false }
            return !cell(place).isEmpty && (parts.isEmpty || field.part != nil)
        }
        if let extent = SurveyConversion.total(cells) {
            putAside += 1
            notRead.insert(line)
            census.totals += SurveyCensus.numbers(in: cells)
            // Its numbers are shown, and compared with the sums.
            var total = SurveyReport.Line(.totalRow, header: "\(line)")
            total.sample = filled.joined(separator: " | ")
            lines.append(total)
            if extent == .whole { compare(line, cells) }
            return
        }
        // A line below the table, such as who filled it in, stands alone in its row.
        // So does one below the titles that counts the columns.
        let alone = parts.isEmpty ? nil : totalAlone(cells)
        let counts =
            first == "1" && filledCount > 2 && filled.enumerated().allSatisfy { $0.element == "\($0.offset + 1)" }
        guard filledCount > 1 || reading.fields.count == 1, !SheetText.isRemark(first), !counts,
            alone != nil || fields.contains(where: { holds($0.place, $0.field) })
        else {
            putAside += 1
            notRead.insert(line)
            census.passed += SurveyCensus.numbers(in: cells)
            var passed = SurveyReport.Line(.passedOver, header: "\(line)")
            passed.sample = filled.joined(separator: " | ")
            lines.append(passed)
            return
        }
        for (i, cell) in texts.enumerated() where SurveyCensus.isNumber(cell) {
            switch reading.fields[i]?.use {
            case .noPlace: census.unused += 1
            case nil: census.unknown += 1
            default: census.taken += 1
            }
        }
        var shared = Row(
            line: line, kind: reading.form.kind ?? "", values: RowTexts(capacity: fields.count + named.count))
        fill(&shared, part: nil, cell)
        guard !parts.isEmpty else { return rows.append(shared) }
        if let alone, let id = reading.form.measure.first {
            shared.values[id] = alone.text
            census.unused -= 1
            census.taken += 1
            count(alone.place, id, cells[alone.place])
            return rows.append(shared)
        }
        for part in parts {
            guard fields.contains(where: { $0.field.part == part && !cell($0.place).isEmpty }) else { continue }
            var own = shared
            // Counts of the whole line stand in its first row alone.
            if rows.lastLine == line {
                for id in own.values.keys where column(id)?.isExtensive == true { own.values[id] = nil }
            }
            own.name = part.name
            own.values.merge(part.values) { $1 }
            fill(&own, part: part, cell)
            rows.append(own)
        }
    }

    /// Takes the cells of a row that belong to a part of it, words before numbers: the fuel decides about units.
    private mutating func fill(_ row: inout Row, part: SurveyField.Part?, _ cell: (Int) -> String) {
        var numbers: [Int] = []
        for (i, field) in fields where field.part == part && !cell(i).isEmpty {
            switch field.use {
            case .column(let id): take(cell(i), at: i, as: id, into: &row)
            case .anyOf(let ids): take(cell(i), at: i, asAnyOf: ids, into: &row)
            case .name(let id): take(name: cell(i), at: i, as: id, into: &row)
            case .choice(let id, let yes, let no): choose(cell(i), at: i, id, yes, no, into: &row)
            case .amount, .added: numbers.append(i)
            case .firm: row.values["@firm"] = cell(i)
            case .equipment: row.values["@equipment"] = cell(i)
            case .prefix(let id): row.values["@" + id] = cell(i)
            case .density: row.values["@density"] = cell(i)
            case .unit, .noPlace: break
            }
        }
        for (_, column, value) in named where row.values[column] == nil { row.values[column] = value }
        if !pending.isEmpty { settlePending(&row) }
        for i in numbers where !addPlain(cell(i), at: i, into: &row) {
            number(cell(i), at: i, unitCell: unit(beside: i, cell), into: &row)
        }
    }

    /// The number of a row that is divided over no column of words: it stands in the column of the row's total alone.
    private func totalAlone(_ cells: [String]) -> (place: Int, text: String)? {
        func cell(_ i: Int) -> String { i < cells.count ? SheetText.trimmed(cells[i]) : "" }
        guard !reading.fields.contains(where: { $0.value.part != nil && $0.value.isNumber && !cell($0.key).isEmpty }),
            let place = reading.fields.first(where: {
                $0.value.use == .noPlace(SurveyReason.rowTotal) && !cell($0.key).isEmpty
            })?.key,
            let number = SurveyNumber(CellText.identifier(cell(place)))
        else { return nil }
        return (place, number.text)
    }

    /// The unit that stands in the cell behind a number, or before it.
    private func unit(beside i: Int, _ cell: (Int) -> String) -> String? {
        if reading.fields[i + 1]?.use == .unit { return cell(i + 1) }
        // A unit behind a number is that number's, and not the next one's.
        guard reading.fields[i - 1]?.use == .unit, reading.fields[i - 2]?.isAmount != true else { return nil }
        return cell(i - 1)
    }

    /// What a row holds the sum of, or `nil`: the words for it stand in its first cells.
    static func total(_ cells: [String]) -> TotalWord.Extent? {
        cells.prefix(4).lazy.compactMap { TotalWord.extent(of: $0) }.first
    }

    /// A total that is neither the sum of all rows above nor of those since the last total is a finding.
    private mutating func compare(_ line: Int, _ cells: [String]) {
        var sums: [Int: SurveyNumber] = [:]
        for tally in tallies where tally.isNumber {
            sums[tally.column] = tally.before.flatMap { (sums[tally.column] ?? .zero) + $0 }
        }
        for (i, sum) in sums.sorted(by: { $0.key < $1.key }) where i < cells.count {
            guard let printed = SurveyNumber(Vocabulary.folded(SheetText.trimmed(cells[i]))) else { continue }
            let since = (sumsAtLastTotal[i] ?? .zero) + printed
            if printed == sum || since == sum
                || column(tallies.first { $0.column == i }?.target ?? "")?.isExtensive != true
            {
                continue
            }
            findings.add(
                Finding(
                    .warning, .surveyTotal,
                    at: Location(
                        file: sheet.place, line: line, column: reading.headers[i].text, columnNumber: i + 1),
                    value: cells[i], expected: Label("各行之和 \(sum.text)", "\(sum.text), the sum of the rows")))
        }
        sumsAtLastTotal = sums
    }

    static func isAbsent(_ text: String) -> Bool { ["-", "--", "—", "——", "/", "不适用", "未报送"].contains(text) }
}

extension SurveyField {
    /// Whether one number for several rows would have to be divided among them.
    var isShareOfRows: Bool {
        switch use {
        case .added: true
        case .amount(let ids):
            ids.contains { id in SourceKind.all.contains { $0.schema.column(id)?.isShareOfRows == true } }
        default: false
        }
    }
    /// Whether it is an amount, which may have its unit in a column of its own.
    var isAmount: Bool {
        switch use {
        case .amount, .added: true
        default: false
        }
    }
    /// Whether cells below it are numbers.
    var isNumber: Bool {
        switch use {
        case .amount, .added, .density: true
        default: false
        }
    }
}

extension ColumnSchema {
    /// Whether values of rows add up to something: masses, volumes and counts do, shares and capacities do not.
    var isExtensive: Bool {
        guard let unit else { return false }
        return ["t", "m3", "台", "辆", "户", "人", "家", "点", "piece", "LTO", "m2"].contains { symbol in
            (try? Unit(symbol))?.dimension == unit.dimension
        } && id != Column.liftCapacity
    }
}

extension Finding.Message {
    static let surveyTotal = Finding.Message(
        "survey-total-differs", "表中的合计与各行之和不符", "the total in the sheet is not the sum of its rows")
}
