import Factors
import Inventories
import Quantities
import Tables

/// The cells of all tables of a kind as texts, and the order in which a report lists their rows.
struct TableTexts {
    private let kind: SourceKind
    private let library: FactorLibrary
    private var columns: [WordColumn]
    private var reasons: [Int: [UInt8]] = [:]
    private var rows = 0

    init(kind: SourceKind, library: FactorLibrary) {
        self.kind = kind
        self.library = library
        columns = Array(repeating: WordColumn(), count: kind.schema.columns.count)
    }

    mutating func add(_ table: Table) {
        for place in columns.indices {
            add(table.cells[place], place)
            if let own = table.defaults[place]?.reasons, own.contains(where: { $0 != 0 }) {
                reasons[place, default: Array(repeating: 0, count: rows)] += own
            } else if reasons[place] != nil {
                reasons[place]? += Array(repeating: 0, count: table.rowCount)
            }
        }
        rows += table.rowCount
    }

    private mutating func add(_ cells: Cells, _ place: Int) {
        if case .absent = cells { return }
        columns[place].pad(to: rows)
        switch cells {
        case .absent: break
        case .codes(let codes):
            let vocabulary = library.vocabularies[kind.schema.columns[place].vocabulary ?? ""]
            var known: [UInt16: String] = [:]
            for code in codes {
                let text = known[code] ?? vocabulary.text(code)
                known[code] = text
                columns[place].append(text)
            }
        case .numbers(let numbers):
            var known: [UInt64: String] = [:]
            for number in numbers {
                let text = known[number.bitPattern] ?? TableTexts.text(of: number)
                if known.count < WordColumn.limit { known[number.bitPattern] = text }
                columns[place].append(text)
            }
        case .dates(let dates): for date in dates { columns[place].append(TableTexts.text(ofDate: date)) }
        case .texts(let texts):
            for row in 0..<texts.count {
                let isClean = texts.bytes(at: row).withUnsafeBufferPointer { bytes in
                    guard bytes.isClean else { return false }
                    columns[place].append(bytes)
                    return true
                }
                if !isClean { columns[place].append(texts[row].clean) }
            }
        }
    }

    /// Adds what the last tables lack; to be called after all tables.
    mutating func finish() {
        for place in columns.indices where columns[place].count > 0 { columns[place].pad(to: rows) }
    }

    /// The rows by id, then by everything they say.
    var order: [Int32] {
        let id = kind.schema.place(of: Column.id) ?? 0
        let others = columns.indices.filter { $0 != id && columns[$0].count > 0 }
        let used = (columns[id].count > 0 ? [id] : []) + others
        return (0..<Int32(rows)).sorted { a, b in
            for place in used {
                let order = columns[place].compare(Int(a), Int(b))
                if order != 0 { return order < 0 }
            }
            return a < b
        }
    }

    /// Hands over the columns that say anything, in an order of rows; they are gone after that.
    mutating func takeCells(in order: [Int32]) -> [WordColumn?] {
        columns.indices.map { place in
            let column = columns[place]
            columns[place] = WordColumn()
            return column.isBlank ? nil : column.reordered(order)
        }
    }

    func defaults(in order: [Int32]) -> [Int: [UInt8]] {
        reasons.mapValues { own in order.map { own[Int($0)] } }
    }

    /// The shortest text of a number; what is not there says why.
    static func text(of number: Double) -> String {
        switch Absence(number) {
        case nil: DecimalText.shortest(number)
        case .empty: ""
        case .notReported: ReportKind.notReported
        case .notApplicable: ReportKind.notApplicable
        }
    }

    /// `2024`, `2024-05` or `2024-05-17`.
    static func text(ofDate date: Int32) -> String {
        guard date > 0 else { return "" }
        func padded(_ value: Int32) -> String { (value < 10 ? "0" : "") + "\(value)" }
        let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100)
        return "\(year)" + (month > 0 ? "-" + padded(month) : "") + (day > 0 ? "-" + padded(day) : "")
    }

    /// The date of a text as written above.
    static func date(of text: String) -> Int32? {
        let parts = text.split(separator: "-").map { Int32($0) }
        guard (1...3).contains(parts.count), let year = parts[0] else { return nil }
        var date = year * 10_000
        if parts.count > 1 { guard let month = parts[1], month <= 12 else { return nil }; date += month * 100 }
        if parts.count > 2 { guard let day = parts[2], day <= 31 else { return nil }; date += day }
        return date
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether XML can hold every character of a text.
    var isClean: Bool {
        for i in indices {
            switch self[i] {
            case 9, 10, 13: continue
            case 0..<32: return false
            // U+FFFE and U+FFFF.
            case 0xEF where i + 2 < count && self[i + 1] == 0xBF && self[i + 2] >= 0xBE: return false
            default: continue
            }
        }
        return true
    }
}
