internal import Glibc
internal import Inventories
internal import Tables

/// What a measure costs 措施费用: the investment spread over its life, and what running it takes each year.
public struct MeasureCost: Sendable, Equatable {
    /// The investment, in the currency's unit; `nil` where the yearly cost was given as a whole.
    public let capital: Double?
    /// What a year costs, the investment's part included.
    public let annual: Double
    /// The year whose prices these are, where stated.
    public let priceYear: Int?
    /// The currency.
    public let currency: String

    /// The part of an investment that each year of its life bears: `i(1+i)ⁿ/((1+i)ⁿ − 1)`, without interest `1/n`.
    public static func recoveryFactor(rate: Double, years: Double) -> Double {
        guard rate > 0 else { return 1 / years }
        // What grows by the rate each year, less one, without the digits that a subtraction would lose.
        return rate / -expm1(-years * log1p(rate))
    }

    /// Reads `cost:` of a measure: `{annual: …}`, or `{capital: …, life: …, rate: …, operating: …}`. `nil` where there is
    /// none, where it is `?`, or with findings where it cannot be read. What is not given is not zero.
    static func read(_ yaml: YAMLValue?, findings: inout Findings) -> MeasureCost? {
        guard let yaml, yaml.text != "?" else { return nil }
        yaml.expectKeys(
            ["annual", "capital", "life", "rate", "operating", "price_year", "currency", "source"], findings: &findings)
        let money = -1e13...1e13
        let priceYear = yaml["price_year"]?.year(findings: &findings)
        let currency = yaml["currency"]?.text ?? "yuan"
        guard yaml["annual"] == nil else {
            if let other = ["capital", "life", "rate", "operating"].lazy.compactMap({ yaml[$0] }).first {
                findings.add(
                    Finding(
                        .error, .twoCosts, at: other.location, value: other.text,
                        expected: Label(
                            "只有 annual，或 capital、life、rate、operating",
                            "annual alone, or capital, life, rate and operating")))
                return nil
            }
            guard let annual = yaml["annual"], annual.text != "?",
                let value = annual.number(in: money, findings: &findings)
            else { return nil }
            return MeasureCost(capital: nil, annual: value, priceYear: priceYear, currency: currency)
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
        let operating = value("operating", money)
        guard !isUnknown, let capital, let life, let rate, let operating else { return nil }
        return MeasureCost(
            capital: capital, annual: capital * recoveryFactor(rate: rate, years: life) + operating,
            priceYear: priceYear, currency: currency)
    }
}

extension Finding.Message {
    static let twoCosts = Finding.Message("two-costs", "费用给了两种写法", "the cost is given in two ways")
}
