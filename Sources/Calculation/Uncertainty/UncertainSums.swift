import Quantities
import Uncertainty

/// Signed masses with what may become of them: sums by the ratios that shared variables make, and the squares of errors that
/// rows have of their own. All are whole numbers: parts add up to the very same as the whole, in any order.
///
/// A case's sum over its rows times the ratio of what is drawn to what is stated is the very result of computing all rows
/// again, so draws are made on cases, never on rows.
struct UncertainSums {
    /// A product of ratios that masses are multiplied by, by the numbers of its factors among the draws; no factor is 1.
    struct Product: Hashable {
        let factors: [Int]
    }
    /// An error that rows have of their own: how large it is, as a share of the mass, and where that is known from.
    struct RowError: Hashable {
        let deviation: Double
        let origin: Spread.Origin

        /// In the order of files.
        static func inOrder(_ a: RowError, _ b: RowError) -> Bool {
            (a.origin.code, a.deviation) < (b.origin.code, b.deviation)
        }
    }

    /// The mass, stated.
    private(set) var mass: Int128 = 0
    /// All that was added and taken away, without sign.
    private(set) var gross: Int128 = 0
    /// Of it what all data have a range of.
    private(set) var quantified: Int128 = 0
    /// Micrograms by product.
    private(set) var weights: [Product: Int128] = [:]
    /// Squares of grams by error.
    private(set) var errors: [RowError: Int128] = [:]

    /// The variance that errors of rows bring, in micrograms squared.
    var ownVariance: Double { variances.reduce(0) { $0 + $1.variance } }

    /// The variance of each error, in micrograms squared.
    private var variances: [(error: RowError, variance: Double)] {
        errors.sorted { RowError.inOrder($0.key, $1.key) }.map { error, squares in
            (error, Double(max(squares, 0)) * 1e12 * error.deviation * error.deviation)
        }
    }

    /// The share of it of which all data have a range; `nil` of nothing.
    var quantifiedShare: Double? { gross > 0 ? Double(quantified) / Double(gross) : nil }

    /// Whether anything about it is known to vary.
    var isUncertain: Bool { ownVariance > 0 || weights.contains { !$0.key.factors.isEmpty && $0.value != 0 } }

    /// Adds a multiple of a case's line; a negative one takes it away.
    mutating func add(_ kind: KindResult, _ number: Int, _ line: Int, times factor: Double = 1, _ ratios: RatioTable) {
        func times(_ mass: Int128) -> Int128 {
            factor == 1 ? mass : factor == -1 ? -mass : Int128((Double(mass) * factor).rounded(.toNearestOrEven))
        }
        let sum = kind.sum(number, line)
        let whole = times(sum)
        mass += whole
        gross += abs(whole)
        guard let spread = kind.cases[number].spreads[line] else { return add(whole, []) }
        if spread.isQuantified { quantified += abs(whole) }
        let width = kind.engine.width
        var rest = whole
        for place in spread.parts.indices.dropFirst() {
            let own = times(kind.sums[number * width + kind.engine.place(of: line, part: place - 1)])
            let signed = spread.parts[place].isNegative ? -own : own
            rest -= signed
            add(signed, ratios.numbers(of: spread.parts[place]))
        }
        add(rest, spread.parts.first.map { ratios.numbers(of: $0) } ?? [])
    }

    /// Adds the errors that the rows of a case's line have of their own.
    mutating func addErrors(_ kind: KindResult, _ number: Int, _ line: Int, times factor: Double = 1) {
        guard !kind.squares.isEmpty, let spread = kind.cases[number].spreads[line] else { return }
        let width = kind.engine.width
        for own in spread.own {
            let cell = own.part.map { kind.engine.place(of: line, part: $0) } ?? line
            add(
                RowError(deviation: abs(own.spread.deviation * own.power * factor), origin: own.spread.origin),
                squares: kind.squares[number * width + cell])
        }
    }

    /// Adds a mass that is known exactly.
    mutating func add(exact micrograms: Int128) {
        add(unquantified: micrograms)
        quantified += abs(micrograms)
    }

    /// Adds a mass of which nobody tells how sure it is.
    mutating func add(unquantified micrograms: Int128) {
        mass += micrograms
        gross += abs(micrograms)
        add(micrograms, [])
    }

    /// Adds what another sum holds.
    mutating func add(_ other: UncertainSums) {
        mass += other.mass
        gross += other.gross
        quantified += other.quantified
        for (product, weight) in other.weights { weights[product, default: 0] += weight }
        for (error, squares) in other.errors { errors[error, default: 0] &+= squares }
    }

    /// Adds micrograms of which a part is quantified, without sign, by the product that multiplies them.
    mutating func add(term micrograms: Int128, _ factors: [Int]) {
        mass += micrograms
        add(micrograms, factors)
    }

    /// Adds to what was added and taken away without sign.
    mutating func add(gross more: Int128, quantified known: Int128) {
        gross += more
        quantified += known
    }

    /// Adds squares of errors of rows.
    mutating func add(_ error: RowError, squares: Int128) {
        guard error.deviation > 0, squares != 0 else { return }
        errors[error, default: 0] &+= squares
    }

    private mutating func add(_ mass: Int128, _ factors: [Int]) {
        guard mass != 0 else { return }
        weights[Product(factors: factors), default: 0] += mass
    }

    /// The products with their micrograms, in an order that does not depend on the order of adding.
    func ordered(_ ratios: RatioTable) -> [(factors: [Int], weight: Int128)] {
        let names = ratios.names
        return weights.filter { $0.value != 0 }.map { ($0.key.factors, $0.value) }.sorted { a, b in
            a.0.lexicographicallyPrecedes(b.0) { names[$0] < names[$1] }
        }
    }

