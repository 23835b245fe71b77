import Quantities
import Tables

/// What was read from one column of a survey sheet into one of ours, in one unit.
struct SurveyTally {
    let column: Int
    let target: String
    let unit: String
    let note: Label
    var values = 0
    var unread = 0
    var firstUnread = ""
    var firstLine = 0
    /// The sums; `nil` where they have too many digits.
    var before: SurveyNumber? = .zero
    var after: SurveyNumber? = .zero
    /// The one ratio of all values; `nil` where each row has its own.
    var ratio: Ratio?
    var isNumber = true
    /// What the first word is taken for.
    var guess = ""

    /// Adds a number, as it stands and in our unit.
    mutating func add(_ value: SurveyNumber, _ converted: SurveyNumber) {
        values += 1
        before = before.flatMap { $0 + value }
        after = after.flatMap { $0 + converted }
    }
}

/// What becomes of the plain numbers of a column, where that is the same in every row.
struct PlainNumber {
    /// The column of ours that they go into.
    let column: String
    let ratio: Ratio
    /// What the unit is taken for.
    let met: SurveyMapping.Line?
    /// Where they are added up.
    let tally: Int
    /// How many came after the first.
    var count = 0
}

/// The words of a column that are taken as they are.
struct PlainWords {
    /// Where they are counted.
    let tally: Int
    private var texts: Set<TextKey> = []

    init(tally: Int) { self.tally = tally }

    /// Whether a word is among them.
    func has(_ text: String) -> Bool { texts.contains(TextKey(text)) }

    /// Adds a word; of very many not all are kept.
    mutating func add(_ text: String) {
        if texts.count < 4096 { texts.insert(TextKey(text)) }
    }
}

extension SurveyConversion {
    /// Takes a plain number of a column whose numbers all become the same; `false` where it has to be looked at.
    mutating func addPlain(_ text: String, at i: Int, into row: inout Row) -> Bool {
        guard let plain = plainNumbers[i], let value = SurveyNumber(plain: text),
            let converted = value.times(plain.ratio)
        else { return false }
        plainNumbers[i]?.count += 1
        row.values[plain.column] =
            plain.ratio == .one && SurveyNumber.isCanonical(text) ? text : converted.text
        tallies[plain.tally].add(value, converted)
        return true
    }

    mutating func take(_ text: String, at i: Int, as id: String, into row: inout Row) {
        if addPlain(text, at: i, into: &row) { return }
        if let words = plainWords[i], words.has(text) {
            row.values[id] = text
            tallies[words.tally].values += 1
            return
        }
        guard let column = column(id) else { return count(i, "", text, note: SurveyReason.noColumn) }
        if case .fraction = column.content { return number(text, at: i, unitCell: nil, into: &row) }
        if column.vocabulary != nil, let (first, second, stage) = stages(of: text, id), row.values[stage] == nil {
            (row.values[id], row.values[stage]) = (first, second)
            return count(i, id, text)
        }
        // A word of two columns is told when it is whole.
        if let name = column.vocabulary, !prefixed.contains(id), vocabularies[name].code(of: text) == nil,
            !Self.isAbsent(text)
        {
            return pending.append((i, id, text))
        }
        row.values[id] = text
        count(i, id, text)
        // A word that a vocabulary has stands in many rows.
        guard column.vocabulary != nil else { return }
        if plainWords[i] == nil { plainWords[i] = PlainWords(tally: lastTallies[i]) }
        if plainWords[i]?.tally == lastTallies[i] { plainWords[i]?.add(text) }
    }

