import Quantities
import Tables

extension SurveyConversion {
    /// What became of every column of the sheet, in its order.
    mutating func report() {
        let titles = SurveyMatching.titles(of: reading.form)
        lines.append(census.line)
        for (i, header) in reading.headers.enumerated() {
            let filled = filled(i)
            let own = tallies.filter { $0.column == i }
            for tally in own { lines.append(line(of: tally, header)) }
            guard own.isEmpty else { continue }
            var line = SurveyReport.Line(.mapped, header: header.text, values: filled)
            line.number = i + 1
            line.row = sheet.rows[reading.firstRow - 1].line
            switch reading.fields[i]?.use {
            case .noPlace(let reason):
                // What a second fuel emits is lost.
                let isLoss = reason == SurveyReason.whichYear || SurveyReason.losses.contains(reason) && filled > 0
                line.status = isLoss ? .unknown : .leftOver
                line.note = reason
            case nil:
                guard !header.title.isEmpty || filled > 0 else { continue }
                line.status = .unknown
                if let first = alike(header, besides: i) {
                    // Another wording that a form knows better is no loss; the same title twice may be.
                    line.status = first.title == header.title ? .unknown : .leftOver
                    line.note = SurveyReason.repeated
                    line.sample = first.text
                }
                line.nearest = Spelling.meant(by: header.title, in: titles) ?? ""
                if line.nearest == header.title { line.nearest = "" }
            case .firm: line.column = "firm"
            case .equipment: line.column = Column.id
            case .unit: line.column = "unit"
            case .density: line.column = "density"
            case .column(let id), .name(let id), .choice(let id, _, _), .added(let id), .prefix(let id):
                line.column = id
            case .amount(let ids), .anyOf(let ids): line.column = ids.joined(separator: "|")
            }
            if let part = reading.fields[i]?.part { line.column += " " + part.name }
            lines.append(line)
        }
    }

    /// The header that has the use that this one would have.
    private func alike(_ header: SurveyHeader, besides place: Int) -> SurveyHeader? {
        guard let use = reading.form.field(of: header)?.field.use else {
            return reading.headers.enumerated().first { $0.offset != place && $0.element.title == header.title }
                .flatMap { header.title.isEmpty ? nil : $0.element }
        }
        return reading.fields.filter { $0.value.use == use && $0.key != place }.keys.min().map { reading.headers[$0] }
    }

    private func line(of tally: SurveyTally, _ header: SurveyHeader) -> SurveyReport.Line {
        var line = SurveyReport.Line(.mapped, header: header.text, values: tally.values)
        line.unit = tally.unit
        line.column = tally.target
        line.note = tally.note
        line.number = tally.column + 1
        line.row = sheet.rows[reading.firstRow - 1].line
        if let part = reading.fields[tally.column]?.part { line.column += " " + part.name }
        if let column = column(tally.target) {
            if tally.isNumber { line.columnUnit = column.unit?.symbol ?? "" }
            line.expected = column.unit.map { Label("以 \($0.symbol) 计的数字", "a number in \($0.symbol)") }
            if let name = column.vocabulary {
                line.expected = Label("词表 \(name) 中的词", "a word of the vocabulary \(name)")
                if tally.unread > 0 { line.nearest = vocabularies[name].nearest(to: tally.firstUnread) ?? "" }
            }
        } else {
            line.status = .leftOver
        }
        if let state = reading.fields[tally.column]?.state, state == .guess {
            line.status = .guessed
            line.nearest = reading.fields[tally.column]?.titles.first ?? ""
            line.expected = nil
            if line.note.zh.isEmpty { line.note = SurveyReason.guessed }
        }
        if !tally.guess.isEmpty {
            line.status = .guessed
            line.sample = tally.firstUnread
            line.row = tally.firstLine
            line.nearest = tally.guess
        }
        if tally.unread > 0 {
            line.status = .notUnderstood
            line.sample = tally.firstUnread
            line.row = tally.firstLine
            line.values = tally.unread
            if tally.values > tally.unread {
                line.note = Label(
                    "另有 \(tally.values - tally.unread) 个值已对应", "\(tally.values - tally.unread) other values are mapped")
            }
        }
        if tally.isNumber {
            line.before = tally.before?.text ?? ""
            line.after = tally.after?.text ?? ""
            if let ratio = tally.ratio {
                let wanted = tally.before?.times(ratio)
                line.agrees = wanted != nil && wanted == tally.after
            }
        }
        return line
    }
}
