import Factors
import Inventories
import Quantities
import Tables

/// A number that rows of several cases share and that may turn out otherwise: a factor, a default, a survey.
struct SharedVariable: Sendable, Hashable {
    /// The stable name, which decides its draws.
    let name: String
    /// How it may turn out.
    let spread: Spread

    /// Name and spread in words, which order variables.
    var text: String { name + " " + spread.text }
}

/// How one line of a case depends on what is uncertain: its sum over rows as a sum of parts, each with a ratio that shared
/// variables make, and the errors that each row has of its own.
struct LineSpread: Sendable {
    /// A part of the line's mass: what it is multiplied by when shared variables turn out otherwise.
    struct Part: Sendable {
        /// The variables that multiply it, one after the other.
        var factors: [SharedVariable] = []
        /// What else of it depends on variables: 1 where they are as stated.
        var others: [Other] = []
        /// Whether it is taken away.
        var isNegative = false
    }
    /// A ratio that is no mere product, such as (1 − η'×r) ÷ (1 − η×r): a formula of ratios of variables.
    struct Other: Sendable {
        let expression: Expression
        let variables: [String: SharedVariable]
    }
    /// An error of rows, each its own.
    struct Own: Sendable {
        /// The column that the datum stands in.
        let column: String
        /// How the datum may turn out.
        let spread: Spread
        /// The power in which it multiplies the mass.
        let power: Double
        /// The part, from 0, whose squares count; `nil` for those of the mass itself.
        let part: Int?
    }

    /// The first holds what is left of the line when all others, which are summed apart, are taken away.
    var parts: [Part] = []
    /// The errors of rows.
    var own: [Own] = []
    /// What is computed beside the mass: parts from the second on, then what own errors need.
    var computed: [Supplied] = []
    /// Data that nobody tells a range of: the id of a factor, or a column.
    var unknown: [String] = []

    /// How many masses are computed beside that of a line, at most.
    static let mostComputed = 6

    /// Whether all of its data have a range.
    var isQuantified: Bool { unknown.isEmpty }
}

/// Works out how lines depend on what is uncertain, once for all rows that are alike.
struct LineSpreadBuilder {
    let ranges: Ranges
    let schema: Schema
    let manifest: InventoryManifest
    let reasons: [String: UInt8]
    /// The columns of numbers that the rows of the case give.
    let given: Set<String>
    /// How many masses may be computed beside that of a line.
    let mostComputed: Int
    /// Makes a formula once for each expression.
    let formula: (Expression, [Term]) -> Formula

    /// How what is emitted depends on what is uncertain.
    func spread(of supplied: Supplied) -> LineSpread {
        var result = LineSpread()
        let base = supplied.formula
        var expression = base.expression
        var variables: [String: SharedVariable] = [:]
        var varying: [String: [String]] = [:]
        var columns: Set<String> = []
        var own: [(symbol: String, spread: Spread)] = []
        let symbols = base.program.symbols
        for (place, symbol) in symbols.enumerated() {
            if case .column = supplied.supplies[place] { columns.insert(symbol) }
            // What rows tell of themselves goes before what is told of all.
            guard rowUncertainty(of: symbol, supplied) == nil else { continue }
            let found = data(
                supplied.provenance[place], symbol: symbol, isZero: supplied.supplies[place].isZero, varying)
            result.unknown += found.unknown.filter { !result.unknown.contains($0) }
            if let spread = found.own { own.append((symbol, spread)) }
            for variable in found.shared {
                // The same factor may stand behind two letters: one variable.
                let letter = variables.first { $0.value.name == variable.name }?.key ?? "z\(variables.count)"
                variables[letter] = variable
                varying[symbol, default: []].append(letter)
            }
        }
        for symbol in symbols {
            guard let letters = varying[symbol] else { continue }
            expression = expression.replacing(
                symbol, with: letters.reduce(.term(symbol)) { $0 * .term($1) })
        }
        guard let parts = expression.split(uncertain: Set(variables.keys), columns: columns),
            parts.count - 1 <= mostComputed
        else {
            result.unknown.append(schema.id + ".min")
            result.parts = [LineSpread.Part()]
            return result
        }
        let stated = expression.settingOne(Set(variables.keys))
        for (number, part) in parts.enumerated() {
            result.parts.append(self.part(part, variables, supplied))
            guard number > 0 else { continue }
            let shared = part.shared?.settingOne(Set(variables.keys))
            add((shared ?? 1) * (part.own ?? 1), of: supplied, to: &result)
        }
        for (symbol, spread) in own { add(symbol, spread, stated, supplied, to: &result) }
        for symbol in symbols {
            guard let sure = rowUncertainty(of: symbol, supplied) else { continue }
            add(symbol, Ranges.whole, stated, supplied, times: sure, to: &result)
        }
        return result
    }