    /// Words that no vocabulary has: what a person has said of them, what the fuel of the row makes of them, or what is
    /// most likely meant.
    mutating func settlePending(_ row: inout Row) {
        // The fuel may decide about the others.
        let ordered = pending.filter { $0.id == Column.fuel } + pending.filter { $0.id != Column.fuel }
        for (i, id, text) in ordered {
            guard let name = column(id)?.vocabulary else { continue }
            let vocabulary = vocabularies[name]
            var line = SurveyMapping.Line(
                subject: .words, scope: name, text: text, meaning: "?", state: .open,
                touchesTonnes: column(id)?.touchesTonnes ?? true, count: 1, place: place(ofColumn: i))
            if name == "industry" {
                takeIndustry(text, at: i, id, vocabulary, &row)
                continue
            }
            let questions = vocabulary.questions(of: text)
            var shown = ""
            let fuel = row.values["fuel"].flatMap { vocabularies["fuel"].code(of: $0) }
            let known = vocabularies["fuel"]
            let fuels: [String] = fuel.map { code in known.lineage(of: code).map { known.text($0) } } ?? []
            if let said = mapping.line(.words, name, text), said.meaning != "?" {
                line = SurveyMapping.Line(
                    subject: .words, scope: name, text: text, meaning: said.meaning, state: said.state,
                    touchesTonnes: line.touchesTonnes, count: 1, place: line.place)
            } else if let told = questions.first(where: { fuels.contains($0.when) }) {
                row.values[id] = told.meaning
                count(i, id, text)
                continue
            } else if let guess = SurveyConversion.guess(text, questions, vocabulary) {
                line = SurveyMapping.Line(
                    subject: .words, scope: name, text: text, meaning: guess.code, state: .guess,
                    touchesTonnes: line.touchesTonnes, count: 1, place: line.place)
                shown = guess.word
            }
            draft.add(line)
            switch (line.meaning, line.state) {
            case ("?", _):
                row.values[id] = text
                count(i, id, text, isKnown: false)
            case ("-", _): count(i, id, text, note: SurveyReason.notUsed)
            case (let code, .guess):
                row.values[id] = code
                count(
                    i, id, text, note: questions.first?.text ?? SurveyReason.guessed,
                    guess: shown.isEmpty ? code : shown)
            case (let code, _):
                row.values[id] = code
                count(i, id, text)
            }
        }
        pending.removeAll(keepingCapacity: true)
    }

    /// A four-digit class of GB/T 4754 as the narrowest that the dictionary has; other words stand in the note.
    private mutating func takeIndustry(
        _ text: String, at i: Int, _ id: String, _ vocabulary: Vocabulary, _ row: inout Row
    ) {
        let digits = text.filter(\.isNumber)
        if digits.count == text.count, (2...4).contains(digits.count), let division = Int(digits.prefix(2)),
            let letter = SurveyConversion.sections.last(where: { $0.first <= division })?.letter
        {
            for length in stride(from: digits.count, through: 2, by: -1) {
                let code = letter + digits.prefix(length)
                guard vocabulary.code(of: code) != nil else { continue }
                row.values[id] = code
                return count(i, id, text)
            }
        }
        if let said = mapping.line(.words, "industry", text), said.meaning != "?", said.meaning != "-" {
            row.values[id] = said.meaning
            return count(i, id, text)
        }
        note(text, in: &row)
        count(i, "note", text, note: SurveyReason.intoNote)
    }

    /// The sections of GB/T 4754-2017 by their first division.
    private static let sections: [(first: Int, letter: String)] = [
        (1, "A"), (6, "B"), (13, "C"), (44, "D"), (47, "E"), (51, "F"), (53, "G"), (61, "H"), (63, "I"), (66, "J"),
        (70, "K"), (71, "L"), (73, "M"), (76, "N"), (80, "O"), (83, "P"), (84, "Q"), (86, "R"), (91, "S"), (97, "T"),
    ]

    /// What is most likely meant by a word that a vocabulary does not have.
    private static func guess(
        _ text: String, _ questions: [Vocabulary.Question], _ vocabulary: Vocabulary
    ) -> (code: String, word: String)? {
        if let asked = questions.first(where: { $0.when.isEmpty }) { return (asked.meaning, asked.meaning) }
        guard let near = vocabulary.nearest(to: text), let code = vocabulary.code(of: near) else { return nil }
        return (vocabulary.text(code), near)
    }

    /// The cell of the line that is being read, for the mapping.
    private func place(ofColumn i: Int) -> String { "\(sheet.name)!\(SurveyReport.cell(row: line, column: i + 1))" }

