internal import Glibc
internal import Inventories
internal import Quantities
internal import Tables

/// What a measure costs 措施费用: the investment spread over its life, and what running it takes each year; for the whole
/// measure, or for each source, each unit of a column or each tonne that it removes.
public struct MeasureCost: Sendable, Equatable {
    /// What the figures are for.
    public enum Basis: Sendable, Equatable {
        /// The measure, whatever it treats.
        case whole
        /// Each thing that it treats: a boiler, a vehicle, a household.
        case source
        /// Each unit of what stands in a column, such as each t/h of capacity.
        case column(String)
        /// Each tonne of a pollutant that it removes.
        case removed(String)
    }

    /// A part with a basis of its own: `2 · capacity + 3.5` are two.
    public struct Part: Sendable, Equatable {
        /// What the figures are for.
        public let basis: Basis
        /// The investment, in the currency's unit; `nil` where the yearly cost was given as a whole.
        public let capital: Double?
        /// What a year costs, the investment's part included.
        public let annual: Double
        /// Of a year's cost, what the state pays by a grant for the investment.
        public let granted: Double
    }

    /// The parts; they add up.
    public let parts: [Part]
    /// The year whose prices these are, where stated.
    public let priceYear: Int?
    /// The currency.
    public let currency: String

    /// The investment for one of what the figures are for.
    public var capital: Double? {
        parts.contains { $0.capital == nil } ? nil : parts.reduce(0) { $0 + ($1.capital ?? 0) }
    }
    /// What a year costs for one of what the figures are for.
    public var annual: Double { parts.reduce(0) { $0 + $1.annual } }
    /// Whether all of it is for the whole measure.
    public var isWhole: Bool { parts.allSatisfy { $0.basis == .whole } }

    /// The part of an investment that each year of its life bears: `i(1+i)ⁿ/((1+i)ⁿ − 1)`, without interest `1/n`.
    public static func recoveryFactor(rate: Double, years: Double) -> Double {
        guard rate > 0 else { return 1 / years }
        // What grows by the rate each year, less one, without the digits that a subtraction would lose.
        return rate / -expm1(-years * log1p(rate))
    }

    /// The same in the prices of another year.
    func times(_ factor: Double, in year: Int) -> MeasureCost {
        MeasureCost(
            parts: parts.map {
                Part(
                    basis: $0.basis, capital: $0.capital.map { $0 * factor }, annual: $0.annual * factor,
                    granted: $0.granted * factor)
            }, priceYear: year, currency: currency)
    }

    /// Whether figures can be for each of it: blank for the whole measure, a source, a column of numbers, or a pollutant.
    static func isBasis(_ word: String, of kind: SourceKind, vocabularies: Vocabularies) -> Bool {
        word.isEmpty || CostReader(kind: kind, vocabularies: vocabularies).basis(of: word) != nil
    }

    /// Reads `cost:` of a measure: `{annual: …}`, or `{capital: …, life: …, rate: …, operating: …}`, with `each:` where it
    /// is not for the whole measure; a list of such adds up. `nil` where there is none, where some of it is `?`, or with
    /// findings where it cannot be read. What is not given is not zero.
    static func read(
        _ yaml: YAMLValue?, kind: SourceKind, vocabularies: Vocabularies, findings: inout Findings
    ) -> MeasureCost? {
        guard let yaml, yaml.text != "?" else { return nil }
        let reader = CostReader(kind: kind, vocabularies: vocabularies)
        let parts = yaml.list.map { reader.part($0, findings: &findings) }
        let heads = yaml.list.map { reader.head($0, findings: &findings) }
        guard let head = heads.first, !parts.contains(where: { $0 == nil }) else { return nil }
        if let place = heads.firstIndex(where: { $0 != head }) {
            findings.add(
                Finding(
                    .error, .mixedPrices, at: yaml.list[place].location,
                    value: heads[place].currency + " " + (heads[place].year.map(String.init) ?? ""),
                    expected: Label(same: head.currency + " " + (head.year.map(String.init) ?? ""))))
            return nil
        }
        return MeasureCost(parts: parts.compactMap { $0 }, priceYear: head.year, currency: head.currency)
    }
}

