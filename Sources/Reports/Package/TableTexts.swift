import Factors
import Inventories
import Quantities
import Tables

/// The cells of all tables of a kind as texts, and the order in which a report lists their rows.
struct TableTexts {
    private let kind: SourceKind
    private let library: FactorLibrary
    private var columns: [TextColumn]
    private var isUsed: [Bool]
    private var reasons: [Int: [UInt8]] = [:]
    private var rows = 0

    init(kind: SourceKind, library: FactorLibrary) {
        self.kind = kind
        self.library = library
        columns = Array(repeating: TextColumn(), count: kind.schema.columns.count)
        isUsed = Array(repeating: false, count: kind.schema.columns.count)
    }

    mutating func add(_ table: Table) {
        for place in columns.indices {
            switch table.cells[place] {
            case .absent: for _ in 0..<table.rowCount { columns[place].append(bytes: EmptyCollection<UInt8>()) }
            case .codes(let codes):
                isUsed[place] = true
                let vocabulary = library.vocabularies[kind.schema.columns[place].vocabulary ?? ""]
                for code in codes { columns[place].append(vocabulary.text(code)) }
            case .numbers(let numbers):
                isUsed[place] = true
                for number in numbers { columns[place].append(TableTexts.text(of: number)) }
            case .dates(let dates):
                isUsed[place] = true
                for date in dates { columns[place].append(TableTexts.text(ofDate: date)) }
            case .texts(let texts):
                isUsed[place] = true
                for row in 0..<texts.count { columns[place].append(texts[row].clean) }
            }
            if let own = table.defaults[place]?.reasons, own.contains(where: { $0 != 0 }) {
                reasons[place, default: Array(repeating: 0, count: rows)] += own
            } else if reasons[place] != nil {
                reasons[place]? += Array(repeating: 0, count: table.rowCount)
            }
        }
        rows += table.rowCount
    }

    /// The rows by id, then by everything they say.
    var order: [Int] {
        let id = kind.schema.place(of: "id") ?? 0
        let used = [id] + columns.indices.filter { $0 != id && isUsed[$0] }
        return (0..<rows).sorted { a, b in
            for place in used {
                let (x, y) = (columns[place].bytes(at: a), columns[place].bytes(at: b))
                if x.elementsEqual(y) { continue }
                return x.lexicographicallyPrecedes(y)
            }
            return a < b
        }
    }

    func cells(in order: [Int]) -> [TextColumn?] {
        columns.map { column in
            guard !column.bytes.isEmpty else { return nil }
            var sorted = TextColumn()
            sorted.bytes.reserveCapacity(column.bytes.count)
            for row in order { sorted.append(bytes: column.bytes(at: row)) }
            return sorted
        }
    }

    func defaults(in order: [Int]) -> [Int: [UInt8]] {
        reasons.mapValues { own in order.map { own[$0] } }
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

extension TextColumn {
    /// The bytes of one text.
    func bytes(at row: Int) -> ArraySlice<UInt8> { bytes[(row == 0 ? 0 : ends[row - 1])..<ends[row]] }
}