    /// What the headers are taken for.
    mutating func draftHeaders() {
        for (i, header) in reading.headers.enumerated() where !header.title.isEmpty {
            let field = reading.fields[i]
            // A word as a title is a word, and no column.
            if let part = field?.part {
                for (id, code) in part.values {
                    guard let name = column(id)?.vocabulary,
                        let word = header.path.first(where: { word in
                            vocabularies[name].code(of: word) == nil && vocabularies[name].code(of: code) != nil
                                && (mapping.line(.words, name, word) != nil
                                    || !vocabularies[name].questions(of: word).isEmpty)
                        })
                    else { continue }
                    draft.add(
                        SurveyMapping.Line(
                            subject: .words, scope: name, text: word, meaning: code,
                            state: mapping.line(.words, name, word)?.state ?? .guess, touchesTonnes: true, count: 1,
                            place:
                                "\(sheet.name)!\(SurveyReport.cell(row: sheet.rows[reading.firstRow - 1].line, column: i + 1))"
                        ))
                }
                continue
            }
            let filled = filled(i)
            let touched = field.flatMap { column($0.meaning) }?.touchesTonnes ?? false
            draft.add(
                SurveyMapping.Line(
                    subject: .headers, scope: reading.form.id, text: header.text, meaning: field?.meaning ?? "?",
                    state: field?.state ?? .open,
                    touchesTonnes: filled > 0 && touched, count: filled,
                    place:
                        "\(sheet.name)!\(SurveyReport.cell(row: sheet.rows[reading.firstRow - 1].line, column: i + 1))")
            )
        }
    }

    /// The words of two devices in series, such as UV光氧+活性炭, and the column of the second.
    private func stages(of text: String, _ id: String) -> (first: String, second: String, column: String)? {
        guard code(of: text, in: [id]) == nil else { return nil }
        let words = text.split { "+＋、".contains($0) }.map { SheetText.trimmed(String($0)) }
        guard words.count == 2, words.allSatisfy({ code(of: $0, in: [id]) != nil }) else { return nil }
        for case .device(let pollutant, let stage) in column(id)?.roles ?? [] {
            let next = schemas.lazy.compactMap { $0.column(.device(of: pollutant, stage: stage + 1)) }.first
            if let next { return (words[0], words[1], next.id) }
        }
        return nil
    }

    /// The words of a cell, each into the first column that knows it: `高炉_有组织排放` is a furnace and a way of release.
    mutating func take(_ text: String, at i: Int, asAnyOf ids: [String], into row: inout Row) {
        var rest: [String] = []
        let words = code(of: text, in: ids) != nil ? [text] : text.split { "_-—、".contains($0) }.map(String.init)
        for word in words {
            if let id = code(of: word, in: ids) { row.values[id] = word } else { rest.append(word) }
        }
        let known = words.compactMap { code(of: $0, in: ids) }
        let target = known.first ?? ids.first ?? ""
        if !rest.isEmpty, !Self.isAbsent(text) { note(rest.joined(separator: " "), in: &row) }
        count(i, target, text, isKnown: rest.isEmpty || Self.isAbsent(text))
    }

    private func code(of word: String, in ids: [String]) -> String? {
        ids.first { id in column(id)?.vocabulary.map { vocabularies[$0].code(of: word) != nil } ?? false }
    }

    mutating func take(name text: String, at i: Int, as id: String, into row: inout Row) {
        if id != Column.note, row.values[id] == nil, code(of: text, in: [id]) != nil {
            row.values[id] = text
            return count(i, id, text)
        }
        guard !Self.isAbsent(text) else { return count(i, id, text) }
        note(text, in: &row)
        count(i, Column.note, text, note: id == Column.note ? Label(same: "") : SurveyReason.intoNote)
    }

    mutating func choose(_ text: String, at i: Int, _ id: String, _ yes: String, _ no: String, into row: inout Row) {
        let flags = vocabularies["flag"]
        guard let code = flags.code(of: text) else { return count(i, id, text, isKnown: Self.isAbsent(text)) }
        let word = flags.text(code) == "yes" ? yes : no
        if !word.isEmpty { row.values[id] = word }
        count(i, id, text)
    }

    func note(_ text: String, in row: inout Row) {
        let old = row.values[Column.note] ?? ""
        guard !old.split(separator: "；").contains(Substring(text)) else { return }
        row.values[Column.note] = old.isEmpty ? text : old + "；" + text
    }

