public import Quantities

/// A formula as a value: it prints itself as its guideline does, knows its unit, computes a column, explains a row.
///
/// ```swift
/// let controlled: Expression = "A" * "EF" * (1 - "η" * "r")
/// ```
public indirect enum Expression: Sendable {
    /// A term of the method, by its symbol.
    case term(String)
    /// A number, with its unit (a ratio unless said otherwise).
    case constant(Double, Unit)
    /// a + b
    case sum(Expression, Expression)
    /// a − b
    case difference(Expression, Expression)
    /// a × b
    case product(Expression, Expression)
    /// a ÷ b
    case quotient(Expression, Expression)
    /// The smaller of two.
    case minimum(Expression, Expression)
    /// The larger of two.
    case maximum(Expression, Expression)
    /// A part that the formula's source gives a symbol of its own.
    case named(String, Expression)

    /// The symbols of the terms, in the order of the formula, each once.
    public var symbols: [String] {
        var seen: [String] = []
        visit { expression in
            if case .term(let symbol) = expression, !seen.contains(symbol) { seen.append(symbol) }
        }
        return seen
    }

    /// The named parts, innermost last, each once.
    public var parts: [(symbol: String, expression: Expression)] {
        var found: [(symbol: String, expression: Expression)] = []
        visit { expression in
            if case .named(let symbol, let inner) = expression, !found.contains(where: { $0.symbol == symbol }) {
                found.append((symbol, inner))
            }
        }
        return found
    }

    /// The symbols of the terms that are taken away from something, in the order of the formula.
    var subtracted: [String] {
        var found: [String] = []
        visit { expression in
            guard case .difference(_, let b) = expression else { return }
            found += b.symbols.filter { !found.contains($0) }
        }
        return found
    }

    private func visit(_ body: (Expression) -> Void) {
        body(self)
        switch self {
        case .term, .constant: break
        case .named(_, let inner): inner.visit(body)
        case .sum(let a, let b), .difference(let a, let b), .product(let a, let b), .quotient(let a, let b),
            .minimum(let a, let b), .maximum(let a, let b):
            a.visit(body)
            b.visit(body)
        }
    }

    /// The unit of the outcome, given those of the terms; throws where parts of different units are added.
    public func unit(of terms: (String) -> Unit?) throws(FormulaError) -> Unit {
        switch self {
        case .term(let symbol):
            guard let unit = terms(symbol) else { throw FormulaError.unknownTerm(symbol) }
            return unit
        case .constant(_, let unit): return unit
        case .named(_, let inner): return try inner.unit(of: terms)
        case .sum(let a, let b), .difference(let a, let b), .minimum(let a, let b), .maximum(let a, let b):
            let (left, right) = (try a.unit(of: terms), try b.unit(of: terms))
            guard left == right else { throw FormulaError.unlikeUnits("\(self)", left.symbol, right.symbol) }
            return left
        case .product(let a, let b):
            guard let unit = try a.unit(of: terms) * b.unit(of: terms) else { throw FormulaError.overflow("\(self)") }
            return unit
        case .quotient(let a, let b):
            guard let unit = try a.unit(of: terms) / b.unit(of: terms) else { throw FormulaError.overflow("\(self)") }
            return unit
        }
    }

    /// What the outcome measures and how large its unit is, or `nil` where `unit(of:)` has an error to tell. It writes
    /// no symbols, which takes most of the time.
    func size(of terms: (String) -> Unit?) -> Size? {
        switch self {
        case .term(let symbol): return terms(symbol).map { Size(dimension: $0.dimension, ratio: $0.ratio) }
        case .constant(_, let unit): return Size(dimension: unit.dimension, ratio: unit.ratio)
        case .named(_, let inner): return inner.size(of: terms)
        case .sum(let a, let b), .difference(let a, let b), .minimum(let a, let b), .maximum(let a, let b):
            guard let left = a.size(of: terms), left == b.size(of: terms) else { return nil }
            return left
        case .product(let a, let b):
            guard let left = a.size(of: terms), let right = b.size(of: terms),
                let ratio = left.ratio.times(right.ratio)
            else { return nil }
            return Size(dimension: left.dimension * right.dimension, ratio: ratio)
        case .quotient(let a, let b):
            guard let left = a.size(of: terms), let right = b.size(of: terms),
                let ratio = left.ratio.times(right.ratio.reciprocal)
            else { return nil }
            return Size(dimension: left.dimension / right.dimension, ratio: ratio)
        }
    }

    /// A unit without its symbol.
    struct Size: Equatable {
        let dimension: Dimension
        let ratio: Ratio
    }

    /// The same formula with parts of one dimension brought to one unit where they are added or compared: the second
    /// part is multiplied by the conversion, which shows in print.
    public func harmonized(_ terms: (String) -> Unit?) throws(FormulaError) -> Expression {
        switch self {
        case .term, .constant: return self
        case .named(let symbol, let inner): return .named(symbol, try inner.harmonized(terms))
        case .product(let a, let b): return .product(try a.harmonized(terms), try b.harmonized(terms))
        case .quotient(let a, let b): return .quotient(try a.harmonized(terms), try b.harmonized(terms))
        case .sum(let a, let b):
            let (left, right) = try Expression.alike(a, b, terms)
            return .sum(left, right)
        case .difference(let a, let b):
            let (left, right) = try Expression.alike(a, b, terms)
            return .difference(left, right)
        case .minimum(let a, let b):
            let (left, right) = try Expression.alike(a, b, terms)
            return .minimum(left, right)
        case .maximum(let a, let b):
            let (left, right) = try Expression.alike(a, b, terms)
            return .maximum(left, right)
        }
    }

    private static func alike(
        _ a: Expression, _ b: Expression, _ terms: (String) -> Unit?
    ) throws(FormulaError) -> (Expression, Expression) {
        let (left, right) = (try a.harmonized(terms), try b.harmonized(terms))
        let (unit, other) = (try left.unit(of: terms), try right.unit(of: terms))
        guard unit != other else { return (left, right) }
        guard let ratio = other.conversion(to: unit), let conversion = unit / other else {
            throw FormulaError.unlikeUnits("\(a), \(b)", unit.symbol, other.symbol)
        }
        return (left, .product(right, .constant(ratio.applied(to: 1), conversion)))
    }

    /// The value for given terms, by the very operations that `Program` runs on columns.
    public func value(_ terms: (String) -> Double) -> Double {
        switch self {
        case .term(let symbol): terms(symbol)
        case .constant(let value, _): value
        case .named(_, let inner): inner.value(terms)
        case .sum(let a, let b): a.value(terms) + b.value(terms)
        case .difference(let a, let b): a.value(terms) - b.value(terms)
        case .product(let a, let b): a.value(terms) * b.value(terms)
        case .quotient(let a, let b): a.value(terms) / b.value(terms)
        case .minimum(let a, let b): Operation.smaller(a.value(terms), b.value(terms))
        case .maximum(let a, let b): Operation.larger(a.value(terms), b.value(terms))
        }
    }
}

