import Quantities

extension Expression {
    /// The value for given terms and how it changes with each: exact derivatives, by the rules of calculus applied to
    /// numbers (automatic differentiation). Of the smaller or larger of two the one taken counts.
    ///
    /// O(operations × terms).
    public func gradient(_ terms: (String) -> Double) -> (value: Double, derivatives: [String: Double]) {
        let symbols = symbols
        let places = Dictionary(uniqueKeysWithValues: symbols.enumerated().map { ($1, $0) })
        let dual = dual(terms, places, width: symbols.count)
        return (dual.value, Dictionary(uniqueKeysWithValues: zip(symbols, dual.slopes)))
    }

    /// A number with its derivatives by all terms.
    private struct Dual {
        var value: Double
        var slopes: [Double]

        init(_ value: Double, _ slopes: [Double]) { (self.value, self.slopes) = (value, slopes) }

        /// A combination of two: the value, and how it changes with either.
        init(_ value: Double, _ a: Dual, times da: Double, _ b: Dual, times db: Double) {
            self.value = value
            slopes = zip(a.slopes, b.slopes).map { ($0 == 0 ? 0 : $0 * da) + ($1 == 0 ? 0 : $1 * db) }
        }
    }

    private func dual(_ terms: (String) -> Double, _ places: [String: Int], width: Int) -> Dual {
        func both(_ a: Expression, _ b: Expression) -> (Dual, Dual) {
            (a.dual(terms, places, width: width), b.dual(terms, places, width: width))
        }
        switch self {
        case .term(let symbol):
            var slopes = Array(repeating: 0.0, count: width)
            if let place = places[symbol] { slopes[place] = 1 }
            return Dual(terms(symbol), slopes)
        case .constant(let value, _): return Dual(value, Array(repeating: 0, count: width))
        case .named(_, let inner): return inner.dual(terms, places, width: width)
        case .sum(let a, let b):
            let (a, b) = both(a, b)
            return Dual(a.value + b.value, a, times: 1, b, times: 1)
        case .difference(let a, let b):
            let (a, b) = both(a, b)
            return Dual(a.value - b.value, a, times: 1, b, times: -1)
        case .product(let a, let b):
            let (a, b) = both(a, b)
            return Dual(a.value * b.value, a, times: b.value, b, times: a.value)
        case .quotient(let a, let b):
            let (a, b) = both(a, b)
            let value = a.value / b.value
            return Dual(value, a, times: 1 / b.value, b, times: -value / b.value)
        case .minimum(let a, let b):
            let (a, b) = both(a, b)
            return a.value < b.value ? a : b
        case .maximum(let a, let b):
            let (a, b) = both(a, b)
            return a.value > b.value ? a : b
        }
    }

    /// The derivative by a term as a formula of its own, or `nil` where the term stands in the smaller or larger of two,
    /// which has none at the corner.
    func derivative(by symbol: String) -> Expression? {
        guard symbols.contains(symbol) else { return .constant(0, .one) }
        /// The derivative of a part; `nil` inside where it is zero.
        func slope(_ part: Expression) -> Expression?? {
            guard part.symbols.contains(symbol) else { return .some(nil) }
            return part.derivative(by: symbol).map { .some($0) }
        }
        switch self {
        case .term: return 1
        case .constant: return .constant(0, .one)
        case .named(_, let inner): return inner.derivative(by: symbol)
        case .sum(let a, let b):
            guard let da = slope(a), let db = slope(b) else { return nil }
            guard let da else { return db }
            return db.map { da + $0 } ?? da
        case .difference(let a, let b):
            guard let da = slope(a), let db = slope(b) else { return nil }
            guard let db else { return da }
            return da.map { $0 - db } ?? -1 * db
        case .product(let a, let b):
            guard let da = slope(a), let db = slope(b) else { return nil }
            guard let da else { return db.map { a * $0 } }
            return db.map { da * b + a * $0 } ?? da * b
        case .quotient(let a, let b):
            guard let da = slope(a), let db = slope(b) else { return nil }
            guard let db else { return da.map { $0 / b } }
            let below = a * db / (b * b)
            return da.map { $0 / b - below } ?? -1 * below
        case .minimum, .maximum: return nil
        }
    }

