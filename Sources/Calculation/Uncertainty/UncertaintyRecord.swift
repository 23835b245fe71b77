public import Quantities
import Uncertainty

/// How masses depend on what is uncertain, in a form that travels 不确定度传递: the shared data with their distributions, and by
/// group the masses that each product of them multiplies, with the squares of what rows err by on their own. All masses are
/// whole micrograms, so that what several regions send adds up to what one run over all of them finds.
public struct UncertaintyRecord: Sendable, Equatable {
    /// A datum that rows share.
    public struct Variable: Sendable, Equatable {
        /// What names it and its draws: a factor's id, a column, a column with the default that filled it.
        public var name: String
        /// How it may turn out.
        public var spread: Spread

        /// A datum.
        public init(name: String, spread: Spread) { (self.name, self.spread) = (name, spread) }
    }
    /// A mass with what multiplies it.
    public struct Term: Sendable, Equatable {
        /// The words of ratios: `v1` for the first variable, `f1` for the first formula.
        public var ratios: [String]
        /// What they multiply.
        public var mass: Mass

        /// A mass with what multiplies it.
        public init(ratios: [String], mass: Mass) { (self.ratios, self.mass) = (ratios, mass) }
    }
    /// What rows err by on their own.
    public struct RowError: Sendable, Equatable {
        /// Where it is known from.
        public var origin: Spread.Origin
        /// The standard deviation as a share of the mass.
        public var deviation: Double
        /// The sum over rows of squares of whole grams.
        public var squares: Int128

        /// An error of rows.
        public init(origin: Spread.Origin, deviation: Double, squares: Int128) {
            (self.origin, self.deviation, self.squares) = (origin, deviation, squares)
        }
    }
    /// One sum of masses.
    public struct Group: Sendable, Equatable {
        /// What it is a sum of.
        public var key: [String]
        /// All that was added and taken away, without sign.
        public var gross: Mass
        /// Of it what all data have a range of.
        public var quantified: Mass
        /// The masses by what multiplies them; their sum is the sum.
        public var terms: [Term]
        /// The errors of rows.
        public var errors: [RowError]

        /// A sum of masses.
        public init(key: [String], gross: Mass, quantified: Mass, terms: [Term], errors: [RowError]) {
            self.key = key
            self.gross = gross
            self.quantified = quantified
            self.terms = terms
            self.errors = errors
        }

        /// The sum.
        public var mass: Mass { terms.reduce(.zero) { $0 + $1.mass } }
    }
    /// A datum that nobody tells a range of.
    public struct Unknown: Sendable, Equatable {
        /// The pollutant.
        public var pollutant: String
        /// The id of a factor, or a column.
        public var name: String
        /// The tonnes that hang on it.
        public var mass: Mass

        /// A datum.
        public init(pollutant: String, name: String, mass: Mass) {
            (self.pollutant, self.name, self.mass) = (pollutant, name, mass)
        }
    }

    /// The shared data.
    public var variables: [Variable] = []
    /// Formulas of variables, each operation behind what it is of: `1 v1 0.8 × − 0.2 ÷`.
    public var formulas: [String] = []
    /// The sums.
    public var groups: [Group] = []
    /// What nobody tells a range of.
    public var unknown: [Unknown] = []

    /// Nothing yet.
    public init() {}

    /// How many numbers its draws take in memory, for each draw.
    var width: Int { variables.count + formulas.count }
}

extension Spread {
    /// The shape's word and its parameters, and what divides a draw to be the ratio to what is stated.
    package var stated: (shape: String, parameters: [Double], divisor: Double) {
        let (shape, parameters) = distribution.stated
        return (shape, parameters, divisor)
    }

    /// A spread as a file has it; `nil` of numbers that are none.
    package init?(shape: String, parameters: [Double], divisor: Double, origin: Origin) {
        guard let distribution = Distribution(shape: shape, parameters: parameters), divisor.isFinite, divisor > 0
        else {
            return nil
        }
        self.init(distribution: distribution, divisor: divisor, origin: origin)
    }

    /// The words of all shapes.
    package static let shapes = Distribution.shapes
}