/// Why a formula cannot be a method.
public enum FormulaError: Error, Hashable, Sendable {
    /// The formula has a letter that the method does not explain.
    case unknownTerm(String)
    /// Two parts of different units are added or compared.
    case unlikeUnits(String, String, String)
    /// The unit's ratio does not fit.
    case overflow(String)
    /// The outcome is no mass.
    case noMass(String)
}

extension Expression: ExpressibleByStringLiteral, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    /// A term by its symbol.
    public init(stringLiteral symbol: String) { self = .term(symbol) }
    /// A plain number.
    public init(floatLiteral value: Double) { self = .constant(value, .one) }
    /// A plain number.
    public init(integerLiteral value: Int) { self = .constant(Double(value), .one) }

    /// The sum.
    public static func + (a: Expression, b: Expression) -> Expression { .sum(a, b) }
    /// The difference.
    public static func - (a: Expression, b: Expression) -> Expression { .difference(a, b) }
    /// The product.
    public static func * (a: Expression, b: Expression) -> Expression { .product(a, b) }
    /// The quotient.
    public static func / (a: Expression, b: Expression) -> Expression { .quotient(a, b) }
}

extension Expression: CustomStringConvertible {
    /// The formula as its source prints it.
    public var description: String { text(replacing: { $0 }, named: { symbol, _ in symbol }) }

    /// The formula with every term replaced by other text, such as its number; named parts are written out.
    public func text(replacing term: (String) -> String) -> String {
        text(
            replacing: term,
            named: { _, inner in
                switch inner {
                case .sum, .difference, .product, .quotient: "(" + inner.text(replacing: term) + ")"
                default: inner.text(replacing: term)
                }
            })
    }

    private func text(replacing term: (String) -> String, named: (String, Expression) -> String) -> String {
        func part(_ e: Expression, _ needsBrackets: (Int) -> Bool) -> String {
            let text = e.text(replacing: term, named: named)
            return needsBrackets(e.rank) ? "(" + text + ")" : text
        }
        return switch self {
        case .term(let symbol): term(symbol)
        case .constant(let value, _): DecimalText.shortest(value)
        case .named(let symbol, let inner): named(symbol, inner)
        case .sum(let a, let b): part(a) { $0 < 1 } + " + " + part(b) { $0 < 1 }
        case .difference(let a, let b): part(a) { $0 < 1 } + " − " + part(b) { $0 <= 1 }
        case .product(let a, let b): part(a) { $0 < 2 } + " × " + part(b) { $0 < 2 }
        case .quotient(let a, let b): part(a) { $0 < 2 } + " ÷ " + part(b) { $0 <= 2 }
        case .minimum(let a, let b):
            "min(" + a.text(replacing: term, named: named) + ", " + b.text(replacing: term, named: named) + ")"
        case .maximum(let a, let b):
            "max(" + a.text(replacing: term, named: named) + ", " + b.text(replacing: term, named: named) + ")"
        }
    }

    /// How tightly the outermost operation binds.
    private var rank: Int {
        switch self {
        case .sum, .difference: 1
        case .product, .quotient: 2
        default: 3
        }
    }
}