    mutating func number(_ text: String, at i: Int, unitCell: String?, into row: inout Row) {
        let ids: [String], adds: Bool
        // Whether the row has a say in the column that it goes into.
        var isOfRow = false
        switch reading.fields[i]?.use {
        case .amount(let own):
            // Bricks are counted in a column of their own.
            let isBrick = row.values["product"].map(isBrick) ?? false
            let other = isBrick ? "product_pieces" : "brick_output"
            isOfRow = own.contains("product_pieces") || own.contains("diesel_sold") && own.count > 1
            (ids, adds) = (own.contains("product_pieces") ? own.filter { $0 != other } : sold(own, row), false)
        case .added(let id): (ids, adds) = ([id], true)
        case .column(let id): (ids, adds) = ([id], false)
        default: return
        }
        let header = reading.headers[i]
        let columns = ids.compactMap(column)
        guard let first = columns.first else { return count(i, "", text, note: SurveyReason.noColumn) }
        var folded = CellText.identifier(text)
        while let first = folded.first, "约≈~".contains(first) { folded.removeFirst() }
        // 1200吨: the cell itself says its unit.
        // 10+20 and 2×10 are no number with a unit behind it.
        let isSeveral = NumberText.joinsSeveral(folded)
        let digits = String(folded.prefix { "+-.,0123456789".contains($0) })
        let behind = SheetText.trimmed(String(folded.dropFirst(digits.count)))
        let stated = !isSeveral && SurveyNumber(folded) == nil && SurveyNumber(digits) != nil ? behind : nil
        let above = reading.unit.flatMap { conversions(of: $0, to: columns).isEmpty ? nil : $0 }
        let said = mapping.line(.units, reading.form.id, header.text)
        let saidUnit = said.flatMap { $0.meaning == "?" || $0.meaning == "-" ? nil : $0.meaning }
        let isWithout = said?.meaning == "-"
        if isWithout, let said, stated == nil, unitCell == nil, first.unit != nil {
            meet(
                SurveyMapping.Line(
                    subject: .units, scope: reading.form.id, text: header.text, meaning: "-", state: said.state,
                    touchesTonnes: true, count: 1, place: ""), at: i)
            return count(i, first.id, text, note: SurveyReason.notUsed, isKnown: false)
        }
        let written = isWithout ? nil : saidUnit ?? header.unit ?? header.carriedUnit ?? above
        let given = stated ?? unitCell ?? written
        let options = conversions(of: given, to: columns)
        let fuel = row.values[Column.fuel].flatMap { vocabularies["fuel"].code(of: $0) }
        let isGas = fuel.map { vocabularies["fuel"].lineage(of: $0).map(vocabularies["fuel"].text).contains("gas") }
        // Where the header says “t or m3”, the fuel of the row decides.
        let option = (options.count > 1 && isGas == true ? options.last : options.first)
        let value = stated == nil ? SurveyNumber(folded) : SurveyNumber(digits)
        let formID = reading.form.id
        let unitLine = { (meaning: String, state: SurveyMapping.State) in
            SurveyMapping.Line(
                subject: .units, scope: formID, text: header.text, meaning: meaning, state: state,
                touchesTonnes: true, count: 1, place: "")
        }
        if options.count > 1, isGas == nil {
            return count(i, first.id, text, unit: given ?? "", note: SurveyReason.noFuel, isKnown: false)
        }
        if option == nil, let value, let volume = volume(of: value, given, into: first, row) {
            return add(value, volume, at: i, first, unit: given ?? "", SurveyReason.byDensity, nil, adds, into: &row)
        }
        guard let option, let value, let converted = value.times(option.ratio) else {
            let target = option?.column.id ?? first.id
            if option == nil, stated == nil, unitCell == nil { meet(unitLine("?", .open), at: i) }
            if option != nil, value == nil, !adds { row.values[target] = text }
            let note =
                isSeveral
                ? SurveyReason.severalNumbers
                : option == nil
                    ? SurveyReason.noUnit : Self.isAbsent(text) ? SurveyReason.absent : SurveyReason.notNumber
            return count(i, target, text, unit: given ?? "", note: note, isKnown: Self.isAbsent(text) && option != nil)
        }
        // 台数 and 户数 name their unit themselves.
        let named = [
            "台": ["台"], "辆": ["辆"], "户": ["户"], "人": ["人"], "家": ["家", "企业数"], "h": ["小时", "时间", "hours"],
            "t(steam)/h": ["蒸吨", "吨位"], "km": ["公里"], "点": ["密封点"],
        ]
        let counts = named[option.unit]?.contains(where: header.title.contains) ?? false
        let isAssumed = given == nil && option.column.isAmount && !counts
        if isAssumed {
            meet(unitLine(option.unit, .guess), at: i)
        } else if stated == nil, unitCell == nil, let said {
            meet(unitLine(said.meaning, said.state), at: i)
        } else if stated == nil, unitCell == nil, let given {
            // Of several units the rows choose: next year, too.
            meet(unitLine(options.count > 1 ? given : option.unit, .known), at: i)
        }
        let note = isAssumed ? SurveyReason.unitAssumed : Label(same: "")
        add(value, converted, at: i, option.column, unit: option.unit, note, option.ratio, adds, into: &row)
        guard stated == nil, unitCell == nil, !hasUnitBeside(i), options.count == 1, !adds, !isOfRow else { return }
        let met: SurveyMapping.Line? =
            if isAssumed {
                unitLine(option.unit, .guess)
            } else if let said {
                unitLine(said.meaning, said.state)
            } else {
                given == nil ? nil : unitLine(option.unit, .known)
            }
        plainNumbers[i] = PlainNumber(
            column: option.column.id, ratio: option.ratio, met: met, tally: lastTallies[i])
    }

