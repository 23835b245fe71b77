import Quantities
import Tables

/// What a cap on the concentration 浓度上限 allows, in the terms of a method. A cap only ever lowers what is emitted
/// (Docs/Decisions/0006).
public struct ConcentrationCap: Sendable {
    /// What the cap bounds.
    enum Bound: Sendable {
        /// The emission itself, by the mass that the cap allows.
        case emission(Expression)
        /// A letter of the formula, by the number that the cap allows.
        case letter(String, Expression)
    }

    /// Of a source that nothing but its cap tells of.
    static let alone = Label(
        "没有系数、实测和执行限值，按必须达到的浓度计", "no factor, measurement or limit in force: taken as what must be met")

    let bound: Bound
    /// The letters of what is allowed, beside those of the method.
    let terms: [Term]

    /// A formula under the cap.
    func applied(to expression: Expression) -> Expression {
        switch bound {
        case .emission(let allowed): .minimum(expression, allowed)
        case .letter(let symbol, let allowed):
            expression.replacing(symbol, with: .minimum(.term(symbol), allowed))
        }
    }
}

extension Expression {
    /// The formula with a term replaced by another formula.
    func replacing(_ symbol: String, with other: Expression) -> Expression {
        func replaced(_ part: Expression) -> Expression { part.replacing(symbol, with: other) }
        return switch self {
        case .term(let own): own == symbol ? other : self
        case .constant: self
        case .named(let name, let inner): .named(name, replaced(inner))
        case .sum(let a, let b): .sum(replaced(a), replaced(b))
        case .difference(let a, let b): .difference(replaced(a), replaced(b))
        case .product(let a, let b): .product(replaced(a), replaced(b))
        case .quotient(let a, let b): .quotient(replaced(a), replaced(b))
        case .minimum(let a, let b): .minimum(replaced(a), replaced(b))
        case .maximum(let a, let b): .maximum(replaced(a), replaced(b))
        }
    }
}
