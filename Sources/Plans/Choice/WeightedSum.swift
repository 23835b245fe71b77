import Quantities
public import Solve
import Tables

/// A sum of reductions that is to be as large as it can be: `NOx`, `NOx + 0.5 VOCs`.
public struct WeightedSum: Sendable, Equatable {
    /// The text as it was given.
    public let text: String
    /// The pollutants as written, with their weights.
    public let terms: [(pollutant: String, weight: Double)]

    /// Reads a sum.
    public init(_ text: String) throws(OptionTarget.Problem) {
        self.text = text
        var terms: [(pollutant: String, weight: Double)] = []
        for piece in text.split(separator: "+", omittingEmptySubsequences: false) {
            let piece = CellText.trimmed(String(piece))
            let digits = piece.prefix { "0123456789.".contains($0) }
            let rest = CellText.trimmed(String(piece.dropFirst(digits.count).drop { " *×".contains($0) }))
            let weight = digits.isEmpty ? 1 : DecimalText.value(digits)
            guard !rest.isEmpty, let weight, weight > 0, weight < 1e6 else {
                throw OptionTarget.Problem(
                    text: Label(
                        "“\(text)”不是污染物之和；写法如 \"NOx\" 或 \"NOx + 0.5 VOCs\"",
                        "'\(text)' is no sum of pollutants; write \"NOx\" or \"NOx + 0.5 VOCs\""))
            }
            terms.append((rest, weight))
        }
        self.terms = terms
    }

    /// Two are the same where their texts are.
    public static func == (a: WeightedSum, b: WeightedSum) -> Bool { a.text == b.text }
}