    /// Whether a column of units stands beside a number: then each row may have another.
    private func hasUnitBeside(_ i: Int) -> Bool {
        reading.fields[i + 1]?.use == .unit || reading.fields[i - 1]?.use == .unit
    }

    /// Drafts what a unit is taken for: its place where it is met first, later only how often.
    private mutating func meet(_ unit: SurveyMapping.Line, at i: Int) {
        if let count = unitsMet[unit] {
            unitsMet[unit] = count + 1
            return
        }
        unitsMet[unit] = 0
        var first = unit
        first.place = place(ofColumn: i)
        draft.add(first)
    }

    /// `SurveyUnits.conversions`, worked out once for each unit and columns of the sheet.
    private mutating func conversions(of unit: String?, to columns: [ColumnSchema]) -> [SurveyUnits.Conversion] {
        let question = UnitQuestion(unit: unit, columns: columns.map(\.id))
        if let known = conversions[question] { return known }
        let found = SurveyUnits.conversions(of: unit, to: columns)
        // As many as a sheet may have cells with units of their own.
        if conversions.count > 4096 { conversions.removeAll() }
        conversions[question] = found
        return found
    }

    /// What a station sells in a row that names one of its products goes by that product.
    private func sold(_ ids: [String], _ row: Row) -> [String] {
        guard ids.contains("diesel_sold"), ids.count > 1 else { return ids }
        let liquid = row.values["liquid"].flatMap { vocabularies["liquid"].code(of: $0) }.map(
            vocabularies["liquid"].text)
        return ids.filter { $0 == (liquid ?? "") + "_sold" }
    }

    private func isBrick(_ word: String) -> Bool {
        vocabularies["product"].code(of: word).map(vocabularies["product"].text) == "brick"
    }

    /// A mass as the volume that it has by the density of its row.
    private func volume(of mass: SurveyNumber, _ unit: String?, into column: ColumnSchema, _ row: Row) -> SurveyNumber?
    {
        guard let text = row.values["@density"], let density = SurveyNumber(Vocabulary.folded(text)),
            let place = reading.fields.first(where: { $0.value.use == .density })?.key,
            let per = (reading.headers[place].unit).flatMap({ try? Unit($0) }),
            let unit = unit.flatMap({ try? Unit(ColumnSchema.withoutYear($0)) }),
            let wanted = column.unit, let ratio = (unit / per)?.conversion(to: wanted),
            let m = Double(mass.text), let d = Double(density.text), d > 0
        else { return nil }
        return SurveyNumber(DecimalText.shortest(ratio.applied(to: m / d)))
    }

    private mutating func add(
        _ value: SurveyNumber, _ converted: SurveyNumber, at i: Int, _ column: ColumnSchema, unit: String,
        _ note: Label,
        _ ratio: Ratio?, _ adds: Bool, into row: inout Row
    ) {
        let place = tally(i, column.id, unit, note)
        let old = adds ? row.values[column.id].flatMap { SurveyNumber($0) } : nil
        row.values[column.id] = ((old ?? .zero) + converted)?.text ?? converted.text
        tallies[place].ratio = ratio
        tallies[place].add(value, converted)
    }