    /// The power in which a term multiplies the whole formula: 1 in A × EF, −1 in C ÷ O; `nil` where it does more than
    /// multiply, such as η in A × (1 − η).
    func power(of symbol: String) -> Int? {
        guard symbols.contains(symbol) else { return 0 }
        switch self {
        case .term: return 1
        case .constant: return 0
        case .named(_, let inner): return inner.power(of: symbol)
        case .product(let a, let b):
            guard let a = a.power(of: symbol), let b = b.power(of: symbol) else { return nil }
            return a + b
        case .quotient(let a, let b):
            guard let a = a.power(of: symbol), let b = b.power(of: symbol) else { return nil }
            return a - b
        case .sum, .difference, .minimum, .maximum: return nil
        }
    }
}

/// An addend of a formula, split into what all rows of a case share and what each has of its own: Σ rows of `shared × own`
/// is `shared × Σ own`, whatever the shared numbers turn out to be.
struct SharedPart: Sendable {
    /// What rows share; `nil` is 1.
    var shared: Expression?
    /// What each row has of its own; `nil` is 1.
    var own: Expression?
    /// Whether it is taken away.
    var isNegative = false
}

extension Expression {
    /// At most so many addends; a formula of more is not split.
    static let mostParts = 8

    /// The formula as a sum of parts of which each is a product of something shared and something of a row's own.
    ///
    /// - Parameters:
    ///   - uncertain: the terms that vary together for all rows.
    ///   - columns: the terms that each row has of its own.
    /// - Returns: `nil` where the two are woven together: the smaller of two, or a quotient by both.
    func split(uncertain: Set<String>, columns: Set<String>) -> [SharedPart]? {
        parts(uncertain, columns).map(Expression.merged)
    }

    private func parts(_ uncertain: Set<String>, _ columns: Set<String>) -> [SharedPart]? {
        if case .constant(1, let unit) = self, unit == .one { return [SharedPart()] }
        let symbols = symbols
        if !symbols.contains(where: uncertain.contains) { return [SharedPart(own: self)] }
        if !symbols.contains(where: columns.contains) { return [SharedPart(shared: self)] }
        switch self {
        case .term, .constant, .minimum, .maximum: return nil
        case .named(_, let inner): return inner.parts(uncertain, columns)
        case .sum(let a, let b):
            guard let a = a.parts(uncertain, columns), let b = b.parts(uncertain, columns) else { return nil }
            return Expression.few(a + b)
        case .difference(let a, let b):
            guard let a = a.parts(uncertain, columns), let b = b.parts(uncertain, columns) else { return nil }
            return Expression.few(
                a + b.map { SharedPart(shared: $0.shared, own: $0.own, isNegative: !$0.isNegative) })
        case .product(let a, let b):
            guard let a = a.parts(uncertain, columns), let b = b.parts(uncertain, columns) else { return nil }
            return Expression.few(
                a.flatMap { a in
                    b.map { b in
                        SharedPart(
                            shared: Expression.product(a.shared, b.shared), own: Expression.product(a.own, b.own),
                            isNegative: a.isNegative != b.isNegative)
                    }
                })
        case .quotient(let a, let b):
            guard let a = a.parts(uncertain, columns), let b = b.parts(uncertain, columns), b.count == 1,
                let below = b.first
            else { return nil }
            return a.map { a in
                SharedPart(
                    shared: below.shared.map { (a.shared ?? 1) / $0 } ?? a.shared,
                    own: below.own.map { (a.own ?? 1) / $0 } ?? a.own, isNegative: a.isNegative != below.isNegative)
            }
        }
    }

    private static func few(_ parts: [SharedPart]) -> [SharedPart]? { parts.count > mostParts ? nil : parts }

    private static func product(_ a: Expression?, _ b: Expression?) -> Expression? {
        guard let a else { return b }
        return b.map { a * $0 } ?? a
    }

    /// Parts that share the same are one.
    private static func merged(_ parts: [SharedPart]) -> [SharedPart] {
        var merged: [(shared: String, part: SharedPart)] = []
        for part in parts {
            let text = part.shared.map { "\($0)" } ?? ""
            guard let place = merged.firstIndex(where: { $0.shared == text }) else {
                merged.append((text, part))
                continue
            }
            let (own, more) = (merged[place].part.own ?? 1, part.own ?? 1)
            merged[place].part.own = merged[place].part.isNegative == part.isNegative ? own + more : own - more
        }
        return merged.map(\.part)
    }
}
