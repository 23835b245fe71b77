public import Tables

/// What a choice of options must keep to, as people write it: `NOx >= 11166.6`, `NOx in 653101 >= 120 t`,
/// `cost <= 3000万元`, `projects <= 12`.
public struct OptionTarget: Sendable, Equatable {
    /// What is summed over the chosen options.
    public enum Quantity: Sendable, Equatable {
        /// The reductions of a pollutant.
        case reduction(String)
        /// The costs.
        case cost
        /// The options themselves.
        case projects
    }

    /// Why a text is no target.
    public struct Problem: Error, Sendable {
        /// What was found and what would be right.
        public let text: Label

        /// A reason.
        package init(text: Label) { self.text = text }
    }

    /// The text as it was given.
    public let text: String
    /// What is summed.
    public let quantity: Quantity
    /// The group that it is summed over; `nil` for all sources.
    public let group: String?
    /// Whether the sum must reach the bound, and not stay below it.
    public let isAtLeast: Bool
    /// The bound in whole parts: micrograms, 10⁻⁶ of the currency, projects.
    package let bound: Int128

    /// Reads a target.
    public init(_ text: String) throws(Problem) {
        self.text = text
        let plain = CellText.identifier(text)
        let signs = [(">=", true), ("=>", true), ("≥", true), ("<=", false), ("=<", false), ("≤", false)]
        let found = signs.compactMap { sign, isAtLeast in
            plain.firstRange(of: sign).map { (range: $0, isAtLeast: isAtLeast) }
        }.min { $0.range.lowerBound < $1.range.lowerBound }
        guard let found else {
            throw Problem(
                text: Label(
                    "目标“\(text)”中没有 >= 或 <=；写法如 \"NOx >= 120\"",
                    "the target '\(text)' has no >= or <=; write it as \"NOx >= 120\""))
        }
        isAtLeast = found.isAtLeast
        var (name, group) = OptionTarget.split(String(plain[..<found.range.lowerBound]))
        var (number, other) = OptionTarget.split(String(plain[found.range.upperBound...]))
        if other != nil { group = other }
        self.group = group
        name = CellText.trimmed(name)
        guard !name.isEmpty else {
            throw Problem(
                text: Label(
                    "目标“\(text)”没有污染物；写法如 \"NOx >= 120\"",
                    "the target '\(text)' names no pollutant; write it as \"NOx >= 120\""))
        }
        switch name.lowercased() {
        case "cost", "成本", "费用": quantity = .cost
        case "projects", "项目", "项目数": quantity = .projects
        default: quantity = .reduction(name)
        }
        number = CellText.trimmed(number)
        let unit = number.drop { "+-.,0123456789".contains($0) }
        // An exponent is part of the number.
        var digits = number.prefix(number.count - unit.count)
        var rest = unit
        if let mark = unit.first, mark == "e" || mark == "E",
            let last = unit.dropFirst().lastIndex(where: { "+-0123456789".contains($0) }),
            unit[unit.index(after: unit.startIndex)...last].allSatisfy({ "+-0123456789".contains($0) })
        {
            digits = number.prefix(number.count - unit.count + unit.distance(from: unit.startIndex, to: last) + 1)
            rest = unit[unit.index(after: last)...]
        }
        let spelled = CellText.trimmed(String(rest))
        guard let (decimals, _) = OptionTarget.decimals(quantity, spelled) else {
            let isShare = spelled.hasPrefix("%")
            throw Problem(
                text: Label(
                    isShare
                        ? "目标“\(text)”是百分数；措施表没有排放总量，请写吨数"
                        : "目标“\(text)”的单位“\(spelled)”不认识；吨可省略，也可写 kg、kt、万吨，费用可写 元、万元、亿元",
                    isShare
                        ? "the target '\(text)' is a share, and a table of options has no emissions to take it of; give tonnes"
                        : "the target '\(text)' has the unknown unit '\(spelled)'; leave tonnes out or write kg, kt; for costs yuan, 万元, 亿元"
                ))
        }
        let plainDigits = OptionTable.ungrouped(String(digits))
        guard let parts = WholeNumber.parts(Array(plainDigits.utf8), decimals: decimals) else {
            throw Problem(
                text: Label(
                    "目标“\(text)”的“\(number)”不是数字；写法如 \"NOx >= 120\"",
                    "'\(number)' in the target '\(text)' is no number; write it as \"NOx >= 120\""))
        }
        bound = parts
    }

    /// A target of its parts.
    package init(text: String, quantity: Quantity, group: String?, isAtLeast: Bool, bound: Int128) {
        self.text = text
        self.quantity = quantity
        self.group = group
        self.isAtLeast = isAtLeast
        self.bound = bound
    }

    /// A bound in its own unit, as a decimal.
    package func shown(_ parts: Int128) -> String { WholeNumber.text(parts, decimals: quantity.decimals) }

    /// What stands before and behind ` in `.
    private static func split(_ text: String) -> (String, String?) {
        for word in [" in ", " IN ", " @ ", "@"] {
            if let range = text.firstRange(of: word) {
                let name = CellText.trimmed(String(text[range.upperBound...]))
                return (String(text[..<range.lowerBound]), name.isEmpty ? nil : name)
            }
        }
        return (text, nil)
    }

    private static func decimals(_ quantity: Quantity, _ unit: String) -> (Int, String)? {
        switch quantity {
        case .reduction: unit.isEmpty ? (12, "t") : AmountUnit.massExponent(unit).map { (12 + $0, "t") }
        case .cost: unit.isEmpty ? (6, "") : AmountUnit.money(unit).map { (6 + $0.exponent, $0.currency) }
        case .projects: unit.isEmpty || unit == "个" ? (0, "") : nil
        }
    }
}

extension OptionTarget.Quantity {
    /// The decimals of its whole parts.
    package var decimals: Int {
        switch self {
        case .reduction: OptionTable.massDecimals
        case .cost: OptionTable.costDecimals
        case .projects: 0
        }
    }
}