    /// The column in which the rows of the case tell how sure a letter's number is.
    private func rowUncertainty(of symbol: String, _ supplied: Supplied) -> ColumnSchema? {
        guard let place = supplied.formula.program.symbols.firstIndex(of: symbol),
            case .input(let column) = supplied.provenance[place], let sure = schema.column(.uncertainty(of: column))
        else { return nil }
        return given.contains(sure.id) ? sure : nil
    }

    /// What is known of a letter's number: variables that it shares with others, an error of its own, or nothing.
    private func data(
        _ provenance: Provenance, symbol: String, isZero: Bool, _ varying: [String: [String]]
    ) -> (shared: [SharedVariable], own: Spread?, unknown: [String]) {
        switch provenance {
        case .input(let column):
            let name = schema.id + "." + column
            guard let (spread, isShared) = ranges.spread(ofColumn: column, table: schema.id) else {
                return ([], nil, [name])
            }
            guard !spread.isExact else { return ([], nil, []) }
            return isShared
                ? ([SharedVariable(name: ranges.name(of: name, else: name), spread: spread)], nil, [])
                : ([], spread, [])
        case .stated(let column, _):
            // All rows that a default fills have the same error, those of another inventory that states the same too.
            let value = manifest.defaultValue(Int(reasons[column] ?? 0), table: schema.id, column: column)
            let name = schema.id + "." + column + "#" + value
            guard let spread = ranges.ofDefaults else { return ([], nil, [name]) }
            return ([SharedVariable(name: name, spread: spread)], nil, [])
        case .factor(let factor, _): return data([factor])
        case .derived(_, let parts, let factors):
            guard !isZero else { return ([], nil, []) }
            let used = parts.compactMap { part -> Factor? in
                if case .factor(let factor, _) = part.provenance { factor } else { nil }
            }
            return data(parts.isEmpty ? factors : used)
        case .assumed: return ([], nil, [schema.id + "." + symbol])
        case .sameAs, .printed, .silent: return ([], nil, [])
        }
    }

    private func data(_ factors: [Factor]) -> (shared: [SharedVariable], own: Spread?, unknown: [String]) {
        var (shared, unknown): ([SharedVariable], [String]) = ([], [])
        for factor in factors {
            guard let spread = ranges.spread(of: factor) else {
                unknown.append(factor.id)
                continue
            }
            guard !spread.isExact else { continue }
            shared.append(
                SharedVariable(name: ranges.name(of: factor.id, else: factor.variableName), spread: spread))
        }
        return (shared, nil, unknown)
    }

    /// The ratio of a part, taken apart into single variables and what is more than a product.
    private func part(
        _ part: SharedPart, _ variables: [String: SharedVariable], _ supplied: Supplied
    ) -> LineSpread.Part {
        var result = LineSpread.Part(isNegative: part.isNegative)
        guard let shared = part.shared else { return result }
        for factor in shared.factors(isBelow: false) {
            let own = variables.filter { factor.expression.symbols.contains($0.key) }
            guard !own.isEmpty else { continue }
            if !factor.isBelow, case .term(let letter) = factor.expression, let variable = own[letter] {
                result.factors.append(variable)
                continue
            }
            var numbers = factor.expression
            for (place, symbol) in supplied.formula.program.symbols.enumerated() {
                if case .value(let value) = supplied.supplies[place] {
                    numbers = numbers.replacing(symbol, with: .constant(value, .one))
                }
            }
            let whole = numbers.value { _ in 1 }
            let constant: Expression = .constant(whole, .one)
            result.others.append(
                LineSpread.Other(
                    expression: factor.isBelow ? constant / numbers : numbers / constant, variables: own))
        }
        return result
    }

