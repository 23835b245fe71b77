import Quantities

/// What a number's format makes of it: Excel keeps days and shares as plain numbers and shows them by their style.
enum CellFormat: Hashable {
    case number
    case percent
    case date
    case dateAndTime
    case time
    /// Hours beyond 24, such as `[h]:mm`.
    case duration

    /// The formats by style number, as `cellXfs` lists them.
    static func table(_ reader: XMLReader) throws(DocumentError) -> [CellFormat] {
        var codes: [Int: String] = [:]
        var formats: [CellFormat] = []
        var parents: [String] = []
        while let event = try reader.next() {
            switch event {
            case .start(let element):
                let parent = parents.last
                parents.append(element.name)
                let id = element["numFmtId"].flatMap { Int($0) } ?? 0
                if parent == "numFmts", element.name == "numFmt", let code = element["formatCode"] {
                    codes[id] = code
                } else if parent == "cellXfs", element.name == "xf" {
                    formats.append(codes[id].map(CellFormat.init(code:)) ?? CellFormat(builtIn: id))
                }
            case .end: parents.removeLast()
            case .text: break
            }
        }
        return formats
    }

    /// The formats that have a number instead of a code; 27–36 and 50–58 are those of East Asian editions.
    init(builtIn id: Int) {
        switch id {
        case 9, 10: self = .percent
        case 14...17, 27...31, 36, 50...54, 57, 58: self = .date
        case 18...21, 32...35, 45, 47, 55, 56: self = .time
        case 22: self = .dateAndTime
        case 46: self = .duration
        default: self = .number
        }
    }

    /// What a format code means: its first section, without what is quoted, escaped or in brackets.
    init(code: String) {
        var letters = Set<Character>()
        var isElapsed = false
        var characters = code.lowercased()[...]
        if characters.hasPrefix("general") || characters.hasPrefix("g/") { characters = characters.dropFirst(7) }
        scan: while let character = characters.popFirst() {
            switch character {
            case ";": break scan
            case "\"":
                while let next = characters.popFirst(), next != "\"" {}
            case "\\", "_", "*": _ = characters.popFirst()
            case "[":
                var content = ""
                while let next = characters.popFirst(), next != "]" { content.append(next) }
                if !content.isEmpty, content.allSatisfy({ "hms".contains($0) }) { isElapsed = true }
            case "e":
                // `0.00E+00` is a number, a lone `e` the year of an era.
                if characters.first != "+", characters.first != "-" { letters.insert("y") }
            default: letters.insert(character)
            }
        }
        let hasClock = letters.contains("h") || letters.contains("s")
        let hasDay = letters.contains("y") || letters.contains("d") || letters.contains("m") && !hasClock
        if isElapsed {
            self = .duration
        } else if hasDay || hasClock {
            self = hasDay && hasClock ? .dateAndTime : hasDay ? .date : .time
        } else {
            self = letters.contains("%") ? .percent : .number
        }
    }

    /// The text of a number in this format. What is no possible day stays the number it is.
    func text(of value: Double, countsFrom1904: Bool) -> String {
        switch self {
        case .number: DecimalText.shortest(value)
        case .percent: CellFormat.percent(DecimalText.shortest(value))
        case .duration:
            value >= 0 && value < 3e6
                ? CellFormat.clock(seconds: Int((value * 86_400).rounded())) : DecimalText.shortest(value)
        case .date, .dateAndTime, .time:
            moment(value, countsFrom1904) ?? DecimalText.shortest(value)
        }
    }

    private func moment(_ value: Double, _ countsFrom1904: Bool) -> String? {
        guard value >= 0, value < 2_958_466 else { return nil }
        var day = Int(value.rounded(.down))
        var seconds = Int(((value - Double(day)) * 86_400).rounded())
        if seconds == 86_400 {
            day += 1
            seconds = 0
        }
        if self == .time, day == 0 { return CellFormat.clock(seconds: seconds) }
        let date = CellFormat.date(serial: day, countsFrom1904: countsFrom1904)
        return self == .date || seconds == 0 ? date : date + "T" + CellFormat.clock(seconds: seconds)
    }

    /// The day of a serial number. Excel's 1900 has a 29 February, serial 60, which no calendar has.
    static func date(serial: Int, countsFrom1904: Bool) -> String {
        if !countsFrom1904, serial == 60 { return "1900-02-29" }
        // Days from 1970-01-01: 1904-01-01 is −24,107, 1899-12-30 is −25,569.
        let days = countsFrom1904 ? serial - 24_107 : serial - 25_569 + (serial < 60 ? 1 : 0)
        // Civil calendar in eras of 400 years that begin on 1 March.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return CellFormat.padded(year, 4) + "-" + CellFormat.padded(month, 2) + "-" + CellFormat.padded(day, 2)
    }

    /// `0.953` becomes `95.3%`: the point moves, no arithmetic is done.
    static func percent(_ decimal: String) -> String {
        let isNegative = decimal.hasPrefix("-")
        let pieces = decimal.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        var fraction = pieces.count > 1 ? String(pieces[1]) : ""
        while fraction.count < 2 { fraction += "0" }
        let whole = String((pieces[0] + fraction.prefix(2)).drop { $0 == "0" })
        let rest = fraction.dropFirst(2)
        return (isNegative ? "-" : "") + (whole.isEmpty ? "0" : whole) + (rest.isEmpty ? "" : "." + rest) + "%"
    }

    private static func clock(seconds: Int) -> String {
        padded(seconds / 3600, 2) + ":" + padded(seconds / 60 % 60, 2) + ":" + padded(seconds % 60, 2)
    }

    private static func padded(_ number: Int, _ count: Int) -> String {
        let text = "\(number)"
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
}
