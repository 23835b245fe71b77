public import Factors
public import Quantities
public import Tables

/// Where the number behind a letter of a formula comes from; a term lists several, best first.
public indirect enum Origin: Sendable {
    /// The row's own value.
    case column(String)
    /// The factor library, matched by what is known of the row; `keys` replaces a key by that of another word.
    case factor(table: String, parameter: String? = nil, keys: [String: String] = [:])
    /// A number that the method's source prints.
    case printed(Double, Label)
    /// A number taken because nothing is known: always shown as an assumption.
    case assumed(Double, Label)
    /// A number that counts as known where the row is silent, such as no second device.
    case silent(Double, Label)
    /// The value of another term of the method, taken because nothing is known: shown as an assumption.
    case sameAs(String, Label)
    /// Worked out from the library by the rules of a guideline, once for all rows that are alike.
    case derived(Derivation)
}

/// A letter of a formula: what it is, in which unit, and where it comes from.
public struct Term: Sendable {
    /// The letter as the guideline prints it.
    public let symbol: String
    /// What it is.
    public let label: Label
    /// The unit its number has inside the formula.
    public let unit: Unit
    /// Where the number comes from, best first.
    public let origins: [Origin]

    /// A term. The unit is part of the program: one that cannot be read is a programmer's mistake.
    public init(_ symbol: String, _ zh: String, _ en: String, _ unit: String, _ origins: Origin...) {
        self.symbol = symbol
        label = Label(zh, en)
        self.unit = Unit(stated: unit, for: "term \(symbol)")
        self.origins = origins
    }

    /// The column that the row may give it in, if any.
    public var column: String? {
        for case .column(let id) in origins { return id }
        return nil
    }
}

/// When a method may be used.
public indirect enum Condition: Sendable {
    /// One of these holds.
    case any([Condition])
    /// This does not hold.
    case not(Condition)
    /// The row has a value in the column.
    case given(String)
    /// The row has no value in the column.
    case notGiven(String)
    /// The row's word is one of these or narrower.
    case word(String, of: [String])
    /// The row's word is none of these nor narrower; also where it is not known.
    case noWord(String, of: [String])
    /// The row's number lies in the interval, or is not given.
    case number(String, Interval)
    /// The library has a factor of that basis for the row.
    case basis(Basis, table: String, parameter: String? = nil)
    /// The factor that the library has for the row belongs to that family.
    case family(String, table: String, parameter: String? = nil)
}

/// An accounting method 核算方法: one formula with its letters, its source, and when it may be used.
public struct Method: Sendable {
    /// The stable id, as written in the column `method` and in results.
    public let id: String
    /// The name for people.
    public let label: Label
    /// The formula; its outcome is a mass.
    public let formula: Expression
    /// The letters, in the order of the formula's legend.
    public let terms: [Term]
    /// Document and place of the formula.
    public let source: String
    /// The pollutants it computes; `nil` means any for which factors are found.
    public let pollutants: Set<String>?
    /// When it may be used.
    public let conditions: [Condition]
    /// What turns the formula's number into micrograms.
    let scale: Ratio
    /// The formula flattened.
    let program: Program
    /// For each symbol of the program the place of its term.
    let termPlaces: [Int]

    /// A method. One whose outcome is no mass is a programmer's mistake and stops the program: see `checked`.
    public init(
        _ id: String, _ zh: String, _ en: String, _ formula: Expression, source: String, pollutants: Set<String>? = nil,
        when conditions: [Condition] = [], terms: [Term]
    ) {
        let harmonized: Expression
        do {
            func unit(_ symbol: String) -> Unit? { terms.first { $0.symbol == symbol }?.unit }
            // A formula that has a size adds nothing of unlike units: it is as it should be.
            let size = formula.size(of: unit)
            harmonized = size == nil ? try formula.harmonized(unit) : formula
            scale = try Method.scale(of: harmonized, terms: terms, size: size)
        } catch {
            preconditionFailure("method \(id): \(error)")
        }
        self.id = id
        label = Label(zh, en)
        self.formula = harmonized
        self.terms = terms
        self.source = source
        self.pollutants = pollutants
        self.conditions = conditions
        let program = Program(harmonized)
        self.program = program
        termPlaces = program.symbols.map { symbol in terms.lastIndex { $0.symbol == symbol } ?? 0 }
    }

    /// The exact ratio from the formula's unit to micrograms; throws where the formula is not a mass.
    public static func scale(of formula: Expression, terms: [Term]) throws(FormulaError) -> Ratio {
        try scale(of: formula, terms: terms, size: nil)
    }

    private static func scale(
        of formula: Expression, terms: [Term], size: Expression.Size?
    ) throws(FormulaError) -> Ratio {
        let known: Expression.Size
        if let size {
            known = size
        } else {
            let unit = try formula.unit { symbol in terms.first { $0.symbol == symbol }?.unit }
            known = Expression.Size(dimension: unit.dimension, ratio: unit.ratio)
        }
        guard known.dimension == .mass else { throw FormulaError.noMass("\(formula): \(known.dimension)") }
        guard let scale = known.ratio.times(Ratio(unchecked: 1_000_000)) else {
            throw FormulaError.overflow("\(formula)")
        }
        return scale
    }

    /// The term of that letter, or `nil`.
    public func term(_ symbol: String) -> Term? { terms.first { $0.symbol == symbol } }

    /// The mass in micrograms for given terms: the same operations as on columns, and so the same bits.
    func micrograms(_ terms: (String) -> Double) -> Double { scale.applied(to: formula.value(terms)) }
}

extension Ratio {
    fileprivate init(unchecked value: Int) { self = Ratio(value) ?? .one }
}
