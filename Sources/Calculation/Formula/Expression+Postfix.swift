import Quantities
import Tables

/// A formula of plain numbers as a line of words, each operation behind what it is of, such as `1 v1 0.8 × −`: it is written
/// and read without brackets, and read back it is the same to the bit.
extension Expression {
    /// The line, with a word for each term.
    func postfix(_ word: (String) -> String) -> String {
        func both(_ a: Expression, _ b: Expression, _ sign: String) -> String {
            a.postfix(word) + " " + b.postfix(word) + " " + sign
        }
        return switch self {
        case .term(let symbol): word(symbol)
        case .constant(let value, _): DecimalText.shortest(value)
        case .named(_, let inner): inner.postfix(word)
        case .sum(let a, let b): both(a, b, "+")
        case .difference(let a, let b): both(a, b, "−")
        case .product(let a, let b): both(a, b, "×")
        case .quotient(let a, let b): both(a, b, "÷")
        case .minimum(let a, let b): both(a, b, "min")
        case .maximum(let a, let b): both(a, b, "max")
        }
    }

    /// How many words a line may have.
    private static let mostWords = 400

    /// A formula from its line; `nil` of what is none, or has a word that is no term.
    init?(postfix line: String, isTerm: (String) -> Bool) {
        let words = line.split(separator: " ").map(String.init)
        guard words.count <= Expression.mostWords else { return nil }
        var stack: [Expression] = []
        for word in words {
            if isTerm(word) {
                stack.append(.term(word))
                continue
            }
            if let value = DecimalText.value(word) {
                stack.append(.constant(value, .one))
                continue
            }
            guard let b = stack.popLast(), let a = stack.popLast() else { return nil }
            switch word {
            case "+": stack.append(.sum(a, b))
            case "−": stack.append(.difference(a, b))
            case "×": stack.append(.product(a, b))
            case "÷": stack.append(.quotient(a, b))
            case "min": stack.append(.minimum(a, b))
            case "max": stack.append(.maximum(a, b))
            default: return nil
            }
        }
        guard stack.count == 1, let whole = stack.first else { return nil }
        self = whole
    }
}