    /// What a shared variable changes the mass by, for one standard deviation of it, to first order.
    struct Effect {
        let name: String
        let spread: Spread
        var size: Double
    }

    /// The effects by the names of variables, in their order: what has one name errs alike.
    func effects(_ ratios: RatioTable) -> [Effect] {
        var effects: [String: Effect] = [:]
        let variables = ratios.variables
        for (factors, weight) in ordered(ratios) {
            for factor in factors {
                for (number, slope) in ratios.slopes(factor) {
                    let variable = variables[number]
                    effects[
                        variable.name, default: Effect(name: variable.name, spread: variable.spread, size: 0)
                    ].size += Double(weight) * slope * variable.spread.deviation
                }
            }
        }
        return effects.values.sorted { $0.name < $1.name }
    }

    /// The variance of the errors of rows by where it is known from.
    var ownVariances: [(origin: Spread.Origin, variance: Double)] {
        var sums: [Spread.Origin: Double] = [:]
        for (error, variance) in variances { sums[error.origin, default: 0] += variance }
        return sums.map { ($0.key, $0.value) }.sorted { $0.0.code < $1.0.code }
    }

    /// The micrograms, without sign, that rest on a shared number of each origin.
    func masses(_ ratios: RatioTable) -> [Spread.Origin: Int128] {
        var masses: [Spread.Origin: Int128] = [:]
        let variables = ratios.variables
        for (product, weight) in weights {
            let origins = Set(
                product.factors.flatMap { ratios.slopes($0).map { variables[$0.variable].spread.origin } })
            for origin in origins { masses[origin, default: 0] += abs(weight) }
        }
        return masses
    }

    /// The mass in micrograms in each draw; never below zero where `isMass`.
    func draws(_ ratios: RatioTable, isMass: Bool) -> [Double] {
        var sums = sharedDraws(ratios)
        addOwnErrors(to: &sums, ratios, isMass: isMass)
        if isMass, let least = sums.min(), least < 0 { sums = sums.map { max($0, 0) } }
        return sums
    }

    /// The mass in each draw by what is shared, without the errors of rows.
    func sharedDraws(_ ratios: RatioTable) -> [Double] {
        var sums = [Double](repeating: 0, count: ratios.count)
        for (factors, weight) in ordered(ratios) {
            DrawColumn.add(Double(weight), times: factors.map { ratios.draws($0) }, to: &sums)
        }
        return sums
    }

    /// Errors of rows: normal around the sum, log-normal where they are wide against a mass. The draws are named by the mass:
    /// sums of the same rows err alike, whatever they are called.
    private func addOwnErrors(to sums: inout [Double], _ ratios: RatioTable, isMass: Bool) {
        let variance = ownVariance
        guard variance > 0 else { return }
        let deviation = variance.squareRoot()
        let whole = Double(mass)
        let cube = LatinHypercube(count: ratios.count, seed: ratios.seed, stream: Philox.stream(of: "rows|\(mass)"))
        guard isMass, whole > 0 else {
            let normal = ratios.strata.normal
            sums = sums.enumerated().map { k, sum in sum + deviation * normal[cube.part(k)] }
            return
        }
        let values = ratios.strata.values(of: UncertainSums.ratio(deviation / whole))
        sums = sums.enumerated().map { k, sum in sum * values[cube.part(k)] }
    }

    /// What errors of rows multiply a mass by, for their standard deviation as a share of it.
    private static func ratio(_ deviation: Double) -> Distribution {
        deviation > 0.3
            ? .logNormal(mean: 1, deviation: deviation) : .positiveNormal(mean: 1, deviation: deviation)
    }

    // MARK: What a variable does together with others

    /// The share of the variance of the draws that would be left if all but one variable were known (total order): how much
    /// the mass changes where that variable alone is drawn again (Jansen 1999). Only the products that hold it are made again.
    ///
    /// O(draws × products that hold it).
    func totalShares(_ ratios: RatioTable, of names: [String], isMass: Bool) -> [String: Double] {
        let shared = sharedDraws(ratios)
        let (mean, variance) = UncertainSums.moments(shared)
        let own = ownVariance
        let whole = Double(mass)
        // Rows err on their own: they multiply a mass, else they are added.
        let multiplies = isMass && whole > 0
        let ratio = multiplies ? UncertainSums.ratio(own.squareRoot() / whole) : .exact(1)
        let spare = multiplies ? ratio.deviation * ratio.deviation : 0
        let size = ratio.mean * ratio.mean + spare
        let all = multiplies ? variance * size + mean * mean * spare : variance + own
        guard all > 0 else { return [:] }
        let ordered = ordered(ratios)
        var found: [String: Double] = [:]
        for name in names {
            if name == VarianceShare.rows {
                found[name] = multiplies ? (variance + mean * mean) * spare / all : own / all
                continue
            }
            var change = [Double](repeating: 0, count: ratios.count)
            for (factors, weight) in ordered where factors.contains(where: { ratios.holds($0, name) }) {
                let columns = factors.map { ratios.draws($0) }
                let again = factors.map { ratios.holds($0, name) ? ratios.draws($0, again: name) : ratios.draws($0) }
                DrawColumn.add(Double(weight), times: again, to: &change)
                DrawColumn.add(-Double(weight), times: columns, to: &change)
            }
            let squares = change.reduce(0) { $0 + $1 * $1 } / Double(2 * max(change.count, 1))
            found[name] = squares * (multiplies ? size : 1) / all
        }
        return found
    }

    private static func moments(_ numbers: [Double]) -> (mean: Double, variance: Double) {
        guard numbers.count > 1 else { return (numbers.first ?? 0, 0) }
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (mean, squares / Double(numbers.count - 1))
    }
}