    /// An error of rows: of what multiplies the mass, in proportion to it; else by the derivative. Where `sure` is a column,
    /// each row's own number in it multiplies the error.
    private func add(
        _ symbol: String, _ spread: Spread, _ expression: Expression, _ supplied: Supplied,
        times sure: ColumnSchema? = nil, to result: inout LineSpread
    ) {
        let column = supplied.formula.program.symbols.firstIndex(of: symbol).flatMap { place -> String? in
            if case .input(let column) = supplied.provenance[place] { column } else { nil }
        }
        if let power = expression.power(of: symbol) {
            if power != 0, let sure {
                guard result.computed.count < mostComputed else {
                    result.unknown.append(schema.id + "." + (column ?? symbol))
                    return
                }
                add(expression * .term(LineSpreadBuilder.sure), of: supplied, sure, to: &result)
                result.own.append(
                    LineSpread.Own(
                        column: column ?? symbol, spread: spread, power: Double(abs(power)),
                        part: result.computed.count - 1))
                return
            }
            if power != 0 {
                result.own.append(
                    LineSpread.Own(column: column ?? symbol, spread: spread, power: Double(abs(power)), part: nil))
            }
            return
        }
        guard result.computed.count < mostComputed, let slope = expression.derivative(by: symbol) else {
            result.unknown.append(schema.id + "." + (column ?? symbol))
            return
        }
        let error: Expression = .term(symbol) * slope
        add(sure == nil ? error : error * .term(LineSpreadBuilder.sure), of: supplied, sure, to: &result)
        result.own.append(
            LineSpread.Own(column: column ?? symbol, spread: spread, power: 1, part: result.computed.count - 1))
    }

    /// The letter of how sure a row's number is.
    private static let sure = "±"

    private func add(
        _ expression: Expression, of supplied: Supplied, _ sure: ColumnSchema? = nil, to result: inout LineSpread
    ) {
        var terms = supplied.formula.terms
        if let sure { terms.append(Term(LineSpreadBuilder.sure, sure.label, .one, [.column(sure.id)])) }
        let formula = formula(expression, terms)
        let own = sure.flatMap { sure in
            schema.place(of: sure.id).map { (Supply.column($0), Provenance.input(column: sure.id)) }
        }
        let found = formula.program.symbols.map { symbol -> (Supply, Provenance) in
            if symbol == LineSpreadBuilder.sure, let own { return own }
            let place = supplied.formula.program.symbols.firstIndex(of: symbol) ?? 0
            return (supplied.supplies[place], supplied.provenance[place])
        }
        result.computed.append(
            Supplied(formula: formula, supplies: found.map(\.0), provenance: found.map(\.1)))
    }
}

extension Factor {
    /// What names its draws: the id, and of a factor of a pack its number too. Two counties may give one id to what each has
    /// measured; where the numbers agree they are one datum.
    var variableName: String { layer == 0 ? id : id + " = " + amount }
}

extension Supply {
    /// Whether it is the number 0 for all rows.
    fileprivate var isZero: Bool {
        if case .value(let value) = self { value == 0 } else { false }
    }
}

extension Expression {
    /// The formula with some terms set to 1, which they multiply by.
    fileprivate func settingOne(_ symbols: Set<String>) -> Expression {
        symbols.reduce(self) { $0.replacing($1, with: 1) }
    }

    /// What multiplies, one by one, with whether it divides.
    fileprivate func factors(isBelow: Bool) -> [(expression: Expression, isBelow: Bool)] {
        switch self {
        case .named(_, let inner): inner.factors(isBelow: isBelow)
        case .product(let a, let b): a.factors(isBelow: isBelow) + b.factors(isBelow: isBelow)
        case .quotient(let a, let b): a.factors(isBelow: isBelow) + b.factors(isBelow: !isBelow)
        default: [(self, isBelow)]
        }
    }

    /// Whether it is a product of single terms: no sum, no difference, no smaller of two.
    var isProduct: Bool {
        switch self {
        case .term, .constant: true
        case .named(_, let inner): inner.isProduct
        case .product(let a, let b), .quotient(let a, let b): a.isProduct && b.isProduct
        case .sum, .difference, .minimum, .maximum: false
        }
    }
}