    mutating func count(
        _ i: Int, _ target: String, _ text: String, unit: String = "", note: Label = Label(same: ""),
        isKnown: Bool = true, guess: String = ""
    ) {
        let place = tally(i, target, unit, note, guess)
        tallies[place].values += 1
        tallies[place].isNumber = false
        if !guess.isEmpty, tallies[place].guess.isEmpty {
            (tallies[place].guess, tallies[place].firstUnread, tallies[place].firstLine) = (guess, text, line)
        }
        guard !isKnown else { return }
        if SurveyCensus.isNumber(text) { census.refused += 1 }
        tallies[place].unread += 1
        if tallies[place].firstUnread.isEmpty {
            tallies[place].firstUnread = text
            tallies[place].firstLine = line
        }
    }

    private mutating func tally(
        _ i: Int, _ target: String, _ unit: String, _ note: Label, _ guess: String = ""
    ) -> Int {
        func isMeant(_ tally: SurveyTally) -> Bool {
            tally.column == i && tally.target == target && tally.unit == unit && tally.note == note
                && tally.guess == guess
        }
        if lastTallies[i] >= 0, isMeant(tallies[lastTallies[i]]) { return lastTallies[i] }
        if let found = tallies.firstIndex(where: isMeant) {
            lastTallies[i] = found
            return found
        }
        tallies.append(SurveyTally(column: i, target: target, unit: unit, note: note))
        lastTallies[i] = tallies.count - 1
        return tallies.count - 1
    }
}

/// A unit as it is written, and the columns that its number could go into.
struct UnitQuestion: Hashable {
    let unit: String?
    let columns: [String]
}

/// Units as survey sheets write them.
enum SurveyUnits {
    /// A column that a number can go into, and by what ratio.
    typealias Conversion = (column: ColumnSchema, ratio: Ratio, unit: String)

    /// Into which of these columns a number in that unit can go, and by what ratio. `万吨或立方米` gives two.
    ///
    /// Without a unit the column's own is assumed.
    static func conversions(
        of text: String?, to columns: [ColumnSchema]
    ) -> [Conversion] {
        guard let text, !text.isEmpty else {
            return columns.prefix(1).map { column in (column, Ratio.one, column.unit?.symbol ?? "-") }
        }
        let found = conversions(of: text.replacing("或", with: "|").split(separator: "|").map(String.init), to: columns)
        guard found.isEmpty else { return found }
        // 吨/万m³ leaves the choice to the fuel, where one is for one column and the other for another; kg/m³ does not.
        let halves = conversions(of: text.split(separator: "/").map(String.init), to: columns)
        // No ledger counts fuel by the gram or the kilogram beside the cubic metre: mg/m³ is a concentration, kg/m³ a density.
        let isSmall = halves.contains { half in
            half.column.unit.map { wanted in
                guard let tonne = (try? Unit("t"))?.conversion(to: wanted) else { return false }
                return half.ratio.applied(to: 1) < tonne.applied(to: 1)
            } ?? false
        }
        return Set(halves.map(\.column.id)).count == 2 && Set(halves.map(\.unit)).count == 2 && !isSmall ? halves : []
    }

    private static func conversions(
        of units: [String], to columns: [ColumnSchema]
    ) -> [Conversion] {
        columns.compactMap { column in
            units.lazy.compactMap { unit in ratio(unit, to: column).map { (column, $0, unit) } }.first
        }
    }

    private static func ratio(_ text: String, to column: ColumnSchema) -> Ratio? {
        guard let wanted = column.unit else { return nil }
        var spellings = [text]
        // A yearly sum may say so, and farm vehicles, stoves and valves are counted in any counting word.
        let short = ColumnSchema.withoutYear(text)
        if short != text { spellings.append(short) }
        if let counted = ["台", "点", "家", "户"].first(where: { (try? Unit($0))?.dimension == wanted.dimension }) {
            for word in ["辆", "个", "件", "套", "座", "眼", "台/辆", "台(辆)"] {
                spellings += spellings.map { $0.replacing(word, with: counted) }
            }
        }
        for spelling in spellings {
            if let unit = try? column.unit(spelled: spelling), !unit.isRateByCalendar(for: wanted),
                let ratio = unit.conversion(to: wanted)
            {
                return ratio
            }
        }
        return nil
    }
}