/// Reads the parts of a cost.
private struct CostReader {
    /// What all parts must share.
    struct Head: Equatable {
        let currency: String
        let year: Int?
    }

    let kind: SourceKind
    let vocabularies: Vocabularies
    private static let money = -1e13...1e13

    func head(_ yaml: YAMLValue, findings: inout Findings) -> Head {
        Head(currency: yaml["currency"]?.text ?? "yuan", year: yaml["price_year"]?.year(findings: &findings))
    }

    func part(_ yaml: YAMLValue, findings: inout Findings) -> MeasureCost.Part? {
        yaml.expectKeys(
            [
                "annual", "capital", "life", "rate", "operating", "each", "grant", "price_year", "currency", "source",
            ], findings: &findings)
        guard let basis = basis(yaml["each"], findings: &findings) else { return nil }
        guard yaml["annual"] == nil else {
            let others = ["capital", "life", "rate", "operating", "grant"]
            if let other = others.lazy.compactMap({ yaml[$0] }).first {
                findings.add(
                    Finding(
                        .error, .twoCosts, at: other.location, value: other.text,
                        expected: Label(
                            "只有 annual，或 capital、life、rate、operating",
                            "annual alone, or capital, life, rate and operating")))
                return nil
            }
            guard let annual = yaml["annual"], annual.text != "?",
                let value = annual.number(in: CostReader.money, findings: &findings)
            else { return nil }
            return MeasureCost.Part(basis: basis, capital: nil, annual: value, granted: 0)
        }
        var isUnknown = false
        func value(_ key: String, _ range: ClosedRange<Double>) -> Double? {
            guard let given = yaml[key] else {
                findings.add(Finding(.error, .keyMissing(key), at: yaml.location))
                return nil
            }
            if given.text == "?" {
                isUnknown = true
                return nil
            }
            return key == "rate" ? given.share(findings: &findings) : given.number(in: range, findings: &findings)
        }
        let capital = value("capital", 0...1e13)
        let life = value("life", 1...100)
        let rate = value("rate", 0...1)
        let operating = value("operating", CostReader.money)
        let grant = yaml["grant"] == nil ? 0 : value("grant", 0...1e13)
        guard !isUnknown, let capital, let life, let rate, let operating, let grant else { return nil }
        guard grant <= capital else {
            findings.add(
                Finding(
                    .error, .numberOutOfRange, at: yaml["grant"]?.location ?? yaml.location, value: yaml["grant"]?.text,
                    expected: Label("不超过投资", "no more than the investment")))
            return nil
        }
        let factor = MeasureCost.recoveryFactor(rate: rate, years: life)
        return MeasureCost.Part(
            basis: basis, capital: capital, annual: capital * factor + operating, granted: grant * factor)
    }

    func basis(of word: String) -> MeasureCost.Basis? {
        if word == "source" { return .source }
        if let column = kind.schema.column(word), column.range != nil, column.vocabulary == nil {
            return .column(column.id)
        }
        let pollutants = vocabularies["pollutant"]
        return pollutants.code(of: word).map { .removed(pollutants.text($0)) }
    }

    /// `source`, a column of numbers that grow with the source, or a pollutant; without it the whole measure.
    private func basis(_ yaml: YAMLValue?, findings: inout Findings) -> MeasureCost.Basis? {
        guard let yaml else { return .whole }
        let word = yaml.text ?? ""
        if let basis = basis(of: word) { return basis }
        let known = ["source"] + kind.schema.sizes.map(\.id) + vocabularies["pollutant"].words.map(\.code)
        findings.add(
            Finding(
                .error, .unknownBasis, at: yaml.location, value: yaml.text,
                expected: Label(
                    "source、\(kind.name) 的数字列，或一种污染物", "source, a column of numbers of \(kind.name), or a pollutant"),
                nearest: Spelling.nearest(to: word, in: known)))
        return nil
    }
}

extension Finding.Message {
    static let twoCosts = Finding.Message("two-costs", "费用给了两种写法", "the cost is given in two ways")
    static let mixedPrices = Finding.Message(
        "mixed-prices", "费用的货币或价格年不同，不能相加", "costs of different currencies or price years cannot be added")
    static let unknownBasis = Finding.Message("unknown-basis", "each 的取值不合规", "not a word for each")
}
