import Inventories
import Tables

/// A condition of a rule of plausibility: `fuel is coal and fuel_use > 0.35 * capacity * or(boilers, 1) * hours`.
///
/// Numbers, columns, `year`, the four operations, comparisons, `is` with words of a vocabulary (`a|b`), `and`, `or`, `not`,
/// `emitted(NOx)`, and functions. What compares with a value that is not there does not hold, so that blank cells never fire a rule.
indirect enum RuleExpression: Equatable, Sendable {
    case number(Double)
    case column(String)
    /// The year of the inventory.
    case year
    case arithmetic(Character, RuleExpression, RuleExpression)
    case comparison(String, RuleExpression, RuleExpression)
    /// Whether the word of a column is one of these, or narrower.
    case isWord(String, [String])
    case and(RuleExpression, RuleExpression)
    case either(RuleExpression, RuleExpression)
    case not(RuleExpression)
    case function(String, [RuleExpression])
    /// What the row emits of a pollutant, t: `emitted(NOx)`; nothing where the run does not ask for it or data are missing.
    case emitted(String)

    /// The functions by name, with how many arguments they take.
    static let functions: [String: Int] = [
        // The first value that is there.
        "or": 2,
        // Whether something stands in the cell.
        "given": 1,
        // The part behind the point.
        "fraction": 1,
        // The year of a date.
        "year": 1,
        // How many rows of the file have the same value, which is not 0.
        "repeats": 1,
        // The middle of the value over the rows of the file; the sum; how many rows have it.
        "median": 1, "sum": 1, "count": 1,
        // The value of the same source a year before.
        "previous": 1,
        // Whether a long number was damaged by a spreadsheet.
        "damaged": 1,
    ]

    /// The columns that it asks.
    var columns: Set<String> {
        switch self {
        case .number, .year, .emitted: []
        case .column(let id): [id]
        case .isWord(let id, _): [id]
        case .arithmetic(_, let a, let b), .comparison(_, let a, let b), .and(let a, let b), .either(let a, let b):
            a.columns.union(b.columns)
        case .not(let a): a.columns
        case .function(_, let arguments): arguments.reduce(into: []) { $0.formUnion($1.columns) }
        }
    }

    /// The pollutants whose emission it asks.
    var pollutants: Set<String> {
        switch self {
        case .number, .year, .column, .isWord: []
        case .emitted(let pollutant): [pollutant]
        case .arithmetic(_, let a, let b), .comparison(_, let a, let b), .and(let a, let b), .either(let a, let b):
            a.pollutants.union(b.pollutants)
        case .not(let a): a.pollutants
        case .function(_, let arguments): arguments.reduce(into: []) { $0.formUnion($1.pollutants) }
        }
    }

    /// Whether it asks what stood there a year before.
    var asksPrevious: Bool {
        switch self {
        case .number, .year, .column, .isWord, .emitted: false
        case .arithmetic(_, let a, let b), .comparison(_, let a, let b), .and(let a, let b), .either(let a, let b):
            a.asksPrevious || b.asksPrevious
        case .not(let a): a.asksPrevious
        case .function(let name, let arguments): name == "previous" || arguments.contains(where: \.asksPrevious)
        }
    }

    /// Reads a condition; `nil`, with the place of what is wrong, where it is none.
    static func read(_ text: String) -> Result<RuleExpression, RuleSyntaxError> {
        var parser = RuleParser(text)
        do throws(RuleSyntaxError) {
            let expression = try parser.whole()
            return .success(expression)
        } catch {
            return .failure(error)
        }
    }
}

/// A condition that is none.
struct RuleSyntaxError: Error, Equatable {
    /// What stands where it cannot be read on.
    let near: String
}

/// Reads conditions from left to right.
private struct RuleParser {
    private var tokens: [String] = []
    private var place = 0

    init(_ text: String) {
        var word = ""
        func isPart(_ c: Character) -> Bool { c.isLetter || c.isNumber || c == "_" || c == "." || c == "|" }
        var characters = Array(text)[...]
        while let c = characters.popFirst() {
            if isPart(c) {
                word.append(c)
                continue
            }
            if !word.isEmpty { tokens.append(word) }
            word = ""
            if c.isWhitespace { continue }
            if "<>!=".contains(c), characters.first == "=" {
                characters.removeFirst()
                tokens.append(String(c) + "=")
            } else {
                tokens.append(String(c))
            }
        }
        if !word.isEmpty { tokens.append(word) }
    }

    private var next: String? { place < tokens.count ? tokens[place] : nil }

    private mutating func take(_ token: String) -> Bool {
        guard next == token else { return false }
        place += 1
        return true
    }

    private func failure() -> RuleSyntaxError { RuleSyntaxError(near: next ?? "…") }

    mutating func whole() throws(RuleSyntaxError) -> RuleExpression {
        let expression = try disjunction()
        guard next == nil else { throw failure() }
        return expression
    }

    private mutating func disjunction() throws(RuleSyntaxError) -> RuleExpression {
        var left = try conjunction()
        while take("or") { left = .either(left, try conjunction()) }
        return left
    }

    private mutating func conjunction() throws(RuleSyntaxError) -> RuleExpression {
        var left = try condition()
        while take("and") { left = .and(left, try condition()) }
        return left
    }

    private mutating func condition() throws(RuleSyntaxError) -> RuleExpression {
        if take("not") { return .not(try condition()) }
        let left = try sum()
        if take("is") {
            guard case .column(let id) = left, let words = next else { throw failure() }
            place += 1
            return .isWord(id, words.split(separator: "|").map(String.init))
        }
        for sign in ["<=", ">=", "!=", "<", ">", "="] where take(sign) {
            return .comparison(sign, left, try sum())
        }
        return left
    }

    private mutating func sum() throws(RuleSyntaxError) -> RuleExpression {
        var left = try product()
        while let sign = next, sign == "+" || sign == "-" {
            place += 1
            left = .arithmetic(Character(sign), left, try product())
        }
        return left
    }

    private mutating func product() throws(RuleSyntaxError) -> RuleExpression {
        var left = try atom()
        while let sign = next, sign == "*" || sign == "/" {
            place += 1
            left = .arithmetic(Character(sign), left, try atom())
        }
        return left
    }

    private mutating func atom() throws(RuleSyntaxError) -> RuleExpression {
        if take("(") {
            let inner = try disjunction()
            guard take(")") else { throw failure() }
            return inner
        }
        guard let token = next else { throw failure() }
        if let number = Double(token) {
            place += 1
            return .number(number)
        }
        guard token.first?.isLetter == true else { throw failure() }
        place += 1
        if token == "emitted", take("(") {
            guard let pollutant = next, pollutant.first?.isLetter == true else { throw failure() }
            place += 1
            guard take(")") else { throw failure() }
            return .emitted(pollutant)
        }
        guard let count = RuleExpression.functions[token], take("(") else {
            return token == "year" ? .year : .column(token)
        }
        var arguments: [RuleExpression] = []
        repeat { arguments.append(try disjunction()) } while take(",")
        guard arguments.count == count, take(")") else { throw failure() }
        return .function(token, arguments)
    }
}
