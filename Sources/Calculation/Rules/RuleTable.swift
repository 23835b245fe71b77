import Inventories
import Tables

/// Evaluates conditions over the rows of one table, column by column.
struct RuleTable {
    let table: Table
    let vocabularies: Vocabularies
    let year: Int
    /// The row of the same source in the tables of the year before.
    let previous: (table: Table, row: (Int) -> Int?)?
    /// What each row emits of a pollutant, t; not a number where it is not known.
    var emitted: (String) -> [Double]? = { _ in nil }

    /// The values of an expression in all rows; not a number where something is not there. Conditions are 1 and 0.
    func values(_ expression: RuleExpression) -> [Double] {
        let count = table.rowCount
        switch expression {
        case .number(let number): return Array(repeating: number, count: count)
        case .year: return Array(repeating: Double(year), count: count)
        case .column(let id): return numbers(id)
        case .isWord(let id, let words): return isWord(id, words)
        case .arithmetic(let sign, let a, let b):
            return combined(a, b) { x, y in
                switch sign {
                case "+": x + y
                case "-": x - y
                case "*": x * y
                default: y == 0 ? .nan : x / y
                }
            }
        case .comparison(let sign, let a, let b):
            // A value that is not there compares with nothing.
            return combined(a, b) { x, y in
                if x.isNaN || y.isNaN { return 0 }
                let holds =
                    switch sign {
                    case "<": x < y
                    case ">": x > y
                    case "<=": x <= y
                    case ">=": x >= y
                    case "=": x == y
                    default: x != y
                    }
                return holds ? 1 : 0
            }
        case .and(let a, let b): return combined(a, b) { $0 == 1 && $1 == 1 ? 1 : 0 }
        case .either(let a, let b): return combined(a, b) { $0 == 1 || $1 == 1 ? 1 : 0 }
        case .not(let a): return values(a).map { $0 == 1 ? 0 : 1 }
        case .function(let name, let arguments): return function(name, arguments)
        case .emitted(let pollutant): return emitted(pollutant) ?? Array(repeating: .nan, count: count)
        }
    }

    private func combined(_ a: RuleExpression, _ b: RuleExpression, _ join: (Double, Double) -> Double) -> [Double] {
        zip(values(a), values(b)).map(join)
    }

    private func numbers(_ id: String) -> [Double] {
        switch table.schema.place(of: id).map({ table.cells[$0] }) {
        case .numbers(let values): return values.map { $0.isNaN ? .nan : $0 }
        case .dates(let dates): return dates.map { $0 == 0 ? .nan : Double($0) }
        default: return Array(repeating: .nan, count: table.rowCount)
        }
    }

    private func isWord(_ id: String, _ words: [String]) -> [Double] {
        guard let codes = table.codes(id), let name = table.schema.column(id)?.vocabulary else {
            return Array(repeating: 0, count: table.rowCount)
        }
        let vocabulary = vocabularies[name]
        let wanted = Set(words.compactMap { vocabulary.code(exactly: $0) })
        var known: [UInt16: Double] = [0: 0]
        return codes.map { code in
            if let value = known[code] { return value }
            let value: Double = vocabulary.lineage(of: code).contains(where: wanted.contains) ? 1 : 0
            known[code] = value
            return value
        }
    }

    private func function(_ name: String, _ arguments: [RuleExpression]) -> [Double] {
        let own = arguments.first.map(values) ?? []
        switch name {
        case "or": return zip(own, values(arguments[1])).map { $0.isNaN ? $1 : $0 }
        case "given": return isGiven(arguments[0])
        case "fraction": return own.map { $0.isNaN ? .nan : $0.truncatingRemainder(dividingBy: 1) }
        case "year": return own.map { ($0 / 10_000).rounded(.down) }
        case "repeats":
            let counts = Dictionary(own.lazy.filter { !$0.isNaN && $0 != 0 }.map { ($0, 1) }, uniquingKeysWith: +)
            return own.map { Double(counts[$0] ?? 0) }
        case "median":
            let sorted = own.filter { !$0.isNaN }.sorted()
            let middle = sorted.isEmpty ? .nan : sorted[sorted.count / 2]
            return own.map { _ in middle }
        case "sum":
            let sum = own.reduce(0) { $1.isNaN ? $0 : $0 + $1 }
            return own.map { _ in sum }
        case "count":
            let count = Double(own.count { !$0.isNaN })
            return own.map { _ in count }
        case "previous":
            guard let previous else { return own.map { _ in .nan } }
            let before = RuleTable(table: previous.table, vocabularies: vocabularies, year: year - 1, previous: nil)
                .values(arguments[0])
            return own.indices.map { row in previous.row(row).map { before[$0] } ?? .nan }
        case "damaged": return isDamaged(arguments[0])
        default: return own.map { _ in .nan }
        }
    }

    private func isGiven(_ expression: RuleExpression) -> [Double] {
        guard case .column(let id) = expression, let place = table.schema.place(of: id) else {
            return values(expression).map { $0.isNaN ? 0 : 1 }
        }
        switch table.cells[place] {
        case .absent: return Array(repeating: 0, count: table.rowCount)
        case .codes(let codes): return codes.map { $0 == 0 ? 0 : 1 }
        case .numbers(let numbers): return numbers.map { $0.isNaN ? 0 : 1 }
        case .dates(let dates): return dates.map { $0 == 0 ? 0 : 1 }
        case .texts(let texts): return (0..<texts.count).map { texts[$0].isEmpty ? 0 : 1 }
        }
    }

    /// Whether a long number went through a spreadsheet, which keeps fifteen digits: 9.16541E+17, or zeros at the end.
    private func isDamaged(_ expression: RuleExpression) -> [Double] {
        guard case .column(let id) = expression, let texts = table.texts(id) else {
            return Array(repeating: 0, count: table.rowCount)
        }
        return (0..<texts.count).map { row in
            let text = texts[row]
            let digits = text.utf8.count { (48...57).contains($0) }
            if text.utf8.count > 5, text.uppercased().contains("E+"), digits > 3 { return 1 }
            return digits > 15 && digits == text.utf8.count && text.hasSuffix("0")
                && text.dropFirst(15).allSatisfy { $0 == "0" }
                ? 1 : 0
        }
    }
}
