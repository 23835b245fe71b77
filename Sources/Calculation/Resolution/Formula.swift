public import Quantities

/// A formula with its letters 公式, proved to come out as a mass: it computes columns and single rows to the same bits. A class, for every
/// case hands it on.
public final class Formula: Sendable {
    /// The formula; parts that are added have one unit.
    public let expression: Expression
    /// The letters, in the order of the formula's legend.
    public let terms: [Term]
    /// What turns the formula's number into micrograms.
    let scale: Ratio
    /// The formula flattened.
    let program: Program
    /// For each symbol of the program the place of its term.
    let termPlaces: [Int]

    /// A formula; throws where it is not a mass.
    public init(_ expression: Expression, terms: [Term]) throws(FormulaError) {
        func unit(_ symbol: String) -> Unit? { terms.last { $0.symbol == symbol }?.unit }
        // A formula that has a size adds nothing of unlike units: it is as it should be.
        let size = expression.size(of: unit)
        self.expression = size == nil ? try expression.harmonized(unit) : expression
        scale = try Formula.scale(of: self.expression, unit: unit, size: size)
        self.terms = terms
        let program = Program(self.expression)
        self.program = program
        termPlaces = program.symbols.map { symbol in terms.lastIndex { $0.symbol == symbol } ?? 0 }
    }

    /// The exact ratio from a formula's unit to micrograms; throws where the formula is not a mass.
    public static func scale(of expression: Expression, terms: [Term]) throws(FormulaError) -> Ratio {
        try scale(of: expression, unit: { symbol in terms.last { $0.symbol == symbol }?.unit }, size: nil)
    }

    private static func scale(
        of expression: Expression, unit: (String) -> Unit?, size: Expression.Size?
    ) throws(FormulaError) -> Ratio {
        let known: Expression.Size
        if let size {
            known = size
        } else {
            let unit = try expression.unit(of: unit)
            known = Expression.Size(dimension: unit.dimension, ratio: unit.ratio)
        }
        guard known.dimension == .mass else { throw FormulaError.noMass("\(expression): \(known.dimension)") }
        guard let micrograms = Ratio(1_000_000), let scale = known.ratio.times(micrograms) else {
            throw FormulaError.overflow("\(expression)")
        }
        return scale
    }

    /// Whether it is the very same formula: one that was made once and handed on.
    func isSame(as other: Formula) -> Bool { self === other }

    /// The term of that letter, or `nil`.
    public func term(_ symbol: String) -> Term? { terms.last { $0.symbol == symbol } }

    /// The mass in micrograms for given terms: the same operations as on columns, and so the same bits.
    func micrograms(_ terms: (String) -> Double) -> Double { scale.applied(to: expression.value(terms)) }
}