extension UncertainGroups {
    /// The groups whose keys are wanted as a record, in an order that does not depend on the order of adding.
    package func record(where isWanted: ([String]) -> Bool = { _ in true }) -> UncertaintyRecord {
        let wanted = groups.filter { isWanted($0.key) }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        let (variables, names) = (ratios.variables, ratios.names)
        let used = Set(
            wanted.flatMap { $0.value.weights.filter { $0.value != 0 }.keys.flatMap(\.factors) }
        ).sorted { names[$0] < names[$1] }
        var own = Set(used.flatMap { ratios.slopes($0).map(\.variable) }).map { variables[$0] }
        own.sort { $0.text < $1.text }
        let word = Dictionary(uniqueKeysWithValues: own.enumerated().map { ($1, "v\($0 + 1)") })
        var record = UncertaintyRecord()
        record.variables = own.map { UncertaintyRecord.Variable(name: $0.name, spread: $0.spread) }
        var words: [Int: String] = [:]
        for ratio in used {
            switch ratios[ratio] {
            case .variable(let number): words[ratio] = word[variables[number]]
            case .other(let expression, let letters):
                record.formulas.append(
                    expression.postfix { letter in letters[letter].flatMap { word[variables[$0]] } ?? letter })
                words[ratio] = "f\(record.formulas.count)"
            }
        }
        record.groups = wanted.map { key, sums in
            UncertaintyRecord.Group(
                key: key, gross: Mass(micrograms: sums.gross), quantified: Mass(micrograms: sums.quantified),
                terms: sums.ordered(ratios).map { factors, weight in
                    UncertaintyRecord.Term(
                        ratios: factors.compactMap { words[$0] }, mass: Mass(micrograms: weight))
                },
                errors: sums.errors.filter { $0.value != 0 }.sorted {
                    UncertainSums.RowError.inOrder($0.key, $1.key)
                }.map { error, squares in
                    UncertaintyRecord.RowError(origin: error.origin, deviation: error.deviation, squares: squares)
                })
        }
        record.unknown = unknown.sorted { $0.key < $1.key }.flatMap { pollutant, names in
            names.sorted { $0.key < $1.key }.map {
                UncertaintyRecord.Unknown(pollutant: pollutant, name: $0.key, mass: $0.value)
            }
        }
        return record
    }

    /// Adds what a record holds, each of its sums to the groups that its key names.
    ///
    /// - Returns: `false` where it has a word or a formula that is none; nothing is added then.
    package mutating func add(_ record: UncertaintyRecord, as keys: ([String]) -> [[String]] = { [$0] }) -> Bool {
        var numbers: [String: Int] = [:]
        var variables: [String: SharedVariable] = [:]
        for (place, variable) in record.variables.enumerated() {
            let own = SharedVariable(name: variable.name, spread: variable.spread)
            variables["v\(place + 1)"] = own
            numbers["v\(place + 1)"] = ratios.ratio(of: own)
        }
        for (place, line) in record.formulas.enumerated() {
            guard let expression = Expression(postfix: line, isTerm: { variables[$0] != nil }) else { return false }
            numbers["f\(place + 1)"] = ratios.ratio(
                of: expression, variables.filter { expression.symbols.contains($0.key) })
        }
        let names = ratios.names
        var sums: [UncertainSums] = []
        for group in record.groups {
            var own = UncertainSums()
            for term in group.terms {
                let factors = term.ratios.compactMap { numbers[$0] }
                guard factors.count == term.ratios.count else { return false }
                own.add(term: term.mass.micrograms, factors.sorted { names[$0] < names[$1] })
            }
            own.add(gross: group.gross.micrograms, quantified: group.quantified.micrograms)
            for error in group.errors {
                own.add(
                    UncertainSums.RowError(deviation: error.deviation, origin: error.origin), squares: error.squares)
            }
            sums.append(own)
        }
        for (group, own) in zip(record.groups, sums) { for key in keys(group.key) { add(own, to: key) } }
        for entry in record.unknown { unknown[entry.pollutant, default: [:]][entry.name, default: .zero] += entry.mass }
        return true
    }
}
